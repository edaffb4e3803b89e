//! Breaking the glass: one restricted record outside the reach, for a while, on record.
//!
//! Nothing is looked at when it is asked for: whether there is such a record is told by reading it, and whoever guesses ids
//! leaves a trace of each.
use crate::{Actor, Can, Error, Open, Result, Work};
use chrono::Duration;
use rapport_domain::{
    Id, Json,
    break_glass::{BreakGlass, NewBreakGlass},
    check::{Checked, Problems},
    entity::Entity,
    policy::{Verb, allows},
    reference::AnyKey,
    scope::{Scope, Sensitivity},
    user::User,
};
use rapport_persistence::{Conn, break_glass, journal};
use serde_json::json;

/// Opens a record, and says so in its history.
pub fn open<E: Entity>(work: &mut Work<'_>, can: &Can<Open, E>, new: &NewBreakGlass) -> Result<BreakGlass> {
    let mut problems = Problems::default();
    new.check(&mut problems);
    let found = problems.into_found();
    let Some(kind) = new.kind().filter(|_| found.is_empty()) else { return Err(Error::Invalid(found)) };
    let opened = BreakGlass {
        id: work.house.id().into(),
        user_id: can.actor.id,
        kind: new.kind.clone(),
        record_id: new.record_id.into(),
        reason: new.reason.as_str().to_owned(),
        created_at: work.now,
        expires_at: (work.now.0 + Duration::minutes(new.minutes.0)).into(),
    };
    break_glass::open(work.c, &opened)?;
    let (reason, expires_at) = (&opened.reason, opened.expires_at);
    let record = AnyKey::Id(new.record_id);
    // Where the journal knows no such record, the entry stands for itself.
    let (kind, key, version, places, after) = match journal::of(work.c, kind, &record, None, 1)?.pop() {
        Some((_, last)) => {
            (kind, record, last.version, last.places, json!({ "reason": reason, "expires_at": expires_at }))
        }
        None => (BreakGlass::KIND, AnyKey::Id(opened.id.0), 1, Json(json!([])), json!(opened)),
    };
    let entry = journal::Entry {
        at: work.now,
        actor_id: work.actor,
        action: "break_glass".into(),
        version,
        // Who looked, and why, is for those who work with the record.
        sensitivity: Sensitivity::Restricted,
        places,
        payload: Json(json!({ "before": null, "after": after })),
    };
    journal::append(work.c, kind, &key, entry)?;
    Ok(opened)
}

/// Whose openings somebody is shown: everybody's for those who read accounts, else one's own.
pub fn shown_to(actor: Actor, scope: &Scope) -> Result<Option<Id<User>>> {
    if scope.accounts {
        return Ok(None);
    }
    let class = rapport_domain::person::Person::KIND.class;
    match allows(actor.role, Verb::Open, class) {
        true => Ok(Some(actor.id)),
        false => Err(Error::Forbidden { pointer: None, detail: format!("the role {} opens nothing", actor.role) }),
    }
}
/// What was opened, the newest first, before one of them.
pub fn page(
    c: &mut Conn,
    by: Option<Id<User>>,
    before: Option<Id<BreakGlass>>,
    limit: i64,
) -> Result<Vec<(Id<BreakGlass>, BreakGlass)>> {
    Ok(break_glass::page(c, by, before, limit)?.into_iter().map(|opened| (opened.id, opened)).collect())
}
