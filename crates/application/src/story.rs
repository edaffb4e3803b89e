//! Stories: what stood in the way, what the team did, what was promised and given, what changed, and what people say of it
//! — of a country, of a region as a whole, or around one intervention — each with the sources behind it.
use crate::{Actor, Error, Managed, Result, Shown, read::all, resource::shown};
use rapport_domain::Id;
use rapport_domain::{
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
    practice::{Practice, PracticeFilter},
    publication::{Publication, PublicationFilter},
    reference::AnyKey,
    region::Region,
    scope::Scope,
    testimonial::{Testimonial, TestimonialFilter},
    text::Code,
};
use rapport_persistence::{Conn, Statements};
use serde::Serialize;

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
    /// What was asked and promised, as it stood at the date.
    pub commitments: Vec<Told<Commitment>>,
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

/// The filter of a placed kind: by country, by region, or by the field that leads to an intervention.
macro_rules! about {
    ($of:expr, $filter:ident, $intervention:ident) => {
        match $of {
            Of::Country(code) => Some($filter { country: Among::only(*code), ..Default::default() }),
            Of::Region(code) => Some($filter { region: Maybe::only(code.clone()), ..Default::default() }),
            Of::Intervention(id) => Some($filter { $intervention: Refs::only(*id), ..Default::default() }),
        }
    };
    ($of:expr, $filter:ident) => {
        match $of {
            Of::Country(code) => Some($filter { country: Among::only(*code), ..Default::default() }),
            Of::Region(code) => Some($filter { region: Maybe::only(code.clone()), ..Default::default() }),
            Of::Intervention(_) => None,
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
    let mut interventions = match of {
        Of::Intervention(id) => vec![InterventionFilter { id: Among::only(*id), ..Default::default() }],
        other => about!(other, InterventionFilter).into_iter().collect(),
    };
    if let Of::Intervention(id) = of {
        interventions.push(InterventionFilter { parent: Refs::only(*id), ..Default::default() });
    }
    let practices = match of {
        Of::Country(code) => vec![
            PracticeFilter { origin: Among::only(*code), ..Default::default() },
            PracticeFilter { adoption_country: Among::only(*code), ..Default::default() },
        ],
        Of::Region(code) => vec![PracticeFilter { adoption_region: Among::only(code.clone()), ..Default::default() }],
        Of::Intervention(id) => vec![PracticeFilter { adoption_intervention: Refs::only(*id), ..Default::default() }],
    };
    Ok(Story {
        as_of: at.map(|at| at.text().to_owned()),
        challenges: teller.told(about!(of, ChallengeFilter, intervention), |_, _| true)?,
        interventions: teller.told(interventions, |_, _| true)?,
        commitments: teller.told(about!(of, CommitmentFilter, intervention), Commitment::as_of)?,
        grants: teller.told(about!(of, GrantFilter, intervention), |_, _| true)?,
        introductions: teller.told(about!(of, IntroductionFilter, intervention), |_, _| true)?,
        gatherings: teller.told(about!(of, GatheringFilter, intervention), |_, _| true)?,
        partnerships: teller.told(about!(of, PartnershipFilter), |_, _| true)?,
        publications: teller.told(about!(of, PublicationFilter, intervention), |_, _| true)?,
        practices: teller.told(practices, |_, _| true)?,
        results: teller.told(about!(of, OutcomeFilter, intervention), |_, _| true)?,
        feedback: teller.told(about!(of, TestimonialFilter, intervention), |_, _| true)?,
    })
}

struct Teller<'c> {
    c: &'c mut Conn,
    actor: Actor,
    scope: &'c Scope,
    today: &'c PartialDate,
    at: Option<&'c PartialDate>,
}
impl Teller<'_> {
    /// The records that any of these filters finds and that were there at the date, each with its citations.
    fn told<E: Managed>(
        &mut self,
        filters: impl IntoIterator<Item = E::Filter>,
        keep: impl Fn(&mut E, &PartialDate) -> bool,
    ) -> Result<Vec<Told<E>>> {
        let mut records: Vec<E> = vec![];
        for filter in filters {
            for record in all::<E>(self.c, self.actor, self.scope, filter)? {
                if !records.iter().any(|known| known.key() == record.key()) {
                    records.push(record);
                }
            }
        }
        if let Some(at) = self.at {
            // What began after the date was not known then; what nobody dates may have been.
            records.retain_mut(|record| record.when().is_none_or(|when| when.begun_by(at)) && keep(record, at));
        }
        let keys: Vec<AnyKey> = records.iter().map(|record| record.key().any()).collect();
        let mut citations = self.citations::<E>(&keys)?;
        let shown = shown::<E>(self.c, self.scope, self.today, records)?;
        Ok(shown
            .into_iter()
            .zip(keys)
            .map(|(record, key)| {
                let withheld = record.withheld.clone();
                let mine = citations.extract_if(.., |citation| citation.about().is_some_and(|(_, about)| about == key));
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
