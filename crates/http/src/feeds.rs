//! `/v1/calendars` and `/v1/feeds`: what programs fetch by themselves and show to people.
use crate::{
    Api,
    body::Body,
    caller::Caller,
    conditional, labels, query,
    reports::id,
    verbs::{Reply, broken},
};
use actix_web::{
    HttpRequest, HttpResponse,
    http::header::CACHE_CONTROL,
    web::{Data, Path},
};
use chrono::NaiveTime;
use rapport_application::{
    Result,
    calendars::{self, Ask, Calendar, Entry, Told},
    feed,
};
use rapport_domain::Id;
use rapport_reporting::{calendar, feed as atom};
use serde::Serialize;

/// How every address of a calendar begins. What follows is a secret, and is in no log.
pub const CALENDARS: &str = "/v1/calendars/";

/// A calendar just made.
#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = CalendarMade)]
pub struct Made {
    #[serde(flatten)]
    calendar: Told,
    /// Where programs fetch it. Whoever knows it reads the calendar; it is told this once.
    path: String,
}
/// The caller's calendars.
#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = Calendars)]
pub struct All {
    /// The newest first.
    data: Vec<Told>,
}

/// Makes a calendar.
pub async fn make(api: Data<Api>, caller: Caller, body: Body) -> Reply {
    let ask: Ask = body.read()?;
    let secret = calendars::secret();
    let path = format!("{CALENDARS}{secret}.ics");
    let house = api.house.clone();
    let add = move |c: &mut _| -> Result<_> { calendars::add(c, &house, caller.actor, &caller.scope, &ask, &secret) };
    let calendar = api.db.write(add).await?;
    Ok(HttpResponse::Created().insert_header((CACHE_CONTROL, "no-store")).json(Made { calendar, path }))
}
/// The caller's own.
pub async fn list(api: Data<Api>, caller: Caller, request: HttpRequest) -> Reply {
    query::paging(&request)?.only(&[])?;
    let data = api.db.read(move |c| calendars::mine(c, caller.actor)).await?;
    Ok(HttpResponse::Ok().insert_header((CACHE_CONTROL, "no-store")).json(All { data }))
}
/// Takes one away.
pub async fn remove(api: Data<Api>, caller: Caller, path: Path<String>) -> Reply {
    let id: Id<Calendar> = id(&path)?;
    api.db.write(move |c| calendars::remove(c, caller.actor, id)).await?;
    Ok(HttpResponse::NoContent().finish())
}
/// A calendar, for whoever knows where it is.
pub async fn calendar(api: Data<Api>, path: Path<String>, request: HttpRequest) -> Reply {
    query::paging(&request)?.only(&[])?;
    let (house, secret) = (api.house.clone(), path.into_inner());
    let lang = labels::preferred(&request).unwrap_or_default();
    let entries = api.db.read(move |c| calendars::entries(c, &house, &secret, lang)).await?;
    // The day's first moment: an unchanged calendar is the same bytes all day.
    let at = api.house.now().0.date_naive().and_time(NaiveTime::MIN).and_utc();
    let text = calendar::calendar("Rapport", at, entries.into_iter().map(shown));
    Ok(fresh(&request, calendar::MEDIA_TYPE, text.into_bytes()))
}
fn shown(entry: Entry) -> calendar::Entry {
    let mark = if entry.overdue { "! " } else { "" };
    let vague = entry.vague.map(|words| format!(" ({words})")).unwrap_or_default();
    calendar::Entry {
        id: entry.id,
        title: format!("{mark}{}{vague}", entry.title),
        first: entry.first,
        last: entry.last,
        place: entry.place,
        note: entry.path,
    }
}

/// The results that were published last.
pub async fn results(api: Data<Api>, caller: Caller, request: HttpRequest) -> Reply {
    query::paging(&request)?.only(&[])?;
    let found = api.db.read(move |c| feed::results(c, caller.actor, &caller.scope)).await?;
    let entries: Vec<_> = found
        .into_iter()
        .map(|result| atom::Entry {
            id: format!("urn:uuid:{}", result.row.id),
            title: result.row.statement.clone(),
            lang: result.row.wording.lang.as_ref().map(ToString::to_string),
            updated: result.row.updated_at.0,
            summary: result.row.significance.clone(),
            categories: result.countries.iter().map(ToString::to_string).collect(),
            path: format!("/v1/results/{}", result.row.id),
        })
        .collect();
    let bytes = atom::feed("urn:rapport:feed:results", "Results", "Rapport", "/v1/feeds/results.atom", &entries);
    Ok(fresh(&request, atom::MEDIA_TYPE, bytes.map_err(broken)?))
}
/// Bytes under an ETag of their own.
fn fresh(request: &HttpRequest, media_type: &str, bytes: Vec<u8>) -> HttpResponse {
    let tag = conditional::of_bytes(&bytes);
    if conditional::holds(request, &tag) {
        return conditional::not_modified(&tag);
    }
    conditional::cacheable(HttpResponse::Ok(), &tag).content_type(media_type).body(bytes)
}
