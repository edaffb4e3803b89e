//! Every answer has a request id; refusals of the framework itself become problems; each request leaves a line in the log.
use crate::{
    Api,
    feeds::CALENDARS,
    problem::{self, Refusal},
    traces,
};
use actix_web::{
    Error, HttpResponse,
    body::{EitherBody, MessageBody},
    dev::{ServiceRequest, ServiceResponse},
    http::{StatusCode, header::CONTENT_TYPE},
    middleware::Next,
    web,
};
use std::time::Instant;
use tracing::Instrument;

tokio::task_local! {
    static CURRENT: String;
}

/// The id of the request at hand.
pub fn current() -> String {
    CURRENT.try_with(Clone::clone).unwrap_or_default()
}

/// Takes the caller's id where it is a plain one, else makes one; runs the request under it.
pub async fn assign(
    request: ServiceRequest,
    next: Next<impl MessageBody>,
) -> Result<ServiceResponse<EitherBody<impl MessageBody>>, Error> {
    let plain =
        |id: &&str| (1..=64).contains(&id.len()) && id.chars().all(|c| c.is_ascii_alphanumeric() || "-_.".contains(c));
    let given = request.headers().get("x-request-id").and_then(|id| id.to_str().ok()).filter(plain);
    let id = match (given, request.app_data::<web::Data<Api>>()) {
        (Some(id), _) => id.to_owned(),
        (None, Some(api)) => api.house.id().to_string(),
        (None, None) => String::new(),
    };
    let span = traces::span(&request, &id);
    let answer = CURRENT.scope(id.clone(), run(request, next, id)).instrument(span.clone()).await;
    if let Ok(response) = &answer {
        traces::answered(&span, response);
    }
    answer
}

async fn run(
    request: ServiceRequest,
    next: Next<impl MessageBody>,
    id: String,
) -> Result<ServiceResponse<EitherBody<impl MessageBody>>, Error> {
    let (method, path, began) = (request.method().clone(), told(request.path()).to_owned(), Instant::now());
    let response = next.call(request).await?;
    let mut response = match of_framework(&response) {
        Some(problem) => response.into_response(problem).map_into_right_body(),
        None => response.map_into_left_body(),
    };
    if let Ok(value) = id.parse() {
        response.headers_mut().insert(actix_web::http::header::HeaderName::from_static("x-request-id"), value);
    }
    let (status, took) = (response.status().as_u16(), began.elapsed());
    if let Some(api) = response.request().app_data::<web::Data<Api>>() {
        if let Some(failure) = response.response().error().and_then(actix_web::Error::as_error::<Refusal>) {
            failure.count(&api.metrics);
        }
        api.metrics.answered(method.as_str(), response.request().match_pattern(), status, took);
    }
    tracing::info!(request_id = %id, %method, path, status, micros = took.as_micros() as u64, "request");
    Ok(response)
}

/// As much of a path as a log may hold: where a calendar is is a secret.
fn told(path: &str) -> &str {
    if path.starts_with(CALENDARS) { CALENDARS } else { path }
}

/// The problem that stands for a refusal which did not come from a handler of ours.
fn of_framework<B>(response: &ServiceResponse<B>) -> Option<HttpResponse> {
    let status = response.status();
    let ours = response.headers().get(CONTENT_TYPE).is_some_and(|t| t.as_bytes().starts_with(b"application/"));
    if status.as_u16() < 400 || ours {
        return None;
    }
    let (code, title, detail) = match status {
        StatusCode::NOT_FOUND => ("not_found", "There is no such thing", "no such path"),
        StatusCode::METHOD_NOT_ALLOWED => {
            ("method_not_allowed", "Not this method", "the path does not take this method")
        }
        StatusCode::PAYLOAD_TOO_LARGE => ("too_large", "The body is too large", "a body has at most 1 MiB"),
        StatusCode::REQUEST_TIMEOUT => ("timeout", "Too slow", "the request did not arrive in time"),
        _ if status.is_client_error() => ("bad_request", "The request is malformed", "the request cannot be read"),
        _ => ("internal", "Something broke here", "this is our mistake; the request id finds it in the log"),
    };
    let mut builder = HttpResponse::build(status);
    if let Some(allow) = response.headers().get("allow") {
        builder.insert_header(("allow", allow.clone()));
    }
    Some(problem::render(builder, problem::plain(status, code, title, detail.to_owned())))
}
