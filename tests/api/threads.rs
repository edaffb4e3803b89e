//! Threads: support that went on, and the dated touches of which it consists.
use crate::making::{NOBODY, made, with};
use rapport_testkit::{Caller, TestApp, on_both};
use serde_json::{Value, json};

fn pair(pointer: &str, code: &str) -> [(String, String); 1] {
    [(pointer.to_owned(), code.to_owned())]
}
fn support(more: Value) -> Value {
    with(json!({ "title": "Coaching", "kinds": ["strategy_support"], "countries": ["IE"] }), more)
}
fn thread(who: &Caller, touches: Value) -> String {
    format!(
        "/v1/interventions/{}",
        made(who, "interventions", support(json!({ "form": "thread", "touches": touches })))
    )
}

fn a_thread_has_touches(app: &TestApp) {
    let who = app.coordinator("IE");
    let touches = json!([
        { "when": "2013-05", "when_said": "when they joined", "mode": "remote", "note": "How to begin." },
        { "id": NOBODY, "when": "2013-Q4", "when_inferred": true },
    ]);
    let path = thread(&who, touches.clone());
    let read = who.get(&path).expect(200);
    for (told, touch) in touches.as_array().expect("touches").iter().zip(read["touches"].as_array().expect("touches")) {
        for (name, value) in told.as_object().expect("an object") {
            assert_eq!(&touch[name], value, "{name} of {touch}");
        }
    }
    assert_eq!(read["touches"][1]["id"], NOBODY);
    assert_eq!(who.get("/v1/interventions?form=thread").expect(200).data()[0]["touches"], read["touches"]);
    // Replaced as an array: one that keeps its id stays the same.
    let next = json!([{ "id": NOBODY, "when": "2013-11" }, { "when": "2014" }]);
    let next = who.holding(&read).patch(&path, json!({ "touches": next })).expect(200);
    assert_eq!((&next["touches"][0]["id"], &next["touches"][1]["when"]), (&json!(NOBODY), &json!("2014")));
    let twice = json!([{ "id": NOBODY, "when": "2013" }, { "id": NOBODY, "when": "2014" }]);
    let refused = who.holding(&next).patch(&path, json!({ "touches": twice })).problem(422, "invalid");
    assert_eq!(refused.errors(), pair("/touches/1", "repeated"));
    let history = who.get(&format!("{path}/history")).expect(200);
    assert_eq!(history.data()[0]["before"]["touches"], read["touches"]);
}

fn an_event_has_none(app: &TestApp) {
    let who = app.coordinator("IE");
    let touches = json!([{ "when": "2013" }]);
    for body in [support(json!({ "touches": touches })), support(json!({ "form": "event", "touches": touches }))] {
        let refused = who.post("/v1/interventions", body).problem(422, "invalid");
        assert_eq!(refused.errors(), pair("/form", "not_a_thread"));
    }
    let part = support(json!({ "parts": [support(json!({ "touches": touches }))] }));
    let refused = who.post("/v1/interventions", part).problem(422, "invalid");
    assert_eq!(refused.errors(), pair("/parts/0/form", "not_a_thread"));

    let event = who.post("/v1/interventions", support(json!({}))).expect(201);
    let path = format!("/v1/interventions/{}", event.id());
    let refused = who.post(&format!("{path}/touches"), json!({ "when": "2013" })).problem(422, "invalid");
    assert_eq!(refused.errors(), pair("/form", "not_a_thread"));
    let refused = who.holding(&event).patch(&path, json!({ "touches": touches })).problem(422, "invalid");
    assert_eq!(refused.errors(), pair("/form", "not_a_thread"));
    assert_eq!(who.get(&path).expect(200).etag(), "\"1\"");
    // It may become a thread, and take them at once.
    let both = json!({ "form": "thread", "touches": touches });
    assert_eq!(who.holding(&event).patch(&path, both).expect(200)["touches"][0]["when"], "2013");
}

fn a_thread_with_touches_is_no_event(app: &TestApp) {
    let who = app.coordinator("IE");
    let path = thread(&who, json!([{ "when": "2013" }]));
    let held = who.get(&path).expect(200);
    let refused = who.holding(&held).patch(&path, json!({ "form": "event" })).problem(422, "invalid");
    assert_eq!(refused.errors(), pair("/form", "not_a_thread"));
    let both = json!({ "form": "event", "touches": [] });
    assert_eq!(who.holding(&held).patch(&path, both).expect(200)["form"], "event");
}

fn a_touch_has_a_date(app: &TestApp) {
    let who = app.coordinator("IE");
    for undated in [json!({ "note": "x" }), json!({ "when": null }), json!({ "when_said": "some time" })] {
        let body = support(json!({ "form": "thread", "touches": [{ "when": "2013" }, undated] }));
        let refused = who.post("/v1/interventions", body).problem(422, "invalid");
        assert_eq!(refused.errors(), pair("/touches/1/when", "undated_touch"));
    }
    let path = thread(&who, json!([{ "when": "2013" }]));
    let refused = who.post(&format!("{path}/touches"), json!({ "mode": "mail" })).problem(422, "invalid");
    assert_eq!(refused.errors(), pair("/when", "undated_touch"));
    let refused = who.post(&format!("{path}/touches"), json!({ "when": "2013-13" })).problem(422, "invalid");
    assert_eq!(refused.errors(), pair("/when", "bad_month"));
}

fn touches_have_paths_of_their_own(app: &TestApp) {
    let (who, far) = (app.coordinator("IE"), app.coordinator("latin_america"));
    let path = thread(&who, json!([]));
    let told = json!({ "when": "2014-02", "mode": "remote", "note": "A call." });
    far.post(&format!("{path}/touches"), told.clone()).problem(403, "forbidden");
    let added = who.post(&format!("{path}/touches"), told).expect(201);
    assert_eq!(
        (added.etag(), &added["note"], &added["when_label"]),
        ("\"2\"", &json!("A call."), &json!("February 2014"))
    );
    let one = format!("{path}/touches/{}", added.id());
    let changed = who.holding(&added).patch(&one, json!({ "mode": "mail", "note": null })).expect(200);
    assert_eq!(
        (&changed["when"], &changed["mode"], &changed["note"]),
        (&json!("2014-02"), &json!("mail"), &Value::Null)
    );
    let refused = who.holding(&changed).patch(&one, json!({ "when": null })).problem(422, "invalid");
    assert_eq!(refused.errors(), pair("/when", "undated_touch"));
    let refused = who.holding(&changed).patch(&one, json!({ "when_earliest": "2014-01-01" })).problem(422, "invalid");
    assert_eq!(refused.errors(), pair("/when_earliest", "unknown_field"));
    who.holding(&changed).delete(&one).expect(204);
    let now = who.get(&path).expect(200);
    assert_eq!((now.etag(), &now["touches"]), ("\"4\"", &json!([])));
}

on_both! {
    a_thread_has_touches,
    an_event_has_none,
    a_thread_with_touches_is_no_event,
    a_touch_has_a_date,
    touches_have_paths_of_their_own,
}
