//! Users: who may log in, as what, and with what reach.
use crate::{
    check::{Checked, Problems},
    country::{Country, CountryCode},
    entity::{Class, Entity, Key, Kind, Version},
    filter::{Among, Maybe, Only, Refs},
    organization::Organization,
    policy::Role,
    reference::{AnyKey, Spot, Visitor},
    region::Region,
    text::{Code, Line, fold},
};
use diesel::prelude::*;
use rapport_schema::{Id, Instant};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::{convert::Infallible, fmt, str::FromStr};
use utoipa::openapi::{
    RefOr,
    schema::{ObjectBuilder, Schema, Type},
};
use zxcvbn::zxcvbn;

diesel::table! {
    use diesel::sql_types::*;
    use rapport_schema::{DbId, DbInstant};
    /// Who may log in.
    #[allow(missing_docs)]
    users (id) {
        id -> DbId,
        version -> Integer,
        created_at -> DbInstant,
        updated_at -> DbInstant,
        deleted_at -> Nullable<DbInstant>,
        email -> Text,
        name -> Text,
        name_folded -> Text,
        role -> Text,
        organization_id -> Nullable<DbId>,
        password_hash -> Text,
        password_changed_at -> DbInstant,
    }
}
diesel::table! {
    use diesel::sql_types::*;
    use rapport_schema::DbId;
    /// Where users work.
    #[allow(missing_docs)]
    user_reach (user_id, place) {
        user_id -> DbId,
        place -> Text,
    }
}
diesel::allow_tables_to_appear_in_same_query!(users, user_reach);

/// One part of a reach: `all`, a country's code, or a region's.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ReachPart {
    /// Everywhere.
    All,
    /// One country.
    Country(CountryCode),
    /// One region and its countries.
    Region(Code<Region>),
}
impl FromStr for ReachPart {
    type Err = Infallible;
    fn from_str(text: &str) -> Result<Self, Infallible> {
        if text == "all" {
            return Ok(Self::All);
        }
        match text.parse() {
            Ok(country) => Ok(Self::Country(country)),
            Err(_) => text.parse().map(Self::Region),
        }
    }
}
impl fmt::Display for ReachPart {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::All => f.write_str("all"),
            Self::Country(country) => country.fmt(f),
            Self::Region(region) => region.fmt(f),
        }
    }
}
impl Serialize for ReachPart {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}
impl<'de> Deserialize<'de> for ReachPart {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(|never: Infallible| match never {})
    }
}
impl Checked for ReachPart {
    fn identity(&self) -> Option<String> {
        Some(self.to_string())
    }
    fn check(&self, problems: &mut Problems) {
        match self {
            Self::All => {}
            Self::Country(country) => country.check(problems),
            Self::Region(region) => region.check(problems),
        }
    }
}
impl utoipa::PartialSchema for ReachPart {
    fn schema() -> RefOr<Schema> {
        ObjectBuilder::new()
            .schema_type(Type::String)
            .description(Some("`all`, the code of a country, or the code of a region."))
            .into()
    }
}
impl utoipa::ToSchema for ReachPart {}

/// A password on its way to its hash; it is never shown, not even in a debug print.
#[derive(Clone, Deserialize)]
#[serde(transparent)]
pub struct Password(String);
impl Password {
    /// The shortest that is taken, in characters.
    pub const LEAST: usize = 12;
    /// The longest.
    pub const MOST: usize = 200;
    /// How many guesses it takes at least to come by it, as a power of ten: what is on lists of common passwords, or made of
    /// words, names, dates and rows of keys that are, is guessed sooner.
    pub const LEAST_GUESSES: f64 = 6.0;
    /// For hashing.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}
/// A password that may be left out of a change, but not emptied.
#[derive(Clone, Debug, Default, utoipa::ToSchema)]
pub struct GivenPassword(pub Option<Password>);
impl<'de> Deserialize<'de> for GivenPassword {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Password::deserialize(deserializer).map(|password| Self(Some(password)))
    }
}
impl Checked for GivenPassword {
    fn check(&self, problems: &mut Problems) {
        self.0.check(problems);
    }
}
impl From<String> for Password {
    fn from(text: String) -> Self {
        Self(text)
    }
}
impl fmt::Debug for Password {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Password(…)")
    }
}
impl Checked for Password {
    fn check(&self, problems: &mut Problems) {
        let length = self.0.chars().count();
        if !(Self::LEAST..=Self::MOST).contains(&length) {
            let detail = format!("a password has {} to {} characters", Self::LEAST, Self::MOST);
            problems.add("password_length", detail);
        } else if zxcvbn(&self.0, &[]).guesses_log10() < Self::LEAST_GUESSES {
            problems.add("common_password", "a password that is among the first that somebody would try");
        }
    }
}
impl utoipa::PartialSchema for Password {
    fn schema() -> RefOr<Schema> {
        ObjectBuilder::new()
            .schema_type(Type::String)
            .min_length(Some(Self::LEAST))
            .max_length(Some(Self::MOST))
            .write_only(true)
            .into()
    }
}
impl utoipa::ToSchema for Password {}

/// A user's own columns.
#[derive(Clone, Debug, Queryable, Selectable, Serialize, utoipa::ToSchema)]
#[diesel(table_name = users)]
pub struct UserRow {
    /// Its identity.
    pub id: Id<User>,
    /// How often it has been written.
    pub version: Version,
    /// When it was recorded.
    pub created_at: Instant,
    /// When it was last written.
    pub updated_at: Instant,
    /// What the user logs in with, in lower case.
    pub email: String,
    /// Their name.
    pub name: String,
    /// What they are to the system.
    pub role: Role,
    /// The organization that they belong to; a funder's reports are about it.
    pub organization_id: Option<Id<Organization>>,
    /// When the password was last set.
    pub password_changed_at: Instant,
}
/// Somebody who may log in.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct User {
    /// Its own columns.
    #[serde(flatten)]
    pub row: UserRow,
    /// Where they work.
    pub reach: Vec<ReachPart>,
}
impl From<UserRow> for User {
    fn from(row: UserRow) -> Self {
        Self { row, reach: vec![] }
    }
}

crate::input! { NewUser, UserPatch => users;
    required {
        /// What the user logs in with.
        email: Email,
        /// Their name.
        name: Line,
        /// What they are to the system.
        role: Role,
    }
    optional {
        /// The organization that they belong to.
        organization_id: Id<Organization>,
    }
    links {
        /// Where they work; everywhere where absent.
        reach: ReachParts,
        /// What the user logs in with; without one nobody logs in, and API keys alone act for the user.
        password: GivenPassword,
    }
    once {
        /// An id of the client's own choice (UUIDv7).
        id: Option<Id<User>>,
    }
    stamped {
        /// Argon2id, made from the password before the write begins.
        password_hash: String,
        /// Set with the hash.
        password_changed_at: Instant,
    } by |me, _by, at| { if me.password_hash.is_some() { me.password_changed_at = Some(at); } }
    also |me, problems| {
        check_funder(me.role, me.organization_id, problems);
    }
}

fn check_funder(role: Role, organization: Option<Id<Organization>>, problems: &mut Problems) {
    if role == Role::Funder && organization.is_none() {
        problems.add_at("organization_id", "no_organization", "a funder belongs to an organization");
    }
}

/// The parts of a reach; everywhere where nothing is said.
#[derive(Clone, Debug, Deserialize, utoipa::ToSchema)]
#[serde(transparent)]
pub struct ReachParts(pub Vec<ReachPart>);
impl Default for ReachParts {
    fn default() -> Self {
        Self(vec![ReachPart::All])
    }
}
impl Checked for ReachParts {
    fn check(&self, problems: &mut Problems) {
        self.0.check(problems);
        if self.0.is_empty() {
            problems.add("empty_reach", "say all, or at least one country or region");
        }
    }
}

/// An address, in lower case.
#[derive(Clone, Debug, PartialEq, Eq, diesel::expression::AsExpression, diesel::deserialize::FromSqlRow)]
#[diesel(sql_type = diesel::sql_types::Text)]
pub struct Email(String);
impl Email {
    /// As text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}
impl fmt::Display for Email {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
impl FromStr for Email {
    type Err = Infallible;
    fn from_str(text: &str) -> Result<Self, Infallible> {
        Ok(Self(text.trim().to_lowercase()))
    }
}
impl<'de> Deserialize<'de> for Email {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(|text| Self(text.trim().to_lowercase()))
    }
}
impl Checked for Email {
    fn check(&self, problems: &mut Problems) {
        let plain = |part: &str| !part.is_empty() && !part.chars().any(|c| c.is_whitespace() || c.is_control());
        let right = self.0.len() <= 254 && self.0.split_once('@').is_some_and(|(who, host)| plain(who) && plain(host));
        if !right {
            problems.add("bad_email", "an e-mail address has something before and after its @");
        }
    }
}
impl utoipa::PartialSchema for Email {
    fn schema() -> RefOr<Schema> {
        ObjectBuilder::new().schema_type(Type::String).max_length(Some(254)).examples(["ana@example.org"]).into()
    }
}
impl utoipa::ToSchema for Email {}
crate::stored_as_text!(Email);

crate::filter! {
    /// Conditions on users.
    UserFilter {
        /// What they log in with.
        email: Among<Email>,
        /// What they are.
        role: Among<Role>,
        /// Where they belong.
        organization: Refs<Organization>,
        /// A part of their reach, as written.
        reach: Maybe<ReachPart>,
    }
}
crate::sort_keys! {
    /// Orders of users.
    UserSort of User {
        Name = "name": (String,) => |u| (fold(&u.row.name),),
        CreatedAt = "created_at": (Instant,) => |u| (u.row.created_at,),
    }
}
impl Entity for User {
    const KIND: Kind = Kind { name: "user", path: "users", class: Class::Account };
    const ABOUT: &'static str = "Who may log in, as what, and where they work.";
    type Key = Id<User>;
    type New = NewUser;
    type Patch = UserPatch;
    type Filter = UserFilter;
    type Sort = UserSort;
    fn key(&self) -> Id<User> {
        self.row.id
    }
    fn version(&self) -> Version {
        self.row.version
    }
    fn chosen(new: &NewUser) -> Option<Id<User>> {
        new.id
    }
    fn references(&mut self, visitor: &mut dyn Visitor) {
        visitor.maybe::<Organization>("organization_id", &mut self.row.organization_id);
        for (index, part) in self.reach.iter().enumerate() {
            let spot = Spot { field: "reach", index: Some(index), inner: None };
            match part {
                ReachPart::All => true,
                ReachPart::Country(country) => visitor.keep(Country::KIND, country.any(), spot),
                ReachPart::Region(region) => visitor.keep(Region::KIND, region.any(), spot),
            };
        }
    }
    fn referring(kind: Kind, keys: &[AnyKey]) -> Vec<UserFilter> {
        let organizations: Vec<_> = keys.iter().filter_map(Key::of).collect();
        let regions: Vec<_> = keys.iter().filter_map(Key::of).map(ReachPart::Region).collect();
        if kind == Organization::KIND && !organizations.is_empty() {
            vec![UserFilter { organization: Refs::one_of(organizations), ..Default::default() }]
        } else if kind == Region::KIND && !regions.is_empty() {
            vec![UserFilter { reach: Maybe::one_of(regions), ..Default::default() }]
        } else {
            vec![]
        }
    }
    fn rules(&self, problems: &mut Problems) {
        check_funder(self.row.role, self.row.organization_id, problems);
    }
}
