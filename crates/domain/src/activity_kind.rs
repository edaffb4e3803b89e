//! Kinds of activity: what a team does, each in one of its work areas.
use crate::{
    entity::{Class, Entity, Kind, Version},
    filter::Among,
    region::code_of,
    text::{Code, Line},
};
use diesel::prelude::*;
use rapport_schema::Instant;
use serde::Serialize;

diesel::table! {
    use diesel::sql_types::*;
    use rapport_schema::DbInstant;
    /// Kinds of activity.
    #[allow(missing_docs)]
    activity_kinds (code) {
        code -> Text,
        version -> Integer,
        created_at -> DbInstant,
        updated_at -> DbInstant,
        deleted_at -> Nullable<DbInstant>,
        name -> Text,
        name_es -> Nullable<Text>,
        name_fr -> Nullable<Text>,
        work_area -> Text,
        position -> Integer,
    }
}

crate::codes! {
    /// The three areas of a coordination team's work: in countries, making experience easy to reach, and bringing the
    /// community's voice into the partnership's governance.
    WorkArea { CountryLevel = "country_level", EasyAccess = "easy_access", CoOwnership = "co_ownership" }
}

/// A kind of activity.
#[derive(Clone, Debug, Queryable, Selectable, Serialize, utoipa::ToSchema)]
#[diesel(table_name = activity_kinds)]
pub struct ActivityKind {
    /// Its code, such as `seed_funding`.
    pub code: Code<ActivityKind>,
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
    /// The work area that an intervention of this kind falls into unless it says otherwise.
    pub work_area: WorkArea,
    /// Its place in tables, from 1.
    pub position: i32,
}

crate::input! { NewActivityKind, ActivityKindPatch => activity_kinds;
    required {
        /// In English.
        name: Line,
        /// The work area that it falls into.
        work_area: WorkArea,
    }
    optional {
        /// In Spanish.
        name_es: Line,
        /// In French.
        name_fr: Line,
    }
    defaulted {
        /// Its place in tables.
        position: i32,
    }
    once {
        /// Its code; made from the name where absent.
        code: Option<Code<ActivityKind>>,
    }
}
crate::filter! {
    /// Conditions on kinds of activity.
    ActivityKindFilter {
        /// Its code.
        code: Among<Code<ActivityKind>>,
        /// Its work area.
        work_area: Among<WorkArea>,
    }
}
crate::sort_keys! {
    /// Orders of kinds of activity.
    ActivityKindSort of ActivityKind {
        Position = "position": (i32,) => |k| (k.position,),
        Code = "code": (String,) => |k| (k.code.to_string(),),
    }
}
impl Entity for ActivityKind {
    const KIND: Kind = Kind { name: "activity_kind", path: "activity-kinds", class: Class::Reference };
    const ABOUT: &'static str =
        "What a team does: the twelve kinds of its published account, and those that an administrator adds.";
    type Key = Code<ActivityKind>;
    type New = NewActivityKind;
    type Patch = ActivityKindPatch;
    type Filter = ActivityKindFilter;
    type Sort = ActivityKindSort;
    fn key(&self) -> Code<ActivityKind> {
        self.code.clone()
    }
    fn version(&self) -> Version {
        self.version
    }
    fn chosen(new: &NewActivityKind) -> Option<Code<ActivityKind>> {
        new.code.clone().or_else(|| code_of(&new.name))
    }
}
