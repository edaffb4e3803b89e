//! The nouns and rules of engagement tracking: entities with their tables and inputs, value types, state machines,
//! the permission table. No I/O and no HTTP.
#![recursion_limit = "256"]

extern crate self as rapport_domain; // macros name it in attributes, where `$crate` is not known

pub mod about;
pub mod break_glass;
pub mod check;
pub mod elements;
pub mod entity;
pub mod filter;
pub mod job;
pub mod labels;
pub mod likeness;
pub mod money;
pub mod partial_date;
pub mod place;
pub mod policy;
pub mod policy_area;
pub mod reference;
pub mod requirement;
pub mod review;
pub mod scope;
pub mod session;
pub mod shares;
pub mod text;
pub mod traces;
pub mod transition;
pub mod translations;
pub mod when;
pub mod wording;

pub mod action_plan;
pub mod activity_kind;
pub mod adoption;
pub mod api_key;
pub mod assessment;
pub mod back_donor;
pub mod challenge;
pub mod citation;
pub mod commitment;
pub mod contribution;
pub mod country;
pub mod disbursement;
pub mod document;
pub mod exchange_rate;
pub mod follow_up;
pub mod gathering;
pub mod grant;
pub mod intervention;
pub mod introduction;
pub mod membership;
pub mod note;
pub mod organization;
pub mod outcome;
pub mod participant;
pub mod partnership;
pub mod person;
pub mod post;
pub mod practice;
pub mod publication;
pub mod recipient;
pub mod region;
pub mod risk;
pub mod scale;
pub mod source;
pub mod standing;
pub mod substantiation;
pub mod tag;
pub mod tagging;
pub mod testimonial;
pub mod touch;
pub mod turnover;
pub mod user;

pub use rapport_schema::{Id, Instant, Json};

/// The one list of entities: hands them all to a macro. Routes, API document and reference look-ups come from it.
/// An entity `with rules` has hooks of its own in the application; the others have none.
#[macro_export]
macro_rules! every_entity {
    ($callback:path) => {
        $callback! {
            country::Country, region::Region, activity_kind::ActivityKind, organization::Organization with rules,
            person::Person with rules, post::Post with rules, membership::Membership with rules,
            intervention::Intervention with rules, commitment::Commitment with rules, outcome::Outcome with rules,
            grant::Grant with rules, exchange_rate::ExchangeRate, turnover::Turnover,
            testimonial::Testimonial with rules, risk::Risk with rules,
            challenge::Challenge, practice::Practice, introduction::Introduction, gathering::Gathering with rules,
            partnership::Partnership, publication::Publication,
            standing::Standing with rules, action_plan::ActionPlan with rules,
            source::Source, citation::Citation, follow_up::FollowUp,
            policy_area::PolicyArea with rules, scale::Scale with rules, assessment::Assessment with rules, tag::Tag,
            tagging::Tagging, note::Note, document::Document, user::User with rules,
            api_key::ApiKey with rules,
        }
    };
}

macro_rules! kinds {
    ($($module:ident::$entity:ident $(with $rules:ident)?),* $(,)?) => {
        /// Every kind of record.
        pub const KINDS: &[entity::Kind] = &[$(<$module::$entity as entity::Entity>::KIND),*];
    };
}
every_entity!(kinds);
