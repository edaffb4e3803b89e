//! Query strings that lists refuse, each with the name of the parameter that is wrong.
use crate::making::{CODED, Ground, LISTS, NOBODY, key, made, right};
use rapport_testkit::{Caller, TestApp, on_both};
use serde_json::{Value, json};
use std::{
    io::{Read, Write},
    net::TcpStream,
};

#[track_caller]
fn refused(who: &Caller, path: &str, parameter: &str) {
    let answer = who.get(path).problem(400, "bad_query");
    assert_eq!(answer["parameter"], parameter, "{path}");
    assert!(answer["detail"].as_str().is_some_and(|detail| detail.contains(parameter)), "{path}: {}", answer.body);
}
/// A filter of a list, with a value that it takes.
fn filter(list: &str) -> (&'static str, &'static str) {
    match list {
        "countries" => ("code", "AR"),
        _ if CODED.contains(&list) => ("code", "africa"),
        "users" => ("email", "ana@test.example"),
        _ => ("id", NOBODY),
    }
}

fn paging_is_refused_by_name(app: &TestApp) {
    let admin = app.admin();
    for list in LISTS {
        for (query, parameter) in [
            ("limit=0", "limit"),
            ("limit=201", "limit"),
            ("limit=x", "limit"),
            ("limit=", "limit"),
            ("limit=-1", "limit"),
            ("limit=1.5", "limit"),
            ("limit=99999999999999999999", "limit"),
            ("total=yes", "total"),
            ("total=", "total"),
            ("total=true", "total"),
            ("deleted=yes", "deleted"),
            ("deleted=", "deleted"),
            ("nonsense=1", "nonsense"),
            ("Limit=1", "Limit"),
            ("page=2", "page"),
            ("sort=nonsense", "sort"),
            ("sort=", "sort"),
            ("sort=-", "sort"),
            ("sort=deleted_at", "sort"),
            ("cursor=", "cursor"),
            ("cursor=x", "cursor"),
            ("created_at[gt]=2014-01-01T00:00:00Z&created_at[lt]=2013-01-01T00:00:00Z", "created_at[lt]"),
        ] {
            refused(&admin, &format!("/v1/{list}?{query}"), parameter);
        }
    }
}

fn nothing_is_given_twice(app: &TestApp) {
    let admin = app.admin();
    for list in LISTS {
        let order = super::orders(list).remove(0);
        let (field, value) = filter(list);
        for (query, parameter) in [
            ("limit=1&limit=1".to_owned(), "limit".to_owned()),
            ("total=exact&total=exact".to_owned(), "total".to_owned()),
            ("deleted=false&deleted=false".to_owned(), "deleted".to_owned()),
            ("cursor=x&cursor=x".to_owned(), "cursor".to_owned()),
            (format!("sort={order}&sort={order}"), "sort".to_owned()),
            (format!("sort={order},{order}"), "sort".to_owned()),
            (format!("sort={order},-{order}"), "sort".to_owned()),
            (format!("{field}={value}&{field}={value}"), field.to_owned()),
            (format!("{field}[not]={value}&{field}[not]={value}"), format!("{field}[not]")),
        ] {
            refused(&admin, &format!("/v1/{list}?{query}"), &parameter);
        }
    }
}

fn operators_are_those_of_the_field(app: &TestApp) {
    let admin = app.admin();
    for list in LISTS {
        let (field, value) = filter(list);
        for operator in ["nonsense", "", "gte", "within", "null", "NOT"] {
            let name = format!("{field}[{operator}]");
            refused(&admin, &format!("/v1/{list}?{name}={value}"), &name);
        }
        for name in [format!("{field}["), format!("{field}]"), format!("{field}[not"), format!("[{field}]")] {
            refused(&admin, &format!("/v1/{list}?{name}={value}"), &name);
        }
    }
    refused(&admin, "/v1/interventions?participant=x", "participant");
    refused(&admin, "/v1/interventions?participant.nonsense=x", "participant.nonsense");
    refused(&admin, "/v1/interventions?private_notes=x", "private_notes");
    refused(&admin, "/v1/people?email=x", "email");
}

fn a_zero_byte_is_no_text(app: &TestApp) {
    let admin = app.admin();
    for list in LISTS {
        let (field, _) = filter(list);
        for (query, parameter) in [
            (format!("{field}=%00"), field),
            (format!("{field}=a%00b,c"), field),
            ("sort=%00".to_owned(), "sort"),
            ("cursor=%00".to_owned(), "cursor"),
            ("limit=1%00".to_owned(), "limit"),
            ("total=exact%00".to_owned(), "total"),
            ("non%00sense=1".to_owned(), "nonsense"),
        ] {
            refused(&admin, &format!("/v1/{list}?{query}"), parameter);
        }
    }
    for list in ["countries", "regions", "organizations", "activity-kinds", "policy-areas", "scales", "tags"] {
        admin.get(&format!("/v1/{list}/a%00b")).problem(404, "not_found");
    }
}

fn a_set_has_at_most_two_hundred_values(app: &TestApp) {
    let admin = app.admin();
    for list in LISTS {
        let (field, value) = filter(list);
        let set = |count: usize| vec![value; count].join(",");
        for name in [field.to_owned(), format!("{field}[not]")] {
            admin.get(&format!("/v1/{list}?{name}={}", set(200))).expect(200);
            refused(&admin, &format!("/v1/{list}?{name}={}", set(201)), &name);
        }
    }
    // What no URL can hold is refused before anybody reads it.
    refused(&admin, &format!("/v1/interventions?kind={}", vec!["x"; 10_000].join(",")), "kind");
    let status = |count: usize| {
        let mut line = TcpStream::connect(app.base_url.trim_start_matches("http://")).expect("a connection");
        let ids = vec![NOBODY; count].join(",");
        // It may hang up before all is sent.
        let _ = write!(line, "GET /v1/interventions?id={ids} HTTP/1.1\r\nHost: x\r\n\r\n");
        let mut answer = [0; 12];
        line.read_exact(&mut answer).expect("a status");
        String::from_utf8_lossy(&answer).into_owned()
    };
    assert_eq!([2_000, 10_000].map(status), ["HTTP/1.1 400", "HTTP/1.1 431"]);
}

fn one_record_takes_the_parameters_of_its_path(app: &TestApp) {
    let admin = app.admin();
    let ground = Ground::of(&admin);
    for list in LISTS {
        let record = match list {
            "countries" => "AR".to_owned(),
            _ => made(&admin, list, right(list, "One", &ground)),
        };
        let path = format!("/v1/{list}/{record}");
        assert_eq!(key(&admin.get(&format!("{path}?deleted=false")).expect(200).body), record);
        refused(&admin, &format!("{path}?nonsense=1"), "nonsense");
        refused(&admin, &format!("{path}?deleted=maybe"), "deleted");
        refused(&admin, &format!("{path}/history?nonsense=1"), "nonsense");
        refused(&admin, &format!("{path}/history?sort=at"), "sort");
        refused(&admin, &format!("{path}/history?limit=0"), "limit");
        refused(&admin, &format!("{path}/history?cursor=x"), "cursor");
    }
}

/// The document lists `deleted` alone.
fn one_record_is_not_paged(app: &TestApp) {
    let admin = app.admin();
    let taken: Vec<_> = ["limit=1", "sort=name", "cursor=x", "total=exact"]
        .into_iter()
        .filter(|query| admin.get(&format!("/v1/countries/AR?{query}")).status != 400)
        .collect();
    assert_eq!(taken, [""; 0], "parameters of lists, taken for one record");
}

fn nothing_that_is_refused_shows_records(app: &TestApp) {
    let admin = app.admin();
    made(&admin, "people", json!({ "name": "Ana Hidden" }));
    let answer = admin.get("/v1/people?name=Ana+Hidden&nonsense=1").problem(400, "bad_query");
    assert_eq!(answer.body.get("data"), None);
    assert_eq!(answer["type"], "urn:rapport:problem:bad_query");
    assert_ne!(answer["request_id"], Value::Null);
}

on_both! {
    paging_is_refused_by_name,
    nothing_is_given_twice,
    operators_are_those_of_the_field,
    a_zero_byte_is_no_text,
    a_set_has_at_most_two_hundred_values,
    one_record_takes_the_parameters_of_its_path,
    one_record_is_not_paged,
    nothing_that_is_refused_shows_records,
}
