//! The statements of an entity's table, written once by a macro that expands to what one would type.
use diesel::QueryResult;
use rapport_domain::{
    Instant,
    entity::{Entity, Life, List, Version},
    scope::Scope,
};
use rapport_schema::Conn;

use crate::{
    aggregate::Counted,
    conditions::{Cond, Fragment},
};

/// A query of keys.
pub type Keys<'a> = Fragment<'a>;

/// What every entity's table can do. There is no look-up without a scope.
pub trait Statements: Entity {
    /// Its table.
    type Table: 'static;
    /// The condition by which a row is live, or deleted, and visible in a scope.
    fn visible(scope: &Scope, life: Life) -> Cond<'static, Self::Table>;
    /// The query of the keys of live records that a scope sees, for conditions of other tables.
    fn visible_keys(scope: &Scope) -> Keys<'static>;
    /// The same, of those that a filter finds.
    fn matching_keys<'a>(scope: &'a Scope, filter: &'a Self::Filter) -> Keys<'a>;
    /// The same records for counting, by what they can be counted.
    fn counted<'a>(scope: &'a Scope, filter: &'a Self::Filter) -> Counted<'a>;
    /// One record by its key.
    fn find(c: &mut Conn, scope: &Scope, life: Life, key: &Self::Key) -> QueryResult<Option<Self>>;
    /// A page, and one record more than its limit where there is a next page.
    fn page(c: &mut Conn, scope: &Scope, list: &List<Self>) -> QueryResult<Vec<Self>> {
        let rows = Self::rows(c, scope, list)?;
        Self::gather(c, rows)
    }
    /// The same as the table has them, without what other tables hold.
    fn rows(c: &mut Conn, scope: &Scope, list: &List<Self>) -> QueryResult<Vec<Self>>;
    /// Adds what other tables hold.
    fn gather(c: &mut Conn, rows: Vec<Self>) -> QueryResult<Vec<Self>>;
    /// How many records a filter finds.
    fn count(c: &mut Conn, scope: &Scope, life: Life, filter: &Self::Filter) -> QueryResult<i64>;
    /// Those of these that are live and visible.
    fn some(c: &mut Conn, scope: &Scope, keys: &[Self::Key]) -> QueryResult<Vec<Self>>;
    /// The query of those of these keys that are of live and visible records, with their versions.
    fn seen_keys(scope: &Scope, keys: &[Self::Key]) -> Keys<'static>;
    /// Adds a record, with its links.
    fn insert(c: &mut Conn, key: &Self::Key, new: &Self::New, at: Instant) -> QueryResult<Self>;
    /// Changes a record that is still at the version held; `None` where it is not.
    fn update(
        c: &mut Conn,
        key: &Self::Key,
        held: Version,
        patch: &Self::Patch,
        at: Instant,
    ) -> QueryResult<Option<Self>>;
    /// Deletes a live record, or restores a deleted one, that is still at the version held.
    fn turn(c: &mut Conn, key: &Self::Key, held: Version, to: Life, at: Instant) -> QueryResult<Option<Self>>;
}

/// Writes `Statements` for one table.
///
/// `visible |scope|` gives the condition of its visibility, or `None`; `published` what must hold of a row, beside, before
/// everybody sees it: without it none does, but of kinds that are everybody's. `matching |filter, scope, all|` pushes the conditions
/// of a filter. `sort` names the columns of each order; those marked `rising` rise whatever the direction.
/// `insert`/`update` give columns that the input does not hold one to one. `links` are the members whose values are in
/// link tables, each `field => table.owner.column`, and after `shown` those that something else writes; `elements` those that
/// are elements, each `field => table.owner: type`.
/// `by_country` are the links to the countries of a kind with a date. `attach`, `save_new` and `save_patch`
/// are the functions that read and write its link tables.
macro_rules! statements {
    ($entity:ty as $row:ty, $t:ident, key $key:ident by $among:ident;
     visible |$scope:ident| $visible:expr;
     $(published $published:ident == $that:expr;)?
     matching |$filter:ident, $reader:ident, $all:ident| $matching:block
     sort { $($order:ident => $($($rising:ident)? [$col:ident: $type:ty]),+);+ $(;)? }
     $(insert |$new:ident| $more_new:expr;)?
     $(update |$patch:ident| $more_patch:expr;)?
     $(links { $($field:ident => $link:ident.$owner:ident.$column:ident),* $(,)? }
       $(shown { $($more_field:ident => $more_link:ident.$more_owner:ident.$more_column:ident),* $(,)? })?)?
     $(elements { $($part:ident => $parts:ident.$of:ident: $element:ty),* $(,)? })?
     $(by_country $places:ident.$place_of:ident;)?
     $(attach $attach:path;)?
     $(save $save_new:path, $save_patch:path;)?
    ) => {
        const _: () = {
            use $crate::{Statements, conditions::{Cond, Wanted}};
            use diesel::{insert_into, prelude::*, update, QueryResult};
            use rapport_domain::{Instant, entity::{Entity, Life, List, Order, Version}, scope::Scope};
            #[allow(unused_imports)]
            use rapport_domain::Id;
            use rapport_schema::{Backend, Conn};

            type Columns = rapport_schema::Spelt<<$row as Selectable<Backend>>::SelectExpression>;
            fn columns() -> Columns {
                rapport_schema::spelt!($row)
            }
            fn visible($scope: &Scope, life: Life) -> Cond<'static, $t::table> {
                let life: Cond<'static, $t::table> = match life {
                    Life::Live => Box::new($t::deleted_at.is_null()),
                    Life::Deleted => Box::new($t::deleted_at.is_not_null()),
                };
                let visible: Option<Cond<'static, $t::table>> = $visible;
                let public: Option<Cond<'static, $t::table>> = match $scope.published {
                    true => $crate::conditions::before_all!($t, <$entity as Entity>::KIND $(, $published == $that)?),
                    false => None,
                };
                [visible, public].into_iter().flatten().fold(life, |one, other| Box::new(one.and(other)))
            }
            #[allow(unused_mut, unused_variables)]
            fn matching<'a>(
                $filter: &'a <$entity as Entity>::Filter,
                $reader: &'a Scope,
                wanted: Wanted,
            ) -> $crate::conditions::Matching<'a, $t::table> {
                let name_of = <<$entity as Entity>::Filter as rapport_domain::filter::Filter>::name_of;
                let mut $all = $crate::conditions::Matching::new(wanted, name_of);
                $matching
                $crate::conditions::each!($all, $t, $key by $among, <$entity as Entity>::KIND, $filter);
                $all
            }
            /// The conditions of what comes after a record: of what shares its first column where that is rising, then of all
            /// else. One condition for both would be none that an index begins at.
            fn after<'a>(
                sort: &[Order<<$entity as Entity>::Sort>],
                values: &[Vec<serde_json::Value>],
                key: &'a <$entity as Entity>::Key,
            ) -> QueryResult<Vec<Cond<'a, $t::table>>> {
                type Step<'a> = Box<dyn FnOnce(Cond<'a, $t::table>) -> Cond<'a, $t::table> + 'a>;
                let mut steps: Vec<Step<'a>> = vec![];
                #[allow(unused_mut)]
                let mut late: Option<Cond<'a, $t::table>> = None;
                for (order, values) in sort.iter().zip(values) {
                    let mut values = values.iter();
                    match order.by {
                        $(<$entity as Entity>::Sort::$order => {
                            $({
                                let value: $type = $crate::statements::cursor_value(values.next())?;
                                let falls = order.descending && !$crate::statements::rises!($($rising)?);
                                $(if steps.is_empty() && !stringify!($rising).is_empty() {
                                    late = Some(Box::new($t::$col.gt(value.clone())));
                                    steps.push(Box::new(move |rest| Box::new($t::$col.eq(value.clone()).and(rest))));
                                } else)? if falls {
                                    steps.push(Box::new(move |rest| Box::new($t::$col.le(value.clone()).and($t::$col.lt(value).or(rest)))));
                                } else {
                                    steps.push(Box::new(move |rest| Box::new($t::$col.ge(value.clone()).and($t::$col.gt(value).or(rest)))));
                                }
                            })+
                        })+
                    }
                }
                let falls = sort.last().is_some_and(|order| order.descending);
                let last: Cond<'a, $t::table> = if falls { Box::new($t::$key.lt(key)) } else { Box::new($t::$key.gt(key)) };
                let first = steps.into_iter().rev().fold(last, |rest, step| step(rest));
                Ok(std::iter::once(first).chain(late).collect())
            }
            $(
            const BY_COUNTRY: $crate::by_country::Tables = $crate::by_country::Tables {
                of: stringify!($t),
                links: stringify!($places),
                owner: stringify!($place_of),
            };
            /// The country of a list of one country's records, newest first.
            fn one_country(list: &List<$entity>) -> Option<rapport_domain::country::CountryCode> {
                let newest = Order { by: <$entity as Entity>::Sort::When, descending: true };
                let Some([country]) = list.filter.country.among.any.as_deref() else { return None };
                (list.sort == [newest]).then_some(*country)
            }
            /// The first rows of such a list that fulfil a condition.
            fn country_rows(
                c: &mut Conn,
                scope: &Scope,
                list: &List<$entity>,
                country: rapport_domain::country::CountryCode,
                tier: Option<Cond<'_, $t::table>>,
                limit: i64,
            ) -> QueryResult<Vec<$row>> {
                let mut rest = list.filter.clone();
                rest.country.among.any = None;
                let mut conditions: Vec<$crate::conditions::Fragment<'_>> = vec![Box::new(visible(scope, list.life))];
                for condition in matching(&rest, scope, Wanted::First).into_iter().chain(tier) {
                    conditions.push(Box::new(condition));
                }
                $crate::by_country::Page { columns: columns(), tables: BY_COUNTRY, country, conditions, limit }.load(c)
            }
            )?
            #[allow(unused_mut)]
            fn dress(_c: &mut Conn, mut all: Vec<$entity>) -> QueryResult<Vec<$entity>> {
                $(if !all.is_empty() {
                    const LINKS: &[$crate::links::Link] = &[
                        $((stringify!($link), stringify!($owner), stringify!($column)),)*
                        $($((stringify!($more_link), stringify!($more_owner), stringify!($more_column)),)*)?
                    ];
                    let ids: Vec<_> = all.iter().map(|one| one.key()).collect();
                    let mut linked = $crate::links::Linked::of(_c, LINKS, ids.iter().copied())?;
                    for one in &mut all {
                        let key = one.key();
                        let mut tables = 0..LINKS.len();
                        $(one.$field = linked.take(tables.next().unwrap_or_default(), key)?;)*
                        $($(one.$more_field = linked.take(tables.next().unwrap_or_default(), key)?;)*)?
                    }
                })?
                $($({
                    let mut parts = $crate::links::elements!(_c, $parts.$of, $element, all.iter().map(|one| one.key()));
                    for one in &mut all {
                        one.$part = parts.remove(&one.key()).unwrap_or_default();
                    }
                })*)?
                $($attach(_c, &mut all)?;)?
                Ok(all)
            }
            fn dress_one(c: &mut Conn, row: Option<$row>) -> QueryResult<Option<$entity>> {
                Ok(match row {
                    None => None,
                    Some(row) => dress(c, vec![row.into()])?.pop(),
                })
            }

            impl Statements for $entity {
                type Table = $t::table;
                fn visible(scope: &Scope, life: Life) -> Cond<'static, $t::table> {
                    visible(scope, life)
                }
                fn visible_keys(scope: &Scope) -> $crate::statements::Keys<'static> {
                    Box::new($t::table.filter(visible(scope, Life::Live)).select($t::$key))
                }
                fn matching_keys<'a>(scope: &'a Scope, filter: &'a Self::Filter) -> $crate::statements::Keys<'a> {
                    let mut query = $t::table.filter(visible(scope, Life::Live)).select($t::$key).into_boxed();
                    for condition in matching(filter, scope, Wanted::All) {
                        query = query.filter(condition);
                    }
                    Box::new(query)
                }
                fn counted<'a>(scope: &'a Scope, filter: &'a Self::Filter) -> $crate::aggregate::Counted<'a> {
                    let found = matching(filter, scope, Wanted::Shaped);
                    let mut conditions: Vec<$crate::conditions::Fragment<'a>> = vec![Box::new(visible(scope, Life::Live))];
                    for condition in found.conditions {
                        conditions.push(Box::new(condition));
                    }
                    let shape = found.shape.unwrap_or_default();
                    $crate::aggregate::Counted { table: stringify!($t), key: stringify!($key), conditions, shape }
                }
                fn find(c: &mut Conn, scope: &Scope, life: Life, key: &Self::Key) -> QueryResult<Option<Self>> {
                    let row = $t::table.filter($t::$key.eq(key)).filter(visible(scope, life)).select(columns()).first(c).optional()?;
                    dress_one(c, row)
                }
                fn gather(c: &mut Conn, rows: Vec<Self>) -> QueryResult<Vec<Self>> {
                    dress(c, rows)
                }
                fn rows(c: &mut Conn, scope: &Scope, list: &List<Self>) -> QueryResult<Vec<Self>> {
                    let tiers = match &list.after {
                        None => vec![None],
                        Some((values, key)) => after(&list.sort, values, key)?.into_iter().map(Some).collect(),
                    };
                    let wanted = if list.is_of_every() { Wanted::All } else { Wanted::First };
                    let most = list.limit as usize + 1;
                    let falls = list.sort.last().is_some_and(|order| order.descending);
                    let mut rows: Vec<$row> = vec![];
                    for tier in tiers {
                        let limit = (most - rows.len()) as i64;
                        $(if let Some(country) = one_country(list) {
                            let _ = stringify!($places);
                            rows.extend(country_rows(c, scope, list, country, tier, limit)?);
                        } else)? {
                            let mut query = $t::table.filter(visible(scope, list.life)).select(columns()).into_boxed();
                            for condition in matching(&list.filter, scope, wanted).into_iter().chain(tier) {
                                query = query.filter(condition);
                            }
                            for order in &list.sort {
                                match order.by {
                                    $(<$entity as Entity>::Sort::$order => {
                                        $(query = if order.descending && !$crate::statements::rises!($($rising)?) {
                                            query.then_order_by($t::$col.desc())
                                        } else {
                                            query.then_order_by($t::$col.asc())
                                        };)+
                                    })+
                                }
                            }
                            query = if falls { query.then_order_by($t::$key.desc()) } else { query.then_order_by($t::$key.asc()) };
                            rows.extend(query.limit(limit).load::<$row>(c)?);
                        }
                        if rows.len() == most {
                            break;
                        }
                    }
                    Ok(rows.into_iter().map(<$entity>::from).collect())
                }
                fn count(c: &mut Conn, scope: &Scope, life: Life, filter: &Self::Filter) -> QueryResult<i64> {
                    let mut query = $t::table.filter(visible(scope, life)).count().into_boxed();
                    for condition in matching(filter, scope, Wanted::All) {
                        query = query.filter(condition);
                    }
                    query.get_result(c)
                }
                fn some(c: &mut Conn, scope: &Scope, keys: &[Self::Key]) -> QueryResult<Vec<Self>> {
                    let rows: Vec<$row> = $t::table
                        .filter(rapport_schema::$among::new($t::$key, keys.iter().cloned()))
                        .filter(visible(scope, Life::Live))
                        .select(columns())
                        .load(c)?;
                    dress(c, rows.into_iter().map(<$entity>::from).collect())
                }
                fn seen_keys(scope: &Scope, keys: &[Self::Key]) -> $crate::statements::Keys<'static> {
                    let among = rapport_schema::$among::new($t::$key, keys.iter().cloned());
                    Box::new($t::table.filter(among).filter(visible(scope, Life::Live)).select(($t::$key, $t::version)))
                }
                fn insert(c: &mut Conn, key: &Self::Key, new: &Self::New, at: Instant) -> QueryResult<Self> {
                    let row: $row = insert_into($t::table)
                        .values((
                            new,
                            $({ let $new = new; $more_new },)?
                            $t::$key.eq(key),
                            $t::version.eq(1),
                            $t::created_at.eq(at),
                            $t::updated_at.eq(at),
                        ))
                        .returning(columns())
                        .get_result(c)?;
                    $($($crate::links::put_links!(c, $link.$owner, key, $column, new.$field);)*)?
                    $($($crate::links::put_elements!(c, $parts.$of, key, &new.$part);)*)?
                    $($crate::by_country::date(c, BY_COUNTRY, key)?; let _ = stringify!($places);)?
                    $($save_new(c, key, new)?;)?
                    dress_one(c, Some(row))?.ok_or(diesel::result::Error::NotFound)
                }
                fn update(
                    c: &mut Conn,
                    key: &Self::Key,
                    held: Version,
                    patch: &Self::Patch,
                    at: Instant,
                ) -> QueryResult<Option<Self>> {
                    let row: Option<$row> = update($t::table.filter($t::$key.eq(key)).filter($t::version.eq(held)).filter($t::deleted_at.is_null()))
                        .set((
                            patch,
                            $({ let $patch = patch; $more_patch },)?
                            $t::version.eq($t::version + 1),
                            $t::updated_at.eq(at),
                        ))
                        .returning(columns())
                        .get_result(c)
                        .optional()?;
                    $(if row.is_some() {
                        $(if let Some(values) = &patch.$field {
                            $crate::links::relink!(c, $link.$owner, key, $column, values);
                        })*
                    })?
                    $(if row.is_some() {
                        $(if let Some(parts) = &patch.$part {
                            $crate::links::replace_elements!(c, $parts.$of, key, parts);
                        })*
                    })?
                    $(if row.is_some() && (patch.when.is_some() || patch.countries.is_some()) {
                        let _ = stringify!($places);
                        $crate::by_country::date(c, BY_COUNTRY, key)?;
                    })?
                    $(if row.is_some() {
                        $save_patch(c, key, patch)?;
                    })?
                    dress_one(c, row)
                }
                fn turn(c: &mut Conn, key: &Self::Key, held: Version, to: Life, at: Instant) -> QueryResult<Option<Self>> {
                    let everything = Scope::everything();
                    let (from, deleted_at) = match to {
                        Life::Deleted => (Life::Live, Some(at)),
                        Life::Live => (Life::Deleted, None),
                    };
                    let row: Option<$row> = update($t::table.filter($t::$key.eq(key)).filter($t::version.eq(held)).filter(visible(&everything, from)))
                        .set(($t::deleted_at.eq(deleted_at), $t::version.eq($t::version + 1), $t::updated_at.eq(at)))
                        .returning(columns())
                        .get_result(c)
                        .optional()?;
                    dress_one(c, row)
                }
            }
        };
    };
}
/// Whether a column rises whatever the direction of the order.
macro_rules! rises {
    () => {
        false
    };
    (rising) => {
        true
    };
}
pub(crate) use {rises, statements};

/// A value that a cursor remembers. Cursors are checked before they come here, so a misfit is a fault of ours.
pub fn cursor_value<T: serde::de::DeserializeOwned>(value: Option<&serde_json::Value>) -> QueryResult<T> {
    serde_json::from_value(value.cloned().unwrap_or_default())
        .map_err(|why| diesel::result::Error::DeserializationError(Box::new(why)))
}
