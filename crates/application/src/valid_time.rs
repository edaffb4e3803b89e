//! Valid time: what was there at a date, and how it stood then, as far as records tell dates. What nobody dates may have
//! been there, unless it comes from an intervention that had not begun.
use crate::{Managed, Result};
use rapport_domain::{Id, entity::Life, intervention::Intervention, partial_date::PartialDate, scope::Scope};
use rapport_persistence::{Conn, Statements};

/// Takes records back to a date: those that began later go.
pub fn back_to<E: Managed>(c: &mut Conn, page: &mut Vec<E>, at: &PartialDate) -> Result<()> {
    let mut there = vec![];
    for record in page.drain(..) {
        if may_have_begun(c, &record, at)? {
            there.push(record);
        }
    }
    *page = there;
    E::step_back(c, page, at)
}

/// Whether a record may have begun by a date: by its own, or where nobody dates it, by that of what it comes after.
fn may_have_begun<E: Managed>(c: &mut Conn, record: &E, at: &PartialDate) -> Result<bool> {
    match record.when() {
        Some(when) if when.when.0.is_some() => Ok(when.begun_by(at)),
        _ => record.comes_after().map_or(Ok(true), |before| begun(c, before, at)),
    }
}
fn begun(c: &mut Conn, id: Id<Intervention>, at: &PartialDate) -> Result<bool> {
    let found = Intervention::find(c, &Scope::everything(), Life::Live, &id)?;
    // Which comes after which forms no ring: `no_ring` sees to that.
    found.map_or(Ok(true), |intervention| may_have_begun(c, &intervention, at))
}
