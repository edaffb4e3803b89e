//! What can go wrong with a database, sorted by what a caller can do about it.
use diesel::result::{DatabaseErrorKind, Error};
use std::io::{self, ErrorKind};

/// A failure of the database, never of the caller.
#[derive(Debug, thiserror::Error)]
pub enum Fault {
    /// The database is away, too slow, or busy: the same request may succeed later.
    #[error("the database is not available: {0}")]
    Unavailable(String),
    /// There is no room to write.
    #[error("the disk is full: {0}")]
    Full(String),
    /// Somebody else wrote in between; the transaction may simply be run again.
    #[error("the transaction clashed with another: {0}")]
    Clash(String),
    /// A unique index, a foreign key or a check refused it; holds what names the constraint.
    #[error("a constraint refused it: {0}")]
    Constraint(String),
    /// A mistake of ours.
    #[error("{0}")]
    Broken(String),
}
impl Fault {
    /// What a failure to write or read a file comes to.
    pub fn of_file(file: &str, why: &io::Error) -> Self {
        let told = format!("{file}: {why}");
        match why.kind() {
            ErrorKind::StorageFull | ErrorKind::QuotaExceeded | ErrorKind::FileTooLarge => Self::Full(told),
            _ => Self::Broken(told),
        }
    }
}
impl From<Error> for Fault {
    fn from(error: Error) -> Self {
        let Error::DatabaseError(kind, info) = &error else {
            return match error {
                Error::BrokenTransactionManager => Self::Unavailable(error.to_string()),
                // What matters is why the commit failed, not that there was nothing left to roll back.
                Error::RollbackErrorOnCommit { commit_error, .. } => Self::from(*commit_error),
                other => Self::Broken(other.to_string()),
            };
        };
        // SQLite's message names the columns, PostgreSQL's constraint has a name.
        let constraint = || info.constraint_name().unwrap_or_else(|| info.message()).to_owned();
        let message = info.message();
        match kind {
            DatabaseErrorKind::UniqueViolation
            | DatabaseErrorKind::ForeignKeyViolation
            | DatabaseErrorKind::NotNullViolation
            | DatabaseErrorKind::CheckViolation => Self::Constraint(constraint()),
            DatabaseErrorKind::SerializationFailure => Self::Clash(message.to_owned()),
            DatabaseErrorKind::ClosedConnection
            | DatabaseErrorKind::UnableToSendCommand
            | DatabaseErrorKind::ReadOnlyTransaction => Self::Unavailable(message.to_owned()),
            _ if message.contains("deadlock detected") => Self::Clash(message.to_owned()),
            _ if ["disk is full", "No space left", "could not extend file"]
                .iter()
                .any(|sign| message.contains(sign)) =>
            {
                Self::Full(message.to_owned())
            }
            _ if [
                "database is locked",
                "readonly database",
                "unable to open",
                "disk I/O error",
                "shutting down",
                "connection",
                "lock timeout",
                "statement timeout",
            ]
            .iter()
            .any(|sign| message.contains(sign)) =>
            {
                Self::Unavailable(message.to_owned())
            }
            _ => Self::Broken(message.to_owned()),
        }
    }
}
