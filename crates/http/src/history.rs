//! `GET /v1/things/{key}/history`
use crate::{
    Api,
    caller::May,
    conditional, cursor, query,
    verbs::{At, Page, Place, Reply, paged},
};
use actix_web::{HttpRequest, web::Data};
use rapport_application::{Read, Resource, Result, history};

/// The entries about a record, newest first.
pub async fn of<R: Resource>(api: Data<Api>, may: May<Read, R::Of, (At<R>,)>, request: HttpRequest) -> Reply {
    let May(can, (at,)) = may;
    let paging = query::paging(&request)?;
    paging.only(&["limit", "cursor", "deleted"])?;
    let purpose = cursor::purpose(request.path(), &[], "");
    let before: Option<i64> = paging.cursor.as_deref().map(|text| cursor::read(text, &purpose)).transpose()?;
    let (limit, life, uri, db) = (paging.limit, paging.life, request.uri().to_string(), api.db.clone());
    let (etag, mut entries) = api
        .db
        .read(move |c| -> Result<_> {
            let etag = conditional::weak(&db.version(c)?, &can.scope, &uri);
            Ok((etag, history::of::<R>(c, &can, &at.0, life, before, limit + 1)?))
        })
        .await?;
    let more = entries.len() > limit as usize;
    entries.truncate(limit as usize);
    let next = entries.last().filter(|_| more).map(|(seq, _)| cursor::write(&purpose, seq));
    let data: Vec<_> = entries.into_iter().map(|(_, entry)| entry).collect();
    let page = Page { data, page: Place { limit: limit as usize, next: next.clone() }, total: None };
    Ok(paged(&request, &etag, serde_json::to_vec(&page).unwrap_or_default(), next.as_deref()))
}
