//! The content of documents: in and out again, what is refused, and who may.
use crate::making::{NOBODY, made, remove, restore, with};
use rapport_testkit::{Answer, Caller, TestApp, on_both};
use serde_json::{Value, json};
use std::fs;

const PDF: &[u8] = b"%PDF-1.7\nsomething\0binary";
const MOST: usize = 20 << 20;

fn document(who: &Caller, more: Value) -> Answer {
    who.post("/v1/documents", with(json!({ "title": "A plan" }), more)).expect(201)
}
fn content(document: &Answer) -> String {
    format!("/v1/documents/{}/content", document.id())
}
fn put(who: &Caller, held: &Answer, media: &str, bytes: impl Into<Vec<u8>>) -> Answer {
    who.holding(held).with("Content-Type", media).send("PUT", &content(held), Some(bytes.into()))
}
/// The names of the files in the folder, sorted.
fn files(app: &TestApp) -> Vec<String> {
    let folder = fs::read_dir(app.documents.path()).expect("the folder");
    let mut names: Vec<_> =
        folder.map(|file| file.expect("a file").file_name().into_string().expect("a plain name")).collect();
    names.sort_unstable();
    names
}
/// A packed file with names in it, as office programs write them.
fn packed(names: &str) -> Vec<u8> {
    [b"PK\x03\x04\x14\0\x06\0\x08\0\0\0!\0\0\0\0\0\0\0\0\0\0\0\0\0\x13\0\0\0".as_slice(), names.as_bytes()].concat()
}

fn a_content_goes_in_and_comes_out(app: &TestApp) {
    let who = app.coordinator("GB");
    let about = json!({ "about": { "kind": "country", "code": "GB" }, "file_name": "el año.pdf", "lang": "es" });
    let record = document(&who, about);
    for member in ["media_type", "size", "sha256"] {
        assert_eq!(record[member], Value::Null);
    }
    who.get(&content(&record)).problem(404, "not_found");

    let filled = put(&who, &record, "application/pdf", PDF).expect(200);
    assert_eq!(filled.etag(), "\"2\"");
    assert_eq!((&filled["media_type"], &filled["size"]), (&json!("application/pdf"), &json!(PDF.len())));
    let sha256 = filled["sha256"].as_str().expect("a hash").to_owned();
    assert_eq!(files(app), [sha256.as_str()], "one file, called by its hash");
    assert_eq!(fs::read(app.documents.path().join(&sha256)).expect("the file"), PDF);

    let answer = app.dashboard("all").get(&content(&record)).expect(200);
    assert_eq!(answer.bytes, PDF);
    assert_eq!(answer.etag(), format!("\"{sha256}\""));
    assert_eq!(answer.headers["content-type"], "application/pdf");
    assert_eq!(answer.headers["x-content-type-options"], "nosniff");
    assert_eq!(
        answer.headers["content-disposition"],
        "attachment; filename=\"el a_o.pdf\"; filename*=UTF-8''el%20a%C3%B1o.pdf"
    );
    who.with("If-None-Match", answer.etag()).get(&content(&record)).expect(304);
    who.get(&format!("{}?deleted=true", content(&record))).problem(400, "bad_query");

    // Another content takes its place; the journal knows both.
    let again = put(&who, &filled, "text/plain; charset=utf-8", "Words").expect(200);
    assert_eq!((&again["media_type"], &again["size"]), (&json!("text/plain"), &json!(5)));
    assert_eq!(who.with("If-None-Match", answer.etag()).get(&content(&record)).expect(200).bytes, b"Words");
    let history = who.get(&format!("/v1/documents/{}/history", record.id())).expect(200);
    assert_eq!(history.data()[0]["before"]["sha256"], sha256);
    assert_eq!(files(app).len(), 2);
    for (query, found) in [("media_type=text/plain", 1), ("media_type[null]=true", 0), ("sha256[null]=false", 1)] {
        assert_eq!(who.walk(&format!("/v1/documents?{query}")).len(), found, "{query}");
    }
}

fn equal_contents_are_kept_once(app: &TestApp) {
    let who = app.admin();
    let all: Vec<_> =
        (0..3).map(|_| put(&who, &document(&who, json!({})), "application/pdf", PDF).expect(200)).collect();
    assert_eq!(files(app).len(), 1);
    // One goes; the others keep theirs, and it gets its own back.
    let path = format!("/v1/documents/{}", all[0].id());
    remove(&who, &path);
    who.get(&content(&all[0])).problem(404, "not_found");
    assert_eq!(who.get(&content(&all[1])).expect(200).bytes, PDF);
    restore(&who, &path).expect(200);
    let answer = who.get(&content(&all[0])).expect(200);
    let name = format!("filename=\"{}.pdf\"", all[0].id());
    assert!(answer.headers["content-disposition"].contains(&name), "a name of its own where none was given");
}

fn a_type_is_known_and_true(app: &TestApp) {
    let who = app.admin();
    let office = "application/vnd.openxmlformats-officedocument";
    let open = "application/vnd.oasis.opendocument";
    let odt = packed(&format!("mimetype{open}.textPK"));
    let png = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec();
    let held = document(&who, json!({}));
    for (media, bytes) in [
        ("image/svg+xml", b"<svg/>".to_vec()),
        ("text/html", b"<p>".to_vec()),
        ("application/octet-stream", PDF.to_vec()),
        ("application/zip", packed("word/")),
        ("application/json", b"{}".to_vec()),
        ("", PDF.to_vec()),
    ] {
        put(&who, &held, media, bytes).problem(415, "unsupported_media_type");
    }
    for (media, bytes) in [
        ("application/pdf".to_owned(), b"<html>%PDF-".to_vec()),
        ("image/png".into(), b"\xff\xd8\xff\xe0".to_vec()),
        ("image/jpeg".into(), png.clone()),
        ("text/plain".into(), PDF.to_vec()),
        ("text/csv".into(), png.clone()),
        (format!("{office}.wordprocessingml.document"), packed("xl/workbook.xml")),
        (format!("{office}.spreadsheetml.sheet"), b"xl/workbook.xml".to_vec()),
        (format!("{open}.text"), packed(&format!("mimetype{open}.spreadsheetPK"))),
        (format!("{open}.spreadsheet"), odt.clone()),
    ] {
        put(&who, &held, &media, bytes).problem(415, "content_mismatch");
    }
    who.holding(&held)
        .with("Content-Type", "application/pdf")
        .with("Content-Encoding", "gzip")
        .send("PUT", &content(&held), Some(PDF.to_vec()))
        .problem(415, "unsupported_media_type");
    let empty = put(&who, &held, "text/plain", "").problem(422, "invalid");
    assert_eq!(empty.errors(), [(String::new(), "blank".to_owned())]);
    assert_eq!(files(app), [""; 0], "nothing of it is kept");
    assert_eq!(who.get(&format!("/v1/documents/{}", held.id())).expect(200).etag(), held.etag());
    for (media, bytes) in [
        ("application/pdf".to_owned(), PDF.to_vec()),
        ("IMAGE/PNG".into(), png),
        ("image/jpeg".into(), b"\xff\xd8\xff\xe0\0\x10JFIF".to_vec()),
        ("text/plain".into(), "año".into()),
        ("text/csv;header=present".into(), b"a,b\n1,2\n".to_vec()),
        (format!("{office}.wordprocessingml.document"), packed("[Content_Types].xml..word/document.xml")),
        (format!("{office}.spreadsheetml.sheet"), packed("[Content_Types].xml..xl/workbook.xml")),
        (format!("{office}.presentationml.presentation"), packed("[Content_Types].xml..ppt/presentation.xml")),
        (format!("{open}.text"), odt),
        (format!("{open}.spreadsheet"), packed(&format!("mimetype{open}.spreadsheetPK"))),
    ] {
        put(&who, &document(&who, json!({})), &media, bytes).expect(200);
    }
}

fn twenty_mebibytes_are_the_most(app: &TestApp) {
    let who = app.admin();
    let held = document(&who, json!({}));
    put(&who, &held, "text/plain", vec![b'x'; MOST + 1]).problem(413, "too_large");
    assert_eq!(files(app), [""; 0]);
    let filled = put(&who, &held, "text/plain", vec![b'x'; MOST]).expect(200);
    assert_eq!(filled["size"], MOST);
    assert_eq!(who.get(&content(&held)).expect(200).bytes.len(), MOST);
    // Other bodies are as small as before.
    who.send("POST", "/v1/documents", Some(vec![b' '; (1 << 20) + 1])).problem(413, "too_large");
}

fn versions_guard_contents(app: &TestApp) {
    let who = app.admin();
    let held = document(&who, json!({}));
    let bare = who.with("Content-Type", "application/pdf");
    bare.send("PUT", &content(&held), Some(PDF.to_vec())).problem(428, "precondition_required");
    put(&who, &held, "application/pdf", PDF).expect(200);
    put(&who, &held, "text/plain", "late").problem(412, "stale");
    assert_eq!(files(app).len(), 1, "what comes too late is not kept");
    let nowhere = format!("/v1/documents/{NOBODY}/content");
    bare.with("If-Match", "\"1\"").send("PUT", &nowhere, Some(PDF.to_vec())).problem(404, "not_found");
    who.get(&nowhere).problem(404, "not_found");
    who.get("/v1/documents/../content").problem(404, "not_found");
    // What the server knows is not the client's to say, nor is a way into folders.
    for member in ["sha256", "size", "media_type"] {
        who.post("/v1/documents", json!({ "title": "x", member: null })).problem(422, "unknown_field");
        who.with("If-Match", "\"2\"")
            .patch(&format!("/v1/documents/{}", held.id()), json!({ member: "x" }))
            .problem(422, "unknown_field");
    }
    for name in ["../../etc/passwd", "a\\b"] {
        let refused = who.post("/v1/documents", json!({ "title": "x", "file_name": name })).problem(422, "invalid");
        assert_eq!(refused.errors(), [("/file_name".to_owned(), "bad_file_name".to_owned())]);
    }
}

fn a_content_is_for_whoever_reads_the_record(app: &TestApp) {
    let (inside, outside) = (app.coordinator("GB"), app.coordinator("UY"));
    let pledge = json!({ "kind": "pledge", "title": "x", "countries": ["GB"], "sensitivity": "restricted" });
    let about = json!({ "about": { "kind": "commitment", "id": made(&inside, "commitments", pledge) } });
    let hidden = put(&inside, &document(&inside, about), "application/pdf", PDF).expect(200);
    inside.get(&content(&hidden)).expect(200);
    outside.get(&content(&hidden)).problem(404, "not_found");
    app.dashboard("all").get(&content(&hidden)).problem(404, "not_found");
    put(&outside, &hidden, "text/plain", "x").problem(404, "not_found");
    app.stranger().get(&content(&hidden)).problem(401, "unauthenticated");

    let seen = document(&inside, json!({ "about": { "kind": "country", "code": "GB" }, "sensitivity": "internal" }));
    let filled = put(&inside, &seen, "application/pdf", PDF).expect(200);
    let agency = made(&app.admin(), "organizations", json!({ "name": "Funder", "kind": "funder" }));
    app.funder(&agency).get(&content(&seen)).problem(404, "not_found");
    for who in [&outside, &app.dashboard("all"), &app.auditor()] {
        who.get(&content(&seen)).expect(200);
        // Who may not write it hears nothing of what else is wrong.
        for (media, bytes) in [("application/pdf", PDF), ("text/html", b"<p>")] {
            if std::ptr::eq(who, &outside) && media == "text/html" {
                continue; // may write documents, if not this one
            }
            put(who, &filled, media, bytes).problem(403, "forbidden");
        }
    }
    assert_eq!(files(app).len(), 1);
}

on_both! {
    a_content_goes_in_and_comes_out,
    equal_contents_are_kept_once,
    a_type_is_known_and_true,
    twenty_mebibytes_are_the_most,
    versions_guard_contents,
    a_content_is_for_whoever_reads_the_record,
}
