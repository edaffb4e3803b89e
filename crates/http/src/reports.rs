//! Reads that belong to no one record: the activity matrix and the timelines.
use crate::{
    Api,
    caller::{Caller, May},
    conditional, cursor,
    problem::Refusal,
    query,
    verbs::{At, Page, Place, Reply, paged},
};
use actix_web::{HttpRequest, HttpResponse, web::Data};
use rapport_application::{Read, Result, matrix, timeline};
use rapport_domain::{country::Country, intervention::Intervention};

/// `GET /v1/reports/activity-matrix`
pub async fn activity_matrix(api: Data<Api>, may: May<Read, Intervention>, request: HttpRequest) -> Reply {
    let mut paging = query::paging(&request)?;
    let evidence = match query::take(&mut paging.rest, "evidence")?.as_deref() {
        None | Some("any") => None,
        Some(one) => Some(one.parse().map_err(|_| Refusal::query("evidence", "is any, recorded or claimed"))?),
    };
    paging.only(&[])?;
    let (uri, db, tags) = (request.uri().to_string(), api.db.clone(), conditional::held_tags(&request));
    let (etag, matrix) = api
        .db
        .read(move |c| -> Result<_> {
            let etag = conditional::weak(&db.version(c)?, &may.0.scope, &uri);
            if tags.is_some_and(|tags| conditional::matches(&tags, &etag)) {
                return Ok((etag, None));
            }
            Ok((etag, Some(matrix::activity_matrix(c, &may.0, evidence)?)))
        })
        .await?;
    Ok(match matrix {
        None => conditional::not_modified(&etag),
        Some(matrix) => conditional::cacheable(HttpResponse::Ok(), &etag).json(matrix),
    })
}

/// `GET /v1/countries/{key}/timeline`
pub async fn timeline(api: Data<Api>, caller: Caller, at: At<Country>, request: HttpRequest) -> Reply {
    let paging = query::paging(&request)?;
    paging.only(&["limit", "cursor", "sort"])?;
    let descending = match paging.sort.as_deref() {
        None | Some("-when") => true,
        Some("when") => false,
        Some(_) => return Err(Refusal::query("sort", "is when or -when")),
    };
    let purpose = cursor::purpose(request.path(), &[], if descending { "-when" } else { "when" });
    let after: Option<timeline::Position> =
        paging.cursor.as_deref().map(|text| cursor::read(text, &purpose)).transpose()?;
    if after.as_ref().is_some_and(|after| !after.is_sane()) {
        return Err(Refusal::query("cursor", "is no cursor"));
    }
    let (limit, uri, db) = (paging.limit, request.uri().to_string(), api.db.clone());
    let (etag, mut lines) = api
        .db
        .read(move |c| -> Result<_> {
            let etag = conditional::weak(&db.version(c)?, &caller.scope, &uri);
            let (actor, scope) = (caller.actor, &caller.scope);
            Ok((etag, timeline::of_country(c, actor, scope, at.0, descending, after.as_ref(), limit)?))
        })
        .await?;
    let more = lines.len() > limit as usize;
    lines.truncate(limit as usize);
    let next = lines.last().filter(|_| more).map(|line| cursor::write(&purpose, &line.at));
    let page = Page { data: lines, page: Place { limit: limit as usize, next: next.clone() }, total: None };
    Ok(paged(&request, &etag, serde_json::to_vec(&page).unwrap_or_default(), next.as_deref()))
}
