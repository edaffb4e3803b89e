//! SQL vocabulary: the connection that speaks to both databases, the column types whose storage differs
//! between them, and the SQL nodes that Diesel lacks. No logic and no tables: a table stands with its entity.
#![recursion_limit = "256"]

mod connection;
mod groups;
mod nodes;
mod types;

pub use connection::{AnyConnection as Conn, MultiBackend as Backend};
pub use groups::{AsText, JsonArray, Known, Named, Stretch, StretchOf};
pub use nodes::{AmongIds, AmongNumbers, AmongTexts, Both, InQuery, Seen, Spelt, spell};
pub use types::{DbId, DbInstant, DbJson, Id, Instant, Json};
