//! Sessions: what a login leaves, until it is ended or not renewed in time.
use crate::user::{User, user_reach, users};
use diesel::prelude::*;
use rapport_schema::{Id, Instant};

diesel::table! {
    use diesel::sql_types::*;
    use rapport_schema::{DbId, DbInstant};
    /// What logins left.
    #[allow(missing_docs)]
    sessions (id) {
        id -> DbId,
        user_id -> DbId,
        generation -> Integer,
        created_at -> DbInstant,
        renewed_at -> DbInstant,
        expires_at -> DbInstant,
    }
}
diesel::allow_tables_to_appear_in_same_query!(sessions, users);
diesel::allow_tables_to_appear_in_same_query!(sessions, user_reach);

/// What a login leaves.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = sessions)]
pub struct Session {
    /// Its identity, which its tokens name.
    pub id: Id<Session>,
    /// Whose it is.
    pub user_id: Id<User>,
    /// How often it was renewed: which of its refresh tokens is good.
    pub generation: i32,
    /// When that was last.
    pub renewed_at: Instant,
    /// When it ends, unless it is renewed before.
    pub expires_at: Instant,
}
