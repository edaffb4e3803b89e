//! A report as the template reads it: in the order of reading, with every number and date in words already.
use rapport_reporting::report::{Block, Cell, Document, Passage, Section, Table, Words};
use serde::Serialize;

#[derive(Serialize)]
struct View<'d> {
    title: &'d str,
    lang: &'d str,
    words: Said,
    facts: Vec<(&'d str, &'d str)>,
    parts: Vec<Part<'d>>,
}
/// What the template says itself.
#[derive(Serialize)]
struct Said {
    contents: &'static str,
    by: &'static str,
    other_language: &'static str,
    no_rows: &'static str,
    in_the_table: &'static str,
}
/// A section without those in it, which follow.
#[derive(Serialize)]
struct Part<'d> {
    level: u8,
    title: &'d str,
    blocks: Vec<Piece<'d>>,
}
#[derive(Serialize)]
#[serde(tag = "is", rename_all = "snake_case")]
enum Piece<'d> {
    Text { said: Told<'d> },
    List { items: Vec<Told<'d>> },
    Quote { said: Told<'d>, by: Option<&'d str> },
    Figures { figures: Vec<(&'d str, Shown<'d>)> },
    Table(Tabular<'d>),
}
#[derive(Serialize)]
struct Told<'d> {
    text: &'d str,
    /// The language of the text, where it is not the report's; empty where the template cannot know it.
    other: Option<&'d str>,
    reference: Option<&'d str>,
}
#[derive(Serialize)]
struct Shown<'d> {
    text: String,
    /// As above.
    other: Option<&'d str>,
    reference: Option<&'d str>,
}
#[derive(Serialize)]
struct Tabular<'d> {
    /// None where the heading says it already.
    caption: Option<&'d str>,
    columns: Vec<Column<'d>>,
    rows: Vec<Vec<Shown<'d>>>,
    chart: Option<Chart<'d>>,
}
#[derive(Serialize)]
struct Column<'d> {
    head: &'d str,
    /// Whether it is read from the right.
    number: bool,
    /// How wide it is beside the others.
    width: usize,
}
#[derive(Serialize)]
struct Chart<'d> {
    caption: &'d str,
    head: &'d str,
    /// What each bar is for, how long it is beside the longest, and its figure.
    bars: Vec<(String, f64, String)>,
}

/// The view as JSON.
pub fn json(document: &Document) -> serde_json::Result<Vec<u8>> {
    let words = Words::of(document.lang);
    let mut parts = vec![];
    document.sections.iter().for_each(|section| part(section, 1, document, &mut parts));
    let view = View {
        title: &document.title,
        lang: document.lang.as_str(),
        words: Said {
            contents: words.contents,
            by: words.by,
            other_language: words.other_language,
            no_rows: words.no_rows,
            in_the_table: words.in_the_table,
        },
        facts: document.facts.iter().map(|fact| (fact.label.as_str(), fact.value.as_str())).collect(),
        parts,
    };
    serde_json::to_vec(&view)
}
fn part<'d>(section: &'d Section, level: u8, document: &Document, parts: &mut Vec<Part<'d>>) {
    let blocks = section.blocks.iter().map(|block| piece(block, &section.title, document)).collect();
    parts.push(Part { level, title: &section.title, blocks });
    section.sections.iter().for_each(|inner| part(inner, level + 1, document, parts));
}
fn piece<'d>(block: &'d Block, under: &str, document: &Document) -> Piece<'d> {
    match block {
        Block::Text(said) => Piece::Text { said: told(said) },
        Block::List { items } => Piece::List { items: items.iter().map(told).collect() },
        Block::Quote { said, by } => Piece::Quote { said: told(said), by: by.as_deref() },
        Block::Figures { figures } => {
            let figure =
                |figure: &'d rapport_reporting::report::Figure| (&*figure.label, shown(&figure.value, document));
            Piece::Figures { figures: figures.iter().map(figure).collect() }
        }
        Block::Table(table) => Piece::Table(tabular(table, under, document)),
    }
}
fn told(passage: &Passage) -> Told<'_> {
    Told { text: &passage.text, other: other(passage.lang.as_deref()), reference: passage.reference.as_deref() }
}
/// The template's language is a code of two or three letters, without the parts after it.
fn other(lang: Option<&str>) -> Option<&str> {
    lang.map(|lang| lang.split('-').next().filter(|code| (2..=3).contains(&code.len())).unwrap_or_default())
}
fn shown<'d>(cell: &'d Cell, document: &Document) -> Shown<'d> {
    let (text, reference) = (cell.value.words(document.lang), cell.reference.as_deref());
    Shown { text, other: other(cell.lang.as_deref()), reference }
}
fn tabular<'d>(table: &'d Table, under: &str, document: &Document) -> Tabular<'d> {
    let lang = document.lang;
    let column = |(index, head): (usize, &'d String)| {
        let texts = table.rows.iter().filter_map(|row| row.get(index)).map(|cell| cell.value.words(lang));
        // A head is bold, and so wider than what stands below it.
        let texts: Vec<_> = texts.chain([format!("{head}mm")]).collect();
        Column { head, number: table.is_of_numbers(index), width: width_of(&texts) }
    };
    let chart = table.charted.filter(|_| !table.rows.is_empty()).map(|index| Chart {
        caption: &table.caption,
        head: table.columns.get(index).map(String::as_str).unwrap_or_default(),
        bars: table.bars(index, lang),
    });
    Tabular {
        caption: Some(table.caption.as_str()).filter(|caption| *caption != under),
        columns: table.columns.iter().enumerate().map(column).collect(),
        rows: table.rows.iter().map(|row| row.iter().map(|cell| shown(cell, document)).collect()).collect(),
        chart,
    }
}

/// How wide a column is for its texts, in characters: no word need be cut, and long texts break.
fn width_of(texts: &[String]) -> usize {
    let long = |text: &str| text.chars().count();
    let longest = texts.iter().map(|text| long(text)).max().unwrap_or_default();
    let word = texts.iter().flat_map(|text| text.split_whitespace()).map(long).max().unwrap_or_default();
    longest.min(22 + longest / 8).max(word.min(24)) + 6
}

#[cfg(test)]
mod tests {
    use super::json;
    use rapport_domain::partial_date::Lang;
    use rapport_reporting::report::{Block, Document, Passage, Section, Table};

    #[test]
    fn parts_stand_in_the_order_of_reading_and_bars_are_parts_of_the_longest() {
        let said = Passage { text: "#evil [x]".into(), lang: Some("pt-BR".into()), ..Passage::default() };
        let table = Table {
            caption: "By area".into(),
            columns: vec!["Area".into(), "How many".into()],
            rows: vec![vec!["A".into(), 2.into()], vec!["B".into(), 4.into()]],
            charted: Some(1),
        };
        let inner = Section::new("Inner", vec![Block::Text(said)]);
        let outer = Section { sections: vec![inner], ..Section::new("By area", vec![Block::Table(table)]) };
        let document = Document {
            title: "T".into(),
            lang: Lang::En,
            facts: vec![],
            sections: vec![outer, Section::new("Last", vec![])],
            references: Default::default(),
        };
        let view: serde_json::Value = serde_json::from_slice(&json(&document).expect("JSON")).expect("JSON");
        let titles: Vec<_> = view["parts"].as_array().expect("parts").iter().map(|part| &part["title"]).collect();
        assert_eq!(titles, ["By area", "Inner", "Last"]);
        assert_eq!(view["parts"][1]["blocks"][0]["said"]["other"], "pt");
        let table = &view["parts"][0]["blocks"][0];
        assert_eq!((&table["caption"], &table["columns"][1]["number"]), (&serde_json::Value::Null, &true.into()));
        assert_eq!(table["chart"]["bars"], serde_json::json!([["A", 0.5, "2"], ["B", 1.0, "4"]]));
    }
}
