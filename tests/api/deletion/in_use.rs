//! What other records refer to stays, and nothing comes back into a broken reference.
use crate::making::{Ground, made, remove, restore, right, with};
use rapport_testkit::{Answer, Caller, TestApp, on_both};
use serde_json::{Value, json};

/// The records that a refusal names, as `kind key`.
fn in_the_way(answer: Answer) -> Vec<String> {
    let answer = answer.problem(409, "in_use");
    let records = answer.body["records"].as_array().into_iter().flatten();
    let word = |record: &Value, member: &str| record[member].as_str().expect("a word").to_owned();
    let mut named: Vec<_> = records.map(|r| format!("{} {}", word(r, "kind"), word(r, "key"))).collect();
    named.sort();
    named
}
#[track_caller]
fn refused(who: &Caller, path: &str) -> Vec<String> {
    let now = who.get(path).expect(200);
    let named = in_the_way(who.holding(&now).delete(path));
    assert_eq!(who.get(path).expect(200).body, now.body, "a refusal changes nothing");
    named
}
fn sorted<const N: usize>(mut named: [String; N]) -> Vec<String> {
    named.sort();
    named.into()
}

fn what_is_referred_to_stays(app: &TestApp) {
    let admin = app.admin();
    let make = |list: &str, body: Value| made(&admin, list, body);
    let org = make("organizations", json!({ "name": "Org", "kind": "cso" }));
    let person = make("people", json!({ "name": "Ana" }));
    let post = make("posts", json!({ "title": "Post", "organization_id": org }));
    let seat = make("memberships", json!({ "person_id": person, "post_id": post, "organization_id": org }));
    let branch = make("organizations", json!({ "name": "Branch", "kind": "cso", "parent_id": org }));
    let visit = json!({
        "title": "Visit", "kinds_unknown": true, "countries": ["UY"],
        "participants": [{ "person_id": person, "organization_id": org }, { "organization_id": org }],
    });
    let visit = make("interventions", visit);
    let next = json!({ "title": "Next", "kinds_unknown": true, "countries": ["UY"], "follows_id": visit });
    let next = make("interventions", next);
    let part = json!({ "title": "Part", "kinds_unknown": true, "countries": ["UY"], "parent_id": visit });
    let part = make("interventions", part);
    let ask = make("commitments", json!({ "kind": "ask", "title": "Ask", "countries": ["UY"], "made_by": org }));
    let pledge = json!({
        "kind": "pledge", "title": "Pledge", "countries": ["UY"], "made_to": org, "grows_from_id": ask,
        "intervention_id": visit,
    });
    let pledge = make("commitments", pledge);
    let result = json!({
        "statement": "It changed", "change_type": "policy", "observed": true, "countries": ["UY"], "actor_id": org,
        "commitments": [pledge], "contributions": [{ "intervention_id": visit }, { "organization_id": org }],
    });
    let result = make("results", result);
    let words = json!({
        "text": "They helped us.", "lang": "en", "countries": ["UY"], "speaker_id": person, "affiliations": [org],
        "interventions": [visit], "people": [person],
    });
    let words = make("testimonials", words);
    let named = |kind: &str, key: &str| format!("{kind} {key}");
    let path = |list: &str, key: &str| format!("/v1/{list}/{key}");
    let voice = named("testimonial", &words);
    let (visited, membership) = (named("intervention", &visit), named("membership", &seat));
    let (asked, pledged, came) = (named("commitment", &ask), named("commitment", &pledge), named("result", &result));
    assert_eq!(
        refused(&admin, &path("organizations", &org)),
        sorted([
            named("organization", &branch),
            named("post", &post),
            membership.clone(),
            visited.clone(),
            asked,
            pledged.clone(),
            came.clone(),
            voice.clone(),
        ])
    );
    assert_eq!(refused(&admin, &path("people", &person)), sorted([membership.clone(), visited, voice.clone()]));
    assert_eq!(refused(&admin, &path("posts", &post)), [membership]);
    let (after, within) = (named("intervention", &next), named("intervention", &part));
    assert_eq!(
        refused(&admin, &path("interventions", &visit)),
        sorted([after, within, pledged.clone(), came.clone(), voice])
    );
    assert_eq!(refused(&admin, &path("commitments", &ask)), [pledged]);
    assert_eq!(refused(&admin, &path("commitments", &pledge)), [came]);
    assert_eq!(refused(&admin, &path("csos", &org)).len(), 8);
    // From the last to the first, all of it goes.
    for (list, key) in [
        ("testimonials", &words),
        ("results", &result),
        ("commitments", &pledge),
        ("commitments", &ask),
        ("interventions", &part),
        ("interventions", &next),
        ("interventions", &visit),
        ("memberships", &seat),
        ("posts", &post),
        ("people", &person),
        ("organizations", &branch),
        ("organizations", &org),
    ] {
        remove(&admin, &path(list, key));
    }
}

fn each_record_in_the_way_is_named_once(app: &TestApp) {
    let admin = app.admin();
    let org = made(&admin, "organizations", json!({ "name": "Org", "kind": "cso" }));
    let pledge = |title: &str| {
        let body = json!({ "kind": "pledge", "title": title, "countries": ["UY"], "made_by": org, "made_to": org });
        format!("commitment {}", made(&admin, "commitments", body))
    };
    let pledges = sorted([pledge("One"), pledge("Two")]);
    assert_eq!(refused(&admin, &format!("/v1/organizations/{org}")), pledges);
}

/// Who may not read a record in the way learns that there is one, and no more.
fn only_visible_records_are_named(app: &TestApp) {
    let (admin, far) = (app.admin(), app.coordinator("europe"));
    let person = made(&admin, "people", json!({ "name": "Ana" }));
    let visit = |country: &str, sensitivity: &str| {
        let body = json!({
            "title": "Visit", "kinds_unknown": true, "countries": [country], "sensitivity": sensitivity,
            "participants": [{ "person_id": person }],
        });
        format!("intervention {}", made(&admin, "interventions", body))
    };
    let secret = visit("AR", "restricted");
    let path = format!("/v1/people/{person}");
    assert_eq!(refused(&far, &path), [""; 0]);
    let (open, own) = (visit("AR", "internal"), visit("DE", "restricted"));
    assert_eq!(refused(&far, &path), sorted([open.clone(), own.clone()]));
    assert_eq!(refused(&admin, &path), sorted([secret, open, own]));
    // Who may log in is the administrators' business.
    let org = made(&admin, "organizations", json!({ "name": "A funder", "kind": "funder" }));
    app.funder(&org);
    let path = format!("/v1/organizations/{org}");
    assert_eq!(refused(&app.coordinator("all"), &path), [""; 0]);
    assert_eq!(refused(&admin, &path).len(), 1);
}

fn reference_data_in_use_stays(app: &TestApp) {
    let admin = app.admin();
    let ground = Ground::of(&admin);
    let visit = |more: Value| {
        let body = with(right("interventions", "A visit", &ground), more);
        format!("intervention {}", made(&admin, "interventions", body))
    };
    let (regional, funded) =
        (visit(json!({ "region": "caribbean", "countries": [] })), visit(json!({ "kinds": ["seed_funding"] })));
    assert_eq!(refused(&admin, "/v1/regions/caribbean"), [regional]);
    assert_eq!(refused(&admin, "/v1/activity-kinds/seed_funding"), [funded]);
    let user = with(right("users", "A name", &ground), json!({ "role": "coordinator", "reach": ["africa"] }));
    let user = made(&admin, "users", user);
    assert_eq!(refused(&admin, "/v1/regions/africa"), [format!("user {user}")]);
    // Members keep no region: they are a part of it.
    remove(&admin, "/v1/regions/western_balkans");
    remove(&admin, "/v1/activity-kinds/story_platform");
    for path in ["/v1/regions/western_balkans", "/v1/activity-kinds/story_platform"] {
        let back = restore(&admin, path).expect(200);
        assert_ne!(back["countries"], json!([]));
        for who in [app.coordinator("all"), app.dashboard("all"), app.auditor()] {
            who.holding(&back).delete(path).problem(403, "forbidden");
        }
    }
}

fn what_only_deleted_records_refer_to_may_go(app: &TestApp) {
    let admin = app.admin();
    let person = made(&admin, "people", json!({ "name": "Ana" }));
    let body = json!({
        "title": "Visit", "kinds_unknown": true, "countries": ["UY"],
        "participants": [{ "role": "the host" }, { "person_id": person }],
    });
    let visit = format!("/v1/interventions/{}", made(&admin, "interventions", body));
    remove(&admin, &visit);
    remove(&admin, &format!("/v1/people/{person}"));
    let broken = restore(&admin, &visit).problem(409, "broken_reference");
    let expected = ("/participants/1/person_id".to_owned(), "broken_reference".to_owned());
    assert_eq!(broken.errors(), [expected]);
    admin.get(&visit).problem(404, "not_found");
    restore(&admin, &format!("/v1/people/{person}")).expect(200);
    let back = restore(&admin, &visit).expect(200);
    assert_eq!(back["participants"][1]["person_id"], person.as_str());
}

/// Each reference of each kind of record, broken while the record is away.
fn no_record_comes_back_into_a_broken_reference(app: &TestApp) {
    let admin = app.admin();
    let ground = Ground::of(&admin);
    for (index, (list, pointer, of, member)) in [
        ("organizations", "/parent_id", "organizations", json!({ "parent_id": "{}" })),
        ("organizations", "/region", "regions", json!({ "region": "{}" })),
        ("posts", "/organization_id", "organizations", json!({ "organization_id": "{}" })),
        ("memberships", "/person_id", "people", json!({ "person_id": "{}" })),
        ("memberships", "/organization_id", "organizations", json!({ "organization_id": "{}" })),
        ("memberships", "/post_id", "posts", json!({ "post_id": "{}" })),
        ("interventions", "/parent_id", "interventions", json!({ "parent_id": "{}" })),
        ("interventions", "/follows_id", "interventions", json!({ "follows_id": "{}" })),
        ("interventions", "/kinds/1", "activity-kinds", json!({ "kinds": ["seed_funding", "{}"] })),
        ("interventions", "/region", "regions", json!({ "region": "{}", "countries": [] })),
        ("commitments", "/made_by", "organizations", json!({ "made_by": "{}" })),
        ("commitments", "/made_to", "organizations", json!({ "made_to": "{}" })),
        ("commitments", "/grows_from_id", "commitments", json!({ "grows_from_id": "{}" })),
        ("commitments", "/intervention_id", "interventions", json!({ "intervention_id": "{}" })),
        ("commitments", "/action_plan_id", "action-plans", json!({ "action_plan_id": "{}" })),
        ("standings", "/organization_id", "organizations", json!({ "organization_id": "{}" })),
        ("standings", "/person_id", "people", json!({ "person_id": "{}" })),
        ("results", "/actor_id", "organizations", json!({ "actor_id": "{}" })),
        ("results", "/commitments/0", "commitments", json!({ "commitments": ["{}"] })),
        (
            "results",
            "/contributions/0/intervention_id",
            "interventions",
            json!({ "contributions": [{ "intervention_id": "{}" }] }),
        ),
        ("challenges", "/interventions/0", "interventions", json!({ "interventions": ["{}"] })),
        ("practices", "/adoptions/0/region", "regions", json!({ "adoptions": [{ "region": "{}" }] })),
        (
            "practices",
            "/adoptions/0/intervention_id",
            "interventions",
            json!({ "adoptions": [{ "country": "AR", "intervention_id": "{}" }] }),
        ),
        (
            "practices",
            "/adoptions/0/result_id",
            "results",
            json!({ "adoptions": [{ "country": "AR", "result_id": "{}" }] }),
        ),
        ("introductions", "/party_id", "organizations", json!({ "party_id": "{}" })),
        ("introductions", "/party_person_id", "people", json!({ "party_person_id": "{}" })),
        ("introductions", "/to_id", "organizations", json!({ "to_id": "{}" })),
        ("introductions", "/to_person_id", "people", json!({ "to_person_id": "{}" })),
        ("introductions", "/intervention_id", "interventions", json!({ "intervention_id": "{}" })),
        ("gatherings", "/parent_id", "gatherings", json!({ "parent_id": "{}" })),
        ("gatherings", "/hosts/0", "organizations", json!({ "hosts": ["{}"] })),
        ("gatherings", "/interventions/0", "interventions", json!({ "interventions": ["{}"] })),
        ("partnerships", "/organization_id", "organizations", json!({ "organization_id": "{}" })),
        ("publications", "/interventions/0", "interventions", json!({ "interventions": ["{}"] })),
        ("users", "/organization_id", "organizations", json!({ "organization_id": "{}" })),
        ("users", "/reach/0", "regions", json!({ "reach": ["{}"] })),
    ]
    .into_iter()
    .enumerate()
    {
        let below = made(&admin, of, right(of, &format!("Below {index}"), &ground));
        let more = serde_json::from_str(&member.to_string().replace("{}", &below)).expect("JSON");
        let record = made(&admin, list, with(right(list, &format!("Above {index}"), &ground), more));
        let (record, below) = (format!("/v1/{list}/{record}"), format!("/v1/{of}/{below}"));
        assert_eq!(refused(&admin, &below).len(), 1, "{list} {pointer}");
        remove(&admin, &record);
        remove(&admin, &below);
        let broken = restore(&admin, &record).problem(409, "broken_reference");
        assert_eq!(broken.errors(), [(pointer.to_owned(), "broken_reference".to_owned())]);
        restore(&admin, &below).expect(200);
        restore(&admin, &record).expect(200);
    }
}

on_both! {
    what_is_referred_to_stays,
    each_record_in_the_way_is_named_once,
    only_visible_records_are_named,
    reference_data_in_use_stays,
    what_only_deleted_records_refer_to_may_go,
    no_record_comes_back_into_a_broken_reference,
}
