//! Black-box tests over HTTP, each on both databases. Folders and files mirror the routes.
mod bodies;
mod deletion;
mod document;
mod filters;
mod interventions;
mod lists;
mod logging_a_trip;
mod making;
mod retries;
