//! Jobs: reports that are made while nobody waits, by whichever process lives.
use crate::api_keys::{holder, key_for, robot};
use chrono::Duration;
use rapport_persistence::jobs;
use rapport_testkit::{Answer, Caller, TestApp, on_both};
use serde_json::json;

/// Asks for a report and does not wait; the path of the job.
fn ask_for_later(who: &Caller) -> String {
    let ask = json!({ "kind": "snapshot", "readers": "internal" });
    let kept = who.with("Prefer", "respond-async").post("/v1/reports", ask).expect(202);
    let path = kept.headers["location"].clone();
    assert_eq!(path, format!("/v1/jobs/{}", kept.id()));
    assert_eq!((&kept["state"], &kept["steps"], &kept["ended_at"]), (&json!("waiting"), &json!(0), &json!(null)));
    assert_eq!(kept.headers["preference-applied"], "respond-async");
    path
}
/// Asks how far a job is until it has ended.
fn until_it_ends(who: &Caller, job: &str) -> Answer {
    for _ in 0..1_000 {
        let told = who.get(job).expect(200);
        if told["ended_at"].is_string() {
            return told;
        }
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
    panic!("{job} does not end");
}
fn made(who: &Caller) -> usize {
    who.get("/v1/reports").expect(200).data().len()
}

fn a_report_is_made_while_nobody_waits(app: &TestApp) {
    let who = app.coordinator("all");
    let job = ask_for_later(&who);
    assert_eq!(made(&who), 0);
    let _worker = app.worker();
    let ended = until_it_ends(&who, &job);
    assert_eq!((&ended["state"], &ended["problem"]), (&json!("done"), &json!(null)));
    assert_eq!(ended["done"], ended["steps"]);
    assert!(ended["steps"].as_i64() > Some(20), "a step a country: {}", ended["steps"]);
    // It is the one that whoever waits gets.
    let path = format!("/v1/reports/{}", ended["report_id"].as_str().expect("a report"));
    let waited = who.post("/v1/reports", json!({ "kind": "snapshot", "readers": "internal" })).expect(201);
    assert_eq!(who.get(&format!("{path}/receipt")).expect(200)["hash"], waited["hash"]);
    // The worker that goes on hears of the next at once.
    until_it_ends(&who, &ask_for_later(&who));
}

fn a_job_is_its_owners(app: &TestApp) {
    let (who, other) = (app.coordinator("all"), app.coordinator("AR"));
    let job = ask_for_later(&who);
    other.get(&job).problem(404, "not_found");
    other.post(&format!("{job}/cancel"), json!({})).problem(404, "not_found");
    assert_eq!(other.get("/v1/jobs").expect(200).data().len(), 0);
    assert_eq!(who.get("/v1/jobs").expect(200).data().len(), 1);
    app.dashboard("all")
        .with("Prefer", "respond-async")
        .post("/v1/reports", json!({ "kind": "snapshot" }))
        .problem(403, "forbidden");
    app.stranger().get(&job).problem(401, "unauthenticated");
}

fn nonsense_is_told_at_once(app: &TestApp) {
    let who = app.coordinator("all").with("Prefer", "respond-async");
    for (ask, pointer) in [
        (json!({ "kind": "brief" }), "/countries"),
        (json!({ "kind": "funder" }), "/funder"),
        (json!({ "kind": "funder", "funder": "0190a5a0-0000-7000-8000-000000000000" }), "/funder"),
    ] {
        let told = who.post("/v1/reports", ask).problem(422, "invalid");
        assert_eq!(told["errors"][0]["pointer"], pointer);
    }
    assert_eq!(who.get("/v1/jobs").expect(200).data().len(), 0);
}

fn a_cancelled_job_makes_nothing(app: &TestApp) {
    let who = app.coordinator("all");
    let (cancelled, goes_on) = (ask_for_later(&who), ask_for_later(&who));
    for _ in 0..2 {
        let told = who.post(&format!("{cancelled}/cancel"), json!({})).expect(200);
        assert_eq!(told["state"], "cancelled");
    }
    let _worker = app.worker();
    until_it_ends(&who, &goes_on);
    assert_eq!(who.get(&cancelled).expect(200)["state"], "cancelled");
    assert_eq!(made(&who), 1);
    // What has ended stays as it is.
    assert_eq!(who.post(&format!("{goes_on}/cancel"), json!({})).expect(200)["state"], "done");
}

fn not_too_many_wait(app: &TestApp) {
    let who = app.coordinator("all");
    let jobs: Vec<_> = (0..20).map(|_| ask_for_later(&who)).collect();
    let one_more = || who.with("Prefer", "respond-async").post("/v1/reports", json!({ "kind": "snapshot" }));
    one_more().problem(409, "too_many_jobs");
    who.post(&format!("{}/cancel", jobs[0]), json!({})).expect(200);
    one_more().expect(202);
}

/// A process began a job and died: another begins it anew, and the first, should it live on after all, keeps no report.
fn another_process_takes_over(app: &TestApp) {
    let who = app.coordinator("all");
    let path = ask_for_later(&who);
    let id: uuid::Uuid = path.rsplit('/').next().and_then(|id| id.parse().ok()).expect("an id");
    let (api, now) = (app.api.clone(), app.api.house.now());
    let (first, lost) = app.wait(async move {
        let begun = move |c: &mut rapport_persistence::Conn| -> rapport_application::Result<_> {
            let job = jobs::next(c, now)?.expect("a job");
            Ok((jobs::begin(c, &job, now)?, jobs::begin(c, &job, now)?))
        };
        api.db.write(begun).await.expect("it is begun")
    });
    assert!(first && !lost, "one alone begins a turn");
    assert_eq!(who.get(&path).expect(200)["state"], "running");
    app.clock.pass(Duration::seconds(16));
    let _worker = app.worker();
    assert_eq!(until_it_ends(&who, &path)["state"], "done");
    let api = app.api.clone();
    let beats = app.wait(async move {
        let beat = move |c: &mut rapport_persistence::Conn| -> rapport_application::Result<_> {
            Ok(jobs::beat(c, id.into(), 1, now, 0, 0)?)
        };
        api.db.write(beat).await.expect("an answer")
    });
    assert!(!beats, "the first turn is over");
    assert_eq!(made(&who), 1);
}
/// Whoever may call no more gets no report.
fn a_key_that_is_gone_makes_nothing(app: &TestApp) {
    let key = key_for(app, &robot(app, "coordinator", "all"), json!({}));
    let by_key = holder(app, &key);
    let (gone, kept) = (ask_for_later(&by_key), key_for(app, &robot_of(&by_key), json!({})));
    let admin = app.admin();
    let path = format!("/v1/api-keys/{}", key.id());
    admin.holding(&admin.get(&path).expect(200)).delete(&path).expect(204);
    let _worker = app.worker();
    let told = until_it_ends(&holder(app, &kept), &gone);
    assert_eq!((&told["state"], &told["report_id"]), (&json!("failed"), &json!(null)));
    assert_eq!(told["problem"]["code"], "unauthenticated");
}
/// The user of a key.
fn robot_of(who: &Caller) -> Answer {
    who.get("/v1/me").expect(200)
}

on_both! {
    a_job_is_its_owners,
    nonsense_is_told_at_once,
    not_too_many_wait,
    another_process_takes_over,
    a_key_that_is_gone_makes_nothing,
}
on_both! { demo: a_report_is_made_while_nobody_waits, a_cancelled_job_makes_nothing }
