//! Who logs in, and what their reach comes to.
use diesel::{dsl::exists, prelude::*};
use rapport_domain::{
    Id,
    country::CountryCode,
    organization::Organization,
    policy::Role,
    region::{Region, region_countries},
    scope::{Reach, Scope},
    session::{Session, sessions},
    text::Code,
    user::{ReachPart, User, user_reach, users},
};
use rapport_schema::Conn;
use std::collections::{BTreeMap, BTreeSet};

/// The id and the password's hash of a live user, by e-mail address in lower case.
pub fn by_email(c: &mut Conn, email: &str) -> QueryResult<Option<(Id<User>, String)>> {
    users::table
        .filter(users::email.eq(email))
        .filter(users::deleted_at.is_null())
        .select((users::id, users::password_hash))
        .first(c)
        .optional()
}

/// What a live user is and sees.
pub struct Account {
    /// As what they act.
    pub role: Role,
    /// What they see.
    pub scope: Scope,
}

/// The account of a live user.
pub fn scope_of(c: &mut Conn, user: Id<User>) -> QueryResult<Option<Account>> {
    account(c, user, None)
}
/// The same, while a session of theirs is not ended.
pub fn of_session(c: &mut Conn, user: Id<User>, session: Id<Session>) -> QueryResult<Option<Account>> {
    account(c, user, Some(session))
}
fn account(c: &mut Conn, user: Id<User>, session: Option<Id<Session>>) -> QueryResult<Option<Account>> {
    let mut query = users::table
        .left_join(user_reach::table.on(user_reach::user_id.eq(users::id)))
        .filter(users::id.eq(user))
        .filter(users::deleted_at.is_null())
        .select((users::role, users::organization_id, user_reach::place.nullable()))
        .into_boxed();
    if let Some(session) = session {
        let theirs = sessions::table.filter(sessions::id.eq(session)).filter(sessions::user_id.eq(user));
        query = query.filter(exists(theirs));
    }
    let rows: Vec<(Role, Option<Id<Organization>>, Option<String>)> = query.load(c)?;
    let Some((role, organization, _)) = rows.first() else { return Ok(None) };
    let parts: Vec<ReachPart> = rows.iter().filter_map(|(.., place)| place.as_ref()?.parse().ok()).collect();
    let scope = Scope::of(*role, reach_of(c, parts)?, user, *organization);
    Ok(Some(Account { role: *role, scope }))
}

/// Puts a password's hash in the place of one that was made with less effort.
pub fn rehash(c: &mut Conn, user: Id<User>, old: &str, new: &str) -> QueryResult<()> {
    let mine = users::table.filter(users::id.eq(user)).filter(users::password_hash.eq(old));
    diesel::update(mine).set(users::password_hash.eq(new)).execute(c).map(|_| ())
}

/// What the parts of a reach come to: countries named and those of the regions named; regions named and those
/// whose every country is held.
fn reach_of(c: &mut Conn, parts: Vec<ReachPart>) -> QueryResult<Reach> {
    if parts.contains(&ReachPart::All) {
        return Ok(Reach::All);
    }
    let mut countries: BTreeSet<CountryCode> = BTreeSet::new();
    let mut regions: BTreeSet<Code<Region>> = BTreeSet::new();
    for part in parts {
        match part {
            ReachPart::All => {}
            ReachPart::Country(country) => _ = countries.insert(country),
            ReachPart::Region(region) => _ = regions.insert(region),
        }
    }
    if regions.is_empty() {
        return Ok(Reach::Some { countries, regions });
    }
    let rows: Vec<(Code<Region>, CountryCode)> =
        region_countries::table.select((region_countries::region, region_countries::country)).load(c)?;
    let mut members: BTreeMap<Code<Region>, Vec<CountryCode>> = BTreeMap::new();
    for (region, country) in rows {
        members.entry(region).or_default().push(country);
    }
    for region in &regions {
        countries.extend(members.get(region).into_iter().flatten());
    }
    regions.extend(
        members.into_iter().filter(|(_, of)| of.iter().all(|m| countries.contains(m))).map(|(region, _)| region),
    );
    Ok(Reach::Some { countries, regions })
}
