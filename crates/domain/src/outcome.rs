//! Results: outcome statements — who changed what, when and where — and who contributed.
//!
//! Credit belongs to national civil society: a result is published only when observed, and with at least one
//! contributor outside the team's own organization.
use crate::{
    check::{Problems, UseTransitions},
    codes,
    commitment::{Commitment, commitments},
    contribution::{Contribution, NewContribution},
    country::{Country, CountryCode},
    entity::{Class, Entity, Kind, Version},
    filter::{Among, Dates, Flag, Maybe, Refs},
    intervention::Intervention,
    organization::Organization,
    place,
    reference::Visitor,
    region::Region,
    scope::{Place, Sensitivity},
    text::{Code, Line, Private, Prose, fold},
    transition::{Steps, Transition},
    when::{Dated, When},
};
use diesel::prelude::*;
use rapport_schema::{Id, Instant};
use serde::Serialize;

diesel::table! {
    use diesel::sql_types::*;
    use rapport_schema::{DbId, DbInstant};
    /// Results.
    #[allow(missing_docs)]
    results (id) {
        id -> DbId,
        version -> Integer,
        created_at -> DbInstant,
        updated_at -> DbInstant,
        deleted_at -> Nullable<DbInstant>,
        statement -> Text,
        statement_folded -> Text,
        significance -> Nullable<Text>,
        private_notes -> Nullable<Text>,
        actor_id -> Nullable<DbId>,
        actor -> Nullable<Text>,
        change_type -> Text,
        direction -> Text,
        intended -> Nullable<Bool>,
        observed -> Bool,
        region -> Nullable<Text>,
        worldwide -> Bool,
        when_text -> Nullable<Text>,
        when_earliest -> Date,
        when_latest -> Date,
        when_undated -> Bool,
        when_said -> Nullable<Text>,
        when_inferred -> Bool,
        status -> Text,
        sensitivity -> Text,
    }
}
diesel::table! {
    use diesel::sql_types::*;
    use rapport_schema::DbId;
    /// The countries of results.
    #[allow(missing_docs)]
    result_countries (result_id, country) { result_id -> DbId, country -> Text, position -> Integer, }
}
diesel::table! {
    use diesel::sql_types::*;
    use rapport_schema::DbId;
    /// The commitments that results answer.
    #[allow(missing_docs)]
    result_commitments (result_id, commitment_id) { result_id -> DbId, commitment_id -> DbId, position -> Integer, }
}
diesel::allow_tables_to_appear_in_same_query!(results, result_countries, result_commitments);
diesel::allow_tables_to_appear_in_same_query!(commitments, result_commitments);
crate::embed_when!(results: when_text, when_earliest, when_latest);

codes! {
    /// What changed.
    ChangeType {
        Behaviour = "behaviour", Relationship = "relationship", Action = "action", Activity = "activity",
        Policy = "policy", Practice = "practice", Agenda = "agenda",
    }
}
codes! {
    /// Which way it changed.
    Direction { Positive = "positive", Negative = "negative", Mixed = "mixed" } default Positive
}
codes! {
    /// How far a result has been checked.
    ResultStatus {
        Draft = "draft", Reviewed = "reviewed", Substantiated = "substantiated", Published = "published",
        Withdrawn = "withdrawn",
    } default Draft
}
impl Steps for ResultStatus {
    const ALL: &'static [Self] = Self::ALL;
    fn next(self) -> &'static [Self] {
        use ResultStatus::*;
        match self {
            Draft => &[Reviewed, Withdrawn],
            Reviewed => &[Draft, Substantiated, Published, Withdrawn],
            Substantiated => &[Reviewed, Published, Withdrawn],
            Published => &[Withdrawn],
            Withdrawn => &[Draft],
        }
    }
}
impl ResultStatus {
    /// The statuses that a result may be created with.
    pub const FIRST: &'static [Self] = &[Self::Draft, Self::Reviewed];
}

/// A result's own columns.
#[derive(Clone, Debug, Queryable, Selectable, Serialize, utoipa::ToSchema)]
#[diesel(table_name = results)]
pub struct OutcomeRow {
    /// Its identity.
    pub id: Id<Outcome>,
    /// How often it has been written.
    pub version: Version,
    /// When it was recorded.
    pub created_at: Instant,
    /// When it was last written.
    pub updated_at: Instant,
    /// Who changed what, in one or two sentences.
    pub statement: String,
    /// Why it matters.
    pub significance: Option<String>,
    /// For the team alone.
    #[diesel(select_expression = results::private_notes)]
    #[serde(skip_serializing_if = "Private::is_withheld")]
    pub private_notes: Private,
    /// The organization that changed.
    pub actor_id: Option<Id<Organization>>,
    /// Who changed, in words, where it is no one organization.
    pub actor: Option<String>,
    /// What changed.
    pub change_type: ChangeType,
    /// Which way.
    pub direction: Direction,
    /// Whether it was meant; null where nobody says.
    pub intended: Option<bool>,
    /// Observed, or else expected.
    pub observed: bool,
    /// The region where it changed as a whole.
    pub region: Option<Code<Region>>,
    /// Whether it changed in the whole world.
    pub worldwide: bool,
    /// When it changed.
    #[diesel(select_expression = (results::when_text, results::when_earliest, results::when_latest,
        results::when_said, results::when_inferred))]
    #[serde(flatten)]
    pub when: Dated,
    /// How far it has been checked: the last of its transitions.
    pub status: ResultStatus,
    /// Who may read it.
    pub sensitivity: Sensitivity,
}
/// An outcome statement, with who contributed and every step of its checking.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
#[schema(as = Result)]
pub struct Outcome {
    /// Its own columns.
    #[serde(flatten)]
    pub row: OutcomeRow,
    /// The countries where it changed.
    pub countries: Vec<CountryCode>,
    /// The commitments that it answers.
    pub commitments: Vec<Id<Commitment>>,
    /// Who contributed.
    pub contributions: Vec<Contribution>,
    /// Its steps, in the order in which they were recorded.
    pub transitions: Vec<Transition>,
}
impl From<OutcomeRow> for Outcome {
    fn from(row: OutcomeRow) -> Self {
        Self { row, countries: vec![], commitments: vec![], contributions: vec![], transitions: vec![] }
    }
}

crate::input! { NewOutcome, OutcomePatch => results;
    required {
        /// Who changed what, in one or two sentences.
        statement: Prose,
        /// What changed.
        change_type: ChangeType,
        /// Observed, or else expected.
        observed: bool,
    }
    optional {
        /// Why it matters.
        significance: Prose,
        /// For the team alone.
        private_notes: Prose,
        /// The organization that changed.
        actor_id: Id<Organization>,
        /// Who changed, in words.
        actor: Line,
        /// Whether it was meant.
        intended: bool,
        /// The region where it changed as a whole.
        region: Code<Region>,
        /// The source's own words for the date.
        when_said: Line,
    }
    defaulted {
        /// Which way.
        direction: Direction,
        /// Whether it changed in the whole world.
        worldwide: bool,
        /// Whether a part of the date was supplied by us.
        when_inferred: bool,
    }
    inherited {
        /// Who may read it; internal where absent, or as the record around it where it is nested.
        sensitivity: Sensitivity,
    }
    spread {
        /// When it changed.
        when: When,
    }
    links {
        /// The countries where it changed.
        countries: Vec<CountryCode>,
        /// The commitments that it answers.
        commitments: Vec<Id<Commitment>>,
        /// Who contributed.
        contributions: Vec<NewContribution>,
    }
    once {
        /// An id of the client's own choice (UUIDv7).
        id: Option<Id<Outcome>>,
        /// Its first status.
        status: ResultStatus,
    }
    refused { status: UseTransitions }
    also |new, problems| {
        place::check(&new.countries, new.region.as_ref(), new.worldwide, problems);
        if !ResultStatus::FIRST.contains(&new.status) {
            problems.add_at("status", "forbidden_first_status", "begins as one of draft, reviewed");
        }
    }
}
crate::filter! {
    /// Conditions on results.
    OutcomeFilter {
        /// Its id.
        id: Among<Id<Outcome>>,
        /// What changed.
        change_type: Among<ChangeType>,
        /// Which way.
        direction: Among<Direction>,
        /// Observed, or else expected.
        observed: Flag,
        /// How far it has been checked.
        status: Among<ResultStatus>,
        /// A country where it changed.
        country: Among<CountryCode>,
        /// The region where it changed.
        region: Maybe<Code<Region>>,
        /// The organization that changed.
        actor: Refs<Organization>,
        /// A commitment that it answers.
        commitment: Refs<Commitment>,
        /// An intervention that contributed.
        intervention = "contribution.intervention": Refs<Intervention>,
        /// An organization that contributed.
        organization = "contribution.organization": Refs<Organization>,
        /// When it changed.
        when: Dates,
        /// Its sensitivity.
        sensitivity: Among<Sensitivity>,
    }
}
crate::sort_keys! {
    /// Orders of results.
    OutcomeSort of Outcome {
        When = "when": (bool, chrono::NaiveDate, chrono::NaiveDate) => |r| r.row.when.order(),
        Statement = "statement": (String,) => |r| (fold(&r.row.statement),),
        CreatedAt = "created_at": (Instant,) => |r| (r.row.created_at,),
        UpdatedAt = "updated_at": (Instant,) => |r| (r.row.updated_at,),
    }
}
impl Entity for Outcome {
    const KIND: Kind = Kind { name: "result", path: "results", class: Class::Record };
    const ABOUT: &'static str = "Outcome statements: who changed what, when and where, and who contributed to it.";
    type Key = Id<Outcome>;
    type New = NewOutcome;
    type Patch = OutcomePatch;
    type Filter = OutcomeFilter;
    type Sort = OutcomeSort;
    fn key(&self) -> Id<Outcome> {
        self.row.id
    }
    fn version(&self) -> Version {
        self.row.version
    }
    fn chosen(new: &NewOutcome) -> Option<Id<Outcome>> {
        new.id
    }
    fn place(&self) -> Place<'_> {
        if self.row.worldwide {
            return Place::Everyones;
        }
        Place::Of { countries: &self.countries, region: self.row.region.as_ref() }
    }
    fn sensitivity(&self) -> Sensitivity {
        self.row.sensitivity
    }
    fn references(&mut self, visitor: &mut dyn Visitor) {
        visitor.maybe::<Organization>("actor_id", &mut self.row.actor_id);
        visitor.maybe::<Region>("region", &mut self.row.region);
        visitor.each::<Country>("countries", &mut self.countries);
        visitor.each::<Commitment>("commitments", &mut self.commitments);
        let mut index = 0;
        self.contributions.retain(|c| {
            let intervention =
                visitor.inside::<Intervention>("contributions", index, "intervention_id", c.intervention_id.as_ref());
            let organization =
                visitor.inside::<Organization>("contributions", index, "organization_id", c.organization_id.as_ref());
            index += 1;
            intervention && organization
        });
    }
    fn withhold(&mut self) -> &'static [&'static str] {
        self.row.private_notes.withhold();
        &["private_notes"]
    }
    crate::referring! { OutcomeFilter; Organization => actor, Organization => organization, Commitment => commitment,
    Intervention => intervention, Region => region, Country => country }
    fn rules(&self, problems: &mut Problems) {
        place::check(&self.countries, self.row.region.as_ref(), self.row.worldwide, problems);
        if self.row.status == ResultStatus::Published && !self.row.observed {
            problems.add_at("observed", "not_observed", "only what was observed is published");
        }
    }
}
impl Outcome {
    /// Whether somebody contributed who is not the team itself.
    pub fn has_outside_contributor(&self, own: Option<Id<Organization>>) -> bool {
        self.contributions.iter().any(|c| c.organization_id.is_some_and(|id| Some(id) != own))
    }
}
