//! Whether conditions hold for a record: the plain reading of what the documentation says of filters.
use super::{
    dates,
    fields::{self, Field, Type},
    sight::World,
};
use chrono::{DateTime, Utc};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

/// A condition as a query string says it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Condition {
    /// The name, with its steps.
    pub name: String,
    /// What stands in brackets.
    pub operator: String,
    /// The value.
    pub value: String,
}
impl Condition {
    /// Whether it speaks of all values, of which there is none or none of some.
    pub fn is_of_all(&self) -> bool {
        ["not", "null"].contains(&self.operator.as_str())
    }
    /// Whether it must hold for the same adoption as others do; `[not]` and `[null]` say that of those none is so.
    fn is_of_one_adoption(&self, list: &str) -> bool {
        let steps_on = fields::named(list, &self.name).is_some_and(|(_, step)| step.is_some());
        self.name.starts_with("adoption.") && (steps_on || !self.is_of_all())
    }
    fn asked(&self) -> Vec<&str> {
        self.value.split(',').collect()
    }
}

/// The values at a path, as texts; null is none.
pub fn values(record: &Value, path: &str) -> Vec<String> {
    fn gather(value: &Value, path: &[&str], all: &mut Vec<String>) {
        match (value, path) {
            (Value::Null, _) => {}
            (Value::Array(elements), _) => elements.iter().for_each(|element| gather(element, path, all)),
            (value, [member, rest @ ..]) => gather(&value[*member], rest, all),
            (Value::String(text), []) => all.push(text.clone()),
            (value, []) => all.push(value.to_string()),
        }
    }
    let mut all = vec![];
    gather(record, &path.split('.').collect::<Vec<_>>(), &mut all);
    all
}
/// A name in lower case without accents, as far as the names of the data have any.
pub fn plain(name: &str) -> String {
    let plain = |c| match c {
        'á' => 'a',
        'é' => 'e',
        'ñ' => 'n',
        'ø' => 'o',
        'ü' => 'u',
        other => other,
    };
    name.to_lowercase().chars().map(plain).collect()
}
/// An amount in the smallest unit of its currency.
pub fn minor(amount: &str, currency: &str) -> i128 {
    let (whole, part) = amount.split_once('.').unwrap_or((amount, ""));
    let digits = if currency == "JPY" { 0 } else { 2 };
    format!("{whole}{part:0<digits$}").parse().expect("an amount")
}
fn instant(text: &str) -> DateTime<Utc> {
    text.parse().expect("an instant")
}
/// Whether nothing lies between the bounds of some range.
pub fn opposed(all: &[Condition]) -> bool {
    let order = |low: &str, high: &str| match (low.split_once(':'), high.split_once(':')) {
        (Some((low_in, low)), Some((high_in, high))) if low_in.len() == 3 => {
            (low_in == high_in).then(|| minor(low, low_in).cmp(&minor(high, high_in)))
        }
        _ => Some(instant(low).cmp(&instant(high))),
    };
    let between = |low: &Condition, high: &Condition| match (low.operator.as_str(), high.operator.as_str()) {
        ("gte", "lte") => order(&low.value, &high.value).is_some_and(std::cmp::Ordering::is_le),
        ("gte" | "gt", "lte" | "lt") => order(&low.value, &high.value).is_some_and(std::cmp::Ordering::is_lt),
        _ => true,
    };
    all.iter().any(|low| all.iter().any(|high| low.name == high.name && !between(low, high)))
}
fn compares(operator: &str, order: std::cmp::Ordering) -> bool {
    match operator {
        "gte" => order.is_ge(),
        "gt" => order.is_gt(),
        "lte" => order.is_le(),
        "lt" => order.is_lt(),
        other => panic!("{other} compares nothing"),
    }
}

impl World {
    /// The records of a list that some conditions find.
    pub fn found<'w>(&'w self, list: &'w str, all: &[Condition]) -> BTreeMap<&'w str, &'w Value> {
        let found = self.of(list).iter().filter(|(_, record)| self.holds(list, record, all));
        found.map(|(id, record)| (id.as_str(), record)).collect()
    }
    /// The same records, of which the adoptions are left that the conditions speak of.
    pub fn narrowed(&self, list: &str, all: &[Condition]) -> Vec<Value> {
        let (of_one, _): (Vec<_>, Vec<_>) = all.iter().partition(|condition| condition.is_of_one_adoption(list));
        self.found(list, all).into_values().map(|record| self.narrow(list, record, &of_one)).collect()
    }
    fn narrow(&self, list: &str, record: &Value, of_one: &[&Condition]) -> Value {
        let mut record = record.clone();
        if let Some(adoptions) = record.get_mut("adoptions").and_then(Value::as_array_mut) {
            adoptions.retain(|adoption| self.each_holds(list, &alone(adoption), of_one));
        }
        record
    }
    /// Whether all conditions hold for a record.
    pub fn holds(&self, list: &str, record: &Value, all: &[Condition]) -> bool {
        let (of_one, of_all): (Vec<_>, Vec<_>) = all.iter().partition(|condition| condition.is_of_one_adoption(list));
        if of_one.is_empty() {
            return self.each_holds(list, record, &of_all);
        }
        let narrowed = self.narrow(list, record, &of_one);
        narrowed["adoptions"].as_array().is_some_and(|adoptions| !adoptions.is_empty())
            && self.each_holds(list, &narrowed, &of_all)
    }
    /// Whether the conditions of each field hold for a record.
    fn each_holds(&self, list: &str, record: &Value, all: &[&Condition]) -> bool {
        let mut own: BTreeMap<&str, (Field, Vec<&Condition>)> = BTreeMap::new();
        let mut steps: BTreeMap<&str, (Field, Vec<Condition>)> = BTreeMap::new();
        for condition in all {
            let known = fields::named(list, &condition.name);
            let (field, step) = known.unwrap_or_else(|| panic!("{list} has no filter {}", condition.name));
            match step {
                None => own.entry(field.name).or_insert((field, vec![])).1.push(condition),
                Some(name) => {
                    let further = Condition { name: name.to_owned(), ..(*condition).clone() };
                    steps.entry(field.name).or_insert((field, vec![])).1.push(further);
                }
            }
        }
        own.values().all(|(field, conditions)| self.fits(record, field, conditions))
            && steps.values().all(|(field, conditions)| self.leads_to(record, field, conditions))
    }
    /// Whether some record that a field names fulfils conditions of its own.
    fn leads_to(&self, record: &Value, field: &Field, all: &[Condition]) -> bool {
        let Type::Of(list) = field.of else { panic!("{} names no records", field.name) };
        let named = values(record, field.path);
        named.iter().filter_map(|id| self.of(list).get(id)).any(|related| self.holds(list, related, all))
    }
    /// Whether the conditions of one field hold.
    fn fits(&self, record: &Value, field: &Field, all: &[&Condition]) -> bool {
        let values = values(record, field.path);
        // A group narrows the countries that are asked for beside it.
        let with = |operator: &str| all.iter().find(|condition| condition.operator == operator);
        if let (Type::Plain, Some(groups)) = (field.of, with("in")) {
            let groups = groups.asked().into_iter().filter_map(|code| self.groups.get(code)).flatten();
            let mut members: BTreeSet<&str> = groups.map(String::as_str).collect();
            if let Some(asked) = with("") {
                members.retain(|member| asked.asked().contains(member));
            }
            let rest = all.iter().filter(|condition| !["in", ""].contains(&condition.operator.as_str()));
            let mut rest = rest.map(|condition| fit(field, &values, record, condition));
            return values.iter().any(|value| members.contains(value.as_str())) && rest.all(|fits| fits);
        }
        all.iter().all(|condition| fit(field, &values, record, condition))
    }
}
/// A practice with one adoption.
fn alone(adoption: &Value) -> Value {
    json!({ "adoptions": [adoption] })
}
/// Whether one condition holds for the values of a field.
fn fit(field: &Field, values: &[String], record: &Value, condition: &Condition) -> bool {
    let (operator, value) = (condition.operator.as_str(), condition.value.as_str());
    if operator == "null" {
        return values.is_empty() == (value == "true");
    }
    match field.of {
        Type::Instant => values.iter().any(|one| compares(operator, instant(one).cmp(&instant(value)))),
        Type::Money => {
            let (currency, amount) = value.split_once(':').expect("a currency and an amount");
            let own = record[field.path]["amount"].as_str().filter(|_| record[field.path]["currency"] == currency);
            own.is_some_and(|own| compares(operator, minor(own, currency).cmp(&minor(amount, currency))))
        }
        Type::Held => values.is_empty() || values.iter().any(|one| dated(one, "", value)),
        Type::Date => values.iter().any(|one| dated(one, operator, value)),
        Type::Name => {
            let among = values.iter().any(|one| condition.asked().iter().any(|asked| plain(asked) == plain(one)));
            among == (operator != "not")
        }
        Type::Plain | Type::Of(_) => {
            let among = values.iter().any(|one| condition.asked().contains(&one.as_str()));
            among == (operator != "not")
        }
    }
}
/// Whether a date stands to another one as an operator says.
fn dated(own: &str, operator: &str, other: &str) -> bool {
    let (earliest, latest) = dates::bounds(own);
    if (operator, other) == ("begins", "..") {
        return earliest.is_empty();
    }
    let (from, to) = dates::bounds(other);
    match operator {
        "" | "also" => earliest <= to && from <= latest,
        "within" => from <= earliest && latest <= to,
        "begins" => from <= earliest && earliest <= to,
        other => panic!("{other} is of no date"),
    }
}
