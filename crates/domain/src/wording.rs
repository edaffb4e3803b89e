//! The language of a record's texts, and the same texts in other languages.
use crate::{
    check::{Checked, Problems},
    text::Prose,
};
use diesel::{deserialize::FromSqlRow, expression::AsExpression, sql_types::Text};
use serde::{Deserialize, Deserializer, Serialize};
use std::{collections::BTreeMap, str::FromStr};

/// A language by its BCP 47 tag: `es`, `es-AR`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, AsExpression, FromSqlRow, Serialize)]
#[diesel(sql_type = Text)]
#[serde(transparent)]
pub struct Language(String);
impl<'de> Deserialize<'de> for Language {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(|tag| Self::usual(&tag))
    }
}
impl Language {
    /// As text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
    /// Whether it is a language as such, or as some country speaks it.
    pub fn is(&self, language: &str) -> bool {
        self.0.split('-').next() == Some(language)
    }
    /// In the usual case, which means nothing: `es-AR`, `zh-Hant`.
    fn usual(tag: &str) -> Self {
        let part = |(index, part): (usize, &str)| match (index, part.len()) {
            (1.., 2) => part.to_ascii_uppercase(),
            (1.., 4) if part.starts_with(|c: char| c.is_ascii_alphabetic()) => {
                part[..1].to_ascii_uppercase() + &part[1..].to_ascii_lowercase()
            }
            _ => part.to_ascii_lowercase(),
        };
        Self(tag.split('-').enumerate().map(part).collect::<Vec<_>>().join("-"))
    }
}
impl FromStr for Language {
    type Err = std::convert::Infallible;
    fn from_str(tag: &str) -> Result<Self, Self::Err> {
        Ok(Self::usual(tag))
    }
}
impl std::fmt::Display for Language {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}
impl Checked for Language {
    fn check(&self, problems: &mut Problems) {
        let parts =
            || self.0.split('-').all(|p| (1..=8).contains(&p.len()) && p.chars().all(|c| c.is_ascii_alphanumeric()));
        let language = self.0.split('-').next().unwrap_or_default();
        if !(2..=3).contains(&language.len()) || !parts() {
            problems.add("bad_language", "a language is a BCP 47 tag such as es or es-AR");
        }
    }
}
crate::stored_as_text!(Language);
impl utoipa::PartialSchema for Language {
    fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::Schema> {
        utoipa::openapi::ObjectBuilder::new().schema_type(utoipa::openapi::Type::String).examples(["es"]).into()
    }
}
impl utoipa::ToSchema for Language {}

/// Texts of a record by language and member: `{"es": {"title": "…"}}`. In a merge patch, null takes one away.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[schema(value_type = BTreeMap<String, BTreeMap<String, String>>)]
#[serde(transparent)]
pub struct Texts(BTreeMap<Tag, Option<BTreeMap<String, Option<Prose>>>>);
type Tag = Language;
impl<'de> Deserialize<'de> for Texts {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        BTreeMap::deserialize(deserializer).map(Self)
    }
}
impl Checked for Texts {
    fn check(&self, problems: &mut Problems) {
        for (tag, texts) in &self.0 {
            problems.within(tag, |problems| {
                tag.check(problems);
                texts.check(problems);
            });
        }
    }
}
impl Texts {
    /// These texts as a merge patch (RFC 7396) changes them.
    fn merged(&self, patch: &Self) -> Self {
        let mut all = self.0.clone();
        for (tag, texts) in &patch.0 {
            let Some(texts) = texts else {
                all.remove(tag);
                continue;
            };
            let mine = all.entry(tag.clone()).or_default().get_or_insert_default();
            for (member, text) in texts {
                match text {
                    Some(text) => _ = mine.insert(member.clone(), Some(text.clone())),
                    None => _ = mine.remove(member),
                }
            }
        }
        all.retain(|_, texts| texts.as_ref().is_some_and(|texts| !texts.is_empty()));
        Self(all)
    }
}

/// The language of a record's texts, and their translations: one column.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, utoipa::ToSchema, AsExpression, FromSqlRow)]
#[diesel(sql_type = Text)]
pub struct Wording {
    /// The language of its texts; null where nobody says.
    #[schema(value_type = Option<String>)]
    pub lang: Option<Language>,
    /// Its texts in other languages, by member.
    pub translations: Texts,
    #[serde(skip)]
    json: String,
}
impl Wording {
    /// Of a body.
    pub fn of(lang: Option<&Language>, translations: Option<&Texts>) -> Self {
        // Null in a new body is no text.
        let translations = translations.map(|texts| Texts::default().merged(texts)).unwrap_or_default();
        let json = serde_json::json!([lang, translations]).to_string();
        Self { lang: lang.cloned(), translations, json }
    }
    /// As its column holds it.
    pub fn as_str(&self) -> &str {
        &self.json
    }
    /// A text in other languages, each with its language.
    pub fn translations_of<'a>(&'a self, member: &'a str) -> impl Iterator<Item = (&'a Language, &'a str)> {
        let texts =
            self.translations.0.iter().filter_map(move |(tag, texts)| Some((tag, texts.as_ref()?.get(member)?)));
        texts.filter_map(|(tag, text)| Some((tag, text.as_ref()?.as_str())))
    }
    /// A text in another language, if there is one: in the language as such, or as a country speaks it.
    pub fn translation(&self, language: &str, member: &str) -> Option<&str> {
        let texts =
            self.translations.0.iter().filter(|(tag, _)| tag.is(language)).filter_map(|(_, texts)| texts.as_ref());
        let mut texts = texts.filter_map(|texts| texts.get(member)?.as_ref());
        texts.next().map(Prose::as_str)
    }
    /// Notes translations of what is none of a record's texts, or of which the text itself could not be.
    pub fn check(&self, texts: &[(&str, fn(&str, &mut Problems))], problems: &mut Problems) {
        problems.within("translations", |problems| {
            for (tag, members) in &self.translations.0 {
                for (member, text) in members.iter().flatten() {
                    let Some(text) = text else { continue };
                    problems.within(tag, |problems| {
                        problems.within(member, |problems| match texts.iter().find(|(name, _)| name == member) {
                            Some((_, check)) => check(text.as_str(), problems),
                            None => problems.add("no_text", "is no text of this record that has translations"),
                        });
                    });
                }
            }
        });
    }
    /// Completes a patch that says one of the two, or a part of the translations.
    pub fn complete(&self, lang: &mut Option<Option<Language>>, translations: &mut Option<Texts>) {
        if lang.is_none() && translations.is_none() {
            return;
        }
        lang.get_or_insert_with(|| self.lang.clone());
        *translations = Some(self.translations.merged(&translations.take().unwrap_or_default()));
    }
}
impl FromStr for Wording {
    type Err = serde_json::Error;
    fn from_str(json: &str) -> Result<Self, Self::Err> {
        let (lang, translations): (Option<Language>, Texts) = serde_json::from_str(json)?;
        Ok(Self { lang, translations, json: json.to_owned() })
    }
}
crate::stored_as_text!(Wording);
