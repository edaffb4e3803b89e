//! API keys.
use crate::{
    conditions::{called, ids, maybe_ids, maybe_texts, own_account},
    statements::statements,
};
use diesel::{dsl::not, prelude::*};
use rapport_domain::{
    Id, Instant,
    api_key::{ApiKey, api_keys},
    text::fold,
    user::{User, users},
};
use rapport_schema::{AmongIds, AmongTexts, Conn};

statements! { ApiKey as ApiKey, api_keys, key id by AmongIds;
    visible |scope| own_account!(scope, api_keys::user_id);
    matching |f, scope, all| {
        ids!(all, api_keys::id, f.id);
        called!(all, api_keys::name_folded, f.name);
        maybe_ids!(all, scope, api_keys::user_id, f.user, User in users);
        maybe_texts!(all, api_keys::ceiling, f.ceiling);
    }
    sort { Name => [name_folded: String]; CreatedAt => [created_at: Instant] }
    insert |n| (api_keys::name_folded.eq(fold(n.name.as_str())), n.user_id.map(|user| api_keys::user_id.eq(user)));
    update |p| p.name.as_ref().map(|name| api_keys::name_folded.eq(fold(name.as_str())));
}

/// Notes that a key was used, unless it was noted since an instant.
pub fn used(c: &mut Conn, id: Id<ApiKey>, at: Instant, since: Instant) -> QueryResult<()> {
    let old = api_keys::last_used_at.is_null().or(api_keys::last_used_at.lt(since));
    diesel::update(api_keys::table.filter(api_keys::id.eq(id)).filter(old.assume_not_null()))
        .set(api_keys::last_used_at.eq(at))
        .execute(c)
        .map(|_| ())
}
/// Forgets the secret of a key: it is good for nothing from now on, even where its record is restored.
pub fn forget(c: &mut Conn, id: Id<ApiKey>) -> QueryResult<()> {
    let gone = format!("forgotten {id}");
    diesel::update(api_keys::table.filter(api_keys::id.eq(id)))
        .set(api_keys::secret_hash.eq(gone))
        .execute(c)
        .map(|_| ())
}
