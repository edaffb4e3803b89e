//! Records as files: rows in, bytes out, in one of four formats. A record is written when it comes and then forgotten,
//! so the memory that an export takes does not grow with it.

pub mod calendar;
mod cell;
mod csv;
pub mod feed;
pub mod iati;
mod json;
mod names;
pub mod report;
mod shape;
pub mod threesixty;
mod walk;
mod xlsx;
mod xml;

#[cfg(test)]
mod tests;

use cell::Cells;
pub use names::{Keys, Names, Naming};
use serde::Serialize;
use shape::Place;
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

/// What is written of records.
#[derive(Clone, Debug, Default)]
pub struct Layout {
    /// The columns of tables. None lies within another's values.
    pub columns: Vec<Column>,
    /// Where names stand beside keys. Those of a table go to the column with the path of the names.
    pub namings: Vec<Naming>,
    /// The only members that JSON has, but for those with names; all unless said.
    pub only: Option<Vec<String>>,
}

/// A file being written.
pub struct Export<W: Write + Send> {
    root: Place,
    names: Names,
    writer: Writer<W>,
}
enum Writer<W: Write> {
    Csv(Cells, Box<csv::Rows<W>>),
    Xlsx(Cells, Box<xlsx::Sheets<W>>),
    Json(json::Text, json::Records<W>),
}
impl<W: Write + Send> Export<W> {
    /// Starts a file. A table needs a column, and a sheet of a workbook has the title; JSON has neither.
    pub fn new(format: Format, layout: Layout, title: &str, out: W) -> io::Result<Self> {
        let is_table = matches!(format, Format::Csv | Format::Xlsx);
        if is_table && layout.columns.is_empty() {
            return Err(io::Error::new(ErrorKind::InvalidInput, "a table needs a column"));
        }
        let root = if is_table { Place::of_table(&layout) } else { Place::of_records(&layout) };
        let columns = layout.columns;
        let cells = Cells::new(columns.len());
        let writer = match format {
            Format::Csv => Writer::Csv(cells, Box::new(csv::Rows::new(columns, out)?)),
            Format::Xlsx => Writer::Xlsx(cells, Box::new(xlsx::Sheets::new(columns, title, out)?)),
            Format::Ndjson => Writer::Json(json::Text::default(), json::Records::lines(out)),
            Format::Json => Writer::Json(json::Text::default(), json::Records::array(out)?),
        };
        Ok(Self { root, names: Names::default(), writer })
    }
    /// The names that it knows.
    pub fn names(&mut self) -> &mut Names {
        &mut self.names
    }
    /// Writes a record.
    pub fn row(&mut self, record: &impl Serialize) -> io::Result<()> {
        let (root, names) = (&self.root, Some(&self.names));
        match &mut self.writer {
            Writer::Csv(cells, rows) => {
                cells.clear();
                walk::walk(record, root, names, cells)?;
                rows.row(cells)
            }
            Writer::Xlsx(cells, sheets) => {
                cells.clear();
                walk::walk(record, root, names, cells)?;
                sheets.row(cells)
            }
            Writer::Json(text, records) => {
                text.clear();
                walk::walk(record, root, names, text)?;
                records.row(text.bytes())
            }
        }
    }
    /// Ends the file; without this it is cut short.
    pub fn finish(self) -> io::Result<W> {
        match self.writer {
            Writer::Csv(_, rows) => rows.finish(),
            Writer::Xlsx(_, sheets) => sheets.finish(),
            Writer::Json(_, records) => records.finish(),
        }
    }
}
