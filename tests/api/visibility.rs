//! Who sees what: every kind of record, of every sensitivity, in every place, for every role, in every read.
use rapport_testkit::{Caller, TestApp, on_both};
use serde_json::{Value, json};
use std::collections::BTreeSet;

const SENSITIVITIES: [&str; 3] = ["public", "internal", "restricted"];
/// Where a record belongs: to a country, to a region as a whole, or to nobody in particular.
const PLACES: [Option<&str>; 5] = [Some("AR"), Some("DE"), Some("latin_america"), Some("europe"), None];
/// The paths of the records, and the paths that show them as well.
const PATHS: &[(&str, &[&str])] = &[
    ("organizations", &["organizations", "csos"]),
    ("people", &["people"]),
    ("posts", &["posts", "pocs"]),
    ("interventions", &["interventions"]),
    ("commitments", &["commitments"]),
    ("results", &["results"]),
    ("testimonials", &["testimonials"]),
    ("risks", &["risks"]),
    ("challenges", &["challenges"]),
    ("practices", &["practices"]),
    ("introductions", &["introductions"]),
    ("gatherings", &["gatherings"]),
    ("partnerships", &["partnerships"]),
    ("publications", &["publications"]),
];

/// What finds the records of a path by their words; of some, `search` looks at others of their kind.
const WORDS: &[(&str, &str)] = &[
    ("organizations", "organization"),
    ("people", "somebody"),
    ("interventions", "visit"),
    ("commitments", "promise"),
    ("results", "met"),
    ("testimonials", "helped"),
];

struct Reader {
    name: &'static str,
    role: &'static str,
    /// Which of the places are in reach; all where it says nothing.
    reach: Option<&'static [&'static str]>,
    who: Caller,
}
fn readers(app: &TestApp) -> Vec<Reader> {
    let admin = app.admin();
    let foundation = json!({ "name": "A foundation", "kind": "funder" });
    let foundation = admin.post("/v1/organizations", foundation).expect(201).id().to_owned();
    let (south, europe): (&[&str], &[&str]) = (&["AR", "latin_america"], &["DE", "europe"]);
    let reader = |name, role, reach, who| Reader { name, role, reach, who };
    vec![
        reader("the admin", "admin", None, admin),
        reader("the coordinator of Latin America", "coordinator", Some(south), app.coordinator("latin_america")),
        reader("the coordinator of Europe", "coordinator", Some(europe), app.coordinator("europe")),
        reader("the central coordinator", "coordinator", None, app.coordinator("all")),
        reader("the dashboard", "dashboard", None, app.dashboard("all")),
        reader("the dashboard of Argentina", "dashboard", Some(&["AR"]), app.dashboard("AR")),
        reader("the dashboard of Europe", "dashboard", Some(europe), app.dashboard("europe")),
        reader("the funder", "funder", None, app.funder(&foundation)),
        reader("the auditor", "auditor", None, app.auditor()),
        reader("a page of the web", "public", None, crate::api_keys::page_of(app)),
    ]
}
/// Whether a record lies where a reader works.
fn is_inside(reader: &Reader, record: &Record) -> bool {
    match (reader.reach, record.place) {
        (Some(reach), Some(place)) => reach.contains(&place),
        _ => true,
    }
}
/// What the decisions promise, in so many words.
fn sees(reader: &Reader, record: &Record) -> bool {
    let inside = is_inside(reader, record);
    match reader.role {
        "admin" | "auditor" => true,
        "coordinator" => inside || record.sensitivity != "restricted",
        "dashboard" => inside && record.sensitivity != "restricted",
        // Nobody has published any of them, and only organizations need not be.
        "public" => record.sensitivity == "public" && record.path == "organizations",
        _ => record.sensitivity == "public",
    }
}

struct Record {
    path: &'static str,
    sensitivity: &'static str,
    place: Option<&'static str>,
    id: String,
}
fn placed(mut body: Value, place: Option<&str>, has_many_countries: bool) -> Value {
    match place {
        Some(country) if country.len() == 2 && has_many_countries => body["countries"] = json!([country]),
        Some(country) if country.len() == 2 => body["country"] = json!(country),
        Some(region) => body["region"] = json!(region),
        None if has_many_countries => body["worldwide"] = json!(true),
        None => {}
    }
    body
}
/// A body of its kind at a place; none where the kind has no regions.
fn body(path: &str, place: Option<&str>, party: &str) -> Option<Value> {
    let in_region = place.is_some_and(|place| place.len() > 2);
    let (body, many) = match path {
        "people" | "posts" | "practices" | "risks" if in_region => return None,
        "organizations" => (json!({ "name": "An organization", "kind": "cso" }), false),
        "risks" => (json!({ "title": "A risk", "country": place? }), false),
        "testimonials" => {
            let words = json!({
                "summary": "They helped.", "lang": "en", "consent": "publish_named", "consent_evidence": "A letter.",
            });
            (words, true)
        }
        "practices" => return Some(json!({ "title": "A practice", "origins": Vec::from_iter(place) })),
        "people" => (json!({ "name": "Somebody" }), false),
        "posts" => (json!({ "title": "A point of contact", "kind": "ogp_poc" }), false),
        "interventions" => (json!({ "title": "A visit", "kinds": ["strategy_support"] }), true),
        "commitments" => (json!({ "title": "A promise", "kind": "pledge" }), true),
        "introductions" => (json!({ "title": "They met", "party_id": party, "to_said": "Their peers" }), true),
        "partnerships" => (json!({ "title": "A partner", "organization_id": party }), true),
        "challenges" | "gatherings" | "publications" => (json!({ "title": "Something" }), true),
        _ => (json!({ "statement": "They met.", "change_type": "relationship", "observed": true }), true),
    };
    Some(placed(body, place, many))
}
/// One record of each kind, sensitivity and place.
fn one_of_each(admin: &Caller) -> Vec<Record> {
    let party = json!({ "name": "A party", "kind": "other" });
    let party = admin.post("/v1/organizations", party).expect(201).id().to_owned();
    let mut all = vec![];
    for (path, _) in PATHS.iter().copied() {
        for place in PLACES {
            for sensitivity in SENSITIVITIES {
                let Some(mut body) = body(path, place, &party) else { continue };
                body["sensitivity"] = json!(sensitivity);
                let id = admin.post(&format!("/v1/{path}"), body).expect(201).id().to_owned();
                all.push(Record { path, sensitivity, place, id });
            }
        }
    }
    assert_eq!(all.len(), 10 * 15 + 3 * 9 + 6);
    all
}
fn ids(page: &[Value]) -> BTreeSet<&str> {
    page.iter().filter_map(|record| record["id"].as_str()).collect()
}

/// Asks for records by every read of a path; says which reads do not answer as they should.
fn misjudged(reader: &Reader, path: &str, records: &[&Record]) -> Vec<String> {
    let mut wrong = vec![];
    let get = |rest: &str| reader.who.get(&format!("/v1/{path}{rest}"));
    let everything = reader.who.walk(&format!("/v1/{path}?limit=200"));
    let listed = ids(&everything);
    let asked: Vec<_> = records.iter().map(|record| record.id.as_str()).collect();
    let found = get(&format!("?limit=200&total=exact&id={}", asked.join(","))).expect(200);
    let others = get(&format!("?limit=1&total=exact&id[not]={}", asked.join(","))).expect(200);
    let visible = records.iter().filter(|record| sees(reader, record)).count();
    let get_at = |rest: String| reader.who.get(&format!("/v1/{rest}")).expect(200);
    let counted = get_at(format!("aggregate/{path}?id={}", asked.join(",")));
    let counted = &counted["total"]["figures"]["count"];
    if *counted != visible {
        wrong.push(format!("{}: {path} are counted as {counted}, not {visible}", reader.name));
    }
    let file = get_at(format!("export/{path}?format=json&fields=id&id={}", asked.join(",")));
    let exported = file.body.as_array().map(|rows| ids(rows)).unwrap_or_default();
    let found_by_words: Vec<_> = match WORDS.iter().find(|(of, _)| *of == path) {
        None => vec![],
        Some((_, words)) => reader.who.walk(&format!("/v1/search?limit=100&q={words}")),
    };
    let hits = ids(&found_by_words);
    let totals =
        [&get("?limit=1&total=exact").expect(200)["total"], &found["total"], &others["total"]].map(Value::as_u64);
    if totals != [listed.len(), visible, listed.len() - visible].map(|n| u64::try_from(n).ok()) {
        wrong.push(format!("{}: {path} counts {totals:?}, lists {}, of these {visible}", reader.name, listed.len()));
    }
    for record in records {
        let (id, expected) = (record.id.as_str(), sees(reader, record));
        let status = if expected { 200 } else { 404 };
        // What was before it was published is for nobody of the public.
        let history = if reader.role == "public" { 403 } else { status };
        let reads = [
            ("by id", get(&format!("/{id}")).status == status),
            ("history", get(&format!("/{id}/history")).status == history),
            ("export", exported.contains(id) == expected),
            ("search", hits.contains(id) == (expected && WORDS.iter().any(|(of, _)| *of == path))),
            ("list", listed.contains(id) == expected),
            ("filter", ids(found.data()).contains(id) == expected),
        ];
        for (read, _) in reads.iter().filter(|(_, right)| !right) {
            let (name, sensitivity, place) = (reader.name, record.sensitivity, record.place);
            wrong.push(format!("{name}: {read} of {sensitivity} {path} at {place:?}, expected {expected}"));
        }
    }
    wrong
}

fn every_read_knows_who_asks(app: &TestApp) {
    let records = one_of_each(&app.admin());
    let mut wrong = vec![];
    for reader in readers(app) {
        for (path, shown_at) in PATHS.iter().copied() {
            let records: Vec<_> = records.iter().filter(|record| record.path == path).collect();
            shown_at.iter().for_each(|read_at| wrong.extend(misjudged(&reader, read_at, &records)));
        }
    }
    assert!(wrong.is_empty(), "{} reads are wrong:\n{}", wrong.len(), wrong.join("\n"));
}

/// What a reader may do to a record, as the decisions promise it: the status of whoever tries.
fn may_change(reader: &Reader, record: &Record) -> u16 {
    match reader.role {
        "admin" | "coordinator" if !sees(reader, record) => 404,
        "admin" | "coordinator" if is_inside(reader, record) => 200,
        _ => 403, // the role may not at all, or not there
    }
}

fn every_write_knows_who_asks(app: &TestApp) {
    let admin = app.admin();
    let records = one_of_each(&admin);
    let party = json!({ "name": "Everybody's party", "kind": "other", "sensitivity": "public" });
    let party = admin.post("/v1/organizations", party).expect(201).id().to_owned();
    let mut versions: Vec<_> = records.iter().map(|_| "\"1\"".to_owned()).collect();
    let mut wrong = vec![];
    for reader in readers(app) {
        for (record, version) in records.iter().zip(&mut versions) {
            let (path, expected) = (format!("/v1/{}/{}", record.path, record.id), may_change(&reader, record));
            let who = reader.who.with("If-Match", &version);
            let changed = who.patch(&path, json!({}));
            if changed.status == 200 {
                *version = changed.etag().to_owned();
            }
            let mut got = vec![("change", changed.status)];
            if expected != 200 {
                got.push(("delete", who.delete(&path).status));
                got.push(("restore", who.post(&format!("{path}/restore"), json!({})).status));
            }
            for (verb, status) in got {
                // Nothing is deleted: who may restore at all finds nothing to restore.
                let restores = verb == "restore" && ["admin", "coordinator"].contains(&reader.role);
                let expected = if restores { 404 } else { expected };
                if status != expected {
                    let (name, sensitivity, place) = (reader.name, record.sensitivity, record.place);
                    let told = format!("{name}: to {verb} {sensitivity} {} at {place:?}", record.path);
                    wrong.push(format!("{told} is {status}, not {expected}"));
                }
            }
        }
        let adds = match (reader.role, reader.reach) {
            ("admin", _) | ("coordinator", None) => true,
            ("coordinator", Some(reach)) => reach.contains(&"DE"),
            _ => false,
        };
        for (path, _) in PATHS {
            let body = body(path, Some("DE"), &party).expect("a body");
            let status = reader.who.post(&format!("/v1/{path}"), body).status;
            if status != if adds { 201 } else { 403 } {
                wrong.push(format!("{}: to add {path} in Germany is {status}", reader.name));
            }
        }
    }
    assert!(wrong.is_empty(), "{} writes are wrong:\n{}", wrong.len(), wrong.join("\n"));
}

/// A membership says who is what where: it belongs where its person, its organization and its post do.
fn memberships_lie_where_their_people_do(app: &TestApp) {
    let admin = app.admin();
    let mut records = vec![];
    for place in [Some("AR"), Some("DE"), None] {
        let public = |path: &str| {
            let mut body = body(path, place, "").expect("a body");
            body["sensitivity"] = json!("public");
            admin.post(&format!("/v1/{path}"), body).expect(201).id().to_owned()
        };
        let (person, organization, post) = (public("people"), public("organizations"), public("posts"));
        for sensitivity in SENSITIVITIES {
            for seat in [json!({ "organization_id": organization }), json!({ "post_id": post })] {
                let mut body = seat;
                body["person_id"] = json!(person);
                body["sensitivity"] = json!(sensitivity);
                let id = admin.post("/v1/memberships", body).expect(201).id().to_owned();
                records.push(Record { path: "memberships", sensitivity, place, id });
            }
        }
    }
    let (readers, records) = (readers(app), records.iter().collect::<Vec<_>>());
    let wrong: BTreeSet<_> = readers.iter().flat_map(|reader| misjudged(reader, "memberships", &records)).collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

fn timelines_hold_what_their_reader_sees(app: &TestApp) {
    let records = one_of_each(&app.admin());
    for reader in readers(app) {
        for country in ["AR", "DE"] {
            let lines = reader.who.walk(&format!("/v1/countries/{country}/timeline?limit=2"));
            let expected: BTreeSet<_> = records
                .iter()
                .filter(|record| ["interventions", "commitments", "results"].contains(&record.path))
                .filter(|record| record.place == Some(country) && sees(&reader, record))
                .map(|record| record.id.as_str())
                .collect();
            assert_eq!(ids(&lines), expected, "{} of {country}", reader.name);
            assert_eq!(lines.len(), expected.len(), "{}: a line stands twice", reader.name);
        }
    }
}

fn the_matrix_counts_what_its_reader_sees(app: &TestApp) {
    let records = one_of_each(&app.admin());
    for reader in readers(app) {
        let matrix = reader.who.get("/v1/reports/activity-matrix?evidence=recorded").expect(200);
        let row = matrix["kinds"].as_array().into_iter().flatten().find(|row| row["kind"] == "strategy_support");
        let row = row.expect("a row a kind");
        for place in PLACES {
            let seen = |record: &&Record| record.path == "interventions" && sees(&reader, record);
            let expected = records.iter().filter(seen).filter(|record| record.place == place).count();
            let cell = match place {
                None => Some(&row["worldwide"]),
                Some(place) => {
                    let (cells, code) = if place.len() == 2 { ("countries", "country") } else { ("regions", "region") };
                    row[cells].as_array().into_iter().flatten().find(|cell| cell[code] == place)
                }
            };
            let counted = cell.map_or(json!(0), |cell| cell["recorded"].clone());
            assert_eq!(counted, json!(expected), "{} at {place:?}", reader.name);
        }
    }
}

fn what_is_deleted_is_no_less_hidden(app: &TestApp) {
    let admin = app.admin();
    let mut gone = vec![];
    for (place, sensitivity) in [("DE", "restricted"), ("AR", "restricted"), ("AR", "internal")] {
        let mut body = body("interventions", Some(place), "").expect("a body");
        body["sensitivity"] = json!(sensitivity);
        let made = admin.post("/v1/interventions", body).expect(201);
        admin.holding(&made).delete(&format!("/v1/interventions/{}", made.id())).expect(204);
        gone.push(made.id().to_owned());
    }
    // Deleted records show themselves to those who may restore them.
    let of_europe = [gone[0].clone()];
    for (who, visible) in [
        (&admin, &gone[..]),
        (&app.coordinator("latin_america"), &gone[1..]),
        (&app.coordinator("europe"), &of_europe[..]),
    ] {
        let found = who.get("/v1/interventions?deleted=true&total=exact").expect(200);
        assert_eq!(ids(found.data()), visible.iter().map(String::as_str).collect());
        assert_eq!(found["total"], json!(visible.len()));
        for id in &gone {
            who.get(&format!("/v1/interventions/{id}")).problem(404, "not_found");
            let status = if visible.contains(id) { 200 } else { 404 };
            who.get(&format!("/v1/interventions/{id}?deleted=true")).expect(status);
            who.get(&format!("/v1/interventions/{id}/history?deleted=true")).expect(status);
        }
    }
    let restored = format!("/v1/interventions/{}/restore", gone[0]);
    let south = app.coordinator("latin_america").with("If-Match", "\"2\"");
    south.send("POST", &restored, None).problem(404, "not_found");
}

on_both! {
    every_read_knows_who_asks,
    every_write_knows_who_asks,
    memberships_lie_where_their_people_do,
    timelines_hold_what_their_reader_sees,
    the_matrix_counts_what_its_reader_sees,
    what_is_deleted_is_no_less_hidden,
}
