//! Words: names and prose with their limits, codes, and folding for comparison.
mod formats;

use crate::check::{Checked, Problems};
use diesel::{
    backend::Backend,
    deserialize::{self, FromSql, FromSqlRow},
    expression::AsExpression,
    serialize::{self, Output, ToSql},
    sql_types::{Nullable, Text},
};
use serde::{Deserialize, Deserializer, Serialize};
use std::{fmt, hash::Hash, marker::PhantomData, str::FromStr};
use unicode_normalization::{UnicodeNormalization, is_nfc};
use utoipa::openapi::{
    RefOr,
    schema::{ObjectBuilder, Schema, Type},
};

/// Gives a newtype of text its storage as TEXT on every backend.
#[macro_export]
macro_rules! stored_as_text {
    ($name:ident $(<$e:ident>)?) => {
        impl<$($e,)? DB: diesel::backend::Backend> diesel::serialize::ToSql<diesel::sql_types::Text, DB> for $name$(<$e>)?
        where
            str: diesel::serialize::ToSql<diesel::sql_types::Text, DB>,
        {
            fn to_sql<'b>(&'b self, out: &mut diesel::serialize::Output<'b, '_, DB>) -> diesel::serialize::Result {
                <str as diesel::serialize::ToSql<diesel::sql_types::Text, DB>>::to_sql(self.as_str(), out)
            }
        }
        impl<$($e,)? DB: diesel::backend::Backend> diesel::deserialize::FromSql<diesel::sql_types::Text, DB> for $name$(<$e>)?
        where
            String: diesel::deserialize::FromSql<diesel::sql_types::Text, DB>,
        {
            fn from_sql(raw: DB::RawValue<'_>) -> diesel::deserialize::Result<Self> {
                let text = <String as diesel::deserialize::FromSql<diesel::sql_types::Text, DB>>::from_sql(raw)?;
                text.parse().map_err(|_| format!("not a {}: {text}", stringify!($name)).into())
            }
        }
    };
}

/// Declares a text type: NFC at the door, then checked for length, emptiness and control characters.
macro_rules! words {
    ($(#[$doc:meta])* $name:ident, most $most:literal, lines $lines:literal $(, also $also:path)?) => {
        $(#[$doc])*
        #[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, AsExpression, FromSqlRow, Serialize)]
        #[diesel(sql_type = Text)]
        #[serde(transparent)]
        pub struct $name(String);
        impl $name {
            /// The longest that it may be, in characters.
            pub const MOST: usize = $most;
            /// As text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
            /// Checks a text as one of this type.
            pub fn check_text(text: &str, problems: &mut Problems) {
                check_words(text, $most, $lines, problems);
            }
        }
        impl AsRef<str> for $name {
            fn as_ref(&self) -> &str {
                &self.0
            }
        }
        impl From<&str> for $name {
            fn from(text: &str) -> Self {
                Self(if is_nfc(text) { text.to_owned() } else { text.nfc().collect() })
            }
        }
        impl FromStr for $name {
            type Err = std::convert::Infallible;
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Ok(text.into())
            }
        }
        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                String::deserialize(deserializer).map(|text| text.as_str().into())
            }
        }
        impl Checked for $name {
            fn identity(&self) -> Option<String> {
                Some(self.0.clone())
            }
            fn check(&self, problems: &mut Problems) {
                check_words(&self.0, Self::MOST, $lines, problems);
                $($also(&self.0, problems);)?
            }
        }
        impl utoipa::PartialSchema for $name {
            fn schema() -> RefOr<Schema> {
                ObjectBuilder::new().schema_type(Type::String).min_length(Some(1)).max_length(Some(Self::MOST)).into()
            }
        }
        impl utoipa::ToSchema for $name {}
        stored_as_text!($name);
    };
}
words!(
    /// One line: a name, a title, a role.
    Line, most 300, lines false
);
words!(
    /// Prose of any number of lines.
    Prose, most 20_000, lines true
);

words!(
    /// An address that a browser opens.
    Web, most 2_000, lines false, also formats::check_web
);
words!(
    /// An identifier of org-id.guide: the code of a register, a hyphen, and the organization's number there.
    OrgId, most 200, lines false, also formats::check_org_id
);

fn check_words(text: &str, most: usize, lines: bool, problems: &mut Problems) {
    if text.trim().is_empty() {
        problems.add("blank", "must not be blank; leave it out or say null");
    }
    if text.len() > most && text.chars().count() > most {
        problems.add("too_long", format!("at most {most} characters"));
    }
    let allowed = |c: char| !c.is_control() || (lines && matches!(c, '\n' | '\r' | '\t'));
    if let Some(c) = text.chars().find(|&c| !allowed(c)) {
        problems.add("control_character", format!("U+{:04X} is not text", u32::from(c)));
    }
}

/// How names are compared and sorted: lower case, without accents, in plain letters; as much as an index has room for,
/// since one character may become many letters.
pub fn fold(text: &str) -> String {
    let mut folded = plain(text);
    if let Some((end, _)) = folded.char_indices().nth(Line::MOST) {
        folded.truncate(end);
    }
    folded
}

fn plain(text: &str) -> String {
    deunicode::deunicode(text).to_lowercase()
}
/// The words of a text as they are searched: letters and digits, without case and accents.
pub fn words(text: &str) -> Vec<String> {
    let plain = plain(text);
    let words = plain.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    words.map(str::to_owned).collect()
}

/// A text as names are compared, for filters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Folded(String);
impl utoipa::PartialSchema for Folded {
    fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::schema::Schema> {
        String::schema()
    }
}
impl utoipa::ToSchema for Folded {}
impl FromStr for Folded {
    type Err = std::convert::Infallible;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Ok(Self(fold(text)))
    }
}
impl fmt::Display for Folded {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A field that only those who may write the record read: shown, or withheld.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Private {
    text: Option<String>,
    withheld: bool,
}
impl Private {
    /// What it says.
    pub fn text(&self) -> Option<&str> {
        self.text.as_deref()
    }
    /// Empties it, and leaves it out of the answer.
    pub fn withhold(&mut self) {
        *self = Self { text: None, withheld: true };
    }
    /// The members of this type, of whatever kind of record.
    pub const MEMBERS: [&'static str; 4] = ["email", "phone", "consent_evidence", "private_notes"];
    /// For `skip_serializing_if`.
    pub fn is_withheld(&self) -> bool {
        self.withheld
    }
}
impl Serialize for Private {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.text.serialize(serializer)
    }
}
impl<DB: Backend> diesel::deserialize::Queryable<Nullable<Text>, DB> for Private
where
    Option<String>: diesel::deserialize::FromStaticSqlRow<Nullable<Text>, DB>,
{
    type Row = Option<String>;
    fn build(text: Self::Row) -> deserialize::Result<Self> {
        Ok(Self { text, withheld: false })
    }
}
impl utoipa::PartialSchema for Private {
    fn schema() -> RefOr<Schema> {
        ObjectBuilder::new()
            .schema_type(utoipa::openapi::schema::SchemaType::from_iter([Type::String, Type::Null]))
            .description(Some("Absent where the caller may not read it; `withheld` then names it."))
            .into()
    }
}
impl utoipa::ToSchema for Private {}

/// The short name that identifies an `E`: lower-case words joined by underscores.
#[derive(AsExpression, FromSqlRow)]
#[diesel(sql_type = Text)]
pub struct Code<E: 'static>(String, PhantomData<fn() -> E>);

impl<E> Code<E> {
    /// As text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}
impl<E> Clone for Code<E> {
    fn clone(&self) -> Self {
        Self(self.0.clone(), PhantomData)
    }
}
impl<E> PartialEq for Code<E> {
    fn eq(&self, other: &Self) -> bool {
        self.0 == other.0
    }
}
impl<E> Eq for Code<E> {}
impl<E> PartialOrd for Code<E> {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}
impl<E> Ord for Code<E> {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.0.cmp(&other.0)
    }
}
impl<E> Hash for Code<E> {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.0.hash(state);
    }
}
impl<E> fmt::Debug for Code<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
impl<E> fmt::Display for Code<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
impl<E> FromStr for Code<E> {
    type Err = std::convert::Infallible;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Ok(Self(text.to_owned(), PhantomData))
    }
}
impl<E> Serialize for Code<E> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}
impl<'de, E> Deserialize<'de> for Code<E> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(|text| Self(text, PhantomData))
    }
}
impl<E: crate::entity::Entity> Checked for Code<E> {
    fn identity(&self) -> Option<String> {
        Some(self.0.clone())
    }
    fn check(&self, problems: &mut Problems) {
        if !crate::entity::Key::is_sound(self) {
            return problems.add("bad_code", "a code is 1 to 60 of a-z, 0-9 and _, and starts with a letter");
        }
        problems.mention(E::KIND, crate::reference::AnyKey::Code(self.0.clone()));
    }
}
impl<E> crate::entity::Key for Code<E> {
    const FORMAT: &'static str = "code";
    fn is_sound(&self) -> bool {
        let head = |c: char| c.is_ascii_lowercase();
        let tail = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
        self.0.len() <= 60 && self.0.starts_with(head) && self.0.chars().all(tail)
    }
    fn any(&self) -> crate::reference::AnyKey {
        crate::reference::AnyKey::Code(self.0.clone())
    }
    fn of(any: &crate::reference::AnyKey) -> Option<Self> {
        match any {
            crate::reference::AnyKey::Code(code) => code.parse().ok(),
            crate::reference::AnyKey::Id(_) => None,
        }
    }
}
impl<E> utoipa::__dev::ComposeSchema for Code<E> {
    fn compose(_: Vec<RefOr<Schema>>) -> RefOr<Schema> {
        ObjectBuilder::new().schema_type(Type::String).pattern(Some("^[a-z][a-z0-9_]{0,59}$")).into()
    }
}
impl<E> utoipa::ToSchema for Code<E> {
    fn name() -> std::borrow::Cow<'static, str> {
        "Code".into()
    }
}
impl<E, DB: Backend> ToSql<Text, DB> for Code<E>
where
    str: ToSql<Text, DB>,
{
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, DB>) -> serialize::Result {
        <str as ToSql<Text, DB>>::to_sql(&self.0, out)
    }
}
impl<E, DB: Backend> FromSql<Text, DB> for Code<E>
where
    String: FromSql<Text, DB>,
{
    fn from_sql(raw: DB::RawValue<'_>) -> deserialize::Result<Self> {
        String::from_sql(raw).map(|text| Self(text, PhantomData))
    }
}

/// Declares an enumeration that is a code in JSON, in filters and in its TEXT column.
#[macro_export]
macro_rules! codes {
    ($(#[$doc:meta])* $name:ident { $($variant:ident = $code:literal),* $(,)? } $(default $default:ident)?) => {
        $(#[$doc])*
        #[derive(
            Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, diesel::expression::AsExpression, diesel::deserialize::FromSqlRow,
            serde::Serialize,
        )]
        #[diesel(sql_type = diesel::sql_types::Text)]
        pub enum $name { $(#[doc = concat!("`", $code, "`")] #[serde(rename = $code)] $variant),* }
        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
                let code = <String as serde::Deserialize>::deserialize(deserializer)?;
                code.parse().map_err(serde::de::Error::custom)
            }
        }
        impl utoipa::PartialSchema for $name {
            fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::schema::Schema> {
                utoipa::openapi::schema::ObjectBuilder::new()
                    .schema_type(utoipa::openapi::schema::Type::String)
                    .enum_values(Some([$($code),*]))
                    .into()
            }
        }
        impl utoipa::ToSchema for $name {}
        impl $crate::check::Checked for $name {
            fn check(&self, _: &mut $crate::check::Problems) {}
            fn identity(&self) -> Option<String> {
                Some(self.to_string())
            }
        }
        impl $name {
            /// Every one of them, in order.
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];
            /// The code.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $code),* }
            }
        }
        impl std::str::FromStr for $name {
            type Err = $crate::text::NoSuchCode;
            fn from_str(code: &str) -> std::result::Result<Self, Self::Err> {
                match code { $($code => Ok(Self::$variant),)* _ => Err($crate::text::NoSuchCode(&[$($code),*])) }
            }
        }
        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.pad(self.as_str())
            }
        }
        $(impl Default for $name { fn default() -> Self { Self::$default } })?
        $crate::stored_as_text!($name);
    };
}

/// A code that an enumeration does not have; holds those that it has.
#[derive(Debug, PartialEq, Eq)]
pub struct NoSuchCode(pub &'static [&'static str]);
impl fmt::Display for NoSuchCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "is none of {}", self.0.join(", "))
    }
}
impl std::error::Error for NoSuchCode {}
