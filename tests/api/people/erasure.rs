//! Erasing a person: the name is gone, and all else stays.
use super::{patch, total};
use crate::making::{NOBODY, made, remove, totals};
use rapport_testkit::{Answer, Caller, TestApp, on_both};
use serde_json::{Value, json};
use std::collections::BTreeSet;

#[track_caller]
fn erase(who: &Caller, person: &str, body: Value) -> Answer {
    let held = who.get(person);
    let held = if held.status == 404 { who.get(&format!("{person}?deleted=true")) } else { held };
    who.holding(&held.expect(200)).post(&format!("{person}/erase"), body).expect(200)
}
/// What is left to redact.
fn left(erasure: &Answer) -> BTreeSet<(String, String, String)> {
    let text = |trace: &Value, member: &str| trace[member].as_str().expect("a text").to_owned();
    let traces = erasure["redact"].as_array().expect("an array").iter();
    traces.map(|trace| (text(trace, "kind"), text(trace, "key"), text(trace, "field"))).collect()
}
fn trace(kind: &str, path: &str, field: &str) -> (String, String, String) {
    (kind.into(), path.rsplit('/').next().unwrap_or_default().into(), field.into())
}
/// Whether an entry says when and what was done, and no more.
fn is_blank(entry: &Value) -> bool {
    entry.as_object().expect("an object").keys().collect::<Vec<_>>() == ["action", "at"]
}
fn says_perez(answer: &Answer) -> bool {
    let text = String::from_utf8_lossy(&answer.bytes).to_lowercase();
    text.contains("pérez") || text.contains("perez")
}

/// Records with the name of a person in them.
struct Named {
    person: String,
    twin: String,
    visit: String,
    said: String,
    met: String,
    letter: String,
    note: String,
}
impl Named {
    fn of(who: &Caller) -> Self {
        let add = |list: &str, body: Value| format!("/v1/{list}/{}", made(who, list, body));
        let id = |path: &str| path.rsplit('/').next().unwrap_or_default().to_owned();
        let body = json!({
            "name": "Ana Pérez", "country": "AR", "email": "ana@example.org", "phone": "+54 11 4321", "summary": "Directs it",
            "private_notes": "x", "translations": { "es": { "summary": "Dirige" } },
        });
        let person = who.with("Idempotency-Key", "ana").post("/v1/people", body).expect(201);
        let person = format!("/v1/people/{}", person.id());
        let ana = id(&person);
        let twin = add("people", json!({ "name": "Ana Perez" }));
        let visit = json!({
            "title": "A visit", "summary": "With ANA PEREZ.", "kinds": ["strategy_support"], "countries": ["AR"],
            "participants": [{ "person_id": ana, "role": "Host" }],
        });
        let visit = add("interventions", visit);
        let said = json!({
            "text": "It helped.", "lang": "en", "countries": ["AR"], "speaker_id": ana, "speaker_said": "The director",
            "consent": "internal", "consent_evidence": "Letter of Ana Pérez, May",
        });
        let agency = made(who, "organizations", json!({ "name": "Agency", "kind": "government_agency" }));
        let met =
            json!({ "title": "They met", "countries": ["AR"], "party_id": agency, "to_said": "Ana  Pérez and others" });
        let letter = json!({
            "title": "Letter of Ana Pérez", "file_name": "ana-perez.txt", "about": { "kind": "person", "id": ana },
        });
        let (said, met, letter) = (add("testimonials", said), add("introductions", met), add("documents", letter));
        let text = who.with("If-Match", "\"1\"").with("Content-Type", "text/plain");
        text.send("PUT", &format!("{letter}/content"), Some(b"Dear Ana".to_vec())).expect(200);
        let note = add("notes", json!({ "text": "ana@example.org is old", "about": { "kind": "person", "id": ana } }));
        patch(who, &person, json!({ "summary": "Directs all of it" })).expect(200);
        Self { person, twin, visit, said, met, letter, note }
    }
    fn all(&self) -> [&str; 6] {
        [&self.person, &self.visit, &self.said, &self.met, &self.letter, &self.note]
    }
}

fn the_name_goes_and_all_else_stays(app: &TestApp) {
    let (admin, who, board) = (app.admin(), app.coordinator("AR"), app.dashboard("all"));
    let named = Named::of(&who);
    assert!(says_perez(&board.get(&named.person).expect(200)));
    let id = named.person.rsplit('/').next();
    let opened = json!({ "kind": "person", "record_id": id, "reason": "Is Ana Pérez safe?" });
    app.coordinator("UY").post("/v1/break-glass", opened).expect(201);
    let (before, visit) = (totals(&admin), admin.get(&named.visit).expect(200));

    // A part of the journal is sealed by then, another is not.
    assert_eq!(app.flaws(), Vec::<String>::new());
    patch(&who, &named.person, json!({ "summary": "Directs it all" })).expect(200);
    let erasure = erase(&admin, &named.person, json!({}));
    assert_eq!(app.flaws(), Vec::<String>::new());
    let shown = admin.get(&named.person).expect(200);
    assert_eq!((&erasure["person"], erasure.etag()), (&shown.body, shown.etag()));
    assert_eq!(
        (&shown["name"], &shown["version"], &shown["country"]),
        (&json!("Erased person"), &json!(4), &json!("AR"))
    );
    for member in ["summary", "email", "phone", "private_notes", "consent_evidence"] {
        assert_eq!(shown[member], Value::Null, "{member}");
    }
    assert_eq!(shown["translations"], json!({}));
    assert!(shown["erased_at"].is_string() && !says_perez(&board.get(&named.person).expect(200)));

    // Counts and references stay, and who did it.
    assert_eq!(totals(&admin), before);
    assert_eq!(admin.get(&named.visit).expect(200)["participants"], visit["participants"]);
    let entries = who.walk(&format!("{}/history", named.person));
    let me = admin.get("/v1/me").expect(200);
    assert_eq!((&entries[0]["action"], &entries[0]["by"]), (&json!("erase"), &me["id"]));
    let told = |entry: &Value| (is_blank(entry), entry["action"].as_str().unwrap_or_default().to_owned());
    let actions: Vec<_> = entries[1..].iter().map(told).collect();
    assert_eq!(actions, ["update", "break_glass", "update", "create"].map(|action| (true, action.to_owned())));
    assert_eq!(admin.get("/v1/break-glass").expect(200).data()[0]["reason"], "Is Erased person safe?");

    // What is for the name no longer has it, nor has search.
    let testimonial = admin.get(&named.said).expect(200);
    let speaker = (&testimonial["speaker_said"], &testimonial["consent_evidence"]);
    assert_eq!(speaker, (&Value::Null, &json!("Letter of Erased person, May")));
    assert_eq!(admin.get(&named.met).expect(200)["to_said"], "Erased person and others");
    let letter = admin.get(&named.letter).expect(200);
    assert_eq!(
        (&letter["title"], &letter["file_name"]),
        (&json!("Letter of Erased person"), &json!("Erased person.txt"))
    );
    assert_eq!(total(&admin, "/v1/search?q=perez&kind=person,document"), 1);
    assert_eq!(total(&admin, "/v1/search?q=%22erased%20person%22&kind=person,document"), 2);

    // What is left is told; nothing else says the name.
    let to_redact = [
        trace("intervention", &named.visit, "/summary"),
        trace("note", &named.note, "/text"),
        trace("document", &named.letter, "/content"),
        trace("person", &named.twin, "/name"),
    ];
    assert_eq!(left(&erasure), to_redact.into());
    assert!(erasure["redact"].as_array().is_some_and(|all| all.iter().all(|trace| trace["deleted"] == false)));
    for record in named.all() {
        assert!(!says_perez(&admin.get(&format!("{record}/history")).expect(200)), "{record}");
        assert_eq!(says_perez(&admin.get(record).expect(200)), record == named.visit, "{record}");
    }
    assert!(erasure["not_reached"][0].as_str().is_some_and(|told| told.contains("Backups")));
    // The twin is somebody else.
    assert_eq!(who.walk(&format!("{}/history", named.twin))[0]["after"]["name"], "Ana Perez");
    // The answer to the request that recorded the person is forgotten, and the request is not done again.
    let body = json!({
        "name": "Ana Pérez", "country": "AR", "email": "ana@example.org", "phone": "+54 11 4321", "summary": "Directs it",
        "private_notes": "x", "translations": { "es": { "summary": "Dirige" } },
    });
    who.with("Idempotency-Key", "ana").post("/v1/people", body).problem(422, "idempotency_key_reused");
    // Nobody gives the record a name again.
    patch(&admin, &named.person, json!({ "name": "Ana Pérez" })).problem(409, "erased");
}

fn what_was_redacted_is_erased_again(app: &TestApp) {
    let (admin, who) = (app.admin(), app.coordinator("AR"));
    let named = Named::of(&who);
    erase(&admin, &named.person, json!({}));
    // Without the name, which is nowhere kept, there is nothing to look for.
    let nothing = erase(&admin, &named.person, json!({}));
    assert_eq!(
        (left(&nothing), &nothing["blanked"]),
        ([trace("document", &named.letter, "/content")].into(), &json!(0))
    );
    patch(&who, &named.visit, json!({ "summary": "With somebody." })).expect(200);
    patch(&who, &named.note, json!({ "text": "Their address is old" })).expect(200);
    assert!(says_perez(&who.get(&format!("{}/history", named.visit)).expect(200)), "the journal has what was redacted");

    let again = erase(&admin, &named.person, json!({ "names": ["Ana Pérez", "ana@example.org"] }));
    let twin = trace("person", &named.twin, "/name");
    assert_eq!(left(&again), [twin, trace("document", &named.letter, "/content")].into());
    for record in named.all() {
        let history = admin.get(&format!("{record}/history")).expect(200);
        assert!(!says_perez(&history) && !String::from_utf8_lossy(&history.bytes).contains("ana@example"), "{record}");
    }
    assert_eq!(who.get(&named.visit).expect(200)["summary"], "With somebody.");
}

fn a_name_of_one_word_is_sought_near_the_person(app: &TestApp) {
    let admin = app.admin();
    let person = made(&admin, "people", json!({ "name": "Bo" }));
    let near = json!({ "text": "BO came", "about": { "kind": "person", "id": person } });
    let near = made(&admin, "notes", near);
    let far = made(&admin, "notes", json!({ "text": "Bo came", "about": { "kind": "country", "code": "AR" } }));
    let erasure = erase(&admin, &format!("/v1/people/{person}"), json!({}));
    assert_eq!(left(&erasure), [trace("note", &near, "/text")].into());
    assert_eq!(admin.walk(&format!("/v1/notes/{far}/history"))[0]["after"]["text"], "Bo came");
    assert!(is_blank(&admin.walk(&format!("/v1/notes/{near}/history"))[0]));
}

fn who_is_deleted_is_erased_too(app: &TestApp) {
    let admin = app.admin();
    let person = format!("/v1/people/{}", made(&admin, "people", json!({ "name": "Ana Pérez" })));
    let note = json!({ "text": "Ana Pérez came", "about": { "kind": "country", "code": "AR" } });
    let note = made(&admin, "notes", note);
    remove(&admin, &person);
    remove(&admin, &format!("/v1/notes/{note}"));
    let erasure = erase(&admin, &person, json!({}));
    assert_eq!(
        (left(&erasure), &erasure["redact"][0]["deleted"]),
        ([trace("note", &note, "/text")].into(), &json!(true))
    );
    admin.get(&person).problem(404, "not_found");
    assert_eq!(admin.get(&format!("{person}?deleted=true")).expect(200)["name"], "Erased person");
    assert_eq!(total(&admin, "/v1/search?q=erased"), 0);
}

fn it_is_for_administrators_who_hold_the_version(app: &TestApp) {
    let admin = app.admin();
    let person = format!("/v1/people/{}", made(&admin, "people", json!({ "name": "Ana Pérez", "country": "AR" })));
    for other in [app.coordinator("AR"), app.auditor()] {
        for person in [&person, &format!("/v1/people/{NOBODY}")] {
            other.with("If-Match", "\"1\"").post(&format!("{person}/erase"), json!({})).problem(403, "forbidden");
        }
    }
    let held = |version: u8| admin.with("If-Match", format!("\"{version}\""));
    admin.post(&format!("{person}/erase"), json!({})).problem(428, "precondition_required");
    held(2).post(&format!("{person}/erase"), json!({})).problem(412, "stale");
    held(1).post(&format!("/v1/people/{NOBODY}/erase"), json!({})).problem(404, "not_found");
    let blank = held(1).post(&format!("{person}/erase"), json!({ "names": ["Ana", " "] })).problem(422, "invalid");
    assert_eq!(blank.errors(), [("/names/1".to_owned(), "blank".to_owned())]);
    held(1).post(&format!("{person}/erase"), json!({ "name": "Ana" })).problem(422, "unknown_field");
    assert_eq!(admin.get(&person).expect(200)["name"], "Ana Pérez");
    held(1).post(&format!("{person}/erase"), json!({})).expect(200);
}

on_both! {
    the_name_goes_and_all_else_stays,
    what_was_redacted_is_erased_again,
    a_name_of_one_word_is_sought_near_the_person,
    who_is_deleted_is_erased_too,
    it_is_for_administrators_who_hold_the_version,
}
