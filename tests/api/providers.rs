//! Identity providers outside: whose tokens are taken, for whom, and as what.
use chrono::Duration;
use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use rapport_application::providers::{Fetch, Providers};
use rapport_testkit::{Backend, TestApp, on_both};
use serde_json::{Value, json};
use std::sync::atomic::{AtomicUsize, Ordering};

const ISSUER: &str = "https://login.example.org";
const JWKS: &str = include_str!("../keys/jwks.json");
const RS: &[u8] = include_bytes!("../keys/rs256.der");

/// A server that takes tokens of one provider.
fn served(backend: Backend, more: Value, keys: Fetch) -> TestApp {
    let settings = json!({ "issuer": ISSUER, "audience": "rapport", "jwks": "keys" });
    let settings = serde_json::from_value(json!([crate::making::with(settings, more)])).expect("settings");
    TestApp::with_providers(backend, Providers::new(settings, keys))
}
fn known(_: &str) -> Result<String, String> {
    Ok(JWKS.into())
}
fn user(app: &TestApp, role: &str) -> String {
    let body = json!({ "email": "ana@example.org", "name": "Ana", "role": role, "reach": ["UY"] });
    app.admin().post("/v1/users", body).expect(201).id().to_owned()
}
fn signed(algorithm: Algorithm, kid: Option<&str>, key: &EncodingKey, claims: &Value) -> String {
    let header = Header { kid: kid.map(str::to_owned), ..Header::new(algorithm) };
    encode(&header, claims, key).expect("a token")
}
fn claims(app: &TestApp, more: Value) -> Value {
    let now = app.clock.now().timestamp();
    let claims = json!({ "iss": ISSUER, "aud": "rapport", "sub": "7", "email": "Ana@Example.org", "exp": now + 300 });
    let mut claims = crate::making::with(claims, more);
    claims.as_object_mut().expect("claims").retain(|_, value| !value.is_null());
    claims
}
fn by_rsa(app: &TestApp, more: Value) -> String {
    signed(Algorithm::RS256, Some("rs"), &EncodingKey::from_rsa_der(RS), &claims(app, more))
}

fn tokens_of_each_algorithm_are_taken(backend: Backend) {
    let app = served(backend, json!({}), known);
    let id = user(&app, "coordinator");
    for (algorithm, kid, key) in [
        (Algorithm::RS256, "rs", EncodingKey::from_rsa_der(RS)),
        (Algorithm::ES256, "es", EncodingKey::from_ec_der(include_bytes!("../keys/es256.der"))),
        (Algorithm::EdDSA, "ed", EncodingKey::from_ed_der(include_bytes!("../keys/eddsa.der"))),
    ] {
        let ana = app.bearer(&signed(algorithm, Some(kid), &key, &claims(&app, json!({}))));
        assert_eq!(ana.get("/v1/me").expect(200)["id"], id, "{algorithm:?}");
        ana.delete("/v1/auth/logout").expect(405);
        ana.post("/v1/auth/logout", json!({})).problem(403, "forbidden");
    }
    // A token with several audiences is for each of them.
    app.bearer(&by_rsa(&app, json!({ "aud": ["other", "rapport"] }))).get("/v1/me").expect(200);
}

fn what_is_not_theirs_or_not_now_is_refused(backend: Backend) {
    let app = served(backend, json!({}), known);
    user(&app, "admin");
    let now = app.clock.now().timestamp();
    let rsa = EncodingKey::from_rsa_der(RS);
    let right = claims(&app, json!({}));
    // The public key as a shared secret: what was the classic confusion.
    let confused = EncodingKey::from_secret(JWKS.as_bytes());
    let none = "eyJhbGciOiJub25lIiwia2lkIjoicnMifQ"; // {"alg":"none","kid":"rs"}
    let genuine = by_rsa(&app, json!({}));
    let [_, body, signature] = genuine.split('.').collect::<Vec<_>>()[..] else { panic!("three parts") };
    app.bearer(&genuine).get("/v1/me").expect(200);
    let refused = [
        ("of another issuer", by_rsa(&app, json!({ "iss": "https://login.example.net" }))),
        ("for another audience", by_rsa(&app, json!({ "aud": "another" }))),
        ("for no audience", by_rsa(&app, json!({ "aud": null }))),
        ("that is over", by_rsa(&app, json!({ "exp": now - 61 }))),
        ("without end", by_rsa(&app, json!({ "exp": null }))),
        ("of later", by_rsa(&app, json!({ "nbf": now + 120 }))),
        ("for nobody here", by_rsa(&app, json!({ "email": "ben@example.org" }))),
        ("for nobody", by_rsa(&app, json!({ "email": null }))),
        ("for an address that is not theirs", by_rsa(&app, json!({ "email_verified": false }))),
        ("of an unknown key", signed(Algorithm::RS256, Some("other"), &rsa, &right)),
        ("of no key", signed(Algorithm::RS256, None, &rsa, &right)),
        ("of the key of another algorithm", signed(Algorithm::RS256, Some("es"), &rsa, &right)),
        ("of a weaker algorithm", signed(Algorithm::RS512, Some("rs"), &rsa, &right)),
        ("signed by the public key", signed(Algorithm::HS256, Some("rs"), &confused, &right)),
        ("unsigned", format!("{none}.{body}.")),
        ("that calls itself unsigned", format!("{none}.{body}.{signature}")),
    ];
    for (what, token) in refused {
        let answer = app.bearer(&token).get("/v1/me");
        assert_eq!((answer.status, &answer["code"]), (401, &json!("unauthenticated")), "a token {what}");
    }
    app.clock.pass(Duration::seconds(361));
    app.bearer(&genuine).get("/v1/me").problem(401, "unauthenticated");
}

fn claims_say_role_and_reach(backend: Backend) {
    let role = json!({ "claim": "groups", "values": { "rapport-admins": "admin", "rapport-readers": "dashboard" } });
    let app = served(backend, json!({ "role": role, "reach_claim": "regions", "user_claim": "upn" }), known);
    user(&app, "coordinator");
    let who = |groups: Value, regions: Value| {
        let more = json!({ "upn": "ana@example.org", "email": null, "groups": groups, "regions": regions });
        app.bearer(&by_rsa(&app, more))
    };
    let uy = json!({ "title": "A visit", "kinds": ["strategy_support"], "countries": ["UY"] });
    let admin = who(json!(["staff", "rapport-admins"]), json!(["all"]));
    let restricted = crate::making::with(uy.clone(), json!({ "sensitivity": "restricted" }));
    let restricted = admin.post("/v1/interventions", restricted).expect(201);
    let visit = admin.post("/v1/interventions", uy.clone()).expect(201);
    let reader = who(json!("rapport-readers"), json!("UY"));
    reader.get(&format!("/v1/interventions/{}", visit.id())).expect(200);
    reader.get(&format!("/v1/interventions/{}", restricted.id())).problem(404, "not_found");
    reader.post("/v1/interventions", uy).problem(403, "forbidden");
    who(json!(["rapport-readers"]), json!(["AR"]))
        .get(&format!("/v1/interventions/{}", visit.id()))
        .problem(404, "not_found");
    // Who is none of these is nobody, whatever the user of that address is.
    for (groups, regions) in
        [(json!(["staff"]), json!(["UY"])), (json!(null), json!(["UY"])), (json!(["rapport-admins"]), json!([]))]
    {
        who(groups, regions).get("/v1/me").problem(401, "unauthenticated");
    }
}

/// An administrator works everywhere; whom the provider makes less than that works where the user does.
fn a_lower_role_has_the_reach_of_the_user(backend: Backend) {
    let role = json!({ "claim": "groups", "values": { "rapport-readers": "dashboard" } });
    let app = served(backend, json!({ "role": role }), known);
    user(&app, "admin");
    let visit = |country: &str| {
        let body = json!({ "title": "A visit", "kinds": ["strategy_support"], "countries": [country] });
        format!("/v1/interventions/{}", app.admin().post("/v1/interventions", body).expect(201).id())
    };
    let reader = app.bearer(&by_rsa(&app, json!({ "groups": "rapport-readers" })));
    reader.get(&visit("UY")).expect(200);
    reader.get(&visit("AR")).problem(404, "not_found");
}

/// Keys change: they are asked for again when a token names one that nobody knows, and not more often than once a minute.
fn keys_that_change_are_asked_for_again(backend: Backend) {
    static ASKED: [AtomicUsize; 2] = [AtomicUsize::new(0), AtomicUsize::new(0)];
    fn keys(of: usize) -> Result<String, String> {
        match ASKED[of].fetch_add(1, Ordering::SeqCst) {
            0 => Ok(json!({ "keys": [] }).to_string()),
            1 => Ok(JWKS.into()),
            _ => Err("nobody answers".into()),
        }
    }
    let (of, fetch): (usize, Fetch) = match backend {
        Backend::Sqlite => (0, |_| keys(0)),
        Backend::Postgres => (1, |_| keys(1)),
    };
    let app = served(backend, json!({}), fetch);
    user(&app, "coordinator");
    let later = json!({ "exp": app.clock.now().timestamp() + 86_400 });
    let token = by_rsa(&app, later.clone());
    let status = || app.bearer(&token).get("/v1/me").status;
    assert_eq!([status(), status(), status()], [401; 3]);
    assert_eq!(ASKED[of].load(Ordering::SeqCst), 1);
    app.clock.pass(Duration::seconds(61));
    assert_eq!(status(), 200);
    // Nobody answers any more: what is known is good still.
    app.clock.pass(Duration::seconds(61));
    let other = signed(Algorithm::RS256, Some("new"), &EncodingKey::from_rsa_der(RS), &claims(&app, later));
    assert_eq!((app.bearer(&other).get("/v1/me").status, status()), (401, 200));
    assert_eq!(ASKED[of].load(Ordering::SeqCst), 3);
}

on_both! {
    own:
    tokens_of_each_algorithm_are_taken,
    what_is_not_theirs_or_not_now_is_refused,
    claims_say_role_and_reach,
    a_lower_role_has_the_reach_of_the_user,
    keys_that_change_are_asked_for_again,
}
