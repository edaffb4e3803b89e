//! One handler a verb, for every resource.
use crate::{
    Api,
    answers::{answer, answer_with_next, answer_with_record, day_of},
    beside::Beside,
    body::Body,
    caller::May,
    conditional::{self, Held, IdempotencyKey},
    pages::{Page, Place},
    problem::Refusal,
    query,
};
use actix_web::{
    FromRequest, HttpRequest, HttpResponse,
    dev::Payload,
    http::{
        StatusCode,
        header::{HeaderName, HeaderValue, LOCATION},
    },
    web::{Bytes, Data},
};
use rapport_application::{
    Actor, Create, Delete, Error, Managed, Read, Resource, Restore, Result, Update, Work, create, idempotent,
    include::Looking, must_admit, read, remove, restore, shown, update,
};
use rapport_domain::{
    entity::{Entity, Life},
    partial_date::PartialDate,
    scope::Scope,
};
use rapport_persistence::{Conn, Fault, Statements};
use std::future::{Ready, ready};

/// The key in a path.
pub struct At<R: Resource>(pub <R::Of as Entity>::Key);
impl<R: Resource> FromRequest for At<R> {
    type Error = Refusal;
    type Future = Ready<std::result::Result<Self, Refusal>>;
    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let key = request.match_info().get("key").filter(|key| !key.contains('\0'));
        ready(key.and_then(|key| key.parse().ok()).map(At).ok_or(Refusal::NOT_FOUND))
    }
}

/// `GET /v1/things`
pub async fn list<R: Resource>(api: Data<Api>, may: May<Read, R::Of>, request: HttpRequest) -> Reply {
    let today = api.house.today();
    let (scope, day) = (may.0.scope.clone(), today.clone());
    let ask = || {
        let mut asked = query::list::<R>(&request)?;
        let at = <R::Of as Entity>::as_of(&asked.list.filter).cloned().unwrap_or_else(|| today.clone());
        Ok(move |c: &mut Conn, scope: &Scope| {
            let mut page = read::list::<R>(c, &may.0, &today, &mut asked.list)?;
            let total = if asked.total { Some(read::count::<R>(c, &may.0, &asked.list)?) } else { None };
            let limit = asked.list.limit as usize;
            let more = page.len() > limit;
            page.truncate(limit);
            let next = page.last().filter(|_| more).map(|last| asked.next(last));
            let data = shown::<R>(c, scope, &at, page)?;
            let looking = Looking { actor: may.0.actor, scope, at: &at };
            let (data, included) = asked.beside.dress(c, &looking, data)?;
            Ok((Page { data, page: Place { limit, next: next.clone() }, total, included }, next))
        })
    };
    answer_with_next(&api, &request, scope, day_of::<R>(&day), ask).await
}

/// What a handler gives.
pub type Reply = std::result::Result<HttpResponse, Refusal>;

/// `GET /v1/things/{key}`
pub async fn fetch<R: Resource>(api: Data<Api>, may: May<Read, R::Of, (At<R>,)>, request: HttpRequest) -> Reply {
    let May(can, (key,)) = may;
    let mut paging = query::paging(&request)?;
    let beside = Beside::of::<R>(&paging)?;
    let at = if R::DATED { query::taken(&mut paging.rest, "as_of")? } else { None };
    paging.only(&["deleted", "fields", "include"])?;
    let life = paging.life;
    let at = at.unwrap_or_else(|| api.house.today());
    if !beside.is_plain() {
        let (scope, day) = (can.scope.clone(), at.clone());
        let read = move |c: &mut Conn, scope: &Scope| {
            let record = read::fetch::<R>(c, &can, &key.0, life)?;
            let record = shown::<R>(c, scope, &at, vec![record])?;
            beside.dress_one(c, &Looking { actor: can.actor, scope, at: &at }, record)
        };
        return answer(&api, &request, scope, day_of::<R>(&day), read).await;
    }
    let (scope, day) = (can.scope.clone(), at.clone());
    let read = move |c: &mut Conn, scope: &Scope| {
        let record = read::fetch::<R>(c, &can, &key.0, life)?;
        let version = record.version();
        Ok((version, one::<R>(c, scope, &at, record)?))
    };
    answer_with_record::<R>(&api, &request, scope, day_of::<R>(&day), read).await
}

/// One record as a caller sees it.
fn one<R: Resource>(c: &mut Conn, scope: &Scope, at: &PartialDate, record: R::Of) -> Result<Vec<u8>> {
    let shown = shown::<R>(c, scope, at, vec![record])?.pop().ok_or(Error::NotFound)?;
    serde_json::to_vec(&shown).map_err(broken)
}
/// A record just written, with the records that may be the same as those which the body called new.
pub fn written<R: Resource>(work: &mut Work<'_>, scope: &Scope, record: R::Of) -> Result<Vec<u8>> {
    let mut shown = shown::<R>(work.c, scope, &work.house.today(), vec![record])?.pop().ok_or(Error::NotFound)?;
    shown.likely_matches = std::mem::take(&mut work.likely_matches);
    serde_json::to_vec(&shown).map_err(broken)
}
/// An answer that cannot be written down.
pub fn broken(why: impl std::fmt::Display) -> Error {
    Error::Fault(Fault::Broken(why.to_string()))
}

/// `POST /v1/things`
pub async fn create_one<R: Resource>(
    api: Data<Api>,
    may: May<Create, R::Of, (IdempotencyKey, Body)>,
    request: HttpRequest,
) -> Reply {
    let May(can, (key, body)) = may;
    let mut new: <R::Of as Entity>::New = body.read()?;
    let new = tokio::task::spawn_blocking(move || R::Of::prepare_new(&mut new).map(|()| new))
        .await
        .map_err(|why| Fault::Broken(why.to_string()))??;
    let write = Write { actor: can.actor, scope: can.scope.clone(), status: StatusCode::CREATED };
    write
        .run::<R>(&api, &request, key, &body.0, move |work| {
            let made = create(work, &can, new.clone())?;
            must_admit::<R>(&made)?;
            Ok(made)
        })
        .await
}

/// `PATCH /v1/things/{key}`
pub async fn update_one<R: Resource>(
    api: Data<Api>,
    may: May<Update, R::Of, (At<R>, Held, Body)>,
    request: HttpRequest,
) -> Reply {
    let May(can, (at, held, body)) = may;
    let mut patch: <R::Of as Entity>::Patch = body.read()?;
    let patch = tokio::task::spawn_blocking(move || R::Of::prepare_patch(&mut patch).map(|()| patch))
        .await
        .map_err(|why| Fault::Broken(why.to_string()))??;
    let house = api.house.clone();
    let (version, body) = api
        .db
        .write(move |c| -> Result<_> {
            let mut work = Work::new(c, &house, can.actor);
            let before = <R::Of as Statements>::find(work.c, &can.scope, Life::Live, &at.0)?;
            before.filter(R::admits).ok_or(Error::NotFound)?;
            let after = update(&mut work, &can, &at.0, held.0, patch.clone())?;
            must_admit::<R>(&after)?;
            let version = after.version();
            Ok((version, written::<R>(&mut work, &can.scope, after)?))
        })
        .await?;
    conditional::record(&request, StatusCode::OK, &conditional::strong(version), body).await
}

/// `DELETE /v1/things/{key}`
pub async fn delete_one<R: Resource>(api: Data<Api>, may: May<Delete, R::Of, (At<R>, Held)>) -> Reply {
    let May(can, (at, held)) = may;
    let house = api.house.clone();
    let gone = api
        .db
        .write(move |c| -> Result<_> {
            let mut work = Work::new(c, &house, can.actor);
            let before = <R::Of as Statements>::find(work.c, &can.scope, Life::Live, &at.0)?;
            before.filter(R::admits).ok_or(Error::NotFound)?;
            remove(&mut work, &can, &at.0, held.0)
        })
        .await?;
    // The version that restoring it asks for.
    Ok(HttpResponse::NoContent().insert_header(("etag", conditional::strong(gone.version()))).finish())
}

/// `POST /v1/things/{key}/restore`
pub async fn restore_one<R: Resource>(
    api: Data<Api>,
    may: May<Restore, R::Of, (At<R>, Held, IdempotencyKey)>,
    request: HttpRequest,
) -> Reply {
    let May(can, (at, held, key)) = may;
    let write = Write { actor: can.actor, scope: can.scope.clone(), status: StatusCode::OK };
    write
        .run::<R>(&api, &request, key, &Bytes::new(), move |work| {
            let after = restore(work, &can, &at.0, held.0)?;
            if R::admits(&after) { Ok(after) } else { Err(Error::NotFound) }
        })
        .await
}

/// A POST that adds or changes a record: done once per idempotency key, answered with the record.
pub struct Write {
    /// Who acts.
    pub actor: Actor,
    /// What they see.
    pub scope: Scope,
    /// The status of the answer.
    pub status: StatusCode,
}
impl Write {
    /// Does the work and answers with the record.
    pub async fn run<R: Resource>(
        self,
        api: &Api,
        request: &HttpRequest,
        key: IdempotencyKey,
        body: &Bytes,
        mut work: impl FnMut(&mut Work<'_>) -> Result<R::Of> + Send + 'static,
    ) -> Reply {
        let scope = self.scope.clone();
        self.answer::<R>(api, request, key, body, move |w| {
            let record = work(w)?;
            let (key, version) = (record.key().to_string(), record.version());
            Ok((key, version, written::<R>(w, &scope, record)?))
        })
        .await
    }

    /// Does the work and answers with what it gives: the record's key and version, and the body.
    /// The answer is kept without labels, since the same request may come again in another language.
    pub async fn answer<R: Resource>(
        self,
        api: &Api,
        request: &HttpRequest,
        key: IdempotencyKey,
        body: &Bytes,
        mut work: impl FnMut(&mut Work<'_>) -> Result<(String, i32, Vec<u8>)> + Send + 'static,
    ) -> Reply {
        let Self { actor, scope, status } = self;
        let key = key.0.map(|key| {
            idempotent::Key::new(key, api.tokens.derived(), request.method().as_str(), request.path(), body)
        });
        let house = api.house.clone();
        let outcome = api
            .db
            .write(move |c| -> Result<_> {
                let mut w = Work::new(c, &house, actor);
                let readable = |w: &mut Work<'_>, answer: &idempotent::Answer| {
                    idempotent::still_readable::<R::Of>(w.c, &scope, answer)
                };
                idempotent::once(&mut w, key.as_ref(), readable, |w| {
                    let (record_key, version, body) = work(w)?;
                    Ok(idempotent::Answer {
                        status: status.as_u16().into(),
                        body: String::from_utf8(body).unwrap_or_default(),
                        etag: Some(conditional::strong(version)),
                        kind: R::AS.name.into(),
                        record_key,
                    })
                })
            })
            .await?;
        let (answer, replayed) = match outcome {
            idempotent::Outcome::Done(answer) => (answer, false),
            idempotent::Outcome::Replayed(answer) => (answer, true),
        };
        let status = StatusCode::from_u16(answer.status as u16).unwrap_or(StatusCode::OK);
        let etag = answer.etag.as_deref().unwrap_or_default();
        let mut response = conditional::record(request, status, etag, answer.body.into_bytes()).await?;
        let location = format!("/v1/{}/{}", R::AS.path, answer.record_key);
        if let (StatusCode::CREATED, Ok(location)) = (status, HeaderValue::try_from(location)) {
            response.headers_mut().insert(LOCATION, location);
        }
        if replayed {
            let name = HeaderName::from_static("idempotency-replayed");
            response.headers_mut().insert(name, HeaderValue::from_static("true"));
        }
        Ok(response)
    }
}
