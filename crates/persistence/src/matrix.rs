//! The activity matrix: how many interventions of each kind assisted each country.
use crate::Statements;
use diesel::{dsl::count_star, prelude::*};
use rapport_domain::{
    activity_kind::ActivityKind,
    country::CountryCode,
    entity::Life,
    intervention::{Evidence, Intervention, intervention_countries as ic, intervention_kinds as ik, interventions},
    region::Region,
    scope::Scope,
    text::Code,
};
use rapport_schema::{Conn, InQuery};

/// How many interventions of one evidence, by kind and by where.
pub struct Counts {
    /// In countries.
    pub countries: Vec<(Code<ActivityKind>, CountryCode, i64)>,
    /// For regions as a whole.
    pub regions: Vec<(Code<ActivityKind>, Code<Region>, i64)>,
    /// For the whole world.
    pub worldwide: Vec<(Code<ActivityKind>, i64)>,
}

/// Counts what a scope sees: each figure is what `count` says of the same filters.
pub fn counts(c: &mut Conn, scope: &Scope, evidence: Evidence) -> QueryResult<Counts> {
    let seen = || {
        interventions::table
            .filter(Intervention::visible(scope, Life::Live))
            .filter(interventions::evidence.eq(evidence))
            .select(interventions::id)
    };
    let countries = ik::table
        .inner_join(ic::table.on(ic::intervention_id.eq(ik::intervention_id)))
        .filter(InQuery(ik::intervention_id, seen()))
        .group_by((ik::kind, ic::country))
        .select((ik::kind, ic::country, count_star()))
        .load(c)?;
    let of_kinds = || ik::table.inner_join(interventions::table.on(interventions::id.eq(ik::intervention_id)));
    let regions = of_kinds()
        .filter(InQuery(ik::intervention_id, seen()))
        .filter(interventions::region.is_not_null())
        .group_by((ik::kind, interventions::region))
        .select((ik::kind, interventions::region.assume_not_null(), count_star()))
        .load(c)?;
    let worldwide = of_kinds()
        .filter(InQuery(ik::intervention_id, seen()))
        .filter(interventions::worldwide.eq(true))
        .group_by(ik::kind)
        .select((ik::kind, count_star()))
        .load(c)?;
    Ok(Counts { countries, regions, worldwide })
}
