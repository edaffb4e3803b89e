//! The words of records and how they are found: FTS5 on SQLite, `tsvector` on PostgreSQL. Both index words that were folded
//! before, so that they find alike.
use crate::{Statements, statements::Keys};
use diesel::{
    prelude::*,
    query_builder::{AstPass, Query, QueryFragment, QueryId},
    sql_types as st,
};
use rapport_domain::{
    Id,
    country::CountryCode,
    entity::{Entity, Key, Kind},
    filter::{BadFilter, Filter},
    reference::AnyKey,
    scope::Scope,
    text::words,
};
use rapport_schema::{AmongIds, Backend, Conn, DbId};
use std::collections::HashMap;
use uuid::Uuid;

diesel::table! {
    use diesel::sql_types::*;
    use rapport_schema::DbId;
    /// The words of records, folded and not.
    #[allow(missing_docs)]
    search (id) {
        id -> Integer,
        kind -> Text,
        record_id -> DbId,
        title -> Text,
        words -> Text,
        title_folded -> Text,
        words_folded -> Text,
    }
}

/// What a record is called, and all else of it that is searched.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Words {
    /// What it is called.
    pub title: String,
    /// All else.
    pub words: String,
}

/// Any record, for a column of ids.
enum Any {}

/// The columns that words fill.
macro_rules! columns {
    ($said:ident) => {
        (
            search::title.eq(&$said.title),
            search::words.eq(&$said.words),
            search::title_folded.eq(words(&$said.title).join(" ")),
            search::words_folded.eq(words(&$said.words).join(" ")),
        )
    };
}

/// Adds the words of a record that has none yet.
pub fn add(c: &mut Conn, kind: Kind, key: &AnyKey, said: &Words) -> QueryResult<()> {
    let AnyKey::Id(id) = key else { return Ok(()) };
    let id: Id<Any> = (*id).into();
    let key = (search::kind.eq(kind.name), search::record_id.eq(id));
    diesel::insert_into(search::table).values((key, columns!(said))).execute(c).map(|_| ())
}
/// Puts the words of a record in the place of those that it had.
pub fn put(c: &mut Conn, kind: Kind, key: &AnyKey, said: &Words) -> QueryResult<()> {
    let AnyKey::Id(id) = key else { return Ok(()) };
    let id: Id<Any> = (*id).into();
    let mine = search::table.filter(search::record_id.eq(id)).filter(search::kind.eq(kind.name));
    match diesel::update(mine).set(columns!(said)).execute(c)? {
        0 => add(c, kind, key, said),
        _ => Ok(()),
    }
}
/// The words that are known of records of a kind.
pub fn of(c: &mut Conn, kind: Kind, keys: &[AnyKey]) -> QueryResult<HashMap<AnyKey, Words>> {
    let ids = keys.iter().filter_map(<Id<Any> as Key>::of);
    let rows: Vec<(Id<Any>, String, String)> = search::table
        .filter(search::kind.eq(kind.name))
        .filter(AmongIds::new(search::record_id, ids))
        .select((search::record_id, search::title, search::words))
        .load(c)?;
    Ok(rows.into_iter().map(|(id, title, words)| (id.any(), Words { title, words })).collect())
}
/// Forgets the words of a record.
pub fn drop(c: &mut Conn, kind: Kind, key: &AnyKey) -> QueryResult<()> {
    let AnyKey::Id(id) = key else { return Ok(()) };
    let id: Id<Any> = (*id).into();
    let mine = search::table.filter(search::record_id.eq(id)).filter(search::kind.eq(kind.name));
    diesel::delete(mine).execute(c).map(|_| ())
}
/// Whether no words are kept at all, as in a database of a version before them.
pub fn is_empty(c: &mut Conn) -> QueryResult<bool> {
    search::table.select(search::id).first::<i32>(c).optional().map(|first| first.is_none())
}

/// A part of what is sought: words that follow one another, the last of them perhaps just begun.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// The words, folded.
    pub words: Vec<String>,
    /// Whether the last one may go on.
    pub begun: bool,
}
/// What is sought, and among what.
#[derive(Clone, Debug)]
pub struct Sought {
    /// All of these parts.
    pub parts: Vec<Part>,
    /// In records of these kinds, or of all.
    pub kinds: Vec<String>,
    /// In records of these countries, or of all.
    pub countries: Option<Vec<CountryCode>>,
}
/// What was found.
#[derive(Clone, Debug)]
pub struct Hit {
    /// The record's kind.
    pub kind: String,
    /// Its id.
    pub id: Uuid,
    /// What it is called.
    pub title: String,
    /// All else of it that is searched.
    pub words: String,
}

/// The filter by which a kind's records of some countries are found; `None` where it has no countries.
fn of_countries<E: Entity>(countries: Option<&[CountryCode]>) -> Option<E::Filter> {
    let mut filter = E::Filter::default();
    let Some(countries) = countries else { return Some(filter) };
    let codes: Vec<_> = countries.iter().map(ToString::to_string).collect();
    match filter.accept("country", "", &codes.join(",")) {
        Err(BadFilter::Unknown | BadFilter::Value(_)) => None,
        Ok(()) => Some(filter),
    }
}

macro_rules! searched {
    ($($module:ident::$entity:ident $(with $rules:ident)?),* $(,)?) => {
        /// The kinds whose records are searched.
        pub fn kinds() -> Vec<Kind> {
            let all = [$((
                <rapport_domain::$module::$entity as Entity>::KIND,
                <rapport_domain::$module::$entity as Entity>::SEARCHED,
            )),*];
            all.into_iter().filter(|(_, members)| !members.is_empty()).map(|(kind, _)| kind).collect()
        }
        /// Runs a statement over what is found and seen.
        fn over<T>(scope: &Scope, sought: &Sought, run: impl FnOnce(Vec<(Kind, Keys<'_>)>) -> T) -> T {
            let countries = sought.countries.as_deref();
            let asked = |kind: Kind| sought.kinds.is_empty() || sought.kinds.iter().any(|name| name == kind.name);
            $(
                let $module = Some(<rapport_domain::$module::$entity as Entity>::KIND)
                    .filter(|kind| !<rapport_domain::$module::$entity as Entity>::SEARCHED.is_empty() && asked(*kind))
                    .and_then(|_| of_countries::<rapport_domain::$module::$entity>(countries));
            )*
            let mut all: Vec<(Kind, Keys<'_>)> = vec![];
            $(
                if let Some(filter) = &$module {
                    let keys = <rapport_domain::$module::$entity as Statements>::matching_keys(scope, filter);
                    all.push((<rapport_domain::$module::$entity as Entity>::KIND, keys));
                }
            )*
            run(all)
        }
    };
}
rapport_domain::every_entity!(searched);

/// The records found, the best first, from an offset on.
pub fn find(c: &mut Conn, scope: &Scope, sought: &Sought, offset: i64, limit: i64) -> QueryResult<Vec<Hit>> {
    let rows = over(scope, sought, |kinds| -> QueryResult<Vec<(String, Id<Any>, String, String)>> {
        if kinds.is_empty() {
            return Ok(vec![]);
        }
        let found = Found { expression: expression(c, &sought.parts), kinds, sqlite: is_sqlite(c) };
        Page { found, offset, limit }.load(c)
    })?;
    Ok(rows.into_iter().map(|(kind, id, title, words)| Hit { kind, id: id.0, title, words }).collect())
}
/// How many are found of each kind.
pub fn count(c: &mut Conn, scope: &Scope, sought: &Sought) -> QueryResult<Vec<(String, i64)>> {
    over(scope, sought, |kinds| {
        if kinds.is_empty() {
            return Ok(vec![]);
        }
        let found = Found { expression: expression(c, &sought.parts), kinds, sqlite: is_sqlite(c) };
        Counts(found).load(c)
    })
}

fn is_sqlite(c: &Conn) -> bool {
    matches!(c, Conn::Sqlite(_))
}
/// What is sought in the language of the database. Words are of letters and digits alone, so nothing of it is syntax.
fn expression(c: &Conn, parts: &[Part]) -> String {
    let sqlite = is_sqlite(c);
    let one = |part: &Part| match (sqlite, part.begun) {
        (true, begun) => format!("\"{}\"{}", part.words.join(" "), if begun { "*" } else { "" }),
        (false, begun) => format!("({}{})", part.words.join(" <-> "), if begun { ":*" } else { "" }),
    };
    parts.iter().map(one).collect::<Vec<_>>().join(if sqlite { " AND " } else { " & " })
}

/// The rows that match and are seen: the part that is common to page and count.
struct Found<'a> {
    expression: String,
    kinds: Vec<(Kind, Keys<'a>)>,
    sqlite: bool,
}
impl Found<'_> {
    fn walk<'b>(&'b self, out: &mut AstPass<'_, 'b, Backend>) -> QueryResult<()> {
        if self.sqlite {
            out.push_sql(" FROM search_index JOIN search AS s ON s.id = search_index.rowid WHERE search_index MATCH ");
            out.push_bind_param::<st::Text, _>(&self.expression)?;
        } else {
            out.push_sql(" FROM search AS s, to_tsquery('simple', ");
            out.push_bind_param::<st::Text, _>(&self.expression)?;
            out.push_sql(") AS q WHERE s.search_index @@ q");
        }
        for (index, (kind, keys)) in self.kinds.iter().enumerate() {
            out.push_sql(if index == 0 { " AND (s.kind = '" } else { " OR s.kind = '" });
            out.push_sql(kind.name);
            out.push_sql("' AND EXISTS (SELECT 1 FROM (");
            keys.walk_ast(out.reborrow())?;
            out.push_sql(") AS seen WHERE seen.id = s.record_id)");
        }
        out.push_sql(")");
        Ok(())
    }
}
struct Page<'a> {
    found: Found<'a>,
    offset: i64,
    limit: i64,
}
impl QueryFragment<Backend> for Page<'_> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Backend>) -> QueryResult<()> {
        out.push_sql("SELECT s.kind, s.record_id, s.title, s.words");
        self.found.walk(&mut out)?;
        // A word in a title is worth more; of two that are worth the same, the younger comes first.
        out.push_sql(match self.found.sqlite {
            true => " ORDER BY bm25(search_index, 4.0, 1.0), s.record_id DESC, s.kind LIMIT ",
            false => " ORDER BY ts_rank_cd(s.search_index, q) DESC, s.record_id DESC, s.kind LIMIT ",
        });
        out.push_bind_param::<st::BigInt, _>(&self.limit)?;
        out.push_sql(" OFFSET ");
        out.push_bind_param::<st::BigInt, _>(&self.offset)
    }
}
struct Counts<'a>(Found<'a>);
impl QueryFragment<Backend> for Counts<'_> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Backend>) -> QueryResult<()> {
        out.push_sql("SELECT s.kind, count(*)");
        self.0.walk(&mut out)?;
        out.push_sql(" GROUP BY s.kind ORDER BY s.kind");
        Ok(())
    }
}
macro_rules! query {
    ($name:ident as $type:ty) => {
        impl Query for $name<'_> {
            type SqlType = $type;
        }
        impl QueryId for $name<'_> {
            type QueryId = ();
            const HAS_STATIC_QUERY_ID: bool = false;
        }
        impl RunQueryDsl<Conn> for $name<'_> {}
    };
}
query!(Page as (st::Text, DbId, st::Text, st::Text));
query!(Counts as (st::Text, st::BigInt));
