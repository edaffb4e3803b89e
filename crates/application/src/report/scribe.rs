//! What writes a report: it words facts in the report's language, gives each statement and figure its reference, and keeps
//! account of what stays out and why.
use super::{
    Ask, Progress,
    fact::{Fact, Objection},
    words::Words,
};
use crate::{Actor, Managed, Result, read::all, story::Told};
use rapport_domain::{
    Id,
    activity_kind::{ActivityKind, ActivityKindFilter},
    challenge::{Challenge, ChallengeFilter},
    commitment::{Commitment, CommitmentFilter},
    country::{Country, CountryCode, CountryFilter},
    entity::{Entity, Key, Life},
    filter::{Among, Only},
    grant::{Grant, GrantFilter},
    intervention::{Intervention, InterventionFilter},
    labels,
    organization::{Organization, OrganizationFilter},
    outcome::{Outcome, OutcomeFilter},
    partial_date::{Lang, PartialDate},
    person::{Person, PersonFilter},
    region::{Region, RegionFilter},
    scope::{Place, Scope},
    source::{self as cited, SourceFilter},
    testimonial::{Testimonial, TestimonialFilter},
    text::Code,
    when::Dated,
    wording::Wording,
};
use rapport_persistence::{Conn, Statements};
use rapport_reporting::report::{Block, Cell, Passage, Source, Value};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// Where a fact falls, seen from the report's period.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fall {
    /// Surely in it, or there is no period.
    In,
    /// It may be in it: its date is vague.
    May,
    /// Nobody knows when it was.
    Undated,
    /// Surely not.
    Out,
}

/// The countries and the regions that a report is about.
#[derive(Debug, Default)]
pub struct Ground {
    /// Those asked for, and the members of the regions.
    pub countries: BTreeSet<CountryCode>,
    /// Those asked for.
    pub regions: BTreeSet<Code<Region>>,
}
/// How much stayed out.
#[derive(Debug, Default)]
pub struct LeftOut {
    /// One by one, however often each was come by.
    keys: BTreeSet<String>,
    /// Those of which only the number is known.
    others: i64,
}
impl LeftOut {
    /// In all.
    pub fn total(&self) -> i64 {
        self.keys.len() as i64 + self.others
    }
}

/// Writes one report.
pub struct Scribe<'c> {
    /// The snapshot that is read.
    pub c: &'c mut Conn,
    /// Who asked.
    pub actor: Actor,
    /// What the report's readers may see.
    pub scope: Scope,
    /// What is asked.
    pub ask: &'c Ask,
    /// The day on which it is made.
    pub today: PartialDate,
    /// Its words.
    pub words: &'static Words,
    /// Facts of which nobody knows, or not well enough, when they were: told at the end.
    pub vague: Vec<(Fall, Passage)>,
    /// What stayed out, by kind and reason.
    pub left_out: BTreeMap<(&'static str, Objection), LeftOut>,
    /// What is told in no version of the report's language.
    pub untranslated: Vec<Passage>,
    /// The places that it is about; all of them where none are asked for.
    pub ground: Option<Ground>,
    /// How far it is.
    pub progress: &'c Progress,
    cited: BTreeSet<Id<cited::Source>>,
    codes: HashMap<(&'static str, String), String>,
    names: HashMap<Id<Organization>, Option<String>>,
    references: BTreeMap<Vec<Source>, String>,
}
impl<'c> Scribe<'c> {
    /// With the names of countries, regions and kinds of activity at hand.
    pub fn new(
        c: &'c mut Conn,
        actor: Actor,
        scope: Scope,
        ask: &'c Ask,
        today: PartialDate,
        progress: &'c Progress,
    ) -> Result<Self> {
        let mut codes = HashMap::new();
        for country in all::<Country>(c, actor, &scope, CountryFilter::default())? {
            let name = ask.lang.pick(&country.row.name, &country.row.name_es, &country.row.name_fr);
            codes.insert(("country", country.row.code.to_string()), name.clone());
        }
        let mut ground = Ground { countries: ask.countries.iter().copied().collect(), ..Ground::default() };
        for Region { row, countries } in all::<Region>(c, actor, &scope, RegionFilter::default())? {
            if ask.regions.contains(&row.code) {
                ground.countries.extend(countries);
                ground.regions.insert(row.code.clone());
            }
            let name = ask.lang.pick(None, row.name_es, row.name_fr).unwrap_or(row.name);
            codes.insert(("region", row.code.to_string()), name);
        }
        for kind in all::<ActivityKind>(c, actor, &scope, ActivityKindFilter::default())? {
            let name = ask.lang.pick(None, kind.name_es, kind.name_fr).unwrap_or(kind.name);
            codes.insert(("kind", kind.code.to_string()), name);
        }
        Ok(Self {
            c,
            actor,
            scope,
            ask,
            today,
            words: Words::of(ask.lang),
            vague: vec![],
            left_out: BTreeMap::new(),
            untranslated: vec![],
            ground: ask.is_of_places().then_some(ground),
            progress,
            cited: BTreeSet::new(),
            codes,
            names: HashMap::new(),
            references: BTreeMap::new(),
        })
    }
    /// The language of the report.
    pub fn lang(&self) -> Lang {
        self.ask.lang
    }
    /// What a code of the data is called.
    pub fn named(&self, list: &'static str, code: impl ToString) -> String {
        let code = code.to_string();
        self.codes.get(&(list, code.clone())).cloned().unwrap_or(code)
    }
    /// What a code of a fixed list is called.
    pub fn label(&self, list: &str, code: &str) -> String {
        let known = labels::lists().find(|known| known.name == list);
        known.and_then(|list| list.label(code, self.lang())).unwrap_or(code).to_owned()
    }
    /// Several names in one text.
    pub fn joined(&self, list: &'static str, codes: &[impl ToString]) -> String {
        codes.iter().map(|code| self.named(list, code.to_string())).collect::<Vec<_>>().join(", ")
    }
    /// What an organization is called, if the report's readers may know of it.
    pub fn organization(&mut self, id: Id<Organization>) -> Result<Option<String>> {
        if !self.names.contains_key(&id) {
            let filter = OrganizationFilter { id: Among::only(id), ..Default::default() };
            let found = self.read::<Organization>(filter)?.pop();
            self.names.insert(id, found.map(|organization| organization.name));
        }
        Ok(self.names.get(&id).cloned().flatten())
    }
    /// A person, if the report's readers may know of them. Whoever is named is referred to, so that the name goes when
    /// they are erased.
    pub fn person(&mut self, id: Id<Person>) -> Result<Option<Person>> {
        Ok(self.read::<Person>(PersonFilter { id: Among::only(id), ..Default::default() })?.pop())
    }
    /// What several are called.
    pub fn organizations(&mut self, ids: impl IntoIterator<Item = Id<Organization>>) -> Result<Vec<String>> {
        let mut names = vec![];
        for id in ids {
            names.extend(self.organization(id)?);
        }
        Ok(names)
    }

    /// Reads what a filter finds, as the report's readers may see it.
    pub fn read<E: Managed>(&mut self, filter: E::Filter) -> Result<Vec<E>> {
        all::<E>(self.c, self.actor, &self.scope, filter)
    }
    /// The interventions where the report is about, and no others are read.
    pub fn interventions(&mut self) -> Result<Vec<Intervention>> {
        let Some(Ground { countries, regions }) = &self.ground else {
            return self.read::<Intervention>(InterventionFilter::default());
        };
        let (countries, regions) = (countries.iter().copied().collect(), Vec::from_iter(regions.iter().cloned()));
        let mut all =
            self.read::<Intervention>(InterventionFilter { country: Only::one_of(countries), ..Default::default() })?;
        if !regions.is_empty() {
            let in_them = InterventionFilter { region: Only::one_of(regions), ..Default::default() };
            all.extend(self.read::<Intervention>(in_them)?);
            all.sort_by_key(|one| (one.row.when.order(), one.row.id));
            all.dedup_by_key(|one| one.row.id);
        }
        // A filter by country may know groups of them that the report does not mean.
        all.retain(|one| self.is_here(one));
        Ok(all)
    }
    /// Those that may be printed; the others are counted among what stayed out.
    pub fn approved<E: Fact>(&mut self, records: impl IntoIterator<Item = E>) -> Vec<E> {
        let mut kept = vec![];
        for record in records {
            match record.objection() {
                None => kept.push(record),
                Some(why) => {
                    let out = self.left_out.entry((E::KIND.path, why)).or_default();
                    out.keys.insert(record.key().any().to_string());
                }
            }
        }
        kept
    }
    /// The same of a story's records, whose sources are noted.
    pub fn take<E: Fact>(&mut self, told: Vec<Told<E>>) -> Vec<E> {
        let mut records = vec![];
        for Told { record, citations } in told {
            let record = record.record.whole();
            if record.objection().is_none() {
                self.cited.extend(citations.iter().filter_map(|citation| citation.row.source_id));
            }
            records.push(record);
        }
        self.approved(records)
    }
    /// Where a fact falls.
    pub fn fall<E: Fact>(&self, fact: &E) -> Fall {
        let Some(period) = self.ask.period() else { return Fall::In };
        // What has no date at all holds at any.
        let Some(dated) = fact.when() else { return Fall::In };
        match &dated.when.0 {
            None => Fall::Undated,
            Some(date) if date.within(period) => Fall::In,
            Some(date) if date.overlaps(period) => Fall::May,
            Some(_) => Fall::Out,
        }
    }
    /// Whether a record lies where the report is about.
    pub fn is_here<E: Entity>(&self, record: &E) -> bool {
        let Some(Ground { countries: here, regions: in_them }) = &self.ground else { return true };
        match record.place() {
            Place::Of { countries, regions } => {
                countries.iter().any(|country| here.contains(country)) || regions.iter().any(|r| in_them.contains(r))
            }
            Place::Everyones => false,
        }
    }
    /// Whether a fact surely falls in the period.
    pub fn is_in<E: Fact>(&self, fact: &E) -> bool {
        self.fall(fact) == Fall::In
    }
    /// Facts as a list of statements; those that are not surely in the period are kept for the end, or dropped.
    pub fn list<E: Fact>(&mut self, facts: &[E], word: Worded<E>) -> Result<Vec<Block>> {
        self.keep_vague(facts, word)?;
        let sure: Vec<_> = facts.iter().filter(|fact| self.is_in(*fact)).collect();
        self.whole_list(sure, word)
    }
    /// Facts as a list of statements, whenever they were.
    pub fn whole_list<'f, E: Fact>(
        &mut self,
        facts: impl IntoIterator<Item = &'f E>,
        word: Worded<E>,
    ) -> Result<Vec<Block>> {
        let items = facts.into_iter().map(|fact| word(self, fact)).collect::<Result<Vec<_>>>()?;
        Ok(if items.is_empty() { vec![] } else { vec![Block::List { items }] })
    }
    /// Keeps for the end of the report what nobody knows to fall in the period.
    pub fn keep_vague<E: Fact>(&mut self, facts: &[E], word: Worded<E>) -> Result<()> {
        for fact in facts {
            let fall = self.fall(fact);
            if matches!(fall, Fall::May | Fall::Undated) {
                let passage = word(self, fact)?;
                if !self.vague.iter().any(|(_, known)| known.reference == passage.reference) {
                    self.vague.push((fall, passage));
                }
            }
        }
        Ok(())
    }

    /// The short reference to some records.
    pub fn refer(&mut self, mut sources: Vec<Source>) -> Option<String> {
        sources.sort();
        sources.dedup();
        if sources.is_empty() {
            return None;
        }
        let next = format!("r{}", self.references.len() + 1);
        Some(self.references.entry(sources).or_insert(next).clone())
    }
    /// How many facts the asker sees and the readers of the report may not.
    pub fn count_hidden(&mut self, asker: &Scope) -> Result<()> {
        macro_rules! hidden {
            ($($entity:ident $filter:ident),*) => { $(
                let mut filter = $filter::default();
                if let Some(ground) = &self.ground {
                    filter.country = Only::one_of(ground.countries.iter().copied().collect());
                }
                let all = $entity::count(self.c, asker, Life::Live, &filter)?;
                let open = $entity::count(self.c, &self.scope, Life::Live, &filter)?;
                if all > open {
                    self.left_out.entry(($entity::KIND.path, Objection::NotForReaders)).or_default().others = all - open;
                }
            )* };
        }
        hidden!(Challenge ChallengeFilter, Intervention InterventionFilter, Commitment CommitmentFilter,
            Outcome OutcomeFilter, Testimonial TestimonialFilter, Grant GrantFilter);
        Ok(())
    }
    /// The sources that back what was told.
    pub fn sources(&mut self) -> Result<Vec<Passage>> {
        let cited: Vec<_> = std::mem::take(&mut self.cited).into_iter().collect();
        let mut passages = vec![];
        for some in cited.chunks(200) {
            let filter = SourceFilter { id: Among::one_of(some.to_vec()), ..Default::default() };
            for source_of in self.read::<cited::Source>(filter)? {
                let row = &source_of.row;
                let parts = [Some(row.title.clone()), row.publisher.clone(), row.url.clone()];
                let text = parts.into_iter().flatten().collect::<Vec<_>>().join(", ");
                let reference = self.refer(vec![source(&source_of)]);
                passages.push(Passage { text, reference, ..Passage::default() });
            }
        }
        Ok(passages)
    }
    /// The references that were given, each with its records.
    pub fn references(&self) -> BTreeMap<String, Vec<Source>> {
        self.references.iter().map(|(sources, reference)| (reference.clone(), sources.clone())).collect()
    }
    /// A number of records, with the reference to them.
    pub fn count<E: Entity>(&mut self, records: &[&E]) -> Cell {
        let reference = self.refer(records.iter().map(|record| source(*record)).collect());
        Cell::on(records.len() as i64, reference)
    }
    /// The words for a date, in brackets after what it is the date of.
    pub fn dated(&self, when: Option<&Dated>) -> String {
        // A source's own words are in its own language.
        let words = when.and_then(|dated| dated.when.0.as_ref()).map(|date| date.label(self.lang()));
        words.map_or_else(String::new, |words| format!(" ({words})"))
    }
    /// A date in a table.
    pub fn date(&self, when: Option<&PartialDate>) -> Cell {
        let lang = self.lang();
        when.map(|date| Value::Date { edtf: date.text().to_owned(), words: date.label(lang) }).into()
    }
    /// A text of a record in the report's language, or else in its own, and then which one that is.
    pub fn text(&self, wording: &Wording, member: &str, own: &str) -> (String, Option<String>) {
        let (wanted, lang) = (self.lang().as_str(), wording.lang.as_ref());
        if lang.is_some_and(|lang| lang.is(wanted)) {
            return (own.to_owned(), None);
        }
        match wording.translation(wanted, member) {
            Some(text) => (text.to_owned(), None),
            None => (own.to_owned(), lang.map(ToString::to_string)),
        }
    }
    /// A statement of a fact: a text of it, and what the report adds in its own words.
    pub fn state<E: Fact>(&mut self, record: &E, member: &str, own: &str, added: &str) -> Passage {
        self.state_on(record, member, own, added, vec![source(record)])
    }
    /// The same, where it stands on more than the fact itself.
    pub fn state_on<E: Fact>(
        &mut self,
        record: &E,
        member: &str,
        own: &str,
        added: &str,
        sources: Vec<Source>,
    ) -> Passage {
        let (text, lang) = self.text(record.wording(), member, own);
        let reference = self.refer(sources);
        let passage = Passage { text: text + added, lang, reference, redacted: false };
        // A fact is told on each page that it belongs to, and listed once.
        if passage.lang.is_some() && !self.untranslated.contains(&passage) {
            self.untranslated.push(passage.clone());
        }
        passage
    }
}
/// How a fact reads.
pub type Worded<E> = fn(&mut Scribe<'_>, &E) -> Result<Passage>;

/// A record as it was read.
pub fn source<E: Entity>(record: &E) -> Source {
    let when = record.when().and_then(|dated| dated.when.0.as_ref()).map(|date| date.text().to_owned());
    Source { kind: E::KIND.path.to_owned(), key: record.key().any().to_string(), version: record.version(), when }
}
