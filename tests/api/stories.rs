//! Stories: what the account tells of a country, or of the region, comes back whole, each record with its sources.
use crate::questions::{ask, list, name, told};
use rapport_server::demo::{self, id_of};
use rapport_testkit::{TestApp, on_both};
use std::collections::BTreeSet;

/// There is no story of what is not there.
fn no_story_of_nothing(app: &TestApp) {
    let who = app.admin();
    for path in ["countries/ZZ", "regions/atlantis", "interventions/01976d3a-0000-7000-8000-000000000009"] {
        who.get(&format!("/v1/{path}/story")).problem(404, "not_found");
    }
}

/// The stories of the account come back with every part, each backed by the account.
fn stories_are_whole(app: &TestApp) {
    let who = app.admin();
    let paths =
        ["AR", "CR", "DO", "GB", "ID", "IE", "MX", "PY", "UY"].map(|code| format!("/v1/countries/{code}/story"));
    for path in paths.iter().map(String::as_str).chain(["/v1/regions/latin_america/story"]) {
        let story = ask(&who, path);
        for part in ["challenges", "interventions", "results"] {
            assert!(!list(&story[part]).is_empty(), "{path}: {part}");
        }
        assert!(path.contains("regions") || !list(&story["feedback"]).is_empty(), "{path}: a voice");
        for (part, records) in story.body.as_object().expect("an object").iter().filter(|(_, all)| all.is_array()) {
            for record in list(records) {
                assert!(!list(&record["citations"]).is_empty(), "{path}: {part} {} has no source", name(&record["id"]));
            }
        }
    }
}

/// What the page about the account names for a section, by the part of a story that tells such records.
fn rows_of(section: &str) -> Vec<(String, String)> {
    let page = include_str!("../../docs/the-account.md");
    let mut all = vec![];
    for row in page.lines().filter(|row| row.starts_with(&format!("| {section}, "))) {
        for group in row.trim_end_matches([' ', '|']).rsplit("| ").next().expect("records").split("; ") {
            let Some((kind, records)) = group.split_once(": ") else { continue };
            let part = match kind {
                "testimonials" => "feedback".to_owned(),
                other => other.replace('-', "_"),
            };
            all.extend(records.split(", ").filter_map(|one| Some((part.clone(), one.split('`').nth(1)?.to_owned()))));
        }
    }
    all
}
/// Nothing that the page names for a section is missing from its story.
fn stories_leave_nothing_out(app: &TestApp) {
    let who = app.admin();
    let sections = [
        ("Argentina", "countries/AR"),
        ("Costa Rica", "countries/CR"),
        ("Dominican Republic", "countries/DO"),
        ("Indonesia", "countries/ID"),
        ("Ireland", "countries/IE"),
        ("Mexico", "countries/MX"),
        ("Paraguay", "countries/PY"),
        ("United Kingdom", "countries/GB"),
        ("Uruguay", "countries/UY"),
        ("Latin America", "regions/latin_america"),
    ];
    // Told in one section, and of another place: each stands in the story of its own.
    let elsewhere = [
        ("Mexico", "st-br-past-chair"), // chairs before Mexico, each told in its own country
        ("Mexico", "st-us-past-chair"),
        ("Latin America", "r-uy-thematic-plan"), // what the region's discussions are held against
        ("Latin America", "pu-webinars"),        // of the world; the region had a say in them
    ];
    let mut missing = vec![];
    for (section, path) in sections {
        let story = ask(&who, &format!("/v1/{path}/story"));
        let rows = rows_of(section);
        assert!(rows.len() > 15, "{section} has {} records", rows.len());
        for (part, key) in rows.into_iter().filter(|(part, _)| story[part.as_str()].is_array()) {
            let there = told(&story[part.as_str()]).contains(&key);
            if !there && !elsewhere.contains(&(section, key.as_str())) {
                missing.push(format!("{section}: {part} {key}"));
            }
        }
    }
    assert!(missing.is_empty(), "{missing:#?}");
}

/// Every record that the page about the account names is in the demo.
fn the_page_about_the_account_names_what_is_there(app: &TestApp) {
    let page = include_str!("../../docs/the-account.md");
    let known: BTreeSet<String> = demo::keys().into_iter().map(|(_, key)| id_of(&key).to_string()).collect();
    let words = page.split(|c: char| !c.is_ascii_hexdigit() && c != '-');
    let ids: BTreeSet<&str> = words.filter(|word| word.parse::<uuid::Uuid>().is_ok()).collect();
    assert!(ids.len() > 200, "only {} ids", ids.len());
    let missing: Vec<_> = ids.iter().filter(|id| !known.contains(**id)).collect();
    assert!(missing.is_empty(), "the page names {missing:?}");
    let admin = app.admin();
    for (kind, key) in demo::keys().into_iter().filter(|(kind, _)| kind == "interventions" || kind == "testimonials") {
        ask(&admin, &format!("/v1/{kind}/{}", id_of(&key)));
    }
}

on_both! { demo:
    no_story_of_nothing,
    stories_are_whole,
    stories_leave_nothing_out,
    the_page_about_the_account_names_what_is_there,
}
