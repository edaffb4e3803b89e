//! `GET /v1/people/{key}/export` and `POST …/erase`: what is held about a person, and how it is made nobody's.
use crate::{
    Api,
    body::Body,
    caller::May,
    conditional::{self, Held},
    query,
    verbs::{At, Reply},
};
use actix_web::{HttpRequest, HttpResponse, web::Data};
use rapport_application::{
    Erase, Export, Result, Work,
    erasure::{self, AlsoKnownAs},
    subject,
};
use rapport_domain::person::Person;

/// All that is held about a person. Nobody keeps it on the way.
pub async fn export(api: Data<Api>, may: May<Export, Person, (At<Person>,)>, request: HttpRequest) -> Reply {
    let May(can, (At(id),)) = may;
    query::paging(&request)?.only(&[])?;
    let now = api.house.now();
    let held = api.db.read(move |c| subject::held(c, &can, &id, now)).await?;
    Ok(HttpResponse::Ok().insert_header(("cache-control", "no-store")).json(held))
}

/// Takes a person's name out of everything. No key makes it idempotent, since no answer of it is kept: to erase again is safe.
pub async fn erase(api: Data<Api>, may: May<Erase, Person, (At<Person>, Held, Body)>) -> Reply {
    let May(can, (At(id), Held(held), body)) = may;
    let also: AlsoKnownAs = body.read()?;
    let house = api.house.clone();
    let (version, erasure) = api
        .db
        .write(move |c| -> Result<_> { erasure::erase(&mut Work::new(c, &house, can.actor), &can, &id, held, &also) })
        .await?;
    let etag = conditional::strong(version);
    Ok(HttpResponse::Ok().insert_header(("etag", etag)).insert_header(("cache-control", "no-store")).json(erasure))
}
