//! Handing over a point of contact: what held ends, what holds begins, pledges wait, somebody is asked; and what held before
//! stays readable as it was.
use rapport_testkit::{Caller, TestApp, on_both};
use serde_json::{Value, json};

struct Case {
    who: Caller,
    agency: String,
    post: String,
    holder: String,
    pledge: String,
}
fn add(who: &Caller, path: &str, body: Value) -> String {
    who.post(&format!("/v1/{path}"), body).expect(201).id().to_owned()
}
fn case(app: &TestApp) -> Case {
    let who = app.coordinator("latin_america");
    let agency =
        add(&who, "organizations", json!({ "name": "Jefatura", "kind": "government_agency", "country": "AR" }));
    let post = json!({ "title": "Contact", "kind": "ogp_poc", "country": "AR", "organization_id": agency });
    let post = add(&who, "pocs", post);
    let holder = add(&who, "people", json!({ "name": "Ana", "country": "AR" }));
    add(&who, "memberships", json!({ "person_id": holder, "post_id": post, "period": "2012/.." }));
    let pledge = json!({ "kind": "pledge", "title": "A space", "countries": ["AR"], "made_by": agency });
    let pledge = add(&who, "commitments", pledge);
    Case { who, agency, post, holder, pledge }
}
impl Case {
    fn hand_over(&self, body: Value) -> rapport_testkit::Answer {
        self.who.post(&format!("/v1/pocs/{}/hand-over", self.post), body)
    }
    fn poc(&self, query: &str) -> Value {
        let list = self.who.get(&format!("/v1/pocs?country=AR&{query}")).expect(200);
        assert_eq!(list.data().len(), 1, "{}", list.body);
        list.data()[0].clone()
    }
}

/// The ministry changed and nobody knows who comes.
fn no_successor_known(app: &TestApp) {
    let case = case(app);
    let body = json!({
        "what": "leadership", "when": "2014-03", "when_said": "in March", "when_inferred": true, "cause": "A new ministry",
        "pledges": [{ "commitment_id": case.pledge, "status": "at_risk", "evidence": "Talks began anew" }],
    });
    let turnover = case.hand_over(body).expect(201);
    assert_eq!((&turnover["commitments"], &turnover["successor_id"]), (&json!([case.pledge]), &Value::Null));
    let now = case.poc("as_of=2014-06");
    assert_eq!((&now["vacant"], &now["holders"]), (&json!(true), &json!([])));
    let then = case.poc("as_of=2013-09");
    assert_eq!(then["holders"][0]["person_id"], json!(case.holder), "September 2013 as it was");
    assert_eq!((&then["holders"][0]["period"], &then["holders"][0]["certain"]), (&json!("2012/2014-03"), &json!(true)));
    let pledge = case.who.get(&format!("/v1/commitments/{}", case.pledge)).expect(200);
    assert_eq!((&pledge["status"], &pledge["needs_reconfirmation"]), (&json!("at_risk"), &json!(true)));
    let step = pledge["transitions"].as_array().and_then(|steps| steps.last()).expect("a step");
    assert_eq!((&step["turnover_id"], &step["when"]), (&json!(turnover.id()), &json!("2014-03")));
    for query in ["hit_by_turnover=true".to_owned(), format!("turnover={}", turnover.id())] {
        let hit = case.who.get(&format!("/v1/commitments?{query}&total=exact")).expect(200);
        assert_eq!(hit["total"], 1, "{query}");
    }
    let tasks = app.admin().get("/v1/follow-ups").expect(200);
    let [task] = tasks.data() else { panic!("one task: {}", tasks.body) };
    assert_eq!(task["about"], json!({ "kind": "post", "id": case.post }));
    assert_eq!(task["owner_id"], case.who.get("/v1/me").expect(200)["id"], "the region's coordinator");
}

/// Somebody known comes: their seat begins where the other's ended.
fn a_successor_comes(app: &TestApp) {
    let case = case(app);
    let body = json!({ "what": "holder", "when": "2014-05", "successor": { "new_person": { "name": "Bea", "country": "AR" } } });
    let turnover = case.hand_over(body).expect(201);
    let now = case.poc("as_of=2014-07");
    assert_eq!(now["holders"][0]["person_id"], turnover["successor_id"]);
    assert_eq!(now["holders"][0]["period"], "2014-05/..");
    assert_eq!(turnover["memberships"].as_array().map(Vec::len), Some(1));
    assert_eq!(case.who.get(&format!("/v1/commitments/{}", case.pledge)).expect(200)["needs_reconfirmation"], true);
}

/// The post moves to another agency: the old one ends, and the one that takes its place says so.
fn the_post_moves(app: &TestApp) {
    let case = case(app);
    let body = json!({ "what": "agency", "when": "2014-03",
        "new_organization": { "name": "Modernización", "kind": "government_agency", "country": "AR" } });
    let turnover = case.hand_over(body).expect(201);
    let (then, now) = (case.poc("as_of=2013-09"), case.poc(""));
    assert_eq!((&then["id"], &then["organization_id"]), (&json!(case.post), &json!(case.agency)));
    assert_eq!((&now["id"], &now["succeeds_id"]), (&turnover["new_post_id"], &json!(case.post)));
    assert_eq!(now["vacant"], true);
}

fn what_makes_no_sense_is_refused(app: &TestApp) {
    let case = case(app);
    let refused = |body: Value, code: &str, pointer: &str| {
        let told = case.hand_over(body.clone()).problem(422, "invalid");
        assert_eq!(
            (&told["errors"][0]["code"], &told["errors"][0]["pointer"]),
            (&json!(code), &json!(pointer)),
            "{body}"
        );
    };
    refused(json!({ "what": "agency", "when": "2014" }), "no_agency", "/new_organization_id");
    refused(json!({ "what": "holder", "when": "2014/2015" }), "interval", "/when");
    refused(json!({ "what": "holder", "when": "2014-13" }), "bad_month", "/when");
    refused(json!({ "what": "holder", "when": "2014", "successor": {} }), "one_of", "/successor/person_id");
    let unknown = case.hand_over(json!({ "what": "retirement", "when": "2014" })).problem(422, "unknown_code");
    assert_eq!(unknown["errors"][0]["pointer"], "/what");
    let nothing =
        json!({ "what": "holder", "when": "2014", "pledges": [{ "commitment_id": case.pledge, "status": "raised" }] });
    refused(nothing, "forbidden_transition", "/pledges/0/status");
    assert_eq!(case.who.get("/v1/turnovers?total=exact").expect(200)["total"], 0, "nothing is half-written");
    let europe = app.coordinator("europe");
    let path = format!("/v1/pocs/{}/hand-over", case.post);
    europe.post(&path, json!({ "what": "holder", "when": "2014" })).problem(403, "forbidden");
}

/// One person at a time holds such a post, also when two are entered at the same time.
fn one_holder_at_a_time(app: &TestApp) {
    let case = case(app);
    let seat = |person: &str, period: &str| json!({ "person_id": person, "post_id": case.post, "period": period });
    let bea = add(&case.who, "people", json!({ "name": "Bea", "country": "AR" }));
    let told = case.who.post("/v1/memberships", seat(&bea, "2013/2014")).problem(422, "invalid");
    let found = (&told["errors"][0]["code"], &told["errors"][0]["pointer"]);
    assert_eq!(found, (&json!("overlapping_holder"), &json!("/period")));
    case.who.post("/v1/memberships", seat(&bea, "2010/2011")).expect(201);
    let answers: Vec<u16> = std::thread::scope(|scope| {
        let hold = || case.who.post("/v1/memberships", seat(&bea, "2005/2008")).status;
        let all: Vec<_> = (0..4).map(|_| scope.spawn(hold)).collect();
        all.into_iter().map(|one| one.join().expect("an answer")).collect()
    });
    assert_eq!(answers.iter().filter(|status| **status == 201).count(), 1, "{answers:?}");
    // Several seats of one person, and an organization's seat in a coalition, are no clash.
    let coalition =
        add(&case.who, "organizations", json!({ "name": "Coalition", "kind": "cso_network", "country": "AR" }));
    let member = json!({ "member_id": case.agency, "organization_id": coalition, "selection": "self_selected", "period": "2013/.." });
    let member = case.who.post("/v1/memberships", member).expect(201);
    assert_eq!((&member["person_id"], &member["selection"]), (&Value::Null, &json!("self_selected")));
    let seat = json!({ "person_id": bea, "organization_id": case.agency, "on_behalf_of_id": coalition, "period": "2012/2013" });
    case.who.post("/v1/memberships", seat).expect(201);
    let then = case.who.get(&format!("/v1/memberships?person={bea}&as_of=2012-06&total=exact")).expect(200);
    assert_eq!(then["total"], 1);
}

/// A hand-over dated to the day: one seat ends on it and the other begins.
fn a_day_is_shared_by_both(app: &TestApp) {
    let case = case(app);
    let bea = add(&case.who, "people", json!({ "name": "Bea", "country": "AR" }));
    case.hand_over(json!({ "what": "holder", "when": "2014-03-05", "successor": { "person_id": bea } })).expect(201);
    assert_eq!(case.poc("as_of=2014-03-06")["holders"][0]["person_id"], json!(bea));
}

/// New leaders under whom the same person answers put no pledge in question.
fn the_same_person_still_answers(app: &TestApp) {
    let case = case(app);
    let body = json!({ "what": "leadership", "when": "2014-03", "successor": { "person_id": case.holder } });
    let turnover = case.hand_over(body).expect(201);
    assert_eq!((&turnover["memberships"], &turnover["commitments"]), (&json!([]), &json!([])));
    assert_eq!(case.poc("as_of=2014-06")["holders"][0]["period"], "2012/..");
    assert_eq!(case.who.get(&format!("/v1/commitments/{}", case.pledge)).expect(200)["needs_reconfirmation"], false);
}

/// A step that names a turnover is found by it, when it is taken later too.
fn a_later_step_names_the_turnover(app: &TestApp) {
    let case = case(app);
    let turnover = case.hand_over(json!({ "what": "holder", "when": "2014-03" })).expect(201);
    let other = json!({ "kind": "pledge", "title": "Another's", "countries": ["AR"] });
    let other = add(&case.who, "commitments", other);
    let step = json!({ "status": "stalled", "turnover_id": turnover.id() });
    case.who.post(&format!("/v1/commitments/{other}/transitions"), step).expect(201);
    let hit = case.who.get(&format!("/v1/commitments?turnover={}&total=exact", turnover.id())).expect(200);
    assert_eq!(hit["total"], 2);
}

on_both! { a_day_is_shared_by_both, the_same_person_still_answers, a_later_step_names_the_turnover, no_successor_known, a_successor_comes, the_post_moves, what_makes_no_sense_is_refused, one_holder_at_a_time }
