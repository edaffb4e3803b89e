//! `POST /v1/pocs/{key}/hand-over`
use crate::{
    Api,
    body::Body,
    caller::May,
    conditional::{IdempotencyKey, MaybeHeld},
    verbs::{At, Reply, Write},
};
use actix_web::{HttpRequest, http::StatusCode, web::Data};
use rapport_application::{Pocs, Update, hand_over};
use rapport_domain::{
    post::Post,
    turnover::{HandOver, Turnover},
};

/// Hands a point of contact over, and answers with the turnover.
pub async fn hand_over(
    api: Data<Api>,
    may: May<Update, Post, (At<Pocs>, MaybeHeld, IdempotencyKey, Body)>,
    request: HttpRequest,
) -> Reply {
    let May(can, (at, held, key, body)) = may;
    let change: HandOver = body.read()?;
    let write = Write { actor: can.actor, scope: can.scope.clone(), status: StatusCode::CREATED };
    write
        .run::<Turnover>(&api, &request, key, &body.0, move |work| {
            hand_over::hand_over(work, &can, &at.0, held.0, &change)
        })
        .await
}
