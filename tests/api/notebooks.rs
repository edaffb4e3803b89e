//! What the page about dashboards shows, run as it stands there.
use rapport_testkit::{Backend, TestApp};
use std::process::Command;

/// A Python that has pandas. Without one the test says so, and fails where it must run (`RAPPORT_REQUIRE_PANDAS=1`).
fn python() -> Option<&'static str> {
    let has_pandas = |python: &&str| {
        let tried = Command::new(python).args(["-c", "import pandas"]).output();
        tried.is_ok_and(|tried| tried.status.success())
    };
    let found = ["python3", "/usr/bin/python3"].into_iter().find(has_pandas);
    if found.is_none() {
        let required = std::env::var("RAPPORT_REQUIRE_PANDAS").is_ok_and(|required| required == "1");
        assert!(!required, "no Python here has pandas");
        println!("skipped: no Python here has pandas");
    }
    found
}

#[test]
fn pandas_reads_exports_as_documented() {
    let Some(python) = python() else { return };
    let page = std::fs::read_to_string("../docs/dashboards.md").expect("the page");
    let code = page.split("```python\n").nth(1).and_then(|rest| rest.split("```").next()).expect("the example");
    let app = TestApp::demo(Backend::Sqlite);
    let ran = Command::new(python)
        .args(["-c", code])
        .env("RAPPORT_URL", &app.base_url)
        .env("RAPPORT_TOKEN", app.dashboard("all").token())
        .output()
        .expect("Python runs");
    let said = String::from_utf8_lossy(&ran.stdout);
    assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
    let number = |name: &str| -> i64 {
        let line = said.lines().find(|line| line.starts_with(name)).unwrap_or_else(|| panic!("no {name} in {said}"));
        line.rsplit(' ').next().and_then(|n| n.parse().ok()).expect("a number")
    };
    // The same counts by the lists themselves.
    let who = app.dashboard("all");
    let total = |query: &str| who.get(&format!("/v1/{query}&total=exact&limit=1")).expect(200)["total"].clone();
    assert_eq!(total("commitments?kind=pledge&status=at_risk"), number("at_risk"));
    assert_eq!(total("interventions?country=UY"), number("Uruguay"));
}
