//! Retries: one key does its work once, for one caller, and only where it was done.
use crate::making::{Ground, NOBODY, key, made, remove, right, totals, with};
use rapport_testkit::{Answer, Caller, TestApp, on_both};
use serde_json::{Value, json};

const KEY: &str = "monday-7f3a";

fn keyed(who: &Caller) -> Caller {
    who.with("Idempotency-Key", KEY)
}
#[track_caller]
fn assert_replayed(first: &Answer, second: &Answer) {
    assert_eq!((first.status, &first.bytes), (second.status, &second.bytes));
    assert_eq!(first.headers.get("idempotency-replayed"), None);
    assert_eq!(second.headers["idempotency-replayed"], "true");
    for header in ["etag", "location", "content-type", "cache-control", "vary"] {
        assert_eq!(first.headers.get(header), second.headers.get(header), "{header}");
    }
}
fn pledge(who: &Caller) -> Answer {
    who.post("/v1/commitments", json!({ "kind": "pledge", "title": "A pledge", "countries": ["UY"] })).expect(201)
}
fn visit(more: Value) -> Value {
    with(json!({ "title": "A visit", "kinds": ["seed_funding"], "countries": ["UY"] }), more)
}

fn every_resource_is_made_once(app: &TestApp) {
    let admin = app.admin();
    let ground = Ground::of(&admin);
    // The answer that makes an API key holds a secret: nobody keeps it.
    let lists = crate::making::CREATABLE.into_iter().filter(|list| *list != "api-keys");
    for (index, list) in lists.enumerate() {
        let who = admin.with("Idempotency-Key", format!("key-{index}"));
        let post = || who.post(&format!("/v1/{list}"), right(list, "A name", &ground)).expect(201);
        let first = post();
        let before = totals(&admin);
        assert_replayed(&first, &post());
        assert_eq!(totals(&admin), before);
        assert_eq!(first.headers["location"], format!("/v1/{list}/{}", key(&first.body)));
    }
}

fn a_step_is_taken_once(app: &TestApp) {
    let who = app.coordinator("latin_america");
    let pledge = pledge(&who);
    let path = format!("/v1/commitments/{}", pledge.id());
    // The version held is the one that the first request moved away from; its retry is not stale.
    let step = || keyed(&who).holding(&pledge).post(&format!("{path}/transitions"), json!({ "status": "in_progress" }));
    let first = step().expect(201);
    assert_replayed(&first, &step());
    let now = who.get(&path).expect(200);
    assert_eq!((now.etag(), now["transitions"].as_array().map(Vec::len)), ("\"2\"", Some(2)));
    // Without the key the table forbids it, and the version is old.
    who.post(&format!("{path}/transitions"), json!({ "status": "in_progress" })).problem(422, "invalid");
    who.holding(&pledge).post(&format!("{path}/transitions"), json!({ "status": "done" })).problem(412, "stale");
    // A replay gives the first answer, whatever came after.
    who.post(&format!("{path}/transitions"), json!({ "status": "done" })).expect(201);
    assert_replayed(&first, &step());
    assert_eq!(who.get(&path).expect(200)["status"], "done");
}

fn ten_steps_with_one_key(app: &TestApp) {
    let who = app.coordinator("latin_america");
    let path = format!("/v1/commitments/{}", pledge(&who).id());
    let (keyed, steps) = (keyed(&who), format!("{path}/transitions"));
    let answers: Vec<_> = std::thread::scope(|scope| {
        let step = || keyed.post(&steps, json!({ "status": "stalled", "cause": "An election" })).expect(201);
        let threads: Vec<_> = (0..10).map(|_| scope.spawn(step)).collect();
        threads.into_iter().map(|thread| thread.join().expect("an answer")).collect()
    });
    assert!(answers.iter().all(|answer| answer.bytes == answers[0].bytes));
    assert_eq!(answers.iter().filter(|answer| answer.headers.contains_key("idempotency-replayed")).count(), 9);
    assert_eq!(who.get(&path).expect(200)["transitions"].as_array().map(Vec::len), Some(2));
}

fn a_result_moves_once(app: &TestApp) {
    let who = app.admin();
    let ground = Ground::of(&who);
    let path = format!("/v1/results/{}", made(&who, "results", right("results", "It changed", &ground)));
    let step = || keyed(&who).post(&format!("{path}/transitions"), json!({ "status": "reviewed" }));
    let first = step().expect(201);
    assert_replayed(&first, &step());
    assert_eq!(who.get(&path).expect(200)["transitions"].as_array().map(Vec::len), Some(2));
}

fn a_restoration_is_done_once(app: &TestApp) {
    let who = app.coordinator("latin_america");
    let pledge = pledge(&who);
    let path = format!("/v1/commitments/{}", pledge.id());
    who.holding(&pledge).delete(&path).expect(204);
    let restore = || keyed(&who).with("If-Match", "\"2\"").post(&format!("{path}/restore"), json!({}));
    let first = restore().expect(200);
    assert_replayed(&first, &restore());
    assert_eq!(who.get(&path).expect(200).etag(), "\"3\"");
    // Deleted again, it is not brought back by an old request.
    remove(&who, &path);
    restore().problem(404, "not_found");
    who.get(&path).problem(404, "not_found");
}

fn a_link_is_added_once(app: &TestApp) {
    let who = app.coordinator("latin_america");
    let ground = Ground::of(&who);
    let visit = made(&who, "interventions", visit(json!({})));
    let result = made(&who, "results", right("results", "It changed", &ground));
    for (list, record, links, body) in [
        ("interventions", visit, "participants", json!({ "person_id": ground.person, "part": "lead" })),
        ("results", result, "contributions", json!({ "organization_id": ground.agency })),
    ] {
        let (path, who) = (format!("/v1/{list}/{record}"), who.with("Idempotency-Key", links));
        let add = || who.post(&format!("{path}/{links}"), body.clone()).expect(201);
        let first = add();
        assert_replayed(&first, &add());
        assert_eq!(first.etag(), "\"2\"", "the version of the record around it");
        let now = who.get(&path).expect(200);
        assert_eq!((now.etag(), now[links].as_array().map(Vec::len)), ("\"2\"", Some(1)));
        assert_eq!(now[links][0], first.body);
    }
}

fn a_participant_new_to_the_system_is_recorded_once(app: &TestApp) {
    let who = app.coordinator("latin_america");
    let path = format!("/v1/interventions/{}/participants", made(&who, "interventions", visit(json!({}))));
    let add = || keyed(&who).post(&path, json!({ "new_person": { "name": "Ana New" } })).expect(201);
    assert_replayed(&add(), &add());
    assert_eq!(who.get("/v1/people?total=exact").expect(200)["total"], 1);
}

fn the_key_of_another_is_another_key(app: &TestApp) {
    let (one, two) = (app.coordinator("latin_america"), app.coordinator("latin_america"));
    let first = keyed(&one).post("/v1/interventions", visit(json!({}))).expect(201);
    let second = keyed(&two).post("/v1/interventions", visit(json!({}))).expect(201);
    assert_ne!(first.id(), second.id());
    assert_eq!(second.headers.get("idempotency-replayed"), None);
    keyed(&two).post("/v1/interventions", visit(json!({ "title": "Other" }))).problem(422, "idempotency_key_reused");
    assert_eq!(one.get("/v1/interventions?total=exact").expect(200)["total"], 2);
}

fn a_key_stands_for_one_request(app: &TestApp) {
    let who = app.admin();
    let first = keyed(&who).post("/v1/organizations", json!({ "name": "A", "kind": "cso" })).expect(201);
    let before = totals(&who);
    for (path, body) in [
        ("/v1/organizations", json!({ "name": "B", "kind": "cso" })),
        ("/v1/csos", json!({ "name": "A", "kind": "cso" })),
        ("/v1/people", json!({ "name": "A" })),
        ("/v1/organizations", json!({ "name": "A", "kind": "cso", "collective": false })),
    ] {
        keyed(&who).post(path, body).problem(422, "idempotency_key_reused");
    }
    remove(&who, &format!("/v1/organizations/{}", first.id()));
    let restore = format!("/v1/organizations/{}/restore", first.id());
    keyed(&who).with("If-Match", "\"2\"").post(&restore, json!({})).problem(422, "idempotency_key_reused");
    who.with("If-Match", "\"2\"").post(&restore, json!({})).expect(200);
    assert_eq!(totals(&who), before);
    // Keys are told apart by their case.
    let other = who.with("Idempotency-Key", KEY.to_uppercase());
    other.post("/v1/organizations", json!({ "name": "B", "kind": "cso" })).expect(201);
}

fn a_refused_request_keeps_no_key(app: &TestApp) {
    let (admin, near) = (app.admin(), app.coordinator("latin_america"));
    let who = keyed(&near);
    let taken = made(&admin, "interventions", visit(json!({})));
    let parts = json!([visit(json!({})), visit(json!({ "countries": ["DE"] }))]);
    who.post("/v1/interventions", json!({ "title": 7 })).problem(422, "wrong_type");
    who.post("/v1/interventions", visit(json!({ "title": " " }))).problem(422, "invalid");
    who.post("/v1/interventions", visit(json!({ "parent_id": NOBODY }))).problem(422, "invalid");
    who.post("/v1/interventions", visit(json!({ "countries": ["DE"] }))).problem(403, "forbidden");
    who.post("/v1/interventions", visit(json!({ "parts": parts }))).problem(403, "forbidden");
    who.post("/v1/interventions", visit(json!({ "id": taken }))).problem(409, "id_taken");
    who.post("/v1/users", json!({})).problem(403, "forbidden");
    who.send("POST", "/v1/interventions", Some(b"{".to_vec())).problem(400, "malformed_json");
    let pledge = pledge(&near);
    let path = format!("/v1/commitments/{}", pledge.id());
    who.post(&format!("{path}/transitions"), json!({ "status": "raised" })).problem(422, "invalid");
    who.with("If-Match", "\"7\"")
        .post(&format!("{path}/transitions"), json!({ "status": "done" }))
        .problem(412, "stale");
    who.holding(&pledge).post(&format!("{path}/restore"), json!({})).problem(404, "not_found");
    who.post(&format!("/v1/commitments/{NOBODY}/transitions"), json!({ "status": "done" })).problem(404, "not_found");
    // What is right at last is done, and kept.
    let made = who.post("/v1/interventions", visit(json!({}))).expect(201);
    assert_replayed(&made, &who.post("/v1/interventions", visit(json!({}))));
    who.post(&format!("{path}/transitions"), json!({ "status": "done" })).problem(422, "idempotency_key_reused");
    assert_eq!(near.get("/v1/interventions?total=exact").expect(200)["total"], 2);
}

fn the_very_request_that_failed_may_succeed_later(app: &TestApp) {
    let (admin, near) = (app.admin(), app.coordinator("latin_america"));
    let post = || keyed(&near).post("/v1/interventions", visit(json!({ "region": "later", "countries": [] })));
    post().problem(422, "invalid");
    made(&admin, "regions", json!({ "code": "later", "name": "Later", "countries": ["UY"] }));
    let first = post().expect(201);
    assert_replayed(&first, &post());
}

fn a_replay_is_for_who_may_still_read(app: &TestApp) {
    let (admin, near) = (app.admin(), app.coordinator("latin_america"));
    let post = || keyed(&near).post("/v1/interventions", visit(json!({ "sensitivity": "restricted" })));
    let first = post().expect(201);
    let path = format!("/v1/interventions/{}", first.id());
    // Into another region: the restricted record is no longer theirs to read.
    let away = admin.holding(&first).patch(&path, json!({ "countries": ["DE"] })).expect(200);
    near.get(&path).problem(404, "not_found");
    post().problem(404, "not_found");
    let back = admin.holding(&away).patch(&path, json!({ "countries": ["AR"] })).expect(200);
    assert_eq!(post().expect(201).bytes, first.bytes);
    admin.holding(&back).delete(&path).expect(204);
    post().problem(404, "not_found");
    assert_eq!(admin.get("/v1/interventions?total=exact").expect(200)["total"], 0, "no replay does the work again");
}

fn replays_of_steps_and_links_ask_the_same(app: &TestApp) {
    let (admin, near) = (app.admin(), app.coordinator("latin_america"));
    let ground = Ground::of(&admin);
    for (list, action, body) in [
        ("commitments", "transitions", json!({ "status": "done" })),
        ("interventions", "participants", json!({ "role": "the host" })),
        ("results", "contributions", json!({ "organization_id": ground.agency })),
        ("practices", "adoptions", json!({ "country": "AR" })),
    ] {
        let secret = with(right(list, "Secret", &ground), json!({ "sensitivity": "restricted" }));
        let path = format!("/v1/{list}/{}", made(&near, list, secret));
        let who = near.with("Idempotency-Key", list);
        let act = || who.post(&format!("{path}/{action}"), body.clone());
        let first = act().expect(201);
        assert_replayed(&first, &act());
        let now = admin.get(&path).expect(200);
        let place = if list == "practices" { "origins" } else { "countries" };
        admin.holding(&now).patch(&path, json!({ place: ["DE"] })).expect(200);
        act().problem(404, "not_found");
    }
}

fn a_replay_is_for_who_may_still_write(app: &TestApp) {
    let admin = app.admin();
    let user = app.user(rapport_domain::policy::Role::Coordinator, &["all"], None);
    let account = admin.get(&format!("/v1/users/{user}")).expect(200);
    let login = json!({ "email": account["email"], "password": TestApp::PASSWORD });
    let token = app.stranger().post("/v1/auth/login", login).expect(200)["access_token"].as_str().map(str::to_owned);
    let who = keyed(&app.bearer(&token.expect("a token")));
    who.post("/v1/interventions", visit(json!({}))).expect(201);
    let path = format!("/v1/users/{user}");
    let dashboard = admin.holding(&account).patch(&path, json!({ "role": "dashboard" })).expect(200);
    who.post("/v1/interventions", visit(json!({}))).problem(403, "forbidden");
    admin.holding(&dashboard).delete(&path).expect(204);
    who.post("/v1/interventions", visit(json!({}))).problem(401, "unauthenticated");
}

fn a_key_is_plain(app: &TestApp) {
    let who = app.coordinator("all");
    let path = format!("/v1/commitments/{}", pledge(&who).id());
    let long = "k".repeat(256);
    let admin = app.admin();
    let before = totals(&admin);
    for wrong in ["", " ", "two words", "tab\there", "clé", long.as_str()] {
        let who = who.with("Idempotency-Key", wrong);
        for (path, body) in [
            ("/v1/interventions".to_owned(), visit(json!({}))),
            (format!("{path}/transitions"), json!({ "status": "done" })),
            (format!("{path}/restore"), json!({})),
            (format!("/v1/interventions/{NOBODY}/participants"), json!({ "role": "x" })),
        ] {
            let refused = who.with("If-Match", "\"1\"").post(&path, body).problem(400, "bad_header");
            assert_eq!(refused["parameter"], "idempotency-key", "{wrong:?}");
        }
    }
    assert_eq!(totals(&admin), before);
    who.with("Idempotency-Key", &long[1..]).post("/v1/interventions", visit(json!({}))).expect(201);
    who.with("Idempotency-Key", "!~\"'%00").post("/v1/interventions", visit(json!({}))).expect(201);
}

/// PATCH and DELETE are guarded by versions; logging in makes nothing.
fn other_requests_take_no_key(app: &TestApp) {
    let who = app.coordinator("all");
    let pledge = pledge(&who);
    let path = format!("/v1/commitments/{}", pledge.id());
    let renamed = keyed(&who).holding(&pledge).patch(&path, json!({ "title": "B" })).expect(200);
    keyed(&who).holding(&pledge).patch(&path, json!({ "title": "B" })).problem(412, "stale");
    assert_eq!(renamed.headers.get("idempotency-replayed"), None);
    keyed(&who).holding(&renamed).delete(&path).expect(204);
    keyed(&who).holding(&renamed).delete(&path).problem(404, "not_found");
    keyed(&who).post("/v1/interventions", visit(json!({}))).expect(201);
    let user = app.user(rapport_domain::policy::Role::Auditor, &["all"], None);
    let email = app.admin().get(&format!("/v1/users/{user}")).expect(200)["email"].clone();
    let log_in =
        |password: &str| keyed(&app.stranger()).post("/v1/auth/login", json!({ "email": email, "password": password }));
    log_in("a wrong password").problem(401, "bad_credentials");
    log_in(TestApp::PASSWORD).expect(200);
    assert_eq!(log_in(TestApp::PASSWORD).expect(200).headers.get("idempotency-replayed"), None);
}

on_both! {
    every_resource_is_made_once,
    a_step_is_taken_once,
    ten_steps_with_one_key,
    a_result_moves_once,
    a_restoration_is_done_once,
    a_link_is_added_once,
    a_participant_new_to_the_system_is_recorded_once,
    the_key_of_another_is_another_key,
    a_key_stands_for_one_request,
    a_refused_request_keeps_no_key,
    the_very_request_that_failed_may_succeed_later,
    a_replay_is_for_who_may_still_read,
    replays_of_steps_and_links_ask_the_same,
    a_replay_is_for_who_may_still_write,
    a_key_is_plain,
    other_requests_take_no_key,
}
