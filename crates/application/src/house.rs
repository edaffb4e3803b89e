//! What use-cases share: the clock, the source of ids, and whose house it is.
use chrono::{DateTime, Utc};
use rapport_domain::{Id, Instant, organization::Organization, partial_date::PartialDate};
use std::{fmt, sync::Arc};
use uuid::Uuid;

/// The clock, the id generator and the settings of one running program.
#[derive(Clone)]
pub struct House {
    clock: Arc<dyn Fn() -> DateTime<Utc> + Send + Sync>,
    ids: Arc<dyn Fn() -> Uuid + Send + Sync>,
    /// The team's own organization, which gets no credit alone: a published result has a contributor beside it.
    pub own_organization: Option<Id<Organization>>,
    /// Under whose name grants and activities are published; the team's own unless said.
    pub publisher: Option<Id<Organization>>,
}
impl House {
    /// The system's clock and random UUIDv7.
    #[allow(clippy::disallowed_methods)] // the one place that asks the system
    pub fn new(own_organization: Option<Id<Organization>>) -> Self {
        Self { clock: Arc::new(Utc::now), ids: Arc::new(Uuid::now_v7), own_organization, publisher: own_organization }
    }
    /// With another clock and other ids, for tests and for loading a dataset.
    pub fn with(
        self,
        clock: impl Fn() -> DateTime<Utc> + Send + Sync + 'static,
        ids: impl Fn() -> Uuid + Send + Sync + 'static,
    ) -> Self {
        Self { clock: Arc::new(clock), ids: Arc::new(ids), ..self }
    }
    /// Publishing under another name.
    pub fn published_by(self, publisher: Option<Id<Organization>>) -> Self {
        Self { publisher: publisher.or(self.own_organization), ..self }
    }
    /// Now, to the microsecond.
    pub fn now(&self) -> Instant {
        (self.clock)().into()
    }
    /// Today, in UTC.
    pub fn today(&self) -> PartialDate {
        PartialDate::day(self.now().0.date_naive())
    }
    /// A new id.
    pub fn id(&self) -> Uuid {
        (self.ids)()
    }
}
impl fmt::Debug for House {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("House").field("own_organization", &self.own_organization).finish_non_exhaustive()
    }
}
