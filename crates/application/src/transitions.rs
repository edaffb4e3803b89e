//! Moving a status: by appended steps alone, as the entity's table of steps allows.
use crate::{Can, Error, Managed, Result, Transition, Work, history, write};
use rapport_domain::{
    Id,
    check::Problems,
    entity::{Entity, Key, Life, Version},
    scope::Scope,
    transition::{NewTransition, Steps},
};
use rapport_persistence::{
    locks,
    transitions::{self, Moves},
};

/// An entity with a status.
pub trait Staged: Managed + Moves + Entity<Key = Id<Self>> {}
impl<E: Managed + Moves + Entity<Key = Id<E>>> Staged for E {}

/// The one list of entities with a status: hands them all to a macro. Routes and API document come from it.
#[macro_export]
macro_rules! every_staged {
    ($callback:path) => {
        $callback! { commitment::Commitment, outcome::Outcome, grant::Grant }
    };
}

/// Writes the first step of a record that was just added.
pub fn begin<E: Staged>(work: &mut Work<'_>, made: &mut E, first: NewTransition<E::Status>) -> Result<()> {
    append(work, made.key(), &first)?;
    *made = again(work, &made.key())?;
    Ok(())
}

/// Takes a step. `held` is the version that the caller saw, if it says so.
pub fn step<E: Staged>(
    work: &mut Work<'_>,
    can: &Can<Transition, E>,
    key: &Id<E>,
    held: Option<Version>,
    step: &NewTransition<E::Status>,
) -> Result<E> {
    // Steps wait for each other instead of clashing.
    locks::take(work.c, E::KIND, &key.any())?;
    let before = E::find(work.c, &can.scope, Life::Live, key)?.ok_or(Error::NotFound)?;
    if held.is_some_and(|held| held != before.version()) {
        return Err(Error::Stale { current: before.version() });
    }
    let below = work.below.clone();
    write::reach(work, can, &before, &below)?;
    write::check_body(work, &can.scope, step)?;
    let mut problems = Problems::below(&work.below);
    E::Status::check(before.status(), step.status, &mut problems);
    let found = problems.into_found();
    if !found.is_empty() {
        return Err(Error::Invalid(found));
    }
    if !E::set_status(work.c, key, before.version(), step.status, work.now)? {
        return Err(write::clash());
    }
    append(work, *key, step)?;
    let after = again::<E>(work, key)?;
    write::all_rules(work, Some(&before), &after)?;
    history::record(work, "transition", Some(&before), Some(&after))?;
    Ok(after)
}

fn append<E: Staged>(work: &mut Work<'_>, key: Id<E>, step: &NewTransition<E::Status>) -> Result<()> {
    let id = work.house.id().into();
    Ok(transitions::append(work.c, E::KIND, key, id, step, work.actor, work.now)?)
}
fn again<E: Staged>(work: &mut Work<'_>, key: &Id<E>) -> Result<E> {
    E::find(work.c, &Scope::everything(), Life::Live, key)?.ok_or(Error::NotFound)
}
