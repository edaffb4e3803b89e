//! Turnover: a point of contact changed hands, agency or leadership. It is recorded once, where the post is, and what it
//! brought about points to it.
use crate::{
    check::{Checked, Problems},
    codes,
    commitment::{Commitment, CommitmentStatus, commitments},
    entity::{Entity, Key, Kind},
    filter::{Among, Dates, Refs},
    membership::Membership,
    organization::{NewOrganization, Organization, organizations},
    person::{NewPerson, Person, people},
    post::{Post, posts},
    reference::{AnyKey, Visitor},
    text::{Line, Prose},
    when::{Edtf, When},
};
use diesel::prelude::*;
use rapport_schema::{Id, Instant};
use serde::{Deserialize, Serialize};

crate::shared_table! {
    /// Turnovers.
    turnovers: dated worded;
    post_id -> DbId,
    new_post_id -> Nullable<DbId>,
    what -> Text,
    cause -> Nullable<Text>,
    agency_id -> Nullable<DbId>,
    successor_id -> Nullable<DbId>,
    successor_organization_id -> Nullable<DbId>,
}
crate::link_table! {
    /// The pledges that waited to be confirmed again after turnovers.
    turnover_commitments (turnover_id) commitment_id -> DbId in turnovers
}
crate::link_table! {
    /// The memberships that turnovers ended.
    turnover_memberships (turnover_id) membership_id -> DbId in turnovers
}
diesel::allow_tables_to_appear_in_same_query!(turnovers, posts);
diesel::allow_tables_to_appear_in_same_query!(turnovers, people);
diesel::allow_tables_to_appear_in_same_query!(turnovers, organizations);
diesel::allow_tables_to_appear_in_same_query!(commitments, turnover_commitments);
diesel::allow_tables_to_appear_in_same_query!(commitments, turnovers);
crate::embed_when!(turnovers: when_text, when_earliest, when_latest);

codes! {
    /// What changed: who holds the post, which agency it is in, who leads the agency, or how government is built.
    Change { Holder = "holder", Agency = "agency", Leadership = "leadership", Reorganisation = "reorganisation" }
}
crate::shared_row! {
    /// A turnover's own columns.
    TurnoverRow of Turnover in turnovers: dated worded;
    /// The post that changed.
    #[diesel(select_expression = turnovers::post_id.nullable())]
    pub post_id: Option<Id<Post>>,
    /// The post that took its place, where it moved to another agency.
    pub new_post_id: Option<Id<Post>>,
    /// What changed.
    pub what: Change,
    /// What brought it about.
    pub cause: Option<String>,
    /// The agency where it changed.
    pub agency_id: Option<Id<Organization>>,
    /// Who came; null where nobody is known.
    pub successor_id: Option<Id<Person>>,
    /// Which organization came, where an institution itself is the point of contact.
    pub successor_organization_id: Option<Id<Organization>>,
}
/// A change of a point of contact.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct Turnover {
    /// Its own columns.
    #[serde(flatten)]
    pub row: TurnoverRow,
    /// The pledges that it asks to confirm again.
    pub commitments: Vec<Id<Commitment>>,
    /// The memberships that it ended.
    pub memberships: Vec<Id<Membership>>,
}
impl From<TurnoverRow> for Turnover {
    fn from(row: TurnoverRow) -> Self {
        Self { row, commitments: vec![], memberships: vec![] }
    }
}
crate::shared_input! { NewTurnover, TurnoverPatch of Turnover => turnovers: dated worded;
    required {
        /// What changed.
        what: Change,
    }
    optional {
        /// The post that took its place.
        new_post_id: Id<Post>,
        /// What brought it about.
        cause: Prose,
        /// The agency where it changed.
        agency_id: Id<Organization>,
        /// Who came.
        successor_id: Id<Person>,
        /// Which organization came, where an institution itself is the point of contact.
        successor_organization_id: Id<Organization>,
    }
    links {
        /// The pledges that it asks to confirm again.
        commitments: Vec<Id<Commitment>>,
        /// The memberships that it ended.
        memberships: Vec<Id<Membership>>,
    }
    once {
        /// The post that changed.
        post_id: Option<Id<Post>>,
    }
}
crate::shared_filter! {
    /// Conditions on turnovers.
    TurnoverFilter of Turnover:;
    /// What changed.
    what: Among<Change>,
    /// The post that changed.
    post: Refs<Post>,
    /// The agency where it changed.
    agency: Refs<Organization>,
    /// Who came.
    successor: Refs<Person>,
    /// Which organization came.
    successor_organization: Refs<Organization>,
    /// A pledge that it asks to confirm again.
    commitment: Refs<Commitment>,
    /// The post that took its place.
    new_post: Refs<Post>,
    /// A membership that it ended.
    membership: Refs<Membership>,
    /// When.
    when: Dates,
}
crate::sort_keys! {
    /// Orders of turnovers.
    TurnoverSort of Turnover {
        When = "when": (bool, chrono::NaiveDate, chrono::NaiveDate) => |t| t.row.when.order(),
        CreatedAt = "created_at": (Instant,) => |t| (t.row.created_at,),
        UpdatedAt = "updated_at": (Instant,) => |t| (t.row.updated_at,),
    }
}
impl Entity for Turnover {
    crate::entity_of! { Turnover "turnover" in "turnovers" as Record:
        NewTurnover, TurnoverPatch, TurnoverFilter, TurnoverSort; dated;
        "Changes of points of contact, made by handing over; what they brought about points to them."
    }
    const CREATABLE: bool = false;
    crate::carries_over! { values commitments memberships; worded row { cause: Prose }; }
    fn about(&self) -> Option<(Kind, AnyKey)> {
        self.row.post_id.map(|post| (Post::KIND, post.any()))
    }
    fn references(&mut self, visitor: &mut dyn Visitor) {
        visitor.maybe::<Post>("post_id", &mut self.row.post_id);
        visitor.maybe::<Post>("new_post_id", &mut self.row.new_post_id);
        visitor.maybe::<Organization>("agency_id", &mut self.row.agency_id);
        visitor.maybe::<Person>("successor_id", &mut self.row.successor_id);
        visitor.maybe::<Organization>("successor_organization_id", &mut self.row.successor_organization_id);
        visitor.each::<Commitment>("commitments", &mut self.commitments);
        visitor.each::<Membership>("memberships", &mut self.memberships);
    }
    // Not the post that changed: what is attached to a record goes with it.
    crate::referring! { TurnoverFilter; Post => new_post, Organization => agency, Person => successor,
    Organization => successor_organization,
    Commitment => commitment, Membership => membership }
}

/// The body of `POST /v1/pocs/{id}/hand-over`.
#[derive(Clone, Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields, remote = "Self")]
pub struct HandOver {
    /// An id of the client's own choice for the turnover (UUIDv7).
    pub id: Option<Id<Turnover>>,
    /// What changed.
    pub what: Change,
    /// When, as vague as it is known: a date, no interval.
    pub when: Edtf,
    /// The source's own words for it.
    pub when_said: Option<Line>,
    /// Whether a part of the date was supplied by us.
    #[serde(default)]
    #[schema(required = false)]
    pub when_inferred: bool,
    /// What brought it about.
    pub cause: Option<Prose>,
    /// Who came; a vacancy where absent or null.
    pub successor: Option<Successor>,
    /// The agency that the post moved to.
    pub new_organization_id: Option<Id<Organization>>,
    /// An agency to record on the way.
    pub new_organization: Option<Box<NewOrganization>>,
    /// Pledges whose status it changed.
    #[serde(default)]
    #[schema(required = false)]
    pub pledges: Vec<PledgeHit>,
}
/// Who came: somebody known or new to the system, or an institution that itself is the point of contact.
#[derive(Clone, Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields, remote = "Self")]
pub struct Successor {
    /// The person.
    pub person_id: Option<Id<Person>>,
    /// A person to record on the way.
    pub new_person: Option<Box<NewPerson>>,
    /// The institution.
    pub organization_id: Option<Id<Organization>>,
    /// An institution to record on the way.
    pub new_organization: Option<Box<NewOrganization>>,
    /// As what, in words.
    pub role: Option<Line>,
}
/// A pledge that a turnover moved.
#[derive(Clone, Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields, remote = "Self")]
pub struct PledgeHit {
    /// The pledge.
    pub commitment_id: Id<Commitment>,
    /// Its status since.
    pub status: CommitmentStatus,
    /// What shows it.
    pub evidence: Option<Prose>,
}
crate::only_objects!(HandOver, Successor, PledgeHit);
impl Checked for HandOver {
    fn check(&self, problems: &mut Problems) {
        problems.of_body(true, |p| p.within("id", |p| self.id.check(p)));
        problems.of_body(false, |problems| {
            problems.within("when", |p| self.when.check(p));
            problems.within("when_said", |p| self.when_said.check(p));
            problems.within("cause", |p| self.cause.check(p));
            problems.within("successor", |p| self.successor.check(p));
            problems.within("new_organization_id", |p| self.new_organization_id.check(p));
            problems.within("new_organization", |p| self.new_organization.check(p));
            problems.within("pledges", |p| self.pledges.check(p));
        });
        if self.when.as_str().contains('/') && self.when.date().is_some() {
            problems.add_at("when", "interval", "a date at which it changed, not an interval");
        }
        match (self.moves(), self.what) {
            (false, Change::Agency) => {
                problems.add_at("new_organization_id", "no_agency", "say which agency the post moved to");
            }
            (true, Change::Holder | Change::Leadership) => {
                problems.add_at("new_organization_id", "stays", "the post stays in its agency; leave this out");
            }
            _ => {}
        }
        if self.new_organization_id.is_some() && self.new_organization.is_some() {
            problems.add_at("new_organization", "one_of", "give an id or a new organization");
        }
    }
}
impl HandOver {
    /// Whether the post moves to another agency.
    pub fn moves(&self) -> bool {
        self.new_organization_id.is_some() || self.new_organization.is_some()
    }
    /// The date as a record holds it.
    pub fn date(&self) -> When {
        self.when.date().cloned().map(When::from).unwrap_or_default()
    }
}
impl Checked for Successor {
    fn check(&self, problems: &mut Problems) {
        problems.within("person_id", |p| self.person_id.check(p));
        problems.within("new_person", |p| self.new_person.check(p));
        problems.within("organization_id", |p| self.organization_id.check(p));
        problems.within("new_organization", |p| self.new_organization.check(p));
        problems.within("role", |p| self.role.check(p));
        let people = [self.person_id.is_some(), self.new_person.is_some()];
        let institutions = [self.organization_id.is_some(), self.new_organization.is_some()];
        if people.into_iter().chain(institutions).filter(|given| *given).count() != 1 {
            let detail = "give exactly one of person_id, new_person, organization_id and new_organization";
            problems.add_at("person_id", "one_of", detail);
        }
    }
}
impl Checked for PledgeHit {
    fn identity(&self) -> Option<String> {
        Some(self.commitment_id.to_string())
    }
    fn check(&self, problems: &mut Problems) {
        problems.within("commitment_id", |p| self.commitment_id.check(p));
        problems.within("evidence", |p| self.evidence.check(p));
    }
}
