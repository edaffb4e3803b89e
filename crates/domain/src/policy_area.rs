//! Policy areas: what commitments are about, in two levels as the partnership sorts its own.
use crate::{
    entity::{Class, Entity, Kind, Version},
    filter::{Among, Maybe},
    reference::Visitor,
    region::code_of,
    text::{Code, Line},
};
use diesel::prelude::*;
use rapport_schema::Instant;
use serde::Serialize;

diesel::table! {
    use diesel::sql_types::*;
    use rapport_schema::DbInstant;
    /// Policy areas.
    #[allow(missing_docs)]
    policy_areas (code) {
        code -> Text,
        version -> Integer,
        created_at -> DbInstant,
        updated_at -> DbInstant,
        deleted_at -> Nullable<DbInstant>,
        name -> Text,
        name_es -> Nullable<Text>,
        name_fr -> Nullable<Text>,
        part_of -> Nullable<Text>,
        position -> Integer,
    }
}

/// A policy area.
#[derive(Clone, Debug, Queryable, Selectable, Serialize, utoipa::ToSchema)]
#[diesel(table_name = policy_areas)]
pub struct PolicyArea {
    /// Its code, such as `open_contracting`.
    pub code: Code<PolicyArea>,
    /// How often it has been written.
    pub version: Version,
    /// When it was recorded.
    pub created_at: Instant,
    /// When it was last written.
    pub updated_at: Instant,
    /// In English.
    pub name: String,
    /// In Spanish.
    pub name_es: Option<String>,
    /// In French.
    pub name_fr: Option<String>,
    /// The area of the first level that it belongs to; null for those of the first level.
    pub part_of: Option<Code<PolicyArea>>,
    /// Its place in tables, from 1.
    pub position: i32,
}

crate::input! { NewPolicyArea, PolicyAreaPatch => policy_areas;
    required {
        /// In English.
        name: Line,
    }
    optional {
        /// In Spanish.
        name_es: Line,
        /// In French.
        name_fr: Line,
        /// The area of the first level that it belongs to.
        part_of: Code<PolicyArea>,
    }
    defaulted {
        /// Its place in tables.
        position: i32,
    }
    once {
        /// Its code; made from the name where absent.
        code: Option<Code<PolicyArea>>,
    }
}
crate::filter! {
    /// Conditions on policy areas.
    PolicyAreaFilter {
        /// Its code.
        code: Among<Code<PolicyArea>>,
        /// The area that it belongs to.
        part_of: Maybe<Code<PolicyArea>>,
    }
}
crate::sort_keys! {
    /// Orders of policy areas.
    PolicyAreaSort of PolicyArea {
        Position = "position": (i32,) => |a| (a.position,),
        Code = "code": (String,) => |a| (a.code.to_string(),),
    }
}
impl Entity for PolicyArea {
    const KIND: Kind = Kind { name: "policy_area", path: "policy-areas", class: Class::Reference };
    const ABOUT: &'static str =
        "What commitments are about: areas, and what belongs to each, as the partnership sorts its own commitments.";
    type Key = Code<PolicyArea>;
    type New = NewPolicyArea;
    type Patch = PolicyAreaPatch;
    type Filter = PolicyAreaFilter;
    type Sort = PolicyAreaSort;
    fn key(&self) -> Code<PolicyArea> {
        self.code.clone()
    }
    fn version(&self) -> Version {
        self.version
    }
    fn chosen(new: &NewPolicyArea) -> Option<Code<PolicyArea>> {
        new.code.clone().or_else(|| code_of(&new.name))
    }
    fn references(&mut self, visitor: &mut dyn Visitor) {
        visitor.maybe::<PolicyArea>("part_of", &mut self.part_of);
    }
    crate::referring! { PolicyAreaFilter; PolicyArea => part_of }
}
