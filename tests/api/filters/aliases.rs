//! `UK` and the like stand for a country's own code wherever one is read: in paths, filters and bodies.
use crate::making::{key, made};
use rapport_testkit::{TestApp, on_both};
use serde_json::json;

fn paths_take_aliases(app: &TestApp) {
    let who = app.admin();
    for (alias, code) in [("UK", "GB"), ("uk", "GB"), ("gb", "GB"), ("EL", "GR"), ("ZR", "CD")] {
        let country = who.get(&format!("/v1/countries/{alias}")).expect(200);
        assert_eq!(country["code"], code);
        who.get(&format!("/v1/countries/{alias}/timeline")).expect(200);
        who.get(&format!("/v1/countries/{alias}/history")).expect(200);
    }
    assert_eq!(who.get("/v1/countries/GB").expect(200)["aliases"], json!(["UK"]));
    let held = who.get("/v1/countries/UK").expect(200);
    let renamed = who.holding(&held).patch("/v1/countries/UK", json!({ "name": "Britain" })).expect(200);
    assert_eq!((&renamed["code"], &renamed["name"]), (&json!("GB"), &json!("Britain")));
    for nobody in ["/v1/countries/ZZ", "/v1/countries/Argentina", "/v1/countries/A", "/v1/countries/%C3%89"] {
        who.get(nobody).problem(404, "not_found");
    }
}

fn bodies_take_aliases(app: &TestApp) {
    let who = app.admin();
    let visit = json!({
        "title": "A visit", "kinds": ["strategy_support"], "countries": ["UK", "ar"], "peer_countries": ["EL"],
        "held_in": "uk",
    });
    let visit = who.post("/v1/interventions", visit).expect(201);
    assert_eq!(visit["countries"], json!(["GB", "AR"]));
    assert_eq!((&visit["peer_countries"], &visit["held_in"]), (&json!(["GR"]), &json!("GB")));
    let path = format!("/v1/interventions/{}", visit.id());
    let moved = who.holding(&visit).patch(&path, json!({ "countries": ["EL"], "peer_countries": [] })).expect(200);
    assert_eq!(moved["countries"], json!(["GR"]));
    let agency = json!({ "name": "An agency", "kind": "government_agency", "country": "UK" });
    assert_eq!(who.post("/v1/organizations", agency).expect(201)["country"], "GB");
    let region = json!({ "name": "The isles", "countries": ["UK", "IE"] });
    assert_eq!(who.post("/v1/regions", region).expect(201)["countries"], json!(["GB", "IE"]));
    // A reach holds what it means, not how it was written.
    let user = json!({
        "email": "uk@test.example", "name": "U. K.", "role": "coordinator", "reach": ["UK"],
        "password": TestApp::PASSWORD,
    });
    assert_eq!(who.post("/v1/users", user).expect(201)["reach"], json!(["GB"]));
    let british = json!({ "title": "A visit", "kinds": ["strategy_support"], "countries": ["GB"] });
    app.coordinator("UK").post("/v1/interventions", british).expect(201);
}

fn filters_take_aliases(app: &TestApp) {
    let who = app.admin();
    let british = json!({
        "title": "A visit", "kinds": ["seed_funding"], "countries": ["GB"], "held_in": "GB", "sensitivity": "public",
    });
    let visit = made(&who, "interventions", british);
    let peer = json!({ "title": "B", "kinds": ["seed_funding"], "countries": ["AR"], "peer_countries": ["GB"] });
    let peer = made(&who, "interventions", peer);
    let agency = made(&who, "organizations", json!({ "name": "Agency", "kind": "government_agency", "country": "GB" }));
    let person = made(&who, "people", json!({ "name": "Ana", "country": "GB" }));
    let post = made(&who, "posts", json!({ "title": "A post", "country": "GB", "kind": "ogp_poc" }));
    let pledge = made(&who, "commitments", json!({ "kind": "pledge", "title": "A pledge", "countries": ["GB"] }));
    let result = json!({ "statement": "A result", "change_type": "policy", "observed": true, "countries": ["GB"] });
    let result = made(&who, "results", result);
    for (list, field, found) in [
        ("countries", "code", "GB"),
        ("interventions", "country", &visit),
        ("interventions", "held_in", &visit),
        ("interventions", "peer_country", &peer),
        ("organizations", "country", &agency),
        ("people", "country", &person),
        ("posts", "country", &post),
        ("pocs", "country", &post),
        ("commitments", "country", &pledge),
        ("results", "country", &result),
        ("regions", "country", "europe"),
    ] {
        for alias in ["UK", "uk", "UK,EL", "GB"] {
            let records = who.walk(&format!("/v1/{list}?{field}={alias}&limit=200"));
            assert!(records.iter().any(|record| key(record) == found), "{list}?{field}={alias}: {records:?}");
            let others = who.walk(&format!("/v1/{list}?{field}[not]={alias}&limit=200"));
            assert!(others.iter().all(|record| key(record) != found), "{list}?{field}[not]={alias}");
        }
    }
}

fn a_reach_is_found_by_an_alias(app: &TestApp) {
    let who = app.admin();
    app.coordinator("UK");
    for code in ["GB", "UK"] {
        let users = who.get(&format!("/v1/users?reach={code}")).expect(200);
        assert_eq!(users.data().len(), 1, "reach={code}");
    }
}

on_both! {
    paths_take_aliases,
    bodies_take_aliases,
    filters_take_aliases,
    a_reach_is_found_by_an_alias,
}
