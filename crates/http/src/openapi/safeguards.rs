//! The operations that keep people safe: breaking the glass, and what is held about somebody.
use super::{
    entities::{key, page_of},
    frame::{CHANGING, Operation, READING, answer, component, empty, if_match, if_none_match, paging, put, tagged},
    others::plain,
};
use rapport_application::{
    erasure::{AlsoKnownAs, Erasure},
    subject::Held,
};
use rapport_domain::break_glass::{BreakGlass, NewBreakGlass};
use utoipa::openapi::{OpenApi, path::HttpMethod};

/// Adds them.
pub fn describe(document: &mut OpenApi) {
    break_glass(document);
    people(document);
}

fn break_glass(document: &mut OpenApi) {
    let (one, body) = (component::<BreakGlass>(document), component::<NewBreakGlass>(document));
    let open = Operation {
        body: Some(body),
        answers: vec![(201, answer("What was opened, until when.", one.clone()))],
        problems: &[400, 401, 403, 413, 415, 422, 503, 507],
        ..plain(
            "break_glass",
            "break_glass",
            "Open a restricted record outside the reach",
            "For a while, and on record: the record and its history are then read by its id, and in no other way. The answer is \
             the same where there is no such record.",
        )
    };
    put(document, "/v1/break-glass", HttpMethod::Post, open);
    let mut parameters = vec![if_none_match()];
    parameters.extend(paging());
    let list = Operation {
        parameters,
        answers: vec![(200, tagged("A page, newest first.", page_of(one))), (304, empty("The answer still stands."))],
        problems: &[400, 401, 403, 503],
        ..plain(
            "break_glass",
            "list_break_glass",
            "What was opened, by whom and why",
            "Everybody's for administrators and auditors, for coordinators their own.",
        )
    };
    put(document, "/v1/break-glass", HttpMethod::Get, list);
}

fn people(document: &mut OpenApi) {
    let held = component::<Held>(document);
    let export = Operation {
        parameters: vec![key("uuid")],
        answers: vec![(200, answer("The person's record, its history, and what names them.", held))],
        problems: READING,
        ..plain(
            "people",
            "export_of_person",
            "All that is held about a person",
            "For the person to see, who may ask for it: one document, deleted records included.",
        )
    };
    put(document, "/v1/people/{key}/export", HttpMethod::Get, export);
    let (body, erasure) = (component::<AlsoKnownAs>(document), component::<Erasure>(document));
    let erase = Operation {
        parameters: vec![key("uuid"), if_match(true)],
        body: Some(body),
        answers: vec![(200, tagged("What became of it, and what is left to redact.", erasure))],
        problems: CHANGING,
        ..plain(
            "people",
            "erase_person",
            "Erase a person",
            "Takes the name out of the record, of what names it, of search, journal and kept answers. Who did what and when, and \
             all counts, stay. Texts that still hold the name are listed.",
        )
    };
    put(document, "/v1/people/{key}/erase", HttpMethod::Post, erase);
}
