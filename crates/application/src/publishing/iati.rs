//! Grants and missions as activities of the IATI standard.
use super::{
    Check,
    desk::{Desk, Problems, days, narratives},
};
use crate::{
    Actor, Can, Error, House, Read, Result,
    read::{all, each_page},
};
use chrono::NaiveDate;
use rapport_domain::{
    Id,
    citation::{Citation, CitationFilter},
    country::CountryCode,
    entity::{Entity, Key, Kind},
    filter::{Among, Only, Refs},
    grant::{Grant, GrantFilter, GrantStatus},
    intervention::{Evidence, Intervention, InterventionFilter},
    money::Money,
    outcome::{Outcome, OutcomeFilter, ResultStatus},
    scope::{Scope, Sensitivity},
    source::{Source, SourceFilter},
};
use rapport_persistence::{Conn, Fault};
use rapport_reporting::iati::{self, Activity, Change, Link, Publisher, Transaction};
use std::{
    collections::{BTreeMap, BTreeSet},
    io::{self, Write},
};
use uuid::Uuid;

/// The file where the check is.
const CHECK: &str = "/v1/publishing/iati/check";

/// What may be published, and what keeps the others.
pub fn check(c: &mut Conn, can: &Can<Read, Grant>, house: &House) -> Result<Check> {
    let mut desk = Desk::new(c, can, house)?;
    let found = Found::look(c, &mut desk, can)?;
    let publishable = if desk.publisher.is_some() { found.grants.len() + found.missions.len() } else { 0 };
    Ok(Check { publishable, obstacles: desk.obstacles })
}
/// Writes an activity file: the programme, and grants and missions as its parts. It goes through the records twice, a page at
/// a time: an activity names none that is not in the file, so these have to be known before the first is written.
pub fn activities<W: Write>(
    c: &mut Conn,
    can: &Can<Read, Grant>,
    house: &House,
    made_at: &str,
    out: impl FnOnce() -> io::Result<W>,
) -> Result<W> {
    let mut desk = Desk::new(c, can, house)?;
    // The check tells what is in the way; here it would be kept for nobody, as often as the records are gone through.
    desk.is_silent = true;
    let found = Found::look(c, &mut desk, can)?;
    let publisher = desk.publisher.clone().filter(|_| !found.is_empty());
    let publisher = publisher.ok_or(Error::NothingToPublish { check: CHECK })?;
    // What the writer fails of is told as what it was.
    let mut failed = None;
    let written = out().and_then(|out| {
        iati::activities(&publisher, made_at, out, |write| {
            write(&programme(&desk, &publisher, &found))?;
            let outcome = walk(c, &mut desk, can, Some(&found), |_, _, activity| match write(&activity) {
                Ok(()) => Ok(()),
                Err(why) => Err(unwritten(&why)),
            });
            outcome.map_err(|why| {
                failed = Some(why);
                io::Error::other("it was not read to its end")
            })
        })
    });
    written.map_err(|why| failed.unwrap_or_else(|| unwritten(&why)))
}

fn unwritten(why: &io::Error) -> Error {
    Fault::of_file("an activity file", why).into()
}

/// The activities that may be published.
#[derive(Default)]
struct Found {
    grants: BTreeSet<Id<Grant>>,
    missions: BTreeSet<Id<Intervention>>,
    /// The first day of all.
    first: Option<NaiveDate>,
}
/// The record that an activity is made of.
enum Of {
    Grant(Id<Grant>),
    Mission(Id<Intervention>),
}
impl Found {
    fn look(c: &mut Conn, desk: &mut Desk<'_>, can: &Can<Read, Grant>) -> Result<Self> {
        let mut found = Self::default();
        walk(c, desk, can, None, |_, of, activity| {
            match of {
                Of::Grant(id) => _ = found.grants.insert(id),
                Of::Mission(id) => _ = found.missions.insert(id),
            }
            found.first = found.first.into_iter().chain(activity.dates.first().map(|(_, day)| *day)).min();
            Ok(())
        })?;
        Ok(found)
    }
    fn is_empty(&self) -> bool {
        self.grants.is_empty() && self.missions.is_empty()
    }
}
/// Goes through all grants and missions; with what is in the file, as they are told there.
fn walk(
    c: &mut Conn,
    desk: &mut Desk<'_>,
    can: &Can<Read, Grant>,
    found: Option<&Found>,
    mut visit: impl FnMut(&mut Conn, Of, Activity) -> Result<()>,
) -> Result<()> {
    let (actor, scope) = (can.actor, desk.scope.clone());
    each_page::<Grant>(c, actor, &scope, GrantFilter::default(), |c, page| {
        let around = match found {
            None => Around::default(),
            Some(_) => {
                let ids = page.iter().flat_map(|grant| grant.interventions.iter().copied());
                Around::of(c, actor, &scope, Grant::KIND, page.iter().map(|grant| grant.row.id.0), ids)?
            }
        };
        for grant in &page {
            let Some(activity) = of_grant(desk, grant, &around) else { continue };
            let parent = found.map(|_| desk.programme());
            visit(c, Of::Grant(grant.row.id), Activity { parent, ..activity })?;
        }
        Ok(())
    })?;
    each_page::<Intervention>(c, actor, &scope, InterventionFilter::default(), |c, page| {
        let ids = || page.iter().map(|mission| mission.row.id);
        let around = match found {
            None => Around::default(),
            Some(_) => Around::of(c, actor, &scope, Intervention::KIND, ids().map(|id| id.0), ids())?,
        };
        let mut parts: BTreeMap<Id<Intervention>, Vec<String>> = BTreeMap::new();
        if let Some(found) = found {
            let parent = Refs::one_of(ids().collect());
            for part in all::<Intervention>(c, actor, &scope, InterventionFilter { parent, ..Default::default() })? {
                if let Some(parent) = part.row.parent_id.filter(|_| found.missions.contains(&part.row.id)) {
                    parts.entry(parent).or_default().push(desk.id("mission", part.row.id));
                }
            }
        }
        for mission in &page {
            let Some(activity) = of_mission(desk, mission, &around) else { continue };
            let parent = found.map(|found| match mission.row.parent_id.filter(|id| found.missions.contains(id)) {
                Some(parent) => desk.id("mission", parent),
                None => desk.programme(),
            });
            let children = parts.remove(&mission.row.id).unwrap_or_default();
            visit(c, Of::Mission(mission.row.id), Activity { parent, children, ..activity })?;
        }
        Ok(())
    })
}
/// What stands around the records of a page: results that came of them, and the pages of the web that back them.
#[derive(Default)]
struct Around {
    results: Vec<Outcome>,
    links: BTreeMap<Uuid, Vec<Link>>,
}
impl Around {
    fn of(
        c: &mut Conn,
        actor: Actor,
        scope: &Scope,
        kind: Kind,
        ids: impl Iterator<Item = Uuid>,
        interventions: impl Iterator<Item = Id<Intervention>>,
    ) -> Result<Self> {
        let interventions: BTreeSet<_> = interventions.collect();
        let filter = OutcomeFilter {
            intervention: Refs::one_of(interventions.into_iter().collect()),
            status: Only::only(ResultStatus::Published),
            ..Default::default()
        };
        let mut results = all::<Outcome>(c, actor, scope, filter)?;
        results.retain(|one| one.row.sensitivity == Sensitivity::Public);
        let mut about = CitationFilter { about_id: Among::one_of(ids.map(Id::from).collect()), ..Default::default() };
        about.about_kind.among = Among::only(kind.name.to_owned());
        let citations = all::<Citation>(c, actor, scope, about)?;
        let sources = citations.iter().filter_map(|citation| citation.row.source_id).collect();
        let sources =
            all::<Source>(c, actor, scope, SourceFilter { id: Among::one_of(sources), ..Default::default() })?;
        let open = sources.into_iter().filter(|source| source.row.sensitivity == Sensitivity::Public);
        let linked: BTreeMap<_, _> = open.filter_map(|source| Some((source.row.id, link(&source)?))).collect();
        let mut links: BTreeMap<Uuid, Vec<Link>> = BTreeMap::new();
        for citation in citations {
            let link = citation.row.source_id.and_then(|source| linked.get(&source));
            let of = citation.about().and_then(|(_, key)| Id::<Intervention>::of(&key));
            if let (Some(link), Some(id)) = (link, of) {
                let of = links.entry(id.0).or_default();
                if !of.contains(link) {
                    of.push(link.clone());
                }
            }
        }
        Ok(Self { results, links })
    }
    fn links(&self, id: Uuid) -> Vec<Link> {
        self.links.get(&id).cloned().unwrap_or_default()
    }
}
/// A source that is on the web.
fn link(source: &Source) -> Option<Link> {
    let url = source.row.url.clone()?;
    let format = if url.to_lowercase().ends_with(".pdf") { "application/pdf" } else { "text/html" };
    Some(Link { url, format, title: narratives(&source.row.wording, "title", &source.row.title) })
}
/// The whole that all activities are parts of.
fn programme(desk: &Desk<'_>, publisher: &Publisher, found: &Found) -> Activity {
    let told = |en: &str, es: &str, fr: &str| {
        [("en", en), ("es", es), ("fr", fr)].map(|(lang, text)| (lang.to_owned(), text.to_owned()))
    };
    let name = &publisher.name;
    let grants = found.grants.iter().map(|id| desk.id("grant", id));
    let missions = found.missions.iter().map(|id| desk.id("mission", id));
    Activity {
        id: desk.programme(),
        hierarchy: 1,
        title: told(
            &format!("{name}: support to civil society"),
            &format!("{name}: apoyo a la sociedad civil"),
            &format!("{name} : soutien à la société civile"),
        )
        .into(),
        description: told(
            "Grants, visits and advice by which civil society of several countries works with its governments on reform.",
            "Subvenciones, visitas y asesoría con las que la sociedad civil de varios países trabaja con sus gobiernos por la reforma.",
            "Subventions, visites et conseils grâce auxquels la société civile de plusieurs pays travaille à la réforme avec ses gouvernements.",
        )
        .into(),
        participants: vec![("2", desk.own()), ("4", desk.own())],
        status: "2",
        dates: found.first.iter().map(|day| ("2", *day)).collect(),
        children: grants.chain(missions).collect(),
        ..placed_at(desk, &[], None, true)
    }
}

fn of_grant(desk: &mut Desk<'_>, grant: &Grant, around: &Around) -> Option<Activity> {
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
        links: around.links(row.id.0),
        results: around.results.iter().filter(mine).map(|one| change(desk, one)).collect(),
        ..placed_at(desk, &grant.countries, row.region.as_ref().map(|region| region.as_str()), row.worldwide)
    })
}
fn of_mission(desk: &mut Desk<'_>, mission: &Intervention, around: &Around) -> Option<Activity> {
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
        links: around.links(row.id.0),
        results: around.results.iter().filter(mine).map(|one| change(desk, one)).collect(),
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
        hierarchy: 2,
        ..Activity::default()
    }
}
