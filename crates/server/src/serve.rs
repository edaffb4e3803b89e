//! Starting and stopping.
use crate::{
    Stop,
    command::{Listen, LogFormat},
};
use rapport_application::{House, tokens::Tokens};
use rapport_domain::{Id, organization::Organization};
use rapport_http::{Api, answers::Answers};
use rapport_persistence::{Db, files::Files};
use std::net::TcpListener;
use tracing_subscriber::EnvFilter;

/// Starts the log, on standard error.
pub fn telemetry(listen: &Listen) {
    let filter = EnvFilter::try_new(&listen.log).unwrap_or_else(|_| EnvFilter::new("info"));
    // A log that nobody reads any more must not fail the requests that it tells of.
    let log = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).log_internal_errors(false);
    match listen.log_format {
        LogFormat::Text => log.init(),
        LogFormat::Json => log.json().init(),
    }
}

/// Serves until told to stop; `ready` hears the base URL once requests are answered.
pub fn serve(
    db: Db,
    files: Files,
    own_organization: Option<Id<Organization>>,
    secret: &[u8],
    listen: &Listen,
    ready: impl FnOnce(&str) -> Result<(), Stop>,
) -> Result<(), Stop> {
    let listener = TcpListener::bind((listen.host, listen.port))
        .map_err(|why| Stop(format!("cannot listen on {}:{}: {why}", listen.host, listen.port)))?;
    let base_url = format!("http://{}", listener.local_addr()?);
    let house = House::new(own_organization);
    let stopping = db.clone();
    let tokens = Tokens::new(secret, listen.token_seconds, listen.session_days * 86_400);
    let answers = Answers::new(listen.answers_mib.saturating_mul(1 << 20));
    let (accounts, attempts, exports) = Default::default();
    let (origins, proxies) = (listen.origins.clone(), listen.proxies.clone());
    let api = Api { db, files, house, tokens, accounts, attempts, answers, exports, origins, proxies };
    let workers = match listen.workers {
        0 => std::thread::available_parallelism().map_or(1, Into::into),
        given => given,
    };
    actix_web::rt::System::new().block_on(async move {
        let server = rapport_http::serve(api, listener, workers)?;
        let handle = server.handle();
        actix_web::rt::spawn(async move {
            stop_signal().await;
            tracing::info!("stopping: requests at work are finished first; a second signal stops at once");
            actix_web::rt::spawn(async {
                stop_signal().await;
                std::process::exit(130);
            });
            handle.stop(true).await;
        });
        tracing::info!(%base_url, "serving");
        ready(&base_url)?;
        server.await?;
        stopping.stop();
        Ok(())
    })
}

async fn stop_signal() {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut terminate) = signal(SignalKind::terminate()) {
            tokio::select! {
                _ = tokio::signal::ctrl_c() => {}
                _ = terminate.recv() => {}
            }
            return;
        }
    }
    let _ = tokio::signal::ctrl_c().await;
}
