//! Where databases are kept from run to run.
use crate::{Result, pgbench::PgBench};
use std::path::PathBuf;

/// A kind of database. What is being built has a name of its own until it is whole.
pub trait Store {
    /// What the database is called in tables.
    fn title(&self) -> &'static str;
    /// Whether the database with a name is there, and so whole.
    fn has(&self, name: &str) -> Result<bool>;
    /// The URL of the database with a name.
    fn url(&self, name: &str) -> String;
    /// Begins a new one: the URL of an empty database, whatever a run before left half done.
    fn begin(&self) -> Result<String>;
    /// Gathers statistics of the new one, and gives it its name.
    fn finish(&self, name: &str) -> Result<()>;
    /// The URL of a copy that may be written.
    fn copy(&self, name: &str) -> Result<String>;
    /// Removes that copy.
    fn remove_copy(&self) -> Result<()>;
    /// How large the database with a name is, in bytes.
    fn bytes(&self, name: &str) -> Result<u64>;
    /// What writes to the database at a URL by itself, to compare with; none where there is no such program.
    fn pgbench(&self, _url: &str) -> Result<Option<PgBench>> {
        Ok(None)
    }
}

/// The folder of all that is kept.
pub fn folder() -> Result<PathBuf> {
    let folder = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../target/bench"));
    std::fs::create_dir_all(&folder)?;
    Ok(folder.canonicalize()?)
}
