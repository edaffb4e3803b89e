//! Every filter and every figure of the lists below, compared with a plain reading of the same records in memory: over random
//! data, for callers who see different parts of it. The API document says which filters and figures there are; one that the
//! model does not know fails the test. `RAPPORT_MODEL_SEED=7` tries other data.
mod chance;
mod dates;
mod fields;
mod figures;
mod held;
mod questions;
mod records;
mod sight;

use crate::making::document;
use chance::Chance;
use figures::Question;
use held::{Condition, opposed, values};
use questions::{Filter, draw, filters, found, target};
use rapport_testkit::{TestApp, on_both};
use records::{COUNTRIES, REGIONS};
use serde_json::Value;
use sight::{Eyes, Role, World};
use std::collections::BTreeMap;

/// What the test knows, asks and finds.
struct Trial {
    document: &'static Value,
    filters: BTreeMap<&'static str, Vec<Filter>>,
    chance: Chance,
    all: World,
    eyes: Vec<(Eyes, World)>,
    /// How many questions were asked, and how many of them found some of the records and not all.
    asked: usize,
    telling: usize,
    differences: Vec<String>,
}
impl Trial {
    fn of(app: &TestApp, seed: u64) -> Self {
        let mut chance = Chance::of(seed);
        records::make(app, &mut chance);
        let all = World::read(&app.admin());
        let eyes = eyes(app, &mut chance, &all);
        let eyes = eyes.into_iter().map(|eyes| (eyes.see(&all), eyes)).map(|(seen, eyes)| (eyes, seen)).collect();
        let document = document();
        let filters: BTreeMap<_, _> = fields::lists().map(|list| (list, filters(document, list))).collect();
        for (list, (name, _)) in filters.iter().flat_map(|(list, all)| all.iter().map(move |filter| (list, filter))) {
            target(list, name);
        }
        Self { document, filters, chance, all, eyes, asked: 0, telling: 0, differences: vec![] }
    }
    fn differs(&mut self, number: usize, what: String) {
        let (eyes, _) = &self.eyes[number];
        self.differences.push(format!("{:?} {:?}: {what}", eyes.role, eyes.reach));
    }
    fn ends(&self) {
        assert!(self.telling > 400, "only {} of {} questions find some records and not all", self.telling, self.asked);
        let first: Vec<_> = self.differences.iter().take(20).map(String::as_str).collect();
        assert!(first.is_empty(), "{} differences, the first ones:\n{}", self.differences.len(), first.join("\n"));
    }
    /// Asks by filters with random values, as one of the callers.
    fn ask(&mut self, list: &str, filters: &[Filter]) {
        let conditions: Vec<_> = filters.iter().map(|filter| draw(&self.all, &mut self.chance, list, filter)).collect();
        let number = self.chance.below(self.eyes.len());
        if opposed(&conditions) {
            let path = format!("/v1/{list}?{}", questions::query(&conditions));
            self.eyes[number].0.who.get(&path).problem(400, "bad_query");
            self.asked += 1;
            return;
        }
        self.compare(number, list, &conditions);
    }
    /// Whether a list finds what the model finds.
    fn compare(&mut self, number: usize, list: &str, conditions: &[Condition]) {
        let (eyes, seen) = &self.eyes[number];
        let expected: Vec<_> = seen.found(list, conditions).into_keys().map(str::to_owned).collect();
        self.telling += usize::from(!expected.is_empty() && expected.len() < seen.of(list).len());
        let limit = if self.chance.in_hundred(20) { 1 + self.chance.below(20) } else { 200 };
        let (ids, total) = found(&eyes.who, list, conditions, limit);
        self.asked += 1;
        if ids != expected || total != expected.len() {
            let only = |of: &[String], other: &[String]| {
                of.iter().filter(|id| !other.contains(id)).cloned().collect::<Vec<_>>()
            };
            let (more, less) = (only(&ids, &expected), only(&expected, &ids));
            let query = questions::query(conditions);
            self.differs(number, format!("{list}?{query} has {more:?} too much, lacks {less:?}, total {total}"));
        }
    }
    /// Counts all records of a list, or those that a random filter finds, as one of the callers.
    fn count(&mut self, list: &str, by: Vec<String>, bucket: Option<figures::Bucket>, measures: Vec<String>) {
        let filter = self.chance.one(&self.filters[list]);
        let mut conditions = vec![draw(&self.all, &mut self.chance, list, &filter)];
        conditions.retain(|_| self.chance.in_hundred(40));
        let number = self.chance.below(self.eyes.len());
        self.compare_figures(number, &Question { list, conditions, by, bucket, measures });
    }
    /// Whether the figures are those of the model.
    fn compare_figures(&mut self, number: usize, question: &Question<'_>) {
        let (eyes, seen) = &self.eyes[number];
        let answer = eyes.who.get(&question.path()).expect(200).body;
        let (told, counted) = (question.told(&answer), question.counted(seen));
        self.asked += 1;
        if told != counted {
            let other: Vec<_> = told.0.iter().filter(|group| !counted.0.contains(group)).take(3).collect();
            let missed: Vec<_> = counted.0.iter().filter(|group| !told.0.contains(group)).take(3).collect();
            let totals = (&told.1, &counted.1);
            self.differs(number, format!("{}: tells {other:?}, not {missed:?}; totals {totals:?}", question.path()));
        }
    }
}
/// An administrator, a coordinator of two countries, a dashboard of a region or of two countries, a funder.
fn eyes(app: &TestApp, chance: &mut Chance, all: &World) -> Vec<Eyes> {
    let mut two = || vec![COUNTRIES[chance.below(3)], COUNTRIES[3 + chance.below(3)]];
    let (here, there) = (two(), two());
    let there = if chance.in_hundred(50) { vec![chance.one(&REGIONS)] } else { there };
    // The organization that most grants name, so that there are some to see.
    let makers: Vec<_> = all.of("grants").values().flat_map(|grant| values(grant, "grant_maker")).collect();
    let often = |id: &&String| makers.iter().filter(|other| other == id).count();
    let organization = makers.iter().max_by_key(often).expect("a grant-maker").clone();
    let own = |role, reach: Vec<&'static str>, who| Eyes { role, reach, organization: organization.clone(), who };
    vec![
        own(Role::Admin, vec![], app.admin()),
        own(Role::Coordinator, here.clone(), app.coordinator(&here.join(","))),
        own(Role::Dashboard, there.clone(), app.dashboard(&there.join(","))),
        own(Role::Funder, vec![], app.funder(&organization)),
    ]
}

/// Each list shows what its caller may see, and nothing else of it.
fn shows(trial: &mut Trial) {
    for number in 0..trial.eyes.len() {
        for list in fields::lists() {
            trial.compare(number, list, &[]);
            let (eyes, seen) = &trial.eyes[number];
            let mut other = vec![];
            for record in eyes.who.walk(&format!("/v1/{list}?limit=200")) {
                let Some(known) = record["id"].as_str().and_then(|id| seen.of(list).get(id)) else { continue };
                // What the model adds is no member of the answer.
                let added = ["tags", "areas", "turnovers", "hit"];
                for field in fields::of(list).filter(|field| !added.contains(&field.path)) {
                    let (told, expected) = (values(&record, field.path), values(known, field.path));
                    if told != expected {
                        other.push(format!("{list}/{}: {} is {told:?}, not {expected:?}", record["id"], field.path));
                    }
                }
            }
            other.into_iter().for_each(|what| trial.differs(number, what));
        }
    }
}
/// Each filter by itself: a list's own with every operator, those a step away with one of them, of which each seed takes every
/// other one; each for one of the callers.
fn filters_find(trial: &mut Trial, seed: u64) {
    for list in fields::lists() {
        let filters = trial.filters[list].clone();
        let is_own = |name: &str| fields::of(list).any(|field| field.name == name);
        let (own, further): (Vec<_>, Vec<_>) = filters.into_iter().partition(|(name, _)| is_own(name));
        let further = further.chunk_by(|one, other| one.0 == other.0);
        let further = further.skip((seed % 2) as usize).step_by(2);
        let further: Vec<_> = further.map(|operators| trial.chance.one(operators)).collect();
        for filter in own.into_iter().chain(further) {
            trial.ask(list, &[filter]);
        }
    }
}
/// Two or three conditions together: any ones, or those that share the beginning of their names.
fn filters_find_together(trial: &mut Trial) {
    for list in fields::lists() {
        let filters = trial.filters[list].clone();
        let times = if list == "practices" { 50 } else { 20 };
        for _ in 0..times {
            let (is_own, is_near) = (trial.chance.in_hundred(50), trial.chance.in_hundred(60));
            let mut pool = filters.clone();
            pool.retain(|(name, _)| !is_own || fields::of(list).any(|field| field.name == name));
            let first = trial.chance.one(&pool);
            pool.retain(|(name, _)| !is_near || root(name) == root(&first.0));
            let mut together = vec![first];
            for _ in 0..2 {
                let next = trial.chance.one(&pool);
                if !together.contains(&next) {
                    together.push(next);
                }
            }
            trial.ask(list, &together);
        }
    }
}
/// What stands before the first dot of a name.
fn root(name: &str) -> &str {
    name.split('.').next().unwrap_or(name)
}

/// What the API document says that a list's figures take.
struct Countable {
    dimensions: Vec<String>,
    dates: Vec<String>,
    sums: Vec<String>,
}
impl Countable {
    fn of(document: &Value, list: &str) -> Self {
        let parameters = document["paths"][format!("/v1/aggregate/{list}")]["get"]["parameters"].as_array();
        let parameters = parameters.unwrap_or_else(|| panic!("there are no figures of {list}"));
        let about = |name: &str| {
            let one = parameters.iter().find(|one| one["name"] == name).expect("a parameter");
            one["description"].as_str().expect("words").to_owned()
        };
        let names = |about: String, start: &str, end: &str| -> Vec<String> {
            let names = about.split_once(start).expect("names").1.split_once(end).expect("an end").0.to_owned();
            names.split(", ").map(str::to_owned).collect()
        };
        let measures = about("measure");
        let sums = measures.split('`').filter(|word| word.starts_with("sum:")).map(str::to_owned).collect();
        Self {
            dimensions: names(about("group_by") + "\n", "at the most: ", ".\n"),
            dates: names(about("bucket"), "`: ", "; "),
            sums,
        }
    }
}
/// Figures by every dimension, perhaps with another one, and by every date, size and rule; of all records or of some.
fn figures_add_up(trial: &mut Trial) {
    for list in fields::lists() {
        let Countable { dimensions, dates, sums } = Countable::of(trial.document, list);
        let measures =
            |more: Option<String>| ["count".to_owned()].into_iter().chain(more).chain(sums.clone()).collect();
        for dimension in &dimensions {
            let c = &mut trial.chance;
            let (other, counted) = (c.one(&dimensions), c.one(&dimensions));
            let with_another = root(&other) != root(dimension) && c.in_hundred(50);
            let by = [dimension.clone()].into_iter().chain(with_another.then_some(other)).collect();
            trial.count(list, by, None, measures(Some(format!("distinct:{counted}"))));
        }
        for date in &dates {
            for (size, rule) in dates::SIZES.iter().flat_map(|size| dates::RULES.map(|rule| (*size, rule))) {
                let by = trial.chance.several(&dimensions, 1);
                trial.count(list, by, Some((date.clone(), size, rule)), measures(None));
            }
        }
    }
}

fn agrees(app: &TestApp, seed: u64) {
    let seed = std::env::var("RAPPORT_MODEL_SEED").map_or(seed, |seed| seed.parse().expect("a number"));
    let mut trial = Trial::of(app, seed);
    shows(&mut trial);
    filters_find(&mut trial, seed);
    filters_find_together(&mut trial);
    figures_add_up(&mut trial);
    trial.ends();
}
fn filters_and_figures_are_those_of_a_plain_reading(app: &TestApp) {
    agrees(app, 1);
}
fn so_they_are_of_other_records(app: &TestApp) {
    agrees(app, 2);
}

on_both! { filters_and_figures_are_those_of_a_plain_reading, so_they_are_of_other_records }
