//! The gate that every request to the API goes through. It lets so many inside at once: those over that are told to come again
//! at once, instead of all waiting longer and longer. It is shut when the program is to stop: those inside come to their end, others
//! are told to come again, to the program that takes this one's place.
use crate::{Api, problem::Refusal};
use actix_web::{
    Error, ResponseError,
    body::{EitherBody, MessageBody},
    dev::{ServiceRequest, ServiceResponse},
    http::header::{CONNECTION, HeaderValue},
    middleware::Next,
    web::Data,
};
use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicUsize, Ordering::SeqCst},
    },
    time::Duration,
};

/// How many requests are inside at once, unless said: at the pace of durable writes, a second's worth.
pub const AT_ONCE: usize = 512;

/// The gate. Clones share it.
#[derive(Clone, Debug)]
pub struct Gate(Arc<Inner>);
#[derive(Debug)]
struct Inner {
    at_once: usize,
    shut: AtomicBool,
    inside: AtomicUsize,
}
/// A request inside.
struct Inside(Gate);
impl Gate {
    /// One that lets so many inside at once.
    pub fn new(at_once: usize) -> Self {
        Self(Arc::new(Inner { at_once, shut: AtomicBool::new(false), inside: AtomicUsize::new(0) }))
    }
    /// Lets no further request in, and waits for those inside, for as long as `patience` at the most.
    pub async fn shut(&self, patience: Duration) {
        self.0.shut.store(true, SeqCst);
        let left = async {
            while self.0.inside.load(SeqCst) > 0 {
                actix_web::rt::time::sleep(Duration::from_millis(10)).await;
            }
        };
        let _ = actix_web::rt::time::timeout(patience, left).await;
    }
    /// Whether it is shut.
    pub fn is_shut(&self) -> bool {
        self.0.shut.load(SeqCst)
    }
    /// Counted before the look, so that nobody slips in while it is being shut.
    fn enter(&self) -> Result<Inside, Refusal> {
        let before = self.0.inside.fetch_add(1, SeqCst);
        let inside = Inside(self.clone());
        match (self.is_shut(), before < self.0.at_once) {
            (true, _) => Err(Refusal::Stopping),
            (false, false) => Err(Refusal::Crowded),
            (false, true) => Ok(inside),
        }
    }
}
impl Drop for Inside {
    fn drop(&mut self) {
        self.0.0.inside.fetch_sub(1, SeqCst);
    }
}

/// Lets a request in, or tells it to come again on another connection.
pub async fn pass(
    request: ServiceRequest,
    next: Next<impl MessageBody>,
) -> Result<ServiceResponse<EitherBody<impl MessageBody>>, Error> {
    if !request.path().starts_with("/v1/") {
        return Ok(next.call(request).await?.map_into_left_body()); // health tells by itself, and the rest does nothing
    }
    let Some(gate) = request.app_data::<Data<Api>>().map(|api| api.gate.clone()) else {
        return Ok(next.call(request).await?.map_into_left_body());
    };
    let _inside = match gate.enter() {
        Ok(inside) => inside,
        Err(refusal) => return Ok(request.into_response(refusal.error_response()).map_into_right_body()),
    };
    let mut response = next.call(request).await?;
    if gate.is_shut() {
        response.headers_mut().insert(CONNECTION, HeaderValue::from_static("close"));
    }
    Ok(response.map_into_left_body())
}
