//! Users: passwords become hashes before the write begins.
use crate::{Error, Managed, Result, Work, password};
use rapport_domain::{
    check::{Checked, Problems},
    entity::{Entity, Life},
    filter::{Among, Only},
    policy::Role,
    reference::AnyKey,
    scope::Scope,
    user::{NewUser, Password, User, UserFilter, UserPatch},
};
use rapport_persistence::{Statements, accounts::NO_PASSWORD, locks, sessions};

impl Managed for User {
    fn prepare_new(new: &mut NewUser) -> Result<()> {
        new.password_hash = match &new.password.0 {
            None => Some(NO_PASSWORD.to_owned()),
            given => hashed(given.as_ref())?,
        };
        Ok(())
    }
    fn prepare_patch(patch: &mut UserPatch) -> Result<()> {
        patch.password_hash = hashed(patch.password.as_ref().and_then(|given| given.0.as_ref()))?;
        Ok(())
    }
    fn changed(work: &mut Work<'_>, before: Option<&Self>, after: Option<&Self>) -> Result<()> {
        let password = |user: &Self| user.row.password_changed_at;
        if let Some(user) = before.filter(|before| after.map(password) != Some(password(before))) {
            sessions::end_all(work.c, user.row.id)?;
        }
        let was_admin = before.is_some_and(|user| user.row.role == Role::Admin);
        if !was_admin || after.is_some_and(|user| user.row.role == Role::Admin) {
            return Ok(());
        }
        // Two administrators who each demote the other must not both succeed.
        locks::take(work.c, User::KIND, &AnyKey::Code("administrators".into()))?;
        let filter = UserFilter { role: Among::only(Role::Admin), ..Default::default() };
        match User::count(work.c, &Scope::everything(), Life::Live, &filter)? {
            0 => Err(Error::conflict("last_admin", None, "somebody must remain to administer the system")),
            _ => Ok(()),
        }
    }
}
/// A password that breaks the rules is not worth hashing; the body's check reports it.
fn hashed(password: Option<&Password>) -> Result<Option<String>> {
    let Some(given) = password else { return Ok(None) };
    let mut problems = Problems::default();
    given.check(&mut problems);
    if problems.into_found().is_empty() { password::hash(given.reveal()).map(Some) } else { Ok(None) }
}
