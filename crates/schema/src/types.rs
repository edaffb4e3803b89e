//! Column types whose storage differs: `uuid`/16 bytes, `timestamptz`/microseconds, `jsonb`/text.
use crate::Backend as Multi;
use chrono::{DateTime, Utc};
use diesel::{
    backend::Backend,
    deserialize::{self, FromSql, FromSqlRow},
    expression::AsExpression,
    pg::Pg,
    query_builder::QueryId,
    serialize::{self, IsNull, Output, ToSql},
    sql_types::{self as st, HasSqlType, SqlType},
    sqlite::Sqlite,
};
use serde::{Deserialize, Serialize};
use std::{fmt, hash::Hash, marker::PhantomData, str::FromStr};
use utoipa::openapi::{
    RefOr,
    schema::{KnownFormat, ObjectBuilder, Schema, SchemaFormat, Type},
};
use uuid::Uuid;

/// Declares an SQL type and how a Rust newtype of `$inner` is stored under it: PostgreSQL by Diesel's own
/// implementation for the inner type, SQLite by the two closures.
macro_rules! stored {
    ($(#[$doc:meta])* $sql:ident, $name:ident $(<$e:ident>)?, $inner:ty;
     postgres $pg:ty, $oid:literal, $array_oid:literal;
     sqlite $affinity:literal, $write:expr, $read:expr) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, Default, SqlType, QueryId)]
        #[diesel(postgres_type(oid = $oid, array_oid = $array_oid), sqlite_type(name = $affinity))]
        pub struct $sql;

        impl HasSqlType<$sql> for Multi {
            fn metadata(lookup: &mut Self::MetadataLookup) -> Self::TypeMetadata {
                Self::lookup_sql_type::<$sql>(lookup)
            }
        }
        impl$(<$e>)? ToSql<$sql, Pg> for $name$(<$e>)? {
            fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Pg>) -> serialize::Result {
                ToSql::<$pg, Pg>::to_sql(&self.0, out)
            }
        }
        impl$(<$e>)? FromSql<$sql, Pg> for $name$(<$e>)? {
            fn from_sql(raw: <Pg as Backend>::RawValue<'_>) -> deserialize::Result<Self> {
                FromSql::<$pg, Pg>::from_sql(raw).map(|inner: $inner| inner.into())
            }
        }
        impl$(<$e>)? ToSql<$sql, Sqlite> for $name$(<$e>)? {
            fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Sqlite>) -> serialize::Result {
                fn apply<'b, R>(inner: &'b $inner, write: impl Fn(&'b $inner) -> R) -> R {
                    write(inner)
                }
                out.set_value(apply(&self.0, $write));
                Ok(IsNull::No)
            }
        }
        impl$(<$e>)? FromSql<$sql, Sqlite> for $name$(<$e>)? {
            fn from_sql(raw: <Sqlite as Backend>::RawValue<'_>) -> deserialize::Result<Self> {
                let read: fn(<Sqlite as Backend>::RawValue<'_>) -> deserialize::Result<$inner> = $read;
                read(raw).map(|inner| inner.into())
            }
        }
        impl$(<$e>)? ToSql<$sql, Multi> for $name$(<$e>)? {
            fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Multi>) -> serialize::Result {
                out.set_value(($sql, self));
                Ok(IsNull::No)
            }
        }
        impl$(<$e>)? FromSql<$sql, Multi> for $name$(<$e>)? {
            fn from_sql(raw: <Multi as Backend>::RawValue<'_>) -> deserialize::Result<Self> {
                raw.from_sql::<Self, $sql>()
            }
        }
    };
}

/// The identity of an `E`: a UUIDv7, chosen by the client where it likes.
#[derive(AsExpression, FromSqlRow)]
#[diesel(sql_type = DbId)]
pub struct Id<E: 'static>(pub Uuid, PhantomData<fn() -> E>);

stored!(
    /// `uuid` on PostgreSQL, 16 bytes on SQLite.
    DbId, Id<E>, Uuid;
    postgres st::Uuid, 2950, 2951;
    sqlite "Binary", |id| id.as_bytes().as_slice(), |mut raw| Ok(Uuid::from_slice(raw.read_blob())?)
);

impl<E> From<Uuid> for Id<E> {
    fn from(uuid: Uuid) -> Self {
        Self(uuid, PhantomData)
    }
}
impl<E> Clone for Id<E> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<E> Copy for Id<E> {}
impl<E> PartialEq for Id<E> {
    fn eq(&self, other: &Self) -> bool {
        self.0 == other.0
    }
}
impl<E> Eq for Id<E> {}
impl<E> PartialOrd for Id<E> {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}
impl<E> Ord for Id<E> {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.0.cmp(&other.0)
    }
}
impl<E> Hash for Id<E> {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.0.hash(state);
    }
}
impl<E> fmt::Debug for Id<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}
impl<E> fmt::Display for Id<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}
impl<E> FromStr for Id<E> {
    type Err = uuid::Error;
    fn from_str(text: &str) -> Result<Self, uuid::Error> {
        text.parse::<Uuid>().map(Self::from)
    }
}
impl<E> Serialize for Id<E> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}
impl<'de, E> Deserialize<'de> for Id<E> {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Uuid::deserialize(deserializer).map(Self::from)
    }
}
// The trait by which utoipa describes every type with a parameter; its derive writes the same for generic structs.
impl<E> utoipa::__dev::ComposeSchema for Id<E> {
    fn compose(_: Vec<RefOr<Schema>>) -> RefOr<Schema> {
        text_of(KnownFormat::Uuid)
    }
}
impl<E> utoipa::ToSchema for Id<E> {
    fn name() -> std::borrow::Cow<'static, str> {
        "Id".into()
    }
}

/// A moment that the system recorded, in UTC, to the microsecond.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, AsExpression, FromSqlRow, Serialize, Deserialize,
)]
#[diesel(sql_type = DbInstant)]
#[serde(transparent)]
pub struct Instant(pub DateTime<Utc>);

stored!(
    /// `timestamptz` on PostgreSQL, microseconds since 1970 on SQLite.
    DbInstant, Instant, DateTime<Utc>;
    postgres st::Timestamptz, 1184, 1185;
    sqlite "Long", |at| at.timestamp_micros(), |mut raw| {
        DateTime::from_timestamp_micros(raw.read_long()).ok_or_else(|| "instant out of range".into())
    }
);

impl From<DateTime<Utc>> for Instant {
    /// Cut to the microsecond, which is what both databases keep.
    fn from(at: DateTime<Utc>) -> Self {
        Self(DateTime::from_timestamp_micros(at.timestamp_micros()).unwrap_or(at))
    }
}
impl FromStr for Instant {
    type Err = chrono::ParseError;
    fn from_str(text: &str) -> Result<Self, chrono::ParseError> {
        text.parse::<DateTime<Utc>>().map(Self::from)
    }
}
impl utoipa::PartialSchema for Instant {
    fn schema() -> RefOr<Schema> {
        text_of(KnownFormat::DateTime)
    }
}
impl utoipa::ToSchema for Instant {}

/// A JSON document kept whole.
#[derive(Clone, Debug, PartialEq, Eq, AsExpression, FromSqlRow, Serialize, Deserialize)]
#[diesel(sql_type = DbJson)]
#[serde(transparent)]
pub struct Json(pub serde_json::Value);

stored!(
    /// `jsonb` on PostgreSQL, text on SQLite.
    DbJson, Json, serde_json::Value;
    postgres st::Jsonb, 3802, 3807;
    sqlite "Text", |json| json.to_string(), |mut raw| Ok(serde_json::from_str(raw.read_text())?)
);

impl From<serde_json::Value> for Json {
    fn from(value: serde_json::Value) -> Self {
        Self(value)
    }
}

fn text_of(format: KnownFormat) -> RefOr<Schema> {
    ObjectBuilder::new().schema_type(Type::String).format(Some(SchemaFormat::KnownFormat(format))).into()
}
