//! The journal: who did what to which record, written in the transaction of the change.
use diesel::prelude::*;
use rapport_domain::{
    Id, Instant, Json,
    entity::{Kind, Version},
    reference::AnyKey,
    scope::Sensitivity,
    user::User,
};
use rapport_schema::Conn;

diesel::table! {
    use diesel::sql_types::*;
    use rapport_schema::{DbId, DbInstant, DbJson};
    /// Rows of this module alone.
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
