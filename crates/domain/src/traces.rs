//! Traces of somebody's name in texts, whatever its case and accents, and what is left of a text without them.
use crate::text::{Line, Prose, words};
use serde_json::Value;
use std::ops::Range;

/// What stands where a name stood.
pub const ERASED: &str = "Erased person";

/// What is sought: a name, other names, an address, each as a row of words.
#[derive(Clone, Debug, Default)]
pub struct Traces(Vec<Vec<String>>);
impl Traces {
    /// Of these texts.
    pub fn of<'a>(texts: impl IntoIterator<Item = &'a str>) -> Self {
        let rows = texts.into_iter().map(|text| placed(text).into_iter().map(|(word, _)| word).collect());
        Self(rows.filter(|row: &Vec<_>| !row.is_empty()).collect())
    }
    /// Where they stand in a text. A name of one word stands in many texts: it is sought only in what is `near` the person.
    fn places(&self, text: &str, near: bool) -> Vec<Range<usize>> {
        let said = placed(text);
        let (mut found, mut at) = (vec![], 0);
        while at < said.len() {
            let here = |row: &&Vec<String>| {
                (near || row.len() > 1)
                    && said[at..].len() >= row.len()
                    && said[at..].iter().zip(*row).all(|((a, _), b)| a == b)
            };
            match self.0.iter().filter(here).map(Vec::len).max() {
                Some(long) => {
                    found.push(said[at].1.start..said[at + long - 1].1.end);
                    at += long;
                }
                None => at += 1,
            }
        }
        found
    }
    /// A text with what stands for the person in their place; none where it has no trace of them.
    pub fn without(&self, text: &str, near: bool) -> Option<String> {
        let places = self.places(text, near);
        let mut left = text.to_owned();
        places.iter().rev().for_each(|place| left.replace_range(place.clone(), ERASED));
        (!places.is_empty()).then_some(left)
    }
    /// The same as one line.
    pub fn line_without(&self, text: &str, near: bool) -> Option<Line> {
        self.without(text, near).map(|left| cut(&left, Line::MOST).into())
    }
    /// The same as prose.
    pub fn prose_without(&self, text: &str, near: bool) -> Option<Prose> {
        self.without(text, near).map(|left| cut(&left, Prose::MOST).into())
    }
    /// The pointers of the texts in a value that have traces.
    pub fn fields(&self, value: &Value, near: bool) -> Vec<String> {
        let mut found = vec![];
        self.walk(value, near, &mut String::new(), &mut found);
        found
    }
    fn walk(&self, value: &Value, near: bool, pointer: &mut String, found: &mut Vec<String>) {
        let here = pointer.len();
        let mut within = |step: &str, value: &Value, pointer: &mut String| {
            pointer.push('/');
            pointer.push_str(&step.replace('~', "~0").replace('/', "~1"));
            self.walk(value, near, pointer, found);
            pointer.truncate(here);
        };
        match value {
            Value::String(text) if !self.places(text, near).is_empty() => found.push(pointer.clone()),
            Value::Array(all) => {
                all.iter().enumerate().for_each(|(index, value)| within(&index.to_string(), value, pointer))
            }
            Value::Object(members) => members.iter().for_each(|(name, value)| within(name, value, pointer)),
            _ => {}
        }
    }
}
/// What stands for a name may be longer than the name.
fn cut(text: &str, most: usize) -> &str {
    text.char_indices().nth(most).map_or(text, |(end, _)| &text[..end])
}
/// Whether a value names a record by its id.
pub fn names(value: &Value, id: &str) -> bool {
    match value {
        Value::String(text) => text == id,
        Value::Array(all) => all.iter().any(|value| names(value, id)),
        Value::Object(members) => members.values().any(|value| names(value, id)),
        _ => false,
    }
}

/// The words of a text as names are compared, each with its place.
fn placed(text: &str) -> Vec<(String, Range<usize>)> {
    let mut all = vec![];
    let mut from = None;
    for (at, c) in text.char_indices().chain([(text.len(), ' ')]) {
        match (c.is_alphanumeric(), from) {
            (true, None) => from = Some(at),
            (false, Some(start)) => {
                from = None;
                all.extend(words(&text[start..at]).into_iter().map(|word| (word, start..at)));
            }
            _ => {}
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn names_are_found_whatever_their_case_and_accents() {
        let traces = Traces::of(["Ana Pérez", "ana@example.org", "", "Bo"]);
        for (text, left) in [
            ("Met ANA PEREZ, twice: Ana  Pérez.", Some("Met Erased person, twice: Erased person.")),
            ("letter_of_ana-perez.pdf", Some("letter_of_Erased person.pdf")),
            ("Write to Ana@Example.org!", Some("Write to Erased person!")),
            ("Ana and Pérez; Ana Perezes; Mariana Pérez", None),
            ("Bo came", None),
            ("", None),
        ] {
            assert_eq!(traces.without(text, false).as_deref(), left, "{text}");
        }
        assert_eq!(traces.without("Bo came, Bob left", true).as_deref(), Some("Erased person came, Bob left"));
        assert_eq!(Traces::default().without("Ana Pérez", true), None);
    }
    #[test]
    fn fields_are_told_by_their_pointers() {
        let traces = Traces::of(["Ana Pérez"]);
        let value = json!({ "title": "Ana Pérez", "n": 1, "parts": [{ "a/b": "x" }, { "a/b": "with ana perez" }] });
        assert_eq!(traces.fields(&value, false), ["/parts/1/a~1b", "/title"]);
        assert!(names(&json!({ "a": [{ "b": "1" }] }), "1") && !names(&json!({ "1": ["11"] }), "1"));
    }
}
