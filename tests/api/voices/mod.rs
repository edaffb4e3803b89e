//! What people say: of the team's work, of results, and where their words may harm them.
mod consent;
mod echoes;
mod public;
mod releases;
mod substantiations;

use crate::making::{made, with};
use rapport_testkit::{Answer, Caller, TestApp};
use serde_json::{Value, json};

fn pair(pointer: &str, code: &str) -> [(String, String); 1] {
    [(pointer.to_owned(), code.to_owned())]
}
/// A testimonial's body, about Azerbaijan.
fn words(more: Value) -> Value {
    with(json!({ "text": "Their visit opened a door.", "lang": "en", "countries": ["AZ"] }), more)
}
/// One that the public may see, under the speaker's name or without it.
fn printable(consent: &str, more: Value) -> Value {
    let agreed = json!({ "consent": consent, "consent_evidence": "A letter by Galib.", "sensitivity": "public" });
    words(with(agreed, more))
}
fn add(who: &Caller, body: Value) -> Answer {
    who.post("/v1/testimonials", body).expect(201)
}
fn path(record: &Answer) -> String {
    format!("/v1/testimonials/{}", record.id())
}
/// Changes a record as it is now.
fn patch(who: &Caller, path: &str, body: Value) -> Answer {
    who.holding(&who.get(path).expect(200)).patch(path, body)
}
fn funder(app: &TestApp) -> Caller {
    app.funder(&made(&app.admin(), "organizations", json!({ "name": "A foundation", "kind": "funder" })))
}
/// A person and an organization of Azerbaijan that everybody sees.
fn galib(app: &TestApp) -> (String, String) {
    let public = |body: Value| with(body, json!({ "country": "AZ", "sensitivity": "public" }));
    let person = made(&app.admin(), "people", public(json!({ "name": "Galib" })));
    let group = made(&app.admin(), "organizations", public(json!({ "name": "Budget group", "kind": "cso" })));
    (person, group)
}
/// The ids that a list finds, with its total.
fn found(who: &Caller, query: &str) -> Vec<String> {
    let page = who.get(&format!("/v1/testimonials?total=exact&{query}")).expect(200);
    assert_eq!(page["total"], page.data().len(), "{query}");
    page.data().iter().map(|record| record["id"].as_str().expect("an id").to_owned()).collect()
}
