//! Interventions: participants new to the system, parts, and the promises and results that a body nests.
use crate::{
    Can, Create, Error, Managed, Result, Update, Work, create,
    newcomers::{new_organization, new_person},
    write::{MOST_RECORDS, no_ring, too_many},
};
use rapport_domain::{
    Id,
    check::Problems,
    commitment::NewCommitment,
    contribution::NewContribution,
    entity::List,
    filter::{Only, Refs},
    grant::NewGrant,
    intervention::{Intervention, InterventionFilter, InterventionPatch, NewIntervention},
    outcome::NewOutcome,
    participant::NewParticipant,
    scope::{Scope, Sensitivity},
};
use rapport_persistence::Statements;

/// How deep parts nest: a trip, its missions, their parts.
const DEEPEST: usize = 3;

impl Managed for Intervention {
    fn comes_after(&self) -> Option<Id<Intervention>> {
        self.row.follows_id
    }
    fn prepare_new(new: &mut NewIntervention) -> Result<()> {
        let (records, depth) = new.size();
        if depth > DEEPEST {
            return Err(Error::rule("/parts", "too_deep", format!("parts nest to depth {DEEPEST}")));
        }
        if records > MOST_RECORDS {
            return Err(too_many());
        }
        Ok(())
    }
    fn prepare_patch(patch: &mut InterventionPatch) -> Result<()> {
        let new = |p: &NewParticipant| usize::from(p.new_person.is_some()) + usize::from(p.new_organization.is_some());
        match patch.participants.iter().flatten().map(new).sum::<usize>() {
            records if records >= MOST_RECORDS => Err(too_many()),
            _ => Ok(()),
        }
    }
    fn settle_new(work: &mut Work<'_>, can: &Can<Create, Self>, new: &mut NewIntervention) -> Result<()> {
        settle(work, can, new.sensitivity, &mut new.participants)
    }
    fn settle_patch(
        work: &mut Work<'_>,
        can: &Can<Update, Self>,
        before: &Self,
        patch: &mut InterventionPatch,
    ) -> Result<()> {
        let Some(participants) = &mut patch.participants else { return Ok(()) };
        settle(work, &can.also()?, Some(before.row.sensitivity), participants)
    }
    fn rules_among_others(
        work: &mut Work<'_>,
        before: Option<&Self>,
        after: &Self,
        problems: &mut Problems,
    ) -> Result<()> {
        let id = after.row.id;
        let moved = before.is_some_and(|before| before.row.parent_id != after.row.parent_id);
        if let Some(above) = no_ring(work, before, after, "parent_id", |i| i.row.parent_id, problems)? {
            let below = if moved { height(work, id)? } else { 0 };
            if above + 1 + below > DEEPEST {
                problems.add_at("parent_id", "too_deep", format!("parts nest to depth {DEEPEST}"));
            }
        }
        no_ring(work, before, after, "follows_id", |i| i.row.follows_id, problems)?;
        let aimless = after.kinds.is_empty() && !after.row.kinds_unknown && after.work_areas.is_empty();
        if aimless && before.is_some() && children(work, id)?.is_empty() {
            let detail = "say what kinds of activity it was, or kinds_unknown: true";
            problems.add_at("kinds", "kinds_required", detail);
        }
        Ok(())
    }
    fn nest(work: &mut Work<'_>, can: &Can<Create, Self>, new: NewIntervention, made: &mut Self) -> Result<()> {
        let (id, sensitivity) = (made.row.id, Some(made.row.sensitivity));
        made.parts = nested(work, can, "parts", new.parts, |part: &mut NewIntervention, below| {
            part.sensitivity = part.sensitivity.or(sensitivity);
            taken(part.parent_id.replace(id), &format!("{below}/parent_id"))
        })?;
        made.commitments =
            nested(work, &can.also()?, "commitments", new.commitments, |commitment: &mut NewCommitment, below| {
                commitment.sensitivity = commitment.sensitivity.or(sensitivity);
                taken(commitment.intervention_id.replace(id), &format!("{below}/intervention_id"))
            })?;
        made.grants = nested(work, &can.also()?, "grants", new.grants, |grant: &mut NewGrant, _| {
            grant.sensitivity = grant.sensitivity.or(sensitivity);
            grant.interventions.push(id);
            Ok(())
        })?;
        made.results = nested(work, &can.also()?, "results", new.results, |result: &mut NewOutcome, _| {
            result.sensitivity = result.sensitivity.or(sensitivity);
            result.contributions.push(NewContribution { intervention_id: Some(id), ..Default::default() });
            Ok(())
        })?;
        Ok(())
    }
}

/// Adds the records of one array of a body, each once it was told where it belongs; nothing where there are none.
fn nested<E: Managed>(
    work: &mut Work<'_>,
    can: &Can<Create, E>,
    field: &str,
    bodies: Vec<E::New>,
    belong: impl Fn(&mut E::New, &str) -> Result<()>,
) -> Result<Option<Vec<E>>> {
    let mut made = vec![];
    for (index, mut body) in bodies.into_iter().enumerate() {
        made.push(work.within(&format!("/{field}/{index}"), |work| {
            belong(&mut body, &work.below)?;
            create(work, can, body)
        })?);
    }
    Ok(Some(made).filter(|made| !made.is_empty()))
}

/// A nested record takes its place from the body around it, and says nothing of its own.
fn taken<E>(given: Option<Id<E>>, pointer: &str) -> Result<()> {
    match given {
        None => Ok(()),
        Some(_) => Err(Error::rule(pointer, "nested", "a nested record belongs to the one around it; leave this out")),
    }
}

/// Records the people and organizations that participants call new.
fn settle(
    work: &mut Work<'_>,
    can: &Can<Create, Intervention>,
    sensitivity: Option<Sensitivity>,
    participants: &mut [NewParticipant],
) -> Result<()> {
    for (index, participant) in participants.iter_mut().enumerate() {
        if let Some(person) = participant.new_person.take() {
            let step = format!("/participants/{index}/new_person");
            participant.person_id = Some(new_person(work, can, &step, sensitivity, *person)?);
        }
        if let Some(organization) = participant.new_organization.take() {
            let step = format!("/participants/{index}/new_organization");
            participant.organization_id = Some(new_organization(work, can, &step, sensitivity, *organization)?);
        }
    }
    Ok(())
}

fn children(work: &mut Work<'_>, of: Id<Intervention>) -> Result<Vec<Intervention>> {
    let filter = InterventionFilter { parent: Refs::only(of), ..Default::default() };
    Ok(Intervention::page(work.c, &Scope::everything(), &List::first(MOST_RECORDS as i64, filter))?)
}
/// How many levels lie below a record.
fn height(work: &mut Work<'_>, of: Id<Intervention>) -> Result<usize> {
    let mut highest = 0;
    for child in children(work, of)? {
        highest = highest.max(1 + height(work, child.row.id)?);
    }
    Ok(highest)
}
