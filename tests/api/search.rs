//! Search: words whatever their case and accents, beginnings, phrases, several languages; and never what is hidden.
use crate::making::{encoded, made};
use rapport_testkit::{Answer, Caller, TestApp, on_both};
use serde_json::json;

fn sought(who: &Caller, q: &str, more: &str) -> Answer {
    who.get(&format!("/v1/search?q={}{more}", encoded(q))).expect(200)
}
/// The titles found, the best first.
fn titles(answer: &Answer) -> Vec<&str> {
    answer.data().iter().map(|one| one["title"].as_str().expect("a title")).collect()
}
#[track_caller]
fn finds(who: &Caller, q: &str, more: &str, expected: &[&str]) {
    let answer = sought(who, q, more);
    let mut found = titles(&answer);
    found.sort_unstable();
    assert_eq!(found, expected, "{q} {more}");
}

fn world(who: &Caller) {
    let network = json!({
        "name": "Red por la Participación", "kind": "cso_network", "country": "AR", "acronym": "RPP",
        "names": { "en": "Network for Participation" },
    });
    made(who, "organizations", network);
    made(who, "people", json!({ "name": "Ana Núñez" }));
    let visit = json!({
        "title": "Visita a Montevideo", "summary": "Se habló con la Jefatura de Gabinete sobre un foro permanente.",
        "kinds": ["strategy_support"], "countries": ["UY"], "lang": "es",
        "translations": { "en": { "title": "Visit to Montevideo" } },
    });
    made(who, "interventions", visit);
    let pledge = json!({
        "kind": "pledge", "title": "A forum for participation", "countries": ["UY", "AR"], "official_id": "UY0012",
    });
    made(who, "commitments", pledge);
    let result = json!({
        "statement": "The law was changed", "significance": "Participation is a right now",
        "change_type": "policy", "observed": true, "countries": ["AR"],
    });
    made(who, "results", result);
    let voice = json!({ "text": "Nos ayudó muchísimo", "summary": "They helped", "lang": "es", "countries": ["AR"] });
    made(who, "testimonials", voice);
    let about = json!({ "kind": "country", "code": "UY" });
    made(who, "documents", json!({ "title": "Informe de participación", "about": about }));
}

fn words_find_records(app: &TestApp) {
    let who = app.admin();
    world(&who);
    let participation =
        ["A forum for participation", "Informe de participación", "Red por la Participación", "The law was changed"];
    for q in ["participacion", "PARTICIPACIÓN", "Participac"] {
        finds(&who, q, "", &["Informe de participación", "Red por la Participación"]);
    }
    finds(&who, "particip", "", &participation);
    finds(&who, "jefatura", "", &["Visita a Montevideo"]);
    finds(&who, "visit montevideo", "", &["Visita a Montevideo"]);
    finds(&who, "nunez", "", &["Ana Núñez"]);
    finds(&who, "rpp", "", &["Red por la Participación"]);
    finds(&who, "UY0012", "", &["A forum for participation"]);
    finds(&who, "muchisimo", "", &["They helped"]);
    finds(&who, "participation law", "", &["The law was changed"]);
    finds(&who, "participation nothing", "", &[]);
    // Phrases are whole and in order.
    finds(&who, "\"jefatura de gabinete\"", "", &["Visita a Montevideo"]);
    finds(&who, "\"gabinete de jefatura\"", "", &[]);
    finds(&who, "\"jefatura de gab\"", "", &[]);
    finds(&who, "foro \"de gabinete\"", "", &["Visita a Montevideo"]);
    // By kind and country.
    finds(&who, "particip", "&kind=commitment,document", &["A forum for participation", "Informe de participación"]);
    finds(&who, "particip", "&country=UY", &["A forum for participation"]);
    finds(
        &who,
        "particip",
        "&country[in]=latin_america&kind=organization,result",
        &["Red por la Participación", "The law was changed"],
    );
    finds(&who, "particip", "&country=CL", &[]);
}

fn the_best_come_first_page_by_page(app: &TestApp) {
    let who = app.admin();
    world(&who);
    let all = sought(&who, "particip", "&total=exact");
    assert_eq!(titles(&all).last(), Some(&"The law was changed"), "a word in a title is worth more");
    assert_eq!(all["total"], 4);
    assert_eq!(all["kinds"], json!({ "commitment": 1, "document": 1, "organization": 1, "result": 1 }));
    let law = all.data().last().expect("a hit");
    assert_eq!(law["snippet"], "Participation is a right now");
    assert_eq!(who.get(law["url"].as_str().expect("a URL")).expect(200)["statement"], "The law was changed");
    let cabinet = sought(&who, "gabinete", "");
    assert_eq!(
        cabinet.data()[0]["snippet"],
        "Se habló con la Jefatura de Gabinete sobre un foro permanente. Visit to Montevideo"
    );
    let found = who.walk("/v1/search?q=particip&limit=1");
    assert_eq!(json!(found), all["data"]);
    for (query, parameter) in [
        ("", "q"),
        ("q=", "q"),
        ("q=%22%22", "q"),
        ("q=%2A%28%29", "q"),
        ("q=a&q=b", "q"),
        ("q=a&kind=user", "kind"),
        ("q=a&country=ARG", "country"),
        ("q=a&limit=0", "limit"),
        ("q=a&cursor=x", "cursor"),
        ("q=a&sort=title", "sort"),
    ] {
        let refused = who.get(&format!("/v1/search?{query}")).problem(400, "bad_query");
        assert_eq!(refused["parameter"], parameter, "{query}");
    }
    who.get(&format!("/v1/search?q={}", "x".repeat(201))).problem(400, "bad_query");
    for q in ["' OR 1", "a\" NEAR b", "title:x", "NOT", "a AND", "&|!:*", "-x", "a:*", "日本", "%", "\u{202e}"] {
        let status = who.get(&format!("/v1/search?q={}", encoded(q))).status;
        assert!(status == 200 || status == 400, "{q}: {status}");
    }
}

fn what_is_written_is_found_at_once(app: &TestApp) {
    let who = app.admin();
    let made = who.post("/v1/people", json!({ "name": "Zoë Quispe" })).expect(201);
    let path = made.headers["location"].clone();
    finds(&who, "zoe", "", &["Zoë Quispe"]);
    let changed = who.holding(&made).patch(&path, json!({ "name": "Zoe Mamani" })).expect(200);
    finds(&who, "quispe", "", &[]);
    finds(&who, "mamani", "", &["Zoe Mamani"]);
    let gone = who.holding(&changed).delete(&path).expect(204);
    finds(&who, "mamani", "", &[]);
    who.holding(&gone).post(&format!("{path}/restore"), json!({})).expect(200);
    finds(&who, "mamani", "", &["Zoe Mamani"]);
    // What a body nests, and what it calls new.
    let visit = json!({
        "title": "Trip", "kinds": ["strategy_support"], "countries": ["UY"],
        "participants": [{ "new_person": { "name": "Xul Solar" } }],
        "commitments": [{ "kind": "pledge", "title": "An unheard-of pledge", "countries": ["UY"] }],
    });
    who.post("/v1/interventions", visit).expect(201);
    finds(&who, "xul", "", &["Xul Solar"]);
    finds(&who, "unheard-of", "", &["An unheard-of pledge"]);
    // A refused body leaves no words.
    let bad = json!({ "title": "Refused", "kinds": ["strategy_support"], "countries": ["UY"], "parent_id": made.id() });
    assert_eq!(who.post("/v1/interventions", bad).status, 422);
    finds(&who, "refused", "", &[]);
}

fn nobody_finds_what_they_may_not_read(app: &TestApp) {
    let who = app.admin();
    let secret = json!({
        "title": "Sakharov", "kinds": ["strategy_support"], "countries": ["AZ"], "sensitivity": "restricted",
        "private_notes": "Lighthouse",
    });
    made(&who, "interventions", secret);
    let open = json!({
        "title": "Sakharov, told to all", "kinds": ["strategy_support"], "countries": ["AZ"], "sensitivity": "public",
        "private_notes": "Lighthouse",
    });
    made(&who, "interventions", open);
    finds(&who, "sakharov", "", &["Sakharov", "Sakharov, told to all"]);
    finds(&who, "lighthouse", "", &[]);
    for outside in [app.coordinator("GB"), app.dashboard("all"), app.dashboard("AZ")] {
        let seen = sought(&outside, "sakharov", "&total=exact");
        assert_eq!((titles(&seen), &seen["total"]), (vec!["Sakharov, told to all"], &json!(1)));
        assert_eq!(seen["kinds"], json!({ "intervention": 1 }));
    }
    finds(&app.coordinator("AZ"), "sakharov", "", &["Sakharov", "Sakharov, told to all"]);
    app.stranger().get("/v1/search?q=sakharov").problem(401, "unauthenticated");
}

on_both! {
    words_find_records,
    the_best_come_first_page_by_page,
    what_is_written_is_found_at_once,
    nobody_finds_what_they_may_not_read,
}
