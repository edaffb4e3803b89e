//! Grants: what was given, to whom, in money that is never guessed and never added across currencies.
use rapport_testkit::{Caller, TestApp, on_both};
use serde_json::{Value, json};

fn grant(more: Value) -> Value {
    let mut body = json!({
        "title": "Support to the network", "countries": ["UY"], "purposes": ["seed_funding"],
        "recipient": { "new_organization": { "name": "Red abierta", "kind": "cso", "country": "UY" } },
        "amount": { "amount": "1500.00", "currency": "USD" }, "status": "awarded",
    });
    body.as_object_mut().expect("an object").extend(more.as_object().expect("an object").clone());
    body
}
fn add(who: &Caller, body: Value) -> Value {
    who.post("/v1/grants", body).expect(201).body
}
fn usd(amount: &str) -> Value {
    json!({ "amount": amount, "currency": "USD" })
}

/// From the field, in one request: a recipient that nobody recorded yet, the person there, the money, its purpose.
fn logged_in_one_request(app: &TestApp) {
    let who = app.coordinator("UY");
    let made = add(
        &who,
        grant(json!({
            "recipient": {
                "new_organization": { "name": "Red abierta", "kind": "cso", "country": "UY" },
                "new_person": { "name": "Ana Pérez", "country": "UY" }, "role": "coordinator of the network",
            },
            "when": "2014-Q1", "when_said": "early 2014", "status": "awarded",
            "requirements": [{ "title": "Report", "due": "2014-12" }],
        })),
    );
    assert_eq!((&made["status"], &made["when_label"]), (&json!("awarded"), &json!("early 2014")));
    assert_eq!(made["transitions"].as_array().map(Vec::len), Some(1));
    for (field, list) in [("organization_id", "organizations"), ("person_id", "people")] {
        let id = made["recipient"][field].as_str().expect("an id");
        who.get(&format!("/v1/{list}/{id}")).expect(200);
    }
    let visit = json!({
        "title": "Visit to Montevideo", "kinds": ["seed_funding"], "countries": ["UY"], "grants": [grant(json!({}))],
    });
    let visit = who.post("/v1/interventions", visit).expect(201);
    assert_eq!(visit["grants"][0]["interventions"], json!([visit.id()]));
}

/// An amount is told, or why it is not.
fn an_amount_or_a_reason(app: &TestApp) {
    let who = app.admin();
    let refused = |more: Value, code: &str, pointer: &str| {
        let told = who.post("/v1/grants", grant(more.clone())).problem(422, "invalid");
        let found = (&told["errors"][0]["code"], &told["errors"][0]["pointer"]);
        assert_eq!(found, (&json!(code), &json!(pointer)), "{more}");
    };
    refused(json!({ "amount": null }), "no_amount_reason", "/amount_reason");
    refused(json!({ "amount_reason": "unknown" }), "amount_known", "/amount_reason");
    refused(json!({ "amount": { "amount": "10.5", "currency": "PYG" } }), "too_many_digits", "/amount/amount");
    refused(json!({ "amount": { "amount": "1", "currency": "XXX" } }), "unknown_currency", "/amount/currency");
    refused(json!({ "recipient": null }), "no_recipient", "/recipient/organization_id");
    refused(json!({ "status": "declined" }), "forbidden_first_status", "/status");
    let guarani = add(&who, grant(json!({ "amount": { "amount": "7000000", "currency": "PYG" } })));
    assert_eq!(guarani["amount"], json!({ "amount": "7000000", "currency": "PYG" }));
    let unknown = add(&who, grant(json!({ "amount": null, "amount_reason": "not_stated" })));
    assert_eq!((&unknown["amount"], &unknown["amount_reason"]), (&Value::Null, &json!("not_stated")));
    // Later the amount is found out; the grant stays the same one.
    let path = format!("/v1/grants/{}", unknown["id"].as_str().expect("an id"));
    let now = who.get(&path).expect(200);
    let told = who.holding(&now).patch(&path, json!({ "amount": usd("20"), "amount_reason": null })).expect(200);
    assert_eq!((&told["amount"], &told["id"]), (&usd("20.00"), &unknown["id"]));
}

/// Payments are in the grant's currency and together no more than it; also when two are entered at the same time.
fn payments_keep_within_the_amount(app: &TestApp) {
    let who = app.admin();
    let made = add(&who, grant(json!({})));
    let path = format!("/v1/grants/{}/disbursements", made["id"].as_str().expect("an id"));
    who.post(&path, json!({ "amount": usd("1000"), "when": "2014-02" })).expect(201);
    let over = who.post(&path, json!({ "amount": usd("500.01") })).problem(422, "invalid");
    assert_eq!((&over["errors"][0]["code"], &over["errors"][0]["pointer"]), (&json!("over_amount"), &json!("/amount")));
    let other = who.post(&path, json!({ "amount": { "amount": "5", "currency": "EUR" } })).problem(422, "invalid");
    assert_eq!(other["errors"][0]["code"], "other_currency");
    let answers: Vec<u16> = std::thread::scope(|scope| {
        let pay = || who.post(&path, json!({ "amount": usd("400") })).status;
        let all: Vec<_> = (0..4).map(|_| scope.spawn(pay)).collect();
        all.into_iter().map(|one| one.join().expect("an answer")).collect()
    });
    assert_eq!(answers.iter().filter(|status| **status == 201).count(), 1, "{answers:?}");
    assert!(answers.iter().all(|status| [201, 422].contains(status)), "{answers:?}");
}

fn the_life_of_a_grant(app: &TestApp) {
    let who = app.admin();
    let made = add(&who, grant(json!({ "status": "requested" })));
    let steps = format!("/v1/grants/{}/transitions", made["id"].as_str().expect("an id"));
    let refused = who.post(&steps, json!({ "status": "disbursing" })).problem(422, "invalid");
    assert_eq!(
        (&refused["errors"][0]["code"], &refused["errors"][0]["pointer"]),
        (&json!("forbidden_transition"), &json!("/status"))
    );
    for status in ["in_review", "awarded", "closed"] {
        who.post(&steps, json!({ "status": status, "when": "2014" })).expect(201);
    }
    let closed = who.get(steps.trim_end_matches("/transitions")).expect(200);
    assert_eq!((&closed["status"], &closed["disbursements"]), (&json!("closed"), &json!([])));
}

/// A merge patch of the recipient leaves what it does not name.
fn a_recipient_is_patched_member_by_member(app: &TestApp) {
    let who = app.admin();
    let made = add(&who, grant(json!({})));
    let path = format!("/v1/grants/{}", made["id"].as_str().expect("an id"));
    let now = who.get(&path).expect(200);
    let told = who.holding(&now).patch(&path, json!({ "recipient": { "role": "coordinator" } })).expect(200);
    assert_eq!(told["recipient"]["organization_id"], made["recipient"]["organization_id"]);
    assert_eq!(told["recipient"]["role"], "coordinator");
    let post = who.post(
        "/v1/posts",
        json!({ "title": "Elsewhere", "country": "UY",
        "organization_id": who.post("/v1/organizations", json!({ "name": "Other", "kind": "cso" })).expect(201).id() }),
    );
    let theirs = who.holding(&told).patch(&path, json!({ "recipient": { "post_id": post.expect(201).id() } }));
    let theirs = theirs.problem(422, "invalid");
    assert_eq!(
        (&theirs["errors"][0]["code"], &theirs["errors"][0]["pointer"]),
        (&json!("not_their_post"), &json!("/recipient/post_id"))
    );
}

/// A funder sees the grants that it gave, and those whose money was its own; of others it does not even learn the number.
fn funders_see_their_own(app: &TestApp) {
    let admin = app.admin();
    let org = |name: &str| {
        let body = json!({ "name": name, "kind": "funder", "sensitivity": "public" });
        admin.post("/v1/organizations", body).expect(201).id().to_owned()
    };
    let (mine, theirs) = (org("Ours"), org("Theirs"));
    let public = |more: Value| {
        add(
            &admin,
            grant(
                json!({ "sensitivity": "public" })
                    .as_object()
                    .map(|o| {
                        let mut all = o.clone();
                        all.extend(more.as_object().expect("an object").clone());
                        Value::Object(all)
                    })
                    .expect("an object"),
            ),
        )
    };
    public(json!({ "title": "Made", "grant_maker": mine }));
    public(json!({ "title": "Joint", "grant_maker": theirs, "joint_with": [mine] }));
    public(json!({ "title": "Back", "back_donors": [{ "organization_id": mine, "amount": usd("700") }] }));
    public(json!({ "title": "Another's", "grant_maker": theirs }));
    add(&admin, grant(json!({ "title": "Internal", "grant_maker": mine })));
    let funder = app.funder(&mine);
    let list = funder.get("/v1/grants?sort=title&total=exact").expect(200);
    let titles: Vec<_> = list.data().iter().map(|grant| grant["title"].as_str().expect("a title")).collect();
    assert_eq!((titles, &list["total"]), (vec!["Back", "Joint", "Made"], &json!(3)));
    assert_eq!(funder.get("/v1/reports/funding").expect(200)["total"]["grants"], 3);
    assert_eq!(admin.get("/v1/reports/funding").expect(200)["total"]["grants"], 5);
}

/// Totals stay apart by currency; one currency is told by stored rates alone, and the answer names them.
fn totals_by_currency(app: &TestApp) {
    let who = app.admin();
    add(&who, grant(json!({ "when": "2014-03-05" })));
    add(&who, grant(json!({ "when": "2014-03", "amount": { "amount": "100000", "currency": "PYG" } })));
    add(&who, grant(json!({ "amount": { "amount": "10.50", "currency": "EUR" }, "when": "2014-03-05" })));
    add(&who, grant(json!({ "amount": null, "amount_reason": "not_disclosed" })));
    let rate = json!({ "base": "EUR", "quote": "USD", "rate": "1.3745", "day": "2014-03-03", "source": "A bank" });
    let rate = who.post("/v1/exchange-rates", rate).expect(201).id().to_owned();
    who.post("/v1/exchange-rates", json!({ "base": "EUR", "quote": "USD", "rate": "2", "day": "2014-03-06" }))
        .expect(201);
    let told = who.get("/v1/reports/funding?convert_to=USD").expect(200);
    let total = |amount: &str, currency: &str| json!({ "amount": amount, "currency": currency });
    let awarded = json!([total("10.50", "EUR"), total("100000", "PYG"), total("1500.00", "USD")]);
    assert_eq!((&told["total"]["awarded"], &told["total"]["undisclosed"]), (&awarded, &json!(1)));
    // 1500 + 10.50 × 1.3745 = 1514.43; there is no rate for guaraníes.
    let converted = json!({ "amount": "1514.43", "currency": "USD", "rates": [rate], "without_rate": 1 });
    assert_eq!(told["total"]["converted"], converted);
}

on_both! {
    logged_in_one_request,
    an_amount_or_a_reason,
    payments_keep_within_the_amount,
    the_life_of_a_grant,
    a_recipient_is_patched_member_by_member,
    funders_see_their_own,
    totals_by_currency,
}
