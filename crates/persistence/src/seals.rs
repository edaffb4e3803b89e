//! Seals of the journal: batches of entries whose hashes hang on one another, so that none is changed unseen.
//!
//! Of each entry there is the hash of its payload, with a salt before it, and the hash of all that it says beside that. A
//! seal hashes its entries' hashes and the hash of the seal before. A payload may so be blanked, salt and all: the chain
//! still holds, and nobody guesses from the hash what stood there. That an erasure did it is written in the journal, too.
//!
//! What is hashed is JSON with sorted members, the same on both databases: a journal that moves keeps its seals.
use crate::{Fault, files::hex, journal::journal};
use diesel::{connection::SimpleConnection, dsl::max, insert_into, prelude::*, update};
use rapport_domain::{Id, Instant, Json, user::User};
use rapport_schema::{Backend, Conn};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

pub mod verify;

diesel::table! {
    use diesel::sql_types::*;
    use rapport_schema::DbInstant;
    /// Rows of this module alone.
    #[allow(missing_docs)]
    seals (number) {
        number -> BigInt,
        first_seq -> BigInt,
        last_seq -> BigInt,
        entries -> BigInt,
        at -> DbInstant,
        previous -> Text,
        hash -> Text,
    }
}

/// A batch of entries, sealed.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = seals, check_for_backend(Backend))]
pub struct Seal {
    /// 1 for the first, and so on without a gap.
    pub number: i64,
    /// The place of its first entry.
    pub first_seq: i64,
    /// The place of its last entry. Places between may be free: PostgreSQL gives them to writes that then fail.
    pub last_seq: i64,
    /// How many entries it holds.
    pub entries: i64,
    /// When it was made.
    pub at: Instant,
    /// The hash of the seal before; empty for the first.
    pub previous: String,
    /// SHA-256 over the fields above and the entries' hashes, in hexadecimal digits.
    pub hash: String,
}
impl Seal {
    fn hash_with(&self, entries: &[String]) -> String {
        let head = json!([self.number, self.first_seq, self.last_seq, self.entries, micros(self.at), self.previous]);
        hash(&[&canonical(&head), &entries.concat()])
    }
}

/// How many entries a seal holds at the most: on SQLite other writes wait for it.
pub const MOST: i64 = 200;

/// The place up to which nothing is being written any more. PostgreSQL gives places before they are committed, and not in
/// that order; but whoever has one has locked the table for writing. SQLite has one writer.
pub fn settled(c: &mut Conn) -> QueryResult<i64> {
    if let Conn::Postgres(c) = c {
        // Writers queue behind this, so it is not waited for long; there is another time.
        c.batch_execute("SET LOCAL lock_timeout = '2s'; LOCK TABLE journal IN SHARE MODE")?;
    }
    let last: Option<i64> = journal::table.select(max(journal::seq)).first(c)?;
    Ok(last.unwrap_or(0))
}

/// Seals entries that are not, `MOST` of them at the most, up to a place that [`settled`] gave; none where all are.
/// Not in the same transaction: its lock would last as long as this takes.
pub fn seal(c: &mut Conn, upto: i64, at: Instant) -> Result<Option<Seal>, Fault> {
    if let Conn::Postgres(c) = c {
        c.batch_execute("LOCK TABLE seals IN EXCLUSIVE MODE")?; // another server may be at it
    }
    let before = last(c)?;
    let sealed = before.as_ref().map_or(0, |seal| seal.last_seq);
    let mut entries = page(c, sealed, upto, MOST)?;
    let (Some(first_seq), Some(last_seq)) = (entries.first().map(|e| e.seq), entries.last().map(|e| e.seq)) else {
        return Ok(None);
    };
    let hashes = entries.iter_mut().map(|entry| hashed(c, entry)).collect::<Result<Vec<_>, Fault>>()?;
    let mut seal = Seal {
        number: before.as_ref().map_or(0, |seal| seal.number) + 1,
        first_seq,
        last_seq,
        entries: count(hashes.len()),
        at,
        previous: before.map(|seal| seal.hash).unwrap_or_default(),
        hash: String::new(),
    };
    seal.hash = seal.hash_with(&hashes);
    insert_into(seals::table).values(seal.clone()).execute(c)?;
    Ok(Some(seal))
}

/// Blanks the payloads of entries for good, on behalf of the entry with action `erase` at the place `erased_by`, whose
/// payload must name them: `{"after": {"entries": [seq, …]}}`. What is not hashed yet is hashed first, so nothing need be
/// sealed before. What is blank already stays as it is.
pub fn blank(c: &mut Conn, seqs: &[i64], erased_by: i64) -> Result<(), Fault> {
    for seq in seqs {
        let live = || journal::table.filter(journal::seq.eq(seq)).filter(journal::erased_by.is_null());
        let Some(mut entry) = live().select(Row::as_select()).first(c).optional()? else { continue };
        hashed(c, &mut entry)?;
        update(live())
            .set((
                journal::payload.eq(Json(Value::Null)),
                journal::salt.eq(None::<String>),
                journal::erased_by.eq(erased_by),
            ))
            .execute(c)?;
    }
    Ok(())
}

/// The last seal.
pub fn last(c: &mut Conn) -> QueryResult<Option<Seal>> {
    seals::table.order(seals::number.desc()).select(Seal::as_select()).first(c).optional()
}

/// How many entries are not sealed yet.
pub fn unsealed(c: &mut Conn) -> QueryResult<i64> {
    let sealed = last(c)?.map_or(0, |seal| seal.last_seq);
    journal::table.filter(journal::seq.gt(sealed)).count().get_result(c)
}

/// An entry as it lies there.
#[derive(Queryable, Selectable)]
#[diesel(table_name = journal, check_for_backend(Backend))]
struct Row {
    seq: i64,
    at: Instant,
    actor_id: Option<Id<User>>,
    action: String,
    kind: String,
    record_key: String,
    version: i32,
    sensitivity: String,
    places: Json,
    payload: Json,
    salt: Option<String>,
    payload_hash: Option<String>,
    entry_hash: Option<String>,
    erased_by: Option<i64>,
}
impl Row {
    /// The hash of the whole entry, given that of its payload.
    fn hash_over(&self, payload_hash: &str) -> String {
        let said = json!([
            self.seq,
            micros(self.at),
            self.actor_id,
            self.action,
            self.kind,
            self.record_key,
            self.version,
            self.sensitivity,
            self.places,
            payload_hash,
        ]);
        hash(&[&canonical(&said)])
    }
    fn payload_hash(&self, salt: &str) -> String {
        hash(&[salt, &canonical(&self.payload.0)])
    }
}

/// Entries after a place, up to another, in their order.
fn page(c: &mut Conn, after: i64, upto: i64, most: i64) -> QueryResult<Vec<Row>> {
    journal::table
        .filter(journal::seq.gt(after))
        .filter(journal::seq.le(upto))
        .order(journal::seq)
        .limit(most)
        .select(Row::as_select())
        .load(c)
}

/// The hash of an entry, which gets its hashes now unless it has them already.
fn hashed(c: &mut Conn, entry: &mut Row) -> Result<String, Fault> {
    if let Some(hash) = &entry.entry_hash {
        return Ok(hash.clone());
    }
    let salt = hex(&rand::random::<[u8; 16]>());
    let payload_hash = entry.payload_hash(&salt);
    let entry_hash = entry.hash_over(&payload_hash);
    let bare = journal::table.filter(journal::seq.eq(entry.seq)).filter(journal::entry_hash.is_null());
    let set = update(bare)
        .set((journal::salt.eq(salt), journal::payload_hash.eq(payload_hash), journal::entry_hash.eq(&entry_hash)))
        .execute(c)?;
    // An erasure and a seal may come to the same entry.
    if set == 1 { Ok(entry_hash) } else { Err(Fault::Clash("an entry of the journal was hashed in between".into())) }
}

fn hash(parts: &[&str]) -> String {
    let digest = parts.iter().fold(Sha256::new(), |digest, part| digest.chain_update(part));
    hex(&digest.finalize())
}
fn count(all: usize) -> i64 {
    i64::try_from(all).unwrap_or(i64::MAX)
}
fn micros(at: Instant) -> i64 {
    at.0.timestamp_micros()
}

/// JSON in its one form: members sorted, no spaces. `jsonb` keeps neither the order of members nor how a number was written.
fn canonical(value: &Value) -> String {
    match value {
        Value::Array(all) => format!("[{}]", all.iter().map(canonical).collect::<Vec<_>>().join(",")),
        Value::Object(members) => {
            let mut sorted: Vec<_> = members.iter().collect();
            sorted.sort_unstable_by_key(|(name, _)| *name);
            let member = |(name, value): (&String, &Value)| format!("{}:{}", json!(name), canonical(value));
            format!("{{{}}}", sorted.into_iter().map(member).collect::<Vec<_>>().join(","))
        }
        // A float that is whole is written like an integer, and there is no minus before zero.
        Value::Number(number) => match number.as_f64() {
            Some(float) if number.is_f64() && float.fract() == 0.0 => format!("{}", float + 0.0),
            _ => number.to_string(),
        },
        plain => plain.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_has_one_form() {
        let one: Value =
            serde_json::from_str(r#"{"b": [1.0, -0.0, 1e20, 0.5], "a": {"d": null, "c": "é\n"}}"#).expect("JSON");
        let as_jsonb = r#"{"a":{"c":"é\n","d":null},"b":[1,0,100000000000000000000,0.5]}"#;
        assert_eq!(canonical(&one), as_jsonb);
        assert_eq!(canonical(&serde_json::from_str(as_jsonb).expect("JSON")), as_jsonb);
    }
}
