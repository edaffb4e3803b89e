//! The gate that every request to the API goes through, and that is shut when the program is to stop: those inside come to their end,
//! others are told to come again, to the program that takes this one's place.
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

/// The gate. Clones share it.
#[derive(Clone, Debug, Default)]
pub struct Gate(Arc<(AtomicBool, AtomicUsize)>);
/// A request inside.
struct Inside(Gate);
impl Gate {
    /// Lets no further request in, and waits for those inside, for as long as `patience` at the most.
    pub async fn shut(&self, patience: Duration) {
        let (shut, inside) = &*self.0;
        shut.store(true, SeqCst);
        let left = async {
            while inside.load(SeqCst) > 0 {
                actix_web::rt::time::sleep(Duration::from_millis(10)).await;
            }
        };
        let _ = actix_web::rt::time::timeout(patience, left).await;
    }
    /// Whether it is shut.
    pub fn is_shut(&self) -> bool {
        self.0.0.load(SeqCst)
    }
    /// Counted before the look, so that nobody slips in while it is being shut.
    fn enter(&self) -> Option<Inside> {
        self.0.1.fetch_add(1, SeqCst);
        let inside = Inside(self.clone());
        (!self.is_shut()).then_some(inside)
    }
}
impl Drop for Inside {
    fn drop(&mut self) {
        self.0.0.1.fetch_sub(1, SeqCst);
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
    let gate = request.app_data::<Data<Api>>().map(|api| api.gate.clone()).unwrap_or_default();
    let Some(_inside) = gate.enter() else {
        return Ok(request.into_response(Refusal::Stopping.error_response()).map_into_right_body());
    };
    let mut response = next.call(request).await?;
    if gate.is_shut() {
        response.headers_mut().insert(CONNECTION, HeaderValue::from_static("close"));
    }
    Ok(response.map_into_left_body())
}
