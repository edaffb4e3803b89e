//! Conditional requests: strong ETags are versions, weak ones stand for the state of the whole database. Where an answer
//! has labels, its ETag has their language too: `"7-es"`.
use crate::{Api, caller::DataVersion, labels, problem::Refusal, verbs::Reply};
use actix_web::{FromRequest, HttpMessage, HttpRequest, HttpResponse, dev::Payload, http::StatusCode};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use rapport_domain::{entity::Version, partial_date::Lang, scope::Scope};
use sha2::{Digest, Sha256};
use std::future::{Ready, ready};

/// The ETag of a record.
pub fn strong(version: Version) -> String {
    format!("\"{version}\"")
}

/// The ETag of a record with labels in a language: another answer than the one without them.
pub fn in_language(etag: &str, lang: Option<Lang>) -> String {
    match (lang, etag.strip_suffix('"')) {
        (Some(lang), Some(open)) => format!("{open}-{}\"", labels::tag(lang)),
        _ => etag.to_owned(),
    }
}

/// What a request asks, labels included.
fn asked(request: &HttpRequest, also: &str) -> String {
    let lang = labels::preferred(request).map(labels::tag).unwrap_or_default();
    format!("{} {lang} {also}", request.uri())
}
/// The ETag of an answer that many records go into, and the data's version that it stands for, what the caller sees, and what
/// it asked: `also` is what else the answer depends on.
pub async fn of_version(
    api: &Api,
    request: &HttpRequest,
    scope: &Scope,
    also: &str,
) -> Result<(String, String), Refusal> {
    // That which the request found when it came, where it was looked for: what is read from now on is as new or newer.
    let found = request.extensions().get::<DataVersion>().map(|version| version.0.clone());
    let version = match found {
        Some(version) => version,
        None => api.db.version().await?,
    };
    let digest = Sha256::digest(format!("{version}\n{scope:?}\n{}", asked(request, also)));
    Ok((format!("W/\"{}\"", URL_SAFE_NO_PAD.encode(&digest[..12])), version))
}

/// The tag of bytes that no version tells.
pub fn of_bytes(bytes: &[u8]) -> String {
    format!("\"{}\"", URL_SAFE_NO_PAD.encode(&Sha256::digest(bytes)[..12]))
}
/// Whether the caller holds this already (`If-None-Match`, by weak comparison).
pub fn holds(request: &HttpRequest, etag: &str) -> bool {
    held_tags(request).is_some_and(|tags| matches(&tags, etag))
}
/// The value of `If-None-Match`.
pub fn held_tags(request: &HttpRequest) -> Option<String> {
    request.headers().get("if-none-match")?.to_str().ok().map(str::to_owned)
}
/// Whether one of the tags is this one, by weak comparison.
pub fn matches(tags: &str, etag: &str) -> bool {
    let bare = |tag: &str| tag.trim().trim_start_matches("W/").to_owned();
    tags.split(',').any(|tag| tag.trim() == "*" || bare(tag) == bare(etag))
}

/// 304 with what caches need.
pub fn not_modified(etag: &str) -> HttpResponse {
    cacheable(HttpResponse::NotModified(), etag).finish()
}

/// What answers depend on beside their URL.
pub const VARIES: &str = "Authorization, Accept-Language";
/// The headers of an answer that only its caller may keep, and must ask about again.
pub fn cacheable(mut response: actix_web::HttpResponseBuilder, etag: &str) -> actix_web::HttpResponseBuilder {
    response
        .insert_header(("etag", etag))
        .insert_header(("cache-control", "private, no-cache"))
        .insert_header(("vary", VARIES));
    response
}

/// The version that the caller holds, from `If-Match`; it must be there.
pub struct Held(pub Version);
/// The version that the caller holds, if it says so.
pub struct MaybeHeld(pub Option<Version>);

fn held(request: &HttpRequest) -> Result<Option<Version>, Refusal> {
    let Some(header) = request.headers().get("if-match") else { return Ok(None) };
    let text = header.to_str().unwrap_or_default().trim();
    let bare = text.strip_prefix('"').and_then(|t| t.strip_suffix('"'));
    // The record is the same in whatever language its labels are.
    let version = bare.map(|t| ["-en", "-es", "-fr"].iter().find_map(|lang| t.strip_suffix(lang)).unwrap_or(t));
    let version = version.filter(|t| t.bytes().all(|b| b.is_ascii_digit())).and_then(|t| t.parse().ok());
    match version {
        Some(version) => Ok(Some(version)),
        // A weak or foreign tag matches no version: strong comparison is what If-Match asks for.
        None if text.starts_with("W/") || text.starts_with('"') => Ok(Some(-1)),
        None => Err(Refusal::BadHeader("if-match", "If-Match holds one ETag in quotes, such as \"7\"".into())),
    }
}
impl FromRequest for Held {
    type Error = Refusal;
    type Future = Ready<Result<Self, Refusal>>;
    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(held(request).and_then(|held| held.map(Held).ok_or(Refusal::PreconditionRequired)))
    }
}
impl FromRequest for MaybeHeld {
    type Error = Refusal;
    type Future = Ready<Result<Self, Refusal>>;
    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(held(request).map(MaybeHeld))
    }
}

/// The key of a request that may be repeated safely.
pub struct IdempotencyKey(pub Option<String>);
impl FromRequest for IdempotencyKey {
    type Error = Refusal;
    type Future = Ready<Result<Self, Refusal>>;
    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let plain = |key: &str| (1..=255).contains(&key.len()) && key.chars().all(|c| c.is_ascii_graphic());
        ready(match request.headers().get("idempotency-key").map(|h| h.to_str().unwrap_or_default()) {
            None => Ok(Self(None)),
            Some(key) if plain(key) => Ok(Self(Some(key.to_owned()))),
            Some(_) => {
                let detail = "Idempotency-Key is 1 to 255 visible ASCII characters".into();
                Err(Refusal::BadHeader("idempotency-key", detail))
            }
        })
    }
}

/// A body as a response.
pub fn tagged(status: StatusCode, etag: &str, body: Vec<u8>) -> HttpResponse {
    cacheable(HttpResponse::build(status), etag).content_type("application/json").body(body)
}
/// A record as a response: with labels in the language that the request prefers.
pub async fn record(request: &HttpRequest, status: StatusCode, etag: &str, body: Vec<u8>) -> Reply {
    let etag = in_language(etag, labels::preferred(request));
    labels::answered(request, cacheable(HttpResponse::build(status), &etag), body).await
}
/// 304 for a record whose ETag the caller holds, in the language that the request prefers.
pub fn still(request: &HttpRequest, etag: &str) -> Option<HttpResponse> {
    let etag = in_language(etag, labels::preferred(request));
    holds(request, &etag).then(|| not_modified(&etag))
}
