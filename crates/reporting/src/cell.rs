//! What a record has for a column.
use crate::{Column, Kind};
use serde_json::{Number, Value};
use std::borrow::Cow;

/// Between the values of one cell.
const BETWEEN: &str = "; ";

pub struct Cell<'a> {
    pub text: Cow<'a, str>,
    /// Whether it was given as a number, or is one in a column of numbers.
    pub number: bool,
}
impl<'a> Cell<'a> {
    /// Nothing where the record has no value, null, or no elements.
    pub fn of(record: &'a Value, column: &Column) -> Option<Self> {
        let mut found = None;
        find(record, &column.path, &mut |value| {
            found = Some(match found.take() {
                None => Self { text: text(value), number: value.is_number() },
                Some(Self { text: before, .. }) => {
                    Self { text: Cow::Owned(before.into_owned() + BETWEEN + &text(value)), number: false }
                }
            });
        });
        let mut cell: Self = found?;
        cell.number |= is_number(&cell.text, column.kind);
        Some(cell)
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

fn find<'a>(value: &'a Value, path: &[String], found: &mut impl FnMut(&'a Value)) {
    match (value, path) {
        (Value::Null, _) => {}
        (Value::Array(elements), _) => elements.iter().for_each(|element| find(element, path, found)),
        (_, []) => found(value),
        (Value::Object(members), [name, rest @ ..]) => {
            if let Some(member) = members.get(name) {
                find(member, rest, found);
            }
        }
        _ => {}
    }
}

fn text(value: &Value) -> Cow<'_, str> {
    match value {
        Value::String(text) => Cow::Borrowed(text),
        other => Cow::Owned(other.to_string()),
    }
}
