//! Countries: ISO 3166-1 alpha-2, and XK for Kosovo, with the other codes that people use for them.
use crate::{
    check::{Checked, Problems},
    entity::{Class, Entity, Key, Kind, Version},
    filter::{Among, AsOf, Maybe, OfGroups},
    reference::AnyKey,
    region::Region,
    scope::Place,
    standing::StandingCode,
    text::{Code, Folded, Line, fold},
};
use diesel::{deserialize::FromSqlRow, expression::AsExpression, prelude::*, sql_types::Text};
use rapport_schema::Instant;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::{fmt, str::FromStr};
use utoipa::openapi::{
    RefOr,
    schema::{ObjectBuilder, Schema, Type},
};

diesel::table! {
    use diesel::sql_types::*;
    use rapport_schema::DbInstant;
    /// Countries.
    #[allow(missing_docs)]
    countries (code) {
        code -> Text,
        version -> Integer,
        created_at -> DbInstant,
        updated_at -> DbInstant,
        deleted_at -> Nullable<DbInstant>,
        alpha3 -> Text,
        numeric_code -> Nullable<Text>,
        name -> Text,
        name_es -> Text,
        name_fr -> Text,
        name_folded -> Text,
    }
}

/// Codes that stand for a country beside its ISO code: those in wide use, and those that ISO withdrew.
const ALIASES: &[(&str, &str)] =
    &[("BU", "MM"), ("DD", "DE"), ("EL", "GR"), ("FX", "FR"), ("TP", "TL"), ("UK", "GB"), ("YD", "YE"), ("ZR", "CD")];

/// Two capital letters; aliases turn into the country's own code wherever they are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, AsExpression, FromSqlRow)]
#[diesel(sql_type = Text)]
pub struct CountryCode([u8; 2]);

impl CountryCode {
    /// As text.
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or("??")
    }
}
impl FromStr for CountryCode {
    type Err = NotACountryCode;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let upper = text.to_ascii_uppercase();
        let code = ALIASES.iter().find(|(alias, _)| *alias == upper).map_or(upper.as_str(), |(_, code)| code);
        match code.as_bytes() {
            &[a, b] if a.is_ascii_uppercase() && b.is_ascii_uppercase() => Ok(Self([a, b])),
            _ => Err(NotACountryCode),
        }
    }
}
/// Not two letters.
#[derive(Debug)]
pub struct NotACountryCode;
impl fmt::Display for NotACountryCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a country is two letters of ISO 3166-1, such as AR, or XK")
    }
}
impl fmt::Display for CountryCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
impl Serialize for CountryCode {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}
impl<'de> Deserialize<'de> for CountryCode {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        // What is no code at all becomes one that no country has: `check` reports it among the other problems.
        String::deserialize(deserializer).map(|text| text.parse().unwrap_or(Self(*b"??")))
    }
}
impl Checked for CountryCode {
    fn identity(&self) -> Option<String> {
        Some(self.to_string())
    }
    fn check(&self, problems: &mut Problems) {
        if !self.0[0].is_ascii_uppercase() {
            return problems.add("bad_country", NotACountryCode.to_string());
        }
        problems.mention(Country::KIND, self.any());
    }
}
impl Key for CountryCode {
    const FORMAT: &'static str = "country";
    fn any(&self) -> AnyKey {
        AnyKey::Code(self.to_string())
    }
    fn of(any: &AnyKey) -> Option<Self> {
        match any {
            AnyKey::Code(code) => code.parse().ok(),
            AnyKey::Id(_) => None,
        }
    }
}
impl utoipa::PartialSchema for CountryCode {
    fn schema() -> RefOr<Schema> {
        ObjectBuilder::new().schema_type(Type::String).pattern(Some("^[A-Za-z]{2}$")).examples(["AR"]).into()
    }
}
impl utoipa::ToSchema for CountryCode {}
crate::stored_as_text!(CountryCode);

/// A country or territory.
#[derive(Clone, Debug, Queryable, Selectable, Serialize, utoipa::ToSchema)]
#[diesel(table_name = countries)]
pub struct CountryRow {
    /// ISO 3166-1 alpha-2, or XK.
    pub code: CountryCode,
    /// How often it has been written.
    pub version: Version,
    /// When it was recorded.
    pub created_at: Instant,
    /// When it was last written.
    pub updated_at: Instant,
    /// ISO 3166-1 alpha-3.
    pub alpha3: String,
    /// ISO 3166-1 numeric; Kosovo has none.
    pub numeric_code: Option<String>,
    /// In English.
    pub name: String,
    /// In Spanish.
    pub name_es: String,
    /// In French.
    pub name_fr: String,
}
/// A country, with the other codes that it answers to.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct Country {
    /// Its own columns.
    #[serde(flatten)]
    pub row: CountryRow,
    /// Codes that paths, filters and bodies take for it as well.
    pub aliases: Vec<&'static str>,
}
impl From<CountryRow> for Country {
    fn from(row: CountryRow) -> Self {
        let aliases = ALIASES.iter().filter(|(_, code)| *code == row.code.as_str()).map(|(alias, _)| *alias).collect();
        Self { row, aliases }
    }
}

crate::input! { NewCountry, CountryPatch => countries;
    required {
        /// In English.
        name: Line,
        /// In Spanish.
        name_es: Line,
        /// In French.
        name_fr: Line,
    }
}
crate::filter! {
    /// Conditions on countries.
    CountryFilter {
        /// Its code.
        code: OfGroups<Among<CountryCode>>,
        /// Its English name, whatever the case and accents.
        name: Among<Folded>,
        /// The regions that hold it.
        region: Maybe<Code<Region>>,
        /// What it is in the partnership, at the date of `as_of`, else at any time: `member`, `co_chair`.
        standing: Among<StandingCode>,
        /// Those that are something in the partnership at this date, or may be.
        as_of: AsOf,
    }
}
crate::sort_keys! {
    /// Orders of countries.
    CountrySort of Country {
        Name = "name": (String,) => |c| (fold(&c.row.name),),
        Code = "code": (String,) => |c| (c.row.code.to_string(),),
    }
}
impl Entity for Country {
    const KIND: Kind = Kind { name: "country", path: "countries", class: Class::Reference };
    const ABOUT: &'static str =
        "The world's countries, loaded with the program; they are read and renamed, not created.";
    const CREATABLE: bool = false;
    type Key = CountryCode;
    type New = NewCountry;
    type Patch = CountryPatch;
    type Filter = CountryFilter;
    type Sort = CountrySort;
    fn key(&self) -> CountryCode {
        self.row.code
    }
    fn version(&self) -> Version {
        self.row.version
    }
    /// What is attached to a country is written by whoever works there.
    fn seat(&self) -> Place<'_> {
        Place::either(Some(&self.row.code), None)
    }
    fn chosen(_: &NewCountry) -> Option<CountryCode> {
        None
    }
}
