//! Whether the journal still says what was sealed.
use super::{MOST, Row, Seal, count, page, seals};
use crate::journal::journal;
use diesel::prelude::*;
use rapport_schema::Conn;
use serde_json::Value;
use std::collections::{HashMap, HashSet};

/// What a look through the journal found.
#[derive(Debug, Default)]
pub struct Report {
    /// What is wrong, in the order of the journal.
    pub flaws: Vec<Flaw>,
    /// How many entries the seals hold.
    pub sealed: i64,
    /// How many were written since the last one: nothing vouches for these yet.
    pub unsealed: i64,
    /// How many entries an erasure blanked.
    pub blanked: i64,
    /// The last seal. Its hash, kept elsewhere, tells later whether the end of the chain was cut off or written anew.
    pub last: Option<Seal>,
}

/// Something that is not as it was sealed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Flaw {
    /// A seal is gone.
    #[error("seal {0} is missing")]
    SealMissing(i64),
    /// A seal does not follow the one before.
    #[error("seal {0} does not follow the seal before it: one of the two was altered")]
    Unbound(i64),
    /// A seal is not what its own fields and its entries make.
    #[error("seal {number} (entries {first} to {last}) was altered, or was made over other entries")]
    SealAltered {
        /// Its number.
        number: i64,
        /// The place of its first entry.
        first: i64,
        /// The place of its last entry.
        last: i64,
    },
    /// A seal has fewer or more entries than it was made over.
    #[error("seal {number} holds {sealed} entries, and {there} are there; no entry is at {}", places(free))]
    Entries {
        /// Its number.
        number: i64,
        /// How many it was made over.
        sealed: i64,
        /// How many there are.
        there: i64,
        /// The places between its first and its last where there is none, the first few.
        free: Vec<i64>,
    },
    /// What an entry says beside its payload is not what was sealed.
    #[error("entry {0} was altered, or moved")]
    Entry(i64),
    /// An entry's payload is not what was sealed.
    #[error("entry {0}: its payload was altered")]
    Payload(i64),
    /// A payload is blank, and no erasure in the journal says so.
    #[error("entry {0}: its payload is blank without an erasure that names it")]
    Blank(i64),
    /// An entry has the hashes that a seal gives, and is in none.
    #[error("entry {0} was sealed, and its seal is gone")]
    SealGone(i64),
    /// None of the seals has the hash that was kept elsewhere.
    #[error("no seal has the hash {0}: the chain was cut short, or written anew")]
    NotExpected(String),
}
fn places(free: &[i64]) -> String {
    let named: Vec<_> = free.iter().map(i64::to_string).collect();
    if named.is_empty() { "no place between".into() } else { named.join(", ") }
}
/// How many free places are named.
const MOST_NAMED: usize = 20;

/// Looks through the whole journal, and for a seal with the hash `expected`. It reads, and changes nothing.
pub fn verify(c: &mut Conn, expected: Option<&str>) -> QueryResult<Report> {
    let mut report = Report::default();
    let erasures = erasures(c)?;
    let all: Vec<Seal> = seals::table.order(seals::number).select(Seal::as_select()).load(c)?;
    let mut before: Option<&Seal> = None;
    for seal in &all {
        let number = before.map_or(0, |seal| seal.number);
        report.flaws.extend((number + 1..seal.number).map(Flaw::SealMissing));
        // Where the one before is missing, its entries belong to no seal, and what this one says of it is not known.
        let adjoins = number + 1 == seal.number;
        if adjoins && seal.previous != before.map_or("", |seal| &seal.hash) {
            report.flaws.push(Flaw::Unbound(seal.number));
        }
        let after = if adjoins { before.map_or(0, |seal| seal.last_seq) } else { seal.first_seq - 1 };
        of_seal(c, seal, after, &erasures, &mut report)?;
        before = Some(seal);
    }
    let mut after = before.map_or(0, |seal| seal.last_seq);
    loop {
        let entries = page(c, after, i64::MAX, MOST)?;
        let Some(last) = entries.last() else { break };
        after = last.seq;
        report.unsealed += count(entries.len());
        for entry in entries.iter().filter(|entry| entry.entry_hash.is_some() || entry.erased_by.is_some()) {
            of_entry(entry, &erasures, &mut report);
            // What is erased is hashed before it is sealed; nothing else is.
            if entry.erased_by.is_none() {
                report.flaws.push(Flaw::SealGone(entry.seq));
            }
        }
    }
    if let Some(hash) = expected.filter(|hash| all.iter().all(|seal| seal.hash != *hash)) {
        report.flaws.push(Flaw::NotExpected(hash.to_owned()));
    }
    report.last = all.into_iter().next_back();
    Ok(report)
}

fn of_seal(c: &mut Conn, seal: &Seal, mut after: i64, erasures: &Erasures, report: &mut Report) -> QueryResult<()> {
    let mut there = vec![];
    let mut hashes = vec![];
    loop {
        let entries = page(c, after, seal.last_seq, MOST)?;
        let Some(last) = entries.last() else { break };
        after = last.seq;
        for entry in entries {
            of_entry(&entry, erasures, report);
            there.push(entry.seq);
            hashes.extend(entry.entry_hash);
        }
    }
    let held = count(there.len());
    report.sealed += held;
    let (number, first, last) = (seal.number, seal.first_seq, seal.last_seq);
    if held != seal.entries {
        let there_too: HashSet<_> = there.into_iter().collect();
        let free = (first..=last).filter(|seq| !there_too.contains(seq)).take(MOST_NAMED).collect();
        report.flaws.push(Flaw::Entries { number, sealed: seal.entries, there: held, free });
    } else if seal.hash != seal.hash_with(&hashes) {
        report.flaws.push(Flaw::SealAltered { number, first, last });
    }
    Ok(())
}

fn of_entry(entry: &Row, erasures: &Erasures, report: &mut Report) {
    let payload_hash = entry.payload_hash.as_deref().unwrap_or_default();
    if entry.entry_hash.as_deref() != Some(&entry.hash_over(payload_hash)) {
        report.flaws.push(Flaw::Entry(entry.seq));
    }
    let blank = entry.payload.0 == Value::Null && entry.salt.is_none();
    match (entry.erased_by, &entry.salt) {
        (Some(by), _) if blank && erasures.get(&by).is_some_and(|named| named.contains(&entry.seq)) => {
            report.blanked += 1
        }
        (None, Some(salt)) if entry.payload_hash(salt) == payload_hash => {}
        _ if blank => report.flaws.push(Flaw::Blank(entry.seq)),
        _ => report.flaws.push(Flaw::Payload(entry.seq)),
    }
}

/// The erasures in the journal, each with the places of the entries that it blanked.
type Erasures = HashMap<i64, HashSet<i64>>;
fn erasures(c: &mut Conn) -> QueryResult<Erasures> {
    let all = journal::table.filter(journal::action.eq("erase")).select((journal::seq, journal::payload));
    let all: Vec<(i64, rapport_domain::Json)> = all.load(c)?;
    let named = |payload: &Value| {
        payload["after"]["entries"].as_array().into_iter().flatten().filter_map(Value::as_i64).collect()
    };
    Ok(all.iter().map(|(seq, payload)| (*seq, named(&payload.0))).collect())
}
