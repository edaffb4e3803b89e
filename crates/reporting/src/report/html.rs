//! A report as one page: to read, to hear and to print, with nothing outside itself.
use super::{Block, Cell, Document, Passage, Section, Table, Value, chart, is_day, words::Words};
use maud::{DOCTYPE, Markup, PreEscaped, html};

/// Text is darker than a contrast of 7 to 1 asks for. On paper a table's head is repeated and no row is cut.
const STYLE: &str = "
:root { color-scheme: light; }
body { font: 16px/1.5 system-ui, sans-serif; color: #1b1b1b; background: #fff; margin: 2rem auto; max-width: 60rem; padding: 0 1rem; }
h1, h2, h3, h4 { line-height: 1.25; break-after: avoid; }
h1 { font-size: 1.9rem; } h2 { font-size: 1.45rem; margin-top: 2.5rem; border-bottom: 2px solid #1f4e79; } h3 { font-size: 1.2rem; margin-top: 2rem; }
dl.facts { display: grid; grid-template-columns: max-content 1fr; gap: .25rem 1rem; }
dl.facts dt { font-weight: 600; } dl.facts dd { margin: 0; }
nav ol { columns: 18rem; } a { color: #1f4e79; }
table { border-collapse: collapse; width: 100%; margin: 1rem 0; font-size: .92rem; }
caption { text-align: left; font-weight: 600; padding: .3rem 0; }
th, td { border: 1px solid #8a8a8a; padding: .3rem .5rem; text-align: left; vertical-align: top; overflow-wrap: break-word; }
thead { display: table-header-group; } thead th { background: #e8eef5; overflow-wrap: normal; } tr { break-inside: avoid; }
td.number, th.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
blockquote { margin: 1rem 0; padding: .25rem 1rem; border-left: 4px solid #1f4e79; break-inside: avoid; }
blockquote footer { color: #3d3d3d; }
.reference { font-size: .7em; color: #4a4a4a; vertical-align: super; white-space: nowrap; margin-left: .15em; }
.figures { display: grid; grid-template-columns: repeat(auto-fit, minmax(11rem, 1fr)); gap: 1rem; padding: 0; }
.figures .reference { font-size: .75rem; font-weight: 400; } .figures div { border: 1px solid #8a8a8a; padding: .6rem .8rem; } .figures dt { font-size: .9rem; } .figures dd { margin: 0; font-size: 1.4rem; font-weight: 600; }
.other { color: #3d3d3d; font-style: italic; } figure { margin: 1rem 0; break-inside: avoid; } svg { width: 100%; height: auto; }
.heard { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
@page { size: A4; margin: 18mm 16mm; }
@media print { body { font-size: 10.5pt; margin: 0; max-width: none; padding: 0; } nav { break-after: page; } .scrolls { overflow: visible; } }
@media screen { .scrolls { overflow-x: auto; } }
";

/// The page.
pub fn page(document: &Document) -> String {
    let (words, lang) = (Words::of(document.lang), document.lang.as_str());
    let page = html! {
        (DOCTYPE)
        html lang=(lang) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { (document.title) }
                style { (PreEscaped(STYLE)) }
            }
            body {
                header {
                    h1 { (document.title) }
                    dl.facts {
                        @for fact in &document.facts { dt { (fact.label) } dd { (fact.value) } }
                    }
                }
                nav aria-labelledby="contents" {
                    h2 #contents { (words.contents) }
                    ol {
                        @for (number, section) in (1..).zip(&document.sections) {
                            li { a href=(format!("#s{number}")) { (section.title) } }
                        }
                    }
                }
                main {
                    @for (number, section) in (1..).zip(&document.sections) {
                        (part(section, document, 2, &format!("s{number}")))
                    }
                }
            }
        }
    };
    page.into_string()
}

fn part(section: &Section, document: &Document, level: u8, id: &str) -> Markup {
    let title = &section.title;
    html! {
        section aria-labelledby=(id) {
            @match level {
                2 => h2 id=(id) { (title) },
                3 => h3 id=(id) { (title) },
                _ => h4 id=(id) { (title) },
            }
            @for (number, block) in (1..).zip(&section.blocks) { (piece(block, document, title, &format!("{id}b{number}"))) }
            @for (number, part_of) in (1..).zip(&section.sections) {
                (part(part_of, document, level + 1, &format!("{id}-{number}")))
            }
        }
    }
}

fn piece(block: &Block, document: &Document, under: &str, id: &str) -> Markup {
    match block {
        Block::Text(said) => html! { p { (passage(said, document)) } },
        Block::List { items } => html! { ul { @for item in items { li { (passage(item, document)) } } } },
        Block::Quote { said, by } => html! {
            blockquote {
                p { (passage(said, document)) }
                @if let Some(by) = by { footer { (Words::of(document.lang).by) " " (by) } }
            }
        },
        Block::Figures { figures } => html! {
            dl.figures {
                @for figure in figures { div { dt { (figure.label) } dd { (cell(&figure.value, document)) } } }
            }
        },
        Block::Table(table) => tabular(table, document, under, id),
    }
}

fn tabular(table: &Table, document: &Document, under: &str, id: &str) -> Markup {
    let class = |column: usize| table.is_of_numbers(column).then_some("number");
    html! {
        @if let Some(column) = table.charted && !table.rows.is_empty() { (chart::bars(table, column, document.lang, id)) }
        div.scrolls tabindex="0" role="region" aria-labelledby=(id) {
            table {
                // A caption that its heading says already is for those who hear the page.
                caption id=(id) { @if table.caption == under { span.heard { (table.caption) } } @else { (table.caption) } }
                thead {
                    tr { @for (index, head) in table.columns.iter().enumerate() { th scope="col" class=[class(index)] { (head) } } }
                }
                tbody {
                    @for row in &table.rows {
                        tr {
                            @for (index, value) in row.iter().enumerate() {
                                @if index == 0 { th scope="row" { (cell(value, document)) } }
                                @else { td class=[class(index)] { (cell(value, document)) } }
                            }
                        }
                    }
                    @if table.rows.is_empty() {
                        tr { td colspan=(table.columns.len()) { (Words::of(document.lang).no_rows) } }
                    }
                }
            }
        }
    }
}

fn passage(passage: &Passage, document: &Document) -> Markup {
    let words = Words::of(document.lang);
    html! {
        @match &passage.lang {
            Some(lang) => { span.other { (words.other_language) " " } span lang=(lang) { (passage.text) } },
            None => (passage.text),
        }
        (reference(passage.reference.as_deref(), words))
    }
}
fn cell(cell: &Cell, document: &Document) -> Markup {
    html! {
        @match &cell.value {
            Value::Date { edtf, words } if is_day(edtf) => time datetime=(edtf) { (words) },
            Value::Text(text) if cell.lang.is_some() => span.other lang=[&cell.lang] { (text) },
            value => (value.words(document.lang)),
        }
        (reference(cell.reference.as_deref(), Words::of(document.lang)))
    }
}
fn reference(reference: Option<&str>, words: &Words) -> Markup {
    html! {
        @if let Some(reference) = reference {
            span.reference { span.heard { " " (words.reference) " " } (reference) }
        }
    }
}
