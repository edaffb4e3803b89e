//! Link tables: the values of a whole page in all of them by one query, and replaced as a whole on a write.

/// Replaces the values of one owner: `relink!(c, table.owner, key, column, values)`.
macro_rules! relink {
    ($c:expr, $link:ident.$owner:ident, $key:expr, $column:ident, $values:expr) => {{
        diesel::delete($link::table.filter($link::$owner.eq($key))).execute($c)?;
        $crate::links::put_links!($c, $link.$owner, $key, $column, $values);
    }};
}
/// Gives values to a new owner.
macro_rules! put_links {
    ($c:expr, $link:ident.$owner:ident, $key:expr, $column:ident, $values:expr) => {{
        let rows: Vec<_> = $values
            .iter()
            .zip(0i32..)
            .map(|(value, position)| ($link::$owner.eq($key), $link::$column.eq(value), $link::position.eq(position)))
            .collect();
        $crate::links::insert_all!($c, $link, rows);
    }};
}
/// The elements of records by owner: `elements!(c, table.owner, Type, ids)`.
macro_rules! elements {
    ($c:expr, $parts:ident.$owner:ident, $element:ty, $ids:expr) => {{
        let mut rows = $parts::table
            .filter(rapport_schema::AmongIds::new($parts::$owner, $crate::links::in_order($ids)))
            .select(($parts::$owner, $parts::position, rapport_schema::spelt!($element)))
            .load::<(Id<_>, i32, $element)>($c)?;
        // Sorted here: a database would sort whole rows.
        rows.sort_by_key(|(_, position, _)| *position);
        $crate::links::group(rows.into_iter().map(|(owner, _, element)| (owner, element)))
    }};
}
/// Replaces the elements of one owner: `replace_elements!(c, table.owner, key, all)`. Every one has an id by now.
macro_rules! replace_elements {
    ($c:expr, $parts:ident.$owner:ident, $key:expr, $all:expr) => {{
        diesel::delete($parts::table.filter($parts::$owner.eq($key))).execute($c)?;
        $crate::links::put_elements!($c, $parts.$owner, $key, $all);
    }};
}
/// Gives elements to a new owner.
macro_rules! put_elements {
    ($c:expr, $parts:ident.$owner:ident, $key:expr, $all:expr) => {{
        let rows: Vec<_> = $all
            .iter()
            .cloned()
            .zip(0i32..)
            .map(|(one, position)| {
                let id = rapport_domain::elements::Element::id(&one).ok_or(diesel::result::Error::NotFound)?;
                let id = rapport_domain::Id::<()>::from(id);
                Ok((one, $parts::id.eq(id), $parts::$owner.eq($key), $parts::position.eq(position)))
            })
            .collect::<QueryResult<_>>()?;
        $crate::links::insert_all!($c, $parts, rows);
    }};
}
/// One statement for many rows; the two-backend connection has none of its own.
macro_rules! insert_all {
    ($c:expr, $table:ident, $rows:expr) => {
        if !$rows.is_empty() {
            match $c {
                rapport_schema::Conn::Postgres(c) => diesel::insert_into($table::table).values(&$rows).execute(c)?,
                rapport_schema::Conn::Sqlite(c) => diesel::insert_into($table::table).values(&$rows).execute(c)?,
            };
        }
    };
}
pub(crate) use {elements, insert_all, put_elements, put_links, relink, replace_elements};

use diesel::{
    QueryResult, RunQueryDsl,
    query_builder::{AstPass, Query, QueryFragment, QueryId},
    result::Error,
    sql_types::{Integer, Text},
};
use rapport_domain::Id;
use rapport_schema::{AmongIds, AsText, Backend, Conn, DbId, Named};
use std::{collections::HashMap, fmt::Display, hash::Hash, str::FromStr};
use uuid::Uuid;

/// A link table: its name, the column of the owner, and that of the values, whose name ends in `_id` where they are ids.
pub type Link = (&'static str, &'static str, &'static str);

/// The values of some owners in several link tables, in their order.
pub struct Linked(Vec<HashMap<Uuid, Vec<(i32, String)>>>);
impl Linked {
    /// Those of owners.
    pub fn of<E: 'static>(c: &mut Conn, links: &[Link], owners: impl Iterator<Item = Id<E>>) -> QueryResult<Self> {
        let owners = in_order(owners);
        let one = |(number, (table, owner, column)): (usize, &Link)| One {
            number,
            table,
            owner: Named(table, owner),
            value: AsText(Named(table, column), column.ends_with("_id")),
            position: Named(table, "position"),
            among: AmongIds::new(Named(table, owner), owners.iter().copied()),
        };
        let all = All(links.iter().enumerate().map(one).collect());
        let mut linked = vec![HashMap::new(); links.len()];
        for (number, owner, value, position) in all.load::<(i32, Id<E>, String, i32)>(c)? {
            linked[number as usize].entry(owner.0).or_insert_with(Vec::new).push((position, value));
        }
        Ok(Self(linked))
    }
    /// Those of one owner in one of the tables.
    pub fn take<E, V: FromStr<Err: Display>>(&mut self, number: usize, owner: Id<E>) -> QueryResult<Vec<V>> {
        let mut values = self.0[number].remove(&owner.0).unwrap_or_default();
        // Sorted here: a database would sort the rows of all owners.
        values.sort_unstable_by_key(|(position, _)| *position);
        let read =
            |value: String| value.parse().map_err(|why| Error::DeserializationError(format!("{value}: {why}").into()));
        values.into_iter().map(|(_, value)| read(value)).collect()
    }
}

/// The query of one table's values.
struct One {
    number: usize,
    table: &'static str,
    owner: Named,
    value: AsText<Named>,
    position: Named,
    among: AmongIds<Named>,
}
/// The query of all of them.
struct All(Vec<One>);
impl QueryId for All {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}
impl Query for All {
    type SqlType = (Integer, DbId, Text, Integer);
}
impl RunQueryDsl<Conn> for All {}
impl QueryFragment<Backend> for All {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Backend>) -> QueryResult<()> {
        for one in &self.0 {
            if one.number > 0 {
                out.push_sql(" UNION ALL ");
            }
            out.push_sql(&format!("SELECT {}, ", one.number));
            one.owner.walk_ast(out.reborrow())?;
            out.push_sql(", ");
            one.value.walk_ast(out.reborrow())?;
            out.push_sql(", ");
            one.position.walk_ast(out.reborrow())?;
            out.push_sql(" FROM ");
            out.push_sql(one.table);
            out.push_sql(" WHERE ");
            one.among.walk_ast(out.reborrow())?;
        }
        Ok(())
    }
}

/// Ids as an index has them, which is then walked from end to end.
pub fn in_order<E: 'static>(ids: impl IntoIterator<Item = Id<E>>) -> Vec<Id<E>> {
    let mut ids: Vec<_> = ids.into_iter().collect();
    ids.sort_unstable();
    ids
}
/// By owner, in order.
pub fn group<K: Hash + Eq, V>(rows: impl IntoIterator<Item = (K, V)>) -> HashMap<K, Vec<V>> {
    let mut groups: HashMap<K, Vec<V>> = HashMap::new();
    for (owner, value) in rows {
        groups.entry(owner).or_default().push(value);
    }
    groups
}
