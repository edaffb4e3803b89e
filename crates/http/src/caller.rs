//! Who calls: the bearer token, and what its owner may do.
use crate::{Api, problem::Refusal};
use actix_web::{FromRequest, HttpRequest, dev::Payload, http::header::AUTHORIZATION, web};
use rapport_application::{Action, Actor, Can, Error, accounts, tokens::Bearer};
use rapport_domain::{entity::Entity, scope::Scope};
use rapport_persistence::Conn;
use std::{future::Future, pin::Pin};

type Promise<T> = Pin<Box<dyn Future<Output = Result<T, Refusal>>>>;

fn token_owner(request: &HttpRequest) -> Result<(web::Data<Api>, Bearer), Refusal> {
    let api = request.app_data::<web::Data<Api>>().ok_or(Error::Unauthenticated)?;
    let header = request.headers().get(AUTHORIZATION).and_then(|h| h.to_str().ok()).unwrap_or_default();
    let (scheme, token) = header.split_once(' ').unwrap_or_default();
    if !scheme.eq_ignore_ascii_case("bearer") {
        return Err(Error::Unauthenticated.into());
    }
    Ok((api.clone(), api.tokens.read(&api.house, token.trim())?))
}
fn asked<T: Send + 'static>(
    request: &HttpRequest,
    ask: impl FnOnce(&mut Conn, Bearer) -> rapport_application::Result<T> + Send + 'static,
) -> Promise<T> {
    let owner = token_owner(request);
    Box::pin(async move {
        let (api, bearer) = owner?;
        Ok(api.db.read(move |c| ask(c, bearer)).await?)
    })
}

/// The right to do `A` to an `E`, and what else the handler needs of the request. The right is looked at first: who may
/// not do a thing hears nothing of what else is wrong with the request.
pub struct May<A, E, T = ()>(pub Can<A, E>, pub T);
impl<A: Action, E: Entity, T> FromRequest for May<A, E, T>
where
    T: FromRequest<Future: 'static> + 'static,
{
    type Error = actix_web::Error;
    type Future = Pin<Box<dyn Future<Output = Result<Self, actix_web::Error>>>>;
    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let can = asked(request, accounts::may);
        let rest = T::from_request(request, payload);
        Box::pin(async move {
            let can = can.await?;
            Ok(May(can, rest.await.map_err(Into::into)?))
        })
    }
}

/// Who calls, whatever they may do.
pub struct Caller {
    /// Who.
    pub actor: Actor,
    /// What they see.
    pub scope: Scope,
}
impl FromRequest for Caller {
    type Error = Refusal;
    type Future = Promise<Self>;
    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        asked(request, |c, bearer| accounts::actor(c, bearer).map(|(actor, scope)| Caller { actor, scope }))
    }
}
