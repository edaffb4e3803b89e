//! Risks: what each of them holds back, until an administrator says otherwise.
use crate::{Error, Managed, Result, Work, report};
use rapport_domain::{
    entity::Entity,
    policy::Role,
    reference::AnyKey,
    risk::{Handling, Risk},
    scope::{Scope, Sensitivity},
    testimonial::Testimonial,
};
use rapport_persistence::{Conn, risk};

impl Managed for Risk {
    const DERIVED: bool = true;
    fn dress(c: &mut Conn, scope: &Scope, page: &mut [Self]) -> Result<()> {
        Ok(risk::tell_withheld(c, scope, page)?)
    }
    /// Whatever lets out what a risk holds back is an administrator's to do.
    fn changed(work: &mut Work<'_>, before: Option<&Self>, after: Option<&Self>) -> Result<()> {
        let holds = |risk: &&Self| risk.row.handling == Handling::Withhold;
        let held = |risk: Option<&Self>| risk.filter(holds).map(|risk| risk.row.country);
        if held(after).is_some() && held(before) != held(after) {
            withdraw(work, after)?;
        }
        let Some(before) = before.filter(holds) else { return Ok(()) };
        if work.role == Role::Admin || after.filter(holds).is_some_and(|after| after.row.country == before.row.country)
        {
            return Ok(());
        }
        let detail = "only an administrator ends or moves a risk that holds testimonials back".into();
        Err(Error::Forbidden { pointer: after.map(|_| format!("{}/handling", work.below)), detail })
    }
}

/// What a risk comes to hold back is told to the public no more, and in no report to it.
fn withdraw(work: &mut Work<'_>, risk: Option<&Risk>) -> Result<()> {
    let mut held = Vec::from_iter(risk.cloned());
    risk::tell_withheld(work.c, &Scope::everything(), &mut held)?;
    for id in held.into_iter().flat_map(|risk| risk.withholds.unwrap_or_default()) {
        report::redact(work, Testimonial::KIND, &AnyKey::Id(id.0), Some(Sensitivity::Internal))?;
    }
    Ok(())
}
