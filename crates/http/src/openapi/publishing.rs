//! The operations that publish by the standards of funders.
use super::{
    frame::{Operation, answer, component, json, parameter, put, text},
    others::plain,
};
use rapport_application::publishing::Check;
use utoipa::openapi::{
    Content, OpenApi, RefOr, Response, ResponseBuilder, Schema,
    path::{HttpMethod, ParameterIn},
    schema::{ObjectBuilder, Type},
};

/// What reading may be refused for; 422 where nothing may be published.
const PUBLISHING: &[u16] = &[400, 401, 403, 422, 503];

fn of_type(about: &str, types: &[(&str, RefOr<Schema>)]) -> Response {
    let all = types.iter().fold(ResponseBuilder::new().description(about), |response, (name, schema)| {
        let content: Content = json(schema.clone());
        response.content(*name, content)
    });
    all.build()
}

/// Adds them.
pub fn describe(document: &mut OpenApi) {
    let check = component::<Check>(document);
    let xml: RefOr<Schema> = text().into();
    let package: RefOr<Schema> = ObjectBuilder::new().schema_type(Type::Object).build().into();
    let formats = ObjectBuilder::new().schema_type(Type::String).enum_values(Some(["json", "csv"]));
    let format = parameter(ParameterIn::Query, "format", "The file; JSON unless said.", formats.build());
    let none_out = "What is not known is never guessed: a record without an exact day or an amount stays out, and the check says \
                    why. 422 where nothing may go out.";
    let all = [
        (
            "/v1/publishing/iati",
            "iati_activities",
            "Grants and missions as an IATI 2.03 activity file",
            none_out,
            vec![],
            true,
            { of_type("The file.", &[("application/xml", xml.clone())]) },
        ),
        (
            "/v1/publishing/iati/organisation",
            "iati_organisation",
            "The publisher as an IATI 2.03 organisation file",
            "Who publishes is the organization that the server was started with.",
            vec![],
            true,
            of_type("The file.", &[("application/xml", xml)]),
        ),
        (
            "/v1/publishing/iati/check",
            "check_iati",
            "What keeps records out of the activity file",
            "Per record all at once, each with the member and the rule of the standard.",
            vec![],
            false,
            answer("What may be published, and what is in the way of the others.", check.clone()),
        ),
        (
            "/v1/publishing/360giving",
            "grants_360giving",
            "Grants as a 360Giving package",
            none_out,
            vec![format],
            true,
            { of_type("The package.", &[("application/json", package), ("text/csv", text().into())]) },
        ),
        (
            "/v1/publishing/360giving/check",
            "check_360giving",
            "What keeps grants out of the package",
            "Per grant all at once, each with the member and the field of the standard.",
            vec![],
            false,
            answer("What may be published, and what is in the way of the others.", check),
        ),
    ];
    for (path, id, summary, about, parameters, may_be_empty, response) in all {
        let operation = Operation {
            parameters,
            answers: vec![(200, response)],
            problems: if may_be_empty { PUBLISHING } else { &[400, 401, 403, 503] },
            ..plain("publishing", id, summary, about)
        };
        put(document, path, HttpMethod::Get, operation);
    }
}
