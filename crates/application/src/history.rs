//! The journal of a record: written with every change, read by whoever may read the record.
use crate::{Can, Error, Managed, Read, Result, Work, read};
use rapport_domain::{
    Id, Instant, Json,
    entity::{Entity, Key, Life, Version},
    reference::AnyKey,
    scope::Scope,
    user::User,
};
use rapport_persistence::{Conn, journal, seen};
use serde::Serialize;
use serde_json::{Map, Value, json};
use std::collections::HashSet;

/// Writes down what became of a record.
pub fn record<E: Managed>(work: &mut Work<'_>, action: &str, before: Option<&E>, after: Option<&E>) -> Result<()> {
    let Some(last) = after.or(before) else { return Ok(()) };
    let sensitivity = [before, after].into_iter().flatten().map(Entity::sensitivity).max().unwrap_or_default();
    let entry = journal::Entry {
        at: work.now,
        actor_id: work.actor,
        action: action.to_owned(),
        version: last.version(),
        sensitivity,
        payload: Json(changes(before.map(members), after.map(members))),
    };
    Ok(journal::append(work.c, E::KIND, &last.key().any(), entry)?)
}

fn members<E: Serialize>(record: &E) -> Map<String, Value> {
    match serde_json::to_value(record) {
        Ok(Value::Object(members)) => members,
        _ => Map::new(),
    }
}
/// A record whole where it is new, else its changed members before and after.
fn changes(before: Option<Map<String, Value>>, after: Option<Map<String, Value>>) -> Value {
    let (Some(mut before), Some(mut after)) = (before.clone(), after.clone()) else {
        return json!({ "before": before, "after": after });
    };
    before.retain(|name, value| after.get(name) != Some(value) && !KEPT_APART.contains(&name.as_str()));
    after.retain(|name, _| before.contains_key(name));
    json!({ "before": before, "after": after })
}
/// What the entry itself says.
const KEPT_APART: &[&str] = &["version", "updated_at"];

/// One entry of a record's history.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct Entry {
    /// When.
    pub at: Instant,
    /// By whom; absent where the caller may not read the entry.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub by: Option<Id<User>>,
    /// What: create, update, delete, restore, transition, flag.
    pub action: String,
    /// The version of the record after it; absent where the caller may not read the entry.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub version: Option<Version>,
    /// The changed members before; null at creation.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Object>)]
    pub before: Option<Value>,
    /// The changed members after; the whole record at creation.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Object>)]
    pub after: Option<Value>,
}

/// The entries about a record, newest first, each with its place in the journal, before a place.
pub fn of<R: crate::Resource>(
    c: &mut Conn,
    can: &Can<Read, R::Of>,
    key: &<R::Of as Entity>::Key,
    life: Life,
    before: Option<i64>,
    limit: i64,
) -> Result<Vec<(i64, Entry)>> {
    let record = read::fetch::<R>(c, can, key, life)?;
    let ceiling = can.scope.ceiling_at(record.place()).ok_or(Error::NotFound)?;
    let withheld = if can.scope.reads_private(record.place()) { &[][..] } else { record.clone().withhold() };
    let mut entries = vec![];
    for (seq, entry) in journal::of(c, R::Of::KIND, &key.any(), before, limit)? {
        let readable = entry.sensitivity <= ceiling;
        let mut payload = entry.payload.0;
        let mut part = |name: &str| readable.then(|| payload[name].take());
        let (before, after) = (part("before"), part("after"));
        entries.push((
            seq,
            Entry {
                at: entry.at,
                by: entry.actor_id.filter(|_| readable),
                action: entry.action,
                version: readable.then_some(entry.version),
                before,
                after,
            },
        ));
    }
    redact(c, &can.scope, &key.any(), withheld, &mut entries)?;
    Ok(entries)
}

/// Takes out of entries what the caller would not see in the record: private members, and every mention of a record
/// that is not known to be visible.
fn redact(c: &mut Conn, scope: &Scope, own: &AnyKey, withheld: &[&str], entries: &mut [(i64, Entry)]) -> Result<()> {
    let parts = || entries.iter().flat_map(|(_, e)| [&e.before, &e.after]).flatten();
    let mut visible: Option<HashSet<uuid::Uuid>> = None;
    if !scope.sees_all() {
        let mut named = HashSet::new();
        parts().for_each(|part| ids_in(part, &mut named));
        let named: Vec<_> = named.into_iter().map(AnyKey::Id).collect();
        let mut known = HashSet::new();
        for kind in rapport_domain::KINDS {
            known.extend(seen(c, scope, *kind, &named)?);
        }
        known.insert(own.clone());
        visible =
            Some(known.into_iter().filter_map(|key| if let AnyKey::Id(id) = key { Some(id) } else { None }).collect());
    }
    for part in entries.iter_mut().flat_map(|(_, e)| [&mut e.before, &mut e.after]).flatten() {
        if let Value::Object(members) = part {
            members.retain(|name, _| !withheld.contains(&name.as_str()));
        }
        if let Some(visible) = &visible {
            drop_hidden(part, visible);
        }
    }
    Ok(())
}
/// Members whose ids name no record of its own: a link's id, and who did something.
const NO_REFERENCE: &[&str] = &["id", "reviewed_by", "recorded_by"];

fn ids_in(value: &Value, ids: &mut HashSet<uuid::Uuid>) {
    match value {
        Value::String(text) => ids.extend(text.parse::<uuid::Uuid>()),
        Value::Array(elements) => elements.iter().for_each(|e| ids_in(e, ids)),
        Value::Object(members) => {
            members.iter().filter(|(name, _)| !NO_REFERENCE.contains(&name.as_str())).for_each(|(_, v)| ids_in(v, ids));
        }
        _ => {}
    }
}
/// Empties members and drops elements that name what is hidden; an element goes as a whole.
fn drop_hidden(value: &mut Value, visible: &HashSet<uuid::Uuid>) {
    let hidden = |value: &Value| {
        let mut ids = HashSet::new();
        ids_in(value, &mut ids);
        !ids.is_subset(visible)
    };
    let Value::Object(members) = value else { return };
    for (name, member) in members.iter_mut() {
        match member {
            Value::Array(elements) => elements.retain(|element| !hidden(element)),
            other if !NO_REFERENCE.contains(&name.as_str()) && hidden(other) => *other = Value::Null,
            _ => {}
        }
    }
}
