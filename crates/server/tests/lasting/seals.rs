//! The journal cannot be rewritten unseen.
use crate::{numbers, rapport, tamper, visit, wait};
use rapport_application::seals;
use rapport_domain::{Json, entity::Entity, person::Person, reference::AnyKey, scope::Sensitivity};
use rapport_persistence::{Conn, Fault, journal, seals::blank};
use rapport_testkit::{TestApp, on_both};
use serde_json::json;

fn seal(app: &TestApp) {
    wait(seals::seal(&app.api.db, &app.api.house)).expect("it is sealed");
}
/// What `verify` says line by line, but for its last two, and whether it was content.
fn verify(app: &TestApp, more: &[&str]) -> (Vec<String>, bool) {
    let (told, code) = rapport(&[&["verify", "--database-url", &app.database_url], more].concat());
    assert!(matches!(code, Some(0 | 1)), "{told}");
    let mut lines: Vec<_> = told.lines().map(str::to_owned).collect();
    let flaws = lines.iter().position(|line| line.contains("not sealed yet")).expect("a summary");
    lines.truncate(flaws);
    (lines, code == Some(0))
}
fn last_hash(app: &TestApp) -> String {
    let (told, _) = rapport(&["verify", "--database-url", &app.database_url]);
    told.trim_end().rsplit(' ').next().expect("a hash").to_owned()
}

fn whatever_is_altered_is_named(app: &TestApp) {
    for _ in 0..3 {
        visit(app, 4);
        seal(app);
    }
    visit(app, 1);
    let (told, code) = rapport(&["verify", "--database-url", &app.database_url]);
    assert_eq!(code, Some(0), "{told}");
    // A user and four visits each, and the two that are not sealed.
    assert!(
        told.contains("15 entries sealed") && told.contains("2 not sealed yet") && told.contains("last seal: 3 of")
    );
    let seqs = numbers(&app.database_url, "SELECT seq AS n FROM journal ORDER BY seq");
    let [paid, meta, blank, one, other, gone] = [0, 1, 2, 6, 7, 11].map(|place| seqs[place]);
    if app.database_url.starts_with("postgres") {
        tamper(&app.database_url, "ALTER TABLE journal ALTER seq DROP IDENTITY");
    }
    tamper(
        &app.database_url,
        &format!(
            "UPDATE journal SET payload = '{{}}' WHERE seq = {paid}; \
             UPDATE journal SET version = 7 WHERE seq = {meta}; \
             UPDATE journal SET payload = 'null', salt = NULL WHERE seq = {blank}; \
             UPDATE journal SET seq = -1 WHERE seq = {one}; \
             UPDATE journal SET seq = {one} WHERE seq = {other}; \
             UPDATE journal SET seq = {other} WHERE seq = -1; \
             DELETE FROM journal WHERE seq = {gone}"
        ),
    );
    let (first, last) = (seqs[5], seqs[9]);
    let expected = [
        format!("entry {paid}: its payload was altered"),
        format!("entry {meta} was altered, or moved"),
        format!("entry {blank}: its payload is blank without an erasure that names it"),
        format!("entry {one} was altered, or moved"),
        format!("entry {other} was altered, or moved"),
        format!("seal 2 (entries {first} to {last}) was altered, or was made over other entries"),
        format!("seal 3 holds 5 entries, and 4 are there; no entry is at {gone}"),
    ];
    assert_eq!(verify(app, &[]), (expected.to_vec(), false));
}

fn a_chain_that_was_cut_or_mended_is_told(app: &TestApp) {
    for _ in 0..4 {
        visit(app, 1);
        seal(app);
    }
    let kept = last_hash(app);
    assert_eq!(verify(app, &["--expect", &kept]), (vec![], true));
    // The end is cut off, hashes and all: only who has kept the last one can tell.
    tamper(
        &app.database_url,
        "UPDATE journal SET salt = NULL, payload_hash = NULL, entry_hash = NULL \
         WHERE seq > (SELECT last_seq FROM seals WHERE number = 3); DELETE FROM seals WHERE number = 4",
    );
    assert_eq!(verify(app, &[]), (vec![], true));
    let cut = format!("no seal has the hash {kept}: the chain was cut short, or written anew");
    assert_eq!(verify(app, &["--expect", &kept]), (vec![cut], false));
    // Whoever cuts less leaves hashes without a seal.
    seal(app);
    let orphans = "SELECT seq AS n FROM journal WHERE seq > (SELECT last_seq FROM seals WHERE number = 3) ORDER BY seq";
    let orphans = numbers(&app.database_url, orphans);
    tamper(&app.database_url, "DELETE FROM seals WHERE number = 4");
    let expected: Vec<_> = orphans.iter().map(|seq| format!("entry {seq} was sealed, and its seal is gone")).collect();
    assert_eq!(verify(app, &[]), (expected, false));
    tamper(&app.database_url, "DELETE FROM journal WHERE seq > (SELECT last_seq FROM seals WHERE number = 3)");
    // One in the middle is taken out.
    let last = numbers(&app.database_url, "SELECT last_seq AS n FROM seals ORDER BY number");
    tamper(&app.database_url, "DELETE FROM seals WHERE number = 1; UPDATE seals SET hash = '00' WHERE number = 2");
    let (from, to) = (last[0] + 1, last[1]);
    let expected = [
        "seal 1 is missing".to_owned(),
        format!("seal 2 (entries {from} to {to}) was altered, or was made over other entries"),
        "seal 3 does not follow the seal before it: one of the two was altered".to_owned(),
    ];
    assert_eq!(verify(app, &[]), (expected.to_vec(), false));
}

fn an_erasure_that_is_on_record_is_accepted(app: &TestApp) {
    visit(app, 1);
    seal(app);
    visit(app, 1);
    let seqs = numbers(&app.database_url, "SELECT seq AS n FROM journal ORDER BY seq");
    let (sealed, unsealed, left) = (seqs[1], seqs[3], seqs[2]);
    let (at, by) = (app.api.house.now(), unsealed + 1);
    let erase = move |c: &mut Conn| -> Result<(), Fault> {
        let payload = json!({ "before": null, "after": { "entries": [sealed, unsealed] } });
        let entry = journal::Entry {
            at,
            actor_id: None,
            action: "erase".into(),
            version: 1,
            sensitivity: Sensitivity::Restricted,
            places: Json(json!([])),
            payload: Json(payload),
        };
        journal::append(c, Person::KIND, &AnyKey::Code("x".into()), entry)?;
        blank(c, &[sealed, unsealed], by)
    };
    wait(app.api.db.write(erase)).expect("it is erased");
    assert_eq!(numbers(&app.database_url, "SELECT max(seq) AS n FROM journal"), [by]);
    let bare = "SELECT seq AS n FROM journal WHERE payload = 'null' AND salt IS NULL ORDER BY seq";
    assert_eq!(numbers(&app.database_url, bare), [sealed, unsealed]);
    assert_eq!(verify(app, &[]), (vec![], true));
    seal(app);
    assert_eq!(verify(app, &[]), (vec![], true));
    // One that the erasure does not name is not excused by it.
    let more = format!("UPDATE journal SET payload = 'null', salt = NULL, erased_by = {by} WHERE seq = {left}");
    tamper(&app.database_url, &more);
    let expected = format!("entry {left}: its payload is blank without an erasure that names it");
    assert_eq!(verify(app, &[]), (vec![expected], false));
}

on_both! {
    whatever_is_altered_is_named,
    a_chain_that_was_cut_or_mended_is_told,
    an_erasure_that_is_on_record_is_accepted,
}
