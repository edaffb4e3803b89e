//! The version of the data: a text that changes whenever anything may have been written, by whatever program.
use crate::{
    Fault,
    db::begun,
    pool::{self, Pool, Use},
    url::Target,
};
use diesel::{
    QueryResult, RunQueryDsl,
    query_builder::{AstPass, Query, QueryFragment, QueryId},
    sql_types::{BigInt, Text},
};
use rapport_schema::{Backend, Conn};
use std::{
    sync::{Mutex, PoisonError},
    time::{SystemTime, UNIX_EPOCH},
};

/// A connection to an SQLite file that sees when others have written.
pub struct Watch {
    c: Mutex<Conn>,
    /// Of this run alone, so that a restart does not repeat the versions of the run before.
    run: u128,
}
impl Watch {
    /// Opens it.
    pub fn start(target: &Target) -> Result<Self, Fault> {
        let run = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_micros());
        Ok(Self { c: Mutex::new(pool::open(target, Use::Read)?), run })
    }
    /// The version now.
    pub fn version(&self) -> Result<String, Fault> {
        let mut c = self.c.lock().unwrap_or_else(PoisonError::into_inner);
        let version: i64 = DataVersion.get_result(&mut *c)?;
        Ok(format!("{}-{version}", self.run))
    }
}

/// The version of the data of a PostgreSQL server, by one statement that needs no transaction.
pub fn snapshot(pool: &Pool) -> Result<String, Fault> {
    use diesel::prelude::*;
    let mut version = String::new();
    begun(pool, |c| {
        version = diesel::select(diesel::dsl::sql::<Text>("pg_current_snapshot()::text")).get_result(c)?;
        Ok(())
    })?;
    Ok(version)
}

/// `PRAGMA data_version`, prepared once: it changes when another connection, of any process, has committed.
#[derive(QueryId)]
struct DataVersion;
impl QueryFragment<Backend> for DataVersion {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Backend>) -> QueryResult<()> {
        out.push_sql("PRAGMA data_version");
        Ok(())
    }
}
impl Query for DataVersion {
    type SqlType = BigInt;
}
impl RunQueryDsl<Conn> for DataVersion {}
