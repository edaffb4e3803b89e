//! Problems (RFC 9457): every refusal in one shape, with a stable code. Internal text goes to the log alone.
use crate::{Metrics, conditional, request_id};
use actix_web::{HttpResponse, ResponseError, http::StatusCode};
use rapport_application::{Error, RecordRef};
use rapport_domain::check::Violation;
use rapport_persistence::Fault;
use serde::Serialize;
use std::fmt;

/// The body of every refusal.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct Problem {
    /// The problem's name as a URI: `urn:rapport:problem:` and its code.
    pub r#type: String,
    /// What it is, in a few words.
    pub title: &'static str,
    /// The HTTP status.
    pub status: u16,
    /// The stable code that programs go by.
    pub code: &'static str,
    /// What is wrong this time, in words.
    pub detail: String,
    /// Where a body is wrong: all places at once where its rules are broken, the first where its shape is.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<Violation>,
    /// The query parameter or the header that is wrong.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub parameter: Option<String>,
    /// The records in the way that the caller may read.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub records: Vec<RecordRef>,
    /// The request's id, as in `X-Request-Id` and in the log.
    pub request_id: String,
}

/// Why a request was refused.
#[derive(Debug)]
pub enum Refusal {
    /// By a use-case.
    Application(Error),
    /// The body's syntax or shape.
    Body {
        /// 400 for syntax, 413, 415, else 422.
        status: StatusCode,
        /// The first thing wrong.
        violation: Violation,
    },
    /// `If-Match` is missing.
    PreconditionRequired,
    /// A header is malformed.
    BadHeader(&'static str, String),
    /// As much of this goes on as is let.
    Busy,
    /// Requests come too fast; in so many seconds another is taken.
    TooFast(u64),
    /// As many requests are at work as are let.
    Crowded,
    /// The program was built without this.
    NotBuilt,
    /// The program is to stop.
    Stopping,
}
impl From<Error> for Refusal {
    fn from(error: Error) -> Self {
        Self::Application(error)
    }
}
impl From<Fault> for Refusal {
    fn from(fault: Fault) -> Self {
        Self::Application(fault.into())
    }
}
impl Refusal {
    /// A wrong query parameter.
    pub fn query(parameter: &str, detail: impl Into<String>) -> Self {
        Self::Application(Error::BadQuery { parameter: parameter.to_owned(), detail: detail.into() })
    }
    /// Nothing there.
    pub const NOT_FOUND: Self = Self::Application(Error::NotFound);

    fn parts(&self) -> (StatusCode, &'static str, &'static str, String) {
        use StatusCode as S;
        let say = str::to_owned;
        match self {
            Self::PreconditionRequired => (
                S::PRECONDITION_REQUIRED,
                "precondition_required",
                "If-Match is missing",
                say("send If-Match with the record's ETag"),
            ),
            Self::Busy => {
                let detail = format!("{} exports are being written or read; come again", crate::export::MOST);
                (S::SERVICE_UNAVAILABLE, "busy", "Too many exports at once", detail)
            }
            Self::TooFast(seconds) => (
                S::TOO_MANY_REQUESTS,
                "too_many_requests",
                "Too many requests",
                format!("come again in {seconds} seconds"),
            ),
            Self::Crowded => (
                S::SERVICE_UNAVAILABLE,
                "overloaded",
                "Too much at once",
                say("nothing was done; send the request again shortly"),
            ),
            Self::NotBuilt => (
                S::NOT_IMPLEMENTED,
                "not_built",
                "Not in this program",
                say("this program was built without PDF; ask for html, and print it"),
            ),
            Self::Stopping => (
                S::SERVICE_UNAVAILABLE,
                "stopping",
                "The server is stopping",
                say("nothing was done; send the request again shortly"),
            ),
            Self::BadHeader(_, detail) => (S::BAD_REQUEST, "bad_header", "A header is malformed", detail.clone()),
            Self::Body { status, violation } => {
                (*status, violation.code, body_title(*status), violation.detail.clone())
            }
            Self::Application(error) => match error {
                Error::Unauthenticated => (
                    S::UNAUTHORIZED,
                    "unauthenticated",
                    "Who are you?",
                    say("send Authorization: Bearer and a valid access token"),
                ),
                Error::BadCredentials => (
                    S::UNAUTHORIZED,
                    "bad_credentials",
                    "Wrong address or password",
                    say("the address or the password is wrong"),
                ),
                Error::SessionOver => (
                    S::UNAUTHORIZED,
                    "session_over",
                    "The session is over",
                    say("the refresh token is not, or no longer, good; log in again"),
                ),
                Error::TooManyAttempts(seconds) => (
                    S::TOO_MANY_REQUESTS,
                    "too_many_attempts",
                    "Too many attempts to log in",
                    format!("wait {seconds} seconds"),
                ),
                Error::Forbidden { detail, .. } => (S::FORBIDDEN, "forbidden", "You may not do this", detail.clone()),
                Error::NotFound => (
                    S::NOT_FOUND,
                    "not_found",
                    "There is no such thing",
                    say("nothing is there, or nothing that you may read"),
                ),
                Error::NothingToPublish { check } => (
                    S::UNPROCESSABLE_ENTITY,
                    "nothing_to_publish",
                    "Nothing may be published",
                    format!("{check} tells what is in the way of each record"),
                ),
                Error::Gone { replaced_by } => (
                    S::GONE,
                    "withdrawn",
                    "It was withdrawn",
                    match replaced_by {
                        Some(id) => format!("something in it may be told no more; {id} stands in its place"),
                        None => say("something in it may be told no more"),
                    },
                ),
                Error::Invalid(found) => {
                    let detail = found.first().map(|v| v.detail.clone()).unwrap_or_default();
                    (S::UNPROCESSABLE_ENTITY, "invalid", "The body breaks rules", detail)
                }
                Error::BadQuery { parameter, detail } => {
                    (S::BAD_REQUEST, "bad_query", "A query parameter is wrong", format!("{parameter}: {detail}"))
                }
                Error::Stale { current } => (
                    S::PRECONDITION_FAILED,
                    "stale",
                    "The record has been written since",
                    format!("it is at version {current} now; read it again"),
                ),
                Error::Conflict { code, detail, .. } => (S::CONFLICT, code, "Other records forbid it", detail.clone()),
                Error::KeyReused => (
                    S::UNPROCESSABLE_ENTITY,
                    "idempotency_key_reused",
                    "The idempotency key is used",
                    say("this key came with another request"),
                ),
                Error::Fault(Fault::Full(_)) => (
                    S::INSUFFICIENT_STORAGE,
                    "storage_full",
                    "No room to write",
                    say("the disk is full; nothing was written"),
                ),
                Error::Fault(Fault::Unavailable(_) | Fault::Clash(_)) => (
                    S::SERVICE_UNAVAILABLE,
                    "unavailable",
                    "Try again shortly",
                    say("the database is busy or away; look before you write again, or send an Idempotency-Key"),
                ),
                Error::Fault(Fault::Constraint(_)) => {
                    (S::CONFLICT, "conflict", "Other records forbid it", say("another record is in the way"))
                }
                Error::Fault(Fault::Broken(_)) => (
                    S::INTERNAL_SERVER_ERROR,
                    "internal",
                    "Something broke here",
                    say("this is our mistake; the request id finds it in the log"),
                ),
            },
        }
    }
    /// Counts it, where it is of those that are counted.
    pub fn count(&self, metrics: &Metrics) {
        if let Self::Application(error) = self {
            metrics.failed(error);
        }
    }
    fn problem(&self) -> Problem {
        let (status, code, title, detail) = self.parts();
        let (parameter, records) = match self {
            Self::Application(Error::BadQuery { parameter, .. }) => (Some(parameter.clone()), vec![]),
            Self::BadHeader(header, _) => (Some((*header).to_owned()), vec![]),
            Self::Application(Error::Conflict { records, .. }) => (None, records.clone()),
            _ => (None, vec![]),
        };
        Problem { errors: self.errors(), parameter, records, ..plain(status, code, title, detail) }
    }
    fn errors(&self) -> Vec<Violation> {
        match self {
            Self::Body { violation, .. } => vec![violation.clone()],
            Self::Application(Error::Invalid(found)) => found.clone(),
            Self::Application(Error::Forbidden { pointer: Some(pointer), detail }) => {
                vec![Violation { pointer: pointer.clone(), code: "forbidden", detail: detail.clone() }]
            }
            Self::Application(Error::Conflict { pointer: Some(pointer), code, detail, .. }) => {
                vec![Violation { pointer: pointer.clone(), code, detail: detail.clone() }]
            }
            _ => vec![],
        }
    }
}
fn body_title(status: StatusCode) -> &'static str {
    match status {
        StatusCode::BAD_REQUEST => "The body is no JSON",
        StatusCode::REQUEST_TIMEOUT => "Too slow",
        StatusCode::PAYLOAD_TOO_LARGE => "The body is too large",
        StatusCode::UNSUPPORTED_MEDIA_TYPE => "The body is of the wrong type",
        _ => "The body has the wrong shape",
    }
}
impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.parts().1)
    }
}
impl ResponseError for Refusal {
    fn status_code(&self) -> StatusCode {
        self.parts().0
    }
    fn error_response(&self) -> HttpResponse {
        if let Self::Application(Error::Fault(fault)) = self {
            tracing::error!(request_id = %request_id::current(), %fault, "a request failed");
        }
        let mut response = HttpResponse::build(self.status_code());
        match self {
            Self::Application(Error::Stale { current }) => {
                _ = response.insert_header(("etag", conditional::strong(*current)))
            }
            Self::Busy => _ = response.insert_header(("retry-after", "5")),
            Self::TooFast(seconds) => _ = response.insert_header(("retry-after", seconds.to_string())),
            Self::Crowded => _ = response.insert_header(("retry-after", "1")),
            Self::Stopping => {
                response.insert_header(("retry-after", "5"));
                response.force_close();
            }
            Self::Application(Error::Unauthenticated | Error::BadCredentials | Error::SessionOver) => {
                response.insert_header(("www-authenticate", "Bearer"));
            }
            Self::Application(Error::TooManyAttempts(seconds)) => {
                response.insert_header(("retry-after", seconds.to_string()));
            }
            Self::Application(
                Error::Fault(Fault::Unavailable(_) | Fault::Clash(_) | Fault::Full(_))
                | Error::Conflict { code: "in_progress", .. },
            ) => {
                response.insert_header(("retry-after", "1"));
            }
            _ => {}
        }
        render(response, self.problem())
    }
}
/// A refusal that is told later, as JSON.
pub fn text(refusal: &Refusal) -> String {
    serde_json::to_string(&refusal.problem()).unwrap_or_default()
}

/// A problem with nothing but its words.
pub fn plain(status: StatusCode, code: &'static str, title: &'static str, detail: String) -> Problem {
    Problem {
        r#type: format!("urn:rapport:problem:{code}"),
        title,
        status: status.as_u16(),
        code,
        detail,
        errors: vec![],
        parameter: None,
        records: vec![],
        request_id: request_id::current(),
    }
}
/// A problem as a response.
pub fn render(mut response: actix_web::HttpResponseBuilder, problem: Problem) -> HttpResponse {
    response
        .insert_header(("cache-control", "no-store"))
        .content_type("application/problem+json")
        .body(serde_json::to_vec(&problem).unwrap_or_default())
}
