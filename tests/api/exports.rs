//! Exports: all that a list finds, as a file, with names beside ids; no more than the list shows its caller.
use crate::making::made;
use calamine::{Data, Reader, Xlsx};
use rapport_testkit::{Answer, Caller, TestApp, on_both};
use serde_json::{Value, json};
use std::{collections::BTreeMap, io::Cursor};

/// The rows of a CSV file, by the names of its columns.
fn table(answer: &Answer) -> Vec<BTreeMap<String, String>> {
    let mut reader = csv::Reader::from_reader(answer.bytes.as_slice());
    reader.deserialize().collect::<Result<_, _>>().expect("rows")
}
fn lines(answer: &Answer) -> Vec<Value> {
    let text = std::str::from_utf8(&answer.bytes).expect("text");
    text.lines().map(|line| serde_json::from_str(line).expect("a record a line")).collect()
}
fn world(who: &Caller) {
    let agency = made(who, "organizations", json!({ "name": "Ministry, \"the\" old", "kind": "government_agency" }));
    let cso = made(who, "organizations", json!({ "name": "=cmd|' /C calc'!A0", "kind": "cso", "country": "AR" }));
    for (title, countries, when) in [("Ask", json!(["AR", "UY"]), "2013-09"), ("Pledge", json!(["UY"]), "2014")] {
        let kind = title.to_lowercase();
        let made_by = if title == "Ask" { &cso } else { &agency };
        let body = json!({ "title": title, "kind": kind, "countries": countries, "when": when, "made_by": made_by });
        made(who, "commitments", body);
    }
    let grant = json!({
        "title": "Grant", "countries": ["UY"], "recipient": { "organization_id": cso },
        "amount": { "amount": "1500.50", "currency": "USD" },
    });
    made(who, "grants", grant);
}

fn a_table_has_names_beside_ids(app: &TestApp) {
    let who = app.admin();
    world(&who);
    let answer = who.get("/v1/export/commitments?sort=-title&country=UY").expect(200);
    assert_eq!(answer.headers["content-type"], "text/csv; charset=utf-8; header=present");
    let disposition = &answer.headers["content-disposition"];
    assert!(disposition.starts_with("attachment; filename=\"commitments.csv\""), "{disposition}");
    let rows = table(&answer);
    let titles: Vec<_> = rows.iter().map(|row| row["title"].as_str()).collect();
    assert_eq!(titles, ["Pledge", "Ask"]);
    assert_eq!((&*rows[0]["made_by_name"], &*rows[0]["countries"]), ("Ministry, \"the\" old", "UY"));
    // What a spreadsheet program would run is text.
    assert_eq!((&*rows[1]["made_by_name"], &*rows[1]["countries_name"]), ("'=cmd|' /C calc'!A0", "Argentina; Uruguay"));
    assert_eq!((&*rows[1]["when"], &*rows[1]["version"], &*rows[1]["worldwide"]), ("2013-09", "1", "false"));
    let few = who.get("/v1/export/commitments?fields=title,made_by&title=x").problem(400, "bad_query");
    assert_eq!(few["parameter"], "title");
    let few = who.get("/v1/export/commitments?fields=title,made_by&kind=ask").expect(200);
    let columns: Vec<_> = table(&few)[0].keys().cloned().collect();
    assert_eq!(columns, ["id", "made_by", "made_by_name", "title"]);
    let grants = table(&who.get("/v1/export/grants").expect(200));
    assert_eq!((&*grants[0]["amount.amount"], &*grants[0]["amount.currency"]), ("1500.50", "USD"));
    assert_eq!(grants[0]["recipient.organization_name"], "'=cmd|' /C calc'!A0");
}

fn records_come_as_they_are(app: &TestApp) {
    let who = app.admin();
    world(&who);
    let listed = who.walk("/v1/commitments?sort=title");
    for (format, media) in [("ndjson", "application/x-ndjson"), ("json", "application/json")] {
        let answer = who.get(&format!("/v1/export/commitments?format={format}&sort=title")).expect(200);
        assert_eq!(answer.headers["content-type"], media);
        let mut records =
            if format == "json" { answer.body.as_array().expect("an array").clone() } else { lines(&answer) };
        assert_eq!(records[0]["countries_name"], json!(["Argentina", "Uruguay"]));
        for record in &mut records {
            record.as_object_mut().expect("a record").retain(|name, _| !name.ends_with("_name"));
            for step in record["transitions"].as_array_mut().expect("steps") {
                step.as_object_mut().expect("a step").retain(|name, _| !name.ends_with("_name"));
            }
        }
        assert_eq!(records, listed);
    }
    assert_eq!(who.get("/v1/export/commitments?format=json&country=CL").expect(200).body, json!([]));
}

fn a_workbook_has_typed_cells(app: &TestApp) {
    let who = app.admin();
    world(&who);
    let answer = who.get("/v1/export/grants?format=xlsx&fields=title,amount,created_at,worldwide").expect(200);
    assert!(answer.headers["content-disposition"].contains("grants.xlsx"));
    let mut book: Xlsx<_> = calamine::open_workbook_from_rs(Cursor::new(answer.bytes)).expect("a workbook");
    let sheet = book.worksheet_range("grants").expect("a sheet");
    let rows: Vec<_> = sheet.rows().collect();
    let column = |name: &str| rows[0].iter().position(|cell| *cell == Data::String(name.into())).expect("a column");
    assert_eq!(rows[1][column("title")], Data::String("Grant".into()));
    assert_eq!(rows[1][column("amount.amount")], Data::Float(1500.5));
    assert_eq!(rows[1][column("worldwide")], Data::Bool(false));
    assert!(matches!(rows[1][column("created_at")], Data::DateTime(_)));
}

fn nobody_gets_more_than_their_lists(app: &TestApp) {
    let who = app.admin();
    world(&who);
    let secret = made(
        &who,
        "organizations",
        json!({ "name": "Secret", "kind": "cso", "sensitivity": "restricted", "country": "AZ" }),
    );
    let open = json!({
        "kind": "pledge", "title": "Open", "countries": ["AZ"], "made_by": secret, "private_notes": "a note",
    });
    made(&who, "commitments", open);
    let hidden = json!({ "kind": "pledge", "title": "Hidden", "countries": ["AZ"], "sensitivity": "restricted" });
    made(&who, "commitments", hidden);
    let export = |who: &Caller| table(&who.get("/v1/export/commitments?country=AZ&sort=title").expect(200));
    let all = export(&who);
    assert_eq!((all.len(), &*all[1]["made_by_name"], &*all[1]["private_notes"]), (2, "Secret", "a note"));
    let seen = export(&app.dashboard("all"));
    assert_eq!((seen.len(), &*seen[0]["title"], &*seen[0]["made_by"], &*seen[0]["made_by_name"]), (1, "Open", "", ""));
    assert_eq!(seen[0]["private_notes"], "");
    app.dashboard("all").get("/v1/export/users").problem(403, "forbidden");
    app.stranger().get("/v1/export/commitments").problem(401, "unauthenticated");
    for (query, parameter) in [
        ("format=pdf", "format"),
        ("limit=5", "limit"),
        ("cursor=x", "cursor"),
        ("include=made_by", "include"),
        ("total=exact", "total"),
        ("colour=red", "colour"),
        ("fields=colour", "fields"),
    ] {
        let refused = who.get(&format!("/v1/export/commitments?{query}")).problem(400, "bad_query");
        assert_eq!(refused["parameter"], parameter, "{query}");
    }
}

fn every_record_goes_out_once(app: &TestApp) {
    let who = app.admin();
    for n in 0..1_530 {
        who.post("/v1/tags", json!({ "name": format!("Tag {}", n % 7), "code": format!("t{n}") })).expect(201);
    }
    let rows = table(&who.get("/v1/export/tags?sort=-name").expect(200));
    let listed = who.walk("/v1/tags?sort=-name&limit=200");
    let codes: Vec<_> = rows.iter().map(|row| row["code"].as_str()).collect();
    assert_eq!(codes, listed.iter().map(|one| one["code"].as_str().expect("a code")).collect::<Vec<_>>());
    assert_eq!(rows.len(), 1_530);
}

fn two_go_on_at_once(app: &TestApp) {
    let who = app.admin();
    let turns = [app.api.exports.turn(), app.api.exports.turn()];
    assert!(turns.iter().all(Option::is_some) && app.api.exports.turn().is_none());
    let refused = who.get("/v1/export/countries").problem(503, "busy");
    assert!(refused.headers.contains_key("retry-after"));
    drop(turns);
    // Each gives its turn back.
    for _ in 0..5 {
        assert_eq!(table(&who.get("/v1/export/countries?code=UY").expect(200))[0]["name"], "Uruguay");
    }
}

on_both! {
    a_table_has_names_beside_ids,
    records_come_as_they_are,
    a_workbook_has_typed_cells,
    nobody_gets_more_than_their_lists,
    every_record_goes_out_once,
    two_go_on_at_once,
}
