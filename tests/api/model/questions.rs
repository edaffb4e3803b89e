//! Random conditions of the filters that the API document names, with values that some record has and some that none has.
use super::{
    chance::Chance,
    dates::DATES,
    fields::{self, Field, Type},
    held::{Condition, plain, values},
    sight::World,
};
use crate::making::{NOBODY, encoded, query_parameters};
use rapport_testkit::Caller;
use serde_json::Value;

/// The parameters of lists that are no filters.
const NO_FILTERS: [&str; 7] = ["limit", "cursor", "sort", "total", "deleted", "fields", "include"];

/// A name and an operator.
pub type Filter = (String, String);

/// The filters of a list, by the API document: each name with an operator.
pub fn filters(document: &Value, list: &str) -> Vec<Filter> {
    let all = query_parameters(document, &format!("/v1/{list}"));
    let filters = all.into_iter().filter(|name| !NO_FILTERS.contains(&name.as_str()));
    let apart = |filter: String| match filter.strip_suffix(']').and_then(|filter| filter.split_once('[')) {
        Some((name, operator)) => (name.to_owned(), operator.to_owned()),
        None => (filter, String::new()),
    };
    filters.map(apart).collect()
}
/// The list and the field that a name leads to; a name that the model does not know fails the test.
pub fn target(list: &str, name: &str) -> (&'static str, Field) {
    let unknown = || panic!("the model does not know the filter {name} of {list}: give it a row in fields.rs");
    let (field, step) = fields::named(list, name).unwrap_or_else(unknown);
    match (step, field.of) {
        (Some(step), Type::Of(other)) => target(other, step),
        _ => (fields::lists().find(|other| *other == list).expect("a list"), field),
    }
}
/// A condition with a random value.
pub fn draw(all: &World, chance: &mut Chance, list: &str, (name, operator): &Filter) -> Condition {
    let (home, field) = target(list, name);
    let known: Vec<_> = all.of(home).values().flat_map(|record| values(record, field.path)).collect();
    let nobody = nobody(home, field);
    assert!(
        !known.is_empty() || nobody.is_some(),
        "no record of {home} has any {}: make some in records.rs",
        field.name
    );
    let is_flag = known.iter().all(|value| ["true", "false"].contains(&value.as_str())) && nobody.is_none();
    let value = match (field.of, operator.as_str()) {
        (_, "null") => chance.in_hundred(50).to_string(),
        (Type::Plain, _) if is_flag => chance.in_hundred(50).to_string(),
        (_, "in") => {
            chosen(chance, &["latin_america", "europe", "river_plate", "nowhere"].map(str::to_owned)).join(",")
        }
        (Type::Date, "begins") if chance.in_hundred(15) => "..".to_owned(),
        (Type::Date | Type::Held, _) => chance.one(&DATES).0.to_owned(),
        (Type::Instant, _) => chance.one(&known),
        (Type::Money, _) => amount(all, chance, home, field),
        _ => {
            let mut some = if known.is_empty() { vec![] } else { chosen(chance, &known) };
            if some.is_empty() || chance.in_hundred(15) {
                some.extend(nobody.map(str::to_owned));
            }
            if field.of == Type::Name && chance.in_hundred(50) {
                some.iter_mut().for_each(|name| *name = plain(name).to_uppercase());
            }
            some.join(",")
        }
    };
    Condition { name: name.clone(), operator: operator.clone(), value }
}
/// One to three of some.
fn chosen(chance: &mut Chance, of: &[String]) -> Vec<String> {
    let mut some = chance.several(of, 2);
    let more = chance.one(of);
    if !some.contains(&more) {
        some.push(more);
    }
    some
}
fn amount(all: &World, chance: &mut Chance, home: &str, field: Field) -> String {
    let prices = all.of(home).values().map(|record| &record[field.path]).filter(|price| price.is_object());
    let price = chance.one(&prices.collect::<Vec<_>>());
    format!("{}:{}", price["currency"].as_str().expect("a currency"), price["amount"].as_str().expect("an amount"))
}
/// A value that no record has, where the field takes any at all.
fn nobody(home: &str, field: Field) -> Option<&'static str> {
    match (field.of, field.name) {
        (Type::Of(_), _) | (_, "id") => Some(NOBODY),
        (_, "country" | "origin" | "held_in" | "peer_country" | "adoption.country" | "adoption.from") => Some("NZ"),
        (Type::Name, _) | (_, "acronym" | "org_id" | "official_id" | "tag" | "region" | "adoption.region") => {
            Some("nothing")
        }
        (_, "plan_number" | "policy_area") => Some("nothing"),
        (_, "kind") if home == "interventions" => Some("nothing"),
        _ => None,
    }
}

/// Conditions as a query string.
pub fn query(all: &[Condition]) -> String {
    let one = |condition: &Condition| {
        let operator = if condition.operator.is_empty() { String::new() } else { format!("[{}]", condition.operator) };
        format!("{}{operator}={}", condition.name, encoded(&condition.value))
    };
    all.iter().map(one).collect::<Vec<_>>().join("&")
}
/// The ids that a list finds, on all of its pages, and how many it says that there are.
pub fn found(who: &Caller, list: &str, conditions: &[Condition], limit: usize) -> (Vec<String>, Value) {
    let path = format!("/v1/{list}?{}&total=exact&limit={limit}&fields=id", query(conditions));
    let path = path.replace("?&", "?");
    let (mut ids, mut next) = (vec![], path.clone());
    loop {
        let page = who.get(&next).expect(200);
        ids.extend(page.data().iter().filter_map(|one| one["id"].as_str()).map(str::to_owned));
        match page["page"]["next"].as_str() {
            Some(cursor) => next = format!("{path}&cursor={cursor}"),
            None => {
                ids.sort();
                return (ids, page["total"].clone());
            }
        }
    }
}
