//! Reports: what a team's records say to those outside it — a snapshot for everybody, what a funder's money did, a brief on a
//! country, a log of what was done. A report is made of one snapshot of the data and says nothing that nobody approved.
mod brief;
mod fact;
mod funder;
mod kept;
mod log;
mod progress;
mod scribe;
mod snapshot;
mod tables;
mod words;

use crate::{Can, House, Report as CanReport, Result};
pub use kept::{
    Difference, Hand, Kept, Traced, check, differ, document, find, is_long, mine, redact, report, told, traced,
};
pub(crate) use kept::{broken, text};
pub use progress::Progress;
use rapport_domain::{
    Id,
    check::{Checked, Problems},
    country::CountryCode,
    grant::{Grant, Purpose},
    intervention::Intervention,
    money::Currency,
    organization::Organization,
    partial_date::{Lang, PartialDate},
    region::Region,
    scope::{Scope, Sensitivity},
    text::Code,
    user::User,
    when::Edtf,
};
use rapport_persistence::Conn;
use rapport_reporting::report::{Block, Document, Fact, Passage, Section};
use scribe::{Fall, Scribe};
use serde::{Deserialize, Serialize};
use words::Words;

rapport_domain::codes! {
    /// What a report is: a snapshot of the work, what a funder's money did, a brief on one country, or a log of activities.
    ReportKind { Snapshot = "snapshot", Funder = "funder", Brief = "brief", Log = "log" }
}

/// What a report is asked to say.
#[derive(Clone, Debug, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields, remote = "Self")]
#[schema(as = ReportRequest)]
pub struct Ask {
    /// What it is.
    pub kind: ReportKind,
    /// The language that it is worded in; English unless said.
    #[serde(default)]
    #[schema(required = false)]
    pub lang: Lang,
    /// Whom it is for: the public, or the team where `internal`.
    #[serde(default = "public")]
    #[schema(required = false)]
    pub readers: Sensitivity,
    /// The countries that it is about; all where neither these nor regions are named. A brief is about one.
    #[serde(default)]
    #[schema(required = false)]
    pub countries: Vec<CountryCode>,
    /// The regions that it is about, with their countries.
    #[serde(default)]
    #[schema(required = false)]
    pub regions: Vec<Code<Region>>,
    /// The period that it is about; any time where it is absent.
    #[serde(default)]
    pub period: Option<Edtf>,
    /// The funder that it is for; of a funder's own report, its organization.
    #[serde(default)]
    pub funder: Option<Id<Organization>>,
    /// The purpose of the grants that it is about, where it is for no one funder.
    #[serde(default)]
    pub purpose: Option<Purpose>,
    /// The grants that it is about, where it is for no one funder or purpose.
    #[serde(default)]
    #[schema(required = false)]
    pub grants: Vec<Id<Grant>>,
    /// The currency that amounts are converted to beside their own, by the stored rates of their days, in a funder's report.
    #[serde(default)]
    pub convert_to: Option<Currency>,
    /// Whose activities it is about: the user who recorded them.
    #[serde(default)]
    pub coordinator: Option<Id<User>>,
}
rapport_domain::only_objects!(Ask);
impl Serialize for Ask {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        // The derived one, which `remote` makes a function of the type's own.
        Self::serialize(self, serializer)
    }
}

fn public() -> Sensitivity {
    Sensitivity::Public
}
impl Ask {
    /// Whether it names places.
    fn is_of_places(&self) -> bool {
        !self.countries.is_empty() || !self.regions.is_empty()
    }
    /// The period, where there is one.
    fn period(&self) -> Option<&PartialDate> {
        self.period.as_ref().and_then(Edtf::date)
    }
}
impl Checked for Ask {
    fn check(&self, problems: &mut Problems) {
        problems.within("countries", |p| self.countries.check(p));
        problems.within("regions", |p| self.regions.check(p));
        problems.within("period", |p| self.period.check(p));
        problems.within("funder", |p| self.funder.check(p));
        problems.within("grants", |p| self.grants.check(p));
        let mut add = |wrong: bool, field: &str, code, detail: &str| {
            if wrong {
                problems.add_at(field, code, detail);
            }
        };
        let (brief, funder) = (self.kind == ReportKind::Brief, self.kind == ReportKind::Funder);
        add(brief && self.countries.len() != 1, "countries", "one_country", "a brief is about one country");
        add(brief && !self.regions.is_empty(), "regions", "one_country", "a brief is about one country");
        let of_none = self.funder.is_none() && self.purpose.is_none() && self.grants.is_empty();
        add(funder && of_none, "funder", "no_funder", "say which funder, which purpose or which grants");
        add(self.grants.len() > 200, "grants", "too_many", "at most 200 grants");
        add(!funder && !self.grants.is_empty(), "grants", "not_asked", "only a funder's report has them");
        add(!funder && self.funder.is_some(), "funder", "not_asked", "only a funder's report has one");
        add(!funder && self.purpose.is_some(), "purpose", "not_asked", "only a funder's report has one");
        add(!funder && self.convert_to.is_some(), "convert_to", "not_asked", "only a funder's report has one");
        let log = self.kind == ReportKind::Log;
        add(!log && self.coordinator.is_some(), "coordinator", "not_asked", "only a log of activities has one");
        let restricted = self.readers == Sensitivity::Restricted;
        add(restricted, "readers", "too_high", "a report is for the public, or internal");
    }
}

/// What the readers of a report may see of what its maker does.
fn readers(maker: &Scope, of: Sensitivity) -> Scope {
    Scope { private: false, ..maker.clone().lowered(of) }
}

/// Makes a report.
fn make(
    c: &mut Conn,
    house: &House,
    can: &Can<CanReport, Intervention>,
    ask: &Ask,
    version: i64,
    progress: &Progress,
) -> Result<Document> {
    let (scope, today, words) = (&can.scope, house.today(), Words::of(ask.lang));
    let mut scribe = Scribe::new(c, can.actor, readers(scope, ask.readers), ask, today.clone(), progress)?;
    let (title, mut sections) = match ask.kind {
        ReportKind::Snapshot => (words.snapshot, snapshot::write(&mut scribe)?),
        ReportKind::Funder => (words.funder, funder::write(&mut scribe)?),
        ReportKind::Brief => (words.brief, brief::write(&mut scribe)?),
        ReportKind::Log => (words.log, log::write(&mut scribe)?),
    };
    if sections.iter().all(Section::is_empty) {
        let said = Passage { text: words.nothing.to_owned(), ..Passage::default() };
        sections.insert(0, Section::new(words.in_figures, vec![Block::Text(said)]));
    }
    sections.extend(appendix(&mut scribe, scope)?);
    let fact = |label: &str, value: String| Fact { label: label.to_owned(), value };
    let mut places: Vec<_> = ask.countries.iter().map(|country| scribe.named("country", country)).collect();
    places.extend(ask.regions.iter().map(|region| scribe.named("region", region)));
    let mut facts = vec![];
    if let Some(funder) = ask.funder {
        facts.extend(scribe.organization(funder)?.map(|name| fact(words.about, name)));
    }
    facts.extend(ask.purpose.map(|purpose| fact(words.purposes, scribe.label("Purpose", purpose.as_str()))));
    let places = if places.is_empty() { words.everywhere.to_owned() } else { places.join(", ") };
    let period = ask.period().map_or_else(|| words.any_time.to_owned(), |period| period.label(ask.lang));
    facts.extend([
        fact(words.where_to, places),
        fact(words.period, period),
        fact(words.readers, scribe.label("Sensitivity", ask.readers.as_str())),
        fact(words.made, today.label(ask.lang)),
        fact(words.data_version, version.to_string()),
    ]);
    let references = scribe.references();
    let mut document = Document { title: title.to_owned(), lang: ask.lang, facts, sections, references };
    document.number();
    Ok(document)
}

/// What every report ends with: what may fall in the period, what nobody dates, what is told in another language, what stayed
/// out and why, and the sources.
fn appendix(scribe: &mut Scribe<'_>, asker: &Scope) -> Result<Vec<Section>> {
    let words = scribe.words;
    let mut sections = vec![];
    for (fall, title) in [(Fall::May, words.may_fall), (Fall::Undated, words.undated)] {
        let items: Vec<_> = scribe.vague.iter().filter(|(at, _)| *at == fall).map(|(_, said)| said.clone()).collect();
        if !items.is_empty() {
            let title = format!("{title} ({})", items.len());
            sections.push(Section::new(&title, vec![Block::List { items }]));
        }
    }
    if !scribe.untranslated.is_empty() {
        let items = std::mem::take(&mut scribe.untranslated);
        let title = format!("{} ({})", words.not_in_language, items.len());
        sections.push(Section::new(&title, vec![Block::List { items }]));
    }
    scribe.count_hidden(asker)?;
    let rows: Vec<_> = scribe
        .left_out
        .iter()
        .map(|((path, why), count)| {
            vec![words.kind_of(path).into(), Words::objection(scribe.lang(), *why).into(), count.total().into()]
        })
        .collect();
    let heads = [words.kind, words.reason, words.how_many];
    sections.extend(tables::sections([(words.stayed_out, tables::table(words.stayed_out, &heads, rows))]));
    let sources = scribe.sources()?;
    if !sources.is_empty() {
        sections.push(Section::new(words.sources, vec![Block::List { items: sources }]));
    }
    Ok(sections)
}
