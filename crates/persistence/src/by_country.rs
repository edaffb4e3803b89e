//! A country's records, newest first: the list that is asked for most. Its links hold their records' dates too, in the order of
//! the list, so that a page is read from its place in an index, however many records the country or the list has.
use crate::conditions::Fragment;
use diesel::{
    Expression, QueryResult, RunQueryDsl,
    pg::Pg,
    query_builder::{AstPass, Query, QueryFragment, QueryId},
    sql_types::Text,
    sqlite::Sqlite,
};
use rapport_domain::{Id, country::CountryCode};
use rapport_schema::{Backend, Conn, DbId};

/// The tables of a kind and of its countries.
#[derive(Clone, Copy, Debug)]
pub struct Tables {
    /// The kind's.
    pub of: &'static str,
    /// The links to countries.
    pub links: &'static str,
    /// The column of their owner.
    pub owner: &'static str,
}

/// A page of a country's records.
pub struct Page<'a, S> {
    /// The columns.
    pub columns: S,
    /// The tables.
    pub tables: Tables,
    /// The country.
    pub country: CountryCode,
    /// What else must hold of the records.
    pub conditions: Vec<Fragment<'a>>,
    /// How many records at the most.
    pub limit: i64,
}
impl<S> QueryId for Page<'_, S> {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}
impl<S: Expression> Query for Page<'_, S> {
    type SqlType = S::SqlType;
}
impl<S> RunQueryDsl<Conn> for Page<'_, S> {}
impl<S: QueryFragment<Backend>> QueryFragment<Backend> for Page<'_, S> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Backend>) -> QueryResult<()> {
        let Tables { of, links, owner } = self.tables;
        out.push_sql("SELECT ");
        self.columns.walk_ast(out.reborrow())?;
        out.push_sql(&format!(" FROM {links}"));
        LinksFirst.walk_ast(out.reborrow())?;
        out.push_sql(&format!("{of} ON {of}.id = {links}.{owner} WHERE {links}.country = "));
        out.push_bind_param::<Text, _>(&self.country)?;
        for condition in &self.conditions {
            out.push_sql(" AND (");
            condition.walk_ast(out.reborrow())?;
            out.push_sql(")");
        }
        out.push_sql(&format!(
            " ORDER BY {links}.when_undated, {links}.when_earliest DESC, {links}.when_latest DESC, {links}.{owner} DESC LIMIT {}",
            self.limit
        ));
        Ok(())
    }
}
/// SQLite takes the tables of a cross join in the order in which they stand; PostgreSQL finds it by itself.
struct LinksFirst;
impl QueryFragment<Pg> for LinksFirst {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        out.push_sql(" JOIN ");
        Ok(())
    }
}
impl QueryFragment<Sqlite> for LinksFirst {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Sqlite>) -> QueryResult<()> {
        out.push_sql(" CROSS JOIN ");
        Ok(())
    }
}
impl QueryFragment<Backend> for LinksFirst {
    fn walk_ast<'b>(&'b self, pass: AstPass<'_, 'b, Backend>) -> QueryResult<()> {
        Backend::walk_variant_ast(self, pass)
    }
}

/// Writes the dates of a record into its links.
pub fn date<E: 'static>(c: &mut Conn, tables: Tables, key: &Id<E>) -> QueryResult<()> {
    Date { tables, key: *key }.execute(c).map(drop)
}
struct Date<E: 'static> {
    tables: Tables,
    key: Id<E>,
}
impl<E> QueryId for Date<E> {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}
impl<E> RunQueryDsl<Conn> for Date<E> {}
impl<E> QueryFragment<Backend> for Date<E> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Backend>) -> QueryResult<()> {
        let Tables { of, links, owner } = self.tables;
        let dates = "when_undated, when_earliest, when_latest";
        out.push_sql(&format!(
            "UPDATE {links} SET ({dates}) = (SELECT {dates} FROM {of} WHERE {of}.id = {links}.{owner})"
        ));
        out.push_sql(&format!(" WHERE {owner} = "));
        out.push_bind_param::<DbId, _>(&self.key)
    }
}
