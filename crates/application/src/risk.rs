//! Risks: what each of them holds back, until an administrator says otherwise.
use crate::{Error, Managed, Result, Work};
use rapport_domain::{
    policy::Role,
    risk::{Handling, Risk},
    scope::Scope,
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
        let Some(before) = before.filter(holds) else { return Ok(()) };
        if work.role == Role::Admin || after.filter(holds).is_some_and(|after| after.row.country == before.row.country)
        {
            return Ok(());
        }
        let detail = "only an administrator ends or moves a risk that holds testimonials back".into();
        Err(Error::Forbidden { pointer: after.map(|_| format!("{}/handling", work.below)), detail })
    }
}
