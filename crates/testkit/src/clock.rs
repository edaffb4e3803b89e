//! A clock that stands where tests put it, and ids that follow it.
use chrono::{DateTime, Duration, Utc};
use std::sync::{
    Arc,
    atomic::{AtomicI64, AtomicU64, Ordering},
};
use uuid::{Builder, Uuid};

/// When every test begins: 2026-03-01T12:00:00Z.
const BEGINS: i64 = 1_772_366_400_000_000;

/// Moves on by a millisecond at each look, so that no two records have one time, and when a test says so.
#[derive(Clone, Debug)]
pub struct Clock(Arc<AtomicI64>);
impl Default for Clock {
    fn default() -> Self {
        Self(Arc::new(AtomicI64::new(BEGINS)))
    }
}
impl Clock {
    /// The time.
    pub fn now(&self) -> DateTime<Utc> {
        let micros = self.0.fetch_add(1_000, Ordering::SeqCst);
        DateTime::from_timestamp_micros(micros).unwrap_or_default()
    }
    /// Lets time pass.
    pub fn pass(&self, time: Duration) {
        self.0.fetch_add(time.num_microseconds().unwrap_or_default(), Ordering::SeqCst);
    }
    /// A UUIDv7 of this time; a counter stands in for chance.
    pub fn id(&self) -> Uuid {
        static COUNTER: AtomicU64 = AtomicU64::new(1);
        let mut random = [0; 10];
        random[2..].copy_from_slice(&COUNTER.fetch_add(1, Ordering::Relaxed).to_be_bytes());
        let millis = self.0.load(Ordering::SeqCst) / 1_000;
        Builder::from_unix_timestamp_millis(millis.unsigned_abs(), &random).into_uuid()
    }
}
