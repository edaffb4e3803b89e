//! Databases for tests: a fresh file, or a copy of a template in a throw-away cluster.
use crate::{clock::Clock, cluster::Cluster};
use diesel::{Connection, PgConnection, SqliteConnection, connection::SimpleConnection};
use rapport_application::House;
use rapport_persistence::{Db, Heard, Options};
use std::{
    fs,
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
    /// Gone with it.
    _place: Place,
}
/// Where a test's database lies. A suite makes a thousand, more than many a disk holds, so none outlives its test.
enum Place {
    Folder { _folder: TempDir },
    Cluster { name: String },
    NotOurs,
}
impl Drop for Place {
    fn drop(&mut self) {
        if let (Self::Cluster { name }, Ok(cluster)) = (self, Cluster::shared()) {
            // A test that fails is unwinding here, and a second panic would end the whole process.
            let _ = attempt(cluster, &format!("DROP DATABASE {name} WITH (FORCE)"));
        }
    }
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
                let file = folder.path().join("rapport.db");
                fs::write(&file, sqlite_template(demo)).expect("a file in the temporary folder");
                let url = format!("sqlite:{}", file.display());
                let db = Db::open(&url, &options(&heard)).expect("a copied database opens");
                Self { db, url, heard, _place: Place::Folder { _folder: folder } }
            }
            Backend::Postgres => {
                let (url, place) = copy_of_template(demo);
                let db = Db::open(&url, &options(&heard)).expect("a copied database opens");
                Self { db, url, heard, _place: place }
            }
        }
    }
    /// One that is there already.
    pub fn at(url: &str) -> Self {
        let heard = Heard::default();
        let db = Db::open(url, &options(&heard)).expect("a database opens");
        Self { db, url: url.to_owned(), heard, _place: Place::NotOurs }
    }
}

/// A place for a database where nothing is yet: no file, or no table.
pub struct Site {
    /// Its URL.
    pub url: String,
    /// Where a file would lie; on PostgreSQL it is of no use.
    pub folder: TempDir,
    _place: Place,
}
impl Site {
    /// A fresh one.
    pub fn new(backend: Backend) -> Self {
        let folder = TempDir::with_prefix("rapport-test-").expect("a temporary folder");
        let (url, place) = match backend {
            Backend::Sqlite => (format!("sqlite:{}", folder.path().join("rapport.db").display()), Place::NotOurs),
            Backend::Postgres => copy_of("template0"),
        };
        Self { url, folder, _place: place }
    }
}
/// Makes what each test gets a copy of: migrations and the demo dataset run once a process.
fn fill(url: &str, demo: bool) {
    let db = Db::open(url, &options(&Heard::default())).expect("a database opens");
    if demo {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        let (time, ids) = (Clock::default(), Clock::default());
        let own = rapport_server::demo::id_of("csc").into();
        let house = House::new(Some(own)).with(move || time.now(), move || ids.id());
        runtime.block_on(rapport_server::demo::fill(&db, &house, PASSWORD)).expect("the demo dataset loads");
    }
}

/// The bytes of a database file.
fn sqlite_template(demo: bool) -> &'static [u8] {
    static TEMPLATES: [OnceLock<Vec<u8>>; 2] = [OnceLock::new(), OnceLock::new()];
    TEMPLATES[usize::from(demo)].get_or_init(|| {
        let site = Site::new(Backend::Sqlite);
        fill(&site.url, demo);
        let mut c = SqliteConnection::establish(site.url.trim_start_matches("sqlite:")).expect("a database opens");
        let whole = site.folder.path().join("whole.db");
        // Those who filled it may still be closing.
        c.batch_execute("PRAGMA busy_timeout = 20000").expect("a patient connection");
        c.batch_execute(&format!("VACUUM INTO '{}'", whole.display())).expect("one file with all of it");
        fs::read(whole).expect("the file")
    })
}
/// A database of its own in the cluster.
fn copy_of_template(demo: bool) -> (String, Place) {
    static TEMPLATES: [OnceLock<()>; 2] = [OnceLock::new(), OnceLock::new()];
    let cluster = Cluster::shared().expect("is_here was asked first");
    let template = of_process(if demo { "rapport_demo" } else { "rapport_plain" });
    TEMPLATES[usize::from(demo)].get_or_init(|| {
        run(cluster, &format!("CREATE DATABASE {template}"));
        fill(&cluster.url(&template), demo);
    });
    copy_of(&template)
}
fn copy_of(template: &str) -> (String, Place) {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let cluster = Cluster::shared().expect("is_here was asked first");
    let name = format!("{}_{}", of_process("test"), COUNT.fetch_add(1, Ordering::Relaxed));
    // Files copied are no log written: half the time, and no gigabyte of log.
    run(cluster, &format!("CREATE DATABASE {name} TEMPLATE {template} STRATEGY file_copy"));
    (cluster.url(&name), Place::Cluster { name })
}
/// A server of one's own may serve several test processes.
fn of_process(name: &str) -> String {
    format!("{name}_{}", std::process::id())
}
/// Runs an administrative statement.
fn run(cluster: &Cluster, statement: &str) {
    attempt(cluster, statement).expect("an administrative statement");
}
/// The same, where it may fail; a template is busy for a moment after its last connection closed.
fn attempt(cluster: &Cluster, statement: &str) -> Result<(), String> {
    static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());
    let _turn = ONE_AT_A_TIME.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
    let mut c = PgConnection::establish(&cluster.url("postgres")).map_err(|why| why.to_string())?;
    for _ in 0..200 {
        match c.batch_execute(statement) {
            Err(why) if why.to_string().contains("being accessed by other users") => {
                thread::sleep(Duration::from_millis(20));
            }
            done => return done.map_err(|why| why.to_string()),
        }
    }
    Err(format!("the template stayed busy: {statement}"))
}
