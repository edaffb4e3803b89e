//! What is left of a request's body when it is answered. Whoever is refused before anybody has read the body has it on its way
//! still, and a connection whose body nobody reads is closed: the next request on it would be lost. So the rest is read before
//! the answer goes out, and forgotten.
use crate::MOST_BYTES;
use actix_web::{
    Error, HttpMessage,
    body::MessageBody,
    dev::{Payload, ServiceRequest, ServiceResponse},
    error::PayloadError,
    http::ConnectionType,
    middleware::Next,
    rt::time::timeout,
    web::Bytes,
};
use futures_core::Stream;
use std::{
    cell::RefCell,
    future::poll_fn,
    pin::Pin,
    rc::Rc,
    task::{Context, Poll},
    time::Duration,
};

/// How long the rest is waited for.
const PATIENCE: Duration = Duration::from_secs(1);

/// A body that a handler reads as far as it wants, and whoever comes after it to its end.
#[derive(Clone)]
struct Body(Rc<RefCell<Payload>>);
impl Stream for Body {
    type Item = Result<Bytes, PayloadError>;
    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        Pin::new(&mut *self.0.borrow_mut()).poll_next(context)
    }
}
impl Body {
    /// Reads what is left; whether that was the end of it.
    async fn read(mut self) -> bool {
        let mut room = MOST_BYTES;
        while let Some(part) = poll_fn(|context| Pin::new(&mut self).poll_next(context)).await {
            match part.map(|bytes| room.checked_sub(bytes.len())) {
                Ok(Some(left)) => room = left,
                Ok(None) | Err(_) => return false,
            }
        }
        true
    }
}

/// Answers a request, and reads what is left of it: where that does not come, or is more than any body may be, the connection
/// is closed after all.
pub async fn read(
    mut request: ServiceRequest,
    next: Next<impl MessageBody>,
) -> Result<ServiceResponse<impl MessageBody>, Error> {
    let payload = request.take_payload();
    if matches!(payload, Payload::None) {
        return next.call(request).await;
    }
    let body = Body(Rc::new(RefCell::new(payload)));
    request.set_payload(Payload::Stream { payload: Box::pin(body.clone()) });
    let mut response = next.call(request).await?;
    if !timeout(PATIENCE, body.read()).await.unwrap_or(false) {
        response.response_mut().head_mut().set_connection_type(ConnectionType::Close);
    }
    Ok(response)
}
