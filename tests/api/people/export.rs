//! What is held about a person, given to them: their record, its history, and all that names them.
use super::patch;
use crate::making::{NOBODY, made, remove, with};
use rapport_testkit::{TestApp, on_both};
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// One record of each kind that names a person or is about them: by its list, and its id.
fn naming(app: &TestApp, person: &str) -> Vec<(&'static str, String)> {
    let who = app.admin();
    let agency = made(&who, "organizations", json!({ "name": "Agency", "kind": "government_agency", "country": "AR" }));
    let post = json!({ "title": "Contact", "kind": "ogp_poc", "organization_id": agency, "country": "AR" });
    let post = made(&who, "posts", post);
    let source = made(&who, "sources", json!({ "title": "A report", "kind": "report" }));
    made(&who, "tags", json!({ "name": "Host" }));
    let about = json!({ "about": { "kind": "person", "id": person } });
    let placed = json!({ "title": "x", "countries": ["AR"] });
    let bodies = [
        ("memberships", json!({ "person_id": person, "organization_id": agency })),
        (
            "interventions",
            with(
                placed.clone(),
                json!({ "kinds": [], "kinds_unknown": true, "participants": [{ "person_id": person }] }),
            ),
        ),
        (
            "results",
            json!({
                "statement": "x", "change_type": "policy", "observed": true, "countries": ["AR"],
                "substantiations": [{ "person_id": person }],
            }),
        ),
        (
            "grants",
            with(
                placed.clone(),
                json!({ "recipient": { "person_id": person, "organization_id": agency }, "amount_reason": "unknown" }),
            ),
        ),
        ("testimonials", json!({ "text": "x", "lang": "en", "countries": ["AR"], "people": [person] })),
        ("introductions", with(placed, json!({ "party_id": agency, "to_person_id": person }))),
        ("standings", json!({ "aspect": "steering_committee", "code": "government_member", "person_id": person })),
        (
            "citations",
            json!({ "source_id": source, "person_id": person, "about": { "kind": "organization", "id": agency } }),
        ),
        ("follow-ups", with(about.clone(), json!({ "title": "Write to them" }))),
        ("assessments", with(about.clone(), json!({ "scale": "specificity", "code": "low" }))),
        ("taggings", with(about.clone(), json!({ "tag": "host" }))),
        ("notes", with(about.clone(), json!({ "text": "x" }))),
        ("documents", with(about, json!({ "title": "x" }))),
    ];
    let mut all: Vec<_> = bodies.into_iter().map(|(list, body)| (list, made(&who, list, body))).collect();
    let change = json!({ "what": "holder", "when": "2014-03", "successor": { "person_id": person } });
    let turnover = who.post(&format!("/v1/pocs/{post}/hand-over"), change).expect(201);
    all.push(("turnovers", turnover.id().to_owned()));
    all
}
fn ids(records: &Value) -> BTreeSet<(String, String)> {
    let lists = records.as_object().expect("an object").iter();
    let all = lists.flat_map(|(list, records)| records.as_array().into_iter().flatten().map(move |one| (list, one)));
    all.map(|(list, one)| (list.clone(), one["id"].as_str().expect("an id").to_owned())).collect()
}

fn all_that_names_them_is_there(app: &TestApp) {
    let admin = app.admin();
    let email = admin.get("/v1/me").expect(200)["email"].as_str().expect("an address").to_uppercase();
    let person = json!({ "name": "Ana", "country": "AR", "email": email, "private_notes": "Knows everybody" });
    let person = made(&admin, "people", person);
    let path = format!("/v1/people/{person}");
    patch(&admin, &path, json!({ "phone": "+54 11" })).expect(200);
    let named = naming(app, &person);
    let (_, note) = named.iter().find(|(list, _)| *list == "notes").expect("a note");
    remove(&admin, &format!("/v1/notes/{note}"));
    made(&admin, "people", json!({ "name": "Ana", "country": "AR" }));

    let held = admin.get(&format!("{path}/export")).expect(200);
    assert_eq!(held.headers["cache-control"], "no-store");
    assert_eq!((&held["complete"], &held["person"]), (&json!(true), &admin.get(&path).expect(200).body));
    assert_eq!(held["history"], json!(admin.walk(&format!("{path}/history"))));
    let of = |list: &str| named.iter().any(|(other, _)| *other == list);
    let (records, deleted) = (ids(&held["records"]), ids(&held["deleted"]));
    assert_eq!(deleted, [("notes".to_owned(), note.clone())].into());
    for (list, id) in &named {
        assert!(records.contains(&(list.to_string(), id.clone())) == (*list != "notes"), "{list}");
    }
    // Nothing else: what the hand-over brought about names them too.
    let others: Vec<_> = records.iter().filter(|(list, _)| !of(list)).collect();
    assert!(others.is_empty(), "{others:?}");
    assert_eq!(held["accounts"], json!([admin.get("/v1/me").expect(200).body]));

    // Whoever was deleted may still ask.
    let gone = made(&admin, "people", json!({ "name": "Bo" }));
    remove(&admin, &format!("/v1/people/{gone}"));
    assert_eq!(admin.get(&format!("/v1/people/{gone}/export")).expect(200)["person"]["name"], "Bo");
}

fn it_is_for_those_who_work_where_they_lie(app: &TestApp) {
    let (admin, here, there) = (app.admin(), app.coordinator("AR"), app.coordinator("UY"));
    let person = made(&admin, "people", json!({ "name": "Ana", "country": "AR", "email": "ana@example.org" }));
    let export = format!("/v1/people/{person}/export");
    let secret = json!({
        "text": "x", "lang": "en", "countries": ["UY"], "sensitivity": "restricted", "speaker_id": person,
    });
    made(&admin, "testimonials", secret);
    let held = here.get(&export).expect(200);
    assert_eq!(held["person"]["email"], "ana@example.org");
    // Somebody who does not see everything cannot say that this is all.
    assert_eq!((&held["complete"], &held["records"]), (&json!(false), &json!({})));
    assert_eq!((&held["accounts"], held["history"].as_array().map(Vec::len)), (&json!([]), Some(1)));
    there.get(&export).problem(403, "forbidden");
    for other in [app.dashboard("all"), app.auditor()] {
        other.get(&export).problem(403, "forbidden");
    }
    patch(&admin, &format!("/v1/people/{person}"), json!({ "sensitivity": "restricted" })).expect(200);
    there.get(&export).problem(404, "not_found");
    here.get(&format!("/v1/people/{NOBODY}/export")).problem(404, "not_found");
    here.get(&format!("{export}?limit=1")).problem(400, "bad_query");
}

on_both! {
    all_that_names_them_is_there,
    it_is_for_those_who_work_where_they_lie,
}
