//! Grants by the 360Giving Data Standard: a JSON package, and the same as CSV with the standard's own column titles.
use crate::csv::safe;
use chrono::NaiveDate;
use serde::Serialize;
use serde_json::{Number, Value};
use std::io;

/// A package of grants.
#[derive(Debug, Serialize)]
pub struct Package {
    /// The grants.
    pub grants: Vec<Grant>,
}
/// A grant.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Grant {
    /// Its identifier, the same for ever.
    pub id: String,
    /// What it is called.
    pub title: String,
    /// What it is for.
    pub description: String,
    /// Of what its amount is (ISO 4217).
    pub currency: String,
    /// How much was awarded.
    pub amount_awarded: Number,
    /// How much was paid, where anything was.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub amount_disbursed: Option<Number>,
    /// The day of the award.
    pub award_date: NaiveDate,
    /// Who gave it.
    pub funding_organization: Vec<Organization>,
    /// Who received it.
    pub recipient_organization: Vec<Organization>,
    /// Where it is used.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub beneficiary_location: Vec<Location>,
    /// When it was last changed, in UTC.
    pub date_modified: String,
}
/// An organization.
#[derive(Clone, Debug, Serialize)]
pub struct Organization {
    /// Its identifier: of org-id.guide, or of the publisher's own making.
    pub id: String,
    /// Its name.
    pub name: String,
}
/// A place.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Location {
    /// What it is called.
    pub name: String,
    /// Its country (ISO 3166-1).
    pub country_code: String,
}

/// The package as CSV.
pub fn csv(package: &Package) -> io::Result<Vec<u8>> {
    let mut rows = ::csv::WriterBuilder::new().terminator(::csv::Terminator::CRLF).from_writer(vec![]);
    rows.write_record([
        "Identifier",
        "Title",
        "Description",
        "Currency",
        "Amount Awarded",
        "Amount Disbursed",
        "Award Date",
        "Recipient Org:Identifier",
        "Recipient Org:Name",
        "Funding Org:Identifier",
        "Funding Org:Name",
        "Beneficiary Location:0:Country Code",
        "Beneficiary Location:0:Name",
        "Last modified",
    ])?;
    for grant in &package.grants {
        let (to, by) = (grant.recipient_organization.first(), grant.funding_organization.first());
        let place = grant.beneficiary_location.first();
        let of = |organization: Option<&Organization>| {
            organization.map_or([""; 2], |o| [o.id.as_str(), o.name.as_str()]).map(str::to_owned)
        };
        let ([to_id, to_name], [by_id, by_name]) = (of(to), of(by));
        let paid = grant.amount_disbursed.as_ref().map_or_else(String::new, Number::to_string);
        rows.write_record([
            grant.id.clone(),
            safe(&grant.title).into_owned(),
            safe(&grant.description).into_owned(),
            grant.currency.clone(),
            grant.amount_awarded.to_string(),
            paid,
            grant.award_date.to_string(),
            to_id,
            safe(&to_name).into_owned(),
            by_id,
            safe(&by_name).into_owned(),
            place.map_or_else(String::new, |place| place.country_code.clone()),
            place.map_or_else(String::new, |place| safe(&place.name).into_owned()),
            grant.date_modified.clone(),
        ])?;
    }
    rows.into_inner().map_err(|why| why.into_error())
}
/// A decimal number as JSON writes it.
pub fn number(decimal: &str) -> Option<Number> {
    match serde_json::from_str(decimal) {
        Ok(Value::Number(number)) => Some(number),
        _ => None,
    }
}
