//! `fields` and `include`: less of each record, and the records beside it.
use crate::making::made;
use rapport_testkit::{Answer, Caller, TestApp, on_both};
use serde_json::{Value, json};
use std::collections::BTreeSet;

fn members(value: &Value) -> BTreeSet<&str> {
    value.as_object().expect("an object").keys().map(String::as_str).collect()
}
/// The names of what stands beside, by list.
fn names(answer: &Answer, list: &str) -> Vec<String> {
    let records = answer["included"][list].as_array().unwrap_or_else(|| panic!("no {list}: {}", answer["included"]));
    let name = |one: &Value| ["name", "title", "statement"].iter().find_map(|m| one[*m].as_str()).map(str::to_owned);
    let mut names: Vec<_> = records.iter().filter_map(name).collect();
    names.sort_unstable();
    names
}
fn meetings(who: &Caller, how_many: usize) {
    let agency = made(who, "organizations", json!({ "name": "Agency", "kind": "government_agency", "country": "UY" }));
    for n in 0..how_many {
        let cso = made(who, "organizations", json!({ "name": format!("Cso {n}"), "kind": "cso" }));
        let person = made(who, "people", json!({ "name": format!("Person {n}") }));
        let pledge =
            json!({ "kind": "pledge", "title": format!("Pledge {n}"), "made_by": agency, "countries": ["UY"] });
        let visit = json!({
            "title": format!("Visit {n}"), "kinds": ["strategy_support"], "countries": ["UY", "AR"], "when": "2014",
            "participants": [{ "organization_id": cso, "person_id": person }], "commitments": [pledge],
        });
        who.post("/v1/interventions", visit).expect(201);
    }
}

fn only_the_members_asked_for(app: &TestApp) {
    let who = app.admin();
    meetings(&who, 2);
    let page = who.get("/v1/interventions?fields=title,when&sort=title").expect(200);
    assert_eq!(members(&page.data()[0]), ["id", "title", "when"].into());
    assert_eq!((&page.data()[0]["title"], &page.data()[0]["when"]), (&json!("Visit 0"), &json!("2014")));
    let path = format!("/v1/interventions/{}", page.data()[0]["id"].as_str().expect("an id"));
    let one = who.get(&format!("{path}?fields=participants")).expect(200);
    assert_eq!(members(&one.body), ["id", "participants"].into());
    assert!(one.etag().starts_with("W/"), "{}", one.etag());
    let country = who.get("/v1/countries?fields=name&code=UY").expect(200);
    assert_eq!(country.data(), [json!({ "code": "UY", "name": "Uruguay" })]);
    // Labels stand beside the members that are there.
    let spanish = who.with("Accept-Language", "es").get(&format!("{path}?fields=review,title")).expect(200);
    assert_eq!(members(&spanish["labels"]), ["review"].into());
    // What a reader may not see stays away, and is said to.
    let noted = json!({ "title": "x", "kinds": ["strategy_support"], "countries": ["UY"], "private_notes": "secret" });
    let noted = made(&who, "interventions", noted);
    let seen = app.dashboard("all").get(&format!("/v1/interventions/{noted}?fields=title,private_notes")).expect(200);
    assert_eq!(members(&seen.body), ["id", "title", "withheld"].into());
    for (query, parameter) in [
        ("fields=colour", "fields"),
        ("fields=", "fields"),
        ("fields=title,", "fields"),
        ("fields=title&fields=when", "fields"),
        ("include=colour", "include"),
        ("include=", "include"),
        ("include=title", "include"),
        ("include=commitments.made_by.parent", "include"),
    ] {
        let refused = who.get(&format!("/v1/interventions?{query}")).problem(400, "bad_query");
        assert_eq!(refused["parameter"], parameter, "{query}");
        who.get(&format!("{path}?{query}")).problem(400, "bad_query");
    }
    who.get("/v1/attention?fields=title").problem(400, "bad_query");
}

fn the_records_beside(app: &TestApp) {
    let who = app.admin();
    meetings(&who, 3);
    let page =
        who.get("/v1/interventions?include=participants.organization,commitments&sort=title&limit=2").expect(200);
    assert_eq!(members(&page["included"]), ["organizations", "commitments"].into());
    assert_eq!(names(&page, "organizations"), ["Cso 0", "Cso 1"]);
    assert_eq!(names(&page, "commitments"), ["Pledge 0", "Pledge 1"]);
    assert_eq!(page["included"]["commitments"][0]["intervention_id"], page.data()[0]["id"]);
    // A step further: who made what was pledged there. Each record stands there once.
    let page = who.get("/v1/interventions?include=commitments.made_by,countries,kinds&limit=3").expect(200);
    assert_eq!(names(&page, "organizations"), ["Agency"]);
    assert_eq!(names(&page, "countries"), ["Argentina", "Uruguay"]);
    assert_eq!(names(&page, "activity_kinds"), ["Strategy support"]);
    let path = format!("/v1/interventions/{}", page.data()[0]["id"].as_str().expect("an id"));
    let one = who.with("Accept-Language", "fr").get(&format!("{path}?include=commitments&fields=title")).expect(200);
    assert_eq!(members(&one.body), ["id", "included", "title"].into());
    assert_eq!(one["included"]["commitments"][0]["labels"]["kind"], "Promesse");
    let none = who.get("/v1/interventions?include=commitments&title=none&country=CL").problem(400, "bad_query");
    assert_eq!(none["parameter"], "title");
    let none = who.get("/v1/interventions?include=results,parent").expect(200);
    assert_eq!(none["included"], json!({ "results": [], "interventions": [] }));
    // Of what is attached: what it is about, of whatever kind.
    let on = json!({ "text": "A note", "about": { "kind": "country", "code": "UY" } });
    who.post("/v1/notes", on).expect(201);
    let notes = who.get("/v1/notes?include=about").expect(200);
    assert_eq!(names(&notes, "countries"), ["Uruguay"]);
}

fn what_is_hidden_stands_nowhere(app: &TestApp) {
    let who = app.admin();
    let hidden = json!({ "name": "Hidden", "kind": "cso", "sensitivity": "restricted", "country": "AZ" });
    let hidden = made(&who, "organizations", hidden);
    let visit = json!({
        "title": "Visit", "kinds": ["strategy_support"], "countries": ["UY"],
        "participants": [{ "organization_id": hidden }],
        "commitments": [
            { "kind": "pledge", "title": "Secret", "countries": ["UY"], "sensitivity": "restricted" },
            { "kind": "pledge", "title": "Open", "countries": ["UY"], "made_by": hidden },
        ],
    });
    let visit = made(&who, "interventions", visit);
    let path = format!("/v1/interventions/{visit}?include=participants.organization,commitments.made_by");
    let seen = who.get(&path).expect(200);
    assert_eq!((names(&seen, "organizations"), names(&seen, "commitments").len()), (vec!["Hidden".into()], 2));
    let seen = app.coordinator("GB").get(&path).expect(200);
    assert_eq!((names(&seen, "organizations"), names(&seen, "commitments")), (vec![], vec!["Open".to_owned()]));
    // Accounts are no business of a dashboard's.
    let reviewed = json!({ "title": "R", "kinds": ["strategy_support"], "countries": ["UY"], "review": "reviewed" });
    made(&who, "interventions", reviewed);
    let (board, admin) = (app.dashboard("all"), who);
    let users = |who: &Caller| names(&who.get("/v1/interventions?include=reviewed_by").expect(200), "users").len();
    assert_eq!((users(&admin), users(&board)), (1, 0));
}

fn a_relation_is_one_statement_for_the_whole_page(app: &TestApp) {
    let who = app.admin();
    meetings(&who, 12);
    let include = "participants.organization,participants.person,commitments.made_by,countries";
    let page = |limit: usize| {
        let heard = app.statements(|| {
            let page = who.get(&format!("/v1/interventions?include={include}&limit={limit}")).expect(200);
            assert_eq!(page.data().len(), limit);
        });
        heard.len()
    };
    // A connection that the pool opens meanwhile says hello; the least of three is the page's own. A write forgets the answer.
    let least = |limit| {
        let counts = (0..3).map(|_| {
            made(&who, "people", json!({ "name": "Somebody" }));
            page(limit)
        });
        counts.min().unwrap_or_default()
    };
    let (one, many) = (least(2), least(12));
    assert!(one > 5, "the statements are not counted");
    assert_eq!(one, many);
}

on_both! {
    only_the_members_asked_for,
    the_records_beside,
    what_is_hidden_stands_nowhere,
    a_relation_is_one_statement_for_the_whole_page,
}
