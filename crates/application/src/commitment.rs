//! Commitments: first steps, and what they grow from.
use crate::{Can, Create, Managed, Result, Work, newcomers::new_organization, transitions, write::no_ring};
use chrono::NaiveDate;
use rapport_domain::{
    Id, Json,
    action_plan::ActionPlan,
    check::Problems,
    commitment::{Commitment, NewCommitment},
    entity::{Entity, Key, Life},
    intervention::Intervention,
    organization::Organization,
    partial_date::PartialDate,
    reference::AnyKey,
    scope::Scope,
    transition::NewTransition,
};
use rapport_persistence::{Conn, Statements, commitment, journal, locks, turnover};
use serde_json::json;

impl Managed for Commitment {
    fn settle_new(work: &mut Work<'_>, can: &Can<Create, Self>, new: &mut NewCommitment) -> Result<()> {
        if let Some(organization) = new.new_made_by.take() {
            new.made_by = Some(new_organization(work, can, "/new_made_by", new.sensitivity, *organization)?);
        }
        if let Some(organization) = new.new_made_to.take() {
            new.made_to = Some(new_organization(work, can, "/new_made_to", new.sensitivity, *organization)?);
        }
        Ok(())
    }
    /// What was said at an intervention was not said before it.
    fn comes_after(&self) -> Option<Id<Intervention>> {
        self.row.intervention_id
    }
    fn step_back(c: &mut Conn, page: &mut [Self], at: &PartialDate) -> Result<()> {
        let mut turnovers = turnover::of_commitments(c, page.iter().map(|commitment| commitment.row.id))?;
        for commitment in page {
            commitment.step_back(at, &turnovers.remove(&commitment.row.id).unwrap_or_default());
        }
        Ok(())
    }
    fn begin(work: &mut Work<'_>, new: &NewCommitment, made: &mut Self) -> Result<()> {
        let first =
            NewTransition::first(new.first_status(), new.when.clone(), new.when_said.clone(), new.when_inferred);
        transitions::begin(work, made, first)
    }
    fn rules_among_others(
        work: &mut Work<'_>,
        before: Option<&Self>,
        after: &Self,
        problems: &mut Problems,
    ) -> Result<()> {
        let kind = after.row.kind;
        if before.is_some_and(|before| before.row.kind != kind) && !kind.first().contains(&after.row.status) {
            let detail = format!("no {kind} begins as {}; record another one that grows from this", after.row.status);
            problems.add_at("kind", "status_of_another_kind", detail);
        }
        no_ring(work, before, after, "grows_from_id", |c| c.row.grows_from_id, problems)?;
        let Some(plan) = after.row.action_plan_id else { return Ok(()) };
        // A plan that changes its country meanwhile waits, and then looks at this commitment.
        locks::share(work.c, [(ActionPlan::KIND, &plan.any())])?;
        let plan = ActionPlan::find(work.c, &Scope::everything(), Life::Live, &plan)?;
        if plan.is_some_and(|plan| !after.countries.is_empty() && !after.countries.contains(&plan.row.country)) {
            problems.add_at("action_plan_id", "other_country", "the plan is of another country");
        }
        Ok(())
    }
}

/// Asks for the pledges that an organization made by a day to be confirmed again, because somebody there changed.
pub fn ask_to_reconfirm(work: &mut Work<'_>, of: Id<Organization>, by: NaiveDate, because: &AnyKey) -> Result<()> {
    for id in commitment::flag_pledges(work.c, of, by, work.now)? {
        let Some(pledge) = Commitment::find(work.c, &Scope::everything(), Life::Live, &id)? else { continue };
        let payload = json!({
            "before": { "needs_reconfirmation": false },
            "after": { "needs_reconfirmation": true, "because": because.to_string() },
        });
        let entry = journal::Entry {
            at: work.now,
            actor_id: work.actor,
            action: "flag".into(),
            version: pledge.row.version,
            sensitivity: pledge.row.sensitivity,
            places: Json(json!([pledge.place().codes()])),
            payload: Json(payload),
        };
        journal::append(work.c, Commitment::KIND, &id.any(), entry)?;
    }
    Ok(())
}
