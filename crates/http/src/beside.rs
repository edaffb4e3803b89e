//! What a reader asks to have of records, and beside them: `fields=title,when` and `include=made_by,participants.organization`.
//! Which members and relations there are is read from the API document, so that no kind of record need say so.
use crate::{columns::Columns, openapi, problem::Refusal, query::Paging};
use rapport_application::{
    Csos, Error, Pocs, Resource, Result,
    include::{self, Looking, MOST, key_of},
};
use rapport_domain::{
    KINDS,
    entity::{Entity, Kind},
    organization::Organization,
    post::Post,
    reference::AnyKey,
};
use rapport_persistence::Conn;
use serde::Serialize;
use serde_json::{Map, Value};
use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    sync::LazyLock,
};
use utoipa::openapi::OpenApi;

/// Members that are always shown: what a record is known by, and what was left out of it.
pub const ALWAYS: [&str; 3] = ["id", "code", "withheld"];

/// How one record leads to others.
#[derive(Clone, Debug)]
pub struct Relation {
    /// Its name: `made_by`, `participants.organization`, `commitments`.
    pub name: String,
    to: To,
}
#[derive(Clone, Debug)]
enum To {
    /// The members at this path hold keys of that kind.
    Named(Vec<String>, Kind),
    /// The record that it is about.
    About,
    /// Records of that kind name it.
    Naming(Kind),
}
impl Relation {
    /// The members that hold keys, and of what kind, where it is such a one.
    pub fn named(&self) -> Option<(Vec<String>, Kind)> {
        match &self.to {
            To::Named(path, kind) => Some((path.clone(), *kind)),
            To::About | To::Naming(_) => None,
        }
    }
    /// The kind of record that it leads to, where it is one alone.
    pub fn kind(&self) -> Option<Kind> {
        match &self.to {
            To::Named(_, kind) | To::Naming(kind) => Some(*kind),
            To::About => None,
        }
    }
}

/// What is known of the records that a list shows.
struct Known {
    members: BTreeSet<String>,
    relations: Vec<Relation>,
    columns: Columns,
}
/// The columns of a list's records.
pub fn columns_of(list: &str) -> Option<&'static Columns> {
    KNOWN.get(list).map(|known| &known.columns)
}
/// By the path of the list.
static KNOWN: LazyLock<HashMap<&'static str, Known>> = LazyLock::new(|| {
    let document = openapi::document();
    let components = serde_json::to_value(&document.components).unwrap_or_default();
    let schemas = &components["schemas"];
    let known = |(list, kind, item): (Kind, Kind, Value)| {
        let relations = relations(schemas, &item, kind);
        let columns = Columns::read(schemas, &item, &relations);
        (list.path, Known { members: members(schemas, &item).into_keys().collect(), relations, columns })
    };
    lists(&document).into_iter().map(known).collect()
});
/// Every list of records, with the kind that it shows and the schema of its records.
pub fn lists(document: &OpenApi) -> Vec<(Kind, Kind, Value)> {
    let views = [(Csos::AS, Organization::KIND), (Pocs::AS, Post::KIND)];
    let lists = KINDS.iter().map(|kind| (*kind, *kind)).chain(views);
    let shown = lists.filter_map(|(list, kind)| {
        let operation = document.paths.paths.get(&format!("/v1/{}/{{key}}", list.path))?.get.as_ref()?;
        let answer = serde_json::to_value(operation.responses.responses.get("200")?).ok()?;
        Some((list, kind, answer["content"]["application/json"]["schema"].clone()))
    });
    shown.collect()
}

/// The members of a schema and of those that it joins, with theirs.
pub fn members<'a>(schemas: &'a Value, schema: &'a Value) -> BTreeMap<String, &'a Value> {
    let named = schema["$ref"].as_str().and_then(|path| path.rsplit('/').next()).map(|name| &schemas[name]);
    let joined = schema["allOf"].as_array().into_iter().flatten();
    let own = schema["properties"].as_object().into_iter().flatten().map(|(name, of)| (name.clone(), of));
    named.into_iter().chain(joined).flat_map(|part| members(schemas, part)).chain(own).collect()
}
/// The name of the schema that a member has, or each of its elements, or that it has where it is not null.
pub fn named(schema: &Value) -> Option<&str> {
    let several = ["oneOf", "anyOf", "allOf"].into_iter().filter_map(|word| schema[word].as_array()).flatten();
    let mut parts = [schema, &schema["items"]].into_iter().chain(several);
    parts.find_map(|part| part["$ref"].as_str()).and_then(|path| path.rsplit('/').next())
}

/// The relations of records of a schema.
pub fn relations(schemas: &Value, schema: &Value, kind: Kind) -> Vec<Relation> {
    let mut all: Vec<Relation> = vec![];
    let bare = |name: &str| name.strip_suffix("_id").unwrap_or(name).to_owned();
    for (member, of) in members(schemas, schema) {
        let Some(name) = named(of) else { continue };
        if ALWAYS.contains(&member.as_str()) {
            continue;
        }
        if member == "about" {
            all.push(Relation { name: member, to: To::About });
        } else if let Some(kind) = include::kind_of_schema(name) {
            all.push(Relation { name: bare(&member), to: To::Named(vec![member], kind) });
        } else if !include::is_record(name) {
            // Whole records stand only in the answer to the POST that nested them.
            for (inner, of) in members(schemas, &schemas[name]) {
                let to = named(of).and_then(include::kind_of_schema).filter(|_| inner != "id");
                let path = vec![member.clone(), inner.clone()];
                let name = format!("{member}.{}", bare(&inner));
                all.extend(to.map(|kind| Relation { name, to: To::Named(path, kind) }));
            }
        }
    }
    for other in include::kinds_naming(kind) {
        let name = other.path.replace('-', "_");
        if all.iter().all(|known| known.name != name) {
            all.push(Relation { name, to: To::Naming(other) });
        }
    }
    all
}

/// What is asked of records and beside them.
#[derive(Clone, Debug, Default)]
pub struct Beside {
    fields: Option<BTreeSet<String>>,
    /// Each a relation of the records, and perhaps one of those that it leads to.
    include: Vec<(Relation, Option<Relation>)>,
    kind: Option<Kind>,
}
impl Beside {
    /// What a query string asks of a resource's records.
    pub fn of<R: Resource>(paging: &Paging) -> std::result::Result<Self, Refusal> {
        Self::read(R::AS.path, <R::Of as Entity>::KIND, paging.fields.as_deref(), paging.include.as_deref())
    }
    fn read(path: &str, kind: Kind, fields: Option<&str>, include: Option<&str>) -> std::result::Result<Self, Refusal> {
        if fields.is_none() && include.is_none() {
            return Ok(Self::default());
        }
        let unknown = |parameter: &str, name: &str, all: Vec<&str>| {
            Refusal::query(parameter, format!("{name:?} is none of {}", all.join(", ")))
        };
        let Some(known) = KNOWN.get(path) else { return Err(Refusal::query("fields", "is not known here")) };
        let fields = fields.map(|fields| {
            let fields: BTreeSet<String> = fields.split(',').map(str::to_owned).collect();
            match fields.iter().find(|name| !known.members.contains(*name)) {
                Some(name) => Err(unknown("fields", name, known.members.iter().map(String::as_str).collect())),
                None => Ok(fields),
            }
        });
        let include = include.into_iter().flat_map(|include| include.split(',')).map(|name| {
            let names = || known.relations.iter().map(|relation| relation.name.as_str()).collect();
            found(known, name).ok_or_else(|| unknown("include", name, names()))
        });
        Ok(Self {
            fields: fields.transpose()?,
            include: include.collect::<std::result::Result<_, _>>()?,
            kind: Some(kind),
        })
    }
    /// Whether nothing is asked.
    pub fn is_plain(&self) -> bool {
        self.fields.is_none() && self.include.is_empty()
    }
    /// Records with the members asked for, and what belongs beside them, by the lists that it is in.
    pub fn dress<T: Serialize>(
        &self,
        c: &mut Conn,
        looking: &Looking<'_>,
        page: Vec<T>,
    ) -> Result<(Page<T>, Option<Lists>)> {
        if self.is_plain() {
            return Ok((Page::Whole(page), None));
        }
        let mut page = include::values(&page)?;
        let included = self.beside(c, looking, &mut page)?;
        Ok((Page::Asked(page), included))
    }
    /// The same of one record, in which stands what belongs beside it.
    pub fn dress_one<T: Serialize>(&self, c: &mut Conn, looking: &Looking<'_>, record: Vec<T>) -> Result<Value> {
        let mut page = include::values(&record)?;
        let included = self.beside(c, looking, &mut page)?;
        let mut record = page.pop().ok_or(Error::NotFound)?;
        if let Some(included) = included {
            record["included"] = included.into();
        }
        Ok(record)
    }
    /// Whether a member is shown.
    pub fn shows(&self, member: &str) -> bool {
        self.fields.as_ref().is_none_or(|fields| fields.contains(member)) || ALWAYS.contains(&member)
    }
    /// The only members that are shown, where some were asked for.
    pub fn only(&self) -> Option<Vec<String>> {
        let always = ALWAYS.into_iter().map(str::to_owned);
        self.fields.as_ref().map(|fields| fields.iter().cloned().chain(always).collect())
    }
    /// Leaves out of a record what was not asked for.
    fn prune(&self, record: &mut Value) {
        if let Some(members) = record.as_object_mut().filter(|_| self.fields.is_some()) {
            members.retain(|name, _| self.shows(name));
        }
    }
    fn beside(&self, c: &mut Conn, looking: &Looking<'_>, page: &mut [Value]) -> Result<Option<Lists>> {
        let mut included: BTreeMap<String, BTreeMap<String, Value>> = BTreeMap::new();
        for (relation, then) in &self.include {
            let Some(kind) = self.kind else { continue };
            let found = relation.load(c, looking, kind, page)?;
            for (kind, records) in found {
                if let Some(then) = then {
                    for (kind, others) in then.load(c, looking, kind, &records)? {
                        add(&mut included, kind, others);
                    }
                }
                add(&mut included, kind, records);
            }
        }
        page.iter_mut().for_each(|record| self.prune(record));
        let lists = included.into_iter().map(|(list, records)| (list, records.into_values().collect()));
        Ok((!self.include.is_empty()).then(|| lists.collect()))
    }
}
/// Records by the lists that they are in.
pub type Lists = Map<String, Value>;
/// Records as they are shown.
#[derive(Serialize)]
#[serde(untagged)]
pub enum Page<T> {
    /// With all that they have.
    Whole(Vec<T>),
    /// With what was asked for.
    Asked(Vec<Value>),
}
fn add(included: &mut BTreeMap<String, BTreeMap<String, Value>>, kind: Kind, records: Vec<Value>) {
    let list = included.entry(kind.path.replace('-', "_")).or_default();
    list.extend(records.into_iter().map(|record| (key_of(&record).unwrap_or_default().to_owned(), record)));
}
/// The relation of a name, or two of them one after the other.
fn found(known: &Known, name: &str) -> Option<(Relation, Option<Relation>)> {
    let exact = known.relations.iter().find(|relation| relation.name == name);
    if let Some(relation) = exact {
        return Some((relation.clone(), None));
    }
    known.relations.iter().find_map(|relation| {
        let rest = name.strip_prefix(relation.name.as_str())?.strip_prefix('.')?;
        let then = KNOWN.get(relation.kind()?.path)?.relations.iter().find(|relation| relation.name == rest)?;
        Some((relation.clone(), Some(then.clone())))
    })
}
impl Relation {
    /// The records that it leads to from some of a kind.
    fn load(&self, c: &mut Conn, looking: &Looking<'_>, from: Kind, page: &[Value]) -> Result<Vec<(Kind, Vec<Value>)>> {
        match &self.to {
            To::Named(path, kind) => {
                let keys: BTreeSet<AnyKey> = page.iter().flat_map(|record| keys(record, path)).collect();
                Ok(vec![(*kind, include::named(c, looking, *kind, &Vec::from_iter(keys))?)])
            }
            To::About => {
                let mut by_kind: BTreeMap<&str, BTreeSet<AnyKey>> = BTreeMap::new();
                for about in page.iter().map(|record| &record["about"]) {
                    let key = key_of(about);
                    if let Some((kind, key)) = about["kind"].as_str().zip(key) {
                        by_kind.entry(kind).or_default().insert(key.into());
                    }
                }
                let kinds = KINDS.iter().filter_map(|kind| Some((*kind, by_kind.remove(kind.name)?)));
                kinds.map(|(kind, keys)| Ok((kind, include::named(c, looking, kind, &Vec::from_iter(keys))?))).collect()
            }
            To::Naming(kind) => {
                let own = page.iter().filter_map(|record| key_of(record));
                let keys: Vec<AnyKey> = own.map(AnyKey::from).collect();
                let found = include::naming(c, looking, *kind, from, &keys)?;
                if found.len() > MOST {
                    let detail = format!("{} leads to more than {MOST} records; ask for fewer at once", self.name);
                    return Err(Error::rule("include", "too_many_included", detail));
                }
                Ok(vec![(*kind, found)])
            }
        }
    }
}
/// The keys at a path, through arrays.
fn keys(value: &Value, path: &[String]) -> Vec<AnyKey> {
    match (value, path) {
        (Value::Array(values), path) => values.iter().flat_map(|value| keys(value, path)).collect(),
        (value, [member, rest @ ..]) => keys(&value[member], rest),
        (Value::String(key), []) => vec![key.as_str().into()],
        _ => vec![],
    }
}
