//! Cursors are opaque, unsigned and checked: one of another list, or one that somebody tampered with, is refused.
use crate::making::{Ground, NOBODY, made, right, with};
use rapport_testkit::{Answer, Caller, TestApp, on_both};
use serde_json::{Value, json};

const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/// Base64 for URLs, without padding.
fn encode(bytes: &[u8]) -> String {
    let mut text = String::new();
    for chunk in bytes.chunks(3) {
        let bits = (0..3).fold(0, |bits, at| (bits << 8) | usize::from(chunk.get(at).copied().unwrap_or_default()));
        text.extend((0..=chunk.len()).map(|at| char::from(ALPHABET[(bits >> (18 - 6 * at)) & 63])));
    }
    text
}
fn decode(text: &str) -> Vec<u8> {
    let digit = |c: &u8| ALPHABET.iter().position(|letter| letter == c).expect("a letter of base64");
    let chunk = |chunk: &[u8]| {
        let bits = (0..4).fold(0, |bits, at| (bits << 6) | chunk.get(at).map_or(0, digit) as u32);
        bits.to_be_bytes()[1..chunk.len()].to_vec()
    };
    text.as_bytes().chunks(4).flat_map(chunk).collect()
}
/// What a cursor says: its format, what it is good for, where the page ended.
fn opened(cursor: &str) -> Value {
    serde_json::from_slice(&decode(cursor)).expect("a cursor is JSON")
}
/// A cursor with one of its three parts replaced.
fn forged(cursor: &str, part: usize, value: Value) -> String {
    let mut opened = opened(cursor);
    opened[part] = value;
    encode(opened.to_string().as_bytes())
}
fn cursor_of(who: &Caller, path: &str) -> String {
    let page = who.get(path).expect(200);
    page["page"]["next"].as_str().unwrap_or_else(|| panic!("{path} has one page")).to_owned()
}
#[track_caller]
fn refused(answer: Answer) {
    assert_eq!(answer.problem(400, "bad_query")["parameter"], "cursor");
}
fn populate(who: &Caller) {
    let ground = Ground::of(who);
    for list in ["organizations", "people", "posts", "interventions", "commitments", "results"] {
        for name in ["One", "Two", "Three"] {
            made(who, list, with(right(list, name, &ground), json!({ "sensitivity": "public" })));
        }
    }
}

fn a_cursor_belongs_to_its_list(app: &TestApp) {
    let admin = app.admin();
    populate(&admin);
    let list = "/v1/organizations?limit=1";
    let cursor = cursor_of(&admin, list);
    admin.get(&format!("{list}&cursor={cursor}")).expect(200);
    for other in [
        "/v1/people?limit=1",
        "/v1/csos?limit=1",
        "/v1/countries?limit=1",
        "/v1/interventions?limit=1",
        "/v1/organizations?limit=1&sort=-name",
        "/v1/organizations?limit=1&sort=name,created_at",
        "/v1/organizations?limit=1&sort=created_at",
        "/v1/organizations?limit=1&kind=media",
        "/v1/organizations?limit=1&sensitivity[not]=restricted",
        "/v1/organizations?limit=1&deleted=true",
    ] {
        refused(admin.get(&format!("{other}&cursor={cursor}")));
    }
    let history =
        format!("/v1/organizations/{}/history?limit=1", admin.get(list).data()[0]["id"].as_str().expect("an id"));
    refused(admin.get(&format!("{history}&cursor={cursor}")));
    let filtered = cursor_of(&admin, "/v1/organizations?limit=1&kind=media");
    refused(admin.get(&format!("/v1/organizations?limit=1&kind=cso&cursor={filtered}")));
    refused(admin.get(&format!("{list}&cursor={filtered}")));
}

fn a_cursor_lasts_for_other_sizes_counts_and_wordings(app: &TestApp) {
    let admin = app.admin();
    populate(&admin);
    let cursor = cursor_of(&admin, "/v1/organizations?limit=1&kind=media&sensitivity=public");
    let next =
        admin.get(&format!("/v1/organizations?limit=2&kind=media&sensitivity=public&cursor={cursor}")).expect(200);
    let again =
        format!("/v1/organizations?cursor={cursor}&sensitivity=public&total=exact&kind=media&limit=2&sort=name");
    let again = admin.get(&again).expect(200);
    assert_eq!(again["data"], next["data"]);
    assert_eq!((again.data().len(), &again["total"]), (2, &json!(3)));
}

/// Scope is applied anew: a cursor shows nobody more than they see.
fn a_cursor_lends_no_sight(app: &TestApp) {
    let admin = app.admin();
    populate(&admin);
    let ground = Ground::of(&admin);
    made(
        &admin,
        "interventions",
        with(right("interventions", "Zzz secret", &ground), json!({ "sensitivity": "restricted" })),
    );
    let list = "/v1/interventions?sort=title&limit=1";
    let cursor = cursor_of(&admin, list);
    let seen = app.dashboard("all").get(&format!("/v1/interventions?sort=title&limit=9&cursor={cursor}")).expect(200);
    assert!(!seen.data().is_empty() && seen.data().iter().all(|record| record["title"] != "Zzz secret"));
    let far = app.dashboard("europe").get(&format!("{list}&cursor={cursor}")).expect(200);
    assert_eq!(far.data(), [Value::Null; 0], "nothing of Uruguay's");
}

fn a_mangled_cursor_is_refused(app: &TestApp) {
    let admin = app.admin();
    populate(&admin);
    let list = "/v1/interventions?limit=1";
    let cursor = cursor_of(&admin, list);
    let purpose = opened(&cursor)[1].clone();
    let mut mangled = vec![
        cursor[1..].to_owned(),
        cursor[..cursor.len() - 1].to_owned(),
        format!("{cursor}A"),
        format!("{cursor}="),
        format!("{cursor}%00"),
        format!("%20{cursor}"),
        cursor.to_lowercase(),
        "AAAA".repeat(1_000),
        "%F0%9F%92%A9".to_owned(),
        encode(b"null"),
        encode(b"[]"),
        encode(b"\xff\xfe"),
        encode(format!("[1,{purpose}").as_bytes()),
        encode(json!([1, purpose]).to_string().as_bytes()),
        encode("[".repeat(5_000).as_bytes()),
        forged(&cursor, 0, json!(2)),
        forged(&cursor, 0, json!("1")),
        forged(&cursor, 1, json!("")),
        forged(&cursor, 1, json!(null)),
    ];
    let day = "2013-09-01";
    for place in [
        json!(null),
        json!("x"),
        json!([]),
        json!([[], NOBODY]),
        json!([[[]], NOBODY]),
        json!([[[false, day]], NOBODY]),
        json!([[[false, day, day, day]], NOBODY]),
        json!([[["false", day, day]], NOBODY]),
        json!([[[false, "2013-13-01", day]], NOBODY]),
        json!([[[false, day, null]], NOBODY]),
        json!([[[false, day, day], ["x"]], NOBODY]),
        json!([[[false, day, day]], "x"]),
        json!([[[false, day, day]], 7]),
        json!([[[false, day, day]], NOBODY, "more"]),
    ] {
        mangled.push(forged(&cursor, 2, place));
    }
    for cursor in mangled {
        refused(admin.get(&format!("{list}&cursor={cursor}")));
    }
}

/// A cursor that has the right shape and says absurd things is refused or finds what it finds; nothing breaks.
fn an_absurd_cursor_breaks_nothing(app: &TestApp) {
    let admin = app.admin();
    populate(&admin);
    let mut broken = vec![];
    let (first, last, far) = ("-262143-01-01", "+262142-12-31", "T23:59:59.999999999Z");
    for (list, values, key) in [
        ("interventions?limit=1&sort=when", json!([[false, first, first]]), json!(NOBODY)),
        ("interventions?limit=1&sort=when", json!([[false, last, last]]), json!(NOBODY)),
        ("interventions?limit=1&sort=-when", json!([[true, last, first]]), json!(NOBODY)),
        ("interventions?limit=1&sort=created_at", json!([[format!("{first}T00:00:00Z")]]), json!(NOBODY)),
        ("interventions?limit=1&sort=-created_at", json!([[format!("{last}{far}")]]), json!(NOBODY)),
        ("interventions?limit=1&sort=updated_at", json!([["2016-12-31T23:59:60Z"]]), json!(NOBODY)),
        ("interventions?limit=1&sort=title", json!([["x".repeat(20_000)]]), json!(NOBODY)),
        ("interventions?limit=1&sort=title", json!([["a\u{0}b"]]), json!(NOBODY)),
        ("interventions?limit=1&sort=title", json!([[""]]), json!("00000000-0000-0000-0000-000000000000")),
        ("activity-kinds?limit=1&sort=position", json!([[i32::MAX]]), json!("x")),
        ("activity-kinds?limit=1&sort=position", json!([[i64::MAX]]), json!("x")),
        ("activity-kinds?limit=1&sort=position", json!([[1.5]]), json!("x")),
        ("activity-kinds?limit=1&sort=position", json!([[1]]), json!("a\u{0}b")),
        ("activity-kinds?limit=1&sort=code", json!([["a\u{0}b"]]), json!("share_information")),
        ("countries?limit=1&sort=code", json!([["??"]]), json!("Argentina")),
        ("countries?limit=1&sort=code", json!([["AR"]]), json!("UK")),
    ] {
        let cursor = forged(&cursor_of(&admin, &format!("/v1/{list}")), 2, json!([values, key]));
        let answer = admin.get(&format!("/v1/{list}&cursor={cursor}"));
        match answer.status {
            200 => assert!(answer.data().len() <= 1),
            400 => refused(answer),
            status => broken.push(format!("{list} at {values} answered {status}")),
        }
    }
    assert!(broken.is_empty(), "{broken:#?}");
}

on_both! {
    a_cursor_belongs_to_its_list,
    a_cursor_lasts_for_other_sizes_counts_and_wordings,
    a_cursor_lends_no_sight,
    a_mangled_cursor_is_refused,
    an_absurd_cursor_breaks_nothing,
}
