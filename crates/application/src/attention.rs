//! What wants somebody's attention: one queue of silent countries, pledges that nobody follows up or that a turnover hit,
//! what is overdue or due soon, vacant points of contact, and facts on which sources contradict each other.
use crate::{Actor, Pocs, Resource, Result, claims, read::all};
use chrono::{Days, Months, NaiveDate};
use rapport_domain::{
    Id,
    about::About,
    action_plan::{ActionPlan, ActionPlanFilter},
    citation::Citation,
    commitment::{Commitment, CommitmentFilter, CommitmentKind, CommitmentStatus},
    country::{Country, CountryCode},
    entity::{Entity, Key},
    filter::{Among, Flag, Maybe, Only},
    follow_up::{FollowUp, FollowUpFilter, FollowUpStatus},
    gathering::{Gathering, GatheringFilter, GatheringStatus},
    grant::{Grant, GrantFilter, GrantStatus},
    partial_date::PartialDate,
    post::{Post, PostFilter},
    reference::AnyKey,
    scope::Scope,
    user::User,
};
use rapport_persistence::{Conn, accounts, called, citation, contacts, whereabouts};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

rapport_domain::codes! {
    /// Why something wants attention.
    AttentionKind {
        SilentCountry = "silent_country", StalePledge = "stale_pledge", TurnoverPledge = "turnover_pledge",
        OverdueFollowUp = "overdue_follow_up", OverdueReport = "overdue_report", VacantPoc = "vacant_poc",
        Deadline = "deadline", ConflictingSources = "conflicting_sources",
    }
}

/// One thing that wants attention.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct Item {
    /// Why.
    pub kind: AttentionKind,
    /// The record.
    pub about: About,
    /// What it is: the record's title or name, or a deadline's.
    pub title: String,
    /// The countries that it concerns.
    pub countries: Vec<CountryCode>,
    /// The date that counts, in EDTF: when it falls due, or since when nothing happened; null where nobody knows.
    pub when: Option<String>,
    /// Whether it surely is so: an undated pledge may be younger than it seems.
    pub certain: bool,
    /// The field on which sources contradict each other.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
    /// Whose task it is, where somebody is named.
    pub owner_id: Option<Id<User>>,
    #[serde(skip)]
    order: NaiveDate,
    /// Which it is of several that stand in the same place.
    #[serde(skip)]
    pub(crate) nth: u32,
    #[serde(skip)]
    places: Vec<String>,
}

/// What is asked for.
#[derive(Clone, Debug)]
pub struct Asked {
    /// The day from which it is looked at.
    pub day: NaiveDate,
    /// How many days ahead deadlines are told.
    pub days: u64,
    /// After how many months without news something is silent or stale.
    pub months: u32,
    /// Why; everything where empty.
    pub kinds: Vec<AttentionKind>,
    /// Where; everywhere where empty.
    pub countries: Vec<CountryCode>,
    /// Whose: follow-ups of a user, and what lies in their reach.
    pub owner: Option<Id<User>>,
}

impl Asked {
    /// The condition on countries: what is left out later need not be read.
    fn country(&self) -> Among<CountryCode> {
        if self.countries.is_empty() { Among::default() } else { Among::one_of(self.countries.clone()) }
    }
}

/// The queue: what is due first comes first, what nobody can date last.
pub fn queue(c: &mut Conn, actor: Actor, scope: &Scope, asked: &Asked) -> Result<Vec<Item>> {
    use AttentionKind::*;
    let wanted = |kind| asked.kinds.is_empty() || asked.kinds.contains(&kind);
    let any = |kinds: &[AttentionKind]| kinds.iter().any(|kind| wanted(*kind));
    let mut items = vec![];
    if wanted(SilentCountry) {
        silent(c, actor, scope, asked, &mut items)?;
    }
    let (of_pledges, of_dates) =
        (any(&[StalePledge, TurnoverPledge]), any(&[OverdueFollowUp, OverdueReport, Deadline]));
    if of_pledges || of_dates {
        let open = FollowUpFilter { status: Among::only(FollowUpStatus::Open), ..Default::default() };
        let open = all::<FollowUp>(c, actor, scope, open)?;
        if of_pledges {
            pledges(c, actor, scope, asked, &open, &mut items)?;
        }
        if of_dates {
            due(c, actor, scope, asked, open, &mut items)?;
        }
    }
    if wanted(VacantPoc) {
        vacant(c, actor, scope, asked, &mut items)?;
    }
    if wanted(ConflictingSources) {
        conflicts(c, scope, &mut items)?;
    }
    items.retain(|item| wanted(item.kind));
    if !asked.countries.is_empty() {
        items.retain(|item| item.countries.iter().any(|country| asked.countries.contains(country)));
    }
    if let Some(owner) = asked.owner {
        let reach = accounts::scope_of(c, owner)?.map(|account| account.scope);
        items.retain(|item| match (item.owner_id, &reach) {
            (Some(id), _) => id == owner,
            (None, Some(reach)) => reach.reaches_codes(&item.places),
            (None, None) => false,
        });
    }
    // Two requirements of one grant may have one title and one date.
    let mut alike: BTreeMap<Position, u32> = BTreeMap::new();
    for item in &mut items {
        let before = alike.entry(item.place()).or_default();
        item.nth = *before;
        *before += 1;
    }
    items.sort_by_cached_key(Item::place);
    Ok(items)
}

/// Where an item stands in the queue.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Position(NaiveDate, AttentionKind, String, Option<Uuid>, Option<String>, Option<String>, u32);
impl Item {
    /// Where it stands.
    pub fn place(&self) -> Position {
        let About { id, code, .. } = self.about.clone();
        Position(self.order, self.kind, self.title.clone(), id, code, self.field.clone(), self.nth)
    }
}

fn item<E: Entity>(
    kind: AttentionKind,
    record: &E,
    title: &str,
    when: Option<String>,
    order: Option<NaiveDate>,
) -> Item {
    let places = record.place().codes();
    Item {
        kind,
        about: About::of(E::KIND, record.key().any()),
        title: title.to_owned(),
        countries: countries_of(&places),
        when,
        certain: true,
        field: None,
        owner_id: None,
        nth: 0,
        order: order.unwrap_or(PartialDate::MAX),
        places,
    }
}
/// The countries among the codes of a place; a region's code is longer.
fn countries_of(codes: &[String]) -> Vec<CountryCode> {
    codes.iter().filter(|code| code.len() == 2).filter_map(|code| code.parse().ok()).collect()
}

/// Countries that were assisted, with no contact in the last months.
fn silent(c: &mut Conn, actor: Actor, scope: &Scope, asked: &Asked, items: &mut Vec<Item>) -> Result<()> {
    let assisted = contacts::assisted(c, scope)?;
    let last = contacts::last_days(c, scope, asked.day)?;
    let limit = asked.day.checked_sub_months(Months::new(asked.months)).unwrap_or(PartialDate::MIN);
    let countries = all::<Country>(c, actor, scope, Default::default())?;
    for country in countries.iter().filter(|country| assisted.contains(&country.row.code)) {
        let last = last.get(&country.row.code).copied();
        if last.is_none_or(|last| last < limit) {
            let mut silent =
                item(AttentionKind::SilentCountry, country, &country.row.name, last.map(|day| day.to_string()), last);
            silent.countries = vec![country.row.code];
            silent.places = vec![country.row.code.to_string()];
            silent.certain = last.is_some();
            items.push(silent);
        }
    }
    Ok(())
}

/// Pledges without news for months and without an open follow-up, and those that a turnover asks to confirm.
fn pledges(
    c: &mut Conn,
    actor: Actor,
    scope: &Scope,
    asked: &Asked,
    open: &[FollowUp],
    items: &mut Vec<Item>,
) -> Result<()> {
    let country = asked.country();
    let unfulfilled = CommitmentFilter {
        country: country.clone().into(),
        kind: Among::one_of(vec![CommitmentKind::Pledge, CommitmentKind::ActionPlan]),
        status: Among::none_of(CommitmentStatus::ALL.iter().copied().filter(|s| s.is_over()).collect()),
        ..Default::default()
    };
    let flagged = CommitmentFilter {
        country: country.into(),
        kind: unfulfilled.kind.clone(),
        needs_reconfirmation: Flag { is: Some(true) },
        ..Default::default()
    };
    let followed: BTreeSet<_> = open.iter().filter_map(Entity::about).map(|(kind, key)| (kind.name, key)).collect();
    let limit = asked.day.checked_sub_months(Months::new(asked.months)).unwrap_or(PartialDate::MIN);
    for pledge in all::<Commitment>(c, actor, scope, flagged)? {
        let when = pledge.row.when.when.0.as_ref().map(|date| date.text().to_owned());
        items.push(item(AttentionKind::TurnoverPledge, &pledge, &pledge.row.title, when, None));
    }
    for pledge in all::<Commitment>(c, actor, scope, unfulfilled)? {
        if followed.contains(&(Commitment::KIND.name, pledge.key().any())) {
            continue;
        }
        let steps = pledge.transitions.iter().filter_map(|step| step.when.when.0.as_ref());
        let dates: Vec<_> = steps.chain(&pledge.row.when.when.0).collect();
        let news = dates.iter().max_by_key(|date| date.latest());
        if news.is_none_or(|news| news.latest() < limit) {
            let when = news.map(|news| news.text().to_owned());
            let order = news.map(|news| news.latest());
            let mut stale = item(AttentionKind::StalePledge, &pledge, &pledge.row.title, when, order);
            stale.certain = news.is_some();
            items.push(stale);
        }
    }
    Ok(())
}

fn vacant(c: &mut Conn, actor: Actor, scope: &Scope, asked: &Asked, items: &mut Vec<Item>) -> Result<()> {
    let day = PartialDate::day(asked.day);
    let mut filter = PostFilter { country: Maybe::from(asked.country()).into(), ..Default::default() };
    Pocs::narrow(&mut filter, &day);
    let posts = all::<Post>(c, actor, scope, filter)?;
    for poc in Pocs::show(c, scope, &day, posts)?.into_iter().filter(|poc| poc.vacant) {
        items.push(item(AttentionKind::VacantPoc, &poc.post, &poc.post.title, None, None));
    }
    Ok(())
}

/// What falls due: follow-ups, requirements of grants, deadlines of action plans, planned gatherings.
fn due(
    c: &mut Conn,
    actor: Actor,
    scope: &Scope,
    asked: &Asked,
    open: Vec<FollowUp>,
    items: &mut Vec<Item>,
) -> Result<()> {
    let until = asked.day.checked_add_days(Days::new(asked.days)).unwrap_or(PartialDate::MAX);
    // Over when its last day has passed, near when it may fall into the days ahead.
    let kind = |due: &PartialDate, overdue| {
        if due.latest() < asked.day {
            overdue
        } else {
            Some(AttentionKind::Deadline).filter(|_| due.earliest() <= until)
        }
    };
    let mut add = |kind: Option<AttentionKind>, mut one: Item, due: Option<&PartialDate>| {
        if let Some(kind) = kind {
            one.kind = kind;
            if let Some(due) = due {
                (one.when, one.order) = (Some(due.text().to_owned()), due.latest());
            }
            items.push(one);
        }
    };
    for follow_up in open {
        let due = follow_up.row.due.0.as_ref();
        // What nobody dated may have been due long ago.
        let overdue = AttentionKind::OverdueFollowUp;
        let Some(kind) = due.map_or(Some(overdue), |due| kind(due, Some(overdue))) else { continue };
        let mut one = item(kind, &follow_up, &follow_up.row.title, None, None);
        one.certain = due.is_some();
        one.owner_id = follow_up.row.owner_id;
        if let Some((of, key)) = follow_up.about()
            && let Some(there) = whereabouts(c, of, &key)?
        {
            (one.countries, one.places) = (countries_of(&there.seats), there.seats);
        }
        add(Some(kind), one, due);
    }
    let given = Among::none_of(vec![GrantStatus::Declined, GrantStatus::Cancelled]);
    for grant in all::<Grant>(
        c,
        actor,
        scope,
        GrantFilter { status: given, country: asked.country().into(), ..Default::default() },
    )? {
        for asked_of in &grant.requirements {
            let met = asked_of.met.as_ref().and_then(|met| met.date()).is_some_and(|met| met.earliest() <= asked.day);
            let Some(due) = asked_of.due.as_ref().and_then(|due| due.date()).filter(|_| !met) else { continue };
            let one = item(AttentionKind::Deadline, &grant, &asked_of.title, None, None);
            add(kind(due, Some(AttentionKind::OverdueReport)), one, Some(due));
        }
    }
    for plan in
        all::<ActionPlan>(c, actor, scope, ActionPlanFilter { country: asked.country().into(), ..Default::default() })?
    {
        for deadline in &plan.deadlines {
            let met = deadline.met.as_ref().and_then(|met| met.date()).is_some_and(|met| met.earliest() <= asked.day);
            let Some(due) = deadline.due.0.as_ref().filter(|_| !met) else { continue };
            let one = item(AttentionKind::Deadline, &plan, &deadline.title, None, None);
            add(kind(due, None), one, Some(due));
        }
    }
    let planned = GatheringFilter { status: Among::only(GatheringStatus::Planned), ..Default::default() };
    for gathering in all::<Gathering>(c, actor, scope, planned)? {
        let Some(due) = &gathering.row.when.when.0 else { continue };
        let mut one = item(AttentionKind::Deadline, &gathering, &gathering.row.title, None, None);
        // Whoever receives it has it before them, whatever region it is for.
        if let Some(country) = gathering.row.held_in.filter(|country| !one.countries.contains(country)) {
            one.countries.push(country);
            one.places.push(country.to_string());
        }
        add(kind(due, None), one, Some(due));
    }
    Ok(())
}

/// Fields on which claims differ and none is preferred.
fn conflicts(c: &mut Conn, scope: &Scope, items: &mut Vec<Item>) -> Result<()> {
    let mut by_field: BTreeMap<(&str, AnyKey, String), Vec<Citation>> = BTreeMap::new();
    for claim in citation::claims(c, scope)? {
        if let (Some((kind, key)), Some(field)) = (claim.about(), claim.row.field.clone()) {
            by_field.entry((kind.name, key, field)).or_default().push(claim);
        }
    }
    for ((kind, key, field), claims) in by_field {
        if !claims::conflict(&claims) {
            continue;
        }
        let Some(kind) = rapport_domain::KINDS.iter().copied().find(|known| known.name == kind) else { continue };
        let title = called(c, kind, &key)?.unwrap_or_else(|| kind.name.replace('_', " "));
        let places = whereabouts(c, kind, &key)?.map(|there| there.seats).unwrap_or_default();
        items.push(Item {
            kind: AttentionKind::ConflictingSources,
            title,
            about: About::of(kind, key),
            countries: countries_of(&places),
            when: None,
            certain: true,
            field: Some(field),
            owner_id: None,
            nth: 0,
            order: PartialDate::MAX,
            places,
        });
    }
    Ok(())
}
