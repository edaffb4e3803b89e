//! Logging in and out, and who one is.
use crate::{Api, address, body::Body, caller::Caller, conditional, query, verbs::Reply};
use actix_web::{HttpRequest, HttpResponse, http::StatusCode, web::Data};
use rapport_application::{Error, Result, accounts};
use rapport_domain::{entity::Entity, session::Session, user::User};
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
/// The body of a renewal.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields, remote = "Self")]
pub struct Renewal {
    /// The last refresh token of the session.
    #[schema(write_only)]
    refresh_token: String,
}
rapport_domain::only_objects!(Renewal);
/// The tokens of a session.
#[derive(Serialize, utoipa::ToSchema)]
pub struct LoggedIn {
    /// For the `Authorization` header.
    access_token: String,
    /// Always `Bearer`.
    token_type: &'static str,
    /// How long it is good for, in seconds.
    expires_in: i64,
    /// For `/v1/auth/refresh`, once.
    refresh_token: String,
    /// How long the session lasts unless it is renewed, in seconds.
    refresh_expires_in: i64,
}
impl LoggedIn {
    fn answer(api: &Api, session: &Session) -> Reply {
        let answer = Self {
            access_token: api.tokens.issue(&api.house, session)?,
            token_type: "Bearer",
            expires_in: api.tokens.lifetime,
            refresh_token: api.tokens.refresh(session)?,
            refresh_expires_in: (session.expires_at.0 - session.renewed_at.0).num_seconds(),
        };
        Ok(HttpResponse::Ok().insert_header(("cache-control", "no-store")).json(answer))
    }
}

/// `POST /v1/auth/login`
pub async fn log_in(api: Data<Api>, body: Body, request: HttpRequest) -> Reply {
    let Login { email, password } = body.read()?;
    LoggedIn::answer(&api, &api.door().log_in(&email, password, address::of(&api, &request)).await?)
}
/// `POST /v1/auth/refresh`
pub async fn renew(api: Data<Api>, body: Body) -> Reply {
    let Renewal { refresh_token } = body.read()?;
    LoggedIn::answer(&api, &api.door().renew(&refresh_token).await?)
}
/// `POST /v1/auth/logout`
pub async fn log_out(api: Data<Api>, caller: Caller, request: HttpRequest) -> Reply {
    let mut paging = query::paging(&request)?;
    let everywhere = query::taken::<bool>(&mut paging.rest, "everywhere")?;
    paging.only(&[])?;
    api.door().log_out(caller.bearer, everywhere.unwrap_or_default()).await?;
    Ok(HttpResponse::NoContent().finish())
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
