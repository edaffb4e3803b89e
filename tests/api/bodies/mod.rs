//! Bodies that are refused: each with a problem that says where and why, and nothing is written.
mod links;
mod shape;
mod syntax;
mod unread;
mod values;

use crate::making::{NOBODY, document, totals};
use rapport_testkit::{Answer, Caller};
use serde_json::Value;

/// An operation that takes a body.
struct Operation {
    /// POST or PATCH
    method: String,
    /// With something in place of its keys.
    path: String,
    /// The schema of the body.
    schema: Value,
}
impl Operation {
    /// Sends bytes as the body, holding some version.
    fn send(&self, who: &Caller, body: impl Into<Vec<u8>>) -> Answer {
        who.with("If-Match", "\"1\"").send(&self.method, &self.path, Some(body.into()))
    }
}
/// Every operation of the document that takes a body.
fn operations() -> Vec<Operation> {
    let document = document();
    let mut all = vec![];
    // These are sent by an administrator, who has no glass to break: see break_glass.rs.
    let paths = document["paths"].as_object().expect("paths").iter().filter(|(path, _)| *path != "/v1/break-glass");
    for (path, item) in paths {
        for method in ["post", "patch"] {
            let schema = &item[method]["requestBody"]["content"]["application/json"]["schema"];
            if schema.is_object() {
                let key = if path.starts_with("/v1/countries") { "AR" } else { NOBODY };
                let path = path.replace("{key}", key).replace("{link}", NOBODY);
                all.push(Operation { method: method.to_uppercase(), path, schema: resolved(document, schema).clone() });
            }
        }
    }
    assert!(all.len() > 25, "only {} operations take a body", all.len());
    all
}
/// All but the patches of owned links, which look for the link before they look at the body.
fn shaped() -> Vec<Operation> {
    let mut all = operations();
    all.retain(|operation| operation.method == "POST" || operation.path.split('/').count() == 4);
    all
}
/// What a schema refers to.
fn resolved<'a>(document: &'a Value, schema: &'a Value) -> &'a Value {
    match schema["$ref"].as_str() {
        Some(reference) => document.pointer(reference.trim_start_matches('#')).expect("a schema"),
        None => schema,
    }
}

/// Does what should be refused, and looks whether anything was written.
#[track_caller]
fn writes_nothing(who: &Caller, attempts: impl FnOnce()) {
    let before = totals(who);
    attempts();
    assert_eq!(totals(who), before);
}
/// The one error of a shape, as pointer and code.
#[track_caller]
fn misshapen(answer: Answer, code: &str, pointer: &str) {
    let answer = answer.problem(422, code);
    assert_eq!(answer.errors(), [(pointer.to_owned(), code.to_owned())]);
}
/// Gathers answers that are not what they should be, so that one does not hide the others.
#[derive(Default)]
struct Wrong(Vec<String>);
impl Wrong {
    /// Notes an answer unless it is a problem with this one error.
    fn unless(&mut self, asked: impl std::fmt::Display, answer: &Answer, status: u16, code: &str, pointer: &str) {
        let problem = answer.headers.get("content-type").is_some_and(|media| media == "application/problem+json");
        let (told, expected) = (answer.errors(), [(pointer.to_owned(), code.to_owned())]);
        if !problem || answer.status != status || told != expected {
            self.0.push(format!("{asked}: {} {told:?}, not {status} {expected:?}", answer.status));
        }
    }
    /// Fails if there were any.
    #[track_caller]
    fn none(self) {
        assert!(self.0.is_empty(), "{:#?}", self.0);
    }
}
/// A broken rule among those that are told.
#[track_caller]
fn invalid(answer: Answer, code: &str, pointer: &str) {
    let answer = answer.problem(422, "invalid");
    let errors = answer.errors();
    assert!(errors.contains(&(pointer.to_owned(), code.to_owned())), "no {code} at {pointer:?} in {errors:?}");
}
