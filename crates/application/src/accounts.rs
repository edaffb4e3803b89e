//! Logging in, and who a token's owner is today.
use crate::{
    Action, Actor, Can, Error, House, Result, password,
    tokens::{Bearer, Tokens},
};
use rapport_domain::{
    entity::{Entity, Life},
    scope::Scope,
    user::User,
};
use rapport_persistence::{Conn, Db, Fault, Statements, accounts};
use tokio::sync::Semaphore;

/// An access token for whoever knows the password.
pub async fn log_in(db: &Db, house: &House, tokens: &Tokens, email: &str, password: String) -> Result<String> {
    let email = email.trim().to_lowercase();
    let account = match email.contains('\0') {
        true => None, // PostgreSQL's text cannot hold it, so nobody is called so
        false => db.read(move |c| -> Result<_> { Ok(accounts::by_email(c, &email)?) }).await?,
    };
    let (id, hash) = account.unzip();
    // A hash takes 19 MiB: whoever tries many at once waits, and the machine keeps its memory.
    static AT_ONCE: Semaphore = Semaphore::const_new(2);
    let _turn = AT_ONCE.acquire().await.map_err(|why| Fault::Broken(why.to_string()))?;
    let right = tokio::task::spawn_blocking(move || password::verify(&password, hash.as_deref()))
        .await
        .map_err(|why| Fault::Broken(why.to_string()))?;
    match id.filter(|_| right) {
        Some(user) => tokens.issue(house, user),
        None => Err(Error::BadCredentials),
    }
}

/// What the bearer of a token may do and see; nothing where the user is gone, or changed the password since.
pub fn actor(c: &mut Conn, bearer: Bearer) -> Result<(Actor, Scope)> {
    let account = accounts::scope_of(c, bearer.user)?.ok_or(Error::Unauthenticated)?;
    if account.password_changed_at.0.timestamp() > bearer.issued_at {
        return Err(Error::Unauthenticated);
    }
    Ok((Actor { id: bearer.user, role: account.role }, account.scope))
}

/// The right of a user to do a thing.
pub fn may<A: Action, E: Entity>(c: &mut Conn, bearer: Bearer) -> Result<Can<A, E>> {
    let (actor, scope) = actor(c, bearer)?;
    Can::grant(actor, scope)
}

/// A user's own account.
pub fn me(c: &mut Conn, actor: Actor, scope: &Scope) -> Result<User> {
    User::find(c, scope, Life::Live, &actor.id)?.ok_or(Error::Unauthenticated)
}
