//! Who logs in, and what their reach comes to.
use crate::break_glass;
use diesel::{dsl::exists, prelude::*};
use rapport_domain::{
    Id, Instant,
    api_key::{ApiKey, api_keys},
    country::CountryCode,
    organization::Organization,
    policy::Role,
    region::{Region, region_countries},
    scope::{Reach, Scope, Sensitivity},
    session::{Session, sessions},
    text::Code,
    user::{ReachPart, User, user_reach, users},
};
use rapport_schema::Conn;
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::atomic::AtomicBool,
};

/// The id and the password's hash of a live user with a password, by e-mail address in lower case.
pub fn by_email(c: &mut Conn, email: &str) -> QueryResult<Option<(Id<User>, String)>> {
    users::table
        .filter(users::email.eq(email))
        .filter(users::password_hash.ne(NO_PASSWORD))
        .filter(users::deleted_at.is_null())
        .select((users::id, users::password_hash))
        .first(c)
        .optional()
}

/// The hash of whom nobody logs in as: who acts by keys alone.
pub const NO_PASSWORD: &str = "";

/// What a live user is and sees.
pub struct Account {
    /// Who they are.
    pub user: Id<User>,
    /// As what they act.
    pub role: Role,
    /// What they see.
    pub scope: Scope,
    /// The key that they call by, where they did not log in.
    pub key: Option<HeldKey>,
}
/// A key that somebody calls by.
pub struct HeldKey {
    /// The key.
    pub row: ApiKey,
    /// Whether somebody is about to note that it is used.
    pub noted: AtomicBool,
}

/// Whom an identity provider outside names.
#[derive(Clone, Debug, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
pub struct Outsider {
    /// The address of the user that they are.
    pub email: String,
    /// As what they act; as what the user does where it says nothing.
    pub role: Option<Role>,
    /// Where they work, as codes; where the user does where it says nothing.
    pub reach: Option<Vec<String>>,
}

/// The account of a live user.
pub fn scope_of(c: &mut Conn, user: Id<User>) -> QueryResult<Option<Account>> {
    account(c, user, None, None)
}
/// The same, while a session of theirs is not ended, with what is open to them at a moment.
pub fn of_session(c: &mut Conn, user: Id<User>, session: Id<Session>, now: Instant) -> QueryResult<Option<Account>> {
    account(c, user, Some(session), None)?.map(|account| opened(c, account, now)).transpose()
}
/// The account of the live user that an identity provider names, as far as it does not say otherwise itself.
pub fn of_outsider(c: &mut Conn, outsider: &Outsider, now: Instant) -> QueryResult<Option<Account>> {
    let user: Option<Id<User>> =
        users::table.filter(users::email.eq(&outsider.email)).select(users::id).first(c).optional()?;
    let Some(user) = user else { return Ok(None) };
    account(c, user, None, Some(outsider))?.map(|account| opened(c, account, now)).transpose()
}
/// With what is open to a coordinator at a moment.
fn opened(c: &mut Conn, mut account: Account, now: Instant) -> QueryResult<Account> {
    if account.role == Role::Coordinator {
        account.scope.opened = break_glass::opened_to(c, account.user, now)?;
    }
    Ok(account)
}

/// The account that acts by a key, by the hash of its secret. A public key only reads, whatever its user may.
pub fn of_key(c: &mut Conn, secret_hash: &str) -> QueryResult<Option<Account>> {
    let key: Option<ApiKey> = api_keys::table
        .filter(api_keys::secret_hash.eq(secret_hash))
        .filter(api_keys::deleted_at.is_null())
        .select(ApiKey::as_select())
        .first(c)
        .optional()?;
    let Some(row) = key else { return Ok(None) };
    let Some(account) = account(c, row.user_id, None, None)? else { return Ok(None) };
    let (role, scope) = match row.ceiling {
        None => (account.role, account.scope),
        Some(Sensitivity::Public) => (Role::Dashboard, account.scope.up_to(Sensitivity::Public)),
        Some(ceiling) => (account.role, account.scope.up_to(ceiling)),
    };
    Ok(Some(Account { role, scope, key: Some(HeldKey { row, noted: AtomicBool::new(false) }), ..account }))
}
/// Of a session, while it is not ended; of an outsider, with what their provider says.
fn account(
    c: &mut Conn,
    user: Id<User>,
    session: Option<Id<Session>>,
    outsider: Option<&Outsider>,
) -> QueryResult<Option<Account>> {
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
    let Some((own, organization, _)) = rows.first() else { return Ok(None) };
    let role = outsider.and_then(|outsider| outsider.role).unwrap_or(*own);
    let parts: Vec<ReachPart> = match outsider.and_then(|outsider| outsider.reach.as_ref()) {
        Some(codes) => codes.iter().filter_map(|code| code.parse().ok()).collect(),
        None => rows.iter().filter_map(|(.., place)| place.as_ref()?.parse().ok()).collect(),
    };
    let scope = Scope::of(role, reach_of(c, parts)?, user, *organization);
    Ok(Some(Account { user, role, scope, key: None }))
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
