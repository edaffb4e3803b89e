//! The response to turnover: how long it took to be in touch again, and which pledges were confirmed.
use super::{Looking, Promise};
use crate::Result;
use chrono::NaiveDate;
use rapport_domain::{
    Id,
    commitment::{Commitment, CommitmentFilter},
    country::CountryCode,
    filter::{Among, Only},
    intervention::{Evidence, Intervention, InterventionFilter},
    partial_date::PartialDate,
    post::{Post, PostFilter},
    turnover::{Change, Turnover, TurnoverFilter},
};
use rapport_persistence::Conn;
use serde::Serialize;
use std::collections::{BTreeMap, btree_map::Entry};

/// One turnover, and what came after it.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct Response {
    /// The turnover.
    pub turnover_id: Id<Turnover>,
    /// The post that changed; null where the caller may not read it.
    pub post_id: Option<Id<Post>>,
    /// What it is called.
    pub post: Option<String>,
    /// The country that it is for.
    pub country: Option<CountryCode>,
    /// What changed.
    pub what: Change,
    /// When, in EDTF; null where undated.
    pub when: Option<String>,
    /// Whether somebody is known to have come.
    pub succeeded: bool,
    /// The first recorded contact with the country that surely began after it.
    pub next_contact: Option<Id<Intervention>>,
    /// How many days after its last possible day that contact began at the latest.
    pub days_to_contact: Option<i64>,
    /// The pledges that it asked to confirm again which a later step of theirs confirmed.
    pub confirmed: Vec<Promise>,
    /// Those that still wait.
    pub waiting: Vec<Promise>,
}
/// The board.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct TurnoverBoard {
    /// The date that it is looked at, in EDTF.
    pub as_of: String,
    /// The last turnover first; undated ones at the end.
    pub turnovers: Vec<Response>,
}

/// The response to turnover at a date.
pub fn turnover(c: &mut Conn, looking: &Looking) -> Result<TurnoverBoard> {
    let mut turnovers = looking.all::<Turnover>(c, TurnoverFilter::default())?;
    turnovers.retain(|turnover| turnover.row.when.begun_by(&looking.at));
    let ids = turnovers.iter().filter_map(|turnover| turnover.row.post_id).collect();
    let posts = looking.all::<Post>(c, PostFilter { id: Only::one_of(ids), ..Default::default() })?;
    let posts: BTreeMap<_, _> = posts.into_iter().map(|post| (post.id, post)).collect();
    let asked = turnovers.iter().flat_map(|turnover| turnover.commitments.iter().copied()).collect();
    let pledges = CommitmentFilter { id: Only::one_of(asked), ..Default::default() };
    let mut pledges = looking.all::<Commitment>(c, pledges)?;
    crate::valid_time::back_to(c, &mut pledges, &looking.at)?;
    let mut contacts: BTreeMap<CountryCode, Vec<Contact>> = BTreeMap::new();
    let mut responses = vec![];
    for turnover in &turnovers {
        let post = turnover.row.post_id.and_then(|id| posts.get(&id));
        let country = post.and_then(|post| post.country);
        if looking.countries.is_some() && !country.is_some_and(|country| looking.asks(&country)) {
            continue;
        }
        let mut next = None;
        if let Some((country, date)) = country.zip(turnover.row.when.when.0.as_ref().and_then(PartialDate::closes)) {
            let known = match contacts.entry(country) {
                Entry::Occupied(known) => known.into_mut(),
                Entry::Vacant(unknown) => unknown.insert(contacts_with(c, looking, country)?),
            };
            let after = known.iter().filter(|contact| contact.begins > date);
            next = after
                .min_by_key(|contact| contact.begun)
                .map(|contact| (contact.id, (contact.begun - date).num_days()));
        }
        let of_it = pledges.iter().filter(|pledge| turnover.commitments.contains(&pledge.row.id));
        let (confirmed, waiting): (Vec<_>, Vec<_>) = of_it.partition(|pledge| {
            pledge.transitions.iter().any(|step| step.confirms(&turnover.row.id, &turnover.row.when))
        });
        responses.push((
            turnover.row.when.order(),
            Response {
                turnover_id: turnover.row.id,
                post_id: turnover.row.post_id,
                post: post.map(|post| post.title.clone()),
                country,
                what: turnover.row.what,
                when: turnover.row.when.when.0.as_ref().map(|date| date.text().to_owned()),
                succeeded: turnover.row.successor_id.is_some() || turnover.row.successor_organization_id.is_some(),
                next_contact: next.map(|(id, _)| id),
                days_to_contact: next.map(|(_, days)| days),
                confirmed: confirmed.into_iter().map(Promise::from).collect(),
                waiting: waiting.into_iter().map(Promise::from).collect(),
            },
        ));
    }
    responses.sort_by_key(|((undated, first, last), _)| (*undated, std::cmp::Reverse((*first, *last))));
    let turnovers = responses.into_iter().map(|(_, response)| response).collect();
    Ok(TurnoverBoard { as_of: looking.at.text().to_owned(), turnovers })
}

/// A recorded contact with a country: when it began at the earliest and at the latest.
struct Contact {
    id: Id<Intervention>,
    begins: NaiveDate,
    begun: NaiveDate,
}
fn contacts_with(c: &mut Conn, looking: &Looking, country: CountryCode) -> Result<Vec<Contact>> {
    let recorded = InterventionFilter {
        country: Only::only(country),
        evidence: Among::only(Evidence::Recorded),
        ..Default::default()
    };
    let found = looking.all::<Intervention>(c, recorded)?;
    let dated = found.iter().filter_map(|one| Some((one.row.id, one.row.when.when.0.as_ref()?)));
    let begun = dated.filter(|(_, date)| date.earliest() <= looking.day());
    Ok(begun.map(|(id, date)| Contact { id, begins: date.earliest(), begun: date.begun() }).collect())
}
