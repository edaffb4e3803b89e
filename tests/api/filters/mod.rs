//! Filters: sets, their opposites, nothing at all, flags, related records, dates, names, aliases.
mod aliases;
mod channels;
mod hidden;
mod parameters;
mod steps;
mod tables;

use crate::making::{encoded, made};
use rapport_testkit::{Caller, TestApp, on_both};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// Records by short names.
#[derive(Default)]
struct World(BTreeMap<&'static str, String>);
impl World {
    /// Makes records in turn; bodies hold short names in braces in place of ids.
    fn of(who: &Caller, records: impl IntoIterator<Item = (&'static str, &'static str, Value)>) -> Self {
        let mut world = Self::default();
        for (list, name, body) in records {
            let body = serde_json::from_str(&world.filled(&body.to_string())).expect("ids are plain");
            world.0.insert(name, made(who, list, body));
        }
        world
    }
    fn id(&self, name: &str) -> &str {
        &self.0[name]
    }
    /// A text with ids in place of names in braces.
    fn filled(&self, text: &str) -> String {
        self.0.iter().fold(text.to_owned(), |text, (name, id)| text.replace(&format!("{{{name}}}"), id))
    }
    /// The short names of what a query finds, sorted.
    fn found(&self, who: &Caller, list: &str, query: &str) -> String {
        let name = |record: &Value| self.0.iter().find(|(_, id)| record["id"] == **id).map_or("?", |(name, _)| name);
        let records = who.walk(&format!("/v1/{list}?{}", self.filled(query)));
        let mut names: Vec<_> = records.iter().map(name).collect();
        names.sort_unstable();
        names.join(" ")
    }
    #[track_caller]
    fn check(&self, who: &Caller, list: &str, table: &[(&str, &str)]) {
        for (query, expected) in table {
            assert_eq!(self.found(who, list, query), *expected, "{list}?{query}");
            let counted = who.get(&format!("/v1/{list}?{}&total=exact&limit=1", self.filled(query))).expect(200);
            assert_eq!(counted["total"], expected.split_whitespace().count(), "{list}?{query}");
        }
    }
}

fn world(who: &Caller) -> World {
    World::of(who, actors().into_iter().chain(stories()).chain(seats()))
}
fn actors() -> [(&'static str, &'static str, Value); 5] {
    let network = json!({
        "name": "Red Abierta", "kind": "cso_network", "region": "latin_america", "acronym": "RED", "collective": true,
    });
    let agency = json!({
        "name": "Ministère de l'Économie", "kind": "government_agency", "country": "UK", "acronym": "MDE",
    });
    let cso = json!({ "name": "Fundación Árbol", "kind": "cso", "country": "AR", "parent_id": "{network}" });
    [
        ("organizations", "network", network),
        ("organizations", "cso", cso),
        ("organizations", "agency", agency),
        ("people", "ana", json!({ "name": "Ana Núñez", "country": "AR" })),
        ("people", "bob", json!({ "name": "Bob Łoś" })),
    ]
}
fn stories() -> [(&'static str, &'static str, Value); 10] {
    let trip = json!({
        "title": "Trip", "kinds_unknown": true, "countries": ["AR"], "when": "2013-09", "held_in": "AR",
        "mode": "in_person",
    });
    let visit = json!({
        "title": "Visit", "parent_id": "{trip}", "kinds": ["strategy_support", "seed_funding"],
        "countries": ["UK", "UY"], "peer_countries": ["CL"], "when": "2013-09-14", "mode": "remote",
        "review": "reviewed", "sensitivity": "public",
        "participants": [{ "organization_id": "{cso}", "person_id": "{ana}" }],
    });
    let region = json!({
        "title": "Region", "region": "latin_america", "kinds": ["share_information"],
        "participants": [{ "role": "the host" }],
    });
    let world = json!({
        "title": "World", "worldwide": true, "kinds": ["story_platform"], "follows_id": "{visit}", "when": "2014-Q1",
        "evidence": "claimed", "sensitivity": "restricted", "participants": [{ "organization_id": "{agency}" }],
    });
    let ask = json!({
        "kind": "ask", "title": "Ask", "made_by": "{cso}", "made_to": "{agency}", "countries": ["AR"],
    });
    let pledge = json!({
        "kind": "pledge", "title": "Pledge", "made_by": "{agency}", "grows_from_id": "{ask}", "countries": ["UK"],
        "intervention_id": "{visit}", "when": "2013-10", "review": "published",
    });
    let plan = json!({
        "kind": "action_plan", "title": "Plan", "status": "in_progress", "grows_from_id": "{pledge}",
        "region": "latin_america", "official_id": "UK0034", "when": "2013/2015", "sensitivity": "public",
    });
    let talk = json!({
        "statement": "They talk", "change_type": "relationship", "observed": true, "countries": ["AR"],
        "when": "2013-11", "actor_id": "{agency}", "commitments": ["{pledge}", "{plan}"],
        "contributions": [{ "intervention_id": "{visit}", "organization_id": "{cso}" }],
    });
    let law = json!({
        "statement": "A law", "change_type": "policy", "observed": false, "direction": "mixed",
        "region": "latin_america", "status": "reviewed", "sensitivity": "public",
    });
    let shift = json!({
        "statement": "A shift", "change_type": "agenda", "observed": true, "direction": "negative", "worldwide": true,
        "when": "2014", "contributions": [{ "organization_id": "{agency}", "strength": "low" }],
    });
    [
        ("interventions", "trip", trip),
        ("interventions", "visit", visit),
        ("interventions", "region", region),
        ("interventions", "world", world),
        ("commitments", "ask", ask),
        ("commitments", "pledge", pledge),
        ("commitments", "plan", plan),
        ("results", "talk", talk),
        ("results", "law", law),
        ("results", "shift", shift),
    ]
}
fn seats() -> [(&'static str, &'static str, Value); 6] {
    let poc = json!({ "title": "Contact", "kind": "ogp_poc", "organization_id": "{agency}", "country": "UK" });
    let since = json!({
        "person_id": "{ana}", "organization_id": "{cso}", "period": "2013-06/..", "sensitivity": "public",
    });
    [
        ("posts", "poc", poc),
        ("posts", "desk", json!({ "title": "Desk", "organization_id": "{cso}", "country": "AR" })),
        ("posts", "seat", json!({ "title": "Seat", "kind": "governance", "sensitivity": "public" })),
        ("memberships", "held", json!({ "person_id": "{ana}", "post_id": "{poc}", "period": "2012/2014" })),
        ("memberships", "since", since),
        ("memberships", "vague", json!({ "person_id": "{bob}", "organization_id": "{agency}" })),
    ]
}

fn names_are_found_whatever_their_case_and_accents(app: &TestApp) {
    let who = app.admin();
    let w = world(&who);
    let name = |name: &str| format!("name={}", encoded(name));
    for text in ["Fundación Árbol", "fundacion arbol", "FUNDACIÓN ÁRBOL", "Fundacio\u{301}n A\u{301}rbol"] {
        assert_eq!(w.found(&who, "organizations", &name(text)), "cso", "{text}");
        assert_eq!(w.found(&who, "csos", &name(text)), "cso", "{text}");
    }
    assert_eq!(w.found(&who, "organizations", &name("ministere de l'economie,red abierta")), "agency network");
    assert_eq!(w.found(&who, "organizations", "name[not]=red+ABIERTA"), "agency cso");
    assert_eq!(w.found(&who, "organizations", &name("arbol")), "", "a name is matched whole");
    assert_eq!(w.found(&who, "organizations", &name("%")), "");
    assert_eq!(w.found(&who, "people", &name("ANA NUNEZ")), "ana");
    assert_eq!(w.found(&who, "people", &name("bob los")), "bob");
    let codes = |query: String| -> Vec<String> {
        who.walk(&format!("/v1/countries?{query}")).iter().map(|c| c["code"].as_str().expect("a code").into()).collect()
    };
    assert_eq!(codes(name("cote d'ivoire,MÉXICO")), ["CI", "MX"]);
}

on_both! {
    names_are_found_whatever_their_case_and_accents,
}
