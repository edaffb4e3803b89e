//! Grants: recipients new to the system, and that a post is one of the organization that received.
use crate::{
    Can, Create, Managed, Result, Update, Work,
    intervention::{new_organization, new_person},
    transitions,
};
use rapport_domain::{
    check::Problems,
    entity::Life,
    grant::{Grant, GrantPatch, NewGrant},
    post::Post,
    recipient::NewRecipient,
    scope::{Scope, Sensitivity},
    transition::NewTransition,
};
use rapport_persistence::Statements;

impl Managed for Grant {
    fn settle_new(work: &mut Work<'_>, can: &Can<Create, Self>, new: &mut NewGrant) -> Result<()> {
        new.recipient.as_mut().map_or(Ok(()), |recipient| settle(work, can, new.sensitivity, recipient))
    }
    fn settle_patch(work: &mut Work<'_>, can: &Can<Update, Self>, before: &Self, patch: &mut GrantPatch) -> Result<()> {
        let Some(recipient) = &mut patch.recipient else { return Ok(()) };
        let recipient = recipient.get_or_insert_with(NewRecipient::nobody);
        recipient.complete(&before.recipient);
        settle(work, &can.also()?, Some(before.row.sensitivity), recipient)
    }
    fn begin(work: &mut Work<'_>, new: &NewGrant, made: &mut Self) -> Result<()> {
        let first = NewTransition::first(new.status, new.when.clone(), new.when_said.clone(), new.when_inferred);
        transitions::begin(work, made, first)
    }
    fn rules_among_others(work: &mut Work<'_>, _: Option<&Self>, after: &Self, problems: &mut Problems) -> Result<()> {
        if let (Some(organization), Some(post)) = (after.recipient.organization_id, after.recipient.post_id) {
            let post = Post::find(work.c, &Scope::everything(), Life::Live, &post)?;
            if post.is_some_and(|post| post.organization_id.is_some_and(|of| of != organization)) {
                let detail = "the post is in another organization";
                problems.within("recipient", |p| p.add_at("post_id", "not_their_post", detail));
            }
        }
        Ok(())
    }
}
/// Records the organization and the person that a recipient calls new.
fn settle(
    work: &mut Work<'_>,
    can: &Can<Create, Grant>,
    sensitivity: Option<Sensitivity>,
    recipient: &mut NewRecipient,
) -> Result<()> {
    if let Some(organization) = recipient.new_organization.take() {
        let id = new_organization(work, can, "/recipient/new_organization", sensitivity, *organization)?;
        recipient.organization_id = Some(Some(id));
    }
    if let Some(person) = recipient.new_person.take() {
        let id = new_person(work, can, "/recipient/new_person", sensitivity, *person)?;
        recipient.person_id = Some(Some(id));
    }
    Ok(())
}
