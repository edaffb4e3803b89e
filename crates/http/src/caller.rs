//! Who calls: the bearer token, and what its owner may do.
use crate::{Api, problem::Refusal};
use actix_web::{FromRequest, HttpMessage, HttpRequest, dev::Payload, http::header::AUTHORIZATION, web};
use rapport_application::{Action, Actor, Can, Error, accounts, tokens::Bearer};
use rapport_domain::{entity::Entity, scope::Scope};
use rapport_persistence::accounts::Account;
use std::{future::Future, pin::Pin, sync::Arc};

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
/// The version of the data that a request found when it came.
#[derive(Clone)]
pub struct DataVersion(pub String);

/// Who calls, as they are now. Of a read, the account is that of the data's version if it is known; a write is about to
/// change the version, and looks.
fn asked<T>(
    request: &HttpRequest,
    grant: impl FnOnce(Bearer, Actor, Scope) -> rapport_application::Result<T> + 'static,
) -> Promise<T> {
    let (owner, request) = (token_owner(request), request.clone());
    Box::pin(async move {
        let (api, bearer) = owner?;
        let look = || accounts::account(&api.db, bearer);
        let granted = |account: &Account| {
            Ok(grant(bearer, Actor { id: bearer.user, role: account.role }, account.scope.clone())?)
        };
        if !request.method().is_safe() {
            return granted(&look().await?);
        }
        let version = api.db.version().await?;
        let account = match api.accounts.of(&version, bearer.session) {
            Some(account) => account,
            None => {
                let account = Arc::new(look().await?);
                api.accounts.keep(&version, bearer.session, account.clone());
                account
            }
        };
        request.extensions_mut().insert(DataVersion(version));
        granted(&account)
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
