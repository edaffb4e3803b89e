//! The page of a country: what it is in the partnership, who answers for it, what was promised, when somebody was last in
//! touch, what comes next.
use crate::{
    Actor, Can, Error, Poc, Pocs, Read, Resource, Result, Shown,
    attention::{self, AttentionKind, Item},
    read::all,
    resource::shown,
    valid_time::back_to,
};
use chrono::NaiveDate;
use rapport_domain::{
    Id,
    commitment::{Commitment, CommitmentFilter},
    country::{Country, CountryCode},
    entity::Life,
    filter::{Among, Dates, Maybe, Only},
    intervention::{Form, Intervention, InterventionFilter},
    partial_date::PartialDate,
    post::{Post, PostFilter, PostKind},
    region::{Region, RegionFilter},
    risk::{Risk, RiskFilter},
    scope::Scope,
    standing::{Standing, StandingFilter},
};
use rapport_persistence::{Conn, Statements, contacts};
use serde::Serialize;

/// The last contact with a country.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct Contact {
    /// The day by which it surely was over.
    pub day: NaiveDate,
    /// The intervention, or the thread that it belongs to.
    pub intervention_id: Id<Intervention>,
}
/// A country as it stands at a date.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct CountryPage {
    /// The country.
    #[serde(flatten)]
    pub country: Country,
    /// The date that it is looked at, in EDTF.
    pub as_of: String,
    /// What it is in the partnership: membership, chairs, seats.
    pub standings: Vec<Standing>,
    /// Its points of contact, with their holders and since when.
    pub pocs: Vec<Poc>,
    /// Whoever coordinates it: the posts for it and for regions that hold it; where there are none, those of the centre.
    pub coordinators: Vec<Poc>,
    /// Asks, pledges and commitments that are not over, as they stood at the date.
    #[schema(value_type = Vec<Commitment>)]
    pub open_commitments: Vec<Shown<Commitment>>,
    /// The last recorded contact that was over by then.
    pub last_contact: Option<Contact>,
    /// Support that went on at the date.
    pub open_threads: Vec<Id<Intervention>>,
    /// What falls due next, in the year after the date.
    pub next_due: Option<Item>,
    /// Risks at the date.
    #[schema(value_type = Vec<Risk>)]
    pub risks: Vec<Shown<Risk>>,
}

/// A country at a date.
pub fn page(c: &mut Conn, actor: Actor, scope: &Scope, code: CountryCode, at: &PartialDate) -> Result<CountryPage> {
    let can = Can::<Read, Country>::grant(actor, scope.clone())?;
    let country = Country::find(c, &can.scope, Life::Live, &code)?.ok_or(Error::NotFound)?;
    let now = Dates { overlaps: Some(at.clone()), ..Default::default() };
    let standings = StandingFilter { country: Only::only(code), ..Default::default() };
    let mut standings = all::<Standing>(c, actor, scope, standings)?;
    standings.retain(|standing| standing.row.when.when.may_hold(at));

    let mut pocs = PostFilter { country: Only::only(code), ..Default::default() };
    Pocs::narrow(&mut pocs, at);
    let pocs = all::<Post>(c, actor, scope, pocs)?;
    let pocs = Pocs::show(c, scope, at, pocs)?;
    let coordinators = coordinators(c, actor, scope, code, at)?;

    let commitments = CommitmentFilter { country: Only::only(code), ..Default::default() };
    let mut open_commitments = all::<Commitment>(c, actor, scope, commitments)?;
    back_to(c, &mut open_commitments, at)?;
    open_commitments.retain_mut(|commitment| commitment.was_open(at));
    let open_commitments = shown::<Commitment>(c, scope, at, open_commitments)?;

    let last = contacts::last_with(c, scope, code, at.latest())?;
    let threads = InterventionFilter {
        country: Only::only(code),
        form: Among::only(Form::Thread),
        when: now.clone(),
        ..Default::default()
    };
    let open_threads = all::<Intervention>(c, actor, scope, threads)?;
    let asked = attention::Asked {
        day: at.latest().min(PartialDate::MAX),
        days: 365,
        months: 0,
        kinds: vec![AttentionKind::Deadline],
        countries: vec![code],
        owner: None,
    };
    let next_due = attention::queue(c, actor, scope, &asked)?.into_iter().next();
    let risks = RiskFilter { country: Only::only(code), ..Default::default() };
    let mut risks = all::<Risk>(c, actor, scope, risks)?;
    risks.retain(|risk| risk.row.when.when.may_hold(at));
    let risks = shown::<Risk>(c, scope, at, risks)?;
    Ok(CountryPage {
        country,
        as_of: at.text().to_owned(),
        standings,
        pocs,
        coordinators,
        open_commitments,
        last_contact: last.map(|(day, intervention_id)| Contact { day, intervention_id }),
        open_threads: open_threads.into_iter().map(|thread| thread.row.id).collect(),
        next_due,
        risks,
    })
}

fn coordinators(c: &mut Conn, actor: Actor, scope: &Scope, code: CountryCode, at: &PartialDate) -> Result<Vec<Poc>> {
    let holding = RegionFilter { country: Only::only(code), ..Default::default() };
    let regions: Vec<_> = all::<Region>(c, actor, scope, holding)?.into_iter().map(|region| region.row.code).collect();
    let mut posts = vec![];
    for filter in [
        PostFilter { country: Only::only(code), ..Default::default() },
        PostFilter { region: Maybe::one_of(regions), ..Default::default() },
    ] {
        let mut filter = PostFilter { kind: Among::only(PostKind::Coordinator), ..filter };
        filter.as_of.date = Some(at.clone());
        posts.extend(all::<Post>(c, actor, scope, filter)?);
    }
    // The centre's own coordinators see to whoever has none.
    if posts.is_empty() {
        let mut filter = PostFilter { kind: Among::only(PostKind::Coordinator), ..Default::default() };
        (filter.country.null, filter.region.null) = (Some(true), Some(true));
        filter.as_of.date = Some(at.clone());
        posts = all::<Post>(c, actor, scope, filter)?;
    }
    Pocs::show(c, scope, at, posts)
}
