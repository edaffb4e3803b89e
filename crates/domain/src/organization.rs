//! Organizations: civil society, government agencies, and everybody else who acts.
use crate::{
    check::Problems,
    country::{Country, CountryCode},
    entity::{Class, Entity, Kind, Version},
    filter::{Among, Flag, Maybe, OfGroups, Refs},
    reference::Visitor,
    region::Region,
    scope::{Place, Sensitivity},
    text::{Code, Folded, Line, OrgId, Private, Prose, Web, fold},
    translations::Translations,
    wording::{Language, Texts, Wording},
};
use diesel::prelude::*;
use rapport_schema::{Id, Instant};
use serde::Serialize;

diesel::table! {
    use diesel::sql_types::*;
    use rapport_schema::{DbId, DbInstant};
    /// Organizations.
    #[allow(missing_docs)]
    organizations (id) {
        id -> DbId,
        version -> Integer,
        created_at -> DbInstant,
        updated_at -> DbInstant,
        deleted_at -> Nullable<DbInstant>,
        name -> Text,
        name_folded -> Text,
        acronym -> Nullable<Text>,
        names -> Text,
        org_id -> Nullable<Text>,
        kind -> Text,
        country -> Nullable<Text>,
        region -> Nullable<Text>,
        parent_id -> Nullable<DbId>,
        collective -> Bool,
        website -> Nullable<Text>,
        summary -> Nullable<Text>,
        email -> Nullable<Text>,
        private_notes -> Nullable<Text>,
        sensitivity -> Text,
        wording -> Text,
    }
}

crate::codes! {
    /// What an organization is.
    OrganizationKind {
        Cso = "cso", CsoNetwork = "cso_network", GovernmentAgency = "government_agency",
        DialogueForum = "dialogue_forum", ForeignMission = "foreign_mission", Multilateral = "multilateral",
        Funder = "funder", Academic = "academic", Media = "media", InternationalBody = "international_body",
        Other = "other",
    }
}
impl OrganizationKind {
    /// Whether it is civil society: a CSO or a network of them.
    pub const fn is_cso(self) -> bool {
        matches!(self, Self::Cso | Self::CsoNetwork)
    }
}

/// An organization, a coalition without legal form, or an unnamed collective such as "leading CSOs".
#[derive(Clone, Debug, Queryable, Selectable, Serialize, utoipa::ToSchema)]
#[diesel(table_name = organizations)]
pub struct Organization {
    /// Its identity.
    pub id: Id<Organization>,
    /// How often it has been written.
    pub version: Version,
    /// When it was recorded.
    pub created_at: Instant,
    /// When it was last written.
    pub updated_at: Instant,
    /// Its usual name.
    pub name: String,
    /// Its acronym.
    pub acronym: Option<String>,
    /// Its names by language.
    pub names: Translations,
    /// Its identifier of org-id.guide, by which it is the same in everybody's data.
    pub org_id: Option<String>,
    /// What it is.
    pub kind: OrganizationKind,
    /// The country that it works in, if it is one.
    pub country: Option<CountryCode>,
    /// The region that it works in, if it is one.
    pub region: Option<Code<Region>>,
    /// The organization that it is a part of.
    pub parent_id: Option<Id<Organization>>,
    /// Whether it is several organizations, or one that nobody has a name for.
    pub collective: bool,
    /// Its site.
    pub website: Option<String>,
    /// What it is, in words.
    pub summary: Option<String>,
    /// How to write to it.
    #[diesel(select_expression = organizations::email)]
    #[serde(skip_serializing_if = "Private::is_withheld")]
    pub email: Private,
    /// For the team alone.
    #[diesel(select_expression = organizations::private_notes)]
    #[serde(skip_serializing_if = "Private::is_withheld")]
    pub private_notes: Private,
    /// Who may read it.
    pub sensitivity: Sensitivity,
    /// The language of its texts, and their translations.
    #[serde(flatten)]
    pub wording: Wording,
}

crate::input! { NewOrganization, OrganizationPatch => organizations;
    required {
        /// Its usual name.
        name: Line,
        /// What it is.
        kind: OrganizationKind,
    }
    optional {
        /// Its acronym.
        acronym: Line,
        /// Its identifier of org-id.guide.
        org_id: OrgId,
        /// The country that it works in.
        country: CountryCode,
        /// The region that it works in.
        region: Code<Region>,
        /// The organization that it is a part of.
        parent_id: Id<Organization>,
        /// Its site.
        website: Web,
        /// What it is, in words.
        summary: Prose,
        /// How to write to it.
        email: Line,
        /// For the team alone.
        private_notes: Prose,
    }
    defaulted {
        /// Its names by language.
        names: Translations,
        /// Whether it is several organizations, or one that nobody has a name for.
        collective: bool,
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
        id: Option<Id<Organization>>,
    }
    also |new, problems| { check_place(new.country.is_some(), new.region.is_some(), problems); }
}
fn check_place(country: bool, region: bool, problems: &mut Problems) {
    if country && region {
        problems.add_at("region", "one_place", "give a country, a region, or neither");
    }
}
crate::filter! {
    /// Conditions on organizations.
    OrganizationFilter {
        /// Its id.
        id: Among<Id<Organization>>,
        /// Its usual name, whatever the case and accents.
        name: Among<Folded>,
        /// Its acronym.
        acronym: Maybe<String>,
        /// Its identifier of org-id.guide.
        org_id: Maybe<String>,
        /// What it is.
        kind: Among<OrganizationKind>,
        /// Its country.
        country: OfGroups<Maybe<CountryCode>>,
        /// Its region.
        region: Maybe<Code<Region>>,
        /// What it is a part of.
        parent: Refs<Organization>,
        /// Whether it is a collective.
        collective: Flag,
        /// Its sensitivity.
        sensitivity: Among<Sensitivity>,
    }
}
crate::sort_keys! {
    /// Orders of organizations.
    OrganizationSort of Organization {
        Name = "name": (String,) => |o| (fold(&o.name),),
        CreatedAt = "created_at": (Instant,) => |o| (o.created_at,),
        UpdatedAt = "updated_at": (Instant,) => |o| (o.updated_at,),
    }
}
impl Entity for Organization {
    const SEARCHED: &'static [&'static str] = &["name", "acronym", "names", "summary"];
    const KIND: Kind = Kind { name: "organization", path: "organizations", class: Class::Record };
    const ABOUT: &'static str =
        "Who acts: civil society, government agencies, funders, multilaterals, media and others.";
    type Key = Id<Organization>;
    type New = NewOrganization;
    type Patch = OrganizationPatch;
    type Filter = OrganizationFilter;
    type Sort = OrganizationSort;
    crate::carries_over! { worded { summary: Prose }; }
    fn key(&self) -> Id<Organization> {
        self.id
    }
    fn version(&self) -> Version {
        self.version
    }
    fn chosen(new: &NewOrganization) -> Option<Id<Organization>> {
        new.id
    }
    fn place(&self) -> Place<'_> {
        Place::either(self.country.as_ref(), self.region.as_ref())
    }
    fn sensitivity(&self) -> Sensitivity {
        self.sensitivity
    }
    fn references(&mut self, visitor: &mut dyn Visitor) {
        visitor.maybe::<Country>("country", &mut self.country);
        visitor.maybe::<Region>("region", &mut self.region);
        visitor.maybe::<Organization>("parent_id", &mut self.parent_id);
    }
    fn withhold(&mut self) -> &'static [&'static str] {
        self.email.withhold();
        self.private_notes.withhold();
        &["email", "private_notes"]
    }
    crate::referring! { OrganizationFilter; Organization => parent, Region => region, Country => country }
    fn rules(&self, problems: &mut Problems) {
        check_place(self.country.is_some(), self.region.is_some(), problems);
    }
}
