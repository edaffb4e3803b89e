//! What the database holds: bodies as the API takes them, each made from its number alone.
use crate::rng::Rng;
use chrono::{Days, NaiveDate};
use serde_json::{Value, json};
use uuid::{Builder, Uuid};

/// Changed with the dataset, so that a database of another one is not taken for this.
pub const EDITION: u32 = 1;
/// How many organizations there are.
pub const ORGANIZATIONS: u64 = 2_000;
/// How many people there are.
pub const PEOPLE: u64 = 3_000;
/// What the one user logs in with.
pub const EMAIL: &str = "bench@bench.example";
/// Its password.
pub const PASSWORD: &str = "a password of the bench";
/// When the first record was written: New Year 2026, in microseconds.
pub const BEGAN: i64 = 1_767_225_600_000_000;

/// The countries where things happen.
pub const COUNTRIES: [&str; 100] = [
    "AF", "AL", "AM", "AO", "AR", "AT", "AU", "AZ", "BA", "BD", "BE", "BF", "BG", "BJ", "BO", "BR", "BW", "CA", "CD",
    "CH", "CI", "CL", "CM", "CO", "CR", "CV", "CZ", "DE", "DK", "DO", "EC", "EE", "EG", "ES", "ET", "FI", "FJ", "FR",
    "GB", "GE", "GH", "GN", "GR", "GT", "HN", "HR", "HU", "ID", "IE", "IL", "IN", "IT", "JM", "JO", "JP", "KE", "KG",
    "KR", "KZ", "LB", "LK", "LR", "LT", "LV", "MA", "MD", "ME", "MG", "MK", "MN", "MW", "MX", "MY", "MZ", "NG", "NL",
    "NO", "NP", "NZ", "PA", "PE", "PG", "PH", "PK", "PL", "PT", "PY", "RO", "RS", "RW", "SE", "SI", "SK", "SN", "SV",
    "TN", "TZ", "UA", "UY", "ZA",
];
const KINDS: [&str; 10] = [
    "broker_first_contact",
    "mobilise_international_actors",
    "seed_funding",
    "peer_inspiration",
    "strategy_support",
    "advocate_local_priorities",
    "connect_funders_and_ta",
    "neutral_facilitation",
    "raise_profile",
    "story_platform",
];
const FORMS: [&str; 8] =
    ["Workshop", "Visit", "Call", "Round table", "Briefing", "Training", "Strategy day", "Consultation"];
const TOPICS: [&str; 10] = [
    "open budgets",
    "the right to information",
    "beneficial ownership",
    "open contracting",
    "the action plan",
    "civic space",
    "citizen participation",
    "access to justice",
    "local government",
    "public services",
];
const SENTENCES: [&str; 12] = [
    "The ministry asked for a calendar that it can keep.",
    "Civil society presented its priorities and was heard.",
    "Nobody could say who will answer for the next plan.",
    "The network wants a dialogue space that outlives the minister.",
    "A second meeting was agreed before the budget is voted.",
    "The draft was shared with those who could not travel.",
    "Peers from the region told what had worked for them, and what had not.",
    "The agency promised to publish the data in an open format.",
    "Funding for the secretariat ends in the summer.",
    "The parliament's committee sent an observer.",
    "Two organizations left the forum, and one came back.",
    "The translation of the guidance was welcomed.",
];
const GIVEN: [&str; 12] =
    ["Ana", "Bongani", "Chiara", "Daniel", "Elif", "Farid", "Grace", "Hugo", "Inés", "Jasur", "Kofi", "Lucía"];
const FAMILY: [&str; 12] = [
    "Abdullah",
    "Benítez",
    "Castro",
    "Dlamini",
    "Eriksen",
    "Ferreira",
    "González",
    "Haddad",
    "Ivanova",
    "Jansen",
    "Kamau",
    "López",
];

/// Sorts of things that have ids.
#[derive(Clone, Copy, Debug)]
pub enum Of {
    /// The one user.
    User,
    /// An organization.
    Organization,
    /// A person.
    Person,
    /// An intervention.
    Intervention,
    /// A result.
    Result,
    /// What has no number of its own, such as a participant.
    Other,
}
/// The id of the thing with a number: a UUIDv7, later ones greater.
pub fn id(of: Of, number: u64) -> Uuid {
    let mut rng = Rng::of(of as u64, number);
    let mut random = [0; 10];
    random.iter_mut().for_each(|byte| *byte = rng.number() as u8);
    Builder::from_unix_timestamp_millis(BEGAN as u64 / 1_000 + number, &random).into_uuid()
}

/// The user that everything is asked as: a coordinator who works everywhere.
pub fn user() -> Value {
    json!({
        "id": id(Of::User, 0), "email": EMAIL, "name": "Bench", "role": "coordinator", "reach": ["all"],
        "password": PASSWORD,
    })
}
/// An organization.
pub fn organization(number: u64) -> Value {
    let mut rng = Rng::of(11, number);
    let kinds = ["cso", "cso_network", "government_agency", "multilateral", "funder", "academic", "media"];
    let country = rng.pick(&COUNTRIES);
    json!({
        "id": id(Of::Organization, number), "name": format!("Centre for {} {country}-{number}", rng.pick(&TOPICS)),
        "kind": rng.pick(&kinds), "country": country, "sensitivity": sensitivity(&mut rng, 0),
    })
}
/// A person.
pub fn person(number: u64) -> Value {
    let mut rng = Rng::of(12, number);
    json!({
        "id": id(Of::Person, number), "name": format!("{} {} {number}", rng.pick(&GIVEN), rng.pick(&FAMILY)),
        "country": rng.pick(&COUNTRIES), "sensitivity": sensitivity(&mut rng, 0),
    })
}
/// An intervention.
pub fn intervention(number: u64) -> Value {
    let mut rng = Rng::of(13, number);
    let participants = 1 + rng.below(3);
    let mut body = met(&mut rng, participants);
    body["id"] = json!(id(Of::Intervention, number));
    body
}
/// An intervention to be written under load: with two participants, and no id of its own.
pub fn written(number: u64) -> Value {
    met(&mut Rng::of(14, number), 2)
}
fn met(rng: &mut Rng, participants: u64) -> Value {
    let countries = several(rng, &COUNTRIES, 25);
    let title = format!("{} on {} in {}", rng.pick(&FORMS), rng.pick(&TOPICS), countries.join(" and "));
    let parts = ["lead", "host", "speaker", "participant", "facilitator"];
    let participants: Vec<_> = (0..participants)
        .map(|_| {
            let person = rng.chance(70).then(|| id(Of::Person, rng.below(PEOPLE)));
            let organization =
                (person.is_none() || rng.chance(50)).then(|| id(Of::Organization, rng.below(ORGANIZATIONS)));
            json!({ "person_id": person, "organization_id": organization, "part": rng.pick(&parts) })
        })
        .collect();
    json!({
        "title": title, "summary": prose(rng, 3), "countries": countries, "kinds": several(rng, &KINDS, 40),
        "when": date(rng), "mode": rng.pick(&["in_person", "remote", "hybrid"]), "participants": participants,
        "review": rng.pick(&["draft", "reviewed", "published", "published"]), "sensitivity": sensitivity(rng, 5),
    })
}
/// A result of one of so many interventions.
pub fn result(number: u64, interventions: u64) -> Value {
    let mut rng = Rng::of(15, number);
    let changes = ["behaviour", "relationship", "action", "activity", "policy", "practice", "agenda"];
    json!({
        "id": id(Of::Result, number), "statement": prose(&mut rng, 1), "significance": prose(&mut rng, 2),
        "change_type": rng.pick(&changes), "observed": rng.chance(80), "countries": several(&mut rng, &COUNTRIES, 15),
        "when": date(&mut rng), "status": rng.pick(&["draft", "reviewed"]), "sensitivity": sensitivity(&mut rng, 5),
        "contributions": [{
            "intervention_id": id(Of::Intervention, rng.below(interventions)),
            "organization_id": id(Of::Organization, rng.below(ORGANIZATIONS)),
        }],
    })
}

/// Mostly public or internal; restricted so many times in a hundred.
fn sensitivity(rng: &mut Rng, restricted: u64) -> &'static str {
    match (rng.chance(restricted), rng.chance(50)) {
        (true, _) => "restricted",
        (false, true) => "public",
        (false, false) => "internal",
    }
}
/// One of some, and so many times in a hundred another beside it.
fn several(rng: &mut Rng, some: &[&'static str], percent: u64) -> Vec<&'static str> {
    let mut picked = vec![*rng.pick(some)];
    if rng.chance(percent) {
        picked.push(*rng.pick(some));
        picked.dedup();
    }
    picked
}
/// A few sentences, from so many to twice as many.
fn prose(rng: &mut Rng, least: u64) -> String {
    let sentences = least + rng.below(least + 1);
    (0..sentences).map(|_| *rng.pick(&SENTENCES)).collect::<Vec<_>>().join(" ")
}
/// A day of 2012 to 2026, or its month, or its year, or nothing.
fn date(rng: &mut Rng) -> Option<String> {
    let first = NaiveDate::from_ymd_opt(2012, 1, 1)?;
    let day = first + Days::new(rng.below(5_479));
    match rng.below(100) {
        0..70 => Some(day.to_string()),
        70..85 => Some(day.format("%Y-%m").to_string()),
        85..96 => Some(day.format("%Y").to_string()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_makes_the_same_record_every_time() {
        assert_eq!(intervention(7), intervention(7));
        assert_ne!(intervention(7)["id"], intervention(8)["id"]);
        assert!(id(Of::Intervention, 7) < id(Of::Intervention, 8));
    }
}
