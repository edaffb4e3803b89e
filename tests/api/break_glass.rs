//! Breaking the glass: one restricted record outside the reach, by its id, for a while, on record.
use crate::making::{NOBODY, made, remove};
use rapport_testkit::{Answer, Caller, TestApp, on_both};
use serde_json::{Value, json};

fn open(who: &Caller, kind: &str, id: &str, minutes: i64) -> Answer {
    let body = json!({ "kind": kind, "record_id": id, "reason": "She may be in danger", "minutes": minutes });
    who.post("/v1/break-glass", body)
}
/// A restricted person of Azerbaijan, once changed.
fn activist(app: &TestApp) -> String {
    let there = app.coordinator("AZ");
    let body = json!({
        "name": "Leyla Aliyeva", "country": "AZ", "email": "leyla@example.org", "sensitivity": "restricted",
    });
    let person = made(&there, "people", body);
    let path = format!("/v1/people/{person}");
    there.holding(&there.get(&path).expect(200)).patch(&path, json!({ "summary": "An activist" })).expect(200);
    person
}
/// What a caller finds of a person otherwise than by the id.
fn found(who: &Caller, person: &str, visit: &str) -> Vec<Value> {
    let total = |path: &str| who.get(path).expect(200)["total"].clone();
    let export = who.get(&format!("/v1/export/people?format=json&id={person}")).expect(200).body;
    let visit = who.get(&format!("{visit}?include=participants.person")).expect(200);
    vec![
        total(&format!("/v1/people?id={person}&total=exact")),
        total("/v1/search?q=aliyeva&total=exact"),
        who.get(&format!("/v1/aggregate/people?id={person}")).expect(200)["total"]["figures"]["count"].clone(),
        json!(export.as_array().map(Vec::len)),
        json!(visit["participants"].as_array().map(Vec::len)),
        json!(visit["included"]["people"].as_array().map_or(0, Vec::len)),
        total(&format!("/v1/interventions?participant.person={person}&total=exact")),
    ]
}

fn a_record_is_open_to_one_for_a_while(app: &TestApp) {
    let (who, twin) = (app.coordinator("AR"), app.coordinator("AR"));
    let person = activist(app);
    let (path, history) = (format!("/v1/people/{person}"), format!("/v1/people/{person}/history"));
    let visit = json!({
        "title": "A visit", "kinds": ["strategy_support"], "countries": ["AR"],
        "participants": [{ "person_id": person }],
    });
    let visit = format!("/v1/interventions/{}", made(&app.admin(), "interventions", visit));
    who.get(&path).problem(404, "not_found");

    let opened = open(&who, "person", &person, 30).expect(201);
    assert_eq!((&opened["kind"], &opened["record_id"]), (&json!("person"), &json!(person)));
    assert_eq!(opened["user_id"], who.get("/v1/me").expect(200)["id"]);
    let shown = who.get(&path).expect(200);
    // It opens what is restricted, not what is private.
    assert_eq!((&shown["name"], shown.body.get("email")), (&json!("Leyla Aliyeva"), None));
    assert_eq!(shown["withheld"], json!(["email", "phone", "consent_evidence", "private_notes"]));
    who.with("If-None-Match", shown.etag()).get(&path).expect(304);
    let entries = who.walk(&history);
    let told: Vec<_> = entries.iter().map(|entry| (&entry["action"], entry.get("after").is_some())).collect();
    assert_eq!(told, [(&json!("break_glass"), true), (&json!("update"), true), (&json!("create"), true)]);
    assert_eq!((&entries[2]["after"]["name"], entries[2]["after"].get("email")), (&json!("Leyla Aliyeva"), None));

    // It is found by its id alone, by nobody else, and not to be written.
    let nothing = [0, 0, 0, 0, 0, 0, 0].map(|none| json!(none));
    assert_eq!(found(&who, &person, &visit), nothing);
    for path in [&path, &history] {
        twin.get(path).problem(404, "not_found");
    }
    who.get(&format!("{path}/claims")).problem(404, "not_found");
    who.get(&format!("{path}/export")).problem(404, "not_found");
    who.holding(&shown).patch(&path, json!({ "summary": "x" })).problem(404, "not_found");
    who.holding(&shown).delete(&path).problem(404, "not_found");

    let lasts = |answer: &Answer| answer.status == 200 || answer.status == 304;
    app.clock.pass(chrono::Duration::minutes(29));
    assert!(lasts(&who.get(&path)) && lasts(&who.get(&history)));
    let weak = who.get(&format!("{path}?fields=name")).expect(200);
    app.clock.pass(chrono::Duration::minutes(1));
    // Nothing was written since, and yet no kept answer is given.
    for path in [&path, &history, &format!("{path}?fields=name")] {
        who.get(path).problem(404, "not_found");
        who.with("If-None-Match", format!("{}, {}", shown.etag(), weak.etag())).get(path).problem(404, "not_found");
    }
}

fn what_a_record_names_stays_hidden(app: &TestApp) {
    let who = app.coordinator("AR");
    let person = activist(app);
    let said = json!({
        "text": "It helped.", "lang": "en", "countries": ["AZ"], "sensitivity": "restricted", "speaker_id": person,
        "people": [person],
    });
    let said = made(&app.admin(), "testimonials", said);
    open(&who, "testimonial", &said, 10).expect(201);
    let shown = who.get(&format!("/v1/testimonials/{said}")).expect(200);
    assert_eq!(
        (&shown["text"], &shown["speaker_id"], &shown["people"]),
        (&json!("It helped."), &json!(null), &json!([]))
    );
    let entries = who.walk(&format!("/v1/testimonials/{said}/history"));
    let first = &entries.last().expect("an entry")["after"];
    assert_eq!(
        (&first["text"], &first["speaker_id"], &first["people"]),
        (&json!("It helped."), &json!(null), &json!([]))
    );
    // Nor is the same id of another kind open.
    who.get(&format!("/v1/people/{person}")).problem(404, "not_found");
}

fn it_is_on_record(app: &TestApp) {
    let (who, there) = (app.coordinator("AR"), app.coordinator("AZ"));
    let me = who.get("/v1/me").expect(200);
    let person = activist(app);
    let mut opened: Vec<_> = (1..=3).map(|_| open(&who, "person", &person, 5).expect(201).body).collect();
    opened.reverse();
    for (reader, seen) in [(&app.admin(), 3), (&app.auditor(), 3), (&who, 3), (&there, 0)] {
        assert_eq!(reader.walk("/v1/break-glass?limit=2"), opened[..seen]);
    }
    assert_eq!(opened[0]["reason"], "She may be in danger");
    let funder = made(&app.admin(), "organizations", json!({ "name": "A funder", "kind": "funder" }));
    for reader in [app.dashboard("all"), app.funder(&funder)] {
        reader.get("/v1/break-glass").problem(403, "forbidden");
    }
    // Those who work with the record see who looked.
    let entry = &there.walk(&format!("/v1/people/{person}/history"))[0];
    assert_eq!((&entry["action"], &entry["by"], &entry["version"]), (&json!("break_glass"), &me["id"], &json!(2)));
    assert_eq!(entry["after"]["reason"], "She may be in danger");
}

fn asking_tells_nothing(app: &TestApp) {
    let (who, admin) = (app.coordinator("AR"), app.admin());
    let person = activist(app);
    remove(&admin, &format!("/v1/people/{person}"));
    for id in [NOBODY, &person] {
        let opened = open(&who, "person", id, 5).expect(201);
        assert_eq!(opened["record_id"], *id);
        who.get(&format!("/v1/people/{id}")).problem(404, "not_found");
        assert_eq!(admin.get("/v1/break-glass?limit=1").expect(200).data()[0], opened.body);
    }
    who.get(&format!("/v1/people/{person}?deleted=true")).problem(404, "not_found");
}

fn what_is_asked_is_looked_at(app: &TestApp) {
    let who = app.coordinator("AR");
    for kind in ["country", "user", "spaceship"] {
        let refused = open(&who, kind, NOBODY, 5).problem(422, "invalid");
        assert_eq!(refused.errors(), [("/kind".to_owned(), "unknown_kind".to_owned())]);
    }
    for minutes in [0, -1, 481] {
        let refused = open(&who, "person", NOBODY, minutes).problem(422, "invalid");
        assert_eq!(refused.errors(), [("/minutes".to_owned(), "bad_minutes".to_owned())]);
    }
    let silent = json!({ "kind": "person", "record_id": NOBODY, "reason": " " });
    let refused = who.post("/v1/break-glass", silent).problem(422, "invalid");
    assert_eq!(refused.errors(), [("/reason".to_owned(), "blank".to_owned())]);
    who.post("/v1/break-glass", json!({ "kind": "person", "record_id": NOBODY })).problem(422, "missing_field");
    for other in [app.admin(), app.auditor(), app.dashboard("all")] {
        open(&other, "person", NOBODY, 5).problem(403, "forbidden");
    }
    assert!(who.walk("/v1/break-glass").is_empty());
}

on_both! {
    a_record_is_open_to_one_for_a_while,
    what_a_record_names_stays_hidden,
    it_is_on_record,
    asking_tells_nothing,
    what_is_asked_is_looked_at,
}
