//! The snapshot: what a team did for civil society in some countries, what was asked, promised and changed, and what people
//! say of it: tables for all of them, and a page for each country and region that has a story.
use super::{
    scribe::{Scribe, source},
    tables,
};
use crate::{
    Result,
    story::{self, Of},
};
use rapport_domain::{
    Id,
    activity_kind::{ActivityKind, ActivityKindFilter, WorkArea},
    commitment::Commitment,
    country::CountryCode,
    grant::Grant,
    intervention::{Evidence, Intervention},
    outcome::Outcome,
    region::{Region, RegionFilter},
    text::{Code, fold},
};
use rapport_reporting::report::{Block, Cell, Figure, Passage, Section, Table};
use std::collections::{BTreeMap, BTreeSet};

/// What it says.
pub fn write(scribe: &mut Scribe<'_>) -> Result<Vec<Section>> {
    let all = scribe.interventions()?;
    let (countries, regions) = places(scribe, &all)?;
    let all = scribe.approved(all);
    // What nobody dates well enough is told at the end, and in no figure.
    scribe.keep_vague(&all, tables::intervention)?;
    let done: Vec<_> = all.into_iter().filter(|one| scribe.is_in(one)).collect();
    let mut tally = Tally::default();
    let mut pages = vec![];
    scribe.progress.of(countries.len() + regions.len());
    for country in &countries {
        let title = scribe.named("country", country);
        pages.extend(page(scribe, &Of::Country(*country), title, &mut tally)?);
        scribe.progress.step()?;
    }
    for region in regions {
        let title = scribe.named("region", &region);
        pages.extend(page(scribe, &Of::Region(region), title, &mut tally)?);
        scribe.progress.step()?;
    }
    let mut sections = vec![figures(scribe, &done, &tally), areas(scribe, &done), matrix(scribe, &done)?];
    sections.append(&mut pages);
    Ok(sections)
}

/// The countries and the regions that have a page: those asked for, or wherever something was done.
fn places(scribe: &mut Scribe<'_>, all: &[Intervention]) -> Result<(Vec<CountryCode>, Vec<Code<Region>>)> {
    let (countries, regions): (BTreeSet<_>, Vec<_>) = match &scribe.ground {
        Some(ground) => (ground.countries.clone(), ground.regions.iter().cloned().collect()),
        None => {
            let regions = scribe.read::<Region>(RegionFilter::default())?;
            let countries = all.iter().flat_map(|one| one.countries.iter().copied()).collect();
            (countries, regions.into_iter().map(|region| region.row.code).collect())
        }
    };
    let mut countries: Vec<_> = countries.into_iter().collect();
    countries.sort_by_key(|country| fold(&scribe.named("country", country)));
    Ok((countries, regions))
}

/// What pages told, each fact once, for the figures.
#[derive(Default)]
struct Tally {
    results: BTreeMap<Id<Outcome>, Outcome>,
    commitments: BTreeMap<Id<Commitment>, Commitment>,
    grants: BTreeMap<Id<Grant>, Grant>,
}

/// The page of a country, or of a region; none where there is nothing to tell.
fn page(scribe: &mut Scribe<'_>, of: &Of, title: String, tally: &mut Tally) -> Result<Option<Section>> {
    let (actor, scope, today, words) = (scribe.actor, scribe.scope.clone(), scribe.today.clone(), scribe.words);
    let story = story::tell(scribe.c, actor, &scope, &today, of, None)?;
    let challenges = scribe.take(story.challenges);
    let mut done = scribe.take(story.interventions);
    done.retain(|one| one.row.evidence == Evidence::Recorded);
    let commitments = scribe.take(story.commitments);
    let results = scribe.take(story.results);
    let grants = scribe.take(story.grants);
    let practices = scribe.take(story.practices);
    let gatherings = scribe.take(story.gatherings);
    let voices = scribe.take(story.feedback);
    let given: Vec<_> = grants.into_iter().filter(|one| scribe.is_in(one)).collect();
    let parts = [
        (words.challenges, scribe.list(&challenges, tables::challenge)?),
        (words.what_was_done, scribe.list(&done, tables::intervention)?),
        (words.money, tables::given(scribe, words.grants, &given)?),
        (words.promised, scribe.list(&commitments, tables::commitment)?),
        (words.changed, scribe.list(&results, tables::result)?),
        (words.spread, scribe.list(&practices, tables::practice)?),
        (words.met, scribe.list(&gatherings, tables::gathering)?),
        (words.feedback, tables::quotes(scribe, &voices)?),
    ];
    tally.results.extend(results.into_iter().filter(|one| scribe.is_in(one)).map(|one| (one.row.id, one)));
    tally.commitments.extend(commitments.into_iter().filter(|one| scribe.is_in(one)).map(|one| (one.row.id, one)));
    tally.grants.extend(given.into_iter().map(|one| (one.row.id, one)));
    let sections = tables::sections(parts);
    Ok((!sections.is_empty()).then(|| Section { title, blocks: vec![], sections }))
}

/// The figures of the whole.
fn figures(scribe: &mut Scribe<'_>, done: &[Intervention], tally: &Tally) -> Section {
    let words = scribe.words;
    let (recorded, claimed): (Vec<_>, Vec<_>) = done.iter().partition(|one| one.row.evidence == Evidence::Recorded);
    let countries = |of: &[&Intervention]| -> BTreeSet<CountryCode> {
        of.iter().flat_map(|one| one.countries.iter().copied()).collect()
    };
    let (known, all) = (countries(&recorded), countries(&done.iter().collect::<Vec<_>>()));
    let everything = scribe.refer(done.iter().map(source).collect());
    let by_claim: Vec<_> =
        claimed.iter().filter(|one| one.countries.iter().any(|c| !known.contains(c))).copied().collect();
    let by_claim = scribe.refer(by_claim.into_iter().map(source).collect());
    let (observed, expected): (Vec<_>, Vec<_>) = tally.results.values().partition(|one| one.row.observed);
    let commitments: Vec<_> = tally.commitments.values().collect();
    let mut all_figures = vec![
        (words.countries, Cell::on(all.len() as i64, everything)),
        (words.of_these_claimed, Cell::on(all.difference(&known).count() as i64, by_claim)),
        (words.interventions, scribe.count(&recorded)),
        (words.claimed, scribe.count(&claimed)),
        (words.commitments, scribe.count(&commitments)),
        (words.results, scribe.count(&observed)),
        (words.expected, scribe.count(&expected)),
    ];
    all_figures.extend(tables::sums(scribe, &tally.grants.values().collect::<Vec<_>>()));
    let figures = all_figures.into_iter().map(|(label, value)| Figure { label: label.to_owned(), value }).collect();
    let note = Passage { text: words.contribution.to_owned(), ..Passage::default() };
    Section::new(words.in_figures, vec![Block::Figures { figures }, Block::Text(note)])
}

/// The work by area.
fn areas(scribe: &mut Scribe<'_>, done: &[Intervention]) -> Section {
    let words = scribe.words;
    let rows = WorkArea::ALL.iter().map(|area| {
        let of: Vec<_> = done.iter().filter(|one| one.work_areas.contains(area)).collect();
        let (recorded, claimed): (Vec<_>, Vec<_>) =
            of.iter().copied().partition(|one: &&Intervention| one.row.evidence == Evidence::Recorded);
        vec![Cell::from(scribe.label("WorkArea", area.as_str())), scribe.count(&recorded), scribe.count(&claimed)]
    });
    let columns = [words.area, words.on_record, words.by_claim].map(str::to_owned).to_vec();
    let table = Table { caption: words.areas.to_owned(), columns, rows: rows.collect(), charted: Some(1) };
    Section::new(words.areas, vec![Block::Table(table)])
}

/// Which kind of activity was done where: a row a kind and a place, what is on record apart from what is claimed.
fn matrix(scribe: &mut Scribe<'_>, done: &[Intervention]) -> Result<Section> {
    let words = scribe.words;
    let mut kinds = scribe.read::<ActivityKind>(ActivityKindFilter::default())?;
    kinds.sort_by_key(|kind| kind.position);
    let mut rows = vec![];
    for kind in kinds {
        let of: Vec<_> = done.iter().filter(|one| one.kinds.contains(&kind.code)).collect();
        let mut places: BTreeMap<(u8, String), Vec<&Intervention>> = BTreeMap::new();
        for one in of {
            let mut here: Vec<_> = one.countries.iter().map(|country| (0, scribe.named("country", country))).collect();
            here.extend(one.row.region.iter().map(|region| (1, scribe.named("region", region))));
            here.extend(one.row.worldwide.then(|| (2, words.worldwide.to_owned())));
            here.into_iter().for_each(|place| places.entry(place).or_default().push(one));
        }
        for ((_, place), of) in places {
            let (recorded, claimed): (Vec<_>, Vec<_>) =
                of.iter().copied().partition(|one: &&Intervention| one.row.evidence == Evidence::Recorded);
            rows.push(vec![
                Cell::from(scribe.named("kind", &kind.code)),
                Cell::from(place),
                scribe.count(&recorded),
                scribe.count(&claimed),
            ]);
        }
    }
    let columns = [words.activity, words.where_to, words.on_record, words.by_claim].map(str::to_owned).to_vec();
    let table = Table { caption: words.activities.to_owned(), columns, rows, charted: None };
    Ok(Section::new(words.activities, vec![Block::Table(table)]))
}
