//! The lock of the one program that serves an SQLite file.
use crate::Fault;
use std::{
    fs::{File, OpenOptions, TryLockError},
    path::{Path, PathBuf},
};

/// Held as long as it lives; the system lets go of it however the program ends. The file stays: whoever removed it could
/// remove the one that another has locked.
#[derive(Debug)]
pub struct Alone(#[expect(dead_code, reason = "what is held is its lock")] File);
impl Alone {
    /// Takes it; none where another program has it.
    pub fn at(database: &Path) -> Result<Option<Self>, Fault> {
        let path = beside(database);
        let unavailable = |why: &dyn std::fmt::Display| Fault::Unavailable(format!("{}: {why}", path.display()));
        let options = OpenOptions::new().create(true).truncate(false).write(true).open(&path);
        let file = options.map_err(|why| unavailable(&why))?;
        match file.try_lock() {
            Ok(()) => Ok(Some(Self(file))),
            Err(TryLockError::WouldBlock) => Ok(None),
            Err(TryLockError::Error(why)) => Err(unavailable(&why)),
        }
    }
}
fn beside(database: &Path) -> PathBuf {
    let mut name = database.as_os_str().to_owned();
    name.push("-lock");
    name.into()
}
