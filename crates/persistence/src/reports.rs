//! Reports as they were made, and the records that each stands on.
use crate::links::insert_all;
use diesel::{connection::SimpleConnection, insert_into, prelude::*, update};
use rapport_domain::{Id, Instant, organization::Organization, scope::Sensitivity, user::User};
use rapport_schema::{AmongIds, Conn};

diesel::table! {
    use diesel::sql_types::*;
    use rapport_schema::{DbId, DbInstant};
    /// Reports.
    #[allow(missing_docs)]
    reports (id) {
        id -> DbId,
        created_at -> DbInstant,
        owner_id -> DbId,
        funder_id -> Nullable<DbId>,
        kind -> Text,
        readers -> Text,
        ask -> Text,
        data_version -> BigInt,
        document -> Nullable<Text>,
        hash -> Text,
        withdrawn_at -> Nullable<DbInstant>,
        replaced_by -> Nullable<DbId>,
        replaces -> Nullable<DbId>,
        changed -> Nullable<Integer>,
    }
}
diesel::table! {
    use diesel::sql_types::*;
    use rapport_schema::DbId;
    /// The records that reports stand on.
    #[allow(missing_docs)]
    report_sources (kind, record_key, report_id) {
        kind -> Text,
        record_key -> Text,
        report_id -> DbId,
    }
}
diesel::allow_tables_to_appear_in_same_query!(reports, report_sources);

/// A report as it was made.
#[derive(Clone, Debug, Queryable, Selectable, Insertable)]
#[diesel(table_name = reports)]
pub struct Report {
    /// Its identity.
    pub id: Id<Report>,
    /// When it was made.
    pub created_at: Instant,
    /// Who made it.
    pub owner_id: Id<User>,
    /// The funder that it is for.
    pub funder_id: Option<Id<Organization>>,
    /// What it is.
    pub kind: String,
    /// Whom it is for.
    pub readers: Sensitivity,
    /// What was asked, as JSON.
    pub ask: String,
    /// The last entry of the journal when it was made.
    pub data_version: i64,
    /// What it says, as JSON; null once it was withdrawn.
    pub document: Option<String>,
    /// The SHA-256 of what it says, or said.
    pub hash: String,
    /// When it was withdrawn.
    pub withdrawn_at: Option<Instant>,
    /// The report in its place.
    pub replaced_by: Option<Id<Report>>,
    /// The report in whose place it is.
    pub replaces: Option<Id<Report>>,
    /// How many passages of that one changed.
    pub changed: Option<i32>,
}

/// Lets nobody else keep or withdraw reports until the transaction ends. SQLite has one writer.
pub fn alone(c: &mut Conn) -> QueryResult<()> {
    match c {
        Conn::Postgres(c) => c.batch_execute("LOCK TABLE reports IN SHARE ROW EXCLUSIVE MODE"),
        Conn::Sqlite(_) => Ok(()),
    }
}

/// Keeps a report with the records that it stands on: the path of their kind, and their keys.
pub fn keep(c: &mut Conn, report: &Report, sources: &[(String, String)]) -> QueryResult<()> {
    insert_into(reports::table).values(report).execute(c)?;
    // SQLite takes at most 32,766 values in a statement.
    for some in sources.chunks(5_000) {
        let rows: Vec<_> = some
            .iter()
            .map(|(kind, key)| {
                (
                    report_sources::kind.eq(kind),
                    report_sources::record_key.eq(key),
                    report_sources::report_id.eq(report.id),
                )
            })
            .collect();
        insert_all!(c, report_sources, rows);
    }
    Ok(())
}
/// One report.
pub fn find(c: &mut Conn, id: Id<Report>) -> QueryResult<Option<Report>> {
    reports::table.filter(reports::id.eq(id)).select(Report::as_select()).first(c).optional()
}
/// The reports that somebody made, the newest first, before one of them.
pub fn page(c: &mut Conn, owner: Id<User>, before: Option<Id<Report>>, limit: i64) -> QueryResult<Vec<Report>> {
    let mut query = reports::table
        .filter(reports::owner_id.eq(owner))
        .order(reports::id.desc())
        .limit(limit)
        .select(Report::as_select())
        .into_boxed();
    if let Some(before) = before {
        query = query.filter(reports::id.lt(before));
    }
    query.load(c)
}
/// The reports in use that stand on a record.
pub fn standing_on(c: &mut Conn, kind: &str, key: &str) -> QueryResult<Vec<Report>> {
    let ids: Vec<Id<Report>> = report_sources::table
        .filter(report_sources::kind.eq(kind))
        .filter(report_sources::record_key.eq(key))
        .select(report_sources::report_id)
        .load(c)?;
    reports::table
        .filter(AmongIds::new(reports::id, ids))
        .filter(reports::withdrawn_at.is_null())
        .order(reports::id)
        .select(Report::as_select())
        .load(c)
}
/// Withdraws a report: what it said is gone.
pub fn withdraw(c: &mut Conn, id: Id<Report>, at: Instant, replaced_by: Id<Report>) -> QueryResult<()> {
    update(reports::table.filter(reports::id.eq(id)))
        .set((
            reports::document.eq(None::<String>),
            reports::withdrawn_at.eq(Some(at)),
            reports::replaced_by.eq(Some(replaced_by)),
        ))
        .execute(c)?;
    diesel::delete(report_sources::table.filter(report_sources::report_id.eq(id))).execute(c).map(|_| ())
}
