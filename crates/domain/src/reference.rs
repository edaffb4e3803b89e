//! References between records: shown one by one to a visitor, who may have them dropped.
//!
//! One walk over a record serves three rules: what a reader may not see is absent from the body, what a writer
//! names must exist and be visible to them, and what a record refers to is locked against deletion.
use crate::{
    about::Subject,
    country::{Country, CountryCode},
    entity::{Entity, Key, Kind},
    region::Region,
    text::Code,
    transition::Transition,
    turnover::Turnover,
};

/// A key without its type.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum AnyKey {
    /// Of most records.
    Id(uuid::Uuid),
    /// Of countries, regions and activity kinds.
    Code(String),
}
impl std::fmt::Display for AnyKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Id(uuid) => uuid.fmt(f),
            Self::Code(code) => f.write_str(code),
        }
    }
}

impl From<&str> for AnyKey {
    /// An id where it looks like one, else a code.
    fn from(key: &str) -> Self {
        key.parse().map_or_else(|_| Self::Code(key.to_owned()), Self::Id)
    }
}

/// The members that say what a record is called, in the order in which they are asked.
pub const NAMES: [&str; 3] = ["title", "name", "statement"];

/// Where in a record a reference stands: `participants`, element 2, `person_id`.
#[derive(Clone, Copy, Debug)]
pub struct Spot {
    /// The member of the record.
    pub field: &'static str,
    /// The element, where the member is an array.
    pub index: Option<usize>,
    /// The member of that element, where it is an object.
    pub inner: Option<&'static str>,
}
impl Spot {
    /// As a JSON pointer.
    pub fn pointer(&self) -> String {
        let mut pointer = format!("/{}", self.field);
        if let Some(index) = self.index {
            pointer.push_str(&format!("/{index}"));
        }
        if let Some(inner) = self.inner {
            pointer.push_str(&format!("/{inner}"));
        }
        pointer
    }
}

/// The member that holds the steps of a status.
pub const TRANSITIONS: &str = "transitions";

/// Whoever looks at the references of a record.
pub trait Visitor {
    /// Whether to keep this one.
    fn keep(&mut self, kind: Kind, key: AnyKey, spot: Spot) -> bool;
}

/// The shapes in which records hold references.
impl dyn Visitor + '_ {
    /// One reference at most.
    pub fn maybe<E: Entity>(&mut self, field: &'static str, key: &mut Option<E::Key>) {
        let spot = Spot { field, index: None, inner: None };
        if key.as_ref().is_some_and(|k| !self.keep(E::KIND, k.any(), spot)) {
            *key = None;
        }
    }
    /// A reference by a code, which everybody sees: it is kept.
    pub fn code<E: Entity>(&mut self, field: &'static str, code: &Code<E>) {
        self.keep(E::KIND, code.any(), Spot { field, index: None, inner: None });
    }
    /// One reference at most, inside an object.
    pub fn member<E: Entity>(&mut self, field: &'static str, inner: &'static str, key: &mut Option<E::Key>) {
        let spot = Spot { field, index: None, inner: Some(inner) };
        if key.as_ref().is_some_and(|k| !self.keep(E::KIND, k.any(), spot)) {
            *key = None;
        }
    }
    /// The record that another one is about.
    pub fn about(&mut self, subject: &mut Subject) {
        let spot = Spot { field: "about", index: None, inner: None };
        if subject.record().is_some_and(|(kind, key)| !self.keep(kind, key, spot)) {
            subject.0 = None;
        }
    }
    /// Where a record is placed.
    pub fn place(&mut self, region: &mut Option<Code<Region>>, countries: &mut Vec<CountryCode>) {
        self.maybe::<Region>("region", region);
        self.each::<Country>("countries", countries);
    }
    /// The turnovers that the steps of a status name.
    pub fn steps(&mut self, steps: &mut [Transition]) {
        for (index, step) in steps.iter_mut().enumerate() {
            let spot = Spot { field: TRANSITIONS, index: Some(index), inner: Some("turnover_id") };
            step.turnover_id = step.turnover_id.filter(|turnover| self.keep(Turnover::KIND, turnover.any(), spot));
        }
    }
    /// An array of references.
    pub fn each<E: Entity>(&mut self, field: &'static str, keys: &mut Vec<E::Key>) {
        let mut index = 0;
        keys.retain(|key| {
            let spot = Spot { field, index: Some(index), inner: None };
            index += 1;
            self.keep(E::KIND, key.any(), spot)
        });
    }
    /// A reference inside an element of an array.
    pub fn inside<E: Entity>(
        &mut self,
        field: &'static str,
        index: usize,
        inner: &'static str,
        key: Option<&E::Key>,
    ) -> bool {
        let spot = Spot { field, index: Some(index), inner: Some(inner) };
        key.is_none_or(|key| self.keep(E::KIND, key.any(), spot))
    }
}
