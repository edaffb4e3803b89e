//! Accounts: logging in, tokens, and what an administrator may do to users.
use chrono::Duration;
use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use rapport_testkit::{Answer, Caller, TestApp, on_both};
use serde_json::{Value, json};
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Barrier,
};

const RIGHT: &str = "a long enough password";
const WRONG: &str = "another long password";

fn pair(pointer: &str, code: &str) -> [(String, String); 1] {
    [(pointer.to_owned(), code.to_owned())]
}
fn user(email: &str, role: &str, more: Value) -> Value {
    let mut body = json!({ "email": email, "name": "Ana", "role": role, "password": RIGHT });
    for (name, value) in more.as_object().expect("an object") {
        body[name] = value.clone();
    }
    body
}
fn log_in(app: &TestApp, email: &str, password: &str) -> Answer {
    app.stranger().post("/v1/auth/login", json!({ "email": email, "password": password }))
}
fn logged_in(app: &TestApp, email: &str, password: &str) -> Caller {
    let answer = log_in(app, email, password).expect(200);
    app.bearer(answer["access_token"].as_str().expect("a token"))
}
/// Where a user lies, and who it is to them.
fn me(who: &Caller) -> (String, Answer) {
    let me = who.get("/v1/me").expect(200);
    (format!("/v1/users/{}", me.id()), me)
}

fn whoever_knows_the_password_gets_a_token(app: &TestApp) {
    let made = app.admin().post("/v1/users", user("Ana@Example.org", "dashboard", json!({}))).expect(201);
    assert_eq!(made["email"], "ana@example.org");
    for email in ["ana@example.org", "ANA@example.ORG"] {
        let answer = log_in(app, email, RIGHT).expect(200);
        let members: BTreeSet<_> = answer.body.as_object().expect("an object").keys().map(String::as_str).collect();
        assert_eq!(
            members,
            BTreeSet::from(["access_token", "expires_in", "refresh_expires_in", "refresh_token", "token_type"])
        );
        assert_eq!((&answer["token_type"], &answer["expires_in"]), (&json!("Bearer"), &json!(3600)));
        assert_eq!(answer.headers["cache-control"], "no-store");
        let token = answer["access_token"].as_str().expect("a token");
        assert_eq!(app.bearer(token).get("/v1/me").expect(200)["id"], made["id"]);
    }
}

fn a_refusal_does_not_tell_whether_somebody_exists(app: &TestApp) {
    app.admin().post("/v1/users", user("ana@example.org", "dashboard", json!({}))).expect(201);
    let gone = app.admin().post("/v1/users", user("gone@example.org", "dashboard", json!({}))).expect(201);
    app.admin().holding(&gone).delete(&gone.headers["location"]).expect(204);
    let told = |answer: Answer| -> (Value, BTreeMap<String, String>) {
        let answer = answer.problem(401, "bad_credentials");
        let (mut body, mut headers) = (answer.body.clone(), answer.headers.clone());
        body["request_id"] = Value::Null;
        headers.retain(|name, _| !["x-request-id", "date"].contains(&name.as_str()));
        (body, headers)
    };
    let wrong = told(log_in(app, "ana@example.org", WRONG));
    for (email, password) in [
        ("nobody@example.org", RIGHT),
        ("gone@example.org", RIGHT),
        ("ana@example.org", ""),
        ("", RIGHT),
        ("not an address", RIGHT),
        ("ana@example.org\u{0}", RIGHT),
        ("ana@example.org' OR '1'='1", RIGHT),
    ] {
        assert_eq!(told(log_in(app, email, password)), wrong, "{email:?}");
    }
}

fn a_token_ends_with_its_hour_and_its_user(app: &TestApp) {
    let admin = app.admin();
    let made = admin.post("/v1/users", user("ana@example.org", "dashboard", json!({}))).expect(201);
    let ana = logged_in(app, "ana@example.org", RIGHT);
    app.clock.pass(Duration::seconds(3590));
    ana.get("/v1/interventions").expect(200);
    app.clock.pass(Duration::seconds(11));
    ana.get("/v1/interventions").problem(401, "unauthenticated");
    let ana = logged_in(app, "ana@example.org", RIGHT);
    ana.get("/v1/me").expect(200);
    app.admin().holding(&made).delete(&made.headers["location"]).expect(204);
    for path in ["/v1/me", "/v1/interventions", "/v1/reports/activity-matrix"] {
        let answer = ana.get(path).problem(401, "unauthenticated");
        assert_eq!(answer.headers["www-authenticate"], "Bearer");
    }
}

fn only_our_own_tokens_are_taken(app: &TestApp) {
    let id = "01976d3a-0000-7000-8000-0000000000aa";
    app.admin().post("/v1/users", user("ana@example.org", "admin", json!({ "id": id }))).expect(201);
    let session = app.session(id.parse().expect("an id")).id;
    let now = app.clock.now().timestamp();
    let claims = json!({
        "iss": "rapport", "aud": "rapport-api", "sub": id, "sid": session, "iat": now, "exp": now + 3600,
    });
    let kid = Some(app.api.tokens.kid().to_owned());
    let signed = |algorithm, claims: &Value, secret: &[u8]| {
        let header = Header { kid: kid.clone(), ..Header::new(algorithm) };
        encode(&header, claims, &EncodingKey::from_secret(secret)).expect("a token")
    };
    let ours = |changes: Value| {
        let mut claims = claims.clone();
        claims.as_object_mut().expect("claims").extend(changes.as_object().expect("changes").clone());
        claims.as_object_mut().expect("claims").retain(|_, value| !value.is_null());
        signed(Algorithm::HS256, &claims, TestApp::SECRET)
    };
    let secret = EncodingKey::from_secret(TestApp::SECRET);
    let right = ours(json!({}));
    assert_eq!(app.bearer(&right).get("/v1/me").expect(200)["id"], id, "the tokens are built as the server's are");
    let [header, body, signature] = right.split('.').collect::<Vec<_>>()[..] else { panic!("three parts: {right}") };
    // `{"alg":"none"}`, with the payload of the right one.
    let unsigned = "eyJhbGciOiJub25lIn0";
    let other = ours(json!({ "sub": "01976d3a-0000-7000-8000-0000000000ab" }));
    let forged = [
        ("of another secret", signed(Algorithm::HS256, &claims, b"another secret, which the server does not have")),
        ("that names no key", encode(&Header::default(), &claims, &secret).expect("a token")),
        ("that names another key", {
            let header = Header { kid: Some("0123456789abcdef".into()), ..Header::default() };
            encode(&header, &claims, &secret).expect("a token")
        }),
        ("unsigned", format!("{unsigned}.{body}.")),
        ("that calls itself unsigned", format!("{unsigned}.{body}.{signature}")),
        ("with its signature cut off", format!("{header}.{body}.")),
        ("of another algorithm", signed(Algorithm::HS512, &claims, TestApp::SECRET)),
        ("with the claims of another", format!("{header}.{}.{signature}", other.split('.').nth(1).expect("claims"))),
        ("for nobody", other),
        ("of another issuer", ours(json!({ "iss": "another" }))),
        ("for another audience", ours(json!({ "aud": "another-api" }))),
        ("that renews", ours(json!({ "aud": "rapport-refresh", "sub": session, "generation": 0 }))),
        ("of no session", ours(json!({ "sid": null }))),
        ("of another session", ours(json!({ "sid": "01976d3a-0000-7000-8000-0000000000bb" }))),
        ("out of date", ours(json!({ "exp": now }))),
        ("without end", ours(json!({ "exp": null }))),
    ];
    for (what, token) in forged {
        let answer = app.bearer(&token).get("/v1/me");
        assert_eq!((answer.status, &answer["code"]), (401, &json!("unauthenticated")), "a token {what}");
    }
    for credentials in
        [format!("Basic {right}"), format!("Bearer{right}"), right.clone(), "Bearer".into(), String::new()]
    {
        app.stranger().with("Authorization", credentials).get("/v1/me").problem(401, "unauthenticated");
    }
}

fn everybody_may_know_who_they_are(app: &TestApp) {
    let foundation = json!({ "name": "A foundation", "kind": "funder" });
    let foundation = app.admin().post("/v1/organizations", foundation).expect(201).id().to_owned();
    for (who, role, reach, organization) in [
        (app.coordinator("latin_america,DE"), "coordinator", json!(["DE", "latin_america"]), Value::Null),
        (app.dashboard("AR"), "dashboard", json!(["AR"]), Value::Null),
        (app.funder(&foundation), "funder", json!(["all"]), json!(foundation)),
        (app.auditor(), "auditor", json!(["all"]), Value::Null),
    ] {
        let (_, me) = me(&who);
        assert_eq!((&me["role"], &me["reach"], &me["organization_id"]), (&json!(role), &reach, &organization));
        assert_eq!(me.etag(), "\"1\"");
        assert!(!me.body.to_string().contains("argon2") && me.body.get("password").is_none(), "{}", me.body);
    }
    app.stranger().get("/v1/me").problem(401, "unauthenticated");
}

fn passwords_have_rules(app: &TestApp) {
    let admin = app.admin();
    let refused = |body: Value| admin.post("/v1/users", body).problem(422, "invalid").errors();
    for wrong in ["", "elevenchars", "ñandúñandúñ", &"x".repeat(201)] {
        let body = user("ana@example.org", "dashboard", json!({ "password": wrong }));
        assert_eq!(refused(body), pair("/password", "password_length"), "{wrong}");
    }
    // What is on every list, and what is made of it.
    for common in ["passwordpassword", "Password1234", "qwertyuiop12", "123456789012", "aaaaaaaaaaaa", "iloveyou2024"] {
        let body = user("ana@example.org", "dashboard", json!({ "password": common }));
        assert_eq!(refused(body), pair("/password", "common_password"), "{common}");
    }
    assert_eq!(admin.get("/v1/users?email=ana@example.org&total=exact").expect(200)["total"], 0);

    let made = admin.post("/v1/users", user("ana@example.org", "dashboard", json!({ "password": "twelve chars" })));
    let made = made.expect(201);
    assert_eq!(made.body.get("password"), None, "it is never shown");
    let path = &made.headers["location"];
    let short = admin.holding(&made).patch(path, json!({ "password": "too short" })).problem(422, "invalid");
    assert_eq!(short.errors(), pair("/password", "password_length"));
    log_in(app, "ana@example.org", "twelve chars").expect(200);
    let changed = admin.holding(&made).patch(path, json!({ "password": RIGHT })).expect(200);
    assert!(changed["password_changed_at"].as_str() > made["password_changed_at"].as_str());
    log_in(app, "ana@example.org", "twelve chars").problem(401, "bad_credentials");
    let ana = logged_in(app, "ana@example.org", RIGHT);
    let renamed = admin.holding(&changed).patch(path, json!({ "name": "Ana María" })).expect(200);
    assert_eq!(renamed["password_changed_at"], changed["password_changed_at"]);
    ana.get("/v1/me").expect(200);
    let history = admin.get(&format!("{path}/history")).expect(200).body.to_string();
    assert!(!history.contains("argon2") && !history.contains(RIGHT), "{history}");
}

fn what_a_user_is_holds_from_now_on(app: &TestApp) {
    let admin = app.admin();
    let made = admin.post("/v1/users", user("ana@example.org", "coordinator", json!({ "reach": ["AR"] }))).expect(201);
    let (ana, path) = (logged_in(app, "ana@example.org", RIGHT), &made.headers["location"]);
    let log = |country: &str| {
        ana.post("/v1/interventions", json!({ "title": "A visit", "kinds_unknown": true, "countries": [country] }))
    };
    log("AR").expect(201);
    log("UY").problem(403, "forbidden");
    let moved = admin.holding(&made).patch(path, json!({ "reach": ["UY"] })).expect(200);
    assert_eq!(moved["reach"], json!(["UY"]));
    log("AR").problem(403, "forbidden");
    log("UY").expect(201);
    admin.holding(&moved).patch(path, json!({ "role": "dashboard" })).expect(200);
    log("UY").problem(403, "forbidden");
    assert_eq!(ana.get("/v1/interventions?total=exact").expect(200)["total"], 1);
    let elevated = ana.with("If-Match", "\"3\"").patch(path, json!({ "role": "admin" }));
    elevated.problem(403, "forbidden");
}

fn a_funder_belongs_to_an_organization(app: &TestApp) {
    let admin = app.admin();
    let foundation = json!({ "name": "A foundation", "kind": "funder" });
    let foundation = admin.post("/v1/organizations", foundation).expect(201).id().to_owned();
    let alone = admin.post("/v1/users", user("f@example.org", "funder", json!({}))).problem(422, "invalid");
    assert_eq!(alone.errors(), pair("/organization_id", "no_organization"));
    let nowhere = json!({ "organization_id": "01976d3a-0000-7000-8000-000000000009" });
    let nowhere = admin.post("/v1/users", user("f@example.org", "funder", nowhere)).problem(422, "invalid");
    assert_eq!(nowhere.errors(), pair("/organization_id", "unknown_reference"));
    let belonging = json!({ "organization_id": foundation });
    let funder = admin.post("/v1/users", user("f@example.org", "funder", belonging)).expect(201);
    let path = &funder.headers["location"];
    let left = admin.holding(&funder).patch(path, json!({ "organization_id": null })).problem(422, "invalid");
    assert_eq!(left.errors(), pair("/organization_id", "no_organization"));
    let other = admin.post("/v1/users", user("d@example.org", "dashboard", json!({}))).expect(201);
    let turned = admin.holding(&other).patch(&other.headers["location"], json!({ "role": "funder" }));
    assert_eq!(turned.problem(422, "invalid").errors(), pair("/organization_id", "no_organization"));
}

fn an_address_is_one_users(app: &TestApp) {
    let admin = app.admin();
    let first = admin.post("/v1/users", user("ana@example.org", "dashboard", json!({}))).expect(201);
    let again = admin.post("/v1/users", user(" ANA@example.org", "auditor", json!({}))).problem(409, "email_taken");
    assert_eq!(again.errors(), pair("/email", "email_taken"));
    let other = admin.post("/v1/users", user("bea@example.org", "dashboard", json!({}))).expect(201);
    let taking = admin.holding(&other).patch(&other.headers["location"], json!({ "email": "Ana@example.org" }));
    assert_eq!(taking.problem(409, "email_taken").errors(), pair("/email", "email_taken"));
    for wrong in ["ana", "@example.org", "ana@", "a na@example.org"] {
        let refused = admin.post("/v1/users", user(wrong, "dashboard", json!({}))).problem(422, "invalid");
        assert_eq!(refused.errors(), pair("/email", "bad_email"), "{wrong}");
    }
    // A deleted user's address is free, and then cannot come back with the user.
    let path = &first.headers["location"];
    admin.holding(&first).delete(path).expect(204);
    admin.post("/v1/users", user("ana@example.org", "dashboard", json!({}))).expect(201);
    let restored = admin.with("If-Match", "\"2\"").send("POST", &format!("{path}/restore"), None);
    restored.problem(409, "email_taken");
}

fn somebody_remains_to_administer(app: &TestApp) {
    let admin = app.admin();
    let (path, me) = me(&admin);
    let alone = admin.holding(&me);
    alone.patch(&path, json!({ "role": "coordinator" })).problem(409, "last_admin");
    alone.delete(&path).problem(409, "last_admin");
    alone.patch(&path, json!({ "name": "Still here" })).expect(200);
    // A deleted one is none.
    let second = admin.post("/v1/users", user("bea@example.org", "admin", json!({}))).expect(201);
    admin.holding(&second).delete(&second.headers["location"]).expect(204);
    let (_, me) = self::me(&admin);
    admin.holding(&me).delete(&path).problem(409, "last_admin");
    admin.post("/v1/users", user("eva@example.org", "admin", json!({}))).expect(201);
    admin.holding(&me).patch(&path, json!({ "role": "coordinator" })).expect(200);
    admin.get("/v1/users").problem(403, "forbidden");
}

fn two_admins_do_not_depose_each_other(app: &TestApp) {
    let (auditor, mut first) = (app.auditor(), app.admin());
    for round in 0..20 {
        let second = app.admin();
        let ((path_of_first, one), (path_of_second, two)) = (me(&first), me(&second));
        let together = &Barrier::new(2);
        let statuses = std::thread::scope(|scope| {
            let depose = |who: Caller, path: String| {
                scope.spawn(move || {
                    together.wait();
                    who.patch(&path, json!({ "role": "auditor" })).status
                })
            };
            [depose(first.holding(&two), path_of_second), depose(second.holding(&one), path_of_first)]
                .map(|thread| thread.join().expect("an answer"))
        });
        let left = auditor.get("/v1/users?role=admin&total=exact").expect(200);
        assert_eq!(left["total"], 1, "round {round}: {statuses:?}");
        if first.get("/v1/me").expect(200)["role"] != "admin" {
            first = second;
        }
    }
}

fn a_reach_is_made_of_codes_that_exist(app: &TestApp) {
    let admin = app.admin();
    let create =
        |reach: Value| admin.post("/v1/users", user("ana@example.org", "coordinator", json!({ "reach": reach })));
    for (reach, pointer, code) in [
        (json!(["AR", "nowhere"]), "/reach/1", "unknown_reference"),
        (json!(["ZZ"]), "/reach/0", "unknown_reference"),
        (json!([]), "/reach", "empty_reach"),
    ] {
        assert_eq!(create(reach.clone()).problem(422, "invalid").errors(), pair(pointer, code), "{reach}");
    }
    let made = create(json!(["UK", "latin_america"])).expect(201);
    assert_eq!(made["reach"], json!(["GB", "latin_america"]), "an alias stands for the country's code");
    let ana = logged_in(app, "ana@example.org", RIGHT);
    let log = |country: &str| {
        ana.post("/v1/interventions", json!({ "title": "A visit", "kinds_unknown": true, "countries": [country] }))
    };
    assert_eq!(log("UK").expect(201)["countries"], json!(["GB"]));
    log("GB").expect(201);
    log("IE").problem(403, "forbidden");
    let everywhere = admin.post("/v1/users", user("bea@example.org", "coordinator", json!({}))).expect(201);
    assert_eq!(everywhere["reach"], json!(["all"]), "everywhere where nothing is said");
}

fn a_reach_has_no_part_twice(app: &TestApp) {
    let admin = app.admin();
    for twice in [json!(["AR", "AR"]), json!(["UK", "GB"]), json!(["europe", "europe"])] {
        let body = user("ana@example.org", "coordinator", json!({ "reach": twice }));
        assert_eq!(admin.post("/v1/users", body).problem(422, "invalid").errors(), pair("/reach/1", "repeated"));
    }
}

/// Whoever does not say who they are hears of nothing else that is wrong.
fn a_stranger_learns_nothing(app: &TestApp) {
    let who = app.stranger();
    let visits = "/v1/interventions";
    let one = format!("{visits}/01976d3a-0000-7000-8000-000000000001");
    let text = who.with("Content-Type", "text/plain");
    let answers = [
        ("without If-Match", who.patch(&one, json!({}))),
        ("with a bad If-Match", who.with("If-Match", "7").delete(&one)),
        ("with a bad key", who.with("Idempotency-Key", "a b").post(visits, json!({}))),
        ("with a body of another type", text.send("POST", visits, Some(b"x".to_vec()))),
        ("with a malformed body", who.send("POST", visits, Some(b"{".to_vec()))),
        ("with an id that is none", who.get(&format!("{visits}/x"))),
        ("with a bad query", who.get(&format!("{visits}?no_such_field=1"))),
    ];
    let told: Vec<_> = answers.iter().map(|(what, answer)| (*what, answer.status)).collect();
    assert!(answers.iter().all(|(_, answer)| answer.status == 401), "{told:?}");
}

/// Nor does whoever may not do a thing; above all the answer is one and the same every time.
fn what_is_forbidden_is_forbidden_first(app: &TestApp) {
    let who = app.coordinator("AR");
    let body = json!({ "title": "A visit", "kinds_unknown": true, "countries": ["AR"] });
    let visit = who.post("/v1/interventions", body).expect(201).headers["location"].clone();
    let (path, _) = me(&who);
    for _ in 0..20 {
        app.dashboard("AR").patch(&visit, json!({ "title": "Mine" })).problem(403, "forbidden");
        who.patch(&path, json!({ "role": "admin" })).problem(403, "forbidden");
    }
}

/// Not even one that holds its fields in their order.
fn an_array_is_no_login(app: &TestApp) {
    app.admin().post("/v1/users", user("ana@example.org", "dashboard", json!({}))).expect(201);
    app.stranger().post("/v1/auth/login", json!(["ana@example.org", RIGHT])).problem(422, "wrong_type");
}

on_both! {
    whoever_knows_the_password_gets_a_token,
    a_refusal_does_not_tell_whether_somebody_exists,
    a_token_ends_with_its_hour_and_its_user,
    only_our_own_tokens_are_taken,
    everybody_may_know_who_they_are,
    passwords_have_rules,
    what_a_user_is_holds_from_now_on,
    a_funder_belongs_to_an_organization,
    an_address_is_one_users,
    somebody_remains_to_administer,
    two_admins_do_not_depose_each_other,
    a_reach_is_made_of_codes_that_exist,
    a_reach_has_no_part_twice,
    a_stranger_learns_nothing,
    what_is_forbidden_is_forbidden_first,
    an_array_is_no_login,
}
