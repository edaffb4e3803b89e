//! Grants by the 360Giving standard.
use super::{
    Ready,
    desk::{Desk, Problems},
};
use crate::{Can, House, Read, Result, read::all};
use rapport_domain::{
    Id,
    grant::{Grant, GrantFilter},
    money::decimal as in_decimal,
    organization::Organization,
};
use rapport_persistence::Conn;
use rapport_reporting::threesixty;

/// Grants by the 360Giving standard.
pub fn grants(c: &mut Conn, can: &Can<Read, Grant>, house: &House) -> Result<Ready<threesixty::Grant>> {
    let mut desk = Desk::new(c, can, house)?;
    let (actor, scope) = (can.actor, desk.scope.clone());
    let grants = all::<Grant>(c, actor, &scope, GrantFilter::default())?;
    let ready = grants.iter().filter_map(|grant| of_360(&mut desk, grant)).collect();
    Ok(Ready { publisher: desk.publisher, all: ready, obstacles: desk.obstacles })
}
fn of_360(desk: &mut Desk<'_>, grant: &Grant) -> Option<threesixty::Grant> {
    let row = &grant.row;
    let mut problems = Problems::of(grant, &row.title);
    problems.given(grant);
    problems.add(row.summary.is_none(), "/summary", "description", "a grant has a description");
    let day = problems.day(&row.when.when, desk.today, "/when", ("awardDate", "awardDate"));
    let amount = row.amount.money();
    problems.add(amount.is_none(), "/amount", "amountAwarded", "no amount is stated");
    let organization = |desk: &Desk<'_>, id: Option<Id<Organization>>| {
        let one = desk.organizations.get(&id?)?;
        let id = one.org_id.clone().unwrap_or_else(|| format!("360G-{}", desk.id("org", one.id)));
        Some(threesixty::Organization { id, name: one.name.clone() })
    };
    let maker = organization(desk, row.grant_maker);
    problems.add(maker.is_none(), "/grant_maker", "fundingOrganization", "nobody is named who gave it");
    let receiver = organization(desk, grant.recipient.organization_id);
    problems.add(
        receiver.is_none(),
        "/recipient",
        "recipientOrganization",
        "no organization is named that received it",
    );
    if !problems.tell(desk) {
        return None;
    }
    let amount = amount?;
    let paid: i64 =
        grant.disbursements.iter().filter_map(|payment| payment.amount.money()).map(|money| money.minor).sum();
    let decimal = |minor: i64| threesixty::number(&in_decimal(minor.into(), amount.currency));
    let countries = grant.countries.iter().map(|code| threesixty::Location {
        name: desk.countries.get(code.as_str()).cloned().unwrap_or_else(|| code.to_string()),
        country_code: code.to_string(),
    });
    Some(threesixty::Grant {
        id: format!("360G-{}", desk.id("grant", row.id)),
        title: row.title.clone(),
        description: row.summary.clone()?,
        currency: amount.currency.to_string(),
        amount_awarded: decimal(amount.minor)?,
        amount_disbursed: if grant.disbursements.is_empty() { None } else { decimal(paid) },
        award_date: day?,
        funding_organization: vec![maker?],
        recipient_organization: vec![receiver?],
        beneficiary_location: countries.collect(),
        date_modified: row.updated_at.0.to_rfc3339_opts(chrono::SecondsFormat::Secs, true),
    })
}
