//! Practices: ways of doing open government that spread from country to country, each with who took it up and how far.
use crate::{
    adoption::{Adoption, NewAdoption, Stage},
    country::{Country, CountryCode},
    entity::Entity,
    filter::{Maybe, OfGroups, Refs},
    intervention::Intervention,
    outcome::Outcome,
    reference::Visitor,
    region::Region,
    scope::Place,
    text::{Code, Line, Prose, fold},
};
use rapport_schema::Instant;
use serde::Serialize;

crate::shared_table! {
    /// Practices.
    practices: reviewed guarded noted worded;
    title -> Text,
    title_folded -> Text,
    summary -> Nullable<Text>,
}
crate::link_table! {
    /// The countries that practices come from.
    practice_origins (practice_id) country -> Text in practices
}

crate::shared_row! {
    /// A practice's own columns.
    PracticeRow of Practice in practices: reviewed guarded noted worded;
    /// What is done.
    pub title: String,
    /// In more words.
    pub summary: Option<String>,
}
/// A practice, where it comes from, and where it went. It belongs to the countries that it comes from.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct Practice {
    /// Its own columns.
    #[serde(flatten)]
    pub row: PracticeRow,
    /// The countries that it comes from; none where nobody knows.
    pub origins: Vec<CountryCode>,
    /// Who took it up, and how far.
    pub adoptions: Vec<Adoption>,
}
impl From<PracticeRow> for Practice {
    fn from(row: PracticeRow) -> Self {
        Self { row, origins: vec![], adoptions: vec![] }
    }
}

crate::shared_input! { NewPractice, PracticePatch of Practice => practices: reviewed guarded noted worded;
    required {
        /// What is done.
        title: Line,
    }
    optional {
        /// In more words.
        summary: Prose,
    }
    links {
        /// The countries that it comes from.
        origins: Vec<CountryCode>,
        /// Who took it up, and how far.
        adoptions: Vec<NewAdoption>,
    }
}
crate::shared_filter! {
    /// Conditions on practices. Those on adoptions hold for one and the same adoption: of those that the others find, `[not]` and
    /// `[null]` say that none is so.
    PracticeFilter of Practice: reviewed guarded;
    /// A country that it comes from.
    origin: OfGroups<Maybe<CountryCode>>,
    /// A country that took it up.
    adoption_country = "adoption.country": OfGroups<Maybe<CountryCode>>,
    /// A country from which somebody took it, as the adoption says.
    adoption_from = "adoption.from": OfGroups<Maybe<CountryCode>>,
    /// A region that took it up as a whole.
    adoption_region = "adoption.region": Maybe<Code<Region>>,
    /// How far somebody has come with it.
    adoption_stage = "adoption.stage": Maybe<Stage>,
    /// The intervention by which it spread.
    adoption_intervention = "adoption.intervention": Refs<Intervention>,
    /// The result in which it shows.
    adoption_result = "adoption.result": Refs<Outcome>,
}
crate::sort_keys! {
    /// Orders of practices.
    PracticeSort of Practice {
        Title = "title": (String,) => |p| (fold(&p.row.title),),
        CreatedAt = "created_at": (Instant,) => |p| (p.row.created_at,),
        UpdatedAt = "updated_at": (Instant,) => |p| (p.row.updated_at,),
    }
}
impl Entity for Practice {
    crate::entity_of! { Practice "practice" in "practices" as Record:
        NewPractice, PracticePatch, PracticeFilter, PracticeSort; guarded noted;
        "What spreads from country to country: each practice with where it comes from and where it went."
    }
    crate::carries_over! { elements adoptions; worded row { title: Line, summary: Prose }; }
    /// Where it comes from; who took it up does not matter here.
    fn place(&self) -> Place<'_> {
        match self.origins.as_slice() {
            [] => Place::Everyones,
            countries => Place::Of { countries, regions: &[] },
        }
    }
    fn references(&mut self, visitor: &mut dyn Visitor) {
        visitor.each::<Country>("origins", &mut self.origins);
        let mut index = 0;
        self.adoptions.retain(|a| {
            let country = visitor.inside::<Country>("adoptions", index, "country", a.country.as_ref());
            let from = visitor.inside::<Country>("adoptions", index, "from_country", a.from_country.as_ref());
            let region = visitor.inside::<Region>("adoptions", index, "region", a.region.as_ref());
            let intervention =
                visitor.inside::<Intervention>("adoptions", index, "intervention_id", a.intervention_id.as_ref());
            let result = visitor.inside::<Outcome>("adoptions", index, "result_id", a.result_id.as_ref());
            index += 1;
            country && from && region && intervention && result
        });
    }
    crate::referring! { PracticeFilter; Intervention => adoption_intervention, Outcome => adoption_result,
    Region => adoption_region, Country => origin, Country => adoption_country,
    Country => adoption_from }
}
