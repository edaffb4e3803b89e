//! Migrations, built into the program: one tree a database, under the same names.
use crate::Fault;
use diesel::{
    connection::SimpleConnection,
    migration::{Migration, MigrationSource},
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
    match c {
        Conn::Sqlite(c) => up(c, SQLITE, migrate),
        Conn::Postgres(c) => {
            // Another instance may be migrating, and a migration may take its time.
            c.batch_execute("SET lock_timeout = 0; SET statement_timeout = 0")?;
            c.batch_execute(&format!("SELECT pg_advisory_lock({LOCK})"))?;
            let result = up(c, POSTGRES, migrate);
            c.batch_execute(&format!("SELECT pg_advisory_unlock({LOCK})"))?;
            result
        }
    }
}

fn up<DB, C>(c: &mut C, ours: EmbeddedMigrations, migrate: bool) -> Result<(), Fault>
where
    DB: diesel::backend::Backend,
    C: MigrationHarness<DB>,
    EmbeddedMigrations: MigrationSource<DB>,
{
    let broken = |why: Box<dyn std::error::Error + Send + Sync>| Fault::Unavailable(format!("migration: {why}"));
    let all: Vec<Box<dyn Migration<DB>>> = ours.migrations().map_err(broken)?;
    let known: BTreeSet<String> = all.iter().map(|m| m.name().version().to_string()).collect();
    let applied = c.applied_migrations().map_err(broken)?;
    if let Some(newer) = applied.iter().map(ToString::to_string).find(|version| !known.contains(version)) {
        return Err(Fault::Unavailable(format!(
            "the database has migration {newer}, which this program does not know: it was made by a newer version"
        )));
    }
    if migrate {
        c.run_pending_migrations(ours).map_err(broken)?;
    } else if applied.len() < known.len() {
        return Err(Fault::Unavailable("the database is not up to date: run `rapport migrate`".into()));
    }
    Ok(())
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
