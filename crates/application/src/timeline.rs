//! The timeline of a country: interventions, commitments and results in one order.
use crate::{Actor, Can, Error, Read, Result};
use chrono::NaiveDate;
use rapport_domain::{
    Id,
    commitment::{Commitment, CommitmentFilter, CommitmentSort},
    country::{Country, CountryCode},
    entity::{Comparable, Entity, Life, List, Order, SortKey},
    filter::Only,
    intervention::{Intervention, InterventionFilter, InterventionSort},
    outcome::{Outcome, OutcomeFilter, OutcomeSort},
    partial_date::Lang,
    scope::Scope,
    when::Dated,
};
use rapport_persistence::{Conn, Statements};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// One line of a timeline.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct TimelineEntry {
    /// Intervention, commitment or result.
    pub kind: &'static str,
    /// Of the record.
    pub id: Uuid,
    /// The date, in EDTF.
    pub when: Option<String>,
    /// The date, in words.
    pub when_label: Option<String>,
    /// What it was: the title, or a result's statement.
    pub title: String,
    /// Where it stands in the order.
    #[serde(skip)]
    pub at: Position,
}
/// Where a line stands: undated ones last whatever the direction.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Position(bool, NaiveDate, NaiveDate, Uuid, String);
impl Position {
    /// Whether databases can compare it: cursors are not signed.
    pub fn is_sane(&self) -> bool {
        self.1.is_sane() && self.2.is_sane()
    }
}

/// A page of the timeline of a country, with one line more than the limit where there is a next page.
pub fn of_country(
    c: &mut Conn,
    actor: Actor,
    scope: &Scope,
    country: CountryCode,
    descending: bool,
    after: Option<&Position>,
    limit: i64,
) -> Result<Vec<TimelineEntry>> {
    Can::<Read, Country>::grant(actor, scope.clone())?;
    Country::find(c, scope, Life::Live, &country)?.ok_or(Error::NotFound)?;
    let mut all = vec![];
    let filter = InterventionFilter { country: Only::only(country), ..Default::default() };
    for i in page::<Intervention>(c, actor, scope, filter, InterventionSort::When, descending, after, limit)? {
        all.push(entry(Intervention::KIND.name, i.row.id, &i.row.when, i.row.title));
    }
    let filter = CommitmentFilter { country: Only::only(country), ..Default::default() };
    for k in page::<Commitment>(c, actor, scope, filter, CommitmentSort::When, descending, after, limit)? {
        all.push(entry(Commitment::KIND.name, k.row.id, &k.row.when, k.row.title));
    }
    let filter = OutcomeFilter { country: Only::only(country), ..Default::default() };
    for r in page::<Outcome>(c, actor, scope, filter, OutcomeSort::When, descending, after, limit)? {
        all.push(entry(Outcome::KIND.name, r.row.id, &r.row.when, r.row.statement));
    }
    all.sort_by(|a, b| {
        let (a, b) = (&a.at, &b.at);
        let undated = a.0.cmp(&b.0);
        undated.then_with(|| if descending { b.cmp(a) } else { a.cmp(b) })
    });
    all.truncate(limit as usize + 1);
    Ok(all)
}

#[allow(clippy::too_many_arguments)] // a list and its page, taken apart
fn page<E>(
    c: &mut Conn,
    actor: Actor,
    scope: &Scope,
    filter: E::Filter,
    by: E::Sort,
    descending: bool,
    after: Option<&Position>,
    limit: i64,
) -> Result<Vec<E>>
where
    E: Statements + Entity<Key = Id<E>, Sort: SortKey<E>>,
{
    Can::<Read, E>::grant(actor, scope.clone())?;
    let after = after.map(|Position(undated, earliest, latest, id, kind)| {
        let values = serde_json::json!([undated, earliest, latest]);
        // Records of several kinds may have one id; those whose kind comes later are still to come.
        let later = if descending { E::KIND.name < kind.as_str() } else { E::KIND.name > kind.as_str() };
        let id = match (later, descending) {
            (false, _) => *id,
            (true, false) => Uuid::from_u128(id.as_u128().saturating_sub(1)),
            (true, true) => Uuid::from_u128(id.as_u128().saturating_add(1)),
        };
        (vec![values.as_array().cloned().unwrap_or_default()], Id::from(id))
    });
    let list = List { filter, life: Life::Live, sort: vec![Order { by, descending }], after, limit };
    Ok(E::page(c, scope, &list)?)
}

fn entry<E>(kind: &'static str, id: Id<E>, when: &Dated, title: String) -> TimelineEntry {
    let (undated, earliest, latest) = when.order();
    TimelineEntry {
        kind,
        id: id.0,
        when: when.when.0.as_ref().map(|date| date.text().to_owned()),
        when_label: when.label(Lang::En),
        title,
        at: Position(undated, earliest, latest, id.0, kind.to_owned()),
    }
}
