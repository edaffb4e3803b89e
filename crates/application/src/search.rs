//! Search: the words of records, kept with every write, and found again by whoever may read the records.
use crate::{Actor, Can, Managed, Read, Result, Work};
use rapport_domain::{
    entity::{Entity, Key, Kind, List},
    scope::Scope,
    text::words,
};
use rapport_persistence::{
    Conn,
    search::{self, Hit, Part, Sought, Words},
};
use serde::Serialize;
use serde_json::Value;
use std::collections::BTreeMap;
use uuid::Uuid;

/// Keeps what is searched of a record that was written, where that is not what it was before.
pub fn keep<E: Managed>(work: &mut Work<'_>, before: Option<&E>, record: &E) -> Result<()> {
    let (Some(words), key) = (words_of(record), record.key().any()) else { return Ok(()) };
    match before.map(words_of) {
        None => search::add(work.c, E::KIND, &key, &words)?,
        Some(before) if before.as_ref() != Some(&words) => search::put(work.c, E::KIND, &key, &words)?,
        Some(_) => {}
    }
    Ok(())
}
/// Forgets a record that is deleted.
pub fn forget<E: Managed>(work: &mut Work<'_>, record: &E) -> Result<()> {
    if !E::SEARCHED.is_empty() {
        search::drop(work.c, E::KIND, &record.key().any())?;
    }
    Ok(())
}
/// What is searched of a record, in all its languages.
pub fn words_of<E: Entity>(record: &E) -> Option<Words> {
    if E::SEARCHED.is_empty() {
        return None;
    }
    let record = serde_json::to_value(record).ok()?;
    let mut said = vec![];
    for member in E::SEARCHED {
        texts(&record[member], &mut said);
    }
    for translated in record["translations"].as_object().into_iter().flat_map(|all| all.values()) {
        E::SEARCHED.iter().for_each(|member| texts(&translated[member], &mut said));
    }
    let mut said = said.into_iter();
    Some(Words { title: said.next()?, words: said.collect::<Vec<_>>().join("\n") })
}
fn texts(value: &Value, found: &mut Vec<String>) {
    match value {
        Value::String(text) => found.push(text.clone()),
        Value::Object(members) => members.values().for_each(|value| texts(value, found)),
        _ => {}
    }
}

macro_rules! fill {
    ($($module:ident::$entity:ident $(with $rules:ident)?),* $(,)?) => {
        /// Gathers the words of all records, in a database that has none yet: one of a version before search.
        pub fn fill(c: &mut Conn) -> Result<()> {
            if !search::is_empty(c)? {
                return Ok(());
            }
            $(gather::<rapport_domain::$module::$entity>(c)?;)*
            Ok(())
        }
    };
}
rapport_domain::every_entity!(fill);
fn gather<E: Managed>(c: &mut Conn) -> Result<()> {
    if E::SEARCHED.is_empty() {
        return Ok(());
    }
    for record in E::page(c, &Scope::everything(), &List::every(E::Filter::default()))? {
        if let Some(words) = words_of(&record) {
            search::add(c, E::KIND, &record.key().any(), &words)?;
        }
    }
    Ok(())
}

/// The parts of what somebody seeks: words, each perhaps just begun, and phrases in quotes.
pub fn parts(text: &str) -> Vec<Part> {
    let mut parts = vec![];
    for (index, piece) in text.split('"').enumerate() {
        if index % 2 == 1 {
            let words = words(piece);
            parts.extend((!words.is_empty()).then_some(Part { words, begun: false }));
            continue;
        }
        for word in piece.split_whitespace() {
            // What is joined by hyphens or points is one thing.
            let words = words(word);
            parts.extend((!words.is_empty()).then_some(Part { words, begun: true }));
        }
    }
    parts
}

/// A record that was found.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct Found {
    /// Its kind, as the history calls it.
    pub kind: String,
    /// Its id.
    pub id: Uuid,
    /// Where it is read.
    pub url: String,
    /// What it is called.
    pub title: String,
    /// Where in its other texts the words stand; null where they are in what it is called alone.
    pub snippet: Option<String>,
}

/// What was found, from an offset on, one more than the limit where there is more; and how many of each kind, if asked.
pub fn find(
    c: &mut Conn,
    actor: Actor,
    scope: &Scope,
    mut sought: Sought,
    (offset, limit): (i64, i64),
    counted: bool,
) -> Result<(Vec<Found>, Option<BTreeMap<String, i64>>)> {
    let may: Vec<_> = readable(actor, scope).into_iter().map(|kind| kind.name.to_owned()).collect();
    let asked = std::mem::take(&mut sought.kinds);
    sought.kinds = may.into_iter().filter(|kind| asked.is_empty() || asked.contains(kind)).collect();
    if sought.kinds.is_empty() {
        return Ok((vec![], counted.then(BTreeMap::new)));
    }
    let hits = search::find(c, scope, &sought, offset, limit + 1)?;
    let counts = if counted { Some(search::count(c, scope, &sought)?.into_iter().collect()) } else { None };
    Ok((hits.into_iter().map(|hit| found(hit, &sought.parts)).collect(), counts))
}
macro_rules! readable {
    ($($module:ident::$entity:ident $(with $rules:ident)?),* $(,)?) => {
        /// The searched kinds that a role reads at all.
        fn readable(actor: Actor, scope: &Scope) -> Vec<Kind> {
            let mut kinds = search::kinds();
            $({
                type Of = rapport_domain::$module::$entity;
                if Can::<Read, Of>::grant(actor, scope.clone()).is_err() {
                    kinds.retain(|kind| *kind != Of::KIND);
                }
            })*
            kinds
        }
    };
}
rapport_domain::every_entity!(readable);
fn found(hit: Hit, parts: &[Part]) -> Found {
    let path = search::kinds().into_iter().find(|kind| kind.name == hit.kind).map_or("", |kind| kind.path);
    let url = format!("/v1/{path}/{}", hit.id);
    Found { snippet: snippet(&hit.words, parts), kind: hit.kind, id: hit.id, url, title: hit.title }
}

/// How many words a snippet has before and after the first that was sought.
const AROUND: (usize, usize) = (8, 16);
/// The words around the first one that was sought.
fn snippet(text: &str, parts: &[Part]) -> Option<String> {
    let said: Vec<&str> = text.split_whitespace().collect();
    let sought = |word: &&str| {
        words(word).iter().any(|word| {
            parts.iter().any(|part| {
                let (last, before) = part.words.split_last().unzip();
                let begun = last.is_some_and(|last| if part.begun { word.starts_with(last) } else { word == last });
                begun || before.is_some_and(|before| before.contains(word))
            })
        })
    };
    let at = said.iter().position(sought)?;
    let (first, end) = (at.saturating_sub(AROUND.0), (at + AROUND.1).min(said.len()));
    let cut = |there: bool| if there { "…" } else { "" };
    Some(format!("{}{}{}", cut(first > 0), said[first..end].join(" "), cut(end < said.len())))
}
