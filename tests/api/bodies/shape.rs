//! Shapes: every member of every documented body is held to its type; missing and unknown ones are told by pointer.
use super::{Wrong, misshapen, operations, resolved, shaped, writes_nothing};
use crate::making::{CREATABLE, Ground, document, made, right, with};
use rapport_testkit::{TestApp, on_both};
use serde_json::{Value, json};

fn properties(schema: &Value) -> Vec<(String, Value)> {
    let properties = schema["properties"].as_object().into_iter().flatten();
    // What may be anything, as the value of a claim, has no type to be held to.
    let typed = |schema: &Value| ["type", "$ref", "oneOf", "allOf"].iter().any(|word| !schema[word].is_null());
    properties.filter(|(_, schema)| typed(schema)).map(|(name, schema)| (name.clone(), schema.clone())).collect()
}
fn nullable(document: &Value, schema: &Value) -> bool {
    let schema = resolved(document, schema);
    let is_null = |schema: &Value| schema["type"] == "null";
    schema["type"].as_array().is_some_and(|types| types.contains(&json!("null")))
        || schema["oneOf"].as_array().is_some_and(|some| some.iter().any(is_null))
}
fn every_member_is_held_to_its_type(app: &TestApp) {
    let (admin, mut wrong, mut tried) = (app.admin(), Wrong::default(), 0);
    writes_nothing(&admin, || {
        for operation in shaped() {
            for (name, _) in properties(&operation.schema) {
                let body = json!({ name.clone(): 12.5 });
                let answer = operation.send(&admin, body.to_string());
                let asked = format!("{} {} {body}", operation.method, operation.path);
                wrong.unless(asked, &answer, 422, "wrong_type", &format!("/{name}"));
                tried += 1;
            }
        }
        wrong.none();
    });
    assert!(tried > 200, "only {tried} members were tried");
}

fn null_is_for_members_that_may_be_empty(app: &TestApp) {
    let (admin, document, mut wrong, mut tried) = (app.admin(), document(), Wrong::default(), 0);
    writes_nothing(&admin, || {
        for operation in shaped() {
            for (name, schema) in properties(&operation.schema) {
                if nullable(document, &schema) {
                    continue;
                }
                let body = json!({ name.clone(): null });
                let answer = operation.send(&admin, body.to_string());
                let asked = format!("{} {} {body}", operation.method, operation.path);
                wrong.unless(asked, &answer, 422, "wrong_type", &format!("/{name}"));
                tried += 1;
            }
        }
        wrong.none();
    });
    assert!(tried > 50, "only {tried} members were tried");
}

fn null_is_refused_in_a_whole_body_too(app: &TestApp) {
    let (admin, mut wrong) = (app.admin(), Wrong::default());
    let ground = Ground::of(&admin);
    writes_nothing(&admin, || {
        for (list, member) in [
            ("organizations", "sensitivity"),
            ("organizations", "collective"),
            ("people", "sensitivity"),
            ("posts", "kind"),
            ("memberships", "sensitivity"),
            ("interventions", "sensitivity"),
            ("interventions", "evidence"),
            ("interventions", "participants"),
            ("commitments", "worldwide"),
            ("results", "direction"),
            ("activity-kinds", "position"),
            ("users", "reach"),
        ] {
            let body = with(right(list, "A name", &ground), json!({ member: null }));
            let answer = admin.post(&format!("/v1/{list}"), body);
            wrong.unless(format!("{list} {member}"), &answer, 422, "wrong_type", &format!("/{member}"));
        }
        wrong.none();
    });
}

fn required_members_are_missed_by_name(app: &TestApp) {
    let admin = app.admin();
    let (ground, mut tried) = (Ground::of(&admin), 0);
    writes_nothing(&admin, || {
        for list in CREATABLE {
            let path = format!("/v1/{list}");
            let operation = operations().into_iter().find(|o| o.method == "POST" && o.path == path).expect("a POST");
            for name in operation.schema["required"].as_array().into_iter().flatten() {
                let name = name.as_str().expect("a name");
                let mut body = right(list, "A name", &ground);
                body.as_object_mut().and_then(|members| members.remove(name)).expect("a right body is whole");
                misshapen(admin.post(&path, body), "missing_field", &format!("/{name}"));
                tried += 1;
            }
        }
        misshapen(admin.post("/v1/auth/login", json!({ "email": "a@b.c" })), "missing_field", "/password");
    });
    assert!(tried >= 20, "only {tried} members were tried");
}

fn unknown_members_are_refused_by_name(app: &TestApp) {
    let (admin, mut wrong) = (app.admin(), Wrong::default());
    writes_nothing(&admin, || {
        for operation in shaped() {
            for name in ["nonsense", "Title", "version", "created_at", "deleted_at", "withheld", ""] {
                let pointer = format!("/{}", name.replace('~', "~0").replace('/', "~1"));
                let answer = operation.send(&admin, json!({ name: 1 }).to_string());
                let asked = format!("{} {} {name:?}", operation.method, operation.path);
                wrong.unless(asked, &answer, 422, "unknown_field", &pointer);
            }
        }
        // What the server says is not for clients to say.
        for (list, name) in [
            ("interventions", "when_label"),
            ("interventions", "when_earliest"),
            ("interventions", "reviewed_by"),
            ("interventions", "work_areas_from_kinds"),
            ("interventions", "likely_matches"),
            ("commitments", "transitions"),
            ("commitments", "needs_reconfirmation"),
            ("results", "transitions"),
            ("users", "password_hash"),
            ("users", "password_changed_at"),
            ("regions", "kind"),
            ("organizations", "name_folded"),
            ("pocs", "vacant"),
        ] {
            let answer = admin.post(&format!("/v1/{list}"), json!({ name: "x" }));
            wrong.unless(format!("{list} {name}"), &answer, 422, "unknown_field", &format!("/{name}"));
        }
        wrong.none();
    });
}

fn strange_names_are_told_as_they_are(app: &TestApp) {
    let (admin, mut wrong) = (app.admin(), Wrong::default());
    for name in ["a/b", "a~b", "~1/~0", "a`b", "`", "ñ", " ", "a b at line 7", "name/name", "0"] {
        let pointer = format!("/{}", name.replace('~', "~0").replace('/', "~1"));
        let nested = json!({ "title": "A", "participants": [{ name: 1 }] });
        let answer = admin.post("/v1/interventions", nested);
        wrong.unless(format!("{name:?} nested"), &answer, 422, "unknown_field", &format!("/participants/0{pointer}"));
        let answer = admin.post("/v1/people", json!({ name: 1 }));
        wrong.unless(format!("{name:?}"), &answer, 422, "unknown_field", &pointer);
    }
    wrong.none();
}

/// A visit with something in one of its nested places.
fn around(pointer: &str, value: Value) -> Value {
    let mut visit = json!({
        "title": "A visit", "kinds": ["strategy_support"], "countries": ["UY"],
        "participants": [{ "role": "the host", "new_person": { "name": "Ana" } }],
        "parts": [{
            "title": "A part", "kinds_unknown": true, "countries": ["UY"], "participants": [{ "role": "a guest" }],
        }],
        "commitments": [{
            "kind": "pledge", "title": "A pledge", "countries": ["UY"],
            "new_made_by": { "name": "Org", "kind": "other" },
        }],
        "results": [{ "statement": "It changed", "change_type": "policy", "observed": true, "countries": ["UY"] }],
    });
    let (parent, member) = pointer.rsplit_once('/').expect("a pointer");
    match visit.pointer_mut(parent).expect("a place") {
        Value::Array(elements) => elements[member.parse::<usize>().expect("an index")] = value,
        object => object[member] = value,
    }
    visit
}
fn nested_members_are_told_by_their_whole_pointer(app: &TestApp) {
    let (admin, mut wrong) = (app.admin(), Wrong::default());
    writes_nothing(&admin, || {
        let mut check = |pointer: &str, value: Value, code: &str, told: &str| {
            let asked = format!("{value} at {pointer}");
            wrong.unless(asked, &admin.post("/v1/interventions", around(pointer, value)), 422, code, told);
        };
        for place in [
            "/participants/0",
            "/participants/0/new_person",
            "/parts/0",
            "/parts/0/participants/0",
            "/commitments/0",
            "/commitments/0/new_made_by",
            "/results/0",
        ] {
            let pointer = format!("{place}/nonsense");
            check(&pointer, json!(1), "unknown_field", &pointer);
        }
        for (pointer, value) in [
            ("/participants/0/part", json!("king")),
            ("/participants/0/part", json!(null)),
            ("/participants/0/person_id", json!("x")),
            ("/participants/0/new_person/name", json!(7)),
            ("/parts/0/title", json!(null)),
            ("/parts/0/countries", json!("UY")),
            ("/parts/0/participants/0/role", json!([])),
            ("/commitments/0/kind", json!("promise")),
            ("/commitments/0/kind", json!(7)),
            ("/commitments/0/status", json!("almost")),
            ("/commitments/0/new_made_by/names", json!("x")),
            ("/results/0/observed", json!("yes")),
            ("/results/0/contributions", json!({})),
            ("/kinds", json!({})),
            ("/claimed_count", json!("3")),
            ("/claimed_count", json!(3_000_000_000_u32)),
            ("/id", json!("not-an-id")),
        ] {
            let unknown = ["king", "promise", "almost"].iter().any(|code| value == *code);
            check(pointer, value, if unknown { "unknown_code" } else { "wrong_type" }, pointer);
        }
        for (pointer, field) in [
            ("/parts/0", "title"),
            ("/commitments/0", "kind"),
            ("/results/0", "statement"),
            ("/participants/0/new_person", "name"),
        ] {
            check(pointer, json!({}), "missing_field", &format!("{pointer}/{field}"));
        }
        check("/countries", json!(["UY", 7]), "wrong_type", "/countries/1");
        check("/kinds", json!(["seed_funding", null]), "wrong_type", "/kinds/1");
        check("/work_areas", json!(["easy_access", null]), "wrong_type", "/work_areas/1");
        check("/parts", json!([{ "title": "A", "countries": [["UY"]] }]), "wrong_type", "/parts/0/countries/0");
        wrong.none();
    });
    admin.post("/v1/interventions", around("/summary", json!(null))).expect(201);
}

fn owned_links_have_a_shape_too(app: &TestApp) {
    let (admin, mut wrong) = (app.admin(), Wrong::default());
    let ground = Ground::of(&admin);
    let visit = with(right("interventions", "A visit", &ground), json!({ "participants": [{ "role": "the host" }] }));
    let visit = admin.post("/v1/interventions", visit).expect(201);
    let result = json!({ "contributions": [{ "organization_id": ground.agency }] });
    let result = admin.post("/v1/results", with(right("results", "A result", &ground), result)).expect(201);
    for (record, list, links, member) in
        [(&visit, "interventions", "participants", "part"), (&result, "results", "contributions", "strength")]
    {
        let path = format!("/v1/{list}/{}/{links}", record.id());
        let link = format!("{path}/{}", record[links][0]["id"].as_str().expect("an id"));
        for (body, code, pointer) in [
            (json!({ "nonsense": 1 }), "unknown_field", "/nonsense"),
            (json!({ member: "king" }), "unknown_code", format!("/{member}").as_str()),
            (json!({ "organization_id": "x" }), "wrong_type", "/organization_id"),
            (json!([]), "wrong_type", ""),
            (json!("x"), "wrong_type", ""),
            (json!(null), "wrong_type", ""),
            (json!(7), "wrong_type", ""),
        ] {
            let asked = format!("{links} {body}");
            wrong.unless(format!("POST {asked}"), &admin.post(&path, body.clone()), 422, code, pointer);
            let patched = admin.holding(record).patch(&link, body);
            wrong.unless(format!("PATCH {asked}"), &patched, 422, code, pointer);
        }
        assert_eq!(admin.get(&format!("/v1/{list}/{}", record.id())).expect(200).etag(), record.etag());
    }
    wrong.none();
}

fn a_status_moves_by_transitions_alone(app: &TestApp) {
    let admin = app.admin();
    let ground = Ground::of(&admin);
    for list in ["commitments", "results"] {
        let path = format!("/v1/{list}/{}", made(&admin, list, right(list, "A name", &ground)));
        for status in [json!("done"), json!("draft"), json!(7)] {
            let answer =
                admin.with("If-Match", "\"1\"").patch(&path, json!({ "status": status })).problem(422, "invalid");
            assert_eq!(answer.errors(), [("/status".to_owned(), "use_transitions".to_owned())], "{list} {status}");
        }
        let wrong = admin.post(&format!("{path}/transitions"), json!({ "status": "almost" }));
        misshapen(wrong, "unknown_code", "/status");
        misshapen(admin.post(&format!("{path}/transitions"), json!({})), "missing_field", "/status");
        assert_eq!(admin.get(&path).expect(200)["version"], 1);
    }
}

fn a_status_is_not_emptied_either(app: &TestApp) {
    let admin = app.admin();
    let ground = Ground::of(&admin);
    for list in ["commitments", "results"] {
        let path = format!("/v1/{list}/{}", made(&admin, list, right(list, "A name", &ground)));
        let answer = admin.with("If-Match", "\"1\"").patch(&path, json!({ "status": null })).problem(422, "invalid");
        assert_eq!(answer.errors(), [("/status".to_owned(), "use_transitions".to_owned())], "{list}");
    }
}

on_both! {
    every_member_is_held_to_its_type,
    null_is_for_members_that_may_be_empty,
    null_is_refused_in_a_whole_body_too,
    required_members_are_missed_by_name,
    unknown_members_are_refused_by_name,
    strange_names_are_told_as_they_are,
    nested_members_are_told_by_their_whole_pointer,
    owned_links_have_a_shape_too,
    a_status_moves_by_transitions_alone,
    a_status_is_not_emptied_either,
}
