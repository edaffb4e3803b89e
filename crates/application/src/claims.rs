//! What sources say of a record, field by field, and whether they contradict each other.
use crate::{Can, Error, Read, Resource, Result, read, resource::shown};
use rapport_domain::{
    Id,
    citation::{Citation, CitationFilter},
    entity::{Entity, Key, Life, List},
    partial_date::PartialDate,
};
use rapport_persistence::{Conn, Statements};
use serde::Serialize;
use serde_json::Value;

/// What sources say of one field.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct FieldClaims {
    /// The member of the record, or another fact's name.
    pub field: String,
    /// What the record says now; null where it has no such member, or none that the caller may read.
    pub current: Option<Value>,
    /// Whether two of them differ and none is preferred.
    pub conflict: bool,
    /// The one that the team goes by.
    pub preferred: Option<Id<Citation>>,
    /// All of them, in the order in which they were recorded.
    pub claims: Vec<Citation>,
}
/// What sources say of a record.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct Claims {
    /// By field, in the order of their names.
    pub fields: Vec<FieldClaims>,
    /// Citations that back the record as a whole.
    pub whole: Vec<Citation>,
}

/// Whether claims on one field contradict each other with none of them preferred.
pub fn conflict(claims: &[Citation]) -> bool {
    let mut values = claims.iter().filter_map(|claim| claim.row.value.as_ref());
    let Some(first) = values.next() else { return false };
    values.any(|value| value.0 != first.0) && !claims.iter().any(|claim| claim.row.preferred)
}

/// What sources say of one record.
pub fn of<R: Resource>(
    c: &mut Conn,
    can: &Can<Read, R::Of>,
    today: &PartialDate,
    key: &<R::Of as Entity>::Key,
) -> Result<Claims> {
    let record = read::find::<R>(c, can, key, Life::Live)?;
    let scope = &can.scope;
    let shown = shown::<R>(c, scope, today, vec![record])?.pop().ok_or(Error::NotFound)?;
    let members = serde_json::to_value(&shown.record).unwrap_or_default();
    let filter = CitationFilter::about(R::Of::KIND, &key.any());
    let mut all = Citation::page(c, scope, &List::every(filter))?;
    read::conceal(c, scope, &mut all)?;
    let (mut fields, mut whole): (Vec<FieldClaims>, Vec<Citation>) = (vec![], vec![]);
    for citation in all {
        // What is withheld from the caller is not told by way of a claim on it.
        match citation.row.field.clone() {
            None => whole.push(citation),
            Some(field) if shown.withheld.contains(&field.as_str()) => {}
            Some(field) => match fields.iter_mut().find(|known| known.field == field) {
                Some(known) => known.claims.push(citation),
                None => {
                    let current = members.get(&field).cloned();
                    fields.push(FieldClaims {
                        field,
                        current,
                        conflict: false,
                        preferred: None,
                        claims: vec![citation],
                    });
                }
            },
        }
    }
    for field in &mut fields {
        field.conflict = conflict(&field.claims);
        field.preferred = field.claims.iter().find(|claim| claim.row.preferred).map(|claim| claim.row.id);
    }
    fields.sort_by(|a, b| a.field.cmp(&b.field));
    Ok(Claims { fields, whole })
}
