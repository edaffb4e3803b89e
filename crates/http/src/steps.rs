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
    may: May<Transition, E, (At<E>, MaybeHeld, IdempotencyKey, Body)>,
    request: HttpRequest,
) -> Reply {
    let May(can, (at, held, key, body)) = may;
    let step: NewTransition<E::Status> = body.read()?;
    let write = Write { actor: can.actor, scope: can.scope.clone(), status: StatusCode::CREATED };
    write.run::<E>(&api, &request, key, &body.0, move |work| transitions::step(work, &can, &at.0, held.0, &step)).await
}
