//! What a caller may not read is absent from filters too: it matches nothing, and its opposite and its absence match.
use super::World;
use crate::making::with;
use rapport_testkit::{TestApp, on_both};
use serde_json::{Value, json};

/// Restricted records in Argentina, an open one beside each, and what refers to those that are restricted: records
/// that everybody on the team reads.
fn world(app: &TestApp) -> World {
    World::of(&app.admin(), pairs().into_iter().flatten().chain(referring()))
}
fn pairs() -> Vec<[(&'static str, &'static str, Value); 2]> {
    let both = |list: &'static str, hidden: &'static str, open: &'static str, body: Value| {
        [(list, hidden, with(body.clone(), json!({ "sensitivity": "restricted" }))), (list, open, body)]
    };
    vec![
        both("organizations", "org", "open_org", cso()),
        both("people", "person", "open_person", json!({ "name": "A person", "country": "AR" })),
        both("posts", "post", "open_post", post()),
        both("interventions", "visit", "open_visit", visit()),
        both("commitments", "pledge", "open_pledge", pledge()),
        both("action-plans", "plan", "open_plan", json!({ "title": "A plan", "country": "AR" })),
        both("results", "result", "open_result", result()),
        both("gatherings", "summit", "open_summit", titled(json!({}))),
    ]
}
fn cso() -> Value {
    json!({ "name": "A CSO", "kind": "cso", "country": "AR" })
}
fn post() -> Value {
    json!({ "title": "A post", "country": "AR", "kind": "ogp_poc" })
}
fn visit() -> Value {
    json!({ "title": "A visit", "kinds": ["strategy_support"], "countries": ["AR"] })
}
fn pledge() -> Value {
    json!({ "title": "A pledge", "kind": "pledge", "countries": ["AR"] })
}
fn chair() -> Value {
    json!({ "aspect": "chair", "code": "co_chair", "country": "AR" })
}
fn result() -> Value {
    json!({ "statement": "A result", "change_type": "policy", "observed": true, "countries": ["AR"] })
}
fn words() -> Value {
    json!({ "text": "They helped us.", "lang": "en", "countries": ["AR"] })
}
/// Something in Argentina that has a title.
fn titled(more: Value) -> Value {
    with(json!({ "title": "Something", "countries": ["AR"] }), more)
}
fn referring() -> Vec<(&'static str, &'static str, Value)> {
    let seat = |person: &str, org: &str, post: &str| {
        let post = Some(post).filter(|post| !post.is_empty());
        json!({ "person_id": person, "organization_id": org, "post_id": post })
    };
    let met = json!([{ "person_id": "{person}" }, { "organization_id": "{org}" }]);
    let answer = json!({
        "commitments": ["{pledge}"],
        "contributions": [{ "intervention_id": "{visit}" }, { "organization_id": "{org}" }],
    });
    let spread = json!([
        { "country": "UY", "intervention_id": "{visit}" }, { "country": "CL", "result_id": "{result}" },
    ]);
    let introduced = json!({
        "party_id": "{org}", "party_person_id": "{person}", "to_id": "{org}", "to_person_id": "{person}",
        "intervention_id": "{visit}",
    });
    let beside = json!({ "parent_id": "{summit}", "hosts": ["{org}"], "interventions": ["{visit}"] });
    vec![
        ("organizations", "branch", with(cso(), json!({ "parent_id": "{org}" }))),
        ("posts", "seat", with(post(), json!({ "organization_id": "{org}" }))),
        ("memberships", "of_person", seat("{person}", "{open_org}", "")),
        ("memberships", "of_org", seat("{open_person}", "{org}", "{open_post}")),
        ("memberships", "of_post", seat("{open_person}", "{open_org}", "{post}")),
        ("interventions", "part", with(visit(), json!({ "parent_id": "{visit}" }))),
        ("interventions", "after", with(visit(), json!({ "follows_id": "{visit}" }))),
        ("interventions", "met", with(visit(), json!({ "participants": met }))),
        ("commitments", "by", with(pledge(), json!({ "made_by": "{org}" }))),
        ("commitments", "to", with(pledge(), json!({ "made_to": "{org}" }))),
        ("commitments", "grown", with(pledge(), json!({ "grows_from_id": "{pledge}" }))),
        ("commitments", "there", with(pledge(), json!({ "intervention_id": "{visit}" }))),
        ("commitments", "planned", with(pledge(), json!({ "action_plan_id": "{plan}" }))),
        ("standings", "held_by_person", with(chair(), json!({ "person_id": "{person}" }))),
        ("standings", "held_by_org", with(chair(), json!({ "organization_id": "{org}" }))),
        ("results", "done", with(result(), json!({ "actor_id": "{org}" }))),
        ("results", "answer", with(result(), answer)),
        ("results", "told", with(result(), json!({ "substantiations": [{ "person_id": "{person}" }] }))),
        ("results", "said", with(result(), json!({ "substantiations": [{ "organization_id": "{org}" }] }))),
        ("testimonials", "spoken", with(words(), json!({ "speaker_id": "{person}" }))),
        ("testimonials", "praise", with(words(), json!({ "people": ["{person}"] }))),
        ("testimonials", "affiliated", with(words(), json!({ "affiliations": ["{org}"] }))),
        ("testimonials", "of_visit", with(words(), json!({ "interventions": ["{visit}"] }))),
        ("challenges", "answered", titled(json!({ "interventions": ["{visit}"] }))),
        ("practices", "spread", json!({ "title": "A practice", "origins": ["AR"], "adoptions": spread })),
        ("introductions", "introduced", titled(introduced)),
        ("gatherings", "beside", titled(beside)),
        ("partnerships", "allied", titled(json!({ "organization_id": "{org}" }))),
        ("publications", "printed", titled(json!({ "interventions": ["{visit}"] }))),
    ]
}
/// List, filter, what it names, and the one record that refers to it.
const REFERENCES: &[(&str, &str, &str, &str)] = &[
    ("organizations", "parent", "org", "branch"),
    ("csos", "parent", "org", "branch"),
    ("posts", "organization", "org", "seat"),
    ("memberships", "person", "person", "of_person"),
    ("memberships", "organization", "org", "of_org"),
    ("memberships", "post", "post", "of_post"),
    ("interventions", "parent", "visit", "part"),
    ("interventions", "follows", "visit", "after"),
    ("interventions", "participant.person", "person", "met"),
    ("interventions", "participant.organization", "org", "met"),
    ("commitments", "made_by", "org", "by"),
    ("commitments", "made_to", "org", "to"),
    ("commitments", "grows_from", "pledge", "grown"),
    ("commitments", "intervention", "visit", "there"),
    ("commitments", "action_plan", "plan", "planned"),
    ("standings", "person", "person", "held_by_person"),
    ("standings", "organization", "org", "held_by_org"),
    ("results", "actor", "org", "done"),
    ("results", "commitment", "pledge", "answer"),
    ("results", "contribution.organization", "org", "answer"),
    ("results", "contribution.intervention", "visit", "answer"),
    ("results", "substantiation.person", "person", "told"),
    ("results", "substantiation.organization", "org", "said"),
    ("testimonials", "speaker", "person", "spoken"),
    ("testimonials", "person", "person", "praise"),
    ("testimonials", "affiliation", "org", "affiliated"),
    ("testimonials", "intervention", "visit", "of_visit"),
    ("challenges", "intervention", "visit", "answered"),
    ("practices", "adoption.intervention", "visit", "spread"),
    ("practices", "adoption.result", "result", "spread"),
    ("introductions", "party", "org", "introduced"),
    ("introductions", "party_person", "person", "introduced"),
    ("introductions", "to", "org", "introduced"),
    ("introductions", "to_person", "person", "introduced"),
    ("introductions", "intervention", "visit", "introduced"),
    ("gatherings", "parent", "summit", "beside"),
    ("gatherings", "host", "org", "beside"),
    ("gatherings", "intervention", "visit", "beside"),
    ("partnerships", "organization", "org", "allied"),
    ("publications", "intervention", "visit", "printed"),
];
fn holds(found: &str, name: &str) -> bool {
    found.split(' ').any(|found| found == name)
}

fn what_is_hidden_matches_nothing(app: &TestApp) {
    let w = world(app);
    let (admin, near, far, board) =
        (app.admin(), app.coordinator("AR"), app.coordinator("europe"), app.dashboard("all"));
    for &(list, field, hidden, referring) in REFERENCES {
        let query = format!("{field}={{{hidden}}}");
        for who in [&admin, &near] {
            assert_eq!(w.found(who, list, &query), referring, "{list}?{query}");
        }
        for who in [&far, &board] {
            who.get(&format!("/v1/{list}/{}", w.id(referring))).expect(200);
            assert_eq!(w.found(who, list, &query), "", "{list}?{query}");
            let path = format!("/v1/{list}?{}&total=exact", w.filled(&query));
            assert_eq!(who.get(&path).expect(200)["total"], 0, "{list}?{query}");
        }
    }
    for (list, hidden) in [
        ("organizations", "org"),
        ("people", "person"),
        ("posts", "post"),
        ("interventions", "visit"),
        ("commitments", "pledge"),
    ] {
        assert_eq!(w.found(&near, list, &format!("id={{{hidden}}}")), hidden);
        assert_eq!(w.found(&far, list, &format!("id={{{hidden}}}")), "", "{list}");
    }
}

fn beside_something_visible_it_adds_nothing(app: &TestApp) {
    let w = world(app);
    let far = app.coordinator("europe");
    for &(list, field, hidden, referring) in REFERENCES {
        let both = w.found(&far, list, &format!("{field}={{{hidden}}},{{open_{hidden}}}"));
        let open = w.found(&far, list, &format!("{field}={{open_{hidden}}}"));
        assert_eq!(both, open, "{list}?{field}");
        assert!(!holds(&both, referring), "{list}?{field}: {both}");
    }
}

fn whoever_excludes_it_excludes_nothing(app: &TestApp) {
    let w = world(app);
    let (near, far) = (app.coordinator("AR"), app.coordinator("europe"));
    for &(list, field, hidden, referring) in REFERENCES {
        let query = format!("{field}[not]={{{hidden}}}");
        assert!(!holds(&w.found(&near, list, &query), referring), "{list}?{query}");
        assert_eq!(w.found(&far, list, &query), w.found(&far, list, ""), "{list}?{query}");
    }
}

/// The body says null, and so must the filter: else it tells that something is there.
fn a_hidden_reference_is_no_reference(app: &TestApp) {
    let w = world(app);
    let (near, far) = (app.coordinator("AR"), app.coordinator("europe"));
    let mut wrong = vec![];
    for &(list, field, _, referring) in REFERENCES {
        let (null, there) = (format!("{field}[null]=true"), format!("{field}[null]=false"));
        assert!(holds(&w.found(&near, list, &there), referring), "{list}?{there}");
        assert!(!holds(&w.found(&near, list, &null), referring), "{list}?{null}");
        if holds(&w.found(&far, list, &there), referring) {
            wrong.push(format!("{list}?{there} finds what refers to something hidden"));
        }
        if !holds(&w.found(&far, list, &null), referring) {
            wrong.push(format!("{list}?{null} misses what refers to something hidden"));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

on_both! {
    what_is_hidden_matches_nothing,
    beside_something_visible_it_adds_nothing,
    whoever_excludes_it_excludes_nothing,
    a_hidden_reference_is_no_reference,
}
