//! Steps of the status of records of any kind.
use diesel::{dsl::max, prelude::*};
use rapport_domain::{
    Id, Instant,
    entity::{Kind, Version},
    transition::{NewTransition, Steps, Transition, transitions},
    user::User,
};
use rapport_schema::{AmongIds, Backend, Conn};
use std::{collections::HashMap, fmt::Display};

/// A kind with a status.
pub trait Moves: crate::Statements {
    /// Its statuses.
    type Status: Steps;
    /// Where it stands.
    fn status(&self) -> Self::Status;
    /// Moves it, if it is still at the version held.
    fn set_status(c: &mut Conn, key: &Self::Key, held: Version, status: Self::Status, at: Instant)
    -> QueryResult<bool>;
}
/// `moves! { Thing in things: ThingStatus }`: the status is in a column of that name, and in the row. `with` sets more
/// whenever it moves.
macro_rules! moves {
    ($entity:ident in $t:ident: $status:ty $(, with $more:expr)?) => {
        impl $crate::transitions::Moves for $entity {
            type Status = $status;
            fn status(&self) -> $status {
                self.row.status
            }
            fn set_status(
                c: &mut Conn,
                key: &Id<$entity>,
                held: rapport_domain::entity::Version,
                status: $status,
                at: rapport_domain::Instant,
            ) -> QueryResult<bool> {
                let held = $t::table.filter($t::id.eq(key)).filter($t::version.eq(held));
                let moved = diesel::update(held)
                    .set((
                        $t::status.eq(status),
                        $($more,)?
                        $t::version.eq($t::version + 1),
                        $t::updated_at.eq(at),
                    ))
                    .execute(c)?;
                Ok(moved == 1)
            }
        }
    };
}
pub(crate) use moves;

/// The steps of these records of one kind, in the order in which they were recorded.
pub fn of<E: 'static>(
    c: &mut Conn,
    kind: Kind,
    ids: impl IntoIterator<Item = Id<E>>,
) -> QueryResult<HashMap<Id<E>, Vec<Transition>>> {
    let rows: Vec<(Id<E>, Transition)> = transitions::table
        .filter(transitions::kind.eq(kind.name))
        .filter(AmongIds::new(transitions::record_id, ids))
        .order((transitions::record_id, transitions::position))
        .select((transitions::record_id, <Transition as Selectable<Backend>>::construct_selection()))
        .load(c)?;
    Ok(crate::links::group(rows))
}

/// Appends a step.
pub fn append<E: 'static, S: Display>(
    c: &mut Conn,
    kind: Kind,
    record: Id<E>,
    id: Id<Transition>,
    step: &NewTransition<S>,
    by: Option<Id<User>>,
    at: Instant,
) -> QueryResult<()> {
    let last: Option<i32> = transitions::table
        .filter(transitions::kind.eq(kind.name))
        .filter(transitions::record_id.eq(record))
        .select(max(transitions::position))
        .first(c)?;
    diesel::insert_into(transitions::table)
        .values((
            transitions::id.eq(id),
            transitions::kind.eq(kind.name),
            transitions::record_id.eq(record),
            transitions::position.eq(last.map_or(0, |last| last + 1)),
            transitions::status.eq(step.status.to_string()),
            transitions::when_text.eq(step.when.text()),
            transitions::when_earliest.eq(step.when.earliest()),
            transitions::when_latest.eq(step.when.latest()),
            transitions::when_said.eq(step.when_said.as_ref()),
            transitions::when_inferred.eq(step.when_inferred),
            transitions::cause.eq(step.cause.as_ref()),
            transitions::evidence.eq(step.evidence.as_ref()),
            transitions::turnover_id.eq(step.turnover_id),
            transitions::recorded_at.eq(at),
            transitions::recorded_by.eq(by),
        ))
        .execute(c)?;
    Ok(())
}
