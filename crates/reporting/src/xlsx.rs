//! Workbooks of Excel. The rows go to a nameless temporary file of `rust_xlsxwriter` until the end.
use crate::{
    Column, Kind,
    cell::{Cells, is_number},
};
use chrono::{DateTime, Datelike, NaiveDate, NaiveDateTime};
use rust_xlsxwriter::{Format, Workbook, Worksheet, XlsxError};
use std::{
    borrow::Cow,
    io::{self, Write},
    mem,
    panic::{AssertUnwindSafe, catch_unwind},
};

/// How many rows a sheet has besides its header.
const ROWS: u32 = 1_048_575;
/// How many UTF-16 units a cell holds.
const LONGEST_TEXT: usize = 32_767;
/// Ends a text that was longer.
const CUT: &str = " … [cut]";
/// How many UTF-16 units the name of a sheet has.
const LONGEST_NAME: usize = 31;
/// Whole numbers from here on have neighbours that an `f64` does not tell apart.
const EXACT_TO: f64 = 9_007_199_254_740_992.0;
/// How hard the file is packed. The usual 6 makes it smaller by a fifth, and takes a third longer.
const PACKED: u8 = 3;
/// How many digits after the point a number is shown with; one with more is shown as the program likes.
const MOST_DIGITS: usize = 10;

pub struct Sheets<W: Write> {
    columns: Vec<Column>,
    title: String,
    styles: Styles,
    book: Workbook,
    sheet: Worksheet,
    /// How many sheets are full.
    full: usize,
    /// The row to write; 0 is the header.
    row: u32,
    rows: u32,
    out: W,
}
impl<W: Write + Send> Sheets<W> {
    pub fn new(columns: Vec<Column>, title: &str, out: W) -> io::Result<Self> {
        Self::with_rows(ROWS, columns, title, out)
    }
    fn with_rows(rows: u32, columns: Vec<Column>, title: &str, out: W) -> io::Result<Self> {
        let mut book = Workbook::new();
        book.set_zip_compression_level(PACKED);
        let sheet = told(|| start(&mut book, &columns, &sheet_name(title, 1)))?;
        Ok(Self { columns, title: title.into(), styles: Styles::new(), book, sheet, full: 0, row: 1, rows, out })
    }
    pub fn row(&mut self, cells: &Cells) -> io::Result<()> {
        told(|| self.write(cells))
    }
    pub fn finish(mut self) -> io::Result<W> {
        told(|| self.filter())?;
        let Self { mut book, sheet, mut out, .. } = self;
        book.push_worksheet(sheet);
        told(|| book.save_to_writer(&mut out))?;
        out.flush()?;
        Ok(out)
    }
    fn write(&mut self, cells: &Cells) -> Result<(), XlsxError> {
        if self.row > self.rows {
            self.turn()?;
        }
        for ((cell, column), place) in cells.iter().zip(&self.columns).zip(0..) {
            if let Some(text) = cell.text() {
                self.styles.write(&mut self.sheet, (self.row, place), text, column.kind)?;
            }
        }
        self.row += 1;
        Ok(())
    }
    /// Goes on in a further sheet.
    fn turn(&mut self) -> Result<(), XlsxError> {
        self.filter()?;
        self.full += 1;
        let next = start(&mut self.book, &self.columns, &sheet_name(&self.title, self.full + 1))?;
        self.book.push_worksheet(mem::replace(&mut self.sheet, next));
        self.row = 1;
        Ok(())
    }
    /// Lets the reader filter the rows, now that their number is known.
    fn filter(&mut self) -> Result<(), XlsxError> {
        let last = index(self.columns.len().saturating_sub(1))?;
        self.sheet.autofilter(0, 0, self.row - 1, last)?;
        Ok(())
    }
}

/// A sheet with its header, which stays in sight.
fn start(book: &mut Workbook, columns: &[Column], name: &str) -> Result<Worksheet, XlsxError> {
    let mut sheet = book.new_worksheet_with_constant_memory()?;
    sheet.set_name(name)?.set_freeze_panes(1, 0)?;
    let bold = Format::new().set_bold();
    for (place, column) in columns.iter().enumerate() {
        let place = index(place)?;
        sheet.set_column_width(place, width(column))?;
        sheet.write_string_with_format(0, place, fit(&column.name), &bold)?;
    }
    Ok(sheet)
}

fn index(column: usize) -> Result<u16, XlsxError> {
    u16::try_from(column).map_err(|_| XlsxError::RowColumnLimitError)
}

/// In characters: for the values, which are not known yet, and for the header with the arrow of its filter.
fn width(column: &Column) -> f64 {
    let values = match column.kind {
        Kind::Text => 24,
        Kind::Integer | Kind::Boolean => 10,
        Kind::Decimal => 16,
        Kind::Date => 12,
        Kind::Instant => 20,
    };
    let header = column.name.chars().count().min(60) as u32 + 3;
    f64::from(header.max(values))
}

/// A title as the name of a sheet, which has rules of its own.
pub(crate) fn sheet_name(title: &str, number: usize) -> String {
    let suffix = if number == 1 { String::new() } else { format!(" ({number})") };
    let allowed = |c: char| !c.is_control() && !['*', '?', ':', '[', ']', '\\', '/'].contains(&c);
    let clean: String = title.chars().map(|c| if allowed(c) { c } else { ' ' }).collect();
    let edge = |c: char| c.is_whitespace() || c == '\'';
    let name = start_of(clean.trim_matches(edge), LONGEST_NAME - suffix.len()).trim_end_matches(edge);
    match name {
        "" => format!("Sheet{suffix}"),
        // Excel keeps this name for itself.
        name if name.eq_ignore_ascii_case("history") => format!("{name}_{suffix}"),
        name => format!("{name}{suffix}"),
    }
}

/// A text as a cell holds it.
pub(crate) fn fit(text: &str) -> Cow<'_, str> {
    if start_of(text, LONGEST_TEXT).len() == text.len() {
        return Cow::Borrowed(text);
    }
    Cow::Owned(start_of(text, LONGEST_TEXT - CUT.chars().count()).to_owned() + CUT)
}

/// What of a text fits into so many UTF-16 units.
fn start_of(text: &str, units: usize) -> &str {
    // No text has more units than bytes.
    if text.len() <= units {
        return text;
    }
    let mut used = 0;
    let end = text.char_indices().find(|(_, c)| {
        used += c.len_utf16();
        used > units
    });
    end.map_or(text, |(end, _)| &text[..end])
}

/// How the cells of each kind look.
pub(crate) struct Styles {
    integer: Format,
    /// By the digits after the point.
    decimal: Vec<Format>,
    date: Format,
    instant: Format,
}
impl Styles {
    pub(crate) fn new() -> Self {
        let number_format = |format: &str| Format::new().set_num_format(format);
        let point = |digits: usize| if digits == 0 { "" } else { "." };
        let decimal = |digits: usize| number_format(&format!("#,##0{}{}", point(digits), "0".repeat(digits)));
        Self {
            integer: number_format("0"),
            decimal: (0..=MOST_DIGITS).map(decimal).collect(),
            date: number_format("yyyy-mm-dd"),
            instant: number_format("yyyy-mm-dd hh:mm:ss"),
        }
    }
    pub(crate) fn write(
        &self,
        sheet: &mut Worksheet,
        (row, column): (u32, u16),
        text: &str,
        kind: Kind,
    ) -> Result<(), XlsxError> {
        match kind {
            Kind::Integer | Kind::Decimal if let Some(number) = number(text, kind) => match self.number(text, kind) {
                Some(style) => sheet.write_number_with_format(row, column, number, style)?,
                None => sheet.write_number(row, column, number)?,
            },
            Kind::Boolean if let Ok(value) = text.parse() => sheet.write_boolean(row, column, value)?,
            Kind::Date if let Some(date) = date(text) => {
                sheet.write_datetime_with_format(row, column, date, &self.date)?
            }
            Kind::Instant if let Some(instant) = instant(text) => {
                sheet.write_datetime_with_format(row, column, instant, &self.instant)?
            }
            _ => sheet.write_string(row, column, fit(text))?,
        };
        Ok(())
    }
    /// Shows a number with the digits that it was given with.
    fn number(&self, text: &str, kind: Kind) -> Option<&Format> {
        match kind {
            Kind::Integer => Some(&self.integer),
            _ if text.contains(['e', 'E']) => None,
            _ => self.decimal.get(text.split_once('.').map_or(0, |(_, fraction)| fraction.len())),
        }
    }
}

/// A number that the cell holds as it is given.
fn number(text: &str, kind: Kind) -> Option<f64> {
    let number: f64 = text.parse().ok().filter(|_| is_number(text, kind))?;
    (number.abs() <= EXACT_TO && digits(text) == digits(&number.to_string())).then_some(number)
}
/// The digits of a number from its first to its last that is not zero, and the power of ten of that last one.
fn digits(number: &str) -> Option<(String, i64)> {
    let (number, power) = number.split_once(['e', 'E']).unwrap_or((number, "0"));
    let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
    let all = format!("{}{fraction}", whole.trim_start_matches('-'));
    let some = all.trim_end_matches('0');
    let power = i64::from(power.parse::<i32>().ok()?) - fraction.len() as i64 + (all.len() - some.len()) as i64;
    let some = some.trim_start_matches('0');
    Some((some.to_owned(), if some.is_empty() { 0 } else { power }))
}

fn date(text: &str) -> Option<NaiveDate> {
    text.parse().ok().filter(|date| in_calendar(*date))
}
fn instant(text: &str) -> Option<NaiveDateTime> {
    let instant = DateTime::parse_from_rfc3339(text).ok()?.naive_utc();
    in_calendar(instant.date()).then_some(instant)
}
/// Excel has the years 1900 to 9999, and a 29th of February 1900: programs do not agree on the days before it.
fn in_calendar(date: NaiveDate) -> bool {
    (1900..=9999).contains(&date.year()) && (date.year(), date.month()) >= (1900, 3)
}

/// Does a work of `rust_xlsxwriter`, which panics where its temporary file cannot be written: when the disk is full.
pub(crate) fn told<T>(work: impl FnOnce() -> Result<T, XlsxError>) -> io::Result<T> {
    match catch_unwind(AssertUnwindSafe(work)) {
        Ok(Ok(done)) => Ok(done),
        Ok(Err(XlsxError::IoError(why) | XlsxError::TempFileError(_, why))) => Err(why),
        Ok(Err(XlsxError::ZipError(why))) => Err(why.into()),
        Ok(Err(why)) => Err(io::Error::other(why)),
        Err(panic) => Err(io::Error::other(panic.downcast_ref::<String>().map_or("a workbook broke", |why| why))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Layout, shape::Place, walk::walk};
    use calamine::{Data, Reader, Xlsx};
    use std::{collections::BTreeMap, io::Cursor};

    fn column(name: &str, kind: Kind) -> Column {
        Column { name: name.into(), path: vec![name.into()], kind }
    }
    fn row(n: i32) -> Cells {
        let root = Place::of_table(&Layout { columns: vec![column("n", Kind::Integer)], ..Layout::default() });
        let mut cells = Cells::new(1);
        walk(&BTreeMap::from([("n", n)]), &root, None, &mut cells).expect("a row");
        cells
    }

    #[test]
    fn the_rows_that_a_sheet_does_not_hold_are_in_the_next() {
        let columns = vec![column("n", Kind::Integer)];
        let mut sheets = Sheets::with_rows(2, columns, "Grants", Vec::new()).expect("a book");
        for n in 1..=5 {
            sheets.row(&row(n)).expect("it is written");
        }
        let bytes = sheets.finish().expect("it ends");
        let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).expect("it is a workbook");
        assert_eq!(book.sheet_names(), ["Grants", "Grants (2)", "Grants (3)"]);
        let sheets: Vec<Vec<Data>> =
            book.worksheets().into_iter().map(|(_, sheet)| sheet.rows().map(|row| row[0].clone()).collect()).collect();
        let header = Data::String("n".into());
        assert_eq!(sheets[0], [header.clone(), Data::Float(1.0), Data::Float(2.0)]);
        assert_eq!(sheets[1], [header.clone(), Data::Float(3.0), Data::Float(4.0)]);
        assert_eq!(sheets[2], [header, Data::Float(5.0)]);
    }

    #[test]
    fn a_full_sheet_does_not_begin_an_empty_one() {
        let mut sheets = Sheets::with_rows(1, vec![column("n", Kind::Integer)], "", Vec::new()).expect("a book");
        sheets.row(&row(1)).expect("it is written");
        let book: Xlsx<_> = Xlsx::new(Cursor::new(sheets.finish().expect("it ends"))).expect("it is a workbook");
        assert_eq!(book.sheet_names(), ["Sheet"]);
    }

    #[test]
    fn any_title_names_a_sheet() {
        let (long, wide) = ("é".repeat(40), "\u{1F600}".repeat(16));
        for (title, first, second) in [
            ("", "Sheet", "Sheet (2)"),
            ("'Grants: 2014/15?'", "Grants  2014 15", "Grants  2014 15 (2)"),
            ("history", "history_", "history_ (2)"),
            (long.as_str(), &long[..62], &(long[..54].to_owned() + " (2)")),
            (wide.as_str(), &"\u{1F600}".repeat(15), &("\u{1F600}".repeat(13) + " (2)")),
        ] {
            for (number, name) in [(1, first), (2, second)] {
                assert_eq!(sheet_name(title, number), name);
                rust_xlsxwriter::utility::check_sheet_name(name).expect("Excel takes it");
            }
        }
    }

    #[test]
    fn a_number_is_one_only_if_it_is_kept_to_the_digit() {
        for (text, kind, expected) in [
            ("1500.00", Kind::Decimal, Some(1500.0)),
            ("-0.10", Kind::Decimal, Some(-0.1)),
            ("0", Kind::Integer, Some(0.0)),
            ("0.000", Kind::Decimal, Some(0.0)),
            ("1e-7", Kind::Decimal, Some(1e-7)),
            ("12.5E+2", Kind::Decimal, Some(1250.0)),
            ("9007199254740992", Kind::Integer, Some(EXACT_TO)),
            ("9007199254740993", Kind::Integer, None),
            ("9007199254740994", Kind::Integer, None),
            ("-9007199254740993", Kind::Decimal, None),
            ("1234567890123456.78", Kind::Decimal, None),
            ("0.12345678901234567890", Kind::Decimal, None),
            ("1e-400", Kind::Decimal, None),
            ("1.0e-9223372036854775808", Kind::Decimal, None),
            ("0e9223372036854775807", Kind::Decimal, None),
            ("1.5", Kind::Integer, None),
            ("1.5", Kind::Text, None),
        ] {
            assert_eq!(number(text, kind), expected, "{text}");
        }
        for text in ["", "-", "+5", "007", ".5", "5.", "inf", "NaN", " 5", "5 ", "0x5", "1_000", "1,000"] {
            assert_eq!(number(text, Kind::Decimal), None, "{text}");
        }
    }

    #[test]
    fn a_text_is_cut_between_characters() {
        let whole = "a".repeat(LONGEST_TEXT);
        assert_eq!(fit(&whole), whole);
        let wide = "\u{1F600}".repeat(LONGEST_TEXT / 2);
        assert_eq!(fit(&wide), wide);
        for long in [whole + "a", wide + "\u{1F600}"] {
            let cut = fit(&long);
            let kept = cut.strip_suffix(CUT).expect("the mark");
            assert!(long.starts_with(kept));
            assert!((LONGEST_TEXT - 1..=LONGEST_TEXT).contains(&cut.encode_utf16().count()));
        }
    }
}
