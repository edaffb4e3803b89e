//! How long what is known of people is kept: who is due by a team's rules. What becomes of them is erasure, or somebody's to decide.
use crate::{Result, subject::latest_word};
use chrono::{Days, Months, NaiveDate};
use rapport_domain::{
    Id, Instant,
    entity::{Entity, Life, List, Version},
    person::{Person, PersonFilter},
    reference::AnyKey,
    scope::Scope,
};
use rapport_persistence::{Conn, Statements};
use std::fmt;

/// A team's rules; one that is absent asks nothing.
#[derive(Clone, Copy, Debug, Default)]
pub struct Rules {
    /// After how many days people who were deleted are erased.
    pub deleted_days: Option<u32>,
    /// After how many days people who took their consent back are erased.
    pub withdrawn_days: Option<u32>,
    /// After how many years somebody looks at people of whom nothing was written.
    pub idle_years: Option<u32>,
}
/// What makes a person due.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// They were deleted.
    Deleted,
    /// They took their consent back.
    Withdrawn,
    /// Nothing was written of them or of what names them.
    Idle,
}
impl Why {
    /// Whether a rule erases them; else somebody is to look.
    pub fn erases(self) -> bool {
        self != Self::Idle
    }
}
impl fmt::Display for Why {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Deleted => "deleted on",
            Self::Withdrawn => "consent taken back on",
            Self::Idle => "nothing written since",
        })
    }
}
/// A person who is due.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Due {
    /// Who.
    pub id: Id<Person>,
    /// The version of the record.
    pub version: Version,
    /// By what rule.
    pub why: Why,
    /// Since when.
    pub since: NaiveDate,
}

/// Who is due at a moment, each once, by the first rule that says so.
pub fn due(c: &mut Conn, now: Instant, rules: &Rules) -> Result<Vec<Due>> {
    let today = now.0.date_naive();
    let days_ago = |days: u32| today.checked_sub_days(Days::new(days.into()));
    let deleted = rules.deleted_days.and_then(days_ago);
    let withdrawn = rules.withdrawn_days.and_then(days_ago);
    let idle = rules.idle_years.and_then(|years| today.checked_sub_months(Months::new(years.saturating_mul(12))));
    let mut all = vec![];
    for life in [Life::Deleted, Life::Live] {
        let list = List { life, ..List::<Person>::every(PersonFilter::default()) };
        for person in Person::page(c, &Scope::everything(), &list)?.into_iter().filter(|p| p.erased_at.is_none()) {
            let written = person.updated_at.0.date_naive();
            let taken_back = person.consent_withdrawn.as_ref().and_then(|when| when.date()).map(|when| when.latest());
            let gone = (life == Life::Deleted).then_some(written);
            let rules = [(Why::Deleted, gone, deleted), (Why::Withdrawn, taken_back, withdrawn)];
            let first = |(why, since, before): (Why, Option<NaiveDate>, Option<NaiveDate>)| {
                since.filter(|since| before.is_some_and(|before| *since < before)).map(|since| (why, since))
            };
            let mut found = rules.into_iter().find_map(first);
            if let Some(before) = idle.filter(|before| found.is_none() && life == Life::Live && written < *before) {
                let last =
                    latest_word(c, &AnyKey::Id(person.id.0))?.map_or(written, |at| at.0.date_naive().max(written));
                found = (last < before).then_some((Why::Idle, last));
            }
            all.extend(found.map(|(why, since)| Due { id: person.key(), version: person.version, why, since }));
        }
    }
    Ok(all)
}
