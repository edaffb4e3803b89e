//! Who took part in an intervention: a person, an organization, a role that nobody has a name for yet, or these together.
use crate::{
    codes,
    intervention::interventions,
    organization::{NewOrganization, Organization, organizations},
    person::{NewPerson, Person, people},
    text::Line,
};
use rapport_schema::Id;
use serde::Serialize;

codes! {
    /// What somebody did there.
    Part {
        Lead = "lead", Host = "host", Speaker = "speaker", Participant = "participant", Sponsor = "sponsor",
        Facilitator = "facilitator",
    } default Participant
}

crate::element! {
    /// A participant. The organization beside a person is their affiliation on that day.
    Participant, NewParticipant in intervention_participants (intervention_id) of interventions:;
    optional {
        /// The person.
        person_id: Id<Person> as Id<Person> => DbId,
        /// The organization.
        organization_id: Id<Organization> as Id<Organization> => DbId,
        /// The role, where there is no name for it yet: "ministerial POC".
        role: String as Line => Text,
    }
    defaulted {
        /// What they did there.
        part: Part as Part => Text,
    }
    once {
        /// A person to record on the way.
        new_person: Box<NewPerson>,
        /// An organization to record on the way.
        new_organization: Box<NewOrganization>,
    }
    also |new, problems| {
        if new.person_id.is_some() && new.new_person.is_some() {
            problems.add_at("new_person", "one_of", "give person_id or new_person");
        }
        if new.organization_id.is_some() && new.new_organization.is_some() {
            problems.add_at("new_organization", "one_of", "give organization_id or new_organization");
        }
        let person = new.person_id.is_some() || new.new_person.is_some();
        let organization = new.organization_id.is_some() || new.new_organization.is_some();
        if !person && !organization && new.role.is_none() {
            problems.add("nobody", "give a person, an organization or a role");
        }
    }
}
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
