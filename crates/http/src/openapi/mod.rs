//! The API document (OpenAPI 3.1), from the same list as the routes.
mod api_keys;
mod boards;
mod entities;
mod feeds;
mod figures;
mod frame;
mod included;
mod others;
mod publishing;
mod reads;
mod reports;
mod safeguards;

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
    api_keys::describe(&mut document);
    reads::describe(&mut document);
    safeguards::describe(&mut document);
    reports::describe(&mut document);
    feeds::describe(&mut document);
    publishing::describe(&mut document);
    included::describe(&mut document);
    document
}

/// The document as the text that is committed: pretty, with a line at its end.
pub fn json() -> String {
    let mut text = document().to_pretty_json().unwrap_or_default();
    text.push('\n');
    text
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    /// The journal leaves out what its reader may not know of, by the names of members: none is forgotten.
    #[test]
    fn every_member_that_names_records_is_known_to_the_journal() {
        let document = serde_json::to_value(super::document()).expect("the document");
        // Of reports, and who did something: these are in no journal, or not hidden.
        let others = [
            "id",
            "by",
            "coordinator",
            "funder",
            "grants",
            "next_contact",
            "open_threads",
            "preferred",
            "rates",
            "recorded_by",
            "released_by",
            "reviewed_by",
        ];
        let mut unknown = vec![];
        for (schema, of) in document["components"]["schemas"].as_object().expect("schemas") {
            let parts = of["allOf"].as_array().into_iter().flatten().chain([of]);
            let members = parts.flat_map(|part| part["properties"].as_object().into_iter().flatten());
            let names_records = |of: &Value| of.to_string().contains("schemas/Id_");
            let found = members.filter(|(name, of)| names_records(of) && !others.contains(&name.as_str()));
            let missing = found.filter(|(name, _)| !rapport_application::history::is_reference(name));
            unknown.extend(missing.map(|(name, _)| format!("{schema}.{name}")));
        }
        assert!(unknown.is_empty(), "see `is_reference` of application/history.rs: {unknown:?}");
    }
}
