//! What is no JSON, of the wrong type, too large or too deep.
use super::{Wrong, operations, shaped, writes_nothing};
use crate::making::{CREATABLE, Ground, made, right};
use rapport_testkit::{Answer, TestApp, on_both};
use serde_json::{Value, json};

const MOST_BYTES: usize = 1 << 20;

#[track_caller]
fn malformed(answer: Answer) {
    let answer = answer.problem(400, "malformed_json");
    assert_eq!(answer.errors(), [(String::new(), "malformed_json".to_owned())]);
}
/// A right body as text: its opening brace, its first member, and the rest.
fn parts(body: &Value) -> (String, String) {
    let (name, value) = body.as_object().and_then(|members| members.iter().next()).expect("a member");
    (format!("{}:{value}", json!(name)), body.to_string()[1..].to_owned())
}

fn what_is_no_json_is_told_so(app: &TestApp) {
    let admin = app.admin();
    let bodies: [&[u8]; 11] = [
        b"",
        b" ",
        b"{",
        b"nonsense",
        b"'x'",
        b"{\"",
        b"\xff",
        b"{\"\xff\": 1}",
        b"{\"\\ud800\": 1}",
        b"\xef\xbb\xbf{}",
        b"{\x00}\x00",
    ];
    writes_nothing(&admin, || {
        for operation in operations() {
            for body in bodies {
                malformed(operation.send(&admin, body));
            }
        }
    });
}

fn nothing_may_follow_or_stand_within(app: &TestApp) {
    let admin = app.admin();
    let ground = Ground::of(&admin);
    writes_nothing(&admin, || {
        for list in CREATABLE {
            let (path, body) = (format!("/v1/{list}"), right(list, "A name", &ground));
            let post = |bytes: Vec<u8>| admin.send("POST", &path, Some(bytes));
            for garbage in ["x", "{}", "]", "}", ",", "\u{0}", "null"] {
                malformed(post(format!("{body}{garbage}").into_bytes()));
            }
            let (first, _) = parts(&body);
            for bytes in
                [b"\"\xff\"".as_slice(), b"\"\xc3\"", b"\"\xed\xa0\x80\"", b"\"\xc0\x80\"", b"\"\\udc00\"", b"\"\n\""]
            {
                let name = first.split(':').next().expect("a name");
                malformed(post([b"{", name.as_bytes(), b":", bytes, b"}"].concat()));
            }
            let text = body.to_string();
            malformed(post(text[..text.len() - 1].into()));
        }
        for operation in operations().iter().filter(|operation| operation.method == "PATCH") {
            malformed(operation.send(&admin, "{} {}"));
        }
    });
}

fn no_member_stands_twice(app: &TestApp) {
    let (admin, mut wrong) = (app.admin(), vec![]);
    let ground = Ground::of(&admin);
    let mut check = |list: &str, body: String, pointer: &str| {
        let answer = admin.send("POST", &format!("/v1/{list}"), Some(body.into_bytes()));
        let pointers: Vec<_> = answer.errors().into_iter().map(|(pointer, _)| pointer).collect();
        if answer.status != 422 || pointers != [pointer] {
            wrong.push(format!("{list}: {} {:?}, not 422 at {pointer}", answer.status, answer.errors()));
        }
    };
    for list in CREATABLE {
        let body = right(list, "A name", &ground);
        let (first, rest) = parts(&body);
        let name = body.as_object().and_then(|members| members.keys().next()).expect("a name");
        check(list, format!("{{{first},{rest}"), &format!("/{name}"));
    }
    let part = r#"{"title":"A","kinds_unknown":true,"countries":["UY"],"parts":[{"title":"B","title":"C"}]}"#;
    check("interventions", part.to_owned(), "/parts/0/title");
    let names = r#"{"name":"A","kind":"cso","names":{"es":"B","es":"C"}}"#;
    check("organizations", names.to_owned(), "/names/es");
    assert!(wrong.is_empty(), "{wrong:#?}");
}

fn other_media_types_are_refused(app: &TestApp) {
    let admin = app.admin();
    let ground = Ground::of(&admin);
    writes_nothing(&admin, || {
        for operation in operations() {
            for media in
                ["text/plain", "application/x-www-form-urlencoded", "application/jsonx", "application/xml", "x", ""]
            {
                let answer = operation.send(&admin.with("Content-Type", media), "{}");
                answer.problem(415, "unsupported_media_type");
            }
        }
    });
    let typed = |media: &str| admin.with("Content-Type", media);
    let body = right("people", "A name", &ground);
    for media in ["application/json; charset=utf-8", "APPLICATION/JSON", " application/json "] {
        typed(media).post("/v1/people", body.clone()).expect(201);
    }
    let person = admin.post("/v1/people", body).expect(201);
    let path = format!("/v1/people/{}", person.id());
    typed("application/merge-patch+json").holding(&person).patch(&path, json!({ "name": "B" })).expect(200);
}

/// A right body of exactly so many bytes.
fn sized(body: &Value, bytes: usize) -> Vec<u8> {
    let text = body.to_string();
    [text.as_bytes(), &vec![b' '; bytes - text.len()]].concat()
}
fn a_body_has_at_most_a_mebibyte(app: &TestApp) {
    let admin = app.admin();
    let ground = Ground::of(&admin);
    let body = right("people", "A name", &ground);
    admin.send("POST", "/v1/people", Some(sized(&body, MOST_BYTES))).expect(201);
    writes_nothing(&admin, || {
        for size in [MOST_BYTES + 1, 2 * MOST_BYTES, 8 * MOST_BYTES] {
            admin.send("POST", "/v1/people", Some(sized(&body, size))).problem(413, "too_large");
        }
        for operation in operations() {
            operation.send(&admin, sized(&json!({}), MOST_BYTES + 1)).problem(413, "too_large");
        }
    });
}

/// An array or an object of so many levels, around nothing.
fn nested(open: &str, close: &str, levels: usize) -> String {
    format!("{}null{}", open.repeat(levels), close.repeat(levels))
}
/// A client error; what it is called depends on where the depth lies.
#[track_caller]
fn refused(answer: Answer) {
    assert!([400, 422].contains(&answer.status), "{answer:?}");
    let (status, code) = (answer.status, answer["code"].as_str().expect("a code").to_owned());
    answer.problem(status, &code);
}

fn deep_nesting_is_refused(app: &TestApp) {
    let admin = app.admin();
    writes_nothing(&admin, || {
        for operation in operations() {
            for (open, close) in [("[", "]"), ("{\"a\":", "}"), ("[{\"parts\":", "}]")] {
                for levels in [200, 20_000] {
                    refused(operation.send(&admin, nested(open, close, levels)));
                }
            }
        }
    });
}

fn deep_nesting_is_refused_where_any_value_goes(app: &TestApp) {
    let admin = app.admin();
    let ground = Ground::of(&admin);
    let pledge = format!("/v1/commitments/{}", made(&admin, "commitments", right("commitments", "A pledge", &ground)));
    let mut visit = right("interventions", "A visit", &ground);
    visit["participants"] = json!([{ "role": "the host" }]);
    let visit = admin.post("/v1/interventions", visit).expect(201);
    let link = visit["participants"][0]["id"].as_str().expect("an id");
    let link = format!("/v1/interventions/{}/participants/{link}", visit.id());
    writes_nothing(&admin, || {
        for (path, member) in [(&pledge, "status"), (&link, "role"), (&link, "nonsense")] {
            let send = |levels: usize| {
                let body = format!("{{{}:{}}}", json!(member), nested("[", "]", levels));
                admin.with("If-Match", "\"1\"").send("PATCH", path, Some(body.into_bytes()))
            };
            malformed(send(200));
            malformed(send(100_000));
            refused(send(50));
        }
    });
}

fn nested_parts(levels: usize) -> String {
    let open = r#"{"title":"A","kinds_unknown":true,"countries":["UY"],"parts":["#;
    format!("{}{}", open.repeat(levels), "]}".repeat(levels))
}
fn parts_nest_to_depth_three(app: &TestApp) {
    let admin = app.admin();
    let post = |levels: usize| admin.send("POST", "/v1/interventions", Some(nested_parts(levels).into_bytes()));
    writes_nothing(&admin, || {
        for levels in [4, 5, 12] {
            let answer = post(levels).problem(422, "invalid");
            let [(pointer, code)] = &answer.errors()[..] else { panic!("one error: {}", answer.body) };
            assert!(pointer.starts_with("/parts") && code == "too_deep", "{}", answer.body);
        }
        for levels in [40, 60, 200, 5_000] {
            refused(post(levels));
        }
    });
    post(3).expect(201);
}

/// Readers of JSON into named members sometimes take an array of values in their order; this API does not.
fn an_array_is_no_object(app: &TestApp) {
    let admin = app.admin();
    let mut wrong = Wrong::default();
    writes_nothing(&admin, || {
        let mut check = |method: &str, path: &str, body: Value, pointer: &str| {
            let answer = admin.with("If-Match", "\"1\"").send(method, path, Some(body.to_string().into_bytes()));
            wrong.unless(format!("{method} {path} {body}"), &answer, 422, "wrong_type", pointer);
        };
        check("POST", "/v1/posts", json!(["A post", null, null, null, "other", null, null]), "");
        check("POST", "/v1/auth/login", json!(["nobody@test.example", "a password"]), "");
        let host = json!([null, "lead", null, null, null, null, "the host"]);
        let visit = json!({ "title": "A", "kinds_unknown": true, "countries": ["UY"], "participants": [host] });
        check("POST", "/v1/interventions", visit, "/participants/0");
        for operation in shaped() {
            check(&operation.method, &operation.path, json!([]), "");
        }
        wrong.none();
    });
}

on_both! {
    what_is_no_json_is_told_so,
    nothing_may_follow_or_stand_within,
    no_member_stands_twice,
    other_media_types_are_refused,
    a_body_has_at_most_a_mebibyte,
    deep_nesting_is_refused,
    deep_nesting_is_refused_where_any_value_goes,
    parts_nest_to_depth_three,
    an_array_is_no_object,
}
