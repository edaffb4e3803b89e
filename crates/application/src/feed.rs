//! News: the results that were published last.
use crate::{Actor, Can, Read, Result};
use rapport_domain::{
    entity::{Life, List, Order},
    filter::Only,
    outcome::{Outcome, OutcomeFilter, OutcomeSort, ResultStatus},
    scope::{Scope, Sensitivity},
};
use rapport_persistence::{Conn, Statements};

/// How many of them.
const MOST: i64 = 50;

/// Published results, the ones changed last first. Whoever asks, they are those that everybody may read: what a reader of
/// news fetches is read on and quoted.
pub fn results(c: &mut Conn, actor: Actor, scope: &Scope) -> Result<Vec<Outcome>> {
    let scope = scope.clone().up_to(Sensitivity::Public);
    Can::<Read, Outcome>::grant(actor, scope.clone())?;
    let list = List {
        filter: OutcomeFilter { status: Only::only(ResultStatus::Published), ..Default::default() },
        life: Life::Live,
        sort: vec![Order { by: OutcomeSort::UpdatedAt, descending: true }],
        after: None,
        limit: MOST,
    };
    Ok(Outcome::page(c, &scope, &list)?)
}
