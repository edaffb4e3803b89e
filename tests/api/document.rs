//! The API document: what is committed, what it promises, and that nothing in it is open or unguarded.
use crate::making::document;
use rapport_testkit::{Caller, TestApp, on_both};
use serde_json::Value;
use std::collections::BTreeSet;

const METHODS: [&str; 5] = ["get", "post", "put", "patch", "delete"];

/// Path, method and operation of everything in the document.
fn operations(document: &Value) -> Vec<(String, String, Value)> {
    let paths = document["paths"].as_object().expect("paths");
    let mut all = vec![];
    for (path, item) in paths {
        for method in METHODS {
            if let Some(operation) = item.get(method) {
                all.push((path.clone(), method.to_uppercase(), operation.clone()));
            }
        }
    }
    all
}
/// A path with something in place of its keys.
fn filled(path: &str) -> String {
    let country = path.starts_with("/v1/countries");
    path.replace("{key}", if country { "AR" } else { "01976d3a-0000-7000-8000-000000000001" })
        .replace("{link}", "01976d3a-0000-7000-8000-000000000002")
}
fn call(caller: &Caller, method: &str, path: &str) -> rapport_testkit::Answer {
    let body = ["POST", "PATCH"].contains(&method).then(|| b"{}".to_vec());
    caller.with("If-Match", "\"1\"").send(method, &filled(path), body)
}

#[test]
fn the_committed_document_is_the_programs() {
    let committed = include_str!("../../openapi/openapi.json");
    assert!(
        committed == rapport_http::openapi::json(),
        "openapi/openapi.json is old: run `cargo run -- openapi --output openapi/openapi.json`"
    );
}

#[test]
fn the_document_is_sound() {
    let document = document();
    assert!(document["openapi"].as_str().is_some_and(|v| v.starts_with("3.1")));
    let mut refs = vec![];
    collect_refs(document, &mut refs);
    assert!(refs.len() > 100);
    for reference in refs {
        let pointer = reference.strip_prefix('#').expect("only references within the document");
        assert!(document.pointer(pointer).is_some(), "{reference} leads nowhere");
    }
    let mut ids = BTreeSet::new();
    for (path, method, operation) in operations(document) {
        let told = format!("{method} {path}");
        let id = operation["operationId"].as_str().expect("an id").to_owned();
        assert!(ids.insert(id.clone()), "{id} stands twice");
        assert!(operation["summary"].as_str().is_some_and(|s| !s.is_empty()), "{told} has no summary");
        assert!(operation["description"].as_str().is_some_and(|s| !s.is_empty()), "{told} has no description");
        assert!(operation["security"].is_array(), "{told} does not say who may call it");
        let responses = operation["responses"].as_object().expect("responses");
        assert!(responses.keys().any(|status| status.starts_with('2')), "{told} never succeeds");
        for key in path.split('/').filter_map(|part| part.strip_prefix('{')?.strip_suffix('}')) {
            let parameters = operation["parameters"].as_array().expect("parameters");
            let it = parameters.iter().find(|p| p["name"] == key && p["in"] == "path").expect("its path parameter");
            assert_eq!(it["required"], true);
        }
    }
}
fn collect_refs(value: &Value, refs: &mut Vec<String>) {
    match value {
        Value::Object(members) => {
            if let Some(Value::String(reference)) = members.get("$ref") {
                refs.push(reference.clone());
            }
            members.values().for_each(|member| collect_refs(member, refs));
        }
        Value::Array(elements) => elements.iter().for_each(|element| collect_refs(element, refs)),
        _ => {}
    }
}

fn nothing_answers_a_stranger(app: &TestApp) {
    let (mut swept, mut open) = (0, BTreeSet::new());
    for (path, method, operation) in operations(document()) {
        if operation["security"].as_array().is_some_and(Vec::is_empty) {
            open.insert(path);
            continue;
        }
        for caller in [app.stranger(), app.bearer("garbage"), app.bearer("a.b.c")] {
            let answer = call(&caller, &method, &path).problem(401, "unauthenticated");
            assert_eq!(answer.headers["www-authenticate"], "Bearer", "{method} {path}");
            assert_eq!(answer["request_id"], answer.headers["x-request-id"].as_str());
        }
        swept += 1;
    }
    assert!(swept > 90, "only {swept} operations were swept");
    let expected = [
        "/health/live",
        "/health/ready",
        "/openapi.json",
        "/v1/auth/login",
        "/v1/auth/refresh",
        "/v1/calendars/{secret}.ics",
    ];
    assert_eq!(open, expected.map(str::to_owned).into());
}

fn who_may_only_read_changes_nothing(app: &TestApp) {
    let mut swept = 0;
    for caller in [app.dashboard("all"), app.auditor()] {
        for (path, method, _) in operations(document()) {
            // An auditor makes reports, and nothing else.
            let reports = (path == "/v1/reports" || path.starts_with("/v1/jobs/"))
                && caller.get("/v1/me").expect(200)["role"] == "auditor";
            // A calendar is nobody's but its owner's.
            let own = ["/v1/auth/", "/v1/calendars"].iter().any(|own| path.starts_with(own));
            if method == "GET" || own || reports {
                continue;
            }
            call(&caller, &method, &path).problem(403, "forbidden");
            swept += 1;
        }
    }
    assert!(swept > 100, "only {swept} operations were swept");
}

fn accounts_are_for_administrators_and_auditors(app: &TestApp) {
    let users = "/v1/users";
    for caller in [app.coordinator("all"), app.dashboard("all")] {
        caller.get(users).problem(403, "forbidden");
        caller.get(&format!("{users}/01976d3a-0000-7000-8000-000000000001")).problem(403, "forbidden");
    }
    app.auditor().get(users).expect(200);
    let all = app.admin().get(users).expect(200);
    assert!(!String::from_utf8_lossy(&all.bytes).contains("argon2"), "no hash leaves the database");
}

on_both! {
    nothing_answers_a_stranger,
    who_may_only_read_changes_nothing,
    accounts_are_for_administrators_and_auditors,
}
