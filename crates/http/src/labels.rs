//! Labels of codes in the language that a caller prefers, beside each record: which members hold codes, and of which
//! list, is read from the API document, so that no kind of record need say so.
use crate::openapi;
use actix_web::{HttpRequest, HttpResponse, http::header};
use rapport_domain::{
    labels::{List, lists},
    partial_date::Lang,
};
use serde::Serialize;
use serde_json::{Map, Value};
use std::{
    collections::{BTreeMap, HashMap},
    sync::LazyLock,
};
use utoipa::ToSchema;

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
/// Says in which language an answer is labelled.
pub fn say(response: &mut HttpResponse, lang: Option<Lang>) {
    if let Some(lang) = lang {
        response.headers_mut().insert(header::CONTENT_LANGUAGE, header::HeaderValue::from_static(tag(lang)));
    }
}

/// What stands for a code, or for each of an array of codes.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(untagged)]
pub enum Labels {
    /// For one.
    One(&'static str),
    /// For several.
    Several(Vec<&'static str>),
}
/// A record with its labels.
#[derive(Serialize)]
pub struct Labelled<T> {
    #[serde(flatten)]
    record: T,
    #[serde(skip_serializing_if = "Option::is_none")]
    labels: Option<BTreeMap<String, Labels>>,
}
/// Puts labels beside a record that is shown as a `T`.
pub fn labelled<T: ToSchema, S: Serialize>(lang: Option<Lang>, record: S) -> Labelled<S> {
    let members = || match serde_json::to_value(&record) {
        Ok(Value::Object(members)) => members,
        _ => Map::new(),
    };
    let labels = lang.map(|lang| of::<T>(lang, &members()));
    Labelled { record, labels }
}
/// The same for a record that is JSON already, as the kept answer to a request is.
pub fn beside<T: ToSchema>(lang: Option<Lang>, body: Vec<u8>) -> Vec<u8> {
    let Some((lang, members)) = lang.zip(serde_json::from_slice(&body).ok()) else { return body };
    let Ok(labels) = serde_json::to_vec(&of::<T>(lang, &members)) else { return body };
    let Some(open) = body.strip_suffix(b"}") else { return body };
    [open, b",\"labels\":", &labels, b"}"].concat()
}

/// What the codes of a record are called.
fn of<T: ToSchema>(lang: Lang, members: &Map<String, Value>) -> BTreeMap<String, Labels> {
    let coded = CODED.get(T::name().as_ref()).map(Vec::as_slice).unwrap_or_default();
    let label = |list: &List, code: &Value| list.label(code.as_str()?, lang);
    let labels = coded.iter().filter_map(|(member, list)| {
        let labels = match members.get(member)? {
            Value::Array(codes) => Labels::Several(codes.iter().filter_map(|code| label(list, code)).collect()),
            code => Labels::One(label(list, code)?),
        };
        Some((member.clone(), labels))
    });
    labels.collect()
}

/// Members that hold codes, each with its list.
type Coded = Vec<(String, &'static List)>;
/// Those of each schema of the API document.
static CODED: LazyLock<HashMap<String, Coded>> = LazyLock::new(|| {
    let document = serde_json::to_value(openapi::document()).unwrap_or_default();
    let Some(schemas) = document["components"]["schemas"].as_object() else { return HashMap::new() };
    schemas.iter().map(|(name, schema)| (name.clone(), coded(schemas, schema))).collect()
});
fn coded(schemas: &Map<String, Value>, schema: &Value) -> Coded {
    if let Some(named) = named(schema) {
        return schemas.get(named).map(|schema| coded(schemas, schema)).unwrap_or_default();
    }
    let parts = schema["allOf"].as_array().into_iter().flatten().flat_map(|part| coded(schemas, part));
    let own = schema["properties"].as_object().into_iter().flatten();
    let own = own.filter_map(|(member, schema)| Some((member.clone(), list_of(schema)?)));
    parts.chain(own).collect()
}
/// The list that a member's schema names, be it one code, an array of them, or null.
fn list_of(schema: &Value) -> Option<&'static List> {
    if let Some(named) = named(schema) {
        return lists().find(|list| list.name == named);
    }
    let several = ["oneOf", "anyOf", "allOf"].into_iter().filter_map(|word| schema[word].as_array()).flatten();
    several.chain(schema.get("items")).find_map(list_of)
}
fn named(schema: &Value) -> Option<&str> {
    schema["$ref"].as_str()?.rsplit('/').next()
}
