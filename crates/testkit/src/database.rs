//! Databases for tests: a fresh file, or a copy of a template in a throw-away cluster.
use crate::{clock::Clock, cluster::Cluster};
use diesel::{Connection, PgConnection, connection::SimpleConnection};
use rapport_application::House;
use rapport_persistence::{Db, Heard, Options};
use std::{
    sync::{
        Mutex, OnceLock,
        atomic::{AtomicU32, Ordering},
    },
    thread,
    time::Duration,
};
use tempfile::TempDir;

/// Which database a test runs on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Backend {
    /// A file.
    Sqlite,
    /// A server.
    Postgres,
}
impl Backend {
    /// Whether this machine has it; says by name which test is skipped where it has not.
    pub fn is_here(self, test: &str) -> bool {
        let Self::Postgres = self else { return true };
        match Cluster::shared() {
            Ok(_) => true,
            Err(why) => {
                let required = std::env::var("RAPPORT_REQUIRE_POSTGRES").is_ok_and(|v| v == "1");
                assert!(!required, "{test} needs PostgreSQL: {why}");
                eprintln!("skipped: {test}: {why}");
                false
            }
        }
    }
}

/// A database of one test's own.
pub struct TestDb {
    /// Open, its schema up to date.
    pub db: Db,
    /// Its URL.
    pub url: String,
    /// What its readers are sent, and on PostgreSQL its writers, while it is written down.
    pub heard: Heard,
    /// Removed with it.
    _folder: Option<TempDir>,
}
/// The password of the demo's accounts.
pub const PASSWORD: &str = "correct horse battery";

fn options(heard: &Heard) -> Options {
    Options { connections: 8, heard: Some(heard.clone()), ..Default::default() }
}

impl TestDb {
    /// With reference data alone, or with the demo dataset.
    pub fn new(backend: Backend, demo: bool) -> Self {
        let heard = Heard::default();
        match backend {
            Backend::Sqlite => {
                let folder = TempDir::with_prefix("rapport-test-").expect("a temporary folder");
                let url = format!("sqlite:{}", folder.path().join("rapport.db").display());
                let db = open(&url, demo, &heard);
                Self { db, url, heard, _folder: Some(folder) }
            }
            Backend::Postgres => {
                let url = copy_of_template(demo);
                let db = Db::open(&url, &options(&heard)).expect("a copied database opens");
                Self { db, url, heard, _folder: None }
            }
        }
    }
}
fn open(url: &str, demo: bool, heard: &Heard) -> Db {
    let db = Db::open(url, &options(heard)).expect("a database opens");
    if demo {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        let (time, ids) = (Clock::default(), Clock::default());
        let own = rapport_server::demo::id_of("csc").into();
        let house = House::new(Some(own)).with(move || time.now(), move || ids.id());
        runtime.block_on(rapport_server::demo::fill(&db, &house, PASSWORD)).expect("the demo dataset loads");
    }
    db
}

/// Migrations and the demo dataset run once a process; each test gets a copy.
fn copy_of_template(demo: bool) -> String {
    static TEMPLATES: [OnceLock<()>; 2] = [OnceLock::new(), OnceLock::new()];
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let cluster = Cluster::shared().expect("is_here was asked first");
    let template = if demo { "rapport_demo" } else { "rapport_plain" };
    // A server of one's own may serve several test processes.
    let of_process = |name: &str| format!("{name}_{}", std::process::id());
    TEMPLATES[usize::from(demo)].get_or_init(|| {
        run(cluster, &format!("CREATE DATABASE {}", of_process(template)));
        drop(open(&cluster.url(&of_process(template)), demo, &Heard::default()));
    });
    let name = format!("{}_{}", of_process("test"), COUNT.fetch_add(1, Ordering::Relaxed));
    run(cluster, &format!("CREATE DATABASE {name} TEMPLATE {}", of_process(template)));
    cluster.url(&name)
}
/// Runs an administrative statement; a template is busy for a moment after its last connection closed.
fn run(cluster: &Cluster, statement: &str) {
    static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());
    let _turn = ONE_AT_A_TIME.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
    let mut c = PgConnection::establish(&cluster.url("postgres")).expect("the cluster takes connections");
    for _ in 0..200 {
        match c.batch_execute(statement) {
            Err(why) if why.to_string().contains("being accessed by other users") => {
                thread::sleep(Duration::from_millis(20));
            }
            done => return done.expect("an administrative statement"),
        }
    }
    panic!("the template stayed busy: {statement}");
}
