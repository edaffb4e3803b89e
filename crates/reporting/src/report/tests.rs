//! What every file of a report must hold.
use super::*;
use calamine::{Data, Reader, Xlsx};
use std::io::Cursor;

fn source(key: &str) -> Source {
    Source { kind: "results".into(), key: key.into(), version: 1, when: None }
}
fn passage(text: &str, reference: &str) -> Passage {
    Passage { text: text.into(), reference: Some(reference.into()), ..Passage::default() }
}
fn report(lang: Lang) -> Document {
    let money = Value::Money { amount: "1234567.50".into(), currency: "USD".into() };
    let day = Value::Date { edtf: "2014-02-03".into(), words: "3 February 2014".into() };
    let table = Table {
        caption: "Grants: all/any?".into(),
        columns: vec!["Grant".into(), "When".into(), "Awarded".into(), "How many".into()],
        rows: vec![vec![
            Cell { lang: Some("pt".into()), ..Cell::on("<Seed> | \"money\"", Some("r2".into())) },
            Cell::from(day),
            Cell::on(money, Some("r2".into())),
            Cell::from(1234),
        ]],
        charted: Some(3),
    };
    let quote = Block::Quote { said: passage("They *listened*", "r3"), by: Some("Ana".into()) };
    let other = Passage { lang: Some("id".into()), ..passage("Kami menang", "r1") };
    let inner = Section::new("Inside", vec![Block::Text(other), quote]);
    let figures = Block::Figures { figures: vec![Figure { label: "Results".into(), value: Cell::from(2) }] };
    let outer = Section { sections: vec![inner], ..Section::new("Uruguay", vec![figures, Block::Table(table)]) };
    Document {
        title: "Snapshot".into(),
        lang,
        facts: vec![Fact { label: "Period".into(), value: "2014".into() }],
        sections: vec![outer],
        references: BTreeMap::from([
            ("r1".into(), vec![source("a")]),
            ("r2".into(), vec![source("b")]),
            ("r3".into(), vec![source("a"), source("c")]),
        ]),
    }
}

#[test]
fn numbers_are_written_as_each_language_does() {
    for (lang, expected) in [
        (Lang::En, ["0", "1,234", "-12,345.60", "1,234,567.50"]),
        (Lang::Es, ["0", "1234", "-12.345,60", "1.234.567,50"]),
        (Lang::Fr, ["0", "1\u{202f}234", "-12\u{202f}345,60", "1\u{202f}234\u{202f}567,50"]),
    ] {
        assert_eq!(["0", "1234", "-12345.60", "1234567.50"].map(|n| super::words::number(lang, n)), expected);
    }
}

#[test]
fn a_page_has_its_language_heads_and_nothing_from_outside() {
    let bytes = report(Lang::Es).file(File::Html).expect("a page");
    let page = String::from_utf8(bytes).expect("text");
    for part in [
        "<html lang=\"es\">",
        "<h1>Snapshot</h1>",
        "<h2 id=\"s1\">Uruguay</h2>",
        "<h3 id=\"s1-1\">Inside</h3>",
        "<th scope=\"col\"",
        "<th scope=\"row\"><span class=\"other\" lang=\"pt\">&lt;Seed&gt; | &quot;money&quot;</span>",
        "<caption",
        "<span lang=\"id\">Kami menang</span>",
        "<time datetime=\"2014-02-03\">",
        "1.234.567,50 USD",
        "<svg role=\"img\"",
    ] {
        assert!(page.contains(part), "{part} in {page}");
    }
    for outside in ["http-equiv", "<script", "<link", "src=", "@import", "url("] {
        assert!(!page.contains(outside), "{outside}");
    }
}

#[test]
fn marks_in_a_text_are_no_marks_of_markdown() {
    let text = String::from_utf8(report(Lang::En).file(File::Markdown).expect("a text")).expect("text");
    assert!(text.contains("> They \\*listened\\* <sup>r3</sup>"), "{text}");
    let row = text.lines().find(|line| line.contains("Seed")).expect("the row");
    assert_eq!(
        row,
        "| \\<Seed\\> \\| \"money\" (pt) <sup>r2</sup> | 3 February 2014 | 1,234,567.50 USD <sup>r2</sup> | 1,234 |"
    );
}

#[test]
fn a_workbook_has_a_sheet_a_table_with_typed_cells() {
    let report = report(Lang::En);
    let bytes = report.file(File::Xlsx).expect("a book");
    assert_eq!(bytes, report.file(File::Xlsx).expect("again"), "the same report gives the same bytes");
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).expect("a workbook");
    assert_eq!(book.sheet_names(), ["Report", "Grants  all any"]);
    let sheet = book.worksheet_range("Grants  all any").expect("the table");
    let row: Vec<_> = sheet.rows().nth(1).expect("a row").to_vec();
    assert_eq!(row[0], Data::String("<Seed> | \"money\"".into()));
    assert!(matches!(row[1], Data::DateTime(_)), "{:?}", row[1]);
    assert_eq!(row[2..5], [Data::Float(1_234_567.5), Data::String("USD".into()), Data::Float(1234.0)]);
    assert_eq!(row[5], Data::String("r2 r2".into()));
}

#[test]
fn a_day_that_no_workbook_knows_is_text() {
    let mut report = report(Lang::En);
    let day = Value::Date { edtf: "1890-05-01".into(), words: "1 May 1890".into() };
    if let Block::Table(table) = &mut report.sections[0].blocks[1] {
        table.rows[0][1] = day.into();
    }
    let bytes = report.file(File::Xlsx).expect("a book");
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).expect("a workbook");
    let sheet = book.worksheet_range("Grants  all any").expect("the table");
    assert_eq!(sheet.get_value((1, 1)), Some(&Data::String("1890-05-01".into())));
}

#[test]
fn what_stands_on_a_record_is_taken_out_and_nothing_else() {
    let mut report = report(Lang::En);
    assert_eq!(report.redact(|source| source.key == "a"), 2);
    for file in [File::Json, File::Html, File::Markdown] {
        let text = String::from_utf8(report.file(file).expect("a file")).expect("text");
        for gone in ["Kami", "listened", "Ana"] {
            assert!(!text.contains(gone), "{gone} in {text}");
        }
        assert!(text.contains("Seed") && text.contains("withheld"), "{text}");
    }
    assert_eq!(report.redact(|source| source.key == "a"), 0, "nothing is taken out twice");
    assert_eq!(report.references["r3"], [source("c")]);
    assert_eq!(report.redact(|source| source.key == "b"), 2, "the title and the amount; what is counted stays");
}

/// What WCAG 2.2 asks of a page that can be checked without eyes: its contrast, order of headings, heads of tables, and names of
/// pictures. Eyes looked at it too.
#[test]
fn a_page_can_be_read_by_everybody() {
    let page = report(Lang::En).file(File::Html).expect("a page");
    let page = String::from_utf8(page).expect("text");
    let style = page.split_once("<style>").and_then(|(_, rest)| rest.split_once("</style>")).expect("a style").0;
    let colours: BTreeSet<&str> = style
        .match_indices('#')
        .map(|(at, _)| style[at + 1..].split(|c: char| !c.is_ascii_hexdigit()).next().unwrap_or_default())
        .filter(|digits| digits.len() == 6 || digits.len() == 3)
        .collect();
    // Of what a page of text has, only lines may be lighter than this, and grounds are next to white.
    let (lines, grounds) = (["8a8a8a"], ["fff", "e8eef5"]);
    for colour in colours.iter().filter(|colour| !grounds.contains(colour)) {
        let least = if lines.contains(colour) { 3.0 } else { 4.5 };
        for ground in grounds.iter().filter(|ground| **ground == "fff" || !lines.contains(colour)) {
            let contrast = contrast(colour, ground);
            assert!(contrast >= least, "{colour} on {ground}: {contrast}");
        }
    }
    assert!(colours.len() > 4, "{colours:?}");
    let mut level = 0;
    for (at, _) in page.match_indices("<h").filter(|(at, _)| page.as_bytes()[at + 2].is_ascii_digit()) {
        let next = page.as_bytes()[at + 2] - b'0';
        assert!(next <= level + 1, "a heading of level {next} follows one of {level}");
        level = next;
    }
    assert_eq!(page.matches("<h1").count(), 1);
    assert_eq!(page.matches("<table>").count(), page.matches("<caption").count());
    assert_eq!(page.matches("<th ").count(), page.matches("scope=").count());
    assert!(!page.contains("<th>"));
    for named in page.split("aria-labelledby=\"").skip(1).flat_map(|rest| rest.split('"').next()) {
        for id in named.split(' ') {
            assert_eq!(page.matches(&format!("id=\"{id}\"")).count(), 1, "{id}");
        }
    }
    assert_eq!(page.matches("<svg").count(), page.matches("<svg role=\"img\" aria-labelledby=").count());
}
/// How much lighter one colour is than another, as WCAG counts it.
fn contrast(one: &str, other: &str) -> f64 {
    let luminance = |colour: &str| {
        let wide: String =
            if colour.len() == 3 { colour.chars().flat_map(|c| [c, c]).collect() } else { colour.into() };
        let part = |at: usize| {
            let part = f64::from(u8::from_str_radix(&wide[at..at + 2], 16).expect("hexadecimal")) / 255.0;
            if part <= 0.04045 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * part(0) + 0.7152 * part(2) + 0.0722 * part(4)
    };
    let (one, other) = (luminance(one), luminance(other));
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}
