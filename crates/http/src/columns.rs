//! The columns of records as tables, and the names of the records that they name. Both are read from the API document.
use crate::beside::{Beside, Relation, members, named};
use rapport_application::{
    Result,
    include::{self, Looking},
};
use rapport_domain::{
    KINDS,
    entity::Kind,
    reference::{AnyKey, NAMES},
};
use rapport_persistence::{Conn, Fault};
use rapport_reporting::{Column, Keys, Kind as Type, Layout, Names, Naming};
use serde::Serialize;
use serde_json::Value;
use std::collections::{BTreeMap, HashMap, HashSet};

/// The columns of a list's records.
pub struct Columns {
    columns: Vec<Column>,
    namings: Vec<Naming>,
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
fn naming(path: Vec<String>, kind: Kind) -> Naming {
    let last = path.last().map_or("", String::as_str);
    let beside = format!("{}_name", last.strip_suffix("_id").unwrap_or(last));
    Naming { path, beside, kind: KINDS.iter().position(|known| *known == kind).unwrap_or_default() }
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
        let namings: Vec<_> = named.map(|(path, kind)| naming(path, kind)).collect();
        let mut columns = vec![];
        for (member, of) in members(schemas, schema) {
            gather(schemas, of, vec![member], &mut columns);
        }
        columns.extend(namings.iter().map(|naming| column(naming.path_of_names(), Type::Text)));
        // What a record is called comes first, names beside ids.
        let rank = |column: &Column| FIRST.iter().position(|first| column.name == *first).unwrap_or(FIRST.len());
        columns.sort_by_key(|column| (rank(column), column.name.clone()));
        Self { columns, namings }
    }
    /// What is shown of the records, and the names of what that names.
    pub fn layout(&self, beside: &Beside) -> Layout {
        let namings = self.namings.iter().filter(|naming| beside.shows(&naming.path[0])).cloned().collect();
        let of_names: HashMap<_, _> =
            self.namings.iter().map(|naming| (naming.path_of_names(), &naming.path[0])).collect();
        let member = |column: &Column| of_names.get(&column.path).map_or(&column.path[0], |of| *of).clone();
        let columns = self.columns.iter().filter(|column| beside.shows(&member(column))).cloned().collect();
        Layout { columns, namings, only: beside.only() }
    }
}

/// How many names are known at once, lest a list whose every record has another take all memory.
const MOST: usize = 20_000;

/// What records are called that others name, as far as was asked: once each.
pub struct Called {
    keys: Keys,
    /// What was asked of each kind.
    asked: Vec<HashSet<String>>,
}
/// Names that were looked up, each with the number of its kind and its key.
pub struct Learned {
    names: Vec<(usize, String, String)>,
    /// Whether those that were learned before are to be forgotten.
    anew: bool,
}
impl Called {
    /// None is known yet.
    pub fn new(layout: &Layout) -> Self {
        Self { keys: Keys::new(&layout.namings), asked: vec![HashSet::new(); KINDS.len()] }
    }
    /// The names of what a page's records name that were not asked for before. What the reader may not see has no key there.
    pub fn learn(&mut self, c: &mut Conn, looking: &Looking<'_>, page: &[impl Serialize]) -> Result<Learned> {
        let anew = self.asked.iter().map(HashSet::len).sum::<usize>() > MOST;
        if anew {
            self.asked.iter_mut().for_each(HashSet::clear);
        }
        let mut missing: BTreeMap<usize, Vec<String>> = BTreeMap::new();
        for record in page {
            let found = |kind: usize, key: &str| {
                if !self.asked[kind].contains(key) {
                    self.asked[kind].insert(key.to_owned());
                    missing.entry(kind).or_default().push(key.to_owned());
                }
            };
            self.keys.of(record, found).map_err(|why| Fault::Broken(why.to_string()))?;
        }
        let mut names = vec![];
        for (kind, keys) in missing {
            let any: Vec<_> = keys.iter().map(|key| AnyKey::from(key.as_str())).collect();
            let called: HashMap<_, _> = include::called(c, looking, KINDS[kind], &any)?.into_iter().collect();
            let called =
                keys.into_iter().zip(&any).filter_map(|(key, any)| Some((kind, key, called.get(any)?.clone())));
            names.extend(called);
        }
        Ok(Learned { names, anew })
    }
}
impl Learned {
    /// Tells them to whoever writes the records.
    pub fn tell(self, names: &mut Names) {
        if self.anew {
            names.clear();
        }
        self.names.into_iter().for_each(|(kind, key, name)| names.add(kind, key, name));
    }
}
