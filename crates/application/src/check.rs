//! Whether what is recorded fits together: records with their journal, with what they refer to, with the words that search
//! knows of them, and with the contents of documents. It reads, and changes nothing.
use crate::{Managed, Result, search, write::Collected};
use rapport_domain::{
    entity::{Class, Entity, Key, Life, List, Order, SortKey, Version},
    reference::TRANSITIONS,
    scope::Scope,
};
use rapport_persistence::{
    Conn,
    files::{self, Files},
    integrity, journal, search as words, seen,
};
use serde_json::{Map, Value};

/// Something that does not fit.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Flaw {
    /// What the database finds wrong with itself.
    #[error("the database: {0}")]
    Database(String),
    /// A live record refers to one that is deleted or was never there.
    #[error("{of}: {pointer} names {named}, which is not there")]
    Dangling {
        /// The kind and the key of the record.
        of: String,
        /// Where in it.
        pointer: String,
        /// The kind and the key of what it names.
        named: String,
    },
    /// A record that nobody is known to have written.
    #[error("{0}: the journal knows nothing of it")]
    Unrecorded(String),
    /// A record that was written without the journal, or is older than the journal says.
    #[error("{of}: it is at version {version}, and the journal at {recorded}")]
    Version {
        /// The kind and the key of the record.
        of: String,
        /// Where it stands.
        version: Version,
        /// Where it stands by the journal.
        recorded: Version,
    },
    /// A record does not say what was last written of it.
    #[error("{of}: {member} is not what the journal says was written")]
    Member {
        /// The kind and the key of the record.
        of: String,
        /// What differs.
        member: String,
    },
    /// A record that the journal knows is gone without a trace.
    #[error("{0}: the journal knows it, and it is not there")]
    Vanished(String),
    /// Search does not know the words that a record has.
    #[error("{0}: search knows other words of it than it has")]
    Words(String),
    /// Search knows a record that is not there.
    #[error("search knows the {kind} {title:?}, which is not there")]
    Unfounded {
        /// Its kind.
        kind: &'static str,
        /// What it was called.
        title: String,
    },
    /// The content of a document is gone or damaged.
    #[error("the content {0} of a document is not there, or is not what it was")]
    Content(String),
}

/// What was looked through.
#[derive(Debug, Default)]
pub struct Report {
    /// What does not fit.
    pub flaws: Vec<Flaw>,
    /// How many records, deleted ones included.
    pub records: usize,
    /// How many contents of documents.
    pub contents: usize,
}

macro_rules! check {
    ($($module:ident::$entity:ident $(with $rules:ident)?),* $(,)?) => {
        /// Looks through a database, and through the contents of documents where it is told where they are.
        pub fn check(c: &mut Conn, files: Option<&Files>) -> Result<Report> {
            let mut report = Report::default();
            report.flaws.extend(integrity::faults(c)?.into_iter().map(Flaw::Database));
            $(of_kind::<rapport_domain::$module::$entity>(c, &mut report)?;)*
            if let Some(files) = files {
                of_files(c, files, &mut report)?;
            }
            Ok(report)
        }
    };
}
rapport_domain::every_entity!(check);

/// How many records are looked at at once.
const PAGE: i64 = 500;

fn of_kind<E: Managed>(c: &mut Conn, report: &mut Report) -> Result<()> {
    for life in [Life::Live, Life::Deleted] {
        let by = E::Sort::default();
        let sort = vec![Order { by, descending: false }];
        let mut list = List::<E> { life, limit: PAGE, sort, after: None, filter: E::Filter::default() };
        loop {
            let mut page = E::page(c, &Scope::everything(), &list)?;
            let more = page.len() as i64 > PAGE;
            page.truncate(PAGE as usize);
            list.after = page.last().filter(|_| more).map(|last| (vec![by.values(last)], last.key()));
            of_page(c, life, page, report)?;
            if !more {
                break;
            }
        }
    }
    let named = |key: String| format!("{} {key}", E::KIND.name);
    let key = if E::Key::FORMAT == "uuid" { "id" } else { "code" };
    report.flaws.extend(integrity::vanished(c, E::KIND, key)?.into_iter().map(|key| Flaw::Vanished(named(key))));
    if !E::SEARCHED.is_empty() {
        let unfounded = integrity::unfounded(c, E::KIND)?.into_iter();
        report.flaws.extend(unfounded.map(|title| Flaw::Unfounded { kind: E::KIND.name, title }));
    }
    Ok(())
}

fn of_page<E: Managed>(c: &mut Conn, life: Life, mut page: Vec<E>, report: &mut Report) -> Result<()> {
    report.records += page.len();
    let keys: Vec<_> = page.iter().map(|record| record.key().any()).collect();
    let mut recorded = journal::about(c, E::KIND, &keys)?;
    for record in &page {
        let key = record.key().to_string();
        of_journal(record, &recorded.remove(&key).unwrap_or_default(), &mut report.flaws);
    }
    if life == Life::Deleted {
        return Ok(());
    }
    if !E::SEARCHED.is_empty() {
        let mut known = words::of(c, E::KIND, &keys)?;
        let differs = |record: &&E| known.remove(&record.key().any()) != search::words_of(*record);
        report.flaws.extend(page.iter().filter(differs).map(|record| Flaw::Words(name(record))));
    }
    let mut all = vec![];
    for record in &mut page {
        let (of, mut found) = (name(record), Collected::default());
        record.references(&mut found);
        // What the steps of a status tell of is past, whatever became of it.
        let now = found.0.into_iter().filter(|(_, _, spot)| spot.field != TRANSITIONS);
        all.extend(now.map(|(kind, key, spot)| (of.clone(), kind, key, spot)));
    }
    let there = seen(c, &Scope::everything(), all.iter().map(|(_, kind, key, _)| (*kind, key.clone())))?;
    for (of, kind, key, spot) in all {
        let named = format!("{} {key}", kind.name);
        if !there.contains(&(kind.name, key)) {
            report.flaws.push(Flaw::Dangling { of, pointer: spot.pointer(), named });
        }
    }
    Ok(())
}
fn name<E: Entity>(record: &E) -> String {
    format!("{} {}", E::KIND.name, record.key())
}

/// Holds a record against what the journal says was written of it, entry after entry.
fn of_journal<E: Entity>(record: &E, entries: &[journal::Written], flaws: &mut Vec<Flaw>) {
    let of = name(record);
    let Some(last) = entries.last() else {
        // Reference data come with the migrations; whoever changes them is recorded.
        if E::KIND.class != Class::Reference || record.version() != 1 {
            flaws.push(Flaw::Unrecorded(of));
        }
        return;
    };
    let (version, recorded) = (record.version(), last.version);
    if version != recorded {
        flaws.push(Flaw::Version { of: of.clone(), version, recorded });
    }
    // What an erasure took is not known any more.
    if entries.iter().any(|entry| entry.payload.0.is_null()) {
        return;
    }
    let mut written = Map::new();
    for entry in entries {
        let after = entry.payload.0["after"].as_object();
        written.extend(after.into_iter().flatten().map(|(name, value)| (name.clone(), value.clone())));
    }
    let Ok(Value::Object(members)) = serde_json::to_value(record) else { return };
    let differs = |(name, value): &(&String, &Value)| {
        !KEPT_APART.contains(&name.as_str()) && written.get(*name).is_some_and(|written| written != *value)
    };
    let different = members.iter().filter(differs);
    flaws.extend(different.map(|(name, _)| Flaw::Member { of: of.clone(), member: name.clone() }));
}
/// What an entry says beside its payload, or not at all.
const KEPT_APART: &[&str] = &["version", "updated_at", "deleted_at"];

fn of_files(c: &mut Conn, files: &Files, report: &mut Report) -> Result<()> {
    for sha256 in integrity::contents(c)? {
        report.contents += 1;
        let whole = files.read(&sha256).is_ok_and(|content| files::name(&content) == sha256);
        if !whole {
            report.flaws.push(Flaw::Content(sha256));
        }
    }
    Ok(())
}
