//! What hangs on a record, names one, or says something of one is told to nobody who may not know of that record.
use rapport_testkit::{Answer, Caller, TestApp, on_both};
use serde_json::{Value, json};

fn add(who: &Caller, path: &str, body: Value) -> String {
    who.post(&format!("/v1/{path}"), body).expect(201).id().to_owned()
}
fn visit(more: Value) -> Value {
    let mut body = json!({ "title": "A visit", "kinds": ["strategy_support"], "countries": ["AR"] });
    body.as_object_mut().expect("an object").extend(more.as_object().expect("an object").clone());
    body
}
fn source(who: &Caller) -> String {
    add(who, "sources", json!({ "title": "A report", "kind": "report", "sensitivity": "public" }))
}
fn total(who: &Caller, path: &str) -> Value {
    let sign = if path.contains('?') { '&' } else { '?' };
    let asked = if path.contains("/attention") { path.to_owned() } else { format!("{path}{sign}total=exact") };
    who.get(&asked).expect(200)["total"].clone()
}
fn funder(app: &TestApp) -> Caller {
    let foundation = json!({ "name": "A foundation", "kind": "funder", "sensitivity": "public" });
    app.funder(&add(&app.admin(), "organizations", foundation))
}

/// What is attached and restricted is read where the record that it is about lies, and nowhere else.
fn what_is_restricted_stays_in_reach(app: &TestApp) {
    let (inside, outside) = (app.coordinator("AR"), app.coordinator("GH"));
    let seen = add(&inside, "interventions", visit(json!({})));
    let about = json!({ "kind": "intervention", "id": seen });
    let country = json!({ "kind": "country", "code": "AR" });
    for (list, more) in [
        ("notes", json!({ "text": "Said in confidence" })),
        ("documents", json!({ "title": "In confidence" })),
        ("follow-ups", json!({ "title": "In confidence" })),
        ("assessments", json!({ "scale": "completion", "code": "limited" })),
    ] {
        for about in [&about, &country] {
            let mut body = more.clone();
            body["about"] = about.clone();
            body["sensitivity"] = json!("restricted");
            let path = format!("/v1/{list}/{}", add(&inside, list, body));
            inside.get(&path).expect(200);
            app.auditor().get(&path).expect(200);
            for who in [&outside, &app.dashboard("AR"), &app.dashboard("all")] {
                who.get(&path).problem(404, "not_found");
                who.get(&format!("{path}/history")).problem(404, "not_found");
            }
        }
        assert_eq!(
            (total(&inside, &format!("/v1/{list}")), total(&outside, &format!("/v1/{list}"))),
            (json!(2), json!(0))
        );
    }
}

/// What is about a country lies there: it is written there, and what it said while it was restricted is told there.
fn what_is_about_a_country_lies_there(app: &TestApp) {
    let (inside, outside) = (app.coordinator("AR"), app.coordinator("GH"));
    for about in [json!({ "kind": "country", "code": "AR" }), json!({ "kind": "region", "code": "latin_america" })] {
        let admin = app.admin();
        let who = if about["kind"] == "country" { &inside } else { &admin };
        let body = json!({ "about": about, "text": "secret", "sensitivity": "restricted" });
        let refused = outside.post("/v1/notes", body.clone()).problem(403, "forbidden");
        assert_eq!(refused["errors"][0]["pointer"], "/about");
        let note = who.post("/v1/notes", body).expect(201);
        let path = format!("/v1/notes/{}", note.id());
        who.holding(&note).patch(&path, json!({ "text": "open", "sensitivity": "internal" })).expect(200);
        for reader in [&outside, &app.dashboard("all")] {
            assert_eq!(reader.get(&path).expect(200)["text"], "open");
            let history = reader.get(&format!("{path}/history")).expect(200).body.to_string();
            assert!(!history.contains("secret"), "{history}");
        }
        assert!(who.get(&format!("{path}/history")).expect(200).body.to_string().contains("secret"));
    }
    let task = json!({ "title": "Ask them", "about": { "kind": "country", "code": "AR" }, "due": "2014" });
    add(&inside, "follow-ups", task);
    assert_eq!(total(&inside, "/v1/attention?kind=overdue_follow_up&country=AR"), 1);
}

/// A claim on a private member is as private as the member, also when it has become another one.
fn a_former_claim_stays_private(app: &TestApp) {
    let inside = app.coordinator("AR");
    let source = source(&inside);
    let person = add(&inside, "people", json!({ "name": "Ana", "country": "AR", "sensitivity": "public" }));
    let claim =
        json!({ "source_id": source, "about": { "kind": "person", "id": person }, "field": "phone", "value": "+54 1" });
    let claim = inside.post("/v1/citations", claim).expect(201);
    let path = format!("/v1/citations/{}", claim.id());
    inside.holding(&claim).patch(&path, json!({ "field": "summary", "value": "x" })).expect(200);
    for who in [funder(app), app.dashboard("all"), app.coordinator("GH")] {
        assert_eq!(who.get(&path).expect(200)["field"], "summary");
        let history = who.get(&format!("{path}/history")).expect(200).body.to_string();
        assert!(!history.contains("+54"), "{history}");
    }
    assert!(inside.get(&format!("{path}/history")).expect(200).body.to_string().contains("+54"));
}

/// A claim on a private member is as private as the member.
fn claims_on_private_members_are_private(app: &TestApp) {
    let inside = app.coordinator("AR");
    let source = source(&inside);
    let person = add(&inside, "people", json!({ "name": "Ana", "country": "AR", "sensitivity": "public" }));
    let about = json!({ "kind": "person", "id": person });
    for value in ["+54 1", "+54 2"] {
        let body = json!({ "source_id": source, "about": about, "field": "phone", "value": value });
        add(&inside, "citations", body);
    }
    add(&inside, "citations", json!({ "source_id": source, "about": about, "field": "name", "value": "Anna" }));
    assert_eq!(total(&inside, "/v1/citations"), 3);
    assert_eq!(total(&inside, "/v1/attention?kind=conflicting_sources"), 1);
    for who in [app.coordinator("GH"), app.dashboard("AR"), app.dashboard("all"), funder(app)] {
        let seen = who.get("/v1/citations?total=exact").expect(200);
        assert_eq!((&seen["total"], &seen.data()[0]["field"]), (&json!(1), &json!("name")));
        assert_eq!(total(&who, "/v1/citations?field=phone"), 0);
        assert_eq!(total(&who, "/v1/attention?kind=conflicting_sources"), 0);
    }
    // Every private member is among those.
    let schemas: Value = serde_json::from_str(include_str!("../../openapi/openapi.json")).expect("the API document");
    let schemas = schemas["components"]["schemas"].as_object().expect("schemas").clone();
    for (name, schema) in &schemas {
        for (member, of) in schema["properties"].as_object().into_iter().flatten() {
            let private = of.to_string().contains("schemas/Private\"");
            let known = rapport_domain::text::Private::MEMBERS.contains(&member.as_str());
            assert!(!private || known, "{name}.{member} is private: see Private::MEMBERS");
        }
    }
}

/// A membership lies where its post does, be that a country or a region.
fn memberships_lie_in_the_region_of_their_post(app: &TestApp) {
    let (inside, outside) = (app.coordinator("latin_america"), app.coordinator("GH"));
    let post = json!({ "title": "Coordinator", "kind": "coordinator", "region": "latin_america" });
    let post = add(&inside, "posts", post);
    let person = add(&inside, "people", json!({ "name": "Ana" }));
    let body =
        |sensitivity: &str| json!({ "person_id": person, "post_id": post, "role": "x", "sensitivity": sensitivity });
    let open = inside.post("/v1/memberships", body("internal")).expect(201);
    let path = format!("/v1/memberships/{}", open.id());
    outside.holding(&open).patch(&path, json!({ "role": "y" })).problem(403, "forbidden");
    outside.holding(&open).delete(&path).problem(403, "forbidden");
    outside.post("/v1/memberships", body("internal")).problem(403, "forbidden");
    let secret = format!("/v1/memberships/{}", add(&inside, "memberships", body("restricted")));
    inside.get(&secret).expect(200);
    outside.get(&secret).problem(404, "not_found");
    app.dashboard("GH").get(&path).problem(404, "not_found");
}

/// The history of what was about something else before says nothing of that to those who may not know it.
fn a_former_subject_is_not_told(app: &TestApp) {
    let admin = app.admin();
    let secret = add(&admin, "interventions", visit(json!({ "sensitivity": "restricted" })));
    let open = add(&admin, "interventions", visit(json!({ "sensitivity": "public" })));
    let about = |id: &str| json!({ "kind": "intervention", "id": id });
    let note = json!({ "about": about(&secret), "text": "Before", "sensitivity": "public" });
    let note = admin.post("/v1/notes", note).expect(201);
    let path = format!("/v1/notes/{}", note.id());
    let moved = admin.holding(&note).patch(&path, json!({ "about": about(&open), "text": "After" })).expect(200);
    assert_eq!(moved["about"], about(&open));
    for who in [app.coordinator("GH"), app.dashboard("all"), funder(app)] {
        assert_eq!(who.get(&path).expect(200)["text"], "After");
        let history = who.get(&format!("{path}/history")).expect(200).body.to_string();
        assert!(!history.contains(&secret) && !history.contains("Before"), "{history}");
    }
    assert!(admin.get(&format!("{path}/history")).expect(200).body.to_string().contains("Before"));
}

struct Turned {
    pledge: String,
    turnover: String,
}
fn turned(who: &Caller) -> Turned {
    let agency = json!({ "name": "Agency", "kind": "government_agency", "country": "AR", "sensitivity": "public" });
    let agency = add(who, "organizations", agency);
    let post = json!({ "title": "Contact", "kind": "ogp_poc", "country": "AR", "organization_id": agency });
    let post = add(who, "pocs", post);
    let pledge = json!({ "kind": "pledge", "title": "A space", "countries": ["AR"], "made_by": agency, "sensitivity": "public" });
    let pledge = add(who, "commitments", pledge);
    let body = json!({ "what": "leadership", "when": "2014-03", "pledges": [{ "commitment_id": pledge, "status": "at_risk" }] });
    let turnover = add(who, &format!("pocs/{post}/hand-over"), body);
    Turned { pledge, turnover }
}
/// A step names no turnover of a post that its reader may not know of.
fn steps_hide_hidden_turnovers(app: &TestApp) {
    let Turned { pledge, turnover } = turned(&app.admin());
    let path = format!("/v1/commitments/{pledge}");
    let last =
        |answer: &Answer| answer["transitions"].as_array().and_then(|steps| steps.last()).expect("a step").clone();
    let seen = last(&app.dashboard("all").get(&path).expect(200));
    assert_eq!((&seen["status"], &seen["turnover_id"]), (&json!("at_risk"), &json!(turnover)));
    let funder = funder(app);
    let seen = last(&funder.get(&path).expect(200));
    assert_eq!((&seen["status"], &seen["turnover_id"]), (&json!("at_risk"), &Value::Null));
    assert!(!funder.get("/v1/countries/AR/story").expect(200).body.to_string().contains(&turnover));
}
/// A step that names a turnover is found by it, and leaves it as it was.
fn a_step_names_a_turnover(app: &TestApp) {
    let inside = app.coordinator("AR");
    let Turned { turnover, .. } = turned(&inside);
    let path = format!("/v1/turnovers/{turnover}");
    let before = inside.get(&path).expect(200);
    let outside = app.coordinator("UY");
    let pledge = |country: &str| json!({ "kind": "pledge", "title": "Another", "countries": [country] });
    for (who, country) in [(&inside, "AR"), (&outside, "UY")] {
        let pledge = add(who, "commitments", pledge(country));
        let step = json!({ "status": "stalled", "turnover_id": turnover });
        who.post(&format!("/v1/commitments/{pledge}/transitions"), step).expect(201);
    }
    let after = inside.get(&path).expect(200);
    assert_eq!((after.etag(), &after.body), (before.etag(), &before.body));
    add(&inside, "commitments", pledge("AR"));
    for (query, found) in [
        (format!("turnover={turnover}"), 3),
        (format!("turnover[not]={turnover}"), 1),
        ("hit_by_turnover=true".into(), 3),
        ("hit_by_turnover=false".into(), 1),
        ("turnover[null]=true".into(), 1),
    ] {
        assert_eq!(total(&inside, &format!("/v1/commitments?{query}")), found, "{query}");
    }
}

/// No filter finds a record by an element that its reader does not see.
fn hidden_elements_are_found_by_no_filter(app: &TestApp) {
    let admin = app.admin();
    let secret = add(&admin, "interventions", visit(json!({ "sensitivity": "restricted" })));
    let practice = json!({
        "title": "A mechanism", "origins": ["MX"], "sensitivity": "public",
        "adoptions": [{ "country": "UY", "stage": "adopted", "intervention_id": secret }],
    });
    add(&admin, "practices", practice);
    let person = add(&admin, "people", json!({ "name": "Ana", "sensitivity": "public" }));
    let hidden = add(&admin, "organizations", json!({ "name": "Hidden", "kind": "cso", "sensitivity": "restricted" }));
    let with = json!({ "sensitivity": "public", "participants": [{ "person_id": person, "organization_id": hidden }] });
    add(&admin, "interventions", visit(with));
    let result = json!({
        "statement": "It changed.", "change_type": "practice", "observed": true, "countries": ["AR"], "sensitivity": "public",
        "contributions": [{ "organization_id": hidden, "intervention_id": secret }],
        "substantiations": [{ "person_id": person, "organization_id": hidden, "may_quote": true }],
    });
    add(&admin, "results", result);
    for (filter, found) in [
        ("practices?adoption.country=UY".to_owned(), 1),
        ("practices?adoption.country=UY&adoption.stage=adopted".to_owned(), 1),
        ("practices?adoption.country[not]=UY".to_owned(), 0),
        (format!("interventions?participant.person={person}"), 1),
        (format!("results?substantiation.person={person}"), 1),
    ] {
        let path = format!("/v1/{filter}");
        assert_eq!(total(&admin, &path), found, "{filter}");
        let seen = total(&app.dashboard("all"), &path);
        assert_eq!(seen, i32::from(filter.contains("[not]")), "{filter}");
    }
    let story = app.dashboard("all").get("/v1/countries/UY/story").expect(200);
    assert_eq!(story["practices"], json!([]));
}

/// What may not be quoted is the team's to know: the public reads neither who said it nor what.
fn what_may_not_be_quoted_is_not_printed(app: &TestApp) {
    let admin = app.admin();
    let person = |name: &str| add(&admin, "people", json!({ "name": name, "sensitivity": "public" }));
    let (silent, open) = (person("Silent"), person("Open"));
    let result = json!({
        "statement": "It changed.", "change_type": "practice", "observed": true, "countries": ["AR"], "sensitivity": "public",
        "substantiations": [
            { "person_id": silent, "independent": true, "description": "full", "comment": "Do not quote me" },
            { "person_id": open, "independent": true, "description": "full", "comment": "Quote me", "may_quote": true },
        ],
    });
    let path = format!("/v1/results/{}", add(&admin, "results", result));
    let funder = funder(app);
    let seen = funder.get(&path).expect(200);
    assert_eq!(seen["substantiations"].as_array().map(Vec::len), Some(1));
    let everything = [path.clone(), format!("{path}/history"), "/v1/countries/AR/story".into()];
    for path in everything {
        let body = funder.get(&path).expect(200).body.to_string();
        assert!(!body.contains("Do not quote me") && !body.contains(&silent), "{path}: {body}");
    }
    for (person, found) in [(&silent, 0), (&open, 1)] {
        assert_eq!(total(&funder, &format!("/v1/results?substantiation.person={person}")), found);
    }
    assert_eq!(app.dashboard("all").get(&path).expect(200)["substantiations"].as_array().map(Vec::len), Some(2));
    // Nor is what was withdrawn later.
    let now = admin.get(&path).expect(200);
    let last = format!("{path}/substantiations/{}", now["substantiations"][1]["id"].as_str().expect("an id"));
    admin.holding(&now).patch(&last, json!({ "may_quote": false })).expect(200);
    assert!(!funder.get(&format!("{path}/history")).expect(200).body.to_string().contains("Quote me"));
}

on_both! {
    what_is_restricted_stays_in_reach,
    what_is_about_a_country_lies_there,
    claims_on_private_members_are_private,
    a_former_claim_stays_private,
    memberships_lie_in_the_region_of_their_post,
    a_former_subject_is_not_told,
    steps_hide_hidden_turnovers,
    a_step_names_a_turnover,
    hidden_elements_are_found_by_no_filter,
    what_may_not_be_quoted_is_not_printed,
}
