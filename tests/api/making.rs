//! What other tests start from: a right body for every resource, records to refer to, and counts of what there is.
use rapport_testkit::{Caller, TestApp};
use serde_json::{Value, json};
use std::sync::LazyLock;

/// Every list of the API whose records are made by a POST, and the countries.
pub const LISTS: [&str; 36] = [
    "countries",
    "regions",
    "organizations",
    "csos",
    "people",
    "posts",
    "pocs",
    "memberships",
    "activity-kinds",
    "interventions",
    "commitments",
    "results",
    "standings",
    "action-plans",
    "testimonials",
    "risks",
    "grants",
    "exchange-rates",
    "challenges",
    "practices",
    "introductions",
    "gatherings",
    "partnerships",
    "publications",
    "sources",
    "citations",
    "follow-ups",
    "policy-areas",
    "scales",
    "assessments",
    "tags",
    "taggings",
    "notes",
    "documents",
    "users",
    "api-keys",
];
/// Those whose records have codes in place of ids, and are made by clients.
pub const CODED: [&str; 5] = ["regions", "activity-kinds", "policy-areas", "scales", "tags"];
/// Those whose records have a date: `when`.
pub const DATED: [&str; 10] = [
    "interventions",
    "commitments",
    "results",
    "grants",
    "challenges",
    "introductions",
    "gatherings",
    "partnerships",
    "publications",
    "sources",
];
/// Those whose records clients create and delete: all but the countries.
pub const CREATABLE: [&str; 35] = {
    let [_, creatable @ ..] = LISTS;
    creatable
};
/// An id that no record has.
pub const NOBODY: &str = "01976d3a-0000-7000-8000-000000000009";

/// Records that others refer to.
pub struct Ground {
    /// A person.
    pub person: String,
    /// A government agency.
    pub agency: String,
    /// A source.
    pub source: String,
}
impl Ground {
    /// The code of a tag.
    pub const TAG: &str = "ground";
    /// Made by a caller.
    pub fn of(who: &Caller) -> Self {
        // Whoever lays the ground again finds it there.
        who.post("/v1/tags", json!({ "name": "Ground" }));
        Self {
            person: made(who, "people", json!({ "name": "Ana Ground" })),
            agency: made(who, "organizations", json!({ "name": "Agency Ground", "kind": "government_agency" })),
            source: made(who, "sources", json!({ "title": "Source Ground", "kind": "report" })),
        }
    }
}

/// A body that a resource takes, with a name and little else.
pub fn right(resource: &str, name: &str, ground: &Ground) -> Value {
    match resource {
        "regions" => json!({ "name": name }),
        "organizations" => json!({ "name": name, "kind": "media" }),
        "csos" => json!({ "name": name, "kind": "cso" }),
        "people" => json!({ "name": name }),
        "posts" => json!({ "title": name }),
        "pocs" => json!({ "title": name, "kind": "ogp_poc" }),
        "memberships" => json!({ "role": name, "person_id": ground.person, "organization_id": ground.agency }),
        "activity-kinds" => json!({ "name": name, "work_area": "easy_access" }),
        "interventions" => json!({ "title": name, "kinds": ["strategy_support"], "countries": ["UY"] }),
        "commitments" => json!({ "title": name, "kind": "pledge", "countries": ["UY"] }),
        "results" => json!({ "statement": name, "change_type": "policy", "observed": true, "countries": ["UY"] }),
        "standings" => json!({ "aspect": "chair", "code": "co_chair", "country": "UY", "note": name }),
        "action-plans" => json!({ "country": "UY", "title": name }),
        "testimonials" => json!({ "text": name, "lang": "en", "countries": ["UY"] }),
        "risks" => json!({ "title": name, "country": "UY" }),
        "challenges" | "gatherings" | "publications" => json!({ "title": name, "countries": ["UY"] }),
        "practices" => json!({ "title": name, "origins": ["UY"] }),
        "introductions" => {
            json!({ "title": name, "countries": ["UY"], "party_id": ground.agency, "to_said": "Their peers" })
        }
        "partnerships" => json!({ "title": name, "countries": ["UY"], "organization_id": ground.agency }),
        "grants" => json!({
            "title": name, "countries": ["UY"], "recipient": { "organization_id": ground.agency },
            "amount_reason": "not_stated",
        }),
        "exchange-rates" => {
            // One rate a day: the name makes the day.
            let day = name.bytes().fold(0u32, |sum, byte| sum.wrapping_mul(31).wrapping_add(byte.into())) % 8_000;
            let day = chrono::NaiveDate::from_ymd_opt(2000, 1, 1).expect("a day") + chrono::Days::new(day.into());
            json!({ "base": "USD", "quote": "UYU", "rate": "23.5", "day": day, "source": name })
        }
        "sources" => json!({ "title": name, "kind": "report" }),
        "citations" => json!({
            "about": { "kind": "organization", "id": ground.agency }, "source_id": ground.source, "locator": name,
        }),
        "follow-ups" => json!({ "title": name, "about": { "kind": "organization", "id": ground.agency } }),
        "policy-areas" => json!({ "name": name, "part_of": "civic_space" }),
        "scales" => json!({ "name": name, "values": [{ "code": "low", "label": "Low", "rank": 0 }] }),
        "assessments" => json!({
            "about": { "kind": "organization", "id": ground.agency }, "scale": "specificity", "code": "low",
            "phase": name,
        }),
        "tags" => json!({ "name": name }),
        "taggings" => {
            // A record has a tag once: the name says which country is tagged.
            let countries = "AD AE AF AG AI AL AM AO AR AT AU AW AZ BA BB BD BE BF BG BH BI BJ BM BN BO BR BS BT BW \
                             BY BZ CA CD CF CG CH CL CM CN CO CR CU CV CY CZ DE DJ DK DM DO DZ EC EE EG ER ES ET FI FJ";
            let countries: Vec<_> = countries.split(' ').collect();
            let sum = name.bytes().fold(0usize, |sum, byte| sum.wrapping_mul(31).wrapping_add(byte.into()));
            json!({ "tag": Ground::TAG, "about": { "kind": "country", "code": countries[sum % countries.len()] } })
        }
        "notes" => json!({ "text": name, "about": { "kind": "organization", "id": ground.agency } }),
        "documents" => json!({ "title": name, "about": { "kind": "organization", "id": ground.agency } }),
        "users" => {
            let email = format!("{}@test.example", name.to_lowercase().replace(' ', "-"));
            json!({ "email": email, "name": name, "role": "dashboard", "password": TestApp::PASSWORD })
        }
        "api-keys" => json!({ "name": name }),
        other => panic!("no body for {other}"),
    }
}
/// A body with other members beside its own, or in their place.
pub fn with(mut body: Value, more: Value) -> Value {
    let (Value::Object(members), Value::Object(more)) = (&mut body, more) else { panic!("two objects") };
    members.extend(more);
    body
}
/// Makes a record and gives its id or code.
#[track_caller]
pub fn made(who: &Caller, resource: &str, body: Value) -> String {
    let answer = who.post(&format!("/v1/{resource}"), body).expect(201);
    key(&answer.body).to_owned()
}
/// The id of a record, or its code.
#[track_caller]
pub fn key(record: &Value) -> &str {
    record["id"].as_str().or_else(|| record["code"].as_str()).unwrap_or_else(|| panic!("no key in {record}"))
}
/// Deletes a record as it is now.
#[track_caller]
pub fn remove(who: &Caller, path: &str) {
    let now = who.get(path).expect(200);
    who.holding(&now).delete(path).expect(204);
}
/// Restores a deleted record.
#[track_caller]
pub fn restore(who: &Caller, path: &str) -> rapport_testkit::Answer {
    let gone = who.get(&format!("{path}?deleted=true")).expect(200);
    who.holding(&gone).post(&format!("{path}/restore"), json!({}))
}
/// How many records each list has.
pub fn totals(who: &Caller) -> Vec<(&'static str, i64)> {
    let total = |list: &str| who.get(&format!("/v1/{list}?total=exact&limit=1")).expect(200)["total"].as_i64();
    LISTS.iter().map(|list| (*list, total(list).expect("a total"))).collect()
}

/// The API document, made once: it is of some megabytes.
pub fn document() -> &'static Value {
    static DOCUMENT: LazyLock<Value> =
        LazyLock::new(|| serde_json::from_str(&rapport_http::openapi::json()).expect("the document is JSON"));
    &DOCUMENT
}
/// The members of the body that creates a record.
pub fn members(list: &str) -> Vec<String> {
    let body =
        &document()["paths"][format!("/v1/{list}")]["post"]["requestBody"]["content"]["application/json"]["schema"];
    let name = body["$ref"].as_str().and_then(|name| name.rsplit('/').next()).unwrap_or_default();
    let members = document()["components"]["schemas"][name]["properties"].as_object();
    members.into_iter().flatten().map(|(name, _)| name.clone()).collect()
}
/// The names of the query parameters of a path that is read.
pub fn query_parameters(document: &Value, path: &str) -> Vec<String> {
    let parameters = document["paths"][path]["get"]["parameters"].as_array().expect("parameters");
    let query = parameters.iter().filter(|parameter| parameter["in"] == "query");
    query.map(|parameter| parameter["name"].as_str().expect("a name").to_owned()).collect()
}
/// A text as it stands in a query string.
pub fn encoded(text: impl AsRef<[u8]>) -> String {
    let plain = |byte: &u8| byte.is_ascii_alphanumeric() || b"-_.,".contains(byte);
    let one = |byte: &u8| if plain(byte) { char::from(*byte).to_string() } else { format!("%{byte:02X}") };
    text.as_ref().iter().map(one).collect()
}
