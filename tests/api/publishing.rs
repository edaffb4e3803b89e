//! What is published by the standards of funders, and what keeps the rest in.
use rapport_testkit::{Caller, TestApp, on_both};
use serde_json::{Value, json};
use std::{path::PathBuf, process::Command};

fn text(who: &Caller, path: &str) -> String {
    String::from_utf8(who.get(path).expect(200).bytes).expect("text")
}
/// The obstacles of a record: where, and by which rule.
fn obstacles(check: &Value, key: &str) -> Vec<(String, String)> {
    let all = check["obstacles"].as_array().expect("obstacles").iter().filter(|one| one["key"] == key);
    let text = |value: &Value| value.as_str().expect("text").to_owned();
    all.map(|one| (text(&one["pointer"]), text(&one["rule"]))).collect()
}

fn the_demo_is_published(app: &TestApp) {
    let who = app.coordinator("all");
    let xml = text(&who, "/v1/publishing/iati");
    let check = who.get("/v1/publishing/iati/check").expect(200).body;
    assert_eq!(
        (xml.matches("<iati-activity ").count(), &check["publishable"]),
        (4, &json!(3)),
        "two grants and a mission, and the programme that they are parts of"
    );
    let programme = "XI-DEMO-MERIDIANA-0001-programme";
    assert_eq!(xml.matches(&format!("<related-activity ref=\"{programme}\" type=\"1\"/>")).count(), 3);
    assert_eq!(xml.matches("hierarchy=\"2\"").count(), 3);
    for part in [
        "<iati-activities version=\"2.03\"",
        "<reporting-org ref=\"XI-DEMO-MERIDIANA-0001\" type=\"60\">",
        "<narrative xml:lang=\"es\">Ficticio: dos días sobre cómo seguir un plan</narrative>",
        "<activity-date type=\"2\" iso-date=\"2014-05-12\"/>",
        "<activity-date type=\"4\" iso-date=\"2014-05-13\"/>",
        "<value currency=\"USD\" value-date=\"2014-03-03\">18000.00</value>",
        "<recipient-country code=\"AR\" percentage=\"50.00\"/>",
        "<indicator measure=\"5\">",
    ] {
        assert!(xml.contains(part), "{part} in {xml}");
    }
    // Every record is either in the file or on the list.
    let total = |path: &str| who.get(path).expect(200)["total"].as_u64().expect("a total");
    let all = total("/v1/grants?total=exact&limit=1") + total("/v1/interventions?total=exact&limit=1");
    let mut kept_in: Vec<_> =
        check["obstacles"].as_array().expect("obstacles").iter().map(|one| one["key"].clone()).collect();
    kept_in.sort_by_key(ToString::to_string);
    kept_in.dedup();
    assert_eq!(kept_in.len() as u64 + 3, all);
    let package = who.get("/v1/publishing/360giving").expect(200).body;
    let grants = package["grants"].as_array().expect("grants");
    assert_eq!(grants.len(), 2);
    assert_eq!((&grants[0]["amountAwarded"], &grants[0]["amountDisbursed"]), (&json!(18000.0), &json!(18000.0)));
    let csv = text(&who, "/v1/publishing/360giving?format=csv");
    assert_eq!(csv.lines().count(), 3);
    for grant in grants {
        assert!(csv.contains(grant["id"].as_str().expect("an id")));
    }
    let again = who.get("/v1/publishing/360giving").expect(200).body;
    assert_eq!(again, package, "identifiers stay");
    // A funder publishes what it sees.
    let stranger = app.funder(&rapport_server::demo::id_of("osf").to_string());
    stranger.get("/v1/publishing/360giving").problem(422, "nothing_to_publish");
}

/// What validates against the schemas and rules of the standards, where they and a Python with lxml and jsonschema are:
/// `RAPPORT_STANDARDS` names the folder.
fn the_standards_agree(app: &TestApp) {
    let Some(standards) = std::env::var_os("RAPPORT_STANDARDS").map(PathBuf::from) else { return };
    let who = app.coordinator("all");
    let folder = tempfile::TempDir::with_prefix("rapport-standards-").expect("a temporary folder");
    let put = |name: &str, path: &str| std::fs::write(folder.path().join(name), text(&who, path)).expect("a file");
    put("activities.xml", "/v1/publishing/iati");
    put("organisation.xml", "/v1/publishing/iati/organisation");
    put("grants.json", "/v1/publishing/360giving");
    let python = std::env::var("RAPPORT_PYTHON").unwrap_or_else(|_| "python3".into());
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/standards.py");
    let found = Command::new(python).arg(script).arg(standards).arg(folder.path()).output().expect("Python");
    let told = String::from_utf8_lossy(&found.stdout).into_owned() + &String::from_utf8_lossy(&found.stderr);
    assert!(found.status.success(), "{told}");
}

fn nothing_is_coerced(app: &TestApp) {
    let who = app.coordinator("all");
    let publisher = json!({ "id": rapport_server::demo::id_of(rapport_server::demo::PUBLISHER), "name": "A foundation", "kind": "funder",
        "sensitivity": "public", "org_id": "XI-DEMO-1" });
    let publisher = who.post("/v1/organizations", publisher).expect(201);
    who.get("/v1/publishing/iati").problem(422, "nothing_to_publish");
    who.get("/v1/publishing/360giving").problem(422, "nothing_to_publish");
    let grant = |change: Value| {
        let mut body = json!({
            "title": "A grant", "summary": "For something.", "grant_maker": publisher["id"],
            "recipient": { "organization_id": publisher["id"] }, "countries": ["UY"], "when": "2014-03-03",
            "amount": { "amount": "10.00", "currency": "USD" }, "status": "awarded", "review": "reviewed", "sensitivity": "public",
        });
        for (member, value) in change.as_object().expect("members") {
            body[member] = value.clone();
        }
        who.post("/v1/grants", body).expect(201).id().to_owned()
    };
    let whole = grant(json!({}));
    let vague = grant(json!({ "when": "2014-03", "amount": null, "amount_reason": "not_stated" }));
    let about = grant(json!({ "when": "2014-03-03~" }));
    let future = grant(json!({ "when": "2999-01-01" }));
    let draft = grant(json!({ "review": "draft", "sensitivity": "internal", "summary": null }));
    let paid =
        grant(json!({ "disbursements": [{ "amount": { "amount": "5.00", "currency": "USD" }, "when": "2014" }] }));
    let check = who.get("/v1/publishing/iati/check").expect(200).body;
    let pair = |pointer: &str, rule: &str| (pointer.to_owned(), rule.to_owned());
    assert_eq!(obstacles(&check, &whole), []);
    assert_eq!(obstacles(&check, &vague), [pair("/when", "6.11.1"), pair("/amount", "rapport:amount")]);
    assert_eq!(obstacles(&check, &about), [pair("/when", "6.11.1")]);
    assert_eq!(obstacles(&check, &future), [pair("/when", "11.1.4")]);
    let all =
        [pair("/review", "rapport:review"), pair("/sensitivity", "rapport:sensitivity"), pair("/summary", "4.4.1")];
    assert_eq!(obstacles(&check, &draft), all);
    assert_eq!(obstacles(&check, &paid), [pair("/disbursements/0/when", "rapport:date")]);
    assert_eq!(check["publishable"], 1);
    let check = who.get("/v1/publishing/360giving/check").expect(200).body;
    assert_eq!(obstacles(&check, &vague), [pair("/when", "awardDate"), pair("/amount", "amountAwarded")]);
    let xml = text(&who, "/v1/publishing/iati");
    assert!(xml.contains(&whole) && !xml.contains(&vague));
    let taken = json!({ "name": "Another", "kind": "cso", "org_id": "XI-DEMO-1" });
    who.post("/v1/organizations", taken).problem(409, "org_id_taken");
    let wrong = json!({ "name": "Another", "kind": "cso", "org_id": "a number" });
    assert_eq!(who.post("/v1/organizations", wrong).expect(422)["errors"][0]["pointer"], "/org_id");
}

on_both! { demo: the_demo_is_published, the_standards_agree }
on_both! { nothing_is_coerced }
