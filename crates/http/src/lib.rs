//! The JSON REST API: routes, extractors, replies, problems and the API document. Translates; decides nothing.
#![recursion_limit = "256"]

mod accounts;
mod address;
mod aggregate;
pub mod answers;
mod beside;
mod boards;
mod body;
mod caller;
mod claims;
mod codes;
mod columns;
mod conditional;
mod content;
mod cursor;
pub mod export;
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

pub use answers::Answers;

pub mod openapi;
mod pages;
pub mod routes;

use actix_cors::Cors;
use actix_web::{
    App, HttpServer,
    dev::{Server, ServiceFactory, ServiceRequest, ServiceResponse},
    http::header,
    middleware::{Compress, Condition, from_fn},
    web,
};
use rapport_application::{
    House,
    accounts::{Door, Known},
    attempts::Attempts,
    tokens::Tokens,
};
use rapport_persistence::{Db, files::Files};
use std::{
    net::{IpAddr, TcpListener},
    time::Duration,
};

/// What handlers share.
#[derive(Clone)]
pub struct Api {
    /// The database.
    pub db: Db,
    /// The contents of documents.
    pub files: Files,
    /// Clock, ids and settings.
    pub house: House,
    /// Signs and reads tokens.
    pub tokens: Tokens,
    /// The logins that failed.
    pub attempts: Attempts,
    /// The accounts of those who called since the data changed.
    pub accounts: Known,
    /// The answers that were given since.
    pub answers: Answers,
    /// The exports that go on.
    pub exports: export::Exports,
    /// The origins whose pages may call, such as `https://board.example.org`; none unless said.
    pub origins: Vec<String>,
    /// The proxies of ours, whose `X-Forwarded-For` is believed.
    pub proxies: Vec<IpAddr>,
}
impl Api {
    /// Where one logs in.
    fn door(&self) -> Door {
        let Self { db, house, tokens, attempts, .. } = self.clone();
        Door { db, house, tokens, attempts }
    }
    /// What pages of other origins may do. They bring a token: no cookie is ever read.
    fn cors(&self) -> Cors {
        let cors = Cors::default()
            .allowed_methods(["GET", "POST", "PUT", "PATCH", "DELETE"])
            .allowed_headers([
                header::ACCEPT,
                header::ACCEPT_LANGUAGE,
                header::AUTHORIZATION,
                header::CONTENT_TYPE,
                header::IF_MATCH,
                header::IF_NONE_MATCH,
                header::HeaderName::from_static("idempotency-key"),
            ])
            .expose_headers(["content-disposition", "etag", "idempotency-replayed", "link", "location", "retry-after"])
            .max_age(3_600);
        self.origins.iter().fold(cors, |cors, origin| cors.allowed_origin(origin))
    }
}

/// The largest body, in bytes.
pub const MOST_BYTES: usize = 1 << 20;
/// The largest content of a document, in bytes.
pub const MOST_CONTENT_BYTES: usize = 20 << 20;

/// How many threads a worker has at the most for what blocks. An export takes two at once; on a machine of hundreds of
/// processors there would be one.
const BLOCKING: usize = 128;

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
    let cors = Condition::new(!api.origins.is_empty(), api.cors());
    App::new()
        .app_data(web::Data::new(api))
        .app_data(web::PayloadConfig::new(MOST_BYTES))
        .wrap(cors)
        .wrap(from_fn(request_id::assign))
        .wrap(Compress::default())
        .configure(routes::configure)
}

/// Starts serving on a listener that is bound already.
pub fn serve(api: Api, listener: TcpListener, workers: usize) -> std::io::Result<Server> {
    let server = HttpServer::new(move || app(api.clone()))
        .workers(workers)
        .worker_max_blocking_threads(BLOCKING)
        .keep_alive(Duration::from_secs(75))
        .client_request_timeout(Duration::from_secs(10))
        .shutdown_timeout(30)
        .disable_signals()
        .listen(listener)?;
    Ok(server.run())
}
