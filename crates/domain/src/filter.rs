//! The grammar of filters: `field=a,b`, `field[not]=a`, `field[gte]=x`, `field[null]=true`.
//!
//! A filter is a struct of fields of the types below; what a field type takes is what the API document lists,
//! and all else is refused.
use crate::{
    entity::{Entity, Key},
    partial_date::PartialDate,
    reference::{Spot, Visitor},
};
use std::{fmt, str::FromStr};
use utoipa::openapi::{
    RefOr,
    schema::{ObjectBuilder, Schema, Type},
};

/// Why a condition cannot be taken.
#[derive(Debug, PartialEq, Eq)]
pub enum BadFilter {
    /// No field has that name, or not with that operator.
    Unknown,
    /// The value is wrong, in words.
    Value(String),
}

/// What the API document says of one query parameter.
pub struct Parameter {
    /// With its operator: `when[within]`.
    pub name: String,
    /// In words.
    pub about: String,
    /// Its type.
    pub schema: RefOr<Schema>,
}

/// The conditions that an entity's lists take. `filter!` writes the implementations.
pub trait Filter: Default + Clone + fmt::Debug + Send + Sync + 'static {
    /// Takes one condition of a query string.
    fn accept(&mut self, field: &str, operator: &str, value: &str) -> Result<(), BadFilter>;
    /// Everything that `accept` knows.
    fn parameters() -> Vec<Parameter>;
    /// Shows the records that the conditions name to a visitor, and forgets those that it will not keep.
    fn references(&mut self, visitor: &mut dyn Visitor);
    /// Takes all conditions of a query string; an error names the parameter.
    fn parse(pairs: &[(String, String)]) -> Result<Self, (String, BadFilter)> {
        let mut filter = Self::default();
        for (name, value) in pairs {
            let (field, operator) = match name.strip_suffix(']').and_then(|n| n.split_once('[')) {
                Some((field, operator)) if !operator.is_empty() => (field, operator),
                Some(_) => return Err((name.clone(), BadFilter::Unknown)),
                None => (name.as_str(), ""),
            };
            filter.accept(field, operator, value).map_err(|why| (name.clone(), why))?;
        }
        Ok(filter)
    }
}

/// A type of condition.
pub trait Condition: Default {
    /// Takes the value of one operator; the empty one is `=` alone.
    fn accept(&mut self, operator: &str, value: &str) -> Result<(), BadFilter>;
    /// Shows the records that it names, where it names any.
    fn references(&mut self, _visitor: &mut dyn Visitor) {}
    /// The operators, each with what it means and what it takes.
    fn operators() -> Vec<(&'static str, &'static str, RefOr<Schema>)>;
}

impl<T> From<Among<T>> for Maybe<T> {
    fn from(among: Among<T>) -> Self {
        Self { among, null: None }
    }
}

/// A condition that some values alone fulfil.
pub trait Only<T>: Sized {
    /// One of these values.
    fn one_of(values: Vec<T>) -> Self;
    /// Exactly this value.
    fn only(value: T) -> Self {
        Self::one_of(vec![value])
    }
}

/// Declares the conditions of an entity's lists: `country: Among<CountryCode>`, or with a name of its own
/// `participant_person = "participant.person": Among<Id<Person>>`.
#[macro_export]
macro_rules! filter {
    ($(#[$doc:meta])* $name:ident { $($(#[$meta:meta])* $field:ident $(= $text:literal)?: $type:ty),* $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Debug, Default)]
        pub struct $name { $($(#[$meta])* pub $field: $type),* }
        impl $crate::filter::Filter for $name {
            fn accept(&mut self, field: &str, operator: &str, value: &str) -> Result<(), $crate::filter::BadFilter> {
                $(if field == $crate::filter!(@name $field $($text)?) {
                    return $crate::filter::Condition::accept(&mut self.$field, operator, value);
                })*
                Err($crate::filter::BadFilter::Unknown)
            }
            fn references(&mut self, visitor: &mut dyn $crate::reference::Visitor) {
                $($crate::filter::Condition::references(&mut self.$field, visitor);)*
            }
            fn parameters() -> Vec<$crate::filter::Parameter> {
                [$($crate::filter::parameters_of::<$type>($crate::filter!(@name $field $($text)?))),*].into_iter().flatten().collect()
            }
        }
    };
    (@name $field:ident $text:literal) => { $text };
    (@name $field:ident) => { stringify!($field) };
}

/// The parameters of one field.
pub fn parameters_of<C: Condition>(field: &str) -> Vec<Parameter> {
    C::operators()
        .into_iter()
        .map(|(operator, about, schema)| Parameter {
            name: if operator.is_empty() { field.to_owned() } else { format!("{field}[{operator}]") },
            about: about.to_owned(),
            schema,
        })
        .collect()
}

/// How many values one condition takes.
const MOST_VALUES: usize = 200;

fn text() -> RefOr<Schema> {
    ObjectBuilder::new().schema_type(Type::String).into()
}
fn boolean() -> RefOr<Schema> {
    ObjectBuilder::new().schema_type(Type::Boolean).into()
}
fn value<T: FromStr<Err: fmt::Display>>(text: &str) -> Result<T, BadFilter> {
    text.parse().map_err(|why: T::Err| BadFilter::Value(why.to_string()))
}
fn values<T: FromStr<Err: fmt::Display>>(text: &str) -> Result<Vec<T>, BadFilter> {
    if text.split(',').count() > MOST_VALUES {
        return Err(BadFilter::Value(format!("at most {MOST_VALUES} values")));
    }
    text.split(',').map(value).collect()
}
fn add<T>(to: &mut Option<Vec<T>>, more: Vec<T>) -> Result<(), BadFilter> {
    if to.is_some() {
        return Err(BadFilter::Value("given twice; join the values by commas".into()));
    }
    *to = Some(more);
    Ok(())
}
fn once<T>(to: &mut Option<T>, value: T) -> Result<(), BadFilter> {
    if to.is_some() {
        return Err(BadFilter::Value("given twice".into()));
    }
    *to = Some(value);
    Ok(())
}

/// `field=a,b` is one of these, `field[not]=a,b` is none of these (null is none of them).
#[derive(Clone, Debug)]
pub struct Among<T> {
    /// One of these.
    pub any: Option<Vec<T>>,
    /// None of these.
    pub not: Option<Vec<T>>,
}
impl<T> Default for Among<T> {
    fn default() -> Self {
        Self { any: None, not: None }
    }
}
impl<T: PartialEq> Among<T> {
    /// Holds it to some values: those of them that are asked for, or all.
    pub fn hold_to(&mut self, values: impl IntoIterator<Item = T>) {
        let asked = self.any.take();
        let held = values.into_iter().filter(|value| asked.as_ref().is_none_or(|asked| asked.contains(value)));
        self.any = Some(held.collect());
    }
}
impl<T> Among<T> {
    /// None of these values.
    pub fn none_of(values: Vec<T>) -> Self {
        Self { any: None, not: Some(values) }
    }
}
impl<T> Only<T> for Among<T> {
    fn one_of(values: Vec<T>) -> Self {
        Self { any: Some(values), not: None }
    }
}
impl<T: FromStr<Err: fmt::Display>> Condition for Among<T> {
    fn accept(&mut self, operator: &str, text: &str) -> Result<(), BadFilter> {
        match operator {
            "" => add(&mut self.any, values(text)?),
            "not" => add(&mut self.not, values(text)?),
            _ => Err(BadFilter::Unknown),
        }
    }
    fn operators() -> Vec<(&'static str, &'static str, RefOr<Schema>)> {
        vec![("", "One of these, separated by commas.", text()), ("not", "None of these, separated by commas.", text())]
    }
}

/// As `Among`, for a field that may be null: `field[null]=true` finds those without it.
#[derive(Clone, Debug)]
pub struct Maybe<T> {
    /// The values.
    pub among: Among<T>,
    /// Whether it is null.
    pub null: Option<bool>,
}
impl<T> Default for Maybe<T> {
    fn default() -> Self {
        Self { among: Among::default(), null: None }
    }
}
impl<T> Only<T> for Maybe<T> {
    fn one_of(values: Vec<T>) -> Self {
        Among::one_of(values).into()
    }
}
impl<T: FromStr<Err: fmt::Display>> Condition for Maybe<T> {
    fn accept(&mut self, operator: &str, text: &str) -> Result<(), BadFilter> {
        match operator {
            "null" => once(&mut self.null, value(text)?),
            other => self.among.accept(other, text),
        }
    }
    fn operators() -> Vec<(&'static str, &'static str, RefOr<Schema>)> {
        let mut all = Among::<T>::operators();
        all.push(("null", "Whether it is null.", boolean()));
        all
    }
}

/// A reference to an `E`. What the caller may not read matches nothing, as if it were not there.
#[derive(Clone, Debug)]
pub struct Refs<E: Entity>(pub Maybe<E::Key>);
impl<E: Entity> Default for Refs<E> {
    fn default() -> Self {
        Self(Maybe::default())
    }
}
impl<E: Entity> Only<E::Key> for Refs<E> {
    fn one_of(keys: Vec<E::Key>) -> Self {
        Self(Maybe::one_of(keys))
    }
}
impl<E: Entity<Key: FromStr<Err: fmt::Display>>> Condition for Refs<E> {
    fn accept(&mut self, operator: &str, text: &str) -> Result<(), BadFilter> {
        self.0.accept(operator, text)
    }
    fn references(&mut self, visitor: &mut dyn Visitor) {
        let spot = Spot { field: E::KIND.name, index: None, inner: None };
        for keys in [&mut self.0.among.any, &mut self.0.among.not].into_iter().flatten() {
            keys.retain(|key| visitor.keep(E::KIND, key.any(), spot));
        }
    }
    fn operators() -> Vec<(&'static str, &'static str, RefOr<Schema>)> {
        Maybe::<E::Key>::operators()
    }
}

/// `field=true`.
#[derive(Clone, Debug, Default)]
pub struct Flag {
    /// What it must be.
    pub is: Option<bool>,
}
impl Condition for Flag {
    fn accept(&mut self, operator: &str, text: &str) -> Result<(), BadFilter> {
        match operator {
            "" => once(&mut self.is, value(text)?),
            _ => Err(BadFilter::Unknown),
        }
    }
    fn operators() -> Vec<(&'static str, &'static str, RefOr<Schema>)> {
        vec![("", "Whether it holds.", boolean())]
    }
}

/// The date at which periods are looked at: `as_of=2013-09`. It is valid time, by overlap.
#[derive(Clone, Debug, Default)]
pub struct AsOf {
    /// The date.
    pub date: Option<PartialDate>,
}
impl Condition for AsOf {
    fn accept(&mut self, operator: &str, text: &str) -> Result<(), BadFilter> {
        match operator {
            "" => once(&mut self.date, value(text)?),
            _ => Err(BadFilter::Unknown),
        }
    }
    fn operators() -> Vec<(&'static str, &'static str, RefOr<Schema>)> {
        vec![("", "What held, or may have held, at this EDTF date.", text())]
    }
}

/// A partial date that overlaps another (`when=2014-02`), lies within it (`when[within]=2014-02`), or is missing.
/// Undated records match only `when[null]=true`.
#[derive(Clone, Debug, Default)]
pub struct Dates {
    /// Shares a day with it, as far as is known.
    pub overlaps: Option<PartialDate>,
    /// Lies in it whole.
    pub within: Option<PartialDate>,
    /// Whether it is undated.
    pub null: Option<bool>,
}
impl Condition for Dates {
    fn accept(&mut self, operator: &str, text: &str) -> Result<(), BadFilter> {
        match operator {
            "" => once(&mut self.overlaps, value(text)?),
            "within" => once(&mut self.within, value(text)?),
            "null" => once(&mut self.null, value(text)?),
            _ => Err(BadFilter::Unknown),
        }
    }
    fn operators() -> Vec<(&'static str, &'static str, RefOr<Schema>)> {
        vec![
            ("", "Overlaps this EDTF date.", text()),
            ("within", "Lies within this EDTF date.", text()),
            ("null", "Whether it is undated.", boolean()),
        ]
    }
}
