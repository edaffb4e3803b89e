use crate::{
    Statements,
    conditions::{Cond, called, linked_texts, may_hold},
    statements::statements,
};
use diesel::{
    dsl::{exists, not},
    prelude::*,
};
use rapport_domain::{
    country::{Country, CountryFilter, CountryRow, countries},
    entity::Life,
    region::region_countries,
    scope::Scope,
    standing::{Standing, StandingCode, standings},
};
use rapport_schema::{AmongTexts, Backend, InQuery};

statements! { Country as CountryRow, countries, key code by AmongTexts;
    visible |_scope| None;
    matching |f, scope, all| {
        called!(all, countries::code, f.code);
        called!(all, countries::name_folded, f.name);
        linked_texts!(all, countries::code, region_countries.country, region_countries::region, f.region);
        if let Some(codes) = &f.standing.any {
            all.push(standing(f, scope, Some(codes)));
        }
        if let Some(codes) = &f.standing.not {
            all.push(Box::new(not(standing(f, scope, Some(codes)))));
        }
        if f.as_of.date.is_some() && f.standing.any.is_none() && f.standing.not.is_none() {
            all.push(standing(f, scope, None));
        }
    }
    sort { Name => [name_folded: String]; Code => [code: String] }
    update |p| p.name.as_ref().map(|name| countries::name_folded.eq(rapport_domain::text::fold(name.as_str())));
}

/// Countries with one of these standings, or any, that a scope sees and that held, or may have held, at the filter's date.
fn standing<'a>(
    f: &'a CountryFilter,
    scope: &'a Scope,
    codes: Option<&'a Vec<StandingCode>>,
) -> Cond<'a, countries::table> {
    let mut held = standings::table
        .filter(Standing::visible(scope, Life::Live))
        .filter(standings::country.is_not_null())
        .select(standings::country.assume_not_null())
        .into_boxed::<Backend>();
    if let Some(codes) = codes {
        held = held.filter(AmongTexts::new(standings::code, codes));
    }
    if let Some(date) = &f.as_of.date {
        held = held.filter(may_hold!(standings, when_text, when_earliest, when_latest, date));
    }
    Box::new(InQuery(countries::code, held))
}
