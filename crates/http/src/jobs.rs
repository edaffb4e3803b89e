//! `/v1/jobs`: reports that are being made while their callers do something else.
use crate::{
    Api,
    caller::{Caller, May},
    pages::Turning,
    problem::{self, Refusal},
    query,
    reports::id,
    verbs::Reply,
};
use actix_web::{
    HttpRequest, HttpResponse,
    http::header::{CACHE_CONTROL, LOCATION, RETRY_AFTER},
    web::{Data, Path},
};
use rapport_application::{
    Report as CanReport, Result,
    jobs::{Job, Told},
    report::Ask,
};
use rapport_domain::{Id, intervention::Intervention};
use rapport_persistence::Conn;

/// Whether a caller will not wait (RFC 7240).
pub fn is_preferred(request: &HttpRequest) -> bool {
    let preferences = request.headers().get_all("prefer").filter_map(|value| value.to_str().ok());
    let mut each = preferences.flat_map(|value| value.split([',', ';']));
    each.any(|one| one.trim().eq_ignore_ascii_case("respond-async"))
}
/// Keeps a report to be made, and says where to hear of it.
pub async fn keep(api: &Api, caller: &Caller, ask: &Ask, is_preferred: bool) -> Reply {
    let told = api.jobs.ask(&api.db, &api.house, &caller.bearer, caller.actor, ask).await?;
    let mut response = HttpResponse::Accepted();
    if is_preferred {
        response.insert_header(("preference-applied", "respond-async"));
    }
    response.insert_header((LOCATION, format!("/v1/jobs/{}", told.id))).insert_header((RETRY_AFTER, "1"));
    Ok(response.insert_header((CACHE_CONTROL, "no-store")).json(told))
}
/// Does the jobs, one after another, until the program is to stop.
pub async fn work(api: Api) {
    api.jobs.work(&api.db, &api.house, |error| problem::text(&Refusal::from(error))).await;
}

/// The caller's own jobs.
pub async fn list(api: Data<Api>, caller: Caller, request: HttpRequest) -> Reply {
    let paging = query::paging(&request)?;
    paging.only(&["limit", "cursor"])?;
    let (actor, also, jobs) = (caller.actor, caller.actor.id.to_string(), api.jobs.clone());
    Turning::<Id<Job>>::of(&request, &paging, &[], "")?
        .answer(&api, &request, caller.scope, &also, move |c: &mut Conn, _, page| {
            let mine = jobs.mine(c, actor, page.after, page.limit + 1)?;
            Ok((mine.into_iter().map(|told| (told.id, told)).collect(), None))
        })
        .await
}
/// One of them.
pub async fn fetch(api: Data<Api>, caller: Caller, path: Path<String>, request: HttpRequest) -> Reply {
    let id = id(&path)?;
    query::paging(&request)?.only(&[])?;
    let jobs = api.jobs.clone();
    let told = api.db.read(move |c| jobs.find(c, caller.actor, id)).await?;
    Ok(answer(told))
}
/// Cancels one of them.
pub async fn cancel(api: Data<Api>, may: May<CanReport, Intervention, (Path<String>,)>) -> Reply {
    let May(can, (path,)) = may;
    let id = id(&path)?;
    let (jobs, now) = (api.jobs.clone(), api.house.now());
    let told = api.db.write(move |c| -> Result<_> { jobs.cancel(c, can.actor, id, now) }).await?;
    Ok(answer(told))
}
fn answer(told: Told) -> HttpResponse {
    HttpResponse::Ok().insert_header((CACHE_CONTROL, "no-store")).json(told)
}
