//! Conditions on one table: built once, used by find, page, count and update alike.
use diesel::{BoolExpressionMethods, BoxableExpression, sql_types::Bool};
use rapport_domain::{
    country::CountryCode,
    region::Region,
    scope::{Reach, Scope, Sensitivity},
    text::Code,
};
use rapport_schema::Backend;
use std::collections::BTreeSet;

/// A condition on the rows of `T`.
pub type Cond<'a, T> = Box<dyn BoxableExpression<T, Backend, SqlType = Bool> + 'a>;

/// Both conditions; `None` is no condition.
pub fn and<'a, T: 'a>(one: Option<Cond<'a, T>>, other: Option<Cond<'a, T>>) -> Option<Cond<'a, T>> {
    match (one, other) {
        (Some(one), Some(other)) => Some(Box::new(one.and(other))),
        (one, other) => one.or(other),
    }
}

/// What a scope lets see of a table: by sensitivity where the reach does not matter, else by both.
pub fn visibility<T: 'static>(
    scope: &Scope,
    up_to: impl Fn(Sensitivity) -> Option<Cond<'static, T>>,
    in_reach: impl FnOnce(&BTreeSet<CountryCode>, &BTreeSet<Code<Region>>) -> Option<Cond<'static, T>>,
) -> Option<Cond<'static, T>> {
    if let Some(ceiling) = scope.ceiling_everywhere() {
        return up_to(ceiling);
    }
    let reach = match &scope.reach {
        Reach::All => None,
        Reach::Some { countries, regions } => in_reach(countries, regions),
    };
    let inside = and(up_to(scope.inside), reach);
    match scope.outside.map(up_to) {
        None => inside,
        Some(None) => None,
        Some(Some(outside)) => inside.map(|inside| -> Cond<'static, T> { Box::new(outside.or(inside)) }),
    }
}

/// The visibility of a table with a `sensitivity` column, and the condition by which a row is in reach;
/// without one, rows are in everyone's reach.
macro_rules! by_sensitivity {
    ($scope:ident, $t:ident $(, |$countries:ident, $regions:ident| $reach:expr)?) => {
        $crate::conditions::visibility(
            $scope,
            |level| -> Option<$crate::conditions::Cond<'static, $t::table>> {
                use rapport_domain::scope::Sensitivity;
                match level {
                    Sensitivity::Public => Some(Box::new($t::sensitivity.eq(Sensitivity::Public))),
                    Sensitivity::Internal => Some(Box::new($t::sensitivity.ne(Sensitivity::Restricted))),
                    Sensitivity::Restricted => None,
                }
            },
            |_countries, _regions| -> Option<$crate::conditions::Cond<'static, $t::table>> {
                #[allow(unused_mut, unused_assignments)]
                let mut reach: Option<$crate::conditions::Cond<'static, $t::table>> = None;
                $({
                    let ($countries, $regions) = (_countries, _regions);
                    reach = Some(Box::new($reach));
                })?
                reach
            },
        )
    };
}

/// What must hold of a row before everybody sees it. Without a column that says so, of kinds alone that are everybody's.
macro_rules! before_all {
    ($t:ident, $kind:expr, $published:ident == $that:expr) => {
        Some(Box::new($t::$published.eq($that)))
    };
    ($t:ident, $kind:expr) => {
        match rapport_domain::policy::is_everybodys($kind) {
            true => None,
            false => Some(Box::new($t::version.eq(0))), // none has that
        }
    };
}

/// The visibility of accounts and of what belongs to one: for those who read accounts, else the caller's own.
macro_rules! own_account {
    ($scope:ident, $user:expr) => {
        match ($scope.accounts, $scope.caller) {
            (true, _) => None,
            (false, Some(caller)) => Some(Box::new($user.eq(caller))),
            (false, None) => Some(Box::new($user.is_null())),
        }
    };
}

/// A row of a table with `region`, `worldwide` and a link table of countries is in reach.
macro_rules! place_in_reach {
    ($t:ident, $links:ident.$owner:ident, $countries:ident, $regions:ident) => {
        $t::worldwide.eq(true).or(AmongTexts::new($t::region, $regions)).or(exists(
            $links::table.filter($links::$owner.eq($t::id)).filter(AmongTexts::new($links::country, $countries)),
        ))
    };
}

/// A row of a table with a nullable `country` is in reach.
macro_rules! country_in_reach {
    ($t:ident, $countries:ident) => {
        $t::country.is_null().or(AmongTexts::new($t::country, $countries))
    };
}

/// A row of a table with a nullable `country` and a nullable `region` is in reach; without either it is everyone's.
macro_rules! country_or_region_in_reach {
    ($t:ident, $countries:ident, $regions:ident) => {
        AmongTexts::new($t::country, $countries)
            .or(AmongTexts::new($t::region, $regions))
            .or($t::country.is_null().and($t::region.is_null()))
    };
}

/// `texts!(all, t::column, f.field)`: the column is among the values of a filter's field, or not among them.
macro_rules! texts {
    ($all:ident, $column:expr, $among:expr) => {
        $crate::conditions::grouped!($all, Texts, $column, $among);
        $crate::conditions::called!($all, $column, $among);
    };
}
/// As `texts!`, for what a record is called by: nothing is grouped by it.
macro_rules! called {
    ($all:ident, $column:expr, $among:expr) => {
        if let Some(values) = &$among.any {
            $all.push(Box::new(AmongTexts::new($column, values)));
        }
        if let Some(values) = &$among.not {
            $all.push(Box::new(not(AmongTexts::new($column, values))));
        }
    };
}
/// As `texts!`, for a nullable column: null is among none of them.
macro_rules! maybe_texts {
    ($all:ident, $column:expr, $maybe:expr) => {
        $crate::conditions::grouped!($all, Texts, $column, $maybe);
        $crate::conditions::maybe!($all, $column, $maybe.among, |column, values| AmongTexts::new(column, values));
        match $maybe.null {
            Some(true) => $all.push(Box::new($column.is_null())),
            Some(false) => $all.push(Box::new($column.is_not_null())),
            None => {}
        }
    };
}
/// As `maybe_texts!`, for a column of numbers.
macro_rules! maybe_numbers {
    ($all:ident, $column:expr, $maybe:expr) => {
        $crate::conditions::grouped!($all, Numbers, $column, $maybe);
        $crate::conditions::maybe!($all, $column, $maybe.among, |column, values| rapport_schema::AmongNumbers::new(
            column,
            values.iter().copied()
        ));
        match $maybe.null {
            Some(true) => $all.push(Box::new($column.is_null())),
            Some(false) => $all.push(Box::new($column.is_not_null())),
            None => {}
        }
    };
}
/// As `maybe_texts!`, for a column of ids of an entity: `maybe_ids!(all, scope, t::column, f.field, Entity in table)`.
/// What a scope does not see is null to it.
macro_rules! maybe_ids {
    ($all:ident, $scope:ident, $column:expr, $refs:expr, $entity:ident in $of:ident) => {
        $crate::conditions::maybe!($all, $column, $refs.maybe.among, |column, values| AmongIds::new(
            column,
            values.iter().copied()
        ));
        let keys = || {
            let visible = <$entity as $crate::Statements>::visible($scope, rapport_domain::entity::Life::Live);
            $of::table.filter(visible).select($of::id)
        };
        let seen = || rapport_schema::InQuery($column, keys());
        let kind = <$entity as rapport_domain::entity::Entity>::KIND;
        $all.dimension(stringify!($refs), $crate::conditions::Values::Ids(kind), || {
            $crate::conditions::Place::Row(Box::new(rapport_schema::Known($column, keys())))
        });
        match $refs.maybe.null {
            Some(true) => $all.push(Box::new($column.is_null().or(not(seen())))),
            Some(false) => $all.push(Box::new($column.is_not_null().and(seen()))),
            None => {}
        }
        if let Some(that) = &$refs.that {
            let keys = <$entity as $crate::Statements>::matching_keys($scope, that);
            $all.push(Box::new($column.is_not_null().and(rapport_schema::InQuery($column, keys))));
        }
    };
}
/// Rows are grouped by a column.
macro_rules! grouped {
    ($all:ident, $values:ident, $column:expr, $field:expr) => {
        $all.dimension(stringify!($field), $crate::conditions::Values::$values, || {
            $crate::conditions::Place::Row(Box::new($column))
        });
    };
}
macro_rules! maybe {
    ($all:ident, $column:expr, $among:expr, |$c:ident, $values:ident| $node:expr) => {
        if let Some($values) = &$among.any {
            let $c = $column;
            $all.push(Box::new($node));
        }
        if let Some($values) = &$among.not {
            let $c = $column;
            $all.push(Box::new($column.is_null().or(not($node))));
        }
    };
}
/// `ids!(all, t::id, f.id)`.
macro_rules! ids {
    ($all:ident, $column:expr, $among:expr) => {
        if let Some(values) = &$among.any {
            $all.push(Box::new(AmongIds::new($column, values.iter().copied())));
        }
        if let Some(values) = &$among.not {
            $all.push(Box::new(not(AmongIds::new($column, values.iter().copied()))));
        }
    };
}
/// `instants!(all, t::column, f.field)`: a range of an instant.
macro_rules! instants {
    ($all:ident, $column:expr, $instants:expr) => {
        $all.instant(stringify!($instants), $column);
        if let Some(from) = $instants.from {
            $all.push(Box::new($column.ge(from)));
        }
        if let Some(after) = $instants.after {
            $all.push(Box::new($column.gt(after)));
        }
        if let Some(to) = $instants.to {
            $all.push(Box::new($column.le(to)));
        }
        if let Some(before) = $instants.before {
            $all.push(Box::new($column.lt(before)));
        }
    };
}
/// `amounts!(all, t, f.field)`: a range of the row's amount, of one currency a bound.
macro_rules! amounts {
    ($all:ident, $t:ident, $amounts:expr) => {
        $all.amount(stringify!($amounts), $t::currency, $t::amount_minor);
        $crate::conditions::amounts!(@ $all, $t, $amounts.from, ge);
        $crate::conditions::amounts!(@ $all, $t, $amounts.above, gt);
        $crate::conditions::amounts!(@ $all, $t, $amounts.to, le);
        $crate::conditions::amounts!(@ $all, $t, $amounts.below, lt);
    };
    (@ $all:ident, $t:ident, $bound:expr, $compares:ident) => {
        if let Some(money) = $bound {
            let known = $t::currency.is_not_null().and($t::amount_minor.is_not_null());
            let same = $t::currency.assume_not_null().eq(money.currency);
            $all.push(Box::new(known.and(same).and($t::amount_minor.assume_not_null().$compares(money.minor))));
        }
    };
}
/// `flag!(all, t::column, f.field)`.
macro_rules! flag {
    ($all:ident, $column:expr, $flag:expr) => {
        $crate::conditions::grouped!($all, Flags, $column, $flag);
        if let Some(value) = $flag.is {
            $all.push(Box::new($column.eq(value)));
        }
    };
}
/// `dates!(all, t, when_undated, when_earliest, when_latest, f.when)`: undated rows match only `null`. The flag is in the index of
/// the dates, where their text is not.
macro_rules! dates {
    ($all:ident, $t:ident, $undated:ident, $earliest:ident, $latest:ident, $dates:expr) => {
        $all.dated(stringify!($dates), $t::$undated, $t::$earliest, $t::$latest);
        for date in [&$dates.overlaps, &$dates.also].into_iter().flatten() {
            $all.push(Box::new(
                $t::$undated.eq(false).and($t::$earliest.le(date.latest())).and($t::$latest.ge(date.earliest())),
            ));
        }
        if let Some(date) = &$dates.begins {
            $all.push(Box::new($t::$undated.eq(false).and($t::$earliest.between(date.earliest(), date.latest()))));
        }
        if let Some(date) = &$dates.within {
            $all.push(Box::new(
                $t::$undated.eq(false).and($t::$earliest.ge(date.earliest())).and($t::$latest.le(date.latest())),
            ));
        }
        match $dates.null {
            Some(true) => $all.push(Box::new($t::$undated.eq(true))),
            Some(false) => $all.push(Box::new($t::$undated.eq(false))),
            None => {}
        }
    };
}
/// The conditions on what a kind shares with others (`rapport_domain::shares`), and on its id:
/// `shared!(all, scope, f, things: placed(thing_countries.thing_id) dated reviewed guarded)`.
macro_rules! shared {
    ($all:ident, $f:ident, $t:ident: $($share:tt)*) => {
        $crate::conditions::ids!($all, $t::id, $f.id);
        $crate::conditions::shared!(@ $all, $f, $t: $($share)*);
    };
    (@ $all:ident, $f:ident, $t:ident:) => {};
    (@ $all:ident, $f:ident, $t:ident: placed($links:ident.$owner:ident) $($more:tt)*) => {
        $crate::conditions::linked_texts!($all, $t::id, $links.$owner, $links::country, $f.country);
        $crate::conditions::maybe_texts!($all, $t::region, $f.region);
        $crate::conditions::flag!($all, $t::worldwide, $f.worldwide);
        $crate::conditions::shared!(@ $all, $f, $t: $($more)*);
    };
    (@ $all:ident, $f:ident, $t:ident: dated $($more:tt)*) => {
        $crate::conditions::dates!($all, $t, when_undated, when_earliest, when_latest, $f.when);
        $crate::conditions::shared!(@ $all, $f, $t: $($more)*);
    };
    (@ $all:ident, $f:ident, $t:ident: reviewed $($more:tt)*) => {
        $crate::conditions::texts!($all, $t::review, $f.review);
        $crate::conditions::shared!(@ $all, $f, $t: $($more)*);
    };
    (@ $all:ident, $f:ident, $t:ident: attached $($more:tt)*) => {
        $crate::conditions::maybe_texts!($all, $t::about_kind, $f.about_kind);
        $crate::conditions::maybe!($all, $t::about_id, $f.about_id, |column, values| {
            AmongIds::new(column, values.iter().copied())
        });
        $crate::conditions::maybe_texts!($all, $t::about_code, $f.about_code);
        $crate::conditions::shared!(@ $all, $f, $t: $($more)*);
    };
    (@ $all:ident, $f:ident, $t:ident: guarded $($more:tt)*) => {
        $crate::conditions::texts!($all, $t::sensitivity, $f.sensitivity);
        $crate::conditions::shared!(@ $all, $f, $t: $($more)*);
    };
}
/// `as_of!(all, t, f.as_of)`: rows whose period may hold at a date; without a period they may.
macro_rules! as_of {
    ($all:ident, $t:ident, $as_of:expr) => {
        if let Some(date) = &$as_of.date {
            $all.push(Box::new($crate::conditions::may_hold!($t, period_text, period_earliest, period_latest, date)));
        }
    };
}
/// `may_hold!(t, text, earliest, latest, date)`: a date of a row may hold at another; without one it may.
macro_rules! may_hold {
    ($t:ident, $text:ident, $earliest:ident, $latest:ident, $date:expr) => {
        $t::$text.is_null().or($t::$earliest.le($date.latest()).and($t::$latest.ge($date.earliest())))
    };
}
/// `dated!(t, patch)`: the columns of a date that a patch holds; `dated!(t, patch.due: text, earliest, latest)` of another
/// one than `when`.
macro_rules! dated {
    ($t:ident, $patch:ident) => {
        $crate::conditions::dated!($t, $patch.when: when_text, when_earliest, when_latest)
    };
    ($t:ident, $patch:ident.$field:ident: $text:ident, $earliest:ident, $latest:ident) => {
        $patch.$field.as_ref().map(|date| {
            ($t::$text.eq(date.text()), $t::$earliest.eq(date.earliest()), $t::$latest.eq(date.latest()))
        })
    };
}
/// `worded!(t, body)`: the column of its language and translations, for a new record or a patch completed by
/// `carries_over!`.
macro_rules! worded {
    (new $t:ident, $new:ident) => {
        $t::wording.eq(rapport_domain::wording::Wording::of($new.lang.as_ref(), Some(&$new.translations)))
    };
    ($t:ident, $patch:ident) => {
        $patch.lang.as_ref().map(|lang| {
            $t::wording.eq(rapport_domain::wording::Wording::of(lang.as_ref(), $patch.translations.as_ref()))
        })
    };
}
/// `titled!(t, body, title)`: the folded column of a text that lists sort by.
macro_rules! titled {
    (new $column:expr, $text:expr) => {
        $column.eq(rapport_domain::text::fold($text.as_str()))
    };
    ($column:expr, $text:expr) => {
        $text.as_ref().map(|text| $column.eq(rapport_domain::text::fold(text.as_str())))
    };
}
mod about;
mod each;
mod linked;
mod matching;

pub(crate) use about::{attached, attached_in_reach, subject};
pub(crate) use each::each;
pub(crate) use linked::{among_linked, linked, linked_dates, linked_ids, linked_rows, linked_texts, null_or_seen};
pub use matching::{Amount, Dated, Dimension, Fragment, Matching, Place, Rows, Shape, Values, Wanted, column_name};
pub(crate) use {amounts, as_of, dated, instants, may_hold, shared, titled, worded};
pub(crate) use {
    before_all, by_sensitivity, called, country_in_reach, country_or_region_in_reach, dates, flag, grouped, ids, maybe,
    maybe_ids, maybe_numbers, maybe_texts, own_account, place_in_reach, texts,
};
