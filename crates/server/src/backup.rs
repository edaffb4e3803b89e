//! `rapport backup` and `rapport restore`
use crate::{
    Stop,
    command::{Documents, Where},
};
use clap::Args;
use rapport_application::House;
use rapport_persistence::{
    backup::{back_up, restore},
    look_into,
};
use std::{
    fs::File,
    io::BufWriter,
    path::{Path, PathBuf},
    process::ExitCode,
};

/// What to write where.
#[derive(Debug, Args)]
pub struct Backup {
    /// The file; one of that name is replaced once the new one is complete.
    file: PathBuf,
    #[command(flatten)]
    at: Where,
    #[command(flatten)]
    documents: Documents,
    /// Leave out the contents of documents: keep their folder by other means.
    #[arg(long)]
    without_documents: bool,
}
impl Backup {
    /// Writes it; fails, with the backup made, where the content of a document is damaged.
    pub fn run(self) -> Result<ExitCode, Stop> {
        let Self { file, at, documents, without_documents } = self;
        let files = (!without_documents).then(|| documents.of(&at.database_url));
        let told = |why: std::io::Error| Stop(format!("{}: {why}", file.display()));
        let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        // Readable by its owner alone, and under its name only when it is whole and on the disk.
        let mut written = tempfile::NamedTempFile::new_in(folder).map_err(told)?;
        let held = look_into(&at.database_url, |c| {
            back_up(c, files.as_ref(), House::new(None).now(), BufWriter::new(&mut written))
        })?;
        written.as_file().sync_all().map_err(told)?;
        written.persist(&file).map_err(|why| told(why.error))?;
        if cfg!(unix) {
            File::open(folder).and_then(|folder| folder.sync_all()).map_err(told)?;
        }
        println!("{}: {} rows, {} documents", file.display(), held.rows, held.documents);
        for sha256 in &held.damaged {
            println!("left out: the content of the document {sha256} is not what it was");
        }
        Ok(if held.damaged.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
    }
}

/// What to read where.
#[derive(Debug, Args)]
pub struct Restore {
    /// The backup.
    file: PathBuf,
    #[command(flatten)]
    at: Where,
    #[command(flatten)]
    documents: Documents,
}
impl Restore {
    /// Reads it; all of it, or nothing.
    pub fn run(self) -> Result<(), Stop> {
        let Self { file, at, documents } = self;
        let told = |why: &dyn std::fmt::Display| Stop(format!("{}: {why}", file.display()));
        let input = File::open(&file).map_err(|why| told(&why))?;
        let files = documents.of(&at.database_url);
        let held = restore(&at.database_url, &files, input).map_err(|why| told(&why))?;
        println!("restored {} rows and {} documents; everybody logs in anew", held.rows, held.documents);
        Ok(())
    }
}
