//! Making API keys: the one operation of theirs that is not as with every kind.
use super::{
    frame::{Operation, component, put, tagged},
    others::plain,
};
use crate::api_keys::Made;
use rapport_domain::api_key::NewApiKey;
use utoipa::openapi::{OpenApi, path::HttpMethod};

/// Puts it in the place of what every kind has.
pub fn describe(document: &mut OpenApi) {
    let make = Operation {
        body: Some(component::<NewApiKey>(document)),
        answers: vec![(201, tagged("The key, and its secret.", component::<Made>(document)))],
        problems: &[400, 401, 403, 409, 413, 415, 422, 503, 507],
        ..plain(
            "api-keys",
            "create_api_key",
            "Make one api key",
            "The secret is in this answer alone. There is no `Idempotency-Key`: a key whose answer was lost is deleted.",
        )
    };
    put(document, "/v1/api-keys", HttpMethod::Post, make);
}
