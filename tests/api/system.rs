//! What holds for every answer: request ids, problems, health, pages that need no other server, connections that die.
use diesel::{Connection, PgConnection, RunQueryDsl, sql_query};
use rapport_testkit::{Backend, TestApp, on_both};
use serde_json::json;

fn every_answer_has_a_request_id(app: &TestApp) {
    let own = app.stranger().with("X-Request-Id", "field-trip-7").get("/health/live").expect(200);
    assert_eq!(own.headers["x-request-id"], "field-trip-7");
    for strange in ["spaces in it", &"x".repeat(65)] {
        let answer = app.stranger().with("X-Request-Id", strange).get("/no/such/path").problem(404, "not_found");
        assert_ne!(answer.headers["x-request-id"], strange);
        assert_eq!(answer["request_id"], answer.headers["x-request-id"].as_str());
    }
}

fn what_the_framework_refuses_is_a_problem_too(app: &TestApp) {
    app.stranger().get("/v1/nothing").problem(404, "not_found");
    app.admin().send("PUT", "/v1/people", Some(b"{}".to_vec())).problem(405, "method_not_allowed");
    app.admin().post("/v1/countries", json!({})).problem(405, "method_not_allowed");
    app.admin().get("/v1/people/not-an-id").problem(404, "not_found");
}

fn health_is_told_to_anybody(app: &TestApp) {
    assert_eq!(app.stranger().get("/health/live").expect(200)["status"], "ok");
    assert_eq!(app.stranger().get("/health/ready").expect(200)["status"], "ok");
}

fn the_docs_page_needs_no_other_server(app: &TestApp) {
    let stranger = app.stranger();
    let page = stranger.get("/docs/").expect(200);
    let html = String::from_utf8_lossy(&page.bytes).into_owned();
    let sources = html.split(['"', '\'']).filter(|part| part.ends_with(".js") || part.ends_with(".css"));
    let mut assets = 0;
    for source in sources {
        assert!(!source.contains("//"), "{source} comes from elsewhere");
        stranger.get(&format!("/docs/{}", source.trim_start_matches("./"))).expect(200);
        assets += 1;
    }
    assert!(assets >= 3, "the page loads its scripts: {html}");
    assert_eq!(stranger.get("/openapi.json").expect(200)["info"]["title"], "Rapport");
}

fn every_country_is_found_by_its_name(app: &TestApp) {
    // The folded names of the migration are those that the program makes.
    let reader = app.dashboard("all");
    let all = reader.walk("/v1/countries?limit=200");
    assert_eq!(all.len(), 250);
    for country in all {
        let name = country["name"].as_str().expect("a name").to_uppercase();
        let name: String = name.bytes().map(|byte| format!("%{byte:02X}")).collect();
        let found = reader.get(&format!("/v1/countries?name={name}")).expect(200);
        assert_eq!(found.data().len(), 1, "{country}");
        assert_eq!(found.data()[0]["code"], country["code"]);
    }
    let kosovo = reader.get("/v1/countries/XK").expect(200);
    assert_eq!((&kosovo["alpha3"], &kosovo["numeric_code"]), (&json!("XKX"), &json!(null)));
}

on_both! {
    every_answer_has_a_request_id,
    what_the_framework_refuses_is_a_problem_too,
    health_is_told_to_anybody,
    the_docs_page_needs_no_other_server,
    every_country_is_found_by_its_name,
}

#[test]
fn connections_that_died_are_replaced() {
    if !Backend::Postgres.is_here(module_path!()) {
        return;
    }
    let app = TestApp::start(Backend::Postgres);
    let who = app.coordinator("all");
    let visit = json!({ "title": "A visit", "kinds": ["strategy_support"], "countries": ["UY"] });
    for round in 0..3 {
        who.post("/v1/interventions", visit.clone()).expect(201);
        who.get("/v1/interventions").expect(200);
        let mut server = PgConnection::establish(&app.database_url).expect("a connection of the test's own");
        let all = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity \
                   WHERE datname = current_database() AND pid <> pg_backend_pid()";
        let ended = sql_query(all).execute(&mut server).expect("they end");
        assert!(ended > 0, "round {round}: the server held connections");
        who.get("/v1/interventions").expect(200);
        who.post("/v1/interventions", visit.clone()).expect(201);
    }
    assert_eq!(who.get("/v1/interventions?total=exact").expect(200)["total"], 6);
}
