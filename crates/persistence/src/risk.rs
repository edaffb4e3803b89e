//! Risks, and the testimonials that they hold back.
use crate::{
    Statements,
    conditions::{by_sensitivity, dated, shared, texts, titled, worded},
    statements::statements,
};
use chrono::NaiveDate;
use diesel::{
    dsl::{exists, not},
    prelude::*,
};
use rapport_domain::{
    Id,
    country::CountryCode,
    entity::Life,
    risk::{Handling, Risk, RiskRow, risks},
    scope::Scope,
    testimonial::{Testimonial, testimonial_countries, testimonials},
};
use rapport_schema::{AmongIds, AmongTexts, Conn, InQuery};

statements! { Risk as RiskRow, risks, key id by AmongIds;
    visible |scope| by_sensitivity!(scope, risks, |countries, _regions| AmongTexts::new(risks::country, countries));
    matching |f, scope, all| {
        shared!(all, f, risks: dated guarded);
        texts!(all, risks::country, f.country);
        texts!(all, risks::severity, f.severity);
        texts!(all, risks::handling, f.handling);
    }
    sort {
        When => rising [when_undated: bool], [when_earliest: NaiveDate], [when_latest: NaiveDate];
        Title => [title_folded: String];
        CreatedAt => [created_at: Instant];
        UpdatedAt => [updated_at: Instant]
    }
    insert |n| (titled!(new risks::title_folded, n.title), worded!(new risks, n));
    update |p| (worded!(risks, p), titled!(risks::title_folded, p.title), dated!(risks, p));
}

/// Whether a live risk in one of these countries holds testimonials back.
pub fn withholds_any(c: &mut Conn, countries: &[CountryCode]) -> QueryResult<bool> {
    let withholding = risks::table
        .filter(risks::deleted_at.is_null())
        .filter(risks::handling.eq(Handling::Withhold))
        .filter(AmongTexts::new(risks::country, countries));
    diesel::select(exists(withholding)).get_result(c)
}
/// Says of each risk which testimonials it holds back from the public now, as far as a scope sees them.
pub fn tell_withheld(c: &mut Conn, scope: &Scope, page: &mut [Risk]) -> QueryResult<()> {
    let withholding = || page.iter().filter(|risk| risk.row.handling == Handling::Withhold);
    let held = testimonials::table
        .filter(Testimonial::visible(scope, Life::Live))
        .filter(testimonials::released.eq(false))
        .select(testimonials::id);
    let held: Vec<(CountryCode, Id<Testimonial>)> = testimonial_countries::table
        .filter(AmongTexts::new(testimonial_countries::country, withholding().map(|risk| &risk.row.country)))
        .filter(InQuery(testimonial_countries::testimonial_id, held))
        .select((testimonial_countries::country, testimonial_countries::testimonial_id))
        .order(testimonial_countries::testimonial_id)
        .load(c)?;
    for risk in page {
        let own = |country: &CountryCode| risk.row.handling == Handling::Withhold && *country == risk.row.country;
        risk.withholds = Some(held.iter().filter(|(country, _)| own(country)).map(|(_, id)| *id).collect());
    }
    Ok(())
}
