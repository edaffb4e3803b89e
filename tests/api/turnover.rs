//! Turnover: when a government's point of contact changes, its agency's pledges wait to be confirmed again.
use rapport_testkit::{Answer, Caller, TestApp, on_both};
use serde_json::{Value, json};

/// An agency with a point of contact and pledges, another agency, and two people.
struct Case {
    who: Caller,
    agency: String,
    other: String,
    post: String,
    ana: String,
    bea: String,
    /// Paths of the agency's pledges that turnover puts in question.
    open: Vec<String>,
    /// Paths of commitments that it does not: withdrawn, reversed, of others.
    closed: Vec<String>,
}
fn add(who: &Caller, path: &str, body: Value) -> String {
    who.post(&format!("/v1/{path}"), body).expect(201).id().to_owned()
}
fn case(app: &TestApp) -> Case {
    let who = app.coordinator("latin_america");
    let agency = |name: &str| json!({ "name": name, "kind": "government_agency", "country": "AR" });
    let (agency, other) = (add(&who, "organizations", agency("One")), add(&who, "organizations", agency("Two")));
    let post = json!({ "title": "Contact", "kind": "ogp_poc", "country": "AR", "organization_id": agency });
    let post = add(&who, "posts", post);
    let person = |name: &str| add(&who, "people", json!({ "name": name, "country": "AR" }));
    let (ana, bea) = (person("Ana"), person("Bea"));
    let commitment = |made_by: &str, kind: &str, steps: &[&str]| {
        let body = json!({ "kind": kind, "title": "A promise", "countries": ["AR"], "made_by": made_by });
        let path = format!("/v1/commitments/{}", add(&who, "commitments", body));
        for status in steps {
            who.post(&format!("{path}/transitions"), json!({ "status": status })).expect(201);
        }
        path
    };
    let open = vec![
        commitment(&agency, "pledge", &[]),
        commitment(&agency, "pledge", &["in_progress"]),
        commitment(&agency, "pledge", &["done"]),
        commitment(&agency, "pledge", &["stalled"]),
    ];
    let closed = vec![
        commitment(&agency, "pledge", &["withdrawn"]),
        commitment(&agency, "pledge", &["reversed"]),
        commitment(&other, "pledge", &[]),
    ];
    Case { who, agency, other, post, ana, bea, open, closed }
}
impl Case {
    fn seat(&self, person: &str, period: &str) -> Answer {
        let body =
            json!({ "person_id": person, "post_id": self.post, "organization_id": self.agency, "period": period });
        self.who.post("/v1/memberships", body).expect(201)
    }
    fn patch(&self, path: &str, body: Value) -> Answer {
        self.who.holding(&self.who.get(path).expect(200)).patch(path, body).expect(200)
    }
    /// Whether each of these waits to be confirmed again.
    fn waits(&self, paths: &[String]) -> Vec<bool> {
        paths.iter().map(|path| self.who.get(path).expect(200)["needs_reconfirmation"] == true).collect()
    }
    #[track_caller]
    fn nothing_waits(&self) {
        assert_eq!(self.waits(&self.open), [false; 4]);
        assert_eq!(self.waits(&self.closed), [false; 3]);
    }
    #[track_caller]
    fn the_open_ones_wait(&self) {
        assert_eq!(self.waits(&self.open), [true; 4]);
        assert_eq!(self.waits(&self.closed), [false; 3], "withdrawn, reversed, another's");
    }
}
fn path_of(answer: &Answer) -> String {
    answer.headers["location"].clone()
}

fn the_first_known_holder_is_no_turnover(app: &TestApp) {
    let case = case(app);
    let membership = case.seat(&case.ana, "2020/..");
    case.nothing_waits();
    // Nor is a correction, or what is learned about those who came before.
    case.patch(&path_of(&membership), json!({ "role": "Director", "period": "2019/.." }));
    case.seat(&case.bea, "2010/2012");
    case.nothing_waits();
}

fn a_holder_who_leaves_is(app: &TestApp) {
    let case = case(app);
    let membership = case.seat(&case.ana, "2020/..");
    case.patch(&path_of(&membership), json!({ "period": "2020/2025" }));
    case.the_open_ones_wait();
}

fn so_is_a_holder_who_is_deleted(app: &TestApp) {
    let case = case(app);
    let membership = case.seat(&case.ana, "2020/..");
    case.who.holding(&membership).delete(&path_of(&membership)).expect(204);
    case.the_open_ones_wait();
}

fn so_is_a_successor(app: &TestApp) {
    let case = case(app);
    case.seat(&case.ana, "2020/2025-12");
    case.seat(&case.bea, "2026/..");
    case.the_open_ones_wait();
}

fn so_is_a_seat_that_passes_to_another(app: &TestApp) {
    let case = case(app);
    let membership = case.seat(&case.ana, "2020/..");
    case.patch(&path_of(&membership), json!({ "person_id": case.bea }));
    case.the_open_ones_wait();
}

fn so_is_a_post_that_moves_to_another_agency(app: &TestApp) {
    let case = case(app);
    case.seat(&case.ana, "2020/..");
    let post = format!("/v1/posts/{}", case.post);
    case.patch(&post, json!({ "title": "Another title", "summary": "Moved upstairs." }));
    case.nothing_waits();
    case.patch(&post, json!({ "organization_id": case.other }));
    case.the_open_ones_wait();
}

fn other_posts_come_and_go(app: &TestApp) {
    let case = case(app);
    let post = format!("/v1/posts/{}", case.post);
    case.patch(&post, json!({ "kind": "leadership" }));
    let membership = case.seat(&case.ana, "2020/..");
    case.patch(&path_of(&membership), json!({ "period": "2020/2025" }));
    case.seat(&case.bea, "2026/..");
    case.patch(&post, json!({ "organization_id": case.other }));
    case.nothing_waits();
    // Nor does it matter who else works there.
    let colleague = json!({ "person_id": case.ana, "organization_id": case.agency, "period": "2020/.." });
    let colleague = case.who.post("/v1/memberships", colleague).expect(201);
    case.patch(&path_of(&colleague), json!({ "period": "2020/2025" }));
    case.nothing_waits();
}

/// What an agency asks of others is no pledge.
fn asks_are_not_put_in_question(app: &TestApp) {
    let case = case(app);
    let ask = json!({ "kind": "ask", "title": "A question", "countries": ["AR"], "made_by": case.agency });
    let ask = format!("/v1/commitments/{}", add(&case.who, "commitments", ask));
    let membership = case.seat(&case.ana, "2020/..");
    case.patch(&path_of(&membership), json!({ "period": "2020/2025" }));
    assert_eq!(case.waits(&[ask]), [false]);
    case.the_open_ones_wait();
}

fn the_journal_says_so(app: &TestApp) {
    let case = case(app);
    let before = case.who.get(&case.open[0]).expect(200);
    let membership = case.seat(&case.ana, "2020/..");
    case.patch(&path_of(&membership), json!({ "period": "2020/2025" }));
    let after = case.who.get(&case.open[0]).expect(200);
    assert_eq!((before.etag(), after.etag()), ("\"1\"", "\"2\""));
    let history = case.who.get(&format!("{}/history", case.open[0])).expect(200);
    let entry = &history.data()[0];
    assert_eq!((history.data().len(), &entry["action"], &entry["version"]), (2, &json!("flag"), &json!(2)));
    assert_eq!(entry["before"]["needs_reconfirmation"], false);
    assert_eq!(entry["after"]["needs_reconfirmation"], true);
    assert_eq!(entry["by"], case.who.get("/v1/me").expect(200)["id"]);
    assert_eq!(case.who.get(&format!("{}/history", case.closed[2])).expect(200).data().len(), 1);
}

fn the_next_transition_confirms_them(app: &TestApp) {
    let case = case(app);
    let membership = case.seat(&case.ana, "2020/..");
    case.patch(&path_of(&membership), json!({ "period": "2020/2025" }));
    let waiting = |flag: bool| {
        let list = format!("/v1/commitments?needs_reconfirmation={flag}&made_by={}&total=exact", case.agency);
        case.who.get(&list).expect(200)["total"].clone()
    };
    assert_eq!((waiting(true), waiting(false)), (json!(4), json!(2)));
    // A change of words confirms nothing.
    case.patch(&case.open[0], json!({ "title": "The same promise, better put" }));
    assert_eq!(waiting(true), 4);
    let moved = case.who.post(&format!("{}/transitions", case.open[0]), json!({ "status": "done" })).expect(201);
    assert_eq!((&moved["needs_reconfirmation"], &waiting(true)), (&json!(false), &json!(3)));
    let history = case.who.get(&format!("{}/history", case.open[0])).expect(200);
    assert_eq!(history.data()[0]["after"]["needs_reconfirmation"], false);
    // The next turnover asks again.
    case.seat(&case.bea, "2026/..");
    case.the_open_ones_wait();
}

on_both! {
    the_first_known_holder_is_no_turnover,
    a_holder_who_leaves_is,
    so_is_a_holder_who_is_deleted,
    so_is_a_successor,
    so_is_a_seat_that_passes_to_another,
    so_is_a_post_that_moves_to_another_agency,
    other_posts_come_and_go,
    asks_are_not_put_in_question,
    the_journal_says_so,
    the_next_transition_confirms_them,
}
