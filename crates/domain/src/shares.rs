//! Groups of fields that many kinds of records have. A kind names those that it shares, and they stand in its table, its
//! row, its bodies and its filter alike:
//!
//! - `placed`: countries, or a region, or the whole world;
//! - `dated`: when, as far as is known;
//! - `reviewed`: how far it has been checked, by whom and when;
//! - `guarded`: who may read it;
//! - `noted`: notes for the team alone;
//! - `worded`: the language of its texts, and their translations;
//! - `attached`: the record of any kind that it is about.

/// The table of a kind: `shared_table! { /// Doc. things: placed dated; title -> Text, }`. Its key and the columns that
/// every kind has are written for it.
#[macro_export]
macro_rules! shared_table {
    (@ [placed $($more:ident)*] $doc:tt $t:ident { $($c:tt)* }) => {
        $crate::shared_table!(@ [$($more)*] $doc $t { $($c)* region -> Nullable<Text>, worldwide -> Bool, });
    };
    (@ [dated $($more:ident)*] $doc:tt $t:ident { $($c:tt)* }) => {
        $crate::shared_table!(@ [$($more)*] $doc $t { $($c)*
            when_text -> Nullable<Text>, when_earliest -> Date, when_latest -> Date, when_undated -> Bool,
            when_said -> Nullable<Text>, when_inferred -> Bool,
        });
    };
    (@ [reviewed $($more:ident)*] $doc:tt $t:ident { $($c:tt)* }) => {
        $crate::shared_table!(@ [$($more)*] $doc $t { $($c)*
            review -> Text, reviewed_by -> Nullable<DbId>, reviewed_at -> Nullable<DbInstant>,
        });
    };
    (@ [guarded $($more:ident)*] $doc:tt $t:ident { $($c:tt)* }) => {
        $crate::shared_table!(@ [$($more)*] $doc $t { $($c)* sensitivity -> Text, });
    };
    (@ [noted $($more:ident)*] $doc:tt $t:ident { $($c:tt)* }) => {
        $crate::shared_table!(@ [$($more)*] $doc $t { $($c)* private_notes -> Nullable<Text>, });
    };
    (@ [worded $($more:ident)*] $doc:tt $t:ident { $($c:tt)* }) => {
        $crate::shared_table!(@ [$($more)*] $doc $t { $($c)* wording -> Text, });
    };
    (@ [attached $($more:ident)*] $doc:tt $t:ident { $($c:tt)* }) => {
        $crate::shared_table!(@ [$($more)*] $doc $t { $($c)*
            about_kind -> Nullable<Text>, about_id -> Nullable<DbId>, about_code -> Nullable<Text>,
        });
    };
    (@ [] [$($doc:tt)*] $t:ident { $($c:tt)* }) => {
        diesel::table! {
            use diesel::sql_types::*;
            use rapport_schema::{DbId, DbInstant};
            $($doc)*
            #[allow(missing_docs)]
            $t (id) {
                id -> DbId,
                version -> Integer,
                created_at -> DbInstant,
                updated_at -> DbInstant,
                deleted_at -> Nullable<DbInstant>,
                $($c)*
            }
        }
    };
    ($(#[$doc:meta])* $t:ident: $($share:ident)*; $($c:tt)*) => {
        $crate::shared_table!(@ [$($share)*] [$(#[$doc])*] $t { $($c)* });
    };
}

/// A link table whose values have an order: `link_table! { /// Doc. thing_countries (thing_id) country -> Text in things }`.
#[macro_export]
macro_rules! link_table {
    ($(#[$doc:meta])* $link:ident ($owner:ident) $column:ident -> $type:ident in $t:ident) => {
        diesel::table! {
            use diesel::sql_types::*;
            use rapport_schema::DbId;
            $(#[$doc])*
            #[allow(missing_docs)]
            $link ($owner, $column) { $owner -> DbId, $column -> $type, position -> Integer, }
        }
        diesel::allow_tables_to_appear_in_same_query!($t, $link);
    };
}

/// The columns of a kind as a struct: `shared_row! { /// Doc. ThingRow of Thing in things: placed dated; pub title: String, }`.
#[macro_export]
macro_rules! shared_row {
    (@ [placed $($more:ident)*] $head:tt $t:ident { $($f:tt)* }) => {
        $crate::shared_row!(@ [$($more)*] $head $t { $($f)*
            /// The region that it is about as a whole.
            pub region: Option<$crate::text::Code<$crate::region::Region>>,
            /// Whether it is about the whole world.
            pub worldwide: bool,
        });
    };
    (@ [dated $($more:ident)*] $head:tt $t:ident { $($f:tt)* }) => {
        $crate::shared_row!(@ [$($more)*] $head $t { $($f)*
            /// When, as far as is known.
            #[diesel(select_expression = ($t::when_text, $t::when_earliest, $t::when_latest, $t::when_said, $t::when_inferred))]
            #[serde(flatten)]
            pub when: $crate::when::Dated,
        });
    };
    (@ [reviewed $($more:ident)*] $head:tt $t:ident { $($f:tt)* }) => {
        $crate::shared_row!(@ [$($more)*] $head $t { $($f)*
            /// How far it has been checked.
            pub review: $crate::review::Review,
            /// Who set `review` last.
            pub reviewed_by: Option<rapport_schema::Id<$crate::user::User>>,
            /// When.
            pub reviewed_at: Option<rapport_schema::Instant>,
        });
    };
    (@ [guarded $($more:ident)*] $head:tt $t:ident { $($f:tt)* }) => {
        $crate::shared_row!(@ [$($more)*] $head $t { $($f)*
            /// Who may read it.
            pub sensitivity: $crate::scope::Sensitivity,
        });
    };
    (@ [noted $($more:ident)*] $head:tt $t:ident { $($f:tt)* }) => {
        $crate::shared_row!(@ [$($more)*] $head $t { $($f)*
            /// For the team alone.
            #[diesel(select_expression = $t::private_notes)]
            #[serde(skip_serializing_if = "rapport_domain::text::Private::is_withheld")]
            pub private_notes: $crate::text::Private,
        });
    };
    (@ [worded $($more:ident)*] $head:tt $t:ident { $($f:tt)* }) => {
        $crate::shared_row!(@ [$($more)*] $head $t { $($f)*
            /// The language of its texts, and their translations.
            #[serde(flatten)]
            pub wording: $crate::wording::Wording,
        });
    };
    (@ [attached $($more:ident)*] $head:tt $t:ident { $($f:tt)* }) => {
        $crate::shared_row!(@ [$($more)*] $head $t { $($f)*
            /// The record that it is about.
            #[diesel(select_expression = ($t::about_kind, $t::about_id, $t::about_code))]
            pub about: $crate::about::Subject,
        });
    };
    (@ [] [$row:ident $entity:ident $($doc:tt)*] $t:ident { $($f:tt)* }) => {
        $($doc)*
        #[derive(Clone, Debug, diesel::Queryable, diesel::Selectable, serde::Serialize, utoipa::ToSchema)]
        #[diesel(table_name = $t)]
        pub struct $row {
            /// Its identity.
            pub id: rapport_schema::Id<$entity>,
            /// How often it has been written.
            pub version: $crate::entity::Version,
            /// When it was recorded.
            pub created_at: rapport_schema::Instant,
            /// When it was last written.
            pub updated_at: rapport_schema::Instant,
            $($f)*
        }
    };
    ($(#[$doc:meta])* $row:ident of $entity:ident in $t:ident: $($share:ident)*; $($f:tt)*) => {
        $crate::shared_row!(@ [$($share)*] [$row $entity $(#[$doc])*] $t { $($f)* });
    };
}

/// The two bodies of a kind, as `input!` writes them: `shared_input! { NewThing, ThingPatch of Thing => things: placed dated; … }`.
#[macro_export]
macro_rules! shared_input {
    (@ [placed $($more:ident)*] $names:tt $r:tt {$($o:tt)*} {$($d:tt)*} $i:tt $s:tt {$($l:tt)*} $n:tt $t:tt $x:tt {$($a:tt)*}) => {
        $crate::shared_input!(@ [$($more)*] $names $r {
            $($o)*
            /// The region that it is about as a whole.
            region: $crate::text::Code<$crate::region::Region>,
        } {
            $($d)*
            /// Whether it is about the whole world.
            worldwide: bool,
        } $i $s {
            /// The countries that it is about.
            countries: Vec<$crate::country::CountryCode>,
            $($l)*
        } $n $t $x {
            $($a)* also |new, problems| {
                $crate::place::check(&new.countries, new.region.as_ref(), new.worldwide, problems);
            }
        });
    };
    (@ [dated $($more:ident)*] $names:tt $r:tt {$($o:tt)*} {$($d:tt)*} $i:tt {$($s:tt)*} $l:tt $n:tt $t:tt $x:tt $a:tt) => {
        $crate::shared_input!(@ [$($more)*] $names $r {
            $($o)*
            /// The source's own words for the date.
            when_said: $crate::text::Line,
        } {
            $($d)*
            /// Whether a part of the date was supplied by us.
            when_inferred: bool,
        } $i {
            $($s)*
            /// When, as vague as it is known.
            when: $crate::when::When,
        } $l $n $t $x $a);
    };
    (@ [reviewed $($more:ident)*] $names:tt $r:tt $o:tt {$($d:tt)*} $i:tt $s:tt $l:tt $n:tt {$($t:tt)*} $x:tt $a:tt) => {
        $crate::shared_input!(@ [$($more)*] $names $r $o {
            $($d)*
            /// How far it has been checked.
            review: $crate::review::Review,
        } $i $s $l $n {
            $($t)*
            stamped {
                /// Who set `review`.
                reviewed_by: rapport_schema::Id<$crate::user::User>,
                /// When.
                reviewed_at: rapport_schema::Instant,
            } by |me, by, at| {
                if $crate::review::Sets::sets(&me.review) { (me.reviewed_by, me.reviewed_at) = (Some(by), Some(at)); }
            }
        } $x $a);
    };
    (@ [guarded $($more:ident)*] $names:tt $r:tt $o:tt $d:tt {$($i:tt)*} $s:tt $l:tt $n:tt $t:tt $x:tt $a:tt) => {
        $crate::shared_input!(@ [$($more)*] $names $r $o $d {
            $($i)*
            /// Who may read it; internal where absent, or as the record around it where it is nested.
            sensitivity: $crate::scope::Sensitivity,
        } $s $l $n $t $x $a);
    };
    (@ [noted $($more:ident)*] $names:tt $r:tt {$($o:tt)*} $d:tt $i:tt $s:tt $l:tt $n:tt $t:tt $x:tt $a:tt) => {
        $crate::shared_input!(@ [$($more)*] $names $r {
            $($o)*
            /// For the team alone.
            private_notes: $crate::text::Prose,
        } $d $i $s $l $n $t $x $a);
    };
    (@ [worded $($more:ident)*] $names:tt $r:tt $o:tt $d:tt $i:tt $s:tt {$($l:tt)*} $n:tt $t:tt $x:tt $a:tt) => {
        $crate::shared_input!(@ [$($more)*] $names $r $o $d $i $s {
            $($l)*
            /// The language of its texts.
            lang: Option<$crate::wording::Language>,
            /// Its texts in other languages: `{"es": {"title": "…"}}`.
            translations: $crate::wording::Texts,
        } $n $t $x $a);
    };
    (@ [attached $($more:ident)*] $names:tt $r:tt $o:tt $d:tt $i:tt {$($s:tt)*} $l:tt $n:tt $t:tt $x:tt $a:tt) => {
        $crate::shared_input!(@ [$($more)*] $names $r $o $d $i {
            $($s)*
            /// The record that it is about.
            about: $crate::about::Subject,
        } $l $n $t $x $a);
    };
    (@ [] [$new:ident $patch:ident $entity:ident $table:ident] $r:tt $o:tt $d:tt $i:tt $s:tt $l:tt $n:tt {$($t:tt)*} $x:tt {$($a:tt)*}) => {
        $crate::input! { $new, $patch => $table;
            required $r optional $o defaulted $d inherited $i spread $s links $l once $n $($t)* refused $x $($a)*
        }
    };
    ($new:ident, $patch:ident of $entity:ident => $table:ident: $($share:ident)*;
     $(required $r:tt)? $(optional $o:tt)? $(defaulted $d:tt)? $(inherited $i:tt)? $(spread $s:tt)?
     $(links $l:tt)? $(once $n:tt)? $(stamped $t:tt by |$tme:ident, $by:ident, $at:ident| $stamp:block)? $(refused $x:tt)?
     $(also |$me:ident, $problems:ident| $also:block)?
    ) => {
        $crate::shared_input!(@flat [$($share)*] [$new $patch $entity $table] [$($r)?] [$($o)?] [$($d)?] [$($i)?] [$($s)?] [$($l)?]
            [$($n)?] {$(stamped $t by |$tme, $by, $at| $stamp)?} [$($x)?] {$(also |$me, $problems| $also)?});
    };
    (@flat $shares:tt [$new:ident $patch:ident $entity:ident $table:ident] [$({$($r:tt)*})?] [$({$($o:tt)*})?] [$({$($d:tt)*})?] [$({$($i:tt)*})?]
     [$({$($s:tt)*})?] [$({$($l:tt)*})?] [$({$($n:tt)*})?] $t:tt [$({$($x:tt)*})?] $a:tt) => {
        $crate::shared_input!(@ $shares [$new $patch $entity $table] {$($($r)*)?} {$($($o)*)?} {$($($d)*)?} {$($($i)*)?} {$($($s)*)?}
            {$($($l)*)?} {
                /// An id of the client's own choice (UUIDv7).
                id: Option<rapport_schema::Id<$entity>>,
                $($($n)*)?
            } $t {$($($x)*)?} $a);
    };
}

/// The conditions of a kind's lists, as `filter!` writes them, with its id: `shared_filter! { /// Doc. ThingFilter of Thing: placed; … }`.
#[macro_export]
macro_rules! shared_filter {
    (@ [placed $($more:ident)*] $head:tt { $($f:tt)* }) => {
        $crate::shared_filter!(@ [$($more)*] $head { $($f)*
            /// A country that it is about.
            country: $crate::filter::OfGroups<$crate::filter::Maybe<$crate::country::CountryCode>>,
            /// The region that it is about as a whole.
            region: $crate::filter::Maybe<$crate::text::Code<$crate::region::Region>>,
            /// Whether it is about the whole world.
            worldwide: $crate::filter::Flag,
        });
    };
    (@ [dated $($more:ident)*] $head:tt { $($f:tt)* }) => {
        $crate::shared_filter!(@ [$($more)*] $head { $($f)*
            /// When.
            when: $crate::filter::Dates,
        });
    };
    (@ [reviewed $($more:ident)*] $head:tt { $($f:tt)* }) => {
        $crate::shared_filter!(@ [$($more)*] $head { $($f)*
            /// How far it has been checked.
            review: $crate::filter::Among<$crate::review::Review>,
        });
    };
    (@ [guarded $($more:ident)*] $head:tt { $($f:tt)* }) => {
        $crate::shared_filter!(@ [$($more)*] $head { $($f)*
            /// Its sensitivity.
            sensitivity: $crate::filter::Among<$crate::scope::Sensitivity>,
        });
    };
    (@ [noted $($more:ident)*] $head:tt $f:tt) => { $crate::shared_filter!(@ [$($more)*] $head $f); };
    (@ [worded $($more:ident)*] $head:tt $f:tt) => { $crate::shared_filter!(@ [$($more)*] $head $f); };
    (@ [attached $($more:ident)*] $head:tt { $($f:tt)* }) => {
        $crate::shared_filter!(@ [$($more)*] $head { $($f)*
            /// The kind of the record that it is about.
            about_kind = "about.kind": $crate::filter::Maybe<String>,
            /// The id of the record that it is about.
            about_id = "about.id": $crate::filter::Among<rapport_schema::Id<$crate::about::About>>,
            /// The code of the record that it is about.
            about_code = "about.code": $crate::filter::Maybe<String>,
        });
    };
    (@ [] [$filter:ident $($doc:tt)*] { $($f:tt)* }) => {
        $crate::filter! { $($doc)* $filter { $($f)* } }
    };
    ($(#[$doc:meta])* $filter:ident of $entity:ident: $($share:ident)*; $($f:tt)*) => {
        $crate::shared_filter!(@ [$($share)*] [$filter $(#[$doc])*] {
            /// Its id.
            id: $crate::filter::Among<rapport_schema::Id<$entity>>,
            $($f)*
        });
    };
}

/// Inside `impl Entity`: the names of a kind whose columns are in `row`, and what its shares mean.
/// `entity_of! { Thing "thing" in "things" as Record: NewThing, ThingPatch, ThingFilter, ThingSort; placed guarded; "About." }`
#[macro_export]
macro_rules! entity_of {
    ($entity:ident $name:literal in $path:literal as $class:ident: $new:ident, $patch:ident, $filter:ident, $sort:ident;
     $($share:ident)*; $about:literal) => {
        const KIND: $crate::entity::Kind =
            $crate::entity::Kind { name: $name, path: $path, class: $crate::entity::Class::$class };
        const ABOUT: &'static str = $about;
        type Key = rapport_schema::Id<$entity>;
        type New = $new;
        type Patch = $patch;
        type Filter = $filter;
        type Sort = $sort;
        fn key(&self) -> Self::Key {
            self.row.id
        }
        fn version(&self) -> $crate::entity::Version {
            self.row.version
        }
        fn chosen(new: &$new) -> Option<Self::Key> {
            new.id
        }
        $($crate::entity_of!(@ $share);)*
    };
    (@ placed) => {
        fn place(&self) -> $crate::scope::Place<'_> {
            if self.row.worldwide {
                return $crate::scope::Place::Everyones;
            }
            $crate::scope::Place::Of { countries: &self.countries, regions: self.row.region.as_slice() }
        }
    };
    (@ guarded) => {
        fn sensitivity(&self) -> $crate::scope::Sensitivity {
            self.row.sensitivity
        }
    };
    (@ noted) => {
        fn withhold(&mut self) -> &'static [&'static str] {
            self.row.private_notes.withhold();
            &["private_notes"]
        }
    };
    (@ attached) => {
        fn about(&self) -> Option<($crate::entity::Kind, $crate::reference::AnyKey)> {
            self.row.about.record()
        }
    };
    (@ dated) => {
        fn when(&self) -> Option<&$crate::when::Dated> {
            Some(&self.row.when)
        }
    };
    (@ reviewed) => {};
    (@ worded) => {};
}
