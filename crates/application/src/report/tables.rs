//! How facts of each kind read in a report, whichever report it is.
use super::{
    fact::Fact,
    scribe::{Scribe, source},
};
use crate::Result;
use rapport_domain::{
    challenge::Challenge,
    commitment::Commitment,
    disbursement::Disbursement,
    gathering::Gathering,
    grant::{Grant, GrantStatus},
    intervention::Intervention,
    money::{Currency, Money, decimal},
    outcome::Outcome,
    person::Person,
    practice::Practice,
    risk::Risk,
    testimonial::{Consent, Testimonial},
};
use rapport_reporting::report::{Block, Cell, Passage, Section, Table, Value};
use std::collections::{BTreeMap, BTreeSet};

/// What stood in the way.
pub fn challenge(scribe: &mut Scribe<'_>, one: &Challenge) -> Result<Passage> {
    Ok(match &one.row.summary {
        Some(summary) => scribe.state(one, "summary", summary, ""),
        None => scribe.state(one, "title", &one.row.title, ""),
    })
}
/// What was done, when, and with which countries' peers.
pub fn intervention(scribe: &mut Scribe<'_>, one: &Intervention) -> Result<Passage> {
    let mut added = scribe.dated(Some(&one.row.when));
    if let Some(summary) = &one.row.summary {
        let (summary, lang) = scribe.text(&one.row.wording, "summary", summary);
        // A passage is in one language.
        if lang.is_none() || scribe.text(&one.row.wording, "title", &one.row.title).1 == lang {
            added.push_str(". ");
            added.push_str(&summary);
        }
    }
    Ok(scribe.state(one, "title", &one.row.title, &added))
}
/// What was asked or promised, and how it stands.
pub fn commitment(scribe: &mut Scribe<'_>, one: &Commitment) -> Result<Passage> {
    let kind = scribe.label("CommitmentKind", one.row.kind.as_str());
    let status = scribe.label("CommitmentStatus", one.row.status.as_str());
    let added = format!("{} — {kind}, {status}", scribe.dated(Some(&one.row.when)));
    Ok(scribe.state(one, "title", &one.row.title, &added))
}
/// What changed, who contributed, and whether somebody independent confirms it.
pub fn result(scribe: &mut Scribe<'_>, one: &Outcome) -> Result<Passage> {
    let words = scribe.words;
    let mut added = scribe.dated(Some(&one.row.when));
    if !one.row.observed {
        added.push(' ');
        added.push_str(words.is_expected);
    }
    let contributors: BTreeSet<_> = one.contributions.iter().filter_map(|part| part.organization_id).collect();
    let mut contributors = scribe.organizations(contributors)?;
    if one.contributions.iter().any(|part| part.intervention_id.is_some() && part.organization_id.is_none()) {
        contributors.push(words.team.to_owned());
    }
    if !contributors.is_empty() {
        added.push_str(&format!(" {}{}{}.", words.contributors, words.colon, contributors.join(", ")));
    }
    if one.substantiations.iter().any(|said| said.independent) {
        added.push(' ');
        added.push_str(words.substantiated);
    }
    Ok(scribe.state(one, "statement", &one.row.statement, &added))
}
/// What spread, and to where.
pub fn practice(scribe: &mut Scribe<'_>, one: &Practice) -> Result<Passage> {
    let to: BTreeSet<_> = one.adoptions.iter().filter_map(|adoption| adoption.country).collect();
    let to: Vec<_> = to.into_iter().collect();
    let added = if to.is_empty() { String::new() } else { format!(" → {}", scribe.joined("country", &to)) };
    Ok(scribe.state(one, "title", &one.row.title, &added))
}
/// Where people met.
pub fn gathering(scribe: &mut Scribe<'_>, one: &Gathering) -> Result<Passage> {
    let added = scribe.dated(Some(&one.row.when));
    Ok(scribe.state(one, "title", &one.row.title, &added))
}
/// What people say, each under their name where they agreed to that.
pub fn quotes(scribe: &mut Scribe<'_>, voices: &[Testimonial]) -> Result<Vec<Block>> {
    scribe.keep_vague(voices, |scribe, voice| Ok(quote(scribe, voice)?.0))?;
    let mut quotes = vec![];
    for voice in voices {
        if scribe.is_in(voice) {
            let (said, by) = quote(scribe, voice)?;
            quotes.push(Block::Quote { said, by });
        }
    }
    Ok(quotes)
}
fn quote(scribe: &mut Scribe<'_>, voice: &Testimonial) -> Result<(Passage, Option<String>)> {
    // A testimonial has words, or a summary of them.
    let (member, own) = match &voice.row.text {
        Some(text) => ("text", text.as_str()),
        None => ("summary", voice.row.summary.as_deref().unwrap_or_default()),
    };
    let (by, person) = speaker(scribe, voice)?;
    let sources = std::iter::once(source(voice)).chain(person.as_ref().map(source)).collect();
    Ok((scribe.state_on(voice, member, own, "", sources), by))
}
/// How a speaker is named, and the person whose name that is: nobody who did not agree to it.
fn speaker(scribe: &mut Scribe<'_>, voice: &Testimonial) -> Result<(Option<String>, Option<Person>)> {
    if voice.row.consent != Consent::PublishNamed {
        return Ok((None, None));
    }
    let person = match voice.row.speaker_id {
        Some(id) => scribe.person(id)?,
        None => None,
    };
    let name = person.as_ref().map(|person| person.name.clone()).or_else(|| voice.row.speaker_said.clone());
    let Some(name) = name else { return Ok((None, None)) };
    let of = scribe.organizations(voice.affiliations.iter().copied())?;
    Ok((Some([vec![name], of].concat().join(", ")), person))
}

/// A table, if it has rows.
pub fn table(caption: &str, heads: &[&str], rows: Vec<Vec<Cell>>) -> Vec<Block> {
    if rows.is_empty() {
        return vec![];
    }
    let columns = heads.iter().map(|head| (*head).to_owned()).collect();
    vec![Block::Table(Table { caption: caption.to_owned(), columns, rows, charted: None })]
}
/// Parts of a report, those that say nothing left out.
pub fn sections<'t>(parts: impl IntoIterator<Item = (&'t str, Vec<Block>)>) -> Vec<Section> {
    let parts = parts.into_iter().filter(|(_, blocks)| !blocks.is_empty());
    parts.map(|(title, blocks)| Section::new(title, blocks)).collect()
}
/// What a fact is called; listed among what is told in another language where it is.
pub fn title<E: Fact>(scribe: &mut Scribe<'_>, fact: &E, own: &str) -> Cell {
    let said = scribe.state(fact, "title", own, "");
    Cell { lang: said.lang, ..Cell::on(said.text, said.reference) }
}
/// A grant in a sentence.
pub fn grant(scribe: &mut Scribe<'_>, one: &Grant) -> Result<Passage> {
    let added = scribe.dated(Some(&one.row.when));
    Ok(scribe.state(one, "title", &one.row.title, &added))
}
/// Risks, and how they were handled.
pub fn risks(scribe: &mut Scribe<'_>, all: &[Risk]) -> Vec<Block> {
    let words = scribe.words;
    let mut rows = vec![];
    for risk in all {
        let reference = scribe.refer(vec![source(risk)]);
        let title = Cell::on(risk.row.title.as_str(), reference);
        let severity = scribe.label("Severity", risk.row.severity.as_str());
        let handling = scribe.label("Handling", risk.row.handling.as_str());
        let place = scribe.named("country", risk.row.country);
        rows.push(vec![title, place.into(), severity.into(), handling.into()]);
    }
    table(words.risks, &[words.risks, words.where_to, words.severity, words.handling], rows)
}
/// Grants in a table, if there are any: an amount that nobody states is told as such, a vague date as vague as it is.
pub fn given(scribe: &mut Scribe<'_>, caption: &str, all: &[Grant]) -> Result<Vec<Block>> {
    let words = scribe.words;
    let mut rows = vec![];
    for grant in all {
        let recipient = match grant.recipient.organization_id {
            Some(id) => scribe.organization(id)?,
            None => grant.recipient.role.clone(),
        };
        let purposes: Vec<_> = grant.purposes.iter().map(|one| scribe.label("Purpose", one.as_str())).collect();
        let status = scribe.label("GrantStatus", grant.row.status.as_str());
        let amount = match (grant.row.amount.money(), grant.row.amount_reason) {
            (Some(money), _) => sum(money.minor.into(), money.currency),
            (None, Some(why)) => scribe.label("AmountReason", why.as_str()).into(),
            (None, None) => Value::Nothing,
        };
        let when = scribe.date(grant.row.when.when.0.as_ref());
        rows.push(vec![
            title(scribe, grant, &grant.row.title),
            recipient.into(),
            scribe.joined("country", &grant.countries).into(),
            purposes.join(", ").into(),
            when,
            amount.into(),
            status.into(),
        ]);
    }
    let columns =
        [words.grant, words.recipient, words.where_to, words.purposes, words.date, words.awarded, words.status];
    Ok(table(caption, &columns, rows))
}
/// How many grants were given, how much by currency, and how many tell no amount.
pub fn sums(scribe: &mut Scribe<'_>, all: &[&Grant]) -> Vec<(&'static str, Cell)> {
    let words = scribe.words;
    let given: Vec<_> = all.iter().filter(|grant| GrantStatus::GIVEN.contains(&grant.row.status)).copied().collect();
    let silent: Vec<_> = given.iter().filter(|grant| grant.row.amount.money().is_none()).copied().collect();
    let mut figures = vec![(words.grants, scribe.count(&given)), (words.undisclosed, scribe.count(&silent))];
    for (label, by_currency) in [
        (words.awarded, add(given.iter().filter_map(|grant| Some((*grant, grant.row.amount.money()?))))),
        (words.paid, add(given.iter().flat_map(|grant| paid(grant).map(move |money| (*grant, money))))),
    ] {
        for (currency, (minor, of)) in by_currency {
            let reference = scribe.refer(of.into_iter().map(source).collect());
            figures.push((label, Cell::on(sum(minor, currency), reference)));
        }
    }
    figures
}
fn paid(grant: &Grant) -> impl Iterator<Item = Money> {
    grant.disbursements.iter().filter_map(|one: &Disbursement| one.amount.money())
}
fn add<'g>(amounts: impl Iterator<Item = (&'g Grant, Money)>) -> BTreeMap<Currency, (i128, Vec<&'g Grant>)> {
    let mut sums: BTreeMap<Currency, (i128, Vec<&Grant>)> = BTreeMap::new();
    for (grant, money) in amounts {
        let (minor, of) = sums.entry(money.currency).or_default();
        *minor += i128::from(money.minor);
        of.push(grant);
    }
    sums
}
/// An amount of a currency.
pub fn sum(minor: i128, currency: Currency) -> Value {
    Value::Money { amount: decimal(minor, currency), currency: currency.to_string() }
}
