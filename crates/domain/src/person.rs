//! People, apart from the posts that they hold and leave.
use crate::{
    check::{Checked, Problems},
    country::{Country, CountryCode},
    entity::{Class, Entity, Kind, Version},
    filter::{Among, Maybe, OfGroups},
    organization::{NewOrganization, Organization},
    reference::Visitor,
    scope::{Place, Sensitivity},
    text::{Folded, Line, Private, Prose, fold},
    when::When,
    wording::{Language, Texts, Wording},
};
use diesel::prelude::*;
use rapport_schema::{Id, Instant};
use serde::{Deserialize, Serialize};

diesel::table! {
    use diesel::sql_types::*;
    use rapport_schema::{DbId, DbInstant};
    /// People.
    #[allow(missing_docs)]
    people (id) {
        id -> DbId,
        version -> Integer,
        created_at -> DbInstant,
        updated_at -> DbInstant,
        deleted_at -> Nullable<DbInstant>,
        name -> Text,
        name_folded -> Text,
        country -> Nullable<Text>,
        summary -> Nullable<Text>,
        email -> Nullable<Text>,
        phone -> Nullable<Text>,
        private_notes -> Nullable<Text>,
        sensitivity -> Text,
        wording -> Text,
    }
}

/// A person. What they are and where is told by their memberships.
#[derive(Clone, Debug, Queryable, Selectable, Serialize, utoipa::ToSchema)]
#[diesel(table_name = people)]
pub struct Person {
    /// Its identity.
    pub id: Id<Person>,
    /// How often it has been written.
    pub version: Version,
    /// When it was recorded.
    pub created_at: Instant,
    /// When it was last written.
    pub updated_at: Instant,
    /// Their name.
    pub name: String,
    /// The country where they work; whoever has none is in everyone's reach.
    pub country: Option<CountryCode>,
    /// Who they are, in words.
    pub summary: Option<String>,
    /// How to write to them.
    #[diesel(select_expression = people::email)]
    #[serde(skip_serializing_if = "Private::is_withheld")]
    pub email: Private,
    /// How to call them.
    #[diesel(select_expression = people::phone)]
    #[serde(skip_serializing_if = "Private::is_withheld")]
    pub phone: Private,
    /// For the team alone.
    #[diesel(select_expression = people::private_notes)]
    #[serde(skip_serializing_if = "Private::is_withheld")]
    pub private_notes: Private,
    /// Who may read it.
    pub sensitivity: Sensitivity,
    /// The language of its texts, and their translations.
    #[serde(flatten)]
    pub wording: Wording,
}

crate::input! { NewPerson, PersonPatch => people;
    required {
        /// Their name.
        name: Line,
    }
    optional {
        /// The country where they work.
        country: CountryCode,
        /// Who they are, in words.
        summary: Prose,
        /// How to write to them.
        email: Line,
        /// How to call them.
        phone: Line,
        /// For the team alone.
        private_notes: Prose,
    }
    inherited {
        /// Who may read it; internal where absent, or as the record around it where it is nested.
        sensitivity: Sensitivity,
    }
    links {
        /// The language of its texts.
        lang: Option<Language>,
        /// Its texts in other languages: `{"es": {"summary": "…"}}`.
        translations: Texts,
    }
    once {
        /// An id of the client's own choice (UUIDv7).
        id: Option<Id<Person>>,
        /// What they are and where; each becomes a membership.
        memberships: Vec<Affiliation>,
    }
}
/// What a new person is and where, in an organization known or new.
#[derive(Clone, Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields, remote = "Self")]
pub struct Affiliation {
    /// In which organization.
    pub organization_id: Option<Id<Organization>>,
    /// An organization to record on the way.
    pub new_organization: Option<Box<NewOrganization>>,
    /// As what, in words.
    pub role: Option<Line>,
    /// From when to when: `2012/..` is since 2012.
    #[serde(default)]
    #[schema(required = false)]
    pub period: When,
}
crate::only_objects!(Affiliation);
impl Checked for Affiliation {
    fn check(&self, problems: &mut Problems) {
        // What it names is not the person's own to choose.
        problems.of_body(false, |problems| {
            problems.within("organization_id", |p| self.organization_id.check(p));
            problems.within("new_organization", |p| self.new_organization.check(p));
            problems.within("role", |p| self.role.check(p));
            problems.within("period", |p| self.period.check(p));
        });
        if self.organization_id.is_some() == self.new_organization.is_some() {
            problems.add_at("organization_id", "one_of", "give organization_id or new_organization");
        }
    }
}
crate::filter! {
    /// Conditions on people.
    PersonFilter {
        /// Their id.
        id: Among<Id<Person>>,
        /// Their name, whatever the case and accents.
        name: Among<Folded>,
        /// Their country.
        country: OfGroups<Maybe<CountryCode>>,
        /// Their sensitivity.
        sensitivity: Among<Sensitivity>,
    }
}
crate::sort_keys! {
    /// Orders of people.
    PersonSort of Person {
        Name = "name": (String,) => |p| (fold(&p.name),),
        CreatedAt = "created_at": (Instant,) => |p| (p.created_at,),
        UpdatedAt = "updated_at": (Instant,) => |p| (p.updated_at,),
    }
}
impl Entity for Person {
    const SEARCHED: &'static [&'static str] = &["name"];
    const KIND: Kind = Kind { name: "person", path: "people", class: Class::Record };
    const ABOUT: &'static str = "People; what they are and where is told by memberships.";
    type Key = Id<Person>;
    type New = NewPerson;
    type Patch = PersonPatch;
    type Filter = PersonFilter;
    type Sort = PersonSort;
    crate::carries_over! { worded { summary: Prose }; }
    fn key(&self) -> Id<Person> {
        self.id
    }
    fn version(&self) -> Version {
        self.version
    }
    fn chosen(new: &NewPerson) -> Option<Id<Person>> {
        new.id
    }
    fn place(&self) -> Place<'_> {
        Place::either(self.country.as_ref(), None)
    }
    fn sensitivity(&self) -> Sensitivity {
        self.sensitivity
    }
    fn references(&mut self, visitor: &mut dyn Visitor) {
        visitor.maybe::<Country>("country", &mut self.country);
    }
    fn withhold(&mut self) -> &'static [&'static str] {
        self.email.withhold();
        self.phone.withhold();
        self.private_notes.withhold();
        &["email", "phone", "private_notes"]
    }
    crate::referring! { PersonFilter; Country => country }
}
