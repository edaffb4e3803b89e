//! API keys: what programs show, what they see by it, and how that ends.
use chrono::Duration;
use rapport_testkit::{Answer, Caller, TestApp, on_both};
use serde_json::{Value, json};

const PAGE: &str = "https://site.example.org";

/// A user who never logs in.
pub fn robot(app: &TestApp, role: &str, reach: &str) -> Answer {
    let email = format!("{role}-robot@example.org");
    let body = json!({ "email": email, "name": "Robot", "role": role, "reach": reach.split(',').collect::<Vec<_>>() });
    app.admin().post("/v1/users", body).expect(201)
}
pub fn key_for(app: &TestApp, user: &Answer, more: Value) -> Answer {
    let body = crate::making::with(json!({ "name": "Board", "user_id": user.id() }), more);
    app.admin().post("/v1/api-keys", body).expect(201)
}
pub fn holder(app: &TestApp, key: &Answer) -> Caller {
    app.bearer(key["secret"].as_str().expect("a secret"))
}
/// A page of the web with a public key, whose user is an administrator.
pub fn page_of(app: &TestApp) -> Caller {
    let made = key_for(app, &robot(app, "admin", "all"), json!({ "ceiling": "public", "origins": [PAGE] }));
    holder(app, &made).with("Origin", PAGE)
}
fn visit(title: &str, more: Value) -> Value {
    let body = json!({ "title": title, "kinds": ["strategy_support"], "countries": ["UY"] });
    crate::making::with(body, more)
}

fn a_key_acts_for_its_user(app: &TestApp) {
    let user = robot(app, "coordinator", "UY");
    let made = key_for(app, &user, json!({}));
    assert_eq!(made.headers["cache-control"], "no-store");
    assert_eq!(made.headers["location"], format!("/v1/api-keys/{}", made.id()));
    let robot = holder(app, &made);
    assert_eq!(robot.get("/v1/me").expect(200)["email"], "coordinator-robot@example.org");
    let visit_made = robot.post("/v1/interventions", visit("By a robot", json!({}))).expect(201);
    let history = app.admin().get(&format!("/v1/interventions/{}/history", visit_made.id())).expect(200);
    assert_eq!(history.data()[0]["by"], user["id"]);
    let there = json!({ "title": "Far", "kinds": ["strategy_support"], "countries": ["AR"] });
    robot.post("/v1/interventions", there).problem(403, "forbidden");
    // The role and the reach are those that the user has now.
    let admin = app.admin();
    let path = format!("/v1/users/{}", user.id());
    admin.holding(&user).patch(&path, json!({ "role": "dashboard" })).expect(200);
    robot.post("/v1/interventions", visit("Too late", json!({}))).problem(403, "forbidden");
    crate::making::remove(&admin, &path);
    robot.get("/v1/me").problem(401, "unauthenticated");
    crate::making::restore(&admin, &path).expect(200);
    robot.get("/v1/me").expect(200);
}

/// Whoever has no password cannot log in, and nobody learns that from the answer.
fn a_user_without_a_password_only_has_keys(app: &TestApp) {
    robot(app, "coordinator", "UY");
    let try_to = |email: &str, password: &str| {
        app.stranger().post("/v1/auth/login", json!({ "email": email, "password": password }))
    };
    let (there, nobody) = (try_to("coordinator-robot@example.org", ""), try_to("nobody@example.org", ""));
    assert_eq!(there.problem(401, "bad_credentials")["detail"], nobody.problem(401, "bad_credentials")["detail"]);
}

fn the_secret_is_told_once(app: &TestApp) {
    let admin = app.admin();
    let made = key_for(app, &robot(app, "dashboard", "all"), json!({}));
    let secret = made["secret"].as_str().expect("a secret");
    assert!(secret.starts_with("rpk_") && secret.len() == 68, "{secret}");
    let path = format!("/v1/api-keys/{}", made.id());
    for read in ["", "/history"].map(|after| admin.get(&format!("{path}{after}"))) {
        let text = String::from_utf8_lossy(&read.expect(200).bytes).into_owned();
        assert!(!text.contains(&secret[4..]) && !text.contains("hash"), "{text}");
    }
    let export = admin.get("/v1/export/api-keys?format=ndjson").expect(200);
    assert!(!String::from_utf8_lossy(&export.bytes).contains(&secret[4..]));
    // A retry would need the secret to be kept.
    let retried = admin.with("Idempotency-Key", "one").post("/v1/api-keys", json!({ "name": "Again" }));
    assert_eq!(retried.problem(400, "bad_header")["parameter"], "idempotency-key");
    // Another secret, or another case, is none.
    for wrong in ["rpk_", "rpk_00", &secret.to_uppercase(), &format!("{secret}0"), &secret[..67]] {
        app.bearer(wrong).get("/v1/me").problem(401, "unauthenticated");
    }
    let other = key_for(app, &robot(app, "auditor", "all"), json!({}));
    assert_ne!(other["secret"], made["secret"]);
}

fn administrators_make_keys(app: &TestApp) {
    let made = key_for(app, &robot(app, "dashboard", "all"), json!({}));
    let path = format!("/v1/api-keys/{}", made.id());
    for other in [app.coordinator("all"), app.dashboard("all")] {
        other.post("/v1/api-keys", json!({ "name": "Mine" })).problem(403, "forbidden");
        other.get("/v1/api-keys").problem(403, "forbidden");
        other.holding(&made).delete(&path).problem(403, "forbidden");
    }
    app.auditor().get(&path).expect(200);
    app.auditor().post("/v1/api-keys", json!({ "name": "Mine" })).problem(403, "forbidden");
    let own = app.admin().post("/v1/api-keys", json!({ "name": "Mine" })).expect(201);
    assert_eq!(holder(app, &own).get("/v1/me").expect(200)["id"], own["user_id"]);
    let wrong = json!({ "name": "Nobody's", "user_id": crate::making::NOBODY });
    let refused = app.admin().post("/v1/api-keys", wrong).problem(422, "invalid");
    assert_eq!(refused.errors(), [("/user_id".into(), "unknown_reference".into())]);
}

fn a_key_ends_when_it_says_or_is_deleted(app: &TestApp) {
    let admin = app.admin();
    let user = robot(app, "dashboard", "all");
    let now = app.api.house.now().0;
    let over = json!({ "name": "Over", "expires_at": now - Duration::seconds(1) });
    let refused = admin.post("/v1/api-keys", over).problem(422, "invalid");
    assert_eq!(refused.errors(), [("/expires_at".into(), "over_already".into())]);
    let short = key_for(app, &user, json!({ "expires_at": now + Duration::hours(1) }));
    let long = key_for(app, &user, json!({}));
    for key in [&short, &long] {
        holder(app, key).get("/v1/countries?limit=1").expect(200);
    }
    app.clock.pass(Duration::hours(1));
    holder(app, &short).get("/v1/countries?limit=1").problem(401, "unauthenticated");
    holder(app, &long).get("/v1/countries?limit=1").expect(200);
    let path = format!("/v1/api-keys/{}", long.id());
    let admin = app.admin();
    crate::making::remove(&admin, &path);
    holder(app, &long).get("/v1/countries?limit=1").problem(401, "unauthenticated");
    // What was revoked stays so.
    crate::making::restore(&admin, &path).expect(200);
    holder(app, &long).get("/v1/countries?limit=1").problem(401, "unauthenticated");
    holder(app, &long).delete("/v1/auth/logout").expect(405);
}

/// To the hour: each note is a write, after which every answer is made anew.
fn it_is_seen_when_a_key_was_used(app: &TestApp) {
    let made = key_for(app, &robot(app, "dashboard", "all"), json!({}));
    assert_eq!(made["last_used_at"], Value::Null);
    let path = format!("/v1/api-keys/{}", made.id());
    let noted = |than: &Value| {
        for _ in 0..200 {
            let read = app.admin().get(&path).expect(200);
            if read["last_used_at"] != *than {
                return read;
            }
            std::thread::sleep(std::time::Duration::from_millis(10));
        }
        panic!("it is not noted");
    };
    let robot = holder(app, &made);
    robot.get("/v1/countries?limit=1").expect(200);
    let first = noted(&Value::Null);
    assert_eq!((&first["version"], &first["updated_at"]), (&made["version"], &made["updated_at"]));
    app.clock.pass(Duration::minutes(59));
    robot.get("/v1/countries?limit=1").expect(200);
    app.clock.pass(Duration::minutes(2));
    robot.get("/v1/countries?limit=1").expect(200);
    let second = noted(&first["last_used_at"]);
    let at = |answer: &Answer| {
        chrono::DateTime::parse_from_rfc3339(answer["last_used_at"].as_str().expect("an instant")).expect("an instant")
    };
    assert!(at(&second) - at(&first) >= Duration::minutes(60), "that of 59 minutes was not noted");
}

fn a_ceiling_lowers_what_is_seen(app: &TestApp) {
    let user = robot(app, "coordinator", "UY");
    let (whole, lower) = (key_for(app, &user, json!({})), key_for(app, &user, json!({ "ceiling": "internal" })));
    let (whole, lower) = (holder(app, &whole), holder(app, &lower));
    let secret = whole.post("/v1/interventions", visit("Secret", json!({ "sensitivity": "restricted" }))).expect(201);
    let path = format!("/v1/interventions/{}", secret.id());
    whole.get(&path).expect(200);
    lower.get(&path).problem(404, "not_found");
    assert_eq!(lower.get("/v1/interventions?total=exact").expect(200)["total"], 0);
    assert_eq!(lower.get("/v1/search?q=secret").expect(200).data().len(), 0);
    // What is not above it is written as before.
    lower.post("/v1/interventions", visit("Plain", json!({}))).expect(201);
}

fn a_public_key_reads_what_is_published(app: &TestApp) {
    let admin = app.admin();
    let user = robot(app, "admin", "all");
    let no_origin = json!({ "name": "Site", "ceiling": "public" });
    let refused = admin.post("/v1/api-keys", no_origin).problem(422, "invalid");
    assert_eq!(refused.errors(), [("/origins".into(), "no_origin".into())]);
    let bad = json!({ "name": "Site", "ceiling": "public", "origins": [PAGE, "site.example.org"] });
    let refused = admin.post("/v1/api-keys", bad).problem(422, "invalid");
    assert_eq!(refused.errors(), [("/origins/1".into(), "bad_origin".into())]);
    let made = key_for(app, &user, json!({ "ceiling": "public", "origins": [PAGE, "http://localhost:8000"] }));
    assert_eq!(made["origins"], json!([PAGE, "http://localhost:8000"]));
    let key = holder(app, &made);
    let page = key.with("Origin", PAGE);

    let public = |title: &str, review: &str| {
        let more = json!({ "sensitivity": "public", "review": review, "private_notes": "For us" });
        admin.post("/v1/interventions", visit(title, more)).expect(201)
    };
    let published = public("Told to all", "published");
    let others = [public("A draft", "draft"), public("Looked at", "reviewed")];
    let internal = admin
        .post("/v1/interventions", visit("Ours", json!({ "sensitivity": "internal", "review": "published" })))
        .expect(201);
    let path = |answer: &Answer| format!("/v1/interventions/{}", answer.id());

    let read = page.get(&path(&published)).expect(200);
    assert_eq!(read["title"], "Told to all");
    assert_eq!(read["private_notes"], Value::Null);
    assert_eq!(read.headers["cache-control"], "public, max-age=60");
    for hidden in others.iter().chain([&internal]) {
        page.get(&path(hidden)).problem(404, "not_found");
    }
    let list = page.get("/v1/interventions?total=exact").expect(200);
    assert_eq!((&list["total"], list.data().len()), (&json!(1), 1));
    assert_eq!(list.headers["cache-control"], "public, max-age=60");
    assert_eq!(page.get("/v1/aggregate/interventions").expect(200)["total"]["figures"]["count"], 1);
    assert_eq!(page.get("/v1/search?q=told").expect(200).data().len(), 1);
    assert_eq!(page.get("/v1/search?q=draft").expect(200).data().len(), 0);
    let export = page.get("/v1/export/interventions?format=json").expect(200);
    assert_eq!(export.body.as_array().map(Vec::len), Some(1));

    // Nobody's name, and not what was before.
    admin.post("/v1/people", json!({ "name": "Ana", "sensitivity": "public" })).expect(201);
    assert_eq!(page.get("/v1/people?total=exact").expect(200)["total"], 0);
    page.get(&format!("{}/history", path(&published))).problem(403, "forbidden");
    page.get("/v1/me").problem(403, "forbidden");
    page.get("/v1/users").problem(403, "forbidden");
    // It writes nothing, though its user may.
    page.post("/v1/interventions", visit("No", json!({}))).problem(403, "forbidden");
    page.holding(&published).delete(&path(&published)).problem(403, "forbidden");
    // It is for the pages of its origins.
    key.get(&path(&published)).problem(403, "forbidden");
    key.with("Origin", "https://site.example.org.evil.example").get(&path(&published)).problem(403, "forbidden");
    key.with("Origin", "http://localhost:8000").get(&path(&published)).expect(200);
    // A refusal is for nobody to keep.
    assert_eq!(page.get(&path(&internal)).headers["cache-control"], "no-store");
}

/// Each kind is shown to everybody when it is published, or never.
fn no_kind_is_public_by_default(app: &TestApp) {
    use crate::making::{CREATABLE, Ground, key, right};
    let admin = app.admin();
    let page = page_of(app);
    let ground = Ground::of(&admin);
    const EVERYBODYS: [&str; 6] = ["regions", "organizations", "csos", "activity-kinds", "policy-areas", "scales"];
    for list in CREATABLE {
        let body = right(list, "Of a kind", &ground);
        let open = crate::making::with(body.clone(), json!({ "sensitivity": "public" }));
        let answer = admin.post(&format!("/v1/{list}"), open);
        let record = if answer.status == 201 { answer } else { admin.post(&format!("/v1/{list}"), body).expect(201) };
        let read = page.get(&format!("/v1/{list}/{}", key(&record.body)));
        match EVERYBODYS.contains(&list) {
            true => _ = read.expect(200),
            false => assert!([403, 404].contains(&read.status), "{list}: {}", read.body),
        }
    }
}

on_both!(
    a_key_acts_for_its_user,
    a_user_without_a_password_only_has_keys,
    the_secret_is_told_once,
    administrators_make_keys,
    a_key_ends_when_it_says_or_is_deleted,
    it_is_seen_when_a_key_was_used,
    a_ceiling_lowers_what_is_seen,
    a_public_key_reads_what_is_published,
    no_kind_is_public_by_default,
);
