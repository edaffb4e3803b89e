//! People: with a new one, what they are and where.
use crate::{Can, Create, Error, Managed, Result, Update, Work, create, newcomers::new_organization};
use rapport_domain::{
    membership::{Member, Membership, NewMembership},
    person::{NewPerson, Person, PersonPatch},
};

impl Managed for Person {
    fn settle_patch(_: &mut Work<'_>, _: &Can<Update, Self>, before: &Self, _: &mut PersonPatch) -> Result<()> {
        match before.erased_at {
            None => Ok(()),
            Some(_) => {
                Err(Error::conflict("erased", None, "the person was erased; record whoever it is as somebody new"))
            }
        }
    }
    fn nest(work: &mut Work<'_>, can: &Can<Create, Self>, new: NewPerson, made: &mut Self) -> Result<()> {
        for (index, place) in new.memberships.into_iter().enumerate() {
            work.within(&format!("/memberships/{index}"), |work| {
                let organization_id = match place.new_organization {
                    Some(new) => Some(new_organization(work, can, "/new_organization", Some(made.sensitivity), *new)?),
                    None => place.organization_id,
                };
                let member = Member::Person(made.id);
                let membership = NewMembership {
                    organization_id,
                    ..NewMembership::of(member, place.role, place.period, made.sensitivity)
                };
                create(work, &can.also::<Create, Membership>()?, membership)
            })?;
        }
        Ok(())
    }
}
