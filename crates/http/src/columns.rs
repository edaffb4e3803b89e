//! The columns of records as tables, and the names of the records that they name. Both are read from the API document.
use crate::beside::{ALWAYS, Beside, Relation, keys, members, named};
use rapport_application::{
    Result,
    include::{self, Looking},
};
use rapport_domain::{
    entity::Kind,
    reference::{AnyKey, NAMES},
};
use rapport_persistence::Conn;
use rapport_reporting::{Column, Kind as Type};
use serde_json::Value;
use std::collections::{BTreeSet, HashMap};

/// The columns of a list's records.
pub struct Columns {
    columns: Vec<Column>,
    relations: Vec<(Vec<String>, Kind)>,
}
const FIRST: [&str; 6] = ["id", "code", "title", "name", "statement", "kind"];
/// Members that belong to an answer, not to a record.
const BESIDE: [&str; 4] = ["withheld", "likely_matches", "labels", "included"];

fn column(path: Vec<String>, kind: Type) -> Column {
    Column { name: path.join("."), path, kind }
}
/// The columns that a member comes to: one, or those of what it holds.
fn gather(schemas: &Value, schema: &Value, path: Vec<String>, columns: &mut Vec<Column>) {
    if BESIDE.contains(&path[0].as_str()) {
        return;
    }
    let inner = resolved(schemas, schema);
    if named(schema).is_some_and(include::is_record) {
        return; // nested in the answer to a POST alone
    }
    let within = members(schemas, inner);
    if within.is_empty() || path.len() > 1 {
        columns.push(column(path, type_of(inner)));
        return;
    }
    for (member, of) in within.into_iter().filter(|(member, _)| member != "id") {
        gather(schemas, of, [path.clone(), vec![member]].concat(), columns);
    }
}
/// The schema that names lead to at last: that of an amount is named twice.
fn resolved<'a>(schemas: &'a Value, schema: &'a Value) -> &'a Value {
    let has_members = schema["properties"].is_object() || schema["allOf"].is_array();
    named(schema).filter(|_| !has_members).map_or(schema, |name| resolved(schemas, &schemas[name]))
}
fn type_of(schema: &Value) -> Type {
    let is = |name: &str| match &schema["type"] {
        Value::Array(types) => types.iter().any(|one| one == name),
        one => one == name,
    };
    match schema["format"].as_str() {
        Some("date-time") => Type::Instant,
        Some("date") => Type::Date,
        _ if is("integer") => Type::Integer,
        _ if is("number") => Type::Decimal,
        _ if is("boolean") => Type::Boolean,
        _ if schema["description"].as_str().is_some_and(|about| about.starts_with("A decimal number")) => Type::Decimal,
        _ => Type::Text,
    }
}
/// Where the name of what a member names stands: `made_by_name` beside `made_by`, `person_name` beside `person_id`.
fn name_path(path: &[String]) -> Vec<String> {
    let (last, before) = path.split_last().map_or(("", path), |(last, before)| (last.as_str(), before));
    let name = format!("{}_name", last.strip_suffix("_id").unwrap_or(last));
    [before, &[name]].concat()
}

impl Columns {
    /// Those of records of a schema.
    pub fn read(schemas: &Value, schema: &Value, relations: &[Relation]) -> Self {
        // Memberships and their like are called nothing.
        let is_called = |kind: Kind| {
            let members = members(schemas, &schemas[include::schema_of(kind)]);
            NAMES.iter().any(|name| members.contains_key(*name))
        };
        let named = relations.iter().filter_map(Relation::named).filter(|(_, kind)| is_called(*kind));
        let relations: Vec<_> = named.collect();
        let mut columns = vec![];
        for (member, of) in members(schemas, schema) {
            gather(schemas, of, vec![member], &mut columns);
        }
        columns.extend(relations.iter().map(|(path, _)| column(name_path(path), Type::Text)));
        // What a record is called comes first, names beside ids.
        let rank = |column: &Column| FIRST.iter().position(|first| column.name == *first).unwrap_or(FIRST.len());
        columns.sort_by_key(|column| (rank(column), column.name.clone()));
        Self { columns, relations }
    }
    /// Those that are shown.
    pub fn shown(&self, beside: &Beside) -> Vec<Column> {
        let names: HashMap<Vec<String>, &str> =
            self.relations.iter().map(|(path, _)| (name_path(path), path[0].as_str())).collect();
        let member = |column: &Column| names.get(&column.path).map_or(column.path[0].clone(), |of| (*of).to_owned());
        self.columns.iter().filter(|column| beside.shows(&member(column))).cloned().collect()
    }
    /// The names of what the shown members name; none is known yet.
    pub fn names<'a>(&'a self, beside: &Beside) -> Names<'a> {
        let shown =
            self.relations.iter().filter(|(path, _)| beside.shows(&path[0]) && !ALWAYS.contains(&path[0].as_str()));
        Names { relations: shown.collect(), known: HashMap::new() }
    }
}

/// What records are called, as far as they were looked up: once each.
pub struct Names<'a> {
    relations: Vec<&'a (Vec<String>, Kind)>,
    known: HashMap<(&'static str, AnyKey), Value>,
}
impl Names<'_> {
    /// Puts names beside the ids of a page. What the reader may not see has no id there.
    pub fn add(&mut self, c: &mut Conn, looking: &Looking<'_>, page: &mut [Value]) -> Result<()> {
        for (path, kind) in &self.relations {
            let found: BTreeSet<AnyKey> = page.iter().flat_map(|record| keys(record, path)).collect();
            let missing: Vec<_> =
                found.into_iter().filter(|key| !self.known.contains_key(&(kind.name, key.clone()))).collect();
            if !missing.is_empty() {
                for (key, name) in include::called(c, looking, *kind, &missing)? {
                    self.known.insert((kind.name, key), name.into());
                }
            }
            for record in page.iter_mut() {
                put(record, path, &|key| self.known.get(&(kind.name, key)).cloned().unwrap_or_default());
            }
        }
        Ok(())
    }
}
/// Puts the name of what a path leads to beside it; of an array, an array of names.
fn put(value: &mut Value, path: &[String], name: &dyn Fn(AnyKey) -> Value) {
    match (value, path) {
        (Value::Array(values), path) => values.iter_mut().for_each(|value| put(value, path, name)),
        (Value::Object(members), [member]) => {
            let found = members.get(member).map(|of| match of {
                Value::Array(_) => keys(of, &[]).into_iter().map(name).collect(),
                of => keys(of, &[]).into_iter().next().map(name).unwrap_or_default(),
            });
            if let Some(found) = found {
                members.insert(name_path(path).pop().unwrap_or_default(), found);
            }
        }
        (Value::Object(members), [member, rest @ ..]) => {
            if let Some(value) = members.get_mut(member) {
                put(value, rest, name);
            }
        }
        _ => {}
    }
}
