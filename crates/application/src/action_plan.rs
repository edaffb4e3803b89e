//! Action plans: a plan and the commitments in it are of one country.
use crate::{Managed, Result, Work};
use rapport_domain::{
    action_plan::ActionPlan,
    check::Problems,
    commitment::{Commitment, CommitmentFilter},
    entity::{Entity, Key, Life},
    filter::{Among, Flag, Maybe, Only, Refs},
    scope::Scope,
};
use rapport_persistence::{Statements, locks};

impl Managed for ActionPlan {
    fn rules_among_others(
        work: &mut Work<'_>,
        before: Option<&Self>,
        after: &Self,
        problems: &mut Problems,
    ) -> Result<()> {
        // Nothing stands in a plan that is new; one that was deleted had nothing in it.
        if before.is_none_or(|before| before.row.country == after.row.country) {
            return Ok(());
        }
        locks::take(work.c, Self::KIND, &after.row.id.any())?;
        let elsewhere = CommitmentFilter {
            action_plan: Refs::only(after.row.id),
            country: Among::none_of(vec![after.row.country]).into(),
            region: Maybe { among: Among::default(), null: Some(true) },
            worldwide: Flag { is: Some(false) },
            ..Default::default()
        };
        if Commitment::count(work.c, &Scope::everything(), Life::Live, &elsewhere)? > 0 {
            problems.add_at("country", "other_country", "commitments of another country stand in the plan");
        }
        Ok(())
    }
}
