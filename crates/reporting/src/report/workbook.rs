//! A report as a workbook: its text in the first sheet, then a sheet a table. The numbers, dates and amounts are typed.
use super::{Block, Cell, Document, Passage, Section, Table, Value, is_day, words::Words};
use crate::{
    Kind,
    xlsx::{Styles, fit, sheet_name, told},
};
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, FormatAlign, Workbook, Worksheet, XlsxError};
use std::{collections::BTreeSet, io};

/// The bytes of the file.
pub fn book(document: &Document) -> io::Result<Vec<u8>> {
    let mut book = Workbook::new();
    // Nothing of the moment when it is written: the same report gives the same bytes.
    let made = ExcelDateTime::from_ymd(2000, 1, 1).map_err(io::Error::other)?;
    book.set_properties(&DocProperties::new().set_title(&document.title).set_creation_datetime(&made));
    told(|| fill(&mut book, document))?;
    let mut bytes = vec![];
    told(|| book.save_to_writer(io::Cursor::new(&mut bytes)))?;
    Ok(bytes)
}
fn fill(book: &mut Workbook, document: &Document) -> Result<(), XlsxError> {
    let words = Words::of(document.lang);
    let mut names = BTreeSet::new();
    let mut text = Text { sheet: book.add_worksheet(), row: 0, document };
    text.sheet.set_name(unique(words.text, &mut names))?;
    text.write()?;
    for table in document.tables() {
        let sheet = book.add_worksheet();
        sheet.set_name(unique(&table.caption, &mut names))?;
        write_table(sheet, table, document)?;
    }
    Ok(())
}
/// A name that no other sheet has, whatever the case.
fn unique(title: &str, known: &mut BTreeSet<String>) -> String {
    let mut names = (1..).map(|number| sheet_name(title, number));
    names.find(|name| known.insert(name.to_lowercase())).unwrap_or_default()
}

/// The sheet with the text: what is told, and its references.
struct Text<'d, 'b> {
    sheet: &'b mut Worksheet,
    row: u32,
    document: &'d Document,
}
impl Text<'_, '_> {
    fn write(&mut self) -> Result<(), XlsxError> {
        let (document, words) = (self.document, Words::of(self.document.lang));
        self.sheet.set_column_width(0, 100)?.set_column_width(1, 40)?;
        self.line(&document.title, None, &Format::new().set_bold().set_font_size(16))?;
        for fact in &document.facts {
            self.line(&format!("{}: {}", fact.label, fact.value), None, &Format::new())?;
        }
        let bold = Format::new().set_bold();
        self.line(words.what, Some(words.references), &bold)?;
        document.sections.iter().try_for_each(|section| self.section(section, 1))
    }
    fn section(&mut self, section: &Section, level: u8) -> Result<(), XlsxError> {
        let size = if level == 1 { 14 } else { 12 };
        self.line(&section.title, None, &Format::new().set_bold().set_font_size(size))?;
        for block in &section.blocks {
            match block {
                Block::Text(said) => self.passage(said, "")?,
                Block::List { items } => items.iter().try_for_each(|item| self.passage(item, ""))?,
                Block::Quote { said, by } => {
                    let by = by.as_ref().map_or_else(String::new, |by| format!(" — {by}"));
                    self.passage(said, &by)?;
                }
                Block::Figures { figures } => {
                    for figure in figures {
                        let told = format!("{}: {}", figure.label, figure.value.value.words(self.document.lang));
                        self.line(&told, figure.value.reference.as_deref(), &Format::new())?;
                    }
                }
                Block::Table(table) => self.line(&table.caption, None, &Format::new().set_italic())?,
            }
        }
        section.sections.iter().try_for_each(|part| self.section(part, level + 1))
    }
    fn passage(&mut self, passage: &Passage, after: &str) -> Result<(), XlsxError> {
        let mark = match &passage.lang {
            Some(lang) => format!("[{lang}] "),
            None => String::new(),
        };
        self.line(&format!("{mark}{}{after}", passage.text), passage.reference.as_deref(), &Format::new())
    }
    fn line(&mut self, text: &str, reference: Option<&str>, format: &Format) -> Result<(), XlsxError> {
        let format = format.clone().set_text_wrap().set_align(FormatAlign::Top);
        self.sheet.write_string_with_format(self.row, 0, fit(text), &format)?;
        if let Some(reference) = reference {
            self.sheet.write_string_with_format(self.row, 1, reference, &format)?;
        }
        self.row += 1;
        Ok(())
    }
}

/// A table. An amount of money takes two columns, how much and of what; the references of a row stand in the last one.
fn write_table(sheet: &mut Worksheet, table: &Table, document: &Document) -> Result<(), XlsxError> {
    let (head, styles) = (Format::new().set_bold().set_text_wrap(), Styles::new());
    let is_money = |column: usize| {
        table.rows.iter().any(|row| matches!(row.get(column), Some(Cell { value: Value::Money { .. }, .. })))
    };
    let mut places = vec![];
    let mut next = 0;
    for (column, name) in table.columns.iter().enumerate() {
        places.push(next);
        let width = if column == 0 { 34 } else { 18 };
        sheet.write_string_with_format(0, next, name, &head)?.set_column_width(next, width)?;
        next += if is_money(column) { 2 } else { 1 };
    }
    sheet.write_string_with_format(0, next, Words::of(document.lang).references, &head)?;
    sheet.set_column_width(next, 30)?.set_freeze_panes(1, 1)?;
    for (row, cells) in (1..).zip(&table.rows) {
        for (cell, place) in cells.iter().zip(&places) {
            write_value(sheet, &styles, (row, *place), &cell.value, document)?;
        }
        let all: Vec<_> = cells.iter().filter_map(|cell| cell.reference.as_deref()).collect();
        sheet.write_string(row, next, fit(&all.join(" ")))?;
    }
    Ok(())
}
fn write_value(
    sheet: &mut Worksheet,
    styles: &Styles,
    (row, column): (u32, u16),
    value: &Value,
    document: &Document,
) -> Result<(), XlsxError> {
    match value {
        Value::Nothing => {}
        Value::Count(count) => styles.write(sheet, (row, column), &count.to_string(), Kind::Integer)?,
        Value::Money { amount, currency } => {
            styles.write(sheet, (row, column), amount, Kind::Decimal)?;
            sheet.write_string(row, column + 1, currency)?;
        }
        Value::Date { edtf, .. } if is_day(edtf) => styles.write(sheet, (row, column), edtf, Kind::Date)?,
        value => {
            let wrapped = Format::new().set_text_wrap().set_align(FormatAlign::Top);
            sheet.write_string_with_format(row, column, fit(&value.words(document.lang)), &wrapped)?;
        }
    }
    Ok(())
}
