//! A report as Markdown, with tables as GitHub reads them.
use super::{Block, Cell, Document, Passage, Section, Table, words::Words};
use std::fmt::Write;

/// The text.
pub fn text(document: &Document) -> String {
    let mut out = String::new();
    // Writing to a string does not fail.
    let _ = write_all(document, &mut out);
    out
}
fn write_all(document: &Document, out: &mut String) -> std::fmt::Result {
    writeln!(out, "# {}\n", plain(&document.title))?;
    for fact in &document.facts {
        writeln!(out, "- **{}**: {}", plain(&fact.label), plain(&fact.value))?;
    }
    document.sections.iter().try_for_each(|section| write_section(section, document, 2, out))
}
fn write_section(section: &Section, document: &Document, level: usize, out: &mut String) -> std::fmt::Result {
    writeln!(out, "\n{} {}", "#".repeat(level), plain(&section.title))?;
    for block in &section.blocks {
        out.push('\n');
        match block {
            Block::Text(said) => writeln!(out, "{}", passage(said, document))?,
            Block::List { items } => {
                items.iter().try_for_each(|item| writeln!(out, "- {}", passage(item, document)))?;
            }
            Block::Quote { said, by } => {
                writeln!(out, "> {}", passage(said, document))?;
                if let Some(by) = by {
                    writeln!(out, ">\n> {} {}", Words::of(document.lang).by, plain(by))?;
                }
            }
            Block::Figures { figures } => {
                for figure in figures {
                    writeln!(
                        out,
                        "- {}: **{}**{}",
                        plain(&figure.label),
                        cell(&figure.value, document),
                        mark(&figure.value.reference)
                    )?;
                }
            }
            Block::Table(table) => write_table(table, document, out)?,
        }
    }
    section.sections.iter().try_for_each(|part| write_section(part, document, level + 1, out))
}
fn write_table(table: &Table, document: &Document, out: &mut String) -> std::fmt::Result {
    writeln!(out, "**{}**\n", plain(&table.caption))?;
    if table.rows.is_empty() {
        return writeln!(out, "{}", Words::of(document.lang).no_rows);
    }
    let heads: Vec<_> = table.columns.iter().map(|head| plain(head)).collect();
    writeln!(out, "| {} |", heads.join(" | "))?;
    writeln!(out, "|{}", " --- |".repeat(heads.len()))?;
    for row in &table.rows {
        let cells: Vec<_> = row.iter().map(|one| cell(one, document) + &mark(&one.reference)).collect();
        writeln!(out, "| {} |", cells.join(" | "))?;
    }
    Ok(())
}
fn passage(passage: &Passage, document: &Document) -> String {
    let other = match &passage.lang {
        Some(lang) => format!("*{} {lang}* ", Words::of(document.lang).other_language.trim_end_matches([':', ' '])),
        None => String::new(),
    };
    format!("{other}{}{}", plain(&passage.text), mark(&passage.reference))
}
fn cell(cell: &Cell, document: &Document) -> String {
    let other = cell.lang.as_ref().map(|lang| format!(" ({lang})")).unwrap_or_default();
    plain(&cell.value.words(document.lang)) + &other
}
fn mark(reference: &Option<String>) -> String {
    reference.as_ref().map_or_else(String::new, |reference| format!(" <sup>{reference}</sup>"))
}
/// Text that no reader takes for a mark, on one line.
fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\n' | '\r' | '\t' => out.push(' '),
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '|' | '#' | '~' | '&' => out.extend(['\\', c]),
            c => out.push(c),
        }
    }
    // At the start of a line these begin a list.
    match out.chars().next() {
        Some('-' | '+') => format!("\\{out}"),
        _ => out,
    }
}
