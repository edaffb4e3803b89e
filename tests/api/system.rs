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

fn answers_are_compressed_where_asked(app: &TestApp) {
    let who = app.admin();
    let plain = who.get("/v1/countries?limit=200").expect(200);
    assert!(!plain.headers.contains_key("content-encoding"));
    for (encoding, magic) in [("gzip", &[0x1f, 0x8b][..]), ("zstd", &[0x28, 0xb5, 0x2f, 0xfd])] {
        let packed = who.with("Accept-Encoding", encoding).get("/v1/countries?limit=200").expect(200);
        assert_eq!(packed.headers["content-encoding"], encoding);
        assert!(packed.headers["vary"].to_lowercase().contains("accept-encoding"), "{}", packed.headers["vary"]);
        assert!(packed.bytes.starts_with(magic) && packed.bytes.len() * 3 < plain.bytes.len());
        // The record is the same, however it is packed.
        let one = who.with("Accept-Encoding", encoding).get("/v1/countries/UY").expect(200);
        assert_eq!(one.etag(), who.get("/v1/countries/UY").expect(200).etag());
        let sheet = who.with("Accept-Encoding", encoding).get("/v1/export/countries?format=xlsx").expect(200);
        assert!(sheet.bytes.starts_with(b"PK"), "a workbook is packed already");
    }
}

#[test]
fn pages_of_known_origins_may_call() {
    let app = TestApp::with_origin(Backend::Sqlite);
    let asked = |origin: &str| {
        let page = app.stranger().with("Origin", origin).with("Access-Control-Request-Method", "PATCH");
        page.with("Access-Control-Request-Headers", "authorization,if-match").send("OPTIONS", "/v1/commitments/x", None)
    };
    let answer = asked(TestApp::ORIGIN).expect(200);
    assert_eq!(answer.headers["access-control-allow-origin"], TestApp::ORIGIN);
    assert!(answer.headers["access-control-allow-methods"].contains("PATCH"));
    assert!(!answer.headers.contains_key("access-control-allow-credentials"));
    let read = app.admin().with("Origin", TestApp::ORIGIN).get("/v1/countries/UY").expect(200);
    assert_eq!(read.headers["access-control-allow-origin"], TestApp::ORIGIN);
    assert!(read.headers["access-control-expose-headers"].to_lowercase().contains("etag"));
    // Without origins there is none of this.
    let plain = TestApp::start(Backend::Sqlite);
    let answer = plain.stranger().with("Origin", TestApp::ORIGIN).send("OPTIONS", "/v1/commitments", None);
    assert_eq!((answer.status, answer.headers.get("access-control-allow-origin")), (405, None));
    for other in ["https://evil.example.org", "https://board.example.org.evil.org", "null"] {
        assert!(!asked(other).headers.contains_key("access-control-allow-origin"), "{other}");
        let read = app.admin().with("Origin", other).get("/v1/countries/UY");
        assert!(!read.headers.contains_key("access-control-allow-origin"), "{other}");
    }
}

/// Whatever it is: a browser takes it for no page, no script and no frame.
fn browsers_take_answers_for_data(app: &TestApp) {
    let admin = app.admin();
    let all = [
        app.stranger().get("/health/live").expect(200),
        app.stranger().get("/v1/people").expect(401),
        admin.get("/v1/people").expect(200),
        admin.get("/no/such/path").expect(404),
        admin.get("/v1/export/countries?format=csv").expect(200),
    ];
    for answer in all {
        let said = |name: &str| answer.headers[name].clone();
        assert_eq!(said("x-content-type-options"), "nosniff");
        assert_eq!(said("x-frame-options"), "DENY");
        assert_eq!(said("referrer-policy"), "no-referrer");
        assert_eq!(said("content-security-policy"), "default-src 'none'; frame-ancestors 'none'");
        assert!(!answer.headers.contains_key("server"));
    }
    let docs = app.stranger().get("/docs/").expect(200);
    assert!(docs.headers["content-security-policy"].starts_with("default-src 'self';"));
}

fn the_program_tells_how_it_does(app: &TestApp) {
    let admin = app.admin();
    for who in [app.coordinator("all"), app.dashboard("all"), app.coordinator("UY")] {
        who.get("/metrics").problem(403, "forbidden");
    }
    app.stranger().get("/metrics").problem(401, "unauthenticated");
    let counted = |name: &str| {
        let answer = app.auditor().get("/metrics").expect(200);
        assert!(answer.headers["content-type"].starts_with("application/openmetrics-text"));
        let text = String::from_utf8(answer.bytes).expect("text");
        assert!(text.ends_with("# EOF\n"), "{text}");
        let line = text.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(' ')?.parse::<f64>().ok());
        line.unwrap_or_default()
    };
    let person = admin.post("/v1/people", json!({ "name": "Somebody Secret" })).expect(201);
    let read = "rapport_requests_total{method=\"GET\",route=\"/v1/people/{key}\",status=\"200\"}";
    let before = counted(read);
    for _ in 0..3 {
        admin.get(&format!("/v1/people/{}?fields=name", person.id())).expect(200);
    }
    assert_eq!(counted(read) - before, 3.0);
    assert_eq!(counted("rapport_answer_seconds_count{route=\"/v1/people/{key}\"}"), before + 3.0);
    app.stranger().post("/v1/auth/login", json!({ "email": "a@b.example", "password": "wrong" })).expect(401);
    assert_eq!(counted("rapport_failed_logins_total"), 1.0);
    assert!(counted("rapport_pool_waits_total") > 0.0 && counted("rapport_pool_connections") >= 1.0);
    assert_eq!(counted("rapport_pool_timeouts_total"), 0.0);
    assert!(counted("rapport_journal_unsealed") > 0.0, "the person is in it");
    let all = app.auditor().get("/metrics").expect(200);
    let text = String::from_utf8_lossy(&all.bytes).into_owned();
    assert!(!text.contains("Secret") && !text.contains(person.id()), "{text}");
}

on_both! {
    browsers_take_answers_for_data,
    the_program_tells_how_it_does,
    answers_are_compressed_where_asked,
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
