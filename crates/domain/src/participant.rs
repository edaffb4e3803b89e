//! Who took part in an intervention: a person, an organization, a role that nobody has a name for yet, or these together.
use crate::{
    check::{Checked, Problems},
    codes,
    intervention::interventions,
    organization::{NewOrganization, Organization, organizations},
    person::{NewPerson, Person, people},
    text::Line,
};
use diesel::prelude::*;
use rapport_schema::Id;
use serde::{Deserialize, Serialize};

diesel::table! {
    use diesel::sql_types::*;
    use rapport_schema::DbId;
    /// Participants of interventions.
    #[allow(missing_docs)]
    intervention_participants (id) {
        id -> DbId,
        intervention_id -> DbId,
        position -> Integer,
        part -> Text,
        person_id -> Nullable<DbId>,
        organization_id -> Nullable<DbId>,
        role -> Nullable<Text>,
    }
}

codes! {
    /// What somebody did there.
    Part {
        Lead = "lead", Host = "host", Speaker = "speaker", Participant = "participant", Sponsor = "sponsor",
        Facilitator = "facilitator",
    } default Participant
}

/// A participant. The organization beside a person is their affiliation on that day.
#[derive(Clone, Debug, PartialEq, Queryable, Selectable, Serialize, utoipa::ToSchema)]
#[diesel(table_name = intervention_participants)]
pub struct Participant {
    /// Its identity.
    pub id: Id<Participant>,
    /// What they did there.
    pub part: Part,
    /// The person.
    pub person_id: Option<Id<Person>>,
    /// The organization.
    pub organization_id: Option<Id<Organization>>,
    /// The role, where there is no name for it yet: "ministerial POC".
    pub role: Option<String>,
}

/// A participant as a body names it: by id, or new to the system.
#[derive(Clone, Debug, Default, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields, remote = "Self")]
pub struct NewParticipant {
    /// The id of one that stands there already, or one of the client's own choice.
    pub id: Option<Id<Participant>>,
    /// What they did there.
    #[serde(default)]
    #[schema(required = false)]
    pub part: Part,
    /// The person.
    pub person_id: Option<Id<Person>>,
    /// A person to record on the way.
    pub new_person: Option<Box<NewPerson>>,
    /// The organization.
    pub organization_id: Option<Id<Organization>>,
    /// An organization to record on the way.
    pub new_organization: Option<Box<NewOrganization>>,
    /// The role.
    pub role: Option<Line>,
}
impl From<Participant> for NewParticipant {
    fn from(p: Participant) -> Self {
        Self {
            id: Some(p.id),
            part: p.part,
            person_id: p.person_id,
            organization_id: p.organization_id,
            role: p.role.as_deref().map(Line::from),
            ..Self::default()
        }
    }
}
crate::only_objects!(NewParticipant);
impl Checked for NewParticipant {
    fn identity(&self) -> Option<String> {
        self.id.map(|id| id.to_string())
    }
    fn check(&self, problems: &mut Problems) {
        problems.within("person_id", |p| self.person_id.check(p));
        problems.within("new_person", |p| self.new_person.check(p));
        problems.within("organization_id", |p| self.organization_id.check(p));
        problems.within("new_organization", |p| self.new_organization.check(p));
        problems.within("role", |p| self.role.check(p));
        if self.person_id.is_some() && self.new_person.is_some() {
            problems.add_at("new_person", "one_of", "give person_id or new_person");
        }
        if self.organization_id.is_some() && self.new_organization.is_some() {
            problems.add_at("new_organization", "one_of", "give organization_id or new_organization");
        }
        let person = self.person_id.is_some() || self.new_person.is_some();
        let organization = self.organization_id.is_some() || self.new_organization.is_some();
        if !person && !organization && self.role.is_none() {
            problems.add("nobody", "give a person, an organization or a role");
        }
    }
}
diesel::allow_tables_to_appear_in_same_query!(interventions, intervention_participants);
diesel::allow_tables_to_appear_in_same_query!(organizations, intervention_participants);
diesel::allow_tables_to_appear_in_same_query!(people, intervention_participants);

/// A record that may be the same as one which a body called new.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct LikelyMatch {
    /// Where in the body the new one stands.
    pub pointer: String,
    /// The kind of both.
    pub kind: &'static str,
    /// The id of the one that was there already.
    pub id: uuid::Uuid,
    /// Its name.
    pub name: String,
}
