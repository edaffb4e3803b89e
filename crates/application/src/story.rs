//! Stories: what stood in the way, what the team did, what was promised and given, what changed, and what people say of it
//! — of a country, of a region as a whole, or around one intervention — each with the sources behind it.
use crate::{Actor, Error, Managed, Result, Shown, read::all, resource::shown, valid_time::back_to};
use rapport_domain::{
    Id,
    action_plan::{ActionPlan, ActionPlanFilter},
    challenge::{Challenge, ChallengeFilter},
    citation::{Citation, CitationFilter},
    commitment::{Commitment, CommitmentFilter},
    country::{Country, CountryCode},
    entity::{Entity, Key, Life},
    filter::{Among, Maybe, Only, Refs},
    gathering::{Gathering, GatheringFilter},
    grant::{Grant, GrantFilter},
    intervention::{Intervention, InterventionFilter},
    introduction::{Introduction, IntroductionFilter},
    outcome::{Outcome, OutcomeFilter},
    partial_date::PartialDate,
    partnership::{Partnership, PartnershipFilter},
    post::{Post, PostFilter},
    practice::{Practice, PracticeFilter},
    publication::{Publication, PublicationFilter},
    reference::AnyKey,
    region::{Region, RegionFilter},
    scope::{Place, Scope},
    standing::{Standing, StandingFilter},
    testimonial::{Testimonial, TestimonialFilter},
    text::Code,
    turnover::{Turnover, TurnoverFilter},
};
use rapport_persistence::{Conn, Statements};
use serde::Serialize;
use std::collections::{BTreeSet, HashMap};

/// A record of a story, with what sources say of it.
#[derive(Debug, Serialize)]
pub struct Told<T: Serialize> {
    /// The record.
    #[serde(flatten)]
    pub record: Shown<T>,
    /// The citations that back it, claims on its fields among them.
    pub citations: Vec<Citation>,
}
/// A story.
#[derive(Debug, Serialize)]
pub struct Story {
    /// The date at which it is told, in EDTF; null for all that is known.
    pub as_of: Option<String>,
    /// What stood in the way.
    pub challenges: Vec<Told<Challenge>>,
    /// What the team did.
    pub interventions: Vec<Told<Intervention>>,
    /// What it is and was in the partnership.
    pub standings: Vec<Told<Standing>>,
    /// What it promised in writing, and by when.
    pub action_plans: Vec<Told<ActionPlan>>,
    /// What was asked and promised, as it stood at the date.
    pub commitments: Vec<Told<Commitment>>,
    /// How its points of contact changed hands.
    pub turnovers: Vec<Told<Turnover>>,
    /// What was given, as far as the caller may see it.
    pub grants: Vec<Told<Grant>>,
    /// Who was brought together with whom.
    pub introductions: Vec<Told<Introduction>>,
    /// Where people met.
    pub gatherings: Vec<Told<Gathering>>,
    /// Who works with the team.
    pub partnerships: Vec<Told<Partnership>>,
    /// What was published.
    pub publications: Vec<Told<Publication>>,
    /// What spread from here or to here.
    pub practices: Vec<Told<Practice>>,
    /// What changed.
    pub results: Vec<Told<Outcome>>,
    /// What people say of it.
    pub feedback: Vec<Told<Testimonial>>,
}

/// Whose story it is.
#[derive(Clone, Debug)]
pub enum Of {
    /// A country's.
    Country(CountryCode),
    /// That of a region as a whole; its countries have their own.
    Region(Code<Region>),
    /// That around one intervention: what came before it, and what after.
    Intervention(Id<Intervention>),
}

/// Which of the records that a filter finds belong to the story.
type Keep<'g, E> = Box<dyn Fn(&E) -> bool + 'g>;
/// Filters, each with what it keeps.
type Found<'g, E> = Vec<(<E as Entity>::Filter, Keep<'g, E>)>;

fn only<'g, E: Entity>(filter: E::Filter) -> (E::Filter, Keep<'g, E>) {
    (filter, Box::new(|_| true))
}

/// What a story stands on.
struct Ground<'a> {
    of: &'a Of,
    /// A region, and those that hold it.
    regions: Vec<Code<Region>>,
    /// The countries of a region.
    members: BTreeSet<CountryCode>,
    /// The interventions that are in the story.
    interventions: Vec<Id<Intervention>>,
}
impl Ground<'_> {
    /// A record about several countries of the region, and no other, is about the region.
    fn is_of_several<E: Entity>(&self, record: &E) -> bool {
        match record.place() {
            Place::Of { countries, .. } => countries.len() > 1 && countries.iter().all(|c| self.members.contains(c)),
            Place::Everyones => false,
        }
    }
}
/// What is about no country by itself: it is of the stories that it hangs on.
fn is_countryless<E: Entity>(record: &E) -> bool {
    matches!(record.place(), Place::Everyones | Place::Of { countries: [], .. })
}

/// The filters of a placed kind: by country, by region, and by the field that leads to interventions.
macro_rules! placed {
    ($ground:expr, $entity:ident, $filter:ident $(, $intervention:ident)?) => {{
        #[allow(unused_mut)]
        let mut all: Found<'_, $entity> = placed!(@ $ground, $entity, $filter);
        $(
            let hanging = $filter { $intervention: Refs::one_of($ground.interventions.clone()),
                ..Default::default() };
            let whole = matches!($ground.of, Of::Intervention(_));
            all.push((hanging, Box::new(move |record| whole || is_countryless(record))));
        )?
        all
    }};
    (@ $ground:expr, $entity:ident, $filter:ident) => {
        match $ground.of {
            Of::Country(code) => vec![only($filter { country: Only::only(*code), ..Default::default() })],
            Of::Region(_) => {
                let region = Maybe::one_of($ground.regions.clone());
                let members = Only::one_of($ground.members.iter().copied().collect());
                vec![
                    only($filter { region, ..Default::default() }),
                    (
                        $filter { country: members, ..Default::default() },
                        Box::new(|record| $ground.is_of_several(record)),
                    ),
                ]
            }
            Of::Intervention(_) => vec![],
        }
    };
}

/// Tells a story.
pub fn tell(
    c: &mut Conn,
    actor: Actor,
    scope: &Scope,
    today: &PartialDate,
    of: &Of,
    at: Option<&PartialDate>,
) -> Result<Story> {
    let there = match of {
        Of::Country(code) => Country::find(c, scope, Life::Live, code)?.is_some(),
        Of::Region(code) => Region::find(c, scope, Life::Live, code)?.is_some(),
        Of::Intervention(id) => Intervention::find(c, scope, Life::Live, id)?.is_some(),
    };
    if !there {
        return Err(Error::NotFound);
    }
    let mut teller = Teller { c, actor, scope, today, at };
    let mut ground = teller.ground(of)?;
    let interventions = teller.interventions(&ground)?;
    ground.interventions = interventions.iter().map(|intervention| intervention.row.id).collect();
    let ground = &ground;
    let country = if let Of::Country(code) = of { Some(*code) } else { None };
    let standings = country.map(|code| only(StandingFilter { country: Only::only(code), ..Default::default() }));
    let plans = country.map(|code| only(ActionPlanFilter { country: Only::only(code), ..Default::default() }));
    let received = country.map(|code| only(GatheringFilter { held_in: Only::only(code), ..Default::default() }));
    let mut gatherings = placed!(ground, Gathering, GatheringFilter, intervention);
    gatherings.extend(received);
    Ok(Story {
        as_of: at.map(|at| at.text().to_owned()),
        challenges: teller.told(placed!(ground, Challenge, ChallengeFilter, intervention))?,
        interventions: teller.tell(interventions)?,
        standings: teller.told(Vec::from_iter(standings))?,
        action_plans: teller.told(Vec::from_iter(plans))?,
        commitments: teller.told(placed!(ground, Commitment, CommitmentFilter, intervention))?,
        turnovers: teller.turnovers(of)?,
        grants: teller.told(placed!(ground, Grant, GrantFilter, intervention))?,
        introductions: teller.told(placed!(ground, Introduction, IntroductionFilter, intervention))?,
        gatherings: teller.told(gatherings)?,
        partnerships: teller.told(placed!(ground, Partnership, PartnershipFilter))?,
        publications: teller.told(placed!(ground, Publication, PublicationFilter, intervention))?,
        practices: teller.told(practices(ground))?,
        results: teller.told(placed!(ground, Outcome, OutcomeFilter, intervention))?,
        feedback: teller.told(placed!(ground, Testimonial, TestimonialFilter, intervention))?,
    })
}
/// What came from a place, and what went there.
fn practices<'g>(ground: &Ground<'_>) -> Found<'g, Practice> {
    let all = match ground.of {
        Of::Country(code) => vec![
            PracticeFilter { origin: Only::only(*code), ..Default::default() },
            PracticeFilter { adoption_country: Only::only(*code), ..Default::default() },
            PracticeFilter { adoption_from: Only::only(*code), ..Default::default() },
        ],
        Of::Region(_) => {
            vec![PracticeFilter { adoption_region: Only::one_of(ground.regions.clone()), ..Default::default() }]
        }
        Of::Intervention(_) => {
            let by = Refs::one_of(ground.interventions.clone());
            vec![PracticeFilter { adoption_intervention: by, ..Default::default() }]
        }
    };
    all.into_iter().map(only).collect()
}

struct Teller<'c> {
    c: &'c mut Conn,
    actor: Actor,
    scope: &'c Scope,
    today: &'c PartialDate,
    at: Option<&'c PartialDate>,
}
impl Teller<'_> {
    fn ground<'o>(&mut self, of: &'o Of) -> Result<Ground<'o>> {
        let mut ground = Ground { of, regions: vec![], members: BTreeSet::new(), interventions: vec![] };
        if let Of::Region(code) = of {
            let all = all::<Region>(self.c, self.actor, self.scope, RegionFilter::default())?;
            let own = all.iter().find(|region| region.row.code == *code);
            ground.members = own.into_iter().flat_map(|region| region.countries.iter().copied()).collect();
            let holds = |region: &&Region| {
                region.row.code == *code
                    || (!ground.members.is_empty()
                        && ground.members.iter().all(|country| region.countries.contains(country)))
            };
            ground.regions = all.iter().filter(holds).map(|region| region.row.code.clone()).collect();
        }
        Ok(ground)
    }
    /// The interventions of a place, with those of no country that followed them; around one, all that is part of it.
    fn interventions(&mut self, ground: &Ground<'_>) -> Result<Vec<Intervention>> {
        let whole = matches!(ground.of, Of::Intervention(_));
        let mut known = match ground.of {
            Of::Intervention(id) => {
                self.found(vec![only(InterventionFilter { id: Among::only(*id), ..Default::default() })])?
            }
            _ => self.found(placed!(ground, Intervention, InterventionFilter))?,
        };
        let mut last: Vec<_> = known.iter().map(|one| one.row.id).collect();
        while !last.is_empty() {
            let of_last = Refs::one_of(last);
            let next = match whole {
                true => InterventionFilter { parent: of_last, ..Default::default() },
                false => InterventionFilter { follows: of_last, ..Default::default() },
            };
            let next: Found<'_, Intervention> = vec![(next, Box::new(|one| whole || is_countryless(one)))];
            let mut new = self.found(next)?;
            new.retain(|one| !known.iter().any(|other| other.row.id == one.row.id));
            last = new.iter().map(|one| one.row.id).collect();
            known.append(&mut new);
        }
        Ok(known)
    }
    fn turnovers(&mut self, of: &Of) -> Result<Vec<Told<Turnover>>> {
        let posts = match of {
            Of::Country(code) => PostFilter { country: Only::only(*code), ..Default::default() },
            Of::Region(code) => PostFilter { region: Maybe::only(code.clone()), ..Default::default() },
            Of::Intervention(_) => return Ok(vec![]),
        };
        let posts = all::<Post>(self.c, self.actor, self.scope, posts)?.into_iter().map(|post| post.id).collect();
        let post = Refs::one_of(posts);
        self.told(vec![only(TurnoverFilter { post, ..Default::default() })])
    }
    /// The records that any of these filters finds and that were there at the date.
    fn found<E: Managed>(&mut self, filters: Found<'_, E>) -> Result<Vec<E>> {
        let mut records: Vec<E> = vec![];
        let mut known = BTreeSet::new();
        for (filter, keep) in filters {
            let found = all::<E>(self.c, self.actor, self.scope, filter)?;
            records.extend(found.into_iter().filter(|record| keep(record) && known.insert(record.key().any())));
        }
        if let Some(at) = self.at {
            back_to(self.c, &mut records, at)?;
        }
        Ok(records)
    }
    fn told<E: Managed>(&mut self, filters: Found<'_, E>) -> Result<Vec<Told<E>>> {
        let records = self.found(filters)?;
        self.tell(records)
    }
    /// Records with their citations.
    fn tell<E: Managed>(&mut self, records: Vec<E>) -> Result<Vec<Told<E>>> {
        let keys: Vec<AnyKey> = records.iter().map(|record| record.key().any()).collect();
        let mut citations: HashMap<AnyKey, Vec<Citation>> = HashMap::new();
        for citation in self.citations::<E>(&keys)? {
            if let Some((_, about)) = citation.about() {
                citations.entry(about).or_default().push(citation);
            }
        }
        let shown = shown::<E>(self.c, self.scope, self.today, records)?;
        Ok(shown
            .into_iter()
            .zip(keys)
            .map(|(record, key)| {
                let withheld = record.withheld.clone();
                let mine = citations.remove(&key).unwrap_or_default().into_iter();
                let told =
                    |citation: &Citation| citation.row.field.as_deref().is_none_or(|field| !withheld.contains(&field));
                Told { record, citations: mine.filter(told).collect() }
            })
            .collect())
    }
    fn citations<E: Managed>(&mut self, keys: &[AnyKey]) -> Result<Vec<Citation>> {
        let mut filter = CitationFilter::default();
        filter.about_kind.among = Among::only(E::KIND.name.to_owned());
        let ids = keys.iter().filter_map(|key| match key {
            AnyKey::Id(id) => Some((*id).into()),
            AnyKey::Code(_) => None,
        });
        filter.about_id.any = Some(ids.collect());
        all::<Citation>(self.c, self.actor, self.scope, filter)
    }
}
