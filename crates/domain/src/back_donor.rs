//! Whose money a grant was before its maker gave it.
use crate::{
    grant::grants,
    organization::{NewOrganization, Organization, organizations},
};
use rapport_schema::Id;

crate::element! {
    /// Whose money a grant was before, and how much of it.
    BackDonor, NewBackDonor in grant_back_donors (grant_id) of grants: priced;
    optional {
        /// The organization; null where the caller may not read it.
        organization_id: Id<Organization> as Id<Organization> => DbId,
    }
    once {
        /// An organization to record on the way.
        new_organization: Box<NewOrganization>,
    }
    also |new, problems| {
        match (new.organization_id.is_some(), new.new_organization.is_some()) {
            (false, false) => problems.add_at("organization_id", "nobody", "say whose money it was"),
            (true, true) => problems.add_at("new_organization", "one_of", "give organization_id or new_organization"),
            _ => {}
        }
    }
}
diesel::allow_tables_to_appear_in_same_query!(organizations, grant_back_donors);
