//! The journal: who did what to which record, written in the transaction of the change.
use diesel::prelude::*;
use rapport_domain::{
    Id, Instant, Json,
    entity::{Kind, Version},
    reference::AnyKey,
    scope::Sensitivity,
    user::User,
};
use rapport_schema::{AmongTexts, Conn};
use std::collections::HashMap;

diesel::table! {
    use diesel::sql_types::*;
    use rapport_schema::{DbId, DbInstant, DbJson};
    /// Rows of this module, and of the seals over them.
    #[allow(missing_docs)]
    journal (seq) {
        seq -> BigInt,
        at -> DbInstant,
        actor_id -> Nullable<DbId>,
        action -> Text,
        kind -> Text,
        record_key -> Text,
        version -> Integer,
        sensitivity -> Text,
        places -> DbJson,
        payload -> DbJson,
        salt -> Nullable<Text>,
        payload_hash -> Nullable<Text>,
        entry_hash -> Nullable<Text>,
        erased_by -> Nullable<BigInt>,
    }
}

/// One thing done.
#[derive(Debug)]
pub struct Entry {
    /// When.
    pub at: Instant,
    /// By whom; null for the program itself.
    pub actor_id: Option<Id<User>>,
    /// What: create, update, delete, restore, transition.
    pub action: String,
    /// The version of the record after it.
    pub version: Version,
    /// The highest sensitivity of the record before and after it.
    pub sensitivity: Sensitivity,
    /// Where the record lay before and after it: for each, the codes of its countries and regions.
    pub places: Json,
    /// What changed: `{"before": …, "after": …}`.
    pub payload: Json,
}

/// Appends an entry.
pub fn append(c: &mut Conn, kind: Kind, key: &AnyKey, entry: Entry) -> QueryResult<()> {
    diesel::insert_into(journal::table)
        .values((
            journal::at.eq(entry.at),
            journal::actor_id.eq(entry.actor_id),
            journal::action.eq(entry.action),
            journal::kind.eq(kind.name),
            journal::record_key.eq(key.to_string()),
            journal::version.eq(entry.version),
            journal::sensitivity.eq(entry.sensitivity),
            journal::places.eq(entry.places),
            journal::payload.eq(entry.payload),
        ))
        .execute(c)?;
    Ok(())
}

/// What an entry says was written.
#[derive(Debug)]
pub struct Written {
    /// The version of the record after it.
    pub version: Version,
    /// What changed; null where it was erased.
    pub payload: Json,
}
/// All that was written of records of a kind, by their keys, each in its order.
pub fn about(c: &mut Conn, kind: Kind, keys: &[AnyKey]) -> QueryResult<HashMap<String, Vec<Written>>> {
    let rows: Vec<(String, Version, Json)> = journal::table
        .filter(journal::kind.eq(kind.name))
        .filter(AmongTexts::new(journal::record_key, keys.iter().map(ToString::to_string)))
        .order(journal::seq)
        .select((journal::record_key, journal::version, journal::payload))
        .load(c)?;
    let mut all: HashMap<_, Vec<_>> = HashMap::new();
    for (key, version, payload) in rows {
        all.entry(key).or_default().push(Written { version, payload });
    }
    Ok(all)
}

type Row = (i64, Instant, Option<Id<User>>, String, Version, Sensitivity, Json, Json);

/// The entries about a record, newest first, before a sequence number.
pub fn of(c: &mut Conn, kind: Kind, key: &AnyKey, before: Option<i64>, limit: i64) -> QueryResult<Vec<(i64, Entry)>> {
    let rows: Vec<Row> = journal::table
        .filter(journal::kind.eq(kind.name))
        .filter(journal::record_key.eq(key.to_string()))
        .filter(journal::seq.lt(before.unwrap_or(i64::MAX)))
        .order(journal::seq.desc())
        .limit(limit)
        .select((
            journal::seq,
            journal::at,
            journal::actor_id,
            journal::action,
            journal::version,
            journal::sensitivity,
            journal::places,
            journal::payload,
        ))
        .load(c)?;
    Ok(rows
        .into_iter()
        .map(|(seq, at, actor_id, action, version, sensitivity, places, payload)| {
            (seq, Entry { at, actor_id, action, version, sensitivity, places, payload })
        })
        .collect())
}

/// The number of the last entry; 0 where there is none.
pub fn last(c: &mut Conn) -> QueryResult<i64> {
    Ok(journal::table.select(diesel::dsl::max(journal::seq)).first::<Option<i64>>(c)?.unwrap_or_default())
}
/// What was done to a record, in its order: the version after it, what, when, by whom.
pub fn hands(c: &mut Conn, kind: Kind, key: &AnyKey) -> QueryResult<Vec<(Version, String, Instant, Option<Id<User>>)>> {
    journal::table
        .filter(journal::kind.eq(kind.name))
        .filter(journal::record_key.eq(key.to_string()))
        .order(journal::seq)
        .select((journal::version, journal::action, journal::at, journal::actor_id))
        .load(c)
}
/// Who recorded some records of a kind, by their keys; nobody where the program did.
pub fn makers(c: &mut Conn, kind: Kind, keys: &[AnyKey]) -> QueryResult<HashMap<String, Option<Id<User>>>> {
    let rows: Vec<(String, Option<Id<User>>)> = journal::table
        .filter(journal::kind.eq(kind.name))
        .filter(AmongTexts::new(journal::record_key, keys.iter().map(ToString::to_string)))
        .filter(journal::action.eq("create"))
        .select((journal::record_key, journal::actor_id))
        .load(c)?;
    Ok(rows.into_iter().collect())
}

/// An entry about whatever record, as an erasure looks at it.
#[derive(Debug, Queryable)]
pub struct Said {
    /// Its place.
    pub seq: i64,
    /// What was done.
    pub action: String,
    /// The kind of the record.
    pub kind: String,
    /// The record's key.
    pub record_key: String,
    /// What changed; null where it was blanked.
    pub payload: Json,
}
/// Entries about whatever records, in their order, after a place.
pub fn after(c: &mut Conn, seq: i64, limit: i64) -> QueryResult<Vec<Said>> {
    journal::table
        .filter(journal::seq.gt(seq))
        .order(journal::seq)
        .limit(limit)
        .select((journal::seq, journal::action, journal::kind, journal::record_key, journal::payload))
        .load(c)
}
