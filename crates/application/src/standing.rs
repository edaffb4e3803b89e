//! Standings: a country is one thing at a time.
use crate::{Managed, Result, Work};
use rapport_domain::{
    check::Problems,
    entity::{Entity, Key, List},
    filter::{Among, Dates, Only},
    scope::Scope,
    standing::{Standing, StandingAspect, StandingFilter},
};
use rapport_persistence::{Statements, locks};

impl Managed for Standing {
    fn rules_among_others(
        work: &mut Work<'_>,
        _before: Option<&Self>,
        after: &Self,
        problems: &mut Problems,
    ) -> Result<()> {
        let (StandingAspect::Membership, Some(country), Some(period)) =
            (after.row.aspect, after.row.country, &after.row.when.when.0)
        else {
            return Ok(());
        };
        // Two that come at once must not both find nothing.
        locks::take(work.c, Self::KIND, &country.any())?;
        let filter = StandingFilter {
            country: Only::only(country),
            aspect: Among::only(StandingAspect::Membership),
            when: Dates { overlaps: Some(period.clone()), ..Default::default() },
            ..Default::default()
        };
        let others = Standing::page(work.c, &Scope::everything(), &List::every(filter))?;
        let surely = |other: &Self| other.row.when.when.0.as_ref().is_some_and(|its| its.known_to_overlap(period));
        if others.iter().any(|other| other.row.id != after.row.id && surely(other)) {
            let detail = "the country has another membership standing then; close that one first";
            problems.add_at("when", "overlapping_standing", detail);
        }
        Ok(())
    }
}
