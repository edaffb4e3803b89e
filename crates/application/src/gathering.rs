//! Gatherings: what they are a part of.
use crate::{Managed, Result, Work, write::no_ring};
use rapport_domain::{check::Problems, gathering::Gathering};

impl Managed for Gathering {
    fn rules_among_others(
        work: &mut Work<'_>,
        before: Option<&Self>,
        after: &Self,
        problems: &mut Problems,
    ) -> Result<()> {
        no_ring(work, before, after, "parent_id", |g| g.row.parent_id, problems)?;
        Ok(())
    }
}
