//! Who calls: the bearer token, and what its owner may do.
use crate::{Api, problem::Refusal};
use actix_web::{
    FromRequest, HttpMessage, HttpRequest,
    dev::Payload,
    http::header::{AUTHORIZATION, ORIGIN},
    web,
};
use rapport_application::{Action, Actor, Can, Error, accounts, api_key, tokens::Bearer};
use rapport_domain::{entity::Entity, scope::Scope};
use rapport_persistence::accounts::{Account, HeldKey};
use std::{
    future::Future,
    pin::Pin,
    sync::{Arc, atomic::Ordering},
};

type Promise<T> = Pin<Box<dyn Future<Output = Result<T, Refusal>>>>;

/// By what a request is made: by something of ours, or else perhaps by the token of a provider outside.
async fn bearer(request: &HttpRequest) -> Result<(web::Data<Api>, Bearer), Refusal> {
    let api = request.app_data::<web::Data<Api>>().ok_or(Error::Unauthenticated)?;
    let header = request.headers().get(AUTHORIZATION).and_then(|h| h.to_str().ok()).unwrap_or_default();
    let (scheme, token) = header.split_once(' ').unwrap_or_default();
    if !scheme.eq_ignore_ascii_case("bearer") {
        return Err(Error::Unauthenticated.into());
    }
    let token = token.trim();
    let bearer = match api.tokens.read(&api.house, token) {
        Ok(ours) => ours,
        Err(_) => Bearer::Outsider(Arc::new(api.providers.read(api.house.now(), token).await?)),
    };
    Ok((api.clone(), bearer))
}
/// The version of the data that a request found when it came.
#[derive(Clone)]
pub struct DataVersion(pub String);

/// That a request came by a public key.
#[derive(Clone, Copy)]
pub struct Public;

/// Who calls, as they are now. Of a read, the account is that of the data's version if it is known; a write is about to
/// change the version, and looks.
fn asked<T>(
    request: &HttpRequest,
    grant: impl FnOnce(Bearer, Actor, Scope) -> rapport_application::Result<T> + 'static,
) -> Promise<T> {
    let request = request.clone();
    Box::pin(async move {
        let (api, bearer) = bearer(&request).await?;
        let now = api.house.now();
        let version = if request.method().is_safe() { Some(api.db.version().await?) } else { None };
        let known = version.as_ref().and_then(|version| api.accounts.of(version, &bearer));
        let account = match known {
            Some(known) => known,
            None => {
                let account = Arc::new(accounts::account(&api.db, bearer.clone(), now).await?);
                if let Some(version) = &version {
                    api.accounts.keep(version, bearer.clone(), account.clone());
                }
                account
            }
        };
        if let Some(version) = version {
            request.extensions_mut().insert(DataVersion(version));
        }
        if let Some(key) = &account.key {
            admit(&api, &request, &account, key)?;
        }
        // An account may be known from before: what was open then may be closed by now.
        Ok(grant(bearer, Actor { id: account.user, role: account.role }, account.scope.clone().at(now))?)
    })
}
/// Whether a key is good for this request; where it is, it is noted some time that it is used.
fn admit(api: &web::Data<Api>, request: &HttpRequest, account: &Account, key: &HeldKey) -> Result<(), Refusal> {
    let now = api.house.now();
    let origin = request.headers().get(ORIGIN).and_then(|origin| origin.to_str().ok());
    api_key::admits(key, now, origin)?;
    if account.scope.published {
        api.limits.of_visitor(api, request, key.row.id)?;
        request.extensions_mut().insert(Public);
    }
    if api_key::is_news(key, now) && !key.noted.swap(true, Ordering::Relaxed) {
        let (db, id) = (api.db.clone(), key.row.id);
        actix_web::rt::spawn(async move {
            if let Err(why) = api_key::used(&db, id, now).await {
                tracing::warn!(%why, "it was not noted that an API key is used");
            }
        });
    }
    Ok(())
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
        let can = asked(request, |_, actor, scope| Can::grant(actor, scope));
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
    /// By what.
    pub bearer: Bearer,
}
impl FromRequest for Caller {
    type Error = Refusal;
    type Future = Promise<Self>;
    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        asked(request, |bearer, actor, scope| Ok(Caller { actor, scope, bearer }))
    }
}
