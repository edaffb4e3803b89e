//! The types of conditions, and what each takes.
use super::{BadFilter, Condition, Each, Filter, Members, Parameter};
use crate::{
    country::CountryCode,
    entity::{Entity, Key},
    reference::{Spot, Visitor},
    region::Region,
    text::Code,
};
use std::{
    fmt,
    ops::{Deref, DerefMut},
    str::FromStr,
};
use utoipa::{
    ToSchema,
    openapi::{
        Ref, RefOr,
        schema::{ArrayBuilder, KnownFormat, ObjectBuilder, Schema, SchemaFormat, Type},
    },
};

/// How many values one condition takes.
const MOST_VALUES: usize = 200;

pub(super) fn text() -> RefOr<Schema> {
    ObjectBuilder::new().schema_type(Type::String).into()
}
/// A set of values, joined by commas. A list of codes stands in the document once.
fn set<T: ToSchema>() -> RefOr<Schema> {
    let item = match T::schema() {
        RefOr::T(Schema::Object(of)) if of.enum_values.is_some() => Ref::from_schema_name(T::name()).into(),
        other => other,
    };
    ArrayBuilder::new().items(item).min_items(Some(1)).max_items(Some(MOST_VALUES)).into()
}
pub(super) fn instant() -> RefOr<Schema> {
    let format = SchemaFormat::KnownFormat(KnownFormat::DateTime);
    ObjectBuilder::new().schema_type(Type::String).format(Some(format)).into()
}
pub(super) fn boolean() -> RefOr<Schema> {
    ObjectBuilder::new().schema_type(Type::Boolean).into()
}
pub(super) fn value<T: FromStr<Err: fmt::Display>>(text: &str) -> Result<T, BadFilter> {
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
pub(super) fn once<T>(to: &mut Option<T>, value: T) -> Result<(), BadFilter> {
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
impl<T> AsMut<Among<T>> for Among<T> {
    fn as_mut(&mut self) -> &mut Among<T> {
        self
    }
}
impl<T> AsMut<Among<T>> for Maybe<T> {
    fn as_mut(&mut self) -> &mut Among<T> {
        &mut self.among
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
impl<T: FromStr<Err: fmt::Display> + ToSchema> Condition for Among<T> {
    fn accept(&mut self, operator: &str, text: &str) -> Result<(), BadFilter> {
        match operator {
            "" => add(&mut self.any, values(text)?),
            "not" => add(&mut self.not, values(text)?),
            _ => Err(BadFilter::Unknown),
        }
    }
    fn operators() -> Vec<(&'static str, &'static str, RefOr<Schema>)> {
        vec![("", "One of these.", set::<T>()), ("not", "None of these.", set::<T>())]
    }
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
impl<T: FromStr<Err: fmt::Display> + ToSchema> Condition for Maybe<T> {
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

/// A reference to an `E`. What the caller may not read matches nothing, as if it were not there. Conditions on the `E` itself
/// come after a dot: `made_by.kind=government_agency`.
#[derive(Clone, Debug)]
pub struct Refs<E: Entity> {
    /// Which.
    pub maybe: Maybe<E::Key>,
    /// What is so of it.
    pub that: Option<Box<E::Filter>>,
}
impl<E: Entity> Default for Refs<E> {
    fn default() -> Self {
        Maybe::default().into()
    }
}
impl<E: Entity> From<Maybe<E::Key>> for Refs<E> {
    fn from(maybe: Maybe<E::Key>) -> Self {
        Self { maybe, that: None }
    }
}
impl<E: Entity> Only<E::Key> for Refs<E> {
    fn one_of(keys: Vec<E::Key>) -> Self {
        Maybe::one_of(keys).into()
    }
}
impl<E: Entity<Key: FromStr<Err: fmt::Display> + ToSchema>> Condition for Refs<E> {
    fn accept(&mut self, operator: &str, text: &str) -> Result<(), BadFilter> {
        self.maybe.accept(operator, text)
    }
    fn step(&mut self, field: &str, operator: &str, text: &str) -> Result<(), BadFilter> {
        self.that.get_or_insert_default().accept(field, operator, text)
    }
    fn steps() -> Vec<Parameter> {
        E::Filter::parameters().into_iter().chain(Each::parameters(E::KIND)).collect()
    }
    fn references(&mut self, visitor: &mut dyn Visitor) {
        let spot = Spot { field: E::KIND.name, index: None, inner: None };
        for keys in [&mut self.maybe.among.any, &mut self.maybe.among.not].into_iter().flatten() {
            keys.retain(|key| visitor.keep(E::KIND, key.any(), spot));
        }
        if let Some(that) = &mut self.that {
            that.references(visitor);
        }
    }
    fn spread(&mut self, members: &mut Members<'_>) {
        if let Some(that) = &mut self.that {
            that.spread(members);
        }
    }
    fn operators() -> Vec<(&'static str, &'static str, RefOr<Schema>)> {
        Maybe::<E::Key>::operators()
    }
}

/// A condition on countries that takes groups of them besides: `country[in]=latin_america,nordic`.
#[derive(Clone, Debug, Default)]
pub struct OfGroups<C> {
    /// The condition, to which the countries of groups are added by `spread`.
    countries: C,
    groups: Option<Vec<Code<Region>>>,
}
impl<C> Deref for OfGroups<C> {
    type Target = C;
    fn deref(&self) -> &C {
        &self.countries
    }
}
impl<C> DerefMut for OfGroups<C> {
    fn deref_mut(&mut self) -> &mut C {
        &mut self.countries
    }
}
impl<C> From<C> for OfGroups<C> {
    fn from(countries: C) -> Self {
        Self { countries, groups: None }
    }
}
impl<T> From<Among<T>> for OfGroups<Maybe<T>> {
    fn from(among: Among<T>) -> Self {
        Maybe::from(among).into()
    }
}
impl<C: Only<CountryCode>> Only<CountryCode> for OfGroups<C> {
    fn one_of(countries: Vec<CountryCode>) -> Self {
        C::one_of(countries).into()
    }
}
impl<C: Condition + AsMut<Among<CountryCode>>> Condition for OfGroups<C> {
    fn accept(&mut self, operator: &str, text: &str) -> Result<(), BadFilter> {
        match operator {
            "in" => add(&mut self.groups, values(text)?),
            other => self.countries.accept(other, text),
        }
    }
    fn spread(&mut self, members: &mut Members<'_>) {
        if let Some(groups) = self.groups.take() {
            self.countries.as_mut().hold_to(members(&groups));
        }
    }
    fn operators() -> Vec<(&'static str, &'static str, RefOr<Schema>)> {
        let mut all = C::operators();
        all.push(("in", "In one of these regions or groups, by their codes.", set::<Code<Region>>()));
        all
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
