//! Calendars that the programs of coordinators fetch by an address of their own: what they did and plan, and what falls due
//! in their reach. Such a program shows no key, so the address is the secret; and others keep what it fetches, so a ceiling
//! says what it may hold.
use crate::{
    Actor, Error, House, Result,
    attention::{self, Asked, AttentionKind},
    read::all,
    secrets,
};
use chrono::{Days, NaiveDate};
use rapport_domain::{
    Id, Instant, KINDS,
    action_plan::ActionPlan,
    country::{Country, CountryCode},
    entity::{Entity, Key},
    filter::{Dates, Only},
    grant::Grant,
    intervention::{Evidence, Intervention, InterventionFilter},
    partial_date::{Lang, PartialDate},
    policy::Role,
    scope::{Scope, Sensitivity},
};
use rapport_persistence::{Conn, accounts, calendars, journal};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;

pub use rapport_persistence::calendars::Calendar;

/// How every secret begins, so that one that got into the open is found there.
const PREFIX: &str = "rpc_";
/// How many calendars somebody has at the most.
const MOST: usize = 10;
/// How far back visits are told, and how far ahead what falls due, in days.
const DAYS: u64 = 366;
/// How many days something may take, or its date be vague by: what may be at any time of a year is no entry of a calendar.
const LONGEST: i64 = 92;

/// What is asked of a new calendar.
#[derive(Debug, Default, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields, remote = "Self")]
#[schema(as = NewCalendar)]
pub struct Ask {
    /// The highest sensitivity of what stands in it; `internal` unless said.
    #[serde(default)]
    pub ceiling: Option<Sensitivity>,
}
rapport_domain::only_objects!(Ask);
/// A calendar as its owner reads it.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[schema(as = Calendar)]
pub struct Told {
    /// Its identity.
    #[schema(value_type = String, format = Uuid)]
    pub id: Id<Calendar>,
    /// When it was made.
    pub created_at: Instant,
    /// The highest sensitivity of what stands in it.
    pub ceiling: Sensitivity,
}
impl From<Calendar> for Told {
    fn from(calendar: Calendar) -> Self {
        Self { id: calendar.id, created_at: calendar.created_at, ceiling: calendar.ceiling }
    }
}

/// A new secret.
pub fn secret() -> String {
    secrets::new(PREFIX)
}
/// Keeps a calendar of the caller's under a secret.
pub fn add(c: &mut Conn, house: &House, actor: Actor, scope: &Scope, ask: &Ask, secret: &str) -> Result<Told> {
    if !matches!(actor.role, Role::Admin | Role::Coordinator | Role::Auditor) {
        let detail = format!("the role {} has no calendars", actor.role);
        return Err(Error::Forbidden { pointer: None, detail });
    }
    if calendars::of(c, actor.id)?.len() >= MOST {
        return Err(Error::conflict("too_many_calendars", None, format!("you have {MOST}; delete one first")));
    }
    let calendar = Calendar {
        id: house.id().into(),
        created_at: house.now(),
        owner_id: actor.id,
        ceiling: ask.ceiling.unwrap_or(Sensitivity::Internal).min(scope.inside),
        secret_hash: secrets::hash(secret),
    };
    calendars::add(c, &calendar)?;
    Ok(calendar.into())
}
/// The caller's own.
pub fn mine(c: &mut Conn, actor: Actor) -> Result<Vec<Told>> {
    Ok(calendars::of(c, actor.id)?.into_iter().map(Told::from).collect())
}
/// Takes one of the caller's own away: its address leads nowhere from then on.
pub fn remove(c: &mut Conn, actor: Actor, id: Id<Calendar>) -> Result<()> {
    if calendars::remove(c, actor.id, id)? { Ok(()) } else { Err(Error::NotFound) }
}

/// An entry: something on some days.
#[derive(Debug, PartialEq)]
pub struct Entry {
    /// The same as long as it is the same thing.
    pub id: String,
    /// What it is.
    pub title: String,
    /// Its first day.
    pub first: NaiveDate,
    /// Its last.
    pub last: NaiveDate,
    /// When it is, in words, where no day is known.
    pub vague: Option<String>,
    /// Whether it should have been done by now.
    pub overdue: bool,
    /// Where, by the names of countries.
    pub place: String,
    /// The path of its record.
    pub path: String,
}
impl Entry {
    /// None where nobody knows the date well enough.
    fn of(id: String, title: String, when: &PartialDate, lang: Lang, place: String, path: String) -> Option<Self> {
        let (first, last) = (when.earliest(), when.latest());
        let is_day = first == last;
        // An interval of known days is as long as it is; a month is a day that nobody knows.
        let is_known = is_day || when.text().split('/').all(|end| end.len() == 10);
        let vague = (!is_known).then(|| when.label(lang));
        ((last - first).num_days() < LONGEST).then_some(Self {
            id,
            title,
            first,
            last,
            vague,
            overdue: false,
            place,
            path,
        })
    }
}
/// What countries are called.
struct Names {
    lang: Lang,
    countries: HashMap<CountryCode, String>,
}
impl Names {
    fn of(c: &mut Conn, actor: Actor, scope: &Scope, lang: Lang) -> Result<Self> {
        let named = all::<Country>(c, actor, scope, Default::default())?.into_iter();
        let name = |country: Country| {
            let row = country.row;
            (row.code, lang.pick(row.name, row.name_es, row.name_fr))
        };
        Ok(Self { lang, countries: named.map(name).collect() })
    }
    fn joined(&self, countries: &[CountryCode]) -> String {
        countries.iter().filter_map(|code| self.countries.get(code)).map(String::as_str).collect::<Vec<_>>().join(", ")
    }
}
/// What stands in the calendar with a secret, by its first day.
pub fn entries(c: &mut Conn, house: &House, secret: &str, lang: Lang) -> Result<Vec<Entry>> {
    let calendar = calendars::by_secret(c, &secrets::hash(secret))?.ok_or(Error::NotFound)?;
    // As its owner is today, who may be gone.
    let account = accounts::scope_of(c, calendar.owner_id)?.ok_or(Error::NotFound)?;
    let actor = Actor { id: account.user, role: account.role };
    let (scope, today) = (account.scope.lowered(calendar.ceiling), house.now().0.date_naive());
    let names = Names::of(c, actor, &scope, lang)?;
    let mut entries = visits(c, actor, &scope, today, &names)?;
    let asked = Asked {
        day: today,
        days: DAYS,
        months: 0,
        kinds: vec![AttentionKind::OverdueFollowUp, AttentionKind::OverdueReport, AttentionKind::Deadline],
        countries: vec![],
        owner: Some(actor.id),
    };
    for item in attention::queue(c, actor, &scope, &asked)? {
        let Some(when) = item.when.as_deref().and_then(|when| PartialDate::parse(when).ok()) else { continue };
        let (Some(kind), Some(key)) = (KINDS.iter().find(|kind| kind.name == item.about.kind), item.about.id) else {
            continue;
        };
        let path = format!("/v1/{}/{key}", kind.path);
        // A grant or a plan has several deadlines, which have no ids of their own.
        let id = match [Grant::KIND, ActionPlan::KIND].contains(kind) {
            true => secrets::hash(&format!("{key} {} {} {}", item.title, when.text(), item.nth))[..32].to_owned(),
            false => key.to_string(),
        };
        let id = format!("{}-{id}", kind.name.replace('_', "-"));
        let entry = Entry::of(id, item.title.clone(), &when, lang, names.joined(&item.countries), path);
        entries.extend(entry.map(|entry| Entry { overdue: item.kind != AttentionKind::Deadline, ..entry }));
    }
    entries.sort_by(|a, b| (a.first, &a.id).cmp(&(b.first, &b.id)));
    Ok(entries)
}
/// What the owner recorded of the last year and the time to come.
fn visits(c: &mut Conn, actor: Actor, scope: &Scope, today: NaiveDate, names: &Names) -> Result<Vec<Entry>> {
    let since = today.checked_sub_days(Days::new(DAYS)).unwrap_or(PartialDate::MIN);
    let recent = PartialDate::from_parts("", since, PartialDate::MAX);
    let filter = InterventionFilter {
        when: Dates { overlaps: Some(recent), ..Default::default() },
        evidence: Only::only(Evidence::Recorded),
        ..Default::default()
    };
    let visits = all::<Intervention>(c, actor, scope, filter)?;
    let keys: Vec<_> = visits.iter().map(|visit| visit.key().any()).collect();
    let makers = journal::makers(c, Intervention::KIND, &keys)?;
    let mine = visits.into_iter().filter(|visit| makers.get(&visit.key().any().to_string()) == Some(&Some(actor.id)));
    Ok(mine
        .filter_map(|visit| {
            let key = visit.key().any();
            let when = visit.row.when.when.0.as_ref()?;
            let path = format!("/v1/interventions/{key}");
            let place = names.joined(&visit.countries);
            Entry::of(format!("intervention-{key}"), visit.row.title.clone(), when, names.lang, place, path)
        })
        .collect())
}
