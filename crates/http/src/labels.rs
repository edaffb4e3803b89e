//! Labels of codes and dates in the language that a caller prefers, beside the members that hold them, at any depth of
//! an answer: which those are is read from the API document, so that no kind of record need say so.
use crate::{Api, openapi, verbs::Reply};
use actix_web::{
    HttpRequest, HttpResponse, HttpResponseBuilder,
    http::header,
    web::{Bytes, Data},
};
use rapport_application::Result;
use rapport_domain::{
    labels::{List, lists},
    partial_date::{Lang, PartialDate},
};
use rapport_persistence::names::{self, Coded};
use serde_json::{Map, Value};
use std::{
    collections::{BTreeSet, HashMap},
    sync::LazyLock,
};

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
pub async fn answered(request: &HttpRequest, response: HttpResponseBuilder, body: Vec<u8>) -> Reply {
    Ok(spoken(request, response, labelled(request, body.into()).await.0))
}
/// An answer in JSON that has its labels already.
pub fn spoken(request: &HttpRequest, mut response: HttpResponseBuilder, body: Bytes) -> HttpResponse {
    if let Some((lang, _)) = wanted(request) {
        response.insert_header((header::CONTENT_LANGUAGE, tag(lang)));
    }
    response.content_type("application/json").body(body)
}
/// The labels that a request wants of its answer.
fn wanted(request: &HttpRequest) -> Option<(Lang, &'static Shape)> {
    let lang = preferred(request)?;
    Some((lang, SHAPES.answers.get(&(request.method().as_str().to_lowercase(), request.match_pattern()?))?))
}
/// The body of an answer in JSON, with its labels, and whether all of them could be read.
pub async fn labelled(request: &HttpRequest, body: Bytes) -> (Bytes, bool) {
    let Some((lang, shape)) = wanted(request) else { return (body, true) };
    let Ok(mut answer) = serde_json::from_slice(&body) else { return (body, true) };
    let mut whole = true;
    let mut words = Words { lang, names: HashMap::new() };
    let mut codes = BTreeSet::new();
    shape.codes(&answer, &mut codes);
    if let Some(api) = request.app_data::<Data<Api>>().filter(|_| !codes.is_empty()) {
        // What was written stays written: an answer without these labels is better than none.
        let names = api.db.read(move |c| -> Result<_> { Ok(names::names(c, lang, &codes)?) }).await;
        whole = names.is_ok();
        words.names = names.unwrap_or_default();
    }
    shape.label(&words, &mut answer);
    (answer.to_string().into(), whole)
}

/// What codes are called.
struct Words {
    lang: Lang,
    /// Those that are data.
    names: HashMap<(Coded, String), String>,
}

/// Where labels belong in a value, as its schema says.
#[derive(Clone, Default)]
enum Shape {
    /// A code of a list.
    Code(&'static List),
    /// A code of a list that is data.
    Data(Coded),
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
    /// The codes that are data, in a value and all that it nests.
    fn codes(&self, value: &Value, found: &mut BTreeSet<(Coded, String)>) {
        match (self, value) {
            (shape, Value::Array(values)) => values.iter().for_each(|value| shape.codes(value, found)),
            (Self::Named(name), value) => named(name).codes(value, found),
            (Self::Members(members), Value::Object(object)) => {
                for (name, shape) in members {
                    match (shape, object.get(name)) {
                        (_, None) => {}
                        (Self::Data(list), Some(Value::Array(codes))) => {
                            found.extend(codes.iter().filter_map(|code| Some((*list, key(*list, code, object)?))));
                        }
                        (Self::Data(list), Some(code)) => {
                            found.extend(key(*list, code, object).map(|key| (*list, key)))
                        }
                        (shape, Some(value)) => shape.codes(value, found),
                    }
                }
            }
            _ => {}
        }
    }
    /// What a member of an object is called; null where it has no label.
    fn of(&self, words: &Words, value: &Value, object: &Map<String, Value>) -> Option<Value> {
        match (self, value) {
            (Self::Code(_) | Self::Data(_) | Self::Date, Value::Array(values)) => {
                Some(values.iter().filter_map(|value| self.of(words, value, object)).collect())
            }
            (Self::Code(list), code) => list.label(code.as_str()?, words.lang).map(Value::from),
            (Self::Data(list), code) => {
                let name = words.names.get(&(*list, key(*list, code, object)?)).map(|name| name.as_str());
                let missing = || missing().label(code.as_str()?, words.lang);
                name.or_else(|| missing().filter(|_| *list == Coded::ScaleValue)).map(Value::from)
            }
            (Self::Date, date) => Some(date.as_str()?.parse::<PartialDate>().ok()?.label(words.lang).into()),
            _ => None,
        }
    }
    /// Puts labels beside all that has them; of an array, into each of its values.
    fn label(&self, words: &Words, value: &mut Value) {
        match (self, value) {
            (shape, Value::Array(values)) => values.iter_mut().for_each(|value| shape.label(words, value)),
            (Self::Named(name), value) => named(name).label(words, value),
            (Self::Members(members), Value::Object(object)) => {
                for (name, shape) in members {
                    if let Some(value) = object.get_mut(name) {
                        shape.label(words, value);
                    }
                }
                let label =
                    |(name, shape): &(String, Self)| Some((name.clone(), shape.of(words, object.get(name)?, object)?));
                let labels: Map<String, Value> = members.iter().filter_map(label).collect();
                if !labels.is_empty() {
                    object.insert("labels".into(), labels.into());
                }
            }
            _ => {}
        }
    }
}
fn named(name: &str) -> &'static Shape {
    SHAPES.schemas.get(name).unwrap_or(&Shape::Nowhere)
}
/// What a code is known by: that of a scale's value stands beside the scale's own.
fn key(list: Coded, code: &Value, object: &Map<String, Value>) -> Option<String> {
    match list {
        Coded::ScaleValue => Some(format!("{}/{}", object.get("scale")?.as_str()?, code.as_str()?)),
        _ => code.as_str().map(str::to_owned),
    }
}
fn missing() -> &'static List {
    static MISSING: LazyLock<&'static List> =
        LazyLock::new(|| lists().find(|list| list.name == "Missing").expect("a list of that name"));
    &MISSING
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
            (None, "CountryCode") => Shape::Data(Coded::Country),
            (None, "Code_Region") => Shape::Data(Coded::Region),
            (None, "Code_ActivityKind") => Shape::Data(Coded::ActivityKind),
            (None, "Code_PolicyArea") => Shape::Data(Coded::PolicyArea),
            (None, "Code_Tag") => Shape::Data(Coded::Tag),
            (None, "Code_Scale") => Shape::Data(Coded::Scale),
            (None, "ScaleCode") => Shape::Data(Coded::ScaleValue),
            (None, name) => Shape::Named(name.to_owned()),
        };
    }
    let parts = schema["allOf"].as_array().into_iter().flatten().flat_map(|part| match shape(schemas, part) {
        Shape::Named(name) => members(shape(schemas, &schemas[name])),
        other => members(other),
    });
    let own = schema["properties"].as_object().into_iter().flatten();
    let own = own.map(|(name, schema)| (name.clone(), shape(schemas, schema)));
    let mut all: Vec<_> = parts.chain(own).filter(|(_, shape)| !matches!(shape, Shape::Nowhere)).collect();
    // The steps of a status have codes of its list.
    let status = all.iter().find_map(|(name, shape)| Some(shape.clone()).filter(|_| name == "status"));
    if let Some(steps) = all.iter_mut().find_map(|(name, shape)| Some(shape).filter(|_| name == "transitions")) {
        let step = members(shape(schemas, &schemas["Transition"]));
        *steps = Shape::Members(step.into_iter().chain(status.map(|list| ("status".to_owned(), list))).collect());
    }
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
