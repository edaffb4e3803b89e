//! Dialogue mechanisms: how far each country has come towards a permanent dialogue between government and civil society.
use super::{Looking, Promise};
use crate::Result;
use chrono::NaiveDate;
use rapport_domain::{
    Id,
    commitment::{CommitmentFilter, CommitmentKind, CommitmentStatus},
    country::CountryCode,
    filter::{Among, Only, Refs},
    gathering::{Gathering, GatheringFilter, GatheringStatus},
    intervention::{Evidence, Intervention, InterventionFilter},
    membership::{Membership, MembershipFilter, Selection},
    organization::{Organization, OrganizationFilter, OrganizationKind},
    partial_date::PartialDate,
    policy_area::PolicyArea,
    text::Code,
};
use rapport_persistence::Conn;
use serde::Serialize;
use std::collections::BTreeMap;

/// The seats of a forum that were come by in one way.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct Seats {
    /// How; null where nobody says.
    pub selection: Option<Selection>,
    /// How many memberships that hold, or may hold, at the date.
    pub seats: usize,
}
/// A body in which government and civil society meet.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct Forum {
    /// The organization.
    pub id: Id<Organization>,
    /// What it is called.
    pub name: String,
    /// The earliest date from which anybody is known to have sat there; null where nobody says.
    pub since: Option<NaiveDate>,
    /// Its seats, by how they were come by.
    pub seats: Vec<Seats>,
    /// The last day by which a gathering that it held, or a recorded intervention in which it took part, was over.
    pub last_meeting: Option<NaiveDate>,
}
/// How far a country has come.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct Dialogue {
    /// The country.
    pub country: CountryCode,
    /// What civil society asked.
    pub asks: Vec<Promise>,
    /// What government promised, in a plan or outside.
    pub pledges: Vec<Promise>,
    /// Where the last promise stood at the date, else the last ask; null where there is neither.
    pub stage: Option<CommitmentStatus>,
    /// The bodies that there are.
    pub forums: Vec<Forum>,
}
/// The board.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct DialogueBoard {
    /// The date that it is looked at, in EDTF.
    pub as_of: String,
    /// What the asks and pledges are about.
    pub policy_area: Code<PolicyArea>,
    /// By country, in the order of codes; those without ask, pledge and forum are absent.
    pub countries: Vec<Dialogue>,
}

/// Dialogue mechanisms at a date: asks and pledges about a policy area, and the forums.
pub fn dialogue(c: &mut Conn, looking: &Looking, area: Code<PolicyArea>) -> Result<DialogueBoard> {
    let mut countries: BTreeMap<CountryCode, Dialogue> = BTreeMap::new();
    let about = CommitmentFilter { policy_area: Only::only(area.clone()), ..Default::default() };
    for commitment in looking.commitments(c, about)? {
        for country in looking.among(&commitment.countries) {
            let dialogue = of(&mut countries, *country);
            let promise = Promise::from(&commitment);
            match promise.kind {
                CommitmentKind::Ask => dialogue.asks.push(promise),
                CommitmentKind::Pledge | CommitmentKind::ActionPlan => dialogue.pledges.push(promise),
            }
        }
    }
    for (country, forum) in forums(c, looking)? {
        of(&mut countries, country).forums.push(forum);
    }
    for dialogue in countries.values_mut() {
        dialogue.stage = dialogue.pledges.last().or(dialogue.asks.last()).map(|promise| promise.status);
    }
    let countries = countries.into_values().collect();
    Ok(DialogueBoard { as_of: looking.at.text().to_owned(), policy_area: area, countries })
}
fn of(countries: &mut BTreeMap<CountryCode, Dialogue>, country: CountryCode) -> &mut Dialogue {
    let none = || Dialogue { country, asks: vec![], pledges: vec![], stage: None, forums: vec![] };
    countries.entry(country).or_insert_with(none)
}

fn forums(c: &mut Conn, looking: &Looking) -> Result<Vec<(CountryCode, Forum)>> {
    let filter = OrganizationFilter {
        kind: Among::only(OrganizationKind::DialogueForum),
        country: looking.country(),
        ..Default::default()
    };
    let forums = looking.all::<Organization>(c, filter)?;
    let ids: Vec<_> = forums.iter().map(|forum| forum.id).collect();
    let seats = MembershipFilter { organization: Refs::one_of(ids.clone()), ..Default::default() };
    let seats = looking.all::<Membership>(c, seats)?;
    let meetings = meetings(c, looking, &ids)?;
    let known = forums.into_iter().filter_map(|forum| Some((forum.country?, forum)));
    let told = known.map(|(country, forum)| {
        let of_it = || seats.iter().filter(|seat| seat.row.organization_id == Some(forum.id));
        let mut by: BTreeMap<Option<Selection>, usize> = BTreeMap::new();
        for seat in of_it().filter(|seat| seat.row.period.may_hold(&looking.at)) {
            *by.entry(seat.row.selection).or_default() += 1;
        }
        let opened = of_it().filter_map(|seat| seat.row.period.0.as_ref().and_then(PartialDate::opens));
        let forum = Forum {
            since: opened.filter(|day| *day <= looking.day()).min(),
            seats: by.into_iter().map(|(selection, seats)| Seats { selection, seats }).collect(),
            last_meeting: meetings.get(&forum.id).copied(),
            id: forum.id,
            name: forum.name,
        };
        (country, forum)
    });
    Ok(told.collect())
}

/// The last day by which each forum is known to have met.
fn meetings(
    c: &mut Conn,
    looking: &Looking,
    forums: &[Id<Organization>],
) -> Result<BTreeMap<Id<Organization>, NaiveDate>> {
    let mut last: BTreeMap<Id<Organization>, NaiveDate> = BTreeMap::new();
    let mut met = |forum: Id<Organization>, date: Option<&PartialDate>| {
        let over = date.and_then(PartialDate::closes).filter(|day| forums.contains(&forum) && *day <= looking.day());
        if let Some(day) = over {
            last.entry(forum).and_modify(|known| *known = day.max(*known)).or_insert(day);
        }
    };
    let held = GatheringFilter {
        host: Refs::one_of(forums.to_vec()),
        status: Among::only(GatheringStatus::Held),
        ..Default::default()
    };
    for gathering in looking.all::<Gathering>(c, held)? {
        gathering.hosts.iter().for_each(|host| met(*host, gathering.row.when.when.0.as_ref()));
    }
    let attended = InterventionFilter {
        participant_organization: Refs::one_of(forums.to_vec()),
        evidence: Among::only(Evidence::Recorded),
        ..Default::default()
    };
    for intervention in looking.all::<Intervention>(c, attended)? {
        let present = intervention.participants.iter().filter_map(|participant| participant.organization_id);
        present.for_each(|forum| met(forum, intervention.row.when.when.0.as_ref()));
    }
    Ok(last)
}
