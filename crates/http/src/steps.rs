//! `POST /v1/things/{key}/transitions`
use crate::{
    Api,
    body::Body,
    caller::May,
    conditional::{IdempotencyKey, MaybeHeld},
    verbs::{At, Reply, Write},
};
use actix_web::{HttpRequest, http::StatusCode, web::Data};
use rapport_application::{
    Transition,
    transitions::{self, Staged},
};
use rapport_domain::transition::NewTransition;

/// Takes a step, and answers with the record.
pub async fn step<E: Staged>(
    api: Data<Api>,
    may: May<Transition, E>,
    at: At<E>,
    held: MaybeHeld,
    key: IdempotencyKey,
    request: HttpRequest,
    body: Body,
) -> Reply {
    let step: NewTransition<E::Status> = body.read()?;
    let write = Write { actor: may.0.actor, scope: may.0.scope.clone(), status: StatusCode::CREATED };
    write
        .run::<E>(&api, &request, key, &body.0, move |work| transitions::step(work, &may.0, &at.0, held.0, &step))
        .await
}
