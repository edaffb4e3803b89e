//! People, apart from the posts that they hold and leave, and by what right the team keeps what it knows of them.
//!
//! Whoever takes their consent back is no longer seen by the public, nor is what they said (`testimonial`).
use crate::{
    check::{Checked, Problems},
    codes,
    country::{Country, CountryCode},
    entity::{Class, Entity, Kind, Version},
    filter::{Among, Maybe, OfGroups},
    organization::{NewOrganization, Organization},
    reference::Visitor,
    scope::{Place, Sensitivity},
    text::{Folded, Line, Private, Prose, fold},
    when::{Edtf, When},
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
        purpose -> Nullable<Text>,
        basis -> Nullable<Text>,
        consent_when -> Nullable<Text>,
        consent_evidence -> Nullable<Text>,
        consent_withdrawn -> Nullable<Text>,
        erased_at -> Nullable<DbInstant>,
        private_notes -> Nullable<Text>,
        sensitivity -> Text,
        wording -> Text,
    }
}

codes! {
    /// Why the team keeps what it knows of a person: to work with them, because of the office or seat that they hold or held,
    /// to tell what they said, or to remember what was done.
    DataPurpose { Coordination = "coordination", PublicRole = "public_role", Testimony = "testimony", Archive = "archive" }
}
codes! {
    /// What makes it lawful: one of the six bases of the General Data Protection Regulation (article 6).
    LawfulBasis {
        Consent = "consent", Contract = "contract", LegalObligation = "legal_obligation", VitalInterests = "vital_interests",
        PublicTask = "public_task", LegitimateInterests = "legitimate_interests",
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
    /// Why the team keeps what it knows of them.
    pub purpose: Option<DataPurpose>,
    /// What makes that lawful.
    pub basis: Option<LawfulBasis>,
    /// When they consented.
    pub consent_when: Option<Edtf>,
    /// Where it is written that they did.
    #[diesel(select_expression = people::consent_evidence)]
    #[serde(skip_serializing_if = "Private::is_withheld")]
    pub consent_evidence: Private,
    /// When they took their consent back, or objected: the public no longer sees them.
    pub consent_withdrawn: Option<Edtf>,
    /// When their name was taken out of everything.
    pub erased_at: Option<Instant>,
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
        /// Why the team keeps what it knows of them.
        purpose: DataPurpose,
        /// What makes that lawful.
        basis: LawfulBasis,
        /// When they consented.
        consent_when: Edtf,
        /// Where it is written that they did.
        consent_evidence: Prose,
        /// When they took their consent back, or objected.
        consent_withdrawn: Edtf,
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
    also |new, problems| { check(new.basis, new.consent_evidence.is_some(), problems); }
}
/// Consent is written down somewhere.
fn check(basis: Option<LawfulBasis>, evidence: bool, problems: &mut Problems) {
    if basis == Some(LawfulBasis::Consent) && !evidence {
        problems.add_at("consent_evidence", "no_evidence", "say where it is written that the person consented");
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
        /// Why the team keeps what it knows of them.
        purpose: Maybe<DataPurpose>,
        /// What makes that lawful.
        basis: Maybe<LawfulBasis>,
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
    const KIND: Kind = Kind { name: "person", path: "people", class: Class::Person };
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
    /// What became of somebody who took their consent back is not for the public, whatever became of it later.
    fn journal_sensitivity(&self) -> Sensitivity {
        let least = if self.consent_withdrawn.is_some() { Sensitivity::Internal } else { Sensitivity::Public };
        self.sensitivity.max(least)
    }
    fn references(&mut self, visitor: &mut dyn Visitor) {
        visitor.maybe::<Country>("country", &mut self.country);
    }
    fn withhold(&mut self) -> &'static [&'static str] {
        self.email.withhold();
        self.phone.withhold();
        self.consent_evidence.withhold();
        self.private_notes.withhold();
        &["email", "phone", "consent_evidence", "private_notes"]
    }
    crate::referring! { PersonFilter; Country => country }
    fn rules(&self, problems: &mut Problems) {
        check(self.basis, self.consent_evidence.text().is_some(), problems);
    }
}
