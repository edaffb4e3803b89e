//! Action plans: what a country sets out to do, with its versions and deadlines. Commitments stand in them.
use crate::{
    check::Problems,
    country::{Country, CountryCode},
    entity::{Entity, Key},
    filter::{Among, Dates, Maybe, OfGroups},
    reference::{Spot, Visitor},
    scope::Place,
    text::{Line, Prose, Web},
    when::Edtf,
};
use rapport_schema::Instant;
use serde::Serialize;

crate::shared_table! {
    /// Action plans.
    action_plans: dated reviewed guarded noted worded;
    country -> Text,
    number -> Nullable<Integer>,
    title -> Nullable<Text>,
    summary -> Nullable<Text>,
    official_id -> Nullable<Text>,
    phase -> Nullable<Text>,
}
crate::embed_when!(action_plans: when_text, when_earliest, when_latest);

crate::codes! {
    /// How far an action plan is in its cycle.
    PlanPhase {
        CoCreation = "co_creation", Submitted = "submitted", Implementation = "implementation", Refresh = "refresh",
        EndOfTerm = "end_of_term", Closed = "closed",
    }
}
crate::codes! {
    /// How a version came about: the plan as first adopted, an amendment, or an update.
    PlanChange { Original = "original", Amendment = "amendment", Update = "update" } default Original
}

crate::element! {
    /// A version of an action plan.
    PlanVersion, NewPlanVersion in action_plan_versions (action_plan_id) of action_plans: dated;
    required {
        /// What it is called.
        label: String as Line => Text,
    }
    optional {
        /// Where it is published.
        url: String as Web => Text,
        /// What is different in it.
        note: String as Prose => Text,
    }
    defaulted {
        /// How it came about.
        change: PlanChange as PlanChange => Text,
    }
}
crate::element! {
    /// Something that an action plan must have done by a day.
    PlanDeadline, NewPlanDeadline in action_plan_deadlines (action_plan_id) of action_plans: due;
    required {
        /// What must be done.
        title: String as Line => Text,
    }
    optional {
        /// When it was done.
        met: Edtf as Edtf => Text,
    }
    also |new, problems| {
        if new.due.is_undated() {
            problems.add_at("due", "missing", "a deadline says when it falls due");
        }
    }
}

crate::shared_row! {
    /// An action plan's own columns.
    ActionPlanRow of ActionPlan in action_plans: dated reviewed guarded noted worded;
    /// Whose it is.
    pub country: CountryCode,
    /// Which of the country's plans, counted from 1; null where nobody says.
    pub number: Option<i32>,
    /// What it is called.
    pub title: Option<String>,
    /// What there is to know of it.
    pub summary: Option<String>,
    /// Its id in the partnership's own data, such as `AP_GBR02`.
    pub official_id: Option<String>,
    /// How far it is in its cycle.
    pub phase: Option<PlanPhase>,
}
/// A country's action plan, with its versions and deadlines.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct ActionPlan {
    /// Its own columns.
    #[serde(flatten)]
    pub row: ActionPlanRow,
    /// Its versions, in the order in which they were given.
    pub versions: Vec<PlanVersion>,
    /// What it must have done by when.
    pub deadlines: Vec<PlanDeadline>,
}
impl From<ActionPlanRow> for ActionPlan {
    fn from(row: ActionPlanRow) -> Self {
        Self { row, versions: vec![], deadlines: vec![] }
    }
}

crate::shared_input! { NewActionPlan, ActionPlanPatch of ActionPlan => action_plans: dated reviewed guarded noted worded;
    required {
        /// Whose it is.
        country: CountryCode,
    }
    optional {
        /// Which of the country's plans, counted from 1.
        number: i32,
        /// What it is called.
        title: Line,
        /// What there is to know of it.
        summary: Prose,
        /// Its id in the partnership's own data.
        official_id: Line,
        /// How far it is in its cycle.
        phase: PlanPhase,
    }
    links {
        /// Its versions.
        versions: Vec<NewPlanVersion>,
        /// What it must have done by when.
        deadlines: Vec<NewPlanDeadline>,
    }
    also |new, problems| { check(new.number, new.official_id.as_ref().map(Line::as_str), problems); }
}
fn check(number: Option<i32>, official_id: Option<&str>, problems: &mut Problems) {
    if number == Some(0) {
        problems.add_at("number", "zero", "plans are counted from 1");
    }
    if official_id.is_some_and(|id| !is_official_id(id)) {
        let detail = "AP_, three to six capital letters or digits for the member, and two digits, such as AP_GBR02";
        problems.add_at("official_id", "bad_official_id", detail);
    }
}
/// `^AP_[A-Z0-9]{3,6}[0-9]{2}$`
fn is_official_id(id: &str) -> bool {
    let Some(rest) = id.strip_prefix("AP_") else { return false };
    let plain = rest.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit());
    plain && (5..=8).contains(&rest.len()) && rest.bytes().rev().take(2).all(|b| b.is_ascii_digit())
}
crate::shared_filter! {
    /// Conditions on action plans.
    ActionPlanFilter of ActionPlan: dated reviewed guarded;
    /// Whose it is.
    country: OfGroups<Among<CountryCode>>,
    /// Which of the country's plans.
    number: Maybe<i32>,
    /// Its id in the partnership's own data.
    official_id: Maybe<String>,
    /// How far it is in its cycle.
    phase: Maybe<PlanPhase>,
    /// When one of its deadlines falls due.
    due = "deadline.due": Dates,
}
crate::sort_keys! {
    /// Orders of action plans.
    ActionPlanSort of ActionPlan {
        When = "when": (bool, chrono::NaiveDate, chrono::NaiveDate) => |p| p.row.when.order(),
        CreatedAt = "created_at": (Instant,) => |p| (p.row.created_at,),
        UpdatedAt = "updated_at": (Instant,) => |p| (p.row.updated_at,),
    }
}
impl Entity for ActionPlan {
    crate::entity_of! { ActionPlan "action_plan" in "action-plans" as Record:
        NewActionPlan, ActionPlanPatch, ActionPlanFilter, ActionPlanSort; guarded noted dated;
        "Action plans of countries, with their versions and deadlines; commitments stand in them."
    }
    crate::carries_over! { elements versions deadlines; worded row { title: Line, summary: Prose }; }
    fn place(&self) -> Place<'_> {
        Place::either(Some(&self.row.country), None)
    }
    fn references(&mut self, visitor: &mut dyn Visitor) {
        visitor.keep(Country::KIND, self.row.country.any(), Spot { field: "country", index: None, inner: None });
    }
    crate::referring! { ActionPlanFilter; Country => country }
    fn rules(&self, problems: &mut Problems) {
        check(self.row.number, self.row.official_id.as_deref(), problems);
    }
}
