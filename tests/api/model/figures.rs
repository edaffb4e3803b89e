//! Figures over the records that somebody sees, counted by hand: groups, stretches of the calendar, parts and sums.
use super::{
    dates,
    fields::{self, Type},
    held::{Condition, minor, values},
    questions::query,
    sight::World,
};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// A date, the size of the stretches and how many there are a year, and what is done with a date that falls into several.
pub type Bucket = (String, (&'static str, i32), &'static str);
/// A question.
pub struct Question<'q> {
    /// The list.
    pub list: &'q str,
    /// What is counted of it.
    pub conditions: Vec<Condition>,
    /// The dimensions.
    pub by: Vec<String>,
    /// The date by which records are put into stretches of the calendar.
    pub bucket: Option<Bucket>,
    /// The measures.
    pub measures: Vec<String>,
}
/// A figure: parts of records or values, in millionths, or sums by currency in the smallest unit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Figure {
    Parts(i128),
    Sums(BTreeMap<String, i128>),
}
/// Figures by measure.
type Figures = BTreeMap<String, Figure>;
/// The values of a group, in order; what has none stands last.
type Key = Vec<(bool, String)>;
/// The groups in their order, and the total.
pub type Answer = (Vec<(Key, Figures)>, Figures);

const MILLION: i128 = 1_000_000;

impl Question<'_> {
    /// The query.
    pub fn path(&self) -> String {
        let mut all = vec![format!("measure={}", self.measures.join(","))];
        if !self.by.is_empty() {
            all.push(format!("group_by={}", self.by.join(",")));
        }
        if let Some((date, (size, _), rule)) = &self.bucket {
            all.push(format!("bucket={date}:{size}&rule={rule}"));
        }
        if !self.conditions.is_empty() {
            all.push(query(&self.conditions));
        }
        format!("/v1/aggregate/{}?{}", self.list, all.join("&"))
    }
    /// What the program answered.
    pub fn told(&self, answer: &Value) -> Answer {
        let date = self.bucket.iter().map(|(date, ..)| date);
        let names: Vec<_> = self.by.iter().chain(date).collect();
        let value = |value: &Value| (value.is_null(), value.as_str().unwrap_or_default().to_owned());
        let figures = |of: &Value| -> Figures {
            let figures = of["figures"].as_object().expect("figures").iter();
            figures.map(|(measure, figure)| (measure.clone(), read(figure))).collect()
        };
        let key = |group: &Value| names.iter().map(|name| value(&group["key"][name.as_str()])).collect();
        let groups = answer["groups"].as_array().expect("groups").iter();
        (groups.map(|group| (key(group), figures(group))).collect(), figures(&answer["total"]))
    }
    /// What a world tells.
    pub fn counted(&self, seen: &World) -> Answer {
        let found: Vec<Value> = seen.narrowed(self.list, &self.conditions);
        let mut groups: BTreeMap<Key, Figures> = BTreeMap::new();
        for measure in &self.measures {
            for (key, tally) in self.tallies(&found, measure) {
                groups.entry(key).or_default().insert(measure.clone(), tally.figure());
            }
        }
        for figures in groups.values_mut() {
            for measure in &self.measures {
                figures.entry(measure.clone()).or_insert_with(|| Tally::of(measure).figure());
            }
        }
        groups.retain(|key, _| self.wants(key));
        let mut total = Figures::new();
        for measure in &self.measures {
            let mut tally = Tally::of(measure);
            found.iter().for_each(|record| tally.count(self.list, record));
            total.insert(measure.clone(), tally.figure());
        }
        (groups.into_iter().collect(), total)
    }
    /// Of a record in two countries, only the one is told that the filter asks for.
    fn wants(&self, key: &Key) -> bool {
        self.by.iter().zip(key).all(|(name, (is_none, value))| {
            let asked = self.conditions.iter().find(|one| one.name == *name && one.operator.is_empty());
            asked.is_none_or(|asked| !is_none && asked.value.split(',').any(|one| one == value))
        })
    }
    /// What is found of each group.
    fn tallies(&self, found: &[Value], measure: &str) -> BTreeMap<Key, Tally> {
        // Records of one group whose dates begin and end in the same stretches are divided together.
        let mut alike: BTreeMap<(Key, Option<Ends>), Tally> = BTreeMap::new();
        for record in found.iter().filter(|record| !measure.starts_with("sum:") || record["amount"].is_object()) {
            for key in self.keys(record) {
                let ends = self.ends(record);
                alike.entry((key, ends)).or_insert_with(|| Tally::of(measure)).count(self.list, record);
            }
        }
        // An open end counts up to the first or the last stretch that another date tells of.
        let told =
            || found.iter().filter_map(|record| self.ends(record)).flat_map(|(first, last)| [first, last]).flatten();
        let mut all: BTreeMap<Key, Tally> = BTreeMap::new();
        for ((mut key, ends), tally) in alike {
            let Some((_, (_, a_year), rule)) = &self.bucket else {
                all.insert(key, tally);
                continue;
            };
            let Some((first, last)) = ends else {
                key.push((true, String::new()));
                all.entry(key).or_insert_with(|| Tally::of(measure)).add(&tally);
                continue;
            };
            let mut put = |stretch: String, tally: &Tally| {
                let key = key.iter().cloned().chain([(false, stretch)]).collect();
                all.entry(key).or_insert_with(|| Tally::of(measure)).add(tally);
            };
            if *rule == "earliest" {
                put(first.map_or("..".to_owned(), |first| dates::name(first, *a_year)), &tally);
                continue;
            }
            let first = first.or_else(|| told().min()).expect("a stretch");
            let last = last.or_else(|| told().max()).expect("a stretch");
            let of = i128::from(last - first) + 1;
            for (number, stretch) in (first..=last).enumerate() {
                let share = if *rule == "split" { tally.share(number as i128, of) } else { tally.clone() };
                put(dates::name(stretch, *a_year), &share);
            }
        }
        all
    }
    /// The groups that a record is in: each of its values by one dimension with each by the others.
    fn keys(&self, record: &Value) -> Vec<Key> {
        let mut keys: Vec<Key> = vec![vec![]];
        for name in &self.by {
            let (field, _) =
                fields::named(self.list, name).unwrap_or_else(|| panic!("{name} is no field of {}", self.list));
            let own: BTreeSet<_> = values(record, field.path).into_iter().map(|value| (false, value)).collect();
            let own = if own.is_empty() { [(true, String::new())].into() } else { own };
            let with =
                |key: &Key| own.iter().map(|value| [key.clone(), vec![value.clone()]].concat()).collect::<Vec<_>>();
            keys = keys.iter().flat_map(with).collect();
        }
        keys
    }
    /// The stretches of the first and of the last day; none of an undated record, each none where it is open.
    fn ends(&self, record: &Value) -> Option<Ends> {
        let (date, (_, a_year), _) = self.bucket.as_ref()?;
        let (field, _) = fields::named(self.list, date)?;
        let text = values(record, field.path).pop()?;
        let (earliest, latest) =
            if field.of == Type::Instant { (&text[..10], &text[..10]) } else { dates::bounds(&text) };
        Some((dates::stretch(earliest, *a_year), dates::stretch(latest, *a_year)))
    }
}
type Ends = (Option<i32>, Option<i32>);

/// What is counted of some records.
#[derive(Clone, Debug)]
struct Tally {
    measure: String,
    parts: i128,
    values: BTreeSet<String>,
    sums: BTreeMap<String, i128>,
}
impl Tally {
    fn of(measure: &str) -> Self {
        Self { measure: measure.to_owned(), parts: 0, values: BTreeSet::new(), sums: BTreeMap::new() }
    }
    fn count(&mut self, list: &str, record: &Value) {
        match self.measure.split_once(':') {
            None => self.parts += MILLION,
            Some(("sum", name)) => {
                if let (Some(amount), Some(currency)) =
                    (record[name]["amount"].as_str(), record[name]["currency"].as_str())
                {
                    *self.sums.entry(currency.to_owned()).or_default() += minor(amount, currency);
                }
            }
            Some((_, name)) => {
                let (field, _) = fields::named(list, name).expect("a field");
                self.values.extend(values(record, field.path));
            }
        }
    }
    fn add(&mut self, other: &Self) {
        self.parts += other.parts;
        self.values.extend(other.values.iter().cloned());
        for (currency, sum) in &other.sums {
            *self.sums.entry(currency.clone()).or_default() += sum;
        }
    }
    /// One of equal shares; what cannot be divided goes to the first ones.
    fn share(&self, number: i128, of: i128) -> Self {
        let share = |whole: i128| whole / of + i128::from(number < whole % of);
        let sums = self.sums.iter().map(|(currency, sum)| (currency.clone(), share(*sum))).collect();
        Self { parts: share(self.parts), sums, ..self.clone() }
    }
    fn figure(&self) -> Figure {
        match self.measure.split_once(':') {
            None => Figure::Parts(self.parts),
            Some(("sum", _)) => Figure::Sums(self.sums.clone()),
            Some(_) => Figure::Parts(self.values.len() as i128 * MILLION),
        }
    }
}
/// A figure as it is told.
fn read(figure: &Value) -> Figure {
    let text = |of: &Value, member: &str| of[member].as_str().expect("a text").to_owned();
    match figure {
        Value::Array(sums) => {
            let sums = sums.iter().map(|sum| (text(sum, "currency"), text(sum, "amount")));
            Figure::Sums(sums.map(|(currency, amount)| (currency.clone(), minor(&amount, &currency))).collect())
        }
        number => Figure::Parts((number.as_f64().expect("a number") * MILLION as f64).round() as i128),
    }
}
