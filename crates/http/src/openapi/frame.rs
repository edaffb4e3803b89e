//! What every operation of the document shares: problems, security, headers, and how an operation is put together.
use crate::{pages::Place, problem::Problem};
use utoipa::{
    ToSchema,
    openapi::{
        Components, Content, ContentBuilder, InfoBuilder, LicenseBuilder, OpenApi, OpenApiBuilder, Ref, RefOr,
        Required, Response, ResponseBuilder, Schema,
        header::HeaderBuilder,
        path::{HttpMethod, OperationBuilder, Parameter, ParameterBuilder, ParameterIn, PathItem},
        request_body::RequestBodyBuilder,
        schema::{Object, ObjectBuilder, Type},
        security::{HttpAuthScheme, HttpBuilder, SecurityRequirement, SecurityScheme},
        tag::TagBuilder,
    },
};

/// The statuses of refusals, and when they come.
const PROBLEMS: &[(u16, &str)] = &[
    (400, "A query parameter, a header or the JSON itself is malformed."),
    (401, "The access token is missing, expired or not ours."),
    (403, "The caller may read this but not do it."),
    (404, "Nothing is there, or nothing that the caller may read."),
    (408, "The body did not arrive in time."),
    (409, "The state of other records forbids it."),
    (410, "It was withdrawn."),
    (412, "The record has been written since; the ETag holds its version now."),
    (413, "The body is larger than 1 MiB, or the content of a document than 20."),
    (415, "The body is not of type application/json, or the content of a document of none that is taken."),
    (422, "The body has the wrong shape or breaks rules; `errors` says where."),
    (428, "If-Match is missing."),
    (429, "Requests come too fast, or logging in failed too often; Retry-After says for how many seconds."),
    (501, "The program was built without this."),
    (503, "The database is busy or away. Look before you write again, or send an Idempotency-Key."),
    (507, "The disk is full; nothing was written."),
];
/// Refusals of every operation that reads.
pub const READING: &[u16] = &[400, 401, 403, 404, 503];
/// Refusals of operations that add with a body.
pub const ADDING: &[u16] = &[400, 401, 403, 404, 409, 412, 413, 415, 422, 503, 507];
/// Refusals of operations that change with a body and `If-Match`.
pub const CHANGING: &[u16] = &[400, 401, 403, 404, 409, 412, 413, 415, 422, 428, 503, 507];
/// Refusals of operations that change by `If-Match` alone.
pub const TURNING: &[u16] = &[400, 401, 403, 404, 409, 412, 422, 428, 503, 507];

/// The document without its paths.
pub fn frame() -> OpenApi {
    let about = "Rapport keeps what a team that coordinates civil society across countries does: visits, promises, \
                 results, and who took part. Dates are as vague as they are (EDTF). Lists are paged by cursors, \
                 records carry ETags, refusals are problems (RFC 9457) with a stable `code`.";
    let mut document = OpenApiBuilder::new()
        .info(
            InfoBuilder::new()
                .title("Rapport")
                .version(env!("CARGO_PKG_VERSION"))
                .description(Some(about))
                .license(Some(
                    LicenseBuilder::new().name("MIT OR Apache-2.0").identifier(Some("MIT OR Apache-2.0")).build(),
                ))
                .build(),
        )
        .components(Some(Components::new()))
        .build();
    let problem = component::<Problem>(&mut document);
    component::<Place>(&mut document);
    let components = document.components.get_or_insert_default();
    let bearer = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).bearer_format("JWT").build();
    components.add_security_scheme("bearer", SecurityScheme::Http(bearer));
    for (status, when) in PROBLEMS {
        let response = ResponseBuilder::new()
            .description(*when)
            .content("application/problem+json", json(problem.clone()))
            .build();
        components.responses.insert(format!("Problem{status}"), response.into());
    }
    document
}

/// Adds `T` and all that it refers to to the components, and gives the reference.
pub fn component<T: ToSchema>(document: &mut OpenApi) -> RefOr<Schema> {
    let mut found = vec![(T::name().into_owned(), T::schema())];
    T::schemas(&mut found);
    document.components.get_or_insert_default().schemas.extend(found);
    Ref::from_schema_name(T::name()).into()
}
/// A content of a schema.
pub fn json(schema: RefOr<Schema>) -> Content {
    ContentBuilder::new().schema(Some(schema)).build()
}
/// A response with a JSON body.
pub fn answer(about: &str, schema: RefOr<Schema>) -> Response {
    ResponseBuilder::new().description(about).content("application/json", json(schema)).build()
}
/// A response with a JSON body and an ETag.
pub fn tagged(about: &str, schema: RefOr<Schema>) -> Response {
    let etag = HeaderBuilder::new().description(Some("The version of the answer.")).schema(Some(text())).build();
    ResponseBuilder::new().description(about).header("ETag", etag).content("application/json", json(schema)).build()
}
/// A response without a body.
pub fn empty(about: &str) -> Response {
    ResponseBuilder::new().description(about).build()
}
/// Any text.
pub fn text() -> Object {
    ObjectBuilder::new().schema_type(Type::String).build()
}
/// A parameter.
pub fn parameter(place: ParameterIn, name: &str, about: &str, schema: impl Into<RefOr<Schema>>) -> Parameter {
    let required = if place == ParameterIn::Path { Required::True } else { Required::False };
    let schema = schema.into();
    // Sets are joined by commas.
    let whole = matches!(schema, RefOr::T(Schema::Array(_))).then_some(false);
    ParameterBuilder::new()
        .explode(whole)
        .name(name)
        .parameter_in(place)
        .required(required)
        .description(Some(about))
        .schema(Some(schema))
        .build()
}
/// `If-Match`, where it must stand.
pub fn if_match(required: bool) -> Parameter {
    let about = "The ETag of the record as the caller holds it.";
    let tag = ObjectBuilder::new().schema_type(Type::String).pattern(Some("^\"[0-9]+(-(en|es|fr))?\"$")).build();
    let mut parameter = parameter(ParameterIn::Header, "If-Match", about, tag);
    parameter.required = if required { Required::True } else { Required::False };
    parameter
}
/// `If-None-Match`.
pub fn if_none_match() -> Parameter {
    parameter(
        ParameterIn::Header,
        "If-None-Match",
        "The ETag of the answer as the caller holds it; 304 if it still stands.",
        text(),
    )
}
/// `Accept-Language`.
pub fn accept_language() -> Parameter {
    let about = "English, Spanish or French: what holds codes or partial dates then has their `labels` beside.";
    parameter(ParameterIn::Header, "Accept-Language", about, text())
}
/// `Idempotency-Key`.
pub fn idempotency_key() -> Parameter {
    let about = "The same key with the same request does the work once and gives the first answer again, for 24 hours.";
    let schema = ObjectBuilder::new().schema_type(Type::String).min_length(Some(1)).max_length(Some(255));
    parameter(ParameterIn::Header, "Idempotency-Key", about, schema.build())
}
/// The parameters of pages.
pub fn paging() -> Vec<Parameter> {
    let limit = ObjectBuilder::new()
        .schema_type(Type::Integer)
        .minimum(Some(1))
        .maximum(Some(crate::query::LIMIT.1 as f64))
        .default(Some(crate::query::LIMIT.0.into()));
    vec![
        parameter(ParameterIn::Query, "limit", "How many records a page holds.", limit),
        parameter(ParameterIn::Query, "cursor", "`page.next` of the page before.", text()),
    ]
}

/// An operation under construction.
pub struct Operation {
    /// Where it stands in the list of contents.
    pub tag: &'static str,
    /// Its name for generated clients.
    pub id: String,
    /// What it does, in a few words.
    pub summary: String,
    /// What it does, in a sentence or two.
    pub about: String,
    /// Path, query and header parameters.
    pub parameters: Vec<Parameter>,
    /// The body.
    pub body: Option<RefOr<Schema>>,
    /// The media types of a body that is no JSON.
    pub media: Vec<&'static str>,
    /// Good answers by status.
    pub answers: Vec<(u16, Response)>,
    /// The refusals.
    pub problems: &'static [u16],
    /// Whether it needs an access token.
    pub secured: bool,
}
/// Puts an operation at a path.
pub fn put(document: &mut OpenApi, path: &str, method: HttpMethod, operation: Operation) {
    let mut builder = OperationBuilder::new()
        .operation_id(Some(operation.id))
        .summary(Some(operation.summary))
        .description(Some(operation.about))
        .tag(operation.tag);
    builder = match operation.secured {
        true => builder.security(SecurityRequirement::new("bearer", Vec::<String>::new())),
        false => builder.securities(Some(Vec::<SecurityRequirement>::new())),
    };
    for parameter in operation.parameters {
        builder = builder.parameter(parameter);
    }
    if let Some(schema) = operation.body {
        let merge = method == HttpMethod::Patch;
        let mut body = RequestBodyBuilder::new().required(Some(Required::True));
        for media in if operation.media.is_empty() { vec!["application/json"] } else { operation.media } {
            body = body.content(media, json(schema.clone()));
        }
        if merge {
            body = body.content("application/merge-patch+json", json(schema));
        }
        builder = builder.request_body(Some(body.build())).response("408", Ref::from_response_name("Problem408"));
    }
    for (status, answer) in operation.answers {
        builder = builder.response(status.to_string(), answer);
    }
    for status in operation.problems {
        builder = builder.response(status.to_string(), Ref::from_response_name(format!("Problem{status}")));
    }
    if !path.starts_with("/health/") {
        builder = builder.response("429", Ref::from_response_name("Problem429"));
    }
    // What is put later takes the place of what stands there: a resource may have a read of its own.
    let mut item = PathItem::new(method, builder.build());
    if let Some(there) = document.paths.paths.remove(path) {
        item.merge_operations(there);
    }
    document.paths.paths.insert(path.to_owned(), item);
    let tags = document.tags.get_or_insert_default();
    if !tags.iter().any(|tag| tag.name == operation.tag) {
        tags.push(TagBuilder::new().name(operation.tag).build());
    }
}
