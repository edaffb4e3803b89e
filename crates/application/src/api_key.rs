//! API keys: the secret is made here and told once; its hash alone is kept. Who deletes a key makes it worthless for good.
use crate::{Can, Create, Error, Managed, Result, Work, secrets};
use rapport_domain::{
    Id, Instant,
    api_key::{ApiKey, NewApiKey},
    check::Problems,
    entity::Life,
    user::User,
};
use rapport_persistence::{Db, Statements, accounts::HeldKey, api_key};

/// How every secret begins, so that one that got into the open is found there.
pub const PREFIX: &str = "rpk_";
/// How exactly it is noted when a key was used, in seconds: each note is a write, after which answers are made anew.
const NOTED: i64 = 60 * 60;

/// A new secret, put into the body by its hash.
pub fn secret_for(new: &mut NewApiKey) -> String {
    let secret = secrets::new(PREFIX);
    new.secret_hash = Some(secrets::hash(&secret));
    secret
}

/// Whether the time of a key is over.
pub fn is_over(HeldKey { row: key, .. }: &HeldKey, now: Instant) -> bool {
    key.expires_at.is_some_and(|end| end <= now)
}
/// Whether a key is good at a time, for a page of an origin.
pub fn admits(held: &HeldKey, now: Instant, origin: Option<&str>) -> Result<()> {
    if is_over(held, now) {
        return Err(Error::Unauthenticated);
    }
    let key = &held.row;
    if !key.origins.is_empty() && !origin.is_some_and(|origin| key.origins.has(origin)) {
        let detail = "this key is for the pages of its origins alone".into();
        return Err(Error::Forbidden { pointer: None, detail });
    }
    Ok(())
}
/// Whether it is to be noted that a key is used now.
pub fn is_news(HeldKey { row: key, .. }: &HeldKey, now: Instant) -> bool {
    key.last_used_at.is_none_or(|last| last <= noted_before(now))
}
/// Notes it.
pub async fn used(db: &Db, id: Id<ApiKey>, now: Instant) -> Result<()> {
    db.write(move |c| Ok(api_key::used(c, id, now, noted_before(now))?)).await
}
fn noted_before(now: Instant) -> Instant {
    (now.0 - chrono::Duration::seconds(NOTED)).into()
}

impl Managed for ApiKey {
    /// When it was last used is noted beside its version.
    const DERIVED: bool = true;
    fn settle_new(work: &mut Work<'_>, can: &Can<Create, Self>, new: &mut NewApiKey) -> Result<()> {
        let user = *new.user_id.get_or_insert(can.actor.id);
        match User::find(work.c, &can.scope, Life::Live, &user)? {
            Some(_) => Ok(()),
            None => Err(Error::rule("/user_id", "unknown_reference", format!("there is no user {user}"))),
        }
    }
    fn rules_among_others(
        work: &mut Work<'_>,
        before: Option<&Self>,
        after: &Self,
        problems: &mut Problems,
    ) -> Result<()> {
        let new = before.is_none_or(|before| before.expires_at != after.expires_at);
        if new && after.expires_at.is_some_and(|end| end <= work.now) {
            problems.add_at("expires_at", "over_already", "a key is good for a while at least");
        }
        Ok(())
    }
    fn changed(work: &mut Work<'_>, before: Option<&Self>, after: Option<&Self>) -> Result<()> {
        match (before, after) {
            (Some(key), None) => Ok(api_key::forget(work.c, key.id)?),
            _ => Ok(()),
        }
    }
}
