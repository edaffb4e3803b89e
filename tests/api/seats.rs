//! Who sits in a post, one at a time or several, and what a hand-over may do to it.
use rapport_testkit::{Answer, Caller, TestApp, on_both};
use serde_json::{Value, json};

struct Case {
    who: Caller,
    agency: String,
    post: String,
}
fn add(who: &Caller, path: &str, body: Value) -> String {
    who.post(&format!("/v1/{path}"), body).expect(201).id().to_owned()
}
fn case(app: &TestApp, sole: bool) -> Case {
    let who = app.coordinator("CL");
    let agency = add(&who, "organizations", json!({ "name": "Agency", "kind": "government_agency", "country": "CL" }));
    let post =
        json!({ "title": "Contact", "kind": "ogp_poc", "country": "CL", "organization_id": agency, "sole": sole });
    let post = add(&who, "pocs", post);
    Case { who, agency, post }
}
impl Case {
    fn person(&self, name: &str) -> String {
        add(&self.who, "people", json!({ "name": name, "country": "CL" }))
    }
    fn seat(&self, person: &str, period: &str) -> Answer {
        let body = json!({ "person_id": person, "post_id": self.post, "period": period });
        self.who.post("/v1/memberships", body)
    }
    fn hand_over(&self, body: Value) -> Answer {
        self.who.post(&format!("/v1/pocs/{}/hand-over", self.post), body)
    }
    fn poc(&self, at: &str) -> Value {
        self.who.get(&format!("/v1/pocs/{}?as_of={at}", self.post)).expect(200).body
    }
}
fn error(answer: Answer) -> (Value, Value) {
    let told = answer.problem(422, "invalid");
    (told["errors"][0]["code"].clone(), told["errors"][0]["pointer"].clone())
}
fn pair(code: &str, pointer: &str) -> (Value, Value) {
    (json!(code), json!(pointer))
}

/// Terms that surely share a day, a single one too; the day on which one hands over to the next is shared by both.
fn terms_of_a_sole_post(app: &TestApp) {
    for (first, second, shared) in [
        ("2012-01-01/2014-12-31", "2013-06-15", true),
        ("2012-01-01/2014-12-31", "2012-01-01", true),
        ("2012/..", "2013-02-03/2013-02-03", true),
        ("2013-09-14", "2013-09-14", true),
        ("2010/2016", "2012/2014", true),
        ("2012-01-01/2013-06-30", "2013-06-30/2014", false),
        ("2012/2013-06", "2013-06/2014", false),
        ("2012", "2013", false),
        // What lasted a part of a time that nobody knows need not have met the other.
        ("2012", "2012", false),
    ] {
        let case = case(app, true);
        let (ana, bea) = (case.person("Ana"), case.person("Bea"));
        case.seat(&ana, first).expect(201);
        let answer = case.seat(&bea, second);
        if shared {
            assert_eq!(error(answer), pair("overlapping_holder", "/period"), "{first} and {second}");
        } else {
            answer.expect(201);
        }
    }
}

/// A post becomes sole when nobody shares it.
fn a_shared_post_is_not_sole(app: &TestApp) {
    let case = case(app, false);
    let (ana, bea) = (case.person("Ana"), case.person("Bea"));
    case.seat(&ana, "2010/2016").expect(201);
    let second = case.seat(&bea, "2012/2014").expect(201);
    let path = format!("/v1/posts/{}", case.post);
    let post = case.who.get(&path).expect(200);
    let refused = case.who.holding(&post).patch(&path, json!({ "sole": true }));
    assert_eq!(error(refused), pair("overlapping_holder", "/sole"));
    let second = (format!("/v1/memberships/{}", second.id()), second);
    case.who.holding(&second.1).patch(&second.0, json!({ "period": "2016/.." })).expect(200);
    case.who.holding(&post).patch(&path, json!({ "sole": true })).expect(200);
}

/// Many who fill one post at once wait for each other: each is told whether it was theirs.
fn many_at_once(app: &TestApp) {
    for (sole, made) in [(true, 1), (false, 8)] {
        let case = case(app, sole);
        let people: Vec<String> = (0..8).map(|n| case.person(&format!("Person {n}"))).collect();
        let answers: Vec<u16> = std::thread::scope(|scope| {
            let case = &case;
            let sit = |person: &'_ String| {
                let person = person.clone();
                scope.spawn(move || case.seat(&person, "2012/..").status)
            };
            let all: Vec<_> = people.iter().map(sit).collect();
            all.into_iter().map(|one| one.join().expect("an answer")).collect()
        });
        assert!(answers.iter().all(|status| [201, 422].contains(status)), "{answers:?}");
        assert_eq!(answers.iter().filter(|status| **status == 201).count(), made, "sole {sole}: {answers:?}");
    }
}

/// A post that moved is over: what took its place is handed over, once.
fn what_is_over_is_not_handed_over(app: &TestApp) {
    let case = case(app, true);
    let elsewhere = |name: &str| {
        json!({ "what": "agency", "when": "2014-03",
            "new_organization": { "name": name, "kind": "government_agency", "country": "CL" } })
    };
    let statuses: Vec<u16> = std::thread::scope(|scope| {
        let moves: Vec<_> = ["One", "Other"].map(|name| scope.spawn(|| case.hand_over(elsewhere(name)).status)).into();
        moves.into_iter().map(|one| one.join().expect("an answer")).collect()
    });
    let mut sorted = statuses.clone();
    sorted.sort_unstable();
    assert_eq!(sorted, [201, 409], "{statuses:?}");
    let again = case.hand_over(json!({ "what": "holder", "when": "2015" })).problem(409, "post_is_over");
    assert_eq!(again["errors"][0]["pointer"], "/when");
    assert_eq!(case.who.get("/v1/pocs?country=CL&total=exact").expect(200)["total"], 1, "one took its place");
    assert_eq!(case.who.get("/v1/turnovers?total=exact").expect(200)["total"], 1);
}

/// Nobody hands over what they did not have yet, and no pledge waits for what was before it.
fn nothing_before_its_time(app: &TestApp) {
    let case = case(app, true);
    case.seat(&case.person("Ana"), "2012-05/..").expect(201);
    let early = json!({ "what": "holder", "when": "2011" });
    assert_eq!(error(case.hand_over(early)), pair("before_holder", "/when"));
    let other = self::case(app, true);
    other.seat(&other.person("Carl"), "2014-03-05/..").expect(201);
    let same_day = json!({ "what": "holder", "when": "2014-03-05", "successor": { "new_person": { "name": "Dora" } } });
    assert_eq!(error(other.hand_over(same_day)), pair("before_holder", "/when"));
    let pledge = |when: &str| {
        let body =
            json!({ "kind": "pledge", "title": when, "countries": ["CL"], "made_by": case.agency, "when": when });
        add(&case.who, "commitments", body)
    };
    let (before, after) = (pledge("2013-01"), pledge("2015-01"));
    let turnover = case.hand_over(json!({ "what": "holder", "when": "2014-03" })).expect(201);
    assert_eq!(turnover["commitments"], json!([before]));
    let waits = |id: &str| case.who.get(&format!("/v1/commitments/{id}")).expect(200)["needs_reconfirmation"].clone();
    assert_eq!((waits(&before), waits(&after)), (json!(true), json!(false)));
}

/// An agency may have promised more than a body may name.
fn an_agency_of_many_pledges(app: &TestApp) {
    let case = case(app, true);
    for number in 0..201 {
        let body = json!({ "kind": "pledge", "title": format!("Pledge {number}"), "countries": ["CL"], "made_by": case.agency });
        add(&case.who, "commitments", body);
    }
    let turnover = case.hand_over(json!({ "what": "leadership", "when": "2014-03" })).expect(201);
    assert_eq!(turnover["commitments"].as_array().map(Vec::len), Some(201));
    assert_eq!(case.who.get("/v1/commitments?needs_reconfirmation=true&total=exact").expect(200)["total"], 201);
}

/// A seat that passes from an institution to a person meets the people there.
fn a_seat_that_changes_its_member(app: &TestApp) {
    let case = case(app, true);
    case.seat(&case.person("Ana"), "2012/2014").expect(201);
    let body = json!({ "member_id": case.agency, "post_id": case.post, "period": "2012/2014" });
    let institution = case.who.post("/v1/memberships", body).expect(201);
    let path = format!("/v1/memberships/{}", institution.id());
    let person = json!({ "member_id": null, "person_id": case.person("Bea") });
    assert_eq!(error(case.who.holding(&institution).patch(&path, person)), pair("overlapping_holder", "/period"));
}

/// An institution may be the point of contact itself, with or without somebody named in it.
fn an_institution_holds_it(app: &TestApp) {
    let case = case(app, true);
    let body = json!({ "member_id": case.agency, "post_id": case.post, "period": "2012/.." });
    add(&case.who, "memberships", body);
    let now = case.poc("2013");
    assert_eq!((&now["vacant"], &now["holders"][0]["organization_id"]), (&json!(false), &json!(case.agency)));
    assert_eq!(now["holders"][0]["person_id"], Value::Null);
    case.seat(&case.person("Ana"), "2013/..").expect(201);
    let other = json!({ "what": "holder", "when": "2014",
        "successor": { "new_organization": { "name": "Secretariat", "kind": "government_agency", "country": "CL" } } });
    let turnover = case.hand_over(other).expect(201);
    assert_eq!(turnover["successor_id"], Value::Null);
    let after = case.poc("2015");
    assert_eq!(after["holders"].as_array().map(Vec::len), Some(1));
    assert_eq!(after["holders"][0]["organization_id"], turnover["successor_organization_id"]);
    let both = json!({ "what": "holder", "when": "2016",
        "successor": { "organization_id": case.agency, "new_person": { "name": "Bea" } } });
    assert_eq!(error(case.hand_over(both)), pair("one_of", "/successor/person_id"));
}

/// The task is the team's own, however public the post; it waits in the queue though nobody said by when.
fn the_task_is_the_teams(app: &TestApp) {
    let case = case(app, true);
    let path = format!("/v1/posts/{}", case.post);
    let post = case.who.get(&path).expect(200);
    case.who.holding(&post).patch(&path, json!({ "sensitivity": "public" })).expect(200);
    case.hand_over(json!({ "what": "holder", "when": "2014" })).expect(201);
    let tasks = case.who.get("/v1/follow-ups").expect(200);
    assert_eq!((tasks.data().len(), &tasks.data()[0]["sensitivity"]), (1, &json!("internal")));
    assert_eq!(app.funder(&case.agency).get("/v1/follow-ups?total=exact").expect(200)["total"], 0);
    let queue = case.who.get("/v1/attention?owner=me&kind=overdue_follow_up").expect(200);
    let [item] = queue.data() else { panic!("one: {}", queue.body) };
    assert_eq!(
        (&item["about"]["id"], &item["when"], &item["certain"]),
        (&tasks.data()[0]["id"], &Value::Null, &json!(false))
    );
}

on_both! {
    terms_of_a_sole_post,
    a_shared_post_is_not_sole,
    many_at_once,
    what_is_over_is_not_handed_over,
    nothing_before_its_time,
    an_agency_of_many_pledges,
    a_seat_that_changes_its_member,
    an_institution_holds_it,
    the_task_is_the_teams,
}
