//! Private fields: for those who may write the record, and in no filter and no order at all.
use rapport_testkit::{Answer, Caller, TestApp, on_both};
use serde_json::{Value, json};

/// Stands in every private field, and nowhere else.
const SECRET: &str = "not for every ear";

type Record = (&'static str, String, &'static [&'static str]);

fn add(who: &Caller, path: &str, mut body: Value, private: &[&str]) -> String {
    body["sensitivity"] = json!("public");
    for field in private {
        body[field] = json!(SECRET);
    }
    who.post(&format!("/v1/{path}"), body).expect(201).id().to_owned()
}
/// Public records of a country, or of nobody in particular, each with its private fields: path, id, fields.
fn records(app: &TestApp, country: Option<&str>) -> Vec<Record> {
    let admin = app.admin();
    let one = |mut body: Value| {
        body["country"] = json!(country);
        body
    };
    let many = |mut body: Value| {
        match country {
            Some(country) => body["countries"] = json!([country]),
            None => body["worldwide"] = json!(true),
        }
        body
    };
    let bodies: Vec<(&'static str, Value, &'static [&'static str])> = vec![
        ("organizations", one(json!({ "name": "A group", "kind": "cso" })), &["email", "private_notes"]),
        ("people", one(json!({ "name": "Somebody" })), &["consent_evidence", "email", "phone", "private_notes"]),
        ("interventions", many(json!({ "title": "A visit", "kinds": ["strategy_support"] })), &["private_notes"]),
        ("commitments", many(json!({ "title": "A promise", "kind": "pledge" })), &["private_notes"]),
        (
            "results",
            many(json!({ "statement": "They met.", "change_type": "policy", "observed": true })),
            &["private_notes"],
        ),
        (
            "testimonials",
            many(json!({ "text": "x", "lang": "en", "consent": "publish_named", "consent_evidence": "A letter." })),
            &["private_notes"],
        ),
        ("challenges", many(json!({ "title": "A challenge" })), &["private_notes"]),
        ("practices", json!({ "title": "A practice", "origins": Vec::from_iter(country) }), &["private_notes"]),
        ("gatherings", many(json!({ "title": "A summit" })), &["private_notes"]),
        ("publications", many(json!({ "title": "A post" })), &["private_notes"]),
    ];
    let mut all: Vec<Record> =
        bodies.into_iter().map(|(path, body, private)| (path, add(&admin, path, body, private), private)).collect();
    let met = many(json!({ "title": "They met", "party_id": all[0].1, "to_said": "Their peers" }));
    all.push(("introductions", add(&admin, "introductions", met, &["private_notes"]), &["private_notes"]));
    let ally = many(json!({ "title": "An ally", "organization_id": all[0].1 }));
    all.push(("partnerships", add(&admin, "partnerships", ally, &["private_notes"]), &["private_notes"]));
    let seat = json!({ "organization_id": all[0].1, "person_id": all[1].1 });
    all.push(("memberships", add(&admin, "memberships", seat, &["private_notes"]), &["private_notes"]));
    // A change of a private field stands in the history too.
    for (path, id, private) in &all {
        let record = format!("/v1/{path}/{id}");
        let mut patch = json!({});
        private.iter().for_each(|field| patch[field] = json!(format!("{SECRET} either")));
        admin.holding(&admin.get(&record).expect(200)).patch(&record, patch).expect(200);
    }
    all
}
fn funder(app: &TestApp) -> Caller {
    let foundation = json!({ "name": "A foundation", "kind": "funder" });
    app.funder(app.admin().post("/v1/organizations", foundation).expect(201).id())
}
fn text(answer: &Answer) -> String {
    String::from_utf8_lossy(&answer.bytes).into_owned()
}
fn names(value: &Value) -> Vec<&str> {
    let mut names: Vec<_> = value.as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    names.sort_unstable();
    names
}
/// The record as its path, a list and its twin show it.
fn seen(who: &Caller, path: &str, id: &str) -> Vec<(String, Value)> {
    let twin = if path == "organizations" { Some("csos") } else { None };
    [Some(path), twin]
        .into_iter()
        .flatten()
        .flat_map(|path| {
            let (one, list) = (format!("/v1/{path}/{id}"), format!("/v1/{path}?id={id}"));
            let listed = who.get(&list).expect(200).data()[0].clone();
            [(one.clone(), who.get(&one).expect(200).body), (list, listed)]
        })
        .collect()
}
fn are_withheld(who: &Caller, (path, id, private): &Record) {
    for (read, record) in seen(who, path, id) {
        assert!(!record.to_string().contains(SECRET), "{read} tells {record}");
        assert!(private.iter().all(|field| record.get(field).is_none()), "{read} has {record}");
        assert_eq!(names(&record["withheld"]), *private, "{read}");
    }
    let history = who.get(&format!("/v1/{path}/{id}/history")).expect(200);
    assert_eq!(history.data().len(), 2);
    assert!(!text(&history).contains(SECRET), "the history of {path} tells {}", history.body);
    for side in history.data().iter().flat_map(|entry| [&entry["before"], &entry["after"]]) {
        assert!(private.iter().all(|field| side.get(field).is_none()), "the history of {path} has {side}");
    }
}
fn are_shown(who: &Caller, (path, id, private): &Record) {
    for (read, record) in seen(who, path, id) {
        assert!(private.iter().all(|field| record[field] == format!("{SECRET} either")), "{read} has {record}");
        assert_eq!(record.get("withheld"), None, "{read}");
    }
    let history = who.get(&format!("/v1/{path}/{id}/history")).expect(200);
    let (update, create) = (&history.data()[0], &history.data()[1]);
    for field in *private {
        assert_eq!(create["after"][field], SECRET);
        assert_eq!(
            (&update["before"][field], &update["after"][field]),
            (&json!(SECRET), &json!(format!("{SECRET} either")))
        );
    }
}

fn funders_and_dashboards_do_not_read_them(app: &TestApp) {
    for country in [Some("AR"), None] {
        let records = records(app, country);
        for who in [funder(app), app.dashboard("all"), app.dashboard("AR")] {
            records.iter().for_each(|record| are_withheld(&who, record));
        }
    }
}

fn coordinators_read_them_in_reach(app: &TestApp) {
    let records = records(app, Some("AR"));
    for who in [app.admin(), app.auditor(), app.coordinator("all"), app.coordinator("latin_america")] {
        records.iter().for_each(|record| are_shown(&who, record));
    }
    for who in [app.coordinator("europe"), app.coordinator("UY")] {
        records.iter().filter(|(path, ..)| *path != "memberships").for_each(|record| are_withheld(&who, record));
    }
}

/// A membership belongs where its person and its organization do.
fn those_of_memberships_are_read_in_reach(app: &TestApp) {
    let records = records(app, Some("AR"));
    let membership = records.iter().find(|(path, ..)| *path == "memberships").expect("a membership");
    are_shown(&app.coordinator("latin_america"), membership);
    are_withheld(&app.coordinator("europe"), membership);
}

fn what_belongs_to_nobody_in_particular_is_in_every_coordinators_reach(app: &TestApp) {
    let records = records(app, None);
    for who in [app.coordinator("europe"), app.coordinator("UY")] {
        records.iter().for_each(|record| are_shown(&who, record));
    }
}

fn the_history_names_what_it_withholds(app: &TestApp) {
    let records = records(app, Some("AR"));
    for (path, id, private) in records.iter().filter(|(path, ..)| *path != "memberships") {
        for who in [app.dashboard("all"), app.coordinator("europe")] {
            for entry in who.get(&format!("/v1/{path}/{id}/history")).expect(200).data() {
                assert_eq!(names(&entry["withheld"]), *private, "{path}: {entry}");
            }
        }
        for entry in app.coordinator("AR").get(&format!("/v1/{path}/{id}/history")).expect(200).data() {
            assert_eq!(entry.get("withheld"), None);
        }
    }
}

fn whoever_writes_them_gets_them_back(app: &TestApp) {
    let who = app.coordinator("latin_america");
    let body = json!({
        "title": "A visit", "kinds": ["strategy_support"], "countries": ["AR"], "private_notes": SECRET,
        "participants": [{ "new_person": { "name": "Ana", "country": "AR", "phone": SECRET, "email": SECRET } }],
        "results": [{
            "statement": "x", "change_type": "policy", "observed": true, "countries": ["AR"], "private_notes": SECRET,
        }],
    });
    let made = who.post("/v1/interventions", body).expect(201);
    assert_eq!((&made["private_notes"], &made["results"][0]["private_notes"]), (&json!(SECRET), &json!(SECRET)));
    let person = made["participants"][0]["person_id"].as_str().expect("an id");
    let ana = who.get(&format!("/v1/people/{person}")).expect(200);
    assert_eq!((&ana["phone"], &ana["email"]), (&json!(SECRET), &json!(SECRET)));
    // An update that does not speak of them leaves them.
    let path = format!("/v1/interventions/{}", made.id());
    let changed = who.holding(&made).patch(&path, json!({ "title": "B" })).expect(200);
    assert_eq!(changed["private_notes"], SECRET);
    let cleared = who.holding(&changed).patch(&path, json!({ "private_notes": null })).expect(200);
    assert_eq!(cleared.body.get("private_notes"), Some(&Value::Null), "there is nothing, and nothing is withheld");
    // Whether there is anything to withhold is withheld too.
    let seen = app.dashboard("all").get(&path).expect(200);
    assert_eq!((seen.body.get("private_notes"), names(&seen["withheld"])), (None, vec!["private_notes"]));
}

/// A retry gets its answer again, but not what its sender may no longer read.
fn a_replay_withholds_them_too(app: &TestApp) {
    let admin = app.admin();
    let who = app.coordinator("AR").with("Idempotency-Key", "the-visit");
    let body = json!({ "title": "A visit", "kinds_unknown": true, "countries": ["AR"], "private_notes": SECRET });
    assert_eq!(who.post("/v1/interventions", body.clone()).expect(201)["private_notes"], SECRET);
    assert_eq!(who.post("/v1/interventions", body.clone()).expect(201)["private_notes"], SECRET);
    let account = format!("/v1/users/{}", who.get("/v1/me").expect(200).id());
    admin.holding(&admin.get(&account).expect(200)).patch(&account, json!({ "reach": ["DE"] })).expect(200);
    let replayed = who.post("/v1/interventions", body);
    assert!(!text(&replayed).contains(SECRET), "{}", replayed.body);
    assert_eq!(admin.get("/v1/interventions?total=exact").expect(200)["total"], 1);
}

/// They would tell by yes and no what they do not tell in words.
fn nobody_filters_or_sorts_by_them(app: &TestApp) {
    let records = records(app, Some("AR"));
    for who in [app.admin(), app.auditor(), app.coordinator("latin_america"), funder(app), app.dashboard("all")] {
        for (path, _, private) in &records {
            for field in *private {
                for condition in ["", "[not]", "[null]", "[gte]"] {
                    let value = if condition == "[null]" { "true" } else { "x" };
                    let refused = who.get(&format!("/v1/{path}?{field}{condition}={value}")).problem(400, "bad_query");
                    assert_eq!(refused["parameter"], format!("{field}{condition}"));
                }
                for sort in [(*field).to_owned(), format!("-{field}")] {
                    let refused = who.get(&format!("/v1/{path}?sort={sort}")).problem(400, "bad_query");
                    assert_eq!(refused["parameter"], "sort");
                }
            }
        }
    }
}

on_both! {
    funders_and_dashboards_do_not_read_them,
    coordinators_read_them_in_reach,
    those_of_memberships_are_read_in_reach,
    what_belongs_to_nobody_in_particular_is_in_every_coordinators_reach,
    the_history_names_what_it_withholds,
    whoever_writes_them_gets_them_back,
    a_replay_withholds_them_too,
    nobody_filters_or_sorts_by_them,
}
