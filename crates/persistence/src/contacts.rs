//! The last contact with each country: the latest day by which a recorded, dated and ended contact with an assisted
//! country was over. Support that goes on counts by its dated touches alone, and what is only claimed never.
use crate::Statements;
use chrono::NaiveDate;
use diesel::{dsl::max, prelude::*};
use rapport_domain::{
    Id,
    country::CountryCode,
    entity::Life,
    intervention::{Evidence, Intervention, intervention_countries as ic, interventions},
    scope::Scope,
    touch::intervention_touches as touches,
};
use rapport_schema::{Conn, InQuery};
use std::collections::{BTreeMap, BTreeSet};

/// The recorded interventions that a scope sees.
macro_rules! recorded {
    ($scope:ident) => {
        interventions::table
            .filter(Intervention::visible($scope, Life::Live))
            .filter(interventions::evidence.eq(Evidence::Recorded))
            .select(interventions::id)
    };
}

/// The countries that visible interventions assisted, those only claimed among them.
pub fn assisted(c: &mut Conn, scope: &Scope) -> QueryResult<BTreeSet<CountryCode>> {
    let seen = interventions::table.filter(Intervention::visible(scope, Life::Live)).select(interventions::id);
    let countries: Vec<CountryCode> =
        ic::table.filter(InQuery(ic::intervention_id, seen)).select(ic::country).distinct().load(c)?;
    Ok(countries.into_iter().collect())
}

/// The last day of contact with each country, on or before a day.
pub fn last_days(c: &mut Conn, scope: &Scope, by: NaiveDate) -> QueryResult<BTreeMap<CountryCode, NaiveDate>> {
    let ended: Vec<(CountryCode, Option<NaiveDate>)> = ic::table
        .inner_join(interventions::table.on(interventions::id.eq(ic::intervention_id)))
        .filter(InQuery(interventions::id, recorded!(scope)))
        .filter(interventions::when_text.is_not_null())
        .filter(interventions::when_latest.le(by))
        .group_by(ic::country)
        .select((ic::country, max(interventions::when_latest)))
        .load(c)?;
    let touched: Vec<(CountryCode, Option<NaiveDate>)> = ic::table
        .inner_join(touches::table.on(touches::intervention_id.eq(ic::intervention_id)))
        .filter(InQuery(ic::intervention_id, recorded!(scope)))
        .filter(touches::when_latest.le(by))
        .group_by(ic::country)
        .select((ic::country, max(touches::when_latest)))
        .load(c)?;
    let mut last: BTreeMap<CountryCode, NaiveDate> = BTreeMap::new();
    for (country, day) in ended.into_iter().chain(touched) {
        if let Some(day) = day {
            last.entry(country).and_modify(|known| *known = day.max(*known)).or_insert(day);
        }
    }
    Ok(last)
}

/// The last contact with one country on or before a day: its last day, and the intervention.
pub fn last_with(
    c: &mut Conn,
    scope: &Scope,
    country: CountryCode,
    by: NaiveDate,
) -> QueryResult<Option<(NaiveDate, Id<Intervention>)>> {
    let ended: Option<(NaiveDate, Id<Intervention>)> = ic::table
        .inner_join(interventions::table.on(interventions::id.eq(ic::intervention_id)))
        .filter(ic::country.eq(country))
        .filter(InQuery(interventions::id, recorded!(scope)))
        .filter(interventions::when_text.is_not_null())
        .filter(interventions::when_latest.le(by))
        .order((interventions::when_latest.desc(), interventions::id.desc()))
        .select((interventions::when_latest, interventions::id))
        .first(c)
        .optional()?;
    let touched: Option<(NaiveDate, Id<Intervention>)> = ic::table
        .inner_join(touches::table.on(touches::intervention_id.eq(ic::intervention_id)))
        .filter(ic::country.eq(country))
        .filter(InQuery(ic::intervention_id, recorded!(scope)))
        .filter(touches::when_latest.le(by))
        .order((touches::when_latest.desc(), touches::id.desc()))
        .select((touches::when_latest, ic::intervention_id))
        .first(c)
        .optional()?;
    Ok(ended.into_iter().chain(touched).max())
}
