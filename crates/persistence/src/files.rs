//! The contents of documents: files in one folder, each named by the SHA-256 of what is in it. So no name comes from a
//! client, equal contents are kept once, and a file never changes. All of this blocks; it is no work for a worker.
use crate::Fault;
use sha2::{Digest, Sha256};
use std::{
    fs::{self, File},
    io::{self, ErrorKind, Write},
    path::{Path, PathBuf},
    sync::Arc,
};

/// What the file of a content is called.
pub fn name(content: &[u8]) -> String {
    hex(&Sha256::digest(content))
}
/// Bytes in hexadecimal digits, as hashes are written everywhere.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The folder. Clones share it.
#[derive(Clone, Debug)]
pub struct Files(Arc<Path>);
impl Files {
    /// In a folder, which is made when it is first needed.
    pub fn at(folder: impl Into<PathBuf>) -> Self {
        Self(folder.into().into())
    }
    /// Keeps a content and gives its hash, in hexadecimal digits; it is on the disk when this returns.
    pub fn keep(&self, content: &[u8]) -> Result<String, Fault> {
        let sha256 = name(content);
        self.write(&sha256, content).map_err(|why| self.fault(&why))?;
        Ok(sha256)
    }
    /// Reads the content with a hash.
    pub fn read(&self, sha256: &str) -> Result<Vec<u8>, Fault> {
        fs::read(self.0.join(sha256)).map_err(|why| Fault::Broken(format!("the content {sha256}: {why}")))
    }
    /// The hashes of the contents that are kept, in their order.
    pub fn names(&self) -> Result<Vec<String>, Fault> {
        let of_hash = |name: &String| name.len() == 64 && name.bytes().all(|b| b.is_ascii_hexdigit());
        let mut names = vec![];
        match fs::read_dir(&self.0) {
            Ok(entries) => {
                for entry in entries {
                    let name = entry.map_err(|why| self.fault(&why))?.file_name();
                    names.extend(name.into_string().ok().filter(of_hash));
                }
            }
            Err(why) if why.kind() == ErrorKind::NotFound => {}
            Err(why) => return Err(self.fault(&why)),
        }
        names.sort_unstable();
        Ok(names)
    }
    fn write(&self, name: &str, content: &[u8]) -> io::Result<()> {
        fs::create_dir_all(&self.0)?;
        let path = self.0.join(name);
        let there = fs::metadata(&path).is_ok_and(|file| file.len() == content.len() as u64);
        if !there {
            // Under its name it is whole from the first moment, whenever the machine stops.
            let mut file = tempfile::NamedTempFile::new_in(&self.0)?;
            file.write_all(content)?;
            file.as_file().sync_all()?;
            file.persist(&path)?;
        }
        self.settle()
    }
    /// The name is on the disk too; on other systems than Unix a folder cannot be synced.
    fn settle(&self) -> io::Result<()> {
        if cfg!(unix) { File::open(&self.0)?.sync_all() } else { Ok(()) }
    }
    fn fault(&self, why: &io::Error) -> Fault {
        Fault::of_file(&self.0.display().to_string(), why)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_contents_are_one_file_and_nothing_else_is_left() {
        let folder = tempfile::tempdir().expect("a folder");
        let files = Files::at(folder.path().join("a/b"));
        let hash = files.keep(b"abc").expect("it is kept");
        assert_eq!(hash, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
        assert_eq!(files.keep(b"abc").expect("it is kept"), hash);
        files.keep(b"").expect("it is kept");
        assert_eq!(files.read(&hash).expect("it is there"), b"abc");
        assert_eq!(fs::read_dir(folder.path().join("a/b")).expect("a folder").count(), 2);
        assert!(files.read("gone").is_err());
    }

    #[test]
    fn a_file_that_was_cut_short_is_written_again() {
        let folder = tempfile::tempdir().expect("a folder");
        let files = Files::at(folder.path());
        let hash = files.keep(b"abc").expect("it is kept");
        fs::write(folder.path().join(&hash), b"a").expect("it is damaged");
        files.keep(b"abc").expect("it is kept");
        assert_eq!(files.read(&hash).expect("it is there"), b"abc");
    }
}
