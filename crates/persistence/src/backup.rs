//! A whole database in one file that either database reads, so that a backup is also how data moves from one to the other.
//!
//! The file is gzip over lines of JSON. The first tells the format and the migrations that the database had. Each table is
//! a line with its name and columns, then a line a row: an array of plain values, as SQLite stores them (ids as hexadecimal
//! digits, instants as microseconds since 1970, JSON as text). Each document is a line with the hash of its content, then
//! the content in base64, some lines of it. The last line counts rows and documents and has the SHA-256 of all before it: a
//! file that was cut short or altered is refused.
use crate::{
    Fault,
    files::{self, Files, hex},
};
use base64::{Engine, prelude::BASE64_STANDARD};
use flate2::{Compression, read::GzDecoder, write::GzEncoder};
use rapport_domain::Instant;
use rapport_schema::Conn;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::io::{self, BufRead, BufReader, Read, Write};

mod restore;
mod tables;

pub use restore::restore;

/// The format that is written, and the only one so far.
const FORMAT: u32 = 1;
/// How much of a document stands in a line, in bytes: a multiple of three, so that the lines' base64 can be joined.
const CHUNK: usize = 48 << 10;

/// What begins a part of the file.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Part {
    /// The first line.
    Backup { format: u32, made_at: Instant, migrations: Vec<String> },
    /// Rows follow.
    Table { name: String, columns: Vec<String> },
    /// Lines of base64 follow.
    Document { sha256: String },
    /// The last line.
    End { rows: u64, documents: u64, sha256: String },
}

/// What a backup holds.
#[derive(Debug, Default)]
pub struct Held {
    /// How many rows.
    pub rows: u64,
    /// How many documents' contents.
    pub documents: u64,
    /// The documents that were left out since what is in their files is not what their names say.
    pub damaged: Vec<String>,
}

/// Why a backup was not made or not restored.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// The database failed.
    #[error(transparent)]
    Fault(#[from] Fault),
    /// A file could not be read or written.
    #[error(transparent)]
    Io(#[from] io::Error),
    /// It is something else.
    #[error("this is no backup that this program can read")]
    Foreign,
    /// A newer program made it.
    #[error("the backup has migration {0}, which this program does not know: it was made by a newer version")]
    Newer(String),
    /// It ends too early, is damaged, or was altered.
    #[error("the backup is damaged: {0}")]
    Damaged(&'static str),
    /// Somebody works in the database already.
    #[error("the database is in use: a backup is restored into one that has no users and no history")]
    NotEmpty,
}
impl From<diesel::result::Error> for Failure {
    fn from(why: diesel::result::Error) -> Self {
        Self::Fault(why.into())
    }
}

/// Writes all that a snapshot of a database holds, and the contents of documents. Sessions are left out: one that was ended
/// since would be good again, and whoever logs in again has lost nothing.
pub fn back_up(c: &mut Conn, kept: Option<&Files>, made_at: Instant, out: impl Write) -> Result<Held, Failure> {
    let mut out = Lines { out: GzEncoder::new(out, Compression::default()), hash: Sha256::new() };
    let mut held = Held::default();
    let migrations = crate::migrations::applied(c)?;
    out.part(&Part::Backup { format: FORMAT, made_at, migrations })?;
    for table in tables::all(c)?.iter().filter(|table| table.name != "sessions") {
        let columns = table.columns.iter().map(|column| column.name.clone()).collect();
        out.part(&Part::Table { name: table.name.clone(), columns })?;
        table.rows(c, |row| {
            held.rows += 1;
            out.line(row)
        })?;
    }
    // What a row of the snapshot names was there before it.
    for sha256 in kept.map(Files::names).transpose()?.unwrap_or_default() {
        let content = kept.map(|files| files.read(&sha256)).transpose()?.unwrap_or_default();
        if files::name(&content) != sha256 {
            held.damaged.push(sha256);
            continue;
        }
        out.part(&Part::Document { sha256 })?;
        for chunk in content.chunks(CHUNK) {
            out.line(&format!("\"{}\"", BASE64_STANDARD.encode(chunk)))?;
        }
        held.documents += 1;
    }
    let sha256 = hex(&out.hash.clone().finalize());
    out.part(&Part::End { rows: held.rows, documents: held.documents, sha256 })?;
    out.out.finish()?.flush()?;
    Ok(held)
}

/// Lines on their way out.
struct Lines<W> {
    out: W,
    hash: Sha256,
}
impl<W: Write> Lines<W> {
    fn line(&mut self, line: &str) -> Result<(), Failure> {
        for bytes in [line.as_bytes(), b"\n"] {
            self.hash.update(bytes);
            self.out.write_all(bytes)?;
        }
        Ok(())
    }
    fn part(&mut self, part: &Part) -> Result<(), Failure> {
        self.line(&serde_json::to_string(part).map_err(io::Error::from)?)
    }
}

/// Lines on their way in.
struct Backup<R> {
    lines: BufReader<GzDecoder<R>>,
    hash: Sha256,
    /// The hash of the lines before the last one.
    before: Sha256,
}
impl<R: Read> Backup<R> {
    fn new(input: R) -> Self {
        Self { lines: BufReader::new(GzDecoder::new(input)), hash: Sha256::new(), before: Sha256::new() }
    }
    /// The next line; none at the end of the file.
    fn line(&mut self) -> Result<Option<String>, Failure> {
        let mut line = String::new();
        let read = self.lines.read_line(&mut line).map_err(|why| match why.kind() {
            io::ErrorKind::UnexpectedEof => Failure::Damaged("it ends too early"),
            io::ErrorKind::InvalidInput | io::ErrorKind::InvalidData => Failure::Damaged("it cannot be unpacked"),
            _ => Failure::Io(why),
        })?;
        self.before = self.hash.clone();
        self.hash.update(&line);
        Ok((read > 0).then_some(line))
    }
    /// Whether nothing follows the last line, which must count what there is and know what stands before it.
    fn ends(&mut self, found: &Held, rows: u64, documents: u64, sha256: &str) -> Result<(), Failure> {
        if hex(&self.before.clone().finalize()) != sha256 || (found.rows, found.documents) != (rows, documents) {
            return Err(Failure::Damaged("it is not what was written"));
        }
        match self.line()? {
            None => Ok(()),
            Some(_) => Err(Failure::Damaged("something follows its end")),
        }
    }
}
