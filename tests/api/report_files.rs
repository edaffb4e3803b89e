//! What a funder's report says of money in one currency, and reports as pages.
use rapport_testkit::{Caller, TestApp, on_both};
use serde_json::{Value, json};

fn report(who: &Caller, ask: Value) -> (String, Value) {
    let made = who.post("/v1/reports", ask).expect(201);
    let path = format!("/v1/reports/{}", made.id());
    let told = who.get(&path).expect(200).body;
    (path, told)
}
fn section<'r>(told: &'r Value, title: &str) -> &'r Value {
    let sections = told["sections"].as_array().expect("sections");
    sections.iter().find(|section| section["title"] == title).unwrap_or_else(|| panic!("{title}: {told}"))
}

/// Each amount by the last rate before its day, which is named; what has no rate is in no sum.
fn money_in_one_currency(app: &TestApp) {
    let who = app.admin();
    let funder =
        who.post("/v1/organizations", json!({ "name": "F", "kind": "funder", "sensitivity": "public" })).expect(201);
    for (rate, day) in [("1.5", "2014-03-01"), ("2", "2014-06-01"), ("3", "2015-01-01")] {
        let rate = json!({ "base": "EUR", "quote": "USD", "rate": rate, "day": day, "source": "A bank" });
        who.post("/v1/exchange-rates", rate).expect(201);
    }
    let grant = |title: &str, amount: &str, currency: &str, payments: Value| {
        let body = json!({
            "title": title, "grant_maker": funder.id(), "countries": ["UY"], "purposes": ["seed_funding"],
            "recipient": { "new_organization": { "name": title, "kind": "cso", "country": "UY" } }, "when": "2014-04-01",
            "amount": { "amount": amount, "currency": currency }, "status": "awarded", "disbursements": payments,
            "review": "reviewed", "sensitivity": "public",
        });
        who.post("/v1/grants", body).expect(201);
    };
    let paid = json!([{ "amount": { "amount": "100", "currency": "EUR" }, "when": "2014-07-01" }]);
    grant("In euros", "1000", "EUR", paid);
    grant("In dollars", "10", "USD", json!([]));
    grant("In guaranies", "7000000", "PYG", json!([]));
    let ask = json!({ "kind": "funder", "funder": funder.id(), "convert_to": "USD" });
    let (path, told) = report(&who, ask);
    let blocks = section(&told, "In one currency")["blocks"].as_array().expect("blocks");
    let sums: Vec<_> = blocks
        .iter()
        .filter_map(|block| block["figures"]["figures"][0]["value"]["value"]["money"]["amount"].as_str())
        .collect();
    assert_eq!(sums, ["1510.00", "200.00"], "awarded by the rate of March, paid by that of June");
    let rows = blocks[1]["table"]["rows"].as_array().expect("rows");
    let row =
        |title: &str| rows.iter().find(|row| row[0]["value"]["text"] == title).unwrap_or_else(|| panic!("{title}"));
    assert_eq!(row("In euros")[3]["value"]["text"], "1 EUR = 1.5 USD (1 March 2014, A bank)");
    assert_eq!(
        (&row("In guaranies")[3]["value"]["text"], &row("In guaranies")[4]["value"]),
        (&json!("no rate is known"), &json!("nothing"))
    );
    let reference = row("In euros")[3]["reference"].as_str().expect("a reference");
    let behind = who.get(&format!("{path}/references/{reference}")).expect(200);
    assert_eq!(behind.body[0]["kind"], "exchange-rates");
    let refused = who.post("/v1/reports", json!({ "kind": "log", "convert_to": "USD" })).problem(422, "invalid");
    assert_eq!(refused["errors"][0]["pointer"], "/convert_to");
}

/// What a risk comes to hold back is in no report to the public; the team's own stay.
fn what_a_risk_holds_back_is_withdrawn(app: &TestApp) {
    let who = app.admin();
    let said = json!({
        "text": "They stood by us.", "lang": "en", "countries": ["UY"], "consent": "publish_named", "consent_evidence": "A letter",
        "verification": "verified", "review": "reviewed", "sensitivity": "public",
    });
    who.post("/v1/testimonials", said).expect(201);
    let ask = |readers: &str| json!({ "kind": "snapshot", "countries": ["UY"], "readers": readers });
    let ((public, told), (team, _)) = (report(&who, ask("public")), report(&who, ask("internal")));
    assert!(told.to_string().contains("They stood by us."));
    let risk = json!({ "title": "Speakers are watched", "country": "UY", "handling": "withhold" });
    who.post("/v1/risks", risk).expect(201);
    who.get(&public).problem(410, "withdrawn");
    let receipt = who.get(&format!("{public}/receipt")).expect(200);
    let next = format!("/v1/reports/{}", receipt["replaced_by"].as_str().expect("another"));
    assert!(!who.get(&next).expect(200).body.to_string().contains("They stood by us."));
    who.get(&team).expect(200);
}

/// As pages where the program is built with them; where it is not, it says so.
fn pages_or_a_clear_word(app: &TestApp) {
    let who = app.coordinator("all");
    let (path, _) = report(&who, json!({ "kind": "log", "countries": ["UY"] }));
    let answer = who.get(&format!("{path}?format=pdf"));
    if answer.status == 501 {
        answer.problem(501, "not_built");
        return;
    }
    let pages = answer.expect(200);
    assert_eq!(pages.headers["content-type"], "application/pdf");
    assert!(pages.bytes.starts_with(b"%PDF-1."));
    assert_eq!(who.get(&format!("{path}?format=pdf")).expect(200).bytes, pages.bytes, "the same bytes each time");
    who.with("If-None-Match", pages.etag()).get(&format!("{path}?format=pdf")).expect(304);
}

on_both! { what_a_risk_holds_back_is_withdrawn, money_in_one_currency, pages_or_a_clear_word }
