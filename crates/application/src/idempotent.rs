//! Idempotency: the key's row lives in the work's transaction, so work and answer stand or fall together.
use crate::{Error, Managed, Result, Work, history};
use rapport_domain::{Instant, entity::Life, scope::Scope};
use rapport_persistence::{
    Conn, Fault,
    files::hex,
    idempotency::{self, Claim},
};
use serde_json::Value;
use sha2::{Digest, Sha256};

pub use rapport_persistence::idempotency::Answer;

/// A key that came with a request, and what the request was.
#[derive(Clone, Debug)]
pub struct Key {
    /// The header's value.
    pub key: String,
    /// The hash of method, path and body.
    pub request_hash: String,
}
impl Key {
    /// For a request. The secret goes into the hash, since a body may hold a password that must not be guessed from it.
    pub fn new(key: String, secret: &[u8], method: &str, path: &str, body: &[u8]) -> Self {
        let mut hash = Sha256::new_with_prefix(secret);
        for part in [method.as_bytes(), path.as_bytes(), body] {
            hash.update((part.len() as u64).to_be_bytes());
            hash.update(part);
        }
        Self { key, request_hash: hex(&hash.finalize()) }
    }
}

/// What came of it.
#[derive(Debug)]
pub enum Outcome {
    /// Done now.
    Done(Answer),
    /// Done before; the same answer again.
    Replayed(Answer),
}

/// How long an answer is kept.
pub const KEPT: chrono::Duration = chrono::Duration::hours(24);

/// Does work once per key. `still_readable` is asked before an answer is given again.
pub fn once(
    work: &mut Work<'_>,
    key: Option<&Key>,
    still_readable: impl FnOnce(&mut Work<'_>, &Answer) -> Result<bool>,
    do_it: impl FnOnce(&mut Work<'_>) -> Result<Answer>,
) -> Result<Outcome> {
    let (Some(key), Some(actor)) = (key, work.actor) else { return do_it(work).map(Outcome::Done) };
    let since = Instant::from(work.now.0 - KEPT);
    let claim = idempotency::claim(work.c, actor, &key.key, &key.request_hash, since, work.now);
    match claim.map_err(still_at_work)? {
        Claim::Other => Err(Error::KeyReused),
        Claim::Answered(answer) if still_readable(work, &answer)? => Ok(Outcome::Replayed(answer)),
        Claim::Answered(_) => Err(Error::NotFound),
        Claim::Fresh => {
            let answer = do_it(work)?;
            idempotency::keep(work.c, actor, &key.key, &answer)?;
            Ok(Outcome::Done(answer))
        }
    }
}

/// A twin of the request that holds the key longer than anybody waits for it.
fn still_at_work(why: diesel::result::Error) -> Error {
    match Error::from(why) {
        Error::Fault(Fault::Unavailable(told)) if told.contains("lock timeout") => {
            Error::conflict("in_progress", None, "the same request is still at work; ask again shortly")
        }
        other => other,
    }
}

/// Whether a caller may still read all of an answer: its record with what is private in it, and whatever it names.
pub fn still_readable<E: Managed>(c: &mut Conn, scope: &Scope, answer: &Answer) -> Result<bool> {
    let Ok(key) = answer.record_key.parse() else { return Ok(false) };
    let Some(record) = E::find(c, scope, Life::Live, &key)? else { return Ok(false) };
    if scope.sees_all() {
        return Ok(true);
    }
    let told: Value = serde_json::from_str(&answer.body).unwrap_or_default();
    Ok((!scope.private || scope.reads_private(record.place())) && history::names_only_visible(c, scope, &told)?)
}
