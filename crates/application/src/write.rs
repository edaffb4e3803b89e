//! The one write path: check, scope, rules, statement at the version held, journal — in one transaction.
use crate::{
    Actor, Can, Create, Delete, Error, House, Managed, Read, RecordRef, Restore, Result, Update, history,
    read::{self, conceal},
    report, search,
};
use rapport_domain::{
    Id, Instant,
    check::{Checked, Mention, Problems},
    entity::{Input, Key, Kind, Life, Version},
    participant::LikelyMatch,
    policy::Role,
    reference::{AnyKey, Spot, TRANSITIONS, Visitor},
    scope::{Reach, Scope},
    user::User,
};
use rapport_persistence::{Conn, Fault, locks, referring, seen, whereabouts};

/// A write in progress: its transaction, its time, and where in the body of the request it stands.
pub struct Work<'c> {
    /// The transaction.
    pub c: &'c mut Conn,
    /// Clock, ids and settings.
    pub house: &'c House,
    /// When it happens.
    pub now: Instant,
    /// The pointer below which the body at hand lies in the request's.
    pub below: String,
    /// Who acts.
    pub actor: Option<Id<User>>,
    /// As what.
    pub role: Role,
    /// Whether a point of contact is being handed over, which itself says what follows for pledges.
    pub handing_over: bool,
    /// How many records the body at hand has made.
    pub records: usize,
    /// Records that may be the same as those which the body calls new.
    pub likely_matches: Vec<LikelyMatch>,
}
impl<'c> Work<'c> {
    /// A write that begins now.
    pub fn new(c: &'c mut Conn, house: &'c House, actor: Actor) -> Self {
        Self {
            c,
            house,
            now: house.now(),
            below: String::new(),
            actor: Some(actor.id),
            role: actor.role,
            handing_over: false,
            records: 0,
            likely_matches: vec![],
        }
    }
    /// Works on a body nested in the one at hand.
    pub fn within<T>(&mut self, step: &str, work: impl FnOnce(&mut Self) -> Result<T>) -> Result<T> {
        let here = self.below.len();
        self.below.push_str(step);
        let done = work(self);
        self.below.truncate(here);
        done
    }
}

/// Checks a body: its values, and that what it names exists and is visible. What it names is then kept from deletion.
pub fn check_body(work: &mut Work<'_>, scope: &Scope, body: &impl Checked) -> Result<()> {
    check_body_of(work, scope, body, &[])
}
/// The same; what it names of some kinds is taken at once, since two who share a lock and then want it each for themselves
/// wait for each other in vain.
fn check_body_of(work: &mut Work<'_>, scope: &Scope, body: &impl Checked, takes: &[Kind]) -> Result<()> {
    let mut problems = Problems::below(&work.below);
    body.check(&mut problems);
    // What the body itself makes is not there yet; its own create looks again.
    let others: Vec<_> = problems.mentions().iter().filter(|m| !problems.makes(m)).cloned().collect();
    locks::hold(work.c, others.iter().map(|m| (m.kind, &m.key)), takes)?;
    missing(work.c, scope, others, &mut problems)?;
    refuse(problems)
}
/// Notes what is named and not there, or not for the caller to see.
fn missing(c: &mut Conn, scope: &Scope, named: Vec<Mention>, problems: &mut Problems) -> Result<()> {
    let there = seen(c, scope, named.iter().map(|m| (m.kind, m.key.clone())))?;
    for mention in named {
        let detail = format!("there is no {} {}", mention.kind.name, mention.key);
        if !there.contains(&(mention.kind.name, mention.key)) {
            problems.add_there(mention.pointer, "unknown_reference", detail);
        }
    }
    Ok(())
}
/// The violations of a body that asks and writes nothing, what it names and is not there among them.
pub fn check_question(c: &mut Conn, scope: &Scope, body: &impl Checked) -> Result<()> {
    let mut problems = Problems::default();
    body.check(&mut problems);
    let named = problems.mentions().to_vec();
    missing(c, scope, named, &mut problems)?;
    refuse(problems)
}
fn refuse(problems: Problems) -> Result<()> {
    let found = problems.into_found();
    if found.is_empty() { Ok(()) } else { Err(Error::Invalid(found)) }
}

/// Adds a record, with all that its body nests.
pub fn create<E: Managed>(work: &mut Work<'_>, can: &Can<Create, E>, new: E::New) -> Result<E> {
    if work.below.is_empty() {
        work.records = 0;
    }
    work.records += 1;
    if work.records > MOST_RECORDS {
        return Err(too_many());
    }
    check_body_of(work, &can.scope, &new, E::TAKES)?;
    add(work, can, new)
}
/// How many records one body may hold, those recorded on the way included.
pub const MOST_RECORDS: usize = 200;
/// A body holds more than that.
pub fn too_many() -> Error {
    Error::rule("", "too_many_records", format!("a body holds at most {MOST_RECORDS} records"))
}

/// Adds a record that the program itself made up from what was checked.
pub fn add<E: Managed>(work: &mut Work<'_>, can: &Can<Create, E>, mut new: E::New) -> Result<E> {
    new.stamp(can.actor.id, work.now);
    E::identify(Some(&mut new), None, &mut || work.house.id());
    E::settle_new(work, can, &mut new)?;
    let key = match E::chosen(&new) {
        Some(key) => key,
        None => E::Key::fresh(work.house.id()).ok_or_else(|| Error::rule("/code", "missing", "give a code"))?,
    };
    if !key.is_sound() {
        let detail = "the name makes no code; give one of a-z, 0-9 and _ that starts with a letter";
        return Err(Error::rule(format!("{}/code", work.below), "bad_code", detail));
    }
    let inserted = E::insert(work.c, &key, &new, work.now);
    let mut made = inserted.map_err(|why| Error::of_write::<E>(why, &work.below))?;
    accept(work, can, None, &made)?;
    E::begin(work, &new, &mut made)?;
    history::record(work, "create", None, Some(&made))?;
    E::changed(work, None, Some(&made))?;
    search::keep(work, None, &made)?;
    E::nest(work, can, new, &mut made)?;
    Ok(made)
}

/// Changes a record.
pub fn update<E: Managed>(
    work: &mut Work<'_>,
    can: &Can<Update, E>,
    key: &E::Key,
    held: Version,
    mut patch: E::Patch,
) -> Result<E> {
    let before = held_at::<E>(work, &can.scope, Life::Live, key, held)?;
    reach(work, can, &before, "")?;
    check_body_of(work, &can.scope, &patch, E::TAKES)?;
    patch.stamp(can.actor.id, work.now);
    E::identify(None, Some(&mut patch), &mut || work.house.id());
    let mut seen = [before.clone()];
    if E::replaces(&patch) {
        conceal(work.c, &can.scope, &mut seen)?;
    }
    E::carry_over(&before, &seen[0], &mut patch);
    E::settle_patch(work, can, &before, &mut patch)?;
    let updated = E::update(work.c, key, held, &patch, work.now);
    let after = updated.map_err(|why| Error::of_write::<E>(why, &work.below))?.ok_or_else(clash)?;
    accept(work, can, Some(&before), &after)?;
    E::changed(work, Some(&before), Some(&after))?;
    history::record(work, "update", Some(&before), Some(&after))?;
    search::keep(work, Some(&before), &after)?;
    if after.sensitivity() > before.sensitivity() {
        report::redact(work, E::KIND, &key.any(), Some(after.sensitivity()))?;
    }
    Ok(after)
}

/// Deletes a record that no live record refers to.
pub fn remove<E: Managed>(work: &mut Work<'_>, can: &Can<Delete, E>, key: &E::Key, held: Version) -> Result<E> {
    let before = held_at::<E>(work, &can.scope, Life::Live, key, held)?;
    reach(work, can, &before, "")?;
    locks::take(work.c, E::KIND, &key.any())?;
    let users = referring(work.c, &Scope::everything(), E::KIND, &key.any(), MOST_NAMED)?;
    if !users.is_empty() {
        let visible = seen(work.c, &can.scope, users.iter().cloned())?;
        let named = users.into_iter().map(|(kind, key)| (kind.name, key)).filter(|record| visible.contains(record));
        let records = named.map(|(kind, key)| RecordRef { kind, key: key.to_string() }).collect();
        let detail = "other records refer to it; change or delete those first".into();
        return Err(Error::Conflict { code: "in_use", detail, pointer: None, records });
    }
    let gone = E::turn(work.c, key, held, Life::Deleted, work.now)?.ok_or_else(clash)?;
    E::changed(work, Some(&before), None)?;
    history::record(work, "delete", Some(&before), Some(&gone))?;
    search::forget(work, &gone)?;
    Ok(gone)
}
/// How many records in the way of a deletion are looked for, of each sort.
const MOST_NAMED: i64 = 20;

/// Restores a deleted record, unless something that it refers to is gone.
pub fn restore<E: Managed>(work: &mut Work<'_>, can: &Can<Restore, E>, key: &E::Key, held: Version) -> Result<E> {
    let scope = read::scope_of(&can.also::<Read, E>()?, Life::Deleted)?.into_owned();
    let before = held_at::<E>(work, &scope, Life::Deleted, key, held)?;
    reach(work, can, &before, "")?;
    let mut found = Collected::default();
    before.clone().references(&mut found);
    // What its steps tell of is past, whatever became of it.
    found.0.retain(|(_, _, spot)| spot.field != TRANSITIONS);
    locks::hold(work.c, found.0.iter().map(|(kind, key, _)| (*kind, key)), E::TAKES)?;
    let all = found.0.iter().map(|(kind, key, _)| (*kind, key.clone()));
    let there = seen(work.c, &Scope::everything(), all)?;
    if let Some((kind, key, spot)) = found.0.iter().find(|(kind, key, _)| !there.contains(&(kind.name, key.clone()))) {
        let detail = format!("it refers to the {} {key}, which is deleted", kind.name);
        return Err(Error::conflict("broken_reference", Some(spot.pointer()), detail));
    }
    let turned = E::turn(work.c, key, held, Life::Live, work.now);
    let after = turned.map_err(|why| Error::of_write::<E>(why, ""))?.ok_or_else(clash)?;
    all_rules(work, None, &after)?;
    E::changed(work, None, Some(&after))?;
    history::record(work, "restore", Some(&before), Some(&after))?;
    search::keep(work, None, &after)?;
    Ok(after)
}

/// A record that the caller sees, at the version that the caller holds.
pub fn held_at<E: Managed>(work: &mut Work<'_>, scope: &Scope, life: Life, key: &E::Key, held: Version) -> Result<E> {
    let record = E::find(work.c, scope, life, key)?.ok_or(Error::NotFound)?;
    if record.version() != held {
        return Err(Error::Stale { current: record.version() });
    }
    Ok(record)
}
/// Somebody wrote between our look and our statement; the transaction may be run again.
pub fn clash() -> Error {
    Error::Fault(Fault::Clash("the record was written in between".into()))
}

/// The rules of a whole record once it stands, and that it still is in reach.
fn accept<A: crate::Action, E: Managed>(
    work: &mut Work<'_>,
    can: &Can<A, E>,
    before: Option<&E>,
    after: &E,
) -> Result<()> {
    let below = work.below.clone();
    reach(work, can, after, &below)?;
    all_rules(work, before, after)
}
/// Whether the actor may write a record where it lies, and where what it is about lies.
pub fn reach<A: crate::Action, E: Managed>(
    work: &mut Work<'_>,
    can: &Can<A, E>,
    record: &E,
    pointer: &str,
) -> Result<()> {
    can.reach(record.seat(), pointer)?;
    let Some((kind, key)) = record.about().filter(|_| can.scope.reach != Reach::All) else { return Ok(()) };
    match whereabouts(work.c, kind, &key)? {
        Some(there) if !can.scope.reaches_codes(&there.seats) => Err(Error::Forbidden {
            pointer: Some(format!("{pointer}/about")),
            detail: "the record that it is about is outside your reach".into(),
        }),
        _ => Ok(()),
    }
}
/// The rules of a whole record, alone and among others, all broken ones at once.
pub fn all_rules<E: Managed>(work: &mut Work<'_>, before: Option<&E>, after: &E) -> Result<()> {
    let mut problems = Problems::below(&work.below);
    after.rules(&mut problems);
    after.translated(&mut problems);
    E::rules_among_others(work, before, after, &mut problems)?;
    refuse(problems)
}

/// Refuses a changed chain of references that comes back to its start; gives the length of one that does not. Two writers could
/// each close one half of a ring, so whoever changes a chain of a kind takes all chains of that name.
pub fn no_ring<E: Managed>(
    work: &mut Work<'_>,
    before: Option<&E>,
    after: &E,
    field: &str,
    next: impl Fn(&E) -> Option<E::Key>,
    problems: &mut Problems,
) -> Result<Option<usize>> {
    let from = next(after);
    let same = before.is_some_and(|before| next(before) == from);
    let (mut at, mut length) = (from.filter(|_| !same), 0);
    // A new record is in nobody's chain yet: it can only point at itself.
    if at.is_some() && before.is_some() {
        locks::take(work.c, E::KIND, &AnyKey::Code(field.into()))?;
    }
    while let Some(key) = at {
        if key == after.key() {
            problems.add_at(field, "cycle", "the chain comes back to its start");
            return Ok(None);
        }
        length += 1;
        at = E::find(work.c, &Scope::everything(), Life::Live, &key)?.as_ref().and_then(&next);
    }
    Ok(Some(length))
}

/// Collects the references of a record and keeps them all.
#[derive(Default)]
pub struct Collected(pub Vec<(Kind, AnyKey, Spot)>);
impl Visitor for Collected {
    fn keep(&mut self, kind: Kind, key: AnyKey, spot: Spot) -> bool {
        self.0.push((kind, key, spot));
        true
    }
}
