//! Scales: the lists of codes by which others judge records, such as how specific a commitment is. They changed over the
//! years, so they are data and not code, each with the years that it was in force.
use crate::{
    check::{Checked, Problems},
    entity::{Class, Entity, Key, Kind, Version},
    filter::Among,
    region::code_of,
    text::{Code, Line, fold},
};
use diesel::prelude::*;
use rapport_schema::Instant;
use serde::{Deserialize, Serialize, Serializer};

diesel::table! {
    use diesel::sql_types::*;
    use rapport_schema::DbInstant;
    /// Scales.
    #[allow(missing_docs)]
    scales (code) {
        code -> Text,
        version -> Integer,
        created_at -> DbInstant,
        updated_at -> DbInstant,
        deleted_at -> Nullable<DbInstant>,
        name -> Text,
        name_es -> Nullable<Text>,
        name_fr -> Nullable<Text>,
        name_folded -> Text,
        era -> Nullable<Text>,
    }
}
diesel::table! {
    use diesel::sql_types::*;
    /// The values of scales, in their order.
    #[allow(missing_docs)]
    scale_values (scale, code) {
        scale -> Text,
        code -> Text,
        label -> Text,
        label_es -> Nullable<Text>,
        label_fr -> Nullable<Text>,
        rank -> Nullable<Integer>,
        position -> Integer,
    }
}

/// One value of a scale.
#[derive(Clone, Debug, PartialEq, Eq, Insertable, Queryable, Selectable, Serialize, Deserialize, utoipa::ToSchema)]
#[diesel(table_name = scale_values)]
#[serde(deny_unknown_fields, remote = "Self")]
pub struct ScaleValue {
    /// Its code, such as `medium`.
    pub code: Code<ScaleValue>,
    /// In English.
    pub label: Line,
    /// In Spanish.
    #[serde(default)]
    #[schema(required = false)]
    pub label_es: Option<Line>,
    /// In French.
    #[serde(default)]
    #[schema(required = false)]
    pub label_fr: Option<Line>,
    /// The number that the scale's authors give it, from the least; two values may share one. Null where they give none.
    #[serde(default)]
    #[schema(required = false)]
    pub rank: Option<i32>,
}
crate::only_objects!(ScaleValue);
impl Serialize for ScaleValue {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        Self::serialize(self, serializer)
    }
}
impl Checked for ScaleValue {
    fn check(&self, problems: &mut Problems) {
        if !self.code.is_sound() {
            problems.add_at("code", "bad_code", "a code is 1 to 60 of a-z, 0-9 and _, and starts with a letter");
        }
        problems.within("label", |problems| self.label.check(problems));
        problems.within("label_es", |problems| self.label_es.check(problems));
        problems.within("label_fr", |problems| self.label_fr.check(problems));
        problems.within("rank", |problems| self.rank.check(problems));
    }
    fn identity(&self) -> Option<String> {
        Some(self.code.to_string())
    }
}

/// A scale's own columns.
#[derive(Clone, Debug, Queryable, Selectable, Serialize, utoipa::ToSchema)]
#[diesel(table_name = scales)]
pub struct ScaleRow {
    /// Its code, such as `specificity`.
    pub code: Code<Scale>,
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
    /// The years that it was in force, in words.
    pub era: Option<String>,
}
/// A list of codes by which others judge records.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct Scale {
    /// Its own columns.
    #[serde(flatten)]
    pub row: ScaleRow,
    /// Its values, in their order.
    pub values: Vec<ScaleValue>,
}
impl From<ScaleRow> for Scale {
    fn from(row: ScaleRow) -> Self {
        Self { row, values: vec![] }
    }
}

crate::input! { NewScale, ScalePatch => scales;
    required {
        /// In English.
        name: Line,
    }
    optional {
        /// In Spanish.
        name_es: Line,
        /// In French.
        name_fr: Line,
        /// The years that it was in force, in words.
        era: Line,
    }
    links {
        /// Its values, in their order. A PATCH replaces them all; those that assessments use must stay.
        values: Vec<ScaleValue>,
    }
    once {
        /// Its code; made from the name where absent.
        code: Option<Code<Scale>>,
    }
}
crate::filter! {
    /// Conditions on scales.
    ScaleFilter {
        /// Its code.
        code: Among<Code<Scale>>,
    }
}
crate::sort_keys! {
    /// Orders of scales.
    ScaleSort of Scale {
        Name = "name": (String,) => |s| (fold(&s.row.name),),
        Code = "code": (String,) => |s| (s.row.code.to_string(),),
    }
}
impl Entity for Scale {
    const KIND: Kind = Kind { name: "scale", path: "scales", class: Class::Reference };
    const ABOUT: &'static str = "Lists of codes by which others judge records: those of the partnership's independent reviewers, era by era, and \
         those that an administrator adds.";
    type Key = Code<Scale>;
    type New = NewScale;
    type Patch = ScalePatch;
    type Filter = ScaleFilter;
    type Sort = ScaleSort;
    fn key(&self) -> Code<Scale> {
        self.row.code.clone()
    }
    fn version(&self) -> Version {
        self.row.version
    }
    fn chosen(new: &NewScale) -> Option<Code<Scale>> {
        new.code.clone().or_else(|| code_of(&new.name))
    }
}
