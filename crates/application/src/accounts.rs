//! Logging in, and who a token's owner is today.
use crate::{
    Actor, Error, House, Result, password,
    tokens::{Bearer, Tokens},
};
use rapport_domain::{Id, entity::Life, scope::Scope, user::User};
use rapport_persistence::{
    Conn, Db, Fault, Statements,
    accounts::{self, Account},
};
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};
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

/// The account of a token's owner; nothing where the user is gone.
pub async fn account(db: &Db, bearer: Bearer) -> Result<Account> {
    db.peek(move |c| accounts::scope_of(c, bearer.user)).await?.ok_or(Error::Unauthenticated)
}
/// What the bearer of a token may do and see by an account; nothing where the password was changed since.
pub fn actor(account: &Account, bearer: Bearer) -> Result<(Actor, Scope)> {
    if account.password_changed_at.0.timestamp() > bearer.issued_at {
        return Err(Error::Unauthenticated);
    }
    Ok((Actor { id: bearer.user, role: account.role }, account.scope.clone()))
}

/// The accounts of one version of the data: who calls often is looked up once. Clones share them.
#[derive(Clone, Default)]
pub struct Known(Arc<Mutex<(String, HashMap<Id<User>, Arc<Account>>)>>);
impl Known {
    /// An account as it is in a version of the data.
    pub fn of(&self, version: &str, user: Id<User>) -> Option<Arc<Account>> {
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        known.1.get(&user).filter(|_| known.0 == version).cloned()
    }
    /// Keeps it; those of another version are let go.
    pub fn keep(&self, version: &str, user: Id<User>, account: Arc<Account>) {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if known.0 != version {
            *known = (version.to_owned(), HashMap::new());
        }
        known.1.insert(user, account);
    }
}

/// A user's own account.
pub fn me(c: &mut Conn, actor: Actor, scope: &Scope) -> Result<User> {
    User::find(c, scope, Life::Live, &actor.id)?.ok_or(Error::Unauthenticated)
}
