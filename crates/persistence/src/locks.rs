//! Locks for rules that read other rows first. SQLite has one writer and needs none.
use diesel::{
    PgConnection, QueryResult, RunQueryDsl,
    pg::Pg,
    query_builder::{AstPass, QueryFragment, QueryId},
    sql_types as st,
};
use rapport_domain::{entity::Kind, reference::AnyKey};
use rapport_schema::Conn;
use sha2::{Digest, Sha256};

/// Keeps these records from being deleted until the transaction ends; those of the kinds `takes` are taken, as by `take`.
/// Sorted, so that two writers never wait in a ring.
pub fn hold<'a>(
    c: &mut Conn,
    records: impl IntoIterator<Item = (Kind, &'a AnyKey)>,
    takes: &[Kind],
) -> QueryResult<()> {
    let Conn::Postgres(c) = c else { return Ok(()) };
    let (taken, shared): (Vec<_>, Vec<_>) = records.into_iter().partition(|(kind, _)| takes.contains(kind));
    for (records, all) in [(taken, ALONE), (shared, "SELECT count(pg_advisory_xact_lock_shared(n)) FROM unnest(")] {
        let mut names: Vec<i64> = records.into_iter().map(|(kind, key)| number(kind, key)).collect();
        names.sort_unstable();
        names.dedup();
        if !names.is_empty() {
            Locking(all, names).execute(c)?;
        }
    }
    Ok(())
}
const ALONE: &str = "SELECT count(pg_advisory_xact_lock(n)) FROM unnest(";
/// Prepared once, unlike a text with values.
struct Locking(&'static str, Vec<i64>);
impl QueryId for Locking {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}
impl QueryFragment<Pg> for Locking {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        out.push_sql(self.0);
        out.push_bind_param::<st::Array<st::BigInt>, _>(&self.1)?;
        out.push_sql(") AS n");
        Ok(())
    }
}
impl RunQueryDsl<PgConnection> for Locking {}

/// Keeps these records from being deleted until the transaction ends.
pub fn share<'a>(c: &mut Conn, records: impl IntoIterator<Item = (Kind, &'a AnyKey)>) -> QueryResult<()> {
    hold(c, records, &[])
}

/// Keeps everybody else from referring to a record, or from changing the tree under it, until the transaction ends.
pub fn take(c: &mut Conn, kind: Kind, key: &AnyKey) -> QueryResult<()> {
    let Conn::Postgres(c) = c else { return Ok(()) };
    Locking(ALONE, vec![number(kind, key)]).execute(c).map(|_| ())
}

fn number(kind: Kind, key: &AnyKey) -> i64 {
    let digest = Sha256::digest(format!("{}/{key}", kind.name));
    let mut eight = [0; 8];
    eight.copy_from_slice(&digest[..8]);
    i64::from_be_bytes(eight)
}
