//! What the document says of `fields` and `include`. It is added at the end, when all schemas are there to be read.
use super::frame::{parameter, text};
use crate::beside::{lists, relations};
use rapport_application::include;
use rapport_domain::entity::Kind;
use std::collections::BTreeMap;
use utoipa::openapi::{
    OpenApi, Ref, RefOr, Schema,
    path::{Parameter, ParameterIn},
    schema::{AllOfBuilder, ArrayBuilder, Object, ObjectBuilder},
};

/// The parameters; `describe` names the relations.
pub fn parameters() -> Vec<Parameter> {
    let fields = "The members to show, joined by commas; `id` or `code` always is.";
    vec![parameter(ParameterIn::Query, "fields", fields, text()), parameter(ParameterIn::Query, INCLUDE, "", text())]
}
const INCLUDE: &str = "include";

fn schema_of(list: Kind) -> String {
    format!("Included_{}", list.name)
}
/// An answer of a list, or one record of it, with what belongs beside.
pub fn with(answer: RefOr<Schema>, list: Kind) -> RefOr<Schema> {
    let included = ObjectBuilder::new().property("included", Ref::from_schema_name(schema_of(list)));
    AllOfBuilder::new().item(answer).item(included).into()
}

/// Names the relations of every list, and describes what they bring.
pub fn describe(document: &mut OpenApi) {
    let components = serde_json::to_value(&document.components).unwrap_or_default();
    for (list, kind, item) in lists(document) {
        let relations = relations(&components["schemas"], &item, kind);
        let mut brought: BTreeMap<&str, Kind> = BTreeMap::new();
        brought.extend(relations.iter().filter_map(|relation| relation.kind()).map(|kind| (kind.path, kind)));
        let object = brought.values().fold(ObjectBuilder::new(), |object, kind| {
            let one = AllOfBuilder::new()
                .item(Ref::from_schema_name(include::schema_of(*kind)))
                .item(Ref::from_schema_name("Beside"));
            object.property(kind.path.replace('-', "_"), ArrayBuilder::new().items(one))
        });
        let about = "Records that `include` asked for, by the lists that they are in; each once.";
        let object: Object = object.description(Some(about)).build();
        document.components.get_or_insert_default().schemas.insert(schema_of(list), object.into());
        let names: Vec<_> = relations.iter().map(|relation| format!("`{}`", relation.name)).collect();
        let about = format!(
            "Records beside these, by relation, joined by commas: {}. A relation of what one leads to may follow it after a \
             dot.",
            names.join(", ")
        );
        let base = format!("/v1/{}", list.path);
        for path in [format!("{base}/{{key}}"), base] {
            let get = document.paths.paths.get_mut(&path).and_then(|item| item.get.as_mut());
            let Some(all) = get.and_then(|get| get.parameters.as_mut()) else { continue };
            let is_include = |one: &RefOr<Parameter>| matches!(one, RefOr::T(one) if one.name == INCLUDE);
            if relations.is_empty() {
                all.retain(|one| !is_include(one));
            }
            for one in all.iter_mut().filter(|one| is_include(one)) {
                if let RefOr::T(one) = one {
                    one.description = Some(about.clone());
                }
            }
        }
    }
}
