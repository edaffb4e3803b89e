use crate::{
    conditions::{linked_texts, texts},
    statements::statements,
};
use diesel::dsl::{exists, not};
use rapport_domain::{
    country::{Country, CountryRow, countries},
    region::region_countries,
};
use rapport_schema::AmongTexts;

statements! { Country as CountryRow, countries, key code by AmongTexts;
    visible |_scope| None;
    matching |f, scope, all| {
        texts!(all, countries::code, f.code);
        texts!(all, countries::name_folded, f.name);
        linked_texts!(all, countries::code, region_countries.country, region_countries::region, f.region);
    }
    sort { Name => [name_folded: String]; Code => [code: String] }
    update |p| p.name.as_ref().map(|name| countries::name_folded.eq(rapport_domain::text::fold(name.as_str())));
}
