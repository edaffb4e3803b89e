//! What was given: totals by currency, never across currencies. What is converted is converted by stored rates of a day,
//! and the answer names them.
use crate::{Can, Read, Result};
use rapport_domain::{
    Id,
    entity::{Entity, List},
    exchange_rate::ExchangeRate,
    grant::{Grant, GrantFilter, GrantStatus},
    money::{Currency, Money, decimal},
    partial_date::PartialDate,
};
use rapport_persistence::{Conn, Statements, exchange_rate};
use serde::Serialize;
use std::collections::BTreeMap;

rapport_domain::codes! {
    /// What grants are counted by. A grant that belongs to several groups counts whole in each.
    GroupBy {
        Country = "country", Funder = "funder", GrantMaker = "grant_maker", Purpose = "purpose", Status = "status",
        Support = "support",
    }
}

/// An amount of one currency.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct Total {
    /// A decimal number with the digits of its currency.
    pub amount: String,
    /// Its currency.
    pub currency: Currency,
}
/// A total in one currency, and by what it was made one.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct Converted {
    /// The sum of what could be converted.
    #[serde(flatten)]
    pub total: Total,
    /// The rates that were used: the last before each grant's date.
    pub rates: Vec<Id<ExchangeRate>>,
    /// How many grants have an amount for which there is no rate; they are not in the sum.
    pub without_rate: usize,
}
/// What was given to one group, or in all.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct Funds {
    /// How many grants.
    pub grants: usize,
    /// How many of them tell no amount.
    pub undisclosed: usize,
    /// What was awarded, by currency.
    pub awarded: Vec<Total>,
    /// What was paid, by currency.
    pub disbursed: Vec<Total>,
    /// What was awarded, in one currency, where it was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub converted: Option<Converted>,
}
/// What was given to one group.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct FundsOfGroup {
    /// The code or id of the group, of a region where a grant is for one as a whole; null for grants that name none.
    pub group: Option<String>,
    /// What was given.
    #[serde(flatten)]
    pub funds: Funds,
    /// The query of `/v1/grants` that shows these grants, where there is one.
    pub grants_query: Option<String>,
}
/// Money and other support that the caller may see.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct Funding {
    /// What the groups are.
    pub group_by: GroupBy,
    /// By group, in the order of their codes.
    pub groups: Vec<FundsOfGroup>,
    /// In all, each grant once.
    pub total: Funds,
}

/// Adds up the grants that a filter finds; `asked` is that filter as its caller wrote it.
pub fn funding(
    c: &mut Conn,
    can: &Can<Read, Grant>,
    today: &PartialDate,
    filter: GrantFilter,
    asked: &[(String, String)],
    group_by: GroupBy,
    convert_to: Option<Currency>,
) -> Result<Funding> {
    let (mut filter, mut asked) = (filter, asked.to_vec());
    // What was asked for and never given is no funding, unless somebody asks about just that.
    if group_by != GroupBy::Status && filter.status.any.is_none() && filter.status.not.is_none() {
        filter.status.any = Some(GrantStatus::GIVEN.to_vec());
        asked.push(("status".into(), GrantStatus::GIVEN.map(|status| status.to_string()).join(",")));
    }
    let asked = &asked;
    crate::read::settle(c, &can.scope, &mut filter)?;
    let mut grants = Grant::page(c, &can.scope, &List::every(filter))?;
    crate::read::conceal(c, &can.scope, &mut grants)?;
    let amounts =
        grants.iter().map(|grant| grant.row.amount.money().map(|money| (money, grant.row.when.when.0.as_ref())));
    let worth = worth(c, today, amounts, convert_to)?;
    let mut groups: BTreeMap<Option<String>, Vec<usize>> = BTreeMap::new();
    for (index, grant) in grants.iter().enumerate() {
        let mut keys: Vec<Option<String>> = match group_by {
            GroupBy::Country => grant.place().codes().into_iter().map(Some).collect(),
            GroupBy::Purpose => grant.purposes.iter().map(|purpose| Some(purpose.to_string())).collect(),
            GroupBy::Funder => {
                grant.back_donors.iter().filter_map(|d| d.organization_id).map(|id| Some(id.to_string())).collect()
            }
            GroupBy::GrantMaker => grant.row.grant_maker.iter().map(|id| Some(id.to_string())).collect(),
            GroupBy::Status => vec![Some(grant.row.status.to_string())],
            GroupBy::Support => vec![Some(grant.row.support.to_string())],
        };
        keys.sort();
        keys.dedup();
        if keys.is_empty() {
            keys.push(None);
        }
        for key in keys {
            groups.entry(key).or_default().push(index);
        }
    }
    let mut rows = vec![];
    for (group, of) in groups {
        let funds = add_up(&grants, &worth, &of, convert_to);
        let grants_query = shown_by(group_by, group.as_deref()).and_then(|(field, value)| joined(field, &value, asked));
        rows.push(FundsOfGroup { group, funds, grants_query });
    }
    let all: Vec<_> = (0..grants.len()).collect();
    Ok(Funding { group_by, groups: rows, total: add_up(&grants, &worth, &all, convert_to) })
}

/// The condition by which the list of grants shows those of a group; grants without a purpose have none.
fn shown_by(group_by: GroupBy, group: Option<&str>) -> Option<(&'static str, String)> {
    let field = match (group_by, group) {
        (GroupBy::Country, Some(code)) if code.len() == 2 => "country",
        (GroupBy::Country, Some(_)) => "region",
        (GroupBy::Country, None) => "worldwide",
        (GroupBy::Funder, Some(_)) => "back_donor",
        (GroupBy::Funder, None) => "back_donor[null]",
        (GroupBy::GrantMaker, None) => "grant_maker[null]",
        (_, None) => return None,
        (other, Some(_)) => other.as_str(),
    };
    Some((field, group.map_or_else(|| "true".to_owned(), str::to_owned)))
}
/// A condition beside others; none where another one is on the same field, since a list takes each once.
fn joined(field: &str, value: &str, asked: &[(String, String)]) -> Option<String> {
    let same = asked.iter().find(|(name, _)| name == field).map(|(_, asked)| asked.as_str());
    if same.is_some_and(|asked| asked != value) {
        return None;
    }
    let own = Some((field, value)).filter(|_| same.is_none());
    let all = own.into_iter().chain(asked.iter().map(|(name, value)| (name.as_str(), value.as_str())));
    Some(all.map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("&"))
}

/// The funds of some of the grants, by their places among all.
fn add_up(grants: &[Grant], worth: &[Worth], of: &[usize], convert_to: Option<Currency>) -> Funds {
    let of_these = || of.iter().map(|index| &grants[*index]);
    let amounts = of_these().filter_map(|grant| grant.row.amount.money());
    let paid = of_these().flat_map(|grant| &grant.disbursements).filter_map(|d| d.amount.money());
    Funds {
        grants: of.len(),
        undisclosed: of_these().filter(|grant| grant.row.amount.money().is_none()).count(),
        awarded: by_currency(amounts),
        disbursed: by_currency(paid),
        converted: convert_to.map(|to| converted(of.iter().map(|index| &worth[*index]), to)),
    }
}
fn by_currency(amounts: impl Iterator<Item = Money>) -> Vec<Total> {
    let mut sums: BTreeMap<Currency, i128> = BTreeMap::new();
    for money in amounts {
        *sums.entry(money.currency).or_default() += i128::from(money.minor);
    }
    sums.into_iter().map(|(currency, sum)| Total { amount: decimal(sum, currency), currency }).collect()
}
/// What an amount comes to in the currency that was asked for.
pub(crate) enum Worth {
    /// There is no amount, or nobody asked.
    Nothing,
    /// An amount for which there is no rate.
    WithoutRate,
    /// So much, by a rate unless it is in that currency.
    Of(i128, Option<ExchangeRate>),
}
/// Each amount by the last rate before its date; undated ones by the last rate there is.
pub(crate) fn worth<'d>(
    c: &mut Conn,
    today: &PartialDate,
    amounts: impl Iterator<Item = Option<(Money, Option<&'d PartialDate>)>>,
    to: Option<Currency>,
) -> Result<Vec<Worth>> {
    let mut all = vec![];
    let mut rates: BTreeMap<_, Option<ExchangeRate>> = BTreeMap::new();
    for amount in amounts {
        all.push(match amount.zip(to) {
            None => Worth::Nothing,
            Some(((money, _), to)) if money.currency == to => Worth::Of(money.minor.into(), None),
            Some(((money, date), to)) => {
                let by = date.and_then(PartialDate::closes).unwrap_or(today.latest()).min(today.latest());
                let rate = match rates.get(&(money.currency, by)) {
                    Some(known) => known.clone(),
                    None => {
                        let rate = exchange_rate::last(c, money.currency, to, by)?;
                        rates.insert((money.currency, by), rate.clone());
                        rate
                    }
                };
                let worth =
                    rate.as_ref().and_then(|rate| rate.row.rate.convert(money.minor.into(), money.currency, to));
                rate.zip(worth).map_or(Worth::WithoutRate, |(rate, worth)| Worth::Of(worth, Some(rate)))
            }
        });
    }
    Ok(all)
}
fn converted<'a>(all: impl Iterator<Item = &'a Worth>, to: Currency) -> Converted {
    let (mut sum, mut rates, mut without_rate) = (0i128, vec![], 0);
    for worth in all {
        match worth {
            Worth::Nothing => {}
            Worth::WithoutRate => without_rate += 1,
            Worth::Of(amount, rate) => {
                sum += amount;
                rates.extend(rate.as_ref().map(|rate| rate.row.id).filter(|rate| !rates.contains(rate)));
            }
        }
    }
    Converted { total: Total { amount: decimal(sum, to), currency: to }, rates, without_rate }
}
