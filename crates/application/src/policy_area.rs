//! Policy areas have two levels.
use crate::{Managed, Result, Work};
use rapport_domain::{
    check::Problems,
    entity::{Entity, Life},
    filter::Only,
    policy_area::{PolicyArea, PolicyAreaFilter},
    reference::AnyKey,
    scope::Scope,
};
use rapport_persistence::{Statements, locks};

impl Managed for PolicyArea {
    fn rules_among_others(
        work: &mut Work<'_>,
        _before: Option<&Self>,
        after: &Self,
        problems: &mut Problems,
    ) -> Result<()> {
        let Some(whole) = &after.part_of else { return Ok(()) };
        // Two writers could each add one level.
        locks::take(work.c, Self::KIND, &AnyKey::Code("part_of".into()))?;
        let everything = Scope::everything();
        let whole = Self::find(work.c, &everything, Life::Live, whole)?;
        let parts = PolicyAreaFilter { part_of: Only::only(after.code.clone()), ..Default::default() };
        if whole.is_some_and(|whole| whole.part_of.is_some())
            || Self::count(work.c, &everything, Life::Live, &parts)? > 0
        {
            problems.add_at("part_of", "third_level", "areas of the first level have parts, and parts have none");
        }
        Ok(())
    }
}
