//! `rapport check` finds what does not fit, and names it.
use crate::{numbers, rapport, tamper};
use rapport_testkit::{TestApp, on_both};
use serde_json::json;
use std::fs;

fn check(app: &TestApp) -> (Vec<String>, Option<i32>) {
    let documents = app.documents.path().display().to_string();
    let (told, code) = rapport(&["check", "--database-url", &app.database_url, "--documents", &documents]);
    let mut lines: Vec<_> = told.lines().map(str::to_owned).collect();
    assert!(
        lines.pop().expect("a summary").ends_with(&format!("looked through; {} do not fit", lines.len())),
        "{told}"
    );
    lines.sort();
    (lines, code)
}

fn the_demo_fits(app: &TestApp) {
    assert_eq!(check(app), (vec![], Some(0)));
}
on_both! { demo: the_demo_fits }

fn whatever_does_not_fit_is_named(app: &TestApp) {
    let who = app.coordinator("all");
    let visit = |title: &str| {
        let body = json!({ "title": title, "kinds": ["strategy_support"], "countries": ["UY"] });
        who.post("/v1/interventions", body).expect(201).id().to_owned()
    };
    let [changed, behind, unheard, gone, unsought] = ["One", "Two", "Three", "Four", "Five"].map(visit);
    let parent = visit("A trip");
    let part = json!({ "title": "A part", "kinds": ["strategy_support"], "countries": ["UY"], "parent_id": parent });
    let part = who.post("/v1/interventions", part).expect(201).id().to_owned();
    let letter = json!({ "title": "A letter", "about": { "kind": "country", "code": "GB" } });
    let letter = who.post("/v1/documents", letter).expect(201);
    let put = who.holding(&letter).with("Content-Type", "text/plain");
    let put =
        put.send("PUT", &format!("/v1/documents/{}/content", letter.id()), Some(b"Dear all".to_vec())).expect(200);
    let hash = put["sha256"].as_str().expect("a hash");
    let old = visit("To be deleted");
    let held = who.get(&format!("/v1/interventions/{old}"));
    who.holding(&held).delete(&format!("/v1/interventions/{old}")).expect(204);
    assert_eq!(check(app), (vec![], Some(0)));

    let sqlite = app.database_url.starts_with("sqlite:");
    let id = |id: &str| if sqlite { format!("unhex('{}')", id.replace('-', "")) } else { format!("'{id}'") };
    let statements = [
        format!("UPDATE interventions SET title = 'Another' WHERE id = {}", id(&changed)),
        format!("UPDATE interventions SET version = 3 WHERE id = {}", id(&behind)),
        format!("DELETE FROM journal WHERE record_key = '{unheard}'"),
        format!("DELETE FROM intervention_countries WHERE intervention_id = {}", id(&gone)),
        format!("DELETE FROM intervention_kinds WHERE intervention_id = {}", id(&gone)),
        format!("DELETE FROM intervention_work_areas WHERE intervention_id = {}", id(&gone)),
        format!("DELETE FROM interventions WHERE id = {}", id(&gone)),
        format!("UPDATE search SET words = 'else' WHERE record_id = {}", id(&unsought)),
        format!("UPDATE interventions SET deleted_at = updated_at WHERE id = {}", id(&parent)),
    ];
    statements.iter().for_each(|statement| tamper(&app.database_url, statement));
    fs::write(app.documents.path().join(hash), b"Dear none").expect("it is altered");
    let mut expected = vec![
        format!("intervention {changed}: title is not what the journal says was written"),
        format!("intervention {changed}: search knows other words of it than it has"),
        format!("intervention {behind}: it is at version 3, and the journal at 1"),
        format!("intervention {unheard}: the journal knows nothing of it"),
        format!("intervention {gone}: the journal knows it, and it is not there"),
        "search knows the intervention \"Four\", which is not there".to_owned(),
        "search knows the intervention \"A trip\", which is not there".to_owned(),
        format!("intervention {unsought}: search knows other words of it than it has"),
        format!("intervention {part}: /parent_id names intervention {parent}, which is not there"),
        format!("the content {hash} of a document is not there, or is not what it was"),
    ];
    expected.sort();
    assert_eq!(check(app), (expected, Some(1)));

    // A row that refers to nothing, behind the back of the database too.
    let nobody = id("00000000-0000-7000-8000-000000000000");
    let orphan = format!("UPDATE interventions SET parent_id = {nobody} WHERE id = {}", id(&part));
    if sqlite {
        tamper(&app.database_url, &format!("PRAGMA foreign_keys = OFF; {orphan}"));
    } else {
        tamper(&app.database_url, &format!("SET session_replication_role = replica; {orphan}"));
    }
    assert_eq!(numbers(&app.database_url, "SELECT count(*) AS n FROM interventions"), [7]);
    let (lines, _) = check(app);
    assert!(
        lines.contains(&"the database: rows of interventions refer to no row of interventions: 1".to_owned()),
        "{lines:?}"
    );
}
on_both! { whatever_does_not_fit_is_named }
