//! Results: who contributed, and the rule that credit is never the team's alone.
use crate::{Can, Create, Managed, Result, Update, Work, owned::with_hidden, transitions};
use rapport_domain::{
    Id, Instant,
    check::Problems,
    contribution::NewContribution,
    entity::Version,
    outcome::{NewOutcome, Outcome, OutcomePatch, ResultStatus},
    transition::NewTransition,
};
use rapport_persistence::{Conn, outcome};

impl Managed for Outcome {
    fn settle_new(work: &mut Work<'_>, _: &Can<Create, Self>, new: &mut NewOutcome) -> Result<()> {
        identify(work, &mut new.contributions);
        Ok(())
    }
    fn settle_patch(
        work: &mut Work<'_>,
        can: &Can<Update, Self>,
        before: &Self,
        patch: &mut OutcomePatch,
    ) -> Result<()> {
        if let Some(contributions) = &mut patch.contributions {
            identify(work, contributions);
            with_hidden(work.c, &can.scope, before, |r| &r.contributions, |c| c.id, |c| c.id, contributions)?;
        }
        if let Some(commitments) = &mut patch.commitments {
            with_hidden(work.c, &can.scope, before, |r| &r.commitments, |id| *id, |id| Some(*id), commitments)?;
        }
        Ok(())
    }
    fn begin(work: &mut Work<'_>, new: &NewOutcome, made: &mut Self) -> Result<()> {
        transitions::begin(work, made, NewTransition::first(new.status, Default::default(), None, false))
    }
    fn rules_among_others(work: &mut Work<'_>, _: Option<&Self>, after: &Self, problems: &mut Problems) -> Result<()> {
        if after.row.status == ResultStatus::Published && !after.has_outside_contributor(work.house.own_organization) {
            let detail = "a published result names a contributor outside the team's own organization";
            problems.add_at("contributions", "no_outside_contributor", detail);
        }
        Ok(())
    }
}
fn identify(work: &Work<'_>, contributions: &mut [NewContribution]) {
    for contribution in contributions {
        contribution.id = contribution.id.or_else(|| Some(work.house.id().into()));
    }
}
impl transitions::Staged for Outcome {
    type Status = ResultStatus;
    fn status(&self) -> ResultStatus {
        self.row.status
    }
    fn set_status(
        c: &mut Conn,
        key: &Id<Self>,
        held: Version,
        status: ResultStatus,
        at: Instant,
    ) -> diesel::QueryResult<bool> {
        outcome::set_status(c, key, held, status, at)
    }
}
