//! `GET /metrics`: how the program does, for Prometheus. Numbers alone, by route and never by what was asked.
use crate::{Api, caller::Caller, verbs::Reply, verbs::broken};
use actix_web::{HttpResponse, web::Data};
use prometheus_client::{
    collector::Collector,
    encoding::{DescriptorEncoder, EncodeLabelSet, EncodeMetric, text::encode},
    metrics::{
        counter::ConstCounter,
        counter::Counter,
        family::Family,
        gauge::{ConstGauge, Gauge},
        histogram::Histogram,
    },
    registry::Registry,
};
use rapport_application::Error;
use rapport_persistence::{Db, Fault, seals};
use std::{fmt, sync::Arc, time::Duration};

/// The media type of the answer.
const MEDIA_TYPE: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";
/// The upper ends of the stretches of time in which answers are counted, in seconds.
const STRETCHES: [f64; 12] = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 5.0];

fn in_stretches() -> Histogram {
    Histogram::new(STRETCHES)
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct OfRequest {
    method: String,
    route: String,
    status: u16,
}
#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct OfRoute {
    route: String,
}
#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct OfFault {
    fault: &'static str,
}

/// What is counted. Clones share it.
#[derive(Clone)]
pub struct Metrics(Arc<Counted>);
struct Counted {
    registry: Registry,
    requests: Family<OfRequest, Counter>,
    seconds: Family<OfRoute, Histogram>,
    faults: Family<OfFault, Counter>,
    failed_logins: Counter,
    unsealed: Gauge,
}
impl Metrics {
    /// Of a program with this database.
    pub fn new(db: &Db) -> Self {
        let mut registry = Registry::with_prefix("rapport");
        let requests = Family::default();
        registry.register("requests", "Requests answered, by route and status", requests.clone());
        let seconds = Family::new_with_constructor(in_stretches as fn() -> Histogram);
        registry.register("answer_seconds", "How long answers took to begin, by route", seconds.clone());
        let faults = Family::default();
        registry.register(
            "database_faults",
            "Requests that failed since the database did, by what it did",
            faults.clone(),
        );
        let failed_logins = Counter::default();
        registry.register("failed_logins", "Logins with a wrong address or password", failed_logins.clone());
        let unsealed = Gauge::default();
        registry.register("journal_unsealed", "Entries of the journal that no seal holds yet", unsealed.clone());
        registry.register_collector(Box::new(OfPool(db.clone())));
        Self(Arc::new(Counted { registry, requests, seconds, faults, failed_logins, unsealed }))
    }
    /// Counts an answer of a route.
    pub fn answered(&self, method: &str, route: Option<String>, status: u16, took: Duration) {
        let route = route.unwrap_or_else(|| "none".into());
        self.0.seconds.get_or_create(&OfRoute { route: route.clone() }).observe(took.as_secs_f64());
        self.0.requests.get_or_create(&OfRequest { method: method.to_owned(), route, status }).inc();
    }
    /// Counts what went wrong with a request.
    pub fn failed(&self, error: &Error) {
        let fault = match error {
            Error::BadCredentials => {
                self.0.failed_logins.inc();
                return;
            }
            Error::Fault(fault) => fault,
            _ => return,
        };
        let fault = match fault {
            Fault::Unavailable(_) => "unavailable",
            Fault::Clash(_) => "clash",
            Fault::Full(_) => "full",
            Fault::Constraint(_) => "constraint",
            Fault::Broken(_) => "broken",
        };
        self.0.faults.get_or_create(&OfFault { fault }).inc();
    }
}

/// How the pool of connections does.
struct OfPool(Db);
impl fmt::Debug for OfPool {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("OfPool")
    }
}
impl Collector for OfPool {
    fn encode(&self, mut encoder: DescriptorEncoder<'_>) -> Result<(), fmt::Error> {
        let pool = self.0.pool();
        let waited = pool.waited.as_secs_f64();
        for (name, about, metric) in [
            ("pool_waits", "Connections that were asked for", &ConstCounter::new(pool.waits) as &dyn Encoded),
            ("pool_wait_seconds", "How long was waited for them", &ConstCounter::new(waited)),
            ("pool_timeouts", "Connections that did not come in time", &ConstCounter::new(pool.timeouts)),
            ("pool_connections", "Connections that are open", &ConstGauge::new(i64::from(pool.connections))),
            ("pool_idle_connections", "Of these, how many nobody uses", &ConstGauge::new(i64::from(pool.idle))),
        ] {
            metric.put(&mut encoder, name, about)?;
        }
        Ok(())
    }
}
/// A metric of whatever type.
trait Encoded {
    fn put(&self, encoder: &mut DescriptorEncoder<'_>, name: &str, about: &str) -> Result<(), fmt::Error>;
}
impl<M: EncodeMetric> Encoded for M {
    fn put(&self, encoder: &mut DescriptorEncoder<'_>, name: &str, about: &str) -> Result<(), fmt::Error> {
        let encoder = encoder.encode_descriptor(name, about, None, self.metric_type())?;
        self.encode(encoder)
    }
}

/// For whoever watches the program: administrators and auditors, or a key of theirs.
pub async fn metrics(api: Data<Api>, caller: Caller) -> Reply {
    if !caller.scope.accounts {
        let detail = format!("the role {} may not watch the program", caller.actor.role);
        return Err(Error::Forbidden { pointer: None, detail }.into());
    }
    // While the database is away the other numbers matter most, and this one is the last that was known.
    if let Ok(unsealed) = api.db.read(|c| -> rapport_application::Result<_> { Ok(seals::unsealed(c)?) }).await {
        api.metrics.0.unsealed.set(unsealed);
    }
    let mut text = String::new();
    encode(&mut text, &api.metrics.0.registry).map_err(broken)?;
    Ok(HttpResponse::Ok().content_type(MEDIA_TYPE).insert_header(("cache-control", "no-store")).body(text))
}
