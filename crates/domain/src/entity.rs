//! What every entity is, and how a list of them is asked for.
use crate::{
    check::Checked,
    filter::Filter,
    partial_date::PartialDate,
    person::Person,
    reference::{AnyKey, Visitor},
    scope::{Place, Sensitivity},
    traces::Traces,
    when::Dated,
};
use rapport_schema::{Id, Instant};
use serde::{Serialize, de::DeserializeOwned};
use std::{fmt, str::FromStr};
use utoipa::ToSchema;

/// How often a record has been written: 1 when created, its ETag.
pub type Version = i32;

/// The name of a kind of record.
#[derive(Clone, Copy, Debug)]
pub struct Kind {
    /// In the journal, in problems and in timelines: `intervention`.
    pub name: &'static str,
    /// In paths: `interventions`.
    pub path: &'static str,
    /// Which row of the permission table it stands in.
    pub class: Class,
}
impl PartialEq for Kind {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}
impl Eq for Kind {}

/// The rows of the permission table: kinds that the same people may read and change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Class {
    /// Codes and places that everybody reads and an administrator keeps.
    Reference,
    /// What coordination teams record.
    Record,
    /// People, whose data is theirs.
    Person,
    /// Money; a funder sees its own.
    Grant,
    /// What is attached to records of any kind: it is seen and written where they are.
    Attached,
    /// Who may log in.
    Account,
}

impl Class {
    /// Whether such records have tags: what is attached to a record has none.
    pub const fn is_tagged(self) -> bool {
        !matches!(self, Self::Attached)
    }
    /// Whether sources are cited for such records.
    pub const fn is_cited(self) -> bool {
        !matches!(self, Self::Attached | Self::Account)
    }
}

/// A kind of record: its inputs, its order, its place and what it refers to.
pub trait Entity: Serialize + ToSchema + Clone + Send + Sized + 'static {
    /// Its name, path and class.
    const KIND: Kind;
    /// One sentence for the API's reader.
    const ABOUT: &'static str;
    /// Whether clients create and delete these; countries are only read and changed.
    const CREATABLE: bool = true;
    /// The members whose words are searched, with their translations: first what it is called.
    const SEARCHED: &'static [&'static str] = &[];
    /// An id, or a code.
    type Key: Key;
    /// The body of a POST.
    type New: Input;
    /// The body of a PATCH (RFC 7396).
    type Patch: Input;
    /// The conditions that a list takes.
    type Filter: Filter;
    /// The orders that a list takes.
    type Sort: SortKey<Self>;

    /// Its identity.
    fn key(&self) -> Self::Key;
    /// Its version.
    fn version(&self) -> Version;
    /// The key that the body chooses, if it does.
    fn chosen(new: &Self::New) -> Option<Self::Key>;
    /// Where it belongs, which decides with its sensitivity who may read it.
    fn place(&self) -> Place<'_> {
        Place::Everyones
    }
    /// Where whoever changes it must work.
    fn seat(&self) -> Place<'_> {
        self.place()
    }
    /// When, where it has a date.
    fn when(&self) -> Option<&Dated> {
        None
    }
    /// The record that it is about, where it is attached to one.
    fn about(&self) -> Option<(Kind, AnyKey)> {
        None
    }
    /// Who may read it.
    fn sensitivity(&self) -> Sensitivity {
        Sensitivity::Public
    }
    /// Who may read what the journal says of it as it is: its history may hold more than the record shows them later.
    fn journal_sensitivity(&self) -> Sensitivity {
        self.sensitivity()
    }
    /// The members that a reader is not told whose ceiling of sensitivity at its place is this one; elements go silently.
    fn veiled(&mut self, _ceiling: Sensitivity) -> &'static [&'static str] {
        &[]
    }
    /// Shows each reference to another record to the visitor, and drops those that it will not keep.
    fn references(&mut self, _visitor: &mut dyn Visitor) {}
    /// Empties the fields that only those who may write the record read, and names them.
    fn withhold(&mut self) -> &'static [&'static str] {
        &[]
    }
    /// The filters that find the live records of this kind which refer to any of some of another. `referring!` writes it.
    fn referring(_kind: Kind, _keys: &[AnyKey]) -> Vec<Self::Filter> {
        vec![]
    }
    /// Puts back into a patch what it replaces unseen: references that its caller cannot see, other languages' texts.
    /// `carries_over!` writes it. `seen` is the record before, as the caller sees it.
    fn carry_over(_before: &Self, _seen: &Self, _patch: &mut Self::Patch) {}
    /// Whether a patch replaces arrays of which its caller may see a part alone. `carries_over!` writes it.
    fn replaces(_patch: &Self::Patch) -> bool {
        false
    }
    /// Gives ids to the elements of a body that came without. `carries_over!` writes it.
    fn identify(
        _new: Option<&mut Self::New>,
        _patch: Option<&mut Self::Patch>,
        _fresh: &mut dyn FnMut() -> uuid::Uuid,
    ) {
    }
    /// What takes a person's name out of the members that are for it, or that call something after it, where they have traces.
    fn unnamed(&self, _person: Id<Person>, _traces: &Traces) -> Option<Self::Patch> {
        None
    }
    /// The date at which a list is looked at, where its filter takes one.
    fn as_of(_filter: &Self::Filter) -> Option<&PartialDate> {
        None
    }
    /// Notes translations of what is no text of the record. `carries_over!` writes it.
    fn translated(&self, _problems: &mut crate::check::Problems) {}
    /// The rules of a whole record, whether it was just created or changed.
    fn rules(&self, _problems: &mut crate::check::Problems) {}
}

/// The body of a request: well-formed JSON of the right shape, whose values are then checked all at once.
pub trait Input: DeserializeOwned + ToSchema + Checked + Clone + Send + Sync + 'static {
    /// Fills in what the server knows better than the client: who and when.
    fn stamp(&mut self, _by: Id<crate::user::User>, _at: Instant) {}
}

/// A record's identity as it stands in a path.
pub trait Key: Clone + FromStr + fmt::Display + fmt::Debug + PartialEq + Send + Sync + 'static {
    /// How the API document describes it.
    const FORMAT: &'static str;
    /// A new one from the generator's UUID; codes have no such thing.
    fn fresh(_uuid: uuid::Uuid) -> Option<Self> {
        None
    }
    /// Whether a record may be called so.
    fn is_sound(&self) -> bool {
        true
    }
    /// Without its type.
    fn any(&self) -> AnyKey;
    /// With its type again.
    fn of(any: &AnyKey) -> Option<Self>;
}
impl<E: 'static> Key for Id<E> {
    const FORMAT: &'static str = "uuid";
    fn fresh(uuid: uuid::Uuid) -> Option<Self> {
        Some(uuid.into())
    }
    fn any(&self) -> AnyKey {
        AnyKey::Id(self.0)
    }
    fn of(any: &AnyKey) -> Option<Self> {
        match any {
            AnyKey::Id(uuid) => Some((*uuid).into()),
            AnyKey::Code(_) => None,
        }
    }
}

/// What lists sort by. `sort_keys!` writes the implementations.
pub trait SortKey<E>: Copy + Default + PartialEq + fmt::Debug + Send + Sync + 'static {
    /// The names that `sort` takes.
    const NAMES: &'static [&'static str];
    /// By name.
    fn parse(name: &str) -> Option<Self>;
    /// What a cursor remembers of a record: the values of the sorted columns.
    fn values(self, record: &E) -> Vec<serde_json::Value>;
    /// Whether the value of a cursor has the type that the order compares.
    fn fits(self, values: &[serde_json::Value]) -> bool;
}

/// A value that databases can compare: a cursor is not signed, and may hold dates that no database knows.
pub trait Comparable {
    /// Whether both databases can.
    fn is_sane(&self) -> bool {
        true
    }
}
impl Comparable for bool {}
impl Comparable for i32 {}
impl Comparable for String {
    fn is_sane(&self) -> bool {
        !self.contains('\0')
    }
}
impl Comparable for chrono::NaiveDate {
    fn is_sane(&self) -> bool {
        (PartialDate::MIN..=PartialDate::MAX).contains(self)
    }
}
impl Comparable for Instant {
    fn is_sane(&self) -> bool {
        self.0.date_naive().is_sane()
    }
}
impl<A: Comparable> Comparable for (A,) {
    fn is_sane(&self) -> bool {
        self.0.is_sane()
    }
}
impl<A: Comparable, B: Comparable, C: Comparable> Comparable for (A, B, C) {
    fn is_sane(&self) -> bool {
        self.0.is_sane() && self.1.is_sane() && self.2.is_sane()
    }
}

/// Which records a list or a look-up is about.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Life {
    /// Those in use.
    #[default]
    Live,
    /// Those deleted, for whoever may restore them.
    Deleted,
}

/// One order of a list.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Order<S> {
    /// By what.
    pub by: S,
    /// From the last to the first.
    pub descending: bool,
}

/// One page of a list: which records, in what order, after which one, how many.
#[derive(Clone, Debug)]
pub struct List<E: Entity> {
    /// The conditions.
    pub filter: E::Filter,
    /// Live or deleted ones.
    pub life: Life,
    /// The orders, first to last; the key decides ties in the direction of the last one.
    pub sort: Vec<Order<E::Sort>>,
    /// Where the page before ended: the sorted values of its last record, order by order, and its key.
    pub after: Option<(Vec<Vec<serde_json::Value>>, E::Key)>,
    /// How many at the most.
    pub limit: i64,
}
impl<E: Entity> List<E> {
    /// The first records that a filter finds, in the default order.
    pub fn first(limit: i64, filter: E::Filter) -> Self {
        let by = E::Sort::default();
        Self { filter, life: Life::Live, sort: vec![Order { by, descending: false }], after: None, limit }
    }
    /// Every record that a filter finds: for rules and figures, which are wrong when they are cut short.
    pub fn every(filter: E::Filter) -> Self {
        Self::first(Self::EVERY, filter)
    }
    /// Whether every record is wanted.
    pub fn is_of_every(&self) -> bool {
        self.limit == Self::EVERY
    }
    const EVERY: i64 = i32::MAX as i64;
}

/// Declares the orders of an entity's lists; the first is the default.
///
/// `When = "when" => (DateKey) |i| (…)`: the enum's variant, its name in `sort`, the type of the compared
/// values as a tuple, and where a record keeps them.
#[macro_export]
macro_rules! sort_keys {
    ($(#[$doc:meta])* $name:ident of $entity:ty {
        $first:ident = $first_name:literal: $first_type:ty => $first_value:expr
        $(, $variant:ident = $text:literal: $type:ty => $value:expr)* $(,)?
    }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, Default, PartialEq)]
        pub enum $name {
            #[doc = $first_name]
            #[default]
            $first,
            $(#[doc = $text] $variant),*
        }
        impl $crate::entity::SortKey<$entity> for $name {
            const NAMES: &'static [&'static str] = &[$first_name $(, $text)*];
            fn parse(name: &str) -> Option<Self> {
                match name { $first_name => Some(Self::$first), $($text => Some(Self::$variant),)* _ => None }
            }
            fn values(self, record: &$entity) -> Vec<serde_json::Value> {
                fn read<T: serde::Serialize>(record: &$entity, value: fn(&$entity) -> T) -> Vec<serde_json::Value> {
                    match serde_json::to_value(value(record)) {
                        Ok(serde_json::Value::Array(values)) => values,
                        _ => vec![],
                    }
                }
                match self {
                    Self::$first => read::<$first_type>(record, $first_value),
                    $(Self::$variant => read::<$type>(record, $value)),*
                }
            }
            fn fits(self, values: &[serde_json::Value]) -> bool {
                fn read<T: serde::de::DeserializeOwned + $crate::entity::Comparable>(values: &[serde_json::Value]) -> bool {
                    let values = serde_json::Value::Array(values.to_vec());
                    serde_json::from_value::<T>(values).is_ok_and(|values| values.is_sane())
                }
                match self {
                    Self::$first => read::<$first_type>(values),
                    $(Self::$variant => read::<$type>(values)),*
                }
            }
        }
    };
}

/// Writes `Entity::referring`: which filters find the records that refer to an entity.
#[macro_export]
macro_rules! referring {
    ($filter:ident; $($entity:ty => $field:ident),* $(,)?) => {
        fn referring(kind: $crate::entity::Kind, keys: &[$crate::reference::AnyKey]) -> Vec<$filter> {
            let mut all = vec![];
            $(if kind == <$entity as $crate::entity::Entity>::KIND {
                let keys: Vec<_> = keys.iter().filter_map($crate::entity::Key::of).collect();
                if !keys.is_empty() {
                    all.push($filter { $field: $crate::filter::Only::one_of(keys), ..Default::default() });
                }
            })*
            all
        }
    };
}
