//! Standings: what a country, an organization or a person is in the partnership, from when to when: a member, a co-chair,
//! a member of the Steering Committee. Former ones stay.
use crate::{
    check::Problems,
    country::{Country, CountryCode},
    entity::Entity,
    filter::{Among, Maybe, OfGroups, Refs},
    organization::Organization,
    person::Person,
    reference::Visitor,
    scope::Place,
    text::{Line, Prose},
};
use rapport_schema::{Id, Instant};
use serde::Serialize;

crate::shared_table! {
    /// Standings.
    standings: dated reviewed guarded worded;
    country -> Nullable<Text>,
    aspect -> Text,
    code -> Text,
    organization_id -> Nullable<DbId>,
    person_id -> Nullable<DbId>,
    rule_version -> Nullable<Text>,
    note -> Nullable<Text>,
}
crate::embed_when!(standings: when_text, when_earliest, when_latest);

crate::codes! {
    /// In what respect: as a member, in the chair, or on the Steering Committee.
    StandingAspect { Membership = "membership", Chair = "chair", SteeringCommittee = "steering_committee" }
}
crate::codes! {
    /// What it is there; each belongs to one aspect.
    StandingCode {
        Eligible = "eligible", LetterOfIntent = "letter_of_intent", Developing = "developing", Member = "member",
        UnderReview = "under_review", Inactive = "inactive", Suspended = "suspended", Withdrawn = "withdrawn",
        ActingContrary = "acting_contrary", CoChair = "co_chair", LeadChair = "lead_chair", PastChair = "past_chair",
        FutureChair = "future_chair", GovernmentMember = "government_member",
        CivilSocietyMember = "civil_society_member",
    }
}
impl StandingAspect {
    /// The codes that it has.
    pub fn codes(self) -> &'static [StandingCode] {
        use StandingCode::*;
        match self {
            Self::Membership => &[
                Eligible,
                LetterOfIntent,
                Developing,
                Member,
                UnderReview,
                Inactive,
                Suspended,
                Withdrawn,
                ActingContrary,
            ],
            Self::Chair => &[CoChair, LeadChair, PastChair, FutureChair],
            Self::SteeringCommittee => &[GovernmentMember, CivilSocietyMember],
        }
    }
}

crate::shared_row! {
    /// A standing's columns.
    StandingRow of Standing in standings: dated reviewed guarded worded;
    /// Whose it is, or for which country a seat is held; null where it belongs to none.
    pub country: Option<CountryCode>,
    /// In what respect.
    pub aspect: StandingAspect,
    /// What it is there.
    pub code: StandingCode,
    /// The organization that holds it.
    pub organization_id: Option<Id<Organization>>,
    /// The person who holds it.
    pub person_id: Option<Id<Person>>,
    /// The rules by which it was decided, in words: they changed over the years.
    pub rule_version: Option<String>,
    /// What else there is to say.
    pub note: Option<String>,
}
/// What a country, an organization or a person is in the partnership, for a period as vague as it is known.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct Standing {
    /// Its columns.
    #[serde(flatten)]
    pub row: StandingRow,
}
impl From<StandingRow> for Standing {
    fn from(row: StandingRow) -> Self {
        Self { row }
    }
}

crate::shared_input! { NewStanding, StandingPatch of Standing => standings: dated reviewed guarded worded;
    required {
        /// In what respect.
        aspect: StandingAspect,
        /// What it is there: one of the aspect's codes.
        code: StandingCode,
    }
    optional {
        /// Whose it is; a membership has one, a seat may have none.
        country: CountryCode,
        /// The organization that holds it.
        organization_id: Id<Organization>,
        /// The person who holds it.
        person_id: Id<Person>,
        /// The rules by which it was decided, in words.
        rule_version: Line,
        /// What else there is to say.
        note: Prose,
    }
    also |new, problems| {
        let anybody = new.organization_id.is_some() || new.person_id.is_some();
        check(new.aspect, new.code, new.country, anybody, problems);
    }
}
fn check(
    aspect: StandingAspect,
    code: StandingCode,
    country: Option<CountryCode>,
    anybody: bool,
    problems: &mut Problems,
) {
    if !aspect.codes().contains(&code) {
        let codes: Vec<_> = aspect.codes().iter().map(|code| code.as_str()).collect();
        problems.add_at("code", "unknown_code", format!("is none of {}", codes.join(", ")));
    }
    if country.is_none() && (aspect == StandingAspect::Membership || !anybody) {
        let detail = "a membership is a country's; other standings are a country's, an organization's or a person's";
        problems.add_at("country", "nobody", detail);
    }
}
crate::shared_filter! {
    /// Conditions on standings.
    StandingFilter of Standing: dated reviewed guarded;
    /// Whose it is.
    country: OfGroups<Maybe<CountryCode>>,
    /// In what respect.
    aspect: Among<StandingAspect>,
    /// What it is there.
    code: Among<StandingCode>,
    /// The organization that holds it.
    organization: Refs<Organization>,
    /// The person who holds it.
    person: Refs<Person>,
}
crate::sort_keys! {
    /// Orders of standings.
    StandingSort of Standing {
        When = "when": (bool, chrono::NaiveDate, chrono::NaiveDate) => |s| s.row.when.order(),
        CreatedAt = "created_at": (Instant,) => |s| (s.row.created_at,),
        UpdatedAt = "updated_at": (Instant,) => |s| (s.row.updated_at,),
    }
}
impl Entity for Standing {
    crate::entity_of! { Standing "standing" in "standings" as Record:
        NewStanding, StandingPatch, StandingFilter, StandingSort; guarded dated;
        "Who is or was what in the partnership: memberships of countries, chairs, seats on the Steering Committee."
    }
    crate::carries_over! { worded row { note: Prose }; }
    fn place(&self) -> Place<'_> {
        Place::either(self.row.country.as_ref(), None)
    }
    fn references(&mut self, visitor: &mut dyn Visitor) {
        visitor.maybe::<Country>("country", &mut self.row.country);
        visitor.maybe::<Organization>("organization_id", &mut self.row.organization_id);
        visitor.maybe::<Person>("person_id", &mut self.row.person_id);
    }
    crate::referring! { StandingFilter; Country => country, Organization => organization, Person => person }
    fn rules(&self, problems: &mut Problems) {
        let row = &self.row;
        check(row.aspect, row.code, row.country, row.organization_id.is_some() || row.person_id.is_some(), problems);
    }
}
