//! What an attached record is about: one record of any kind. Citations, follow-ups, notes and their like have no place and
//! mostly no sensitivity of their own: they are seen, and written, where the record that they are about is.
use crate::{
    KINDS,
    check::{Checked, Problems},
    country::{Country, CountryCode},
    entity::{Class, Entity, Key, Kind},
    reference::AnyKey,
};
use diesel::{
    backend::Backend,
    deserialize::{self, FromStaticSqlRow, Queryable},
    sql_types::{Nullable, Text},
};
use rapport_schema::{DbId, Id};
use serde::{Deserialize, Serialize, Serializer};
use utoipa::openapi::{
    RefOr,
    schema::{ObjectBuilder, OneOfBuilder, Ref, Schema, Type},
};
use uuid::Uuid;

/// A record of any kind.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields, remote = "Self")]
pub struct About {
    /// Its kind, as the journal calls it: `intervention`, `country`.
    pub kind: String,
    /// Its id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(required = false)]
    pub id: Option<Uuid>,
    /// Its code, where it has one in place of an id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(required = false)]
    pub code: Option<String>,
}
crate::only_objects!(About);
impl Serialize for About {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        Self::serialize(self, serializer)
    }
}
impl About {
    /// A record, by its kind and key.
    pub fn of(kind: Kind, key: AnyKey) -> Self {
        let (id, code) = match key {
            AnyKey::Id(id) => (Some(id), None),
            AnyKey::Code(code) => (None, Some(code)),
        };
        Self { kind: kind.name.to_owned(), id, code }
    }
    /// Its kind and key, where there is such a kind.
    pub fn record(&self) -> Option<(Kind, AnyKey)> {
        let kind = *KINDS.iter().find(|kind| kind.name == self.kind && kind.class != Class::Attached)?;
        let key = match (self.id, &self.code) {
            (Some(id), None) => AnyKey::Id(id),
            // Aliases stand for the country's own code here too.
            (None, Some(code)) if kind == Country::KIND => code.parse::<CountryCode>().ok()?.any(),
            (None, Some(code)) => AnyKey::Code(code.clone()),
            _ => return None,
        };
        Some((kind, key))
    }
}
impl Checked for About {
    fn check(&self, problems: &mut Problems) {
        if !KINDS.iter().any(|kind| kind.name == self.kind && kind.class != Class::Attached) {
            return problems.add_at("kind", "unknown_kind", "is no kind of record that something can be about");
        }
        match self.record() {
            Some((kind, key)) => problems.mention(kind, key),
            None => problems.add("bad_key", "give the id of the record, or its code where it has one"),
        }
    }
}

/// What a record is about, if anything: three columns of a row, one member of a body.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(transparent)]
pub struct Subject(pub Option<About>);
impl Subject {
    /// Notes, in a record that must be about one, that it is about none.
    pub fn must_be(&self, problems: &mut Problems) {
        if self.0.is_none() {
            problems.add_at("about", "no_subject", "say which record it is about");
        }
    }
    /// Its kind and key.
    pub fn record(&self) -> Option<(Kind, AnyKey)> {
        self.0.as_ref()?.record()
    }
    /// The kind's column.
    pub fn kind(&self) -> Option<String> {
        self.record().map(|(kind, _)| kind.name.to_owned())
    }
    /// The id's column.
    pub fn id(&self) -> Option<Id<About>> {
        match self.record()?.1 {
            AnyKey::Id(id) => Some(id.into()),
            AnyKey::Code(_) => None,
        }
    }
    /// The code's column.
    pub fn code(&self) -> Option<String> {
        match self.record()?.1 {
            AnyKey::Id(_) => None,
            AnyKey::Code(code) => Some(code),
        }
    }
}
impl From<About> for Subject {
    fn from(about: About) -> Self {
        Self(Some(about))
    }
}
impl Checked for Subject {
    fn check(&self, problems: &mut Problems) {
        self.0.check(problems);
    }
}
type Columns = (Nullable<Text>, Nullable<DbId>, Nullable<Text>);
impl<DB: Backend> Queryable<Columns, DB> for Subject
where
    (Option<String>, Option<Id<About>>, Option<String>): FromStaticSqlRow<Columns, DB>,
{
    type Row = (Option<String>, Option<Id<About>>, Option<String>);
    fn build((kind, id, code): Self::Row) -> deserialize::Result<Self> {
        Ok(Self(kind.map(|kind| About { kind, id: id.map(|id| id.0), code })))
    }
}
impl utoipa::PartialSchema for Subject {
    fn schema() -> RefOr<Schema> {
        OneOfBuilder::new()
            .item(Ref::from_schema_name("About"))
            .item(ObjectBuilder::new().schema_type(Type::Null))
            .into()
    }
}
impl utoipa::ToSchema for Subject {
    fn schemas(schemas: &mut Vec<(String, RefOr<Schema>)>) {
        schemas.push(("About".into(), <About as utoipa::PartialSchema>::schema()));
    }
}

/// How a `Subject` fills its three columns of a table on INSERT.
#[macro_export]
macro_rules! embed_about {
    ($table:ident) => {
        $crate::embed!($crate::about::Subject => $table: about_kind as Option<String> = kind,
            about_id as Option<rapport_schema::Id<$crate::about::About>> = id, about_code as Option<String> = code);
    };
}
