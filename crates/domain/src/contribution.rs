//! Who contributed to a result, and how strongly.
use crate::{
    check::{Checked, Problems},
    codes,
    intervention::{Intervention, interventions},
    organization::{Organization, organizations},
    outcome::results,
    text::Prose,
};
use diesel::prelude::*;
use rapport_schema::Id;
use serde::{Deserialize, Serialize};

diesel::table! {
    use diesel::sql_types::*;
    use rapport_schema::DbId;
    /// Who contributed to results.
    #[allow(missing_docs)]
    result_contributions (id) {
        id -> DbId,
        result_id -> DbId,
        position -> Integer,
        intervention_id -> Nullable<DbId>,
        organization_id -> Nullable<DbId>,
        strength -> Nullable<Text>,
        description -> Nullable<Text>,
    }
}
diesel::allow_tables_to_appear_in_same_query!(results, result_contributions);
diesel::allow_tables_to_appear_in_same_query!(interventions, result_contributions);
diesel::allow_tables_to_appear_in_same_query!(organizations, result_contributions);

codes! {
    /// How strong a contribution was.
    Strength { Low = "low", Medium = "medium", High = "high" }
}
/// Who contributed, how: an intervention of the team's, an organization, or an organization through an intervention.
#[derive(Clone, Debug, PartialEq, Queryable, Selectable, Serialize, utoipa::ToSchema)]
#[diesel(table_name = result_contributions)]
pub struct Contribution {
    /// Its identity.
    pub id: Id<Contribution>,
    /// The intervention.
    pub intervention_id: Option<Id<Intervention>>,
    /// The organization that contributed.
    pub organization_id: Option<Id<Organization>>,
    /// How strongly.
    pub strength: Option<Strength>,
    /// How.
    pub description: Option<String>,
}
/// A contribution as a body names it.
#[derive(Clone, Debug, Default, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields, remote = "Self")]
pub struct NewContribution {
    /// The id of one that stands there already, or one of the client's own choice.
    pub id: Option<Id<Contribution>>,
    /// The intervention.
    pub intervention_id: Option<Id<Intervention>>,
    /// The organization that contributed.
    pub organization_id: Option<Id<Organization>>,
    /// How strongly.
    pub strength: Option<Strength>,
    /// How.
    pub description: Option<Prose>,
}
crate::only_objects!(NewContribution);
impl Checked for NewContribution {
    fn identity(&self) -> Option<String> {
        self.id.map(|id| id.to_string())
    }
    fn check(&self, problems: &mut Problems) {
        problems.within("intervention_id", |p| self.intervention_id.check(p));
        problems.within("organization_id", |p| self.organization_id.check(p));
        problems.within("description", |p| self.description.check(p));
        if self.intervention_id.is_none() && self.organization_id.is_none() {
            problems.add("nobody", "give an intervention, an organization, or both");
        }
    }
}

impl From<Contribution> for NewContribution {
    fn from(c: Contribution) -> Self {
        Self {
            id: Some(c.id),
            intervention_id: c.intervention_id,
            organization_id: c.organization_id,
            strength: c.strength,
            description: c.description.as_deref().map(Prose::from),
        }
    }
}
