//! Records as files: rows in, bytes out, in one of four formats. A record is written when it comes and then forgotten,
//! so the memory that an export takes does not grow with it.

mod cell;
mod csv;
mod json;
mod xlsx;

#[cfg(test)]
mod tests;

use serde_json::Value;
use std::{
    fmt,
    io::{self, ErrorKind, Write},
    str::FromStr,
};

/// What the file is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Format {
    /// Comma-separated values of RFC 4180, in UTF-8, with a header; safe to open in a spreadsheet program.
    Csv,
    /// A workbook of Excel, with numbers, dates and booleans as such; its bytes are written at the end.
    Xlsx,
    /// A record a line, as it is.
    Ndjson,
    /// One array of the records as they are.
    Json,
}
impl Format {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Csv, Self::Xlsx, Self::Ndjson, Self::Json];
    /// How its files end, without the point; it is its name as well.
    pub fn extension(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Xlsx => "xlsx",
            Self::Ndjson => "ndjson",
            Self::Json => "json",
        }
    }
    /// Its `Content-Type`.
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Csv => "text/csv; charset=utf-8; header=present",
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Self::Ndjson => "application/x-ndjson",
            Self::Json => "application/json",
        }
    }
}
impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.extension())
    }
}
/// Not the name of a format.
#[derive(Debug, PartialEq, Eq)]
pub struct NoFormat;
impl fmt::Display for NoFormat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a format is one of ")?;
        f.write_str(&Format::ALL.map(Format::extension).join(", "))
    }
}
impl std::error::Error for NoFormat {}
impl FromStr for Format {
    type Err = NoFormat;
    fn from_str(name: &str) -> Result<Self, NoFormat> {
        Self::ALL.into_iter().find(|format| format.extension() == name).ok_or(NoFormat)
    }
}

/// What the values of a column are; a value that is no such thing is written as text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Any text.
    Text,
    /// A whole number.
    Integer,
    /// A number, as such or as a string: `"1500.00"`.
    Decimal,
    /// True or false.
    Boolean,
    /// A day: `2014-02-03`.
    Date,
    /// A moment of RFC 3339; a workbook shows it in UTC.
    Instant,
}

/// A column of a table.
#[derive(Clone, Debug)]
pub struct Column {
    /// What its header says.
    pub name: String,
    /// The members that lead to its value, from the record's root; through an array they lead to a value of each of its
    /// elements.
    pub path: Vec<String>,
    /// What its values are.
    pub kind: Kind,
}

/// A file being written.
pub struct Export<W: Write + Send>(Writer<W>);
enum Writer<W: Write> {
    Csv(Box<csv::Rows<W>>),
    Xlsx(Box<xlsx::Sheets<W>>),
    Json(json::Records<W>),
}
impl<W: Write + Send> Export<W> {
    /// Starts a file. A table needs a column, and a sheet of a workbook has the title; JSON has neither.
    pub fn new(format: Format, columns: Vec<Column>, title: &str, out: W) -> io::Result<Self> {
        if matches!(format, Format::Csv | Format::Xlsx) && columns.is_empty() {
            return Err(io::Error::new(ErrorKind::InvalidInput, "a table needs a column"));
        }
        Ok(Self(match format {
            Format::Csv => Writer::Csv(Box::new(csv::Rows::new(columns, out)?)),
            Format::Xlsx => Writer::Xlsx(Box::new(xlsx::Sheets::new(columns, title, out)?)),
            Format::Ndjson => Writer::Json(json::Records::lines(out)),
            Format::Json => Writer::Json(json::Records::array(out)?),
        }))
    }
    /// Writes a record.
    pub fn row(&mut self, record: &Value) -> io::Result<()> {
        match &mut self.0 {
            Writer::Csv(rows) => rows.row(record),
            Writer::Xlsx(sheets) => sheets.row(record),
            Writer::Json(records) => records.row(record),
        }
    }
    /// Ends the file; without this it is cut short.
    pub fn finish(self) -> io::Result<W> {
        match self.0 {
            Writer::Csv(rows) => rows.finish(),
            Writer::Xlsx(sheets) => sheets.finish(),
            Writer::Json(records) => records.finish(),
        }
    }
}
