//! Memberships: who is what, where, from when to when. Several at once, and former ones stay.
use crate::{
    check::Problems,
    country::CountryCode,
    entity::{Class, Entity, Kind, Version},
    filter::{Among, AsOf, Dates, Maybe, Refs},
    organization::{Organization, organizations},
    person::{Person, people},
    post::{Post, posts},
    reference::Visitor,
    region::Region,
    scope::{Place, Sensitivity},
    text::{Code, Line, Private, Prose},
    when::{Period, When},
};
use diesel::prelude::*;
use rapport_schema::{Id, Instant};
use serde::Serialize;

diesel::table! {
    use diesel::sql_types::*;
    use rapport_schema::{DbId, DbInstant};
    /// Memberships.
    #[allow(missing_docs)]
    memberships (id) {
        id -> DbId,
        version -> Integer,
        created_at -> DbInstant,
        updated_at -> DbInstant,
        deleted_at -> Nullable<DbInstant>,
        person_id -> Nullable<DbId>,
        member_id -> Nullable<DbId>,
        organization_id -> Nullable<DbId>,
        post_id -> Nullable<DbId>,
        on_behalf_of_id -> Nullable<DbId>,
        role -> Nullable<Text>,
        selection -> Nullable<Text>,
        period_text -> Nullable<Text>,
        period_earliest -> Date,
        period_latest -> Date,
        period_undated -> Bool,
        private_notes -> Nullable<Text>,
        sensitivity -> Text,
    }
}
diesel::allow_tables_to_appear_in_same_query!(memberships, people, posts, organizations);
crate::embed_when!(memberships: period_text, period_earliest, period_latest);

crate::codes! {
    /// How somebody came by a seat: whether civil society chose for itself is what the partnership argues about.
    Selection { Appointed = "appointed", Elected = "elected", SelfSelected = "self_selected", ExOfficio = "ex_officio" }
}

/// A membership's own columns.
#[derive(Clone, Debug, Queryable, Selectable, Serialize, utoipa::ToSchema)]
#[diesel(table_name = memberships)]
pub struct MembershipRow {
    /// Its identity.
    pub id: Id<Membership>,
    /// How often it has been written.
    pub version: Version,
    /// When it was recorded.
    pub created_at: Instant,
    /// When it was last written.
    pub updated_at: Instant,
    /// Whose it is, where it is a person's; null where the caller may not read the person.
    pub person_id: Option<Id<Person>>,
    /// Whose it is, where it is an organization's.
    pub member_id: Option<Id<Organization>>,
    /// In which organization.
    pub organization_id: Option<Id<Organization>>,
    /// In which post.
    pub post_id: Option<Id<Post>>,
    /// For whom: the coalition that a seat is held for.
    pub on_behalf_of_id: Option<Id<Organization>>,
    /// As what, in words.
    pub role: Option<String>,
    /// How it was come by; null where nobody says.
    pub selection: Option<Selection>,
    /// From when to when: `2012/..` is since 2012.
    #[diesel(select_expression = (memberships::period_text, memberships::period_earliest, memberships::period_latest))]
    pub period: Period,
    /// For the team alone.
    #[diesel(select_expression = memberships::private_notes)]
    #[serde(skip_serializing_if = "Private::is_withheld")]
    pub private_notes: Private,
    /// Who may read it.
    pub sensitivity: Sensitivity,
}

/// The place of a person or an organization in an organization or in a post, for a period as vague as it is known.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct Membership {
    /// Its own columns.
    #[serde(flatten)]
    pub row: MembershipRow,
    /// The countries of its person, post and organization: it is read wherever one of them lies.
    #[serde(skip)]
    pub countries: Vec<CountryCode>,
    /// The regions of its post and organization.
    #[serde(skip)]
    pub regions: Vec<Code<Region>>,
    /// Where it is changed: where its post lies, else its organization, else its person.
    #[serde(skip)]
    pub seat: (Option<CountryCode>, Option<Code<Region>>),
}
/// Who has a membership: a person or an organization.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Member {
    /// A person.
    Person(Id<Person>),
    /// An organization: in a coalition, or as the institution that holds a post.
    Organization(Id<Organization>),
}
impl Member {
    /// The person.
    pub fn person(self) -> Option<Id<Person>> {
        if let Self::Person(id) = self { Some(id) } else { None }
    }
    /// The organization.
    pub fn organization(self) -> Option<Id<Organization>> {
        if let Self::Organization(id) = self { Some(id) } else { None }
    }
}
impl NewMembership {
    /// A member's, for a period; in what it is, is left to say.
    pub fn of(member: Member, role: Option<Line>, period: When, sensitivity: Sensitivity) -> Self {
        Self {
            person_id: member.person(),
            member_id: member.organization(),
            role,
            period,
            sensitivity: Some(sensitivity),
            organization_id: None,
            post_id: None,
            on_behalf_of_id: None,
            selection: None,
            private_notes: None,
            id: None,
        }
    }
}
impl Membership {
    /// Whose it is.
    pub fn member(&self) -> Option<Member> {
        self.row.person_id.map(Member::Person).or(self.row.member_id.map(Member::Organization))
    }
    /// Whether its period and another's surely share days; the day on which one hands over to the next is nobody's alone.
    /// An institution that holds a post, and the person there, do not stand in each other's way.
    pub fn shares_days(&self, other: &Self) -> bool {
        let alike = self.row.person_id.is_some() == other.row.person_id.is_some();
        let periods = self.row.period.0.as_ref().zip(other.row.period.0.as_ref());
        alike && periods.is_some_and(|(one, other)| one.surely_overlaps(other))
    }
}
impl From<MembershipRow> for Membership {
    fn from(row: MembershipRow) -> Self {
        Self { row, countries: vec![], regions: vec![], seat: (None, None) }
    }
}

crate::input! { NewMembership, MembershipPatch => memberships;
    optional {
        /// Whose it is, where it is a person's.
        person_id: Id<Person>,
        /// Whose it is, where it is an organization's: a member of a coalition, or an institution that holds the post.
        member_id: Id<Organization>,
        /// For whom: the coalition that a seat is held for.
        on_behalf_of_id: Id<Organization>,
        /// How it was come by.
        selection: Selection,
        /// In which organization.
        organization_id: Id<Organization>,
        /// In which post.
        post_id: Id<Post>,
        /// As what, in words.
        role: Line,
        /// For the team alone.
        private_notes: Prose,
    }
    inherited {
        /// Who may read it; internal where absent, or as the record around it where it is nested.
        sensitivity: Sensitivity,
    }
    spread {
        /// From when to when.
        period: When,
    }
    once {
        /// An id of the client's own choice (UUIDv7).
        id: Option<Id<Membership>>,
    }
    also |new, problems| {
        check_member(new.person_id.is_some(), new.member_id.is_some(), problems);
        check_other(new.member_id, new.organization_id, problems);
        check_seat(new.organization_id.is_some() || new.post_id.is_some(), problems);
    }
}
fn check_member(person: bool, organization: bool, problems: &mut Problems) {
    if person == organization {
        problems.add_at("person_id", "one_member", "give a person or an organization as the member");
    }
}
fn check_other(member: Option<Id<Organization>>, of: Option<Id<Organization>>, problems: &mut Problems) {
    if member.is_some() && member == of {
        problems.add_at("member_id", "own_member", "an organization is no member of itself");
    }
}
fn check_seat(given: bool, problems: &mut Problems) {
    if !given {
        problems.add_at("organization_id", "no_seat", "give an organization, a post, or both");
    }
}
crate::filter! {
    /// Conditions on memberships.
    MembershipFilter {
        /// Its id.
        id: Among<Id<Membership>>,
        /// Whose it is.
        person: Refs<Person>,
        /// Which organization's it is.
        member: Refs<Organization>,
        /// In which organization.
        organization: Refs<Organization>,
        /// For whom.
        on_behalf_of: Refs<Organization>,
        /// How it was come by.
        selection: Maybe<Selection>,
        /// Those that hold, or may hold, at this date: undated ones may.
        as_of: AsOf,
        /// In which post.
        post: Refs<Post>,
        /// Its period.
        period: Dates,
        /// Its sensitivity.
        sensitivity: Among<Sensitivity>,
    }
}
crate::sort_keys! {
    /// Orders of memberships.
    MembershipSort of Membership {
        Period = "period": (bool, chrono::NaiveDate, chrono::NaiveDate) => |m| m.row.period.order(),
        CreatedAt = "created_at": (Instant,) => |m| (m.row.created_at,),
        UpdatedAt = "updated_at": (Instant,) => |m| (m.row.updated_at,),
    }
}
impl Entity for Membership {
    const KIND: Kind = Kind { name: "membership", path: "memberships", class: Class::Record };
    const ABOUT: &'static str = "Who is what, where, from when to when; former ones stay.";
    type Key = Id<Membership>;
    type New = NewMembership;
    type Patch = MembershipPatch;
    type Filter = MembershipFilter;
    type Sort = MembershipSort;
    fn key(&self) -> Id<Membership> {
        self.row.id
    }
    fn version(&self) -> Version {
        self.row.version
    }
    fn chosen(new: &NewMembership) -> Option<Id<Membership>> {
        new.id
    }
    fn place(&self) -> Place<'_> {
        match (&self.countries[..], &self.regions[..]) {
            ([], []) => Place::Everyones,
            (countries, regions) => Place::Of { countries, regions },
        }
    }
    fn seat(&self) -> Place<'_> {
        Place::either(self.seat.0.as_ref(), self.seat.1.as_ref())
    }
    fn sensitivity(&self) -> Sensitivity {
        self.row.sensitivity
    }
    fn references(&mut self, visitor: &mut dyn Visitor) {
        visitor.maybe::<Person>("person_id", &mut self.row.person_id);
        visitor.maybe::<Organization>("member_id", &mut self.row.member_id);
        visitor.maybe::<Organization>("organization_id", &mut self.row.organization_id);
        visitor.maybe::<Organization>("on_behalf_of_id", &mut self.row.on_behalf_of_id);
        visitor.maybe::<Post>("post_id", &mut self.row.post_id);
    }
    fn withhold(&mut self) -> &'static [&'static str] {
        self.row.private_notes.withhold();
        &["private_notes"]
    }
    crate::referring! { MembershipFilter; Person => person, Organization => organization, Organization => member,
    Organization => on_behalf_of, Post => post }
    fn rules(&self, problems: &mut Problems) {
        check_member(self.row.person_id.is_some(), self.row.member_id.is_some(), problems);
        check_other(self.row.member_id, self.row.organization_id, problems);
        check_seat(self.row.organization_id.is_some() || self.row.post_id.is_some(), problems);
    }
}
