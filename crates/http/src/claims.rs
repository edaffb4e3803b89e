//! `GET /v1/things/{key}/claims`
use crate::{
    Api,
    caller::May,
    conditional, query,
    verbs::{At, Reply},
};
use actix_web::{HttpRequest, HttpResponse, web::Data};
use rapport_application::{Read, Resource, Result, claims};

/// What sources say of a record.
pub async fn of<R: Resource>(api: Data<Api>, may: May<Read, R::Of, (At<R>,)>, request: HttpRequest) -> Reply {
    let May(can, (at,)) = may;
    query::paging(&request)?.only(&[])?;
    let (uri, db, today) = (request.uri().to_string(), api.db.clone(), api.house.today());
    let tags = conditional::held_tags(&request);
    let (etag, claims) = api
        .db
        .read(move |c| -> Result<_> {
            let etag = conditional::weak(&db.version(c)?, &can.scope, &uri);
            if tags.is_some_and(|tags| conditional::matches(&tags, &etag)) {
                return Ok((etag, None));
            }
            Ok((etag, Some(claims::of::<R>(c, &can, &today, &at.0)?)))
        })
        .await?;
    Ok(match claims {
        None => conditional::not_modified(&etag),
        Some(claims) => conditional::cacheable(HttpResponse::Ok(), &etag).json(claims),
    })
}
