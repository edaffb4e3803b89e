//! The version of the data: a text that changes whenever anything may have been written, by whatever program.
use crate::{
    Fault,
    pool::{self, Use},
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

/// The version of the data of a PostgreSQL server.
pub fn snapshot(c: &mut Conn) -> QueryResult<String> {
    Snapshot.get_result(c)
}

/// A question about the whole database, prepared once.
macro_rules! question {
    ($(#[$doc:meta])* $name:ident: $sql:literal -> $type:ty) => {
        $(#[$doc])*
        #[derive(QueryId)]
        struct $name;
        impl QueryFragment<Backend> for $name {
            fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Backend>) -> QueryResult<()> {
                out.push_sql($sql);
                Ok(())
            }
        }
        impl Query for $name {
            type SqlType = $type;
        }
        impl RunQueryDsl<Conn> for $name {}
    };
}
question! {
    /// It changes when another connection, of any process, has committed.
    DataVersion: "PRAGMA data_version" -> BigInt
}
question! {
    /// It changes when any transaction of the server has ended.
    Snapshot: "SELECT pg_current_snapshot()::text" -> Text
}
