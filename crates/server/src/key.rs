//! The key that signs access tokens: made at first start, readable by its owner alone.
use crate::Stop;
use rand::Rng;
use std::{
    fs::OpenOptions,
    io::{ErrorKind, Read, Write},
    path::{Path, PathBuf},
};

const BYTES: usize = 32;

/// Reads the key, or makes one.
pub fn load_or_make(file: Option<PathBuf>, database_url: &str) -> Result<Vec<u8>, Stop> {
    let path = file.unwrap_or_else(|| beside(database_url));
    let told = |why: std::io::Error| Stop(format!("signing key {}: {why}", path.display()));
    match std::fs::File::open(&path) {
        Ok(mut file) => {
            let mut key = vec![];
            file.read_to_end(&mut key).map_err(told)?;
            if key.len() < BYTES {
                return Err(Stop(format!("signing key {}: shorter than {BYTES} bytes", path.display())));
            }
            Ok(key)
        }
        Err(why) if why.kind() == ErrorKind::NotFound => {
            let key = random();
            let mut options = OpenOptions::new();
            options.write(true).create_new(true);
            #[cfg(unix)]
            std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
            options.open(&path).and_then(|mut file| file.write_all(&key)).map_err(told)?;
            Ok(key)
        }
        Err(why) => Err(told(why)),
    }
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
