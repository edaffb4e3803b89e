//! Who received a grant: an organization, or a person in a post there, or a role that nobody has a name for yet.
use crate::{
    check::{Checked, Problems, present},
    grant::grants,
    organization::{NewOrganization, Organization, organizations},
    person::{NewPerson, Person, people},
    post::{Post, posts},
    reference::Visitor,
    text::Line,
};
use diesel::prelude::*;
use rapport_schema::Id;
use serde::{Deserialize, Serialize};

diesel::table! {
    use diesel::sql_types::*;
    use rapport_schema::DbId;
    /// Who received grants: one row a grant.
    #[allow(missing_docs)]
    grant_recipients (grant_id) {
        grant_id -> DbId,
        organization_id -> Nullable<DbId>,
        person_id -> Nullable<DbId>,
        post_id -> Nullable<DbId>,
        role -> Nullable<Text>,
    }
}
diesel::allow_tables_to_appear_in_same_query!(grants, grant_recipients);
diesel::allow_tables_to_appear_in_same_query!(organizations, grant_recipients);
diesel::allow_tables_to_appear_in_same_query!(people, grant_recipients);
diesel::allow_tables_to_appear_in_same_query!(posts, grant_recipients);

/// Who received a grant.
#[derive(Clone, Debug, Default, PartialEq, Queryable, Selectable, Serialize, utoipa::ToSchema)]
#[diesel(table_name = grant_recipients)]
pub struct Recipient {
    /// The organization.
    pub organization_id: Option<Id<Organization>>,
    /// The person there.
    pub person_id: Option<Id<Person>>,
    /// The post there, whoever holds it.
    pub post_id: Option<Id<Post>>,
    /// The role, where there is no name for it yet.
    pub role: Option<String>,
}
impl Recipient {
    /// Shows its references to a visitor.
    pub fn references(&mut self, visitor: &mut dyn Visitor) {
        visitor.member::<Organization>("recipient", "organization_id", &mut self.organization_id);
        visitor.member::<Person>("recipient", "person_id", &mut self.person_id);
        visitor.member::<Post>("recipient", "post_id", &mut self.post_id);
    }
    /// Money goes to an organization, or to a person in a post of one.
    pub fn check_for(&self, money: bool, problems: &mut Problems) {
        check(self.organization_id.is_some(), self.person_id.is_some(), self.post_id.is_some(), money, problems);
    }
}
fn check(organization: bool, person: bool, post: bool, money: bool, problems: &mut Problems) {
    if !organization && !post && (money || person) {
        problems.within("recipient", |problems| {
            let detail = "a grant goes to an organization, or to a person in a post of one";
            problems.add_at("organization_id", "no_recipient", detail);
        });
    }
}

/// Who received a grant, as a body says it. In a merge patch (RFC 7396) what is absent stays.
#[derive(Clone, Debug, Default, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields, remote = "Self")]
pub struct NewRecipient {
    /// The organization.
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<Id<Organization>>, required = false)]
    pub organization_id: Option<Option<Id<Organization>>>,
    /// The person there.
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<Id<Person>>, required = false)]
    pub person_id: Option<Option<Id<Person>>>,
    /// The post there, whoever holds it.
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<Id<Post>>, required = false)]
    pub post_id: Option<Option<Id<Post>>>,
    /// The role, where there is no name for it yet.
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<Line>, required = false)]
    pub role: Option<Option<Line>>,
    /// An organization to record on the way.
    pub new_organization: Option<Box<NewOrganization>>,
    /// A person to record on the way.
    pub new_person: Option<Box<NewPerson>>,
}
crate::only_objects!(NewRecipient);
impl Checked for NewRecipient {
    fn check(&self, problems: &mut Problems) {
        problems.within("organization_id", |p| self.organization_id.check(p));
        problems.within("person_id", |p| self.person_id.check(p));
        problems.within("post_id", |p| self.post_id.check(p));
        problems.within("role", |p| self.role.check(p));
        problems.within("new_organization", |p| self.new_organization.check(p));
        problems.within("new_person", |p| self.new_person.check(p));
        if self.organization().is_some() && self.new_organization.is_some() {
            problems.add_at("new_organization", "one_of", "give organization_id or new_organization");
        }
        if self.person().is_some() && self.new_person.is_some() {
            problems.add_at("new_person", "one_of", "give person_id or new_person");
        }
    }
}
impl NewRecipient {
    fn organization(&self) -> Option<Id<Organization>> {
        self.organization_id.flatten()
    }
    fn person(&self) -> Option<Id<Person>> {
        self.person_id.flatten()
    }
    /// Money goes to an organization, or to a person in a post of one.
    pub fn check_for(&self, money: bool, problems: &mut Problems) {
        let organization = self.organization().is_some() || self.new_organization.is_some();
        let person = self.person().is_some() || self.new_person.is_some();
        check(organization, person, self.post_id.flatten().is_some(), money, problems);
    }
    /// Nobody: what null means in a patch.
    pub fn nobody() -> Self {
        Self {
            organization_id: Some(None),
            person_id: Some(None),
            post_id: Some(None),
            role: Some(None),
            ..Self::default()
        }
    }
    /// Completes a patch by what it leaves as it was.
    pub fn complete(&mut self, before: &Recipient) {
        self.organization_id.get_or_insert(before.organization_id);
        self.person_id.get_or_insert(before.person_id);
        self.post_id.get_or_insert(before.post_id);
        self.role.get_or_insert_with(|| before.role.as_deref().map(Line::from));
    }
}
