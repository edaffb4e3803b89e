//! Results: who contributed, and the rule that credit is never the team's alone.
use crate::{Managed, Result, Work, transitions};
use rapport_domain::{
    Id, Instant,
    check::Problems,
    entity::Version,
    outcome::{NewOutcome, Outcome, ResultStatus},
    transition::NewTransition,
};
use rapport_persistence::{Conn, outcome};

impl Managed for Outcome {
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
