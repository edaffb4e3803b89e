//! Starting and stopping.
use crate::{Stop, command::Listen};
use rapport_application::{House, seals, tokens::Tokens};
use rapport_http::{Answers, Api, Gate, Limits};
use rapport_persistence::{Db, files::Files};
use rustls::{
    ServerConfig,
    crypto::ring,
    pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject},
};
use std::{net::TcpListener, path::Path, time::Duration};

/// Serves until told to stop; `ready` hears the base URL once requests are answered.
pub fn serve(
    db: Db,
    files: Files,
    house: House,
    secrets: &[Vec<u8>],
    listen: &Listen,
    ready: impl FnOnce(&str) -> Result<(), Stop>,
) -> Result<(), Stop> {
    let listener = TcpListener::bind((listen.host, listen.port))
        .map_err(|why| Stop(format!("cannot listen on {}:{}: {why}", listen.host, listen.port)))?;
    let tls = tls(listen)?;
    let scheme = if tls.is_some() { "https" } else { "http" };
    let base_url = format!("{scheme}://{}", listener.local_addr()?);
    let (stopping, sealing) = (db.clone(), house.clone());
    let tokens = Tokens::new(secrets, listen.token_seconds, listen.session_days * 86_400);
    let answers = Answers::new(listen.answers_mib.saturating_mul(1 << 20));
    let api = Api {
        answers,
        providers: crate::providers::load(listen.identity_providers.as_deref())?,
        gate: Gate::new(listen.requests_at_once),
        limits: Limits::new(listen.requests_a_minute),
        origins: listen.origins.iter().map(|origin| origin.as_str().to_owned()).collect(),
        proxies: listen.proxies.clone(),
        ..Api::new(db, files, house, tokens)
    };
    let (gate, jobs, worker) = (api.gate.clone(), api.jobs.clone(), api.clone());
    let workers = match listen.workers {
        0 => std::thread::available_parallelism().map_or(1, Into::into),
        given => given,
    };
    actix_web::rt::System::new().block_on(async move {
        let server = rapport_http::serve(api, listener, workers, tls)?;
        let handle = server.handle();
        actix_web::rt::spawn(async move {
            stop_signal().await;
            tracing::info!("stopping: requests at work are finished first; a second signal stops at once");
            actix_web::rt::spawn(async {
                stop_signal().await;
                std::process::exit(130);
            });
            gate.shut(PATIENCE).await;
            handle.stop(true).await;
        });
        tracing::info!(%base_url, "serving");
        ready(&base_url)?;
        let sealer = actix_web::rt::spawn(keep_sealing(stopping.clone(), sealing.clone()));
        let worker = actix_web::rt::spawn(rapport_http::jobs::work(worker));
        server.await?;
        jobs.stop();
        let _ = worker.await;
        sealer.abort();
        seal(&stopping, &sealing).await;
        stopping.stop();
        Ok(())
    })
}

/// What TLS needs, where a certificate is given.
fn tls(listen: &Listen) -> Result<Option<ServerConfig>, Stop> {
    let (Some(certificate), Some(key)) = (&listen.tls_certificate, &listen.tls_key) else { return Ok(None) };
    let told = |file: &Path, why: &dyn std::fmt::Display| Stop(format!("TLS: {}: {why}", file.display()));
    let chain = CertificateDer::pem_file_iter(certificate).and_then(Iterator::collect::<Result<Vec<_>, _>>);
    let chain = chain.map_err(|why| told(certificate, &why))?;
    let secret = PrivateKeyDer::from_pem_file(key).map_err(|why| told(key, &why))?;
    let config = ServerConfig::builder_with_provider(ring::default_provider().into())
        .with_safe_default_protocol_versions()
        .and_then(|config| config.with_no_client_auth().with_single_cert(chain, secret))
        .map_err(|why| told(certificate, &why))?;
    Ok(Some(config))
}
/// How long requests at work are waited for; answers that are on their way have the same once more.
const PATIENCE: Duration = Duration::from_secs(30);
/// How often the journal is sealed: what was written since can still be changed unseen.
const SEALS_EVERY: Duration = Duration::from_secs(60);
async fn keep_sealing(db: Db, house: House) {
    loop {
        actix_web::rt::time::sleep(SEALS_EVERY).await;
        seal(&db, &house).await;
    }
}
async fn seal(db: &Db, house: &House) {
    if let Err(fault) = seals::seal(db, house).await {
        tracing::warn!(%fault, "the journal was not sealed this time");
    }
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
