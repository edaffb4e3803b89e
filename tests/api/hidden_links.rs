//! Links that a record owns: replaced as an array without losing those that the writer cannot see, and one by one.
use rapport_testkit::{Answer, Caller, TestApp, on_both};
use serde_json::{Value, json};

const NOBODY: &str = "01976d3a-0000-7000-8000-000000000009";

/// A visit to Argentina and its result, which name a person, a group and a promise hidden from Latin America.
struct Case {
    admin: Caller,
    south: Caller,
    known: String,
    hidden_person: String,
    hidden_group: String,
    visit: String,
    result: String,
}
fn add(who: &Caller, path: &str, body: Value) -> String {
    who.post(path, body).expect(201).id().to_owned()
}
fn case(app: &TestApp) -> Case {
    let (admin, south) = (app.admin(), app.coordinator("latin_america"));
    let known = add(&admin, "/v1/organizations", json!({ "name": "Known", "kind": "cso", "country": "AR" }));
    let hidden = json!({ "name": "Hidden", "kind": "cso", "country": "DE", "sensitivity": "restricted" });
    let hidden_group = add(&admin, "/v1/organizations", hidden);
    let hidden_person = json!({ "name": "Hidden", "country": "DE", "sensitivity": "restricted" });
    let hidden_person = add(&admin, "/v1/people", hidden_person);
    let promise = |country: &str, sensitivity: &str| {
        let body =
            json!({ "kind": "pledge", "title": "A promise", "countries": [country], "sensitivity": sensitivity });
        add(&admin, "/v1/commitments", body)
    };
    let visit = json!({
        "title": "A visit", "kinds": ["strategy_support"], "countries": ["AR"],
        "participants": [
            { "person_id": hidden_person, "organization_id": known, "part": "lead", "role": "speaks" },
            { "organization_id": known, "part": "host" }, { "organization_id": hidden_group }, { "role": "observer" },
        ],
    });
    let visit = format!("/v1/interventions/{}", add(&admin, "/v1/interventions", visit));
    let result = json!({
        "statement": "They met.", "change_type": "relationship", "observed": true, "countries": ["AR"],
        "commitments": [promise("DE", "restricted"), promise("AR", "internal")],
        "contributions": [
            { "organization_id": hidden_group, "strength": "high", "description": "Spoke first." },
            { "organization_id": known, "strength": "low" },
        ],
    });
    let result = format!("/v1/results/{}", add(&admin, "/v1/results", result));
    Case { admin, south, known, hidden_person, hidden_group, visit, result }
}
/// Some member of a record, an array.
fn links(who: &Caller, record: &str, field: &str) -> Vec<Value> {
    who.get(record).expect(200)[field].as_array().expect("an array").clone()
}
fn id(link: &Value) -> &str {
    link["id"].as_str().expect("an id")
}
fn naming<'a>(links: &'a [Value], record: &str) -> Vec<&'a Value> {
    links.iter().filter(|link| link.to_string().contains(record)).collect()
}
/// Replaces an array, by whoever reads the record first.
fn replace(who: &Caller, record: &str, field: &str, with: Value) -> Answer {
    let held = who.get(record).expect(200);
    who.holding(&held).patch(record, json!({ field: with })).expect(200)
}
fn pointers(answer: &Answer) -> Vec<(String, String)> {
    let mut errors = answer.errors();
    errors.sort();
    errors
}
fn pairs(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    pairs.iter().map(|(pointer, code)| ((*pointer).to_owned(), (*code).to_owned())).collect()
}

fn replacing_participants_keeps_the_hidden(app: &TestApp) {
    let Case { admin, south, hidden_person, hidden_group, visit, .. } = case(app);
    let all = links(&admin, &visit, "participants");
    let hidden: Vec<_> = [naming(&all, &hidden_person), naming(&all, &hidden_group)].concat();
    assert_eq!((all.len(), hidden.len(), links(&south, &visit, "participants").len()), (4, 2, 2));

    let changed = replace(&south, &visit, "participants", json!([{ "role": "somebody new", "part": "speaker" }]));
    assert_eq!(changed["participants"].as_array().map(Vec::len), Some(1));
    let now = links(&admin, &visit, "participants");
    assert_eq!(now.len(), 3);
    assert!(hidden.iter().all(|link| now.contains(link)), "{now:?} has lost some of {hidden:?}");

    assert_eq!(replace(&south, &visit, "participants", json!([]))["participants"], json!([]));
    let now = links(&admin, &visit, "participants");
    assert_eq!(now.len(), 2);
    assert!(hidden.iter().all(|link| now.contains(link)));

    // Whoever sees all of them replaces all of them.
    replace(&admin, &visit, "participants", json!([]));
    assert_eq!(links(&admin, &visit, "participants"), Vec::<Value>::new());
}

fn replacing_contributions_keeps_the_hidden(app: &TestApp) {
    let Case { admin, south, known, hidden_group, result, .. } = case(app);
    let hidden = links(&admin, &result, "contributions")[0].clone();
    assert_eq!(hidden["organization_id"], hidden_group);
    assert_eq!(links(&south, &result, "contributions").len(), 1);
    let changed = replace(&south, &result, "contributions", json!([{ "organization_id": known, "strength": "high" }]));
    assert_eq!(changed["contributions"][0]["strength"], "high");
    let now = links(&admin, &result, "contributions");
    assert!(now.len() == 2 && now.contains(&hidden), "{now:?} has lost {hidden}");
    replace(&south, &result, "contributions", json!([]));
    assert_eq!(links(&admin, &result, "contributions"), [hidden]);
}

fn replacing_the_commitments_of_a_result_keeps_the_hidden(app: &TestApp) {
    let Case { admin, south, result, .. } = case(app);
    let all = links(&admin, &result, "commitments");
    assert_eq!(links(&south, &result, "commitments"), [all[1].clone()]);
    assert_eq!(replace(&south, &result, "commitments", json!([]))["commitments"], json!([]));
    assert_eq!(links(&admin, &result, "commitments"), [all[0].clone()]);
    replace(&south, &result, "commitments", json!([all[1]]));
    let mut now = links(&admin, &result, "commitments");
    now.sort_by_key(|id| id != &all[0]);
    assert_eq!(now, all);
}

fn other_changes_leave_hidden_links_alone(app: &TestApp) {
    let Case { admin, south, visit, result, hidden_group, .. } = case(app);
    let count = |record: &str, field: &str| links(&admin, record, field).len();
    let held = south.get(&visit).expect(200);
    south.holding(&held).patch(&visit, json!({ "title": "Another title" })).expect(200);
    assert_eq!(count(&visit, "participants"), 4);
    let added = south.post(&format!("{visit}/participants"), json!({ "role": "one more" })).expect(201);
    assert_eq!(count(&visit, "participants"), 5);
    let path = format!("{visit}/participants/{}", added.id());
    let changed = south.holding(&added).patch(&path, json!({ "part": "host" })).expect(200);
    assert_eq!(count(&visit, "participants"), 5);
    south.holding(&changed).delete(&path).expect(204);
    assert_eq!(naming(&links(&admin, &visit, "participants"), &hidden_group).len(), 1);
    south.post(&format!("{result}/transitions"), json!({ "status": "reviewed" })).expect(201);
    assert_eq!((count(&result, "contributions"), count(&result, "commitments")), (2, 2));
}

fn a_hidden_link_cannot_be_touched(app: &TestApp) {
    let Case { admin, south, known, hidden_person, hidden_group, visit, result } = case(app);
    for (record, field, named, patch, mut usurper) in [
        (&visit, "participants", &hidden_person, json!({ "part": "host" }), json!({ "role": "usurper" })),
        (&visit, "participants", &hidden_group, json!({ "role": "mine" }), json!({ "organization_id": known })),
        (&result, "contributions", &hidden_group, json!({ "strength": "low" }), json!({ "organization_id": known })),
    ] {
        let all = links(&admin, record, field);
        let hidden = id(naming(&all, named)[0]).to_owned();
        let held = south.get(record).expect(200);
        let path = format!("{record}/{field}/{hidden}");
        south.holding(&held).patch(&path, patch).problem(404, "not_found");
        south.holding(&held).delete(&path).problem(404, "not_found");
        south.holding(&held).delete(&format!("{record}/{field}/{NOBODY}")).problem(404, "not_found");
        // Nor can its id be taken for another one.
        usurper["id"] = json!(hidden);
        south.post(&format!("{record}/{field}"), usurper.clone()).problem(409, "id_taken");
        south.holding(&held).patch(record, json!({ field: [usurper] })).problem(409, "id_taken");
        assert_eq!(links(&admin, record, field), all);
        assert_eq!(south.get(record).expect(200).etag(), held.etag());
    }
}

fn what_is_hidden_cannot_be_named_either(app: &TestApp) {
    let Case { south, hidden_person, hidden_group, visit, result, .. } = case(app);
    let unknown = |pointer: &str| pairs(&[(pointer, "unknown_reference")]);
    let post = |path: String, body: Value| pointers(&south.post(&path, body).problem(422, "invalid"));
    assert_eq!(post(format!("{visit}/participants"), json!({ "person_id": hidden_person })), unknown("/person_id"));
    let contribution = json!({ "organization_id": hidden_group });
    assert_eq!(post(format!("{result}/contributions"), contribution), unknown("/organization_id"));
    let held = south.get(&visit).expect(200);
    let patch = json!({ "participants": [{ "role": "a" }, { "organization_id": hidden_group }] });
    let refused = south.holding(&held).patch(&visit, patch).problem(422, "invalid");
    assert_eq!(pointers(&refused), unknown("/participants/1/organization_id"));
}

fn links_have_paths_of_their_own(app: &TestApp) {
    let Case { south, known, visit, result, .. } = case(app);
    for (record, field, body, patch, changed) in [
        (&visit, "participants", json!({ "role": "a guest", "part": "speaker" }), json!({ "part": "host" }), "part"),
        (&result, "contributions", json!({ "organization_id": known }), json!({ "strength": "low" }), "strength"),
    ] {
        let path = format!("{record}/{field}");
        let before = south.get(record).expect(200);
        assert_eq!(before.etag(), "\"1\"");
        let added = south.post(&path, body.clone()).expect(201);
        assert_eq!(added.etag(), "\"2\"", "the version is the owner's");
        let now = south.get(record).expect(200);
        assert_eq!(now.etag(), "\"2\"");
        assert_eq!(now[field].as_array().and_then(|links| links.last()), Some(&added.body), "the last one");
        assert_eq!(now[field].as_array().map(Vec::len), before[field].as_array().map(|links| links.len() + 1));

        let one = format!("{path}/{}", added.id());
        south.patch(&one, patch.clone()).problem(428, "precondition_required");
        assert_eq!(south.holding(&before).patch(&one, patch.clone()).problem(412, "stale").etag(), "\"2\"");
        let merged = south.holding(&added).patch(&one, patch.clone()).expect(200);
        assert_eq!((merged.etag(), merged.id()), ("\"3\"", added.id()));
        assert_eq!(merged[changed], patch[changed]);
        assert_eq!(naming(&links(&south, record, field), added.id()), [&merged.body]);

        south.holding(&added).post(&path, body.clone()).problem(412, "stale");
        south.delete(&one).problem(428, "precondition_required");
        south.holding(&added).delete(&one).problem(412, "stale");
        south.holding(&merged).delete(&one).expect(204);
        let after = south.get(record).expect(200);
        assert_eq!((after.etag(), &after[field]), ("\"4\"", &before[field]));
        south.holding(&after).delete(&one).problem(404, "not_found");
        let history = south.get(&format!("{record}/history")).expect(200);
        let versions: Vec<_> = history.data().iter().map(|entry| entry["version"].clone()).collect();
        assert_eq!(versions, [4, 3, 2, 1]);
    }
}

fn a_patch_of_one_participant_is_merged(app: &TestApp) {
    let Case { south, known, visit, .. } = case(app);
    let host = links(&south, &visit, "participants")[0].clone();
    let path = format!("{visit}/participants/{}", id(&host));
    let patch = |body: Value| south.holding(&south.get(&visit).expect(200)).patch(&path, body);
    let expected = |part: &str, organization: Value, role: Value| {
        let mut link = json!({ "id": host["id"], "part": part, "person_id": null, "role": role });
        link["organization_id"] = organization;
        link
    };
    assert_eq!(patch(json!({ "role": "chairs" })).expect(200).body, expected("host", json!(known), json!("chairs")));
    assert_eq!(
        patch(json!({ "organization_id": null })).expect(200).body,
        expected("host", Value::Null, json!("chairs"))
    );
    assert_eq!(patch(json!({})).expect(200).body, expected("host", Value::Null, json!("chairs")));
    // Null is the default, and nobody at all is no participant.
    assert_eq!(patch(json!({ "part": null })).expect(200)["part"], "participant");
    assert_eq!(pointers(&patch(json!({ "role": null })).problem(422, "invalid")), pairs(&[("", "nobody")]));
    let group = json!({ "new_organization": { "name": "New group", "kind": "cso", "country": "UY" }, "role": null });
    let named = patch(group).expect(200);
    let group =
        south.get(&format!("/v1/organizations/{}", named["organization_id"].as_str().expect("an id"))).expect(200);
    assert_eq!((&group["name"], &group["sensitivity"]), (&json!("New group"), &json!("internal")));
    assert_eq!(links(&south, &visit, "participants").len(), 2);
}

fn errors_point_into_the_links_own_body(app: &TestApp) {
    let Case { admin, south, known, visit, result, .. } = case(app);
    let (participants, contributions) = (format!("{visit}/participants"), format!("{result}/contributions"));
    let refused = |path: &str, body: Value| pointers(&south.post(path, body).problem(422, "invalid"));
    assert_eq!(refused(&participants, json!({})), pairs(&[("", "nobody")]));
    assert_eq!(refused(&contributions, json!({ "strength": "low" })), pairs(&[("", "nobody")]));
    let body = json!({ "person_id": NOBODY, "role": " ", "new_organization": { "name": "", "kind": "cso" } });
    let expected = [("/new_organization/name", "blank"), ("/person_id", "unknown_reference"), ("/role", "blank")];
    assert_eq!(refused(&participants, body), pairs(&expected));
    let both = json!({ "organization_id": known, "new_organization": { "name": "B", "kind": "cso" } });
    assert_eq!(refused(&participants, both), pairs(&[("/new_organization", "one_of")]));
    let body = json!({ "intervention_id": NOBODY, "description": "a\u{0}b" });
    let expected = [("/description", "control_character"), ("/intervention_id", "unknown_reference")];
    assert_eq!(refused(&contributions, body), pairs(&expected));

    assert_eq!(admin.get(&visit).expect(200).etag(), "\"1\"", "nothing of it was written");
}

fn what_is_out_of_reach_is_pointed_to_there_too(app: &TestApp) {
    let Case { south, visit, .. } = case(app);
    let abroad = json!({ "new_organization": { "name": "Abroad", "kind": "cso", "country": "DE" } });
    let forbidden = south.post(&format!("{visit}/participants"), abroad).problem(403, "forbidden");
    assert_eq!(pointers(&forbidden), pairs(&[("/new_organization", "forbidden")]));
}

fn so_is_an_id_that_is_taken(app: &TestApp) {
    let Case { south, known, visit, .. } = case(app);
    let participants = format!("{visit}/participants");
    let taken = json!({ "new_organization": { "id": known, "name": "Again", "kind": "cso" } });
    let taken = south.post(&participants, taken).problem(409, "id_taken");
    assert_eq!(pointers(&taken), pairs(&[("/new_organization/id", "id_taken")]));
    let own = links(&south, &visit, "participants")[0].clone();
    let taken = south.post(&participants, json!({ "id": own["id"], "role": "twin" })).problem(409, "id_taken");
    assert_eq!(pointers(&taken), pairs(&[("/id", "id_taken")]));
}

fn a_patch_of_a_link_has_a_shape(app: &TestApp) {
    let Case { south, visit, .. } = case(app);
    let held = south.get(&visit).expect(200);
    let path = format!("{visit}/participants/{}", id(&held["participants"][0]));
    for (body, pointer, code) in [
        (json!({ "no_such_field": 1 }), "/no_such_field", "unknown_field"),
        (json!({ "part": "bystander" }), "/part", "unknown_code"),
        (json!({ "person_id": 7 }), "/person_id", "wrong_type"),
        (json!(["lead"]), "", "wrong_type"),
    ] {
        let refused = south.holding(&held).patch(&path, body.clone()).expect(422);
        assert_eq!(pointers(&refused), pairs(&[(pointer, code)]), "{body}");
    }
    assert_eq!(south.get(&visit).expect(200).etag(), held.etag());
}

/// Not even one with a link's fields in their order.
fn an_array_is_no_link(app: &TestApp) {
    let Case { south, visit, .. } = case(app);
    let array = json!([null, "lead", null, null, null, null, "a role"]);
    south.post(&format!("{visit}/participants"), array).problem(422, "wrong_type");
    assert_eq!(south.get(&visit).expect(200).etag(), "\"1\"");
}

fn an_array_is_no_patch(app: &TestApp) {
    let Case { south, visit, .. } = case(app);
    south.holding(&south.get(&visit).expect(200)).patch(&visit, json!([])).problem(422, "wrong_type");
    assert_eq!(south.get(&visit).expect(200).etag(), "\"1\"");
}

fn a_set_holds_nothing_twice(app: &TestApp) {
    let Case { admin, visit, result, .. } = case(app);
    let commitment = links(&admin, &result, "commitments")[0].clone();
    let mut wrong = vec![];
    for (record, field, twice) in [
        (&result, "commitments", json!([commitment, commitment])),
        (&result, "countries", json!(["AR", "AR"])),
        (&visit, "countries", json!(["AR", "AR"])),
        (&visit, "peer_countries", json!(["UK", "GB"])),
        (&visit, "kinds", json!(["seed_funding", "seed_funding"])),
        (&visit, "work_areas", json!(["easy_access", "easy_access"])),
    ] {
        let held = admin.get(record).expect(200);
        let refused = admin.holding(&held).patch(record, json!({ field: twice }));
        if (refused.status, pointers(&refused)) != (422, pairs(&[(&format!("/{field}/1"), "repeated")])) {
            wrong.push(format!("{record}: {field} twice: {}", refused.body));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

fn links_are_written_by_those_who_may_write_their_owner(app: &TestApp) {
    let Case { known, visit, result, .. } = case(app);
    for (record, field, body) in [
        (&visit, "participants", json!({ "role": "x" })),
        (&result, "contributions", json!({ "organization_id": known })),
    ] {
        for who in [app.coordinator("europe"), app.dashboard("all"), app.auditor()] {
            let held = who.get(record).expect(200);
            who.post(&format!("{record}/{field}"), body.clone()).problem(403, "forbidden");
            let one = format!("{record}/{field}/{}", id(&held[field][0]));
            who.holding(&held).patch(&one, json!({})).problem(403, "forbidden");
            who.holding(&held).delete(&one).problem(403, "forbidden");
        }
        app.dashboard("DE").get(record).problem(404, "not_found");
        assert_eq!(app.auditor().get(record).expect(200).etag(), "\"1\"");
    }
}

on_both! {
    replacing_participants_keeps_the_hidden,
    replacing_contributions_keeps_the_hidden,
    replacing_the_commitments_of_a_result_keeps_the_hidden,
    other_changes_leave_hidden_links_alone,
    a_hidden_link_cannot_be_touched,
    what_is_hidden_cannot_be_named_either,
    links_have_paths_of_their_own,
    a_patch_of_one_participant_is_merged,
    errors_point_into_the_links_own_body,
    what_is_out_of_reach_is_pointed_to_there_too,
    so_is_an_id_that_is_taken,
    a_patch_of_a_link_has_a_shape,
    an_array_is_no_link,
    an_array_is_no_patch,
    a_set_holds_nothing_twice,
    links_are_written_by_those_who_may_write_their_owner,
}
