//! `GET /v1/codes`: every list of codes, with what they are called.
use crate::{caller::Caller, conditional, query, verbs::Reply};
use actix_web::{HttpRequest, http::StatusCode};
use rapport_domain::labels::lists;
use serde::Serialize;
use std::sync::LazyLock;
use utoipa::ToSchema;

/// Every list of codes.
#[derive(Serialize, ToSchema)]
pub struct Codes {
    lists: Vec<CodeList>,
}
/// A list of codes.
#[derive(Serialize, ToSchema)]
struct CodeList {
    /// Its name, which is that of its schema in the API document.
    name: &'static str,
    /// Its codes, in their order.
    codes: Vec<LabelledCode>,
}
/// A code, and what it is called.
#[derive(Serialize, ToSchema)]
struct LabelledCode {
    code: &'static str,
    labels: InLanguages,
}
/// The same in three languages.
#[derive(Serialize, ToSchema)]
struct InLanguages {
    /// In English.
    en: &'static str,
    /// In Spanish.
    es: &'static str,
    /// In French.
    fr: &'static str,
}

/// The ETag and the body: they change with the program alone.
static ANSWER: LazyLock<(String, Vec<u8>)> = LazyLock::new(|| {
    let code = |&(code, en, es, fr)| LabelledCode { code, labels: InLanguages { en, es, fr } };
    let list = |list: &rapport_domain::labels::List| CodeList {
        name: list.name,
        codes: list.codes.iter().map(code).collect(),
    };
    let body = serde_json::to_vec(&Codes { lists: lists().map(list).collect() }).unwrap_or_default();
    (conditional::of_bytes(&body), body)
});

/// Answers with all of them.
pub async fn codes(_caller: Caller, request: HttpRequest) -> Reply {
    query::paging(&request)?.only(&[])?;
    let (etag, body) = &*ANSWER;
    if conditional::holds(&request, etag) {
        return Ok(conditional::not_modified(etag));
    }
    Ok(conditional::tagged(StatusCode::OK, etag, body.clone()))
}
