//! Use-cases: where permission, rules, journal and statements meet. Every change to a record goes through here.
#![recursion_limit = "256"]

mod can;
mod error;
mod house;
mod managed;
mod newcomers;
mod password;
mod person;
mod policy_area;
mod resource;
mod write;

pub mod accounts;
pub mod aggregate;
pub mod attempts;
pub mod attention;
pub mod boards;
pub mod claims;
pub mod countries;
pub mod documents;
pub mod funding;
pub mod hand_over;
pub mod history;
pub mod idempotent;
pub mod include;
pub mod matrix;
pub mod owned;
pub mod read;
pub mod search;
pub mod shape;
pub mod story;
pub mod timeline;
pub mod tokens;
pub mod transitions;

mod action_plan;
mod commitment;
mod gathering;
mod grant;
mod intervention;
mod membership;
mod organization;
mod outcome;
mod pocs;
mod risk;
mod scale;
mod standing;
mod testimonial;
mod user;
mod valid_time;

pub use can::{Action, Actor, Can, Create, Delete, Read, Restore, Transition, Update};
pub use error::{Error, RecordRef, Result};
pub use house::House;
pub use managed::Managed;
pub use password::hash as hash_password;
pub use pocs::{Holder, Poc, Pocs};
pub use resource::{Csos, Resource, Shown, must_admit, shown};
pub use write::{Work, create, remove, restore, update};
