//! What stood at a date: by what the records tell of it, however late they were recorded or corrected.
use rapport_testkit::{Caller, TestApp, on_both};
use serde_json::{Value, json};

fn add(who: &Caller, path: &str, body: Value) -> String {
    who.post(&format!("/v1/{path}"), body).expect(201).id().to_owned()
}
fn pledge(who: &Caller, more: Value) -> String {
    let mut body = json!({ "kind": "pledge", "title": "A space", "countries": ["AR"] });
    body.as_object_mut().expect("an object").extend(more.as_object().expect("an object").clone());
    add(who, "commitments", body)
}
fn step(who: &Caller, pledge: &str, status: &str, when: Value) {
    who.post(&format!("/v1/commitments/{pledge}/transitions"), json!({ "status": status, "when": when })).expect(201);
}
/// The status of each commitment in the country's story at a date.
fn told(who: &Caller, at: &str) -> Vec<Value> {
    let story = who.get(&format!("/v1/countries/AR/story?as_of={at}")).expect(200);
    story["commitments"].as_array().expect("an array").iter().map(|one| one["status"].clone()).collect()
}
fn open(who: &Caller, at: &str) -> Vec<Value> {
    let page = who.get(&format!("/v1/countries/AR?as_of={at}")).expect(200);
    page["open_commitments"].as_array().expect("an array").iter().map(|one| one["status"].clone()).collect()
}

/// A corrected date is a corrected past.
fn a_corrected_date_counts(app: &TestApp) {
    let who = app.coordinator("AR");
    let path = format!("/v1/commitments/{}", pledge(&who, json!({ "when": "2014-05" })));
    assert_eq!(told(&who, "2013-12"), Vec::<Value>::new());
    let now = who.get(&path).expect(200);
    let right = who.holding(&now).patch(&path, json!({ "when": "2013-05" })).expect(200);
    assert_eq!(right["transitions"][0]["when"], "2013-05", "its first step is the pledge itself");
    assert_eq!((told(&who, "2013-12"), told(&who, "2013-04")), (vec![json!("pledged")], vec![]));
}

/// A vague date stands for all its days: what was open on one of them was open.
fn what_was_open_on_some_day(app: &TestApp) {
    let who = app.coordinator("AR");
    let made = pledge(&who, json!({ "when": "2014-05" }));
    step(&who, &made, "done", json!("2014-08"));
    let none = Vec::<Value>::new();
    for (at, expected) in [
        ("2014-04", &none),
        ("2014-06", &vec![json!("pledged")]),
        ("2014", &vec![json!("pledged")]),
        ("2014-08", &vec![json!("pledged")]),
        ("2014-09", &none),
        ("2015", &none),
    ] {
        assert_eq!(&open(&who, at), expected, "{at}");
    }
    assert_eq!(told(&who, "2014-09"), ["done"]);
}

/// A step that nobody dated came after those that were recorded before it.
fn undated_steps_keep_their_place(app: &TestApp) {
    let who = app.coordinator("AR");
    let made = pledge(&who, json!({ "when": "2013-09" }));
    step(&who, &made, "at_risk", json!("2014-03"));
    step(&who, &made, "stalled", Value::Null);
    assert_eq!(told(&who, "2013-12"), ["pledged"]);
    assert_eq!(told(&who, "2014-06"), ["stalled"]);
    let other = pledge(&who, json!({}));
    step(&who, &other, "in_progress", Value::Null);
    assert_eq!(told(&who, "2013-12").len(), 2, "what nobody dates may have been");
    assert!(told(&who, "2013-12").contains(&json!("in_progress")));
}

/// What a turnover asks was not asked before it, and was answered by what came after it.
fn the_question_of_a_turnover(app: &TestApp) {
    let who = app.coordinator("AR");
    let agency = json!({ "name": "Agency", "kind": "government_agency", "country": "AR" });
    let agency = add(&who, "organizations", agency);
    let post = json!({ "title": "Contact", "kind": "ogp_poc", "country": "AR", "organization_id": agency });
    let post = add(&who, "pocs", post);
    let made = pledge(&who, json!({ "made_by": agency, "when": "2013-01" }));
    add(&who, &format!("pocs/{post}/hand-over"), json!({ "what": "leadership", "when": "2014-03" }));
    let waits = |at: &str| {
        let story = who.get(&format!("/v1/countries/AR/story?as_of={at}")).expect(200);
        story["commitments"][0]["needs_reconfirmation"].clone()
    };
    assert_eq!((waits("2013-09"), waits("2014-03"), waits("2015")), (json!(false), json!(true), json!(true)));
    step(&who, &made, "in_progress", json!("2014-10"));
    assert_eq!((waits("2013-09"), waits("2014-06"), waits("2015")), (json!(false), json!(true), json!(false)));
}

/// Undated support did not come before what it follows, nor what was promised there before it.
fn what_follows_comes_after(app: &TestApp) {
    let who = app.coordinator("AR");
    let visit = |more: Value| {
        let mut body = json!({ "title": "A visit", "kinds": ["strategy_support"], "countries": ["AR"] });
        body.as_object_mut().expect("an object").extend(more.as_object().expect("an object").clone());
        add(&who, "interventions", body)
    };
    let first = visit(json!({ "when": "2013-09" }));
    let second = visit(json!({ "follows_id": first }));
    let third = visit(json!({ "follows_id": second }));
    pledge(&who, json!({ "intervention_id": third }));
    let story = |at: &str| {
        let story = who.get(&format!("/v1/countries/AR/story?as_of={at}")).expect(200);
        let count = |part: &str| story[part].as_array().map(Vec::len);
        (count("interventions"), count("commitments"))
    };
    assert_eq!((story("2013-08"), story("2013-09")), ((Some(0), Some(0)), (Some(3), Some(1))));
}

/// The story around a trip tells all of it, part by part, with what hangs on the parts.
fn the_story_of_a_trip(app: &TestApp) {
    let who = app.coordinator("AR");
    let part = |title: &str, more: Value| {
        let mut body = json!({ "title": title, "kinds": ["strategy_support"], "countries": ["AR"] });
        body.as_object_mut().expect("an object").extend(more.as_object().expect("an object").clone());
        body
    };
    let deepest =
        part("Meeting", json!({ "commitments": [{ "kind": "pledge", "title": "A space", "countries": ["AR"] }] }));
    let trip = part("Trip", json!({ "kinds": [], "parts": [part("Mission", json!({ "parts": [deepest] }))] }));
    let trip = add(&who, "interventions", trip);
    let story = who.get(&format!("/v1/interventions/{trip}/story")).expect(200);
    let titles = |part: &str| -> Vec<String> {
        let all = story[part].as_array().expect("an array").iter();
        all.map(|one| one["title"].as_str().expect("a title").to_owned()).collect()
    };
    assert_eq!(
        (titles("interventions"), titles("commitments")),
        (["Trip", "Mission", "Meeting"].map(String::from).into(), vec!["A space".into()])
    );
}

on_both! {
    a_corrected_date_counts,
    what_was_open_on_some_day,
    undated_steps_keep_their_place,
    the_question_of_a_turnover,
    what_follows_comes_after,
    the_story_of_a_trip,
}
