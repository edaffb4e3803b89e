//! Reads that gather many records: the activity matrix, funding, timelines, stories, pages of countries, the work queue.
use crate::{
    Api,
    answers::answer,
    caller::{Caller, May},
    conditional,
    pages::Turning,
    problem::Refusal,
    query,
    verbs::{At, Reply},
};
use actix_web::{HttpRequest, http::StatusCode, web::Data};
use rapport_application::{
    Actor, Read, Result, attention, countries, funding, matrix,
    story::{self, Of},
    timeline,
};
use rapport_domain::{
    country::Country,
    entity::{Entity, Life},
    grant::{Grant, GrantFilter},
    intervention::Intervention,
    money::Currency,
    partial_date::PartialDate,
    region::Region,
    scope::Scope,
};
use rapport_persistence::Conn;

/// `GET /v1/reports/activity-matrix`
pub async fn activity_matrix(api: Data<Api>, may: May<Read, Intervention>, request: HttpRequest) -> Reply {
    let mut paging = query::paging(&request)?;
    let evidence = match query::take(&mut paging.rest, "evidence")?.as_deref() {
        None | Some("any") => None,
        Some(one) => Some(one.parse().map_err(|_| Refusal::query("evidence", "is any, recorded or claimed"))?),
    };
    paging.only(&[])?;
    let scope = may.0.scope.clone();
    answer(&api, &request, scope, "", move |c, _| matrix::activity_matrix(c, &may.0, evidence)).await
}

/// `GET /v1/reports/funding`
pub async fn funding(api: Data<Api>, may: May<Read, Grant>, request: HttpRequest) -> Reply {
    let mut paging = query::paging(&request)?;
    let group_by = query::taken(&mut paging.rest, "group_by")?.unwrap_or(funding::GroupBy::Country);
    let convert_to: Option<Currency> = query::taken(&mut paging.rest, "convert_to")?;
    let filter: GrantFilter = query::filter(Grant::KIND, &paging.rest)?;
    let asked = std::mem::take(&mut paging.rest);
    paging.only(&[])?;
    let today = api.house.today();
    let (scope, also) = (may.0.scope.clone(), today.text().to_owned());
    let read = move |c: &mut Conn, _: &Scope| funding::funding(c, &may.0, &today, filter, &asked, group_by, convert_to);
    answer(&api, &request, scope, &also, read).await
}

/// `GET /v1/attention`
pub async fn attention(api: Data<Api>, caller: Caller, request: HttpRequest) -> Reply {
    let mut paging = query::paging(&request)?;
    let conditions = paging.rest.clone();
    let rest = &mut paging.rest;
    let day: Option<PartialDate> = query::taken(rest, "as_of")?;
    let owner = match query::take(rest, "owner")?.as_deref() {
        None => None,
        Some("me") => Some(caller.actor.id),
        Some(id) => Some(id.parse().map_err(|_| Refusal::query("owner", "is me, or a user's id"))?),
    };
    if owner.is_some_and(|owner| owner != caller.actor.id) && !caller.scope.accounts {
        return Err(Refusal::query("owner", "is me: other users' accounts are not yours to read"));
    }
    let asked = attention::Asked {
        day: day.unwrap_or_else(|| api.house.today()).latest(),
        days: query::taken(rest, "days")?.unwrap_or(90),
        months: query::taken(rest, "months")?.unwrap_or(6),
        kinds: query::several(rest, "kind")?,
        countries: query::several(rest, "country")?,
        owner,
    };
    if asked.days > 36_600 {
        return Err(Refusal::query("days", "a hundred years ahead are enough: 36600"));
    }
    if asked.months > 1_200 {
        return Err(Refusal::query("months", "a hundred years back are enough: 1200"));
    }
    paging.only(&["limit", "cursor"])?;
    let (turning, also) = (Turning::of(&request, &paging, &conditions, "")?, asked.day.to_string());
    let actor = caller.actor;
    turning
        .answer(&api, &request, caller.scope, &also, move |c, scope, page| {
            let items = attention::queue(c, actor, scope, &asked)?;
            let total = items.len() as i64;
            let mut rest: Vec<_> = items.into_iter().map(|item| (item.place(), item)).collect();
            rest.retain(|(place, _)| page.after.as_ref().is_none_or(|after| place > after));
            Ok((rest, Some(total)))
        })
        .await
}

/// `GET /v1/countries/{key}`
pub async fn country(api: Data<Api>, may: May<Read, Country, (At<Country>,)>, request: HttpRequest) -> Reply {
    let May(can, (at,)) = may;
    let mut paging = query::paging(&request)?;
    let day: Option<PartialDate> = query::taken(&mut paging.rest, "as_of")?;
    paging.only(&["deleted"])?;
    if paging.life == Life::Deleted {
        return Err(Refusal::NOT_FOUND); // countries are never deleted
    }
    let day = day.unwrap_or_else(|| api.house.today());
    let (version, page) = api
        .db
        .read(move |c| -> Result<_> {
            let page = countries::page(c, can.actor, &can.scope, at.0, &day)?;
            Ok((page.country.row.version, page))
        })
        .await?;
    // The ETag is that of the country's own record, which a PATCH holds; the page around it changes without it.
    let body = serde_json::to_vec(&page).unwrap_or_default();
    conditional::record(&request, StatusCode::OK, &conditional::strong(version), body).await
}

/// `GET /v1/{countries,regions,interventions}/{key}/story`
async fn told(api: Data<Api>, actor: Actor, scope: Scope, of: Of, request: HttpRequest) -> Reply {
    let mut paging = query::paging(&request)?;
    let at: Option<PartialDate> = query::taken(&mut paging.rest, "as_of")?;
    paging.only(&[])?;
    let today = api.house.today();
    let also = today.text().to_owned();
    let read = move |c: &mut Conn, scope: &Scope| story::tell(c, actor, scope, &today, &of, at.as_ref());
    answer(&api, &request, scope, &also, read).await
}
/// `GET /v1/countries/{key}/story`
pub async fn story_of_country(api: Data<Api>, may: May<Read, Country, (At<Country>,)>, request: HttpRequest) -> Reply {
    let May(can, (at,)) = may;
    told(api, can.actor, can.scope, Of::Country(at.0), request).await
}
/// `GET /v1/regions/{key}/story`
pub async fn story_of_region(api: Data<Api>, may: May<Read, Region, (At<Region>,)>, request: HttpRequest) -> Reply {
    let May(can, (at,)) = may;
    told(api, can.actor, can.scope, Of::Region(at.0), request).await
}
/// `GET /v1/interventions/{key}/story`
pub async fn story_of_intervention(
    api: Data<Api>,
    may: May<Read, Intervention, (At<Intervention>,)>,
    request: HttpRequest,
) -> Reply {
    let May(can, (at,)) = may;
    told(api, can.actor, can.scope, Of::Intervention(at.0), request).await
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
    let turning = Turning::<timeline::Position>::of(&request, &paging, &[], if descending { "-when" } else { "when" })?;
    if turning.after.as_ref().is_some_and(|after| !after.is_sane()) {
        return Err(Refusal::query("cursor", "is no cursor"));
    }
    let actor = caller.actor;
    turning
        .answer(&api, &request, caller.scope, "", move |c, scope, page| {
            let lines = timeline::of_country(c, actor, scope, at.0, descending, page.after.as_ref(), page.limit)?;
            Ok((lines.into_iter().map(|line| (line.at.clone(), line)).collect(), None))
        })
        .await
}
