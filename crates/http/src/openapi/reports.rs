//! The operations on reports that are made and kept.
use super::{
    entities::page_of,
    frame::{Operation, READING, answer, component, empty, if_none_match, paging, parameter, put, tagged, text},
    others::plain,
};
use crate::reports::Format;
use rapport_application::{
    jobs::Told,
    report::{Ask, Difference, Kept, Traced},
};
use rapport_reporting::report::Document;
use utoipa::openapi::{
    OpenApi, RefOr, Schema,
    path::{HttpMethod, Parameter, ParameterIn},
    schema::{ArrayBuilder, KnownFormat, ObjectBuilder, SchemaFormat, Type},
};

/// What making one may be refused for.
const MAKING: &[u16] = &[400, 401, 403, 409, 413, 415, 422, 503, 507];

fn uuid() -> ObjectBuilder {
    ObjectBuilder::new().schema_type(Type::String).format(Some(SchemaFormat::KnownFormat(KnownFormat::Uuid)))
}
fn id() -> Parameter {
    parameter(ParameterIn::Path, "key", "The report's id.", uuid().build())
}

fn format() -> Parameter {
    let schema = ObjectBuilder::new().schema_type(Type::String).enum_values(Some(Format::names().collect::<Vec<_>>()));
    parameter(ParameterIn::Query, "format", "The file; JSON unless said.", schema.build())
}

/// Adds them.
pub fn describe(document: &mut OpenApi) {
    let (kept, body) = (component::<Kept>(document), component::<Ask>(document));
    let make = Operation {
        body: Some(body),
        parameters: vec![prefer()],
        answers: vec![
            (201, answer("The report is made and kept.", kept.clone())),
            (202, answer("It is long, or nobody waits for it: the job that makes it.", component::<Told>(document))),
        ],
        problems: MAKING,
        ..plain(
            "reports",
            "make_report",
            "Make a report",
            "A snapshot for everybody, a report to a funder, a brief on a country or a log of activities, from one state of the data: what \
             somebody approved and the report's readers may see. What stayed out is told with its reason. Dashboards make none. A report \
             that goes through more than 5,000 interventions is made as a job, and any other with `Prefer: respond-async`.",
        )
    };
    put(document, "/v1/reports", HttpMethod::Post, make);
    let about = "What each was asked, and whether it still is good.";
    let list = own(kept.clone(), "list_reports", "The caller's own reports", about);
    put(document, "/v1/reports", HttpMethod::Get, list);
    let told = component::<Document>(document);
    let fetch = Operation {
        parameters: vec![id(), format(), if_none_match()],
        answers: vec![
            (200, tagged("The report, as it was made; as the file asked for, of its own media type.", told)),
            (304, empty("It still is the same.")),
        ],
        problems: &[400, 401, 403, 404, 410, 501, 503],
        ..plain(
            "reports",
            "fetch_report",
            "A report",
            "The same bytes each time, whatever became of the records. 410 once something in it may be told no more: its receipt names \
             the report in its place. 501 for PDF where the program was built without it.",
        )
    };
    put(document, "/v1/reports/{key}", HttpMethod::Get, fetch);
    let receipt = Operation {
        parameters: vec![id()],
        answers: vec![(200, answer("What the report is.", kept))],
        problems: READING,
        ..plain(
            "reports",
            "report_receipt",
            "What a report is, and whether it still is good",
            "Of one that was withdrawn, which stands in its place; of that one, how many passages changed.",
        )
    };
    put(document, "/v1/reports/{key}/receipt", HttpMethod::Get, receipt);
    let traced = ArrayBuilder::new().items(component::<Traced>(document)).build().into();
    let trace = Operation {
        parameters: vec![
            id(),
            parameter(ParameterIn::Path, "reference", "A reference of the report, such as `r12`.", text()),
        ],
        answers: vec![(200, answer("The records behind it.", traced))],
        problems: &[400, 401, 403, 404, 410, 503],
        ..plain(
            "reports",
            "trace_reference",
            "The records behind a statement or a figure",
            "Each with the version that was read, who entered and reviewed it and when, and the citations that back it.",
        )
    };
    put(document, "/v1/reports/{key}/references/{reference}", HttpMethod::Get, trace);
    let difference = component::<Difference>(document);
    let differ = Operation {
        parameters: vec![id(), parameter(ParameterIn::Query, "from", "The earlier report.", uuid().build())],
        answers: vec![(200, answer("How they differ.", difference))],
        problems: &[400, 401, 403, 404, 410, 503],
        ..plain(
            "reports",
            "difference_of_reports",
            "How a report differs from an earlier one",
            "What was entered late, corrected and withdrawn, and what is new.",
        )
    };
    put(document, "/v1/reports/{key}/difference", HttpMethod::Get, differ);
    jobs(document);
}
fn prefer() -> Parameter {
    let about = "`respond-async`: do not wait for the report (RFC 7240).";
    parameter(ParameterIn::Header, "Prefer", about, text())
}
/// A page of what is the caller's own.
fn own(of: RefOr<Schema>, id: &str, summary: &str, about: &str) -> Operation {
    Operation {
        parameters: std::iter::once(if_none_match()).chain(paging()).collect(),
        answers: vec![(200, tagged("A page, newest first.", page_of(of))), (304, empty("The answer still stands."))],
        problems: &[400, 401, 403, 503],
        ..plain("reports", id, summary, about)
    }
}
/// The jobs that make reports.
fn jobs(document: &mut OpenApi) {
    let told = component::<Told>(document);
    let job = || parameter(ParameterIn::Path, "key", "The job's id.", uuid().build());
    let about = "Jobs that have ended are kept for 30 days.";
    let list = own(told.clone(), "list_jobs", "The caller's own jobs", about);
    put(document, "/v1/jobs", HttpMethod::Get, list);
    let fetch = Operation {
        parameters: vec![job()],
        answers: vec![(200, answer("How far it is.", told.clone()))],
        problems: READING,
        ..plain(
            "reports",
            "read_job",
            "How far a job is",
            "Once it is `done`, `report_id` names its report. It outlives the process that works at it.",
        )
    };
    put(document, "/v1/jobs/{key}", HttpMethod::Get, fetch);
    let cancel = Operation {
        parameters: vec![job()],
        answers: vec![(200, answer("The job, cancelled; or as it had ended before.", told))],
        problems: &[401, 403, 404, 503, 507],
        ..plain("reports", "cancel_job", "Cancel a job", "No report comes of it. One that has ended stays as it is.")
    };
    put(document, "/v1/jobs/{key}/cancel", HttpMethod::Post, cancel);
}
