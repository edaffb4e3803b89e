//! The rows of sessions.
use diesel::{insert_into, prelude::*};
use rapport_domain::{
    Id, Instant,
    entity::Entity,
    reference::AnyKey,
    session::{Session, sessions},
    user::{User, users},
};
use rapport_schema::Conn;

/// Begins one. Those that are over are forgotten.
pub fn begin(c: &mut Conn, session: Session) -> QueryResult<()> {
    forget_over(c, session.renewed_at)?;
    insert_into(sessions::table)
        .values((
            sessions::id.eq(session.id),
            sessions::user_id.eq(session.user_id),
            sessions::generation.eq(session.generation),
            sessions::created_at.eq(session.renewed_at),
            sessions::renewed_at.eq(session.renewed_at),
            sessions::expires_at.eq(session.expires_at),
        ))
        .execute(c)?;
    Ok(())
}
/// Forgets those that are over, and says how many they were.
pub fn forget_over(c: &mut Conn, now: Instant) -> QueryResult<usize> {
    diesel::delete(sessions::table.filter(sessions::expires_at.le(now))).execute(c)
}
/// A session of a live user, kept from others until the transaction ends.
pub fn take(c: &mut Conn, id: Id<Session>) -> QueryResult<Option<Session>> {
    crate::locks::take(c, User::KIND, &AnyKey::Id(id.0))?;
    sessions::table
        .inner_join(users::table.on(users::id.eq(sessions::user_id)))
        .filter(sessions::id.eq(id))
        .filter(users::deleted_at.is_null())
        .select(Session::as_select())
        .first(c)
        .optional()
}
/// Keeps what a renewal made of one.
pub fn renew(c: &mut Conn, session: Session) -> QueryResult<()> {
    diesel::update(sessions::table.filter(sessions::id.eq(session.id)))
        .set((
            sessions::generation.eq(session.generation),
            sessions::renewed_at.eq(session.renewed_at),
            sessions::expires_at.eq(session.expires_at),
        ))
        .execute(c)?;
    Ok(())
}
/// Ends one.
pub fn end(c: &mut Conn, id: Id<Session>) -> QueryResult<()> {
    diesel::delete(sessions::table.filter(sessions::id.eq(id))).execute(c).map(|_| ())
}
/// Ends all of a user.
pub fn end_all(c: &mut Conn, user: Id<User>) -> QueryResult<()> {
    diesel::delete(sessions::table.filter(sessions::user_id.eq(user))).execute(c).map(|_| ())
}
