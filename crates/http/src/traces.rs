//! Requests as spans of a trace, for whoever collects them (`--otlp-endpoint`). They say which route was asked and how it went,
//! and never what: no path, no query, no header.
use actix_web::{
    dev::{ServiceRequest, ServiceResponse},
    http::header::HeaderMap,
};
use opentelemetry::{
    global,
    propagation::Extractor,
    trace::{Status, TraceContextExt},
};
use tracing::{Span, field::Empty};
use tracing_opentelemetry::OpenTelemetrySpanExt;

/// The span of a request: a part of the caller's trace, where it names one (W3C Trace Context).
pub fn span(request: &ServiceRequest, id: &str) -> Span {
    let span = tracing::debug_span!(
        "request",
        otel.kind = "server",
        http.request.method = %request.method(),
        http.route = Empty,
        http.response.status_code = Empty,
        request_id = id,
    );
    if !span.is_disabled() {
        let theirs = global::get_text_map_propagator(|known| known.extract(&Headers(request.headers())));
        // A span that is collected by nobody has no parent either.
        let _ = span.set_parent(theirs);
    }
    span
}
/// Says of a span how its request went.
pub fn answered<B>(span: &Span, response: &ServiceResponse<B>) {
    if span.is_disabled() {
        return;
    }
    let (method, status) = (response.request().method(), response.status());
    let route = response.request().match_pattern().unwrap_or_else(|| "none".into());
    let context = span.context();
    context.span().update_name(format!("{method} {route}"));
    if status.is_server_error() {
        context.span().set_status(Status::error(""));
    }
    span.record("http.route", route);
    span.record("http.response.status_code", status.as_u16());
}

struct Headers<'h>(&'h HeaderMap);
impl Extractor for Headers<'_> {
    fn get(&self, key: &str) -> Option<&str> {
        self.0.get(key)?.to_str().ok()
    }
    fn keys(&self) -> Vec<&str> {
        self.0.keys().map(|name| name.as_str()).collect()
    }
}
