//! Bodies: bytes within the limit, JSON of the right shape, with a pointer to the first thing that is not.
use crate::{MOST_BYTES, problem::Refusal};
use actix_web::{
    FromRequest, HttpRequest,
    dev::Payload,
    http::{StatusCode, header::CONTENT_TYPE},
    web::Bytes,
};
use rapport_application::shape;
use rapport_domain::check::Violation;
use serde::de::DeserializeOwned;
use std::{future::Future, pin::Pin, time::Duration};

/// A JSON body, not yet read.
#[derive(Clone, Debug)]
pub struct Body(pub Bytes);

impl FromRequest for Body {
    type Error = Refusal;
    type Future = Pin<Box<dyn Future<Output = Result<Self, Refusal>>>>;
    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let typed = request.headers().get(CONTENT_TYPE).map(|t| String::from_utf8_lossy(t.as_bytes()).to_lowercase());
        let encoded = request.headers().get("content-encoding").is_some_and(|encoding| encoding != "identity");
        let bytes = Bytes::from_request(request, payload);
        Box::pin(async move {
            if encoded {
                let detail = "send the body as it is, without Content-Encoding".into();
                return Err(refuse(StatusCode::UNSUPPORTED_MEDIA_TYPE, "unsupported_media_type", detail));
            }
            let bytes = arrived(bytes, PATIENCE).await?.map_err(|why| match why.as_response_error().status_code() {
                StatusCode::PAYLOAD_TOO_LARGE => {
                    refuse(StatusCode::PAYLOAD_TOO_LARGE, "too_large", format!("a body has at most {MOST_BYTES} bytes"))
                }
                _ => refuse(StatusCode::BAD_REQUEST, "unreadable_body", "the body did not arrive whole".into()),
            })?;
            let media = typed.as_deref().and_then(|t| t.split(';').next()).map(str::trim);
            match media {
                Some("application/json" | "application/merge-patch+json") => Ok(Self(bytes)),
                None if bytes.is_empty() => Ok(Self(bytes)),
                _ => {
                    let detail = "send Content-Type: application/json".into();
                    Err(refuse(StatusCode::UNSUPPORTED_MEDIA_TYPE, "unsupported_media_type", detail))
                }
            }
        })
    }
}
/// How long a body may take to arrive, over bad connections too.
const PATIENCE: Duration = Duration::from_secs(60);
/// What was sent, if it is here in time: who sends a byte a minute holds a connection, and no more of us.
pub async fn arrived<T>(body: impl Future<Output = T>, patience: Duration) -> Result<T, Refusal> {
    let late = || {
        let detail = format!("the body did not arrive within {} seconds", patience.as_secs());
        refuse(StatusCode::REQUEST_TIMEOUT, "timeout", detail)
    };
    tokio::time::timeout(patience, body).await.map_err(|_| late())
}
impl Body {
    /// Reads it.
    pub fn read<T: DeserializeOwned>(&self) -> Result<T, Refusal> {
        let mut json = serde_json::Deserializer::from_slice(&self.0);
        let value = serde_path_to_error::deserialize(&mut json).map_err(|why| misshapen(&why))?;
        json.end().map_err(|why| refuse(StatusCode::BAD_REQUEST, "malformed_json", why.to_string()))?;
        Ok(value)
    }
}

/// A body that is not taken.
pub fn refuse(status: StatusCode, code: &'static str, detail: String) -> Refusal {
    Refusal::Body { status, violation: Violation { pointer: String::new(), code, detail } }
}
fn misshapen(why: &serde_path_to_error::Error<serde_json::Error>) -> Refusal {
    let inner = why.inner();
    let detail = inner.to_string();
    if !inner.is_data() {
        return refuse(StatusCode::BAD_REQUEST, "malformed_json", detail);
    }
    Refusal::Body { status: StatusCode::UNPROCESSABLE_ENTITY, violation: shape::violation(why) }
}
