//! `POST|PATCH|DELETE /v1/things/{key}/links[/{link}]`: links that a record owns. The ETag is the record's.
use crate::{
    Api,
    body::Body,
    caller::May,
    conditional::{self, Held, IdempotencyKey, MaybeHeld},
    problem::Refusal,
    verbs::{At, Reply, Write},
};
use actix_web::{HttpRequest, HttpResponse, http::StatusCode, web::Data};
use rapport_application::{
    Error, Result, Shown, Update, Work,
    owned::{Change, Owned, change},
};
use rapport_domain::entity::Entity;
use rapport_persistence::Fault;
use uuid::Uuid;

/// Adds a link.
pub async fn add<L: Owned>(
    api: Data<Api>,
    may: May<Update, L::Owner, (At<L::Owner>, MaybeHeld, IdempotencyKey, Body)>,
    request: HttpRequest,
) -> Reply {
    let May(can, (at, held, key, body)) = may;
    let new: L::New = body.read()?;
    let write = Write { actor: can.actor, scope: can.scope.clone(), status: StatusCode::CREATED };
    write
        .answer::<L::Owner>(&api, &request, key, &body.0, move |work| {
            let (owner, id) = change::<L>(work, &can, &at.0, held.0, Change::Add(new.clone()))?;
            Ok((owner.key().to_string(), owner.version(), link::<L>(work, &owner, id)?))
        })
        .await
}

/// Changes a link by a merge patch.
pub async fn patch<L: Owned>(
    api: Data<Api>,
    may: May<Update, L::Owner, (At<L::Owner>, Held, Body)>,
    request: HttpRequest,
) -> Reply {
    let May(can, (at, held, body)) = may;
    let id = link_key(&request)?;
    let patch: serde_json::Value = body.read()?;
    let house = api.house.clone();
    let (version, body) = api
        .db
        .write(move |c| -> Result<_> {
            let mut work = Work::new(c, &house, can.actor);
            let (owner, id) = change::<L>(&mut work, &can, &at.0, Some(held.0), Change::Merge(id, patch.clone()))?;
            Ok((owner.version(), link::<L>(&mut work, &owner, id)?))
        })
        .await?;
    conditional::record(&request, StatusCode::OK, &conditional::strong(version), body).await
}

/// Removes a link.
pub async fn remove<L: Owned>(
    api: Data<Api>,
    may: May<Update, L::Owner, (At<L::Owner>, Held)>,
    request: HttpRequest,
) -> Reply {
    let May(can, (at, held)) = may;
    let id = link_key(&request)?;
    let house = api.house.clone();
    let version = api
        .db
        .write(move |c| -> Result<_> {
            let mut work = Work::new(c, &house, can.actor);
            let (owner, _) = change::<L>(&mut work, &can, &at.0, Some(held.0), Change::Remove(id))?;
            Ok(owner.version())
        })
        .await?;
    Ok(HttpResponse::NoContent().insert_header(("etag", conditional::strong(version))).finish())
}

fn link_key(request: &HttpRequest) -> std::result::Result<Uuid, Refusal> {
    request.match_info().get("link").and_then(|link| link.parse().ok()).ok_or(Refusal::NOT_FOUND)
}
/// A link just written, with the records that may be the same as those which the body called new.
fn link<L: Owned>(work: &mut Work<'_>, owner: &L::Owner, id: Uuid) -> Result<Vec<u8>> {
    let record = L::of(owner).iter().find(|link| link.id() == id).ok_or(Error::NotFound)?;
    let likely_matches = std::mem::take(&mut work.likely_matches);
    serde_json::to_vec(&Shown { record: record.into(), withheld: vec![], likely_matches })
        .map_err(|why| Fault::Broken(why.to_string()).into())
}
