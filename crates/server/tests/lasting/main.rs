//! What is recorded lasts: the program and its commands against kills, full disks, and whoever rewrites the journal.
mod away;
mod backup;
mod check;
mod disk;
mod edge;
mod kill;
mod migrations;
mod seals;
mod served;
mod stop;
mod traces;

use diesel::{
    Connection, PgConnection, QueryableByName, RunQueryDsl, SqliteConnection, connection::SimpleConnection, sql_query,
    sql_types::BigInt,
};
use rapport_testkit::TestApp;
use serde_json::json;
use std::process::{Command, Output};

/// Runs a command of the program; what it says, and its exit code.
fn rapport(arguments: &[&str]) -> (String, Option<i32>) {
    said(Command::new(env!("CARGO_BIN_EXE_rapport")).args(arguments))
}
fn said(command: &mut Command) -> (String, Option<i32>) {
    let Output { stdout, stderr, status } = command.output().expect("it runs");
    let told = String::from_utf8_lossy(&stdout).into_owned() + &String::from_utf8_lossy(&stderr);
    (told, status.code())
}

/// Does something to a database behind the program's back, a statement after the other.
fn tamper(url: &str, statements: &str) {
    let mut statements = statements.split("; ");
    match url.strip_prefix("sqlite:") {
        Some(path) => {
            let mut c = SqliteConnection::establish(path).expect("it opens");
            statements.try_for_each(|statement| c.batch_execute(statement))
        }
        None => {
            let mut c = PgConnection::establish(url).expect("it opens");
            statements.try_for_each(|statement| c.batch_execute(statement))
        }
    }
    .expect("it is done");
}
/// The numbers that a query for a column `n` finds.
fn numbers(url: &str, query: &str) -> Vec<i64> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = BigInt)]
        n: i64,
    }
    let rows: Vec<Row> = match url.strip_prefix("sqlite:") {
        Some(path) => sql_query(query).load(&mut SqliteConnection::establish(path).expect("it opens")),
        None => sql_query(query).load(&mut PgConnection::establish(url).expect("it opens")),
    }
    .expect("rows");
    rows.into_iter().map(|row| row.n).collect()
}

/// Records visits.
fn visit(app: &TestApp, times: usize) {
    let who = app.coordinator("all");
    for _ in 0..times {
        let visit = json!({ "title": "A visit", "kinds": ["strategy_support"], "countries": ["UY"] });
        who.post("/v1/interventions", visit).expect(201);
    }
}
/// Runs what has to be waited for.
fn wait<T>(work: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime").block_on(work)
}
