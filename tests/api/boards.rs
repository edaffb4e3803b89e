//! Ready reads for boards, on the demo dataset: each told from its records, as the date and the caller have it.
use rapport_server::demo::id_of;
use rapport_testkit::{Caller, TestApp, on_both};
use serde_json::{Value, json};

fn board(who: &Caller, query: &str) -> Value {
    who.get(&format!("/v1/boards/{query}")).expect(200).body
}
fn of<'v>(board: &'v Value, list: &str, member: &str, value: &str) -> &'v Value {
    let found = board[list].as_array().expect(list).iter().find(|one| one[member] == value);
    found.unwrap_or_else(|| panic!("no {value} in {board}"))
}
fn stands(promises: &Value) -> Vec<(&str, &str)> {
    fn text<'v>(one: &'v Value, name: &str) -> &'v str {
        one[name].as_str().expect("a text")
    }
    let all = promises.as_array().expect("promises").iter();
    all.map(|one| (text(one, "kind"), text(one, "status"))).collect()
}

fn dialogue_stands_where_the_date_has_it(app: &TestApp) {
    let who = app.auditor();
    let then = board(&who, "dialogue?as_of=2014-02");
    let argentina = of(&then, "countries", "country", "AR");
    assert_eq!(stands(&argentina["asks"]), [("ask", "raised")]);
    assert_eq!((stands(&argentina["pledges"]), &argentina["stage"]), (vec![("pledge", "pledged")], &json!("pledged")));
    let later = board(&who, "dialogue?as_of=2014-06&country=AR,UY");
    assert_eq!(of(&later, "countries", "country", "AR")["stage"], "at_risk");
    let codes: Vec<_> = later["countries"].as_array().expect("countries").iter().map(|one| &one["country"]).collect();
    assert_eq!(codes, ["AR", "UY"]);
    let uruguay = of(&later, "countries", "country", "UY");
    let forum = &uruguay["forums"][0];
    assert_eq!(forum["name"], "Open Government Working Group (Uruguay)");
    assert_eq!((&forum["seats"], &forum["since"]), (&json!([{ "selection": "appointed", "seats": 1 }]), &Value::Null));
    let latin = board(&who, "dialogue?country[in]=latin_america");
    assert!(latin["countries"].as_array().expect("countries").iter().all(|one| one["country"] != "IE"), "{latin}");
    who.get("/v1/boards/dialogue?colour=red").problem(400, "bad_query");
}

fn a_forum_met_when_it_held_or_joined_something(app: &TestApp) {
    let who = app.admin();
    let forum = who.get("/v1/organizations?kind=dialogue_forum&country=UY").expect(200).data()[0]["id"].clone();
    let met = |board: &Value| of(board, "countries", "country", "UY")["forums"][0]["last_meeting"].clone();
    let gathering =
        json!({ "title": "Plenary", "countries": ["UY"], "when": "2015-03-02", "status": "held", "hosts": [forum] });
    who.post("/v1/gatherings", gathering).expect(201);
    let planned = json!({ "title": "Next", "countries": ["UY"], "when": "2015-05-02", "hosts": [forum] });
    who.post("/v1/gatherings", planned).expect(201);
    assert_eq!(met(&board(&who, "dialogue?as_of=2016")), "2015-03-02");
    assert_eq!(met(&board(&who, "dialogue?as_of=2015-02")), Value::Null);
    let visit = json!({
        "title": "Visit", "kinds": ["strategy_support"], "countries": ["UY"], "when": "2015-06",
        "participants": [{ "organization_id": forum, "role": "co_host" }],
    });
    who.post("/v1/interventions", visit).expect(201);
    assert_eq!(met(&board(&who, "dialogue?as_of=2016")), "2015-06-30");
    let seat = json!({ "organization_id": forum, "member_id": id_of("data-uruguay"), "selection": "elected", "period": "2015-01/.." });
    who.post("/v1/memberships", seat).expect(201);
    let uruguay = board(&who, "dialogue?as_of=2015-02");
    let forum = &of(&uruguay, "countries", "country", "UY")["forums"][0];
    assert_eq!(forum["since"], "2015-01-01");
    assert_eq!(
        forum["seats"],
        json!([{ "selection": "appointed", "seats": 1 }, { "selection": "elected", "seats": 1 }])
    );
}

fn the_portfolio_agrees_with_the_lists(app: &TestApp) {
    let who = app.admin();
    let told = board(&who, "portfolio?as_of=2014-06");
    assert_eq!(told["year"], "2014");
    for row in told["countries"].as_array().expect("countries") {
        let country = row["country"].as_str().expect("a code");
        let count =
            |query: &str| who.get(&format!("/v1/{query}&country={country}&total=exact")).expect(200)["total"].clone();
        assert_eq!(row["results_this_year"], count("results?when[begins]=2014"), "{country}");
        let page = who.get(&format!("/v1/countries/{country}?as_of=2014-06")).expect(200);
        assert_eq!(row["open_commitments"], page["open_commitments"].as_array().expect("a list").len(), "{country}");
        assert_eq!(row["last_contact"], page["last_contact"]["day"], "{country}");
        let funding = who.get(&format!("/v1/reports/funding?group_by=country&country={country}")).expect(200);
        let groups = funding["groups"].as_array().expect("groups").iter();
        let awarded =
            groups.clone().find(|group| group["group"] == country).map_or(json!([]), |one| one["awarded"].clone());
        assert_eq!(row["funding"], awarded, "{country}");
    }
    // A commitment whose plan is over, or whose follow-up is past its day, is overdue.
    let overdue =
        |board: &Value| of(board, "countries", "country", "AR")["overdue_commitments"].as_i64().expect("a number");
    let before = overdue(&board(&who, "portfolio?as_of=2014-06"));
    let task = json!({
        "title": "Ask again", "about": { "kind": "commitment", "id": id_of("p01-dialogue-space") }, "due": "2014-05",
    });
    who.post("/v1/follow-ups", task).expect(201);
    assert_eq!(overdue(&board(&who, "portfolio?as_of=2014-06")), before + 1);
    assert_eq!(overdue(&board(&who, "portfolio?as_of=2014-05")), before);
    assert_eq!(board(&who, "portfolio?country=DE")["countries"], json!([]));
}

fn commitments_move_over_time(app: &TestApp) {
    let who = app.auditor();
    let told = board(&who, "commitments");
    assert_eq!(told["size"], "quarter");
    let pledge = id_of("p01-dialogue-space");
    let made = json!({
        "title": "Open the register", "kind": "pledge", "countries": ["CL"], "when": "2014-02-10", "sensitivity": "public",
    });
    let admin = app.admin();
    let made = admin.post("/v1/commitments", made).expect(201);
    for (status, when) in [("in_progress", "2014-05"), ("done", "2015-01-20")] {
        let step = json!({ "status": status, "when": when });
        admin.post(&format!("/v1/commitments/{}/transitions", made.id()), step).expect(201);
    }
    let own = board(&who, &format!("commitments?id={}&as_of=2015-02&size=quarter", made.id()));
    let told: Vec<_> = own["stretches"].as_array().expect("stretches").iter().collect();
    let expected = [
        ("2014-Q1", json!({ "pledged": 1 })),
        ("2014-Q2", json!({ "in_progress": 1 })),
        ("2014-Q3", json!({ "in_progress": 1 })),
        ("2014-Q4", json!({ "in_progress": 1 })),
        ("2015-Q1", json!({ "done": 1 })),
    ];
    for (stretch, (name, statuses)) in told.iter().zip(&expected) {
        assert_eq!((&stretch["stretch"], &stretch["statuses"]), (&json!(name), statuses));
    }
    assert_eq!((told.len(), &own["undated"]), (5, &json!(0)));
    let vague = board(&who, &format!("commitments?id={pledge}"));
    assert_eq!((&vague["undated"], &vague["stretches"]), (&json!(1), &json!([])));
    let years = board(&who, &format!("commitments?id={}&as_of=2016&size=year", made.id()));
    assert_eq!(years["stretches"][0], json!({ "stretch": "2014", "statuses": { "in_progress": 1 } }));
}

fn activity_is_the_figure_of_interventions(app: &TestApp) {
    let who = app.auditor();
    let told = board(&who, "activity?country=AR");
    let same = who.get("/v1/aggregate/interventions?group_by=kind&bucket=when:quarter&country=AR").expect(200);
    assert_eq!(told, same.body);
    let years = board(&who, "activity?bucket=when:year&rule=split");
    assert_eq!(years["bucket"], json!({ "by": "when", "size": "year", "rule": "split" }));
}

fn practices_spread_along_edges(app: &TestApp) {
    let who = app.auditor();
    let told = board(&who, "practices");
    let edges = told["edges"].as_array().expect("edges");
    let of_mechanism = edges.iter().filter(|edge| edge["practice"] == "A permanent mechanism for dialogue");
    let ways: Vec<_> =
        of_mechanism.map(|edge| (edge["from"].clone(), edge["to"].clone(), edge["stage"].clone())).collect();
    let way = |from: &str, to: &str, stage: &str| (json!(from), json!(to), json!(stage));
    assert_eq!(ways, [way("MX", "CR", "adopted"), way("PE", "CR", "adopted"), way("CR", "latin_america", "shared")]);
    for node in told["nodes"].as_array().expect("nodes") {
        let ends = |end: &str| edges.iter().filter(|edge| edge[end] == node["id"]).count();
        assert_eq!((&node["gave"], &node["took"]), (&json!(ends("from")), &json!(ends("to"))), "{node}");
    }
    let only = board(&who, "practices?country=PE");
    let only = only["edges"].as_array().expect("edges");
    assert!(!only.is_empty() && only.iter().all(|edge| edge["from"] == "PE" || edge["to"] == "PE"), "{only:?}");
}

fn turnover_is_answered_by_contact_and_confirmation(app: &TestApp) {
    let who = app.admin();
    let pledge = id_of("p01-dialogue-space");
    let first = board(&who, "turnover?country=AR&as_of=2014-06");
    let argentina = &first["turnovers"][0];
    assert_eq!(
        (&argentina["country"], &argentina["what"], &argentina["when"]),
        (&json!("AR"), &json!("leadership"), &json!("2014-03"))
    );
    assert_eq!(argentina["waiting"][0]["id"], json!(pledge));
    assert_eq!(argentina["confirmed"], json!([]));
    assert_eq!(board(&who, "turnover?country=AR&as_of=2014-01")["turnovers"], json!([]));
    let visit = |when: &str| {
        let body = json!({ "title": "Talks", "kinds": ["strategy_support"], "countries": ["AR"], "when": when });
        who.post("/v1/interventions", body).expect(201).id().to_owned()
    };
    let soon = visit("2014-04-10");
    visit("2014-05");
    let step = json!({ "status": "in_progress", "when": "2014-05-20" });
    who.post(&format!("/v1/commitments/{pledge}/transitions"), step).expect(201);
    let then = board(&who, "turnover?country=AR&as_of=2014-06");
    let argentina = &then["turnovers"][0];
    assert_eq!((&argentina["next_contact"], &argentina["days_to_contact"]), (&json!(soon), &json!(10)));
    assert_eq!(argentina["confirmed"][0]["id"], json!(pledge));
    assert_eq!(argentina["waiting"], json!([]));
}

fn boards_show_what_their_key_may_see(app: &TestApp) {
    let admin = app.admin();
    let secret = json!({
        "title": "Behind doors", "kind": "pledge", "countries": ["CL"], "policy_areas": ["public_participation"],
        "sensitivity": "restricted",
    });
    admin.post("/v1/commitments", secret).expect(201);
    let chile = |who: &Caller| {
        board(who, "dialogue")["countries"].as_array().expect("a list").iter().any(|one| one["country"] == "CL")
    };
    assert!(chile(&admin));
    assert!(!chile(&app.dashboard("all")));
    let open = |who: &Caller| {
        let told = board(who, "portfolio?country=CL");
        told["countries"].as_array().expect("a list").first().map(|one| one["open_commitments"].clone())
    };
    assert_eq!((open(&admin), open(&app.dashboard("all"))), (Some(json!(1)), None));
    app.stranger().get("/v1/boards/turnover").expect(401);
    // What was answered is kept until something changes, and then it is not told again.
    let dashboard = app.dashboard("all");
    let before = dashboard.get("/v1/boards/dialogue").expect(200);
    let known = dashboard.with("If-None-Match", before.etag()).get("/v1/boards/dialogue");
    assert_eq!(known.status, if dashboard.get("/v1/boards/dialogue").etag() == before.etag() { 304 } else { 200 });
    let shown = json!({
        "title": "In the open", "kind": "pledge", "countries": ["CL"], "policy_areas": ["public_participation"],
        "sensitivity": "public",
    });
    admin.post("/v1/commitments", shown).expect(201);
    assert!(chile(&dashboard));
}

on_both! { demo:
    dialogue_stands_where_the_date_has_it,
    a_forum_met_when_it_held_or_joined_something,
    the_portfolio_agrees_with_the_lists,
    commitments_move_over_time,
    activity_is_the_figure_of_interventions,
    practices_spread_along_edges,
    turnover_is_answered_by_contact_and_confirmation,
    boards_show_what_their_key_may_see,
}
