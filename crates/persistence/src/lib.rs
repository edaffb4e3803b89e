//! Statements and transactions. Speaks domain types; knows scope, never roles, and nothing of HTTP.
#![recursion_limit = "256"]

pub mod aggregate;
pub mod api_key;

mod alone;
mod by_country;
mod conditions;
mod db;
mod fault;
mod links;
mod migrations;
mod pool;
mod snapshot;
mod statements;
mod url;
mod watch;
mod writer;

pub mod accounts;
pub mod backup;
pub mod break_glass;
pub mod contacts;
pub mod files;
pub mod idempotency;
pub mod integrity;
pub mod jobs;
pub mod journal;
pub mod locks;
pub mod matrix;
pub mod names;
pub mod reports;
pub mod seals;
pub mod search;
pub mod sessions;
pub mod transitions;

mod action_plan;
mod activity_kind;
mod assessment;
pub mod calendars;
mod challenge;
pub mod citation;
pub mod commitment;
mod country;
mod document;
pub mod exchange_rate;
mod follow_up;
mod gathering;
pub mod grant;
pub mod intervention;
mod introduction;
pub mod membership;
mod note;
mod organization;
pub mod outcome;
mod partnership;
pub mod person;
mod policy_area;
mod post;
mod practice;
mod publication;
pub mod region;
pub mod risk;
mod scale;
mod seen;
mod source;
mod standing;
mod tag;
mod tagging;
pub mod testimonial;
pub mod turnover;
mod twin;
mod user;

pub use db::{Clashes, Db, Heard, Options};
pub use fault::Fault;
pub use rapport_schema::{Backend, Conn, Stretch};
pub use seen::{AnyRecord, seen, versions};
pub use snapshot::look_into;
pub use statements::Statements;

/// Where a record lies, and who may read it.
#[derive(Clone, Debug)]
pub struct Whereabouts {
    /// The codes of its countries and region; none where it is everyone's.
    pub places: Vec<String>,
    /// Those where whoever changes it must work.
    pub seats: Vec<String>,
    /// Who may read what the journal says of it.
    pub sensitivity: rapport_domain::scope::Sensitivity,
}

/// What the column of a kind's keys is called.
fn key_name<E: rapport_domain::entity::Entity>() -> &'static str {
    if <E::Key as rapport_domain::entity::Key>::FORMAT == "uuid" { seen::ID } else { "code" }
}

/// `every_entity!` speaks of `country::Country`; here the types are the domain's.
macro_rules! registry {
    ($($module:ident::$entity:ident $(with $rules:ident)?),* $(,)?) => {
        /// The query of those of these keys of a kind that are live and visible in a scope, and their versions, with the
        /// key's name.
        pub(crate) fn seen_keys(
            scope: &rapport_domain::scope::Scope,
            kind: rapport_domain::entity::Kind,
            keys: &[rapport_domain::reference::AnyKey],
        ) -> Option<(&'static str, statements::Keys<'static>)> {
            use rapport_domain::entity::{Entity, Key};
            $(if kind == <rapport_domain::$module::$entity as Entity>::KIND {
                let keys: Vec<_> = keys.iter().filter_map(Key::of).collect();
                let query = || <rapport_domain::$module::$entity as Statements>::seen_keys(scope, &keys);
                return (!keys.is_empty()).then(|| (key_name::<rapport_domain::$module::$entity>(), query()));
            })*
            None
        }

        /// The queries of the keys of live records that a scope sees, kind by kind, each with the key's name: what attached
        /// records may be about.
        pub(crate) fn visible_keys(
            scope: &rapport_domain::scope::Scope,
        ) -> Vec<(rapport_domain::entity::Kind, &'static str, statements::Keys<'static>)> {
            use rapport_domain::entity::{Class, Entity};
            let mut all = vec![];
            $(
                let kind = <rapport_domain::$module::$entity as Entity>::KIND;
                if kind.class != Class::Attached {
                    let keys = <rapport_domain::$module::$entity as Statements>::visible_keys(scope);
                    all.push((kind, key_name::<rapport_domain::$module::$entity>(), keys));
                }
            )*
            all
        }

        /// Where a live record of whatever kind lies, and who may read it.
        pub fn whereabouts(
            c: &mut Conn,
            kind: rapport_domain::entity::Kind,
            key: &rapport_domain::reference::AnyKey,
        ) -> diesel::QueryResult<Option<Whereabouts>> {
            use rapport_domain::entity::{Entity, Key, Life};
            let everything = rapport_domain::scope::Scope::everything();
            $(if kind == <rapport_domain::$module::$entity as Entity>::KIND {
                let Some(key) = Key::of(key) else { return Ok(None) };
                let found = <rapport_domain::$module::$entity as Statements>::find(c, &everything, Life::Live, &key)?;
                let Some(record) = found else { return Ok(None) };
                // What is bound to another record lies where that does.
                if let Some((kind, key)) = record.about() {
                    return whereabouts(c, kind, &key);
                }
                // Countries and regions have no place; what is about one lies there.
                let own = [rapport_domain::country::Country::KIND, rapport_domain::region::Region::KIND];
                let own = own.contains(&kind).then(|| vec![record.key().to_string()]);
                return Ok(Some(Whereabouts {
                    places: own.clone().unwrap_or_else(|| record.place().codes()),
                    seats: own.unwrap_or_else(|| record.seat().codes()),
                    sensitivity: record.journal_sensitivity(),
                }));
            })*
            Ok(None)
        }

        /// What a live record of whatever kind is called: its title, its name, or what it states.
        pub fn called(
            c: &mut Conn,
            kind: rapport_domain::entity::Kind,
            key: &rapport_domain::reference::AnyKey,
        ) -> diesel::QueryResult<Option<String>> {
            use rapport_domain::entity::{Entity, Key, Life};
            let everything = rapport_domain::scope::Scope::everything();
            $(if kind == <rapport_domain::$module::$entity as Entity>::KIND {
                let Some(key) = Key::of(key) else { return Ok(None) };
                let found = <rapport_domain::$module::$entity as Statements>::find(c, &everything, Life::Live, &key)?;
                let members = serde_json::to_value(found).unwrap_or_default();
                let mut names = rapport_domain::reference::NAMES.into_iter();
                return Ok(names.find_map(|name| members[name].as_str().map(str::to_owned)));
            })*
            Ok(None)
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
            $(for filter in <rapport_domain::$module::$entity as Entity>::referring(kind, std::slice::from_ref(key)) {
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
