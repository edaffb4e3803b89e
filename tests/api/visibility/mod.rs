//! Who sees what: every kind of record, of every sensitivity, in every place, for every role, in every read.
mod writes;

use rapport_domain::KINDS;
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
    /// The organization that it funds with.
    funds: Option<String>,
    who: Caller,
}
fn readers(app: &TestApp) -> Vec<Reader> {
    let admin = app.admin();
    let foundation = || {
        let foundation = json!({ "name": "A foundation", "kind": "funder", "sensitivity": "public" });
        admin.post("/v1/organizations", foundation).expect(201).id().to_owned()
    };
    let (one, other) = (foundation(), foundation());
    let funder =
        |name, of: &str| Reader { name, role: "funder", reach: None, funds: Some(of.to_owned()), who: app.funder(of) };
    let (south, europe): (&[&str], &[&str]) = (&["AR", "latin_america"], &["DE", "europe"]);
    let reader = |name, role, reach, who| Reader { name, role, reach, funds: None, who };
    vec![
        reader("the admin", "admin", None, app.admin()),
        reader("the coordinator of Latin America", "coordinator", Some(south), app.coordinator("latin_america")),
        reader("the coordinator of Europe", "coordinator", Some(europe), app.coordinator("europe")),
        reader("the central coordinator", "coordinator", None, app.coordinator("all")),
        reader("the dashboard", "dashboard", None, app.dashboard("all")),
        reader("the dashboard of Argentina", "dashboard", Some(&["AR"]), app.dashboard("AR")),
        reader("the dashboard of Europe", "dashboard", Some(europe), app.dashboard("europe")),
        funder("the funder", &one),
        funder("another funder", &other),
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
        // Whose money it was may alone know of a grant.
        _ => record.sensitivity == "public" && (record.given_by.is_none() || record.given_by == reader.funds),
    }
}

struct Record {
    path: &'static str,
    sensitivity: &'static str,
    place: Option<&'static str>,
    /// The organization whose money it was, of a grant.
    given_by: Option<String>,
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
                all.push(Record { path, sensitivity, place, given_by: None, id });
            }
        }
    }
    assert_eq!(all.len(), 10 * 15 + 3 * 9 + 6);
    all
}
/// Something that leads to each of the records: a citation.
fn cite(admin: &Caller, records: &[Record]) {
    let source = json!({ "title": "A book", "kind": "document", "sensitivity": "public" });
    let source = admin.post("/v1/sources", source).expect(201).id().to_owned();
    for Record { path, id, .. } in records {
        let kind = KINDS.iter().find(|kind| kind.path == *path).expect("a kind").name;
        let citation = json!({ "source_id": source, "about": { "kind": kind, "id": id } });
        admin.post("/v1/citations", citation).expect(201);
    }
}
/// Whether a reader finds by its citation what it sees: citations are not published, and what backs a testimonial is the team's.
fn reads_citations(reader: &Reader, path: &str) -> bool {
    reader.role != "public" && (reader.role, path) != ("funder", "testimonials")
}
/// The records that a reader finds beside the citations.
fn beside_citations(reader: &Reader) -> BTreeSet<String> {
    let (mut found, mut cursor) = (BTreeSet::new(), String::new());
    loop {
        let page = reader.who.get(&format!("/v1/citations?include=about&limit=100{cursor}")).expect(200);
        let lists = page["included"].as_object().into_iter().flatten();
        found.extend(lists.flat_map(|(_, list)| ids(list.as_array().expect("records"))).map(str::to_owned));
        match page["page"]["next"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => return found,
        }
    }
}
fn ids(page: &[Value]) -> BTreeSet<&str> {
    page.iter().filter_map(|record| record["id"].as_str()).collect()
}

/// Asks for records by every read of a path; says which reads do not answer as they should.
fn misjudged(reader: &Reader, path: &str, records: &[&Record], beside: &BTreeSet<String>) -> Vec<String> {
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
            ("include", beside.contains(id) == (expected && reads_citations(reader, path))),
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
    cite(&app.admin(), &records);
    let mut wrong = vec![];
    for reader in readers(app) {
        let beside = beside_citations(&reader);
        for (path, shown_at) in PATHS.iter().copied() {
            let records: Vec<_> = records.iter().filter(|record| record.path == path).collect();
            shown_at.iter().for_each(|read_at| wrong.extend(misjudged(&reader, read_at, &records, &beside)));
        }
    }
    assert!(wrong.is_empty(), "{} reads are wrong:\n{}", wrong.len(), wrong.join("\n"));
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
                records.push(Record { path: "memberships", sensitivity, place, given_by: None, id });
            }
        }
    }
    nobody_misjudges("memberships", &readers(app), &records, &admin);
}
fn nobody_misjudges(path: &str, readers: &[Reader], records: &[Record], admin: &Caller) {
    cite(admin, records);
    let records: Vec<_> = records.iter().collect();
    let wrong = readers.iter().flat_map(|reader| misjudged(reader, path, &records, &beside_citations(reader)));
    let wrong: BTreeSet<_> = wrong.collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// A funder knows of its own grants, and of no other's.
fn grants_are_for_their_funder(app: &TestApp) {
    let (admin, readers) = (app.admin(), readers(app));
    let recipient = json!({ "name": "A network", "kind": "cso", "sensitivity": "public" });
    let recipient = admin.post("/v1/organizations", recipient).expect(201).id().to_owned();
    let mut records = vec![];
    for funder in readers.iter().filter_map(|reader| reader.funds.as_deref()) {
        for place in PLACES {
            for sensitivity in SENSITIVITIES {
                let grant = json!({
                    "title": "A grant", "grant_maker": funder, "recipient": { "organization_id": recipient },
                    "amount_reason": "not_stated", "sensitivity": sensitivity,
                });
                let id = admin.post("/v1/grants", placed(grant, place, true)).expect(201).id().to_owned();
                records.push(Record { path: "grants", sensitivity, place, given_by: Some(funder.to_owned()), id });
            }
        }
    }
    assert_eq!(records.len(), 2 * 15);
    nobody_misjudges("grants", &readers, &records, &admin);
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
    memberships_lie_where_their_people_do,
    grants_are_for_their_funder,
    timelines_hold_what_their_reader_sees,
    the_matrix_counts_what_its_reader_sees,
    what_is_deleted_is_no_less_hidden,
}
