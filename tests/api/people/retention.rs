//! Rules of retention: who is due, what is said of it, and that nothing happens unless it is asked for.
use super::patch;
use crate::making::{made, remove};
use rapport_server::retain::{Rules, retain};
use rapport_testkit::{TestApp, on_both};
use serde_json::json;

const RULES: Rules = Rules { deleted_days: Some(30), withdrawn_days: Some(60), idle_years: Some(2) };

fn say(app: &TestApp, rules: Rules, apply: bool) -> Vec<String> {
    app.wait(retain(&app.api.db, &app.api.house, rules, apply)).expect("it is told")
}

fn rules_say_who_is_due(app: &TestApp) {
    let admin = app.admin();
    let person = |name: &str| made(&admin, "people", json!({ "name": name }));
    let [gone, withdrawn, idle, busy] = ["Ana Gone", "Bo Back", "Cy Idle", "Di Busy"].map(person);
    remove(&admin, &format!("/v1/people/{gone}"));
    patch(&admin, &format!("/v1/people/{withdrawn}"), json!({ "consent_withdrawn": "2026-01" })).expect(200);
    let note = json!({ "text": "Bo Back came.", "about": { "kind": "country", "code": "AR" } });
    let note = made(&admin, "notes", note);
    let nothing = vec!["nothing was changed; --apply does it".to_owned()];
    assert_eq!(say(app, RULES, false), nothing);

    app.clock.pass(chrono::Duration::days(61));
    let erase = |id: &str, why: &str| format!("erase person {id}: {why}");
    let due = [erase(&gone, "deleted on 2026-03-01"), erase(&withdrawn, "consent taken back on 2026-01-31")];
    assert_eq!(say(app, RULES, false), [&due[..], &nothing].concat());
    assert_eq!(say(app, Rules::default(), false), nothing);

    // Somebody of whom nobody wrote for years is to be looked at; what names them counts.
    app.clock.pass(chrono::Duration::days(2 * 366));
    let admin = app.admin(); // sessions are over by then
    made(&admin, "notes", json!({ "text": "x", "about": { "kind": "person", "id": busy } }));
    let look = format!("look at person {idle}: nothing written since 2026-03-01");
    assert_eq!(say(app, RULES, false), [&due[..], std::slice::from_ref(&look), &nothing].concat());
    for (id, name) in [(&withdrawn, "Bo Back"), (&idle, "Cy Idle")] {
        assert_eq!(admin.get(&format!("/v1/people/{id}")).expect(200)["name"], name);
    }

    let done = say(app, RULES, true);
    let redact = format!("  redact note {note} /text");
    assert_eq!(done[..4], [due[0].replace("erase", "erased"), due[1].replace("erase", "erased"), redact, look.clone()]);
    let forgot = |sessions: usize| format!("forgot {sessions} sessions that are over and 0 kept answers that are old");
    assert_eq!(done[4..], [forgot(0)]);
    let shown = admin.get(&format!("/v1/people/{withdrawn}")).expect(200);
    assert_eq!((&shown["name"], shown["erased_at"].is_string()), (&json!("Erased person"), true));
    let entry = &admin.walk(&format!("/v1/people/{withdrawn}/history"))[0];
    assert_eq!((&entry["action"], entry.get("by")), (&json!("erase"), None));
    assert_eq!(admin.get(&format!("/v1/people/{gone}?deleted=true")).expect(200)["name"], "Erased person");
    assert_eq!(admin.get(&format!("/v1/people/{idle}")).expect(200)["name"], "Cy Idle");
    // What was done is not done again; the administrator's session is over.
    app.clock.pass(chrono::Duration::days(2));
    assert_eq!(say(app, RULES, true), [look, forgot(1)]);
}

on_both! { rules_say_who_is_due }
