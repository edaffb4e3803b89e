//! Migrations with data in place: from every version before, and one that fails.
use crate::{numbers, rapport, served::House, tamper};
use diesel::{
    Connection, PgConnection, QueryableByName, RunQueryDsl, SqliteConnection, sql_query,
    sql_types::{BigInt, Text},
};
use diesel_migrations::{FileBasedMigrations, MigrationHarness};
use rapport_persistence::{Fault, integrity, look_into};
use rapport_testkit::{Backend, TestApp, on_both};
use std::collections::BTreeMap;

/// How many rows each table has.
type Rows = BTreeMap<String, i64>;

macro_rules! on {
    ($url:expr, |$c:ident, $tree:ident| $work:expr) => {{
        let tree = |name: &str| {
            let path = format!("{}/../../migrations/{name}", env!("CARGO_MANIFEST_DIR"));
            FileBasedMigrations::from_path(path).expect("the tree is there")
        };
        match $url.strip_prefix("sqlite:") {
            Some(path) => {
                let (mut c, $tree) = (SqliteConnection::establish(path).expect("it opens"), tree("sqlite"));
                let $c = &mut c;
                $work
            }
            None => {
                let (mut c, $tree) = (PgConnection::establish($url).expect("it opens"), tree("postgres"));
                let $c = &mut c;
                $work
            }
        }
    }};
}
/// Takes the newest migration back; gives its version.
fn revert(url: &str) -> String {
    on!(url, |c, tree| c.revert_last_migration(tree).expect("it is taken back").to_string())
}
fn advance(url: &str) {
    on!(url, |c, tree| drop(c.run_next_migration(tree).expect("it runs")))
}
fn applied(url: &str) -> i64 {
    numbers(url, "SELECT count(*) AS n FROM __diesel_schema_migrations")[0]
}
fn rows(url: &str) -> Rows {
    #[derive(QueryableByName)]
    struct Table {
        #[diesel(sql_type = Text)]
        name: String,
        #[diesel(sql_type = BigInt)]
        n: i64,
    }
    let names = if url.starts_with("sqlite:") {
        "SELECT name, 0 AS n FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%'"
    } else {
        "SELECT tablename::text AS name, 0::bigint AS n FROM pg_tables WHERE schemaname = 'public'"
    };
    on!(url, |c, _tree| {
        let tables: Vec<Table> = sql_query(names).load(c).expect("tables");
        let kept = tables.iter().filter(|table| !["__", "search"].iter().any(|prefix| table.name.starts_with(prefix)));
        let each = kept.map(|table| format!("SELECT '{0}' AS name, count(*) AS n FROM \"{0}\"", table.name));
        let query = each.collect::<Vec<_>>().join(" UNION ALL ");
        let counted: Vec<Table> = sql_query(query).load(c).expect("counts");
        counted.into_iter().map(|table| (table.name, table.n)).collect()
    })
}

fn every_version_goes_on_to_the_next_with_its_data(app: &TestApp) {
    let url = &app.database_url;
    let newest = rows(url);
    assert!(newest["interventions"] > 20 && newest["journal"] > 100);
    // The first version with countries is the first that data can be in.
    while applied(url) > 2 {
        let version = revert(url);
        let before = rows(url);
        advance(url);
        let after = rows(url);
        let lost: Vec<_> = before.iter().filter(|(table, n)| after.get(*table) < Some(n)).collect();
        assert!(lost.is_empty(), "migration {version} loses rows of {lost:?}");
        assert_eq!(revert(url), version);
        assert!(rows(url)["interventions"] == newest["interventions"], "data is in place before {version}");
    }
    on!(url.as_str(), |c, tree| drop(c.run_pending_migrations(tree).expect("they run")));
    assert_eq!(rows(url).keys().collect::<Vec<_>>(), newest.keys().collect::<Vec<_>>());
    let faults = look_into(url, |c| Ok::<_, Fault>(integrity::faults(c)?)).expect("its schema is the newest");
    assert!(faults.is_empty(), "{faults:?}");
}
on_both! { demo: every_version_goes_on_to_the_next_with_its_data }

fn one_that_fails_leaves_the_version_before(backend: Backend) {
    let house = House::new(backend);
    while revert(&house.url) != "0018" {}
    let (version, entries) = (applied(&house.url), numbers(&house.url, "SELECT count(*) AS n FROM journal"));
    // The migration has changed the journal already when it finds that this is in its way.
    tamper(&house.url, "CREATE TABLE seals (x integer)");
    let (told, code) = rapport(&["migrate", "--database-url", &house.url]);
    assert!(code == Some(2) && told.contains("seals") && told.lines().count() == 1, "{told}");
    assert_eq!(applied(&house.url), version);
    assert_eq!(numbers(&house.url, "SELECT count(*) AS n FROM journal"), entries);
    // Had anything of it stayed, it would be in its own way now.
    tamper(&house.url, "DROP TABLE seals");
    house.serve().login();
}
#[test]
fn one_that_fails_on_sqlite() {
    one_that_fails_leaves_the_version_before(Backend::Sqlite);
}
#[test]
fn one_that_fails_on_postgres() {
    if Backend::Postgres.is_here(module_path!()) {
        one_that_fails_leaves_the_version_before(Backend::Postgres);
    }
}
