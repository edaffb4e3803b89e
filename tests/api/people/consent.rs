//! By what right a person is kept, and what follows when they take their consent back.
use super::{patch, total};
use crate::making::made;
use rapport_testkit::{Caller, TestApp, on_both};
use serde_json::{Value, json};

fn agreed() -> Value {
    json!({
        "name": "Leyla Aliyeva", "country": "AZ", "sensitivity": "public", "purpose": "testimony", "basis": "consent",
        "consent_when": "2013-09~", "consent_evidence": "A letter of hers",
    })
}

fn it_is_kept_as_it_was_said(app: &TestApp) {
    let who = app.coordinator("AZ");
    let silent = who.post("/v1/people", json!({ "name": "Somebody" })).expect(201);
    for member in ["purpose", "basis", "consent_when", "consent_evidence", "consent_withdrawn"] {
        assert_eq!(silent.body.get(member), Some(&Value::Null), "{member}");
    }
    let person = format!("/v1/people/{}", made(&who, "people", agreed()));
    let shown = who.get(&person).expect(200);
    for (member, said) in agreed().as_object().expect("an object") {
        assert_eq!(&shown[member.as_str()], said, "{member}");
    }
    // How they consented is for whoever may write the record.
    for reader in [app.dashboard("all"), app.coordinator("AR")] {
        let shown = reader.get(&person).expect(200);
        assert_eq!((shown.body.get("consent_evidence"), &shown["consent_when"]), (None, &json!("2013-09~")));
        assert!(shown["withheld"].as_array().is_some_and(|all| all.contains(&json!("consent_evidence"))));
    }
    assert_eq!(total(&who, "/v1/people?basis=consent&purpose=testimony,archive"), 1);
    assert_eq!(total(&who, "/v1/people?basis[null]=true"), 1);
}

fn consent_is_written_down(app: &TestApp) {
    let who = app.coordinator("AZ");
    let missing = vec![("/consent_evidence".to_owned(), "no_evidence".to_owned())];
    let silent = json!({ "name": "Somebody", "basis": "consent" });
    assert_eq!(who.post("/v1/people", silent).problem(422, "invalid").errors(), missing);
    let person = format!("/v1/people/{}", made(&who, "people", agreed()));
    assert_eq!(patch(&who, &person, json!({ "consent_evidence": null })).problem(422, "invalid").errors(), missing);
    patch(&who, &person, json!({ "consent_evidence": null, "basis": "public_task" })).expect(200);
    assert_eq!(patch(&who, &person, json!({ "basis": "consent" })).problem(422, "invalid").errors(), missing);
    let vague = patch(&who, &person, json!({ "consent_withdrawn": "2013-13" })).problem(422, "invalid");
    assert_eq!(vague.errors(), vec![("/consent_withdrawn".to_owned(), "bad_month".to_owned())]);
    patch(&who, &person, json!({ "purpose": "curiosity" })).problem(422, "unknown_code");
}

/// What somebody sees of a person who spoke and took part.
fn seen(who: &Caller, person: &str, said: &str, visit: &str) -> [i64; 7] {
    let found = |path: &str| i64::from(who.get(path).status == 200);
    let named = |member: &str| who.get(visit).expect(200)[member].as_array().map_or(0, |all| all.len() as i64);
    [
        found(&format!("/v1/people/{person}")),
        found(&format!("/v1/people/{person}/history")),
        total(who, "/v1/people?name=leyla%20aliyeva"),
        total(who, "/v1/search?q=aliyeva"),
        named("participants"),
        total(who, &format!("/v1/interventions?participant.person={person}")),
        found(&format!("/v1/testimonials/{said}")) + total(who, "/v1/testimonials"),
    ]
}
fn who_takes_it_back_is_not_seen_by_the_public(app: &TestApp) {
    let who = app.coordinator("AZ");
    let organization = made(&who, "organizations", json!({ "name": "A funder", "kind": "funder" }));
    let public = app.funder(&organization);
    let person = made(&who, "people", agreed());
    let said = json!({
        "text": "It helped.", "lang": "en", "countries": ["AZ"], "sensitivity": "public", "speaker_id": person,
        "consent": "publish_named", "consent_evidence": "A letter",
    });
    let said = made(&who, "testimonials", said);
    let visit = json!({
        "title": "A visit", "kinds": ["strategy_support"], "countries": ["AZ"], "sensitivity": "public",
        "participants": [{ "person_id": person }],
    });
    let visit = format!("/v1/interventions/{}", made(&who, "interventions", visit));
    let (all, none) = ([1, 1, 1, 1, 1, 1, 2], [0; 7]);
    assert_eq!(seen(&public, &person, &said, &visit), all);

    let path = format!("/v1/people/{person}");
    patch(&who, &path, json!({ "consent_withdrawn": "2026-02" })).expect(200);
    assert_eq!(seen(&public, &person, &said, &visit), none);
    // The team must know whom not to ask any more.
    for team in [&who, &app.dashboard("all"), &app.auditor()] {
        assert_eq!(seen(team, &person, &said, &visit), all);
    }
    // What anonymous words are told of their speaker does not matter: they too were theirs to take back.
    patch(&who, &format!("/v1/testimonials/{said}"), json!({ "consent": "publish_anonymously" })).expect(200);
    assert_eq!(seen(&public, &person, &said, &visit), none);

    patch(&who, &path, json!({ "consent_withdrawn": null })).expect(200);
    assert_eq!(seen(&public, &person, &said, &visit), all);
    // That it was taken back in between is not for the public.
    let entries = public.walk(&format!("{path}/history"));
    let told: Vec<_> = entries.iter().map(|entry| entry.get("after").is_some()).collect();
    assert_eq!(told, [false, false, true]);
}

on_both! {
    it_is_kept_as_it_was_said,
    consent_is_written_down,
    who_takes_it_back_is_not_seen_by_the_public,
}
