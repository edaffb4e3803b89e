//! Risks: countries where words may harm whoever spoke them, and what is to be done with such words there.
use crate::{
    country::{Country, CountryCode},
    entity::Entity,
    filter::{Among, OfGroups},
    reference::Visitor,
    scope::Place,
    testimonial::Testimonial,
    text::{Line, Prose, fold},
};
use rapport_schema::{Id, Instant};
use serde::Serialize;

crate::shared_table! {
    /// Risks.
    risks: dated guarded noted worded;
    country -> Text,
    title -> Text,
    title_folded -> Text,
    severity -> Text,
    handling -> Text,
    note -> Nullable<Text>,
}
crate::embed_when!(risks: when_text, when_earliest, when_latest);

crate::codes! {
    /// How grave it is.
    Severity { Low = "low", Medium = "medium", High = "high" } default Medium
}
crate::codes! {
    /// What is done with testimonials of the country: nothing, care, or holding them back from the public.
    Handling { None = "none", Caution = "caution", Withhold = "withhold" } default Caution
}

crate::shared_row! {
    /// A risk's own columns.
    RiskRow of Risk in risks: dated guarded noted worded;
    /// The country.
    pub country: CountryCode,
    /// What the risk is.
    pub title: String,
    /// How grave it is.
    pub severity: Severity,
    /// What is done with testimonials of the country.
    pub handling: Handling,
    /// In more words.
    pub note: Option<String>,
}
/// A risk in a country, with the testimonials that it holds back.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct Risk {
    /// Its own columns.
    #[serde(flatten)]
    pub row: RiskRow,
    /// The testimonials of the country that it now holds back from the public, as far as the caller sees them.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Vec<Id<Testimonial>>, required = false)]
    pub withholds: Option<Vec<Id<Testimonial>>>,
}
impl From<RiskRow> for Risk {
    fn from(row: RiskRow) -> Self {
        Self { row, withholds: None }
    }
}

crate::shared_input! { NewRisk, RiskPatch of Risk => risks: dated guarded noted worded;
    required {
        /// The country.
        country: CountryCode,
        /// What the risk is.
        title: Line,
    }
    optional {
        /// In more words.
        note: Prose,
    }
    defaulted {
        /// How grave it is.
        severity: Severity,
        /// What is done with testimonials of the country.
        handling: Handling,
    }
}
crate::shared_filter! {
    /// Conditions on risks.
    RiskFilter of Risk: dated guarded;
    /// The country.
    country: OfGroups<Among<CountryCode>>,
    /// How grave it is.
    severity: Among<Severity>,
    /// What is done with testimonials of the country.
    handling: Among<Handling>,
}
crate::sort_keys! {
    /// Orders of risks.
    RiskSort of Risk {
        When = "when": (bool, chrono::NaiveDate, chrono::NaiveDate) => |r| r.row.when.order(),
        Title = "title": (String,) => |r| (fold(&r.row.title),),
        CreatedAt = "created_at": (Instant,) => |r| (r.row.created_at,),
        UpdatedAt = "updated_at": (Instant,) => |r| (r.row.updated_at,),
    }
}
impl Entity for Risk {
    crate::entity_of! { Risk "risk" in "risks" as Record: NewRisk, RiskPatch, RiskFilter, RiskSort; guarded noted dated;
        "Countries where words may harm their speakers, and what is held back from the public for it."
    }
    crate::carries_over! { worded row { title: Line, note: Prose }; }
    fn place(&self) -> Place<'_> {
        Place::Of { countries: std::slice::from_ref(&self.row.country), regions: &[] }
    }
    fn references(&mut self, visitor: &mut dyn Visitor) {
        // Everybody sees countries, so that none is ever dropped.
        visitor.maybe::<Country>("country", &mut Some(self.row.country));
    }
    crate::referring! { RiskFilter; Country => country }
}
