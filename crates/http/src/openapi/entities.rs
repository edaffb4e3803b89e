//! The operations that every resource has.
use super::frame::{
    ADDING, CHANGING, Operation, READING, TURNING, accept_language, component, empty, idempotency_key, if_match,
    if_none_match, paging, parameter, put, tagged, text,
};
use super::{figures, included};
use rapport_application::{Resource, claims::Claims, history::Entry};

use rapport_domain::{
    entity::{Entity, Key, Kind, SortKey},
    filter::{Each, Filter},
    participant::LikelyMatch,
};
use rapport_reporting::Format;
use std::collections::BTreeMap;
use utoipa::{
    ToSchema,
    openapi::{
        ContentBuilder, OpenApi, Ref, RefOr, ResponseBuilder, Schema,
        path::{HttpMethod, Parameter, ParameterIn},
        schema::{AllOfBuilder, ArrayBuilder, KnownFormat, ObjectBuilder, SchemaFormat, SchemaType, Type},
    },
};

/// Adds the operations of a resource.
pub fn describe<R: Resource>(document: &mut OpenApi) {
    let creatable = <R::Of as Entity>::CREATABLE;
    let schemas = Schemas {
        dated: R::DATED,
        one: shown::<R::Shows>(document),
        new: creatable.then(|| component::<<R::Of as Entity>::New>(document)),
        patch: component::<<R::Of as Entity>::Patch>(document),
        entry: component::<Entry>(document),
        claims: component::<Claims>(document),
    };
    let filters = filters::<<R::Of as Entity>::Filter>(R::AS);
    let format = <R::Of as Entity>::Key::FORMAT;
    let sorts = <R::Of as Entity>::Sort::NAMES;
    paths(document, R::AS, R::SUMMARY, format, filters, sorts, schemas);
    figures::describe::<R>(document);
}
/// The parameters of a list's filter.
pub fn filters<F: Filter>(list: Kind) -> Vec<Parameter> {
    let all = [F::parameters(), Each::parameters(list), F::steps()];
    all.into_iter().flatten().map(|p| parameter(ParameterIn::Query, &p.name, &p.about, p.schema)).collect()
}
/// Something shown, with what may stand beside its own members.
pub fn shown<T: ToSchema>(document: &mut OpenApi) -> RefOr<Schema> {
    component::<Beside>(document);
    AllOfBuilder::new().item(component::<T>(document)).item(Ref::from_schema_name("Beside")).into()
}
/// What stands beside a record's own members.
#[derive(utoipa::ToSchema)]
#[allow(dead_code)]
struct Beside {
    /// The private members that the caller may not read; absent where there are none.
    #[schema(required = false)]
    withheld: Vec<String>,
    /// In the answer to a write: records that may be the same as those which the body called new.
    #[schema(required = false)]
    likely_matches: Vec<LikelyMatch>,
    /// What its codes and partial dates are called, by member, in the language that `Accept-Language` prefers; absent
    /// where it names none of English, Spanish and French. What is nested in a record has labels of its own.
    #[schema(required = false)]
    labels: BTreeMap<String, Labels>,
}
/// What stands for a code or date, or for each of an array of them.
#[derive(serde::Serialize, utoipa::ToSchema)]
#[serde(untagged)]
#[allow(dead_code)]
enum Labels {
    /// For one.
    One(String),
    /// For several.
    Several(Vec<String>),
}
struct Schemas {
    dated: bool,
    one: RefOr<Schema>,
    new: Option<RefOr<Schema>>,
    patch: RefOr<Schema>,
    entry: RefOr<Schema>,
    claims: RefOr<Schema>,
}

/// The key in a path.
pub fn key(format: &str) -> Parameter {
    let schema = match format {
        "uuid" => {
            ObjectBuilder::new().schema_type(Type::String).format(Some(SchemaFormat::KnownFormat(KnownFormat::Uuid)))
        }
        _ => ObjectBuilder::new().schema_type(Type::String),
    };
    parameter(ParameterIn::Path, "key", "The record's id or code.", schema)
}

/// The envelope of a page of these.
pub fn page_of(items: RefOr<Schema>) -> RefOr<Schema> {
    let total = ObjectBuilder::new()
        .schema_type(SchemaType::from_iter([Type::Integer, Type::Null]))
        .description(Some("How many there are in all, where `total=exact` asked."));
    ObjectBuilder::new()
        .property("data", ArrayBuilder::new().items(items))
        .required("data")
        .property("page", Ref::from_schema_name("PagePlace"))
        .required("page")
        .property("total", total)
        .required("total")
        .into()
}

#[allow(clippy::too_many_arguments)] // kept apart from `describe` so that it is compiled once
fn paths(
    document: &mut OpenApi,
    kind: Kind,
    about: &str,
    format: &str,
    filters: Vec<Parameter>,
    sorts: &[&str],
    schemas: Schemas,
) {
    let Schemas { dated, one, new, patch, entry, claims } = schemas;
    let (tag, spoken) = (kind.path, kind.name.replace('_', " "));
    let base = format!("/v1/{}", kind.path);
    let single = format!("{base}/{{key}}");
    let deleted = || {
        let schema = ObjectBuilder::new().schema_type(Type::Boolean);
        parameter(ParameterIn::Query, "deleted", "Deleted records instead, for those who may restore them.", schema)
    };
    let operation = |id: &str, summary: &str, about: String| Operation {
        tag,
        id: format!("{id}_{}", kind.name),
        summary: format!("{summary} {spoken}"),
        about,
        parameters: vec![],
        body: None,
        media: vec![],
        answers: vec![],
        problems: READING,
        secured: true,
    };

    let orders: Vec<String> = sorts.iter().flat_map(|sort| [sort.to_string(), format!("-{sort}")]).collect();
    let order = format!("Orders, joined by commas: {}. Ties are decided by the key.", orders.join(", "));
    let count = ObjectBuilder::new().schema_type(Type::String).enum_values(Some(["exact"]));
    let mut parameters = paging();
    parameters.push(parameter(ParameterIn::Query, "sort", &order, text()));
    parameters.push(parameter(ParameterIn::Query, "total", "`exact` counts all that the filters find.", count));
    parameters.push(deleted());
    parameters.extend(included::parameters());
    parameters.extend(filters);
    parameters.extend([if_none_match(), accept_language()]);
    let list = Operation {
        parameters,
        answers: vec![
            (200, tagged("A page.", included::with(page_of(one.clone()), kind))),
            (304, empty("The answer still stands.")),
        ],
        ..operation("list", "List by filters:", about.to_owned())
    };
    put(document, &base, HttpMethod::Get, list);

    let formats = ObjectBuilder::new().schema_type(Type::String).enum_values(Some(Format::ALL.map(Format::extension)));
    let mut parameters = vec![
        parameter(ParameterIn::Query, "format", "What the file is; csv unless said.", formats),
        parameter(ParameterIn::Query, "sort", &format!("{order} Unless said, by the key alone."), text()),
        deleted(),
    ];
    parameters.extend(included::parameters().into_iter().take(1));
    let media = Format::ALL.map(|format| (format.media_type(), ContentBuilder::new().build()));
    let file = media
        .into_iter()
        .fold(ResponseBuilder::new().description("The file."), |file, (media, content)| file.content(media, content));
    let export = Operation {
        parameters,
        answers: vec![(200, file.build())],
        ..operation(
            "export",
            "Export by filters:",
            format!(
                "All that the filters find, of one moment, as a file; names stand beside ids. It takes every filter of \
                 `GET {base}`. Two at most go on at once, and each is to be read within ten minutes."
            ),
        )
    };
    put(document, &format!("/v1/export/{}", kind.path), HttpMethod::Get, export);

    let mut parameters = vec![key(format), deleted(), if_none_match(), accept_language()];
    parameters.extend(included::parameters());
    if dated {
        let about = "The date that it is looked at, in EDTF; today where absent.";
        parameters.push(parameter(ParameterIn::Query, "as_of", about, text()));
    }
    let fetch = Operation {
        parameters,
        answers: vec![
            (200, tagged("The record.", included::with(one.clone(), kind))),
            (304, empty("The record still stands.")),
        ],
        ..operation("read", "Read one", "The record as the caller may see it.".into())
    };
    put(document, &single, HttpMethod::Get, fetch);

    let update = Operation {
        parameters: vec![key(format), if_match(true), accept_language()],
        body: Some(patch),
        answers: vec![(200, tagged("The record, changed.", one.clone()))],
        problems: CHANGING,
        ..operation("update", "Change one", "A merge patch (RFC 7396): absent members stay, null empties.".into())
    };
    put(document, &single, HttpMethod::Patch, update);

    let mut parameters = vec![key(format), deleted(), if_none_match()];
    parameters.extend(paging());
    let history = Operation {
        parameters,
        answers: vec![
            (200, tagged("A page of entries, newest first.", page_of(entry))),
            (304, empty("The answer still stands.")),
        ],
        ..operation("history_of", "Who did what to", "The journal of the record.".into())
    };
    put(document, &format!("{single}/history"), HttpMethod::Get, history);
    if kind.class.is_cited() {
        let claims = Operation {
            parameters: vec![key(format), if_none_match(), accept_language()],
            answers: vec![
                (200, tagged("By field, contradictions marked.", claims)),
                (304, empty("The answer still stands.")),
            ],
            ..operation("claims_on", "What sources say of", "Citations of the record and of its fields.".into())
        };
        put(document, &format!("{single}/claims"), HttpMethod::Get, claims);
    }

    let Some(new) = new else { return };
    let create = Operation {
        parameters: vec![idempotency_key(), accept_language()],
        body: Some(new),
        answers: vec![(201, tagged("The record, added.", one.clone()))],
        problems: ADDING,
        ..operation("create", "Add one", "All of the body is written, or nothing of it.".into())
    };
    put(document, &base, HttpMethod::Post, create);

    let delete = Operation {
        parameters: vec![key(format), if_match(true)],
        answers: vec![(204, empty("Deleted; it can be restored."))],
        problems: TURNING,
        ..operation("delete", "Delete one", "Refused while live records refer to it.".into())
    };
    put(document, &single, HttpMethod::Delete, delete);

    let restore = Operation {
        parameters: vec![key(format), if_match(true), idempotency_key(), accept_language()],
        answers: vec![(200, tagged("The record, back again.", one))],
        problems: TURNING,
        ..operation(
            "restore",
            "Restore one",
            "Undoes a deletion, unless something that the record refers to is gone.".into(),
        )
    };
    put(document, &format!("{single}/restore"), HttpMethod::Post, restore);
}
