//! `POST|GET /v1/break-glass`: a restricted record outside the reach, opened for a while.
use crate::{
    Api,
    body::Body,
    caller::{Caller, May},
    pages::Turning,
    query,
    verbs::Reply,
};
use actix_web::{HttpRequest, HttpResponse, web::Data};
use rapport_application::{Open, Result, Work, break_glass};
use rapport_domain::{
    Id,
    break_glass::{BreakGlass, NewBreakGlass},
    person::Person,
};

/// Opens a record. Whoever may open one of any kind may open those of all.
pub async fn open(api: Data<Api>, may: May<Open, Person, (Body,)>) -> Reply {
    let May(can, (body,)) = may;
    let new: NewBreakGlass = body.read()?;
    let house = api.house.clone();
    let opened = api
        .db
        .write(move |c| -> Result<_> { break_glass::open(&mut Work::new(c, &house, can.actor), &can, &new) })
        .await?;
    Ok(HttpResponse::Created().insert_header(("cache-control", "private, no-cache")).json(opened))
}

/// What was opened, the newest first.
pub async fn list(api: Data<Api>, caller: Caller, request: HttpRequest) -> Reply {
    let by = break_glass::shown_to(caller.actor, &caller.scope)?;
    let paging = query::paging(&request)?;
    paging.only(&["limit", "cursor"])?;
    Turning::<Id<BreakGlass>>::of(&request, &paging, &[], "")?
        .answer(&api, &request, caller.scope, "", move |c, _, page| {
            Ok((break_glass::page(c, by, page.after, page.limit + 1)?, None))
        })
        .await
}
