//! SQLite databases: files of the folder.
use crate::{Result, store::Store};
use diesel::{Connection, SqliteConnection, connection::SimpleConnection};
use std::{
    fs,
    io::ErrorKind,
    path::{Path, PathBuf},
};

/// The folder with the files.
#[derive(Debug)]
pub struct Sqlite(PathBuf);
const HALF: &str = "building";
const COPY: &str = "copy";

impl Sqlite {
    /// Files of a folder.
    pub fn at(folder: &Path) -> Self {
        Self(folder.to_owned())
    }
    fn file(&self, name: &str) -> PathBuf {
        self.0.join(format!("{name}.db"))
    }
    fn remove(&self, name: &str) -> Result<()> {
        for end in ["db", "db-wal", "db-shm"] {
            match fs::remove_file(self.0.join(format!("{name}.{end}"))) {
                Err(why) if why.kind() != ErrorKind::NotFound => return Err(why.into()),
                _ => {}
            }
        }
        Ok(())
    }
}
impl Store for Sqlite {
    fn title(&self) -> &'static str {
        "SQLite"
    }
    fn has(&self, name: &str) -> Result<bool> {
        Ok(self.file(name).try_exists()?)
    }
    fn url(&self, name: &str) -> String {
        format!("sqlite:{}", self.file(name).display())
    }
    fn begin(&self) -> Result<String> {
        self.remove(HALF)?;
        Ok(self.url(HALF))
    }
    fn finish(&self, name: &str) -> Result<()> {
        let file = self.file(HALF);
        let mut c = SqliteConnection::establish(&file.to_string_lossy())?;
        c.batch_execute("PRAGMA busy_timeout = 5000; ANALYZE; PRAGMA wal_checkpoint(TRUNCATE)")?;
        // The last connection brings the log into the file, and removes it.
        drop(c);
        if self.0.join(format!("{HALF}.db-wal")).try_exists()? {
            return Err("the new database is still open somewhere".into());
        }
        fs::File::open(&file)?.sync_all()?;
        Ok(fs::rename(file, self.file(name))?)
    }
    fn copy(&self, name: &str) -> Result<String> {
        self.remove_copy()?;
        fs::copy(self.file(name), self.file(COPY))?;
        // The flush of the copy is not the server's to wait for.
        fs::File::open(self.file(COPY))?.sync_all()?;
        Ok(self.url(COPY))
    }
    fn remove_copy(&self) -> Result<()> {
        self.remove(COPY)
    }
    fn bytes(&self, name: &str) -> Result<u64> {
        Ok(self.file(name).metadata()?.len())
    }
}
