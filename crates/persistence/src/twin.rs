//! A second connection that sees what a first one sees, so that two threads read one snapshot.
use crate::{
    Fault,
    db::{Inner, let_go, look},
    pool::{Manager, Pool},
};
use diesel::{QueryResult, RunQueryDsl, dsl::sql, r2d2::PooledConnection, select, sql_query, sql_types as st};
use rapport_schema::Conn;
use std::{
    ops::{Deref, DerefMut},
    time::Duration,
};

/// How long a free connection is waited for: one connection does as well, if slower.
const PATIENCE: Duration = Duration::from_millis(20);
/// Where a pool has fewer connections, none is taken for a twin: two exports with twins would leave too few for all else.
const ENOUGH: u32 = 8;

/// A connection that reads the snapshot of another.
pub struct Twin(PooledConnection<Manager>);
impl Deref for Twin {
    type Target = Conn;
    fn deref(&self) -> &Conn {
        &self.0.c
    }
}
impl DerefMut for Twin {
    fn deref_mut(&mut self) -> &mut Conn {
        &mut self.0.c
    }
}
impl Drop for Twin {
    fn drop(&mut self) {
        let_go(&mut self.0);
    }
}

/// The twin of a connection that has begun to look and has not read yet; none where none is to be had.
pub(crate) fn of(db: &Inner, c: &mut Conn) -> Result<Option<Twin>, Fault> {
    match db {
        Inner::Postgres { pool, .. } => {
            let Some(mut twin) = begun(pool) else { return Ok(None) };
            let name: String = select(sql::<st::Text>("pg_export_snapshot()")).get_result(c)?;
            // The name is of the server's making: digits and dashes.
            let same = sql_query(format!("SET TRANSACTION SNAPSHOT '{name}'"));
            Ok(same.execute(&mut *twin).is_ok().then_some(twin))
        }
        // A file tells nobody its snapshot; but if nothing was written while both began to read, they read the same.
        Inner::Sqlite { readers, watch, .. } => {
            let Some(mut twin) = begun(readers) else { return Ok(None) };
            let before = watch.version()?;
            read(c)?;
            read(&mut twin)?;
            Ok((watch.version()? == before).then_some(twin))
        }
    }
}
fn begun(pool: &Pool) -> Option<Twin> {
    let mut kept = if pool.max_size() < ENOUGH { None } else { pool.get_timeout(PATIENCE).ok() }?;
    // What does not answer is let go by the pool.
    kept.broken = look(&mut kept.c).is_err();
    (!kept.broken).then_some(Twin(kept))
}
/// SQLite takes its snapshot at the first read.
fn read(c: &mut Conn) -> QueryResult<()> {
    select(sql::<st::BigInt>("(SELECT count(*) FROM regions)")).get_result::<i64>(c).map(drop)
}
