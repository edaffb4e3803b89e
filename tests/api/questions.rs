//! The twelve questions that a secretariat asks of its records, each answered by one call. The answers were worked out from the
//! published account that the demo holds, not from the program.
use rapport_server::demo::{self, id_of};
use rapport_testkit::{Answer, Caller, TestApp, on_both};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

/// The keys of the demo's records by their ids.
fn names() -> BTreeMap<String, String> {
    demo::keys().into_iter().map(|(_, key)| (id_of(&key).to_string(), key)).collect()
}
pub(crate) fn name(id: &Value) -> String {
    let id = id.as_str().expect("an id");
    names().remove(id).unwrap_or_else(|| id.to_owned())
}
pub(crate) fn list(value: &Value) -> &[Value] {
    value.as_array().expect("an array")
}
/// The keys of the records in an array.
pub(crate) fn told(records: &Value) -> BTreeSet<String> {
    list(records).iter().map(|record| name(&record["id"])).collect()
}
pub(crate) fn set<const N: usize>(keys: [&str; N]) -> BTreeSet<String> {
    keys.into_iter().map(str::to_owned).collect()
}
#[track_caller]
pub(crate) fn ask(who: &Caller, path: &str) -> Answer {
    who.get(path).expect(200)
}
/// What wants attention, by key or code, with its date.
fn wanted(who: &Caller, query: &str) -> BTreeMap<String, Value> {
    let queue = ask(who, &format!("/v1/attention?limit=200&{query}"));
    let key = |about: &Value| about["code"].as_str().map_or_else(|| name(&about["id"]), str::to_owned);
    queue.data().iter().map(|item| (key(&item["about"]), item["when"].clone())).collect()
}

/// Q1: which countries were assisted by each kind of activity, claimed and evidenced apart?
fn countries_by_kind(app: &TestApp) {
    let matrix = ask(&app.admin(), "/v1/reports/activity-matrix?evidence=any");
    let row = |kind: &str| -> BTreeSet<String> {
        let row = list(&matrix["kinds"]).iter().find(|row| row["kind"] == kind).expect("a row").clone();
        let claimed = |cell: &&Value| cell["claimed"] != 0;
        list(&row["countries"])
            .iter()
            .filter(claimed)
            .map(|c| c["country"].as_str().expect("a code").to_owned())
            .collect()
    };
    let rows: [(&str, BTreeSet<String>); 4] = [
        ("seed_funding", set(["GB", "UY"])),
        ("advocate_local_priorities", set(["AR", "DO", "GH", "PY", "UY"])),
        ("raise_profile", set(["GH", "RO", "XK"])),
        ("share_information", set([])),
    ];
    for (kind, countries) in rows {
        assert_eq!(row(kind), countries, "{kind}");
    }
    let ghana = list(&matrix["kinds"]).iter().flat_map(|row| list(&row["countries"])).filter(|c| c["country"] == "GH");
    assert!(
        ghana.clone().count() == 3 && ghana.into_iter().all(|c| c["recorded"] == 0),
        "three kinds, no mission told"
    );
}

/// Q2: all contact with somebody since a date.
fn contact_since(app: &TestApp) {
    let person = id_of("emilene-martinez");
    let contact = ask(&app.admin(), &format!("/v1/interventions?participant.person={person}&when=2013-09/.."));
    let expected = ["t1-september-trip", "i01-strategy-day", "i22-visit", "i04-follow-up", "i23-second-plan-strategy"];
    assert_eq!(told(&contact["data"]), set(expected));
}

/// Q3: which pledges are older than six months with no follow-up, and which were hit by turnover?
fn forgotten_pledges(app: &TestApp) {
    let who = app.admin();
    let stale = wanted(&who, "kind=stale_pledge&months=6&as_of=2014-11-01");
    let keys: BTreeSet<String> = stale.keys().cloned().collect();
    // All pledges but what is done, and P01, about which a follow-up is open; asks are no pledges.
    let expected = [
        "p02-dialogue-mechanism",
        "p03-other-ministries",
        "p04-thematic-co-creation",
        "p05-document-and-lead",
        "p06-dialogue-mechanism",
        "p07-other-areas",
        "p08-thematic-co-creation",
        "p09-elected-representatives",
        "p11-americas-meeting",
        "p12-priorities-accepted",
        "p14-beneficial-ownership",
    ];
    assert_eq!(keys, set(expected));
    let queue = ask(&who, "/v1/attention?limit=200&kind=stale_pledge&months=6&as_of=2014-11-01");
    let certain = |item: &&Value| item["certain"] == true;
    let certain: BTreeSet<_> = queue.data().iter().filter(certain).map(|item| name(&item["about"]["id"])).collect();
    assert_eq!(certain, set(["p14-beneficial-ownership"]), "of the others the account tells no date");
    assert_eq!(stale["p14-beneficial-ownership"], "2013");
    let hit = ask(&who, "/v1/commitments?hit_by_turnover=true");
    assert_eq!(told(&hit["data"]), set(["p01-dialogue-space"]));
    assert_eq!(wanted(&who, "kind=turnover_pledge").into_keys().collect::<BTreeSet<_>>(), set(["p01-dialogue-space"]));
}

/// Q4: who is the point of contact, and who was in September 2013?
fn contacts_then_and_now(app: &TestApp) {
    let who = app.admin();
    let agencies = |query: &str| -> BTreeMap<String, String> {
        let pocs = ask(&who, &format!("/v1/pocs?{query}"));
        let agency = |poc: &Value| (poc["country"].as_str().expect("a code").to_owned(), name(&poc["organization_id"]));
        pocs.data().iter().map(agency).collect()
    };
    let then = agencies("as_of=2013-09");
    let expected = [("AR", "jefatura-de-gabinete"), ("DO", "digeig"), ("PY", "stp"), ("UY", "agesic")];
    assert_eq!(then, expected.map(|(country, agency)| (country.into(), agency.into())).into());
    // The offices themselves are the points of contact: nobody in them is named.
    let holder = |country: &str, query: &str| {
        let pocs = ask(&who, &format!("/v1/pocs?country={country}&{query}"));
        let [poc] = pocs.data() else { panic!("one: {}", pocs.body) };
        let holder = list(&poc["holders"]).first().map(|holder| name(&holder["organization_id"]));
        (holder, poc["vacant"].clone())
    };
    assert_eq!(holder("AR", "as_of=2013-09"), (Some("jefatura-de-gabinete".into()), json!(false)));
    assert_eq!(holder("AR", "as_of=2014-06"), (None, json!(true)), "after the ministry change nobody is known");
    for query in ["as_of=2013-09", ""] {
        assert_eq!(holder("UY", query), (Some("agesic".into()), json!(false)));
    }
    let turnovers = ask(&who, &format!("/v1/turnovers?post={}", id_of("poc-argentina")));
    assert_eq!(
        (&turnovers.data()[0]["when"], &turnovers.data()[0]["when_inferred"]),
        (&json!("2014-03"), &json!(true))
    );
}

/// Ireland joined in May 2013.
fn members_at_a_date(app: &TestApp) {
    let who = app.admin();
    let members = |at: &str| -> BTreeSet<String> {
        let list = ask(&who, &format!("/v1/countries?standing=member&as_of={at}"));
        list.data().iter().map(|country| country["code"].as_str().expect("a code").to_owned()).collect()
    };
    assert!(members("2014-01").contains("IE") && !members("2013-04").contains("IE"));
    let page = ask(&who, "/v1/countries/IE?as_of=2013-06");
    assert_eq!((&page["as_of"], &page["standings"][0]["code"]), (&json!("2013-06"), &json!("member")));
    assert_eq!(ask(&who, "/v1/countries/IE?as_of=2013-04")["standings"], json!([]));
    // Since when Uruguay is a member is not told; it may have been.
    assert!(members("2013-09").contains("UY"));
    assert_eq!(told(&ask(&who, "/v1/countries/UY?as_of=2013-09")["standings"]), set(["st-uy-member"]));
}

/// Q5: what became of seed money, by purpose, country and funder, what is not disclosed included?
fn seed_money(app: &TestApp) {
    let who = app.admin();
    let funding = ask(&who, "/v1/reports/funding?group_by=country&purpose=seed_funding");
    let rows: Vec<_> =
        list(&funding["groups"]).iter().map(|row| (&row["group"], &row["grants"], &row["undisclosed"])).collect();
    let one = json!(1);
    assert_eq!(rows, [(&json!("GB"), &one, &one), (&json!("UY"), &one, &one)]);
    assert_eq!(funding["total"], json!({ "grants": 2, "undisclosed": 2, "awarded": [], "disbursed": [] }));
    for group_by in ["funder", "purpose"] {
        let seed = ask(&who, &format!("/v1/reports/funding?group_by={group_by}&purpose=seed_funding"));
        let group = if group_by == "funder" { Value::Null } else { json!("seed_funding") };
        let row = list(&seed["groups"]).iter().find(|row| row["group"] == group).expect("the row").clone();
        assert_eq!(
            (&row["grants"], &row["undisclosed"]),
            (&json!(2), &json!(2)),
            "{group_by}: whose money is not told"
        );
    }
    let by_funder = ask(&who, "/v1/reports/funding?group_by=funder");
    let named: BTreeSet<_> = list(&by_funder["groups"])
        .iter()
        .filter(|row| !row["group"].is_null())
        .map(|row| name(&row["group"]))
        .collect();
    assert_eq!(named, set(["osf", "hewlett", "omidyar"]), "travel support in Latin America");
    for row in list(&by_funder["groups"]) {
        let query = row["grants_query"].as_str().expect("a query");
        let shown = ask(&who, &format!("/v1/grants?{query}&total=exact"));
        assert_eq!(shown["total"], row["grants"], "{query}");
    }
}

/// Q6: what changed after a mission, from what before, and who else contributed?
fn what_a_mission_changed(app: &TestApp) {
    let story = ask(&app.admin(), &format!("/v1/interventions/{}/story", id_of("i22-visit")));
    assert!(told(&story["challenges"]).is_superset(&set(["c-uy-appointed"])), "the government had chosen the CSOs");
    let changed = set(["r-uy-coalition", "r-uy-participation-opened", "r-uy-thematic-plan", "r-uy-two-seats"]);
    assert!(told(&story["results"]).is_superset(&changed), "{:?}", told(&story["results"]));
    assert_eq!(told(&story["commitments"]), set(["p09-elected-representatives"]));
    let coalition = list(&story["results"]).iter().find(|r| name(&r["id"]) == "r-uy-coalition").expect("it").clone();
    let others: BTreeSet<_> = list(&coalition["contributions"])
        .iter()
        .filter(|c| !c["organization_id"].is_null())
        .map(|c| name(&c["organization_id"]))
        .collect();
    assert!(others.contains("uy-open-government-network"), "the credit is theirs: {others:?}");
}

/// Q7: which practices spread from where to where?
fn practices_that_spread(app: &TestApp) {
    let practices = ask(&app.admin(), "/v1/practices?limit=200");
    let mut edges = BTreeSet::new();
    for practice in practices.data() {
        for adoption in list(&practice["adoptions"]) {
            let to = adoption["country"].as_str().or(adoption["region"].as_str()).unwrap_or("the world");
            let model = adoption["from_country"].as_str();
            let origins = list(&practice["origins"]).iter().filter_map(Value::as_str).filter(|_| model.is_none());
            edges.extend(origins.chain(model).map(|from| format!("{from} to {to}")));
        }
    }
    let expected = [
        "MX to DO",
        "MX to PY",
        "MX to UY",
        "MX to CR",
        "PE to CR",
        "CR to latin_america",
        "GB to ID",
        "GB to the world",
        "US to RS",
        "GB to RS",
    ];
    assert_eq!(edges, set(expected));
}

/// Q8: which testimonials may stand in a funder's report?
fn voices_for_a_report(app: &TestApp) {
    let funder = app.funder(&id_of("osf").to_string());
    let usable =
        "/v1/testimonials?consent=publish_named,publish_anonymously&verification=verified&total=exact&limit=200";
    let voices = ask(&funder, usable);
    // Fifteen texts: without the one whose speaker is disputed, the one whose organization is not told, and the one from
    // Azerbaijan, which waits for its release.
    assert_eq!(voices["total"], 12);
    for (country, one) in [("AR", "t-ar-pavese"), ("UY", "t-uy-mas")] {
        assert_eq!(told(&ask(&funder, &format!("{usable}&country={country}&lang=en"))["data"]), set([one]));
    }
    assert_eq!(ask(&funder, &format!("{usable}&country=AZ"))["total"], 0);
    assert_eq!(ask(&app.admin(), usable)["total"], 13);
}

/// Q9: which countries have risk flags, and what is held back for them?
fn risks_and_what_they_hold_back(app: &TestApp) {
    let risks = ask(&app.admin(), "/v1/risks");
    let [risk] = risks.data() else { panic!("one risk: {}", risks.body) };
    assert_eq!(
        (&risk["country"], &risk["severity"], &risk["handling"]),
        (&json!("AZ"), &json!("high"), &json!("withhold"))
    );
    assert_eq!(list(&risk["withholds"]).len(), 1, "what the activist said");
}

/// Q10: what happens in the next ninety days?
fn the_next_ninety_days(app: &TestApp) {
    let who = app.admin();
    let ahead = wanted(&who, "kind=deadline&days=90&as_of=2014-09-01");
    assert_eq!(ahead.get("ga-americas-meeting"), Some(&json!("2014-11")), "Costa Rica hosts: {ahead:?}");
    assert!(!wanted(&who, "kind=deadline&days=30&as_of=2014-09-01").contains_key("ga-americas-meeting"));
    let of_host = wanted(&who, "kind=deadline&days=90&as_of=2014-09-01&country=CR");
    assert_eq!(of_host.into_keys().collect::<BTreeSet<_>>(), set(["ga-americas-meeting"]));
    let due = ask(&who, "/v1/countries/CR?as_of=2014-09")["next_due"].clone();
    assert_eq!((name(&due["about"]["id"]), &due["when"]), ("ga-americas-meeting".into(), &json!("2014-11")));
}

/// Q11: on which facts do sources contradict each other?
fn contradictions(app: &TestApp) {
    let queue = ask(&app.admin(), "/v1/attention?kind=conflicting_sources");
    let facts: BTreeSet<_> = queue
        .data()
        .iter()
        .map(|item| format!("{} {}", name(&item["about"]["id"]), item["field"].as_str().expect("a field")))
        .collect();
    let expected = [
        "i12-london-peer-event when",
        "t-africa-afic speaker_id",
        "i01-strategy-day participants",
        "c-uy-appointed organizations_engaged",
        "r-uy-thematic-plan status_at_print",
    ];
    assert_eq!(facts, set(expected));
    let claims = ask(&app.admin(), &format!("/v1/interventions/{}/claims", id_of("i12-london-peer-event")));
    let when = &claims["fields"][0];
    assert_eq!((&when["field"], &when["conflict"], &when["preferred"]), (&json!("when"), &json!(true), &Value::Null));
    let values: BTreeSet<_> =
        list(&when["claims"]).iter().map(|c| c["value"].as_str().expect("a date").to_owned()).collect();
    assert_eq!(values, set(["2013-06", "2013-07"]));
}

/// Q12: what was known to stand at a date?
fn the_story_at_a_date(app: &TestApp) {
    let who = app.admin();
    let status = |at: &str| {
        let story = ask(&who, &format!("/v1/countries/AR/story?as_of={at}"));
        let space = list(&story["commitments"]).iter().find(|c| name(&c["id"]) == "p01-dialogue-space").cloned();
        space.map(|space| space["status"].clone())
    };
    assert_eq!(status("2013-12"), Some(json!("pledged")), "the ministry changed later");
    assert_eq!(status("2014-06"), Some(json!("at_risk")));
    // September 2013 stays as it was: nothing granted, nobody gone, nothing left over.
    let story = ask(&who, "/v1/countries/AR/story?as_of=2013-09");
    let space =
        list(&story["commitments"]).iter().find(|c| name(&c["id"]) == "p01-dialogue-space").expect("it").clone();
    assert_eq!((&space["status"], &space["needs_reconfirmation"]), (&json!("raised"), &json!(false)));
    assert_eq!(list(&space["transitions"]).len(), 1);
    assert!(!told(&story["results"]).contains("r-ar-entry-point") && list(&story["turnovers"]).is_empty());
    let now = ask(&who, "/v1/countries/AR/story?as_of=2014-06");
    let space = list(&now["commitments"]).iter().find(|c| name(&c["id"]) == "p01-dialogue-space").expect("it").clone();
    assert_eq!(space["needs_reconfirmation"], true);
    assert!(told(&now["results"]).contains("r-ar-entry-point") && list(&now["turnovers"]).len() == 1);
    // What only follows something did not come before it.
    let before = told(&ask(&who, "/v1/countries/AR/story?as_of=2012")["interventions"]);
    assert!(!before.contains("i03-buenos-aires-dialogue"), "it followed the day of September 2013: {before:?}");
    let visits = |at: &str| told(&ask(&who, &format!("/v1/countries/ID/story?as_of={at}"))["interventions"]);
    assert!(visits("2014-06").contains("i13-jakarta-peer-event"));
    assert!(!visits("2013-08").contains("i13-jakarta-peer-event"), "early 2014 was still to come");
}

on_both! { demo:
    countries_by_kind,
    contact_since,
    forgotten_pledges,
    contacts_then_and_now,
    members_at_a_date,
    seed_money,
    what_a_mission_changed,
    practices_that_spread,
    voices_for_a_report,
    risks_and_what_they_hold_back,
    the_next_ninety_days,
    contradictions,
    the_story_at_a_date,
}
