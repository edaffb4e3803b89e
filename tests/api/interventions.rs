//! Interventions: dates, versions, places, chains.
use rapport_testkit::{TestApp, on_both};
use serde_json::{Value, json};

fn visit(title: &str, more: Value) -> Value {
    let mut body = json!({ "title": title, "kinds": ["strategy_support"], "countries": ["UY"] });
    let (Value::Object(body_members), Value::Object(more)) = (&mut body, more) else { panic!("objects") };
    body_members.extend(more);
    body
}

fn vague_dates_survive(app: &TestApp) {
    let who = app.coordinator("all");
    for when in [
        "2013",
        "2013-09",
        "2013-09-14",
        "2014-Q1",
        "2014-33",
        "2013~",
        "2012-11/2013-02",
        "2012-11/..",
        "../2014",
        "2014-22",
    ] {
        let made = who.post("/v1/interventions", visit(when, json!({ "when": when }))).expect(201);
        assert_eq!(made["when"], when);
        assert_eq!(who.get(&format!("/v1/interventions/{}", made.id())).expect(200)["when"], when);
    }
    let titles = |query: &str| -> Vec<String> {
        let found = who.walk(&format!("/v1/interventions?sort=title&{query}"));
        found.iter().map(|i| i["title"].as_str().expect("a title").to_owned()).collect()
    };
    let overlapping = titles("when=2014-02");
    assert!(overlapping.contains(&"2014-Q1".to_owned()) && overlapping.contains(&"2012-11/..".to_owned()));
    assert!(!titles("when[within]=2014-02").contains(&"2014-Q1".to_owned()));
    assert!(titles("when[within]=2014").contains(&"2014-Q1".to_owned()));
    for (wrong, code) in [("2013-13", "bad_month"), ("2014-Q5", "bad_quarter"), ("2014-02/2013-12", "reversed_range")] {
        let refused = who.post("/v1/interventions", visit("x", json!({ "when": wrong }))).problem(422, "invalid");
        assert_eq!(refused.errors(), [("/when".to_owned(), code.to_owned())]);
        who.get(&format!("/v1/interventions?when={wrong}")).problem(400, "bad_query");
    }
}

fn undated_ones_come_last_either_way(app: &TestApp) {
    let who = app.coordinator("all");
    for (title, when) in
        [("old", json!("1999")), ("never", Value::Null), ("new", json!("2020")), ("open", json!("../2000"))]
    {
        who.post("/v1/interventions", visit(title, json!({ "when": when }))).expect(201);
    }
    let order = |sort: &str| -> Vec<String> {
        let all = who.walk(&format!("/v1/interventions?sort={sort}&limit=1"));
        all.iter().map(|i| i["title"].as_str().expect("a title").to_owned()).collect()
    };
    assert_eq!(order("when"), ["open", "old", "new", "never"]);
    assert_eq!(order("-when"), ["new", "old", "open", "never"]);
    let undated = who.get("/v1/interventions?when[null]=true").expect(200);
    assert_eq!(undated.data().len(), 1);
    assert_eq!(undated.data()[0]["when_earliest"], Value::Null);
}

fn versions_guard_against_each_other(app: &TestApp) {
    let who = app.coordinator("latin_america");
    let made = who.post("/v1/interventions", visit("A visit", json!({}))).expect(201);
    let path = format!("/v1/interventions/{}", made.id());
    who.patch(&path, json!({ "title": "B" })).problem(428, "precondition_required");
    let changed = who.holding(&made).patch(&path, json!({ "title": "B", "summary": null })).expect(200);
    assert_eq!((changed.etag(), &changed["title"]), ("\"2\"", &json!("B")));
    let stale = who.holding(&made).patch(&path, json!({ "title": "C" })).problem(412, "stale");
    assert_eq!(stale.etag(), "\"2\"");
    who.with("If-None-Match", changed.etag()).get(&path).expect(304);

    let history = who.get(&format!("{path}/history")).expect(200);
    assert_eq!(history.data()[0]["before"], json!({ "title": "A visit" }));
    assert_eq!(history.data()[0]["after"], json!({ "title": "B" }));
}

fn two_patches_with_one_etag(app: &TestApp) {
    let who = app.coordinator("latin_america");
    let made = who.post("/v1/interventions", visit("A visit", json!({}))).expect(201);
    let path = format!("/v1/interventions/{}", made.id());
    let mut statuses: Vec<u16> = std::thread::scope(|scope| {
        let patch = |title: &'static str| {
            let (who, path) = (who.holding(&made), path.clone());
            scope.spawn(move || who.patch(&path, json!({ "title": title })).status)
        };
        [patch("one"), patch("two")].map(|thread| thread.join().expect("an answer")).into()
    });
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 412]);
}

fn ten_posts_with_one_key(app: &TestApp) {
    let who = app.coordinator("latin_america").with("Idempotency-Key", "trip-of-monday");
    let answers: Vec<_> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..10)
            .map(|_| scope.spawn(|| who.post("/v1/interventions", visit("Once", json!({}))).expect(201)))
            .collect();
        threads.into_iter().map(|thread| thread.join().expect("an answer")).collect()
    });
    assert!(answers.iter().all(|answer| answer.bytes == answers[0].bytes), "all get the first answer");
    let replayed = answers.iter().filter(|a| a.headers.contains_key("idempotency-replayed")).count();
    assert_eq!(replayed, 9);
    assert_eq!(who.get("/v1/interventions?total=exact").expect(200)["total"], 1);
    who.post("/v1/interventions", visit("Another body", json!({}))).problem(422, "idempotency_key_reused");

    app.clock.pass(chrono::Duration::hours(25));
    let fresh = app.coordinator("latin_america").with("Idempotency-Key", "trip-of-monday");
    fresh.post("/v1/interventions", visit("The next day", json!({}))).expect(201);
}

fn reach_bounds_writing(app: &TestApp) {
    let (south, europe) = (app.coordinator("latin_america"), app.coordinator("europe"));
    let visit_to = |countries: Value| visit("A visit", json!({ "countries": countries }));
    south.post("/v1/interventions", visit_to(json!(["DE"]))).problem(403, "forbidden");
    let german = europe.post("/v1/interventions", visit_to(json!(["DE"]))).expect(201);
    let path = format!("/v1/interventions/{}", german.id());
    south.holding(&german).patch(&path, json!({ "title": "Mine" })).problem(403, "forbidden");
    south.holding(&german).patch(&path, json!({ "countries": ["AR"] })).problem(403, "forbidden");
    south.holding(&german).delete(&path).problem(403, "forbidden");
    // Out of one's own reach is no way to go either.
    let own = south.post("/v1/interventions", visit_to(json!(["AR"]))).expect(201);
    let own_path = format!("/v1/interventions/{}", own.id());
    south.holding(&own).patch(&own_path, json!({ "countries": ["DE"] })).problem(403, "forbidden");
    assert_eq!(south.get(&own_path).expect(200)["countries"], json!(["AR"]));
    // A region belongs to whoever holds it, or holds all of it.
    let regional = json!({ "title": "A workshop", "kinds": ["share_information"], "region": "latin_america" });
    south.post("/v1/interventions", regional.clone()).expect(201);
    app.coordinator("americas").post("/v1/interventions", regional.clone()).expect(201);
    app.coordinator("AR").post("/v1/interventions", regional).problem(403, "forbidden");
}

fn chains_do_not_close(app: &TestApp) {
    let who = app.coordinator("all");
    let mut above: Option<String> = None;
    let mut chain = vec![];
    for title in ["trip", "mission", "part"] {
        let made = who.post("/v1/interventions", visit(title, json!({ "parent_id": above }))).expect(201);
        above = Some(made.id().to_owned());
        chain.push(made);
    }
    let too_deep = who.post("/v1/interventions", visit("x", json!({ "parent_id": above }))).problem(422, "invalid");
    assert_eq!(too_deep.errors(), [("/parent_id".to_owned(), "too_deep".to_owned())]);
    let trip = format!("/v1/interventions/{}", chain[0].id());
    let closing = who.holding(&chain[0]).patch(&trip, json!({ "parent_id": chain[2].id() })).problem(422, "invalid");
    assert_eq!(closing.errors(), [("/parent_id".to_owned(), "cycle".to_owned())]);
    let own = who.holding(&chain[0]).patch(&trip, json!({ "parent_id": chain[0].id() })).problem(422, "invalid");
    assert_eq!(own.errors(), [("/parent_id".to_owned(), "cycle".to_owned())]);
    who.holding(&chain[0]).delete(&trip).problem(409, "in_use");
}

on_both! {
    vague_dates_survive,
    undated_ones_come_last_either_way,
    versions_guard_against_each_other,
    two_patches_with_one_etag,
    ten_posts_with_one_key,
    reach_bounds_writing,
    chains_do_not_close,
}
