//! Sessions: how one stays logged in, and how that ends.
use chrono::Duration;
use rapport_domain::{Id, user::User};
use rapport_persistence::accounts;
use rapport_testkit::{Answer, Caller, TestApp, on_both};
use serde_json::{Value, json};

const RIGHT: &str = "a long enough password";

fn ana(app: &TestApp) -> Answer {
    let body = json!({ "email": "ana@example.org", "name": "Ana", "role": "coordinator", "password": RIGHT });
    app.admin().post("/v1/users", body).expect(201)
}
fn try_to_log_in(app: &TestApp, email: &str, password: &str) -> Answer {
    app.stranger().post("/v1/auth/login", json!({ "email": email, "password": password }))
}
fn log_in(app: &TestApp) -> Answer {
    try_to_log_in(app, "ana@example.org", RIGHT).expect(200)
}
fn renew(app: &TestApp, token: &Value) -> Answer {
    app.stranger().post("/v1/auth/refresh", json!({ "refresh_token": token }))
}
fn bearer(app: &TestApp, answer: &Answer) -> Caller {
    app.bearer(answer["access_token"].as_str().expect("a token"))
}
fn refresh(answer: &Answer) -> &Value {
    &answer["refresh_token"]
}

fn a_session_goes_on_while_it_is_renewed(app: &TestApp) {
    ana(app);
    let mut tokens = log_in(app);
    for _ in 0..4 {
        app.clock.pass(Duration::hours(23));
        bearer(app, &tokens).get("/v1/me").problem(401, "unauthenticated");
        let renewed = renew(app, refresh(&tokens)).expect(200);
        assert_eq!((&renewed["token_type"], &renewed["expires_in"]), (&json!("Bearer"), &json!(3600)));
        assert_eq!(renewed["refresh_expires_in"], 86_400);
        assert_eq!(renewed.headers["cache-control"], "no-store");
        assert_eq!(bearer(app, &renewed).get("/v1/me").expect(200)["email"], "ana@example.org");
        tokens = renewed;
    }
    app.clock.pass(Duration::days(1));
    renew(app, refresh(&tokens)).problem(401, "session_over");
    log_in(app);
}

/// On a bad connection the answer is lost: the same token again gives the same one again, for a minute.
fn a_lost_answer_is_given_again(app: &TestApp) {
    ana(app);
    let first = log_in(app);
    let second = renew(app, refresh(&first)).expect(200);
    app.clock.pass(Duration::seconds(50));
    let again = renew(app, refresh(&first)).expect(200);
    assert_eq!(refresh(&again), refresh(&second));
    bearer(app, &again).get("/v1/me").expect(200);
    let third = renew(app, refresh(&second)).expect(200);
    bearer(app, &third).get("/v1/me").expect(200);
}

/// Whoever uses a token that was used before has it from somebody else, or somebody else has it.
fn a_used_token_ends_the_session(app: &TestApp) {
    ana(app);
    let (stolen, other) = (log_in(app), log_in(app));
    let renewed = renew(app, refresh(&stolen)).expect(200);
    app.clock.pass(Duration::seconds(61));
    bearer(app, &renewed).get("/v1/me").expect(200);
    renew(app, refresh(&stolen)).problem(401, "session_over");
    renew(app, refresh(&renewed)).problem(401, "session_over");
    bearer(app, &renewed).get("/v1/me").problem(401, "unauthenticated");
    bearer(app, &other).get("/v1/me").expect(200);
    // The one before the last but one, too, however soon.
    let second = renew(app, refresh(&other)).expect(200);
    let third = renew(app, refresh(&second)).expect(200);
    renew(app, refresh(&other)).problem(401, "session_over");
    renew(app, refresh(&third)).problem(401, "session_over");
}

fn two_who_renew_at_once_get_the_same(app: &TestApp) {
    ana(app);
    let first = log_in(app);
    let all: Vec<_> = std::thread::scope(|scope| {
        let all: Vec<_> = (0..4).map(|_| scope.spawn(|| renew(app, refresh(&first)).expect(200))).collect();
        all.into_iter().map(|one| refresh(&one.join().expect("an answer")).clone()).collect()
    });
    assert!(all.iter().all(|token| token == &all[0] && token != refresh(&first)), "{all:?}");
}

fn only_refresh_tokens_of_ours_renew(app: &TestApp) {
    ana(app);
    let tokens = log_in(app);
    let text = refresh(&tokens).as_str().expect("a token");
    for wrong in [json!(""), json!("x.y.z"), tokens["access_token"].clone(), json!(&text[..text.len() - 2])] {
        renew(app, &wrong).problem(401, "session_over");
    }
    app.bearer(text).get("/v1/me").problem(401, "unauthenticated");
    app.stranger().post("/v1/auth/refresh", json!({})).problem(422, "missing_field");
    app.stranger().post("/v1/auth/refresh", json!([text])).problem(422, "wrong_type");
    renew(app, refresh(&tokens)).expect(200);
}

fn who_logs_out_is_out_at_once(app: &TestApp) {
    ana(app);
    let [here, there, elsewhere] = [log_in(app), log_in(app), log_in(app)];
    bearer(app, &here).get("/v1/interventions").expect(200);
    bearer(app, &here).post("/v1/auth/logout", json!({})).expect(204);
    bearer(app, &here).get("/v1/interventions").problem(401, "unauthenticated");
    bearer(app, &here).post("/v1/auth/logout", json!({})).problem(401, "unauthenticated");
    renew(app, refresh(&here)).problem(401, "session_over");
    let there = bearer(app, &there);
    there.get("/v1/me").expect(200);
    there.post("/v1/auth/logout?everywhere=perhaps", json!({})).problem(400, "bad_query");
    there.post("/v1/auth/logout?everywhere=true", json!({})).expect(204);
    for tokens in [&here, &elsewhere] {
        bearer(app, tokens).get("/v1/me").problem(401, "unauthenticated");
        renew(app, refresh(tokens)).problem(401, "session_over");
    }
    bearer(app, &log_in(app)).get("/v1/me").expect(200);
}

fn a_new_password_and_a_deletion_end_all_sessions(app: &TestApp) {
    let (made, admin) = (ana(app), app.admin());
    let path = &made.headers["location"];
    let tokens = log_in(app);
    let renamed = admin.holding(&made).patch(path, json!({ "name": "Ana María" })).expect(200);
    bearer(app, &tokens).get("/v1/me").expect(200);
    let changed = admin.holding(&renamed).patch(path, json!({ "password": RIGHT })).expect(200);
    bearer(app, &tokens).get("/v1/me").problem(401, "unauthenticated");
    renew(app, refresh(&tokens)).problem(401, "session_over");
    let tokens = log_in(app);
    bearer(app, &tokens).get("/v1/me").expect(200);
    let gone = admin.holding(&changed).delete(path).expect(204);
    bearer(app, &tokens).get("/v1/me").problem(401, "unauthenticated");
    admin.holding(&gone).post(&format!("{path}/restore"), json!({})).expect(200);
    bearer(app, &tokens).get("/v1/me").problem(401, "unauthenticated");
    renew(app, refresh(&tokens)).problem(401, "session_over");
}

fn who_fails_again_and_again_waits(app: &TestApp) {
    ana(app);
    let told = |email: &str| -> Vec<_> {
        let tries = (0..7).map(|_| try_to_log_in(app, email, "another long password"));
        tries.map(|answer| (answer.status, answer.headers.get("retry-after").cloned())).collect()
    };
    let known = told("ana@example.org");
    assert_eq!(known[..5], vec![(401, None); 5]);
    assert_eq!(known[5..], vec![(429, Some("1".to_owned())); 2]);
    assert_eq!(told("nobody@example.org"), known, "whether somebody is called so or not");
    try_to_log_in(app, "Ana@example.org ", RIGHT).problem(429, "too_many_attempts");
    app.clock.pass(Duration::seconds(1));
    for wait in ["2", "4"] {
        try_to_log_in(app, "ana@example.org", "another long password").problem(401, "bad_credentials");
        let refused = try_to_log_in(app, "ana@example.org", RIGHT).problem(429, "too_many_attempts");
        assert_eq!(refused.headers["retry-after"], wait);
        app.clock.pass(Duration::seconds(wait.parse().expect("a number")));
    }
    log_in(app);
    try_to_log_in(app, "ana@example.org", "another long password").problem(401, "bad_credentials");
    log_in(app);
}

/// Whoever tries one password on many accounts is stopped, too.
fn an_address_waits_as_well(app: &TestApp) {
    ana(app);
    for number in 0..20 {
        try_to_log_in(app, &format!("somebody-{number}@example.org"), RIGHT).problem(401, "bad_credentials");
    }
    try_to_log_in(app, "ana@example.org", RIGHT).problem(429, "too_many_attempts");
    app.clock.pass(Duration::hours(1));
    log_in(app);
}

/// A hash made when machines were slower is replaced as soon as its password comes by; that of a wrong one is not.
fn an_old_hash_is_replaced(app: &TestApp) {
    const OLD: &str =
        "$argon2id$v=19$m=1024,t=2,p=1$a0T0XmWaq0JxQR0HzEIfDQ$tkuhXLB1aQTaPNsM4PanFJ3vb1fLTePGMuhoirIuFdQ";
    let id: Id<User> = ana(app).id().parse().expect("an id");
    let stored = || app.read(|c| Ok(accounts::by_email(c, "ana@example.org")?)).expect("Ana").1;
    let first = stored();
    app.write(move |c| Ok(accounts::rehash(c, id, &first, OLD)?));
    try_to_log_in(app, "ana@example.org", "not the right password").expect(401);
    assert_eq!(stored(), OLD);
    log_in(app);
    let renewed = stored();
    assert!(renewed.starts_with("$argon2id$") && !renewed.contains("m=1024"), "{renewed}");
    log_in(app);
    assert_eq!(stored(), renewed, "one of today stays");
}

on_both! {
    an_old_hash_is_replaced,
    a_session_goes_on_while_it_is_renewed,
    a_lost_answer_is_given_again,
    a_used_token_ends_the_session,
    two_who_renew_at_once_get_the_same,
    only_refresh_tokens_of_ours_renew,
    who_logs_out_is_out_at_once,
    a_new_password_and_a_deletion_end_all_sessions,
    who_fails_again_and_again_waits,
    an_address_waits_as_well,
}
