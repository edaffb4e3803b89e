//! The same words from two mouths: named in the answer, written all the same.
use super::{add, galib, patch, path, words};
use rapport_testkit::{Answer, TestApp, on_both};
use serde_json::{Value, json};

const SAID: &str =
    "They opened a door that had been closed to us for years, and the ministry listened to what we had to say.";

fn echoes(answer: &Answer) -> Vec<(&str, &str)> {
    let all = answer["likely_matches"].as_array().map(Vec::as_slice).unwrap_or_default();
    for one in all {
        assert_eq!(one["kind"], "testimonial");
        assert!(one["name"].as_str().is_some_and(|name| name.chars().count() <= 80), "{one}");
    }
    all.iter().map(|one| (one["pointer"].as_str().unwrap_or(""), one["id"].as_str().unwrap_or(""))).collect()
}

fn the_same_words_of_another_speaker_are_named(app: &TestApp) {
    let who = app.coordinator("AZ");
    let (person, _) = galib(app);
    let first = add(&who, words(json!({ "text": SAID, "speaker_id": person })));
    assert_eq!(first.body.get("likely_matches"), None);
    let said = |text: &str, speaker: Value| add(&who, words(json!({ "text": text, "speaker_said": speaker })));
    // Nearly the same, in other letters.
    let nearly = SAID.to_uppercase().replace("DOOR", "DÓOR").replace("TO SAY.", "to tell");
    let second = said(&nearly, json!("A minister"));
    assert_eq!(echoes(&second), [("/text", first.id())]);
    let matched = &second["likely_matches"][0]["name"];
    assert!(SAID.starts_with(matched.as_str().expect("a name")));
    // Both of them have another speaker than a third one; the same speaker repeats only himself.
    assert_eq!(echoes(&said(SAID, json!("a MINISTER"))), [("/text", first.id())]);
    assert_eq!(echoes(&add(&who, words(json!({ "text": SAID, "speaker_id": person })))).len(), 2);
    assert_eq!(echoes(&said("They closed a door.", json!("Somebody else"))), []);
}

fn texts_are_compared_with_texts_else_summaries(app: &TestApp) {
    let who = app.coordinator("AZ");
    let said = |text: Value, summary: Value, speaker: &str| {
        add(&who, words(json!({ "text": text, "summary": summary, "speaker_said": speaker })))
    };
    let first = said(json!("One thing was said here."), json!(SAID), "A");
    let second = said(json!(null), json!(SAID), "B");
    assert_eq!(echoes(&second), [("/summary", first.id())]);
    let third = said(json!("Another thing altogether."), json!(SAID), "C");
    assert_eq!(echoes(&third), [("/summary", second.id())], "where both have a text, the texts decide");
    assert_eq!(echoes(&said(json!(SAID), json!(null), "D")), []);
}

fn a_changed_text_is_compared_too(app: &TestApp) {
    let who = app.coordinator("AZ");
    let first = add(&who, words(json!({ "text": SAID, "speaker_said": "A" })));
    let second = add(&who, words(json!({ "text": "Nothing much.", "speaker_said": "B" })));
    let changed = patch(&who, &path(&second), json!({ "text": SAID })).expect(200);
    assert_eq!((echoes(&changed), &changed["text"]), (vec![("/text", first.id())], &json!(SAID)));
    let untouched = patch(&who, &path(&second), json!({ "verification": "verified" })).expect(200);
    assert_eq!(untouched.body.get("likely_matches"), None);
    let same = patch(&who, &path(&second), json!({ "text": SAID, "speaker_said": "A" })).expect(200);
    assert_eq!(same.body.get("likely_matches"), None, "it has the same speaker now");
}

fn only_what_is_visible_is_named(app: &TestApp) {
    let (admin, far) = (app.admin(), app.coordinator("latin_america"));
    let secret = add(&admin, words(json!({ "text": SAID, "speaker_said": "A", "sensitivity": "restricted" })));
    let echo = |country: &str| words(json!({ "text": SAID, "speaker_said": "B", "countries": [country] }));
    assert_eq!(far.post("/v1/testimonials", echo("AR")).expect(201).body.get("likely_matches"), None);
    let told = add(&admin, words(json!({ "text": SAID, "speaker_said": "C" })));
    assert!(echoes(&told).contains(&("/text", secret.id())));
}

on_both! {
    the_same_words_of_another_speaker_are_named,
    texts_are_compared_with_texts_else_summaries,
    a_changed_text_is_compared_too,
    only_what_is_visible_is_named,
}
