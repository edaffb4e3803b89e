//! Results: outcome statements — who changed what, when and where — and who contributed.
//!
//! Credit belongs to national civil society: a result is published only when observed, and with at least one
//! contributor outside the team's own organization. It is substantiated by at least one independent person.
use crate::{
    check::{Problems, UseTransitions},
    codes,
    commitment::{Commitment, commitments},
    contribution::{Contribution, NewContribution},
    country::{Country, CountryCode},
    entity::Entity,
    filter::{Among, Flag, Refs},
    intervention::Intervention,
    organization::Organization,
    person::Person,
    place,
    reference::Visitor,
    region::Region,
    scope::Sensitivity,
    substantiation::{Agreement, NewSubstantiation, Substantiation},
    text::{Line, Prose, fold},
    transition::{Steps, Transition},
};
use rapport_schema::{Id, Instant};
use serde::Serialize;

crate::shared_table! {
    /// Results.
    results: placed dated guarded noted worded;
    statement -> Text,
    statement_folded -> Text,
    significance -> Nullable<Text>,
    actor_id -> Nullable<DbId>,
    actor -> Nullable<Text>,
    change_type -> Text,
    direction -> Text,
    intended -> Nullable<Bool>,
    observed -> Bool,
    status -> Text,
}
crate::link_table! {
    /// The countries of results.
    result_countries (result_id) country -> Text in results
}
crate::link_table! {
    /// The commitments that results answer.
    result_commitments (result_id) commitment_id -> DbId in results
}
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

crate::shared_row! {
    /// A result's own columns.
    OutcomeRow of Outcome in results: placed dated guarded noted worded;
    /// Who changed what, in one or two sentences.
    pub statement: String,
    /// Why it matters.
    pub significance: Option<String>,
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
    /// How far it has been checked: the last of its transitions.
    pub status: ResultStatus,
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
    /// Who was asked whether it is so.
    pub substantiations: Vec<Substantiation>,
    /// Its steps, in the order in which they were recorded.
    pub transitions: Vec<Transition>,
}
impl From<OutcomeRow> for Outcome {
    fn from(row: OutcomeRow) -> Self {
        Self {
            row,
            countries: vec![],
            commitments: vec![],
            contributions: vec![],
            substantiations: vec![],
            transitions: vec![],
        }
    }
}

crate::shared_input! { NewOutcome, OutcomePatch of Outcome => results: placed dated guarded noted worded;
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
        /// The organization that changed.
        actor_id: Id<Organization>,
        /// Who changed, in words.
        actor: Line,
        /// Whether it was meant.
        intended: bool,
    }
    defaulted {
        /// Which way.
        direction: Direction,
    }
    links {
        /// The commitments that it answers.
        commitments: Vec<Id<Commitment>>,
        /// Who contributed.
        contributions: Vec<NewContribution>,
        /// Who was asked whether it is so.
        substantiations: Vec<NewSubstantiation>,
    }
    once {
        /// Its first status.
        status: ResultStatus,
    }
    refused { status: UseTransitions }
    also |new, problems| {
        if !ResultStatus::FIRST.contains(&new.status) {
            problems.add_at("status", "forbidden_first_status", "begins as one of draft, reviewed");
        }
    }
}
crate::shared_filter! {
    /// Conditions on results.
    OutcomeFilter of Outcome: placed dated guarded;
    /// What changed.
    change_type: Among<ChangeType>,
    /// Which way.
    direction: Among<Direction>,
    /// Observed, or else expected.
    observed: Flag,
    /// How far it has been checked.
    status: Among<ResultStatus>,
    /// The organization that changed.
    actor: Refs<Organization>,
    /// A commitment that it answers.
    commitment: Refs<Commitment>,
    /// An intervention that contributed.
    intervention = "contribution.intervention": Refs<Intervention>,
    /// An organization that contributed.
    organization = "contribution.organization": Refs<Organization>,
    /// A person who was asked whether it is so.
    substantiation_person = "substantiation.person": Refs<Person>,
    /// An organization that was asked whether it is so.
    substantiation_organization = "substantiation.organization": Refs<Organization>,
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
    const SEARCHED: &'static [&'static str] = &["statement", "significance"];
    crate::entity_of! { Outcome "result" in "results" as Record:
        NewOutcome, OutcomePatch, OutcomeFilter, OutcomeSort; placed guarded noted dated;
        "Outcome statements: who changed what, when and where, and who contributed to it."
    }
    crate::carries_over! { values commitments; elements contributions substantiations; worded row { statement: Prose, significance: Prose, actor: Line }; }
    fn references(&mut self, visitor: &mut dyn Visitor) {
        visitor.steps(&mut self.transitions);
        visitor.maybe::<Organization>("actor_id", &mut self.row.actor_id);
        visitor.place(&mut self.row.region, &mut self.countries);
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
        let mut index = 0;
        self.substantiations.retain(|s| {
            let person = visitor.inside::<Person>("substantiations", index, "person_id", s.person_id.as_ref());
            let organization =
                visitor.inside::<Organization>("substantiations", index, "organization_id", s.organization_id.as_ref());
            index += 1;
            person && organization
        });
    }
    crate::referring! { OutcomeFilter; Organization => actor, Organization => organization, Commitment => commitment,
    Intervention => intervention, Person => substantiation_person, Organization => substantiation_organization,
    Region => region, Country => country }
    /// What may not be quoted is the team's to know. So is the history of what was said: it may be withdrawn.
    fn veiled(&mut self, ceiling: Sensitivity) -> &'static [&'static str] {
        if ceiling == Sensitivity::Public {
            self.substantiations.retain(|said| said.may_quote);
        }
        &[]
    }
    fn journal_sensitivity(&self) -> Sensitivity {
        if !self.substantiations.is_empty() {
            self.row.sensitivity.max(Sensitivity::Internal)
        } else {
            self.row.sensitivity
        }
    }
    fn rules(&self, problems: &mut Problems) {
        place::check(&self.countries, self.row.region.as_ref(), self.row.worldwide, problems);
        if self.row.status == ResultStatus::Published && !self.row.observed {
            problems.add_at("observed", "not_observed", "only what was observed is published");
        }
        if self.row.status == ResultStatus::Substantiated && !self.has_independent_person() {
            let detail =
                "somebody independent agrees with the description of a substantiated result, in full or in part";
            problems.add_at("substantiations", "not_substantiated", detail);
        }
    }
}
impl Outcome {
    /// Whether a person who had no part in it says that it was so. An organization alone is nobody's word.
    fn has_independent_person(&self) -> bool {
        let agrees = |said: &Substantiation| matches!(said.description, Agreement::Full | Agreement::Partial);
        self.substantiations.iter().any(|s| s.independent && s.person_id.is_some() && agrees(s))
    }
    /// Whether somebody contributed who is not the team itself.
    pub fn has_outside_contributor(&self, own: Option<Id<Organization>>) -> bool {
        self.contributions.iter().any(|c| c.organization_id.is_some_and(|id| Some(id) != own))
    }
}
