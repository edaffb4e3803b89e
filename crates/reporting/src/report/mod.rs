//! A report as what it says, whatever file it becomes: sections of text, figures and tables. Each statement and each figure
//! carries a short reference, and the report knows the records behind it. What a file says is said here, once; the files
//! differ in looks alone.
mod chart;
mod html;
mod markdown;
mod table;
mod words;
mod workbook;

#[cfg(test)]
mod tests;

use rapport_domain::partial_date::Lang;
use serde::{Deserialize, Serialize};
use std::{
    collections::{BTreeMap, BTreeSet},
    io,
};
use table::is_day;
pub use table::{Cell, Table, Value};
pub use words::Words;

/// A report.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(as = ReportDocument)]
pub struct Document {
    /// What it is called.
    pub title: String,
    /// The language that it is worded in.
    pub lang: Lang,
    /// What it is about, and how it was made.
    pub facts: Vec<Fact>,
    /// What it says.
    pub sections: Vec<Section>,
    /// By reference, the records that a statement or a figure stands on.
    pub references: BTreeMap<String, Vec<Source>>,
}
/// Something to know of the report as a whole.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(as = ReportFact)]
pub struct Fact {
    /// What is told.
    pub label: String,
    /// What it is.
    pub value: String,
}
/// A part of a report under a heading of its own.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(as = ReportSection)]
pub struct Section {
    /// Its heading.
    pub title: String,
    /// What it says.
    pub blocks: Vec<Block>,
    /// Its parts.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schema(no_recursion)]
    pub sections: Vec<Section>,
}
/// A piece of a section.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = ReportBlock)]
pub enum Block {
    /// A paragraph.
    Text(Passage),
    /// Several statements.
    List {
        /// One by one.
        items: Vec<Passage>,
    },
    /// Somebody's words.
    Quote {
        /// The words.
        said: Passage,
        /// Who said them; null where they may not be named, or are not known.
        by: Option<String>,
    },
    /// Figures, each with what it counts.
    Figures {
        /// One by one.
        figures: Vec<Figure>,
    },
    /// A table.
    Table(Table),
}
/// A statement.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(as = ReportPassage)]
pub struct Passage {
    /// Its text.
    pub text: String,
    /// The language of the text, where it is not the report's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lang: Option<String>,
    /// Leads to the records that it stands on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
    /// Whether it was taken out after the report was made.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub redacted: bool,
}
/// A figure.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(as = ReportFigure)]
pub struct Figure {
    /// What it counts.
    pub label: String,
    /// How much it is.
    pub value: Cell,
}
/// A record behind a statement, as it was.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(as = ReportSource)]
pub struct Source {
    /// What it is: the path of its kind.
    pub kind: String,
    /// Its id, or its code.
    pub key: String,
    /// The version that was read.
    pub version: i32,
    /// When it was, in EDTF.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub when: Option<String>,
}

/// The files that a report can be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum File {
    /// What it says, as data.
    Json,
    /// A page to read and print, with nothing outside itself.
    Html,
    /// Plain text with marks.
    Markdown,
    /// A workbook with a sheet a table.
    Xlsx,
}
impl File {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Json, Self::Html, Self::Markdown, Self::Xlsx];
    /// Its name.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Json => "json",
            Self::Html => "html",
            Self::Markdown => "md",
            Self::Xlsx => "xlsx",
        }
    }
    /// Its `Content-Type`.
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Json => "application/json",
            Self::Html => "text/html; charset=utf-8",
            Self::Markdown => "text/markdown; charset=utf-8",
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        }
    }
}
impl Document {
    /// The bytes of a file; the same document gives the same ones.
    pub fn file(&self, file: File) -> io::Result<Vec<u8>> {
        match file {
            File::Json => serde_json::to_vec(self).map_err(io::Error::other),
            File::Html => Ok(html::page(self).into_bytes()),
            File::Markdown => Ok(markdown::text(self).into_bytes()),
            File::Xlsx => workbook::book(self),
        }
    }
    /// Numbers the references in the order in which they stand.
    pub fn number(&mut self) {
        let mut numbers: BTreeMap<String, String> = BTreeMap::new();
        let mut number = |reference: &mut Option<String>| {
            if let Some(reference) = reference {
                let next = format!("r{}", numbers.len() + 1);
                *reference = numbers.entry(reference.clone()).or_insert(next).clone();
            }
        };
        for section in &mut self.sections {
            section.each(&mut |block| match block {
                Block::Text(said) | Block::Quote { said, .. } => number(&mut said.reference),
                Block::List { items } => items.iter_mut().for_each(|item| number(&mut item.reference)),
                Block::Figures { figures } => figures.iter_mut().for_each(|figure| number(&mut figure.value.reference)),
                Block::Table(table) => table.rows.iter_mut().flatten().for_each(|cell| number(&mut cell.reference)),
            });
        }
        let named = std::mem::take(&mut self.references).into_iter();
        self.references = named.filter_map(|(name, sources)| Some((numbers.get(&name)?.clone(), sources))).collect();
    }
    /// Takes out what stands on a record: statements, people's words and text in tables. Figures stay, since who is
    /// counted cannot be told from them. Gives how many passages changed.
    pub fn redact(&mut self, gone: impl Fn(&Source) -> bool) -> usize {
        let touched: BTreeSet<&String> = self
            .references
            .iter()
            .filter(|(_, sources)| sources.iter().any(&gone))
            .map(|(reference, _)| reference)
            .collect();
        let is_touched = |reference: &Option<String>| reference.as_ref().is_some_and(|one| touched.contains(one));
        let withheld = Words::of(self.lang).withheld;
        let mut changed = 0;
        let mut take_out = |passage: &mut Passage| {
            if is_touched(&passage.reference) && !passage.redacted {
                *passage = Passage {
                    text: withheld.to_owned(),
                    redacted: true,
                    reference: passage.reference.take(),
                    ..Passage::default()
                };
                changed += 1;
            }
        };
        let mut cells = 0;
        for section in &mut self.sections {
            section.each(&mut |block| match block {
                Block::Text(passage) => take_out(passage),
                Block::List { items } => items.iter_mut().for_each(&mut take_out),
                Block::Quote { said, by } => {
                    take_out(said);
                    if said.redacted {
                        *by = None;
                    }
                }
                Block::Figures { .. } => {}
                Block::Table(table) => {
                    for cell in table.rows.iter_mut().flatten() {
                        let tells = matches!(cell.value, Value::Text(_) | Value::Date { .. } | Value::Money { .. });
                        if tells && is_touched(&cell.reference) {
                            cell.value = Value::Redacted;
                            cells += 1;
                        }
                    }
                }
            });
        }
        for sources in self.references.values_mut() {
            sources.retain(|source| !gone(source));
        }
        changed + cells
    }
    /// All tables, in their order.
    pub fn tables(&self) -> Vec<&Table> {
        fn of<'d>(section: &'d Section, all: &mut Vec<&'d Table>) {
            all.extend(section.blocks.iter().filter_map(|block| match block {
                Block::Table(table) => Some(table),
                _ => None,
            }));
            section.sections.iter().for_each(|part| of(part, all));
        }
        let mut all = vec![];
        self.sections.iter().for_each(|section| of(section, &mut all));
        all
    }
}
impl Section {
    /// One without parts.
    pub fn new(title: &str, blocks: Vec<Block>) -> Self {
        Self { title: title.to_owned(), blocks, sections: vec![] }
    }
    /// Whether it says nothing.
    pub fn is_empty(&self) -> bool {
        self.blocks.is_empty() && self.sections.iter().all(Self::is_empty)
    }
    fn each(&mut self, visit: &mut impl FnMut(&mut Block)) {
        self.blocks.iter_mut().for_each(&mut *visit);
        self.sections.iter_mut().for_each(|section| section.each(visit));
    }
}
