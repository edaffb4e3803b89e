//! What codes are called in English, Spanish and French. A list is named as its type is, which is its name in the API
//! document too; a test walks that document and names every list and code that has no labels here.
use crate::partial_date::Lang;

mod channels;
mod documents;
mod grants;
mod people;
mod plans;
mod records;
mod sources;
mod voices;

/// A code, and what it is called in English, Spanish and French.
pub type Label = (&'static str, &'static str, &'static str, &'static str);

/// The labels of one list of codes.
#[derive(Clone, Copy, Debug)]
pub struct List {
    /// The name of the list's type.
    pub name: &'static str,
    /// Its codes, in their order.
    pub codes: &'static [Label],
}
impl List {
    /// What a code is called.
    pub fn label(&self, code: &str, lang: Lang) -> Option<&'static str> {
        let (_, en, es, fr) = self.codes.iter().find(|(known, ..)| *known == code)?;
        Some(lang.pick(en, es, fr))
    }
}

/// Every list.
pub fn lists() -> impl Iterator<Item = &'static List> {
    let all = [
        records::LISTS,
        people::LISTS,
        plans::LISTS,
        grants::LISTS,
        channels::LISTS,
        sources::LISTS,
        voices::LISTS,
        documents::LISTS,
    ];
    all.into_iter().flatten()
}
