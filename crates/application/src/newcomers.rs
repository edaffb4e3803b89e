//! People and organizations that a body calls new: recorded on the way, with a word about those that may be the same.
use crate::{Can, Create, Managed, Result, Work, create};
use rapport_domain::{
    Id,
    entity::{Entity, List},
    filter::{Among, Maybe, Only},
    organization::{NewOrganization, Organization, OrganizationFilter},
    participant::LikelyMatch,
    person::{NewPerson, Person, PersonFilter},
    scope::Sensitivity,
};
use rapport_persistence::Statements;

/// Records a person that a body calls new, and notes those that may be the same.
pub fn new_person<E: Managed>(
    work: &mut Work<'_>,
    can: &Can<Create, E>,
    step: &str,
    sensitivity: Option<Sensitivity>,
    mut person: NewPerson,
) -> Result<Id<Person>> {
    person.sensitivity = person.sensitivity.or(sensitivity);
    let filter = PersonFilter { name: Among::only(folded(person.name.as_str())), ..Default::default() };
    for known in Person::page(work.c, &can.scope, &List::first(MOST_MATCHES, filter))? {
        note_match(work, step, Person::KIND.name, known.id.0, known.name);
    }
    let can = can.also::<Create, Person>()?;
    Ok(work.within(step, |work| create(work, &can, person))?.id)
}

/// Records an organization that a body calls new, and notes those that may be the same.
pub fn new_organization<E: Managed>(
    work: &mut Work<'_>,
    can: &Can<Create, E>,
    step: &str,
    sensitivity: Option<Sensitivity>,
    mut organization: NewOrganization,
) -> Result<Id<Organization>> {
    organization.sensitivity = organization.sensitivity.or(sensitivity);
    let names = OrganizationFilter { name: Among::only(folded(organization.name.as_str())), ..Default::default() };
    let acronym = organization.acronym.as_ref().unwrap_or(&organization.name).as_str().to_owned();
    let acronyms = OrganizationFilter { acronym: Maybe::only(acronym), ..Default::default() };
    let mut known = vec![];
    for filter in [names, acronyms] {
        known.extend(Organization::page(work.c, &can.scope, &List::first(MOST_MATCHES, filter))?);
    }
    known.sort_by_key(|o| o.id);
    known.dedup_by_key(|o| o.id);
    for known in known {
        note_match(work, step, Organization::KIND.name, known.id.0, known.name);
    }
    let can = can.also::<Create, Organization>()?;
    Ok(work.within(step, |work| create(work, &can, organization))?.id)
}
const MOST_MATCHES: i64 = 5;
fn folded(name: &str) -> rapport_domain::text::Folded {
    match name.parse() {
        Ok(folded) => folded,
    }
}
fn note_match(work: &mut Work<'_>, step: &str, kind: &'static str, id: uuid::Uuid, name: String) {
    let pointer = format!("{}{step}", work.below);
    work.likely_matches.push(LikelyMatch { pointer, kind, id, name });
}
