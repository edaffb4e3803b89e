//! Assessments: what somebody judged of a record, by a code of a scale. Three codes belong to every scale and say three
//! different things of a judgement that is missing.
use crate::{
    check::Problems,
    entity::Entity,
    filter::{Among, Maybe, Refs},
    organization::{Organization, organizations},
    reference::Visitor,
    scale::{Scale, ScaleValue},
    text::{Code, Line, Prose},
};
use rapport_schema::{Id, Instant};
use serde::Serialize;

/// Codes that every scale has: not reviewed; no data, since it was not asked at the time; not applicable. They are kept
/// apart from each other, and from there being no assessment.
pub const MISSING: [&str; 3] = ["NR", "ND", "NA"];
crate::codes! {
    /// Why a judgement is missing: not reviewed; no data, since it was not asked at the time; not applicable.
    Missing { NotReviewed = "NR", NoData = "ND", NotApplicable = "NA" }
}
/// A code of a scale, or why there is none.
#[derive(Serialize, utoipa::ToSchema)]
#[serde(untagged)]
#[allow(dead_code)]
enum ScaleCode {
    /// One of the scale's own.
    Value(Code<ScaleValue>),
    /// Why the judgement is missing.
    Missing(Missing),
}

crate::shared_table! {
    /// Assessments.
    assessments: attached dated reviewed guarded worded;
    scale -> Text,
    code -> Text,
    assessor_id -> Nullable<DbId>,
    criterion -> Nullable<Text>,
    phase -> Nullable<Text>,
    evidence -> Nullable<Text>,
}
crate::embed_about!(assessments);
crate::embed_when!(assessments: when_text, when_earliest, when_latest);
diesel::allow_tables_to_appear_in_same_query!(assessments, organizations);

crate::shared_row! {
    /// An assessment's columns.
    AssessmentRow of Assessment in assessments: attached dated reviewed guarded worded;
    /// The scale.
    pub scale: Code<Scale>,
    /// One of its codes; or `NR`, not reviewed; `ND`, no data; `NA`, not applicable.
    #[schema(value_type = ScaleCode)]
    pub code: String,
    /// Who judged.
    pub assessor_id: Option<Id<Organization>>,
    /// What of the record was judged, where a scale is held to several things: the requirement "1.1", a value.
    pub criterion: Option<String>,
    /// At which point of a cycle, in words: "mid-term", "end of term".
    pub phase: Option<String>,
    /// What the judgement rests on.
    pub evidence: Option<String>,
}
/// What somebody judged of a record. `when` is when they did.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct Assessment {
    /// Its columns.
    #[serde(flatten)]
    pub row: AssessmentRow,
}
impl From<AssessmentRow> for Assessment {
    fn from(row: AssessmentRow) -> Self {
        Self { row }
    }
}
crate::shared_input! { NewAssessment, AssessmentPatch of Assessment => assessments: attached dated reviewed guarded worded;
    required {
        /// The scale.
        scale: Code<Scale>,
        /// One of its codes; or `NR`, not reviewed; `ND`, no data; `NA`, not applicable.
        code: Line,
    }
    optional {
        /// Who judged.
        assessor_id: Id<Organization>,
        /// What of the record was judged, where a scale is held to several things.
        criterion: Line,
        /// At which point of a cycle, in words.
        phase: Line,
        /// What the judgement rests on.
        evidence: Prose,
    }
    also |new, problems| { new.about.must_be(problems); }
}
crate::shared_filter! {
    /// Conditions on assessments.
    AssessmentFilter of Assessment: attached dated reviewed guarded;
    /// The scale.
    scale: Among<Code<Scale>>,
    /// What of the record was judged.
    criterion: Maybe<String>,
    /// The code.
    code: Among<String>,
    /// Who judged.
    assessor: Refs<Organization>,
}
crate::sort_keys! {
    /// Orders of assessments.
    AssessmentSort of Assessment {
        When = "when": (bool, chrono::NaiveDate, chrono::NaiveDate) => |a| a.row.when.order(),
        CreatedAt = "created_at": (Instant,) => |a| (a.row.created_at,),
        UpdatedAt = "updated_at": (Instant,) => |a| (a.row.updated_at,),
    }
}
impl Entity for Assessment {
    crate::entity_of! { Assessment "assessment" in "assessments" as Attached:
        NewAssessment, AssessmentPatch, AssessmentFilter, AssessmentSort; attached dated reviewed guarded;
        "What somebody judged of a record, by a code of a scale."
    }
    crate::carries_over! { worded row { phase: Line, evidence: Prose }; }
    fn references(&mut self, visitor: &mut dyn Visitor) {
        visitor.about(&mut self.row.about);
        visitor.code::<Scale>("scale", &self.row.scale);
        visitor.maybe::<Organization>("assessor_id", &mut self.row.assessor_id);
    }
    crate::referring! { AssessmentFilter; Scale => scale, Organization => assessor }
    fn rules(&self, problems: &mut Problems) {
        self.row.about.must_be(problems);
    }
}
