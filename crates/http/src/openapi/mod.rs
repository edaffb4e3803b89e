//! The API document (OpenAPI 3.1), from the same list as the routes.
mod entities;
mod frame;
mod others;
mod reads;

use rapport_application::{Csos, Pocs};
use utoipa::openapi::OpenApi;

macro_rules! entities {
    ($($module:ident::$entity:ident $(with $rules:ident)?),* $(,)?) => {
        fn describe_entities(document: &mut OpenApi) {
            $(entities::describe::<rapport_domain::$module::$entity>(document);)*
        }
    };
}
rapport_domain::every_entity!(entities);

/// The document.
pub fn document() -> OpenApi {
    let mut document = frame::frame();
    others::describe(&mut document);
    describe_entities(&mut document);
    entities::describe::<Csos>(&mut document);
    entities::describe::<Pocs>(&mut document);
    reads::describe(&mut document);
    document
}

/// The document as the text that is committed: pretty, with a line at its end.
pub fn json() -> String {
    let mut text = document().to_pretty_json().unwrap_or_default();
    text.push('\n');
    text
}
