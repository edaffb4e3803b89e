//! Interventions: what a team did — a trip, a mission in it, a part of that — where, when, with whom.
use crate::{
    activity_kind::{ActivityKind, WorkArea},
    check::Problems,
    commitment::{Commitment, NewCommitment},
    country::{Country, CountryCode},
    entity::Entity,
    filter::{Among, Dates, Maybe, OfGroups, Refs},
    grant::{Grant, NewGrant},
    organization::Organization,
    outcome::{NewOutcome, Outcome},
    participant::{NewParticipant, Participant},
    person::Person,
    place,
    recipient::NewRecipient,
    reference::Visitor,
    region::Region,
    text::{Code, Line, Prose, fold},
    touch::{NewTouch, Touch},
};
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
crate::codes! {
    /// Something that happened once, or support that went on: a thread, with dated touches.
    Form { Event = "event", Thread = "thread" } default Event
}
crate::shared_row! {
    /// An intervention's own columns.
    InterventionRow of Intervention in interventions: placed dated reviewed guarded noted worded;
    /// What it is a part of: a part of a mission, a mission of a trip.
    pub parent_id: Option<Id<Intervention>>,
    /// One that it is known to come after.
    pub follows_id: Option<Id<Intervention>>,
    /// What it was.
    pub title: String,
    /// What happened.
    pub summary: Option<String>,
    /// An event, or support that went on.
    pub form: Form,
    /// Whether nobody knows what kind it was.
    pub kinds_unknown: bool,
    /// The country where it took place.
    pub held_in: Option<CountryCode>,
    /// The place, in words.
    pub place: Option<String>,
    /// How people met.
    pub mode: Option<Mode>,
    /// Whether there is a record of it.
    pub evidence: Evidence,
    /// How many of the kind are claimed in all, this one included; shown beside counts, never added to them.
    pub claimed_count: Option<i32>,
    /// Whether the work areas were taken from the kinds, which is our mapping.
    pub work_areas_from_kinds: bool,
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
    /// The contacts of which a thread consists.
    pub touches: Vec<Touch>,
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
    /// The money that it was about, in the answer to a POST.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Vec<Grant>, required = false)]
    pub grants: Option<Vec<Grant>>,
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
            touches: vec![],
            parts: None,
            commitments: None,
            results: None,
            grants: None,
        }
    }
}

crate::shared_input! { NewIntervention, InterventionPatch of Intervention => interventions: placed dated reviewed guarded noted worded;
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
        /// The country where it took place.
        held_in: CountryCode,
        /// The place, in words.
        place: Line,
        /// How people met.
        mode: Mode,
        /// How many of the kind are claimed in all.
        claimed_count: i32,
    }
    defaulted {
        /// Whether nobody knows what kind it was.
        kinds_unknown: bool,
        /// An event, or support that went on.
        form: Form,
        /// Whether there is a record of it.
        evidence: Evidence,
    }
    links {
        /// What kinds of activity it was.
        kinds: Vec<Code<ActivityKind>>,
        /// The countries that took part without being assisted.
        peer_countries: Vec<CountryCode>,
        /// The work areas; taken from the kinds where empty.
        work_areas: Vec<WorkArea>,
        /// Who took part.
        participants: Vec<NewParticipant>,
        /// The contacts of which a thread consists.
        touches: Vec<NewTouch>,
    }
    once {
        /// Its parts.
        #[schema(no_recursion)]
        parts: Vec<NewIntervention>,
        /// What was promised there.
        commitments: Vec<NewCommitment>,
        /// What came of it.
        results: Vec<NewOutcome>,
        /// The money and other support that it was about.
        grants: Vec<NewGrant>,
    }
    also |new, problems| {
        if new.kinds.is_empty() && !new.kinds_unknown && new.parts.is_empty() && new.work_areas.is_empty() {
            problems.add_at("kinds", "kinds_required", "say what kinds of activity it was, or kinds_unknown: true, or give its parts");
        }
        check_peers(&new.countries, &new.peer_countries, problems);
        check_kinds(&new.kinds, new.kinds_unknown, problems);
        check_touches(new.form, new.touches.len(), problems);
    }
}
impl NewIntervention {
    /// How many records the body holds, and how deep its parts lie: 1 for one without parts.
    pub fn size(&self) -> (usize, usize) {
        let fresh = |c: &NewCommitment| usize::from(c.new_made_by.is_some()) + usize::from(c.new_made_to.is_some());
        let to = |g: &NewGrant| {
            let new =
                |r: &NewRecipient| usize::from(r.new_organization.is_some()) + usize::from(r.new_person.is_some());
            g.recipient.as_ref().map_or(0, new)
        };
        let own = 1
            + self.commitments.iter().map(|c| 1 + fresh(c)).sum::<usize>()
            + self.results.len()
            + self.grants.iter().map(|g| 1 + to(g)).sum::<usize>();
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
crate::shared_filter! {
    /// Conditions on interventions.
    InterventionFilter of Intervention: placed dated reviewed guarded;
    /// What it is a part of.
    parent: Refs<Intervention>,
    /// What it is known to come after.
    follows: Refs<Intervention>,
    /// An event, or support that went on.
    form: Among<Form>,
    /// A kind of activity.
    kind: Maybe<Code<ActivityKind>>,
    /// A country that took part without being assisted.
    peer_country: OfGroups<Maybe<CountryCode>>,
    /// Where it took place.
    held_in: OfGroups<Maybe<CountryCode>>,
    /// A work area.
    work_area: Maybe<WorkArea>,
    /// How people met.
    mode: Maybe<Mode>,
    /// Whether there is a record of it.
    evidence: Among<Evidence>,
    /// A person who took part.
    participant_person = "participant.person": Refs<Person>,
    /// An organization that took part.
    participant_organization = "participant.organization": Refs<Organization>,
    /// The date of one of its touches.
    touch_when = "touch.when": Dates,
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
    const SEARCHED: &'static [&'static str] = &["title", "summary", "place"];
    crate::entity_of! { Intervention "intervention" in "interventions" as Record:
        NewIntervention, InterventionPatch, InterventionFilter, InterventionSort; placed guarded noted dated;
        "What a team did: trips, missions and their parts, with whom, where, and when as far as is known."
    }
    crate::carries_over! { elements participants touches; worded row { title: Line, summary: Prose, place: Line }; }
    fn references(&mut self, visitor: &mut dyn Visitor) {
        visitor.maybe::<Intervention>("parent_id", &mut self.row.parent_id);
        visitor.maybe::<Intervention>("follows_id", &mut self.row.follows_id);
        visitor.maybe::<Country>("held_in", &mut self.row.held_in);
        visitor.each::<ActivityKind>("kinds", &mut self.kinds);
        visitor.place(&mut self.row.region, &mut self.countries);
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
    crate::referring! { InterventionFilter; Intervention => parent, Intervention => follows, Person => participant_person,
    Organization => participant_organization, ActivityKind => kind, Region => region, Country => country,
    Country => peer_country, Country => held_in }
    fn rules(&self, problems: &mut Problems) {
        place::check(&self.countries, self.row.region.as_ref(), self.row.worldwide, problems);
        check_peers(&self.countries, &self.peer_countries, problems);
        check_kinds(&self.kinds, self.row.kinds_unknown, problems);
        check_touches(self.row.form, self.touches.len(), problems);
    }
}

fn check_kinds(kinds: &[Code<ActivityKind>], unknown: bool, problems: &mut Problems) {
    if !kinds.is_empty() && unknown {
        problems.add_at("kinds_unknown", "kinds_known", "kinds are given");
    }
}
/// Only what went on has contacts of its own; what happened once has a date.
fn check_touches(form: Form, touches: usize, problems: &mut Problems) {
    if form != Form::Thread && touches > 0 {
        problems.add_at("form", "not_a_thread", "only a thread takes touches");
    }
}
fn check_peers(assisted: &[CountryCode], peers: &[CountryCode], problems: &mut Problems) {
    for (index, peer) in peers.iter().enumerate().filter(|(_, peer)| assisted.contains(peer)) {
        let detail = format!("{peer} stands among the assisted");
        problems.within("peer_countries", |p| p.within(index, |p| p.add("assisted", detail)));
    }
}
