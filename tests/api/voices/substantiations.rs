//! Who was asked whether a result is so: without an independent person it is not substantiated.
use super::{galib, pair, patch};
use rapport_testkit::{Caller, TestApp, on_both};
use serde_json::{Value, json};

fn reviewed(who: &Caller, substantiations: Value) -> String {
    let body = json!({
        "statement": "They met.", "change_type": "relationship", "observed": true, "countries": ["AZ"],
        "status": "reviewed", "substantiations": substantiations,
    });
    format!("/v1/results/{}", who.post("/v1/results", body).expect(201).id())
}
fn substantiate(who: &Caller, record: &str) -> rapport_testkit::Answer {
    who.post(&format!("{record}/transitions"), json!({ "status": "substantiated" }))
}

fn it_says_what_somebody_said(app: &TestApp) {
    let who = app.coordinator("AZ");
    let (person, group) = galib(app);
    let told = json!({
        "person_id": person, "organization_id": group, "independent": true, "description": "full",
        "significance": "partial", "contribution": "none", "comment": "So it was.", "when": "2014-03",
        "when_said": "in spring", "when_inferred": true, "may_quote": true,
    });
    let record = reviewed(&who, json!([told, { "organization_id": group }]));
    let result = who.get(&record).expect(200);
    for (member, value) in told.as_object().expect("an object") {
        assert_eq!(&result["substantiations"][0][member], value, "{member}");
    }
    assert_eq!(result["substantiations"][0]["when_label"], "in spring");
    let silent = &result["substantiations"][1];
    for part in ["description", "significance", "contribution"] {
        assert_eq!(silent[part], "unknown", "{part}");
    }
    assert_eq!(
        (&silent["independent"], &silent["may_quote"], &silent["when"]),
        (&json!(false), &json!(false), &Value::Null)
    );
    let wrong = json!({ "substantiations": [{ "when": "2014-13" }] });
    let refused = patch(&who, &record, wrong).problem(422, "invalid").errors();
    assert_eq!(refused, [pair("/substantiations/0/when", "bad_month"), pair("/substantiations/0", "nobody")].concat());
    let far = json!({ "substantiations": [{ "person_id": person, "description": "maybe" }] });
    patch(&who, &record, far).problem(422, "unknown_code");
}

fn they_have_paths_of_their_own(app: &TestApp) {
    let who = app.coordinator("AZ");
    let (person, group) = galib(app);
    let record = reviewed(&who, json!([]));
    let path = format!("{record}/substantiations");
    let added = who.post(&path, json!({ "person_id": person, "when": "2014" })).expect(201);
    assert_eq!((added.etag(), &added["when"]), ("\"2\"", &json!("2014")));
    let one = format!("{path}/{}", added.id());
    let changed =
        who.holding(&added).patch(&one, json!({ "organization_id": group, "description": "full" })).expect(200);
    assert_eq!((&changed["when"], &changed["description"]), (&json!("2014"), &json!("full")));
    assert_eq!(changed.id(), added.id());
    // A PATCH of the record keeps those that keep their id.
    let both = json!({ "substantiations": [{ "organization_id": group }, changed.body] });
    let mut both = both;
    for derived in ["when_label", "when_earliest", "when_latest"] {
        both["substantiations"][1].as_object_mut().expect("an object").remove(derived);
    }
    let result = patch(&who, &record, both).expect(200);
    assert_eq!(result["substantiations"][1], changed.body);
    who.holding(&result).delete(&one).expect(204);
    assert_eq!(who.get(&record).expect(200)["substantiations"].as_array().map(Vec::len), Some(1));
    let person = format!("/v1/people/{person}");
    who.holding(&who.get(&person).expect(200)).delete(&person).expect(204);
}

fn an_independent_person_substantiates(app: &TestApp) {
    let who = app.coordinator("AZ");
    let (person, group) = galib(app);
    for nobody in [
        json!([]),
        json!([{ "person_id": person, "independent": false, "description": "full" }]),
        json!([{ "person_id": person, "independent": true }]),
        json!([{ "person_id": person, "independent": true, "description": "none", "significance": "full" }]),
        json!([{ "organization_id": group, "independent": true }]),
        json!([{ "person_id": person }, { "organization_id": group, "independent": true }]),
    ] {
        let record = reviewed(&who, nobody);
        let before = who.get(&record).expect(200).body;
        let refused = substantiate(&who, &record).problem(422, "invalid");
        assert_eq!(refused.errors(), pair("/substantiations", "not_substantiated"));
        assert_eq!(who.get(&record).expect(200).body, before);
        who.post(
            &format!("{record}/substantiations"),
            json!({ "person_id": person, "independent": true, "description": "full" }),
        )
        .expect(201);
        assert_eq!(substantiate(&who, &record).expect(201)["status"], "substantiated");
    }
}

fn the_last_one_stays(app: &TestApp) {
    let who = app.coordinator("AZ");
    let (person, group) = galib(app);
    let asked = json!([
        { "person_id": person, "independent": true, "description": "partial" }, { "organization_id": group }
    ]);
    let record = reviewed(&who, asked);
    let held = substantiate(&who, &record).expect(201);
    let last = format!("{record}/substantiations/{}", held["substantiations"][0]["id"].as_str().expect("an id"));
    let holding = who.holding(&held);
    let refusals = [
        holding.delete(&last),
        holding.patch(&last, json!({ "independent": false })),
        holding.patch(&last, json!({ "description": "none" })),
        holding.patch(&last, json!({ "person_id": null, "organization_id": group })),
        holding.patch(&record, json!({ "substantiations": [] })),
        holding.patch(&record, json!({ "substantiations": [{ "person_id": person }] })),
    ];
    for refused in refusals {
        assert_eq!(refused.problem(422, "invalid").errors(), pair("/substantiations", "not_substantiated"));
    }
    assert_eq!(who.get(&record).expect(200).body, held.body);
    // With a second one it may go, and without the status too.
    let person = json!({ "person_id": person, "independent": true, "description": "full", "comment": "Yes." });
    who.post(&format!("{record}/substantiations"), person).expect(201);
    who.holding(&who.get(&record).expect(200)).delete(&last).expect(204);
    who.post(&format!("{record}/transitions"), json!({ "status": "reviewed" })).expect(201);
    patch(&who, &record, json!({ "substantiations": [] })).expect(200);
}

/// Somebody whom a writer cannot see counts, and stays when the array is replaced.
fn a_hidden_person_counts(app: &TestApp) {
    let (admin, south) = (app.admin(), app.coordinator("latin_america"));
    let hidden = json!({ "name": "Hidden", "country": "DE", "sensitivity": "restricted" });
    let hidden = admin.post("/v1/people", hidden).expect(201);
    let body = json!({
        "statement": "They met.", "change_type": "relationship", "observed": true, "countries": ["AR"],
        "status": "reviewed", "substantiations": [{ "person_id": hidden.id(), "independent": true, "description": "full" }],
    });
    let record = format!("/v1/results/{}", admin.post("/v1/results", body).expect(201).id());
    assert_eq!(substantiate(&south, &record).expect(201)["substantiations"], json!([]));
    assert_eq!(patch(&south, &record, json!({ "substantiations": [] })).expect(200)["substantiations"], json!([]));
    assert_eq!(admin.get(&record).expect(200)["substantiations"].as_array().map(Vec::len), Some(1));
}

on_both! {
    it_says_what_somebody_said,
    they_have_paths_of_their_own,
    an_independent_person_substantiates,
    the_last_one_stays,
    a_hidden_person_counts,
}
