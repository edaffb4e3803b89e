//! Challenges: what stood in the way of open government somewhere, and which interventions answered it.
use crate::{
    check::Problems,
    country::{Country, CountryCode},
    entity::Entity,
    filter::{Maybe, Refs},
    intervention::{Intervention, interventions},
    place,
    reference::Visitor,
    region::Region,
    text::{Line, Prose, fold},
};
use rapport_schema::{Id, Instant};
use serde::Serialize;

crate::shared_table! {
    /// Challenges.
    challenges: placed dated reviewed guarded noted worded;
    title -> Text,
    title_folded -> Text,
    summary -> Nullable<Text>,
}
crate::link_table! {
    /// The countries of challenges.
    challenge_countries (challenge_id) country -> Text in challenges
}
crate::link_table! {
    /// The themes of challenges.
    challenge_themes (challenge_id) theme -> Text in challenges
}
crate::link_table! {
    /// The interventions that answered challenges.
    challenge_interventions (challenge_id) intervention_id -> DbId in challenges
}
diesel::allow_tables_to_appear_in_same_query!(interventions, challenge_interventions);
crate::embed_when!(challenges: when_text, when_earliest, when_latest);

crate::codes! {
    /// What a challenge is about.
    Theme {
        Dialogue = "dialogue", Representation = "representation", Information = "information", Guidance = "guidance",
        Strategy = "strategy", Consultation = "consultation", Awareness = "awareness", Eligibility = "eligibility",
        CivicSpace = "civic_space", Capacity = "capacity", Coordination = "coordination",
        AccessToInformation = "access_to_information", Other = "other",
    }
}

crate::shared_row! {
    /// A challenge's own columns.
    ChallengeRow of Challenge in challenges: placed dated reviewed guarded noted worded;
    /// What stood in the way.
    pub title: String,
    /// In more words.
    pub summary: Option<String>,
}
/// What stood in the way, as far as is known from when to when, and what was done about it.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct Challenge {
    /// Its own columns.
    #[serde(flatten)]
    pub row: ChallengeRow,
    /// The countries where it stood in the way.
    pub countries: Vec<CountryCode>,
    /// What it is about.
    pub themes: Vec<Theme>,
    /// The interventions that answered it.
    pub interventions: Vec<Id<Intervention>>,
}
impl From<ChallengeRow> for Challenge {
    fn from(row: ChallengeRow) -> Self {
        Self { row, countries: vec![], themes: vec![], interventions: vec![] }
    }
}

crate::shared_input! { NewChallenge, ChallengePatch of Challenge => challenges: placed dated reviewed guarded noted worded;
    required {
        /// What stood in the way.
        title: Line,
    }
    optional {
        /// In more words.
        summary: Prose,
    }
    links {
        /// What it is about.
        themes: Vec<Theme>,
        /// The interventions that answered it.
        interventions: Vec<Id<Intervention>>,
    }
}
crate::shared_filter! {
    /// Conditions on challenges.
    ChallengeFilter of Challenge: placed dated reviewed guarded;
    /// What it is about.
    theme: Maybe<Theme>,
    /// An intervention that answered it.
    intervention: Refs<Intervention>,
}
crate::sort_keys! {
    /// Orders of challenges.
    ChallengeSort of Challenge {
        When = "when": (bool, chrono::NaiveDate, chrono::NaiveDate) => |c| c.row.when.order(),
        Title = "title": (String,) => |c| (fold(&c.row.title),),
        CreatedAt = "created_at": (Instant,) => |c| (c.row.created_at,),
        UpdatedAt = "updated_at": (Instant,) => |c| (c.row.updated_at,),
    }
}
impl Entity for Challenge {
    crate::entity_of! { Challenge "challenge" in "challenges" as Record:
        NewChallenge, ChallengePatch, ChallengeFilter, ChallengeSort; placed guarded noted dated;
        "What stood in the way of open government, where, by theme, and which interventions answered it."
    }
    crate::carries_over! { values interventions; worded row { title: Line, summary: Prose }; }
    fn references(&mut self, visitor: &mut dyn Visitor) {
        visitor.place(&mut self.row.region, &mut self.countries);
        visitor.each::<Intervention>("interventions", &mut self.interventions);
    }
    crate::referring! { ChallengeFilter; Intervention => intervention, Region => region, Country => country }
    fn rules(&self, problems: &mut Problems) {
        place::check(&self.countries, self.row.region.as_ref(), self.row.worldwide, problems);
    }
}
