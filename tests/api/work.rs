//! What is attached to records: assessments on scales, tags, notes.
use crate::making::{made, remove, restore, with};
use rapport_testkit::{Answer, Caller, TestApp, on_both};
use serde_json::{Value, json};

fn pair(pointer: &str, code: &str) -> [(String, String); 1] {
    [(pointer.to_owned(), code.to_owned())]
}
fn pledge(who: &Caller, sensitivity: &str) -> String {
    let body = json!({ "kind": "pledge", "title": "A register", "countries": ["GB"], "sensitivity": sensitivity });
    made(who, "commitments", body)
}
fn about(commitment: &str, more: Value) -> Value {
    with(json!({ "about": { "kind": "commitment", "id": commitment } }), more)
}
fn assess(who: &Caller, commitment: &str, scale: &str, code: &str) -> Answer {
    who.post("/v1/assessments", about(commitment, json!({ "scale": scale, "code": code })))
}

fn the_scales_are_there_with_their_ranks(app: &TestApp) {
    let who = app.dashboard("all");
    assert_eq!(who.walk("/v1/scales").len(), 18);
    for (scale, expected) in [
        ("specificity", "none 0, low 1, medium 2, high 3"),
        ("potential_impact", "none 0, minor 1, moderate 2, transformative 3"),
        ("ambition", "unclear 0, modest 1, substantial 2"),
        ("completion", "withdrawn 0, unclear 1, not_started 2, limited 3, substantial 4, complete 5"),
        (
            "did_it_open_government",
            "worsens 0, did_not_change 1, no_early_results 1, marginal 2, major 3, outstanding 4",
        ),
        (
            "did_it_open_government_by_value",
            "not_applicable 0, worsens 1, did_not_change 2, marginal 3, major 4, outstanding 5",
        ),
        ("early_results", "no_notable_results 0, moderate 1, significant 2"),
        ("verifiable", "no 0, yes 1"),
        ("open_government_lens", "no 0, yes 1"),
        ("star", "no 0, yes 1"),
        ("star_2014", "no 0, yes 1"),
        ("ogp_values_2020", "transparency null, citizen_participation null, public_accountability null"),
        ("tracker", "pending_review null, ambitious null, early_results null, complete null, none null"),
        ("iap2", "no_consultation 0, inform 1, consult 2, involve 3, collaborate 4, empower 5"),
        ("requirement_met", "not_met 0, met 1"),
        ("change_in_completion", "decrease null, no_change null, increase null"),
        (
            "ogp_values",
            "access_to_information null, civic_participation null, public_accountability null, \
             technology_and_innovation null",
        ),
    ] {
        let one = who.get(&format!("/v1/scales/{scale}")).expect(200);
        let values = one["values"].as_array().expect("values");
        let told: Vec<_> =
            values.iter().map(|v| format!("{} {}", v["code"].as_str().expect("a code"), v["rank"])).collect();
        assert_eq!(told.join(", "), expected, "{scale}");
        assert!(values.iter().all(|v| ["label", "label_es", "label_fr"].iter().all(|label| v[label].is_string())));
    }
}

fn scales_are_kept_by_administrators(app: &TestApp) {
    let admin = app.admin();
    let values = json!([{ "code": "weak", "label": "Weak", "rank": 0 }, { "code": "strong", "label": "Strong" }]);
    let body = json!({ "name": "Evidence strength", "values": values });
    app.coordinator("all").post("/v1/scales", body.clone()).problem(403, "forbidden");
    let scale = admin.post("/v1/scales", body).expect(201);
    assert_eq!((&scale["code"], scale["values"][1]["rank"].is_null()), (&json!("evidence_strength"), true));
    let path = scale.headers["location"].as_str();
    for (values, code, pointer) in [
        (json!([{ "code": "NR", "label": "x" }]), "bad_code", "/values/0/code"),
        (json!([{ "code": "a", "label": " " }]), "blank", "/values/0/label"),
        (json!([{ "code": "a", "label": "x", "rank": -1 }]), "negative", "/values/0/rank"),
        (json!([{ "code": "a", "label": "x" }, { "code": "a", "label": "y" }]), "repeated", "/values/1"),
    ] {
        let refused = admin.holding(&scale).patch(path, json!({ "values": values })).problem(422, "invalid");
        assert_eq!(refused.errors(), pair(pointer, code));
    }
    let commitment = pledge(&admin, "internal");
    let judged = assess(&admin, &commitment, "evidence_strength", "weak").expect(201);
    // A value that is used stays; others come and go, and the scale with them.
    let strong = json!({ "values": [{ "code": "strong", "label": "Strong" }] });
    let refused = admin.holding(&scale).patch(path, strong.clone()).problem(422, "invalid");
    assert_eq!(refused.errors(), pair("/values", "value_in_use"));
    let weak = json!({ "values": [{ "code": "weak", "label": "Faint", "rank": 1 }] });
    let scale = admin.holding(&scale).patch(path, weak).expect(200);
    assert_eq!(
        scale["values"],
        json!([
            { "code": "weak", "label": "Faint", "label_es": null, "label_fr": null, "rank": 1 },
        ])
    );
    admin.holding(&scale).delete(path).problem(409, "in_use");
    let record = judged.headers["location"].as_str();
    remove(&admin, record);
    admin.holding(&scale).patch(path, strong).expect(200);
    assert_eq!(restore(&admin, record).problem(422, "invalid").errors(), pair("/code", "unknown_code"));
    remove(&admin, path);
    assert_eq!(restore(&admin, record).problem(409, "broken_reference").errors(), pair("/scale", "broken_reference"));
}

fn a_code_is_one_of_its_scales(app: &TestApp) {
    let who = app.coordinator("GB");
    let commitment = pledge(&who, "internal");
    for (scale, code, right) in [
        ("specificity", "medium", true),
        ("specificity", "NR", true),
        ("completion", "ND", true),
        ("star", "NA", true),
        ("specificity", "complete", false),
        ("specificity", "nr", false),
        ("specificity", "N/A", false),
        ("specificity", "2", false),
    ] {
        let answer = assess(&who, &commitment, scale, code);
        if right {
            assert_eq!(answer.expect(201)["code"], code);
        } else {
            assert_eq!(answer.problem(422, "invalid").errors(), pair("/code", "unknown_code"), "{scale} {code}");
        }
    }
    let refused = assess(&who, &commitment, "no_such_scale", "low").problem(422, "invalid");
    assert_eq!(refused.errors()[0], ("/scale".to_owned(), "unknown_reference".to_owned()));
    let held = assess(&who, &commitment, "specificity", "high").expect(201);
    let path = held.headers["location"].as_str();
    for patch in [json!({ "code": "complete" }), json!({ "scale": "completion" }), json!({ "code": "nd" })] {
        let refused = who.holding(&held).patch(path, patch).problem(422, "invalid");
        assert_eq!(refused.errors(), pair("/code", "unknown_code"));
    }
    let both = json!({ "scale": "completion", "code": "complete", "phase": "end of term" });
    let held = who.holding(&held).patch(path, both).expect(200);
    assert_eq!(who.holding(&held).patch(path, json!({ "code": "ND" })).expect(200)["code"], "ND");
}

/// Not reviewed, no data and not applicable are three answers; no assessment is a fourth.
fn what_is_missing_is_missing_in_its_own_way(app: &TestApp) {
    let who = app.coordinator("GB");
    let commitments: Vec<_> = ["NR", "ND", "NA", "low"]
        .map(|code| {
            let commitment = pledge(&who, "internal");
            assess(&who, &commitment, "specificity", code).expect(201);
            commitment
        })
        .into();
    let none = pledge(&who, "internal");
    let found = |query: &str| -> Vec<String> {
        let all = who.walk(&format!("/v1/assessments?scale=specificity&{query}"));
        all.iter().map(|one| one["about"]["id"].as_str().expect("an id").to_owned()).collect()
    };
    for (code, commitment) in ["NR", "ND", "NA", "low"].iter().zip(&commitments) {
        assert_eq!(found(&format!("code={code}")), [commitment.as_str()]);
    }
    assert_eq!(found("code[not]=NR,ND,NA"), [commitments[3].as_str()]);
    assert_eq!(found(&format!("about.id={none}")), [""; 0]);
    let empty = who.post("/v1/assessments", about(&none, json!({ "scale": "specificity", "code": null })));
    assert_eq!(empty.problem(422, "wrong_type").errors(), pair("/code", "wrong_type"));
}

fn assessments_are_found(app: &TestApp) {
    let who = app.admin();
    let commitment = pledge(&who, "internal");
    let reviewer = made(&who, "organizations", json!({ "name": "Reviewers", "kind": "international_body" }));
    let more = json!({
        "scale": "completion", "code": "limited", "assessor_id": reviewer, "when": "2014-06", "phase": "mid-term",
        "evidence": "A report.", "review": "reviewed",
    });
    let midterm = made(&who, "assessments", about(&commitment, more));
    let late = json!({ "scale": "completion", "code": "complete", "phase": "end of term" });
    let late = made(&who, "assessments", about(&commitment, late));
    for (query, expected) in [
        ("scale=completion", vec![&midterm, &late]),
        ("scale[not]=completion", vec![]),
        ("code=limited", vec![&midterm]),
        ("assessor={}", vec![&midterm]),
        ("assessor[null]=true", vec![&late]),
        ("when=2014", vec![&midterm]),
        ("when[null]=true", vec![&late]),
        ("review=reviewed", vec![&midterm]),
        ("about.kind=commitment", vec![&midterm, &late]),
        ("about.kind=country", vec![]),
    ] {
        let found = who.walk(&format!("/v1/assessments?{}", query.replace("{}", &reviewer)));
        let found: Vec<_> = found.iter().map(|one| one["id"].as_str().expect("an id")).collect();
        assert_eq!(found, expected, "{query}");
    }
    let path = format!("/v1/organizations/{reviewer}");
    who.holding(&who.get(&path).expect(200)).delete(&path).problem(409, "in_use");
}

fn a_record_has_a_tag_once(app: &TestApp) {
    let who = app.coordinator("GB");
    let tag = who.post("/v1/tags", json!({ "name": "Co-creation", "names": { "es": "Cocreación" } })).expect(201);
    assert_eq!((&tag["code"], &tag["names"]["es"]), (&json!("co_creation"), &json!("Cocreación")));
    let taken = who.post("/v1/tags", json!({ "name": "Co creation" })).problem(409, "id_taken");
    assert_eq!(taken.errors(), pair("/code", "id_taken"));
    let patch = json!({ "names": { "es": null, "fr": "Cocréation" }, "note": "Both sides." });
    let tag = who.holding(&tag).patch("/v1/tags/co_creation", patch).expect(200);
    assert_eq!(tag["names"], json!({ "fr": "Cocréation" }));
    made(&who, "tags", json!({ "name": "Other" }));

    let commitment = pledge(&who, "internal");
    for subject in [json!({ "kind": "commitment", "id": commitment }), json!({ "kind": "country", "code": "GB" })] {
        let body = |tag: &str| json!({ "tag": tag, "about": subject });
        let first = who.post("/v1/taggings", body("co_creation")).expect(201);
        let first = first.headers["location"].as_str();
        let twice = who.post("/v1/taggings", body("co_creation")).problem(409, "already_tagged");
        assert_eq!(twice.errors(), pair("/tag", "already_tagged"));
        let other = who.post("/v1/taggings", body("other")).expect(201);
        let record = other.headers["location"].as_str();
        who.holding(&other).patch(record, json!({ "tag": "co_creation" })).problem(409, "already_tagged");
        remove(&who, first);
        let moved = who.holding(&other).patch(record, json!({ "tag": "co_creation" })).expect(200);
        restore(&who, first).problem(409, "already_tagged");
        who.holding(&moved).patch(record, json!({ "tag": "other" })).expect(200);
        restore(&who, first).expect(200);
    }
    assert_eq!(who.walk("/v1/taggings?tag=co_creation").len(), 2);
    assert_eq!(who.walk(&format!("/v1/taggings?about.id={commitment}")).len(), 2);
    assert_eq!(who.walk("/v1/taggings?about.code=GB&tag[not]=other").len(), 1);
    who.holding(&tag).delete("/v1/tags/co_creation").problem(409, "in_use");
    let unknown = who.post("/v1/taggings", json!({ "tag": "nobodys", "about": { "kind": "country", "code": "GB" } }));
    assert_eq!(unknown.problem(422, "invalid").errors(), pair("/tag", "unknown_reference"));
}

fn what_is_attached_is_about_something(app: &TestApp) {
    let who = app.admin();
    made(&who, "tags", json!({ "name": "Tag" }));
    for (list, more) in [
        ("assessments", json!({ "scale": "star", "code": "yes" })),
        ("taggings", json!({ "tag": "tag" })),
        ("notes", json!({ "text": "x" })),
    ] {
        let path = format!("/v1/{list}");
        for body in [more.clone(), with(more.clone(), json!({ "about": null }))] {
            assert_eq!(who.post(&path, body).problem(422, "invalid").errors(), pair("/about", "no_subject"), "{list}");
        }
        let right = with(more, json!({ "about": { "kind": "country", "code": "GB" } }));
        let held = who.post(&path, right).expect(201);
        let refused = who.holding(&held).patch(&held.headers["location"], json!({ "about": null }));
        assert_eq!(refused.problem(422, "invalid").errors(), pair("/about", "no_subject"), "{list}");
    }
}

fn notes_are_internal_and_in_a_language(app: &TestApp) {
    let who = app.coordinator("GB");
    let commitment = pledge(&who, "public");
    let text =
        json!({ "text": "Hablamos\ncon ellos.", "lang": "es", "translations": { "en": { "text": "We talked." } } });
    let note = who.post("/v1/notes", about(&commitment, text)).expect(201);
    assert_eq!((&note["sensitivity"], &note["lang"]), (&json!("internal"), &json!("es")));
    assert_eq!(note["translations"]["en"]["text"], "We talked.");
    let path = note.headers["location"].as_str();
    let agency = made(&who, "organizations", json!({ "name": "Funder", "kind": "funder" }));
    app.funder(&agency).get(path).problem(404, "not_found");
    let public = who.holding(&note).patch(path, json!({ "sensitivity": "public" })).expect(200);
    app.funder(&agency).get(path).expect(200);
    // It is as hidden as what it is about, and no more.
    let record = format!("/v1/commitments/{commitment}");
    let held = who.get(&record).expect(200);
    who.holding(&held).patch(&record, json!({ "sensitivity": "internal" })).expect(200);
    app.funder(&agency).get(path).problem(404, "not_found");
    who.holding(&public).delete(path).expect(204);
}

/// Whoever may not see a record sees nothing of what is attached to it.
fn what_is_attached_is_seen_where_the_record_is(app: &TestApp) {
    let (admin, inside, outside) = (app.admin(), app.coordinator("GB"), app.coordinator("UY"));
    let hidden = pledge(&inside, "restricted");
    made(&admin, "tags", json!({ "name": "Tag" }));
    for (list, more) in [
        ("assessments", json!({ "scale": "star", "code": "yes", "sensitivity": "public" })),
        ("taggings", json!({ "tag": "tag" })),
        ("notes", json!({ "text": "x", "sensitivity": "public" })),
        ("documents", json!({ "title": "x", "sensitivity": "public" })),
    ] {
        let body = about(&hidden, more);
        let refused = outside.post(&format!("/v1/{list}"), body.clone()).problem(422, "invalid");
        assert_eq!(refused.errors(), pair("/about", "unknown_reference"), "{list}");
        let record = inside.post(&format!("/v1/{list}"), body).expect(201);
        let path = record.headers["location"].as_str();
        for who in [&outside, &app.dashboard("all")] {
            who.get(path).problem(404, "not_found");
            assert_eq!(who.walk(&format!("/v1/{list}")).len(), 0, "{list}");
            assert_eq!(who.walk(&format!("/v1/{list}?about.id={hidden}")).len(), 0, "{list}");
        }
        outside.holding(&record).patch(path, json!({})).problem(404, "not_found");
        outside.holding(&record).delete(path).problem(404, "not_found");
        inside.get(path).expect(200);
        // Written where the record is written.
        let seen = about(&pledge(&inside, "internal"), json!({}));
        let moved = inside.holding(&record).patch(path, seen).expect(200);
        outside.get(path).expect(200);
        outside.holding(&moved).patch(path, json!({})).problem(403, "forbidden");
        outside.holding(&moved).delete(path).problem(403, "forbidden");
        app.dashboard("all").holding(&moved).delete(path).problem(403, "forbidden");
    }
}

on_both! {
    the_scales_are_there_with_their_ranks,
    scales_are_kept_by_administrators,
    a_code_is_one_of_its_scales,
    what_is_missing_is_missing_in_its_own_way,
    assessments_are_found,
    a_record_has_a_tag_once,
    what_is_attached_is_about_something,
    notes_are_internal_and_in_a_language,
    what_is_attached_is_seen_where_the_record_is,
}
