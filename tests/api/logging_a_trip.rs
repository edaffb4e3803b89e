//! The main job: a coordinator logs a trip to two countries in one request; others read it back.
use rapport_testkit::{Answer, TestApp, on_both};
use serde_json::{Value, json};

/// The body of one trip: two missions, people met, a promise made, a result.
fn trip(agency: &str, lead: &str) -> Value {
    json!({
        "title": "Latin America trip", "summary": "Two capitals in one week", "kinds": [], "countries": ["AR", "UY"],
        "when": "2013-09", "mode": "in_person",
        "parts": [
            {
                "title": "Strategy day in Buenos Aires",
                "kinds": ["peer_inspiration", "strategy_support", "advocate_local_priorities"],
                "countries": ["AR"], "when": "2013-09", "private_notes": "The tone was tense at first.",
                "participants": [
                    { "person_id": lead, "part": "lead" },
                    { "new_organization": { "name": "Red Abierta", "kind": "cso", "country": "AR" }, "part": "participant" },
                    { "role": "ministerial POC", "organization_id": agency, "part": "participant" },
                ],
                "commitments": [{
                    "kind": "pledge", "made_by": agency, "title": "A dedicated dialogue space", "countries": ["AR"],
                    "status": "pledged",
                }],
                "results": [{
                    "statement": "Officials and organizations agreed to meet again.", "countries": ["AR"],
                    "change_type": "relationship", "observed": true, "significance": "They had not spoken for a year.",
                }],
            },
            {
                "title": "Outreach in Montevideo", "kinds": ["strategy_support", "advocate_local_priorities"],
                "countries": ["UY"], "when": "2013-09",
            },
        ],
    })
}
/// An agency and a person in Argentina.
fn actors(app: &TestApp) -> (String, String) {
    let who = app.coordinator("latin_america");
    let agency = json!({ "name": "Cabinet Office", "kind": "government_agency", "country": "AR" });
    let lead = json!({ "name": "Ana Lead" });
    let agency = who.post("/v1/organizations", agency).expect(201).id().to_owned();
    (agency, who.post("/v1/people", lead).expect(201).id().to_owned())
}
fn texts(value: &Value) -> Vec<&str> {
    value.as_array().expect("an array").iter().filter_map(Value::as_str).collect()
}

fn one_request_writes_it_whole(app: &TestApp) {
    let (agency, lead) = actors(app);
    let coordinator = app.coordinator("latin_america");
    let logged = coordinator.post("/v1/interventions", trip(&agency, &lead)).expect(201);
    assert_eq!(logged.headers["location"], format!("/v1/interventions/{}", logged.id()));
    assert_eq!(logged.etag(), "\"1\"");

    let parts = logged["parts"].as_array().expect("parts");
    let titles: Vec<_> = parts.iter().map(|part| &part["title"]).collect();
    assert_eq!(titles, ["Strategy day in Buenos Aires", "Outreach in Montevideo"], "in the order of the request");
    let mission = &parts[0];
    assert_eq!(mission["parent_id"], logged.id());
    assert_eq!(texts(&mission["kinds"]), ["peer_inspiration", "strategy_support", "advocate_local_priorities"]);
    assert_eq!(texts(&mission["work_areas"]), ["country_level"]);
    assert_eq!(mission["work_areas_from_kinds"], true);
    let (pledge, result) = (&mission["commitments"][0], &mission["results"][0]);
    assert_eq!(pledge["intervention_id"], mission["id"]);
    assert_eq!(pledge["transitions"][0]["status"], "pledged");
    assert_eq!(result["status"], "draft");
    assert_eq!(result["contributions"][0]["intervention_id"], mission["id"]);

    // Everything stands on its own, and in the journal.
    for (path, id) in [
        ("interventions", &logged["id"]),
        ("interventions", &mission["id"]),
        ("commitments", &pledge["id"]),
        ("results", &result["id"]),
        ("organizations", &mission["participants"][1]["organization_id"]),
    ] {
        let record = format!("/v1/{path}/{}", id.as_str().expect("an id"));
        coordinator.get(&record).expect(200);
        let history = coordinator.get(&format!("{record}/history")).expect(200);
        assert_eq!(history.data().len(), 1, "{record}");
        assert_eq!(history.data()[0]["action"], "create");
        assert_eq!(history.data()[0]["before"], Value::Null);
    }
    let parts = coordinator.get(&format!("/v1/interventions?parent={}", logged.id())).expect(200);
    assert_eq!(parts.data().len(), 2);
}

fn others_read_it_as_far_as_they_may(app: &TestApp) {
    let (agency, lead) = actors(app);
    let logged = app.coordinator("latin_america").post("/v1/interventions", trip(&agency, &lead)).expect(201);
    let mission = format!("/v1/interventions/{}", logged["parts"][0]["id"].as_str().expect("an id"));
    let private = |answer: &Answer| (answer["private_notes"].clone(), answer["withheld"].clone());

    let own = app.coordinator("latin_america").get(&mission).expect(200);
    assert_eq!(private(&own), (json!("The tone was tense at first."), Value::Null));
    for reader in [app.coordinator("europe"), app.dashboard("all"), app.dashboard("AR")] {
        let seen = reader.get(&mission).expect(200);
        assert_eq!(private(&seen), (Value::Null, json!(["private_notes"])));
        assert_eq!(seen["when_label"], "September 2013");
    }
    let audited = app.auditor().get(&mission).expect(200);
    assert_eq!(private(&audited).0, "The tone was tense at first.");
    app.dashboard("europe").get(&mission).problem(404, "not_found");

    // The team's own reading is internal; a funder reads what is public.
    let funder = app.admin().post("/v1/organizations", json!({ "name": "A foundation", "kind": "funder" })).expect(201);
    let funder = app.funder(funder.id());
    funder.get(&mission).problem(404, "not_found");
    let record = app.coordinator("latin_america").get(&mission);
    app.coordinator("latin_america").holding(&record).patch(&mission, json!({ "sensitivity": "public" })).expect(200);
    let seen = funder.get(&mission).expect(200);
    assert_eq!(seen["parent_id"], Value::Null, "the trip itself is not public");
    assert_eq!(seen["participants"], json!([]), "nor are the people and organizations");
}

fn nothing_is_half_written(app: &TestApp) {
    let (agency, lead) = actors(app);
    let coordinator = app.coordinator("latin_america");
    let mut body = trip(&agency, &lead);
    body["parts"][1]["countries"] = json!(["DE"]);
    let refused = coordinator.post("/v1/interventions", body).problem(403, "forbidden");
    assert_eq!(refused.errors(), [("/parts/1".to_owned(), "forbidden".to_owned())]);

    let mut body = trip(&agency, &lead);
    body["parts"][0]["commitments"][0]["made_by"] = json!("01976d3a-0000-7000-8000-000000000009");
    body["parts"][0]["results"][0]["countries"] = json!([]);
    let refused = coordinator.post("/v1/interventions", body).problem(422, "invalid");
    let expected =
        [("/parts/0/results/0/countries", "one_place"), ("/parts/0/commitments/0/made_by", "unknown_reference")];
    assert_eq!(refused.errors(), expected.map(|(pointer, code)| (pointer.to_owned(), code.to_owned())));

    for list in ["interventions", "commitments", "results"] {
        assert_eq!(coordinator.get(&format!("/v1/{list}?total=exact")).expect(200)["total"], 0, "{list}");
    }
    assert_eq!(coordinator.get("/v1/organizations?name=red+abierta").expect(200).data().len(), 0);
}

fn every_broken_rule_is_told_at_once(app: &TestApp) {
    let body = json!({
        "title": "x".repeat(301), "kinds": [], "countries": ["ZZ"], "when": "2013-13", "summary": "a\u{0}b",
        "participants": [{}],
        "parts": [{ "title": " ", "kinds": ["no_such_kind"], "countries": ["AR"], "when": "2014-02/2013" }],
    });
    let refused = app.coordinator("all").post("/v1/interventions", body).problem(422, "invalid");
    let mut errors = refused.errors();
    errors.sort();
    let expected = [
        ("/countries/0", "unknown_reference"),
        ("/participants/0", "nobody"),
        ("/parts/0/kinds/0", "unknown_reference"),
        ("/parts/0/title", "blank"),
        ("/parts/0/when", "reversed_range"),
        ("/summary", "control_character"),
        ("/title", "too_long"),
        ("/when", "bad_month"),
    ];
    assert_eq!(errors, expected.map(|(pointer, code)| (pointer.to_owned(), code.to_owned())));
}

fn likely_matches_are_named(app: &TestApp) {
    let (agency, lead) = actors(app);
    let coordinator = app.coordinator("latin_america");
    let first = coordinator.post("/v1/interventions", trip(&agency, &lead)).expect(201);
    assert_eq!(first.body.get("likely_matches"), None);
    let known = first["parts"][0]["participants"][1]["organization_id"].clone();
    let again = json!({
        "title": "Another visit", "kinds": ["strategy_support"], "countries": ["AR"],
        "participants": [{ "new_organization": { "name": "RED ABIERTA", "kind": "cso", "country": "AR" } }],
    });
    let second = coordinator.post("/v1/interventions", again).expect(201);
    let expected = json!([{
        "pointer": "/participants/0/new_organization", "kind": "organization", "id": known, "name": "Red Abierta",
    }]);
    assert_eq!(second["likely_matches"], expected);
    assert_ne!(second["participants"][0]["organization_id"], known, "nothing is merged behind the caller's back");
    let third = json!({ "new_organization": { "name": "Red Abierta", "kind": "cso" } });
    let third = coordinator.post(&format!("/v1/interventions/{}/participants", second.id()), third).expect(201);
    let found = third["likely_matches"].as_array().expect("matches");
    assert_eq!(found.len(), 2, "a link is told of them too: {found:?}");
    assert!(found.iter().all(|found| found["pointer"] == "/new_organization"), "{found:?}");
}

on_both! {
    one_request_writes_it_whole,
    others_read_it_as_far_as_they_may,
    nothing_is_half_written,
    every_broken_rule_is_told_at_once,
    likely_matches_are_named,
}
