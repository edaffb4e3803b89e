//! Pages that were read before are given again without reading, packed where asked, until somebody writes.
use crate::making::made;
use flate2::read::GzDecoder;
use rapport_testkit::{Answer, Caller, TestApp, on_both};
use serde_json::json;
use std::io::Read;

const PAGE: &str = "/v1/interventions?limit=5&sort=created_at&country=UY";
fn visits(who: &Caller, titles: &[&str]) {
    for title in titles {
        let more = json!({ "title": title, "summary": "Words ".repeat(200), "kinds": ["strategy_support"], "countries": ["UY"] });
        made(who, "interventions", more);
    }
}
fn unpacked(answer: &Answer) -> Vec<u8> {
    assert_eq!(answer.headers["content-encoding"], "gzip");
    assert!(answer.headers["vary"].to_lowercase().contains("accept-encoding"), "{}", answer.headers["vary"]);
    let mut bytes = vec![];
    GzDecoder::new(&answer.bytes[..]).read_to_end(&mut bytes).expect("gzip");
    bytes
}

fn a_page_is_read_once(app: &TestApp) {
    let who = app.admin();
    visits(&who, &["1", "2", "3", "4", "5", "6"]);
    let first = who.get(PAGE).expect(200);
    let mut again = None;
    let heard = app.statements(|| again = Some(who.get(PAGE).expect(200)));
    let again = again.expect("an answer");
    assert!(heard.iter().all(|statement| statement.contains("pg_current_snapshot")), "{heard:#?}");
    assert_eq!((&again.bytes, again.etag()), (&first.bytes, first.etag()));
    assert_eq!(again.headers["link"], first.headers["link"]);
    for _ in 0..2 {
        let packed = who.with("Accept-Encoding", "br, gzip").get(PAGE).expect(200);
        assert_eq!((unpacked(&packed), packed.etag()), (first.bytes.clone(), first.etag()));
        assert_eq!(packed.headers["link"], first.headers["link"]);
        assert!(packed.bytes.len() * 3 < first.bytes.len());
    }
    let plain = who.with("Accept-Encoding", "identity, gzip;q=0").get(PAGE).expect(200);
    assert!(!plain.headers.contains_key("content-encoding") && plain.bytes == first.bytes);
    who.with("If-None-Match", first.etag()).get(PAGE).expect(304);
}

fn a_write_makes_it_new(app: &TestApp) {
    let who = app.admin();
    visits(&who, &["1"]);
    let read = || who.with("Accept-Encoding", "gzip").get(PAGE).expect(200);
    let titles = |answer: &Answer| {
        let body: serde_json::Value = serde_json::from_slice(&unpacked(answer)).expect("JSON");
        body["data"].as_array().expect("a page").iter().map(|record| record["title"].clone()).collect::<Vec<_>>()
    };
    read();
    assert_eq!(titles(&read()), ["1"]);
    visits(&who, &["2"]);
    for _ in 0..3 {
        assert_eq!(titles(&read()), ["1", "2"]);
    }
}

/// Records by their ids, too, under ETags that stay while others change.
fn a_record_is_read_once(app: &TestApp) {
    let who = app.admin();
    visits(&who, &["1"]);
    let path = format!("/v1/interventions/{}", who.get(PAGE).expect(200).data()[0]["id"].as_str().expect("an id"));
    let first = who.get(&path).expect(200);
    let mut again = None;
    let heard = app.statements(|| again = Some(who.get(&path).expect(200)));
    assert!(heard.iter().all(|statement| statement.contains("pg_current_snapshot")), "{heard:#?}");
    let again = again.expect("an answer");
    assert_eq!((&again.bytes, again.etag()), (&first.bytes, first.etag()));
    assert_eq!(unpacked(&who.with("Accept-Encoding", "gzip").get(&path).expect(200)), first.bytes);
    let spanish = who.with("Accept-Language", "es");
    assert_eq!(spanish.get(&path).expect(200)["labels"]["form"], spanish.get(&path).expect(200)["labels"]["form"]);
    assert_ne!(spanish.get(&path).expect(200).etag(), first.etag());
    visits(&who, &["2"]);
    who.with("If-None-Match", first.etag()).get(&path).expect(304);
    who.holding(&first).patch(&path, json!({ "title": "Changed" })).expect(200);
    for _ in 0..2 {
        let changed = who.with("If-None-Match", first.etag()).get(&path).expect(200);
        assert_eq!((&changed["title"], changed["version"].as_i64()), (&json!("Changed"), Some(2)));
    }
    who.holding(&who.get(&path).expect(200)).delete(&path).expect(204);
    who.get(&path).problem(404, "not_found");
    who.get(&format!("{path}?deleted=true")).expect(200);
}

fn what_one_may_see_is_not_kept_for_another(app: &TestApp) {
    let who = app.admin();
    visits(&who, &["open"]);
    let hidden =
        json!({ "title": "hidden", "kinds": ["strategy_support"], "countries": ["UY"], "sensitivity": "restricted" });
    made(&who, "interventions", hidden);
    let board = app.dashboard("all");
    let count = |who: &Caller| who.get(PAGE).expect(200).data().len();
    for _ in 0..2 {
        assert_eq!((count(&who), count(&board)), (2, 1));
    }
    // A query that is refused is refused whatever the caller says to hold.
    who.with("If-None-Match", "*").get("/v1/interventions?limit=0").problem(400, "bad_query");
}

on_both! { a_page_is_read_once, a_record_is_read_once, a_write_makes_it_new, what_one_may_see_is_not_kept_for_another }
