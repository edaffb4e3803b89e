//! Figures over any list: how many of its records, by what, added up to what. Every figure names the query that shows its
//! records, and the answer says what its caller may see of them, so that two boards can differ openly.
use crate::{
    Can, Error, Read, Resource, Result,
    funding::Total,
    include::{self, Looking},
    read,
};
use rapport_domain::{
    entity::{Entity, Life},
    money::{Currency, decimal},
    partial_date::PartialDate,
    reference::AnyKey,
    scope::{Grants, Reach, Scope, Sensitivity},
};
use rapport_persistence::{
    Conn, Statements,
    aggregate::{Countable, Counted, Group, Measured, Member, Question},
};
use serde::Serialize;
use serde_json::{Map, Value, json};
use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    fmt,
    str::FromStr,
    sync::{Arc, LazyLock, Mutex, PoisonError},
};

mod query;
mod stretch;

pub use query::Dating;
use stretch::Told;
pub use stretch::{Rule, Size};

/// How many groups an answer has at the most.
pub const MOST_GROUPS: usize = 10_000;

/// What is counted of each group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Measure {
    /// `count`: the records.
    Count,
    /// `distinct:country`: the different values of a dimension.
    Distinct(String),
    /// `sum:amount`: an amount, by currency.
    Sum(String),
}
impl FromStr for Measure {
    type Err = &'static str;
    fn from_str(text: &str) -> std::result::Result<Self, Self::Err> {
        match text.split_once(':') {
            None if text == "count" => Ok(Self::Count),
            Some(("distinct", of)) => Ok(Self::Distinct(of.to_owned())),
            Some(("sum", of)) => Ok(Self::Sum(of.to_owned())),
            _ => Err("is count, distinct:… or sum:…"),
        }
    }
}
impl fmt::Display for Measure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Count => f.write_str("count"),
            Self::Distinct(of) => write!(f, "distinct:{of}"),
            Self::Sum(of) => write!(f, "sum:{of}"),
        }
    }
}
impl Measure {
    fn measured(&self) -> Measured<'_> {
        match self {
            Self::Count => Measured::Records,
            Self::Distinct(of) => Measured::Distinct(of),
            Self::Sum(of) => Measured::Sum(of),
        }
    }
}

/// A question about a list.
#[derive(Clone, Debug)]
pub struct Asked {
    /// The dimensions of the groups.
    pub group_by: Vec<String>,
    /// The date by which they are put into stretches of the calendar.
    pub bucket: Option<Dating>,
    /// What is counted.
    pub measures: Vec<Measure>,
    /// The filter as its caller wrote it.
    pub conditions: Vec<(String, String)>,
}

/// What records a caller's figures are of.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct Ceiling {
    /// The highest sensitivity that is counted inside the reach.
    pub inside: Sensitivity,
    /// The highest that is counted outside it; null where nothing is.
    pub outside: Option<Sensitivity>,
    /// The countries and regions of the reach; null where it is everywhere.
    pub reach: Option<Vec<String>>,
    /// Whether, of grants, only those are counted that the caller's organization gave or paid for.
    pub own_grants_only: bool,
}
impl From<&Scope> for Ceiling {
    fn from(scope: &Scope) -> Self {
        let reach = match &scope.reach {
            Reach::All => None,
            Reach::Some { countries, regions } => {
                let countries = countries.iter().map(ToString::to_string);
                Some(countries.chain(regions.iter().map(ToString::to_string)).collect())
            }
        };
        let own_grants_only = !matches!(scope.grants, Grants::Any);
        Self { inside: scope.inside, outside: scope.outside, reach, own_grants_only }
    }
}

/// The figures of one group, or of all.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct Figures {
    /// The group: each dimension's value, and the stretch of the calendar by its date's name. Null where the records have none.
    #[serde(skip_serializing_if = "Map::is_empty")]
    #[schema(value_type = Object, required = false)]
    pub key: Map<String, Value>,
    /// By measure as it was asked: a number; of a sum, amounts by currency.
    #[schema(value_type = Object)]
    pub figures: Map<String, Value>,
    /// The query that shows the records.
    pub query: String,
}
/// An answer.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct Aggregate {
    /// The dimensions.
    pub group_by: Vec<String>,
    /// The date, the size of the stretches, and what is done with a date that falls into several.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bucket: Option<Dating>,
    /// By group, in the order of their values; groups without records are absent.
    pub groups: Vec<Figures>,
    /// In all, each record once.
    pub total: Figures,
    /// What the groups' ids are called.
    pub names: BTreeMap<String, String>,
    /// What the caller may see, of which these are the figures.
    pub ceiling: Ceiling,
}

/// What a list's records can be counted by; looked up once.
pub fn countable<R: Resource>() -> Arc<Countable> {
    static KNOWN: LazyLock<Mutex<HashMap<&str, Arc<Countable>>>> = LazyLock::new(Default::default);
    let mut known = KNOWN.lock().unwrap_or_else(PoisonError::into_inner);
    let look = || Arc::new(R::Of::counted(&Scope::everything(), &Default::default()).countable());
    known.entry(R::AS.path).or_insert_with(look).clone()
}

/// Counts.
pub fn aggregate<R: Resource>(
    c: &mut Conn,
    can: &Can<Read, R::Of>,
    today: &PartialDate,
    mut filter: <R::Of as Entity>::Filter,
    asked: &Asked,
) -> Result<Aggregate> {
    let scope = read::scope_of(can, Life::Live)?;
    R::narrow(&mut filter, today);
    read::settle(c, &scope, &mut filter)?;
    let counted = R::Of::counted(&scope, &filter);
    let mut groups: BTreeMap<Place, Vec<Found>> = BTreeMap::new();
    let mut total = vec![];
    // Open ends count up to the same stretch whatever is counted.
    let (mut records, mut told) = (None, Told::default());
    if let Some(dating) = asked.bucket.as_ref().filter(|dating| dating.rule != Rule::Earliest) {
        let found = ask(c, &counted, asked, &Measure::Count, true)?;
        told = Told::by(&found, dating.size);
        records = Some(found);
    }
    for (number, measure) in asked.measures.iter().enumerate() {
        let found = match records.take_if(|_| *measure == Measure::Count) {
            Some(found) => found,
            None => ask(c, &counted, asked, measure, true)?,
        };
        for (place, found) in stretch::placed(found, asked.bucket.as_ref(), told)? {
            let figures = groups.entry(place).or_insert_with(|| vec![Found::default(); asked.measures.len()]);
            figures[number].add(&found);
        }
        let mut found = Found::default();
        ask(c, &counted, asked, measure, false)?.iter().for_each(|group| found.add(&Found::of(group)));
        total.push(found);
    }
    groups.retain(|place, _| asked.wants(place));
    let names = names(c, can, &scope, today, asked, &counted.countable(), groups.keys())?;
    let path = format!("/v1/{}", R::AS.path);
    let figures = |place: Option<&Place>, found: &[Found]| Figures {
        key: place.map(|place| asked.key(place)).unwrap_or_default(),
        figures: asked.measures.iter().zip(found).map(|(m, found)| (m.to_string(), found.told(m))).collect(),
        query: asked.query(&path, place),
    };
    Ok(Aggregate {
        group_by: asked.group_by.clone(),
        bucket: asked.bucket.clone(),
        groups: groups.iter().map(|(place, found)| figures(Some(place), found)).collect(),
        total: figures(None, &total),
        names,
        ceiling: Ceiling::from(&*scope),
    })
}
fn ask(c: &mut Conn, counted: &Counted<'_>, asked: &Asked, measure: &Measure, by: bool) -> Result<Vec<Group>> {
    let limit = MOST_GROUPS as i64 + 1;
    let (mut of, mut dated) = (&[][..], None);
    if by {
        of = &asked.group_by;
        dated = asked.bucket.as_ref().map(Dating::asked);
    }
    let groups = counted.ask(c, Question { by: of, dated, measured: measure.measured(), limit })?;
    if groups.len() > MOST_GROUPS {
        return Err(too_many());
    }
    Ok(groups)
}
fn too_many() -> Error {
    let detail = format!("there are more than {MOST_GROUPS} groups; filter, or group by less");
    Error::rule("group_by", "too_many_groups", detail)
}

/// Where a group stands among the others: its dimensions' values and its stretch, none of each last.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    members: Vec<Last>,
    stretch: Last,
}
/// A value that stands last where it is none.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Last(bool, Member);
impl From<Member> for Last {
    fn from(member: Member) -> Self {
        Self(member.is_none(), member)
    }
}

/// How many parts a record is counted in, so that those of a record split among stretches add up to it.
const PARTS: i128 = 1_000_000;

/// What was found of a group: records, or values, in parts; amounts by currency.
#[derive(Clone, Debug, Default)]
struct Found {
    parts: i128,
    amounts: BTreeMap<String, i128>,
}
impl Found {
    fn of(group: &Group) -> Self {
        let amounts = group.currency.iter().map(|currency| (currency.clone(), group.sum)).collect();
        Self { parts: i128::from(group.count) * PARTS, amounts }
    }
    fn add(&mut self, other: &Self) {
        self.parts += other.parts;
        for (currency, sum) in &other.amounts {
            *self.amounts.entry(currency.clone()).or_default() += sum;
        }
    }
    /// One of several equal shares, which add up: what cannot be divided goes to the first ones.
    fn share(&self, number: usize, of: usize) -> Self {
        let (number, of) = (number as i128, of as i128);
        let share = |whole: i128| whole.div_euclid(of) + i128::from(number < whole.rem_euclid(of));
        let amounts = self.amounts.iter().map(|(currency, sum)| (currency.clone(), share(*sum))).collect();
        Self { parts: share(self.parts), amounts }
    }
    fn told(&self, measure: &Measure) -> Value {
        match measure {
            Measure::Sum(_) => {
                let known = self.amounts.iter().filter_map(|(currency, sum)| Some((currency.parse().ok()?, *sum)));
                let totals =
                    known.map(|(currency, sum): (Currency, _)| Total { amount: decimal(sum, currency), currency });
                json!(totals.collect::<Vec<_>>())
            }
            _ if self.parts % PARTS == 0 => json!((self.parts / PARTS) as i64),
            _ => json!(self.parts as f64 / PARTS as f64),
        }
    }
}

/// What the ids of groups are called, where the caller may read those records.
fn names<'p, E: crate::Managed>(
    c: &mut Conn,
    can: &Can<Read, E>,
    scope: &Scope,
    today: &PartialDate,
    asked: &Asked,
    countable: &Countable,
    places: impl Iterator<Item = &'p Place> + Clone,
) -> Result<BTreeMap<String, String>> {
    let looking = Looking { actor: can.actor, scope, at: today };
    let mut names = BTreeMap::new();
    for (number, dimension) in asked.group_by.iter().enumerate() {
        let of = countable.dimensions.iter().find(|(name, _)| name == dimension);
        let Some(kind) = of.and_then(|(_, kind)| *kind) else { continue };
        let ids: BTreeSet<AnyKey> =
            places.clone().filter_map(|place| place.members[number].1.as_deref()).map(AnyKey::from).collect();
        let called = include::called(c, &looking, kind, &Vec::from_iter(ids))?;
        names.extend(called.into_iter().map(|(key, name)| (key.to_string(), name)));
    }
    Ok(names)
}
