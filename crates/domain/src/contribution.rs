//! Who contributed to a result, and how strongly.
use crate::{
    codes,
    intervention::{Intervention, interventions},
    organization::{Organization, organizations},
    outcome::results,
    text::Prose,
};
use rapport_schema::Id;

codes! {
    /// How strong a contribution was.
    Strength { Low = "low", Medium = "medium", High = "high" }
}
crate::element! {
    /// Who contributed, how: an intervention of the team's, an organization, or an organization through an intervention.
    Contribution, NewContribution in result_contributions (result_id) of results:;
    optional {
        /// The intervention.
        intervention_id: Id<Intervention> as Id<Intervention> => DbId,
        /// The organization that contributed.
        organization_id: Id<Organization> as Id<Organization> => DbId,
        /// How strongly.
        strength: Strength as Strength => Text,
        /// How.
        description: String as Prose => Text,
    }
    also |new, problems| {
        if new.intervention_id.is_none() && new.organization_id.is_none() {
            problems.add("nobody", "give an intervention, an organization, or both");
        }
    }
}
diesel::allow_tables_to_appear_in_same_query!(interventions, result_contributions);
diesel::allow_tables_to_appear_in_same_query!(organizations, result_contributions);
