//! That reads go by an index: each statement that a request sends is explained by its database, with tables so small that a
//! planner would rather read them whole, were it free to. Of PostgreSQL, whole tables are forbidden; SQLite never weighs.
use diesel::{
    Connection, PgConnection, QueryableByName, RunQueryDsl, SqliteConnection, connection::SimpleConnection, sql_query,
    sql_types::Text,
};
use rapport_testkit::{TestApp, on_both};
use serde_json::json;

#[derive(QueryableByName)]
struct OfSqlite {
    #[diesel(sql_type = Text)]
    detail: String,
}
#[derive(QueryableByName)]
struct OfPostgres {
    #[diesel(sql_type = Text, column_name = "QUERY PLAN")]
    line: String,
}
/// The steps by which a database runs a statement.
fn steps(url: &str, statement: &str) -> Vec<String> {
    if let Some(file) = url.strip_prefix("sqlite:") {
        let mut c = SqliteConnection::establish(file).expect("the file opens");
        let rows = sql_query(format!("EXPLAIN QUERY PLAN {statement}")).load::<OfSqlite>(&mut c).expect("a plan");
        return rows.into_iter().map(|row| row.detail).collect();
    }
    let mut c = PgConnection::establish(url).expect("the server takes connections");
    let off = ["seqscan", "bitmapscan", "sort", "incremental_sort", "hashjoin", "mergejoin"];
    let off: String = off.iter().map(|means| format!("SET enable_{means} = off; ")).collect();
    c.batch_execute(&format!("{off} SET plan_cache_mode = force_generic_plan")).expect("settings");
    c.batch_execute(&format!("PREPARE asked AS {statement}")).expect("a statement");
    let most = (1..).take_while(|number| statement.contains(&format!("${number}"))).count();
    let values = if most == 0 { String::new() } else { format!("({})", vec!["NULL"; most].join(", ")) };
    let rows = sql_query(format!("EXPLAIN EXECUTE asked{values}")).load::<OfPostgres>(&mut c).expect("a plan");
    rows.into_iter().map(|row| row.line.trim().to_owned()).collect()
}
/// Whether a step reads a whole table, or sorts what an index would give in order. What lists of values are read from is no
/// table of ours.
fn reads_all(step: &str, table: &str) -> bool {
    let whole = step.contains(&format!("Seq Scan on {table}")) || {
        let scan = step.strip_prefix("SCAN ").unwrap_or_default();
        scan.split(' ').next() == Some(table) && !scan.contains("INDEX")
    };
    whole || step.starts_with("Sort") || (step.contains("TEMP B-TREE") && step.contains("ORDER BY"))
}
/// The steps of a request that read all of a table, with their statements.
fn slow(app: &TestApp, path: &str, tables: &[&str]) -> Vec<String> {
    steps_of(app, path, tables, reads_all)
}
/// The steps of a request of which something holds for one of the tables.
fn steps_of(app: &TestApp, path: &str, tables: &[&str], holds: fn(&str, &str) -> bool) -> Vec<String> {
    let who = app.admin();
    let heard = app.statements(|| {
        who.get(path).expect(200);
    });
    let statements = heard.iter().map(|text| text.split(" -- binds:").next().unwrap_or_default());
    let statements: Vec<_> = statements.filter(|text| text.starts_with("SELECT")).collect();
    assert!(tables.iter().all(|table| statements.iter().any(|text| text.contains(table))), "{path}: {statements:#?}");
    let of = |statement: &&str| {
        let steps = steps(&app.database_url, statement);
        assert!(!steps.is_empty(), "no plan of {statement}");
        let bad: Vec<_> = steps.iter().filter(|step| tables.iter().any(|table| holds(step, table))).cloned().collect();
        (!bad.is_empty()).then(|| format!("{path}: {bad:?} of {statement}\n{steps:#?}"))
    };
    statements.iter().filter_map(of).collect()
}

const LINKS: [&str; 4] =
    ["intervention_countries", "intervention_kinds", "intervention_participants", "intervention_work_areas"];

fn a_record_is_found_by_its_key(app: &TestApp) {
    let who = app.admin();
    let body = json!({ "title": "A visit", "kinds": ["strategy_support"], "countries": ["UY"] });
    let visit = who.post("/v1/interventions", body).expect(201);
    let tables = [&LINKS[..], &["interventions"]].concat();
    assert_eq!(slow(app, &format!("/v1/interventions/{}", visit.id()), &tables), Vec::<String>::new());
}

fn pages_come_from_an_index_in_their_order(app: &TestApp) {
    let who = app.admin();
    for day in 10..20 {
        let when = format!("2014-03-{day}");
        let body = json!({ "title": "A visit", "kinds": ["strategy_support"], "countries": ["UY"], "when": when });
        who.post("/v1/interventions", body).expect(201);
    }
    let next = |path: &str| {
        let page = who.get(path).expect(200);
        format!("{path}&cursor={}", page["page"]["next"].as_str().expect("a next page"))
    };
    for first in [
        "/v1/interventions?sort=-when&limit=2",
        "/v1/interventions?sort=created_at&limit=3",
        "/v1/interventions?country=UY&review=draft&sort=-when&limit=4",
    ] {
        for path in [first.to_owned(), next(first)] {
            assert_eq!(slow(app, &format!("{path}&fields=title"), &["interventions"]), Vec::<String>::new());
        }
    }
    // An order that no index has: it must be seen.
    assert_eq!(slow(app, "/v1/interventions?sort=title,-created_at&fields=title", &["interventions"]).len(), 1);
}

/// Nearly no record names another, and a planner that has counted the nulls of an index takes none for such a column. All of a
/// country's records are come by from its links.
fn a_story_goes_through_no_table(app: &TestApp) {
    let who = app.admin();
    let visit = |country: &str| json!({ "title": "A visit", "kinds": ["strategy_support"], "countries": [country] });
    let first = who.post("/v1/interventions", visit("UY")).expect(201);
    for _ in 0..200 {
        who.post("/v1/interventions", visit("AR")).expect(201);
    }
    let mut next = visit("UY");
    next["follows_id"] = json!(first.id());
    who.post("/v1/interventions", next).expect(201);
    match app.database_url.strip_prefix("sqlite:") {
        Some(file) => SqliteConnection::establish(file).expect("the file opens").batch_execute("ANALYZE"),
        None => PgConnection::establish(&app.database_url).expect("a connection").batch_execute("ANALYZE"),
    }
    .expect("rows are counted");
    let through = |step: &str, table: &str| {
        step.starts_with(&format!("SCAN {table}")) || step.contains(&format!("Seq Scan on {table}"))
    };
    let found = steps_of(app, "/v1/countries/UY/story", &["interventions"], through);
    assert_eq!(found, Vec::<String>::new());
}

on_both! { a_record_is_found_by_its_key, pages_come_from_an_index_in_their_order, a_story_goes_through_no_table }
