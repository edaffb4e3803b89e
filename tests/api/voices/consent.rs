//! Testimonials are words; what is printed has its speaker's consent, and the consent is written down.
use super::{add, pair, patch, path, printable, words};
use rapport_testkit::{TestApp, on_both};
use serde_json::{Value, json};

const CONSENTS: [&str; 4] = ["none", "internal", "publish_named", "publish_anonymously"];

fn a_testimonial_has_words(app: &TestApp) {
    let who = app.coordinator("AZ");
    for (text, summary) in [(json!("x"), Value::Null), (Value::Null, json!("x")), (json!("x"), json!("y"))] {
        let made = add(&who, words(json!({ "text": text, "summary": summary })));
        assert_eq!((&made["text"], &made["summary"]), (&text, &summary));
        let refused = patch(&who, &path(&made), json!({ "text": null, "summary": null })).problem(422, "invalid");
        assert_eq!(refused.errors(), pair("/text", "no_words"));
    }
    let silent = who.post("/v1/testimonials", words(json!({ "text": null }))).problem(422, "invalid");
    assert_eq!(silent.errors(), pair("/text", "no_words"));
    let tongueless = json!({ "text": "x", "countries": ["AZ"] });
    let refused = who.post("/v1/testimonials", tongueless).problem(422, "invalid");
    assert_eq!(refused.errors(), pair("/lang", "missing_field"));
}

fn it_is_careful_where_nobody_says(app: &TestApp) {
    let made = add(&app.coordinator("AZ"), words(json!({})));
    assert_eq!((&made["consent"], &made["verification"]), (&json!("none"), &json!("unverified")));
    assert_eq!((&made["review"], &made["sensitivity"]), (&json!("draft"), &json!("internal")));
    assert_eq!(
        (&made["released"], &made["released_by"], &made["released_at"]),
        (&json!(false), &json!(null), &json!(null))
    );
    for member in ["affiliations", "interventions", "people"] {
        assert_eq!(made[member], json!([]), "{member}");
    }
}

fn consent_is_written_down(app: &TestApp) {
    let who = app.coordinator("AZ");
    for consent in CONSENTS {
        let answer = who.post("/v1/testimonials", words(json!({ "consent": consent })));
        if consent == "none" {
            answer.expect(201);
            continue;
        }
        assert_eq!(answer.problem(422, "invalid").errors(), pair("/consent_evidence", "no_evidence"), "{consent}");
        let told = json!({ "consent": consent, "consent_evidence": "A letter.", "consent_when": "2013-09~" });
        let made = add(&who, words(told));
        assert_eq!((&made["consent"], &made["consent_when"]), (&json!(consent), &json!("2013-09~")));
        let refused = patch(&who, &path(&made), json!({ "consent_evidence": null })).problem(422, "invalid");
        assert_eq!(refused.errors(), pair("/consent_evidence", "no_evidence"));
    }
    let undated = words(json!({ "consent_when": "2013-13" }));
    let refused = who.post("/v1/testimonials", undated).problem(422, "invalid");
    assert_eq!(refused.errors(), pair("/consent_when", "bad_month"));
}

fn nothing_is_published_without_consent(app: &TestApp) {
    let who = app.coordinator("AZ");
    for consent in CONSENTS {
        let may = consent.starts_with("publish");
        let body = printable(consent, json!({ "review": "published" }));
        let answer = who.post("/v1/testimonials", body);
        if may {
            let made = answer.expect(201);
            assert_eq!(made["reviewed_by"], who.get("/v1/me").expect(200)["id"]);
            // Whoever takes the consent back takes it out of print.
            for less in ["none", "internal"] {
                let refused = patch(&who, &path(&made), json!({ "consent": less })).problem(422, "invalid");
                assert_eq!(refused.errors(), pair("/consent", "no_consent"));
            }
            patch(&who, &path(&made), json!({ "consent": "none", "review": "reviewed" })).expect(200);
        } else {
            assert_eq!(answer.problem(422, "invalid").errors(), pair("/consent", "no_consent"), "{consent}");
            let made = add(&who, printable(consent, json!({ "review": "reviewed" })));
            let refused = patch(&who, &path(&made), json!({ "review": "published" })).problem(422, "invalid");
            assert_eq!(refused.errors(), pair("/consent", "no_consent"), "{consent}");
            assert_eq!(who.get(&path(&made)).expect(200).body, made.body);
        }
    }
    // All that is wrong is told at once.
    let body = json!({ "lang": "en", "countries": ["AZ"], "consent": "internal", "review": "published" });
    let codes: Vec<_> = who.post("/v1/testimonials", body).problem(422, "invalid").errors();
    let expected = [("/text", "no_words"), ("/consent_evidence", "no_evidence"), ("/consent", "no_consent")];
    assert!(expected.iter().all(|(at, code)| codes.contains(&pair(at, code)[0])), "{codes:?}");
}

fn nor_by_two_at_once(app: &TestApp) {
    let who = app.coordinator("AZ");
    let made = add(&who, words(json!({})));
    let (record, held) = (path(&made), who.holding(&made));
    std::thread::scope(|scope| {
        let publish = || held.patch(&record, json!({ "review": "published" })).problem(422, "invalid").errors();
        let threads: Vec<_> = (0..2).map(|_| scope.spawn(publish)).collect();
        for thread in threads {
            assert_eq!(thread.join().expect("an answer"), pair("/consent", "no_consent"));
        }
    });
    assert_eq!(who.get(&record).expect(200).body, made.body);
}

/// The one takes the consent back while the other publishes: only one of them gets through.
fn nor_while_consent_is_taken_back(app: &TestApp) {
    let who = app.coordinator("AZ");
    for _ in 0..5 {
        let made = add(&who, printable("publish_named", json!({})));
        let (record, held) = (path(&made), who.holding(&made));
        std::thread::scope(|scope| {
            let bodies = [json!({ "review": "published" }), json!({ "consent": "none" })];
            let threads = bodies.map(|body| scope.spawn(|| held.patch(&record, body).status));
            let mut statuses = threads.map(|thread| thread.join().expect("an answer"));
            statuses.sort_unstable();
            assert_eq!(statuses, [200, 412]);
        });
        let now = who.get(&record).expect(200);
        assert!(now["review"] == "draft" || now["consent"] == "publish_named", "{}", now.body);
    }
}

fn arrays_and_place_are_those_of_other_records(app: &TestApp) {
    let who = app.coordinator("AZ");
    let (person, group) = super::galib(app);
    let more = json!({ "speaker_id": person, "speaker_said": "Galib, twice affiliated", "affiliations": [group] });
    let made = add(&who, words(more));
    assert_eq!((&made["speaker_id"], &made["affiliations"]), (&json!(person), &json!([group])));
    let lost = who.post("/v1/testimonials", words(json!({ "worldwide": true }))).problem(422, "invalid");
    assert_eq!(lost.errors()[0].1, "one_place");
    who.post("/v1/testimonials", words(json!({ "countries": ["AR"] }))).problem(403, "forbidden");
    app.coordinator("europe").get(&path(&made)).expect(200);
    let both = words(json!({ "lang": "e", "original_language": "1" }));
    let refused = who.post("/v1/testimonials", both).problem(422, "invalid").errors();
    assert!(refused.iter().all(|(_, code)| code == "bad_language"), "{refused:?}");
    assert_eq!(refused.len(), 2);
}

on_both! {
    a_testimonial_has_words,
    it_is_careful_where_nobody_says,
    consent_is_written_down,
    nothing_is_published_without_consent,
    nor_by_two_at_once,
    nor_while_consent_is_taken_back,
    arrays_and_place_are_those_of_other_records,
}
