//! One connection type for both databases; the URL decides which.
#![allow(missing_docs)] // what the derive generates carries no docs
use diesel::{PgConnection, SqliteConnection};

/// A connection to either database. The rest of Rapport says `Conn`.
#[derive(diesel::MultiConnection)]
pub enum AnyConnection {
    /// A server that several machines may share.
    Postgres(PgConnection),
    /// A file beside the program.
    Sqlite(SqliteConnection),
}
