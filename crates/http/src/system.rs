//! Health and the API document: what needs no login.
use crate::{Api, openapi};
use actix_web::{HttpResponse, web::Data};
use serde::Serialize;
use std::sync::LazyLock;

/// How the program is.
#[derive(Serialize, utoipa::ToSchema)]
pub struct Health {
    /// `ok` or `unavailable`.
    status: &'static str,
}

/// `GET /health/live`: the program runs.
pub async fn live() -> HttpResponse {
    HttpResponse::Ok().json(Health { status: "ok" })
}

/// `GET /health/ready`: the database answers, and the program is not about to stop.
pub async fn ready(api: Data<Api>) -> HttpResponse {
    match api.db.ping().await {
        Ok(()) if !api.gate.is_shut() => return HttpResponse::Ok().json(Health { status: "ok" }),
        Ok(()) => {}
        Err(fault) => tracing::warn!(%fault, "the database does not answer"),
    }
    HttpResponse::ServiceUnavailable().insert_header(("retry-after", "1")).json(Health { status: "unavailable" })
}

/// `GET /openapi.json`
pub async fn document() -> HttpResponse {
    static DOCUMENT: LazyLock<String> = LazyLock::new(openapi::json);
    HttpResponse::Ok().content_type("application/json").body(DOCUMENT.as_str())
}
