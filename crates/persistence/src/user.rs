use crate::{
    conditions::{called, linked_texts, maybe_ids, own_account, texts},
    statements::statements,
};
use diesel::{
    dsl::{exists, not},
    prelude::*,
};
use rapport_domain::{
    Id,
    organization::{Organization, organizations},
    text::fold,
    user::{NewUser, ReachPart, User, UserPatch, UserRow, user_reach, users},
};
use rapport_schema::{AmongIds, AmongTexts, Conn};

statements! { User as UserRow, users, key id by AmongIds;
    visible |scope| own_account!(scope, users::id);
    matching |f, scope, all| {
        called!(all, users::email, f.email);
        texts!(all, users::role, f.role);
        maybe_ids!(all, scope, users::organization_id, f.organization, Organization in organizations);
        linked_texts!(all, users::id, user_reach.user_id, user_reach::place, f.reach);
    }
    sort { Name => [name_folded: String]; CreatedAt => [created_at: Instant] }
    insert |n| users::name_folded.eq(fold(n.name.as_str()));
    update |p| p.name.as_ref().map(|name| users::name_folded.eq(fold(name.as_str())));
    attach attach;
    save save_new, save_patch;
}

fn attach(c: &mut Conn, page: &mut [User]) -> QueryResult<()> {
    let rows: Vec<(Id<User>, String)> = user_reach::table
        .filter(AmongIds::new(user_reach::user_id, page.iter().map(|u| u.row.id)))
        .order((user_reach::user_id, user_reach::place))
        .load(c)?;
    let mut reach = crate::links::group(rows);
    for user in page {
        let places = reach.remove(&user.row.id).unwrap_or_default();
        user.reach = places.iter().filter_map(|place| place.parse().ok()).collect();
    }
    Ok(())
}
fn save_new(c: &mut Conn, key: &Id<User>, new: &NewUser) -> QueryResult<()> {
    save_reach(c, key, &new.reach.0)
}
fn save_patch(c: &mut Conn, key: &Id<User>, patch: &UserPatch) -> QueryResult<()> {
    patch.reach.as_ref().map_or(Ok(()), |reach| save_reach(c, key, &reach.0))
}
fn save_reach(c: &mut Conn, key: &Id<User>, parts: &[ReachPart]) -> QueryResult<()> {
    diesel::delete(user_reach::table.filter(user_reach::user_id.eq(key))).execute(c)?;
    let rows: Vec<_> =
        parts.iter().map(|part| (user_reach::user_id.eq(key), user_reach::place.eq(part.to_string()))).collect();
    crate::links::insert_all!(c, user_reach, rows);
    Ok(())
}
