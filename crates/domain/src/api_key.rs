//! API keys: what programs show in the place of a login. A key acts for a user, and sees what that sees or less.
use crate::{
    check::{Checked, Problems},
    entity::{Class, Entity, Key, Kind, Version},
    filter::{Among, Maybe, Refs},
    reference::{Spot, Visitor},
    scope::Sensitivity,
    text::{Folded, Line, fold},
    user::{User, user_reach, users},
};
use diesel::{deserialize::FromSqlRow, expression::AsExpression, prelude::*, sql_types::Text};
use rapport_schema::{Id, Instant};
use serde::{Deserialize, Serialize};
use std::{convert::Infallible, str::FromStr};

diesel::table! {
    use diesel::sql_types::*;
    use rapport_schema::{DbId, DbInstant};
    /// API keys.
    #[allow(missing_docs)]
    api_keys (id) {
        id -> DbId,
        version -> Integer,
        created_at -> DbInstant,
        updated_at -> DbInstant,
        deleted_at -> Nullable<DbInstant>,
        name -> Text,
        name_folded -> Text,
        user_id -> DbId,
        ceiling -> Nullable<Text>,
        origins -> Text,
        expires_at -> Nullable<DbInstant>,
        secret_hash -> Text,
        last_used_at -> Nullable<DbInstant>,
    }
}
diesel::allow_tables_to_appear_in_same_query!(api_keys, users);
diesel::allow_tables_to_appear_in_same_query!(api_keys, user_reach);

/// An API key, without its secret.
#[derive(Clone, Debug, Queryable, Selectable, Serialize, utoipa::ToSchema)]
#[diesel(table_name = api_keys)]
pub struct ApiKey {
    /// Its identity.
    pub id: Id<ApiKey>,
    /// How often it has been written.
    pub version: Version,
    /// When it was made.
    pub created_at: Instant,
    /// When it was last written.
    pub updated_at: Instant,
    /// What it is for.
    pub name: String,
    /// The user that acts by it, whose role and reach it has.
    pub user_id: Id<User>,
    /// The highest sensitivity that it reads; the user's own where null. A `public` key only reads, of what is public and
    /// published, and no contact details: it may stand in the source of a web page.
    pub ceiling: Option<Sensitivity>,
    /// The origins whose pages may use it; where there are none, whoever holds it.
    pub origins: Origins,
    /// Until when it is good; until it is deleted where null.
    pub expires_at: Option<Instant>,
    /// When it was last used, to the hour.
    pub last_used_at: Option<Instant>,
}

crate::input! { NewApiKey, ApiKeyPatch => api_keys;
    required {
        /// What it is for.
        name: Line,
    }
    optional {
        /// The highest sensitivity that it reads; the user's own where null.
        ceiling: Sensitivity,
        /// Until when it is good; until it is deleted where null.
        expires_at: Instant,
    }
    defaulted {
        /// The origins whose pages may use it, such as `https://board.example.org`; a `public` key has one at least.
        origins: Origins,
    }
    once {
        /// The user that acts by it; whoever makes it where absent.
        user_id: Option<Id<User>>,
        /// An id of the client's own choice (UUIDv7).
        id: Option<Id<ApiKey>>,
    }
    stamped {
        /// SHA-256 of the secret, which is as long as a hash: there is nothing to guess.
        secret_hash: String,
    } by |_me, _by, _at| {}
    also |new, problems| { check_public(new.ceiling, &new.origins, problems); }
}
fn check_public(ceiling: Option<Sensitivity>, origins: &Origins, problems: &mut Problems) {
    if ceiling == Some(Sensitivity::Public) && origins.is_empty() {
        problems.add_at("origins", "no_origin", "a public key is for the pages of an origin at least");
    }
}

/// An origin as browsers write it: a scheme and a host, perhaps a port, and no more.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(value_type = String, examples("https://board.example.org"))]
#[serde(transparent)]
pub struct Origin(String);
impl Origin {
    /// As text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
    fn is_sound(&self) -> bool {
        let host = self.0.strip_prefix("https://").or_else(|| self.0.strip_prefix("http://"));
        let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || ".-:[]".contains(c);
        host.is_some_and(|host| !host.is_empty() && host.len() < 300 && host.chars().all(plain))
    }
}
impl FromStr for Origin {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        let origin = Self(text.to_owned());
        if origin.is_sound() { Ok(origin) } else { Err(format!("{text:?} is no origin; {WRITTEN}")) }
    }
}
const WRITTEN: &str = "write it as https://board.example.org";
impl Checked for Origin {
    fn identity(&self) -> Option<String> {
        Some(self.0.clone())
    }
    fn check(&self, problems: &mut Problems) {
        if !self.is_sound() {
            problems.add("bad_origin", WRITTEN);
        }
    }
}

/// The origins of a key. None has a blank in it, which parts them in their column.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, AsExpression, FromSqlRow)]
#[diesel(sql_type = Text)]
#[serde(from = "Vec<Origin>", into = "Vec<Origin>")]
pub struct Origins {
    all: Vec<Origin>,
    /// As their column holds them.
    text: String,
}
impl Origins {
    /// As their column holds them.
    pub fn as_str(&self) -> &str {
        &self.text
    }
    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.all.is_empty()
    }
    /// Whether it is one of them.
    pub fn has(&self, origin: &str) -> bool {
        self.all.iter().any(|one| one.as_str() == origin)
    }
}
impl From<Vec<Origin>> for Origins {
    fn from(all: Vec<Origin>) -> Self {
        let text = all.iter().map(Origin::as_str).collect::<Vec<_>>().join(" ");
        Self { all, text }
    }
}
impl From<Origins> for Vec<Origin> {
    fn from(origins: Origins) -> Self {
        origins.all
    }
}
impl FromStr for Origins {
    type Err = Infallible;
    fn from_str(text: &str) -> Result<Self, Infallible> {
        let each = text.split(' ').filter(|one| !one.is_empty());
        Ok(each.map(|one| Origin(one.to_owned())).collect::<Vec<_>>().into())
    }
}
impl Checked for Origins {
    fn check(&self, problems: &mut Problems) {
        self.all.check(problems);
    }
}
impl utoipa::PartialSchema for Origins {
    fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::Schema> {
        Vec::<Origin>::schema()
    }
}
impl utoipa::ToSchema for Origins {}
crate::stored_as_text!(Origins);

crate::filter! {
    /// Conditions on API keys.
    ApiKeyFilter {
        /// Its id.
        id: Among<Id<ApiKey>>,
        /// What it is for, whatever the case and accents.
        name: Among<Folded>,
        /// The user that acts by it.
        user: Refs<User>,
        /// The highest sensitivity that it reads.
        ceiling: Maybe<Sensitivity>,
    }
}
crate::sort_keys! {
    /// Orders of API keys.
    ApiKeySort of ApiKey {
        Name = "name": (String,) => |k| (fold(&k.name),),
        CreatedAt = "created_at": (Instant,) => |k| (k.created_at,),
    }
}
impl Entity for ApiKey {
    const KIND: Kind = Kind { name: "api_key", path: "api-keys", class: Class::Account };
    const ABOUT: &'static str = "What programs show in the place of a login.";
    type Key = Id<ApiKey>;
    type New = NewApiKey;
    type Patch = ApiKeyPatch;
    type Filter = ApiKeyFilter;
    type Sort = ApiKeySort;
    fn key(&self) -> Id<ApiKey> {
        self.id
    }
    fn version(&self) -> Version {
        self.version
    }
    fn chosen(new: &NewApiKey) -> Option<Id<ApiKey>> {
        new.id
    }
    fn references(&mut self, visitor: &mut dyn Visitor) {
        visitor.keep(User::KIND, self.user_id.any(), Spot { field: "user_id", index: None, inner: None });
    }
    fn rules(&self, problems: &mut Problems) {
        check_public(self.ceiling, &self.origins, problems);
    }
}
