//! Which records are there for a caller, of whatever kinds: one query for all of them.
use crate::{seen_keys, statements::Keys};
use diesel::{
    QueryResult, RunQueryDsl,
    query_builder::{AstPass, Query, QueryFragment, QueryId},
    result::Error,
    sql_types::{Integer, Text},
};
use rapport_domain::{
    entity::{Kind, Version},
    reference::AnyKey,
    scope::Scope,
};
use rapport_schema::{AsText, Backend, Conn, Named};
use std::collections::{BTreeMap, HashMap, HashSet};

/// A record of whatever kind: the name of its kind, and its key.
pub type AnyRecord = (&'static str, AnyKey);

/// Which of these records are live and visible in a scope.
pub fn seen(
    c: &mut Conn,
    scope: &Scope,
    records: impl IntoIterator<Item = (Kind, AnyKey)>,
) -> QueryResult<HashSet<AnyRecord>> {
    Ok(versions(c, scope, records)?.into_keys().collect())
}
/// The same, with their versions.
pub fn versions(
    c: &mut Conn,
    scope: &Scope,
    records: impl IntoIterator<Item = (Kind, AnyKey)>,
) -> QueryResult<HashMap<AnyRecord, Version>> {
    let mut by_kind: BTreeMap<&str, (Kind, HashSet<AnyKey>)> = BTreeMap::new();
    for (kind, key) in records {
        by_kind.entry(kind.name).or_insert_with(|| (kind, HashSet::new())).1.insert(key);
    }
    let mut asked = vec![];
    for (kind, keys) in by_kind.into_values() {
        let query = seen_keys(scope, kind, &Vec::from_iter(keys));
        asked.extend(query.map(|(key, keys)| (kind, AsText(Named("seen", key), key == ID), keys)));
    }
    if asked.is_empty() {
        return Ok(HashMap::new());
    }
    let found = Among(&asked).load::<(i32, String, Version)>(c)?;
    let read = |(number, key, version): (i32, String, Version)| {
        let (kind, AsText(_, is_id), _) = &asked[number as usize];
        let id = || key.parse().map_err(|why| Error::DeserializationError(Box::new(why)));
        Ok(((kind.name, if *is_id { AnyKey::Id(id()?) } else { AnyKey::Code(key) }), version))
    };
    found.into_iter().map(read).collect()
}
/// What the keys are called that are ids.
pub const ID: &str = "id";

/// The query: by the numbers of the kinds.
struct Among<'a>(&'a [(Kind, AsText<Named>, Keys<'static>)]);
impl QueryId for Among<'_> {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}
impl Query for Among<'_> {
    type SqlType = (Integer, Text, Integer);
}
impl RunQueryDsl<Conn> for Among<'_> {}
impl QueryFragment<Backend> for Among<'_> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Backend>) -> QueryResult<()> {
        for (number, (_, key, keys)) in self.0.iter().enumerate() {
            out.push_sql(&format!("{}SELECT {number}, ", if number > 0 { " UNION ALL " } else { "" }));
            key.walk_ast(out.reborrow())?;
            out.push_sql(", seen.version FROM (");
            keys.walk_ast(out.reborrow())?;
            out.push_sql(") AS seen");
        }
        Ok(())
    }
}
