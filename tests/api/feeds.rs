//! Calendars by secret addresses, and the feed of results: what programs fetch by themselves.
use chrono::Duration;
use rapport_testkit::{Caller, TestApp, on_both};
use serde_json::{Value, json};

fn visit(who: &Caller, title: &str, more: Value) -> String {
    let body = json!({ "title": title, "kinds": ["strategy_support"], "countries": ["UY"] });
    who.post("/v1/interventions", crate::making::with(body, more)).expect(201).id().to_owned()
}
/// Where programs fetch a new calendar.
fn calendar(who: &Caller, ask: Value) -> String {
    let made = who.post("/v1/calendars", ask).expect(201);
    assert_eq!(made.headers["cache-control"], "no-store");
    made["path"].as_str().expect("a path").to_owned()
}
/// The lines of a calendar, unfolded.
fn lines(app: &TestApp, path: &str) -> Vec<String> {
    let answer = app.stranger().get(path).expect(200);
    assert_eq!(answer.headers["content-type"], "text/calendar; charset=utf-8");
    let text = answer.text().replace("\r\n ", "");
    text.split("\r\n").map(str::to_owned).collect()
}
fn titles(lines: &[String]) -> Vec<&str> {
    lines.iter().filter_map(|line| line.strip_prefix("SUMMARY:")).collect()
}

fn what_was_done_and_falls_due(app: &TestApp) {
    let (who, other) = (app.coordinator("UY"), app.coordinator("all"));
    let today = app.api.house.now().0.date_naive();
    let day = |days: i64| (today + Duration::days(days)).to_string();
    let id = visit(&who, "Visit to Montevideo", json!({ "when": format!("{}/{}", day(3), day(5)) }));
    visit(&who, "Some day", json!({ "when": today.format("%Y").to_string() }));
    visit(&who, "Some day this month", json!({ "when": today.format("%Y-%m").to_string() }));
    visit(&who, "Long ago", json!({ "when": "2011-05-01" }));
    visit(&other, "Another's visit", json!({ "when": day(1) }));
    let about = json!({ "kind": "intervention", "id": id });
    for (title, due) in [("Call them", day(7)), ("Send the minutes", day(-7))] {
        who.post("/v1/follow-ups", json!({ "title": title, "about": about, "due": due })).expect(201);
    }
    let path = calendar(&who, json!({}));
    let told = lines(app, &path);
    let month = today.format("%B %Y");
    let month = format!("Some day this month ({month})");
    let mut expected = vec!["! Send the minutes", "Call them", "Visit to Montevideo", &month];
    let mut found = titles(&told);
    expected.sort_unstable();
    found.sort_unstable();
    assert_eq!(found, expected);
    let days = [
        format!("DTSTART;VALUE=DATE:{}", (today + Duration::days(3)).format("%Y%m%d")),
        format!("DTEND;VALUE=DATE:{}", (today + Duration::days(6)).format("%Y%m%d")),
    ];
    for line in days.iter().map(String::as_str).chain([&*format!("UID:intervention-{id}@rapport"), "LOCATION:Uruguay"])
    {
        assert!(told.iter().any(|found| found == line), "{line} in {told:#?}");
    }
    // Nobody does the same twice, and an unchanged calendar is not sent again.
    let tag = app.stranger().get(&path).expect(200).etag().to_owned();
    app.stranger().with("If-None-Match", &tag).get(&path).expect(304);
    visit(&who, "Another visit", json!({ "when": day(2) }));
    app.stranger().with("If-None-Match", &tag).get(&path).expect(200);
}

fn the_address_is_the_secret(app: &TestApp) {
    let (who, other) = (app.coordinator("UY"), app.coordinator("AR"));
    let path = calendar(&who, json!({}));
    let told = who.get("/v1/calendars").expect(200);
    assert_eq!(told["data"].as_array().map(Vec::len), Some(1));
    assert!(!told.body.to_string().contains("rpc_"), "the address is told once");
    assert_eq!(other.get("/v1/calendars").expect(200)["data"], json!([]));
    let one = format!("/v1/calendars/{}", told["data"][0]["id"].as_str().expect("an id"));
    other.delete(&one).problem(404, "not_found");
    app.stranger().get("/v1/calendars/rpc_00.ics").problem(404, "not_found");
    app.stranger().get(&path).expect(200);
    who.delete(&one).expect(204);
    app.stranger().get(&path).problem(404, "not_found");
    for no_calendar in [
        app.dashboard("all"),
        app.funder(
            who.post("/v1/organizations", json!({ "name": "F", "kind": "funder", "country": "UY" })).expect(201).id(),
        ),
    ] {
        no_calendar.post("/v1/calendars", json!({})).problem(403, "forbidden");
    }
    (0..10).for_each(|_| _ = calendar(&who, json!({})));
    who.post("/v1/calendars", json!({})).problem(409, "too_many_calendars");
}

/// Others keep what a calendar holds: it holds no more than its maker said, nor than its owner sees today.
fn it_holds_no_more_than_it_may(app: &TestApp) {
    let who = app.coordinator("UY");
    let today = app.api.house.now().0.date_naive().to_string();
    for sensitivity in ["public", "internal", "restricted"] {
        visit(&who, sensitivity, json!({ "when": today, "sensitivity": sensitivity }));
    }
    for (ceiling, expected) in [
        (json!(null), &["internal", "public"][..]),
        (json!("public"), &["public"]),
        (json!("restricted"), &["internal", "public", "restricted"]),
    ] {
        let path = calendar(&who, json!({ "ceiling": ceiling }));
        let told = lines(app, &path);
        let mut found = titles(&told);
        found.sort_unstable();
        assert_eq!(found, expected);
    }
    // Who is no user any more has no calendar.
    let path = calendar(&who, json!({}));
    let me = who.get("/v1/me").expect(200);
    let admin = app.admin();
    let user = admin.get(&format!("/v1/users/{}", me.id())).expect(200);
    admin.holding(&user).delete(&format!("/v1/users/{}", me.id())).expect(204);
    app.stranger().get(&path).problem(404, "not_found");
}

fn published_results_are_news(app: &TestApp) {
    let who = app.dashboard("all");
    let answer = who.get("/v1/feeds/results.atom").expect(200);
    assert_eq!(answer.headers["content-type"], "application/atom+xml; charset=utf-8");
    let public = app.auditor();
    assert_eq!(public.get("/v1/feeds/results.atom").expect(200).text(), answer.text(), "everybody reads the same");
    let published = who.walk("/v1/results?limit=200&status=published&sensitivity=public");
    assert!(!published.is_empty(), "the demo has some");
    assert_eq!(answer.text().matches("<entry").count(), published.len().min(50));
    for result in published.iter().take(50) {
        let id = format!("<id>urn:uuid:{}</id>", result["id"].as_str().expect("an id"));
        assert!(answer.text().contains(&id), "{id}");
    }
    who.with("If-None-Match", answer.etag()).get("/v1/feeds/results.atom").expect(304);
    app.stranger().get("/v1/feeds/results.atom").problem(401, "unauthenticated");
}

on_both! { what_was_done_and_falls_due, the_address_is_the_secret, it_holds_no_more_than_it_may }
on_both! { demo: published_results_are_news }
