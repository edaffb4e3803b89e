//! `POST /v1/api-keys`: a key is made, and its secret told this once.
use crate::{
    Api,
    body::Body,
    caller::May,
    conditional,
    problem::Refusal,
    verbs::{Reply, broken, written},
};
use actix_web::{
    HttpRequest, HttpResponse,
    http::header::{CACHE_CONTROL, ETAG, LOCATION},
    web::Data,
};
use rapport_application::{Create, Result, Work, api_key, create};
use rapport_domain::api_key::{ApiKey, NewApiKey};
use serde::Serialize;
use serde_json::Value;

/// A key just made.
#[derive(Serialize, utoipa::ToSchema)]
pub struct Made {
    /// The key's record.
    #[serde(flatten)]
    #[schema(value_type = ApiKey)]
    record: Value,
    /// The secret, for the `Authorization` header. It is told this once, and kept nowhere.
    secret: String,
}

/// Makes a key. An answer that is lost is not given again, since nobody keeps the secret: that key is to be deleted.
pub async fn make(api: Data<Api>, may: May<Create, ApiKey, (Body,)>, request: HttpRequest) -> Reply {
    let May(can, (body,)) = may;
    if request.headers().contains_key("idempotency-key") {
        let detail =
            "the answer holds a secret and is not kept: delete the key whose answer was lost, and make another";
        return Err(Refusal::BadHeader("idempotency-key", detail.into()));
    }
    let mut new: NewApiKey = body.read()?;
    let secret = api_key::secret_for(&mut new);
    let (house, scope) = (api.house.clone(), can.scope.clone());
    let (id, record) = api
        .db
        .write(move |c| -> Result<_> {
            let mut work = Work::new(c, &house, can.actor);
            let made = create(&mut work, &can, new.clone())?;
            let id = made.id;
            Ok((id, written::<ApiKey>(&mut work, &scope, made)?))
        })
        .await?;
    let record = serde_json::from_slice(&record).map_err(broken)?;
    Ok(HttpResponse::Created()
        .insert_header((LOCATION, format!("/v1/api-keys/{id}")))
        .insert_header((ETAG, conditional::strong(1)))
        .insert_header((CACHE_CONTROL, "no-store"))
        .json(Made { record, secret }))
}
