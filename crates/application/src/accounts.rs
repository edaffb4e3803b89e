//! Logging in, staying so, and who a token's owner is today.
use crate::{
    Actor, Error, House, Result,
    attempts::{Attempts, Of},
    password,
    tokens::{Bearer, Tokens},
};
use chrono::Duration;
use rapport_domain::{Instant, entity::Life, scope::Scope, session::Session, user::User};
use rapport_persistence::{
    Conn, Db, Fault, Statements,
    accounts::{self, Account},
    files::hex,
    sessions,
};
use std::{
    collections::HashMap,
    net::IpAddr,
    sync::{Arc, Mutex, PoisonError},
};
use tokio::{sync::Semaphore, task::spawn_blocking};

/// How long the refresh token before the last is still answered with the last one: on a bad connection an answer is lost.
const GRACE: i64 = 60;

/// What logging in needs.
pub struct Door {
    /// The database.
    pub db: Db,
    /// Clock and ids.
    pub house: House,
    /// Signs and reads tokens.
    pub tokens: Tokens,
    /// Those that failed.
    pub attempts: Attempts,
}
impl Door {
    /// Begins a session of whoever knows the password, and comes from an address that did not fail too often.
    pub async fn log_in(&self, email: &str, password: String, from: Option<IpAddr>) -> Result<Session> {
        let email = email.trim().to_lowercase();
        let account = Of::Account(email.clone());
        let of = Vec::from_iter([account.clone()].into_iter().chain(from.map(Of::Address)));
        // A hash takes 19 MiB: whoever tries many at once waits, and the machine keeps its memory.
        static AT_ONCE: Semaphore = Semaphore::const_new(2);
        let turn = AT_ONCE.acquire().await.map_err(broken)?;
        let now = self.house.now();
        if let Some(seconds) = self.attempts.wait(now.0, &of) {
            return Err(Error::TooManyAttempts(seconds));
        }
        let found = match email.contains('\0') {
            true => None, // PostgreSQL's text cannot hold it, so nobody is called so
            false => self.db.read(move |c| -> Result<_> { Ok(accounts::by_email(c, &email)?) }).await?,
        };
        let (user, hash) = found.unzip();
        let looked = spawn_blocking(move || {
            let right = password::verify(&password, hash.as_deref());
            let old = hash.filter(|hash| right && password::is_of_old(hash));
            let renewed = old.map(|old| Ok::<_, Error>((password::hash(&password)?, old))).transpose();
            renewed.map(|renewed| (right, renewed))
        });
        let (right, renewed) = looked.await.map_err(broken)??;
        let Some(user_id) = user.filter(|_| right) else {
            self.attempts.failed(now.0, &of);
            return Err(Error::BadCredentials);
        };
        drop(turn); // whoever is next knows of a failure
        self.attempts.succeeded(&account);
        let id = self.house.id().into();
        let session = Session { id, user_id, generation: 0, renewed_at: now, expires_at: self.expires(now) };
        self.db
            .write(move |c| -> Result<_> {
                if let Some((new, old)) = &renewed {
                    accounts::rehash(c, user_id, old, new)?;
                }
                sessions::begin(c, session)?;
                Ok(session)
            })
            .await
    }
    /// Goes on with a session by its refresh token. One that was used before ends it: somebody else has it.
    pub async fn renew(&self, token: &str) -> Result<Session> {
        let now = self.house.now();
        let expires_at = self.expires(now);
        let (id, generation) = self.tokens.read_refresh(now, token)?;
        let renewed = move |c: &mut Conn| -> Result<Option<Session>> {
            let Some(session) = sessions::take(c, id)?.filter(|session| session.expires_at > now) else {
                return Ok(None);
            };
            let lost = now.0 - session.renewed_at.0 < Duration::seconds(GRACE);
            if generation == session.generation {
                let session = Session { generation: generation + 1, renewed_at: now, expires_at, ..session };
                sessions::renew(c, session)?;
                Ok(Some(session))
            } else if generation == session.generation - 1 && lost {
                Ok(Some(session))
            } else {
                sessions::end(c, id)?;
                Ok(None)
            }
        };
        self.db.write(renewed).await?.ok_or(Error::SessionOver)
    }
    /// Ends a session, or all of its user: their tokens are good no longer.
    pub async fn log_out(&self, bearer: Bearer, everywhere: bool) -> Result<()> {
        let Bearer::Session { user, session } = bearer else {
            let detail =
                "there is no session here: an API key ends when it is deleted, and others where they began".into();
            return Err(Error::Forbidden { pointer: None, detail });
        };
        self.db
            .write(move |c| Ok(if everywhere { sessions::end_all(c, user) } else { sessions::end(c, session) }?))
            .await
    }
    fn expires(&self, now: Instant) -> Instant {
        (now.0 + Duration::seconds(self.tokens.session)).into()
    }
}
fn broken(why: impl std::fmt::Display) -> Fault {
    Fault::Broken(why.to_string())
}

/// The account of whoever calls, at a moment; nothing where the user is gone, or the session over, or the key deleted.
pub async fn account(db: &Db, bearer: Bearer, now: Instant) -> Result<Account> {
    let found = db.peek(move |c| match &bearer {
        Bearer::Session { user, session } => accounts::of_session(c, *user, *session, now),
        Bearer::Key(hash) => accounts::of_key(c, &hex(hash)),
        Bearer::Outsider(outsider) => accounts::of_outsider(c, outsider, now),
    });
    found.await?.ok_or(Error::Unauthenticated)
}
/// The accounts of one version of the data, by what they call by: who calls often is looked up once. Clones share them.
#[derive(Clone, Default)]
pub struct Known(Arc<Mutex<(String, HashMap<Bearer, Arc<Account>>)>>);
impl Known {
    /// An account as it is in a version of the data.
    pub fn of(&self, version: &str, bearer: &Bearer) -> Option<Arc<Account>> {
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        known.1.get(bearer).filter(|_| known.0 == version).cloned()
    }
    /// Keeps it; those of another version are let go.
    pub fn keep(&self, version: &str, bearer: Bearer, account: Arc<Account>) {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if known.0 != version {
            *known = (version.to_owned(), HashMap::new());
        }
        known.1.insert(bearer, account);
    }
}

/// A user's own account.
pub fn me(c: &mut Conn, actor: Actor, scope: &Scope) -> Result<User> {
    let hidden = || Error::Forbidden { pointer: None, detail: "a public key tells nobody whose it is".into() };
    User::find(c, scope, Life::Live, &actor.id)?.ok_or_else(hidden)
}
