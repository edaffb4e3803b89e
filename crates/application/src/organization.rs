//! Organizations: what they are a part of, and names in several languages.
use crate::{Can, Managed, Result, Update, Work, write::no_ring};
use rapport_domain::{
    check::Problems,
    organization::{Organization, OrganizationPatch},
};

impl Managed for Organization {
    fn settle_patch(
        _: &mut Work<'_>,
        _: &Can<Update, Self>,
        before: &Self,
        patch: &mut OrganizationPatch,
    ) -> Result<()> {
        patch.names = patch.names.as_ref().map(|names| before.names.merged(names));
        Ok(())
    }
    fn rules_among_others(
        work: &mut Work<'_>,
        before: Option<&Self>,
        after: &Self,
        problems: &mut Problems,
    ) -> Result<()> {
        no_ring(work, before, after, "parent_id", |o| o.parent_id, problems)?;
        Ok(())
    }
}
