//! What somebody logs on a bad connection, in one request and with no id in hand; and what such a request may not say.
use rapport_testkit::{Caller, TestApp, on_both};
use serde_json::{Value, json};

#[track_caller]
fn refused(who: &Caller, path: &str, body: Value, code: &str, pointer: &str) {
    let told = who.post(path, body).problem(422, "invalid");
    let first = (&told["errors"][0]["code"], &told["errors"][0]["pointer"]);
    assert_eq!(first, (&json!(code), &json!(pointer)), "{}", told.body);
}
fn total(who: &Caller, list: &str) -> Value {
    who.get(&format!("/v1/{list}?total=exact&limit=1")).expect(200)["total"].clone()
}

/// A person, and where they work.
fn a_person_with_their_place(app: &TestApp) {
    let who = app.coordinator("BO");
    let known = json!({ "name": "Fundación Jubileo", "kind": "cso", "country": "BO" });
    let known = who.post("/v1/organizations", known).expect(201).id().to_owned();
    let body = json!({
        "name": "Rosa Choque", "country": "BO", "phone": "+591 1", "sensitivity": "public",
        "memberships": [
            { "new_organization": { "name": "Red abierta", "kind": "cso_network", "country": "BO" }, "role": "coordinator",
              "period": "2013/.." },
            { "organization_id": known },
        ],
    });
    let person = who.post("/v1/people", body).expect(201);
    let memberships = who.get(&format!("/v1/memberships?person={}&sort=created_at", person.id())).expect(200);
    let [first, second] = memberships.data() else { panic!("two: {}", memberships.body) };
    assert_eq!(
        (&first["role"], &first["period"], &first["sensitivity"]),
        (&json!("coordinator"), &json!("2013/.."), &json!("public"))
    );
    assert_eq!(second["organization_id"], json!(known));
    let network =
        who.get(&format!("/v1/organizations/{}", first["organization_id"].as_str().expect("an id"))).expect(200);
    assert_eq!((&network["name"], &network["sensitivity"]), (&json!("Red abierta"), &json!("public")));
    // All of it, or nothing.
    for (place, code, pointer) in [
        (json!({}), "one_of", "/memberships/0/organization_id"),
        (json!({ "new_organization": { "name": "", "kind": "cso" } }), "blank", "/memberships/0/new_organization/name"),
        (json!({ "organization_id": person.id() }), "unknown_reference", "/memberships/0/organization_id"),
        (json!({ "organization_id": known, "period": "2014-13" }), "bad_month", "/memberships/0/period"),
    ] {
        refused(&who, "/v1/people", json!({ "name": "Nobody", "memberships": [place] }), code, pointer);
    }
    assert_eq!((total(&who, "people"), total(&who, "organizations")), (json!(1), json!(2)));
    let many: Vec<_> = (0..100)
        .map(|n| json!({ "new_organization": { "name": format!("Organization {n}"), "kind": "cso" } }))
        .collect();
    let crowd = json!({ "name": "Everywhere", "memberships": many });
    who.post("/v1/people", crowd).problem(422, "invalid");
    assert_eq!((total(&who, "people"), total(&who, "organizations")), (json!(1), json!(2)), "201 records are too many");
    // The same in what nests a person.
    let visit = json!({
        "title": "A visit", "kinds": ["strategy_support"], "countries": ["BO"],
        "participants": [{ "new_person": { "name": "Juan", "memberships": [{ "organization_id": known, "role": "director" }] } }],
    });
    who.post("/v1/interventions", visit).expect(201);
    let there = who.get(&format!("/v1/memberships?organization={known}&total=exact")).expect(200);
    assert_eq!(there["total"], 2);
}

/// A grant whose maker and donor nobody recorded yet.
fn a_grant_with_its_givers(app: &TestApp) {
    let who = app.coordinator("BO");
    let organization = |name: &str, kind: &str| json!({ "name": name, "kind": kind, "country": "BO" });
    let body = json!({
        "title": "Seed money", "countries": ["BO"], "amount_reason": "not_disclosed", "purposes": ["seed_funding"], "status": "awarded",
        "new_grant_maker": organization("A fund", "funder"),
        "back_donors": [{ "new_organization": organization("A foundation", "x") }],
        "recipient": { "new_organization": organization("A network", "cso_network") },
    });
    let mut right = body.clone();
    right["back_donors"][0]["new_organization"]["kind"] = json!("funder");
    who.post("/v1/grants", body).problem(422, "unknown_code");
    let grant = who.post("/v1/grants", right.clone()).expect(201);
    for member in
        [&grant["grant_maker"], &grant["back_donors"][0]["organization_id"], &grant["recipient"]["organization_id"]]
    {
        who.get(&format!("/v1/organizations/{}", member.as_str().expect("an id"))).expect(200);
    }
    assert_eq!(total(&who, "organizations"), 3);
    let again = who.post("/v1/grants", right.clone()).expect(201);
    assert_eq!(again["likely_matches"].as_array().map(Vec::len), Some(3), "all three were there already");
    right["grant_maker"] = grant["grant_maker"].clone();
    refused(&who, "/v1/grants", right, "one_of", "/new_grant_maker");
    // A donor may come later, too.
    let path = format!("/v1/grants/{}/back-donors", grant.id());
    let donor = who.post(&path, json!({ "new_organization": organization("Another", "funder") })).expect(201);
    assert!(donor["organization_id"].is_string());
}

/// Only what was awarded is paid, and only what was given is funding.
fn what_was_not_awarded_is_no_funding(app: &TestApp) {
    let who = app.coordinator("BO");
    let grant = |status: &str| {
        json!({
            "title": status, "countries": ["BO"], "status": status, "amount": { "amount": "1000", "currency": "USD" },
            "recipient": { "new_organization": { "name": status, "kind": "cso", "country": "BO" } },
        })
    };
    let add = |status: &str| who.post("/v1/grants", grant(status)).expect(201).id().to_owned();
    let (declined, _, _) = (add("requested"), add("in_review"), add("awarded"));
    who.post(&format!("/v1/grants/{declined}/transitions"), json!({ "status": "declined" })).expect(201);
    let cancelled = add("awarded");
    let paid = json!({ "amount": { "amount": "100", "currency": "USD" } });
    who.post(&format!("/v1/grants/{cancelled}/disbursements"), paid.clone()).expect(201);
    who.post(&format!("/v1/grants/{cancelled}/transitions"), json!({ "status": "cancelled" })).expect(201);
    let early = who.post(&format!("/v1/grants/{declined}/disbursements"), paid.clone()).problem(422, "invalid");
    assert_eq!(early["errors"][0]["code"], "not_awarded");
    let mut body = grant("requested");
    body["disbursements"] = json!([paid]);
    refused(&who, "/v1/grants", body, "not_awarded", "/disbursements");
    let report = |query: &str| who.get(&format!("/v1/reports/funding?{query}")).expect(200);
    let usd = |amount: &str| json!([{ "amount": amount, "currency": "USD" }]);
    let all = report("group_by=country");
    assert_eq!((&all["total"]["grants"], &all["total"]["awarded"]), (&json!(1), &usd("1000.00")));
    let query = all["groups"][0]["grants_query"].as_str().expect("a query").to_owned();
    assert_eq!(who.get(&format!("/v1/grants?{query}&total=exact")).expect(200)["total"], 1, "{query}");
    assert_eq!(report("status=cancelled")["total"]["disbursed"], usd("100.00"));
    let by_status = report("group_by=status");
    let groups: Vec<_> = by_status["groups"].as_array().expect("groups").iter().map(|row| &row["group"]).collect();
    assert_eq!(groups, ["awarded", "cancelled", "declined", "in_review"]);
}

/// Translations are of texts, and of texts that everybody reads.
fn translations_are_of_texts(app: &TestApp) {
    let who = app.coordinator("BO");
    let body = |translations: Value| {
        json!({
            "title": "Visita", "kinds": ["strategy_support"], "countries": ["BO"], "lang": "es", "sensitivity": "public",
            "private_notes": "No antes del voto.", "translations": translations,
        })
    };
    let (long, lines) = ("x".repeat(301), "two\nlines");
    for (text, code) in [
        (json!({ "private_notes": "Not before the vote." }), "no_text"),
        (json!({ "sensitivity": "restricted" }), "no_text"),
        (json!({ "zzz": "x" }), "no_text"),
        (json!({ "title": long }), "too_long"),
        (json!({ "title": lines }), "control_character"),
    ] {
        let member = text.as_object().and_then(|o| o.keys().next().cloned()).expect("a member");
        let pointer = format!("/translations/en/{member}");
        refused(&who, "/v1/interventions", body(json!({ "en": text })), code, &pointer);
    }
    let made = who
        .post("/v1/interventions", body(json!({ "EN": { "title": "Visit" }, "pt-br": { "summary": lines } })))
        .expect(201);
    assert_eq!(made["translations"], json!({ "en": { "title": "Visit" }, "pt-BR": { "summary": lines } }));
    let path = format!("/v1/interventions/{}", made.id());
    let patched = who.holding(&made).patch(&path, json!({ "translations": { "en": { "private_notes": "x" } } }));
    assert_eq!(patched.problem(422, "invalid").errors(), [("/translations/en/private_notes".into(), "no_text".into())]);
    // Other kinds have them too.
    let words = json!({ "text": "Abrió una puerta.", "lang": "es", "countries": ["BO"], "translations": { "en": { "text": "It opened a door." } } });
    let words = who.post("/v1/testimonials", words).expect(201);
    assert_eq!((&words["lang"], &words["translations"]["en"]["text"]), (&json!("es"), &json!("It opened a door.")));
    assert_eq!(who.get("/v1/testimonials?lang=es&total=exact").expect(200)["total"], 1);
    let about = json!({ "kind": "testimonial", "id": words.id() });
    let task =
        json!({ "title": "Llamar", "about": about, "lang": "es", "translations": { "en": { "title": "Call" } } });
    assert_eq!(who.post("/v1/follow-ups", task).expect(201)["translations"]["en"]["title"], "Call");
    for (list, mut body) in [
        ("organizations", json!({ "name": "Red", "kind": "cso", "country": "BO" })),
        ("people", json!({ "name": "Ana", "country": "BO" })),
        ("posts", json!({ "title": "Contacto", "country": "BO" })),
    ] {
        body["summary"] = json!("De La Paz");
        body["lang"] = json!("es");
        body["translations"] = json!({ "en": { "summary": "From La Paz" } });
        let made = who.post(&format!("/v1/{list}"), body).expect(201);
        assert_eq!(made["translations"]["en"]["summary"], "From La Paz", "{list}");
        let path = format!("/v1/{list}/{}", made.id());
        let email = who.holding(&made).patch(&path, json!({ "translations": { "en": { "email": "x" } } }));
        email.problem(422, "invalid");
        let more = who.holding(&made).patch(&path, json!({ "translations": { "fr": { "summary": "De La Paz" } } }));
        assert_eq!(more.expect(200)["translations"]["en"]["summary"], "From La Paz", "{list}");
    }
}

/// Addresses are those of the web, wherever one stands.
fn addresses_open_in_a_browser(app: &TestApp) {
    let who = app.coordinator("BO");
    for bad in ["javascript:alert(1)", "http:///x", "https://a b", "www.example.org"] {
        for (path, body, pointer) in [
            ("sources", json!({ "title": "x", "kind": "report", "url": bad }), "/url"),
            ("organizations", json!({ "name": "x", "kind": "cso", "website": bad }), "/website"),
            ("publications", json!({ "title": "x", "channel": "blog", "worldwide": true, "url": bad }), "/url"),
            ("action-plans", json!({ "country": "BO", "versions": [{ "label": "x", "url": bad }] }), "/versions/0/url"),
        ] {
            refused(&who, &format!("/v1/{path}"), body, "bad_url", pointer);
        }
    }
}

/// States that exclude each other are not logged together.
fn states_fit_together(app: &TestApp) {
    let who = app.coordinator("BO");
    let plan = json!({ "kind": "action_plan", "title": "A register", "countries": ["BO"] });
    let plan = who.post("/v1/commitments", plan).expect(201);
    let path = format!("/v1/commitments/{}", plan.id());
    let told = who.holding(&plan).patch(&path, json!({ "kind": "ask" })).problem(422, "invalid");
    assert_eq!(told.errors(), [("/kind".into(), "status_of_another_kind".into())]);
    let about = json!({ "kind": "commitment", "id": plan.id() });
    let task = json!({ "title": "Call", "about": about, "status": "done", "done": "2014-02" });
    let task = who.post("/v1/follow-ups", task).expect(201);
    let path = format!("/v1/follow-ups/{}", task.id());
    let told = who.holding(&task).patch(&path, json!({ "status": "open" })).problem(422, "invalid");
    assert_eq!(told.errors(), [("/done".into(), "not_done".into())]);
    who.holding(&task).patch(&path, json!({ "status": "open", "done": null })).expect(200);
    let network = json!({ "name": "Network", "kind": "cso_network", "country": "BO" });
    let network = who.post("/v1/organizations", network).expect(201).id().to_owned();
    refused(
        &who,
        "/v1/memberships",
        json!({ "member_id": network, "organization_id": network }),
        "own_member",
        "/member_id",
    );
}

/// Of writes that come at once some fail when a part of them is written already: each is there whole, or not at all.
fn those_that_fail_take_nothing_with_them(app: &TestApp) {
    let who = app.coordinator("BO");
    let (mut made, mut refused) = (vec![], 0);
    // The pledge lies out of reach, which is found once the visit around it is written.
    let visit = |number: usize| {
        let pledge = json!({ "kind": "pledge", "title": "A register", "countries": [if number.is_multiple_of(3) { "PE" } else { "BO" }] });
        let title = format!("Visit{number}");
        json!({ "title": title, "kinds": ["strategy_support"], "countries": ["BO"], "commitments": [pledge] })
    };
    std::thread::scope(|scope| {
        let (who, visit) = (&who, &visit);
        let post = move |number| who.post("/v1/interventions", visit(number));
        let all: Vec<_> = (0..8).map(|one| scope.spawn(move || (0..6).map(|n| post(one * 6 + n)).collect())).collect();
        for (number, answer) in all.into_iter().flat_map(|one| -> Vec<_> { one.join().expect("answers") }).enumerate() {
            match number % 3 {
                0 => refused += usize::from(answer.expect(403).problem(403, "forbidden").status == 403),
                _ => made.push(answer.expect(201)),
            }
        }
    });
    assert_eq!((made.len(), refused), (32, 16));
    assert_eq!((total(&who, "interventions"), total(&who, "commitments")), (json!(32), json!(32)));
    for visit in made {
        let path = format!("/v1/interventions/{}", visit.id());
        assert_eq!(who.get(&path).expect(200)["title"], visit["title"]);
        assert_eq!(who.get(&format!("{path}/history")).expect(200).data().len(), 1);
        let found = who.get(&format!("/v1/search?q={}", visit["title"].as_str().expect("a title"))).expect(200);
        assert!(found.data().iter().any(|hit| hit["id"] == json!(visit.id())), "{}", found.body);
    }
}

on_both! {
    a_person_with_their_place,
    a_grant_with_its_givers,
    what_was_not_awarded_is_no_funding,
    translations_are_of_texts,
    addresses_open_in_a_browser,
    states_fit_together,
    those_that_fail_take_nothing_with_them,
}
