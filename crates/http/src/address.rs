//! Where a request comes from: the peer, or behind a proxy of ours what that says.
use crate::Api;
use actix_web::HttpRequest;
use std::net::IpAddr;

/// The address of the client. Each proxy adds the one that it saw to `X-Forwarded-For`, so the last one that is no proxy of
/// ours is true; what stands before it the client may have written.
pub fn of(api: &Api, request: &HttpRequest) -> Option<IpAddr> {
    let peer = request.peer_addr()?.ip();
    if !api.proxies.contains(&peer) {
        return Some(peer);
    }
    let told = request.headers().get_all("x-forwarded-for").filter_map(|value| value.to_str().ok());
    let told: Vec<_> = told.flat_map(|value| value.split(',')).map(|one| one.trim().parse::<IpAddr>()).collect();
    let first = told.into_iter().rev().find(|one| !one.as_ref().is_ok_and(|one| api.proxies.contains(one)));
    first.and_then(Result::ok).or(Some(peer))
}
