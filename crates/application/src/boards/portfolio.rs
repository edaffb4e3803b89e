//! The portfolio: where each country stands with what the team does there.
use super::Looking;
use crate::{Can, Managed, Read, Result, funding::Total};
use chrono::NaiveDate;
use rapport_domain::{
    action_plan::{ActionPlan, ActionPlanFilter},
    commitment::CommitmentFilter,
    country::CountryCode,
    entity::Entity,
    filter::{Among, Dates, Only},
    follow_up::{FollowUp, FollowUpFilter, FollowUpStatus},
    grant::{Grant, GrantFilter, GrantStatus},
    money::{Currency, decimal},
    outcome::{Outcome, OutcomeFilter},
    partial_date::PartialDate,
    reference::AnyKey,
};
use rapport_persistence::{
    Conn,
    aggregate::{Group, Measured, Question},
    contacts,
};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// One country's figures.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct Portfolio {
    /// The country.
    pub country: CountryCode,
    /// The last day by which a recorded contact was over; null where there is none.
    pub last_contact: Option<NaiveDate>,
    /// Asks, pledges and commitments that were not over at the date.
    pub open_commitments: usize,
    /// Those of them whose action plan was over, or whose open follow-up was past its day.
    pub overdue_commitments: usize,
    /// Results that began in the date's year.
    pub results_this_year: i64,
    /// What was given, by currency, whatever the year.
    pub funding: Vec<Total>,
}
/// The board.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct PortfolioBoard {
    /// The date that it is looked at, in EDTF.
    pub as_of: String,
    /// The year that results are counted of.
    pub year: String,
    /// By country, in the order of codes; those of which there is nothing to tell are absent.
    pub countries: Vec<Portfolio>,
}

/// The portfolio by country.
pub fn portfolio(c: &mut Conn, looking: &Looking) -> Result<PortfolioBoard> {
    let mut countries: BTreeMap<CountryCode, Portfolio> = BTreeMap::new();
    for country in looking.among(&Vec::from_iter(contacts::assisted(c, &looking.scope)?)) {
        of(&mut countries, *country);
    }
    for (country, day) in contacts::last_days(c, &looking.scope, looking.day())? {
        if let Some(portfolio) = countries.get_mut(&country) {
            portfolio.last_contact = Some(day);
        }
    }
    let overdue = overdue(c, looking)?;
    for mut commitment in looking.commitments(c, CommitmentFilter::default())? {
        if !commitment.was_open(&looking.at) {
            continue;
        }
        let late = overdue.plans.contains(&commitment.row.action_plan_id.map(|id| AnyKey::Id(id.0)))
            || overdue.commitments.contains(&AnyKey::Id(commitment.row.id.0));
        for country in looking.among(&commitment.countries) {
            let portfolio = of(&mut countries, *country);
            portfolio.open_commitments += 1;
            portfolio.overdue_commitments += usize::from(late);
        }
    }
    let year = format!("{:04}", chrono::Datelike::year(&looking.day()));
    results(c, looking, &year, &mut countries)?;
    funding(c, looking, &mut countries)?;
    Ok(PortfolioBoard { as_of: looking.at.text().to_owned(), year, countries: countries.into_values().collect() })
}
fn of(countries: &mut BTreeMap<CountryCode, Portfolio>, country: CountryCode) -> &mut Portfolio {
    countries.entry(country).or_insert_with(|| Portfolio {
        country,
        last_contact: None,
        open_commitments: 0,
        overdue_commitments: 0,
        results_this_year: 0,
        funding: vec![],
    })
}

/// What makes commitments overdue.
struct Overdue {
    plans: BTreeSet<Option<AnyKey>>,
    commitments: BTreeSet<AnyKey>,
}
fn overdue(c: &mut Conn, looking: &Looking) -> Result<Overdue> {
    let plans = looking.all::<ActionPlan>(c, ActionPlanFilter::default())?;
    let over = plans.iter().filter(|plan| {
        let closes = plan.row.when.when.0.as_ref().and_then(PartialDate::closes);
        closes.is_some_and(|day| day < looking.at.earliest())
    });
    let plans = over.map(|plan| Some(AnyKey::Id(plan.row.id.0))).collect();
    let open = FollowUpFilter { status: Among::only(FollowUpStatus::Open), ..Default::default() };
    let late = looking.all::<FollowUp>(c, open)?.into_iter().filter(|follow_up| {
        follow_up.row.due.0.as_ref().and_then(PartialDate::closes).is_some_and(|day| day < looking.at.earliest())
    });
    let commitments = late.filter_map(|follow_up| follow_up.about()).map(|(_, key)| key).collect();
    Ok(Overdue { plans, commitments })
}

fn results(
    c: &mut Conn,
    looking: &Looking,
    year: &str,
    countries: &mut BTreeMap<CountryCode, Portfolio>,
) -> Result<()> {
    let Ok(begins) = PartialDate::parse(year) else { return Ok(()) };
    let when = Dates { begins: Some(begins), ..Default::default() };
    let filter = OutcomeFilter { country: looking.country(), when, ..Default::default() };
    for (country, group) in by_country::<Outcome>(c, looking, &filter, Measured::Records)? {
        of(countries, country).results_this_year = group.count;
    }
    Ok(())
}
fn funding(c: &mut Conn, looking: &Looking, countries: &mut BTreeMap<CountryCode, Portfolio>) -> Result<()> {
    let status = Only::one_of(GrantStatus::GIVEN.to_vec());
    let filter = GrantFilter { country: looking.country(), status, ..Default::default() };
    for (country, group) in by_country::<Grant>(c, looking, &filter, Measured::Sum("amount"))? {
        if let Some(currency) = group.currency.as_ref().and_then(|code| code.parse::<Currency>().ok()) {
            of(countries, country).funding.push(Total { amount: decimal(group.sum, currency), currency });
        }
    }
    Ok(())
}
/// What is counted in each of the countries that are asked about.
fn by_country<E: Managed>(
    c: &mut Conn,
    looking: &Looking,
    filter: &E::Filter,
    measured: Measured<'_>,
) -> Result<Vec<(CountryCode, Group)>> {
    Can::<Read, E>::grant(looking.actor, looking.scope.clone())?;
    let by = ["country".to_owned()];
    let question = Question { by: &by, dated: None, measured, limit: i64::from(i32::MAX) };
    let mut groups = E::counted(&looking.scope, filter).ask(c, question)?;
    groups.sort_by(|one, other| (&one.members, &one.currency).cmp(&(&other.members, &other.currency)));
    let country = |group: &Group| group.members[0].as_ref()?.parse().ok().filter(|country| looking.asks(country));
    Ok(groups.into_iter().filter_map(|group| Some((country(&group)?, group))).collect())
}
