//! The calendars of users, and what finds them.
use diesel::{insert_into, prelude::*};
use rapport_domain::{Id, Instant, scope::Sensitivity, user::User};
use rapport_schema::Conn;

diesel::table! {
    use diesel::sql_types::*;
    use rapport_schema::{DbId, DbInstant};
    /// Calendars.
    #[allow(missing_docs)]
    calendars (id) {
        id -> DbId,
        created_at -> DbInstant,
        owner_id -> DbId,
        ceiling -> Text,
        secret_hash -> Text,
    }
}

/// A calendar.
#[derive(Clone, Debug, Queryable, Selectable, Insertable)]
#[diesel(table_name = calendars)]
pub struct Calendar {
    /// Its identity.
    pub id: Id<Calendar>,
    /// When it was made.
    pub created_at: Instant,
    /// Whose it is.
    pub owner_id: Id<User>,
    /// The highest sensitivity of what stands in it.
    pub ceiling: Sensitivity,
    /// The SHA-256 of the secret in its address.
    pub secret_hash: String,
}

/// Keeps a calendar.
pub fn add(c: &mut Conn, calendar: &Calendar) -> QueryResult<()> {
    insert_into(calendars::table).values(calendar).execute(c).map(|_| ())
}
/// The calendar with a secret.
pub fn by_secret(c: &mut Conn, secret_hash: &str) -> QueryResult<Option<Calendar>> {
    let found = calendars::table.filter(calendars::secret_hash.eq(secret_hash));
    found.select(Calendar::as_select()).first(c).optional()
}
/// The calendars of somebody, the newest first.
pub fn of(c: &mut Conn, owner: Id<User>) -> QueryResult<Vec<Calendar>> {
    let theirs = calendars::table.filter(calendars::owner_id.eq(owner)).order(calendars::id.desc());
    theirs.select(Calendar::as_select()).load(c)
}
/// Takes a calendar of somebody away; whether there was one.
pub fn remove(c: &mut Conn, owner: Id<User>, id: Id<Calendar>) -> QueryResult<bool> {
    let mine = calendars::table.filter(calendars::id.eq(id)).filter(calendars::owner_id.eq(owner));
    Ok(diesel::delete(mine).execute(c)? == 1)
}
