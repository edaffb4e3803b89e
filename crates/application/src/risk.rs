//! Risks: what each of them holds back.
use crate::{Managed, Result};
use rapport_domain::{risk::Risk, scope::Scope};
use rapport_persistence::{Conn, risk};

impl Managed for Risk {
    const DERIVED: bool = true;
    fn dress(c: &mut Conn, scope: &Scope, page: &mut [Self]) -> Result<()> {
        Ok(risk::tell_withheld(c, scope, page)?)
    }
}
