//! Challenges, introductions, gatherings, partnerships and publications, by what they are and what they name.
use super::World;
use rapport_testkit::{TestApp, on_both};
use serde_json::json;

fn world(app: &TestApp) -> World {
    let visit = json!({ "title": "A visit", "kinds": ["strategy_support"], "countries": ["UY"] });
    let records = [
        ("organizations", "org", json!({ "name": "An organization", "kind": "cso" })),
        ("organizations", "office", json!({ "name": "An office", "kind": "government_agency" })),
        ("people", "ana", json!({ "name": "Ana" })),
        ("people", "bob", json!({ "name": "Bob" })),
        ("interventions", "visit", visit),
        (
            "challenges",
            "silence",
            json!({ "title": "S", "countries": ["AR"], "themes": ["dialogue", "guidance"], "when": "2012-11/.." }),
        ),
        ("challenges", "english", json!({ "title": "E", "region": "latin_america", "themes": ["information"] })),
        ("challenges", "doubt", json!({ "title": "D", "worldwide": true, "interventions": ["{visit}"] })),
        (
            "introductions",
            "peers",
            json!({
                "title": "P", "countries": ["IE"], "kind": "peer", "party_id": "{org}", "to_person_id": "{bob}",
                "intervention_id": "{visit}",
            }),
        ),
        (
            "introductions",
            "cabinet",
            json!({
                "title": "C", "countries": ["IE"], "kind": "government", "party_person_id": "{ana}",
                "to_id": "{office}", "to_country": "GB",
            }),
        ),
        (
            "introductions",
            "words",
            json!({ "title": "W", "countries": ["RO"], "party_id": "{org}", "to_said": "NGOs" }),
        ),
        (
            "gatherings",
            "london",
            json!({
                "title": "L", "worldwide": true, "kind": "summit", "status": "held", "held_in": "GB", "when": "2013",
                "hosts": ["{office}", "{org}"], "interventions": ["{visit}"],
            }),
        ),
        ("gatherings", "day", json!({ "title": "D", "worldwide": true, "parent_id": "{london}", "hosts": ["{org}"] })),
        ("partnerships", "travel", json!({ "title": "T", "countries": ["CR"], "organization_id": "{org}" })),
        ("partnerships", "science", json!({ "title": "S", "worldwide": true, "organization_id": "{office}" })),
        (
            "publications",
            "news",
            json!({
                "title": "N", "region": "latin_america", "channel": "newsletter", "language": "es",
                "interventions": ["{visit}"],
            }),
        ),
        ("publications", "hub", json!({ "title": "H", "worldwide": true, "channel": "hub", "lang": "es" })),
        ("publications", "talk", json!({ "title": "T", "countries": ["HU"], "language": "es-AR" })),
    ];
    World::of(&app.admin(), records)
}

fn they_are_found_by_what_they_are(app: &TestApp) {
    let (who, w) = (app.admin(), world(app));
    let check = |list: &str, table: &[(&str, &str)]| w.check(&who, list, table);
    check(
        "challenges",
        &[
            ("theme=dialogue,information", "english silence"),
            ("theme[not]=dialogue", "doubt english"),
            ("country=AR", "silence"),
            ("region=latin_america", "english"),
            ("worldwide=true", "doubt"),
            ("when=2014", "silence"),
            ("when[null]=true", "doubt english"),
        ],
    );
    check(
        "introductions",
        &[
            ("kind=peer", "peers"),
            ("kind[not]=peer", "cabinet words"),
            ("kind[null]=true", "words"),
            ("to_country=UK", "cabinet"),
            ("to_country[null]=true", "peers words"),
            ("country=IE&kind=government,funder", "cabinet"),
        ],
    );
    check(
        "gatherings",
        &[
            ("kind=summit", "london"),
            ("kind[not]=summit", "day"),
            ("status=planned", "day"),
            ("status[not]=planned", "london"),
            ("held_in=GB", "london"),
            ("held_in[null]=true", "day"),
            ("name=l", "london"),
        ],
    );
    check(
        "publications",
        &[
            ("channel=newsletter,hub", "hub news"),
            ("channel[null]=true", "talk"),
            ("channel[not]=hub", "news talk"),
            ("language=es", "news"),
            ("language=es,es-AR", "news talk"),
            ("language[null]=true", "hub"),
        ],
    );
}

fn they_are_found_by_what_they_name(app: &TestApp) {
    let (who, w) = (app.admin(), world(app));
    let check = |list: &str, table: &[(&str, &str)]| w.check(&who, list, table);
    check(
        "challenges",
        &[
            ("intervention={visit}", "doubt"),
            ("intervention[not]={visit}", "english silence"),
            ("intervention[null]=true", "english silence"),
        ],
    );
    check(
        "introductions",
        &[
            ("party={org}", "peers words"),
            ("party[null]=true", "cabinet"),
            ("party_person={ana}", "cabinet"),
            ("to={office}", "cabinet"),
            ("to[not]={office}", "peers words"),
            ("to_person={bob}", "peers"),
            ("to_person[null]=false", "peers"),
            ("intervention={visit}", "peers"),
            ("intervention[null]=true", "cabinet words"),
        ],
    );
    check(
        "gatherings",
        &[
            ("host={org}", "day london"),
            ("host={office}", "london"),
            ("host[not]={office}", "day"),
            ("host[null]=true", ""),
            ("intervention={visit}", "london"),
            ("parent={london}", "day"),
            ("parent[null]=true", "london"),
        ],
    );
    check("partnerships", &[("organization={org}", "travel"), ("organization[not]={org}", "science")]);
    check("publications", &[("intervention={visit}", "news"), ("intervention[null]=true", "hub talk")]);
}

on_both! {
    they_are_found_by_what_they_are,
    they_are_found_by_what_they_name,
}
