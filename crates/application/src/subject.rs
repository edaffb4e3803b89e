//! What is held about a person, for that person to see: their record, its history, and every record that names them.
use crate::{
    Can, Error, Export, Managed, Read, Result, history,
    include::values,
    read::{self, scope_of},
    shown,
};
use rapport_domain::{
    Id, Instant,
    entity::{Entity, Life, List},
    filter::{Among, Filter, Only},
    partial_date::PartialDate,
    person::Person,
    reference::AnyKey,
    scope::Scope,
    user::{User, UserFilter},
};
use rapport_persistence::{Conn, Statements};
use serde::Serialize;
use serde_json::Value;
use std::collections::BTreeMap;

/// All that is held about a person.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct Held {
    /// When it was put together.
    pub at: Instant,
    /// Whether whoever asked sees everything: else there may be more that they may not read.
    pub complete: bool,
    /// The person's own record.
    #[schema(value_type = Object)]
    pub person: Value,
    /// What became of it, newest first.
    pub history: Vec<history::Entry>,
    /// The records that name the person or are about them, by the lists that they are in.
    #[schema(value_type = BTreeMap<String, Vec<Object>>)]
    pub records: BTreeMap<&'static str, Vec<Value>>,
    /// Those that are deleted.
    #[schema(value_type = BTreeMap<String, Vec<Object>>)]
    pub deleted: BTreeMap<&'static str, Vec<Value>>,
    /// The accounts with the person's address; none where whoever asked does not read accounts.
    pub accounts: Vec<User>,
}

/// Puts it together, for whoever reads what is private of the person.
pub fn held(c: &mut Conn, can: &Can<Export, Person>, id: &Id<Person>, now: Instant) -> Result<Held> {
    let (person, life) = alive_or_not(c, &can.also::<Read, Person>()?, id)?;
    if !can.scope.reads_private(person.place()) {
        return Err(Error::Forbidden { pointer: None, detail: "the record is outside your reach".into() });
    }
    let today = PartialDate::day(now.0.date_naive());
    let history = history::of::<Person>(c, &can.also::<Read, Person>()?, id, life, None, i64::MAX)?;
    let accounts = match person.email.text().map(|email| email.to_lowercase().parse()) {
        Some(Ok(email)) if can.scope.accounts => {
            let filter = UserFilter { email: Among::only(email), ..UserFilter::default() };
            User::page(c, &can.scope, &List::every(filter))?
        }
        _ => vec![],
    };
    let records = naming(c, can, &today, &AnyKey::Id(id.0), Life::Live)?;
    let deleted = naming(c, can, &today, &AnyKey::Id(id.0), Life::Deleted)?;
    let person = values(&shown::<Person>(c, &can.scope, &today, vec![person])?)?.pop().ok_or(Error::NotFound)?;
    Ok(Held {
        at: now,
        complete: can.scope.sees_all(),
        person,
        history: history.into_iter().map(|(_, entry)| entry).collect(),
        records,
        deleted,
        accounts,
    })
}

/// A person, in use or deleted.
pub fn alive_or_not(c: &mut Conn, can: &Can<Read, Person>, id: &Id<Person>) -> Result<(Person, Life)> {
    match read::find::<Person>(c, can, id, Life::Live) {
        Err(Error::NotFound) => Ok((read::find::<Person>(c, can, id, Life::Deleted)?, Life::Deleted)),
        found => Ok((found?, Life::Live)),
    }
}

macro_rules! naming {
    ($($module:ident::$entity:ident $(with $rules:ident)?),* $(,)?) => {
        /// The records of every kind that name a person or are about them.
        fn naming(
            c: &mut Conn,
            can: &Can<Export, Person>,
            today: &PartialDate,
            person: &AnyKey,
            life: Life,
        ) -> Result<BTreeMap<&'static str, Vec<Value>>> {
            let mut all = BTreeMap::new();
            $({
                type Of = rapport_domain::$module::$entity;
                // What the role does not read at all is not there for it.
                let scope = can.also::<Read, Of>().and_then(|can| Ok(scope_of(&can, life)?.into_owned()));
                if let Ok(scope) = scope {
                    let page = of_kind::<Of>(c, &scope, person, life)?;
                    if !page.is_empty() {
                        all.insert(Of::KIND.path, values(&shown::<Of>(c, &can.scope, today, page)?)?);
                    }
                }
            })*
            Ok(all)
        }

        /// When something was last written of the records in use that name a person or are about them.
        pub fn latest_word(c: &mut Conn, person: &AnyKey) -> Result<Option<Instant>> {
            let mut last = None;
            $(for record in of_kind::<rapport_domain::$module::$entity>(c, &Scope::everything(), person, Life::Live)? {
                let told = serde_json::to_value(record).unwrap_or_default();
                last = last.max(serde_json::from_value::<Instant>(told["updated_at"].clone()).ok());
            })*
            Ok(last)
        }
    };
}
rapport_domain::every_entity!(naming);

/// The records of one kind that name a person or are about them, each once.
pub fn of_kind<E: Managed>(c: &mut Conn, scope: &Scope, person: &AnyKey, life: Life) -> Result<Vec<E>> {
    let about = [("about.kind".into(), Person::KIND.name.into()), ("about.id".into(), person.to_string())];
    let mut page: Vec<E> = vec![];
    for filter in E::referring(Person::KIND, std::slice::from_ref(person)).into_iter().chain(E::Filter::parse(&about)) {
        let known: Vec<_> = page.iter().map(Entity::key).collect();
        let found = E::page(c, scope, &List { life, ..List::every(filter) })?;
        page.extend(found.into_iter().filter(|one| !known.contains(&one.key())));
    }
    Ok(page)
}
