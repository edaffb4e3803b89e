//! Makes the database, through the application, so that every link, journal entry and search word in it is real.
use crate::{
    Result,
    dataset::{self, BEGAN, EDITION, ORGANIZATIONS, Of, PEOPLE},
    store::Store,
};
use chrono::DateTime;
use diesel::{QueryableByName, RunQueryDsl, connection::SimpleConnection, sql_query, sql_types::BigInt};
use rapport_application::{Actor, Can, Create, Error, House, Managed, Work, create, hash_password};
use rapport_domain::{
    intervention::Intervention,
    organization::Organization,
    outcome::Outcome,
    person::Person,
    policy::Role,
    scope::Scope,
    user::{NewUser, User},
};
use rapport_persistence::{Conn, Db, Fault, Options};
use serde::de::DeserializeOwned;
use serde_json::Value;
use std::{
    sync::{
        Arc,
        atomic::{AtomicI64, AtomicU64, Ordering},
    },
    time::Instant,
};
use tokio::runtime::Runtime;

/// How many records share a transaction.
const TOGETHER: u64 = 300;
/// How many entries the journal has for each intervention.
const ENTRIES: u64 = 10;

/// How many results there are beside so many interventions.
pub const fn results(interventions: u64) -> u64 {
    interventions * 3 / 10
}

/// The name of the database with so many interventions, made before if it is not there.
pub fn kept(store: &dyn Store, interventions: u64) -> Result<String> {
    let name = format!("rapport_{}_{EDITION}_{interventions}", last_migration()?);
    if store.has(&name)? {
        return Ok(name);
    }
    println!("building {name}");
    let began = Instant::now();
    let url = store.begin()?;
    let db = Db::open(&url, &Options { connections: 2, ..Default::default() })?;
    Builder::new(&db)?.all(interventions)?;
    db.stop();
    drop(db);
    timed("statistics", 0, || store.finish(&name))?;
    println!("  {:<14} {:>9} {:>8.1} s", "all", "", began.elapsed().as_secs_f64());
    Ok(name)
}
/// The number of the schema's last migration: another schema is another database.
fn last_migration() -> Result<String> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../migrations/sqlite");
    let names = std::fs::read_dir(folder)?.map(|entry| Ok(entry?.file_name().to_string_lossy().into_owned()));
    let last = names.collect::<Result<Vec<_>>>()?.into_iter().max().ok_or("there are no migrations")?;
    Ok(last.split('_').next().unwrap_or_default().to_owned())
}
fn timed<T>(what: &str, count: u64, work: impl FnOnce() -> Result<T>) -> Result<T> {
    let began = Instant::now();
    let done = work()?;
    let count = if count > 0 { count.to_string() } else { String::new() };
    println!("  {what:<14} {count:>9} {:>8.1} s", began.elapsed().as_secs_f64());
    Ok(done)
}

struct Builder<'d> {
    db: &'d Db,
    house: House,
    runtime: Runtime,
}
impl<'d> Builder<'d> {
    fn new(db: &'d Db) -> Result<Self> {
        let (ticks, ids) = (Arc::new(AtomicI64::new(0)), Arc::new(AtomicU64::new(0)));
        let clock = move || {
            let at = BEGAN + ticks.fetch_add(1_000, Ordering::Relaxed);
            DateTime::from_timestamp_micros(at).unwrap_or_default()
        };
        let house = House::new(None).with(clock, move || dataset::id(Of::Other, ids.fetch_add(1, Ordering::Relaxed)));
        let runtime = tokio::runtime::Builder::new_current_thread().build()?;
        Ok(Self { db, house, runtime })
    }
    fn all(&self, interventions: u64) -> Result<()> {
        let hash = hash_password(dataset::PASSWORD)?;
        self.write(move |work| {
            work.actor = None; // the program itself, as with the first user of any database
            let mut new: NewUser = read(dataset::user())?;
            new.password_hash = Some(hash.clone());
            add::<User>(work, new)
        })?;
        self.each::<Organization>("organizations", ORGANIZATIONS, dataset::organization)?;
        self.each::<Person>("people", PEOPLE, dataset::person)?;
        self.each::<Intervention>("interventions", interventions, dataset::intervention)?;
        let result = move |number| dataset::result(number, interventions);
        self.each::<Outcome>("results", results(interventions), result)?;
        let entries = interventions * ENTRIES;
        timed("journal", entries, || self.write(move |work| lengthen(work.c, entries)))
    }
    fn each<E: Managed>(
        &self,
        what: &str,
        count: u64,
        body: impl Fn(u64) -> Value + Clone + Send + 'static,
    ) -> Result<()> {
        timed(what, count, || {
            for first in (0..count).step_by(TOGETHER as usize) {
                let body = body.clone();
                self.write(move |work| {
                    (first..count.min(first + TOGETHER)).try_for_each(|number| add::<E>(work, read(body(number))?))
                })?;
            }
            Ok(())
        })
    }
    /// Writes in one transaction, as the user of the bench.
    fn write(
        &self,
        mut work: impl FnMut(&mut Work<'_>) -> rapport_application::Result<()> + Send + 'static,
    ) -> Result<()> {
        let house = self.house.clone();
        let all = move |c: &mut Conn| work(&mut Work::new(c, &house, actor()));
        Ok(self.runtime.block_on(self.db.write(all)).map_err(told)?)
    }
}
/// Who writes: the user, with the rights of an administrator.
fn actor() -> Actor {
    Actor { id: dataset::id(Of::User, 0).into(), role: Role::Admin }
}
fn add<E: Managed>(work: &mut Work<'_>, new: E::New) -> rapport_application::Result<()> {
    create(work, &Can::<Create, E>::grant(actor(), Scope::everything())?, new).map(|_| ())
}
fn read<T: DeserializeOwned>(body: Value) -> rapport_application::Result<T> {
    serde_json::from_value(body).map_err(|why| Error::Fault(Fault::Broken(why.to_string())))
}
fn told(why: Error) -> String {
    match why {
        Error::Invalid(found) => format!("{found:?}"),
        other => other.to_string(),
    }
}

#[derive(QueryableByName)]
struct Count {
    #[diesel(sql_type = BigInt)]
    count: i64,
}
/// Fills the journal up to so many entries: further versions of the records that it tells of.
fn lengthen(c: &mut Conn, entries: u64) -> rapport_application::Result<()> {
    let (at, payload) = match c {
        Conn::Sqlite(_) => (
            "at + {days} * 86400000000",
            "json_object('before', json_object('review', 'draft', 'title', json_extract(payload, '$.after.title')), \
             'after', json_object('review', 'reviewed', 'title', json_extract(payload, '$.after.title')))",
        ),
        Conn::Postgres(c) => {
            c.batch_execute("SET LOCAL statement_timeout = 0")?;
            (
                "at + {days} * interval '1 day'",
                "jsonb_build_object('before', jsonb_build_object('review', 'draft', 'title', payload #> '{after,title}'), \
                 'after', jsonb_build_object('review', 'reviewed', 'title', payload #> '{after,title}'))",
            )
        }
    };
    for later in 1.. {
        let there = sql_query("SELECT count(*) AS count FROM journal").get_result::<Count>(c)?.count;
        let left = entries as i64 - there;
        if left <= 0 {
            break;
        }
        let at = at.replace("{days}", &later.to_string());
        sql_query(format!(
            "INSERT INTO journal (at, actor_id, action, kind, record_key, version, sensitivity, places, payload) \
             SELECT {at}, actor_id, 'update', kind, record_key, version + {later}, sensitivity, places, {payload} \
             FROM journal WHERE action = 'create' AND kind IN ('intervention', 'result') ORDER BY seq LIMIT {left}"
        ))
        .execute(c)?;
    }
    Ok(())
}
