//! The grammar of filters: `field=a,b`, `field[not]=a`, `field[gte]=x`, `field[null]=true`.
//!
//! A filter is a struct of fields of the types below; what a field type takes is what the API document lists,
//! and all else is refused.
use crate::{country::CountryCode, reference::Visitor, region::Region, text::Code};
use std::fmt;
use utoipa::openapi::{RefOr, schema::Schema};

mod conditions;
mod each;
mod ranges;

pub use conditions::{Among, Flag, Maybe, OfGroups, Only, Refs};
pub use each::Each;
pub use ranges::{Amounts, AsOf, Dates, Instants};

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
    /// Takes one condition on the record itself.
    fn accept(&mut self, field: &str, operator: &str, value: &str) -> Result<(), BadFilter>;
    /// Takes one condition on a record that it refers to, one step away: `made_by.kind`.
    fn step(&mut self, field: &str, operator: &str, value: &str) -> Result<(), BadFilter>;
    /// Everything that `accept` knows, but for what every kind has.
    fn parameters() -> Vec<Parameter>;
    /// Everything that `step` knows.
    fn steps() -> Vec<Parameter>;
    /// Shows the records that the conditions name to a visitor, and forgets those that it will not keep.
    fn references(&mut self, visitor: &mut dyn Visitor);
    /// Puts the countries of groups in the place of these.
    fn spread(&mut self, members: &mut Members<'_>);
    /// The conditions that every kind has.
    fn each(&self) -> &Each;
    /// The name in query strings of a field of the struct.
    fn name_of(field: &'static str) -> &'static str;
    /// Takes all conditions of a query string; an error names the parameter.
    fn parse(pairs: &[(String, String)]) -> Result<Self, (String, BadFilter)> {
        let mut filter = Self::default();
        for (name, value) in pairs {
            let (field, operator) = match name.strip_suffix(']').and_then(|n| n.split_once('[')) {
                Some((field, operator)) if !operator.is_empty() => (field, operator),
                Some(_) => return Err((name.clone(), BadFilter::Unknown)),
                None => (name.as_str(), ""),
            };
            let taken = match filter.accept(field, operator, value) {
                Err(BadFilter::Unknown) => filter.step(field, operator, value),
                taken => taken,
            };
            taken.map_err(|why| (name.clone(), why))?;
        }
        Ok(filter)
    }
}

/// Gives the countries that are in any of some groups.
pub type Members<'a> = dyn FnMut(&[Code<Region>]) -> Vec<CountryCode> + 'a;

/// A type of condition.
pub trait Condition: Default {
    /// Takes the value of one operator; the empty one is `=` alone.
    fn accept(&mut self, operator: &str, value: &str) -> Result<(), BadFilter>;
    /// Takes a condition on a field of the record that this one is a reference to.
    fn step(&mut self, _field: &str, _operator: &str, _value: &str) -> Result<(), BadFilter> {
        Err(BadFilter::Unknown)
    }
    /// Everything that `step` knows.
    fn steps() -> Vec<Parameter> {
        vec![]
    }
    /// Shows the records that it names, where it names any.
    fn references(&mut self, _visitor: &mut dyn Visitor) {}
    /// Puts the countries of groups in the place of these.
    fn spread(&mut self, _members: &mut Members<'_>) {}
    /// The operators, each with what it means and what it takes.
    fn operators() -> Vec<(&'static str, &'static str, RefOr<Schema>)>;
}

/// Declares the conditions of an entity's lists: `country: Among<CountryCode>`, or with a name of its own
/// `participant_person = "participant.person": Among<Id<Person>>`.
#[macro_export]
macro_rules! filter {
    ($(#[$doc:meta])* $name:ident { $($(#[$meta:meta])* $field:ident $(= $text:literal)?: $type:ty),* $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Debug, Default)]
        pub struct $name {
            $($(#[$meta])* pub $field: $type,)*
            /// The conditions that every kind has.
            pub each: $crate::filter::Each,
        }
        impl $crate::filter::Filter for $name {
            fn accept(&mut self, field: &str, operator: &str, value: &str) -> Result<(), $crate::filter::BadFilter> {
                $(if field == $crate::filter!(@name $field $($text)?) {
                    return $crate::filter::Condition::accept(&mut self.$field, operator, value);
                })*
                self.each.accept(field, operator, value)
            }
            fn step(&mut self, field: &str, operator: &str, value: &str) -> Result<(), $crate::filter::BadFilter> {
                $(if let Some(rest) = $crate::filter::after(field, $crate::filter!(@name $field $($text)?)) {
                    return $crate::filter::Condition::step(&mut self.$field, rest, operator, value);
                })*
                Err($crate::filter::BadFilter::Unknown)
            }
            fn references(&mut self, visitor: &mut dyn $crate::reference::Visitor) {
                $($crate::filter::Condition::references(&mut self.$field, visitor);)*
            }
            fn parameters() -> Vec<$crate::filter::Parameter> {
                let own = [$($crate::filter::parameters_of::<$type>($crate::filter!(@name $field $($text)?))),*];
                own.into_iter().flatten().collect()
            }
            fn steps() -> Vec<$crate::filter::Parameter> {
                [$($crate::filter::steps_of::<$type>($crate::filter!(@name $field $($text)?))),*].into_iter().flatten().collect()
            }
            fn spread(&mut self, members: &mut $crate::filter::Members<'_>) {
                $($crate::filter::Condition::spread(&mut self.$field, members);)*
            }
            fn each(&self) -> &$crate::filter::Each {
                &self.each
            }
            fn name_of(field: &'static str) -> &'static str {
                match field {
                    $(stringify!($field) => $crate::filter!(@name $field $($text)?),)*
                    other => other, // those that every kind has
                }
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

/// The parameters one step beyond a field.
pub fn steps_of<C: Condition>(field: &str) -> Vec<Parameter> {
    let named = |step: Parameter| Parameter { name: format!("{field}.{}", step.name), ..step };
    C::steps().into_iter().map(named).collect()
}
/// What comes after a name and a dot.
pub fn after<'a>(field: &'a str, name: &str) -> Option<&'a str> {
    field.strip_prefix(name)?.strip_prefix('.')
}
