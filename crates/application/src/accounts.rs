//! Logging in, and who a token's owner is today.
use crate::{Action, Actor, Can, Error, House, Result, password, tokens::Tokens};
use rapport_domain::{
    Id,
    entity::{Entity, Life},
    scope::Scope,
    user::User,
};
use rapport_persistence::{Conn, Db, Fault, Statements, accounts};

/// An access token for whoever knows the password.
pub async fn log_in(db: &Db, house: &House, tokens: &Tokens, email: &str, password: String) -> Result<String> {
    let email = email.trim().to_lowercase();
    let account = match email.contains('\0') {
        true => None, // PostgreSQL's text cannot hold it, so nobody is called so
        false => db.read(move |c| -> Result<_> { Ok(accounts::by_email(c, &email)?) }).await?,
    };
    let (id, hash) = account.unzip();
    let right = tokio::task::spawn_blocking(move || password::verify(&password, hash.as_deref()))
        .await
        .map_err(|why| Fault::Broken(why.to_string()))?;
    match id.filter(|_| right) {
        Some(user) => tokens.issue(house, user),
        None => Err(Error::BadCredentials),
    }
}

/// What a user may do and see; none where there is no such user any more.
pub fn actor(c: &mut Conn, user: Id<User>) -> Result<(Actor, Scope)> {
    let (role, scope) = accounts::scope_of(c, user)?.ok_or(Error::Unauthenticated)?;
    Ok((Actor { id: user, role }, scope))
}

/// The right of a user to do a thing.
pub fn may<A: Action, E: Entity>(c: &mut Conn, user: Id<User>) -> Result<Can<A, E>> {
    let (actor, scope) = actor(c, user)?;
    Can::grant(actor, scope)
}

/// A user's own account.
pub fn me(c: &mut Conn, user: Id<User>) -> Result<User> {
    let (_, scope) = actor(c, user)?;
    User::find(c, &scope, Life::Live, &user)?.ok_or(Error::Unauthenticated)
}
