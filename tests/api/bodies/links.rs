//! References in bodies: what they name must be there, of the right kind and visible; and a body has its size.
use super::{invalid, writes_nothing};
use crate::making::{Ground, NOBODY, made, remove, right, with};
use rapport_testkit::{Answer, Caller, TestApp, on_both};
use serde_json::{Value, json};

/// Every member of every body that names another record: list, pointer, and the body around a key.
fn references(key: &str) -> Vec<(&'static str, &'static str, Value)> {
    let nested = |list: &str, more: Value| {
        let ground = Ground { person: NOBODY.to_owned(), agency: NOBODY.to_owned(), source: NOBODY.to_owned() };
        with(right(list, "Nested", &ground), more)
    };
    let mission = |more: Value| json!({ "parts": [nested("interventions", more)] });
    vec![
        ("organizations", "/parent_id", json!({ "parent_id": key })),
        ("posts", "/organization_id", json!({ "organization_id": key })),
        ("memberships", "/person_id", json!({ "person_id": key })),
        ("memberships", "/organization_id", json!({ "organization_id": key })),
        ("memberships", "/post_id", json!({ "post_id": key })),
        ("interventions", "/parent_id", json!({ "parent_id": key })),
        ("interventions", "/follows_id", json!({ "follows_id": key })),
        ("interventions", "/participants/0/person_id", json!({ "participants": [{ "person_id": key }] })),
        (
            "interventions",
            "/participants/1/organization_id",
            json!({ "participants": [{ "role": "x" }, { "organization_id": key }] }),
        ),
        (
            "interventions",
            "/participants/0/new_organization/parent_id",
            json!({ "participants": [{ "new_organization": { "name": "N", "kind": "cso", "parent_id": key } }] }),
        ),
        ("interventions", "/parts/0/follows_id", mission(json!({ "follows_id": key }))),
        (
            "interventions",
            "/parts/0/participants/0/person_id",
            mission(json!({ "participants": [{ "person_id": key }] })),
        ),
        (
            "interventions",
            "/commitments/0/made_by",
            json!({ "commitments": [nested("commitments", json!({ "made_by": key }))] }),
        ),
        (
            "interventions",
            "/parts/0/commitments/0/grows_from_id",
            mission(json!({ "commitments": [nested("commitments", json!({ "grows_from_id": key }))] })),
        ),
        (
            "interventions",
            "/results/0/contributions/0/organization_id",
            json!({ "results": [nested("results", json!({ "contributions": [{ "organization_id": key }] }))] }),
        ),
        (
            "interventions",
            "/results/0/commitments/0",
            json!({ "results": [nested("results", json!({ "commitments": [key] }))] }),
        ),
        ("standings", "/organization_id", json!({ "organization_id": key })),
        ("standings", "/person_id", json!({ "person_id": key })),
        ("commitments", "/action_plan_id", json!({ "action_plan_id": key })),
        ("commitments", "/made_by", json!({ "made_by": key })),
        ("commitments", "/made_to", json!({ "made_to": key })),
        ("commitments", "/grows_from_id", json!({ "grows_from_id": key })),
        ("commitments", "/intervention_id", json!({ "intervention_id": key })),
        (
            "commitments",
            "/new_made_by/parent_id",
            json!({ "new_made_by": { "name": "N", "kind": "cso", "parent_id": key } }),
        ),
        ("results", "/actor_id", json!({ "actor_id": key })),
        ("results", "/commitments/0", json!({ "commitments": [key] })),
        ("results", "/contributions/0/intervention_id", json!({ "contributions": [{ "intervention_id": key }] })),
        ("results", "/contributions/0/organization_id", json!({ "contributions": [{ "organization_id": key }] })),
        ("results", "/substantiations/0/person_id", json!({ "substantiations": [{ "person_id": key }] })),
        ("results", "/substantiations/0/organization_id", json!({ "substantiations": [{ "organization_id": key }] })),
        ("testimonials", "/speaker_id", json!({ "speaker_id": key })),
        ("testimonials", "/affiliations/0", json!({ "affiliations": [key] })),
        ("testimonials", "/interventions/0", json!({ "interventions": [key] })),
        ("testimonials", "/people/0", json!({ "people": [key] })),
        ("challenges", "/interventions/0", json!({ "interventions": [key] })),
        (
            "practices",
            "/adoptions/0/intervention_id",
            json!({ "adoptions": [{ "country": "AR", "intervention_id": key }] }),
        ),
        ("practices", "/adoptions/0/result_id", json!({ "adoptions": [{ "worldwide": true, "result_id": key }] })),
        ("introductions", "/party_id", json!({ "party_id": key })),
        ("introductions", "/party_person_id", json!({ "party_person_id": key })),
        ("introductions", "/to_id", json!({ "to_id": key })),
        ("introductions", "/to_person_id", json!({ "to_person_id": key })),
        ("introductions", "/intervention_id", json!({ "intervention_id": key })),
        ("gatherings", "/parent_id", json!({ "parent_id": key })),
        ("gatherings", "/hosts/0", json!({ "hosts": [key] })),
        ("gatherings", "/interventions/0", json!({ "interventions": [key] })),
        ("partnerships", "/organization_id", json!({ "organization_id": key })),
        ("publications", "/interventions/0", json!({ "interventions": [key] })),
        ("users", "/organization_id", json!({ "organization_id": key })),
    ]
}
/// The same for codes: of regions, countries and kinds of activity that are well formed and name nothing.
fn codes() -> Vec<(&'static str, &'static str, Value)> {
    vec![
        ("organizations", "/country", json!({ "country": "ZZ" })),
        ("organizations", "/region", json!({ "region": "atlantis" })),
        ("people", "/country", json!({ "country": "ZZ" })),
        ("posts", "/country", json!({ "country": "ZZ" })),
        ("regions", "/countries/1", json!({ "countries": ["AR", "ZZ"] })),
        ("interventions", "/region", json!({ "region": "atlantis", "countries": [] })),
        ("interventions", "/countries/0", json!({ "countries": ["ZZ"] })),
        ("interventions", "/peer_countries/0", json!({ "peer_countries": ["ZZ"] })),
        ("interventions", "/held_in", json!({ "held_in": "ZZ" })),
        ("interventions", "/kinds/1", json!({ "kinds": ["seed_funding", "no_such_kind"] })),
        ("commitments", "/countries/0", json!({ "countries": ["ZZ"] })),
        ("commitments", "/region", json!({ "region": "atlantis", "countries": [] })),
        ("results", "/countries/1", json!({ "countries": ["UY", "ZZ"] })),
        ("results", "/region", json!({ "region": "atlantis", "countries": [] })),
        ("testimonials", "/countries/0", json!({ "countries": ["ZZ"] })),
        ("testimonials", "/region", json!({ "region": "atlantis", "countries": [] })),
        ("risks", "/country", json!({ "country": "ZZ" })),
        ("challenges", "/countries/0", json!({ "countries": ["ZZ"] })),
        ("practices", "/origins/1", json!({ "origins": ["AR", "ZZ"] })),
        ("practices", "/adoptions/0/country", json!({ "adoptions": [{ "country": "ZZ" }] })),
        ("practices", "/adoptions/0/region", json!({ "adoptions": [{ "region": "atlantis" }] })),
        ("introductions", "/to_country", json!({ "to_country": "ZZ" })),
        ("gatherings", "/held_in", json!({ "held_in": "ZZ" })),
        ("partnerships", "/region", json!({ "region": "atlantis", "countries": [] })),
        ("publications", "/countries/0", json!({ "countries": ["ZZ"] })),
        ("users", "/reach/1", json!({ "reach": ["AR", "ZZ"] })),
        ("users", "/reach/0", json!({ "reach": ["atlantis"] })),
    ]
}
/// Whether a reference stands in a record that only a POST nests.
fn nests(pointer: &str) -> bool {
    ["/parts", "/commitments/0/", "/results", "/new_made_by"].iter().any(|nested| pointer.starts_with(nested))
}
#[track_caller]
fn unknown(answer: Answer, pointer: &str) {
    let answer = answer.problem(422, "invalid");
    assert_eq!(answer.errors(), [(pointer.to_owned(), "unknown_reference".to_owned())], "{}", answer.body);
}
fn post(who: &Caller, list: &str, ground: &Ground, more: Value) -> Answer {
    who.post(&format!("/v1/{list}"), with(right(list, "A name", ground), more))
}

fn a_body_names_what_is_there(app: &TestApp) {
    let admin = app.admin();
    let ground = Ground::of(&admin);
    writes_nothing(&admin, || {
        for (list, pointer, more) in references(NOBODY).into_iter().chain(codes()) {
            unknown(post(&admin, list, &ground, more), pointer);
        }
    });
}

fn a_patch_names_what_is_there(app: &TestApp) {
    let admin = app.admin();
    let ground = Ground::of(&admin);
    for (index, (list, pointer, more)) in references(NOBODY).into_iter().chain(codes()).enumerate() {
        if nests(pointer) {
            continue;
        }
        let body = right(list, &format!("Name {index}"), &ground);
        let record = admin.post(&format!("/v1/{list}"), body).expect(201);
        let path = format!("/v1/{list}/{}", crate::making::key(&record.body));
        unknown(admin.holding(&record).patch(&path, more), pointer);
        assert_eq!(admin.get(&path).expect(200).body, record.body);
    }
}

fn an_id_names_one_kind_of_record(app: &TestApp) {
    let admin = app.admin();
    let ground = Ground::of(&admin);
    let other = made(&admin, "users", right("users", "Some Body", &ground));
    writes_nothing(&admin, || {
        for (list, pointer, more) in references(&other) {
            unknown(post(&admin, list, &ground, more), pointer);
        }
    });
}

fn what_is_hidden_is_named_by_nothing(app: &TestApp) {
    let (admin, far) = (app.admin(), app.coordinator("europe"));
    let ground = Ground::of(&admin);
    for list in ["organizations", "people", "posts", "interventions", "commitments"] {
        let country = match list {
            "interventions" | "commitments" => json!({ "countries": ["AR"] }),
            _ => json!({ "country": "AR" }),
        };
        let secret = with(right(list, "Secret", &ground), json!({ "sensitivity": "restricted" }));
        let secret = made(&admin, list, with(secret, country));
        writes_nothing(&admin, || {
            for (list, pointer, more) in references(&secret) {
                let more = match list {
                    "users" => continue,
                    _ if nests(pointer) => continue,
                    "interventions" | "commitments" | "results" | "testimonials" => {
                        with(more, json!({ "countries": ["DE"] }))
                    }
                    _ => more,
                };
                unknown(post(&far, list, &ground, more), pointer);
            }
        });
    }
}

fn what_is_deleted_is_named_by_nothing(app: &TestApp) {
    let admin = app.admin();
    let ground = Ground::of(&admin);
    for list in ["organizations", "people", "posts", "interventions", "commitments"] {
        let gone = made(&admin, list, right(list, "Gone", &ground));
        remove(&admin, &format!("/v1/{list}/{gone}"));
        writes_nothing(&admin, || {
            for (list, pointer, more) in references(&gone) {
                unknown(post(&admin, list, &ground, more), pointer);
            }
        });
    }
    for (list, key, more) in [
        ("regions", "gone", json!({ "region": "gone", "countries": [] })),
        ("activity-kinds", "gone", json!({ "kinds": ["gone"] })),
    ] {
        made(&admin, list, with(right(list, "Gone", &ground), json!({ "code": key })));
        remove(&admin, &format!("/v1/{list}/{key}"));
        let pointer = if list == "regions" { "/region" } else { "/kinds/0" };
        unknown(post(&admin, "interventions", &ground, more), pointer);
    }
}

fn owned_links_name_what_is_there(app: &TestApp) {
    let admin = app.admin();
    let ground = Ground::of(&admin);
    let visit = json!({ "participants": [{ "role": "the host" }] });
    let visit = post(&admin, "interventions", &ground, visit).expect(201);
    let result = json!({
        "contributions": [{ "organization_id": ground.agency }], "substantiations": [{ "person_id": ground.person }],
    });
    let result = post(&admin, "results", &ground, result).expect(201);
    for (record, list, links, member) in [
        (&visit, "interventions", "participants", "person_id"),
        (&visit, "interventions", "participants", "organization_id"),
        (&result, "results", "contributions", "intervention_id"),
        (&result, "results", "contributions", "organization_id"),
        (&result, "results", "substantiations", "person_id"),
        (&result, "results", "substantiations", "organization_id"),
    ] {
        let path = format!("/v1/{list}/{}/{links}", record.id());
        let link = format!("{path}/{}", record[links][0]["id"].as_str().expect("an id"));
        unknown(admin.post(&path, json!({ member: NOBODY })), &format!("/{member}"));
        unknown(admin.holding(record).patch(&link, json!({ member: NOBODY })), &format!("/{member}"));
        invalid(admin.post(&path, json!({})), "nobody", "");
        assert_eq!(admin.get(&format!("/v1/{list}/{}", record.id())).expect(200).etag(), record.etag());
    }
}

fn a_body_holds_at_most_two_hundred_records(app: &TestApp) {
    let admin = app.admin();
    let ground = Ground::of(&admin);
    let visit = |more: Value| with(right("interventions", "A visit", &ground), more);
    let pledges = |count: usize| vec![right("commitments", "A pledge", &ground); count];
    let parts = |count: usize| vec![right("interventions", "A part", &ground); count];
    let guests = |count: usize| vec![json!({ "new_person": { "name": "A guest" } }); count];
    let too_many = |answer: Answer| {
        let answer = answer.problem(422, "invalid");
        assert_eq!(answer.errors(), [(String::new(), "too_many_records".to_owned())]);
    };
    writes_nothing(&admin, || {
        for more in [
            json!({ "parts": parts(200) }),
            json!({ "commitments": pledges(200) }),
            json!({ "participants": guests(200) }),
            json!({ "parts": parts(100), "commitments": pledges(50), "participants": guests(50) }),
            json!({ "parts": [visit(json!({ "commitments": pledges(199) }))] }),
        ] {
            too_many(admin.post("/v1/interventions", visit(more)));
        }
    });
    let whole =
        admin.post("/v1/interventions", visit(json!({ "commitments": pledges(150), "participants": guests(49) })));
    assert_eq!(whole.expect(201)["commitments"].as_array().map(Vec::len), Some(150));
}

fn records_made_on_the_way_count_too(app: &TestApp) {
    let admin = app.admin();
    let ground = Ground::of(&admin);
    let made_on_the_way = json!({
        "new_made_by": { "name": "A", "kind": "other" }, "new_made_to": { "name": "B", "kind": "other" },
    });
    let pledges = vec![with(right("commitments", "A pledge", &ground), made_on_the_way); 80];
    let body = with(right("interventions", "A visit", &ground), json!({ "commitments": pledges }));
    let answer = admin.post("/v1/interventions", body);
    assert_eq!((answer.status, answer.errors()), (422, vec![(String::new(), "too_many_records".to_owned())]));
}

fn a_patch_holds_at_most_two_hundred_records(app: &TestApp) {
    let admin = app.admin();
    let ground = Ground::of(&admin);
    let visit = admin.post("/v1/interventions", right("interventions", "A visit", &ground)).expect(201);
    let guest = json!({ "new_person": { "name": "A guest" }, "new_organization": { "name": "C", "kind": "other" } });
    let body = json!({ "participants": vec![guest; 101] });
    let answer = admin.holding(&visit).patch(&format!("/v1/interventions/{}", visit.id()), body);
    assert_eq!((answer.status, answer.errors()), (422, vec![(String::new(), "too_many_records".to_owned())]));
}

on_both! {
    a_body_names_what_is_there,
    a_patch_names_what_is_there,
    an_id_names_one_kind_of_record,
    what_is_hidden_is_named_by_nothing,
    what_is_deleted_is_named_by_nothing,
    owned_links_name_what_is_there,
    a_body_holds_at_most_two_hundred_records,
    records_made_on_the_way_count_too,
    a_patch_holds_at_most_two_hundred_records,
}
