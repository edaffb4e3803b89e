//! Black-box tests over HTTP, each on both databases. Folders and files mirror the routes.
mod document;
mod interventions;
mod logging_a_trip;
