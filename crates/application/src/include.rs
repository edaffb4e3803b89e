//! Records that are shown beside others: those that these name, and those that name these. One look-up a kind.
use crate::{Actor, Can, Error, Managed, Read, Result, shown};
use rapport_domain::{
    entity::{Entity, Key, Kind, List},
    partial_date::PartialDate,
    reference::{AnyKey, NAMES},
    scope::Scope,
};
use rapport_persistence::{Conn, Fault, Statements};
use serde::Serialize;
use serde_json::Value;

/// How many records one relation brings at the most.
pub const MOST: usize = 1_000;

/// Who looks, and what they see.
pub struct Looking<'a> {
    /// Who.
    pub actor: Actor,
    /// What they see.
    pub scope: &'a Scope,
    /// The date that what is derived is looked at.
    pub at: &'a PartialDate,
}
impl Looking<'_> {
    fn shown<E: Managed>(&self, c: &mut Conn, page: Vec<E>) -> Result<Vec<Value>> {
        values(&shown::<E>(c, self.scope, self.at, page)?)
    }
}

/// Records as JSON.
pub fn values<T: Serialize>(page: &[T]) -> Result<Vec<Value>> {
    let value = |one| serde_json::to_value(one).map_err(|why| Error::Fault(Fault::Broken(why.to_string())));
    page.iter().map(value).collect()
}
/// What a record is known by.
pub fn key_of(record: &Value) -> Option<&str> {
    record["id"].as_str().or(record["code"].as_str())
}
/// Whether the API document calls records of a kind so.
pub fn is_record(schema: &str) -> bool {
    rapport_domain::KINDS.iter().any(|kind| schema_of(*kind) == schema)
}
/// What records of a kind are called: their title, their name, or what they state.
pub fn called(c: &mut Conn, looking: &Looking<'_>, kind: Kind, keys: &[AnyKey]) -> Result<Vec<(AnyKey, String)>> {
    let found = named(c, looking, kind, keys)?;
    let name = |record: &Value| NAMES.iter().find_map(|name| record[*name].as_str()).map(str::to_owned);
    let pair = |record: &Value| Some((key_of(record)?.into(), name(record)?));
    Ok(found.iter().filter_map(pair).collect())
}

macro_rules! kinds {
    ($($module:ident::$entity:ident $(with $rules:ident)?),* $(,)?) => {
        /// Live records of a kind by their keys, as the caller sees them; what they may not see is not there.
        pub fn named(c: &mut Conn, looking: &Looking<'_>, kind: Kind, keys: &[AnyKey]) -> Result<Vec<Value>> {
            $(if kind == <rapport_domain::$module::$entity as Entity>::KIND {
                type Of = rapport_domain::$module::$entity;
                if Can::<Read, Of>::grant(looking.actor, looking.scope.clone()).is_err() {
                    return Ok(vec![]);
                }
                let keys: Vec<_> = keys.iter().filter_map(Key::of).collect();
                let page = <Of as Statements>::some(c, looking.scope, &keys)?;
                return looking.shown(c, page);
            })*
            Ok(vec![])
        }
        /// Live records of a kind that name any of these records; at most one more than `MOST` a way of naming.
        pub fn naming(c: &mut Conn, looking: &Looking<'_>, kind: Kind, of: Kind, keys: &[AnyKey]) -> Result<Vec<Value>> {
            $(if kind == <rapport_domain::$module::$entity as Entity>::KIND {
                type Of = rapport_domain::$module::$entity;
                if Can::<Read, Of>::grant(looking.actor, looking.scope.clone()).is_err() {
                    return Ok(vec![]);
                }
                let mut page: Vec<Of> = vec![];
                for filter in Of::referring(of, keys) {
                    let found = Of::page(c, looking.scope, &List::first(MOST as i64, filter))?;
                    let known: Vec<_> = page.iter().map(|one| one.key()).collect();
                    page.extend(found.into_iter().filter(|one| !known.contains(&one.key())));
                }
                return looking.shown(c, page);
            })*
            Ok(vec![])
        }
        /// The kinds whose records name those of a kind.
        pub fn kinds_naming(of: Kind) -> Vec<Kind> {
            let none = [AnyKey::Id(uuid::Uuid::nil()), AnyKey::Code(String::new())];
            let mut all = vec![];
            $({
                type Of = rapport_domain::$module::$entity;
                if none.iter().any(|none| !Of::referring(of, std::slice::from_ref(none)).is_empty()) {
                    all.push(Of::KIND);
                }
            })*
            all
        }
        /// The name that the schema of a kind has in the API document.
        pub fn schema_of(kind: Kind) -> String {
            $(if kind == <rapport_domain::$module::$entity as Entity>::KIND {
                return <rapport_domain::$module::$entity as utoipa::ToSchema>::name().into_owned();
            })*
            String::new()
        }
        /// The kind whose keys have a schema of this name in the API document.
        pub fn kind_of_schema(name: &str) -> Option<Kind> {
            $({
                type Of = rapport_domain::$module::$entity;
                let key = <Of as utoipa::ToSchema>::name();
                if name.strip_prefix("Id_").or(name.strip_prefix("Code_")).is_some_and(|of| of == key) {
                    return Some(Of::KIND);
                }
            })*
            (name == "CountryCode").then_some(<rapport_domain::country::Country as Entity>::KIND)
        }
    };
}
rapport_domain::every_entity!(kinds);
