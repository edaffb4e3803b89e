//! Ready reads for the boards that most teams have: what several lists and figures tell together, in one answer.
use crate::{Actor, Managed, Result, read::all};
use chrono::NaiveDate;
use rapport_domain::{
    Id,
    commitment::{Commitment, CommitmentFilter, CommitmentKind, CommitmentStatus},
    country::CountryCode,
    filter::{Maybe, OfGroups, Only},
    partial_date::PartialDate,
    scope::Scope,
};
use rapport_persistence::Conn;
use serde::Serialize;

mod dialogue;
mod portfolio;
mod progress;
mod spread;
mod turnover;

pub use dialogue::{DialogueBoard, dialogue};
pub use portfolio::{PortfolioBoard, portfolio};
pub use progress::{ProgressBoard, progress};
pub use spread::{SpreadBoard, spread};
pub use turnover::{TurnoverBoard, turnover};

/// Who looks at a board, from which date, at which countries.
#[derive(Clone, Debug)]
pub struct Looking {
    /// Who.
    pub actor: Actor,
    /// What they see.
    pub scope: Scope,
    /// The date; valid time.
    pub at: PartialDate,
    /// The countries; all where none are given.
    pub countries: Option<Vec<CountryCode>>,
}
impl Looking {
    /// The condition on countries.
    fn country(&self) -> OfGroups<Maybe<CountryCode>> {
        self.countries.clone().map_or_else(OfGroups::default, Only::one_of)
    }
    /// Those of some countries that are asked about.
    fn among<'c>(&self, countries: &'c [CountryCode]) -> impl Iterator<Item = &'c CountryCode> {
        countries.iter().filter(|country| self.asks(country))
    }
    /// Whether a country is asked about.
    fn asks(&self, country: &CountryCode) -> bool {
        self.countries.as_ref().is_none_or(|countries| countries.contains(country))
    }
    /// The records that a filter finds.
    fn all<E: Managed>(&self, c: &mut Conn, filter: E::Filter) -> Result<Vec<E>> {
        all(c, self.actor, &self.scope, filter)
    }
    /// The commitments that a filter finds in these countries, as they stood at the date.
    fn commitments(&self, c: &mut Conn, filter: CommitmentFilter) -> Result<Vec<Commitment>> {
        let filter = CommitmentFilter { country: self.country(), ..filter };
        let mut found = self.all::<Commitment>(c, filter)?;
        crate::valid_time::back_to(c, &mut found, &self.at)?;
        Ok(found)
    }
    /// The last day of the date.
    fn day(&self) -> NaiveDate {
        self.at.latest()
    }
}

/// What was asked or promised, as it stood.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct Promise {
    /// The commitment.
    pub id: Id<Commitment>,
    /// An ask, a pledge, or a commitment in an action plan.
    pub kind: CommitmentKind,
    /// What is asked or promised.
    pub title: String,
    /// When, in EDTF; null where undated.
    pub when: Option<String>,
    /// How far it had come.
    pub status: CommitmentStatus,
}
impl From<&Commitment> for Promise {
    fn from(commitment: &Commitment) -> Self {
        let row = &commitment.row;
        let when = row.when.when.0.as_ref().map(|date| date.text().to_owned());
        Self { id: row.id, kind: row.kind, title: row.title.clone(), when, status: row.status }
    }
}
