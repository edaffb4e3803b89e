//! Commitments: what civil society asks, what governments pledge, and what stands in action plans.
use crate::{
    action_plan::ActionPlan,
    check::{Problems, UseTransitions},
    country::{Country, CountryCode},
    entity::Entity,
    filter::{Among, Flag, Maybe, Refs},
    intervention::Intervention,
    organization::{NewOrganization, Organization},
    partial_date::PartialDate,
    place,
    policy_area::PolicyArea,
    reference::Visitor,
    region::Region,
    text::{Code, Line, Prose, fold},
    transition::{Steps, Transition},
    turnover::Turnover,
    when::Dated,
};
use rapport_schema::{Id, Instant};
use serde::Serialize;

crate::shared_table! {
    /// Commitments.
    commitments: placed dated reviewed guarded noted worded;
    kind -> Text,
    title -> Text,
    title_folded -> Text,
    summary -> Nullable<Text>,
    made_by -> Nullable<DbId>,
    made_to -> Nullable<DbId>,
    grows_from_id -> Nullable<DbId>,
    intervention_id -> Nullable<DbId>,
    official_id -> Nullable<Text>,
    action_plan_id -> Nullable<DbId>,
    plan_number -> Nullable<Text>,
    status -> Text,
    needs_reconfirmation -> Bool,
}
crate::link_table! {
    /// The countries of commitments.
    commitment_countries (commitment_id) country -> Text in commitments
}
crate::link_table! {
    /// The policy areas of commitments.
    commitment_policy_areas (commitment_id) policy_area -> Text in commitments
}
crate::embed_when!(commitments: when_text, when_earliest, when_latest);

crate::codes! {
    /// What sort of promise: a demand before any promise, a promise outside any plan, or a commitment in an action plan.
    CommitmentKind { Ask = "ask", Pledge = "pledge", ActionPlan = "action_plan" }
}
crate::codes! {
    /// How far a commitment has come.
    CommitmentStatus {
        Raised = "raised", Pledged = "pledged", Formalised = "formalised", InProgress = "in_progress",
        PartlyDone = "partly_done", Done = "done", AtRisk = "at_risk", Stalled = "stalled", Reversed = "reversed",
        Withdrawn = "withdrawn",
    }
}
impl Steps for CommitmentStatus {
    const ALL: &'static [Self] = Self::ALL;
    fn next(self) -> &'static [Self] {
        use CommitmentStatus::*;
        match self {
            Raised => &[Pledged, Formalised, Stalled, Withdrawn],
            Pledged => &[Formalised, InProgress, PartlyDone, Done, AtRisk, Stalled, Reversed, Withdrawn],
            Formalised => &[InProgress, PartlyDone, Done, AtRisk, Stalled, Reversed, Withdrawn],
            InProgress => &[PartlyDone, Done, AtRisk, Stalled, Reversed, Withdrawn],
            PartlyDone => &[InProgress, Done, AtRisk, Stalled, Reversed, Withdrawn],
            Done => &[AtRisk, Stalled, Reversed],
            AtRisk => &[Pledged, Formalised, InProgress, PartlyDone, Done, Stalled, Reversed, Withdrawn],
            Stalled => &[Raised, Pledged, Formalised, InProgress, PartlyDone, Done, AtRisk, Reversed, Withdrawn],
            Reversed | Withdrawn => &[Raised, Pledged],
        }
    }
}
impl CommitmentKind {
    /// The statuses that one may be created with, the usual one first; later ones are reached by transitions.
    pub fn first(self) -> &'static [CommitmentStatus] {
        use CommitmentStatus::*;
        match self {
            Self::Ask => &[Raised],
            Self::Pledge => &[Pledged, Raised, InProgress, PartlyDone, Done],
            Self::ActionPlan => &[Formalised, InProgress, PartlyDone, Done],
        }
    }
}

crate::shared_row! {
    /// A commitment's own columns.
    CommitmentRow of Commitment in commitments: placed dated reviewed guarded noted worded;
    /// An ask, a pledge, or a commitment in an action plan.
    pub kind: CommitmentKind,
    /// What is asked or promised.
    pub title: String,
    /// In more words.
    pub summary: Option<String>,
    /// Who asks or promises.
    pub made_by: Option<Id<Organization>>,
    /// Of whom, or to whom.
    pub made_to: Option<Id<Organization>>,
    /// What it grew from: a pledge from an ask, a plan's commitment from a pledge.
    pub grows_from_id: Option<Id<Commitment>>,
    /// The intervention where it was made.
    pub intervention_id: Option<Id<Intervention>>,
    /// Its id in the partnership's own data, such as `UK0034`; its prefix is not always the country's code.
    pub official_id: Option<String>,
    /// The action plan that it stands in.
    pub action_plan_id: Option<Id<ActionPlan>>,
    /// Its number in the plan, as printed: "3.2.5".
    pub plan_number: Option<String>,
    /// How far it has come: the last of its transitions.
    pub status: CommitmentStatus,
    /// Whether whoever made it has since changed, and nobody has confirmed it again.
    pub needs_reconfirmation: bool,
}
/// An ask, a pledge or a plan's commitment, with every step that it has taken.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct Commitment {
    /// Its own columns.
    #[serde(flatten)]
    pub row: CommitmentRow,
    /// The countries that it is about.
    pub countries: Vec<CountryCode>,
    /// What it is about.
    pub policy_areas: Vec<Code<PolicyArea>>,
    /// Its steps, in the order in which they were recorded.
    pub transitions: Vec<Transition>,
}
impl From<CommitmentRow> for Commitment {
    fn from(row: CommitmentRow) -> Self {
        Self { row, countries: vec![], policy_areas: vec![], transitions: vec![] }
    }
}

crate::shared_input! { NewCommitment, CommitmentPatch of Commitment => commitments: placed dated reviewed guarded noted worded;
    required {
        /// An ask, a pledge, or a commitment in an action plan.
        kind: CommitmentKind,
        /// What is asked or promised.
        title: Line,
    }
    optional {
        /// In more words.
        summary: Prose,
        /// Who asks or promises.
        made_by: Id<Organization>,
        /// Of whom, or to whom.
        made_to: Id<Organization>,
        /// What it grew from.
        grows_from_id: Id<Commitment>,
        /// The intervention where it was made; nested ones get theirs from the body around them.
        intervention_id: Id<Intervention>,
        /// Its id in the partnership's own data.
        official_id: Line,
        /// The action plan that it stands in; one of its own country.
        action_plan_id: Id<ActionPlan>,
        /// Its number in the plan, as printed.
        plan_number: Line,
    }
    links {
        /// What it is about.
        policy_areas: Vec<Code<PolicyArea>>,
    }
    once {
        /// Who asks or promises, to record on the way.
        new_made_by: Option<Box<NewOrganization>>,
        /// Of whom or to whom, to record on the way.
        new_made_to: Option<Box<NewOrganization>>,
        /// Its first status; the usual one for its kind where absent.
        status: Option<CommitmentStatus>,
    }
    refused { status: UseTransitions }
    also |new, problems| {
        check_official_id(new.official_id.as_ref().map(Line::as_str), problems);
        for (id, fresh, field) in [
            (&new.made_by, &new.new_made_by, "new_made_by"),
            (&new.made_to, &new.new_made_to, "new_made_to"),
        ] {
            if id.is_some() && fresh.is_some() {
                problems.add_at(field, "one_of", "give an id or a new organization");
            }
        }
        if !new.kind.first().contains(&new.first_status()) {
            let first: Vec<_> = new.kind.first().iter().map(|status| status.as_str()).collect();
            problems.add_at("status", "forbidden_first_status", format!("begins as one of {}", first.join(", ")));
        }
    }
}
impl NewCommitment {
    /// Its first status.
    pub fn first_status(&self) -> CommitmentStatus {
        self.status.unwrap_or(self.kind.first()[0])
    }
}
crate::shared_filter! {
    /// Conditions on commitments.
    CommitmentFilter of Commitment: placed dated reviewed guarded;
    /// An ask, a pledge, or a commitment in an action plan.
    kind: Among<CommitmentKind>,
    /// How far it has come.
    status: Among<CommitmentStatus>,
    /// Whether it waits to be confirmed again.
    needs_reconfirmation: Flag,
    /// Who asks or promises.
    made_by: Refs<Organization>,
    /// Of whom, or to whom.
    made_to: Refs<Organization>,
    /// What it grew from.
    grows_from: Refs<Commitment>,
    /// The intervention where it was made.
    intervention: Refs<Intervention>,
    /// Its id in the partnership's own data.
    official_id: Maybe<String>,
    /// A turnover that asks to confirm it again, or that moved it.
    turnover: Refs<Turnover>,
    /// Whether a turnover asks to confirm it again, or moved it.
    hit_by_turnover: Flag,
    /// The action plan that it stands in.
    action_plan: Refs<ActionPlan>,
    /// Its number in the plan, as printed.
    plan_number: Maybe<String>,
    /// What it is about: an area or, of the first level, any part of it.
    policy_area: Maybe<Code<PolicyArea>>,
}
crate::sort_keys! {
    /// Orders of commitments.
    CommitmentSort of Commitment {
        When = "when": (bool, chrono::NaiveDate, chrono::NaiveDate) => |c| c.row.when.order(),
        Title = "title": (String,) => |c| (fold(&c.row.title),),
        CreatedAt = "created_at": (Instant,) => |c| (c.row.created_at,),
        UpdatedAt = "updated_at": (Instant,) => |c| (c.row.updated_at,),
    }
}
impl Commitment {
    /// Whether it may have been open on some day of a date to which it was taken back: steps that ended it within the date
    /// are taken back as well.
    pub fn was_open(&mut self, at: &PartialDate) -> bool {
        while self.row.status.is_over() && self.transitions.len() > 1 {
            let last = self.transitions.last().and_then(|step| step.when.when.0.as_ref());
            if last.is_none_or(|over| over.latest() <= at.earliest()) {
                return false;
            }
            self.transitions.pop();
            let before = self.transitions.last().and_then(|step| step.status.parse().ok());
            self.row.status = before.unwrap_or(self.row.status);
        }
        !self.row.status.is_over()
    }
    /// Takes it back to a date, with the turnovers that asked to confirm it again: the steps that came later are gone, and
    /// the status is that of the last one left.
    pub fn step_back(&mut self, at: &PartialDate, turnovers: &[(Id<Turnover>, Dated)]) {
        let steps = self.transitions.len();
        self.row.status.take_back(&mut self.transitions, at);
        let mut asked = turnovers.iter().filter(|(_, when)| when.begun_by(at));
        self.row.needs_reconfirmation = if steps == self.transitions.len() {
            // What no turnover asks, a change of memberships does: when it was recorded.
            let recorded = turnovers.is_empty() && self.row.updated_at.0.date_naive() <= at.latest();
            self.row.needs_reconfirmation && (recorded || asked.next().is_some())
        } else {
            // What confirmed it later had not yet: only a step after the turnover had.
            asked.any(|(id, when)| !self.transitions.iter().any(|step| step.confirms(id, when)))
        };
    }
}
impl CommitmentStatus {
    /// Whether nothing more is to come of it.
    pub fn is_over(self) -> bool {
        matches!(self, Self::Done | Self::Withdrawn | Self::Reversed)
    }
}
impl Entity for Commitment {
    const SEARCHED: &'static [&'static str] = &["title", "summary", "official_id", "plan_number"];
    crate::entity_of! { Commitment "commitment" in "commitments" as Record:
        NewCommitment, CommitmentPatch, CommitmentFilter, CommitmentSort; placed guarded noted dated;
        "What civil society asks, what governments pledge, what stands in action plans, and how far it has come."
    }
    crate::carries_over! { worded row { title: Line, summary: Prose }; }
    fn references(&mut self, visitor: &mut dyn Visitor) {
        visitor.maybe::<Organization>("made_by", &mut self.row.made_by);
        visitor.maybe::<Organization>("made_to", &mut self.row.made_to);
        visitor.maybe::<Commitment>("grows_from_id", &mut self.row.grows_from_id);
        visitor.maybe::<Intervention>("intervention_id", &mut self.row.intervention_id);
        visitor.maybe::<ActionPlan>("action_plan_id", &mut self.row.action_plan_id);
        visitor.each::<PolicyArea>("policy_areas", &mut self.policy_areas);
        visitor.steps(&mut self.transitions);
        visitor.place(&mut self.row.region, &mut self.countries);
    }
    crate::referring! { CommitmentFilter; Turnover => turnover, Organization => made_by, Organization => made_to,
    Commitment => grows_from, Intervention => intervention, ActionPlan => action_plan, PolicyArea => policy_area, Region => region, Country => country }
    fn rules(&self, problems: &mut Problems) {
        place::check(&self.countries, self.row.region.as_ref(), self.row.worldwide, problems);
        check_official_id(self.row.official_id.as_deref(), problems);
    }
}

/// `^[A-Z]{2,3}[0-9]{4}$`
fn check_official_id(id: Option<&str>, problems: &mut Problems) {
    let right = |id: &str| {
        let letters = id.chars().take_while(char::is_ascii_uppercase).count();
        (2..=3).contains(&letters) && id.len() == letters + 4 && id[letters..].chars().all(|c| c.is_ascii_digit())
    };
    if id.is_some_and(|id| !right(id)) {
        problems.add_at(
            "official_id",
            "bad_official_id",
            "two or three capital letters and four digits, such as UK0034",
        );
    }
}
