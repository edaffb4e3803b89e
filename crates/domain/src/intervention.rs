//! Interventions: what a team did — a trip, a mission in it, a part of that — where, when, with whom.
use crate::{
    activity_kind::{ActivityKind, WorkArea},
    check::Problems,
    commitment::{Commitment, NewCommitment},
    country::{Country, CountryCode},
    entity::{Class, Entity, Kind, Version},
    filter::{Among, Dates, Flag, Maybe, Refs},
    organization::Organization,
    outcome::{NewOutcome, Outcome},
    participant::{NewParticipant, Participant},
    person::Person,
    place,
    reference::Visitor,
    region::Region,
    review::Review,
    scope::{Place, Sensitivity},
    text::{Code, Line, Private, Prose, fold},
    user::User,
    when::{Dated, When},
};
use diesel::prelude::*;
use rapport_schema::{Id, Instant};
use serde::Serialize;

mod tables;
pub use tables::*;

crate::embed_when!(interventions: when_text, when_earliest, when_latest);

crate::codes! {
    /// How people met.
    Mode { InPerson = "in_person", Remote = "remote", Hybrid = "hybrid", Mail = "mail" }
}
crate::codes! {
    /// Whether there is a record of it, or only somebody's word that it happened.
    Evidence { Recorded = "recorded", Claimed = "claimed" } default Recorded
}
/// An intervention's own columns.
#[derive(Clone, Debug, Queryable, Selectable, Serialize, utoipa::ToSchema)]
#[diesel(table_name = interventions)]
pub struct InterventionRow {
    /// Its identity.
    pub id: Id<Intervention>,
    /// How often it has been written.
    pub version: Version,
    /// When it was recorded.
    pub created_at: Instant,
    /// When it was last written.
    pub updated_at: Instant,
    /// What it is a part of: a part of a mission, a mission of a trip.
    pub parent_id: Option<Id<Intervention>>,
    /// One that it is known to come after.
    pub follows_id: Option<Id<Intervention>>,
    /// What it was.
    pub title: String,
    /// What happened.
    pub summary: Option<String>,
    /// For the team alone.
    #[diesel(select_expression = interventions::private_notes)]
    #[serde(skip_serializing_if = "Private::is_withheld")]
    pub private_notes: Private,
    /// Whether nobody knows what kind it was.
    pub kinds_unknown: bool,
    /// The region assisted as a whole.
    pub region: Option<Code<Region>>,
    /// Whether it was for the whole world.
    pub worldwide: bool,
    /// The country where it took place.
    pub held_in: Option<CountryCode>,
    /// The place, in words.
    pub place: Option<String>,
    /// When it happened.
    #[diesel(select_expression = (interventions::when_text, interventions::when_earliest, interventions::when_latest,
        interventions::when_said, interventions::when_inferred))]
    #[serde(flatten)]
    pub when: Dated,
    /// How people met.
    pub mode: Option<Mode>,
    /// Whether there is a record of it.
    pub evidence: Evidence,
    /// How many of the kind are claimed in all, this one included; shown beside counts, never added to them.
    pub claimed_count: Option<i32>,
    /// Whether the work areas were taken from the kinds, which is our mapping.
    pub work_areas_from_kinds: bool,
    /// Who may read it.
    pub sensitivity: Sensitivity,
    /// How far it has been checked.
    pub review: Review,
    /// Who set `review` last.
    pub reviewed_by: Option<Id<User>>,
    /// When.
    pub reviewed_at: Option<Instant>,
}
/// Something that a team did, with whom and where.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct Intervention {
    /// Its own columns.
    #[serde(flatten)]
    pub row: InterventionRow,
    /// What kinds of activity it was.
    pub kinds: Vec<Code<ActivityKind>>,
    /// The countries assisted.
    pub countries: Vec<CountryCode>,
    /// The countries that took part without being assisted.
    pub peer_countries: Vec<CountryCode>,
    /// The work areas that it falls into.
    pub work_areas: Vec<WorkArea>,
    /// Who took part.
    pub participants: Vec<Participant>,
    /// Its parts, in the answer to a POST.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(no_recursion, value_type = Vec<Intervention>, required = false)]
    pub parts: Option<Vec<Intervention>>,
    /// What was promised there, in the answer to a POST.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Vec<Commitment>, required = false)]
    pub commitments: Option<Vec<Commitment>>,
    /// What came of it, in the answer to a POST.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Vec<Outcome>, required = false)]
    pub results: Option<Vec<Outcome>>,
}
impl From<InterventionRow> for Intervention {
    fn from(row: InterventionRow) -> Self {
        Self {
            row,
            kinds: vec![],
            countries: vec![],
            peer_countries: vec![],
            work_areas: vec![],
            participants: vec![],
            parts: None,
            commitments: None,
            results: None,
        }
    }
}

crate::input! { NewIntervention, InterventionPatch => interventions;
    required {
        /// What it was.
        title: Line,
    }
    optional {
        /// What it is a part of.
        parent_id: Id<Intervention>,
        /// One that it is known to come after.
        follows_id: Id<Intervention>,
        /// What happened.
        summary: Prose,
        /// For the team alone.
        private_notes: Prose,
        /// The region assisted as a whole.
        region: Code<Region>,
        /// The country where it took place.
        held_in: CountryCode,
        /// The place, in words.
        place: Line,
        /// The source's own words for the date.
        when_said: Line,
        /// How people met.
        mode: Mode,
        /// How many of the kind are claimed in all.
        claimed_count: i32,
    }
    defaulted {
        /// Whether nobody knows what kind it was.
        kinds_unknown: bool,
        /// Whether it was for the whole world.
        worldwide: bool,
        /// Whether a part of the date was supplied by us.
        when_inferred: bool,
        /// Whether there is a record of it.
        evidence: Evidence,
        /// How far it has been checked.
        review: Review,
    }
    inherited {
        /// Who may read it; internal where absent, or as the record around it where it is nested.
        sensitivity: Sensitivity,
    }
    spread {
        /// When it happened.
        when: When,
    }
    links {
        /// What kinds of activity it was.
        kinds: Vec<Code<ActivityKind>>,
        /// The countries assisted.
        countries: Vec<CountryCode>,
        /// The countries that took part without being assisted.
        peer_countries: Vec<CountryCode>,
        /// The work areas; taken from the kinds where empty.
        work_areas: Vec<WorkArea>,
        /// Who took part.
        participants: Vec<NewParticipant>,
    }
    once {
        /// An id of the client's own choice (UUIDv7).
        id: Option<Id<Intervention>>,
        /// Its parts.
        #[schema(no_recursion)]
        parts: Vec<NewIntervention>,
        /// What was promised there.
        commitments: Vec<NewCommitment>,
        /// What came of it.
        results: Vec<NewOutcome>,
    }
    stamped {
        /// Who set `review`.
        reviewed_by: Id<User>,
        /// When.
        reviewed_at: Instant,
    } by |me, by, at| { if me.sets_review() { (me.reviewed_by, me.reviewed_at) = (Some(by), Some(at)); } }
    also |new, problems| {
        if new.kinds.is_empty() && !new.kinds_unknown && new.parts.is_empty() && new.work_areas.is_empty() {
            problems.add_at("kinds", "kinds_required", "say what kinds of activity it was, or kinds_unknown: true, or give its parts");
        }
        place::check(&new.countries, new.region.as_ref(), new.worldwide, problems);
        check_peers(&new.countries, &new.peer_countries, problems);
        check_kinds(&new.kinds, new.kinds_unknown, problems);
    }
}
impl NewIntervention {
    fn sets_review(&self) -> bool {
        self.review != Review::Draft
    }
    /// How many records the body holds, and how deep its parts lie: 1 for one without parts.
    pub fn size(&self) -> (usize, usize) {
        let fresh = |c: &NewCommitment| usize::from(c.new_made_by.is_some()) + usize::from(c.new_made_to.is_some());
        let own = 1 + self.commitments.iter().map(|c| 1 + fresh(c)).sum::<usize>() + self.results.len();
        let new = self
            .participants
            .iter()
            .map(|p| usize::from(p.new_person.is_some()) + usize::from(p.new_organization.is_some()));
        self.parts
            .iter()
            .map(Self::size)
            .fold((own + new.sum::<usize>(), 1), |(n, d), (pn, pd)| (n + pn, d.max(pd + 1)))
    }
}
impl InterventionPatch {
    fn sets_review(&self) -> bool {
        self.review.is_some()
    }
}
crate::filter! {
    /// Conditions on interventions.
    InterventionFilter {
        /// Its id.
        id: Among<Id<Intervention>>,
        /// What it is a part of.
        parent: Refs<Intervention>,
        /// What it is known to come after.
        follows: Refs<Intervention>,
        /// A kind of activity.
        kind: Among<Code<ActivityKind>>,
        /// A country assisted.
        country: Among<CountryCode>,
        /// The region assisted as a whole.
        region: Maybe<Code<Region>>,
        /// Whether it was for the whole world.
        worldwide: Flag,
        /// A country that took part without being assisted.
        peer_country: Among<CountryCode>,
        /// Where it took place.
        held_in: Maybe<CountryCode>,
        /// A work area.
        work_area: Among<WorkArea>,
        /// When it happened.
        when: Dates,
        /// How people met.
        mode: Maybe<Mode>,
        /// Whether there is a record of it.
        evidence: Among<Evidence>,
        /// Its sensitivity.
        sensitivity: Among<Sensitivity>,
        /// How far it has been checked.
        review: Among<Review>,
        /// A person who took part.
        participant_person = "participant.person": Refs<Person>,
        /// An organization that took part.
        participant_organization = "participant.organization": Refs<Organization>,
    }
}
crate::sort_keys! {
    /// Orders of interventions.
    InterventionSort of Intervention {
        When = "when": (bool, chrono::NaiveDate, chrono::NaiveDate) => |i| i.row.when.order(),
        Title = "title": (String,) => |i| (fold(&i.row.title),),
        CreatedAt = "created_at": (Instant,) => |i| (i.row.created_at,),
        UpdatedAt = "updated_at": (Instant,) => |i| (i.row.updated_at,),
    }
}
impl Entity for Intervention {
    const KIND: Kind = Kind { name: "intervention", path: "interventions", class: Class::Record };
    const ABOUT: &'static str =
        "What a team did: trips, missions and their parts, with whom, where, and when as far as is known.";
    type Key = Id<Intervention>;
    type New = NewIntervention;
    type Patch = InterventionPatch;
    type Filter = InterventionFilter;
    type Sort = InterventionSort;
    fn key(&self) -> Id<Intervention> {
        self.row.id
    }
    fn version(&self) -> Version {
        self.row.version
    }
    fn chosen(new: &NewIntervention) -> Option<Id<Intervention>> {
        new.id
    }
    fn place(&self) -> Place<'_> {
        if self.row.worldwide {
            return Place::Everyones;
        }
        Place::Of { countries: &self.countries, region: self.row.region.as_ref() }
    }
    fn sensitivity(&self) -> Sensitivity {
        self.row.sensitivity
    }
    fn references(&mut self, visitor: &mut dyn Visitor) {
        visitor.maybe::<Intervention>("parent_id", &mut self.row.parent_id);
        visitor.maybe::<Intervention>("follows_id", &mut self.row.follows_id);
        visitor.maybe::<Region>("region", &mut self.row.region);
        visitor.maybe::<Country>("held_in", &mut self.row.held_in);
        visitor.each::<ActivityKind>("kinds", &mut self.kinds);
        visitor.each::<Country>("countries", &mut self.countries);
        visitor.each::<Country>("peer_countries", &mut self.peer_countries);
        let mut index = 0;
        self.participants.retain(|p| {
            let person = visitor.inside::<Person>("participants", index, "person_id", p.person_id.as_ref());
            let organization =
                visitor.inside::<Organization>("participants", index, "organization_id", p.organization_id.as_ref());
            index += 1;
            person && organization
        });
    }
    fn withhold(&mut self) -> &'static [&'static str] {
        self.row.private_notes.withhold();
        &["private_notes"]
    }
    crate::referring! { InterventionFilter; Intervention => parent, Intervention => follows, Person => participant_person,
    Organization => participant_organization, ActivityKind => kind, Region => region, Country => country,
    Country => peer_country, Country => held_in }
    fn rules(&self, problems: &mut Problems) {
        place::check(&self.countries, self.row.region.as_ref(), self.row.worldwide, problems);
        check_peers(&self.countries, &self.peer_countries, problems);
        check_kinds(&self.kinds, self.row.kinds_unknown, problems);
    }
}

fn check_kinds(kinds: &[Code<ActivityKind>], unknown: bool, problems: &mut Problems) {
    if !kinds.is_empty() && unknown {
        problems.add_at("kinds_unknown", "kinds_known", "kinds are given");
    }
}
fn check_peers(assisted: &[CountryCode], peers: &[CountryCode], problems: &mut Problems) {
    for (index, peer) in peers.iter().enumerate().filter(|(_, peer)| assisted.contains(peer)) {
        let detail = format!("{peer} stands among the assisted");
        problems.within("peer_countries", |p| p.within(index, |p| p.add("assisted", detail)));
    }
}
