//! Migrations, built into the program: one tree a database, under the same names.
use crate::Fault;
use diesel::{
    QueryResult, RunQueryDsl,
    backend::Backend,
    connection::SimpleConnection,
    migration::{Migration, MigrationSource},
    sql_types::Text,
    sqlite::Sqlite,
};
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};
use rapport_schema::Conn;
use std::collections::BTreeSet;

const SQLITE: EmbeddedMigrations = embed_migrations!("../../migrations/sqlite");
const POSTGRES: EmbeddedMigrations = embed_migrations!("../../migrations/postgres");
/// Whoever migrates a PostgreSQL database holds this advisory lock; the number has no meaning.
const LOCK: i64 = 7_243_918_205;

/// Brings the schema up to date, or complains that it is not; refuses a schema newer than the program.
pub fn run(c: &mut Conn, migrate: bool) -> Result<(), Fault> {
    alone(c, if migrate { Until::Now } else { Until::Here })
}
/// Brings an empty database to the schema that was made by these migrations, which the program knows.
pub fn run_these(c: &mut Conn, versions: &[String]) -> Result<(), Fault> {
    alone(c, Until::These(versions))
}
/// The versions of the migrations that made the schema, by a statement that only reads: Diesel's own makes their table first.
pub fn applied(c: &mut Conn) -> QueryResult<Vec<String>> {
    let table = diesel::dsl::sql::<Text>("SELECT version FROM __diesel_schema_migrations ORDER BY version");
    table.load(c)
}
/// The first of some versions that this program does not know.
pub fn unknown(versions: &[String]) -> Result<Option<String>, Fault> {
    let known = versions_of(&all::<Sqlite>(&SQLITE)?);
    Ok(versions.iter().find(|version| !known.contains(*version)).cloned())
}

/// How far to go.
#[derive(Clone, Copy)]
enum Until<'a> {
    /// As far as the program knows.
    Now,
    /// Not a step.
    Here,
    /// Through these alone.
    These(&'a [String]),
}
fn alone(c: &mut Conn, until: Until<'_>) -> Result<(), Fault> {
    match c {
        Conn::Sqlite(c) => up(c, SQLITE, until),
        Conn::Postgres(c) => {
            // Another instance may be migrating, and a migration may take its time.
            c.batch_execute("SET lock_timeout = 0; SET statement_timeout = 0")?;
            c.batch_execute(&format!("SELECT pg_advisory_lock({LOCK})"))?;
            let result = up(c, POSTGRES, until);
            c.batch_execute(&format!("SELECT pg_advisory_unlock({LOCK})"))?;
            result
        }
    }
}

fn up<DB, C>(c: &mut C, ours: EmbeddedMigrations, until: Until<'_>) -> Result<(), Fault>
where
    DB: Backend,
    C: MigrationHarness<DB>,
    EmbeddedMigrations: MigrationSource<DB>,
{
    let all = all(&ours)?;
    let known = versions_of(&all);
    let applied = c.applied_migrations().map_err(broken)?;
    if let Some(newer) = applied.iter().map(ToString::to_string).find(|version| !known.contains(version)) {
        return Err(Fault::Unavailable(format!(
            "the database has migration {newer}, which this program does not know: it was made by a newer version"
        )));
    }
    match until {
        Until::Now => drop(c.run_pending_migrations(ours).map_err(broken)?),
        Until::Here if applied.len() < known.len() => {
            return Err(Fault::Unavailable("the database is not up to date: run `rapport migrate`".into()));
        }
        Until::Here => {}
        Until::These(versions) => {
            let wanted = |m: &dyn Migration<DB>| versions.contains(&m.name().version().to_string());
            let pending = c.pending_migrations(ours).map_err(broken)?;
            for migration in pending.iter().filter(|m| wanted(m.as_ref())) {
                c.run_migration(migration.as_ref()).map_err(broken)?;
            }
        }
    }
    Ok(())
}

fn all<DB: Backend>(ours: &EmbeddedMigrations) -> Result<Vec<Box<dyn Migration<DB>>>, Fault>
where
    EmbeddedMigrations: MigrationSource<DB>,
{
    ours.migrations().map_err(broken)
}
fn versions_of<DB: Backend>(all: &[Box<dyn Migration<DB>>]) -> BTreeSet<String> {
    all.iter().map(|m| m.name().version().to_string()).collect()
}
fn broken(why: Box<dyn std::error::Error + Send + Sync>) -> Fault {
    Fault::Unavailable(format!("migration: {why}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(tree: &str) -> BTreeSet<String> {
        let folder = format!("{}/../../migrations/{tree}", env!("CARGO_MANIFEST_DIR"));
        let entries = std::fs::read_dir(folder).expect("the tree is there");
        entries.map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned()).collect()
    }

    #[test]
    fn both_trees_have_the_same_migrations() {
        assert_eq!(names("sqlite"), names("postgres"));
    }
}
