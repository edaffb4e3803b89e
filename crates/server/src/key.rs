//! The key that signs access tokens: made at first start, readable by its owner alone.
use crate::Stop;
use rand::Rng;
use std::{
    fs::OpenOptions,
    io::{ErrorKind, Write},
    path::{Path, PathBuf},
};

const BYTES: usize = 32;

/// How many keys a file holds at the most: that which signs, and the one before.
const MOST: usize = 2;

/// Reads the keys, that which signs first; makes one where there is none.
pub fn load_or_make(file: Option<PathBuf>, database_url: &str) -> Result<Vec<Vec<u8>>, Stop> {
    let path = file.unwrap_or_else(|| beside(database_url));
    let told = |why: std::io::Error| Stop(format!("signing key {}: {why}", path.display()));
    match std::fs::read(&path) {
        Ok(bytes) if bytes.is_empty() || bytes.len() % BYTES != 0 => {
            Err(Stop(format!("signing key {}: each key in it has {BYTES} bytes", path.display())))
        }
        Ok(bytes) => Ok(bytes.chunks(BYTES).map(<[u8]>::to_vec).collect()),
        Err(why) if why.kind() == ErrorKind::NotFound => {
            let key = random();
            write_new(&path, &key).map_err(told)?;
            Ok(vec![key])
        }
        Err(why) => Err(told(why)),
    }
}
/// Puts a new key before those of a file; the oldest goes.
pub fn rotate(file: Option<PathBuf>, database_url: &str) -> Result<(), Stop> {
    let path = file.unwrap_or_else(|| beside(database_url));
    let told = |why: std::io::Error| Stop(format!("signing key {}: {why}", path.display()));
    let mut keys = load_or_make(Some(path.clone()), database_url)?;
    keys.insert(0, random());
    keys.truncate(MOST);
    let beside = path.with_extension("new");
    let _ = std::fs::remove_file(&beside); // of a rotation that was broken off
    write_new(&beside, &keys.concat()).and_then(|()| std::fs::rename(&beside, &path)).map_err(told)?;
    println!("{} has a new key; start the server again, and it signs by it", path.display());
    Ok(())
}
fn write_new(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}
/// A fresh key.
pub fn random() -> Vec<u8> {
    let mut key = vec![0; BYTES];
    rand::rng().fill_bytes(&mut key);
    key
}
/// Beside an SQLite file; in the working folder where the database is elsewhere.
fn beside(database_url: &str) -> PathBuf {
    sqlite_file(database_url).map_or_else(|| "rapport.key".into(), |file| file.with_extension("key"))
}
/// The file of an SQLite database; none where the database is elsewhere.
pub fn sqlite_file(database_url: &str) -> Option<&Path> {
    let path = database_url.strip_prefix("sqlite://").or_else(|| database_url.strip_prefix("sqlite:"));
    Some(path.unwrap_or(database_url)).filter(|path| !path.contains("://")).map(Path::new)
}
