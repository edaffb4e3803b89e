//! Figures over lists: groups, stretches of the calendar, measures; each figure names the query that shows its records.
use crate::making::made;
use rapport_testkit::{Caller, TestApp, on_both};
use serde_json::{Value, json};

/// The figures of each group, by its key joined by commas.
fn groups(answer: &Value, measure: &str) -> Vec<(String, Value)> {
    let text = |value: &Value| value.as_str().unwrap_or("-").to_owned();
    let key = |group: &Value| group["key"].as_object().expect("a key").values().map(text).collect::<Vec<_>>().join(",");
    let groups = answer["groups"].as_array().expect("groups").iter();
    groups.map(|group| (key(group), group["figures"][measure].clone())).collect()
}
fn asked(who: &Caller, query: &str) -> Value {
    who.get(&format!("/v1/aggregate/{query}")).expect(200).body
}
/// How many records a figure's query shows.
fn shown(who: &Caller, figure: &Value) -> Value {
    let query = figure["query"].as_str().expect("a query");
    let joined = if query.contains('?') { '&' } else { '?' };
    who.get(&format!("{query}{joined}total=exact&limit=1")).expect(200).body["total"].clone()
}
fn intervention(who: &Caller, countries: Value, kinds: Value, when: Value) -> String {
    let body = json!({ "title": "A visit", "countries": countries, "kinds": kinds, "when": when });
    made(who, "interventions", body)
}

fn records_count_in_each_of_their_groups_and_once_in_all(app: &TestApp) {
    let who = app.admin();
    intervention(&who, json!(["AR", "UY"]), json!(["advocate_local_priorities"]), json!("2014-02"));
    intervention(&who, json!(["AR"]), json!(["advocate_local_priorities", "strategy_support"]), json!("2014"));
    intervention(&who, json!(["CL"]), json!(["strategy_support"]), Value::Null);
    let by = asked(&who, "interventions?group_by=country,kind");
    let told: Vec<_> = groups(&by, "count");
    let expected = [
        ("AR,advocate_local_priorities", 2),
        ("AR,strategy_support", 1),
        ("CL,strategy_support", 1),
        ("UY,advocate_local_priorities", 1),
    ];
    assert_eq!(told, expected.map(|(key, n)| (key.to_owned(), json!(n))));
    assert_eq!(by["total"]["figures"]["count"], 3);
    assert_eq!(by["groups"][0]["query"], "/v1/interventions?country=AR&kind=advocate_local_priorities");
    // Of a record in two countries, only the one that was asked about is told.
    let uruguay = asked(&who, "interventions?group_by=country&country=UY&measure=count,distinct:kind");
    assert_eq!(groups(&uruguay, "count"), [("UY".to_owned(), json!(1))]);
    assert_eq!(uruguay["total"]["figures"], json!({ "count": 1, "distinct:kind": 1 }));
    let nothing = asked(&who, "interventions?group_by=country&country=DE");
    assert_eq!((&nothing["groups"], &nothing["total"]["figures"]["count"]), (&json!([]), &json!(0)));
}

fn a_vague_date_counts_by_the_rule_that_was_chosen(app: &TestApp) {
    let who = app.admin();
    let open = ["2014-05/..", "../2014-01"];
    for when in ["2014-02-03", "2014", "2014-03/2014-04"].into_iter().chain(open).map(Value::from).chain([Value::Null])
    {
        intervention(&who, json!(["AR"]), json!(["advocate_local_priorities"]), when);
    }
    let by = |rule: &str| asked(&who, &format!("interventions?bucket=when:quarter&rule={rule}"));
    let sum = |answer: &Value| groups(answer, "count").iter().map(|(_, n)| n.as_f64().expect("a number")).sum::<f64>();
    let told = |answer: &Value| groups(answer, "count").iter().map(|(q, n)| format!("{q} {n}")).collect::<Vec<_>>();
    let earliest = by("earliest");
    assert_eq!(told(&earliest), [".. 1", "2014-Q1 3", "2014-Q2 1", "- 1"]);
    assert_eq!(earliest["bucket"], json!({ "by": "when", "size": "quarter", "rule": "earliest" }));
    assert_eq!(told(&asked(&who, "interventions?bucket=when:quarter")), told(&earliest));
    // What is open at its end counts up to the last stretch that another date tells of.
    let whole = by("whole");
    assert_eq!(told(&whole), ["2014-Q1 4", "2014-Q2 3", "2014-Q3 2", "2014-Q4 2", "- 1"]);
    let split = by("split");
    assert_eq!(told(&split)[..2], ["2014-Q1 2.75", "2014-Q2 1.083334"]);
    for adds_up in [&earliest, &split] {
        assert_eq!((sum(adds_up) * 1e6).round(), 6e6);
    }
    for answer in [&earliest, &whole] {
        for group in answer["groups"].as_array().expect("groups") {
            assert_eq!(shown(&who, group), group["figures"]["count"], "{group}");
        }
    }
    // A filter on the same date stands beside the stretch.
    let within = asked(&who, "interventions?bucket=when:quarter&rule=whole&when=2014-02");
    assert_eq!(told(&within), ["2014-Q1 2", "2014-Q2 1", "2014-Q3 1", "2014-Q4 1"]);
    assert_eq!(shown(&who, &within["groups"][3]), 1);
    let begun = asked(&who, "interventions?bucket=when:year&when[begins]=2014-02/2014-03");
    assert_eq!(begun["groups"][0]["query"], "/v1/interventions?when%5Bbegins%5D=2014-02-01%2F2014-03-31");
    assert_eq!((&begun["groups"][0]["figures"]["count"], shown(&who, &begun["groups"][0])), (&json!(2), json!(2)));
    let created = asked(&who, "interventions?bucket=created_at:month&created_at[gte]=2000-01-01T00:00:00Z");
    assert_eq!((created["groups"].as_array().map(Vec::len), shown(&who, &created["groups"][0])), (Some(1), json!(6)));
}

fn money_is_added_up_by_currency(app: &TestApp) {
    let who = app.admin();
    let grant = |amount: &str, currency: &str, when: &str| {
        let recipient = made(&who, "organizations", json!({ "name": format!("CSO {amount}"), "kind": "cso" }));
        let amount = json!({ "amount": amount, "currency": currency });
        let recipient = json!({ "organization_id": recipient });
        let body =
            json!({ "title": "A grant", "countries": ["AR"], "amount": amount, "when": when, "recipient": recipient });
        made(&who, "grants", body)
    };
    grant("1500.01", "USD", "2014");
    grant("900719925474.92", "USD", "2014-01");
    grant("7", "JPY", "2014-06");
    let by = asked(&who, "grants?group_by=country&measure=sum:amount,count");
    let usd = json!({ "amount": "900719926974.93", "currency": "USD" });
    assert_eq!(
        by["groups"][0]["figures"],
        json!({ "sum:amount": [{ "amount": "7", "currency": "JPY" }, usd], "count": 3 })
    );
    assert_eq!(by["total"]["figures"], by["groups"][0]["figures"]);
    // What cannot be divided goes to the first stretches: the parts add up to the whole.
    let split =
        asked(&who, "grants?bucket=when:quarter&rule=split&measure=sum:amount&when[within]=2014&amount[lt]=USD:2000");
    let parts: Vec<_> = groups(&split, "sum:amount").iter().map(|(_, sum)| sum[0]["amount"].clone()).collect();
    assert_eq!(parts, ["375.01", "375.00", "375.00", "375.00"]);
}

fn only_what_the_caller_may_read_is_counted(app: &TestApp) {
    let who = app.admin();
    let secret = made(&who, "organizations", json!({ "name": "S", "kind": "cso", "sensitivity": "restricted" }));
    let open = made(&who, "organizations", json!({ "name": "O", "kind": "cso", "sensitivity": "public" }));
    for (by, sensitivity) in [(&secret, "public"), (&open, "public"), (&open, "internal"), (&open, "restricted")] {
        let body =
            json!({ "title": "P", "kind": "pledge", "countries": ["AR"], "made_by": by, "sensitivity": sensitivity });
        made(&who, "commitments", body);
    }
    let query = "commitments?group_by=made_by&measure=count,distinct:made_by";
    let all = asked(&who, query);
    assert_eq!(all["names"], json!({ &secret: "S", &open: "O" }));
    assert_eq!(
        all["ceiling"],
        json!({ "inside": "restricted", "outside": "restricted", "reach": null, "own_grants_only": false })
    );
    let board = app.dashboard("all");
    let team = asked(&board, query);
    // The hidden organization is no group: its pledge is one of nobody in particular.
    assert_eq!(groups(&team, "count"), [(open.clone(), json!(2)), ("-".into(), json!(1))]);
    assert_eq!(team["total"]["figures"], json!({ "count": 3, "distinct:made_by": 1 }));
    assert_eq!(team["names"], json!({ &open: "O" }));
    for group in team["groups"].as_array().expect("groups") {
        assert_eq!(shown(&board, group), group["figures"]["count"]);
    }
    let abroad = app.coordinator("UY");
    assert_eq!(asked(&abroad, query)["ceiling"]["reach"], json!(["UY"]));
    let public = app.funder(&open);
    let told = asked(&public, query);
    assert_eq!((&told["total"]["figures"]["count"], &told["ceiling"]["own_grants_only"]), (&json!(2), &json!(true)));
    app.dashboard("all").get("/v1/aggregate/users").problem(403, "forbidden");
}

fn what_cannot_be_asked_is_refused_by_name(app: &TestApp) {
    let who = app.admin();
    for (query, parameter) in [
        ("interventions?group_by=title", "group_by"),
        ("interventions?group_by=country,country", "group_by"),
        ("interventions?group_by=country,kind,form,mode,evidence", "group_by"),
        ("interventions?group_by=participant.person,participant.organization", "group_by"),
        ("interventions?bucket=when", "bucket"),
        ("interventions?bucket=when:week", "bucket"),
        ("interventions?bucket=country:year", "bucket"),
        ("interventions?rule=split", "rule"),
        ("interventions?bucket=when:year&rule=most", "rule"),
        ("interventions?bucket=when:year&rule=whole&measure=distinct:country", "rule"),
        ("interventions?bucket=when:year&rule=whole&when=2014&when[also]=2014", "when[also]"),
        ("interventions?measure=sum:amount", "measure"),
        ("interventions?measure=mean:amount", "measure"),
        ("interventions?measure=count,count", "measure"),
        ("interventions?colour=red", "colour"),
        ("interventions?limit=5", "limit"),
        ("interventions?sort=when", "sort"),
        ("people?tag=x&group_by=name", "group_by"),
    ] {
        let answer = who.get(&format!("/v1/aggregate/{query}")).problem(400, "bad_query");
        assert_eq!(answer["parameter"], parameter, "{query}");
    }
    who.get("/v1/aggregate/nothing").expect(404);
    app.stranger().get("/v1/aggregate/interventions").expect(401);
}

/// Every dimension, and every date by every rule, of every list of the demo, as two callers see it.
fn every_figure_shows_its_records(app: &TestApp) {
    let document: Value = app.stranger().get("/openapi.json").expect(200).body;
    for who in [app.admin(), app.dashboard("AR,UY")] {
        let paths = document["paths"].as_object().expect("paths").iter();
        let mut figures = 0;
        for (path, of) in paths.filter(|(path, _)| path.starts_with("/v1/aggregate/")) {
            let list = path.trim_start_matches("/v1/aggregate/");
            if who.get(path).status == 403 {
                continue;
            }
            let parameters = of["get"]["parameters"].as_array().expect("parameters");
            let about = |name: &str| {
                let one = parameters.iter().find(|one| one["name"] == name).expect(name);
                one["description"].as_str().expect("words").to_owned()
            };
            let after = |text: String, start: &str, end: &str| -> Vec<String> {
                let names = text.split_once(start).expect(start).1.split_once(end).expect(end).0.to_owned();
                names.split(", ").filter(|name| !name.is_empty()).map(str::to_owned).collect()
            };
            let dimensions = after(about("group_by") + "\n", "at the most: ", ".\n").into_iter();
            let mut queries: Vec<_> = dimensions.map(|name| format!("{list}?group_by={name}")).collect();
            for date in after(about("bucket"), "`: ", "; ") {
                queries.extend(["earliest", "whole"].map(|rule| format!("{list}?bucket={date}:year&rule={rule}")));
            }
            for query in queries {
                let answer = asked(&who, &query);
                assert_eq!(shown(&who, &answer["total"]), answer["total"]["figures"]["count"], "{query}");
                for group in answer["groups"].as_array().expect("groups") {
                    assert_eq!(shown(&who, group), group["figures"]["count"], "{query}: {group}");
                    figures += 1;
                }
            }
        }
        assert!(figures > 300, "{figures}");
    }
}

on_both! {
    records_count_in_each_of_their_groups_and_once_in_all,
    a_vague_date_counts_by_the_rule_that_was_chosen,
    money_is_added_up_by_currency,
    only_what_the_caller_may_read_is_counted,
    what_cannot_be_asked_is_refused_by_name,
}
on_both! { demo: every_figure_shows_its_records }
