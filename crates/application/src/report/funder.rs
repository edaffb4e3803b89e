//! The report to a funder: its grants, what was paid and asked, what was done with them, and what came of it.
use super::{
    scribe::{Scribe, source},
    tables,
};
use crate::{
    Result,
    funding::{self, Worth},
};
use rapport_domain::{
    back_donor::BackDonor,
    commitment::{Commitment, CommitmentFilter},
    exchange_rate::ExchangeRate,
    filter::{Among, Only, Refs},
    grant::{Grant, GrantFilter},
    intervention::{Evidence, Intervention, InterventionFilter},
    money::Currency,
    outcome::{Outcome, OutcomeFilter},
    partial_date::PartialDate,
    practice::{Practice, PracticeFilter},
    risk::{Risk, RiskFilter},
    when::Edtf,
};
use rapport_reporting::report::{Block, Cell, Figure, Section};
use std::collections::BTreeSet;

/// What it says.
pub fn write(scribe: &mut Scribe<'_>) -> Result<Vec<Section>> {
    let (words, ask) = (scribe.words, scribe.ask);
    let mut all = vec![];
    let mut known = BTreeSet::new();
    for filter in filters(scribe) {
        let found = scribe.read::<Grant>(filter)?;
        all.extend(found.into_iter().filter(|grant| known.insert(grant.row.id)));
    }
    all.retain(|grant| scribe.is_here(grant));
    let all = scribe.approved(all);
    scribe.keep_vague(&all, tables::grant)?;
    let grants: Vec<_> = all.into_iter().filter(|one| scribe.is_in(one)).collect();
    if grants.is_empty() {
        return Ok(vec![]);
    }
    let figures = tables::sums(scribe, &grants.iter().collect::<Vec<_>>());
    let figures = figures.into_iter().map(|(label, value)| Figure { label: label.to_owned(), value }).collect();
    let mut parts = vec![(words.in_figures, vec![Block::Figures { figures }])];
    // Whose money it was is not guessed: where nobody says, the grant stands in a table of its own.
    let (told, untold): (Vec<_>, Vec<_>) =
        grants.iter().cloned().partition(|grant| ask.funder.is_some() || !grant.back_donors.is_empty());
    parts.push((words.grants, tables::given(scribe, words.grants, &told)?));
    parts.push((words.unknown_donor, tables::given(scribe, words.unknown_donor, &untold)?));
    parts.push((words.back_donor, donors(scribe, &grants)?));
    parts.push((words.disbursements, payments(scribe, &grants)));
    if let Some(to) = ask.convert_to {
        parts.push((words.converted, converted(scribe, &grants, to)?));
    }
    parts.push((words.requirements, requirements(scribe, &grants)));

    let ids: BTreeSet<_> = grants.iter().flat_map(|grant| grant.interventions.iter().copied()).collect();
    let paid_for = || Refs::one_of(ids.iter().copied().collect());
    let filter = InterventionFilter { id: Among::one_of(ids.iter().copied().collect()), ..Default::default() };
    let done = scribe.read::<Intervention>(filter)?;
    let done = scribe.approved(done.into_iter().filter(|one| one.row.evidence == Evidence::Recorded));
    // What a grant paid for is told whenever it was.
    parts.push((words.what_was_done, scribe.whole_list(&done, tables::intervention)?));
    let won = scribe.read::<Commitment>(CommitmentFilter { intervention: paid_for(), ..Default::default() })?;
    let won = scribe.approved(won);
    parts.push((words.promised, scribe.whole_list(&won, tables::commitment)?));
    let results = scribe.read::<Outcome>(OutcomeFilter { intervention: paid_for(), ..Default::default() })?;
    let results = scribe.approved(results);
    parts.push((words.changed, scribe.whole_list(&results, tables::result)?));
    let spread = PracticeFilter { adoption_intervention: paid_for(), ..Default::default() };
    let spread = scribe.read::<Practice>(spread)?;
    let spread = scribe.approved(spread);
    parts.push((words.spread, scribe.whole_list(&spread, tables::practice)?));
    let countries: BTreeSet<_> = grants.iter().flat_map(|grant| grant.countries.iter().copied()).collect();
    let risks = RiskFilter { country: Only::one_of(countries.into_iter().collect()), ..Default::default() };
    let risks = scribe.read::<Risk>(risks)?;
    parts.push((words.risks, tables::risks(scribe, &risks)));
    Ok(tables::sections(parts))
}

/// The grants that a funder gave, alone or with others, or whose money was its own; or those for a purpose; of these
/// the ones asked for.
fn filters(scribe: &Scribe<'_>) -> Vec<GrantFilter> {
    let purpose = scribe.ask.purpose.map(Only::only).unwrap_or_default();
    let asked = &scribe.ask.grants;
    let id = if asked.is_empty() { Among::default() } else { Among::one_of(asked.clone()) };
    let base = || GrantFilter { purpose: Clone::clone(&purpose), id: Clone::clone(&id), ..Default::default() };
    match scribe.ask.funder {
        None => vec![base()],
        Some(funder) => vec![
            GrantFilter { grant_maker: Refs::only(funder), ..base() },
            GrantFilter { joint_with: Refs::only(funder), ..base() },
            GrantFilter { back_donor: Refs::only(funder), ..base() },
        ],
    }
}

fn donors(scribe: &mut Scribe<'_>, grants: &[Grant]) -> Result<Vec<Block>> {
    let words = scribe.words;
    let mut rows = vec![];
    for grant in grants {
        for BackDonor { organization_id, amount, .. } in &grant.back_donors {
            let Some(name) = organization_id.map(|id| scribe.organization(id)).transpose()?.flatten() else { continue };
            let amount = amount.money().map(|money| tables::sum(money.minor.into(), money.currency));
            rows.push(vec![tables::title(scribe, grant, &grant.row.title), name.into(), amount.into()]);
        }
    }
    Ok(tables::table(words.back_donor, &[words.grant, words.back_donor, words.awarded], rows))
}
fn payments(scribe: &mut Scribe<'_>, grants: &[Grant]) -> Vec<Block> {
    let words = scribe.words;
    let mut rows = vec![];
    for grant in grants {
        for payment in &grant.disbursements {
            let Some(money) = payment.amount.money() else { continue };
            let paid = tables::sum(money.minor.into(), money.currency);
            let when = scribe.date(payment.when.when.0.as_ref());
            rows.push(vec![tables::title(scribe, grant, &grant.row.title), when, paid.into()]);
        }
    }
    tables::table(words.disbursements, &[words.grant, words.date, words.paid], rows)
}
/// What was awarded and what was paid, in one currency beside their own: each by the last rate before its day, which is named.
fn converted(scribe: &mut Scribe<'_>, grants: &[Grant], to: Currency) -> Result<Vec<Block>> {
    let (words, today) = (scribe.words, scribe.today.clone());
    let mut blocks = vec![];
    for paid in [false, true] {
        let caption = if paid { words.paid } else { words.awarded };
        let mut amounts = vec![];
        for grant in grants {
            if paid {
                let payments = grant.disbursements.iter();
                amounts.extend(payments.filter_map(|one| Some((grant, one.amount.money()?, one.when.when.0.as_ref()))));
            } else {
                amounts.extend(grant.row.amount.money().map(|money| (grant, money, grant.row.when.when.0.as_ref())));
            }
        }
        let asked = amounts.iter().map(|(_, money, when)| Some((*money, *when)));
        let worth = funding::worth(scribe.c, &today, asked, Some(to))?;
        let (mut rows, mut sum, mut stands_on) = (vec![], 0, vec![]);
        for ((grant, money, when), worth) in amounts.into_iter().zip(worth) {
            let (rate, worth) = match worth {
                Worth::Nothing | Worth::WithoutRate => (Cell::from(words.no_rate), Cell::default()),
                Worth::Of(minor, rate) => {
                    sum += minor;
                    stands_on.push(source(grant));
                    stands_on.extend(rate.as_ref().map(source));
                    let by = rate.map(|rate| Cell::on(named(scribe, &rate), scribe.refer(vec![source(&rate)])));
                    (by.unwrap_or_default(), tables::sum(minor, to).into())
                }
            };
            let own = tables::sum(money.minor.into(), money.currency);
            rows.push(vec![tables::title(scribe, grant, &grant.row.title), scribe.date(when), own.into(), rate, worth]);
        }
        if !rows.is_empty() {
            let value = Cell::on(tables::sum(sum, to), scribe.refer(stands_on));
            let label = format!("{caption}, {to}");
            blocks.push(Block::Figures { figures: vec![Figure { label, value }] });
        }
        blocks.extend(tables::table(caption, &[words.grant, words.date, caption, words.rate, words.worth], rows));
    }
    Ok(blocks)
}
/// A rate with its day, and who says so.
fn named(scribe: &Scribe<'_>, rate: &ExchangeRate) -> String {
    let row = &rate.row;
    let day = PartialDate::day(row.day).label(scribe.lang());
    let said = row.source.as_ref().map(|source| format!(", {source}")).unwrap_or_default();
    format!("1 {} = {} {} ({day}{said})", row.base, row.rate.as_str(), row.quote)
}
fn requirements(scribe: &mut Scribe<'_>, grants: &[Grant]) -> Vec<Block> {
    let words = scribe.words;
    let mut rows = vec![];
    for grant in grants {
        for asked in &grant.requirements {
            let date = |date: &Option<Edtf>| scribe.date(date.as_ref().and_then(Edtf::date));
            let (due, met) = (date(&asked.due), date(&asked.met));
            let title = tables::title(scribe, grant, &grant.row.title);
            rows.push(vec![title, asked.title.as_str().into(), due, met]);
        }
    }
    tables::table(words.requirements, &[words.grant, words.kind, words.due, words.fulfilled], rows)
}
