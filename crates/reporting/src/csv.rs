//! CSV. Spreadsheet programs take a text that begins like a formula for one; an apostrophe before it keeps it a text.
use crate::{Column, cell::Cells};
use ::csv::{Terminator, Writer, WriterBuilder};
use std::{
    borrow::Cow,
    io::{self, Write},
};

/// What a formula begins with, for one program or another.
const FORMULA: [char; 6] = ['=', '+', '-', '@', '\t', '\r'];

pub struct Rows<W: Write> {
    columns: Vec<Column>,
    out: Writer<W>,
}
impl<W: Write> Rows<W> {
    pub fn new(columns: Vec<Column>, out: W) -> io::Result<Self> {
        let mut out = WriterBuilder::new().terminator(Terminator::CRLF).from_writer(out);
        for column in &columns {
            out.write_field(safe(&column.name).as_bytes())?;
        }
        end_row(&mut out)?;
        Ok(Self { columns, out })
    }
    pub fn row(&mut self, cells: &Cells) -> io::Result<()> {
        for (cell, column) in cells.iter().zip(&self.columns) {
            let text = cell.text().unwrap_or_default();
            // Only what looks like a formula need be looked at closer.
            let formula = text.starts_with(FORMULA) && !cell.is_number(column.kind);
            self.out.write_field(if formula { safe(text) } else { text.into() }.as_bytes())?;
        }
        end_row(&mut self.out)
    }
    pub fn finish(self) -> io::Result<W> {
        self.out.into_inner().map_err(|why| why.into_error())
    }
}

fn end_row(out: &mut Writer<impl Write>) -> io::Result<()> {
    out.write_record(None::<&[u8]>)?;
    Ok(())
}

/// A text that no program takes for a formula.
pub(crate) fn safe(text: &str) -> Cow<'_, str> {
    if text.starts_with(FORMULA) { Cow::Owned(format!("'{text}")) } else { Cow::Borrowed(text) }
}
