//! A running Rapport for tests: the real server on a loopback port, on either database, with callers of every role.
//!
//! ```no_run
//! use rapport_testkit::{TestApp, on_both};
//! use serde_json::json;
//!
//! fn a_visit_is_logged(app: &TestApp) {
//!     let body = json!({"title": "A visit", "kinds": ["strategy_support"], "countries": ["UY"]});
//!     app.coordinator("latin_america").post("/v1/interventions", body).expect(201);
//! }
//! on_both! { a_visit_is_logged }
//! # fn main() {}
//! ```

mod app;
mod caller;
mod clock;
mod database;
mod node;

pub mod cluster;

pub use app::TestApp;
pub use caller::{Answer, Caller};
pub use database::{Backend, Site};
pub use node::Node;

/// Makes two tests of each function, one a database; after `own:` of functions that start what they need by themselves. On a machine without PostgreSQL the second says so by name, and
/// fails where `RAPPORT_REQUIRE_POSTGRES=1`.
#[macro_export]
macro_rules! on_both {
    ($($name:ident),* $(,)?) => { $crate::on_both!(@each start: $($name),*); };
    (demo: $($name:ident),* $(,)?) => { $crate::on_both!(@each demo: $($name),*); };
    (limited: $($name:ident),* $(,)?) => { $crate::on_both!(@each limited: $($name),*); };
    (own: $($name:ident),* $(,)?) => { $($crate::on_both!(@of $name, backend, super::$name(backend));)* };
    (@each $start:ident: $($name:ident),*) => {
        $($crate::on_both!(@of $name, backend, super::$name(&$crate::TestApp::$start(backend)));)*
    };
    (@of $name:ident, $backend:ident, $on:expr) => {
        mod $name {
            fn on($backend: $crate::Backend) {
                $on;
            }
            #[test]
            fn sqlite() {
                on($crate::Backend::Sqlite);
            }
            #[test]
            fn postgres() {
                if $crate::Backend::Postgres.is_here(module_path!()) {
                    on($crate::Backend::Postgres);
                }
            }
        }
    };
}
