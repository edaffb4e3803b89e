//! Headers of every answer: what browsers must not do with it, and who may keep it.
use crate::caller::Public;
use actix_web::{
    Error, HttpMessage,
    body::MessageBody,
    dev::{ServiceRequest, ServiceResponse},
    http::header::{
        CACHE_CONTROL, CONTENT_SECURITY_POLICY, HeaderName, HeaderValue, REFERRER_POLICY, STRICT_TRANSPORT_SECURITY,
        VARY, X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS,
    },
    middleware::Next,
};

/// An answer is data, never a page.
const OF_DATA: &str = "default-src 'none'; frame-ancestors 'none'";
/// The pages of the API document: their scripts come from here.
const OF_DOCS: &str =
    "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; frame-ancestors 'none'";
/// What everybody may see may be kept between, for a minute: a page's visitors do not all ask.
const FOR_ALL: &str = "public, max-age=60";

/// Adds them.
pub async fn add(
    request: ServiceRequest,
    next: Next<impl MessageBody>,
) -> Result<ServiceResponse<impl MessageBody>, Error> {
    let (docs, secure) = (request.path().starts_with("/docs"), request.app_config().secure());
    let mut response = next.call(request).await?;
    let public = response.request().extensions().get::<Public>().is_some();
    let headers = response.headers_mut();
    for (name, value) in [
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (X_FRAME_OPTIONS, "DENY"),
        (REFERRER_POLICY, "no-referrer"),
        (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
        (CONTENT_SECURITY_POLICY, if docs { OF_DOCS } else { OF_DATA }),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    if secure {
        headers.insert(STRICT_TRANSPORT_SECURITY, HeaderValue::from_static("max-age=31536000"));
    }
    // What is no answer to keep, a refusal for one, stays so.
    if public && headers.get(CACHE_CONTROL).is_some_and(|kept| kept.as_bytes().starts_with(b"private")) {
        headers.insert(CACHE_CONTROL, HeaderValue::from_static(FOR_ALL));
        headers.append(VARY, HeaderValue::from_static("Origin"));
    }
    Ok(response)
}
