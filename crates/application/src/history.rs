//! The journal of a record: written with every change, read by whoever may read the record.
use crate::{Can, Error, Managed, Read, Result, Work, read};
use rapport_domain::{
    Id, Instant, Json,
    entity::{Entity, Key, Life, Version},
    reference::AnyKey,
    scope::{Scope, Sensitivity},
    user::User,
};
use rapport_persistence::{Conn, journal, seen, whereabouts};
use serde::Serialize;
use serde_json::{Map, Value, json};
use std::collections::HashSet;

/// Writes down what became of a record.
pub fn record<E: Managed>(work: &mut Work<'_>, action: &str, before: Option<&E>, after: Option<&E>) -> Result<()> {
    let Some(last) = after.or(before) else { return Ok(()) };
    let mut sensitivity =
        [before, after].into_iter().flatten().map(Entity::journal_sensitivity).max().unwrap_or_default();
    let mut places = places(before, after);
    // What is attached to a record is no less secret than the record is at the time, or the one that it was about before.
    let mut subjects: Vec<_> = [before, after].into_iter().flatten().filter_map(Entity::about).collect();
    subjects.dedup();
    let mut lying = vec![];
    for (kind, key) in subjects {
        if let Some(there) = whereabouts(work.c, kind, &key)? {
            sensitivity = sensitivity.max(there.sensitivity);
            lying.push(there.places);
        }
    }
    if !lying.is_empty() {
        places = lying;
    }
    let entry = journal::Entry {
        at: work.now,
        actor_id: work.actor,
        action: action.to_owned(),
        version: last.version(),
        sensitivity,
        places: Json(json!(places)),
        payload: Json(changes(before.map(members), after.map(members))),
    };
    Ok(journal::append(work.c, E::KIND, &last.key().any(), entry)?)
}

fn places<E: Entity>(before: Option<&E>, after: Option<&E>) -> Vec<Vec<String>> {
    let mut places: Vec<_> = [before, after].into_iter().flatten().map(|record| record.place().codes()).collect();
    places.dedup();
    places
}
fn members<E: Serialize>(record: &E) -> Map<String, Value> {
    match serde_json::to_value(record) {
        Ok(Value::Object(members)) => members,
        _ => Map::new(),
    }
}
/// A record whole where it is new, else its changed members before and after.
fn changes(mut before: Option<Map<String, Value>>, mut after: Option<Map<String, Value>>) -> Value {
    if let (Some(before), Some(after)) = (&mut before, &mut after) {
        before.retain(|name, value| after.get(name) != Some(value) && !KEPT_APART.contains(&name.as_str()));
        after.retain(|name, _| before.contains_key(name));
    }
    let both = [("before", before), ("after", after)];
    both.into_iter().map(|(when, members)| (when, members.map_or(Value::Null, Value::Object))).collect()
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
    /// What: create, update, delete, restore, transition, flag, break_glass, erase.
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
    /// The private members that were left out; absent where there are none.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false)]
    pub withheld: Vec<&'static str>,
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
    if can.scope.published {
        let detail = "what was, before it was published, is not for everybody".into();
        return Err(Error::Forbidden { pointer: None, detail });
    }
    let record = read::fetch::<R>(c, can, key, life)?;
    let ceiling = can.scope.ceiling_at(record.place()).ok_or(Error::NotFound)?;
    let opened = can.scope.opens(R::Of::KIND, &key.any());
    let private_now = can.scope.reads_private(record.place());
    let withheld = record.clone().withhold();
    let mut entries = vec![];
    for (seq, entry) in journal::of(c, R::Of::KIND, &key.any(), before, limit)? {
        // Where the record lay before and after the entry counts as well as where it lies now.
        let places: Vec<Vec<String>> = serde_json::from_value(entry.places.0).unwrap_or_default();
        let ceiling_there = |codes: &Vec<String>| {
            if can.scope.reaches_codes(codes) { Some(can.scope.inside) } else { can.scope.outside }
        };
        let then = places.iter().map(ceiling_there).min().unwrap_or(Some(ceiling));
        // What was erased is blank.
        let blank = entry.payload.0.is_null();
        let readable = !blank && (opened || (entry.sensitivity <= ceiling && Some(entry.sensitivity) <= then));
        let everywhere = can.scope.outside == Some(Sensitivity::Restricted);
        let private = private_now && (everywhere || places.iter().all(|codes| can.scope.reaches_codes(codes)));
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
                withheld: if private { vec![] } else { withheld.to_vec() },
            },
        ));
    }
    redact(c, &can.scope, &key.any(), &mut entries)?;
    Ok(entries)
}

/// Takes out of entries what the caller would not see in the record: private members, and every mention of a record
/// that is not known to be visible.
fn redact(c: &mut Conn, scope: &Scope, own: &AnyKey, entries: &mut [(i64, Entry)]) -> Result<()> {
    let parts = || entries.iter().flat_map(|(_, e)| [&e.before, &e.after]).flatten();
    let mut visible = None;
    if !scope.sees_all() {
        let mut named = HashSet::new();
        parts().for_each(|part| ids_in("", part, &mut named));
        let mut known = seen_of(c, scope, &named)?;
        if let AnyKey::Id(own) = own {
            known.insert(*own);
        }
        visible = Some(known);
    }
    for (_, entry) in entries.iter_mut() {
        let mut left_out = vec![];
        for part in [&mut entry.before, &mut entry.after].into_iter().flatten() {
            for name in &entry.withheld {
                if part.as_object_mut().and_then(|members| members.remove(*name)).is_some() && !left_out.contains(name)
                {
                    left_out.push(*name);
                }
            }
            if let Some(visible) = &visible {
                drop_hidden(part, visible);
            }
        }
        entry.withheld = left_out;
    }
    Ok(())
}
/// Which of these ids name visible records alone. Clients choose ids, so that several kinds may have the same one; one
/// hidden record hides it.
fn seen_of(c: &mut Conn, scope: &Scope, ids: &HashSet<uuid::Uuid>) -> Result<HashSet<uuid::Uuid>> {
    let every_kind = || rapport_domain::KINDS.iter().flat_map(|kind| ids.iter().map(|id| (*kind, AnyKey::Id(*id))));
    let visible = seen(c, scope, every_kind())?;
    let there = seen(c, &Scope::everything(), every_kind())?;
    let hidden: HashSet<_> = there.difference(&visible).map(|(_, key)| key).collect();
    let alone = visible.iter().map(|(_, key)| key).filter(|key| !hidden.contains(key));
    Ok(alone.filter_map(|key| if let AnyKey::Id(id) = key { Some(*id) } else { None }).collect())
}

/// Whether every record that a body names, or nests, is visible.
pub fn names_only_visible(c: &mut Conn, scope: &Scope, body: &Value) -> Result<bool> {
    let mut named = HashSet::new();
    ids_in("", body, &mut named);
    nested_ids(body, &mut named);
    Ok(named.is_subset(&seen_of(c, scope, &named)?))
}
fn nested_ids(body: &Value, ids: &mut HashSet<uuid::Uuid>) {
    for member in ["parts", "commitments", "results", "grants", "likely_matches"] {
        for nested in body[member].as_array().into_iter().flatten() {
            ids.extend(nested["id"].as_str().and_then(|id| id.parse::<uuid::Uuid>().ok()));
            nested_ids(nested, ids);
        }
    }
}

/// Whether the ids in a member name records.
pub fn is_reference(name: &str) -> bool {
    const OTHERS: &[&str] = &[
        "made_by",
        "made_to",
        "because",
        "commitments",
        "grant_maker",
        "joint_with",
        "affiliations",
        "interventions",
        "people",
        "withholds",
        "hosts",
        "memberships",
    ];
    name.ends_with("_id") || OTHERS.contains(&name)
}

fn ids_in(name: &str, value: &Value, ids: &mut HashSet<uuid::Uuid>) {
    match value {
        Value::String(text) if is_reference(name) => ids.extend(text.parse::<uuid::Uuid>()),
        Value::Array(elements) => elements.iter().for_each(|element| ids_in(name, element, ids)),
        // What a record is about.
        Value::Object(members) if name == "about" => {
            members.get("id").into_iter().for_each(|id| ids_in("about_id", id, ids))
        }
        Value::Object(members) => members.iter().for_each(|(name, member)| ids_in(name, member, ids)),
        _ => {}
    }
}
/// Empties members and drops elements that name what is hidden; an element goes as a whole.
fn drop_hidden(value: &mut Value, visible: &HashSet<uuid::Uuid>) {
    let hidden = |name: &str, value: &Value| {
        let mut ids = HashSet::new();
        ids_in(name, value, &mut ids);
        !ids.is_subset(visible)
    };
    let Value::Object(members) = value else { return };
    for (name, member) in members.iter_mut() {
        match member {
            Value::Array(elements) => elements.retain(|element| !hidden(name, element)),
            other if hidden(name, other) => *other = Value::Null,
            _ => {}
        }
    }
}
