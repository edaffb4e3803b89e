//! Logging in, and who one is.
use crate::{Api, body::Body, caller::Caller, conditional, query, verbs::Reply};
use actix_web::{HttpRequest, HttpResponse, http::StatusCode, web::Data};
use rapport_application::{Error, Result, accounts};
use rapport_domain::{entity::Entity, user::User};
use serde::{Deserialize, Serialize};

/// The body of a login.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields, remote = "Self")]
pub struct Login {
    /// The user's address.
    #[schema(example = "ana@example.org")]
    email: String,
    /// The user's password.
    #[schema(write_only)]
    password: String,
}
rapport_domain::only_objects!(Login);
/// An access token.
#[derive(Serialize, utoipa::ToSchema)]
pub struct LoggedIn {
    /// For the `Authorization` header.
    access_token: String,
    /// Always `Bearer`.
    token_type: &'static str,
    /// How long it is good for, in seconds.
    expires_in: i64,
}

/// `POST /v1/auth/login`
pub async fn log_in(api: Data<Api>, body: Body) -> Reply {
    let Login { email, password } = body.read()?;
    let access_token = accounts::log_in(&api.db, &api.house, &api.tokens, &email, password).await?;
    let answer = LoggedIn { access_token, token_type: "Bearer", expires_in: api.tokens.lifetime };
    Ok(HttpResponse::Ok().insert_header(("cache-control", "no-store")).json(answer))
}

/// `GET /v1/me`
pub async fn me(api: Data<Api>, caller: Caller, request: HttpRequest) -> Reply {
    query::paging(&request)?.only(&[])?;
    let user: User = api.db.read(move |c| -> Result<_> { accounts::me(c, caller.actor, &caller.scope) }).await?;
    let body = serde_json::to_vec(&user).map_err(|_| Error::NotFound)?;
    let etag = conditional::strong(user.version());
    if let Some(still) = conditional::still(&request, &etag) {
        return Ok(still);
    }
    conditional::record(&request, StatusCode::OK, &etag, body).await
}
