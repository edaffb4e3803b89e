//! Reports: what they say of the demo's account, that they hold, and who may read them.
use diesel::{Connection, PgConnection, RunQueryDsl, connection::SimpleConnection, sql_query};
use rapport_testkit::{Answer, Caller, TestApp, on_both};
use serde_json::{Value, json};
use std::collections::BTreeSet;

fn make(who: &Caller, ask: Value) -> Answer {
    who.post("/v1/reports", ask).expect(201)
}
fn path(made: &Answer) -> String {
    format!("/v1/reports/{}", made["id"].as_str().expect("an id"))
}
/// What a report says.
fn told(who: &Caller, ask: Value) -> Answer {
    who.get(&path(&make(who, ask))).expect(200)
}
/// All tables of a report with a caption.
fn table<'r>(report: &'r Value, caption: &str) -> Vec<&'r Vec<Value>> {
    fn of<'r>(section: &'r Value, caption: &str, rows: &mut Vec<&'r Vec<Value>>) {
        for block in section["blocks"].as_array().into_iter().flatten() {
            if block["table"]["caption"] == caption {
                rows.extend(block["table"]["rows"].as_array().into_iter().flatten().filter_map(Value::as_array));
            }
        }
        section["sections"].as_array().into_iter().flatten().for_each(|part| of(part, caption, rows));
    }
    let mut rows = vec![];
    report["sections"].as_array().into_iter().flatten().for_each(|section| of(section, caption, &mut rows));
    rows
}
/// The references that stand in a report.
fn references(value: &Value, found: &mut BTreeSet<String>) {
    match value {
        Value::Object(members) => {
            found.extend(members.get("reference").and_then(Value::as_str).map(str::to_owned));
            members.iter().filter(|(name, _)| *name != "references").for_each(|(_, member)| references(member, found));
        }
        Value::Array(items) => items.iter().for_each(|item| references(item, found)),
        _ => {}
    }
}
fn figure(report: &Value, label: &str) -> (i64, String) {
    let figures = &report["sections"][0]["blocks"][0]["figures"]["figures"];
    let figure = figures.as_array().expect("figures").iter().find(|figure| figure["label"] == label);
    let cell = &figure.unwrap_or_else(|| panic!("{label}"))["value"];
    (cell["value"]["count"].as_i64().expect("a count"), cell["reference"].as_str().unwrap_or_default().to_owned())
}

/// The account's own table: which kind of activity was done where.
const LINKS: [(&str, &[&str]); 11] = [
    ("broker_first_contact", &["CR"]),
    ("mobilise_international_actors", &["GH"]),
    ("seed_funding", &["GB", "UY"]),
    ("peer_inspiration", &["ID", "AR"]),
    ("strategy_support", &["PY", "AR", "UY"]),
    ("advocate_local_priorities", &["GH", "AR", "PY", "UY", "DO"]),
    ("connect_funders_and_ta", &["SL"]),
    ("neutral_facilitation", &["DO"]),
    ("raise_profile", &["GH", "XK", "RO"]),
    ("story_platform", &["HU", "IE"]),
    ("chair_country_support", &["ID", "GB", "MX"]),
];
const STORIES: [&str; 9] = ["AR", "CR", "DO", "ID", "IE", "MX", "PY", "GB", "UY"];

fn the_snapshot_holds_the_account(app: &TestApp) {
    let who = app.coordinator("all");
    let names = |list: &str| -> std::collections::BTreeMap<String, String> {
        let all = who.walk(&format!("/v1/{list}?limit=200"));
        let text = |value: &Value| value.as_str().expect("text").to_owned();
        all.iter().map(|one| (text(&one["code"]), text(&one["name"]))).collect()
    };
    let (kinds, countries) = (names("activity-kinds"), names("countries"));
    let report = told(&who, json!({ "kind": "snapshot" }));
    let rows = table(&report.body, "Activity by country");
    let has = |kind: &str, place: &str| {
        rows.iter().any(|row| {
            let counted = |cell: &Value| cell["value"]["count"].as_i64().unwrap_or_default();
            row[0]["value"]["text"] == kinds[kind]
                && row[1]["value"]["text"] == place
                && counted(&row[2]) + counted(&row[3]) > 0
        })
    };
    let links: Vec<_> =
        LINKS.iter().flat_map(|(kind, places)| places.iter().map(move |place| (*kind, *place))).collect();
    assert_eq!(links.len(), 24);
    for (kind, country) in links {
        assert!(has(kind, &countries[country]), "{kind} in {country}");
    }
    assert!(has("share_information", "Worldwide"), "the worldwide row");
    let titles: Vec<_> = report["sections"].as_array().expect("sections").iter().map(|s| s["title"].clone()).collect();
    for country in STORIES {
        assert!(titles.contains(&json!(countries[country])), "{country} has a page: {titles:?}");
    }
    // The figures are those of the aggregates, of what is approved and public.
    let counted = |query: &str| {
        let path = format!("/v1/aggregate/interventions?sensitivity=public&review[not]=draft&{query}");
        who.get(&path).expect(200)["total"]["figures"]["count"].as_i64()
    };
    assert_eq!(Some(figure(&report.body, "Interventions on record").0), counted("evidence=recorded"));
    let claimed = figure(&report.body, "Interventions claimed, without a record of their own").0;
    assert_eq!(Some(claimed), counted("evidence=claimed"));
}

fn what_is_in_no_version_of_the_language_is_marked(app: &TestApp) {
    let who = app.coordinator("all");
    let said = json!({
        "title": "A walk along the river", "lang": "en", "countries": ["UY"], "kinds": ["strategy_support"], "review": "reviewed",
        "sensitivity": "public", "translations": { "es": { "title": "Un paseo junto al río" } },
    });
    who.post("/v1/interventions", said).expect(201);
    let report = told(&who, json!({ "kind": "snapshot", "countries": ["UY"], "lang": "es" }));
    let text = report.body["sections"].to_string();
    assert!(text.contains("Un paseo junto al río") && !text.contains("A walk along"), "{text}");
    let sections = report["sections"].as_array().expect("sections");
    let listed =
        sections.iter().find(|section| section["title"].as_str().is_some_and(|t| t.starts_with("En otro idioma")));
    let items = listed.expect("the list")["blocks"][0]["list"]["items"].as_array().expect("items").clone();
    assert!(!items.is_empty() && items.iter().all(|item| item["lang"] == "en"), "{items:?}");
    assert!(!items.iter().any(|item| item["text"].as_str().is_some_and(|text| text.contains("paseo"))));
}

fn every_reference_leads_to_its_records(app: &TestApp) {
    let who = app.coordinator("all");
    let made = make(&who, json!({ "kind": "snapshot", "countries": ["UY"] }));
    let report = who.get(&path(&made)).expect(200);
    let mut found = BTreeSet::new();
    references(&report["sections"], &mut found);
    assert!(found.len() > 10, "{found:?}");
    let known = report["references"].as_object().expect("references");
    assert_eq!(found, known.keys().cloned().collect(), "those that stand in it, and no others");
    for (reference, sources) in known {
        let traced = who.get(&format!("{}/references/{reference}", path(&made))).expect(200);
        let traced = traced.body.as_array().expect("records").clone();
        assert_eq!(traced.len(), sources.as_array().map_or(0, Vec::len), "{reference}");
        for record in &traced {
            let (kind, key) = (record["kind"].as_str().expect("a kind"), record["key"].as_str().expect("a key"));
            let now = who.get(&format!("/v1/{kind}/{key}")).expect(200);
            assert_eq!(now["version"], record["version"], "{kind} {key}");
            assert_eq!(record["hands"][0]["action"], "create", "{kind} {key}");
        }
    }
    who.get(&format!("{}/references/r9999", path(&made))).problem(404, "not_found");
    let (count, reference) = figure(&report.body, "Interventions on record");
    assert_eq!(known[&reference].as_array().map(Vec::len), usize::try_from(count).ok());
}

fn a_report_holds_when_records_change(app: &TestApp) {
    let who = app.coordinator("all");
    let ask = json!({ "kind": "snapshot", "countries": ["UY"] });
    let made = make(&who, ask.clone());
    let files = ["json", "html", "md", "xlsx"];
    let all = |made: &Answer| files.map(|file| who.get(&format!("{}?format={file}", path(made))).expect(200).bytes);
    let before = all(&made);
    let visit =
        &who.get("/v1/interventions?country=UY&review[not]=draft&sensitivity=public&limit=1").expect(200)["data"][0];
    let visit = format!("/v1/interventions/{}", visit["id"].as_str().expect("an id"));
    who.holding(&who.get(&visit).expect(200)).patch(&visit, json!({ "title": "Called otherwise" })).expect(200);
    let late = json!({
        "title": "Found later", "countries": ["UY"], "kinds": ["strategy_support"], "when": "2013", "review": "reviewed",
        "sensitivity": "public",
    });
    who.post("/v1/interventions", late).expect(201);
    assert_eq!(all(&made), before);
    let again = make(&who, ask);
    assert_ne!(again["hash"], made["hash"]);
    let id = made["id"].as_str().expect("an id");
    let difference = who.get(&format!("{}/difference?from={id}", path(&again))).expect(200);
    let counted =
        ["entered_late", "corrected", "withdrawn", "new"].map(|part| difference[part].as_array().map(Vec::len));
    assert_eq!(counted, [Some(1), Some(1), Some(0), Some(0)], "{}", difference.body);
    let mine: Vec<_> = who.walk("/v1/reports?limit=1").iter().map(|kept| kept["id"].clone()).collect();
    assert_eq!(mine, [again["id"].clone(), made["id"].clone()]);
}

fn what_may_be_told_no_more_is_withdrawn(app: &TestApp) {
    let who = app.coordinator("all");
    let made = make(&who, json!({ "kind": "snapshot", "countries": ["UY"] }));
    let result = &who.get("/v1/results?country=UY&sensitivity=public&status[not]=draft&limit=1").expect(200)["data"][0];
    let statement = result["statement"].as_str().expect("text").to_owned();
    let text = |path: &str| String::from_utf8(who.get(path).expect(200).bytes).expect("text");
    assert!(text(&path(&made)).contains(&statement[..40]));
    let result = format!("/v1/results/{}", result["id"].as_str().expect("an id"));
    who.holding(&who.get(&result).expect(200)).patch(&result, json!({ "sensitivity": "internal" })).expect(200);

    who.get(&path(&made)).problem(410, "withdrawn");
    let receipt = who.get(&format!("{}/receipt", path(&made))).expect(200);
    assert!(receipt["withdrawn_at"].is_string());
    let next = format!("/v1/reports/{}", receipt["replaced_by"].as_str().expect("another"));
    let after = who.get(&format!("{next}/receipt")).expect(200);
    assert_eq!((&after["replaces"], &after["changed"]), (&made["id"], &json!(1)));
    assert_ne!(after["hash"], receipt["hash"]);
    let told = text(&next);
    assert!(!told.contains(&statement[..40]) && told.contains("[withheld]"));
}

/// PostgreSQL's writers do not wait for each other: who withdraws a fact, and who keeps a report that tells it, must.
fn what_is_withdrawn_meanwhile_is_not_in_it(app: &TestApp) {
    let Ok(mut other) = PgConnection::establish(&app.database_url) else { return }; // SQLite has one writer
    let who = app.coordinator("all");
    let result = &who.get("/v1/results?country=UY&sensitivity=public&status[not]=draft&limit=1").expect(200)["data"][0];
    let (id, statement) = (result["id"].as_str().expect("an id"), result["statement"].as_str().expect("a text"));
    let change = format!(
        "BEGIN; LOCK TABLE reports IN SHARE ROW EXCLUSIVE MODE;
         UPDATE results SET sensitivity = 'restricted', version = version + 1 WHERE id = '{id}'"
    );
    other.batch_execute(&change).expect("it is withdrawn, and not yet for others");
    let made = std::thread::scope(|scope| {
        let making = scope.spawn(|| make(&who, json!({ "kind": "snapshot", "countries": ["UY"] })));
        let waits = "SELECT pg_sleep(0.02) FROM pg_locks WHERE NOT granted";
        while sql_query(waits).execute(&mut other).expect("locks") == 0 {
            assert!(!making.is_finished(), "it was kept meanwhile");
        }
        other.batch_execute("COMMIT").expect("it is withdrawn");
        making.join().expect("a report")
    });
    let told = String::from_utf8(who.get(&path(&made)).expect(200).bytes).expect("text");
    assert!(!told.contains(&statement[..40]), "{told}");
}

fn whoever_takes_consent_back_or_is_erased_is_in_no_report(app: &TestApp) {
    let (who, admin) = (app.coordinator("all"), app.admin());
    let person = who.post("/v1/people", json!({ "name": "Quirina Valdés", "sensitivity": "public" })).expect(201);
    let said = |text: &str| {
        let body = json!({
            "text": text, "lang": "en", "countries": ["UY"], "consent": "publish_named", "consent_evidence": "A letter",
            "verification": "verified", "review": "reviewed", "sensitivity": "public", "speaker_id": person["id"],
        });
        let path = format!("/v1/testimonials/{}", who.post("/v1/testimonials", body).expect(201).id());
        path
    };
    let (first, _second) = (said("We were heard at last."), said("They came back twice."));
    let made = make(&who, json!({ "kind": "snapshot", "countries": ["UY"] }));
    let text = |path: &str| String::from_utf8(who.get(path).expect(200).bytes).expect("text");
    let next = |path: &str| {
        who.get(path).problem(410, "withdrawn");
        let receipt = who.get(&format!("{path}/receipt")).expect(200);
        format!("/v1/reports/{}", receipt["replaced_by"].as_str().expect("another"))
    };
    assert!(text(&path(&made)).contains("We were heard at last."));
    who.holding(&who.get(&first).expect(200)).patch(&first, json!({ "consent": "internal" })).expect(200);
    let second = next(&path(&made));
    let told = text(&second);
    assert!(!told.contains("We were heard") && told.contains("They came back twice.") && told.contains("Quirina"));
    let person = format!("/v1/people/{}", person.id());
    admin.holding(&admin.get(&person).expect(200)).post(&format!("{person}/erase"), json!({})).expect(200);
    let third = next(&second);
    for file in ["json", "html", "md"] {
        assert!(!text(&format!("{third}?format={file}")).contains("Quirina"), "{file}");
    }
}

fn a_report_is_for_its_readers(app: &TestApp) {
    let ask = json!({ "kind": "snapshot", "countries": ["UY"] });
    let (maker, other) = (app.coordinator("UY"), app.coordinator("UY"));
    let made = path(&make(&maker, ask.clone()));
    other.get(&made).problem(404, "not_found");
    app.auditor().get(&made).expect(200);
    app.dashboard("all").post("/v1/reports", ask.clone()).problem(403, "forbidden");
    let grants = maker.walk("/v1/grants?grant_maker[null]=false&sensitivity=public&review[not]=draft");
    let funder = grants[0]["grant_maker"].as_str().expect("a funder").to_owned();
    let (theirs, stranger) = (
        app.funder(&funder),
        app.funder(
            maker.get("/v1/organizations?kind=cso&limit=1").expect(200)["data"][0]["id"].as_str().expect("an id"),
        ),
    );
    let report = make(&theirs, json!({ "kind": "funder" }));
    let given = table(&theirs.get(&path(&report)).expect(200).body, "Grants").len();
    assert!(given > 0);
    stranger.get(&path(&report)).problem(404, "not_found");
    let refused = stranger.post("/v1/reports", json!({ "kind": "funder", "funder": funder })).problem(403, "forbidden");
    assert_eq!(refused["errors"][0]["pointer"], "/funder");
    theirs.post("/v1/reports", json!({ "kind": "snapshot", "readers": "internal" })).problem(403, "forbidden");
    let of_one = json!({ "kind": "funder", "grants": [grants[0]["id"]] });
    assert_eq!(table(&told(&theirs, of_one.clone()).body, "Grants").len(), 1);
    let unseen = stranger.post("/v1/reports", of_one).expect(422);
    assert_eq!(unseen["errors"][0]["pointer"], "/grants/0");
    // What a coordinator made for the public about its grants is the funder's to read.
    let for_them = make(&maker, json!({ "kind": "funder", "funder": funder }));
    theirs.get(&path(&for_them)).expect(200);
    stranger.get(&path(&for_them)).problem(404, "not_found");
}

fn nothing_hidden_is_in_any_file(app: &TestApp) {
    let who = app.coordinator("all");
    let stayed_out = |report: &Answer, why: &str| {
        let out = table(&report.body, "What stayed out, and why");
        let row = out.iter().find(|row| row[0]["value"]["text"] == "Interventions" && row[1]["value"]["text"] == why);
        row.and_then(|row| row[2]["value"]["count"].as_i64()).unwrap_or_default()
    };
    let reasons = ["not for the readers of this report", "not reviewed yet"];
    let before = told(&who, json!({ "kind": "snapshot", "countries": ["UY"] }));
    let before = reasons.map(|why| stayed_out(&before, why));
    let secret = "Xylophone";
    for (field, value) in [("sensitivity", "internal"), ("sensitivity", "restricted"), ("review", "draft")] {
        let mut body = json!({
            "title": format!("{secret} {value}"), "countries": ["UY"], "kinds": ["strategy_support"],
            "review": "reviewed", "sensitivity": "public", "private_notes": secret,
        });
        body[field] = json!(value);
        who.post("/v1/interventions", body).expect(201);
    }
    let made = make(&who, json!({ "kind": "snapshot", "countries": ["UY"] }));
    for file in ["json", "html", "md"] {
        let text =
            String::from_utf8(who.get(&format!("{}?format={file}", path(&made))).expect(200).bytes).expect("text");
        assert!(!text.contains(secret), "{file}");
    }
    let report = who.get(&path(&made)).expect(200);
    // Each is counted once, on however many pages it would stand.
    assert_eq!(reasons.map(|why| stayed_out(&report, why)), [before[0] + 2, before[1] + 1]);
    let team = told(&who, json!({ "kind": "snapshot", "countries": ["UY"], "readers": "internal" }));
    assert!(team.body.to_string().contains("Xylophone internal"));
    assert!(!team.body.to_string().contains("Xylophone restricted"));
}

fn a_period_tells_the_vague_apart(app: &TestApp) {
    let who = app.coordinator("all");
    let log = |title: &str, when: Value| {
        let body = json!({
            "title": title, "countries": ["FR"], "kinds": ["strategy_support"], "when": when, "review": "reviewed",
            "sensitivity": "public",
        });
        who.post("/v1/interventions", body).expect(201);
    };
    log("Surely", json!("2014-Q1"));
    log("Perhaps", json!("2013/2014"));
    log("Whenever", Value::Null);
    log("Before", json!("2012"));
    let report = told(&who, json!({ "kind": "log", "countries": ["FR"], "period": "2014", "lang": "es" }));
    assert_eq!(report["title"], "Registro de actividades");
    let rows = table(&report.body, "Actividad por país");
    assert_eq!(rows.len(), 1);
    let of_region = told(&who, json!({ "kind": "log", "regions": ["europe"], "period": "2014", "lang": "es" }));
    assert_eq!(table(&of_region.body, "Actividad por país"), rows, "a region is asked for with its countries");
    assert_eq!(
        (&rows[0][0]["value"]["text"], &rows[0][1]["value"]["date"]["words"]),
        (&json!("Surely"), &json!("primer trimestre de 2014"))
    );
    let section = |title: &str| {
        let sections = report["sections"].as_array().expect("sections");
        let found = sections.iter().find(|section| section["title"] == title);
        found.unwrap_or_else(|| panic!("{title}"))["blocks"][0]["list"]["items"][0]["text"]
            .as_str()
            .unwrap_or_default()
            .to_owned()
    };
    assert!(section("Pueden caer en el período (1)").starts_with("Perhaps"));
    assert!(section("Sin fecha (1)").starts_with("Whenever"));
}

fn nonsense_is_told_as_such(app: &TestApp) {
    let who = app.coordinator("all");
    for (ask, pointer) in [
        (json!({ "kind": "brief", "countries": ["UY", "AR"] }), "/countries"),
        (json!({ "kind": "brief" }), "/countries"),
        (json!({ "kind": "snapshot", "period": "2014/2013" }), "/period"),
        (json!({ "kind": "snapshot", "period": "soon" }), "/period"),
        (json!({ "kind": "funder" }), "/funder"),
        (json!({ "kind": "funder", "funder": "01976d3a-0000-7000-8000-000000000009" }), "/funder"),
        (json!({ "kind": "snapshot", "regions": ["atlantis"] }), "/regions/0"),
        (json!({ "kind": "snapshot", "readers": "restricted" }), "/readers"),
        (json!({ "kind": "poem" }), "/kind"),
        (json!({ "kind": "snapshot", "colour": "red" }), "/colour"),
    ] {
        let refused = who.post("/v1/reports", ask.clone()).expect(422);
        assert_eq!(refused["errors"][0]["pointer"], pointer, "{ask}");
    }
    let empty = told(&who, json!({ "kind": "log", "countries": ["NZ"], "period": "1999" }));
    assert_eq!(empty["sections"][0]["blocks"][0]["text"]["text"], "Nothing on record fits what was asked.");
    who.get("/v1/reports/nothing").problem(404, "not_found");
    let made = path(&make(&who, json!({ "kind": "log", "countries": ["NZ"] })));
    who.get(&format!("{made}?format=docx")).problem(400, "bad_query");
}

on_both! { demo:
    the_snapshot_holds_the_account,
    every_reference_leads_to_its_records,
    what_is_in_no_version_of_the_language_is_marked,
    a_report_holds_when_records_change,
    what_may_be_told_no_more_is_withdrawn,
    what_is_withdrawn_meanwhile_is_not_in_it,
    whoever_takes_consent_back_or_is_erased_is_in_no_report,
    a_report_is_for_its_readers,
    nothing_hidden_is_in_any_file,
}
on_both! {
    a_period_tells_the_vague_apart,
    nonsense_is_told_as_such,
}
