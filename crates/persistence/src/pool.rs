//! Connections: how one is opened, and how many are kept.
use crate::{
    Fault,
    db::{Heard, Options},
    url::Target,
};
use diesel::{
    PgConnection, SqliteConnection,
    connection::{Connection, InstrumentationEvent, SimpleConnection, TransactionManager},
    r2d2::{self, ManageConnection},
};
use rapport_schema::Conn;
use std::{
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

/// What a connection is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Use {
    /// Reading; on SQLite it cannot write.
    Read,
    /// Writing as well.
    Write,
}

/// Opens one connection.
pub fn open(target: &Target, purpose: Use) -> Result<Conn, Fault> {
    let unavailable = |why: &dyn std::fmt::Display| Fault::Unavailable(why.to_string().trim().replace('\n', "; "));
    match target {
        Target::Sqlite(path) => {
            let path = path.to_str().ok_or_else(|| Fault::Unavailable(format!("{path:?} is not UTF-8")))?;
            let mut c = SqliteConnection::establish(path).map_err(|why| unavailable(&format!("{path}: {why}")))?;
            // busy_timeout first, since switching to WAL takes a lock; FULL outlives a power cut. Whoever commits brings the
            // log into the file only where it has grown to so many pages: the writer's second thread does it before.
            c.batch_execute(
                "PRAGMA busy_timeout = 5000; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; \
                 PRAGMA foreign_keys = ON; PRAGMA cache_size = -8000; PRAGMA temp_store = MEMORY; \
                 PRAGMA wal_autocheckpoint = 10000;",
            )
            .map_err(|why| unavailable(&format!("{path}: {why}")))?;
            if purpose == Use::Read {
                c.batch_execute("PRAGMA query_only = ON;")?;
            }
            Ok(Conn::Sqlite(c))
        }
        Target::Postgres(url) => {
            let mut c = PgConnection::establish(url).map_err(|why| unavailable(&why))?;
            // Waiting for a lock must end before the client's patience does.
            c.batch_execute("SET TIME ZONE 'UTC'; SET lock_timeout = '10s'; SET statement_timeout = '30s';")?;
            // Clashes are told by their English words; a server may forbid to choose the language.
            let _ = c.batch_execute("SET lc_messages TO 'C'");
            Ok(Conn::Postgres(c))
        }
    }
}

/// Connections kept open.
pub type Pool = r2d2::Pool<Manager>;

/// A connection that is kept until it fails.
pub struct Kept {
    /// The connection.
    pub c: Conn,
    /// Set by whoever finds that it no longer answers; the pool then lets it go.
    pub broken: bool,
}

/// How the pool opens and judges connections.
#[derive(Debug)]
pub struct Manager {
    target: Target,
    purpose: Use,
    heard: Option<Heard>,
}
impl ManageConnection for Manager {
    type Connection = Kept;
    type Error = Fault;
    fn connect(&self) -> Result<Kept, Fault> {
        let mut c = open(&self.target, self.purpose)?;
        if let Some(heard) = self.heard.clone() {
            c.set_instrumentation(move |event: InstrumentationEvent<'_>| {
                let InstrumentationEvent::StartQuery { query, .. } = event else { return };
                let mut heard = heard.lock().unwrap_or_else(PoisonError::into_inner);
                let Some(heard) = heard.as_mut() else { return };
                let text = query.to_string();
                // A snapshot is let go when the answer is out already.
                if !text.starts_with("ROLLBACK") {
                    heard.push(text);
                }
            });
        }
        Ok(Kept { c, broken: false })
    }
    fn is_valid(&self, _: &mut Kept) -> Result<(), Fault> {
        Ok(()) // a look before each use would cost more than the rare retry
    }
    fn has_broken(&self, kept: &mut Kept) -> bool {
        kept.broken || <Conn as Connection>::TransactionManager::is_broken_transaction_manager(&mut kept.c)
    }
}

/// How long is waited for connections.
#[derive(Clone, Debug, Default)]
pub struct Waits(Arc<Mutex<Waited>>);
#[derive(Clone, Copy, Debug, Default)]
struct Waited {
    times: u64,
    in_all: Duration,
    timeouts: u64,
}
impl r2d2::HandleEvent for Waits {
    fn handle_checkout(&self, event: r2d2::event::CheckoutEvent) {
        let mut waited = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        waited.times += 1;
        waited.in_all += event.duration();
    }
    fn handle_timeout(&self, event: r2d2::event::TimeoutEvent) {
        let mut waited = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        waited.timeouts += 1;
        waited.in_all += event.timeout();
    }
}
/// How a pool does.
#[derive(Clone, Copy, Debug)]
pub struct State {
    /// How many connections are open.
    pub connections: u32,
    /// How many of them nobody uses.
    pub idle: u32,
    /// How often one was asked for.
    pub waits: u64,
    /// How long that took in all.
    pub waited: Duration,
    /// How often none came in time.
    pub timeouts: u64,
}
impl Waits {
    /// With these waits.
    pub fn of(&self, pool: &Pool) -> State {
        let Waited { times, in_all, timeouts } = *self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let r2d2::State { connections, idle_connections, .. } = pool.state();
        State { connections, idle: idle_connections, waits: times, waited: in_all, timeouts }
    }
}

/// A pool that opens its first connection when it is first asked.
pub fn pool(target: &Target, purpose: Use, options: &Options, waits: Option<&Waits>) -> Pool {
    let builder = match waits {
        Some(waits) => r2d2::Pool::builder().event_handler(Box::new(waits.clone())),
        None => r2d2::Pool::builder(),
    };
    builder
        .max_size(options.connections)
        .min_idle(Some(0))
        .test_on_check_out(false)
        .connection_timeout(Duration::from_secs(5))
        .build_unchecked(Manager { target: target.clone(), purpose, heard: options.heard.clone() })
}
