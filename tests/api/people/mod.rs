//! People's data: by what right it is kept, what of it they are given, and how it is erased.
mod consent;
mod erasure;
mod export;
mod retention;

use rapport_testkit::{Answer, Caller};
use serde_json::Value;

/// Changes a record as it is now.
#[track_caller]
fn patch(who: &Caller, path: &str, body: Value) -> Answer {
    who.holding(&who.get(path).expect(200)).patch(path, body)
}
/// How many records of a list a caller finds.
#[track_caller]
fn total(who: &Caller, list: &str) -> i64 {
    let glue = if list.contains('?') { '&' } else { '?' };
    who.get(&format!("{list}{glue}total=exact&limit=1")).expect(200)["total"].as_i64().expect("a total")
}
