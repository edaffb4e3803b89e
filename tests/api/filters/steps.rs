//! Times of recording, tags, groups of countries, amounts, and related records one step away.
use super::World;
use crate::making::{LISTS, document, made, query_parameters};
use chrono::TimeDelta;
use rapport_server::demo::id_of;
use rapport_testkit::{TestApp, on_both};
use serde_json::json;

fn world(app: &TestApp) -> World {
    let who = app.admin();
    who.post("/v1/regions", json!({ "name": "River Plate", "countries": ["AR", "UY"] })).expect(201);
    let cso = json!({ "name": "Cso", "kind": "cso", "country": "AR" });
    let agency = json!({ "name": "Agency", "kind": "government_agency", "country": "UK" });
    let ask = json!({ "kind": "ask", "title": "Ask", "made_by": "{cso}", "made_to": "{agency}", "countries": ["AR"] });
    let pledge = json!({
        "kind": "pledge", "title": "Pledge", "made_by": "{agency}", "grows_from_id": "{ask}", "countries": ["UK", "UY"],
    });
    let loose = json!({ "kind": "pledge", "title": "Loose", "region": "latin_america" });
    let visit = json!({
        "title": "Visit", "kinds": ["strategy_support"], "countries": ["UY"],
        "participants": [{ "organization_id": "{cso}" }],
    });
    let talk = json!({
        "title": "Talk", "kinds": ["strategy_support"], "countries": ["UK"],
        "participants": [{ "organization_id": "{agency}" }],
    });
    World::of(
        &who,
        [
            ("organizations", "cso", cso),
            ("organizations", "agency", agency),
            ("commitments", "ask", ask),
            ("commitments", "pledge", pledge),
            ("commitments", "loose", loose),
            ("interventions", "visit", visit),
            ("interventions", "talk", talk),
        ],
    )
}

fn related_records_are_one_step_away(app: &TestApp) {
    let (who, world) = (app.admin(), world(app));
    let commitments = [
        ("made_by.kind=cso", "ask"),
        ("made_by.kind[not]=cso", "pledge"),
        ("made_by.country=UK", "pledge"),
        ("made_by.name=CSO&made_to.name=agency", "ask"),
        ("grows_from.kind=ask", "pledge"),
        ("grows_from.kind=pledge", ""),
        ("made_by.id={cso}", "ask"),
        ("made_by.country[in]=river_plate", "ask"),
        ("made_by.created_at[gte]=2000-01-01T00:00:00Z", "ask pledge"),
        ("made_by.created_at[lt]=2000-01-01T00:00:00Z", ""),
    ];
    world.check(&who, "commitments", &commitments);
    let interventions =
        [("participant.organization.kind=cso", "visit"), ("participant.organization.country=AR,UK", "talk visit")];
    world.check(&who, "interventions", &interventions);
    // One step and no more; and only by what the related kind is found by.
    for query in ["made_by.parent.kind=cso", "made_by.colour=red", "kind.name=x", "made_by.=x", "made_by.kind[gte]=cso"]
    {
        let refused = who.get(&format!("/v1/commitments?{query}")).problem(400, "bad_query");
        assert_eq!(refused["parameter"].as_str(), query.split('=').next(), "{query}");
    }
    // What a caller may not read is no step for them.
    let hidden = json!({ "name": "Hidden", "kind": "cso", "sensitivity": "restricted", "country": "AR" });
    let hidden = made(&who, "organizations", hidden);
    let secret = json!({ "kind": "ask", "title": "Secret", "made_by": hidden, "worldwide": true });
    let secret = made(&who, "commitments", secret);
    let ids = |who: &rapport_testkit::Caller, query: &str| {
        let found = who.walk(&format!("/v1/commitments?{query}"));
        found.iter().any(|one| one["id"] == secret.as_str())
    };
    assert!(ids(&who, "made_by.name=hidden"));
    let outside = app.coordinator("GB");
    assert!(ids(&outside, "") && !ids(&outside, "made_by.name=hidden") && !ids(&outside, "made_by.kind=cso"));
}

fn countries_are_found_by_their_group(app: &TestApp) {
    let (who, world) = (app.admin(), world(app));
    let commitments = [
        ("country[in]=river_plate", "ask pledge"),
        ("country[in]=river_plate&country=UY,GB", "pledge"),
        ("country[in]=river_plate&country[not]=AR", "pledge"),
        ("country[in]=river_plate&country=CL", ""),
        ("country[in]=nowhere", ""),
        ("country[in]=nowhere,river_plate", "ask pledge"),
    ];
    world.check(&who, "commitments", &commitments);
    world.check(&who, "organizations", &[("country[in]=river_plate", "cso"), ("country[in]=europe", "agency")]);
    let members = who.walk("/v1/countries?code[in]=river_plate");
    assert_eq!(members.iter().filter_map(|one| one["code"].as_str()).collect::<Vec<_>>(), ["AR", "UY"]);
}

fn tags_are_on_every_kind(app: &TestApp) {
    let (who, world) = (app.admin(), world(app));
    for tag in ["Urgent", "Later"] {
        who.post("/v1/tags", json!({ "name": tag })).expect(201);
    }
    let on = |tag: &str, kind: &str, id: &str| {
        let member = if kind == "country" { "code" } else { "id" };
        made(&who, "taggings", json!({ "tag": tag, "about": { "kind": kind, member: id } }))
    };
    on("urgent", "commitment", world.id("ask"));
    on("urgent", "organization", world.id("cso"));
    let later = on("later", "commitment", world.id("pledge"));
    on("urgent", "country", "UY");
    world.check(
        &who,
        "commitments",
        &[
            ("tag=urgent", "ask"),
            ("tag=urgent,later", "ask pledge"),
            ("tag[not]=urgent", "loose pledge"),
            ("tag=none", ""),
            ("made_by.tag=urgent", "ask"),
        ],
    );
    assert_eq!(who.walk("/v1/countries?tag=urgent")[0]["code"], "UY");
    let path = format!("/v1/taggings/{later}");
    let held = who.get(&path).expect(200);
    who.holding(&held).delete(&path).expect(204);
    world.check(&who, "commitments", &[("tag=later", "")]);
    // What is attached to a record has no tags; taggings have a field of that name.
    who.get("/v1/notes?tag=urgent").problem(400, "bad_query");
    assert_eq!(who.walk("/v1/taggings?tag=urgent").len(), 3);
}

fn recorded_and_written_in_a_range(app: &TestApp) {
    let (who, world) = (app.admin(), world(app));
    let at = |name: &str, member: &str| {
        let read = who.get(&format!("/v1/commitments/{}", world.id(name))).expect(200);
        read[member].as_str().expect("an instant").to_owned()
    };
    app.clock.pass(TimeDelta::seconds(60));
    let held = who.get(&format!("/v1/commitments/{}", world.id("ask"))).expect(200);
    let path = format!("/v1/commitments/{}", world.id("ask"));
    who.holding(&held).patch(&path, json!({ "summary": "More" })).expect(200);
    let (made, written) = (at("ask", "created_at"), at("ask", "updated_at"));
    assert!(made < written);
    world.check(
        &who,
        "commitments",
        &[
            (&format!("updated_at[gte]={written}"), "ask"),
            (&format!("updated_at[gt]={written}"), ""),
            (&format!("updated_at[lt]={written}"), "loose pledge"),
            (&format!("created_at[lte]={made}&updated_at[gte]={written}"), "ask"),
            (&format!("created_at[gt]={written}"), ""),
        ],
    );
    for bad in ["yesterday", "2014", "2014-02-30T00:00:00Z", "", "262000-01-01T00:00:00Z"] {
        who.get(&format!("/v1/commitments?updated_at[gte]={bad}")).problem(400, "bad_query");
    }
    who.get(&format!("/v1/commitments?updated_at={written}")).problem(400, "bad_query");
    // Nothing lies between these.
    for bounds in [("gte", &written, "lt", &made), ("lt", &made, "gt", &made), ("lte", &made, "gt", &made)] {
        let (one, from, other, to) = bounds;
        let query = format!("created_at[{one}]={from}&created_at[{other}]={to}");
        let refused = who.get(&format!("/v1/commitments?{query}")).problem(400, "bad_query");
        assert_eq!(refused["parameter"], format!("created_at[{other}]"));
    }
    who.get(&format!("/v1/commitments?created_at[gte]={made}&created_at[lte]={made}")).expect(200);
    who.get(&format!("/v1/commitments?updated_at[lt]={made}&updated_at[lt]={made}")).problem(400, "bad_query");
}

fn amounts_are_compared_within_their_currency(app: &TestApp) {
    let who = app.admin();
    let cso = made(&who, "organizations", json!({ "name": "Cso", "kind": "cso" }));
    let grant = |title: &str, amount: serde_json::Value| {
        let mut body = json!({ "title": title, "countries": ["UY"], "recipient": { "organization_id": cso } });
        let member = if amount.is_string() { "amount_reason" } else { "amount" };
        body[member] = amount;
        made(&who, "grants", body)
    };
    let usd = |amount: &str| json!({ "amount": amount, "currency": "USD" });
    let world = World(
        [
            ("small", grant("Small", usd("999.99"))),
            ("large", grant("Large", usd("1500"))),
            ("pesos", grant("Pesos", json!({ "amount": "2000.00", "currency": "UYU" }))),
            ("unknown", grant("Unknown", json!("not_stated"))),
        ]
        .into(),
    );
    world.check(
        &who,
        "grants",
        &[
            ("amount[gte]=USD:1000", "large"),
            ("amount[gte]=USD:999.99", "large small"),
            ("amount[gt]=USD:999.99", "large"),
            ("amount[lte]=USD:1500.00", "large small"),
            ("amount[lt]=USD:1500", "small"),
            ("amount[gte]=USD:1000&amount[lt]=USD:1500", ""),
            ("amount[gt]=UYU:1", "pesos"),
            ("amount[gte]=UYU:1&amount[gt]=USD:1", ""),
        ],
    );
    for bad in ["1000", "USD", "USD:", "USD:-1", "USD:1.234", "XXX:1", "USD:1e3"] {
        who.get(&format!("/v1/grants?amount[gte]={bad}")).problem(400, "bad_query");
    }
    who.get("/v1/grants?amount=USD:1").problem(400, "bad_query");
    who.get("/v1/grants?amount[gte]=USD:5&amount[lt]=USD:4.99").problem(400, "bad_query");
    who.get("/v1/grants?amount[gte]=USD:5&amount[lt]=UYU:900").problem(400, "bad_query");
}

/// Nothing is related to what nobody has recorded yet; a step that is passed over finds all.
fn no_step_is_passed_over(app: &TestApp) {
    let document = document();
    let (admin, funder) = (app.admin(), app.funder(&id_of("osf").to_string()));
    let mut tried = 0;
    for list in LISTS.iter().filter(|list| !["users", "api-keys"].contains(list)) {
        let steps = query_parameters(document, &format!("/v1/{list}"));
        for step in steps.iter().filter(|name| name.ends_with(".created_at[gte]")) {
            for who in [&admin, &funder] {
                let found = who.get(&format!("/v1/{list}?{step}=2099-01-01T00:00:00Z")).expect(200);
                assert_eq!(found.data().len(), 0, "{list}?{step}");
                tried += 1;
            }
        }
    }
    assert!(tried > 80, "only {tried} steps were tried");
}

on_both! { demo: no_step_is_passed_over }
on_both! {
    related_records_are_one_step_away,
    countries_are_found_by_their_group,
    tags_are_on_every_kind,
    recorded_and_written_in_a_range,
    amounts_are_compared_within_their_currency,
}
