//! What a path serves: an entity, or an entity held to some of its records and shown in a shape of its own.
use crate::{Managed, Result, read::conceal};
use rapport_domain::{
    check::Violation,
    entity::{Entity, Kind},
    organization::{Organization, OrganizationKind},
    partial_date::PartialDate,
    participant::LikelyMatch,
    scope::Scope,
};
use rapport_persistence::Conn;
use serde::{Serialize, Serializer};
use utoipa::ToSchema;

/// A collection of the API.
pub trait Resource: Sized + 'static {
    /// The records that it holds.
    type Of: Managed;
    /// How it shows them.
    type Shows: Serialize + ToSchema + Send + 'static;
    /// Its name and path.
    const AS: Kind;
    /// One sentence for the API's reader.
    const SUMMARY: &'static str;
    /// Whether what it shows depends on more than the record's version.
    const DERIVED: bool = false;
    /// Whether one record, too, is looked at as of a date.
    const DATED: bool = false;
    /// Holds a list to its records.
    fn narrow(_filter: &mut <Self::Of as Entity>::Filter, _today: &PartialDate) {}
    /// Whether a record is one of its own.
    fn admits(_record: &Self::Of) -> bool {
        true
    }
    /// Dresses records that have been concealed, as they were at a date.
    fn show(c: &mut Conn, scope: &Scope, at: &PartialDate, page: Vec<Self::Of>) -> Result<Vec<Self::Shows>>;
}
impl<E: Managed> Resource for E {
    type Of = E;
    type Shows = E;
    const AS: Kind = E::KIND;
    const SUMMARY: &'static str = E::ABOUT;
    const DERIVED: bool = <E as Managed>::DERIVED;
    fn show(c: &mut Conn, scope: &Scope, _: &PartialDate, mut page: Vec<E>) -> Result<Vec<E>> {
        E::dress(c, scope, &mut page)?;
        Ok(page)
    }
}

/// A record as a caller sees it.
#[derive(Debug, Serialize)]
pub struct Shown<T: Serialize> {
    /// The record.
    #[serde(flatten)]
    pub record: Without<T>,
    /// The fields that were left out.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub withheld: Vec<&'static str>,
    /// In the answer to a write: records that may be the same as those which the body called new.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub likely_matches: Vec<LikelyMatch>,
}

/// A record without some of its members.
#[derive(Debug)]
pub struct Without<T> {
    record: T,
    members: &'static [&'static str],
}
impl<T> Without<T> {
    /// The record itself, for those who look at what was withheld.
    pub fn whole(self) -> T {
        self.record
    }
}
impl<T> From<T> for Without<T> {
    fn from(record: T) -> Self {
        Self { record, members: &[] }
    }
}
impl<T: Serialize> Serialize for Without<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        if self.members.is_empty() {
            return self.record.serialize(serializer);
        }
        let mut record = serde_json::to_value(&self.record).map_err(serde::ser::Error::custom)?;
        if let Some(all) = record.as_object_mut() {
            all.retain(|name, _| !self.members.contains(&name.as_str()));
        }
        record.serialize(serializer)
    }
}

/// Records as a scope sees them: hidden references gone, private fields withheld, veiled ones too.
pub fn shown<R: Resource>(
    c: &mut Conn,
    scope: &Scope,
    at: &PartialDate,
    mut page: Vec<R::Of>,
) -> Result<Vec<Shown<R::Shows>>> {
    // Reach is judged by the record as it is, before anything is dropped from it.
    let withheld: Vec<_> = page
        .iter_mut()
        .map(|record| {
            let veiled = scope.ceiling_at(record.place()).map(|ceiling| record.veiled(ceiling)).unwrap_or_default();
            let private = if scope.reads_private(record.place()) { &[][..] } else { record.withhold() };
            (private, veiled)
        })
        .collect();
    conceal(c, scope, &mut page)?;
    let page = R::show(c, scope, at, page)?;
    Ok(page
        .into_iter()
        .zip(withheld)
        .map(|(record, (private, veiled))| Shown {
            record: Without { record, members: veiled },
            withheld: [private, veiled].concat(),
            likely_matches: vec![],
        })
        .collect())
}

/// Organizations that are civil society.
pub struct Csos;
impl Resource for Csos {
    type Of = Organization;
    type Shows = Organization;
    const AS: Kind = Kind { name: "cso", path: "csos", class: Organization::KIND.class };
    const SUMMARY: &'static str = "The organizations that are civil society: CSOs and networks of them.";
    fn narrow(filter: &mut <Organization as Entity>::Filter, _: &PartialDate) {
        filter.kind.hold_to([OrganizationKind::Cso, OrganizationKind::CsoNetwork]);
    }
    fn admits(record: &Organization) -> bool {
        record.kind.is_cso()
    }
    fn show(_: &mut Conn, _: &Scope, _: &PartialDate, page: Vec<Organization>) -> Result<Vec<Organization>> {
        Ok(page)
    }
}

/// Refuses a record written through a resource that does not hold it.
pub fn must_admit<R: Resource>(record: &R::Of) -> Result<()> {
    if R::admits(record) {
        return Ok(());
    }
    let detail = format!("{} holds no record of this kind", R::AS.path);
    Err(crate::Error::Invalid(vec![Violation { pointer: "/kind".into(), code: "wrong_kind", detail }]))
}
