//! The operations that stand for themselves: login, reports, steps, owned links, health.
use super::{
    entities::{key, page_of, shown},
    frame::{
        ADDING, CHANGING, Operation, READING, TURNING, accept_language, answer, component, empty, idempotency_key,
        if_match, if_none_match, json, paging, parameter, put, tagged, text,
    },
};
use crate::{
    accounts::{LoggedIn, Login, Renewal},
    codes::Codes,
    system::Health,
};
use rapport_application::{matrix::ActivityMatrix, owned::Owned, timeline::TimelineEntry, transitions::Staged};
use rapport_domain::{
    document::{Document, MediaType},
    entity::Entity,
    transition::NewTransition,
    turnover::{HandOver, Turnover},
    user::User,
};
use utoipa::openapi::{
    ContentBuilder, OpenApi, RefOr, ResponseBuilder, Schema,
    header::HeaderBuilder,
    path::{HttpMethod, ParameterIn},
    schema::{KnownFormat, ObjectBuilder, SchemaFormat, Type},
};

/// Adds them.
pub fn describe(document: &mut OpenApi) {
    system(document);
    accounts(document);
    codes(document);
    reports(document);
    hand_over(document);
    content(document);
    staged(document);
    elements(document);
}

macro_rules! staged {
    ($($module:ident::$entity:ident),*) => {
        fn staged(document: &mut OpenApi) {
            $(steps::<rapport_domain::$module::$entity>(document);)*
        }
    };
}
rapport_application::every_staged!(staged);

macro_rules! elements {
    ($($module:ident::$link:ident $name:literal in $of:ident::$owner:ident.$field:ident as $new:ident, $patch:ident;)*) => {
        fn elements(document: &mut OpenApi) {
            $(links::<rapport_domain::$module::$link>(document);)*
        }
    };
}
rapport_application::every_element!(elements);

pub(super) fn plain(tag: &'static str, id: &str, summary: &str, about: &str) -> Operation {
    Operation {
        tag,
        id: id.to_owned(),
        summary: summary.to_owned(),
        about: about.to_owned(),
        parameters: vec![],
        body: None,
        media: vec![],
        answers: vec![],
        problems: READING,
        secured: true,
    }
}

fn system(document: &mut OpenApi) {
    let health = component::<Health>(document);
    let live = Operation {
        answers: vec![(200, answer("The program runs.", health.clone()))],
        problems: &[],
        secured: false,
        ..plain("system", "health_live", "Is the program alive?", "Answers as long as the program runs.")
    };
    put(document, "/health/live", HttpMethod::Get, live);
    let ready = Operation {
        answers: vec![
            (200, answer("The database answers.", health.clone())),
            (503, answer("The database does not answer.", health)),
        ],
        problems: &[],
        secured: false,
        ..plain("system", "health_ready", "Is it ready to serve?", "Asks the database.")
    };
    put(document, "/health/ready", HttpMethod::Get, ready);
    let numbers = ResponseBuilder::new()
        .description("In the text format of OpenMetrics.")
        .content("application/openmetrics-text", ContentBuilder::new().build())
        .build();
    let metrics = Operation {
        answers: vec![(200, numbers)],
        problems: &[401, 403, 503],
        ..plain("system", "metrics", "How does the program do?", "For Prometheus; administrators and auditors read it.")
    };
    put(document, "/metrics", HttpMethod::Get, metrics);
    let any = RefOr::from(ObjectBuilder::new().schema_type(Type::Object));
    let itself = Operation {
        answers: vec![(200, answer("The document.", any))],
        problems: &[],
        secured: false,
        ..plain("system", "openapi", "This document", "OpenAPI 3.1; /docs shows it for people.")
    };
    put(document, "/openapi.json", HttpMethod::Get, itself);
}

fn accounts(document: &mut OpenApi) {
    let (body, tokens) = (component::<Login>(document), component::<LoggedIn>(document));
    let login = Operation {
        body: Some(body),
        answers: vec![(200, answer("The session's tokens.", tokens.clone()))],
        problems: &[400, 401, 413, 415, 422, 503, 507],
        secured: false,
        ..plain("accounts", "log_in", "Log in", "Begins a session for an address and its password.")
    };
    put(document, "/v1/auth/login", HttpMethod::Post, login);
    let about = "Each refresh token is good once. One that was used before ends the session, but for the last one within a \
                 minute, whose answer may have been lost: it gives the same tokens again.";
    let refresh = Operation {
        body: Some(component::<Renewal>(document)),
        answers: vec![(200, answer("The session's new tokens.", tokens))],
        problems: &[400, 401, 413, 415, 422, 503, 507],
        secured: false,
        ..plain("accounts", "refresh", "Stay logged in", about)
    };
    put(document, "/v1/auth/refresh", HttpMethod::Post, refresh);
    let everywhere = ObjectBuilder::new().schema_type(Type::Boolean);
    let about = "Ends the session of the access token, whose tokens are then good no longer.";
    let logout = Operation {
        parameters: vec![parameter(
            ParameterIn::Query,
            "everywhere",
            "`true` ends all sessions of the caller.",
            everywhere,
        )],
        answers: vec![(204, empty("It is over."))],
        problems: &[400, 401, 403, 503, 507],
        ..plain("accounts", "log_out", "Log out", about)
    };
    put(document, "/v1/auth/logout", HttpMethod::Post, logout);
    let user = shown::<User>(document);
    let me = Operation {
        parameters: vec![if_none_match(), accept_language()],
        answers: vec![(200, tagged("The caller's account.", user)), (304, empty("The account still stands."))],
        problems: &[400, 401, 503],
        ..plain("accounts", "me", "Who am I?", "The caller's own account, with role and reach.")
    };
    put(document, "/v1/me", HttpMethod::Get, me);
}

fn codes(document: &mut OpenApi) {
    let codes = component::<Codes>(document);
    let operation = Operation {
        parameters: vec![if_none_match()],
        answers: vec![(200, tagged("Every list.", codes)), (304, empty("The lists still stand."))],
        problems: &[400, 401, 503],
        ..plain(
            "codes",
            "codes",
            "What codes there are",
            "Every list of codes under the name of its schema, with what each is called in English, Spanish and French.",
        )
    };
    put(document, "/v1/codes", HttpMethod::Get, operation);
}

fn reports(document: &mut OpenApi) {
    let matrix = component::<ActivityMatrix>(document);
    let evidence = ObjectBuilder::new().schema_type(Type::String).enum_values(Some(["any", "recorded", "claimed"]));
    let operation = Operation {
        parameters: vec![
            parameter(
                ParameterIn::Query,
                "evidence",
                "Count what is recorded, what is claimed, or each apart.",
                evidence,
            ),
            if_none_match(),
        ],
        answers: vec![(200, tagged("The matrix.", matrix)), (304, empty("The answer still stands."))],
        problems: &[400, 401, 403, 503],
        ..plain(
            "reports",
            "activity_matrix",
            "What was done where",
            "Interventions by kind and place. Each figure is the total of GET /v1/interventions with the same kind, \
             country or region, and evidence.",
        )
    };
    put(document, "/v1/reports/activity-matrix", HttpMethod::Get, operation);

    let entry = component::<TimelineEntry>(document);
    let sort = ObjectBuilder::new().schema_type(Type::String).enum_values(Some(["when", "-when"]));
    let mut parameters = vec![key("country"), if_none_match()];
    parameters.extend(paging());
    parameters.push(parameter(ParameterIn::Query, "sort", "Newest first, or oldest; undated lines come last.", sort));
    let operation = Operation {
        parameters,
        answers: vec![(200, tagged("A page of lines.", page_of(entry))), (304, empty("The answer still stands."))],
        ..plain(
            "countries",
            "timeline_of_country",
            "What happened in a country",
            "Interventions, commitments and results in one order, as the caller may see them.",
        )
    };
    put(document, "/v1/countries/{key}/timeline", HttpMethod::Get, operation);
}

fn hand_over(document: &mut OpenApi) {
    let (one, body) = (shown::<Turnover>(document), component::<HandOver>(document));
    let operation = Operation {
        parameters: vec![key("uuid"), if_match(false), idempotency_key()],
        body: Some(body),
        answers: vec![(201, tagged("The turnover, with what it brought about.", one))],
        problems: ADDING,
        ..plain(
            "pocs",
            "hand_over_poc",
            "Hand over a point of contact",
            "Ends what held, begins what holds or a vacancy, asks for the agency's pledges to be confirmed again, and \
             opens a follow-up for the coordinator of the country.",
        )
    };
    put(document, "/v1/pocs/{key}/hand-over", HttpMethod::Post, operation);
}

fn content(document: &mut OpenApi) {
    let one = shown::<Document>(document);
    let bytes: Schema = ObjectBuilder::new()
        .schema_type(Type::String)
        .format(Some(SchemaFormat::KnownFormat(KnownFormat::Binary)))
        .into();
    let types = || MediaType::ALL.iter().map(|media| media.as_str());
    let put_it = Operation {
        parameters: vec![key("uuid"), if_match(true), accept_language()],
        body: Some(bytes.clone().into()),
        media: types().collect(),
        answers: vec![(200, tagged("The record, which says what its content is.", one))],
        problems: CHANGING,
        ..plain(
            "documents",
            "put_content_of_document",
            "Put the content of a document",
            "The bytes as they are, at most 20 MiB, of one of these types, which they must look like. They take the place \
             of those before.",
        )
    };
    put(document, "/v1/documents/{key}/content", HttpMethod::Put, put_it);
    let header = |about: &str| HeaderBuilder::new().description(Some(about)).schema(Some(text())).build();
    let content = types().fold(
        ResponseBuilder::new()
            .description("The bytes.")
            .header("ETag", header("The content's SHA-256."))
            .header("Content-Disposition", header("An attachment, with the name of the file.")),
        |response, media| response.content(media, json(bytes.clone().into())),
    );
    let get_it = Operation {
        parameters: vec![key("uuid"), if_none_match()],
        answers: vec![(200, content.build()), (304, empty("The content still stands."))],
        ..plain(
            "documents",
            "content_of_document",
            "Get the content of a document",
            "The bytes, to be saved. Not found where the document has none yet.",
        )
    };
    put(document, "/v1/documents/{key}/content", HttpMethod::Get, get_it);
}

fn steps<E: Staged>(document: &mut OpenApi) {
    let (one, body) = (shown::<E>(document), component::<NewTransition<E::Status>>(document));
    let operation = Operation {
        parameters: vec![key("uuid"), if_match(false), idempotency_key(), accept_language()],
        body: Some(body),
        answers: vec![(201, tagged("The record, moved.", one))],
        problems: ADDING,
        ..plain(
            E::KIND.path,
            &format!("move_{}", E::KIND.name),
            &format!("Move the status of a {}", E::KIND.name),
            "Appends a step, if the table of steps allows it. Steps are never changed.",
        )
    };
    put(document, &format!("/v1/{}/{{key}}/transitions", E::KIND.path), HttpMethod::Post, operation);
}

fn links<L: Owned>(document: &mut OpenApi) {
    let owner = L::Owner::KIND;
    let (one, new) = (shown::<L>(document), component::<L::New>(document));
    let path = format!("/v1/{}/{{key}}/{}", owner.path, L::FIELD.replace('_', "-"));
    let operation = |verb: &str, about: &str| {
        let spoken = L::NAME;
        let one = format!("{verb} one {} of one {}", spoken.replace('_', " "), owner.name);
        plain(owner.path, &format!("{verb}_{spoken}"), &one, about)
    };
    let add = Operation {
        parameters: vec![key("uuid"), if_match(false), idempotency_key(), accept_language()],
        body: Some(new.clone()),
        answers: vec![(201, tagged("The link; the ETag is the record's.", one.clone()))],
        problems: ADDING,
        ..operation("add", "Adds one; the record's version goes up.")
    };
    put(document, &path, HttpMethod::Post, add);
    let id: Schema = ObjectBuilder::new()
        .schema_type(Type::String)
        .format(Some(SchemaFormat::KnownFormat(KnownFormat::Uuid)))
        .into();
    let link = || parameter(ParameterIn::Path, "link", "The link's id.", id.clone());
    let patch = Operation {
        parameters: vec![key("uuid"), link(), if_match(true), accept_language()],
        body: Some(new),
        answers: vec![(200, tagged("The link, changed; the ETag is the record's.", one))],
        problems: CHANGING,
        ..operation("change", "A merge patch (RFC 7396) of one link.")
    };
    put(document, &format!("{path}/{{link}}"), HttpMethod::Patch, patch);
    let remove = Operation {
        parameters: vec![key("uuid"), link(), if_match(true)],
        answers: vec![(204, empty("Removed; the ETag is the record's."))],
        problems: TURNING,
        ..operation("remove", "Removes one link.")
    };
    put(document, &format!("{path}/{{link}}"), HttpMethod::Delete, remove);
}
