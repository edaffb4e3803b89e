//! The JSON REST API: routes, extractors, replies, problems and the API document. Translates; decides nothing.
#![recursion_limit = "256"]

mod accounts;
mod beside;
mod body;
mod caller;
mod claims;
mod codes;
mod conditional;
mod content;
mod cursor;
mod hand_over;
mod history;
mod labels;
mod links;
mod problem;
mod query;
mod reports;
mod request_id;
mod search;
mod steps;
mod system;
mod verbs;

pub mod openapi;
mod pages;
pub mod routes;

use actix_web::{
    App, HttpServer,
    dev::{Server, ServiceFactory, ServiceRequest, ServiceResponse},
    middleware::from_fn,
    web,
};
use rapport_application::{House, tokens::Tokens};
use rapport_persistence::{Db, files::Files};
use std::{net::TcpListener, time::Duration};

/// What handlers share.
#[derive(Clone)]
pub struct Api {
    /// The database.
    pub db: Db,
    /// The contents of documents.
    pub files: Files,
    /// Clock, ids and settings.
    pub house: House,
    /// Signs and reads access tokens.
    pub tokens: Tokens,
}

/// The largest body, in bytes.
pub const MOST_BYTES: usize = 1 << 20;
/// The largest content of a document, in bytes.
pub const MOST_CONTENT_BYTES: usize = 20 << 20;

/// The application: every route under the middleware that all of them share.
pub fn app(
    api: Api,
) -> App<
    impl ServiceFactory<
        ServiceRequest,
        Config = (),
        Response = ServiceResponse<impl actix_web::body::MessageBody>,
        Error = actix_web::Error,
        InitError = (),
    >,
> {
    App::new()
        .app_data(web::Data::new(api))
        .app_data(web::PayloadConfig::new(MOST_BYTES))
        .wrap(from_fn(request_id::assign))
        .configure(routes::configure)
}

/// Starts serving on a listener that is bound already.
pub fn serve(api: Api, listener: TcpListener, workers: usize) -> std::io::Result<Server> {
    let server = HttpServer::new(move || app(api.clone()))
        .workers(workers)
        .keep_alive(Duration::from_secs(75))
        .client_request_timeout(Duration::from_secs(10))
        .shutdown_timeout(30)
        .disable_signals()
        .listen(listener)?;
    Ok(server.run())
}
