//! Results: who contributed, and the rule that credit is never the team's alone.
use crate::{Managed, Result, Work, transitions};
use rapport_domain::{
    check::Problems,
    outcome::{NewOutcome, Outcome, ResultStatus},
    partial_date::PartialDate,
    transition::{NewTransition, Steps},
};
use rapport_persistence::Conn;

impl Managed for Outcome {
    fn step_back(_c: &mut Conn, page: &mut [Self], at: &PartialDate) -> Result<()> {
        page.iter_mut().for_each(|result| result.row.status.take_back(&mut result.transitions, at));
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
