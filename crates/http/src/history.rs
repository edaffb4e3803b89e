//! `GET /v1/things/{key}/history`
use crate::{
    Api,
    caller::May,
    pages::Turning,
    query,
    verbs::{At, Reply},
};
use actix_web::{HttpRequest, web::Data};
use rapport_application::{Read, Resource, history};

/// The entries about a record, newest first.
pub async fn of<R: Resource>(api: Data<Api>, may: May<Read, R::Of, (At<R>,)>, request: HttpRequest) -> Reply {
    let May(can, (at,)) = may;
    let paging = query::paging(&request)?;
    paging.only(&["limit", "cursor", "deleted"])?;
    let (turning, life, scope) = (Turning::<i64>::of(&request, &paging, &[], "")?, paging.life, can.scope.clone());
    turning
        .answer(&api, &request, scope, "", move |c, _, page| {
            Ok((history::of::<R>(c, &can, &at.0, life, page.after, page.limit + 1)?, None))
        })
        .await
}
