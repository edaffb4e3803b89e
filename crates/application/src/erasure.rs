//! Erasing a person: the name goes out of every member that is for it, out of search, journal and kept answers. That there was
//! somebody, who did what and when, and all counts stay. What is left in texts comes back as a list to redact.
use crate::{
    Can, Erase, Error, Managed, Read, Result, Update, Work, include::values, report, search, shown,
    subject::alive_or_not, update, write::clash,
};
use rapport_domain::{
    Id, Json,
    check::{Checked, Problems},
    entity::{Class, Entity, Life, List, Version},
    person::Person,
    reference::AnyKey,
    scope::Scope,
    text::Line,
    traces::{Traces, names},
};
use rapport_persistence::{Statements, break_glass, idempotency, journal, person, seals};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// The body of an erasure.
#[derive(Clone, Debug, Default, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields, remote = "Self")]
pub struct AlsoKnownAs {
    /// Other names of the person to look for; of somebody who was erased before, the name too, since it is nowhere kept.
    #[serde(default)]
    #[schema(required = false)]
    pub names: Vec<Line>,
}
rapport_domain::only_objects!(AlsoKnownAs);

/// A text that still has traces of a person, for somebody to redact.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct Trace {
    /// The kind of the record.
    pub kind: &'static str,
    /// Its id, or its code.
    pub key: String,
    /// Where in the record, as a JSON pointer; `/content` is that of a document, which nobody looked into.
    pub field: String,
    /// Whether the record is deleted: it is restored to be redacted.
    pub deleted: bool,
}
/// What became of an erasure.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct Erasure {
    /// The person's record, as it is from now on.
    #[schema(value_type = Object)]
    pub person: Value,
    /// How many other records lost the name.
    pub changed: usize,
    /// How many entries of the journal were blanked.
    pub blanked: usize,
    /// How many kept answers to repeated requests were forgotten.
    pub forgotten: usize,
    /// What still has traces of the person.
    pub redact: Vec<Trace>,
    /// What was not looked at.
    pub not_reached: [&'static str; 2],
}
/// What no erasure reaches.
const NOT_REACHED: [&str; 2] = [
    "Backups made before still hold the name: they are deleted in their own time, and erase again what is restored from one.",
    "An account by which the person logs in is a record of its own.",
];

/// What is done to a kind's records on the way.
struct Search<'a> {
    id: Id<Person>,
    key: String,
    traces: &'a Traces,
    changed: usize,
    redact: Vec<Trace>,
}

/// Erases a person, in use or deleted, at the version that the caller holds.
pub fn erase(
    work: &mut Work<'_>,
    can: &Can<Erase, Person>,
    id: &Id<Person>,
    held: Version,
    also: &AlsoKnownAs,
) -> Result<(Version, Erasure)> {
    let mut problems = Problems::default();
    problems.within("names", |p| also.names.check(p));
    let found = problems.into_found();
    if !found.is_empty() {
        return Err(Error::Invalid(found));
    }
    let (before, life) = alive_or_not(work.c, &can.also::<Read, Person>()?, id)?;
    if before.version != held {
        return Err(Error::Stale { current: before.version });
    }
    let own = [Some(before.name.as_str()), before.email.text(), before.phone.text()];
    let own = own.into_iter().flatten().filter(|_| before.erased_at.is_none());
    let traces = Traces::of(own.chain(also.names.iter().map(Line::as_str)));
    if !person::erase(work.c, *id, held, work.now)? {
        return Err(clash());
    }
    let after = Person::find(work.c, &Scope::everything(), life, id)?.ok_or(Error::NotFound)?;
    if life == Life::Live {
        search::keep(work, Some(&before), &after)?;
    }
    let mut sought = Search { id: *id, key: id.to_string(), traces: &traces, changed: 0, redact: vec![] };
    every_kind(work, can, &mut sought)?;
    for opened in break_glass::all(work.c)? {
        let near = opened.record_id.0 == id.0;
        if let Some(left) = traces.without(&opened.reason, near) {
            break_glass::reword(work.c, opened.id, &left)?;
        }
    }
    report::redact(work, Person::KIND, &AnyKey::Id(id.0), None)?;
    let forgotten = forget(work, &sought)?;
    let blanked = blank(work, &after, &sought)?;
    let today = work.house.today();
    let person = values(&shown::<Person>(work.c, &can.scope, &today, vec![after.clone()])?)?;
    let erasure = Erasure {
        person: person.into_iter().next().unwrap_or_default(),
        changed: sought.changed,
        blanked,
        forgotten,
        redact: sought.redact,
        not_reached: NOT_REACHED,
    };
    Ok((after.version, erasure))
}

macro_rules! every_kind {
    ($($module:ident::$entity:ident $(with $rules:ident)?),* $(,)?) => {
        /// Looks at the records of every kind but accounts.
        fn every_kind(work: &mut Work<'_>, can: &Can<Erase, Person>, sought: &mut Search<'_>) -> Result<()> {
            $(if <rapport_domain::$module::$entity as Entity>::KIND.class != Class::Account {
                for life in [Life::Live, Life::Deleted] {
                    of_kind::<rapport_domain::$module::$entity>(work, can, life, sought)?;
                }
            })*
            Ok(())
        }
    };
}
rapport_domain::every_entity!(every_kind);

/// The journal's word for an erasure.
const ERASE: &str = "erase";
/// How many records, and entries of the journal, are looked at at once.
const BATCH: i64 = 500;

/// Takes the name out of the records of a kind, and notes where it is left.
fn of_kind<E: Managed>(
    work: &mut Work<'_>,
    can: &Can<Erase, Person>,
    life: Life,
    sought: &mut Search<'_>,
) -> Result<()> {
    let can = can.also::<Update, E>()?;
    let mut list = List { life, sort: vec![], ..List::<E>::first(BATCH, E::Filter::default()) };
    loop {
        let page = E::page(work.c, &Scope::everything(), &list)?;
        let more = page.len() as i64 > BATCH;
        let Some(last) = page.iter().take(BATCH as usize).last().map(Entity::key) else { return Ok(()) };
        for record in page.into_iter().take(BATCH as usize) {
            let (key, version) = (record.key(), record.version());
            let patch = record.unnamed(sought.id, sought.traces);
            let called = patch.is_some();
            let record = match patch.filter(|_| life == Life::Live) {
                Some(patch) => {
                    sought.changed += 1;
                    update(work, &can, &key, version, patch)?
                }
                None => record,
            };
            let told = serde_json::to_value(&record).unwrap_or_default();
            let near = names(&told, &sought.key);
            let mut fields = sought.traces.fields(&told, near);
            if told["sha256"].is_string() && (called || near) {
                fields.push("/content".into());
            }
            let trace =
                |field| Trace { kind: E::KIND.name, key: key.to_string(), field, deleted: life == Life::Deleted };
            sought.redact.extend(fields.into_iter().map(trace));
        }
        if !more {
            return Ok(());
        }
        list.after = Some((vec![], last));
    }
}

/// Forgets the answers kept for repeated requests that hold anything of the person.
fn forget(work: &mut Work<'_>, sought: &Search<'_>) -> Result<usize> {
    let mut forgotten = 0;
    for (actor, key, answer) in idempotency::answers(work.c)? {
        let told: Value = serde_json::from_str(&answer).unwrap_or_default();
        let near = names(&told, &sought.key);
        if near || !sought.traces.fields(&told, near).is_empty() {
            idempotency::forget(work.c, actor, &key)?;
            forgotten += 1;
        }
    }
    Ok(forgotten)
}

/// Blanks what the journal says of the person, and all that it says of others with traces of them; and writes down that it did.
fn blank(work: &mut Work<'_>, after: &Person, sought: &Search<'_>) -> Result<usize> {
    let (mut found, mut seq) = (vec![], 0);
    loop {
        let page = journal::after(work.c, seq, BATCH)?;
        let Some(last) = page.last() else { break };
        seq = last.seq;
        found.extend(page.iter().filter(|said| is_of(said, sought)).map(|said| said.seq));
    }
    let entry = journal::Entry {
        at: work.now,
        actor_id: work.actor,
        action: ERASE.into(),
        version: after.version,
        sensitivity: after.journal_sensitivity(),
        places: Json(json!([after.place().codes()])),
        payload: Json(json!({ "before": null, "after": { "entries": found } })),
    };
    let key = AnyKey::Id(after.id.0);
    journal::append(work.c, Person::KIND, &key, entry)?;
    let erased_by = journal::of(work.c, Person::KIND, &key, None, 1)?.pop().map(|(seq, _)| seq);
    seals::blank(work.c, &found, erased_by.ok_or(Error::NotFound)?)?;
    Ok(found.len())
}
/// Whether an entry tells of the person. Others of the same name, and accounts, keep their own.
fn is_of(said: &journal::Said, sought: &Search<'_>) -> bool {
    if said.payload.0.is_null() {
        return false;
    }
    match said.kind == Person::KIND.name {
        true => said.record_key == sought.key && said.action != ERASE,
        false if said.kind == rapport_domain::user::User::KIND.name => false,
        false => !sought.traces.fields(&said.payload.0, names(&said.payload.0, &sought.key)).is_empty(),
    }
}
