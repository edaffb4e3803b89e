//! Partial dates in bodies and rows: the text as given, its bounds, and what the source said.
use crate::{
    check::{Checked, Problems},
    partial_date::{BadDate, Lang, PartialDate},
};
use chrono::NaiveDate;
use diesel::{
    backend::Backend,
    deserialize::{self, FromStaticSqlRow, Queryable},
    sql_types::{Bool, Date, Nullable, Text},
};
use serde::{Deserialize, Deserializer, Serialize, Serializer, ser::SerializeStruct};
use utoipa::openapi::{
    RefOr,
    schema::{ObjectBuilder, Schema, SchemaType, Type},
};

/// A partial date as a body says it: an EDTF text, or null for undated.
#[derive(Clone, Debug)]
pub struct When(Result<Option<PartialDate>, BadDate>);

impl When {
    /// The date, where there is one.
    pub fn date(&self) -> Option<&PartialDate> {
        self.0.as_ref().ok()?.as_ref()
    }
    /// Whether it says that nobody knows; a text that is no date does not say so.
    pub fn is_undated(&self) -> bool {
        matches!(self.0, Ok(None))
    }
    /// The text of its column.
    pub fn text(&self) -> Option<String> {
        self.date().map(|date| date.text().to_owned())
    }
    /// The earliest day of its column; undated rows hold a bound for sorting alone.
    pub fn earliest(&self) -> NaiveDate {
        self.date().map_or(PartialDate::MIN, PartialDate::earliest)
    }
    /// The latest day of its column.
    pub fn latest(&self) -> NaiveDate {
        self.date().map_or(PartialDate::MAX, PartialDate::latest)
    }
}
impl Default for When {
    fn default() -> Self {
        Self(Ok(None))
    }
}
impl From<PartialDate> for When {
    fn from(date: PartialDate) -> Self {
        Self(Ok(Some(date)))
    }
}
impl<'de> Deserialize<'de> for When {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Option::<String>::deserialize(deserializer)?;
        Ok(Self(text.map(|text| PartialDate::parse(&text)).transpose()))
    }
}
impl Checked for When {
    fn check(&self, problems: &mut Problems) {
        if let Err(why) = &self.0 {
            problems.add(why.code(), why.to_string());
        }
    }
}
impl utoipa::PartialSchema for When {
    fn schema() -> RefOr<Schema> {
        edtf()
    }
}
impl utoipa::ToSchema for When {}

fn edtf() -> RefOr<Schema> {
    ObjectBuilder::new()
        .schema_type(SchemaType::from_iter([Type::String, Type::Null]))
        .description(Some(
            "A date as vague as it is, in EDTF: 2013, 2013-09, 2014-Q1, 2012-11/.. — null where undated.",
        ))
        .examples(["2013-09"])
        .into()
}

/// The period of a row: its three columns.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Period(pub Option<PartialDate>);

impl Period {
    /// What orders undated rows last whatever the direction, then the bounds.
    pub fn order(&self) -> (bool, NaiveDate, NaiveDate) {
        match &self.0 {
            None => (true, PartialDate::MIN, PartialDate::MAX),
            Some(date) => (false, date.earliest(), date.latest()),
        }
    }
    /// Whether it may hold at a date; what nobody dates may.
    pub fn may_hold(&self, at: &PartialDate) -> bool {
        self.0.as_ref().is_none_or(|period| period.overlaps(at))
    }
}
impl Serialize for Period {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.as_ref().map(PartialDate::text).serialize(serializer)
    }
}
impl<DB: Backend> Queryable<(Nullable<Text>, Date, Date), DB> for Period
where
    (Option<String>, NaiveDate, NaiveDate): FromStaticSqlRow<(Nullable<Text>, Date, Date), DB>,
{
    type Row = (Option<String>, NaiveDate, NaiveDate);
    fn build((text, earliest, latest): Self::Row) -> deserialize::Result<Self> {
        Ok(Self(text.map(|text| PartialDate::from_parts(text, earliest, latest))))
    }
}
impl utoipa::PartialSchema for Period {
    fn schema() -> RefOr<Schema> {
        edtf()
    }
}
impl utoipa::ToSchema for Period {}

/// When something happened, as far as it is known: five columns, and six members of the answer
/// (`when`, `when_said`, `when_inferred`, `when_label`, `when_earliest`, `when_latest`).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Dated {
    /// The date.
    pub when: Period,
    /// The source's own words: "early 2014".
    pub said: Option<String>,
    /// Whether a part of it, such as the year, was supplied by us.
    pub inferred: bool,
}
impl Dated {
    /// The members of the answer that follow from the others; no body says them.
    pub const DERIVED: [&str; 3] = ["when_label", "when_earliest", "when_latest"];
    /// What orders undated records last whatever the direction, then the bounds.
    pub fn order(&self) -> (bool, NaiveDate, NaiveDate) {
        self.when.order()
    }
    /// Whether it may have begun by a date; what nobody dates may have.
    pub fn begun_by(&self, at: &PartialDate) -> bool {
        self.when.0.as_ref().is_none_or(|date| date.earliest() <= at.latest())
    }
    /// One human wording: the source's own where it has one.
    pub fn label(&self, lang: Lang) -> Option<String> {
        self.said.clone().or_else(|| self.when.0.as_ref().map(|date| date.label(lang)))
    }
}
impl Serialize for Dated {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut fields = serializer.serialize_struct("Dated", 6)?;
        fields.serialize_field("when", &self.when)?;
        fields.serialize_field("when_said", &self.said)?;
        fields.serialize_field("when_inferred", &self.inferred)?;
        fields.serialize_field("when_label", &self.label(Lang::En))?;
        fields.serialize_field("when_earliest", &self.when.0.as_ref().and_then(PartialDate::opens))?;
        fields.serialize_field("when_latest", &self.when.0.as_ref().and_then(PartialDate::closes))?;
        fields.end()
    }
}
type DatedColumns = (Nullable<Text>, Date, Date, Nullable<Text>, Bool);
impl<DB: Backend> Queryable<DatedColumns, DB> for Dated
where
    (Option<String>, NaiveDate, NaiveDate, Option<String>, bool): FromStaticSqlRow<DatedColumns, DB>,
{
    type Row = (Option<String>, NaiveDate, NaiveDate, Option<String>, bool);
    fn build((text, earliest, latest, said, inferred): Self::Row) -> deserialize::Result<Self> {
        let when = Period(text.map(|text| PartialDate::from_parts(text, earliest, latest)));
        Ok(Self { when, said, inferred })
    }
}
/// The documented shape of `Dated`.
#[derive(utoipa::ToSchema)]
#[allow(dead_code)]
struct DatedShape {
    /// A date as vague as it is, in EDTF; null where undated.
    when: Period,
    /// The source's own words.
    when_said: Option<String>,
    /// Whether a part of it was supplied by us.
    when_inferred: bool,
    /// One human wording.
    when_label: Option<String>,
    /// The earliest day; null where open or undated.
    when_earliest: Option<NaiveDate>,
    /// The latest day; null where open or undated.
    when_latest: Option<NaiveDate>,
}
impl utoipa::PartialSchema for Dated {
    fn schema() -> RefOr<Schema> {
        DatedShape::schema()
    }
}
impl utoipa::ToSchema for Dated {
    fn name() -> std::borrow::Cow<'static, str> {
        "Dated".into()
    }
    fn schemas(schemas: &mut Vec<(String, RefOr<Schema>)>) {
        DatedShape::schemas(schemas);
    }
}

/// How a value of a body that is no column itself fills the columns of a table on INSERT:
/// `embed!(When => things: when_text as Option<String> = text, …)`, each column from a method of the value.
#[macro_export]
macro_rules! embed {
    ($value:ty => $table:ident: $($column:ident as $type:ty = $read:ident),*) => {
        impl diesel::Insertable<$table::table> for &$value {
            type Values = <($(diesel::dsl::Eq<$table::$column, $type>,)*) as diesel::Insertable<$table::table>>::Values;
            fn values(self) -> Self::Values {
                use diesel::ExpressionMethods as _;
                diesel::Insertable::values(($($table::$column.eq(self.$read()),)*))
            }
        }
        impl diesel::Insertable<$table::table> for $value {
            type Values = <&'static $value as diesel::Insertable<$table::table>>::Values;
            fn values(self) -> Self::Values {
                diesel::Insertable::<$table::table>::values(&self)
            }
        }
    };
}
/// How a `When` fills its three columns of a table on INSERT.
#[macro_export]
macro_rules! embed_when {
    ($table:ident: $text:ident, $earliest:ident, $latest:ident) => {
        $crate::embed!($crate::when::When => $table: $text as Option<String> = text,
            $earliest as chrono::NaiveDate = earliest, $latest as chrono::NaiveDate = latest);
    };
}

/// A partial date that nobody sorts by: one column of text.
#[derive(Clone, Debug, diesel::expression::AsExpression, diesel::deserialize::FromSqlRow)]
#[diesel(sql_type = Text)]
pub struct Edtf {
    text: String,
    date: Result<PartialDate, BadDate>,
}
impl Edtf {
    /// The date; `None` in a body that was not checked yet.
    pub fn date(&self) -> Option<&PartialDate> {
        self.date.as_ref().ok()
    }
    /// As its column holds it: as given.
    pub fn as_str(&self) -> &str {
        &self.text
    }
}
impl PartialEq for Edtf {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}
impl std::str::FromStr for Edtf {
    type Err = std::convert::Infallible;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Ok(Self { text: text.to_owned(), date: PartialDate::parse(text) })
    }
}
impl Serialize for Edtf {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.as_str().serialize(serializer)
    }
}
impl<'de> Deserialize<'de> for Edtf {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let date = PartialDate::parse(&text);
        Ok(Self { text, date })
    }
}
impl Checked for Edtf {
    fn check(&self, problems: &mut Problems) {
        if let Err(why) = &self.date {
            problems.add(why.code(), why.to_string());
        }
    }
}
impl utoipa::PartialSchema for Edtf {
    fn schema() -> RefOr<Schema> {
        let about = "A date as vague as it is, in EDTF: 2013, 2013-09, 2014-Q1, 2012-11/..";
        ObjectBuilder::new().schema_type(Type::String).description(Some(about)).examples(["2013-09"]).into()
    }
}
impl utoipa::ToSchema for Edtf {}
crate::stored_as_text!(Edtf);
