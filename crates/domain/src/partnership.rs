//! Partnerships: who works with the team, where, for what and from when to when.
use crate::{
    check::Problems,
    country::{Country, CountryCode},
    entity::Entity,
    filter::Refs,
    organization::Organization,
    place,
    reference::Visitor,
    region::Region,
    text::{Line, Prose, fold},
};
use diesel::NullableExpressionMethods;
use rapport_schema::{Id, Instant};
use serde::Serialize;

crate::shared_table! {
    /// Partnerships.
    partnerships: placed dated reviewed guarded noted worded;
    title -> Text,
    title_folded -> Text,
    organization_id -> DbId,
    purpose -> Nullable<Text>,
}
crate::link_table! {
    /// The countries that partnerships are about.
    partnership_countries (partnership_id) country -> Text in partnerships
}
crate::embed_when!(partnerships: when_text, when_earliest, when_latest);

crate::shared_row! {
    /// A partnership's own columns. Its date is the period for which it holds.
    PartnershipRow of Partnership in partnerships: placed dated reviewed guarded noted worded;
    /// What it is.
    pub title: String,
    /// The partner; null where the caller may not read it.
    #[diesel(select_expression = partnerships::organization_id.nullable())]
    pub organization_id: Option<Id<Organization>>,
    /// What it is for.
    pub purpose: Option<String>,
}
/// Work together with another organization, for a period as vague as it is known.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct Partnership {
    /// Its own columns.
    #[serde(flatten)]
    pub row: PartnershipRow,
    /// The countries that it is about.
    pub countries: Vec<CountryCode>,
}
impl From<PartnershipRow> for Partnership {
    fn from(row: PartnershipRow) -> Self {
        Self { row, countries: vec![] }
    }
}

crate::shared_input! { NewPartnership, PartnershipPatch of Partnership => partnerships: placed dated reviewed guarded noted worded;
    required {
        /// What it is.
        title: Line,
        /// The partner.
        organization_id: Id<Organization>,
    }
    optional {
        /// What it is for.
        purpose: Prose,
    }
}
crate::shared_filter! {
    /// Conditions on partnerships.
    PartnershipFilter of Partnership: placed dated reviewed guarded;
    /// The partner.
    organization: Refs<Organization>,
}
crate::sort_keys! {
    /// Orders of partnerships.
    PartnershipSort of Partnership {
        When = "when": (bool, chrono::NaiveDate, chrono::NaiveDate) => |p| p.row.when.order(),
        Title = "title": (String,) => |p| (fold(&p.row.title),),
        CreatedAt = "created_at": (Instant,) => |p| (p.row.created_at,),
        UpdatedAt = "updated_at": (Instant,) => |p| (p.row.updated_at,),
    }
}
impl Entity for Partnership {
    crate::entity_of! { Partnership "partnership" in "partnerships" as Record:
        NewPartnership, PartnershipPatch, PartnershipFilter, PartnershipSort; placed guarded noted dated;
        "Who works with the team, where, for what and from when to when."
    }
    crate::carries_over! { worded row { title: Line, purpose: Prose }; }
    fn references(&mut self, visitor: &mut dyn Visitor) {
        visitor.place(&mut self.row.region, &mut self.countries);
        visitor.maybe::<Organization>("organization_id", &mut self.row.organization_id);
    }
    crate::referring! { PartnershipFilter; Organization => organization, Region => region, Country => country }
    fn rules(&self, problems: &mut Problems) {
        place::check(&self.countries, self.row.region.as_ref(), self.row.worldwide, problems);
    }
}
