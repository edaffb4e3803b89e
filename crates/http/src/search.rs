//! `GET /v1/search`
use crate::{
    Api, answers::answer_with_next, caller::Caller, cursor, pages::Place, problem::Refusal, query, verbs::Reply,
};
use actix_web::{HttpRequest, web::Data};
use rapport_application::{
    read,
    search::{self, Found},
};
use rapport_domain::{
    country::CountryCode,
    filter::{Among, Condition, OfGroups},
    scope::Scope,
};
use rapport_persistence::{
    Conn,
    search::{Sought, kinds},
};
use std::collections::BTreeMap;

/// What was found, the best first.
#[derive(serde::Serialize, utoipa::ToSchema)]
pub struct Hits {
    /// The records.
    pub data: Vec<Found>,
    /// Where the page stands.
    pub page: Place,
    /// How many were found in all, where `total=exact` asked.
    pub total: Option<i64>,
    /// How many of each kind, where it asked.
    pub kinds: Option<BTreeMap<String, i64>>,
}

/// The longest text that is sought, in characters, and the most words and phrases.
const MOST: (usize, usize) = (200, 16);
/// How far the pages of what was found go.
const FARTHEST: i64 = 10_000;

/// `GET /v1/search`
pub async fn search(api: Data<Api>, caller: Caller, request: HttpRequest) -> Reply {
    let mut paging = query::paging(&request)?;
    let conditions = paging.rest.clone();
    let text = query::take(&mut paging.rest, "q")?.unwrap_or_default();
    let parts = search::parts(&text);
    if text.chars().count() > MOST.0 || parts.len() > MOST.1 {
        let detail = format!("is at most {} characters and {} words and phrases", MOST.0, MOST.1);
        return Err(Refusal::query("q", detail));
    }
    if parts.is_empty() {
        return Err(Refusal::query("q", "is what to seek: words, or a phrase in quotes"));
    }
    let asked: Vec<String> = query::several(&mut paging.rest, "kind")?;
    let known = || kinds().into_iter().map(|kind| kind.name);
    if let Some(other) = asked.iter().find(|name| known().all(|known| known != name.as_str())) {
        let known: Vec<_> = known().collect();
        return Err(Refusal::query("kind", format!("{other:?} is none of {}", known.join(", "))));
    }
    let mut of: OfGroups<Among<CountryCode>> = OfGroups::default();
    for (name, operator) in [("country", ""), ("country[in]", "in")] {
        if let Some(value) = query::take(&mut paging.rest, name)? {
            of.accept(operator, &value).map_err(|why| query::refused(name, why))?;
        }
    }
    paging.only(&["limit", "cursor", "total"])?;
    let purpose = cursor::purpose(request.path(), &conditions, "");
    let offset = match paging.cursor.as_deref().map(|text| cursor::read::<i64>(text, &purpose)).transpose()? {
        Some(offset) if !(1..=FARTHEST).contains(&offset) => return Err(Refusal::query("cursor", "is no cursor")),
        offset => offset.unwrap_or_default(),
    };
    let (actor, limit, counted) = (caller.actor, paging.limit, paging.total);
    let read = move |c: &mut Conn, scope: &Scope| {
        read::spread(c, |members| of.spread(members))?;
        let sought = Sought { parts, kinds: asked, countries: of.any.clone() };
        let (mut data, kinds) = search::find(c, actor, scope, sought, (offset, limit), counted)?;
        let more = data.len() as i64 > limit && offset + limit <= FARTHEST;
        data.truncate(limit as usize);
        let next = more.then(|| cursor::write(&purpose, &(offset + limit)));
        let total = kinds.as_ref().map(|kinds| kinds.values().sum());
        Ok((Hits { data, page: Place { limit: limit as usize, next: next.clone() }, total, kinds }, next))
    };
    answer_with_next(&api, &request, caller.scope, "", || Ok(read)).await
}
