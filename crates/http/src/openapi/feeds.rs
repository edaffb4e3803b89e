//! The operations on calendars and feeds.
use super::{
    frame::{Operation, READING, answer, component, empty, if_none_match, parameter, put, text},
    others::plain,
};
use crate::feeds::{All, Made};
use rapport_application::calendars::Ask;
use rapport_reporting::{calendar, feed};
use utoipa::openapi::{
    OpenApi,
    content::ContentBuilder,
    path::{HttpMethod, ParameterIn},
    response::{Response, ResponseBuilder},
};

fn file(about: &str, media_type: &str) -> Response {
    let plain = media_type.split(';').next().unwrap_or(media_type);
    ResponseBuilder::new().description(about).content(plain, ContentBuilder::new().schema(Some(text())).build()).build()
}

/// Adds them.
pub fn describe(document: &mut OpenApi) {
    let (made, all, ask) = (component::<Made>(document), component::<All>(document), component::<Ask>(document));
    let make = Operation {
        body: Some(ask),
        answers: vec![(201, answer("The calendar, and where programs fetch it.", made))],
        problems: &[400, 401, 403, 409, 413, 415, 422, 503, 507],
        ..plain(
            "feeds",
            "make_calendar",
            "Make a calendar",
            "What the caller recorded of the last year, and the follow-ups and deadlines in the caller's reach, up to a sensitivity. Programs \
             fetch it by an address that is told this once. Coordinators, administrators and auditors have calendars.",
        )
    };
    put(document, "/v1/calendars", HttpMethod::Post, make);
    let list = Operation {
        answers: vec![(200, answer("They.", all))],
        problems: &[400, 401, 403, 503],
        ..plain("feeds", "list_calendars", "The caller's own calendars", "Without their addresses, which nobody keeps.")
    };
    put(document, "/v1/calendars", HttpMethod::Get, list);
    let remove = Operation {
        parameters: vec![parameter(ParameterIn::Path, "key", "The calendar's id.", text())],
        answers: vec![(204, empty("It is gone, and its address leads nowhere."))],
        problems: &[401, 403, 404, 503, 507],
        ..plain("feeds", "delete_calendar", "Delete a calendar", "Its address leads nowhere from then on.")
    };
    put(document, "/v1/calendars/{key}", HttpMethod::Delete, remove);
    let fetch = Operation {
        parameters: vec![parameter(ParameterIn::Path, "secret", "What its maker was told.", text()), if_none_match()],
        answers: vec![
            (200, file("Entries of whole days (RFC 5545).", calendar::MEDIA_TYPE)),
            (304, empty("It still is the same.")),
        ],
        problems: &[400, 404, 503],
        secured: false,
        ..plain(
            "feeds",
            "fetch_calendar",
            "A calendar",
            "For calendar programs, which show no key: the address is the secret. Entries are whole days, the same in every zone; what \
             is known to the month alone stands on all its days and says so; what is vaguer is left out.",
        )
    };
    put(document, "/v1/calendars/{secret}.ics", HttpMethod::Get, fetch);
    let results = Operation {
        parameters: vec![if_none_match()],
        answers: vec![
            (200, file("The last 50 (RFC 4287).", feed::MEDIA_TYPE)),
            (304, empty("They still are the same.")),
        ],
        problems: READING,
        ..plain(
            "feeds",
            "results_feed",
            "Published results",
            "The ones changed last first, as everybody may read them.",
        )
    };
    put(document, "/v1/feeds/results.atom", HttpMethod::Get, results);
}
