//! Everything that a use-case may refuse, and the constraints of the database by the problem that they mean.
use rapport_domain::{
    check::Violation,
    entity::{Entity, Key, Version},
};
use rapport_persistence::Fault;
use serde::Serialize;

/// What use-cases give.
pub type Result<T> = std::result::Result<T, Error>;

/// A record, named.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct RecordRef {
    /// Its kind.
    pub kind: &'static str,
    /// Its key.
    pub key: String,
}

/// Why something was not done.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Nobody knows who asks.
    #[error("unauthenticated")]
    Unauthenticated,
    /// Address or password is wrong; it does not say which.
    #[error("bad credentials")]
    BadCredentials,
    /// A refresh token is not, or no longer, good.
    #[error("the session is over")]
    SessionOver,
    /// Logging in failed too often; it says for how many seconds nobody tries again.
    #[error("too many attempts: wait {0} s")]
    TooManyAttempts(i64),
    /// The caller may read it but not do this.
    #[error("forbidden: {detail}")]
    Forbidden {
        /// Where in the body, if it is about a part of it.
        pointer: Option<String>,
        /// Why.
        detail: String,
    },
    /// There is nothing, or nothing that the caller may read.
    #[error("not found")]
    NotFound,
    /// No record may be published.
    #[error("nothing to publish")]
    NothingToPublish {
        /// Where it is told why.
        check: &'static str,
    },
    /// It was withdrawn.
    #[error("gone")]
    Gone {
        /// What stands in its place.
        replaced_by: Option<uuid::Uuid>,
    },
    /// The body breaks rules.
    #[error("invalid: {0:?}")]
    Invalid(Vec<Violation>),
    /// A query parameter is wrong.
    #[error("bad parameter {parameter}: {detail}")]
    BadQuery {
        /// Which.
        parameter: String,
        /// Why.
        detail: String,
    },
    /// The record has been written since.
    #[error("stale: now at {current}")]
    Stale {
        /// Its version now.
        current: Version,
    },
    /// The state of other records forbids it.
    #[error("conflict: {code}")]
    Conflict {
        /// Which, as a stable code.
        code: &'static str,
        /// In words.
        detail: String,
        /// Where in the body, if it is about a part of it.
        pointer: Option<String>,
        /// The records in the way that the caller may read.
        records: Vec<RecordRef>,
    },
    /// The idempotency key stands for another request.
    #[error("idempotency key reused")]
    KeyReused,
    /// The database failed.
    #[error(transparent)]
    Fault(#[from] Fault),
}
impl Error {
    /// One rule broken.
    pub fn rule(pointer: impl Into<String>, code: &'static str, detail: impl Into<String>) -> Self {
        Self::Invalid(vec![Violation { pointer: pointer.into(), code, detail: detail.into() }])
    }
    /// A conflict with no records to name.
    pub fn conflict(code: &'static str, pointer: Option<String>, detail: impl Into<String>) -> Self {
        Self::Conflict { code, detail: detail.into(), pointer, records: vec![] }
    }
    /// What a failed statement means to whoever wrote a record of a kind, whose body lies below a pointer.
    pub fn of_write<E: Entity>(error: diesel::result::Error, below: &str) -> Self {
        let fault = Fault::from(error);
        let Fault::Constraint(text) = &fault else { return Self::Fault(fault) };
        if let Some(c) = CONSTRAINTS.iter().find(|c| text == c.name || text.contains(c.column)) {
            return Self::conflict(c.code, Some(format!("{below}{}", c.pointer)), c.detail);
        }
        let table = E::KIND.path.replace('-', "_");
        let own = |key: &str| text.ends_with(&format!(" {table}.{key}"));
        let taken = |pointer: String| Self::conflict("id_taken", Some(pointer), "a record with this id exists, or did");
        if own("id") || own("code") || *text == format!("{table}_pkey") {
            let key = if E::Key::FORMAT == "uuid" { "id" } else { "code" };
            return taken(format!("{below}/{key}"));
        }
        // A link that the record owns: its table is called after the owner and the links.
        let link = text.strip_suffix("_pkey").or_else(|| text.strip_suffix(".id"));
        match link.and_then(|link| link.rsplit('_').next()) {
            Some(links) => taken(format!("{below}/{links}")),
            None => Self::Fault(fault),
        }
    }
}
impl From<diesel::result::Error> for Error {
    fn from(error: diesel::result::Error) -> Self {
        match error {
            diesel::result::Error::NotFound => Self::NotFound,
            other => Self::Fault(other.into()),
        }
    }
}
impl rapport_persistence::Clashes for Error {
    fn clashes(&self) -> bool {
        matches!(self, Self::Fault(fault) if fault.clashes())
    }
}

/// A constraint: PostgreSQL tells its name, SQLite its columns.
struct Constraint {
    name: &'static str,
    column: &'static str,
    code: &'static str,
    pointer: &'static str,
    detail: &'static str,
}
const CONSTRAINTS: &[Constraint] = &[
    Constraint {
        name: "users_email",
        column: "users.email",
        code: "email_taken",
        pointer: "/email",
        detail: "another user has this address",
    },
    Constraint {
        name: "organizations_org_id",
        column: "organizations.org_id",
        code: "org_id_taken",
        pointer: "/org_id",
        detail: "another organization has this identifier",
    },
    Constraint {
        name: "citations_one_preferred",
        column: "citations.about_kind",
        code: "already_preferred",
        pointer: "/preferred",
        detail: "another claim on this field is preferred",
    },
    Constraint {
        name: "citations_one_preferred_of_code",
        column: "citations.about_kind",
        code: "already_preferred",
        pointer: "/preferred",
        detail: "another claim on this field is preferred",
    },
    Constraint {
        name: "taggings_once",
        column: "taggings.about_kind",
        code: "already_tagged",
        pointer: "/tag",
        detail: "the record has this tag",
    },
    Constraint {
        name: "taggings_once_of_code",
        column: "taggings.about_kind",
        code: "already_tagged",
        pointer: "/tag",
        detail: "the record has this tag",
    },
    Constraint {
        name: "exchange_rates_of_a_day",
        column: "exchange_rates.base",
        code: "rate_taken",
        pointer: "/day",
        detail: "there is a rate of these currencies for this day",
    },
    Constraint {
        name: "commitments_official_id",
        column: "commitments.official_id",
        code: "official_id_taken",
        pointer: "/official_id",
        detail: "another commitment has this official id",
    },
    Constraint {
        name: "action_plans_number",
        column: "action_plans.number",
        code: "number_taken",
        pointer: "/number",
        detail: "another action plan of the country has this number",
    },
    Constraint {
        name: "action_plans_official_id",
        column: "action_plans.official_id",
        code: "official_id_taken",
        pointer: "/official_id",
        detail: "another action plan has this official id",
    },
];
