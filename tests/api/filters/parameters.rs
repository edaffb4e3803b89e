//! Every filter of the API document: it takes a sane value, and an insane one breaks nothing.
use crate::making::{LISTS, NOBODY, document, encoded, query_parameters};
use rapport_testkit::{Caller, TestApp, on_both};

/// The filters of a list, with their operators, as documented.
fn filters(list: &str) -> Vec<String> {
    let mut names = query_parameters(&document(), &format!("/v1/{list}"));
    names.retain(|name| !["limit", "cursor", "sort", "total", "deleted"].contains(&name.as_str()));
    names
}
/// A value that a filter of a list takes. A new filter wants a line here.
fn sane(list: &str, filter: &str) -> &'static str {
    let (field, operator) = filter.strip_suffix(']').and_then(|f| f.split_once('[')).unwrap_or((filter, ""));
    match (list, field) {
        _ if operator == "null" => "true",
        ("countries", "code") | (_, "country" | "peer_country" | "held_in") => "AR",
        (_, "id" | "parent" | "follows" | "person" | "organization" | "post" | "actor" | "commitment") => NOBODY,
        (_, "made_by" | "made_to" | "grows_from" | "intervention") => NOBODY,
        (_, "participant.person" | "participant.organization") => NOBODY,
        (_, "contribution.intervention" | "contribution.organization") => NOBODY,
        (_, "when" | "period") => "2013-09",
        (_, "worldwide" | "observed" | "collective" | "needs_reconfirmation") => "true",
        (_, "code" | "region" | "reach") => "africa",
        (_, "name" | "acronym" | "official_id") => "UK0034",
        ("interventions", "kind") => "seed_funding",
        ("commitments", "kind") => "action_plan",
        ("organizations" | "csos", "kind") => "cso",
        ("posts" | "pocs", "kind") => "ogp_poc",
        ("regions", "kind") => "group",
        ("commitments", "status") => "at_risk",
        ("results", "status") => "draft",
        (_, "work_area") => "easy_access",
        (_, "mode") => "hybrid",
        (_, "evidence") => "claimed",
        (_, "review") => "draft",
        (_, "sensitivity") => "public",
        (_, "change_type") => "agenda",
        (_, "direction") => "mixed",
        (_, "email") => "ana@test.example",
        (_, "role") => "auditor",
        _ => panic!("no sane value for {filter} of {list}"),
    }
}

fn every_filter_takes_a_sane_value(app: &TestApp) {
    let (admin, mut tried) = (app.admin(), 0);
    for list in LISTS {
        for filter in filters(list) {
            let path = format!("/v1/{list}?{filter}={}&total=exact", sane(list, &filter));
            let answer = admin.get(&path).expect(200);
            assert!(answer.data().len() <= 50 && answer["total"].is_u64(), "{path}");
            tried += 1;
        }
    }
    assert!(tried > 150, "only {tried} filters were tried");
}

#[track_caller]
fn survives(who: &Caller, list: &str, filter: &str, value: &[u8]) {
    let path = format!("/v1/{list}?{filter}={}", encoded(value));
    let answer = who.get(&path);
    match answer.status {
        200 => assert!(answer.body["data"].is_array(), "{path}"),
        400 => assert_eq!(answer.problem(400, "bad_query")["parameter"], filter, "{path}"),
        status => panic!("{path} answered {status}: {}", answer.body),
    }
}
fn no_filter_breaks_on_an_insane_value(app: &TestApp) {
    let admin = app.admin();
    let long = "x".repeat(20_000);
    for list in LISTS {
        for filter in filters(list) {
            for value in
                [b"".as_slice(), b",", b"' OR '1'='1", b"\xff\xfe", "💩\u{202e}\u{7f}".as_bytes(), long.as_bytes()]
            {
                survives(&admin, list, &filter, value);
            }
            survives(&admin, list, &filter, format!("{},", sane(list, &filter)).as_bytes());
        }
    }
}

fn flags_and_dates_and_codes_are_held_to_their_type(app: &TestApp) {
    let admin = app.admin();
    for list in LISTS {
        for filter in filters(list) {
            let picky = match sane(list, &filter) {
                "true" => vec!["", "1", "yes", "TRUE", "true,false", "null"],
                "2013-09" => vec!["", "2013-13", "2013-09-31", "yesterday", "2014/2013", "2013-09,2014", "../.."],
                NOBODY => vec!["", "x", "1", "01976d3a", "null", "{01976d3a-0000-7000-8000-00000000000"],
                "AR" => vec!["", "A", "ARG", "Argentina", "A1", "Ñ"],
                "public" | "claimed" | "mixed" | "auditor" | "hybrid" | "agenda" | "at_risk" => {
                    vec!["", "x", "Public", "public "]
                }
                _ => vec![],
            };
            for value in picky {
                let path = format!("/v1/{list}?{filter}={}", encoded(value));
                assert_eq!(admin.get(&path).problem(400, "bad_query")["parameter"], filter.as_str(), "{path}");
            }
        }
    }
}

on_both! {
    every_filter_takes_a_sane_value,
    no_filter_breaks_on_an_insane_value,
    flags_and_dates_and_codes_are_held_to_their_type,
}
