//! Checking a well-shaped body: every value by its type, all problems at once, each with its JSON pointer.
use crate::{
    entity::{Entity, Key, Kind},
    reference::AnyKey,
};
use rapport_schema::{Id, Instant};
use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
};

/// One thing that is wrong with a body.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, utoipa::ToSchema)]
pub struct Violation {
    /// Where, as a JSON pointer into the body (RFC 6901).
    pub pointer: String,
    /// What, as a stable code.
    pub code: &'static str,
    /// What, in words.
    pub detail: String,
}

/// A record that a body names, and where it does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mention {
    /// The kind of the record.
    pub kind: Kind,
    /// Its key.
    pub key: AnyKey,
    /// Where, as a JSON pointer into the body.
    pub pointer: String,
}

/// Gathers violations while walking a body, and the records that it names, which must exist.
#[derive(Debug, Default)]
pub struct Problems {
    path: String,
    found: Vec<Violation>,
    mentions: Vec<Mention>,
    chosen: Vec<(Kind, AnyKey)>,
    own: bool,
}
impl Problems {
    /// Starts below a pointer, for a body that stands inside another one.
    pub fn below(pointer: &str) -> Self {
        Self { path: pointer.to_owned(), ..Self::default() }
    }
    /// Notes that the value at which the walk stands names a record; a body's own id names the record that it makes.
    pub fn mention(&mut self, kind: Kind, key: AnyKey) {
        if self.own {
            self.chosen.push((kind, key));
        } else {
            self.mentions.push(Mention { kind, key, pointer: self.path.clone() });
        }
    }
    /// Walks a body, or what belongs to the body itself: its own id.
    pub fn of_body(&mut self, own: bool, check: impl FnOnce(&mut Self)) {
        let outer = std::mem::replace(&mut self.own, own);
        check(self);
        self.own = outer;
    }
    /// Whether the body, or one nested in it, makes the record that a mention names.
    pub fn makes(&self, mention: &Mention) -> bool {
        self.chosen.iter().any(|(kind, key)| *kind == mention.kind && *key == mention.key)
    }
    /// The records named.
    pub fn mentions(&self) -> &[Mention] {
        &self.mentions
    }
    /// Notes a problem at a pointer that is known already.
    pub fn add_there(&mut self, pointer: String, code: &'static str, detail: impl Into<String>) {
        self.found.push(Violation { pointer, code, detail: detail.into() });
    }
    /// Steps into a member or an element, and out again.
    pub fn within(&mut self, step: impl fmt::Display, check: impl FnOnce(&mut Self)) {
        let here = self.path.len();
        self.path.push('/');
        self.path.push_str(&step.to_string().replace('~', "~0").replace('/', "~1"));
        check(self);
        self.path.truncate(here);
    }
    /// Notes a problem with the value at which the walk stands.
    pub fn add(&mut self, code: &'static str, detail: impl Into<String>) {
        let pointer = self.path.clone();
        self.found.push(Violation { pointer, code, detail: detail.into() });
    }
    /// Notes a problem with a member of the value at which the walk stands.
    pub fn add_at(&mut self, member: &str, code: &'static str, detail: impl Into<String>) {
        self.within(member, |problems| problems.add(code, detail));
    }
    /// All that was found wrong.
    pub fn into_found(self) -> Vec<Violation> {
        self.found
    }
}

/// A value that knows what is wrong with it.
pub trait Checked {
    /// Notes what is wrong.
    fn check(&self, problems: &mut Problems);
    /// What makes it the same as another element of an array that is a set; arrays of other things may repeat.
    fn identity(&self) -> Option<String> {
        None
    }
}
impl<T: Checked> Checked for Option<T> {
    fn check(&self, problems: &mut Problems) {
        if let Some(value) = self {
            value.check(problems);
        }
    }
}
impl<T: Checked> Checked for Box<T> {
    fn check(&self, problems: &mut Problems) {
        (**self).check(problems);
    }
}
/// A body holds 200 records at the most, and so does any array in it.
const MOST_ELEMENTS: usize = 200;
impl<T: Checked> Checked for Vec<T> {
    fn check(&self, problems: &mut Problems) {
        if self.len() > MOST_ELEMENTS {
            return problems.add("too_many", format!("at most {MOST_ELEMENTS} elements"));
        }
        let mut seen = BTreeSet::new();
        for (index, value) in self.iter().enumerate() {
            let fresh = value.identity().is_none_or(|identity| seen.insert(identity));
            problems.within(index, |problems| match fresh {
                true => value.check(problems),
                false => problems.add("repeated", "stands in the array already"),
            });
        }
    }
}
impl<K: fmt::Display, T: Checked> Checked for BTreeMap<K, T> {
    fn check(&self, problems: &mut Problems) {
        if self.len() > MOST_ELEMENTS {
            return problems.add("too_many", format!("at most {MOST_ELEMENTS} members"));
        }
        for (key, value) in self {
            problems.within(key, |problems| value.check(problems));
        }
    }
}
/// Types of which every value is right.
#[macro_export]
macro_rules! always_right {
    ($($type:ty),* $(,)?) => {
        $(impl $crate::check::Checked for $type { fn check(&self, _: &mut $crate::check::Problems) {} })*
    };
}
always_right!(bool, Instant);
impl<E: Entity> Checked for Id<E> {
    fn identity(&self) -> Option<String> {
        Some(self.to_string())
    }
    fn check(&self, problems: &mut Problems) {
        if self.0.is_nil() {
            problems.add("nil_id", "the nil UUID names nothing");
        }
        problems.mention(E::KIND, self.any());
    }
}
/// A count: how many visits, how many seats.
impl Checked for i32 {
    fn check(&self, problems: &mut Problems) {
        if *self < 0 {
            problems.add("negative", "must not be negative");
        }
    }
}

/// A day that is known exactly.
impl Checked for chrono::NaiveDate {
    fn check(&self, problems: &mut Problems) {
        if !crate::entity::Comparable::is_sane(self) {
            problems.add("bad_date", "a day of the years 2 to 9998");
        }
    }
}

/// A field that a PATCH must not hold, though the record shows it: it changes in another way.
#[derive(Clone, Debug, serde::Deserialize)]
#[serde(transparent)]
pub struct UseTransitions(#[allow(dead_code)] serde_json::Value);
impl Checked for UseTransitions {
    fn check(&self, problems: &mut Problems) {
        problems.add("use_transitions", "the status changes by POST …/transitions, which keeps its history");
    }
}

/// A derived struct takes an array for an object, its fields in order; no body of ours means that. Types that derive
/// with `#[serde(remote = "Self")]` are read from objects alone.
#[macro_export]
macro_rules! only_objects {
    ($($type:ident $(<$parameter:ident>)?),* $(,)?) => {
        $(impl<'de $(, $parameter: serde::Deserialize<'de>)?> serde::Deserialize<'de> for $type $(<$parameter>)? {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
                struct Object<T>(std::marker::PhantomData<T>);
                impl<'de $(, $parameter: serde::Deserialize<'de>)?> serde::de::Visitor<'de> for Object<$type $(<$parameter>)?> {
                    type Value = $type $(<$parameter>)?;
                    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        f.write_str("an object")
                    }
                    fn visit_map<M: serde::de::MapAccess<'de>>(self, map: M) -> std::result::Result<Self::Value, M::Error> {
                        <$type $(<$parameter>)?>::deserialize(serde::de::value::MapAccessDeserializer::new(map))
                    }
                }
                deserializer.deserialize_map(Object(std::marker::PhantomData))
            }
        })*
    };
}

/// Absent and null are different things in a merge patch: present-and-null is `Some` of what null means.
pub fn present<'de, T: serde::Deserialize<'de>, D: serde::Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<T>, D::Error> {
    T::deserialize(deserializer).map(Some)
}

/// Declares the two bodies of an entity, POST and PATCH, in one list of fields.
///
/// `required` fields must stand in a POST, `optional` ones may be null, `defaulted` ones have a default and may
/// not be null, `inherited` ones take the column's default or that of the record around them, `spread` ones fill several columns, `links` go to tables of their own, `once` are for POST alone,
/// `stamped` are columns that the server fills in, `refused` may not stand in a PATCH, `also` checks a POST as a whole.
/// Unknown fields are errors.
#[macro_export]
macro_rules! input {
    ($new:ident, $patch:ident => $table:ident;
     $(required { $($(#[$rm:meta])* $rf:ident: $rt:ty),* $(,)? })?
     $(optional { $($(#[$om:meta])* $of:ident: $ot:ty),* $(,)? })?
     $(defaulted { $($(#[$dm:meta])* $df:ident: $dt:ty),* $(,)? })?
     $(inherited { $($(#[$im:meta])* $if:ident: $it:ty),* $(,)? })?
     $(spread { $($(#[$sm:meta])* $sf:ident: $st:ty),* $(,)? })?
     $(links { $($(#[$lm:meta])* $lf:ident: $lt:ty),* $(,)? })?
     $(once { $($(#[$nm:meta])* $nf:ident: $nt:ty),* $(,)? })?
     $(stamped { $($(#[$tm:meta])* $tf:ident: $tt:ty),* $(,)? } by |$me:ident, $by:ident, $at:ident| $stamp:block)*
     $(refused { $($xf:ident: $xt:ty),* $(,)? })?
     $(also |$new_self:ident, $new_problems:ident| $also:block)*
    ) => {
        #[doc = concat!("The body that creates a row of `", stringify!($table), "`.")]
        #[derive(Clone, Debug, diesel::Insertable, serde::Deserialize, utoipa::ToSchema)]
        #[diesel(table_name = $table)]
        #[serde(deny_unknown_fields, remote = "Self")]
        pub struct $new {
            $($($(#[$rm])* pub $rf: $rt,)*)?
            $($($(#[$om])* pub $of: Option<$ot>,)*)?
            $($($(#[$dm])* #[serde(default)] #[schema(required = false)] pub $df: $dt,)*)?
            $($($(#[$im])* #[serde(default, deserialize_with = "crate::check::present")] #[schema(value_type = $it, required = false)] pub $if: Option<$it>,)*)?
            $($($(#[$sm])* #[serde(default)] #[diesel(embed)] #[schema(required = false)] pub $sf: $st,)*)?
            $($($(#[$lm])* #[serde(default)] #[diesel(skip_insertion)] #[schema(required = false)] pub $lf: $lt,)*)?
            $($($(#[$nm])* #[serde(default)] #[diesel(skip_insertion)] #[schema(required = false)] pub $nf: $nt,)*)?
            $($($(#[$tm])* #[serde(skip)] #[schema(ignore)] pub $tf: Option<$tt>,)*)*
        }
        #[doc = concat!("The body that changes a row of `", stringify!($table), "`: absent fields stay as they are.")]
        #[derive(Clone, Debug, Default, diesel::AsChangeset, serde::Deserialize, utoipa::ToSchema)]
        #[diesel(table_name = $table)]
        #[serde(deny_unknown_fields, remote = "Self")]
        pub struct $patch {
            $($($(#[$rm])* #[serde(default, deserialize_with = "crate::check::present")] #[schema(value_type = $rt, required = false)] pub $rf: Option<$rt>,)*)?
            $($($(#[$om])* #[serde(default, deserialize_with = "crate::check::present")] #[schema(value_type = Option<$ot>, required = false)] pub $of: Option<Option<$ot>>,)*)?
            $($($(#[$dm])* #[serde(default, deserialize_with = "crate::check::present")] #[schema(value_type = $dt, required = false)] pub $df: Option<$dt>,)*)?
            $($($(#[$im])* #[serde(default, deserialize_with = "crate::check::present")] #[schema(value_type = $it, required = false)] pub $if: Option<$it>,)*)?
            $($($(#[$sm])* #[serde(default, deserialize_with = "crate::check::present")] #[diesel(skip_update)] #[schema(value_type = $st, required = false)] pub $sf: Option<$st>,)*)?
            $($($(#[$lm])* #[serde(default, deserialize_with = "crate::check::present")] #[diesel(skip_update)] #[schema(value_type = $lt, required = false)] pub $lf: Option<$lt>,)*)?
            $($($(#[$tm])* #[serde(skip)] #[schema(ignore)] pub $tf: Option<$tt>,)*)*
            $($(#[doc = "Not taken here."] #[serde(default, deserialize_with = "crate::check::present")] #[diesel(skip_update)] #[schema(ignore)] pub $xf: Option<$xt>,)*)?
        }
        $crate::only_objects!($new, $patch);
        impl $crate::check::Checked for $new {
            fn check(&self, problems: &mut $crate::check::Problems) {
                problems.of_body(false, |problems| {
                $($(problems.within(stringify!($rf), |p| self.$rf.check(p));)*)?
                $($(problems.within(stringify!($of), |p| self.$of.check(p));)*)?
                $($(problems.within(stringify!($df), |p| self.$df.check(p));)*)?
                $($(problems.within(stringify!($if), |p| self.$if.check(p));)*)?
                $($(problems.within(stringify!($sf), |p| self.$sf.check(p));)*)?
                $($(problems.within(stringify!($lf), |p| self.$lf.check(p));)*)?
                $($(problems.of_body(true, |p| p.within(stringify!($nf), |p| self.$nf.check(p)));)*)?
                $({
                    let ($new_self, $new_problems) = (self, &mut *problems);
                    $also;
                })*
                });
            }
        }
        impl $crate::check::Checked for $patch {
            fn check(&self, problems: &mut $crate::check::Problems) {
                $($(problems.within(stringify!($rf), |p| self.$rf.check(p));)*)?
                $($(problems.within(stringify!($of), |p| self.$of.check(p));)*)?
                $($(problems.within(stringify!($df), |p| self.$df.check(p));)*)?
                $($(problems.within(stringify!($if), |p| self.$if.check(p));)*)?
                $($(problems.within(stringify!($sf), |p| self.$sf.check(p));)*)?
                $($(problems.within(stringify!($lf), |p| self.$lf.check(p));)*)?
                $($(problems.within(stringify!($xf), |p| self.$xf.check(p));)*)?
            }
        }
        impl $crate::entity::Input for $new {
            fn stamp(&mut self, _by: rapport_schema::Id<$crate::user::User>, _at: rapport_schema::Instant) {
                $({
                    let ($me, $by, $at) = (&mut *self, _by, _at);
                    $stamp
                })*
            }
        }
        impl $crate::entity::Input for $patch {
            fn stamp(&mut self, _by: rapport_schema::Id<$crate::user::User>, _at: rapport_schema::Instant) {
                $({
                    let ($me, $by, $at) = (&mut *self, _by, _at);
                    $stamp
                })*
            }
        }
    };
}
