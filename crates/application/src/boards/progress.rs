//! Progress: how many commitments stood where, at the end of each stretch of the calendar.
use super::Looking;
use crate::{Error, Result, aggregate::Size, valid_time::back_to};
use rapport_domain::{
    commitment::{Commitment, CommitmentFilter, CommitmentStatus},
    partial_date::PartialDate,
};
use rapport_persistence::Conn;
use serde::Serialize;
use std::collections::BTreeMap;

/// How many stretches a board has at the most.
const MOST: usize = 60;

/// Where commitments stood at the end of a stretch.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct Standings {
    /// The stretch: `2014-Q1`.
    pub stretch: String,
    /// How many stood where; statuses that none had are absent.
    #[schema(value_type = std::collections::BTreeMap<String, usize>)]
    pub statuses: BTreeMap<CommitmentStatus, usize>,
}
/// The board.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct ProgressBoard {
    /// The date up to which it goes, in EDTF.
    pub as_of: String,
    /// The size of the stretches.
    pub size: Size,
    /// From the first stretch in which a commitment is known to have begun; at most 60, the last ones.
    pub stretches: Vec<Standings>,
    /// Commitments that nobody dates: they may have been there all the time, and are counted in every stretch.
    pub undated: usize,
}

/// Commitments by status over time, of those that a filter finds.
pub fn progress(c: &mut Conn, looking: &Looking, size: Size, filter: CommitmentFilter) -> Result<ProgressBoard> {
    let mut filter = filter;
    crate::read::settle(c, &looking.scope, &mut filter)?;
    let found = looking.all::<Commitment>(c, filter)?;
    let dated = |one: &Commitment| one.row.when.when.0.as_ref().and_then(PartialDate::opens);
    let first = found.iter().filter_map(dated).min();
    let undated = found.iter().filter(|one| dated(one).is_none()).count();
    let mut stretches = vec![];
    if let Some(first) = first {
        let last = looking.day().max(first);
        for stretch in size.between(first, last).into_iter().rev().take(MOST).rev() {
            let date = PartialDate::parse(&stretch).map_err(|why| Error::rule("size", "bad_date", why.to_string()))?;
            let end = PartialDate::day(date.latest().min(last));
            let mut there = found.clone();
            back_to(c, &mut there, &end)?;
            let mut statuses: BTreeMap<CommitmentStatus, usize> = BTreeMap::new();
            for commitment in &there {
                *statuses.entry(commitment.row.status).or_default() += 1;
            }
            stretches.push(Standings { stretch, statuses });
        }
    }
    Ok(ProgressBoard { as_of: looking.at.text().to_owned(), size, stretches, undated })
}
