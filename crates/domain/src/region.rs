//! Regions: the partnership's own four, and groups of countries that a team keeps.
use crate::{
    country::{Country, CountryCode, countries},
    entity::{Class, Entity, Kind, Version},
    filter::{Among, Maybe, OfGroups},
    reference::Visitor,
    scope::Place,
    text::{Code, Line, fold},
};
use diesel::prelude::*;
use rapport_schema::Instant;
use serde::Serialize;

diesel::table! {
    use diesel::sql_types::*;
    use rapport_schema::DbInstant;
    /// Regions and groups of countries.
    #[allow(missing_docs)]
    regions (code) {
        code -> Text,
        version -> Integer,
        created_at -> DbInstant,
        updated_at -> DbInstant,
        deleted_at -> Nullable<DbInstant>,
        name -> Text,
        name_es -> Nullable<Text>,
        name_fr -> Nullable<Text>,
        name_folded -> Text,
        kind -> Text,
    }
}
diesel::table! {
    use diesel::sql_types::*;
    /// The members of regions.
    #[allow(missing_docs)]
    region_countries (region, country) {
        region -> Text,
        country -> Text,
    }
}
diesel::allow_tables_to_appear_in_same_query!(regions, region_countries);
diesel::allow_tables_to_appear_in_same_query!(countries, region_countries);

crate::codes! {
    /// Whose division of the world it is: the partnership's, or the team's.
    RegionKind { Ogp = "ogp", Group = "group" } default Group
}

/// A region's own columns.
#[derive(Clone, Debug, Queryable, Selectable, Serialize, utoipa::ToSchema)]
#[diesel(table_name = regions)]
pub struct RegionRow {
    /// Its code, such as `latin_america`.
    pub code: Code<Region>,
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
    /// Whose division of the world it is.
    pub kind: RegionKind,
}
/// A region, or an editable group of countries.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct Region {
    /// Its own columns.
    #[serde(flatten)]
    pub row: RegionRow,
    /// Its members.
    pub countries: Vec<CountryCode>,
}
impl From<RegionRow> for Region {
    fn from(row: RegionRow) -> Self {
        Self { row, countries: vec![] }
    }
}

crate::input! { NewRegion, RegionPatch => regions;
    required {
        /// In English.
        name: Line,
    }
    optional {
        /// In Spanish.
        name_es: Line,
        /// In French.
        name_fr: Line,
    }
    links {
        /// Its members.
        countries: Vec<CountryCode>,
    }
    once {
        /// Its code; made from the name where absent.
        code: Option<Code<Region>>,
    }
}
crate::filter! {
    /// Conditions on regions.
    RegionFilter {
        /// Its code.
        code: Among<Code<Region>>,
        /// Whose division of the world.
        kind: Among<RegionKind>,
        /// A member.
        country: OfGroups<Maybe<CountryCode>>,
    }
}
crate::sort_keys! {
    /// Orders of regions.
    RegionSort of Region {
        Name = "name": (String,) => |r| (fold(&r.row.name),),
        Code = "code": (String,) => |r| (r.row.code.to_string(),),
    }
}
impl Entity for Region {
    const KIND: Kind = Kind { name: "region", path: "regions", class: Class::Reference };
    const ABOUT: &'static str = "The partnership's four regions, and groups of countries that an administrator keeps.";
    type Key = Code<Region>;
    type New = NewRegion;
    type Patch = RegionPatch;
    type Filter = RegionFilter;
    type Sort = RegionSort;
    fn key(&self) -> Code<Region> {
        self.row.code.clone()
    }
    fn version(&self) -> Version {
        self.row.version
    }
    /// What is attached to a region is written by whoever works there.
    fn seat(&self) -> Place<'_> {
        Place::either(None, Some(&self.row.code))
    }
    fn chosen(new: &NewRegion) -> Option<Code<Region>> {
        new.code.clone().or_else(|| code_of(&new.name))
    }
    fn references(&mut self, visitor: &mut dyn Visitor) {
        visitor.each::<Country>("countries", &mut self.countries);
    }
    crate::referring! { RegionFilter; Country => country }
    fn rules(&self, problems: &mut crate::check::Problems) {
        let code = self.row.code.as_str();
        if code == "all" || code.len() == 2 {
            problems.add_at("code", "reserved_code", "all, and two letters, mean other things in a reach");
        }
    }
}

/// A code made from a name: `Southern Cone` becomes `southern_cone`.
pub fn code_of<E>(name: &Line) -> Option<Code<E>> {
    let folded = fold(name.as_str());
    let words: Vec<_> = folded.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty()).collect();
    words.join("_").parse().ok()
}
