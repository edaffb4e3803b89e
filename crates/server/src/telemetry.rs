//! What the program tells of itself while it runs: its log, and the traces of requests where somebody collects them.
use crate::{
    Stop,
    command::{Listen, LogFormat},
};
use opentelemetry::{global, trace::TracerProvider};
use opentelemetry_http::{Bytes, HttpClient, HttpError, Request, Response};
use opentelemetry_otlp::{Protocol, SpanExporter, WithExportConfig, WithHttpConfig};
use opentelemetry_sdk::{Resource, propagation::TraceContextPropagator, trace::SdkTracerProvider};
use std::time::Duration;
use tracing_subscriber::{EnvFilter, Layer, filter::filter_fn, layer::SubscriberExt, util::SubscriberInitExt};

/// How long the collector is waited for. Requests never wait for it.
const PATIENCE: Duration = Duration::from_secs(10);

/// The traces that are collected. What is not sent yet is sent when this is dropped.
#[derive(Debug)]
pub struct Traces(Option<SdkTracerProvider>);
impl Drop for Traces {
    fn drop(&mut self) {
        if let Some(Err(why)) = self.0.take().map(|provider| provider.shutdown()) {
            tracing::warn!(%why, "the last traces were not sent");
        }
    }
}

/// Starts the log, on standard error, and the traces where they are collected.
pub fn start(listen: &Listen) -> Result<Traces, Stop> {
    let filter = EnvFilter::try_new(&listen.log).unwrap_or_else(|_| EnvFilter::new("info"));
    // A log that nobody reads any more must not fail the requests that it tells of.
    let log = tracing_subscriber::fmt::layer().with_writer(std::io::stderr).log_internal_errors(false);
    let log = match listen.log_format {
        LogFormat::Text => log.with_filter(filter).boxed(),
        LogFormat::Json => log.json().with_filter(filter).boxed(),
    };
    let traces = listen.otlp_endpoint.as_deref().map(collected).transpose()?;
    let ours = filter_fn(|of| of.is_span() && of.target().starts_with("rapport"));
    let spans = traces.as_ref().map(|provider| {
        tracing_opentelemetry::layer()
            .with_tracer(provider.tracer("rapport"))
            .with_location(false)
            .with_threads(false)
            .with_target(false)
            .with_tracked_inactivity(false)
            .with_filter(ours)
    });
    tracing_subscriber::registry().with(log).with(spans).init();
    Ok(Traces(traces))
}

/// Traces for a collector at an address, by OTLP over HTTP.
fn collected(endpoint: &str) -> Result<SdkTracerProvider, Stop> {
    let agent = ureq::Agent::config_builder().timeout_global(Some(PATIENCE)).http_status_as_error(false).build().into();
    let exporter = SpanExporter::builder()
        .with_http()
        .with_http_client(Client(agent))
        .with_protocol(Protocol::HttpBinary)
        .with_endpoint(format!("{}/v1/traces", endpoint.trim_end_matches('/')))
        .build()
        .map_err(|why| Stop(format!("traces to {endpoint}: {why}")))?;
    global::set_text_map_propagator(TraceContextPropagator::new());
    let resource = Resource::builder().with_service_name("rapport").build();
    Ok(SdkTracerProvider::builder().with_resource(resource).with_batch_exporter(exporter).build())
}

/// Sends traces. It is called by a thread of its own, which may wait.
#[derive(Debug)]
struct Client(ureq::Agent);
#[async_trait::async_trait]
impl HttpClient for Client {
    async fn send_bytes(&self, request: Request<Bytes>) -> Result<Response<Bytes>, HttpError> {
        let (head, body) = request.into_parts();
        let (head, mut body) = self.0.run(Request::from_parts(head, &body[..]))?.into_parts();
        Ok(Response::from_parts(head, body.read_to_vec()?.into()))
    }
}
