//! Elements: parts of a record that have ids and paths of their own, in a table of their own, such as the payments of a
//! grant. They are written through their record, whose version they bump.
use crate::{
    text::{Line, Prose, Web},
    when::{Period, When},
};
use uuid::Uuid;

/// An element as a body says it.
pub trait Element: Clone {
    /// The id that it has, or that the client chose.
    fn id(&self) -> Option<Uuid>;
    /// Gives it an id.
    fn set_id(&mut self, id: Uuid);
}
/// Gives an id to those elements that came without one.
pub fn identify<N: Element>(all: &mut [N], fresh: &mut dyn FnMut() -> Uuid) {
    for one in all.iter_mut().filter(|one| one.id().is_none()) {
        one.set_id(fresh());
    }
}
/// Adds to elements that replace others those of the others that the caller cannot see.
pub fn keep_hidden<L: Clone + PartialEq, N: From<L>>(before: &[L], seen: &[L], all: &mut Vec<N>) {
    all.extend(before.iter().filter(|one| !seen.contains(one)).cloned().map(N::from));
}

/// A stored value as a body would say it.
pub trait Again<T> {
    /// Says it again.
    fn again(self) -> T;
}
macro_rules! again {
    ($($stored:ty => $said:ty: |$value:ident| $how:expr),* $(,)?) => {
        $(impl Again<$said> for $stored {
            fn again(self) -> $said {
                let $value = self;
                $how
            }
        })*
    };
}
again! {
    String => Line: |text| text.as_str().into(),
    String => Prose: |text| text.as_str().into(),
    Option<String> => Option<Web>: |text| text.map(|text| text.as_str().into()),
    Option<String> => Option<Line>: |text| text.map(|text| text.as_str().into()),
    Option<String> => Option<Prose>: |text| text.map(|text| text.as_str().into()),
    Period => When: |period| period.0.map(When::from).unwrap_or_default(),
}
impl<T> Again<T> for T {
    fn again(self) -> T {
        self
    }
}

/// Declares an element: its table, itself and its body.
///
/// `element! { /// Doc. Payment, NewPayment in grant_payments (grant_id) of grants: dated priced; required { … } optional { … }
/// defaulted { … } once { … } also |new, problems| { … } }`. A field is `name: stored as said => column type`; those in `once`
/// are in the body alone, and what they say is settled before it is stored. `dated`, `due` and `priced` are
/// groups of fields, as in `shares`.
#[macro_export]
macro_rules! element {
    ($(#[$doc:meta])* $one:ident, $new:ident in $t:ident ($owner:ident) of $owners:ident: $($share:ident)*;
     $(required { $($(#[$rm:meta])* $rf:ident: $rs:ty as $rn:ty => $rc:ty),* $(,)? })?
     $(optional { $($(#[$om:meta])* $of:ident: $os:ty as $on:ty => $oc:ty),* $(,)? })?
     $(defaulted { $($(#[$dm:meta])* $df:ident: $ds:ty as $dn:ty => $dc:ty),* $(,)? })?
     $(once { $($(#[$nm:meta])* $nf:ident: $nt:ty),* $(,)? })?
     $(also |$me:ident, $problems:ident| $also:block)?
    ) => {
        $crate::element!(@ [$($share)*] [$one $new $owner $owners old $(#[$doc])*] $t [
            $($($rf -> $rc,)*)? $($($of -> Nullable<$oc>,)*)? $($($df -> $dc,)*)?
        ] [
            $($($(#[$rm])* pub $rf: $rs,)*)?
            $($($(#[$om])* pub $of: Option<$os>,)*)?
            $($($(#[$dm])* pub $df: $ds,)*)?
        ] [
            $($($(#[$rm])* pub $rf: $rn,)*)?
            $($($(#[$om])* pub $of: Option<$on>,)*)?
            $($($(#[$dm])* #[serde(default)] #[schema(required = false)] pub $df: $dn,)*)?
            $($($(#[$nm])* #[diesel(skip_insertion)] pub $nf: Option<$nt>,)*)?
        ] [$($($rf)*)? $($($of)*)? $($($df)*)? $($($nf)*)?] [
            $($($rf: $crate::elements::Again::again(old.$rf),)*)?
            $($($of: $crate::elements::Again::again(old.$of),)*)?
            $($($df: $crate::elements::Again::again(old.$df),)*)?
            $($($nf: None,)*)?
        ] [$(|$me, $problems| $also)?]);
    };
    (@ [dated $($more:ident)*] [$one:ident $new:ident $owner:ident $owners:ident $old:ident $($doc:tt)*] $t:ident
     [$($c:tt)*] [$($f:tt)*] [$($n:tt)*] [$($k:tt)*] [$($b:tt)*] $a:tt) => {
        $crate::element!(@ [$($more)*] [$one $new $owner $owners $old $($doc)*] $t [$($c)*
            when_text -> Nullable<Text>, when_earliest -> Date, when_latest -> Date, when_said -> Nullable<Text>,
            when_inferred -> Bool,
        ] [$($f)*
            /// When, as far as is known.
            #[diesel(select_expression = ($t::when_text, $t::when_earliest, $t::when_latest, $t::when_said, $t::when_inferred))]
            #[serde(flatten)]
            pub when: $crate::when::Dated,
        ] [$($n)*
            /// When, as vague as it is known.
            #[serde(default)]
            #[diesel(embed)]
            #[schema(required = false)]
            pub when: $crate::when::When,
            /// The source's own words for it.
            pub when_said: Option<$crate::text::Line>,
            /// Whether a part of the date was supplied by us.
            #[serde(default)]
            #[schema(required = false)]
            pub when_inferred: bool,
        ] [$($k)* when when_said] [$($b)*
            when: $crate::elements::Again::again($old.when.when),
            when_said: $crate::elements::Again::again($old.when.said),
            when_inferred: $old.when.inferred,
        ] $a);
        $crate::embed_when!($t: when_text, when_earliest, when_latest);
    };
    (@ [due $($more:ident)*] [$one:ident $new:ident $owner:ident $owners:ident $old:ident $($doc:tt)*] $t:ident
     [$($c:tt)*] [$($f:tt)*] [$($n:tt)*] [$($k:tt)*] [$($b:tt)*] $a:tt) => {
        $crate::element!(@ [$($more)*] [$one $new $owner $owners $old $($doc)*] $t [$($c)*
            due_text -> Nullable<Text>, due_earliest -> Date, due_latest -> Date,
        ] [$($f)*
            /// When it falls due, as far as is known.
            #[diesel(select_expression = ($t::due_text, $t::due_earliest, $t::due_latest))]
            pub due: $crate::when::Period,
        ] [$($n)*
            /// When it falls due, as vague as it is known.
            #[serde(default)]
            #[diesel(embed)]
            #[schema(required = false)]
            pub due: $crate::when::When,
        ] [$($k)* due] [$($b)* due: $crate::elements::Again::again($old.due),] $a);
        $crate::embed_when!($t: due_text, due_earliest, due_latest);
    };
    (@ [priced $($more:ident)*] [$one:ident $new:ident $owner:ident $owners:ident $old:ident $($doc:tt)*] $t:ident
     [$($c:tt)*] [$($f:tt)*] [$($n:tt)*] [$($k:tt)*] [$($b:tt)*] $a:tt) => {
        $crate::element!(@ [$($more)*] [$one $new $owner $owners $old $($doc)*] $t [$($c)*
            amount_minor -> Nullable<BigInt>, currency -> Nullable<Text>,
        ] [$($f)*
            /// How much; null where nobody says.
            #[diesel(select_expression = ($t::amount_minor, $t::currency))]
            pub amount: $crate::money::Price,
        ] [$($n)*
            /// How much.
            #[serde(default)]
            #[diesel(embed)]
            #[schema(required = false)]
            pub amount: $crate::money::Price,
        ] [$($k)* amount] [$($b)* amount: $old.amount,] $a);
        $crate::embed_price!($t);
    };
    (@ [] [$one:ident $new:ident $owner:ident $owners:ident $old:ident $($doc:tt)*] $t:ident
     [$($c:tt)*] [$($f:tt)*] [$($n:tt)*] [$($k:ident)*] [$($b:tt)*] [$(|$me:ident, $problems:ident| $also:block)?]) => {
        diesel::table! {
            use diesel::sql_types::*;
            use rapport_schema::DbId;
            $($doc)*
            #[allow(missing_docs)]
            $t (id) { id -> DbId, $owner -> DbId, position -> Integer, $($c)* }
        }
        diesel::allow_tables_to_appear_in_same_query!($owners, $t);
        $($doc)*
        #[derive(Clone, Debug, PartialEq, diesel::Queryable, diesel::Selectable, serde::Serialize, utoipa::ToSchema)]
        #[diesel(table_name = $t)]
        pub struct $one {
            /// Its identity.
            pub id: rapport_schema::Id<$one>,
            $($f)*
        }
        $($doc)*
        #[derive(Clone, Debug, Default, diesel::Insertable, serde::Deserialize, utoipa::ToSchema)]
        // SQLite takes rows without defaults by one statement, others one by one.
        #[diesel(table_name = $t, treat_none_as_default_value = false)]
        #[serde(deny_unknown_fields, remote = "Self")]
        pub struct $new {
            /// The id of one that stands there already, or one of the client's own choice.
            #[diesel(skip_insertion)]
            pub id: Option<rapport_schema::Id<$one>>,
            $($n)*
        }
        $crate::only_objects!($new);
        impl $crate::elements::Element for $new {
            fn id(&self) -> Option<uuid::Uuid> {
                self.id.map(|id| id.0)
            }
            fn set_id(&mut self, id: uuid::Uuid) {
                self.id = Some(id.into());
            }
        }
        impl $crate::check::Checked for $new {
            fn identity(&self) -> Option<String> {
                self.id.map(|id| id.to_string())
            }
            fn check(&self, problems: &mut $crate::check::Problems) {
                $(problems.within(stringify!($k), |p| self.$k.check(p));)*
                $({
                    let ($me, $problems) = (self, problems);
                    $also
                })?
            }
        }
        impl From<$one> for $new {
            fn from($old: $one) -> Self {
                Self { id: Some($old.id), $($b)* }
            }
        }
    };
}

/// Inside `impl Entity`: what a PATCH replaces without touching that which its caller cannot see. `values` are arrays of
/// references, `elements` those of elements, which also get their ids; `worded` merges translations, which are of these
/// texts alone.
#[macro_export]
macro_rules! carries_over {
    ($(values $($value:ident)*;)? $(elements $($element:ident)*;)? $(worded $($row:ident)? { $($text:ident: $kind:ident),* };)?) => {
        fn carry_over(before: &Self, seen: &Self, patch: &mut Self::Patch) {
            let _ = (before, seen, &patch);
            $($(if let Some(all) = &mut patch.$value {
                for one in before.$value.iter().filter(|one| !seen.$value.contains(one)) {
                    if !all.contains(one) {
                        all.push(one.clone());
                    }
                }
            })*)?
            $($(if let Some(all) = &mut patch.$element {
                $crate::elements::keep_hidden(&before.$element, &seen.$element, all);
            })*)?
            $(before$(.$row)?.wording.complete(&mut patch.lang, &mut patch.translations);)?
        }
        $(fn translated(&self, problems: &mut $crate::check::Problems) {
            self$(.$row)?.wording.check(&[$((stringify!($text), $crate::text::$kind::check_text)),*], problems);
        })?
        fn replaces(patch: &Self::Patch) -> bool {
            let _ = patch;
            false $($(|| patch.$value.is_some())*)? $($(|| patch.$element.is_some())*)?
        }
        fn identify(new: Option<&mut Self::New>, patch: Option<&mut Self::Patch>, fresh: &mut dyn FnMut() -> uuid::Uuid) {
            let _ = (&new, &patch, &fresh);
            $(
                if let Some(new) = new {
                    $($crate::elements::identify(&mut new.$element, fresh);)*
                }
                if let Some(patch) = patch {
                    $($crate::elements::identify(patch.$element.as_deref_mut().unwrap_or_default(), fresh);)*
                }
            )?
        }
    };
}
