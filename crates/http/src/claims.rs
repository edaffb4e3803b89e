//! `GET /v1/things/{key}/claims`
use crate::{
    Api,
    caller::May,
    query,
    verbs::{At, Reply, answer},
};
use actix_web::{HttpRequest, web::Data};
use rapport_application::{Read, Resource, claims};

/// What sources say of a record.
pub async fn of<R: Resource>(api: Data<Api>, may: May<Read, R::Of, (At<R>,)>, request: HttpRequest) -> Reply {
    let May(can, (at,)) = may;
    query::paging(&request)?.only(&[])?;
    let today = api.house.today();
    let scope = can.scope.clone();
    let also = if R::DERIVED { today.text().to_owned() } else { String::new() };
    answer(&api, &request, scope, &also, move |c, _| claims::of::<R>(c, &can, &today, &at.0)).await
}
