//! How much is taken of whom, and what every answer says to browsers.
use rapport_testkit::{TestApp, on_both};
use serde_json::json;

fn what_comes_too_fast_is_refused(app: &TestApp) {
    let (ana, ben) = (app.coordinator("all"), app.coordinator("all"));
    let first = ana.get("/v1/me").expect(200);
    assert_eq!(first.headers["ratelimit-policy"], "\"minute\";q=20;w=60");
    assert_eq!(first.headers["ratelimit"], "\"minute\";r=19;t=3");
    let statuses: Vec<_> = (0..25).map(|_| ana.get("/v1/me").status).collect();
    assert!(statuses.iter().filter(|status| **status == 200).count() >= 19, "{statuses:?}");
    let refused = ana.get("/v1/me").problem(429, "too_many_requests");
    let wait: u64 = refused.headers["retry-after"].parse().expect("seconds");
    assert!((1..=4).contains(&wait), "{wait}");
    assert_eq!(refused.headers["x-content-type-options"], "nosniff");
    // Others are not kept out, and whether the program is well may always be asked.
    ben.get("/v1/me").expect(200);
    for _ in 0..10 {
        app.stranger().get("/health/live").expect(200);
    }
    // Who shows nothing has a tenth of it.
    let statuses: Vec<_> = (0..5).map(|_| app.stranger().get("/openapi.json").status).collect();
    assert_eq!((statuses[0], statuses[4]), (200, 429));
    app.stranger().post("/v1/auth/login", json!({})).problem(429, "too_many_requests");
    // An address has room for some callers, whatever they show.
    let all: Vec<_> = (0..80).map(|n| app.bearer(&format!("rpk_{n}")).get("/v1/me").status).collect();
    assert_eq!((all[0], all.last()), (401, Some(&429)), "{all:?}");
}

on_both!(limited: what_comes_too_fast_is_refused);
