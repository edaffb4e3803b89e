//! Idempotency keys: the key's row is in the work's transaction, so that work and answer stand or fall together.
use diesel::{insert_into, prelude::*};
use rapport_domain::{Id, Instant, user::User};
use rapport_schema::{Both, Conn};

diesel::table! {
    use diesel::sql_types::*;
    use rapport_schema::{DbId, DbInstant};
    /// Rows of this module alone.
    #[allow(missing_docs)]
    idempotency_keys (actor_id, key) {
        actor_id -> DbId,
        key -> Text,
        request_hash -> Text,
        status -> Nullable<Integer>,
        answer -> Nullable<Text>,
        etag -> Nullable<Text>,
        kind -> Nullable<Text>,
        record_key -> Nullable<Text>,
        created_at -> DbInstant,
    }
}

/// What a key stands for already.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Claim {
    /// Nothing: the work is ours to do.
    Fresh,
    /// Another request.
    Other,
    /// This request, which was answered so.
    Answered(Answer),
}
/// A kept answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// The HTTP status.
    pub status: i32,
    /// The body.
    pub body: String,
    /// The ETag.
    pub etag: Option<String>,
    /// The name of the kind of the record that it shows.
    pub kind: String,
    /// The key of that record.
    pub record_key: String,
}

/// Claims a key for a request. A twin that is still at work is waited for: PostgreSQL's unique index sees to that,
/// SQLite has one writer. Keys older than `since` are forgotten.
pub fn claim(
    c: &mut Conn,
    actor: Id<User>,
    key: &str,
    request_hash: &str,
    since: Instant,
    at: Instant,
) -> QueryResult<Claim> {
    use idempotency_keys as ik;
    forget_before(c, since)?;
    let row = (ik::actor_id.eq(actor), ik::key.eq(key), ik::request_hash.eq(request_hash), ik::created_at.eq(at));
    if Both(insert_into(ik::table).values(row).on_conflict_do_nothing()).execute(c)? == 1 {
        return Ok(Claim::Fresh);
    }
    type Row = (String, Option<i32>, Option<String>, Option<String>, Option<String>, Option<String>);
    let (hash, status, body, etag, kind, record_key): Row = ik::table
        .find((actor, key))
        .select((ik::request_hash, ik::status, ik::answer, ik::etag, ik::kind, ik::record_key))
        .first(c)?;
    Ok(match (hash == request_hash, status, body, kind, record_key) {
        (true, Some(status), Some(body), Some(kind), Some(record_key)) => {
            Claim::Answered(Answer { status, body, etag, kind, record_key })
        }
        _ => Claim::Other,
    })
}

/// Forgets keys older than this, and says how many they were.
pub fn forget_before(c: &mut Conn, since: Instant) -> QueryResult<usize> {
    diesel::delete(idempotency_keys::table.filter(idempotency_keys::created_at.lt(since))).execute(c)
}
/// Keeps the answer of a claimed key.
pub fn keep(c: &mut Conn, actor: Id<User>, key: &str, answer: &Answer) -> QueryResult<()> {
    use idempotency_keys as ik;
    diesel::update(ik::table.find((actor, key)))
        .set((
            ik::status.eq(answer.status),
            ik::answer.eq(&answer.body),
            ik::etag.eq(&answer.etag),
            ik::kind.eq(&answer.kind),
            ik::record_key.eq(&answer.record_key),
        ))
        .execute(c)?;
    Ok(())
}

/// All kept answers, each with whose key it is.
pub fn answers(c: &mut Conn) -> QueryResult<Vec<(Id<User>, String, String)>> {
    use idempotency_keys as ik;
    let kept = ik::table.filter(ik::answer.is_not_null());
    kept.select((ik::actor_id, ik::key, ik::answer.assume_not_null())).load(c)
}
/// Forgets the answer of a key: the key itself stays, so that its request is not done again.
pub fn forget(c: &mut Conn, actor: Id<User>, key: &str) -> QueryResult<()> {
    use idempotency_keys as ik;
    diesel::update(ik::table.find((actor, key))).set(ik::answer.eq(None::<String>)).execute(c).map(|_| ())
}
