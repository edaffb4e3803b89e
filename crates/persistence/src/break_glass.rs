//! What was opened by breaking the glass, and to whom.
use diesel::{insert_into, prelude::*};
use rapport_domain::{
    Id, Instant,
    break_glass::{BreakGlass, Opened, break_glass},
    user::User,
};
use rapport_schema::Conn;

/// Keeps one.
pub fn open(c: &mut Conn, new: &BreakGlass) -> QueryResult<()> {
    insert_into(break_glass::table).values(new).execute(c).map(|_| ())
}
/// What is open to somebody at a moment.
pub fn opened_to(c: &mut Conn, user: Id<User>, now: Instant) -> QueryResult<Vec<Opened>> {
    break_glass::table
        .filter(break_glass::user_id.eq(user))
        .filter(break_glass::expires_at.gt(now))
        .order(break_glass::id)
        .select(Opened::as_select())
        .load(c)
}
/// All that was ever opened, or what one user opened, the newest first, before one of them.
pub fn page(
    c: &mut Conn,
    by: Option<Id<User>>,
    before: Option<Id<BreakGlass>>,
    limit: i64,
) -> QueryResult<Vec<BreakGlass>> {
    let mut query =
        break_glass::table.order(break_glass::id.desc()).limit(limit).select(BreakGlass::as_select()).into_boxed();
    if let Some(user) = by {
        query = query.filter(break_glass::user_id.eq(user));
    }
    if let Some(before) = before {
        query = query.filter(break_glass::id.lt(before));
    }
    query.load(c)
}
/// All that was ever opened, with the reasons that may name somebody.
pub fn all(c: &mut Conn) -> QueryResult<Vec<BreakGlass>> {
    break_glass::table.select(BreakGlass::as_select()).load(c)
}
/// Puts other words in the place of a reason.
pub fn reword(c: &mut Conn, id: Id<BreakGlass>, reason: &str) -> QueryResult<()> {
    diesel::update(break_glass::table.filter(break_glass::id.eq(id)))
        .set(break_glass::reason.eq(reason))
        .execute(c)
        .map(|_| ())
}
