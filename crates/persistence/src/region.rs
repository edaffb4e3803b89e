//! Regions and groups with their countries.
use crate::{
    conditions::{called, linked_texts, texts},
    links::insert_all,
    statements::statements,
};
use diesel::{
    dsl::{exists, not},
    prelude::*,
};
use rapport_domain::{
    country::CountryCode,
    region::{NewRegion, Region, RegionPatch, RegionRow, region_countries, regions},
    text::{Code, fold},
};
use rapport_schema::{AmongTexts, Conn};

statements! { Region as RegionRow, regions, key code by AmongTexts;
    visible |_scope| None;
    matching |f, scope, all| {
        called!(all, regions::code, f.code);
        texts!(all, regions::kind, f.kind);
        linked_texts!(all, regions::code, region_countries.region, region_countries::country, f.country);
    }
    sort { Name => [name_folded: String]; Code => [code: String] }
    insert |n| regions::name_folded.eq(fold(n.name.as_str()));
    update |p| p.name.as_ref().map(|name| regions::name_folded.eq(fold(name.as_str())));
    attach attach;
    save save_new, save_patch;
}

fn attach(c: &mut Conn, page: &mut [Region]) -> QueryResult<()> {
    let rows = region_countries::table
        .filter(AmongTexts::new(region_countries::region, page.iter().map(|r| &r.row.code)))
        .order((region_countries::region, region_countries::country))
        .load::<(Code<Region>, _)>(c)?;
    let mut members = crate::links::group(rows);
    for region in page {
        region.countries = members.remove(&region.row.code).unwrap_or_default();
    }
    Ok(())
}
fn save_new(c: &mut Conn, key: &Code<Region>, new: &NewRegion) -> QueryResult<()> {
    save(c, key, &new.countries)
}
fn save_patch(c: &mut Conn, key: &Code<Region>, patch: &RegionPatch) -> QueryResult<()> {
    patch.countries.as_ref().map_or(Ok(()), |countries| save(c, key, countries))
}
fn save(c: &mut Conn, key: &Code<Region>, countries: &[CountryCode]) -> QueryResult<()> {
    diesel::delete(region_countries::table.filter(region_countries::region.eq(key))).execute(c)?;
    let rows: Vec<_> = countries
        .iter()
        .map(|country| (region_countries::region.eq(key), region_countries::country.eq(country)))
        .collect();
    insert_all!(c, region_countries, rows);
    Ok(())
}
/// The countries that are in any of some regions.
pub fn members(c: &mut Conn, regions: &[Code<Region>]) -> QueryResult<Vec<CountryCode>> {
    let rows = region_countries::table.filter(AmongTexts::new(region_countries::region, regions));
    rows.select(region_countries::country).distinct().load(c)
}
