//! What the records are called whose keys others hold: the keys are gathered first, their names stand beside them then.
use crate::{
    shape::Place,
    walk::{self, Group, Scalar, Taker},
};
use serde::Serialize;
use std::{collections::HashMap, io};

/// A member with keys, and where their names stand.
#[derive(Clone, Debug)]
pub struct Naming {
    /// The members that lead to it, as those of a column.
    pub path: Vec<String>,
    /// The member beside it that the names are.
    pub beside: String,
    /// A number of the kind of records that it names.
    pub kind: usize,
}

/// Names by kind and key.
#[derive(Debug, Default)]
pub struct Names(Vec<HashMap<String, String>>);
impl Names {
    /// Learns one.
    pub fn add(&mut self, kind: usize, key: String, name: String) {
        if self.0.len() <= kind {
            self.0.resize_with(kind + 1, HashMap::new);
        }
        self.0[kind].insert(key, name);
    }
    /// Forgets all.
    pub fn clear(&mut self) {
        self.0.clear();
    }
    pub(crate) fn get(&self, kind: usize, key: &str) -> Option<&str> {
        self.0.get(kind)?.get(key).map(String::as_str)
    }
}

/// The keys that records hold.
#[derive(Debug)]
pub struct Keys(Place);
impl Keys {
    /// Those that have names.
    pub fn new(namings: &[Naming]) -> Self {
        Self(Place::of_keys(namings))
    }
    /// Those of a record, each with its kind.
    pub fn of(&self, record: &impl Serialize, mut found: impl FnMut(usize, &str)) -> io::Result<()> {
        Ok(walk::walk(record, &self.0, None, &mut Found(&mut found))?)
    }
}
struct Found<'a>(&'a mut dyn FnMut(usize, &str));
impl Taker for Found<'_> {
    fn scalar(&mut self, place: Option<&Place>, value: Scalar<'_>) {
        if let (Some(beside), Scalar::Text(key)) = (place.and_then(|place| place.names.as_ref()), value) {
            (self.0)(beside.kind, key);
        }
    }
    fn begin(&mut self, _: Option<&Place>, _: Group) {}
    fn end(&mut self, _: Option<&Place>, _: Group) {}
    fn member(&mut self, _: &str) {}
}
