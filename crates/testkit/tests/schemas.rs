//! The two migration trees make the same schema, on a SQLite built as Rapport wants it.
use diesel::{
    Connection, PgConnection, QueryableByName, RunQueryDsl, SqliteConnection, sql_query,
    sql_types::{Bool, Integer, Text},
};
use rapport_testkit::{Backend, TestApp};
use std::collections::BTreeSet;

#[derive(QueryableByName)]
struct Column {
    #[diesel(sql_type = Text)]
    table_name: String,
    #[diesel(sql_type = Text)]
    column_name: String,
    #[diesel(sql_type = Bool)]
    nullable: bool,
}
#[derive(QueryableByName)]
struct Name {
    #[diesel(sql_type = Text)]
    name: String,
}
type Schema = (BTreeSet<(String, String, bool)>, BTreeSet<String>);

fn columns(rows: Vec<Column>) -> BTreeSet<(String, String, bool)> {
    rows.into_iter()
        .filter(|row| !row.table_name.starts_with("__") && !row.table_name.starts_with("sqlite_"))
        // The index of search is a table on the one, a column on the other.
        .filter(|row| !row.table_name.starts_with("search_index") && row.column_name != "search_index")
        .map(|row| (row.table_name, row.column_name, row.nullable))
        .collect()
}
fn names(rows: Vec<Name>) -> BTreeSet<String> {
    rows.into_iter().map(|row| row.name).filter(|name| name != "search_index_words").collect()
}

fn of_sqlite(url: &str) -> Schema {
    let mut c = SqliteConnection::establish(url.trim_start_matches("sqlite:")).expect("the file opens");
    let rows = sql_query(
        "SELECT t.name AS table_name, c.name AS column_name, c.\"notnull\" = 0 AS nullable \
         FROM sqlite_schema t, pragma_table_xinfo(t.name) c WHERE t.type = 'table'",
    );
    let indexes = sql_query("SELECT name FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL");
    (columns(rows.load(&mut c).expect("columns")), names(indexes.load(&mut c).expect("indexes")))
}
fn of_postgres(url: &str) -> Schema {
    let mut c = PgConnection::establish(url).expect("the database opens");
    let rows = sql_query(
        "SELECT table_name::text, column_name::text, is_nullable = 'YES' AS nullable \
         FROM information_schema.columns WHERE table_schema = 'public'",
    );
    let indexes = sql_query(
        "SELECT indexname::text AS name FROM pg_indexes WHERE schemaname = 'public' \
         AND indexname NOT IN (SELECT conname FROM pg_constraint)",
    );
    (columns(rows.load(&mut c).expect("columns")), names(indexes.load(&mut c).expect("indexes")))
}

#[test]
fn both_databases_get_the_same_tables_and_indexes() {
    let sqlite = TestApp::start(Backend::Sqlite);
    let (tables, indexes) = of_sqlite(&sqlite.database_url);
    assert!(tables.len() > 200 && indexes.len() > 50, "the introspection sees something");
    if !Backend::Postgres.is_here(module_path!()) {
        return;
    }
    let postgres = TestApp::start(Backend::Postgres);
    let (tables_there, indexes_there) = of_postgres(&postgres.database_url);
    let different: Vec<_> = tables.symmetric_difference(&tables_there).collect();
    assert!(different.is_empty(), "columns that differ: {different:#?}");
    let different: Vec<_> = indexes.symmetric_difference(&indexes_there).collect();
    assert!(different.is_empty(), "indexes that differ: {different:?}");
}

#[test]
fn sqlite_is_built_for_stable_plans() {
    #[derive(QueryableByName)]
    struct Used {
        #[diesel(sql_type = Integer)]
        used: i32,
    }
    let mut c = SqliteConnection::establish(":memory:").expect("a database in memory");
    let used = |option: &str| -> i32 {
        let query = format!("SELECT sqlite_compileoption_used('{option}') AS used");
        sql_query(query).get_result::<Used>(&mut c).expect("an answer").used
    };
    let options = ["ENABLE_QPSG", "THREADSAFE=2", "ENABLE_STAT4", "ENABLE_MEMORY_MANAGEMENT"].map(used);
    assert_eq!(options, [1, 1, 0, 0], "see .cargo/config.toml");
}
