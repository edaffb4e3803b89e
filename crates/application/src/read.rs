//! Reading: one record, or a page of them, as a scope sees them.
use crate::{Actor, Can, Error, Managed, Read, Resource, Restore, Result, write::Collected};
use rapport_domain::{
    entity::{Entity, Key, Kind, Life, List, SortKey},
    filter::{Filter, Members},
    partial_date::PartialDate,
    reference::{AnyKey, Spot, Visitor},
    scope::Scope,
};
use rapport_persistence::{Conn, Statements, region::members, seen};
use std::{borrow::Cow, collections::HashSet};

/// A page of a resource, with one record more than its limit where there is a next page.
pub fn list<R: Resource>(
    c: &mut Conn,
    can: &Can<Read, R::Of>,
    today: &PartialDate,
    list: &mut List<R::Of>,
) -> Result<Vec<R::Of>> {
    let rows = rows::<R>(c, can, today, list)?;
    Ok(R::Of::gather(c, rows)?)
}

/// The same without what other tables hold, which `gather` adds.
pub fn rows<R: Resource>(
    c: &mut Conn,
    can: &Can<Read, R::Of>,
    today: &PartialDate,
    list: &mut List<R::Of>,
) -> Result<Vec<R::Of>> {
    let scope = scope_of(can, list.life)?;
    R::narrow(&mut list.filter, today);
    settle(c, &scope, &mut list.filter)?;
    Ok(R::Of::rows(c, &scope, list)?)
}

/// Every record of a kind that a filter finds, as the caller sees them.
pub fn all<E: Managed>(c: &mut Conn, actor: Actor, scope: &Scope, filter: E::Filter) -> Result<Vec<E>> {
    Can::<Read, E>::grant(actor, scope.clone())?;
    let mut page = E::page(c, scope, &List::every(filter))?;
    conceal(c, scope, &mut page)?;
    Ok(page)
}

/// The same, a page at a time: what goes through many records takes no more memory than for few.
pub fn each_page<E: Managed>(
    c: &mut Conn,
    actor: Actor,
    scope: &Scope,
    filter: E::Filter,
    mut take: impl FnMut(&mut Conn, Vec<E>) -> Result<()>,
) -> Result<()> {
    const PAGE: i64 = 500;
    Can::<Read, E>::grant(actor, scope.clone())?;
    let mut list = List::first(PAGE + 1, filter);
    loop {
        let mut page = E::page(c, scope, &list)?;
        let more = page.len() as i64 > PAGE;
        page.truncate(PAGE as usize);
        let place = |last: &E| (list.sort.iter().map(|order| order.by.values(last)).collect(), last.key());
        list.after = page.last().filter(|_| more).map(place);
        conceal(c, scope, &mut page)?;
        take(c, page)?;
        if list.after.is_none() {
            return Ok(());
        }
    }
}

/// How many records a list has in all.
pub fn count<R: Resource>(c: &mut Conn, can: &Can<Read, R::Of>, list: &List<R::Of>) -> Result<i64> {
    Ok(R::Of::count(c, scope_of(can, list.life)?.as_ref(), list.life, &list.filter)?)
}

/// One record: one that the caller sees, or one that was opened to the caller by breaking the glass.
pub fn fetch<R: Resource>(
    c: &mut Conn,
    can: &Can<Read, R::Of>,
    key: &<R::Of as Entity>::Key,
    life: Life,
) -> Result<R::Of> {
    if life == Life::Live && can.scope.opens(R::Of::KIND, &key.any()) {
        return R::Of::find(c, &Scope::everything(), life, key)?.filter(R::admits).ok_or(Error::NotFound);
    }
    find::<R>(c, can, key, life)
}
/// One record that the caller sees.
pub fn find<R: Resource>(
    c: &mut Conn,
    can: &Can<Read, R::Of>,
    key: &<R::Of as Entity>::Key,
    life: Life,
) -> Result<R::Of> {
    R::Of::find(c, scope_of(can, life)?.as_ref(), life, key)?.filter(R::admits).ok_or(Error::NotFound)
}

/// What the caller sees of live records, or of deleted ones: these show themselves to those who may restore them.
pub fn scope_of<E: Managed>(can: &Can<Read, E>, life: Life) -> Result<Cow<'_, Scope>> {
    match life {
        Life::Live => Ok(Cow::Borrowed(&can.scope)),
        Life::Deleted => {
            let mut scope = can.also::<Restore, E>()?.scope;
            if !scope.sees_all() {
                scope.outside = None;
            }
            Ok(Cow::Owned(scope))
        }
    }
}

/// Drops from records the references to what a scope does not see.
pub fn conceal<E: Entity>(c: &mut Conn, scope: &Scope, page: &mut [E]) -> Result<()> {
    if scope.sees_all() {
        return Ok(());
    }
    let mut all = Collected::default();
    page.iter_mut().for_each(|record| record.references(&mut all));
    let mut visible = visible(c, scope, all)?;
    page.iter_mut().for_each(|record| record.references(&mut visible));
    Ok(())
}

/// Puts the countries of groups into a filter, and takes out of it what a scope does not see, so that it matches nothing.
pub fn settle(c: &mut Conn, scope: &Scope, filter: &mut impl Filter) -> Result<()> {
    spread(c, |members| filter.spread(members))?;
    if scope.sees_all() {
        return Ok(());
    }
    let mut all = Collected::default();
    filter.references(&mut all);
    let mut visible = visible(c, scope, all)?;
    filter.references(&mut visible);
    Ok(())
}

/// Puts the countries of groups in the place of these.
pub fn spread(c: &mut Conn, of: impl FnOnce(&mut Members<'_>)) -> Result<()> {
    let mut failed = None;
    of(&mut |groups| {
        members(c, groups).unwrap_or_else(|why| {
            failed = Some(why);
            vec![]
        })
    });
    failed.map_or(Ok(()), |why| Err(why.into()))
}

/// Keeps the references to what is visible. Codes name what everybody sees.
struct Visible(HashSet<(&'static str, AnyKey)>);
impl Visitor for Visible {
    fn keep(&mut self, kind: Kind, key: AnyKey, _: Spot) -> bool {
        matches!(key, AnyKey::Code(_)) || self.0.contains(&(kind.name, key))
    }
}
fn visible(c: &mut Conn, scope: &Scope, all: Collected) -> Result<Visible> {
    let ids = all.0.into_iter().filter(|(_, key, _)| matches!(key, AnyKey::Id(_)));
    Ok(Visible(seen(c, scope, ids.map(|(kind, key, _)| (kind, key)))?))
}
