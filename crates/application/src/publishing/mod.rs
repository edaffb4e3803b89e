//! Publishing by the standards of funders: which grants and missions may go out, and of each of the others all that is in the
//! way. Nothing is coerced: a vague date or an amount that nobody states keeps a record in.
mod desk;
mod iati;
mod threesixty;

use crate::{Can, Error, House, Read, RecordRef, Result};
use desk::Desk;
pub use iati::{activities, check};
use rapport_domain::grant::Grant;
use rapport_persistence::Conn;
use rapport_reporting::iati::Publisher;
use serde::Serialize;
pub use threesixty::grants;

/// Something that keeps a record from being published.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct Obstacle {
    /// The record.
    #[serde(flatten)]
    pub record: RecordRef,
    /// What it is called.
    pub title: String,
    /// The member that it is about.
    pub pointer: String,
    /// The rule: its id in the standard's own rules, or `rapport:` and what Rapport asks.
    pub rule: &'static str,
    /// In words.
    pub detail: String,
}
/// What may be published, and what may not.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct Check {
    /// How many records may be published.
    pub publishable: usize,
    /// All that keeps the others, record by record.
    pub obstacles: Vec<Obstacle>,
}

/// What is ready to be published whole.
pub struct Ready<T> {
    /// Who publishes; null where that cannot be.
    pub publisher: Option<Publisher>,
    /// What may be published.
    pub all: Vec<T>,
    /// What keeps the others.
    pub obstacles: Vec<Obstacle>,
}
impl<T> Ready<T> {
    /// As the check tells it.
    pub fn check(self) -> Check {
        Check { publishable: if self.publisher.is_some() { self.all.len() } else { 0 }, obstacles: self.obstacles }
    }
    /// What is published, or a refusal that names the check.
    pub fn only(self, check: &'static str) -> Result<(Publisher, Vec<T>)> {
        match self.publisher {
            Some(publisher) if !self.all.is_empty() => Ok((publisher, self.all)),
            _ => Err(Error::NothingToPublish { check }),
        }
    }
}

/// Who publishes, or a refusal that names the check.
pub fn publisher(c: &mut Conn, can: &Can<Read, Grant>, house: &House, check: &'static str) -> Result<Publisher> {
    Desk::new(c, can, house)?.publisher.ok_or(Error::NothingToPublish { check })
}
