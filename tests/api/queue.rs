//! The page of a country and the queue of what wants attention: each of their rules, by what is due at a date.
use rapport_testkit::{Caller, TestApp, on_both};
use serde_json::{Value, json};
use std::collections::BTreeSet;

fn add(who: &Caller, path: &str, body: Value) -> String {
    who.post(&format!("/v1/{path}"), body).expect(201).id().to_owned()
}
fn support(more: Value) -> Value {
    let mut body = json!({ "title": "Support", "kinds": ["strategy_support"], "countries": ["PY"] });
    body.as_object_mut().expect("an object").extend(more.as_object().expect("an object").clone());
    body
}
/// The items of some kind, by title, with their date and whether they are certain.
fn queue(who: &Caller, query: &str) -> Vec<(String, Value, bool)> {
    let queue = who.get(&format!("/v1/attention?limit=200&{query}")).expect(200);
    let told = |item: &Value| {
        (item["title"].as_str().expect("a title").to_owned(), item["when"].clone(), item["certain"] == true)
    };
    queue.data().iter().map(told).collect()
}
fn last_contact(who: &Caller, at: &str) -> Value {
    who.get(&format!("/v1/countries/PY?as_of={at}")).expect(200)["last_contact"]["day"].clone()
}

/// By the latest day that it may mean; open support by its dated touches alone; what is only claimed never.
fn the_last_contact(app: &TestApp) {
    let who = app.coordinator("PY");
    assert_eq!(last_contact(&who, "2020"), Value::Null);
    add(&who, "interventions", support(json!({ "when": "2013-Q1" })));
    assert_eq!(last_contact(&who, "2020"), "2013-03-31");
    assert_eq!(last_contact(&who, "2013-02"), Value::Null, "it may not have been over by then");
    add(&who, "interventions", support(json!({ "title": "Undated" })));
    add(&who, "interventions", support(json!({ "when": "2014", "evidence": "claimed" })));
    let elsewhere = support(json!({ "when": "2015", "countries": ["BR"], "peer_countries": ["PY"] }));
    add(&app.admin(), "interventions", elsewhere);
    assert_eq!(last_contact(&who, "2020"), "2013-03-31", "a claim is none, and a peer is not assisted");
    let thread = support(json!({ "form": "thread", "when": "2013/..", "touches": [{ "when": "2014-05" }] }));
    let thread = add(&who, "interventions", thread);
    assert_eq!(last_contact(&who, "2020"), "2014-05-31");
    let page = who.get("/v1/countries/PY?as_of=2014-06").expect(200);
    assert_eq!((&page["open_threads"], &page["last_contact"]["intervention_id"]), (&json!([thread]), &json!(thread)));
    assert_eq!(who.get("/v1/countries/PY?as_of=2012").expect(200)["open_threads"], json!([]));
    // Nobody hears of a contact that they may not read.
    let path = format!("/v1/interventions/{thread}");
    let now = who.get(&path).expect(200);
    who.holding(&now).patch(&path, json!({ "sensitivity": "restricted" })).expect(200);
    assert_eq!(last_contact(&app.dashboard("PY"), "2020"), "2013-03-31");
}

/// Silent since the last contact, not since the last record; never before there was any.
fn silent_countries(app: &TestApp) {
    let who = app.coordinator("PY");
    add(&who, "interventions", support(json!({ "when": "2013-03" })));
    let silent = |at: &str, months: u32| queue(&who, &format!("kind=silent_country&as_of={at}&months={months}"));
    assert_eq!(silent("2013-09-30", 6), [], "six months are not over");
    assert_eq!(silent("2013-10-01", 6), [("Paraguay".into(), json!("2013-03-31"), true)]);
    assert_eq!(silent("2013-10-01", 7), []);
    add(&who, "interventions", support(json!({ "when": "2013-09" })));
    assert_eq!(silent("2013-10-01", 6), []);
    assert_eq!(queue(&who, "kind=silent_country&as_of=2020&country=UY"), []);
}

fn what_falls_due(app: &TestApp) {
    let who = app.coordinator("PY");
    let seen = add(&who, "interventions", support(json!({})));
    let about = json!({ "kind": "intervention", "id": seen });
    for (title, due) in
        [("Past", json!("2014-02")), ("Soon", json!("2014-04")), ("Later", json!("2015")), ("Undated", Value::Null)]
    {
        add(&who, "follow-ups", json!({ "title": title, "due": due, "about": about }));
    }
    add(
        &who,
        "follow-ups",
        json!({ "title": "Done", "due": "2014-02", "about": about, "status": "done", "done": "2014-02" }),
    );
    let grant = json!({
        "title": "Seed money", "countries": ["PY"], "amount_reason": "not_stated", "status": "awarded",
        "recipient": { "new_organization": { "name": "A network", "kind": "cso_network", "country": "PY" } },
        "requirements": [
            { "title": "First report", "due": "2014-01" }, { "title": "Second report", "due": "2014-05" },
            { "title": "Handed in", "due": "2014-01", "met": "2013-12" },
        ],
    });
    add(&who, "grants", grant);
    add(
        &who,
        "action-plans",
        json!({ "country": "PY", "number": 2, "deadlines": [{ "title": "Second plan", "due": "2014-06" }] }),
    );
    add(
        &who,
        "gatherings",
        json!({ "title": "Forum", "kind": "other", "countries": ["PY"], "when": "2014-04-10", "status": "planned" }),
    );
    add(
        &who,
        "gatherings",
        json!({ "title": "Past forum", "kind": "other", "countries": ["PY"], "when": "2014-04-11", "status": "held" }),
    );
    let overdue = |kind: &str| queue(&who, &format!("kind={kind}&as_of=2014-03-15&days=90"));
    let undated = ("Undated".to_owned(), Value::Null, false);
    assert_eq!(overdue("overdue_follow_up"), [("Past".into(), json!("2014-02"), true), undated]);
    assert_eq!(overdue("overdue_report"), [("First report".into(), json!("2014-01"), true)]);
    let ahead: BTreeSet<_> = overdue("deadline").into_iter().map(|(title, ..)| title).collect();
    assert_eq!(ahead, ["Forum", "Second plan", "Second report", "Soon"].map(String::from).into());
    let soon: BTreeSet<_> =
        queue(&who, "kind=deadline&as_of=2014-03-15&days=30").into_iter().map(|(title, ..)| title).collect();
    assert_eq!(soon, ["Forum", "Soon"].map(String::from).into());
    assert_eq!(who.get("/v1/countries/PY?as_of=2014-03-15").expect(200)["next_due"]["title"], "Forum");
}

/// Whose it is: what somebody is named for, and of the rest what lies in their reach.
fn one_queue_a_coordinator(app: &TestApp) {
    let (mine, other) = (app.coordinator("PY"), app.coordinator("UY"));
    let me = |who: &Caller| who.get("/v1/me").expect(200).id().to_owned();
    let post = |country: &str| {
        let body = json!({ "title": format!("Contact {country}"), "kind": "ogp_poc", "country": country });
        add(&app.admin(), "pocs", body)
    };
    let (py, _uy) = (post("PY"), post("UY"));
    let task =
        json!({ "title": "Call them", "due": "2014", "about": { "kind": "post", "id": py }, "owner_id": me(&other) });
    add(&app.admin(), "follow-ups", task);
    let titles = |who: &Caller, query: &str| -> Vec<String> {
        queue(who, &format!("as_of=2015&{query}")).into_iter().map(|(title, ..)| title).collect()
    };
    assert_eq!(titles(&mine, "owner=me"), ["Contact PY"]);
    assert_eq!(titles(&other, "owner=me"), ["Call them", "Contact UY"]);
    assert_eq!(titles(&app.admin(), &format!("owner={}", me(&mine))), ["Contact PY"]);
    mine.get(&format!("/v1/attention?owner={}", me(&other))).problem(400, "bad_query");
    // The vacancy ends with a holder.
    let ana = add(&mine, "people", json!({ "name": "Ana", "country": "PY" }));
    add(&mine, "memberships", json!({ "person_id": ana, "post_id": py, "period": "2014/.." }));
    assert_eq!(titles(&mine, "owner=me"), Vec::<String>::new());
}

/// The queue in pages is the queue.
fn the_queue_in_pages(app: &TestApp) {
    let who = app.coordinator("PY");
    for number in 0..5 {
        add(&who, "pocs", json!({ "title": format!("Contact {number}"), "kind": "ogp_poc", "country": "PY" }));
    }
    // Several of one grant that are called the same and fall due on the same day are several.
    let requirements: Vec<_> = (0..3).map(|_| json!({ "title": "Report", "due": "2014-01" })).collect();
    let grant = json!({ "title": "Seed money", "countries": ["PY"], "amount_reason": "not_stated", "status": "awarded",
        "recipient": { "new_organization": { "name": "A network", "kind": "cso_network", "country": "PY" } },
        "requirements": requirements });
    add(&who, "grants", grant);
    assert_eq!(who.walk("/v1/attention?kind=overdue_report&limit=1").len(), 3);
    let whole = who.get("/v1/attention?kind=vacant_poc").expect(200);
    assert_eq!((&whole["total"], whole.data().len()), (&json!(5), 5));
    assert_eq!(who.walk("/v1/attention?kind=vacant_poc&limit=2"), whole.data());
    let first = who.get("/v1/attention?kind=vacant_poc&limit=2").expect(200);
    let next = first["page"]["next"].as_str().expect("a cursor");
    who.get(&format!("/v1/attention?kind=stale_pledge&limit=2&cursor={next}")).problem(400, "bad_query");
    who.get("/v1/attention?cursor=x").problem(400, "bad_query");
}

on_both! {
    the_last_contact,
    silent_countries,
    what_falls_due,
    one_queue_a_coordinator,
    the_queue_in_pages,
}
