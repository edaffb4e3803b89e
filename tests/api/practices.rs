//! Practices: which of them spread from where to where, how far, and by what.
use crate::making::{NOBODY, made, with};
use rapport_testkit::{Answer, Caller, TestApp, on_both};
use serde_json::{Value, json};

fn pair(pointer: &str, code: &str) -> [(String, String); 1] {
    [(pointer.to_owned(), code.to_owned())]
}
fn practice(who: &Caller, title: &str, origins: &[&str], adoptions: Value) -> String {
    let body = json!({ "title": title, "origins": origins, "adoptions": adoptions });
    format!("/v1/practices/{}", made(who, "practices", body))
}
fn titles(who: &Caller, query: &str) -> Vec<String> {
    let found = who.walk(&format!("/v1/practices?{query}"));
    found.iter().map(|record| record["title"].as_str().expect("a title").to_owned()).collect()
}
fn patch(who: &Caller, path: &str, body: Value) -> Answer {
    who.holding(&who.get(path).expect(200)).patch(path, body)
}
fn visit(who: &Caller, sensitivity: &str) -> String {
    let body = json!({
        "title": "A visit", "kinds_unknown": true, "countries": ["AR"], "sensitivity": sensitivity,
    });
    made(who, "interventions", body)
}

fn one_call_tells_what_spread_from_where_to_where(app: &TestApp) {
    let who = app.coordinator("all");
    let visit = visit(&who, "public");
    let result = json!({ "statement": "It spread.", "change_type": "practice", "observed": true, "countries": ["CR"] });
    let result = made(&who, "results", result);
    let dialogue = json!([{
        "country": "CR", "stage": "adopted", "intervention_id": visit, "result_id": result, "when": "2013",
        "when_said": "after February 2013", "note": "Itself an example now.",
    }]);
    practice(&who, "A permanent dialogue", &["MX", "PE"], dialogue);
    let thematic = json!([
        { "country": "DO", "stage": "under_discussion" }, { "country": "UY", "stage": "adopted" },
        { "region": "latin_america" }, { "worldwide": true },
    ]);
    practice(&who, "A thematic plan", &["MX"], thematic);
    let all = app.dashboard("all").get("/v1/practices").expect(200);
    let edges: Vec<String> = all
        .data()
        .iter()
        .flat_map(|practice| {
            let adoptions = practice["adoptions"].as_array().expect("adoptions");
            adoptions.iter().map(|a| {
                let place = a["country"].as_str().or(a["region"].as_str()).unwrap_or("the world");
                format!("{} to {place}: {}", practice["origins"], a["stage"].as_str().expect("a stage"))
            })
        })
        .collect();
    let expected = [
        r#"["MX","PE"] to CR: adopted"#,
        r#"["MX"] to DO: under_discussion"#,
        r#"["MX"] to UY: adopted"#,
        r#"["MX"] to latin_america: shared"#,
        r#"["MX"] to the world: shared"#,
    ];
    assert_eq!(edges, expected);
    let first = &all.data()[0]["adoptions"][0];
    assert_eq!((&first["intervention_id"], &first["result_id"]), (&json!(visit), &json!(result)));
    assert_eq!((&first["when"], &first["when_label"]), (&json!("2013"), &json!("after February 2013")));
}

/// Two conditions on adoptions are about one adoption.
fn practices_are_found_by_one_and_the_same_adoption(app: &TestApp) {
    let who = app.coordinator("all");
    let (by, other) = (visit(&who, "internal"), visit(&who, "internal"));
    let one = json!([
        { "country": "CR", "stage": "adopted", "intervention_id": by }, { "country": "UY", "stage": "shared" },
    ]);
    practice(&who, "Dialogue", &["MX", "PE"], one);
    practice(&who, "Open data", &["GB"], json!([{ "region": "europe", "intervention_id": other }]));
    practice(&who, "Unknown", &[], json!([]));
    for (query, found) in [
        ("origin=PE,GB", "Dialogue, Open data"),
        ("origin[not]=MX", "Open data, Unknown"),
        ("adoption.country=UY", "Dialogue"),
        ("adoption.country[not]=UY", "Open data, Unknown"),
        ("adoption.region=europe", "Open data"),
        ("adoption.stage=adopted", "Dialogue"),
        ("adoption.stage=shared", "Dialogue, Open data"),
        ("adoption.country=CR&adoption.stage=adopted", "Dialogue"),
        ("adoption.country=UY&adoption.stage=adopted", ""),
        ("adoption.country=UY,CR&adoption.stage=adopted,under_discussion", "Dialogue"),
        (&format!("adoption.intervention={by}"), "Dialogue"),
        (&format!("adoption.intervention={by}&adoption.country=CR"), "Dialogue"),
        (&format!("adoption.intervention={by}&adoption.country=UY"), ""),
        (&format!("adoption.intervention={by},{other}&adoption.region=europe"), "Open data"),
        ("adoption.intervention[null]=true", "Unknown"),
        ("origin=MX&adoption.country=CR", "Dialogue"),
    ] {
        assert_eq!(titles(&who, query).join(", "), found, "{query}");
        let counted = who.get(&format!("/v1/practices?{query}&total=exact&limit=1")).expect(200);
        assert_eq!(counted["total"], found.split(", ").filter(|title| !title.is_empty()).count(), "{query}");
    }
}

fn an_adoption_has_one_place(app: &TestApp) {
    let who = app.coordinator("all");
    let path = practice(&who, "Dialogue", &["MX"], json!([{ "country": "CR" }]));
    for place in [
        json!({}),
        json!({ "stage": "adopted" }),
        json!({ "country": "AR", "region": "europe" }),
        json!({ "country": "AR", "worldwide": true }),
        json!({ "region": "europe", "worldwide": true }),
        json!({ "country": "AR", "region": "europe", "worldwide": true }),
    ] {
        let body = json!({ "title": "A practice", "adoptions": [place] });
        let refused = who.post("/v1/practices", body).problem(422, "invalid");
        assert_eq!(refused.errors(), pair("/adoptions/0/country", "one_place"), "{place}");
        let refused = who.post(&format!("{path}/adoptions"), place.clone()).problem(422, "invalid");
        assert_eq!(refused.errors(), pair("/country", "one_place"), "{place}");
        let refused = patch(&who, &path, json!({ "adoptions": [place] })).problem(422, "invalid");
        assert_eq!(refused.errors(), pair("/adoptions/0/country", "one_place"), "{place}");
    }
    assert_eq!(who.get(&path).expect(200).etag(), "\"1\"");
}

fn adoptions_have_paths_of_their_own(app: &TestApp) {
    let who = app.coordinator("all");
    let path = practice(&who, "Dialogue", &["MX"], json!([]));
    let told = json!({ "country": "CR", "when": "2013-02", "when_said": "in February", "note": "Talks." });
    let added = who.post(&format!("{path}/adoptions"), told).expect(201);
    assert_eq!((added.etag(), &added["stage"], &added["when"]), ("\"2\"", &json!("shared"), &json!("2013-02")));
    let one = format!("{path}/adoptions/{}", added.id());
    // What the patch does not name stays, the date among it.
    let moved = who.holding(&added).patch(&one, json!({ "stage": "adopted", "when_said": null })).expect(200);
    assert_eq!(
        (&moved["stage"], &moved["when"], &moved["note"]),
        (&json!("adopted"), &json!("2013-02"), &json!("Talks."))
    );
    assert_eq!((&moved["when_said"], &moved["when_label"]), (&Value::Null, &json!("February 2013")));
    let elsewhere = json!({ "country": null, "region": "latin_america", "when": "2014" });
    let elsewhere = who.holding(&moved).patch(&one, elsewhere).expect(200);
    assert_eq!((&elsewhere["region"], &elsewhere["country"]), (&json!("latin_america"), &Value::Null));
    for (wrong, code, pointer) in [
        (json!({ "when_label": "x" }), "unknown_field", "/when_label"),
        (json!({ "stage": "spread" }), "unknown_code", "/stage"),
        (json!({ "when": "2014-13" }), "bad_month", "/when"),
        (json!({ "result_id": NOBODY }), "unknown_reference", "/result_id"),
    ] {
        let refused = who.holding(&elsewhere).patch(&one, wrong).expect(422);
        assert_eq!(refused.errors(), pair(pointer, code));
    }
    who.holding(&elsewhere).delete(&one).expect(204);
    let now = who.get(&path).expect(200);
    assert_eq!((now.etag(), &now["adoptions"]), ("\"5\"", &json!([])));
}

/// An adoption is hidden with the intervention that it names, and stays when the array is replaced.
fn hidden_adoptions_stay(app: &TestApp) {
    let (admin, far) = (app.admin(), app.coordinator("europe"));
    let (hidden, open) = (visit(&admin, "restricted"), visit(&admin, "internal"));
    let adoptions =
        json!([{ "country": "CR", "intervention_id": hidden }, { "country": "DE", "intervention_id": open }]);
    let path = practice(&admin, "Dialogue", &["GB"], adoptions);
    let places = |who: &Caller| -> Vec<String> {
        let all = who.get(&path).expect(200)["adoptions"].clone();
        all.as_array().expect("adoptions").iter().map(|a| a["country"].as_str().expect("a code").to_owned()).collect()
    };
    assert_eq!((places(&admin), places(&far)), (vec!["CR".into(), "DE".into()], vec!["DE".to_owned()]));
    let kept = admin.get(&path).expect(200)["adoptions"][0].clone();
    patch(&far, &path, json!({ "adoptions": [{ "country": "FR" }] })).expect(200);
    assert_eq!((places(&admin), places(&far)), (vec!["FR".into(), "CR".into()], vec!["FR".to_owned()]));
    assert_eq!(admin.get(&path).expect(200)["adoptions"][1], kept);
    patch(&far, &path, json!({ "adoptions": [] })).expect(200);
    assert_eq!(places(&admin), ["CR"]);
    let one = format!("{path}/adoptions/{}", kept["id"].as_str().expect("an id"));
    far.holding(&far.get(&path).expect(200)).delete(&one).problem(404, "not_found");
}

/// It belongs to where it comes from, or to everybody: who took it up does not make it theirs.
fn a_practice_lies_where_it_comes_from(app: &TestApp) {
    let (admin, mexico, costa_rica) = (app.admin(), app.coordinator("MX"), app.coordinator("CR"));
    let restricted = |title: &str, origins: &[&str]| {
        let body = json!({ "title": title, "adoptions": [{ "country": "CR" }], "sensitivity": "restricted" });
        format!("/v1/practices/{}", made(&admin, "practices", with(body, json!({ "origins": origins }))))
    };
    let (mexican, anybodys) = (restricted("Mexican", &["MX", "PE"]), restricted("Anybody's", &[]));
    for (who, sees) in [(&mexico, true), (&costa_rica, false)] {
        assert_eq!(who.get(&mexican).status, if sees { 200 } else { 404 });
        assert_eq!(titles(who, "").len(), if sees { 2 } else { 1 });
        who.post(&format!("{anybodys}/adoptions"), json!({ "country": "UY" })).expect(201);
    }
    mexico.post(&format!("{mexican}/adoptions"), json!({ "country": "UY" })).expect(201);
    let open = practice(&admin, "Open", &["MX"], json!([]));
    costa_rica.post(&format!("{open}/adoptions"), json!({ "country": "CR" })).problem(403, "forbidden");
    patch(&mexico, &open, json!({ "origins": ["CR"] })).problem(403, "forbidden");
    patch(&mexico, &open, json!({ "origins": ["MX", "CR"] })).expect(200);
    costa_rica.post(&format!("{open}/adoptions"), json!({ "country": "CR" })).expect(201);
    let own = json!({ "title": "Theirs", "origins": ["DE"] });
    mexico.post("/v1/practices", own).problem(403, "forbidden");
}

on_both! {
    one_call_tells_what_spread_from_where_to_where,
    practices_are_found_by_one_and_the_same_adoption,
    an_adoption_has_one_place,
    adoptions_have_paths_of_their_own,
    hidden_adoptions_stay,
    a_practice_lies_where_it_comes_from,
}
