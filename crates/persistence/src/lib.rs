//! Statements and transactions. Speaks domain types; knows scope, never roles, and nothing of HTTP.
#![recursion_limit = "256"]

mod conditions;
mod db;
mod fault;
mod links;
mod migrations;
mod pool;
mod statements;
mod url;
mod writer;

pub mod accounts;
pub mod idempotency;
pub mod journal;
pub mod locks;
pub mod matrix;
pub mod transitions;

mod activity_kind;
mod challenge;
pub mod commitment;
mod country;
pub mod exchange_rate;
mod gathering;
pub mod grant;
pub mod intervention;
mod introduction;
pub mod membership;
mod organization;
pub mod outcome;
mod partnership;
mod person;
mod post;
mod practice;
mod publication;
mod region;
mod user;

pub use db::{Clashes, Db, Options};
pub use fault::Fault;
pub use rapport_schema::{Backend, Conn};
pub use statements::Statements;

/// `every_entity!` speaks of `country::Country`; here the types are the domain's.
macro_rules! registry {
    ($($module:ident::$entity:ident $(with $rules:ident)?),* $(,)?) => {
        /// Which of these records, of whatever kind, are live and visible in a scope.
        pub fn seen(
            c: &mut Conn,
            scope: &rapport_domain::scope::Scope,
            kind: rapport_domain::entity::Kind,
            keys: &[rapport_domain::reference::AnyKey],
        ) -> diesel::QueryResult<Vec<rapport_domain::reference::AnyKey>> {
            use rapport_domain::entity::{Entity, Key};
            $(if kind == <rapport_domain::$module::$entity as Entity>::KIND {
                let keys: Vec<_> = keys.iter().filter_map(Key::of).collect();
                let seen = <rapport_domain::$module::$entity as Statements>::seen(c, scope, &keys)?;
                return Ok(seen.iter().map(Key::any).collect());
            })*
            Ok(vec![])
        }

        /// The live records of whatever kind that refer to a record, at most `limit` of each filter.
        pub fn referring(
            c: &mut Conn,
            scope: &rapport_domain::scope::Scope,
            kind: rapport_domain::entity::Kind,
            key: &rapport_domain::reference::AnyKey,
            limit: i64,
        ) -> diesel::QueryResult<Vec<(rapport_domain::entity::Kind, rapport_domain::reference::AnyKey)>> {
            use rapport_domain::entity::{Entity, Key, List};
            let mut all = vec![];
            $(for filter in <rapport_domain::$module::$entity as Entity>::referring(kind, key) {
                let found = <rapport_domain::$module::$entity as Statements>::page(c, scope, &List::first(limit, filter))?;
                all.extend(found.iter().map(|e| (<rapport_domain::$module::$entity as Entity>::KIND, e.key().any())));
            })*
            all.sort_by(|(a, x), (b, y)| (a.name, x).cmp(&(b.name, y)));
            all.dedup();
            Ok(all)
        }
    };
}
rapport_domain::every_entity!(registry);
