//! A text in several languages.
use crate::{
    check::{Checked, Problems},
    text::Line,
    wording::Language,
};
use diesel::{deserialize::FromSqlRow, expression::AsExpression, sql_types::Text};
use serde::{
    Deserialize, Deserializer, Serialize, Serializer,
    de::{MapAccess, Visitor},
};
use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
    str::FromStr,
};
use utoipa::openapi::{
    RefOr,
    schema::{ObjectBuilder, Schema, Type},
};

/// Names by BCP 47 language tag: `{"es": "Participación Ciudadana"}`.
#[derive(Clone, Debug, PartialEq, Eq, AsExpression, FromSqlRow)]
#[diesel(sql_type = Text)]
pub struct Translations {
    names: BTreeMap<String, Line>,
    /// As its column holds it.
    json: String,
    /// Those that a merge patch takes away.
    taken_away: BTreeSet<String>,
}
impl Translations {
    /// As its column holds it.
    pub fn as_str(&self) -> &str {
        &self.json
    }
    /// These names as a merge patch changes them.
    pub fn merged(&self, patch: &Self) -> Self {
        let mut names = self.names.clone();
        names.retain(|language, _| !patch.taken_away.contains(language));
        names.extend(patch.names.clone());
        names.into()
    }
    /// The names by language.
    pub fn names(&self) -> &BTreeMap<String, Line> {
        &self.names
    }
}
impl From<BTreeMap<String, Line>> for Translations {
    fn from(names: BTreeMap<String, Line>) -> Self {
        let json = serde_json::to_value(&names).unwrap_or_default().to_string();
        Self { names, json, taken_away: BTreeSet::new() }
    }
}
impl Default for Translations {
    fn default() -> Self {
        BTreeMap::new().into()
    }
}
impl FromStr for Translations {
    type Err = serde_json::Error;
    fn from_str(json: &str) -> Result<Self, Self::Err> {
        serde_json::from_str::<BTreeMap<String, Line>>(json).map(Self::from)
    }
}
impl Serialize for Translations {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.names.serialize(serializer)
    }
}
impl<'de> Deserialize<'de> for Translations {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(Names)
    }
}
/// Reads names; null takes one away in a merge patch (RFC 7396).
struct Names;
impl<'de> Visitor<'de> for Names {
    type Value = Translations;
    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object of names by language")
    }
    fn visit_map<M: MapAccess<'de>>(self, mut map: M) -> Result<Translations, M::Error> {
        let (mut names, mut taken_away) = (BTreeMap::new(), BTreeSet::new());
        while let Some(language) = map.next_key::<String>()? {
            let name = map.next_value::<Option<Line>>()?;
            if names.contains_key(&language) || taken_away.contains(&language) {
                return Err(serde::de::Error::custom(format!("duplicate field `{language}`")));
            }
            match name {
                Some(name) => _ = names.insert(language, name),
                None => _ = taken_away.insert(language),
            }
        }
        Ok(Translations { taken_away, ..names.into() })
    }
}
impl Checked for Translations {
    fn check(&self, problems: &mut Problems) {
        self.names.check(problems);
        for tag in self.names.keys() {
            problems.within(tag, |problems| match tag.parse::<Language>() {
                Ok(language) => language.check(problems),
            });
        }
    }
}
crate::stored_as_text!(Translations);
impl utoipa::PartialSchema for Translations {
    fn schema() -> RefOr<Schema> {
        ObjectBuilder::new()
            .schema_type(Type::Object)
            .additional_properties(Some(<Line as utoipa::PartialSchema>::schema()))
            .into()
    }
}
impl utoipa::ToSchema for Translations {}
