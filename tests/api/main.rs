//! Black-box tests over HTTP, each on both databases. Folders and files mirror the routes.
mod accounts;
mod demo;
mod document;
mod hidden_links;
mod hidden_references;
mod history;
mod interventions;
mod logging_a_trip;
mod private_fields;
mod statuses;
mod turnover;
mod visibility;
