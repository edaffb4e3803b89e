//! The log of activities: what was done in a period, in the order of its dates, by whoever recorded it.
use super::{scribe::Scribe, tables};
use crate::Result;
use rapport_domain::{
    entity::{Entity, Key},
    intervention::{Evidence, Intervention},
};
use rapport_persistence::journal;
use rapport_reporting::report::Section;

/// What it says.
pub fn write(scribe: &mut Scribe<'_>) -> Result<Vec<Section>> {
    let (words, ask) = (scribe.words, scribe.ask);
    let mut all = scribe.interventions()?;
    all.retain(|one| one.row.evidence == Evidence::Recorded);
    if let Some(coordinator) = ask.coordinator {
        let keys: Vec<_> = all.iter().map(|one| one.key().any()).collect();
        let makers = journal::makers(scribe.c, Intervention::KIND, &keys)?;
        all.retain(|one| makers.get(&one.key().any().to_string()) == Some(&Some(coordinator)));
    }
    let mut all = scribe.approved(all);
    scribe.keep_vague(&all, tables::intervention)?;
    all.retain(|one| scribe.is_in(one));
    all.sort_by_key(|one| one.row.when.order());
    let mut rows = vec![];
    for one in &all {
        let when = scribe.date(one.row.when.when.0.as_ref());
        let kinds = scribe.joined("kind", &one.kinds);
        let mut places = scribe.joined("country", &one.countries);
        if let Some(region) = &one.row.region {
            places = scribe.named("region", region);
        }
        rows.push(vec![tables::title(scribe, one, &one.row.title), when, places.into(), kinds.into()]);
    }
    let heads = [words.title, words.date, words.where_to, words.activity];
    Ok(tables::sections([(words.activities, tables::table(words.activities, &heads, rows))]))
}
