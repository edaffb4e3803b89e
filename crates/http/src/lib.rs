//! The JSON REST API: routes, extractors, replies, problems and the API document. Translates; decides nothing.
#![recursion_limit = "256"]

mod accounts;
mod address;
mod aggregate;
pub mod answers;
mod api_keys;
mod beside;
mod boards;
mod body;
mod break_glass;
mod caller;
mod claims;
mod codes;
mod columns;
mod conditional;
mod content;
mod cursor;
pub mod export;
mod feeds;
pub mod gate;
mod hand_over;
mod headers;
mod history;
pub mod jobs;
mod labels;
pub mod limits;
mod links;
pub mod metrics;
mod overviews;
mod people;
mod problem;
mod publishing;
mod query;
mod reports;
mod request_id;
mod rest;
mod search;
mod steps;
mod system;
mod traces;
mod verbs;

pub use answers::Answers;
pub use gate::Gate;
pub use limits::Limits;
pub use metrics::Metrics;

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
    jobs::Jobs,
    providers::Providers,
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
    /// Those outside who say who somebody is.
    pub providers: Providers,
    /// The logins that failed.
    pub attempts: Attempts,
    /// The accounts of those who called since the data changed.
    pub accounts: Known,
    /// The answers that were given since.
    pub answers: Answers,
    /// The exports that go on.
    pub exports: export::Exports,
    /// The reports that are made while nobody waits.
    pub jobs: Jobs,
    /// What is counted of what it does.
    pub metrics: Metrics,
    /// How much is taken of whom.
    pub limits: Limits,
    /// Lets so many in at once, and none when the program is to stop.
    pub gate: Gate,
    /// The origins whose pages may call, such as `https://board.example.org`; none unless said.
    pub origins: Vec<String>,
    /// The proxies of ours, whose `X-Forwarded-For` is believed.
    pub proxies: Vec<IpAddr>,
}
impl Api {
    /// With what it cannot do without: nobody may call from other origins, nothing stands in front, and nothing is limited.
    pub fn new(db: Db, files: Files, house: House, tokens: Tokens) -> Self {
        let metrics = Metrics::new(&db);
        let (accounts, attempts, answers, exports, jobs) = Default::default();
        let gate = Gate::new(gate::AT_ONCE);
        let (providers, limits, origins, proxies) = (Providers::default(), Limits::new(0), vec![], vec![]);
        Self {
            db,
            files,
            house,
            tokens,
            accounts,
            providers,
            attempts,
            answers,
            exports,
            jobs,
            metrics,
            limits,
            gate,
            origins,
            proxies,
        }
    }
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
                header::HeaderName::from_static("prefer"),
            ])
            .expose_headers([
                "content-disposition",
                "etag",
                "idempotency-replayed",
                "link",
                "location",
                "preference-applied",
                "ratelimit",
                "ratelimit-policy",
                "retry-after",
            ])
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
        .wrap(from_fn(limits::limit))
        .wrap(from_fn(gate::pass))
        .wrap(from_fn(rest::read))
        .wrap(cors)
        .wrap(from_fn(request_id::assign))
        .wrap(from_fn(headers::add))
        .wrap(Compress::default())
        .configure(routes::configure)
}

/// Starts serving on a listener that is bound already; over TLS where that is configured.
pub fn serve(
    api: Api,
    listener: TcpListener,
    workers: usize,
    tls: Option<rustls::ServerConfig>,
) -> std::io::Result<Server> {
    let server = HttpServer::new(move || app(api.clone()))
        .workers(workers)
        .worker_max_blocking_threads(BLOCKING)
        .keep_alive(Duration::from_secs(75))
        .client_request_timeout(Duration::from_secs(10))
        .shutdown_timeout(30)
        .disable_signals();
    let server = match tls {
        None => server.listen(listener)?,
        Some(tls) => server.listen_rustls_0_23(listener, tls)?,
    };
    Ok(server.run())
}
