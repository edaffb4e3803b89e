//! What a country's risk holds back stays so until an administrator releases it: no other change lets it out.
use super::{add, funder, pair, patch, path, printable};
use rapport_testkit::{Caller, TestApp, on_both};
use serde_json::json;

struct Case {
    admin: Caller,
    coordinator: Caller,
    funder: Caller,
    risk: String,
    words: String,
}
fn case(app: &TestApp) -> Case {
    let (admin, coordinator) =
        (app.admin(), app.caller(rapport_domain::policy::Role::Coordinator, &["AZ", "GE"], None));
    let risk = json!({ "country": "AZ", "title": "A risk", "handling": "withhold" });
    let risk = format!("/v1/risks/{}", coordinator.post("/v1/risks", risk).expect(201).id());
    let words = path(&add(&coordinator, printable("publish_named", json!({}))));
    Case { admin, coordinator, funder: funder(app), risk, words }
}
impl Case {
    #[track_caller]
    fn is_held_back(&self) {
        self.funder.get(&self.words).problem(404, "not_found");
    }
}

fn no_coordinator_ends_a_risk(app: &TestApp) {
    let case = case(app);
    case.is_held_back();
    for weaker in [json!({ "handling": "caution" }), json!({ "handling": "none" }), json!({ "country": "GE" })] {
        let refused = patch(&case.coordinator, &case.risk, weaker).problem(403, "forbidden");
        assert_eq!(refused.errors(), pair("/handling", "forbidden"));
    }
    let risk = case.coordinator.get(&case.risk).expect(200);
    case.coordinator.holding(&risk).delete(&case.risk).problem(403, "forbidden");
    case.is_held_back();
    // What does not let anything out is theirs to change, and all of it the administrator's.
    patch(&case.coordinator, &case.risk, json!({ "severity": "high", "note": "Ask first" })).expect(200);
    patch(&case.admin, &case.risk, json!({ "handling": "caution" })).expect(200);
    case.funder.get(&case.words).expect(200);
    patch(&case.coordinator, &case.risk, json!({ "handling": "withhold" })).expect(200);
    case.is_held_back();
}

fn no_coordinator_moves_it_out_of_the_country(app: &TestApp) {
    let case = case(app);
    for elsewhere in [json!({ "countries": ["GE"] }), json!({ "countries": [], "worldwide": true })] {
        let refused = patch(&case.coordinator, &case.words, elsewhere).problem(403, "forbidden");
        assert_eq!(refused.errors(), pair("/countries", "forbidden"));
    }
    case.is_held_back();
    patch(&case.coordinator, &case.words, json!({ "countries": ["AZ", "GE"] })).expect(200);
    case.is_held_back();
    patch(&case.admin, &case.words, json!({ "countries": ["GE"] })).expect(200);
    case.funder.get(&case.words).expect(200);
}

/// What was released was these words under this name.
fn a_release_ends_when_the_words_change(app: &TestApp) {
    let case = case(app);
    for other in [
        json!({ "text": "Something that nobody released." }),
        json!({ "summary": "In other words." }),
        json!({ "speaker_said": "Somebody else" }),
        json!({ "consent": "publish_anonymously" }),
        json!({ "translations": { "es": { "text": "En español." } } }),
    ] {
        patch(&case.admin, &case.words, json!({ "released": true })).expect(200);
        case.funder.get(&case.words).expect(200);
        let changed = patch(&case.coordinator, &case.words, other.clone()).expect(200);
        assert_eq!(changed["released"], false, "{other}");
        assert_eq!(changed["released_by"], case.coordinator.get("/v1/me").expect(200)["id"], "who ended it");
        case.is_held_back();
    }
    // What does not change them does not end it, and the administrator's own change is a release of its own.
    patch(&case.admin, &case.words, json!({ "released": true })).expect(200);
    let again = case.coordinator.get(&case.words).expect(200);
    let same =
        json!({ "verification": "verified", "text": again["text"], "consent": again["consent"], "countries": ["AZ"] });
    assert_eq!(patch(&case.coordinator, &case.words, same).expect(200)["released"], true);
    patch(&case.admin, &case.words, json!({ "summary": "Looked at." })).expect(200);
    case.funder.get(&case.words).expect(200);
}

on_both! {
    no_coordinator_ends_a_risk,
    no_coordinator_moves_it_out_of_the_country,
    a_release_ends_when_the_words_change,
}
