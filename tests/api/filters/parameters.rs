//! Every filter of the API document: it takes a sane value, and an insane one breaks nothing.
use crate::making::{LISTS, NOBODY, document, encoded, query_parameters};
use rapport_testkit::{Answer, Caller, TestApp, on_both};
use std::{
    collections::HashMap,
    sync::{LazyLock, Mutex},
};

/// The filters of a list, with their operators, as documented.
fn filters(list: &str) -> Vec<String> {
    let mut names = query_parameters(document(), &format!("/v1/{list}"));
    names.retain(|name| !["limit", "cursor", "sort", "total", "deleted", "fields", "include"].contains(&name.as_str()));
    names
}
/// Those that look at the record itself. What is one step away is looked at by the same code.
fn own_filters(list: &str) -> Vec<String> {
    let all = filters(list);
    let step =
        |name: &str| all.iter().any(|other| name.strip_prefix(other.as_str()).is_some_and(|r| r.starts_with('.')));
    all.iter().filter(|name| !step(name)).cloned().collect()
}
/// What a filter takes, and the list that it finds by it. Filters of a name mostly take the same, wherever they are: that is
/// tried first.
fn found(who: &Caller, list: &str, filter: &str) -> (String, Answer) {
    static KNOWN: LazyLock<Mutex<HashMap<String, String>>> = LazyLock::new(Mutex::default);
    let name = filter.rsplit('.').next().unwrap_or(filter).to_owned();
    let ask = |value: &str| who.get(&format!("/v1/{list}?{filter}={}&total=exact&limit=1", encoded(value)));
    let known = KNOWN.lock().expect("a lock").get(&name).cloned();
    if let Some(value) = known {
        let answer = ask(&value);
        if answer.status == 200 {
            return (value, answer);
        }
    }
    let value = sought(who, list, filter);
    KNOWN.lock().expect("a lock").insert(name, value.clone());
    let answer = ask(&value);
    (value, answer)
}
fn sane(who: &Caller, list: &str, filter: &str) -> String {
    found(who, list, filter).0
}
fn sought(who: &Caller, list: &str, filter: &str) -> String {
    let answer = |value: &str| who.get(&format!("/v1/{list}?{filter}={}", encoded(value)));
    let refused = answer("§");
    if refused.status == 200 {
        return "UK0034".into();
    }
    if let Some(value) = ["true", "2013-09", NOBODY, "AR", "USD", "7", "USD:7", "2013-09-14T00:00:00Z"]
        .into_iter()
        .find(|value| answer(value).status == 200)
    {
        return value.into();
    }
    let told = refused.problem(400, "bad_query")["detail"].as_str().expect("a detail").to_owned();
    let codes = told.split_once("is none of ").unwrap_or_else(|| panic!("{filter} of {list} takes nothing: {told}")).1;
    codes.split(", ").next().expect("a code").to_owned()
}

fn every_filter_takes_a_sane_value(app: &TestApp) {
    let (admin, mut tried) = (app.admin(), 0);
    for list in LISTS {
        for filter in filters(list) {
            let (value, answer) = found(&admin, list, &filter);
            let answer = answer.expect(200);
            let total = answer["total"].as_u64().unwrap_or_else(|| panic!("{filter}={value} of {list} has no total"));
            assert_eq!(answer.data().len() as u64, total.min(1), "{filter}={value} of {list}");
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
        for filter in own_filters(list) {
            for value in
                [b"".as_slice(), b",", b"' OR '1'='1", b"\xff\xfe", "💩\u{202e}\u{7f}".as_bytes(), long.as_bytes()]
            {
                survives(&admin, list, &filter, value);
            }
            survives(&admin, list, &filter, format!("{},", sane(&admin, list, &filter)).as_bytes());
        }
    }
}

fn owned(values: &[&str]) -> Vec<String> {
    values.iter().map(ToString::to_string).collect()
}
fn flags_and_dates_and_codes_are_held_to_their_type(app: &TestApp) {
    let admin = app.admin();
    for list in LISTS {
        for filter in own_filters(list) {
            let picky = match sought(&admin, list, &filter).as_str() {
                "true" => owned(&["", "1", "yes", "TRUE", "true,false", "null"]),
                "2013-09" => owned(&["", "2013-13", "2013-09-31", "yesterday", "2014/2013", "2013-09,2014", "../.."]),
                NOBODY => owned(&["", "x", "1", "01976d3a", "null", "{01976d3a-0000-7000-8000-00000000000"]),
                "AR" => owned(&["", "A", "ARG", "Argentina", "A1", "Ñ"]),
                "7" => owned(&["", "x", "1.5", "99999999999", "7,"]),
                "USD" => owned(&["", "usd", "US", "XXX", "USD "]),
                "USD:7" => owned(&["", "7", "USD", "USD:", "XXX:1", "USD:-1"]),
                "2013-09-14T00:00:00Z" => owned(&["", "2013-09", "yesterday", "2013-09-14"]),
                "UK0034" => vec![],
                code => {
                    vec!["", "x", &code.to_uppercase(), &format!("{code} ")].into_iter().map(str::to_owned).collect()
                }
            };
            for value in picky {
                let path = format!("/v1/{list}?{filter}={}", encoded(&value));
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
