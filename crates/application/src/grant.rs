//! Grants: recipients new to the system, and that a post is one of the organization that received.
use crate::{
    Can, Create, Managed, Result, Update, Work,
    newcomers::{new_organization, new_person},
    transitions,
};
use rapport_domain::{
    back_donor::NewBackDonor,
    check::Problems,
    entity::Life,
    grant::{Grant, GrantPatch, NewGrant},
    partial_date::PartialDate,
    post::Post,
    recipient::NewRecipient,
    scope::{Scope, Sensitivity},
    transition::{NewTransition, Steps},
};
use rapport_persistence::{Conn, Statements};

impl Managed for Grant {
    fn settle_new(work: &mut Work<'_>, can: &Can<Create, Self>, new: &mut NewGrant) -> Result<()> {
        if let Some(maker) = new.new_grant_maker.take() {
            new.grant_maker = Some(new_organization(work, can, "/new_grant_maker", new.sensitivity, *maker)?);
        }
        settle_donors(work, can, new.sensitivity, &mut new.back_donors)?;
        new.recipient.as_mut().map_or(Ok(()), |recipient| settle(work, can, new.sensitivity, recipient))
    }
    fn settle_patch(work: &mut Work<'_>, can: &Can<Update, Self>, before: &Self, patch: &mut GrantPatch) -> Result<()> {
        if let Some(donors) = &mut patch.back_donors {
            settle_donors(work, &can.also()?, Some(before.row.sensitivity), donors)?;
        }
        let Some(recipient) = &mut patch.recipient else { return Ok(()) };
        let recipient = recipient.get_or_insert_with(NewRecipient::nobody);
        recipient.complete(&before.recipient);
        settle(work, &can.also()?, Some(before.row.sensitivity), recipient)
    }
    fn step_back(_c: &mut Conn, page: &mut [Self], at: &PartialDate) -> Result<()> {
        page.iter_mut().for_each(|grant| grant.row.status.take_back(&mut grant.transitions, at));
        Ok(())
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
/// Records the organizations that donors call new.
fn settle_donors(
    work: &mut Work<'_>,
    can: &Can<Create, Grant>,
    sensitivity: Option<Sensitivity>,
    donors: &mut [NewBackDonor],
) -> Result<()> {
    for (index, donor) in donors.iter_mut().enumerate() {
        if let Some(organization) = donor.new_organization.take() {
            let step = format!("/back_donors/{index}/new_organization");
            donor.organization_id = Some(new_organization(work, can, &step, sensitivity, *organization)?);
        }
    }
    Ok(())
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
