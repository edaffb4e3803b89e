//! Labels of codes and dates in the language that a caller prefers, beside the members that hold them, at any depth of
//! an answer: which those are is read from the API document, so that no kind of record need say so.
use crate::openapi;
use actix_web::{HttpRequest, HttpResponse, HttpResponseBuilder, http::header};
use rapport_domain::{
    labels::{List, lists},
    partial_date::{Lang, PartialDate},
};
use serde_json::{Map, Value};
use std::{collections::HashMap, sync::LazyLock};

/// The language of labels that a request prefers, if it is one of ours (RFC 9110, 12.5.4).
pub fn preferred(request: &HttpRequest) -> Option<Lang> {
    let mut best: Option<(f32, Lang)> = None;
    let asked = request.headers().get_all(header::ACCEPT_LANGUAGE).filter_map(|value| value.to_str().ok());
    for range in asked.flat_map(|value| value.split(',')) {
        let (tag, weight) = range.split_once(';').unwrap_or((range, "q=1"));
        let weight = weight.trim().strip_prefix("q=").and_then(|q| q.parse().ok()).unwrap_or_default();
        let lang = match tag.trim().split('-').next().unwrap_or_default().to_ascii_lowercase().as_str() {
            "en" => Lang::En,
            "es" => Lang::Es,
            "fr" => Lang::Fr,
            _ => continue,
        };
        if weight > best.map_or(0.0, |(than, _)| than) {
            best = Some((weight, lang));
        }
    }
    best.map(|(_, lang)| lang)
}
/// The tag of a language.
pub fn tag(lang: Lang) -> &'static str {
    lang.pick("en", "es", "fr")
}

/// An answer in JSON, with its labels.
pub fn answered(request: &HttpRequest, mut response: HttpResponseBuilder, body: Vec<u8>) -> HttpResponse {
    response.content_type("application/json");
    let shape = || SHAPES.answers.get(&(request.method().as_str().to_lowercase(), request.match_pattern()?));
    let Some((lang, shape)) = preferred(request).zip(shape()) else { return response.body(body) };
    let Ok(mut answer) = serde_json::from_slice(&body) else { return response.body(body) };
    shape.label(lang, &mut answer);
    response.insert_header((header::CONTENT_LANGUAGE, tag(lang))).body(answer.to_string())
}

/// Where labels belong in a value, as its schema says.
#[derive(Clone, Default)]
enum Shape {
    /// A code of a list.
    Code(&'static List),
    /// A partial date.
    Date,
    /// A schema that others name, too.
    Named(String),
    /// An object, by member.
    Members(Vec<(String, Shape)>),
    /// Nowhere.
    #[default]
    Nowhere,
}
impl Shape {
    /// What a value is called; null where it has no label.
    fn of(&self, lang: Lang, value: &Value) -> Option<Value> {
        match (self, value) {
            (Self::Code(_) | Self::Date, Value::Array(values)) => {
                Some(values.iter().filter_map(|value| self.of(lang, value)).collect())
            }
            (Self::Code(list), code) => list.label(code.as_str()?, lang).map(Value::from),
            (Self::Date, date) => Some(date.as_str()?.parse::<PartialDate>().ok()?.label(lang).into()),
            _ => None,
        }
    }
    /// Puts labels beside all that has them; of an array, into each of its values.
    fn label(&self, lang: Lang, value: &mut Value) {
        match (self, value) {
            (shape, Value::Array(values)) => values.iter_mut().for_each(|value| shape.label(lang, value)),
            (Self::Named(name), value) => SHAPES.schemas.get(name).unwrap_or(&Self::Nowhere).label(lang, value),
            (Self::Members(members), Value::Object(object)) => {
                let mut labels = Map::new();
                for (name, shape) in members {
                    let Some(value) = object.get_mut(name) else { continue };
                    shape.label(lang, value);
                    labels.extend(shape.of(lang, value).map(|label| (name.clone(), label)));
                }
                if !labels.is_empty() {
                    object.insert("labels".into(), labels.into());
                }
            }
            _ => {}
        }
    }
}

/// The shapes of all answers.
struct Shapes {
    schemas: HashMap<String, Shape>,
    /// By method and path.
    answers: HashMap<(String, String), Shape>,
}
static SHAPES: LazyLock<Shapes> = LazyLock::new(|| {
    let document = serde_json::to_value(openapi::document()).unwrap_or_default();
    let schemas = &document["components"]["schemas"];
    let named = schemas.as_object().into_iter().flatten();
    let mut answers = HashMap::new();
    for (path, methods) in document["paths"].as_object().into_iter().flatten() {
        for (method, operation) in methods.as_object().into_iter().flatten() {
            let successes =
                operation["responses"].as_object().into_iter().flatten().filter(|(s, _)| s.starts_with('2'));
            let shapes = successes.map(|(_, answer)| shape(schemas, &answer["content"]["application/json"]["schema"]));
            if let Some(shape) = shapes.into_iter().find(|shape| !matches!(shape, Shape::Nowhere)) {
                answers.insert((method.clone(), path.clone()), shape);
            }
        }
    }
    Shapes { schemas: named.map(|(name, schema)| (name.clone(), shape(schemas, schema))).collect(), answers }
});
/// The shape that a schema has.
fn shape(schemas: &Value, schema: &Value) -> Shape {
    if let Some(name) = schema["$ref"].as_str().and_then(|path| path.rsplit('/').next()) {
        return match (lists().find(|list| list.name == name), name) {
            (Some(list), _) => Shape::Code(list),
            (None, "Period" | "Edtf") => Shape::Date,
            (None, name) => Shape::Named(name.to_owned()),
        };
    }
    let parts = schema["allOf"].as_array().into_iter().flatten().flat_map(|part| match shape(schemas, part) {
        Shape::Named(name) => members(shape(schemas, &schemas[name])),
        other => members(other),
    });
    let own = schema["properties"].as_object().into_iter().flatten();
    let own = own.map(|(name, schema)| (name.clone(), shape(schemas, schema)));
    let all: Vec<_> = parts.chain(own).filter(|(_, shape)| !matches!(shape, Shape::Nowhere)).collect();
    if !all.is_empty() {
        return Shape::Members(all);
    }
    // One that may be null, or an array of it.
    let several = ["oneOf", "anyOf"].into_iter().filter_map(|word| schema[word].as_array()).flatten();
    let inner = several.chain(schema.get("items")).map(|schema| shape(schemas, schema));
    inner.into_iter().find(|shape| !matches!(shape, Shape::Nowhere)).unwrap_or_default()
}
fn members(shape: Shape) -> Vec<(String, Shape)> {
    match shape {
        Shape::Members(members) => members,
        _ => vec![],
    }
}
