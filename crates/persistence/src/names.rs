//! What the codes of reference records are called, in three languages: of countries, regions, kinds of activity, policy
//! areas, tags, and of scales and their values.
use diesel::prelude::*;
use rapport_domain::{
    activity_kind::activity_kinds,
    country::countries,
    partial_date::Lang,
    policy_area::policy_areas,
    region::regions,
    scale::{scale_values, scales},
    tag::tags,
    translations::Translations,
};
use rapport_schema::{AmongTexts, Conn};
use std::collections::{BTreeSet, HashMap};

/// A list of codes that is data.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Coded {
    /// Countries.
    Country,
    /// Regions.
    Region,
    /// Kinds of activity.
    ActivityKind,
    /// Policy areas.
    PolicyArea,
    /// Tags.
    Tag,
    /// Scales.
    Scale,
    /// The values of scales, each written `scale/value`.
    ScaleValue,
}

/// What these codes are called in a language, or in English where nobody says; unknown ones are not there.
pub fn names(
    c: &mut Conn,
    lang: Lang,
    wanted: &BTreeSet<(Coded, String)>,
) -> QueryResult<HashMap<(Coded, String), String>> {
    let mut all = HashMap::new();
    let codes = |list| -> Vec<&str> {
        wanted
            .iter()
            .filter(|(of, _)| *of == list)
            .map(|(_, code)| code.split('/').next().unwrap_or_default())
            .collect()
    };
    macro_rules! named {
        ($list:expr, $t:ident, $es:expr, $fr:expr) => {{
            let codes = codes($list);
            if !codes.is_empty() {
                let rows: Vec<(String, String, Option<String>, Option<String>)> = $t::table
                    .filter(AmongTexts::new($t::code, codes))
                    .select(($t::code, $t::name, $es, $fr))
                    .load(c)?;
                all.extend(
                    rows.into_iter().map(|(code, en, es, fr)| (($list, code), lang.pick(None, es, fr).unwrap_or(en))),
                );
            }
        }};
    }
    named!(Coded::Country, countries, countries::name_es.nullable(), countries::name_fr.nullable());
    named!(Coded::Region, regions, regions::name_es, regions::name_fr);
    named!(Coded::ActivityKind, activity_kinds, activity_kinds::name_es, activity_kinds::name_fr);
    named!(Coded::PolicyArea, policy_areas, policy_areas::name_es, policy_areas::name_fr);
    named!(Coded::Scale, scales, scales::name_es, scales::name_fr);
    let of_scales = codes(Coded::ScaleValue);
    if !of_scales.is_empty() {
        type Row = (String, String, String, Option<String>, Option<String>);
        let rows: Vec<Row> = scale_values::table
            .filter(AmongTexts::new(scale_values::scale, of_scales))
            .select((
                scale_values::scale,
                scale_values::code,
                scale_values::label,
                scale_values::label_es,
                scale_values::label_fr,
            ))
            .load(c)?;
        all.extend(rows.into_iter().map(|(scale, code, en, es, fr)| {
            ((Coded::ScaleValue, format!("{scale}/{code}")), lang.pick(None, es, fr).unwrap_or(en))
        }));
    }
    let of_tags = codes(Coded::Tag);
    if !of_tags.is_empty() {
        let rows: Vec<(String, String, Translations)> = tags::table
            .filter(AmongTexts::new(tags::code, of_tags))
            .select((tags::code, tags::name, tags::names))
            .load(c)?;
        all.extend(rows.into_iter().map(|(code, name, names)| {
            let translated = names.names().get(lang.pick("en", "es", "fr")).map(|name| name.as_str().to_owned());
            ((Coded::Tag, code), translated.unwrap_or(name))
        }));
    }
    Ok(all)
}
