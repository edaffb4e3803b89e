//! `GET /v1/things/{key}/claims`
use crate::{
    Api,
    answers::{answer, day_of},
    caller::May,
    query,
    verbs::{At, Reply},
};
use actix_web::{HttpRequest, web::Data};
use rapport_application::{Read, Resource, claims};

/// What sources say of a record.
pub async fn of<R: Resource>(api: Data<Api>, may: May<Read, R::Of, (At<R>,)>, request: HttpRequest) -> Reply {
    let May(can, (at,)) = may;
    query::paging(&request)?.only(&[])?;
    let today = api.house.today();
    let (scope, day) = (can.scope.clone(), today.clone());
    answer(&api, &request, scope, day_of::<R>(&day), move |c, _| claims::of::<R>(c, &can, &today, &at.0)).await
}
