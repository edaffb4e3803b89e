//! Link tables: the values of a whole page by one query, and replaced as a whole on a write.

/// The values of a link table by owner: `linked!(c, table.owner, column, ids)`.
macro_rules! linked {
    ($c:expr, $link:ident.$owner:ident, $column:ident, $ids:expr) => {{
        let rows = $link::table
            .filter(rapport_schema::AmongIds::new($link::$owner, $ids))
            .select(($link::$owner, $link::$column))
            .order(($link::$owner, $link::position))
            .load::<(Id<_>, _)>($c)?;
        $crate::links::group(rows)
    }};
}
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
        let rows = $parts::table
            .filter(rapport_schema::AmongIds::new($parts::$owner, $ids))
            .order(($parts::$owner, $parts::position))
            .select(($parts::$owner, <$element as diesel::Selectable<rapport_schema::Backend>>::construct_selection()))
            .load::<(Id<_>, $element)>($c)?;
        $crate::links::group(rows)
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
            .map(|(one, position)| (one, $parts::$owner.eq($key), $parts::position.eq(position)))
            .collect();
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
pub(crate) use {elements, insert_all, linked, put_elements, put_links, relink, replace_elements};

use std::{collections::HashMap, hash::Hash};

/// By owner, in order.
pub fn group<K: Hash + Eq, V>(rows: Vec<(K, V)>) -> HashMap<K, Vec<V>> {
    let mut groups: HashMap<K, Vec<V>> = HashMap::new();
    for (owner, value) in rows {
        groups.entry(owner).or_default().push(value);
    }
    groups
}
