//! `/v1/publishing`: grants and missions by the standards of funders, and what keeps the others from being published.
use crate::{
    Api,
    caller::May,
    content::disposition,
    export,
    problem::Refusal,
    query,
    verbs::{Reply, broken},
};
use actix_web::{HttpRequest, HttpResponse, web::Data};
use rapport_application::{Can, House, Read, Result, publishing};
use rapport_domain::grant::Grant;
use rapport_persistence::Conn;
use rapport_reporting::{
    iati,
    threesixty::{self, Package},
};
use serde::Serialize;

/// Where the checks are.
const IATI: &str = "/v1/publishing/iati/check";
const THREE_SIXTY: &str = "/v1/publishing/360giving/check";

async fn read<T: Send + 'static>(
    api: &Api,
    may: May<Read, Grant>,
    read: impl FnOnce(&mut Conn, &Can<Read, Grant>, &House) -> Result<T> + Send + 'static,
) -> std::result::Result<T, Refusal> {
    let house = api.house.clone();
    Ok(api.db.read(move |c| read(c, &may.0, &house)).await?)
}
fn file(name: &str, media_type: &str, bytes: Vec<u8>) -> HttpResponse {
    HttpResponse::Ok()
        .content_type(media_type)
        .insert_header(("content-disposition", disposition(name)))
        .insert_header(("cache-control", "no-store"))
        .body(bytes)
}
fn made_at(house: &House) -> String {
    house.now().0.format("%Y-%m-%dT%H:%M:%SZ").to_string()
}
fn told(found: impl Serialize) -> HttpResponse {
    HttpResponse::Ok().insert_header(("cache-control", "no-store")).json(found)
}

/// The activity file, written into a temporary file and sent from there, as exports are.
pub async fn activities(api: Data<Api>, may: May<Read, Grant>, request: HttpRequest) -> Reply {
    query::paging(&request)?.only(&[])?;
    let turn = api.exports.turn().ok_or(Refusal::Busy)?;
    let made_at = made_at(&api.house);
    let write = move |c: &mut Conn, can: &Can<Read, Grant>, house: &House| {
        publishing::activities(c, can, house, &made_at, export::temporary)
    };
    let written = read(&api, may, write).await?;
    export::sent(written, turn, "activities.xml", "application/xml")
}
/// The organisation file.
pub async fn organisation(api: Data<Api>, may: May<Read, Grant>, request: HttpRequest) -> Reply {
    query::paging(&request)?.only(&[])?;
    let publisher = read(&api, may, |c, can, house| publishing::publisher(c, can, house, IATI)).await?;
    let written = iati::organisation(&publisher, &made_at(&api.house), vec![]);
    Ok(file("organisation.xml", "application/xml", written.map_err(broken)?))
}
/// What keeps records out of the activity file.
pub async fn check_activities(api: Data<Api>, may: May<Read, Grant>, request: HttpRequest) -> Reply {
    query::paging(&request)?.only(&[])?;
    Ok(told(read(&api, may, publishing::check).await?))
}
/// The package of grants.
pub async fn grants(api: Data<Api>, may: May<Read, Grant>, request: HttpRequest) -> Reply {
    let mut paging = query::paging(&request)?;
    let format = query::take(&mut paging.rest, "format")?;
    paging.only(&[])?;
    let is_csv = match format.as_deref() {
        None | Some("json") => false,
        Some("csv") => true,
        Some(_) => return Err(Refusal::query("format", "is json or csv")),
    };
    let (_, grants) = read(&api, may, |c, can, house| publishing::grants(c, can, house)?.only(THREE_SIXTY)).await?;
    let package = Package { grants };
    if is_csv {
        let written = threesixty::csv(&package).map_err(broken)?;
        return Ok(file("grants.csv", "text/csv; charset=utf-8; header=present", written));
    }
    let written = serde_json::to_vec(&package).map_err(broken)?;
    Ok(file("grants.json", "application/json", written))
}
/// What keeps grants out of the package.
pub async fn check_grants(api: Data<Api>, may: May<Read, Grant>, request: HttpRequest) -> Reply {
    query::paging(&request)?.only(&[])?;
    Ok(told(read(&api, may, publishing::grants).await?.check()))
}
