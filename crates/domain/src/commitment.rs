//! Commitments: what civil society asks, what governments pledge, and what stands in action plans.
use crate::{
    check::{Problems, UseTransitions},
    country::{Country, CountryCode},
    entity::{Class, Entity, Kind, Version},
    filter::{Among, Dates, Flag, Maybe, Refs},
    intervention::Intervention,
    organization::{NewOrganization, Organization},
    place,
    reference::Visitor,
    region::Region,
    review::Review,
    scope::{Place, Sensitivity},
    text::{Code, Line, Private, Prose, fold},
    transition::{Steps, Transition},
    user::User,
    when::{Dated, When},
};
use diesel::prelude::*;
use rapport_schema::{Id, Instant};
use serde::Serialize;

diesel::table! {
    use diesel::sql_types::*;
    use rapport_schema::{DbId, DbInstant};
    /// Commitments.
    #[allow(missing_docs)]
    commitments (id) {
        id -> DbId,
        version -> Integer,
        created_at -> DbInstant,
        updated_at -> DbInstant,
        deleted_at -> Nullable<DbInstant>,
        kind -> Text,
        title -> Text,
        title_folded -> Text,
        summary -> Nullable<Text>,
        private_notes -> Nullable<Text>,
        made_by -> Nullable<DbId>,
        made_to -> Nullable<DbId>,
        grows_from_id -> Nullable<DbId>,
        intervention_id -> Nullable<DbId>,
        official_id -> Nullable<Text>,
        region -> Nullable<Text>,
        worldwide -> Bool,
        when_text -> Nullable<Text>,
        when_earliest -> Date,
        when_latest -> Date,
        when_undated -> Bool,
        when_said -> Nullable<Text>,
        when_inferred -> Bool,
        status -> Text,
        needs_reconfirmation -> Bool,
        sensitivity -> Text,
        review -> Text,
        reviewed_by -> Nullable<DbId>,
        reviewed_at -> Nullable<DbInstant>,
    }
}
diesel::table! {
    use diesel::sql_types::*;
    use rapport_schema::DbId;
    /// The countries of commitments.
    #[allow(missing_docs)]
    commitment_countries (commitment_id, country) { commitment_id -> DbId, country -> Text, position -> Integer, }
}
diesel::allow_tables_to_appear_in_same_query!(commitments, commitment_countries);
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

/// A commitment's own columns.
#[derive(Clone, Debug, Queryable, Selectable, Serialize, utoipa::ToSchema)]
#[diesel(table_name = commitments)]
pub struct CommitmentRow {
    /// Its identity.
    pub id: Id<Commitment>,
    /// How often it has been written.
    pub version: Version,
    /// When it was recorded.
    pub created_at: Instant,
    /// When it was last written.
    pub updated_at: Instant,
    /// An ask, a pledge, or a commitment in an action plan.
    pub kind: CommitmentKind,
    /// What is asked or promised.
    pub title: String,
    /// In more words.
    pub summary: Option<String>,
    /// For the team alone.
    #[diesel(select_expression = commitments::private_notes)]
    #[serde(skip_serializing_if = "Private::is_withheld")]
    pub private_notes: Private,
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
    /// The region that it is about as a whole.
    pub region: Option<Code<Region>>,
    /// Whether it is about the whole world.
    pub worldwide: bool,
    /// When it was made.
    #[diesel(select_expression = (commitments::when_text, commitments::when_earliest, commitments::when_latest,
        commitments::when_said, commitments::when_inferred))]
    #[serde(flatten)]
    pub when: Dated,
    /// How far it has come: the last of its transitions.
    pub status: CommitmentStatus,
    /// Whether whoever made it has since changed, and nobody has confirmed it again.
    pub needs_reconfirmation: bool,
    /// Who may read it.
    pub sensitivity: Sensitivity,
    /// How far it has been checked.
    pub review: Review,
    /// Who set `review` last.
    pub reviewed_by: Option<Id<User>>,
    /// When.
    pub reviewed_at: Option<Instant>,
}
/// An ask, a pledge or a plan's commitment, with every step that it has taken.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct Commitment {
    /// Its own columns.
    #[serde(flatten)]
    pub row: CommitmentRow,
    /// The countries that it is about.
    pub countries: Vec<CountryCode>,
    /// Its steps, in the order in which they were recorded.
    pub transitions: Vec<Transition>,
}
impl From<CommitmentRow> for Commitment {
    fn from(row: CommitmentRow) -> Self {
        Self { row, countries: vec![], transitions: vec![] }
    }
}

crate::input! { NewCommitment, CommitmentPatch => commitments;
    required {
        /// An ask, a pledge, or a commitment in an action plan.
        kind: CommitmentKind,
        /// What is asked or promised.
        title: Line,
    }
    optional {
        /// In more words.
        summary: Prose,
        /// For the team alone.
        private_notes: Prose,
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
        /// The region that it is about as a whole.
        region: Code<Region>,
        /// The source's own words for the date.
        when_said: Line,
    }
    defaulted {
        /// Whether it is about the whole world.
        worldwide: bool,
        /// Whether a part of the date was supplied by us.
        when_inferred: bool,
        /// How far it has been checked.
        review: Review,
    }
    inherited {
        /// Who may read it; internal where absent, or as the record around it where it is nested.
        sensitivity: Sensitivity,
    }
    spread {
        /// When it was made.
        when: When,
    }
    links {
        /// The countries that it is about.
        countries: Vec<CountryCode>,
    }
    once {
        /// An id of the client's own choice (UUIDv7).
        id: Option<Id<Commitment>>,
        /// Who asks or promises, to record on the way.
        new_made_by: Option<Box<NewOrganization>>,
        /// Of whom or to whom, to record on the way.
        new_made_to: Option<Box<NewOrganization>>,
        /// Its first status; the usual one for its kind where absent.
        status: Option<CommitmentStatus>,
    }
    stamped {
        /// Who set `review`.
        reviewed_by: Id<User>,
        /// When.
        reviewed_at: Instant,
    } by |me, by, at| { if me.sets_review() { (me.reviewed_by, me.reviewed_at) = (Some(by), Some(at)); } }
    refused { status: UseTransitions }
    also |new, problems| {
        place::check(&new.countries, new.region.as_ref(), new.worldwide, problems);
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
    fn sets_review(&self) -> bool {
        self.review != Review::Draft
    }
    /// Its first status.
    pub fn first_status(&self) -> CommitmentStatus {
        self.status.unwrap_or(self.kind.first()[0])
    }
}
impl CommitmentPatch {
    fn sets_review(&self) -> bool {
        self.review.is_some()
    }
}
crate::filter! {
    /// Conditions on commitments.
    CommitmentFilter {
        /// Its id.
        id: Among<Id<Commitment>>,
        /// An ask, a pledge, or a commitment in an action plan.
        kind: Among<CommitmentKind>,
        /// How far it has come.
        status: Among<CommitmentStatus>,
        /// Whether it waits to be confirmed again.
        needs_reconfirmation: Flag,
        /// A country that it is about.
        country: Among<CountryCode>,
        /// The region that it is about.
        region: Maybe<Code<Region>>,
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
        /// When it was made.
        when: Dates,
        /// Its sensitivity.
        sensitivity: Among<Sensitivity>,
        /// How far it has been checked.
        review: Among<Review>,
    }
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
impl Entity for Commitment {
    const KIND: Kind = Kind { name: "commitment", path: "commitments", class: Class::Record };
    const ABOUT: &'static str =
        "What civil society asks, what governments pledge, what stands in action plans, and how far it has come.";
    type Key = Id<Commitment>;
    type New = NewCommitment;
    type Patch = CommitmentPatch;
    type Filter = CommitmentFilter;
    type Sort = CommitmentSort;
    fn key(&self) -> Id<Commitment> {
        self.row.id
    }
    fn version(&self) -> Version {
        self.row.version
    }
    fn chosen(new: &NewCommitment) -> Option<Id<Commitment>> {
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
        visitor.maybe::<Organization>("made_by", &mut self.row.made_by);
        visitor.maybe::<Organization>("made_to", &mut self.row.made_to);
        visitor.maybe::<Commitment>("grows_from_id", &mut self.row.grows_from_id);
        visitor.maybe::<Intervention>("intervention_id", &mut self.row.intervention_id);
        visitor.maybe::<Region>("region", &mut self.row.region);
        visitor.each::<Country>("countries", &mut self.countries);
    }
    fn withhold(&mut self) -> &'static [&'static str] {
        self.row.private_notes.withhold();
        &["private_notes"]
    }
    crate::referring! { CommitmentFilter; Organization => made_by, Organization => made_to, Commitment => grows_from,
    Intervention => intervention, Region => region, Country => country }
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
