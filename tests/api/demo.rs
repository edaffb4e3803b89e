//! The demo dataset: it gives back the printed table, the countries' stories, and nothing to whom it should not.
use rapport_server::demo::{self, id_of};
use rapport_testkit::{Caller, TestApp, on_both};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

/// The printed table: twelve kinds, the countries of each, one kind for the whole world.
const TABLE: [(&str, &[&str]); 12] = [
    ("broker_first_contact", &["CR"]),
    ("mobilise_international_actors", &["GH"]),
    ("seed_funding", &["GB", "UY"]),
    ("peer_inspiration", &["AR", "ID"]),
    ("strategy_support", &["AR", "PY", "UY"]),
    ("advocate_local_priorities", &["AR", "DO", "GH", "PY", "UY"]),
    ("connect_funders_and_ta", &["SL"]),
    ("neutral_facilitation", &["DO"]),
    ("raise_profile", &["GH", "RO", "XK"]),
    ("story_platform", &["HU", "IE"]),
    ("chair_country_support", &["GB", "ID", "MX"]),
    ("share_information", &[]),
];
/// The countries whose stories are told.
const STORIES: [&str; 9] = ["AR", "CR", "DO", "GB", "ID", "IE", "MX", "PY", "UY"];

fn readers(app: &TestApp) -> [(&'static str, Caller); 3] {
    let funder = app.funder(&id_of("osf").to_string());
    [("the admin", app.admin()), ("the dashboard", app.dashboard("all")), ("the funder", funder)]
}
fn total(who: &Caller, query: &str) -> i64 {
    who.get(&format!("/v1/{query}&total=exact&limit=1")).expect(200)["total"].as_i64().expect("a total")
}
fn list(value: &Value) -> &[Value] {
    value.as_array().expect("an array")
}
/// The path of the record whose key begins so.
fn record(kind: &str, begins: &str) -> String {
    let keys = demo::keys();
    let mut mine = keys.iter().filter(|(of, key)| of == kind && key.starts_with(begins));
    let key = mine.next().unwrap_or_else(|| panic!("no {kind} begin with {begins}"));
    assert_eq!(mine.next(), None, "{begins} is not clear");
    format!("/v1/{kind}/{}", id_of(&key.1))
}

fn claimed_gives_back_the_printed_table(app: &TestApp) {
    for (name, who) in readers(app) {
        let matrix = who.get("/v1/reports/activity-matrix?evidence=claimed").expect(200);
        let mut links = 0;
        for (row, (kind, countries)) in list(&matrix["kinds"]).iter().zip(TABLE) {
            let expected: Vec<_> =
                countries.iter().map(|country| json!({ "country": country, "claimed": 1 })).collect();
            assert_eq!((&row["kind"], &row["countries"]), (&json!(kind), &json!(expected)), "{name}");
            assert_eq!(row["regions"], json!([]), "{name}: {kind}");
            let worldwide = i64::from(kind == "share_information");
            assert_eq!(row["worldwide"], json!({ "claimed": worldwide }), "{name}: {kind}");
            links += countries.len();
        }
        assert_eq!((list(&matrix["kinds"]).len(), links), (12, 24));
    }
}

/// The cells of a matrix: kind and place as a filter, with the figures.
fn cells(matrix: &Value) -> BTreeMap<(String, String), Value> {
    let mut cells = BTreeMap::new();
    for row in list(&matrix["kinds"]) {
        let kind = row["kind"].as_str().expect("a kind");
        let mut put = |place: String, figures: Value| {
            assert!(cells.insert((kind.to_owned(), place), figures).is_none(), "a cell stands twice");
        };
        for (cells, code) in [("countries", "country"), ("regions", "region")] {
            for cell in list(&row[cells]) {
                let mut figures = cell.clone();
                let place = figures.as_object_mut().and_then(|cell| cell.remove(code)).expect("a place");
                put(format!("{code}={}", place.as_str().expect("a code")), figures);
            }
        }
        put("worldwide=true".into(), row["worldwide"].clone());
    }
    cells
}

fn every_figure_is_the_total_of_its_list(app: &TestApp) {
    for (name, who) in readers(app) {
        for (asked, shown) in
            [("any", vec!["recorded", "claimed"]), ("recorded", vec!["recorded"]), ("claimed", vec!["claimed"])]
        {
            let matrix = who.get(&format!("/v1/reports/activity-matrix?evidence={asked}")).expect(200);
            for ((kind, place), figures) in cells(&matrix.body) {
                let query = format!("interventions?kind={kind}&{place}");
                let told = format!("{name}, {asked}: {query} against {figures}");
                assert_eq!(figures.as_object().map(|figures| figures.len()), Some(shown.len()), "{told}");
                for evidence in &shown {
                    assert_eq!(figures[evidence], total(&who, &format!("{query}&evidence={evidence}")), "{told}");
                }
                if asked == "any" {
                    let sum = figures["recorded"].as_i64().zip(figures["claimed"].as_i64()).map(|(r, c)| r + c);
                    assert_eq!(sum, Some(total(&who, &query)), "{told}");
                }
            }
        }
        let default = who.get("/v1/reports/activity-matrix").expect(200);
        assert_eq!(default.body, who.get("/v1/reports/activity-matrix?evidence=any").expect(200).body);
    }
}

fn the_matrix_leaves_nothing_out(app: &TestApp) {
    for (name, who) in readers(app) {
        let mut expected: BTreeMap<(String, String), BTreeMap<String, i64>> = BTreeMap::new();
        for visit in who.walk("/v1/interventions?limit=200") {
            let countries = list(&visit["countries"]).iter().map(|country| ("country", country));
            let region = Some(&visit["region"]).filter(|region| !region.is_null()).map(|region| ("region", region));
            let mut places: Vec<_> = countries
                .chain(region)
                .map(|(code, place)| format!("{code}={}", place.as_str().expect("a code")))
                .collect();
            if visit["worldwide"] == true {
                places.push("worldwide=true".into());
            }
            assert!(!places.is_empty());
            for kind in list(&visit["kinds"]) {
                for place in &places {
                    let cell = expected.entry((kind.as_str().expect("a kind").to_owned(), place.clone())).or_default();
                    *cell.entry(visit["evidence"].as_str().expect("evidence").to_owned()).or_default() += 1;
                }
            }
        }
        let matrix = who.get("/v1/reports/activity-matrix?evidence=any").expect(200);
        let counted: BTreeMap<_, BTreeMap<String, i64>> = cells(&matrix.body)
            .into_iter()
            .map(|(cell, figures)| (cell, serde_json::from_value(figures).expect("figures")))
            .map(|(cell, figures): (_, BTreeMap<String, i64>)| {
                (cell, figures.into_iter().filter(|(_, n)| *n > 0).collect::<BTreeMap<_, _>>())
            })
            .filter(|(_, figures)| !figures.is_empty())
            .collect();
        assert_eq!(counted, expected, "{name}");
    }
}

fn every_country_has_its_story(app: &TestApp) {
    for (name, who) in readers(app) {
        for country in STORIES {
            let lines = who.walk(&format!("/v1/countries/{country}/timeline?limit=200"));
            let told: BTreeSet<_> = lines.iter().filter_map(|line| line["kind"].as_str()).collect();
            assert!(told.contains("intervention") && told.contains("result"), "{name}: {country} has {told:?}");
            assert_eq!(told.contains("commitment"), country != "ID", "{name}: {country}");
            let dated: Vec<_> = lines.iter().map(|line| !line["when"].is_null()).collect();
            assert!(dated.is_sorted_by(|a, b| a >= b), "{name}: what is undated comes last");
        }
    }
    // As vague as they are.
    let visit = app.dashboard("all").get(&record("interventions", "i14-")).expect(200);
    assert_eq!((&visit["when"], &visit["when_label"]), (&json!("2014-Q1"), &json!("first quarter of 2014")));
    let visits = app.dashboard("all").get(&record("interventions", "i05-")).expect(200);
    assert_eq!((&visits["claimed_count"], &visits["evidence"]), (&json!(3), &json!("recorded")));
}

fn promises_stand_where_the_account_leaves_them(app: &TestApp) {
    let who = app.dashboard("all");
    let pledged = ["p02-", "p03-", "p04-", "p05-", "p06-", "p07-", "p08-", "p11-", "p12-"];
    let raised = ["a15-", "a16-", "a17-", "a18-", "a19-"];
    let others =
        [("p01-", "at_risk"), ("p09-", "partly_done"), ("p10-", "done"), ("p13-", "done"), ("p14-", "formalised")];
    let all = pledged.map(|key| (key, "pledged")).into_iter().chain(raised.map(|key| (key, "raised"))).chain(others);
    for (key, status) in all {
        assert_eq!(who.get(&record("commitments", key)).expect(200)["status"], status, "{key}");
    }
    assert_eq!(total(&who, "commitments?"), 19);
    let granted = who.get(&record("commitments", "p01-")).expect(200);
    let steps: Vec<_> = list(&granted["transitions"]).iter().map(|step| &step["status"]).collect();
    assert_eq!(steps, ["raised", "pledged", "at_risk"]);
    let last = &granted["transitions"][2];
    assert_eq!((&last["when"], &last["when_inferred"]), (&json!("2014-03"), &json!(true)));
    for (ask, pledge) in [("a15-", "p09-"), ("a16-", "p01-"), ("a17-", "p12-")] {
        let grown = who.get(&record("commitments", pledge)).expect(200)["grows_from_id"].clone();
        assert!(record("commitments", ask).ends_with(grown.as_str().expect("an ask")), "{pledge} grows from {ask}");
    }
}

fn one_event_and_one_trip_lie_in_two_countries(app: &TestApp) {
    let who = app.dashboard("all");
    let exchange = who.get(&record("interventions", "i12-")).expect(200);
    let codes = |value: &Value| -> BTreeSet<String> {
        list(value).iter().map(|code| code.as_str().expect("a code").to_owned()).collect()
    };
    let set = |codes: &[&str]| -> BTreeSet<String> { codes.iter().map(|code| (*code).to_owned()).collect() };
    assert_eq!(codes(&exchange["countries"]), set(&["ID", "MX"]));
    assert_eq!(codes(&exchange["peer_countries"]), set(&["BR", "GB", "US"]));
    assert_eq!(exchange["held_in"], "GB");
    for (filter, found) in [("country=MX", 1), ("country=GB", 0), ("peer_country=GB", 1), ("held_in=GB", 1)] {
        assert_eq!(total(&who, &format!("interventions?id={}&{filter}", exchange.id())), found, "{filter}");
    }
    let trip = who.get(&record("interventions", "t1-")).expect(200);
    assert_eq!((codes(&trip["countries"]), &trip["kinds"]), (set(&["AR", "UY"]), &json!([])));
    let missions = who.walk(&format!("/v1/interventions?parent={}", trip.id()));
    let mut of: Vec<_> = missions.iter().map(|mission| mission["countries"].clone()).collect();
    of.sort_by_key(ToString::to_string);
    assert_eq!(of, [json!(["AR"]), json!(["UY"])]);
    assert!(missions.iter().all(|mission| mission["when"] == "2013-09"));
}

fn outsiders(app: &TestApp) -> [Caller; 4] {
    let funder = app.funder(&id_of("osf").to_string());
    [app.dashboard("all"), app.dashboard("AZ"), funder, app.coordinator("latin_america")]
}
/// Whether none of these, kind and key, shows in any read of their kind.
fn are_hidden(who: &Caller, keys: &[(&str, &str)]) {
    for (kind, key) in keys {
        let id = id_of(key);
        who.get(&format!("/v1/{kind}/{id}")).problem(404, "not_found");
        who.get(&format!("/v1/{kind}/{id}/history")).problem(404, "not_found");
        assert_eq!(total(who, &format!("{kind}?id={id}")), 0, "{key}");
        let all = json!(who.walk(&format!("/v1/{kind}?limit=200"))).to_string();
        assert!(!all.contains(&id.to_string()), "{key} is named in a list of {kind}");
    }
}
const IN_DANGER: [(&str, &str); 5] = [
    ("organizations", "az-national-budget-group"),
    ("organizations", "az-economic-research-centre"),
    ("people", "galib-abbaszade"),
    ("interventions", "i31-visit-azerbaijan"),
    ("interventions", "i32-meeting-brazil"),
];

fn who_is_in_danger_shows_to_nobody_else(app: &TestApp) {
    for who in outsiders(app) {
        are_hidden(&who, &IN_DANGER);
        for kind in ["organizations", "people", "interventions"] {
            assert_eq!(total(&who, &format!("{kind}?country=AZ")), 0, "{kind}");
        }
        assert!(who.get("/v1/countries/AZ/timeline").expect(200).data().is_empty());
        let matrix = who.get("/v1/reports/activity-matrix").expect(200);
        assert!(cells(&matrix.body).keys().all(|(_, place)| place != "country=AZ"));
    }
    for who in [app.admin(), app.auditor(), app.coordinator("all"), app.coordinator("AZ")] {
        for (kind, key) in IN_DANGER {
            who.get(&format!("/v1/{kind}/{}", id_of(key))).expect(200);
        }
        assert_eq!(who.get("/v1/countries/AZ/timeline").expect(200).data().len(), 2);
    }
}

fn nor_does_what_they_belong_to(app: &TestApp) {
    let memberships = [("memberships", "m-galib-abbaszade-nbg"), ("memberships", "m-galib-abbaszade-erc")];
    for who in outsiders(app) {
        are_hidden(&who, &memberships);
        assert_eq!(total(&who, "memberships?sensitivity=restricted"), 0);
    }
    assert_eq!(total(&app.coordinator("AZ"), "memberships?sensitivity=restricted"), 2);
}

fn every_key_is_found(app: &TestApp) {
    let admin = app.admin();
    let mut kinds: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for (kind, key) in demo::keys() {
        let found = admin.get(&format!("/v1/{kind}/{}", id_of(&key))).expect(200);
        assert_eq!(found.id(), id_of(&key).to_string());
        assert!(kinds.entry(kind).or_default().insert(key.clone()), "{key} stands twice");
    }
    assert!(kinds.len() > 20, "{:?}", kinds.keys());
    for (kind, keys) in kinds {
        // The ministry change opened a task of its own.
        let more = i64::from(kind == "follow-ups");
        assert_eq!(total(&admin, &format!("{kind}?")), i64::try_from(keys.len()).expect("a count") + more, "{kind}");
    }
}

fn offices_hold_the_points_of_contact(app: &TestApp) {
    for (name, who) in readers(app) {
        let contacts = who.get("/v1/pocs").expect(200);
        let countries: BTreeSet<_> = contacts.data().iter().filter_map(|contact| contact["country"].as_str()).collect();
        assert_eq!(countries, BTreeSet::from(["AR", "DO", "PY", "UY"]), "{name}");
        for contact in contacts.data() {
            // Nobody in them is named; in Argentina the ministry has changed, and nobody is known.
            let vacant = contact["country"] == "AR";
            assert_eq!((&contact["vacant"], contact["holders"] == json!([])), (&json!(vacant), vacant), "{contact}");
            for holder in list(&contact["holders"]) {
                assert_eq!(
                    (&holder["organization_id"], &holder["person_id"]),
                    (&contact["organization_id"], &Value::Null)
                );
            }
        }
    }
}

fn the_united_kingdom_answers_to_both_its_codes(app: &TestApp) {
    let who = app.coordinator("all");
    assert_eq!(who.get("/v1/countries/UK").expect(200)["code"], "GB");
    for path in ["/v1/countries/XX/timeline?limit=200", "/v1/interventions?country=XX", "/v1/organizations?country=XX"]
    {
        let (one, other) = (who.walk(&path.replace("XX", "UK")), who.walk(&path.replace("XX", "GB")));
        assert!(!one.is_empty());
        assert_eq!(one, other, "{path}");
    }
    let body = json!({ "title": "A visit", "kinds": ["raise_profile"], "countries": ["UK"], "held_in": "UK" });
    let made = who.post("/v1/interventions", body).expect(201);
    assert_eq!((&made["countries"], &made["held_in"]), (&json!(["GB"]), &json!("GB")));
}

fn the_accounts_log_in(app: &TestApp) {
    for account in demo::ACCOUNTS {
        let body = json!({ "email": account.email, "password": TestApp::PASSWORD });
        let answer = app.stranger().post("/v1/auth/login", body).expect(200);
        let me = app.bearer(answer["access_token"].as_str().expect("a token")).get("/v1/me").expect(200);
        assert_eq!((&me["role"], &me["reach"]), (&json!(account.role), &json!([account.reach])));
    }
    let roles: BTreeSet<_> = demo::ACCOUNTS.iter().map(|account| account.role.as_str()).collect();
    assert_eq!(roles.len(), 5, "one of each role at the least");
}

on_both! {
    demo: claimed_gives_back_the_printed_table,
    every_figure_is_the_total_of_its_list,
    the_matrix_leaves_nothing_out,
    every_country_has_its_story,
    promises_stand_where_the_account_leaves_them,
    one_event_and_one_trip_lie_in_two_countries,
    who_is_in_danger_shows_to_nobody_else,
    nor_does_what_they_belong_to,
    every_key_is_found,
    offices_hold_the_points_of_contact,
    the_united_kingdom_answers_to_both_its_codes,
    the_accounts_log_in,
}
