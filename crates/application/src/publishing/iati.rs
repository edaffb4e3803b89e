//! Grants and missions as activities of the IATI standard.
use super::{
    Ready,
    desk::{Desk, Problems, days, narratives},
};
use crate::{Can, House, Read, Result, read::all};
use chrono::NaiveDate;
use rapport_domain::{
    country::CountryCode,
    grant::{Grant, GrantFilter, GrantStatus},
    intervention::{Evidence, Intervention, InterventionFilter},
    money::Money,
    outcome::{Outcome, OutcomeFilter, ResultStatus},
    scope::Sensitivity,
};
use rapport_persistence::Conn;
use rapport_reporting::iati::{self, Activity, Change, Transaction};
use std::collections::{BTreeMap, BTreeSet};

/// Grants and missions as activities.
pub fn activities(c: &mut Conn, can: &Can<Read, Grant>, house: &House) -> Result<Ready<Activity>> {
    let mut desk = Desk::new(c, can, house)?;
    let (actor, scope) = (can.actor, desk.scope.clone());
    let grants = all::<Grant>(desk.c, actor, &scope, GrantFilter::default())?;
    let missions = all::<Intervention>(desk.c, actor, &scope, InterventionFilter::default())?;
    let results = all::<Outcome>(desk.c, actor, &scope, OutcomeFilter::default())?;
    let results: Vec<_> = results
        .into_iter()
        .filter(|one| one.row.status == ResultStatus::Published && one.row.sensitivity == Sensitivity::Public)
        .collect();
    let mut ready = vec![];
    for grant in &grants {
        ready.extend(of_grant(&mut desk, grant, &results));
    }
    let mut told = BTreeMap::new();
    for mission in &missions {
        if let Some(activity) = of_mission(&mut desk, mission, &results) {
            told.insert(mission.row.id, (mission.row.parent_id, activity));
        }
    }
    // Only what is in the file is named in it.
    let ids: BTreeMap<_, _> = told.iter().map(|(id, (_, activity))| (*id, activity.id.clone())).collect();
    let parts: Vec<_> = told.iter().filter_map(|(id, (parent, _))| Some((*id, (*parent)?))).collect();
    for (id, (parent, mut activity)) in told {
        activity.parent = parent.and_then(|parent| ids.get(&parent).cloned());
        let mine = parts.iter().filter(|(_, of)| *of == id);
        activity.children = mine.filter_map(|(part, _)| ids.get(part).cloned()).collect();
        ready.push(activity);
    }
    Ok(Ready { publisher: desk.publisher, all: ready, obstacles: desk.obstacles })
}

fn of_grant(desk: &mut Desk<'_>, grant: &Grant, results: &[Outcome]) -> Option<Activity> {
    let row = &grant.row;
    let mut problems = Problems::of(grant, &row.title);
    problems.given(grant);
    problems.add(row.summary.is_none(), "/summary", "4.4.1", "an activity has a description");
    let day = problems.day(&row.when.when, desk.today, "/when", ("6.11.1", "11.1.4"));
    let amount = row.amount.money();
    problems.add(amount.is_none(), "/amount", "rapport:amount", "no amount is stated");
    let maker = desk.named(row.grant_maker, None);
    problems.add(maker.is_none(), "/grant_maker", "6.10.1", "nobody is named who gave it");
    let receiver = desk.named(grant.recipient.organization_id, grant.recipient.role.as_deref());
    problems.add(receiver.is_none(), "/recipient", "6.9.1", "nobody is named who received it");
    problems.placed(&grant.countries, row.region.is_some(), row.worldwide);
    let mut flows = vec![];
    for (nth, payment) in grant.disbursements.iter().enumerate() {
        let pointer = format!("/disbursements/{nth}/when");
        let day = problems.day(&payment.when.when, desk.today, &pointer, ("rapport:date", "11.2.1"));
        flows.extend(day.zip(payment.amount.money()).map(|(day, money)| ("3", day, money)));
    }
    if !problems.tell(desk) {
        return None;
    }
    let (day, amount, maker, receiver) = (day?, amount?, maker?, receiver?);
    flows.insert(0, ("2", day, amount));
    let flow = |(kind, day, money): (&'static str, NaiveDate, Money)| Transaction {
        kind,
        day,
        amount: money.amount(),
        currency: money.currency.to_string(),
        provider: maker.clone(),
        receiver: receiver.clone(),
    };
    let donors = grant.back_donors.iter().filter_map(|donor| desk.named(donor.organization_id, None));
    let mut participants: Vec<_> = donors.map(|donor| ("1", donor)).collect();
    participants.push(("1", maker.clone()));
    participants.push(("2", desk.own()));
    participants.push(("4", receiver.clone()));
    let mine = |one: &&Outcome| {
        one.contributions.iter().any(|part| part.intervention_id.is_some_and(|id| grant.interventions.contains(&id)))
    };
    Some(Activity {
        id: desk.id("grant", row.id),
        title: narratives(&row.wording, "title", &row.title),
        description: narratives(&row.wording, "summary", row.summary.as_deref()?),
        participants,
        status: if row.status == GrantStatus::Closed { "4" } else { "2" },
        dates: vec![("2", day)],
        finances: true,
        transactions: flows.into_iter().map(flow).collect(),
        results: results.iter().filter(mine).map(|one| change(desk, one)).collect(),
        ..placed_at(desk, &grant.countries, row.region.as_ref().map(|region| region.as_str()), row.worldwide)
    })
}
fn of_mission(desk: &mut Desk<'_>, mission: &Intervention, results: &[Outcome]) -> Option<Activity> {
    let row = &mission.row;
    let mut problems = Problems::of(mission, &row.title);
    let claimed = row.evidence == Evidence::Claimed;
    problems.add(claimed, "/evidence", "rapport:evidence", "somebody says that it happened; there is no record of it");
    problems.approved(row.review, row.sensitivity);
    problems.add(row.summary.is_none(), "/summary", "4.4.1", "an activity has a description");
    let days = days(row.when.when.0.as_ref());
    problems.add(days.is_none(), "/when", "6.11.1", "no exact day is known");
    let future = days.is_some_and(|(from, _)| from > desk.today);
    problems.add(future, "/when", "11.1.4", "the day is in the future");
    problems.placed(&mission.countries, row.region.is_some(), row.worldwide);
    if !problems.tell(desk) {
        return None;
    }
    let (from, to) = days?;
    let over = to <= desk.today;
    let ids: BTreeSet<_> = mission.participants.iter().filter_map(|one| one.organization_id).collect();
    let mut participants = vec![("2", desk.own()), ("4", desk.own())];
    participants.extend(ids.into_iter().filter_map(|id| Some(("4", desk.named(Some(id), None)?))));
    let mine = |one: &&Outcome| one.contributions.iter().any(|part| part.intervention_id == Some(row.id));
    Some(Activity {
        id: desk.id("mission", row.id),
        title: narratives(&row.wording, "title", &row.title),
        description: narratives(&row.wording, "summary", row.summary.as_deref()?),
        participants,
        status: if over { "4" } else { "2" },
        dates: std::iter::once(("2", from)).chain(over.then_some(("4", to))).collect(),
        results: results.iter().filter(mine).map(|one| change(desk, one)).collect(),
        ..placed_at(desk, &mission.countries, row.region.as_ref().map(|region| region.as_str()), row.worldwide)
    })
}
fn change(desk: &Desk<'_>, one: &Outcome) -> Change {
    let names: Vec<_> = one
        .contributions
        .iter()
        .filter_map(|part| desk.organizations.get(&part.organization_id?))
        .map(|organization| organization.name.clone())
        .collect();
    Change {
        statement: narratives(&one.row.wording, "statement", &one.row.statement),
        contribution: (!names.is_empty()).then(|| format!("Contributors: {}.", names.join(", "))),
        observed: days(one.row.when.when.0.as_ref()),
    }
}
/// An activity of which the place alone is told. Each of several countries has an equal share.
fn placed_at(desk: &Desk<'_>, countries: &[CountryCode], region: Option<&str>, worldwide: bool) -> Activity {
    let region = match (region, worldwide) {
        (Some(code), _) => Some((code.to_owned(), desk.regions.get(code).cloned().unwrap_or_else(|| code.to_owned()))),
        (None, true) => Some(("worldwide".to_owned(), "Worldwide".to_owned())),
        (None, false) => None,
    };
    let shares = iati::shares(countries.len());
    Activity {
        scope: match (countries.len(), worldwide) {
            (_, true) => "1",
            (0, false) => "2",
            (1, false) => "4",
            _ => "3",
        },
        countries: countries.iter().map(ToString::to_string).zip(shares).collect(),
        region,
        ..Activity::default()
    }
}
