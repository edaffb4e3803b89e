//! Statuses: which step may follow which, walked through HTTP, and what the steps of results demand.
use rapport_domain::{
    commitment::{CommitmentKind, CommitmentStatus},
    outcome::ResultStatus,
    transition::Steps,
};
use rapport_testkit::{Answer, Caller, TestApp, on_both};
use serde_json::{Value, json};
use std::collections::VecDeque;

fn pair(pointer: &str, code: &str) -> [(String, String); 1] {
    [(pointer.to_owned(), code.to_owned())]
}
fn step(who: &Caller, record: &str, status: impl ToString) -> Answer {
    who.post(&format!("{record}/transitions"), json!({ "status": status.to_string() }))
}
fn steps(record: &Value) -> Vec<&str> {
    let all = record["transitions"].as_array().expect("transitions");
    all.iter().map(|step| step["status"].as_str().expect("a status")).collect()
}
/// The shortest way from a first status to another one.
fn way<S: Steps>(from: S, to: S) -> Vec<S> {
    let mut ways = VecDeque::from([vec![from]]);
    let mut seen = vec![from];
    while let Some(way) = ways.pop_front() {
        let last = way[way.len() - 1];
        if last == to {
            return way[1..].to_vec();
        }
        for &next in last.next() {
            if !seen.contains(&next) {
                seen.push(next);
                ways.push_back([way.clone(), vec![next]].concat());
            }
        }
    }
    panic!("no way from {from} to {to}");
}
/// Takes every step that there is from every status, each from a record of its own.
fn walk_the_table<S: Steps>(who: &Caller, first: S, new: impl Fn() -> Answer) {
    let (mut allowed, mut forbidden) = (0, 0);
    for &from in S::ALL {
        let at_from = || -> (String, Answer) {
            let made = new();
            let record = made.headers["location"].clone();
            let reached = way(first, from).into_iter().map(|next| step(who, &record, next).expect(201)).last();
            (record, reached.unwrap_or(made))
        };
        let (mut record, mut held) = at_from();
        for &to in S::ALL {
            if !from.next().contains(&to) {
                let refused = step(who, &record, to).problem(422, "invalid");
                assert_eq!(refused.errors(), pair("/status", "forbidden_transition"), "{from} to {to}");
                assert_eq!(who.get(&record).expect(200).body, held.body, "{from} to {to} left something behind");
                forbidden += 1;
            }
        }
        for &to in from.next() {
            let moved = step(who, &record, to).expect(201);
            let expected = [steps(&held.body), vec![to.to_string().as_str()]].concat().join(" ");
            assert_eq!(steps(&moved.body).join(" "), expected, "{from} to {to}");
            assert_eq!(moved["status"], to.to_string());
            assert_eq!(moved["version"], json!(held["version"].as_i64().map(|version| version + 1)));
            assert_eq!(who.get(&record).expect(200).body, moved.body);
            allowed += 1;
            (record, held) = at_from();
        }
    }
    assert_eq!(allowed, S::ALL.iter().map(|status| status.next().len()).sum::<usize>());
    assert_eq!(allowed + forbidden, S::ALL.len() * S::ALL.len());
}

fn promise(kind: &str, more: Value) -> Value {
    let mut body = json!({ "kind": kind, "title": "A promise", "countries": ["AR"] });
    for (name, value) in more.as_object().expect("an object") {
        body[name] = value.clone();
    }
    body
}
fn add_promise(who: &Caller, kind: &str, more: Value) -> (String, Answer) {
    let made = who.post("/v1/commitments", promise(kind, more)).expect(201);
    (made.headers["location"].clone(), made)
}
fn result(contributions: Value, more: Value) -> Value {
    let mut body = json!({
        "statement": "They met.", "change_type": "relationship", "observed": true, "countries": ["AR"],
        "contributions": contributions,
    });
    for (name, value) in more.as_object().expect("an object") {
        body[name] = value.clone();
    }
    body
}
fn group(who: &Caller) -> String {
    who.post("/v1/organizations", json!({ "name": "Group", "kind": "cso" })).expect(201).id().to_owned()
}

/// Members of a result that somebody independent was asked about.
fn asked(who: &Caller) -> Value {
    let person = who.post("/v1/people", json!({ "name": "Somebody who knows" })).expect(201);
    json!({ "substantiations": [{ "person_id": person.id(), "independent": true, "description": "partial" }] })
}

fn commitments_step_as_the_table_says(app: &TestApp) {
    let who = app.coordinator("AR");
    walk_the_table(&who, CommitmentStatus::Pledged, || add_promise(&who, "pledge", json!({})).1);
    // The decisions name these: what is done may come undone.
    let undone = [CommitmentStatus::AtRisk, CommitmentStatus::Stalled, CommitmentStatus::Reversed];
    assert!(undone.iter().all(|status| CommitmentStatus::Done.next().contains(status)));
}

fn results_step_as_the_table_says(app: &TestApp) {
    let who = app.coordinator("AR");
    let group = group(&who);
    let asked = asked(&who);
    let new = || who.post("/v1/results", result(json!([{ "organization_id": group }]), asked.clone())).expect(201);
    walk_the_table(&who, ResultStatus::Draft, new);
}

fn a_commitment_begins_as_its_kind_does(app: &TestApp) {
    let who = app.coordinator("AR");
    for &kind in CommitmentKind::ALL {
        let (_, usual) = add_promise(&who, kind.as_str(), json!({ "when": "2013-09", "when_said": "in autumn" }));
        assert_eq!(usual["status"], kind.first()[0].as_str());
        assert_eq!(steps(&usual.body), [kind.first()[0].as_str()], "its first status is its first transition");
        let first = &usual["transitions"][0];
        assert_eq!((&first["when"], &first["when_said"]), (&json!("2013-09"), &json!("in autumn")));
        assert_eq!(first["recorded_by"], who.get("/v1/me").expect(200)["id"]);
        for &status in CommitmentStatus::ALL {
            let answer = who.post("/v1/commitments", promise(kind.as_str(), json!({ "status": status.as_str() })));
            if kind.first().contains(&status) {
                assert_eq!(steps(&answer.expect(201).body), [status.as_str()]);
            } else {
                let refused = answer.problem(422, "invalid");
                assert_eq!(refused.errors(), pair("/status", "forbidden_first_status"), "{kind} as {status}");
            }
        }
    }
}

fn a_result_begins_as_draft_or_reviewed(app: &TestApp) {
    let who = app.coordinator("AR");
    let group = json!([{ "organization_id": group(&who) }]);
    let usual = who.post("/v1/results", result(group.clone(), json!({}))).expect(201);
    assert_eq!((&usual["status"], steps(&usual.body)), (&json!("draft"), vec!["draft"]));
    for &status in ResultStatus::ALL {
        let answer = who.post("/v1/results", result(group.clone(), json!({ "status": status.as_str() })));
        if ["draft", "reviewed"].contains(&status.as_str()) {
            assert_eq!(steps(&answer.expect(201).body), [status.as_str()]);
        } else {
            assert_eq!(answer.problem(422, "invalid").errors(), pair("/status", "forbidden_first_status"), "{status}");
        }
    }
}

fn a_step_says_when_and_why(app: &TestApp) {
    let who = app.coordinator("AR");
    let (record, made) = add_promise(&who, "pledge", json!({ "when": "2014-05" }));
    let told = json!({
        "status": "done", "when": "2014-Q1", "when_said": "early in the year", "when_inferred": true,
        "cause": "A law passed.", "evidence": "The gazette.",
    });
    let moved = who.post(&format!("{record}/transitions"), told.clone()).expect(201);
    // Its date may lie before the step that was recorded before it; the last recorded one is the status.
    let last = &moved["transitions"][1];
    for (name, value) in told.as_object().expect("an object") {
        assert_eq!(&last[name], value, "{name}");
    }
    assert_eq!((&last["when_label"], &last["recorded_at"]), (&json!("early in the year"), &moved["updated_at"]));
    assert_eq!(moved["transitions"][0], made["transitions"][0]);
    let wrong = json!({ "status": "reversed", "when": "2014-Q5", "cause": "a\u{0}" });
    let refused = who.post(&format!("{record}/transitions"), wrong).problem(422, "invalid");
    let expected = [("/when", "bad_quarter"), ("/cause", "control_character")];
    assert_eq!(refused.errors(), expected.map(|(pointer, code)| (pointer.to_owned(), code.to_owned())));
    let unknown =
        who.post(&format!("{record}/transitions"), json!({ "status": "forgotten" })).problem(422, "unknown_code");
    assert_eq!(unknown.errors(), pair("/status", "unknown_code"));
    let silent = who.post(&format!("{record}/transitions"), json!({})).problem(422, "missing_field");
    assert_eq!(silent.errors(), pair("/status", "missing_field"));
}

fn a_patch_moves_no_status(app: &TestApp) {
    let who = app.coordinator("AR");
    let promised = add_promise(&who, "pledge", json!({})).1;
    let made = who.post("/v1/results", result(json!([{ "organization_id": group(&who) }]), json!({}))).expect(201);
    for (held, status) in [(promised, "done"), (made, "reviewed")] {
        let record = &held.headers["location"];
        for status in [json!(status), held["status"].clone()] {
            let refused = who.holding(&held).patch(record, json!({ "status": status })).problem(422, "invalid");
            assert_eq!(refused.errors(), pair("/status", "use_transitions"), "{record} {status}");
        }
        for derived in ["needs_reconfirmation", "transitions"] {
            let refused = who.holding(&held).patch(record, json!({ derived: true })).problem(422, "unknown_field");
            assert_eq!(refused.errors(), pair(&format!("/{derived}"), "unknown_field"));
        }
        assert_eq!(who.get(record).expect(200).body, held.body);
    }
}

/// In a merge patch null would take the status away.
fn nor_does_a_patch_take_a_status_away(app: &TestApp) {
    let who = app.coordinator("AR");
    let (record, held) = add_promise(&who, "pledge", json!({}));
    let refused = who.holding(&held).patch(&record, json!({ "status": null })).problem(422, "invalid");
    assert_eq!(refused.errors(), pair("/status", "use_transitions"));
}

fn a_step_may_hold_a_version(app: &TestApp) {
    let who = app.coordinator("AR");
    let (record, made) = add_promise(&who, "pledge", json!({}));
    let moved =
        who.holding(&made).post(&format!("{record}/transitions"), json!({ "status": "in_progress" })).expect(201);
    assert_eq!(moved.etag(), "\"2\"");
    let stale = who.holding(&made).post(&format!("{record}/transitions"), json!({ "status": "done" }));
    assert_eq!(stale.problem(412, "stale").etag(), "\"2\"");
    assert_eq!(steps(&who.get(&record).expect(200).body), ["pledged", "in_progress"]);
    step(&who, &record, "done").expect(201);
}

fn steps_are_taken_by_those_who_may_write(app: &TestApp) {
    let (record, made) = add_promise(&app.coordinator("AR"), "pledge", json!({}));
    for who in [app.coordinator("europe"), app.dashboard("all"), app.auditor()] {
        step(&who, &record, "done").problem(403, "forbidden");
    }
    let secret = add_promise(&app.coordinator("AR"), "pledge", json!({ "sensitivity": "restricted" })).0;
    step(&app.coordinator("europe"), &secret, "done").problem(404, "not_found");
    assert_eq!(app.auditor().get(&record).expect(200).body, made.body);
}

fn a_result_is_published_when_others_share_the_credit(app: &TestApp) {
    let who = app.admin();
    let own = rapport_server::demo::id_of("csc");
    let team = json!({ "id": own, "name": "The team", "kind": "international_body" });
    who.post("/v1/organizations", team).expect(201);
    let visit = json!({ "title": "A visit", "kinds": ["strategy_support"], "countries": ["AR"] });
    let visit = who.post("/v1/interventions", visit).expect(201).id().to_owned();
    let group = group(&who);
    let reviewed = |contributions: Value, more: Value| {
        let made = who.post("/v1/results", result(contributions, more)).expect(201);
        step(&who, &made.headers["location"], "reviewed").expect(201);
        made.headers["location"].clone()
    };
    for alone in [
        json!([]),
        json!([{ "organization_id": own }]),
        json!([{ "intervention_id": visit }]),
        json!([{ "intervention_id": visit, "organization_id": own }, { "organization_id": own, "strength": "high" }]),
    ] {
        let record = reviewed(alone, asked(&who));
        for status in ["published", "substantiated", "published"] {
            let answer = step(&who, &record, status);
            if status == "published" {
                assert_eq!(answer.problem(422, "invalid").errors(), pair("/contributions", "no_outside_contributor"));
            } else {
                answer.expect(201);
            }
        }
        assert_eq!(who.get(&record).expect(200)["status"], "substantiated");
        // Somebody else is found to have contributed.
        who.post(&format!("{record}/contributions"), json!({ "organization_id": group })).expect(201);
        assert_eq!(step(&who, &record, "published").expect(201)["status"], "published");
    }
    let shared = json!([{ "organization_id": own }, { "organization_id": group }]);
    let expected = reviewed(shared.clone(), json!({ "observed": false }));
    let refused = step(&who, &expected, "published").problem(422, "invalid");
    assert_eq!(refused.errors(), pair("/observed", "not_observed"));

    // Once published it stays what may be published.
    let record = reviewed(shared, json!({}));
    let held = step(&who, &record, "published").expect(201);
    let patch = |body: Value| who.holding(&held).patch(&record, body).problem(422, "invalid").errors();
    assert_eq!(patch(json!({ "observed": false })), pair("/observed", "not_observed"));
    let alone = json!({ "contributions": [{ "organization_id": own }] });
    assert_eq!(patch(alone), pair("/contributions", "no_outside_contributor"));
    let others = held["contributions"][1]["id"].as_str().expect("an id");
    who.holding(&held).delete(&format!("{record}/contributions/{others}")).problem(422, "invalid");
    assert_eq!(who.get(&record).expect(200).body, held.body);
}

on_both! {
    commitments_step_as_the_table_says,
    results_step_as_the_table_says,
    a_commitment_begins_as_its_kind_does,
    a_result_begins_as_draft_or_reviewed,
    a_step_says_when_and_why,
    a_patch_moves_no_status,
    nor_does_a_patch_take_a_status_away,
    a_step_may_hold_a_version,
    steps_are_taken_by_those_who_may_write,
    a_result_is_published_when_others_share_the_credit,
}
