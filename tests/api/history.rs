//! The history of a record: what it says, in what order, and to whom it says less.
use rapport_testkit::{Answer, Caller, TestApp, on_both};
use serde_json::{Value, json};
use std::collections::BTreeSet;

fn visit(countries: &[&str], more: Value) -> Value {
    let mut body = json!({ "title": "A visit", "kinds": ["strategy_support"], "countries": countries });
    for (name, value) in more.as_object().expect("an object") {
        body[name] = value.clone();
    }
    body
}
/// The entries about a record, newest first.
fn history(who: &Caller, record: &str) -> Vec<Value> {
    who.walk(&format!("{record}/history?limit=200"))
}
fn patch(who: &Caller, record: &str, body: Value) -> Answer {
    who.holding(&who.get(record).expect(200)).patch(record, body).expect(200)
}
fn actions(entries: &[Value]) -> Vec<&str> {
    entries.iter().map(|entry| entry["action"].as_str().expect("an action")).collect()
}
/// An entry that says when and what was done, and no more.
fn is_veiled(entry: &Value) -> bool {
    let members: BTreeSet<_> = entry.as_object().expect("an object").keys().map(String::as_str).collect();
    members == BTreeSet::from(["action", "at"])
}

fn a_record_stands_whole_at_its_creation(app: &TestApp) {
    let who = app.coordinator("latin_america");
    let agency = json!({ "name": "Agency", "kind": "government_agency", "country": "AR", "private_notes": "x" });
    let agency = who.post("/v1/organizations", agency).expect(201).id().to_owned();
    let bodies = [
        ("people", json!({ "name": "Ana", "email": "ana@example.org", "country": "AR" })),
        ("posts", json!({ "title": "Contact", "kind": "ogp_poc", "organization_id": agency, "country": "AR" })),
        ("interventions", visit(&["AR"], json!({ "participants": [{ "role": "a" }, { "organization_id": agency }] }))),
        (
            "commitments",
            json!({ "kind": "pledge", "title": "P", "made_by": agency, "countries": ["AR"], "when": "2013~" }),
        ),
        (
            "results",
            json!({
                "statement": "x", "change_type": "policy", "observed": true, "countries": ["AR"],
                "contributions": [{ "organization_id": agency }],
            }),
        ),
    ];
    for (path, body) in bodies {
        let made = who.post(&format!("/v1/{path}"), body).expect(201);
        let record = format!("/v1/{path}/{}", made.id());
        let entries = history(&who, &record);
        let me = who.get("/v1/me").expect(200);
        assert_eq!(entries.len(), 1, "{path}");
        let expected = json!({
            "at": made["created_at"], "by": me.id(), "action": "create", "version": 1, "before": null,
            "after": who.get(&record).expect(200).body,
        });
        assert_eq!(entries[0], expected, "{path}");
    }
}

fn an_update_says_what_changed_and_nothing_else(app: &TestApp) {
    let (who, other) = (app.coordinator("latin_america"), app.coordinator("AR"));
    let made = who.post("/v1/interventions", visit(&["AR"], json!({ "when": "2013-09" }))).expect(201);
    let record = format!("/v1/interventions/{}", made.id());
    let change = json!({ "title": "Another visit", "when": "2013-Q4", "mode": "remote", "countries": ["AR", "UY"] });
    let changed = patch(&other, &record, change);
    let entry = &history(&who, &record)[0];
    let side = |title: &str, when: &str, label: &str, days: [&str; 2], mode: Value, countries: Value| {
        json!({
            "title": title, "when": when, "when_label": label, "when_earliest": days[0], "when_latest": days[1],
            "mode": mode, "countries": countries,
        })
    };
    let label = |answer: &Answer| answer["when_label"].as_str().expect("a label").to_owned();
    let before = side("A visit", "2013-09", &label(&made), ["2013-09-01", "2013-09-30"], Value::Null, json!(["AR"]));
    let after = side(
        "Another visit",
        "2013-Q4",
        &label(&changed),
        ["2013-10-01", "2013-12-31"],
        json!("remote"),
        json!(["AR", "UY"]),
    );
    assert_eq!((&entry["before"], &entry["after"]), (&before, &after));
    assert_eq!((&entry["action"], &entry["version"]), (&json!("update"), &json!(2)));
    assert_eq!((&entry["by"], &entry["at"]), (&other.get("/v1/me").expect(200)["id"], &changed["updated_at"]));
    // A refused change leaves no trace.
    who.holding(&changed).patch(&record, json!({ "when": "2013-13" })).problem(422, "invalid");
    assert_eq!(history(&who, &record).len(), 2);
}

fn owned_links_are_told_as_whole_arrays(app: &TestApp) {
    let who = app.coordinator("latin_america");
    let made =
        who.post("/v1/interventions", visit(&["AR"], json!({ "participants": [{ "role": "one" }] }))).expect(201);
    let record = format!("/v1/interventions/{}", made.id());
    who.post(&format!("{record}/participants"), json!({ "role": "two" })).expect(201);
    let roles = |side: &Value| -> Vec<String> {
        assert_eq!(side.as_object().map(|members| members.len()), Some(1), "{side}");
        let all = side["participants"].as_array().expect("an array");
        all.iter().map(|participant| participant["role"].as_str().expect("a role").to_owned()).collect()
    };
    let entry = &history(&who, &record)[0];
    assert_eq!(
        (roles(&entry["before"]), roles(&entry["after"])),
        (vec!["one".into()], vec!["one".into(), "two".into()])
    );

    let promise = json!({ "kind": "pledge", "title": "P", "countries": ["AR"] });
    let promise = format!("/v1/commitments/{}", who.post("/v1/commitments", promise).expect(201).id());
    let moved = who.post(&format!("{promise}/transitions"), json!({ "status": "done", "cause": "Kept." })).expect(201);
    let entry = &history(&who, &promise)[0];
    assert_eq!(entry["action"], "transition");
    let before = json!({ "status": "pledged", "transitions": [moved["transitions"][0]] });
    assert_eq!(entry["before"], before);
    assert_eq!(entry["after"], json!({ "status": "done", "transitions": moved["transitions"] }));
}

fn entries_come_newest_first_and_page_by_page(app: &TestApp) {
    let admin = app.admin();
    let made = admin.post("/v1/people", json!({ "name": "0" })).expect(201);
    let record = format!("/v1/people/{}", made.id());
    for name in 1..=4 {
        patch(&admin, &record, json!({ "name": name.to_string() }));
    }
    let gone = admin.holding(&admin.get(&record).expect(200)).delete(&record).expect(204);
    assert!(gone.bytes.is_empty());
    admin.get(&format!("{record}/history")).problem(404, "not_found");
    let buried = admin.get(&format!("{record}/history?deleted=true")).expect(200);
    assert_eq!(buried.data()[0]["action"], "delete");
    admin.with("If-Match", "\"6\"").send("POST", &format!("{record}/restore"), None).expect(200);

    let all = history(&admin, &record);
    assert_eq!(actions(&all), ["restore", "delete", "update", "update", "update", "update", "create"]);
    let versions: Vec<_> = all.iter().map(|entry| entry["version"].clone()).collect();
    assert_eq!(versions, [7, 6, 5, 4, 3, 2, 1]);
    assert!(all.is_sorted_by(|a, b| a["at"].as_str() > b["at"].as_str()), "newest first");
    for limit in [1, 2, 3, 7] {
        assert_eq!(admin.walk(&format!("{record}/history?limit={limit}")), all);
    }
    let first = admin.get(&format!("{record}/history?limit=3")).expect(200);
    let cursor = first["page"]["next"].as_str().expect("a cursor");
    assert_eq!(first.headers["link"], format!("<{record}/history?limit=3&cursor={cursor}>; rel=\"next\""));
    // What happens meanwhile moves no page.
    patch(&admin, &record, json!({ "name": "5" }));
    let second = admin.get(&format!("{record}/history?limit=3&cursor={cursor}")).expect(200);
    assert_eq!(second.data(), &all[3..6]);
    let other = admin.post("/v1/people", json!({ "name": "x" })).expect(201);
    admin.get(&format!("/v1/people/{}/history?cursor={cursor}", other.id())).problem(400, "bad_query");
    admin.get(&format!("{record}/history?sort=at")).problem(400, "bad_query");
}

fn what_was_restricted_stays_veiled(app: &TestApp) {
    let admin = app.admin();
    let made = admin.post("/v1/interventions", visit(&["AR"], json!({ "sensitivity": "restricted" }))).expect(201);
    let record = format!("/v1/interventions/{}", made.id());
    patch(&admin, &record, json!({ "title": "Still a secret" }));
    patch(&admin, &record, json!({ "sensitivity": "internal" }));
    patch(&admin, &record, json!({ "title": "Known to the team" }));
    patch(&admin, &record, json!({ "sensitivity": "public" }));
    patch(&admin, &record, json!({ "title": "Known to all" }));
    let foundation = json!({ "name": "A foundation", "kind": "funder" });
    let foundation = admin.post("/v1/organizations", foundation).expect(201).id().to_owned();
    // The youngest entries of these are theirs to read.
    for (who, open) in [
        (app.auditor(), 6),
        (admin, 6),
        (app.coordinator("latin_america"), 6),
        (app.coordinator("europe"), 3),
        (app.dashboard("all"), 3),
        (app.dashboard("AR"), 3),
        (app.funder(&foundation), 1),
    ] {
        let entries = history(&who, &record);
        assert_eq!(actions(&entries), ["update", "update", "update", "update", "update", "create"]);
        let (read, veiled) = entries.split_at(open);
        assert!(veiled.iter().all(is_veiled), "{veiled:?}");
        assert!(read.iter().all(|entry| entry["after"].is_object() && entry["by"].is_string()), "{read:?}");
        assert_eq!(read[0]["after"], json!({ "title": "Known to all" }));
    }
}

/// What a record was where one does not work is not told because it has come to where one does.
fn what_was_out_of_reach_stays_veiled(app: &TestApp) {
    let admin = app.admin();
    let made = admin.post("/v1/interventions", visit(&["DE"], json!({ "sensitivity": "restricted" }))).expect(201);
    let record = format!("/v1/interventions/{}", made.id());
    patch(&admin, &record, json!({ "countries": ["AR"] }));
    patch(&admin, &record, json!({ "title": "In Argentina" }));
    let entries = history(&app.coordinator("latin_america"), &record);
    assert_eq!(entries[0]["after"], json!({ "title": "In Argentina" }));
    assert!(entries[1..].iter().all(is_veiled), "{entries:?}");
    assert!(history(&app.auditor(), &record).iter().all(|entry| !is_veiled(entry)));
}

fn a_dashboard_learns_nothing_of_where_it_does_not_read(app: &TestApp) {
    let admin = app.admin();
    let made = admin.post("/v1/interventions", visit(&["DE"], json!({}))).expect(201);
    let record = format!("/v1/interventions/{}", made.id());
    app.dashboard("AR").get(&record).problem(404, "not_found");
    patch(&admin, &record, json!({ "countries": ["AR"] }));
    assert!(is_veiled(&history(&app.dashboard("AR"), &record)[1]), "the dashboard could not read it in Germany");
    assert!(!is_veiled(&history(&app.coordinator("latin_america"), &record)[1]), "the coordinator could");
}

fn hidden_records_are_redacted(app: &TestApp) {
    let admin = app.admin();
    let hidden = |path: &str, mut body: Value| {
        body["sensitivity"] = json!("restricted");
        admin.post(path, body).expect(201).id().to_owned()
    };
    let group = hidden("/v1/organizations", json!({ "name": "Hidden", "kind": "cso", "country": "DE" }));
    let trip = hidden("/v1/interventions", visit(&["DE"], json!({})));
    let links = json!({ "parent_id": trip, "participants": [{ "organization_id": group }, { "role": "one" }] });
    let made = admin.post("/v1/interventions", visit(&["AR"], links)).expect(201);
    let record = format!("/v1/interventions/{}", made.id());
    let participants = json!([{ "role": "two" }, { "organization_id": group, "role": "x" }]);
    patch(&admin, &record, json!({ "parent_id": null, "follows_id": trip, "participants": participants }));

    for who in [app.coordinator("latin_america"), app.dashboard("all")] {
        let entries = history(&who, &record);
        let told = json!(entries).to_string();
        assert!(!told.contains(&group) && !told.contains(&trip), "{told}");
        let (update, create) = (&entries[0], &entries[1]);
        let roles = |side: &Value| -> Vec<Value> {
            side["participants"].as_array().expect("an array").iter().map(|p| p["role"].clone()).collect()
        };
        assert_eq!((roles(&create["after"]), &create["after"]["parent_id"]), (vec![json!("one")], &Value::Null));
        assert_eq!((roles(&update["before"]), roles(&update["after"])), (vec![json!("one")], vec![json!("two")]));
    }
    for who in [admin.clone(), app.auditor(), app.coordinator("europe")] {
        let entries = history(&who, &record);
        assert_eq!(entries[1]["after"]["parent_id"], trip);
        assert_eq!(
            (&entries[0]["before"]["parent_id"], &entries[0]["after"]["follows_id"]),
            (&json!(trip), &json!(trip))
        );
        assert_eq!(entries[0]["after"]["participants"].as_array().map(Vec::len), Some(2));
    }
}

fn a_history_is_read_by_those_who_read_the_record(app: &TestApp) {
    let admin = app.admin();
    let made = admin.post("/v1/interventions", visit(&["AR"], json!({ "sensitivity": "restricted" }))).expect(201);
    let path = format!("/v1/interventions/{}/history", made.id());
    for who in [admin, app.auditor(), app.coordinator("AR"), app.coordinator("all")] {
        assert_eq!(who.get(&path).expect(200).data().len(), 1);
    }
    for who in [app.coordinator("europe"), app.dashboard("all"), app.dashboard("AR")] {
        who.get(&path).problem(404, "not_found");
    }
}

on_both! {
    a_record_stands_whole_at_its_creation,
    an_update_says_what_changed_and_nothing_else,
    owned_links_are_told_as_whole_arrays,
    entries_come_newest_first_and_page_by_page,
    what_was_restricted_stays_veiled,
    what_was_out_of_reach_stays_veiled,
    a_dashboard_learns_nothing_of_where_it_does_not_read,
    hidden_records_are_redacted,
    a_history_is_read_by_those_who_read_the_record,
}
