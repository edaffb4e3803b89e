//! What codes are called, in the language that a caller prefers.
use crate::making::{CREATABLE, Ground, document, key, made, right};
use rapport_domain::labels::lists;
use rapport_testkit::{Answer, Caller, TestApp, on_both};
use serde_json::{Value, json};
use std::collections::BTreeMap;

fn in_language(who: &Caller, asked: &str) -> Caller {
    who.with("Accept-Language", asked)
}
fn language(answer: &Answer) -> Option<&str> {
    answer.headers.get("content-language").map(String::as_str)
}
/// An answer without its labels.
fn bare(mut answer: Value) -> Value {
    match &mut answer {
        Value::Array(all) => all.iter_mut().for_each(|one| *one = bare(one.take())),
        Value::Object(members) => {
            members.remove("labels");
            members.values_mut().for_each(|member| *member = bare(member.take()));
        }
        _ => {}
    }
    answer
}
fn pledge() -> Value {
    json!({
        "kind": "action_plan", "title": "A register", "countries": ["GB"], "policy_areas": ["open_data", "justice"],
    })
}

/// Every enumeration of the API document is a list of codes, each of which has labels: whoever adds one adds these too.
#[test]
fn every_code_has_its_labels() {
    let document = document();
    let schemas = document["components"]["schemas"].as_object().expect("schemas");
    let codes = |schema: &Value| -> Option<Vec<String>> {
        let codes = schema["enum"].as_array()?;
        Some(codes.iter().map(|code| code.as_str().expect("a code").to_owned()).collect())
    };
    let named: BTreeMap<&str, Vec<String>> =
        schemas.iter().filter_map(|(name, schema)| Some((name.as_str(), codes(schema)?))).collect();
    let labelled: BTreeMap<&str, Vec<String>> =
        lists().map(|list| (list.name, list.codes.iter().map(|(code, ..)| (*code).to_owned()).collect())).collect();
    assert_eq!(labelled.len(), lists().count(), "a list has labels twice");
    let mut wrong = vec![];
    for (name, codes) in &named {
        match labelled.get(name) {
            None => wrong.push(format!("{name} has no labels: {}", codes.join(", "))),
            Some(known) if known != codes => {
                wrong.push(format!("{name} is {}, its labels are of {}", codes.join(", "), known.join(", ")));
            }
            Some(_) => {}
        }
    }
    wrong.extend(labelled.keys().filter(|name| !named.contains_key(*name)).map(|name| format!("{name} is no list")));
    assert!(wrong.is_empty(), "see crates/domain/src/labels.rs: {wrong:#?}");
    for list in lists() {
        for (code, en, es, fr) in list.codes {
            for label in [en, es, fr] {
                let begins = label.chars().next().is_some_and(char::is_uppercase);
                assert!(begins && *label == label.trim(), "{} {code}: {label:?}", list.name);
            }
        }
    }
    // An enumeration within another schema would be a list without a name.
    for (name, schema) in schemas.iter().filter(|(name, _)| !named.contains_key(name.as_str())) {
        assert!(!schema.to_string().contains("\"enum\":"), "{name} holds codes that are no list");
    }
}

fn all_of_them_are_told(app: &TestApp) {
    for who in [app.admin(), app.dashboard("AR")] {
        let answer = who.get("/v1/codes").expect(200);
        let told = answer["lists"].as_array().expect("lists");
        assert_eq!(told.len(), lists().count());
        let status = told.iter().find(|list| list["name"] == "CommitmentStatus").expect("statuses");
        let expected = json!({ "code": "at_risk", "labels": { "en": "At risk", "es": "En riesgo", "fr": "Menacé" } });
        assert!(status["codes"].as_array().expect("codes").contains(&expected), "{status}");
        assert_eq!(status["codes"][0]["code"], "raised", "in the order of the list");
        who.with("If-None-Match", answer.etag()).get("/v1/codes").expect(304);
    }
    app.admin().get("/v1/codes?list=Role").problem(400, "bad_query");
}

fn records_are_labelled_in_the_language_asked_for(app: &TestApp) {
    let who = app.admin();
    let plain = who.post("/v1/commitments", pledge()).expect(201);
    let path = plain.headers["location"].as_str();
    assert_eq!((plain.body.get("labels"), language(&plain)), (None, None));
    for (asked, kind, areas) in [
        ("en", "Commitment in an action plan", ["Open data", "Justice"]),
        ("es-AR,en;q=0.5", "Compromiso del plan", ["Datos abiertos", "Justicia"]),
        ("de, FR;q=0.2", "Engagement du plan d'action", ["Données ouvertes", "Justice"]),
    ] {
        let who = in_language(&who, asked);
        let one = who.get(path).expect(200);
        assert_eq!((&one["labels"]["kind"], &one["labels"]["policy_areas"]), (&json!(kind), &json!(areas)), "{asked}");
        assert_eq!(one.headers["vary"], "Authorization, Accept-Language");
        let mut members: Vec<_> = one["labels"].as_object().expect("labels").keys().map(String::as_str).collect();
        members.sort_unstable();
        assert_eq!(members, ["countries", "kind", "policy_areas", "review", "sensitivity", "status"]);
        let listed = who.get("/v1/commitments").expect(200);
        assert_eq!(listed.data()[0], one.body);
        assert_eq!(language(&listed), language(&one));
        // The record is the same but for its labels.
        assert_eq!(bare(one.body), plain.body);
    }
    let spoken = |asked: &str| language(&in_language(&who, asked).get(path).expect(200)).map(str::to_owned);
    for (asked, expected) in [
        ("es", Some("es")),
        ("fr-CA, es;q=0.9", Some("fr")),
        ("es;q=0.3, en;q=0.8, fr;q=0.5", Some("en")),
        ("es;q=0, fr;q=0.1", Some("fr")),
        ("en, es", Some("en")),
        ("de", None),
        ("*", None),
        ("es;q=0", None),
        ("", None),
        ("es;q=nan, ;;, q", None),
    ] {
        assert_eq!(spoken(asked).as_deref(), expected, "{asked}");
    }
}

fn what_is_null_has_no_label(app: &TestApp) {
    let who = in_language(&app.admin(), "es");
    let plan = who.post("/v1/action-plans", json!({ "country": "GB" })).expect(201);
    assert_eq!((&plan["phase"], plan["labels"].get("phase")), (&Value::Null, None));
    let path = plan.headers["location"].as_str();
    let phase = who.with("If-Match", "\"1\"").patch(path, json!({ "phase": "refresh" })).expect(200);
    assert_eq!(phase["labels"]["phase"], "Actualización de medio término");
    // Links are labelled as records are, and so is who one is.
    let version = who.post(&format!("{path}/versions"), json!({ "label": "x" })).expect(201);
    assert_eq!(version["labels"], json!({ "change": "Versión original" }));
    let version = format!("{path}/versions/{}", version.id());
    let changed = who.with("If-Match", "\"3\"").patch(&version, json!({ "change": "update" })).expect(200);
    assert_eq!(changed["labels"], json!({ "change": "Actualización" }));
    assert_eq!(who.get("/v1/me").expect(200)["labels"], json!({ "role": "Administración" }));
}

/// No kind of record is forgotten: whatever holds a code has a label for it.
fn every_resource_is_labelled(app: &TestApp) {
    let who = app.admin();
    let ground = Ground::of(&who);
    let french = in_language(&who, "fr");
    let known = |code: &Value| lists().any(|list| list.codes.iter().any(|(known, ..)| code == known));
    // Members that hold what looks like a code of ours, and is free text, or the code of a record.
    let free = ["name", "title", "note", "statement", "role", "lang", "code"];
    for list in CREATABLE {
        let record = made(&who, list, right(list, "A name", &ground));
        let seen = french.get(&format!("/v1/{list}/{record}")).expect(200);
        let shown = seen.body.as_object().expect("a record");
        let coded = shown.iter().filter(|(member, value)| known(value) && !free.contains(&member.as_str()));
        for (member, value) in coded {
            assert!(seen["labels"][member].is_string(), "{list}: {member} is {value} and has no label");
        }
        let found = french.walk(&format!("/v1/{list}"));
        let found = found.iter().find(|one| key(one) == record).expect("the record is in the list");
        assert_eq!(found["labels"], seen["labels"], "{list}");
    }
}

fn another_language_is_another_answer(app: &TestApp) {
    let who = app.admin();
    let made = who.post("/v1/commitments", pledge()).expect(201);
    let path = made.headers["location"].as_str();
    let tags = |path: &str| {
        ["", "en", "es", "fr"].map(|asked| in_language(&who, asked).get(path).expect(200).etag().to_owned())
    };
    assert_eq!(tags(path), ["\"1\"", "\"1-en\"", "\"1-es\"", "\"1-fr\""]);
    for path in [path, "/v1/commitments", "/v1/me"] {
        for (held, tag) in ["", "en", "es", "fr"].iter().zip(tags(path)) {
            for asked in ["", "en", "es", "fr"] {
                let (caller, mut tag) = (in_language(&who, asked), tag.clone());
                // On PostgreSQL, whatever is written next door makes lists be told anew, under another tag.
                let answers = (0..50).map(|_| {
                    let answer = caller.with("If-None-Match", &tag).get(path);
                    assert_eq!(answer.headers["vary"], "Authorization, Accept-Language");
                    if *held == asked {
                        tag = answer.etag().to_owned();
                    }
                    answer.status
                });
                let unchanged = answers.take(if *held == asked { 50 } else { 1 }).any(|status| status == 304);
                assert_eq!(unchanged, *held == asked, "{path}: {held:?} is held, {asked:?} is asked for");
            }
        }
    }
}

fn a_version_is_held_in_any_language(app: &TestApp) {
    let who = app.admin();
    let made = in_language(&who, "es").post("/v1/commitments", pledge()).expect(201);
    assert_eq!((made.etag(), language(&made)), ("\"1-es\"", Some("es")));
    let path = made.headers["location"].as_str();
    let second = who.holding(&made).patch(path, json!({ "title": "Two" })).expect(200);
    assert_eq!(second.etag(), "\"2\"");
    let stale = in_language(&who, "fr").holding(&made).patch(path, json!({ "title": "x" })).problem(412, "stale");
    assert_eq!(stale.etag(), "\"2\"");
    let third = in_language(&who, "fr").holding(&second).patch(path, json!({ "title": "Three" })).expect(200);
    assert_eq!((third.etag(), &third["labels"]["status"]), ("\"3-fr\"", &json!("Formalisé")));
    for foreign in ["\"3-de\"", "\"3-\"", "\"3-es-es\"", "\"-es\"", "W/\"3-es\""] {
        who.with("If-Match", foreign).patch(path, json!({ "title": "x" })).problem(412, "stale");
    }
    let step = in_language(&who, "es").with("If-Match", "\"3-en\"");
    let moved = step.post(&format!("{path}/transitions"), json!({ "status": "at_risk" })).expect(201);
    assert_eq!((moved.etag(), &moved["labels"]["status"]), ("\"4-es\"", &json!("En riesgo")));
    who.holding(&moved).delete(path).expect(204);
}

/// One request in two languages is one request.
fn a_retry_is_answered_in_its_own_language(app: &TestApp) {
    let who = app.admin().with("Idempotency-Key", "a-key");
    let first = in_language(&who, "es").post("/v1/commitments", pledge()).expect(201);
    let again = in_language(&who, "fr").post("/v1/commitments", pledge()).expect(201);
    assert_eq!(again.headers["idempotency-replayed"], "true");
    assert_eq!((first.id(), first.etag(), language(&first)), (again.id(), "\"1-es\"", Some("es")));
    assert_eq!((again.etag(), language(&again)), ("\"1-fr\"", Some("fr")));
    let kinds = (&first["labels"]["kind"], &again["labels"]["kind"]);
    assert_eq!(kinds, (&json!("Compromiso del plan"), &json!("Engagement du plan d'action")));
    let plain = who.post("/v1/commitments", pledge()).expect(201);
    assert_eq!((plain.etag(), plain.body.get("labels")), ("\"1\"", None));
    assert_eq!(plain.headers["location"], first.headers["location"]);
}

/// What is nested has labels of its own, in whatever answer it stands.
fn what_is_nested_is_labelled(app: &TestApp) {
    let who = app.admin();
    let made = who.post("/v1/commitments", pledge()).expect(201);
    let step = json!({ "status": "at_risk", "when": "2014-Q1" });
    let (spanish, french) = (in_language(&who, "es"), in_language(&who, "fr"));
    let moved = spanish.post(&format!("/v1/commitments/{}/transitions", made.id()), step).expect(201);
    let labels = json!({ "status": "En riesgo", "when": "primer trimestre de 2014" });
    assert_eq!(moved["transitions"][1]["labels"], labels);
    let story = spanish.get("/v1/countries/GB/story").expect(200);
    assert_eq!(language(&story), Some("es"));
    assert_eq!(story["commitments"][0], with_citations(moved.body.clone()));
    let page = spanish.get("/v1/countries/GB?as_of=2014-06").expect(200);
    assert_eq!(page["open_commitments"][0]["transitions"][1]["labels"], labels);
    let task = json!({ "title": "Call", "about": { "kind": "commitment", "id": made.id() }, "due": "2014-02" });
    who.post("/v1/follow-ups", task).expect(201);
    let queue = french.get("/v1/attention?kind=overdue_follow_up").expect(200);
    assert_eq!(queue.data()[0]["labels"]["kind"], "Suivi en retard");
    // Another language is another answer here, too.
    for path in ["/v1/countries/GB/story", "/v1/attention", "/v1/reports/activity-matrix"] {
        let tag = spanish.get(path).expect(200).etag().to_owned();
        french.with("If-None-Match", &tag).get(path).expect(200);
    }
}
fn with_citations(mut record: Value) -> Value {
    record["citations"] = json!([]);
    record
}

/// Codes that are data are called as their records say: kinds of activity, countries, regions, tags, scales and their values.
fn codes_that_are_data_are_labelled(app: &TestApp) {
    let who = app.admin();
    let (spanish, french) = (in_language(&who, "es"), in_language(&who, "fr"));
    let visit = json!({ "title": "A visit", "kinds": ["strategy_support", "seed_funding"], "countries": ["GB", "DE"] });
    let visit = who.post("/v1/interventions", visit).expect(201);
    let path = format!("/v1/interventions/{}", visit.id());
    let seen = spanish.get(&path).expect(200);
    let kinds = ["strategy_support", "seed_funding"]
        .map(|kind| who.get(&format!("/v1/activity-kinds/{kind}")).expect(200)["name_es"].clone());
    assert_eq!(seen["labels"]["kinds"], json!(kinds));
    assert_eq!(seen["labels"]["countries"], json!(["Reino Unido", "Alemania"]));
    let about = json!({ "kind": "intervention", "id": visit.id() });
    for (code, label) in [("limited", "Limitado"), ("NR", "Sin revisar"), ("ND", "Sin datos"), ("NA", "No aplica")] {
        let judged = json!({ "about": about, "scale": "completion", "code": code });
        let judged = spanish.post("/v1/assessments", judged).expect(201);
        assert_eq!((&judged["labels"]["code"], &judged["labels"]["scale"]), (&json!(label), &json!("Cumplimiento")));
    }
    let tag = json!({ "code": "open_data", "name": "Open data", "names": { "fr": "Données ouvertes" } });
    who.post("/v1/tags", tag).expect(201);
    let tagging = who.post("/v1/taggings", json!({ "about": about, "tag": "open_data" })).expect(201);
    let path = format!("/v1/taggings/{}", tagging.id());
    assert_eq!(french.get(&path).expect(200)["labels"]["tag"], "Données ouvertes");
    assert_eq!(spanish.get(&path).expect(200)["labels"]["tag"], "Open data", "nobody said it in Spanish");
}

on_both! {
    all_of_them_are_told,
    records_are_labelled_in_the_language_asked_for,
    what_is_null_has_no_label,
    every_resource_is_labelled,
    another_language_is_another_answer,
    a_version_is_held_in_any_language,
    a_retry_is_answered_in_its_own_language,
    what_is_nested_is_labelled,
    codes_that_are_data_are_labelled,
}
