//! What a record has for each column.
use crate::{
    Kind,
    json::Text,
    shape::Place,
    walk::{Group, Scalar, Taker},
};
use serde_json::Number;
use std::fmt::Write;

/// Between the values of one cell.
const BETWEEN: &str = "; ";

#[derive(Clone, Debug, Default)]
pub struct Cell {
    text: String,
    /// Whether there is a value: one that is not null.
    filled: bool,
    /// Whether it was given as a number.
    number: bool,
}
impl Cell {
    /// Its text; none where the record has no value, null, or no elements.
    pub fn text(&self) -> Option<&str> {
        self.filled.then_some(&self.text)
    }
    /// Whether it was given as a number, or is one in a column of numbers.
    pub fn is_number(&self, kind: Kind) -> bool {
        self.number || is_number(&self.text, kind)
    }
    fn add(&mut self, number: bool) -> &mut String {
        self.number = number && !self.filled;
        if self.filled {
            self.text.push_str(BETWEEN);
        }
        self.filled = true;
        &mut self.text
    }
}

/// Whether a text is a number of JSON, and of the kind.
pub fn is_number(text: &str, kind: Kind) -> bool {
    match kind {
        Kind::Integer => !text.contains(['.', 'e', 'E']) && text.parse::<Number>().is_ok(),
        Kind::Decimal => text.parse::<Number>().is_ok(),
        Kind::Text | Kind::Boolean | Kind::Date | Kind::Instant => false,
    }
}

/// The cells of one row, filled by a record and used again for the next.
#[derive(Debug)]
pub struct Cells {
    cells: Vec<Cell>,
    /// An object that is one value.
    whole: Text,
}
impl Cells {
    pub fn new(columns: usize) -> Self {
        Self { cells: vec![Cell::default(); columns], whole: Text::default() }
    }
    pub fn iter(&self) -> impl Iterator<Item = &Cell> {
        self.cells.iter()
    }
    pub fn clear(&mut self) {
        for cell in &mut self.cells {
            cell.text.clear();
            (cell.filled, cell.number) = (false, false);
        }
    }
}
impl Taker for Cells {
    fn scalar(&mut self, place: Option<&Place>, value: Scalar<'_>) {
        if self.whole.is_begun() {
            return self.whole.scalar(None, value);
        }
        let Some(column) = place.and_then(|place| place.column) else { return };
        let cell = &mut self.cells[column];
        match value {
            Scalar::Null => {}
            Scalar::Text(value) => cell.add(false).push_str(value),
            Scalar::Boolean(value) => cell.add(false).push_str(if value { "true" } else { "false" }),
            Scalar::Number(value) => _ = write!(cell.add(true), "{value}"),
        }
    }
    fn begin(&mut self, place: Option<&Place>, group: Group) {
        let is_value = group == Group::Object && place.is_some_and(|place| place.column.is_some());
        if self.whole.is_begun() || is_value {
            self.whole.begin(None, group);
        }
    }
    fn end(&mut self, place: Option<&Place>, group: Group) {
        if self.whole.is_begun() {
            self.whole.end(None, group);
            if !self.whole.is_begun() {
                if let Some(column) = place.and_then(|place| place.column) {
                    let whole = str::from_utf8(self.whole.bytes()).unwrap_or_default();
                    self.cells[column].add(false).push_str(whole);
                }
                self.whole.clear();
            }
        }
    }
    fn member(&mut self, name: &str) {
        if self.whole.is_begun() {
            self.whole.member(name);
        }
    }
}
