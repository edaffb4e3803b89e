//! The brief on a country, for whoever is about to go there: how it stands, who answers for it, what is open and since when.
use super::{
    scribe::{Scribe, source},
    tables,
};
use crate::{Error, Result, countries};
use chrono::Datelike;
use rapport_domain::{
    filter::Only,
    intervention::{Evidence, Intervention, InterventionFilter},
    partial_date::PartialDate,
};
use rapport_reporting::report::{Block, Cell, Passage, Section};

/// How many of the last contacts are told.
const LAST: usize = 10;

/// What it says.
pub fn write(scribe: &mut Scribe<'_>) -> Result<Vec<Section>> {
    let (words, today) = (scribe.words, scribe.today.clone());
    let code = *scribe.ask.countries.first().ok_or(Error::NotFound)?;
    let (actor, scope) = (scribe.actor, scribe.scope.clone());
    let page = countries::page(scribe.c, actor, &scope, code, &today)?;
    let mut parts = vec![];
    let mut rows = vec![];
    for standing in &page.standings {
        let reference = scribe.refer(vec![source(standing)]);
        let what = scribe.label("StandingCode", standing.row.code.as_str());
        rows.push(vec![Cell::on(what, reference), scribe.date(standing.row.when.when.0.as_ref())]);
    }
    parts.push((words.standing, tables::table(words.standing, &[words.status, words.since], rows)));

    let mut rows = vec![];
    for poc in page.pocs.iter().chain(&page.coordinators) {
        let reference = scribe.refer(vec![source(&poc.post)]);
        let organization = poc.post.organization_id.map(|id| scribe.organization(id)).transpose()?.flatten();
        let mut holders = vec![];
        for holder in &poc.holders {
            let of = holder.organization_id.map(|id| scribe.organization(id)).transpose()?.flatten();
            let name = match holder.person_id.map(|id| scribe.person(id)).transpose()?.flatten() {
                Some(person) => {
                    let reference = scribe.refer(vec![source(&person)]);
                    Cell::on(person.name, reference)
                }
                None => of.into(),
            };
            holders.push((name, holder.period.0.clone()));
        }
        if poc.vacant {
            holders.push((Cell::from(words.vacant), None));
        }
        for (name, period) in holders {
            let post = Cell::on(poc.post.title.as_str(), reference.clone());
            rows.push(vec![post, organization.clone().into(), name, scribe.date(period.as_ref())]);
        }
    }
    let heads = [words.pocs, words.organization, words.people, words.since];
    parts.push((words.pocs, tables::table(words.pocs, &heads, rows)));

    let open = page.open_commitments.into_iter().map(|one| one.record.whole());
    let open = scribe.approved(open.collect::<Vec<_>>());
    let mut rows = vec![];
    for one in &open {
        let said = tables::commitment(scribe, one)?;
        let age = one.row.when.when.0.as_ref().and_then(|date| months(date, &today));
        rows.push(vec![Cell::on(said.text, said.reference), age.into()]);
    }
    parts.push((words.open, tables::table(words.open, &[words.title, words.age], rows)));

    let filter = InterventionFilter { country: Only::only(code), ..Default::default() };
    let mut done = scribe.read::<Intervention>(filter)?;
    done.retain(|one| one.row.evidence == Evidence::Recorded);
    done.sort_by_key(|one| std::cmp::Reverse(one.row.when.when.0.as_ref().map(PartialDate::latest)));
    let mut done = scribe.approved(done);
    done.truncate(LAST);
    parts.push((words.last_contact, scribe.whole_list(&done, tables::intervention)?));

    if let Some(next) = &page.next_due {
        let when = next.when.as_deref().and_then(|text| PartialDate::parse(text).ok());
        let when = when.map_or_else(String::new, |date| format!(" ({})", date.label(scribe.lang())));
        let said = Passage { text: format!("{}{when}", next.title), ..Passage::default() };
        parts.push((words.next_dates, vec![Block::List { items: vec![said] }]));
    }
    let risks: Vec<_> = page.risks.into_iter().map(|one| one.record.whole()).collect();
    parts.push((words.risks, tables::risks(scribe, &risks)));
    Ok(tables::sections(parts))
}
/// How many whole months have passed since what surely was over by a date.
fn months(since: &PartialDate, today: &PartialDate) -> Option<i64> {
    let (then, now) = (since.latest(), today.latest());
    if then > now {
        return None;
    }
    let whole =
        (i64::from(now.year()) - i64::from(then.year())) * 12 + i64::from(now.month()) - i64::from(then.month());
    Some(whole - i64::from(now.day() < then.day()))
}
