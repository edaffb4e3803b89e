//! Standings and action plans: one membership standing at a time, plans with versions and deadlines, and the commitments
//! that stand in them.
use crate::making::{NOBODY, made, remove, restore, with};
use rapport_testkit::{Answer, Caller, TestApp, on_both};
use serde_json::{Value, json};

fn pair(pointer: &str, code: &str) -> [(String, String); 1] {
    [(pointer.to_owned(), code.to_owned())]
}
fn standing(country: &str, code: &str, when: Value) -> Value {
    json!({ "country": country, "aspect": "membership", "code": code, "when": when })
}
fn stand(who: &Caller, country: &str, code: &str, when: impl Into<Value>) -> Answer {
    who.post("/v1/standings", standing(country, code, when.into()))
}
fn plan(who: &Caller, more: Value) -> Answer {
    who.post("/v1/action-plans", with(json!({ "country": "GB" }), more))
}
fn pledge(more: Value) -> Value {
    with(json!({ "kind": "action_plan", "title": "A register", "countries": ["GB"] }), more)
}

fn a_code_belongs_to_its_aspect(app: &TestApp) {
    let who = app.admin();
    for (aspect, codes) in [
        (
            "membership",
            "eligible letter_of_intent developing member under_review inactive suspended withdrawn acting_contrary",
        ),
        ("chair", "co_chair lead_chair past_chair future_chair"),
        ("steering_committee", "government_member civil_society_member"),
    ] {
        for code in codes.split(' ') {
            for other in ["membership", "chair", "steering_committee"] {
                let answer = who.post("/v1/standings", json!({ "country": "UY", "aspect": other, "code": code }));
                if other == aspect {
                    assert_eq!(answer.expect(201)["code"], code);
                } else {
                    assert_eq!(
                        answer.problem(422, "invalid").errors(),
                        pair("/code", "unknown_code"),
                        "{other} {code}"
                    );
                }
            }
        }
    }
    let unknown = json!({ "country": "UY", "aspect": "chair", "code": "king" });
    assert_eq!(who.post("/v1/standings", unknown).problem(422, "unknown_code").errors(), pair("/code", "unknown_code"));
    let held = stand(&who, "UY", "member", Value::Null).expect(201);
    let record = &held.headers["location"];
    let refused = who.holding(&held).patch(record, json!({ "aspect": "chair" })).problem(422, "invalid");
    assert_eq!(refused.errors(), pair("/code", "unknown_code"));
    let both = json!({ "aspect": "chair", "code": "lead_chair" });
    assert_eq!(who.holding(&held).patch(record, both).expect(200)["code"], "lead_chair");
}

fn a_seat_may_be_no_countrys(app: &TestApp) {
    let who = app.coordinator("GB");
    let person = made(&who, "people", json!({ "name": "Somebody" }));
    let seat = json!({ "aspect": "steering_committee", "code": "civil_society_member", "person_id": person });
    let made = who.post("/v1/standings", seat.clone()).expect(201);
    assert_eq!(made["country"], Value::Null);
    let nobodys = with(seat, json!({ "person_id": null }));
    assert_eq!(who.post("/v1/standings", nobodys).problem(422, "invalid").errors(), pair("/country", "nobody"));
    let homeless = json!({ "aspect": "membership", "code": "member", "person_id": person });
    assert_eq!(who.post("/v1/standings", homeless).problem(422, "invalid").errors(), pair("/country", "nobody"));
    let refused = who.holding(&made).patch(&made.headers["location"], json!({ "person_id": null }));
    assert_eq!(refused.problem(422, "invalid").errors(), pair("/country", "nobody"));
    // Of a country, it is written in its reach.
    who.post("/v1/standings", standing("AR", "member", Value::Null)).problem(403, "forbidden");
}

fn a_country_is_one_thing_at_a_time(app: &TestApp) {
    let who = app.admin();
    let allowed = |first: &str, second: &str, country: &str| {
        let first = stand(&who, country, "developing", first).expect(201);
        let answer = stand(&who, country, "member", second);
        let allowed = answer.status == 201;
        if allowed {
            remove(&who, &answer.headers["location"]);
        } else {
            assert_eq!(answer.problem(422, "invalid").errors(), pair("/when", "overlapping_standing"));
        }
        remove(&who, &first.headers["location"]);
        allowed
    };
    for (first, second, expected) in [
        ("2013-05/2014-02", "2014-03/..", true),
        ("2013-05/..", "2014-03/..", true), // nobody says how long the first lasted
        ("2013-05/", "2014-03/..", true),
        ("2013/2015", "2014", false),
        ("2013/2015", "2014-03/..", false),
        ("2013/2014", "2014/2016", true), // at some time in 2014 the one became the other
        ("2013/2014-06-30", "2014-06-30/2016", false),
        ("2013/2014-06-30", "2014-07-01/2016", true),
        ("2013-05-02/..", "2013-05-02/..", false),
        ("2013-05/..", "2013-05/..", true),
        ("2013-05-02", "2013-05-02", false),
        ("2013", "2013", true),
        ("../2014-06-30", "2014-06-30/..", false),
    ] {
        assert_eq!(allowed(first, second, "UY"), expected, "{first} and {second}");
        assert_eq!(allowed(second, first, "UY"), expected, "{second} and {first}");
    }
}

fn what_does_not_overlap(app: &TestApp) {
    let who = app.admin();
    let first = stand(&who, "UY", "member", "2013/2015").expect(201);
    stand(&who, "AR", "member", "2013/2015").expect(201);
    stand(&who, "UY", "member", Value::Null).expect(201);
    let chair = |code: &str| json!({ "country": "UY", "aspect": "chair", "code": code, "when": "2014" });
    who.post("/v1/standings", chair("co_chair")).expect(201);
    who.post("/v1/standings", chair("lead_chair")).expect(201);
    // It may change itself; not into the time of another, nor come back into it.
    let record = first.headers["location"].as_str();
    let held = who.holding(&first).patch(record, json!({ "note": "x", "when": "2013/2014-06" })).expect(200);
    let next = stand(&who, "UY", "under_review", "2014-08/2015").expect(201);
    let refused = who.holding(&held).patch(record, json!({ "when": "2013/2015" })).problem(422, "invalid");
    assert_eq!(refused.errors(), pair("/when", "overlapping_standing"));
    let moved = json!({ "country": "AR" });
    let refused = who.holding(&next).patch(&next.headers["location"], moved).problem(422, "invalid");
    assert_eq!(refused.errors(), pair("/when", "overlapping_standing"));
    remove(&who, record);
    stand(&who, "UY", "member", "2013/2014-06").expect(201);
    assert_eq!(restore(&who, record).problem(422, "invalid").errors(), pair("/when", "overlapping_standing"));
}

/// Each looks before any of them is there.
fn of_standings_that_come_at_once_one_stands(app: &TestApp) {
    let who = app.admin();
    for round in 0..5 {
        let country = ["UY", "AR", "PE", "CL", "MX"][round];
        let answers: Vec<_> = std::thread::scope(|scope| {
            let one = || scope.spawn(|| stand(&who, country, "member", "2013-05-01/2014-05-01"));
            let all: Vec<_> = (0..6).map(|_| one()).collect();
            all.into_iter().map(|one| one.join().expect("an answer")).collect()
        });
        assert_eq!(answers.iter().filter(|answer| answer.status == 201).count(), 1);
        for refused in answers.into_iter().filter(|answer| answer.status != 201) {
            assert_eq!(refused.problem(422, "invalid").errors(), pair("/when", "overlapping_standing"));
        }
        let left = who.get(&format!("/v1/standings?country={country}&total=exact")).expect(200);
        assert_eq!(left["total"], 1);
    }
}

fn standings_are_found(app: &TestApp) {
    let who = app.admin();
    let person = made(&who, "people", json!({ "name": "Somebody" }));
    let group = made(&who, "organizations", json!({ "name": "A group", "kind": "cso" }));
    stand(&who, "UY", "member", "2011/..").expect(201);
    let chair = json!({
        "country": "GB", "aspect": "chair", "code": "lead_chair", "when": "2013", "rule_version": "2012",
        "sensitivity": "public", "review": "published",
    });
    assert_eq!(who.post("/v1/standings", chair).expect(201)["rule_version"], "2012");
    let seat = json!({
        "aspect": "steering_committee", "code": "civil_society_member", "person_id": person, "organization_id": group,
    });
    who.post("/v1/standings", seat).expect(201);
    for (query, expected) in [
        ("country=UY", vec!["member"]),
        ("country=UK", vec!["lead_chair"]),
        ("country[null]=true", vec!["civil_society_member"]),
        ("aspect=chair,membership", vec!["member", "lead_chair"]),
        ("code[not]=member", vec!["lead_chair", "civil_society_member"]),
        (&format!("person={person}"), vec!["civil_society_member"]),
        (&format!("organization={group}"), vec!["civil_society_member"]),
        ("organization[null]=true", vec!["member", "lead_chair"]),
        ("when=2013-09", vec!["member", "lead_chair"]),
        ("when=2012", vec!["member"]),
        ("when[null]=true", vec!["civil_society_member"]),
        ("review=published", vec!["lead_chair"]),
        ("sensitivity=public", vec!["lead_chair"]),
    ] {
        let found = who.walk(&format!("/v1/standings?{query}"));
        let codes: Vec<_> = found.iter().filter_map(|one| one["code"].as_str()).collect();
        assert_eq!(codes, expected, "{query}");
    }
}

fn a_plan_has_versions_and_deadlines(app: &TestApp) {
    let who = app.coordinator("GB");
    let body = json!({
        "number": 2, "title": "Second plan", "summary": "From 2013 on.", "official_id": "AP_GBR02", "when": "2013/2015",
        "phase": "implementation", "lang": "en", "translations": { "es": { "title": "Segundo plan" } },
        "private_notes": "for us", "versions": [{ "label": "As adopted", "when": "2013-10-31" }],
        "deadlines": [{ "title": "Mid-term report", "due": "2014-10", "met": "2014-11" }],
    });
    let first = plan(&who, body).expect(201);
    let record = first.headers["location"].as_str();
    assert_eq!(
        (&first["versions"][0]["change"], &first["versions"][0]["when"]),
        (&json!("original"), &json!("2013-10-31"))
    );
    let deadline = &first["deadlines"][0];
    assert_eq!((&deadline["due"], &deadline["met"]), (&json!("2014-10"), &json!("2014-11")));
    assert_eq!(app.dashboard("all").get(record).expect(200)["withheld"], json!(["private_notes"]));
    let amended = json!({ "label": "Amended", "change": "amendment", "url": "https://example.org/plan", "note": "x" });
    let version = who.post(&format!("{record}/versions"), amended).expect(201);
    assert_eq!(version["change"], "amendment");
    let due = json!({ "title": "Final report", "due": "2015-10" });
    let deadline = who.post(&format!("{record}/deadlines"), due).expect(201);
    let path = format!("{record}/deadlines/{}", deadline.id());
    let met = who.holding(&deadline).patch(&path, json!({ "met": "2015-11~" })).expect(200);
    assert_eq!((&met["due"], &met["met"]), (&json!("2015-10"), &json!("2015-11~")));
    let refused = who.holding(&met).patch(&path, json!({ "due": null })).problem(422, "invalid");
    assert_eq!(refused.errors(), pair("/due", "missing"));
    let now = who.get(record).expect(200);
    assert_eq!((now["versions"].as_array().map(Vec::len), now["version"].as_i64()), (Some(2), Some(4)));
    who.holding(&met).delete(&path).expect(204);
    let path = format!("{record}/versions/{}", version.id());
    who.with("If-Match", "\"5\"").delete(&path).expect(204);
    let left = who.get(record).expect(200);
    assert_eq!((&left["versions"], &left["deadlines"]), (&first["versions"], &first["deadlines"]));
}

fn numbers_and_official_ids_are_taken_once(app: &TestApp) {
    let who = app.admin();
    let first = plan(&who, json!({ "number": 1, "official_id": "AP_GBR01" })).expect(201);
    for _ in 0..2 {
        plan(&who, json!({})).expect(201); // not every account gives a number
    }
    plan(&who, json!({ "country": "UY", "number": 1 })).expect(201);
    let second = plan(&who, json!({ "number": 2 })).expect(201);
    let taken = |answer: Answer, code: &str, pointer: &str| {
        assert_eq!(answer.problem(409, code).errors(), pair(pointer, code));
    };
    taken(plan(&who, json!({ "number": 1 })), "number_taken", "/number");
    taken(plan(&who, json!({ "official_id": "AP_GBR01" })), "official_id_taken", "/official_id");
    let renumbered = who.holding(&second).patch(&second.headers["location"], json!({ "number": 1 }));
    taken(renumbered, "number_taken", "/number");
    // What is deleted leaves its number to others.
    remove(&who, &first.headers["location"]);
    plan(&who, json!({ "number": 1 })).expect(201);
    taken(restore(&who, &first.headers["location"]), "number_taken", "/number");
    for right in ["AP_KGZ01", "AP_GBSC01", "AP_ABCDEF99", "AP_A1B00"] {
        assert_eq!(plan(&who, json!({ "official_id": right })).expect(201)["official_id"], right);
    }
    for wrong in
        ["AP_GB01", "AP_ABCDEFG01", "AP_GBR1", "AP_GBR0x", "AP_gbr01", "AP-GBR01", "ap_GBR01", "GBR01", "AP_GBR001 "]
    {
        let refused = plan(&who, json!({ "official_id": wrong })).problem(422, "invalid");
        assert_eq!(refused.errors(), pair("/official_id", "bad_official_id"), "{wrong}");
    }
}

fn plans_are_found(app: &TestApp) {
    let who = app.admin();
    let second = json!({
        "number": 2, "title": "two", "official_id": "AP_GBR02", "phase": "implementation", "when": "2013/2015",
        "deadlines": [{ "title": "a", "due": "2014-10" }, { "title": "b", "due": "2016" }],
    });
    plan(&who, second).expect(201);
    plan(&who, json!({ "country": "UY", "title": "none", "deadlines": [{ "title": "c", "due": "2015" }] })).expect(201);
    plan(&who, json!({ "country": "AR", "number": 1, "title": "one", "phase": "co_creation" })).expect(201);
    for (query, expected) in [
        ("country=UK,AR", "one two"),
        ("country[not]=AR", "none two"),
        ("number=1,2", "one two"),
        ("number[not]=1", "none two"),
        ("number[null]=true", "none"),
        ("official_id=AP_GBR02", "two"),
        ("official_id[null]=true", "none one"),
        ("phase=implementation", "two"),
        ("phase[null]=true", "none"),
        ("when=2014", "two"),
        ("deadline.due=2014-10-15", "two"),
        ("deadline.due=2014-11/2015-06", "none"),
        ("deadline.due=2016,", "?"),
        ("deadline.due[within]=2014/2015", "none two"),
        ("deadline.due[within]=2015-02", ""),
        ("deadline.due[null]=true", "one"),
        ("deadline.due[null]=false", "none two"),
    ] {
        let path = format!("/v1/action-plans?{query}");
        if expected == "?" {
            who.get(&path).problem(400, "bad_query");
            continue;
        }
        let found = who.walk(&path);
        let mut titles: Vec<_> = found.iter().filter_map(|one| one["title"].as_str()).collect();
        titles.sort_unstable();
        assert_eq!(titles.join(" "), expected, "{query}");
    }
}

fn a_commitment_stands_in_a_plan_of_its_country(app: &TestApp) {
    let who = app.admin();
    let british = plan(&who, json!({ "number": 2 })).expect(201);
    let id = british.id();
    let mut body =
        pledge(json!({ "action_plan_id": id, "plan_number": "3.2.5", "policy_areas": ["open_data", "justice"] }));
    let first = who.post("/v1/commitments", body.clone()).expect(201);
    assert_eq!((&first["action_plan_id"], &first["policy_areas"]), (&json!(id), &json!(["open_data", "justice"])));
    body["countries"] = json!(["AR"]);
    let refused = who.post("/v1/commitments", body.clone()).problem(422, "invalid");
    assert_eq!(refused.errors(), pair("/action_plan_id", "other_country"));
    body["countries"] = json!(["AR", "UK"]);
    who.post("/v1/commitments", body.clone()).expect(201);
    body["countries"] = json!([]);
    body["region"] = json!("europe");
    let regions = who.post("/v1/commitments", body).expect(201);
    // Nor do they part later.
    let record = first.headers["location"].as_str();
    let refused = who.holding(&first).patch(record, json!({ "countries": ["AR"] })).problem(422, "invalid");
    assert_eq!(refused.errors(), pair("/action_plan_id", "other_country"));
    let moved = who.holding(&british).patch(&british.headers["location"], json!({ "country": "IE" }));
    assert_eq!(moved.problem(422, "invalid").errors(), pair("/country", "other_country"));
    let empty = plan(&who, json!({})).expect(201);
    who.holding(&empty).patch(&empty.headers["location"], json!({ "country": "IE" })).expect(200);
    let placed = json!({ "region": null, "countries": ["AR"] });
    let refused = who.holding(&regions).patch(&regions.headers["location"], placed).problem(422, "invalid");
    assert_eq!(refused.errors(), pair("/action_plan_id", "other_country"));
    // Those nested in an intervention too.
    let visit = json!({
        "title": "A visit", "kinds": ["strategy_support"], "countries": ["AR"],
        "commitments": [{ "kind": "action_plan", "title": "x", "countries": ["AR"], "action_plan_id": id }],
    });
    let refused = who.post("/v1/interventions", visit).problem(422, "invalid");
    assert_eq!(refused.errors(), pair("/commitments/0/action_plan_id", "other_country"));
    // A plan with commitments stays.
    let refused = who.holding(&british).delete(&british.headers["location"]).problem(409, "in_use");
    assert_eq!(refused["records"].as_array().map(Vec::len), Some(3));
}

fn commitments_are_found_by_their_plan(app: &TestApp) {
    let who = app.admin();
    let british = plan(&who, json!({})).expect(201).id().to_owned();
    let register = json!({ "action_plan_id": british, "plan_number": "3.2", "policy_areas": ["beneficial_ownership"] });
    let register = who.post("/v1/commitments", pledge(register)).expect(201);
    let other = json!({ "plan_number": "8.3", "policy_areas": ["open_data", "justice"] });
    let other = who.post("/v1/commitments", pledge(other)).expect(201);
    let (register, other) = (register.id(), other.id());
    for (query, expected) in [
        (format!("action_plan={british}"), vec![register]),
        (format!("action_plan[not]={british}"), vec![other]),
        (format!("action_plan={NOBODY}"), vec![]),
        ("action_plan[null]=true".into(), vec![other]),
        ("plan_number=3.2,9".into(), vec![register]),
        ("plan_number[null]=false".into(), vec![register, other]),
        ("policy_area=justice,other".into(), vec![other]),
        ("policy_area[not]=justice".into(), vec![register]),
        // An area stands for its parts as well; a part for itself.
        ("policy_area=anti_corruption".into(), vec![register]),
        ("policy_area[not]=anti_corruption".into(), vec![other]),
        ("policy_area=open_contracting".into(), vec![]),
    ] {
        let found = who.walk(&format!("/v1/commitments?{query}&sort=created_at"));
        let ids: Vec<_> = found.iter().filter_map(|one| one["id"].as_str()).collect();
        assert_eq!(ids, expected, "{query}");
    }
    let path = format!("/v1/commitments/{register}");
    let held = who.get(&path).expect(200);
    let patched = who.holding(&held).patch(&path, json!({ "policy_areas": [], "action_plan_id": null })).expect(200);
    assert_eq!((&patched["policy_areas"], &patched["action_plan_id"]), (&json!([]), &Value::Null));
}

on_both! {
    a_code_belongs_to_its_aspect,
    a_seat_may_be_no_countrys,
    a_country_is_one_thing_at_a_time,
    what_does_not_overlap,
    of_standings_that_come_at_once_one_stands,
    standings_are_found,
    a_plan_has_versions_and_deadlines,
    numbers_and_official_ids_are_taken_once,
    plans_are_found,
    a_commitment_stands_in_a_plan_of_its_country,
    commitments_are_found_by_their_plan,
}
