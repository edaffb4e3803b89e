//! What the public sees of testimonials: those with consent that no risk holds back, and no name where none was agreed.
use super::{add, found, funder, galib, pair, patch, path, printable, words};
use crate::making::{made, remove, restore, with};
use rapport_testkit::{Caller, TestApp, on_both};
use serde_json::{Value, json};

fn risk(who: &Caller, country: &str, handling: &str) -> String {
    format!("/v1/risks/{}", made(who, "risks", json!({ "country": country, "title": "A risk", "handling": handling })))
}
/// Whether somebody sees a record, by every read alike.
#[track_caller]
fn sees(who: &Caller, record: &str, expected: bool) {
    let id = record.rsplit('/').next().expect("an id");
    let status = if expected { 200 } else { 404 };
    assert_eq!(who.get(record).status, status, "by id");
    assert_eq!(who.get(&format!("{record}/history")).status, status, "its history");
    for query in ["", "country=AZ", "lang=en&consent=publish_named,publish_anonymously"] {
        assert_eq!(found(who, query).contains(&id.to_owned()), expected, "?{query}");
    }
    let count = who.get("/v1/testimonials?total=exact&limit=1&country=AZ").expect(200)["total"].clone();
    assert_eq!(count, usize::from(expected));
}

fn the_case_of_azerbaijan(app: &TestApp) {
    let (admin, far, funder) = (app.admin(), app.coordinator("latin_america"), funder(app));
    let (person, group) = galib(app);
    let who = app.coordinator("AZ");
    let body = printable("publish_named", json!({ "speaker_id": person, "affiliations": [group] }));
    let record = path(&add(&who, body));
    sees(&funder, &record, true);
    // The administrator logs the risk; the funder need not be able to read it.
    let risk = risk(&admin, "AZ", "withhold");
    funder.get(&risk).problem(404, "not_found");
    sees(&funder, &record, false);
    for reader in [&admin, &who, &far, &app.dashboard("all"), &app.auditor()] {
        sees(reader, &record, true);
    }
    // What must be redacted.
    let id = record.rsplit('/').next().expect("an id");
    assert_eq!(who.get(&risk).expect(200)["withholds"], json!([id]));
    // Only the administrator releases it.
    let refused = patch(&who, &record, json!({ "released": true })).problem(403, "forbidden");
    assert_eq!(refused.errors(), pair("/released", "forbidden"));
    sees(&funder, &record, false);
    app.clock.pass(chrono::Duration::minutes(10));
    let released = patch(&admin, &record, json!({ "released": true })).expect(200);
    assert_eq!(
        (&released["released_by"], &released["released_at"]),
        (&admin.get("/v1/me").expect(200)["id"], &released["updated_at"])
    );
    sees(&funder, &record, true);
    assert_eq!(who.get(&risk).expect(200)["withholds"], json!([]));
    assert_eq!(funder.get(&record).expect(200)["speaker_id"], json!(person));
    // It is taken back; then the risk itself goes, and comes back.
    patch(&admin, &record, json!({ "released": false })).expect(200);
    sees(&funder, &record, false);
    remove(&admin, &risk);
    sees(&funder, &record, true);
    restore(&admin, &risk).expect(200);
    sees(&funder, &record, false);
    patch(&admin, &risk, json!({ "handling": "caution" })).expect(200);
    sees(&funder, &record, true);
}

fn whoever_may_not_release_may_repeat_what_stands_there(app: &TestApp) {
    let (admin, who) = (app.admin(), app.coordinator("AZ"));
    for released in [json!(true), json!(false)] {
        let made = add(&admin, printable("publish_named", json!({ "released": released })));
        let stamp = made["released_by"].clone();
        assert_eq!(stamp.is_string(), released == true);
        let same = patch(&who, &path(&made), json!({ "released": released, "verification": "verified" })).expect(200);
        assert_eq!((&same["released_by"], &same["released_at"]), (&stamp, &made["released_at"]));
        let other = json!({ "released": released == false });
        assert_eq!(patch(&who, &path(&made), other).problem(403, "forbidden").errors(), pair("/released", "forbidden"));
    }
    let own = who.post("/v1/testimonials", words(json!({ "released": true }))).problem(403, "forbidden");
    assert_eq!(own.errors(), pair("/released", "forbidden"));
    add(&who, words(json!({ "released": false })));
}

fn the_public_sees_what_its_speaker_agreed_to_publish(app: &TestApp) {
    let (who, funder) = (app.coordinator("AZ"), funder(app));
    let mut seen = vec![];
    for consent in ["none", "internal", "publish_named", "publish_anonymously"] {
        for sensitivity in ["public", "internal", "restricted"] {
            let record = add(&who, printable(consent, json!({ "sensitivity": sensitivity })));
            let expected = sensitivity == "public" && consent.starts_with("publish");
            assert_eq!(funder.get(&path(&record)).status, if expected { 200 } else { 404 }, "{consent} {sensitivity}");
            if expected {
                seen.push(record.id().to_owned());
            }
        }
    }
    assert_eq!(seen.len(), 2);
    let mut listed = found(&funder, "");
    listed.sort();
    seen.sort();
    assert_eq!(listed, seen);
    assert_eq!(found(&app.dashboard("all"), "").len(), 8, "the team reads what it may not print");
}

fn one_risky_country_is_enough(app: &TestApp) {
    let (admin, funder) = (app.admin(), funder(app));
    let place = |place: Value| path(&add(&admin, printable("publish_named", place)));
    let both = place(json!({ "countries": ["AR", "AZ"] }));
    let other = place(json!({ "countries": ["AR"] }));
    let world = place(json!({ "countries": [], "worldwide": true }));
    let region = place(json!({ "countries": [], "region": "latin_america" }));
    let held = risk(&admin, "AZ", "withhold");
    for harmless in ["none", "caution"] {
        let harmless = risk(&admin, "AR", harmless);
        assert_eq!(admin.get(&harmless).expect(200)["withholds"], json!([]));
    }
    funder.get(&both).problem(404, "not_found");
    for record in [&other, &world, &region] {
        funder.get(record).expect(200);
    }
    // Each reader is told those that it sees.
    let id = |path: &str| path.rsplit('/').next().expect("an id").to_owned();
    let secret = add(&admin, words(json!({ "sensitivity": "restricted" })));
    let told = |who: &Caller| who.get(&held).expect(200)["withholds"].clone();
    assert_eq!(told(&admin), json!([id(&both), secret.id()]));
    assert_eq!(told(&app.coordinator("latin_america")), json!([id(&both)]));
    let listed = app.coordinator("latin_america").get("/v1/risks?country=AZ&handling=withhold").expect(200);
    assert_eq!(listed.data()[0]["withholds"], json!([id(&both)]));
    patch(&admin, &held, json!({ "sensitivity": "public" })).expect(200);
    assert_eq!(told(&funder), json!([]), "what is held back from somebody is not named to them");
    // What it says changes without it: an answer kept is no answer.
    let kept = admin.get(&held).expect(200);
    patch(&admin, &both, json!({ "released": true })).expect(200);
    let again = admin.with("If-None-Match", kept.etag()).get(&held).expect(200);
    assert_eq!(again["withholds"], json!([secret.id()]));
}

fn a_nameless_voice_has_no_name_for_the_public(app: &TestApp) {
    let (who, funder) = (app.coordinator("AZ"), funder(app));
    let (person, group) = galib(app);
    let said = json!({ "speaker_id": person, "speaker_said": "Galib", "affiliations": [group], "summary": "Praise." });
    let named = path(&add(&who, printable("publish_named", said.clone())));
    let nameless = path(&add(&who, printable("publish_anonymously", said)));
    let (named_id, nameless_id) = (&named[17..], &nameless[17..]);
    let tells = |text: &str| [person.as_str(), group.as_str(), "Galib"].iter().any(|secret| text.contains(secret));
    let veiled = ["speaker_id", "speaker_said", "affiliations", "consent_evidence"];
    // The body, alone and in a list.
    let listed = funder.get(&format!("/v1/testimonials?id={nameless_id}")).expect(200).data()[0].clone();
    for body in [funder.get(&nameless).expect(200).body, listed] {
        assert!(!tells(&body.to_string()), "{body}");
        assert!(veiled.iter().all(|member| body.get(member).is_none()), "{body}");
        assert_eq!(body["withheld"], json!([["private_notes"].as_slice(), veiled.as_slice()].concat()));
        assert_eq!((&body["text"], &body["summary"]), (&json!("Their visit opened a door."), &json!("Praise.")));
    }
    let shown = funder.get(&named).expect(200);
    assert_eq!((&shown["speaker_id"], &shown["withheld"]), (&json!(person), &json!(["private_notes"])));
    // Filters: as if it had none.
    for (field, id) in [("speaker", &person), ("affiliation", &group)] {
        assert_eq!(found(&funder, &format!("{field}={id}")), [named_id], "{field}");
        assert_eq!(found(&funder, &format!("{field}[not]={id}")), [nameless_id], "{field}");
        assert_eq!(found(&funder, &format!("{field}[null]=true")), [nameless_id], "{field}");
        assert_eq!(found(&funder, &format!("{field}[null]=false")), [named_id], "{field}");
        let all = format!("{field}={id}&{field}[not]={id}");
        assert_eq!(found(&funder, &all), [""; 0], "{field}");
        // The team sees both.
        for reader in [&who, &app.dashboard("all"), &app.auditor()] {
            assert_eq!(found(reader, &format!("{field}={id}")).len(), 2, "{field}");
            assert_eq!(found(reader, &format!("{field}[null]=true")), [""; 0], "{field}");
        }
    }
    assert_eq!(app.dashboard("all").get(&nameless).expect(200)["speaker_id"], json!(person));
    // Histories hold drafts and speakers of before: to the public they say when and what, whatever the consent was.
    patch(&who, &named, json!({ "consent": "publish_anonymously", "text": "Another text." })).expect(200);
    patch(&who, &nameless, json!({ "consent": "publish_named", "speaker_id": null, "speaker_said": null })).expect(200);
    for record in [&named, &nameless] {
        let history = funder.get(&format!("{record}/history")).expect(200);
        assert_eq!(history.data().len(), 2);
        assert!(!tells(&history.body.to_string()), "{}", history.body);
        for entry in history.data() {
            assert_eq!(entry.as_object().map(|members| members.len()), Some(2), "{entry}");
        }
        let told = app.dashboard("all").get(&format!("{record}/history")).expect(200);
        assert!(tells(&told.body.to_string()));
    }
    assert!(!tells(&funder.get(&named).expect(200).body.to_string()));
}

/// A source may be called after the speaker, and so may whoever says so in it.
fn the_public_is_told_no_source_of_a_voice(app: &TestApp) {
    let (who, funder) = (app.coordinator("AZ"), funder(app));
    let (person, _) = galib(app);
    let record = path(&add(&who, printable("publish_anonymously", json!({ "speaker_id": person }))));
    let source = json!({ "title": "A letter by Galib", "kind": "email", "sensitivity": "public" });
    let source = made(&who, "sources", source);
    let cite = |more: Value| {
        let about = json!({ "about": { "kind": "testimonial", "id": record[17..] }, "source_id": source });
        made(&who, "citations", with(about, more))
    };
    let cited = [cite(json!({ "person_id": person })), cite(json!({ "field": "speaker_said", "value": "Galib" }))];
    for id in &cited {
        who.get(&format!("/v1/citations/{id}")).expect(200);
        funder.get(&format!("/v1/citations/{id}")).problem(404, "not_found");
    }
    assert_eq!(funder.get("/v1/citations?total=exact").expect(200)["total"], 0);
    let claims = format!("{record}/claims");
    assert_eq!(funder.get(&claims).expect(200).body, json!({ "fields": [], "whole": [] }));
    assert_eq!(who.get(&claims).expect(200)["fields"][0]["current"], json!(null));
}

fn a_risk_is_careful_where_nobody_says(app: &TestApp) {
    let who = app.coordinator("AZ");
    let body = json!({ "country": "AZ", "title": "Groups are watched", "when": "2013/..", "note": "Ask first." });
    let made = who.post("/v1/risks", body).expect(201);
    assert_eq!((&made["severity"], &made["handling"]), (&json!("medium"), &json!("caution")));
    assert_eq!((&made["sensitivity"], &made["when_label"]), (&json!("internal"), &json!("since 2013")));
    let history = who.get(&format!("/v1/risks/{}/history", made.id())).expect(200);
    assert_eq!(history.data()[0]["after"].get("withholds"), None, "what others are is not its own history");
    who.post("/v1/risks", json!({ "country": "AR", "title": "x" })).problem(403, "forbidden");
    let patched = who.holding(&made).patch(&format!("/v1/risks/{}", made.id()), json!({ "withholds": [] }));
    patched.problem(422, "unknown_field");
}

on_both! {
    the_case_of_azerbaijan,
    whoever_may_not_release_may_repeat_what_stands_there,
    the_public_sees_what_its_speaker_agreed_to_publish,
    one_risky_country_is_enough,
    a_nameless_voice_has_no_name_for_the_public,
    the_public_is_told_no_source_of_a_voice,
    a_risk_is_careful_where_nobody_says,
}
