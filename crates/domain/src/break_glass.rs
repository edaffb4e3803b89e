//! Breaking the glass: a coordinator opens one restricted record outside the reach, with a reason, for a while, on record.
use crate::{
    KINDS,
    about::About,
    check::{Checked, Problems},
    entity::{Class, Kind},
    policy::{Role, Verb, allows},
    text::Prose,
    user::User,
};
use diesel::prelude::*;
use rapport_schema::{Id, Instant};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

diesel::table! {
    use diesel::sql_types::*;
    use rapport_schema::{DbId, DbInstant};
    /// What was opened.
    #[allow(missing_docs)]
    break_glass (id) {
        id -> DbId,
        user_id -> DbId,
        kind -> Text,
        record_id -> DbId,
        reason -> Text,
        created_at -> DbInstant,
        expires_at -> DbInstant,
    }
}

/// A record that somebody opened, or asked to: nothing here says whether there is one.
#[derive(Clone, Debug, Queryable, Selectable, Insertable, Serialize, utoipa::ToSchema)]
#[diesel(table_name = break_glass)]
pub struct BreakGlass {
    /// Its identity.
    pub id: Id<BreakGlass>,
    /// Who opened it.
    pub user_id: Id<User>,
    /// The kind of the record, as the history calls it.
    pub kind: String,
    /// The id of the record.
    pub record_id: Id<About>,
    /// Why.
    pub reason: String,
    /// When.
    pub created_at: Instant,
    /// Until when.
    pub expires_at: Instant,
}

impl BreakGlass {
    /// What the journal calls it, where it stands for itself.
    pub const KIND: Kind = Kind { name: "break_glass", path: "break-glass", class: Class::Account };
}

/// The body that opens a record.
#[derive(Clone, Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields, remote = "Self")]
pub struct NewBreakGlass {
    /// The kind of the record, as the history calls it: `person`, `testimonial`.
    pub kind: String,
    /// The id of the record.
    pub record_id: Uuid,
    /// Why.
    pub reason: Prose,
    /// For how long; an hour unless said.
    #[serde(default)]
    #[schema(required = false)]
    pub minutes: Minutes,
}
crate::only_objects!(NewBreakGlass);
impl NewBreakGlass {
    /// The kind, where its records are ever restricted.
    pub fn kind(&self) -> Option<Kind> {
        let opens = |kind: &&Kind| allows(Role::Coordinator, Verb::Open, kind.class) && kind.name == self.kind;
        KINDS.iter().find(opens).copied()
    }
}
impl Checked for NewBreakGlass {
    fn check(&self, problems: &mut Problems) {
        if self.kind().is_none() {
            problems.add_at("kind", "unknown_kind", "is no kind of record that is opened so");
        }
        problems.within("reason", |p| self.reason.check(p));
        problems.within("minutes", |p| self.minutes.check(p));
    }
}

/// For how long something is open.
#[derive(Clone, Copy, Debug, Deserialize, utoipa::ToSchema)]
#[serde(transparent)]
#[schema(value_type = i64, minimum = 1, maximum = 480)]
pub struct Minutes(pub i64);
impl Minutes {
    /// The longest: a working day.
    pub const MOST: i64 = 480;
}
impl Default for Minutes {
    fn default() -> Self {
        Self(60)
    }
}
impl Checked for Minutes {
    fn check(&self, problems: &mut Problems) {
        if !(1..=Self::MOST).contains(&self.0) {
            problems.add("bad_minutes", format!("1 to {} minutes", Self::MOST));
        }
    }
}

/// A record that is open to somebody for a while, as their scope knows it.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = break_glass)]
pub struct Opened {
    /// The kind of the record.
    pub kind: String,
    /// Its id.
    pub record_id: Id<About>,
    /// Until when.
    pub expires_at: Instant,
}
