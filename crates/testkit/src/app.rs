//! The server under test.
use crate::{
    Backend, Caller,
    clock::Clock,
    database::{PASSWORD, TestDb},
};
use rapport_application::{
    Actor, Can, Create, House, Result, Work, create, hash_password, jobs::Jobs, providers::Providers, tokens::Tokens,
};
use rapport_domain::{Id, policy::Role, scope::Scope, session::Session, user::NewUser, user::User};
use rapport_http::{Api, Limits};
use rapport_persistence::{
    Conn,
    files::Files,
    seals::{self, verify},
    sessions,
};
use rapport_server::demo;
use serde_json::{Value, json};
use std::{
    net::TcpListener,
    sync::{
        OnceLock,
        atomic::{AtomicU32, Ordering},
    },
    thread::JoinHandle,
};
use tempfile::TempDir;
use tokio::sync::oneshot;

/// A server on a loopback port with a database of its own. It stops when the test ends.
pub struct TestApp {
    /// `http://127.0.0.1:PORT`
    pub base_url: String,
    /// Moves when the test says so.
    pub clock: Clock,
    /// The database's URL.
    pub database_url: String,
    /// The folder with the contents of documents.
    pub documents: TempDir,
    /// What its handlers share.
    pub api: Api,
    db: TestDb,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}
/// Somebody who does jobs.
pub struct Worker(Jobs, Option<JoinHandle<()>>);
impl Drop for Worker {
    fn drop(&mut self) {
        self.0.stop();
        let _ = self.1.take().map(JoinHandle::join);
    }
}
/// What a server is given; nothing but reference data unless said.
#[derive(Default)]
struct Given {
    demo: bool,
    origins: Vec<String>,
    a_minute: u32,
    providers: Providers,
}
impl TestApp {
    /// With reference data alone.
    pub fn start(backend: Backend) -> Self {
        Self::with(backend, Given::default())
    }
    /// With pages of `ORIGIN` that may call.
    pub fn with_origin(backend: Backend) -> Self {
        Self::with(backend, Given { origins: vec![Self::ORIGIN.to_owned()], ..Given::default() })
    }
    /// With the demo dataset.
    pub fn demo(backend: Backend) -> Self {
        Self::with(backend, Given { demo: true, ..Given::default() })
    }
    /// With 20 requests a minute for a caller.
    pub fn limited(backend: Backend) -> Self {
        Self::with(backend, Given { a_minute: 20, ..Given::default() })
    }
    /// With identity providers outside.
    pub fn with_providers(backend: Backend, providers: Providers) -> Self {
        Self::with(backend, Given { providers, ..Given::default() })
    }
    /// The statements that a piece of work sends to the database.
    pub fn statements(&self, work: impl FnOnce()) -> Vec<String> {
        let put = |heard| std::mem::replace(&mut *self.db.heard.lock().expect("whole"), heard);
        put(Some(vec![]));
        work();
        put(None).unwrap_or_default()
    }
    /// The origin whose pages may call.
    pub const ORIGIN: &'static str = "https://board.example.org";
    /// The key that signs tokens.
    pub const SECRET: &'static [u8] = b"a secret for tests, of no worth elsewhere";
    /// The password of the demo's accounts.
    pub const PASSWORD: &'static str = PASSWORD;

    /// On a database that is there already; it is left behind.
    pub fn on(database_url: &str) -> Self {
        Self::over(TestDb::at(database_url), Given::default())
    }

    fn with(backend: Backend, given: Given) -> Self {
        Self::over(TestDb::new(backend, given.demo), given)
    }
    fn over(db: TestDb, given: Given) -> Self {
        let Given { origins, a_minute, providers, .. } = given;
        let clock = Clock::default();
        let (own, publisher) = (demo::id_of("csc"), demo::id_of(demo::PUBLISHER));
        let (time, ids) = (clock.clone(), clock.clone());
        let house = House::new(Some(own.into())).published_by(Some(publisher.into()));
        let house = house.with(move || time.now(), move || ids.id());
        let tokens = Tokens::new(&[Self::SECRET], 3600, 86_400);
        let documents = TempDir::with_prefix("rapport-test-documents-").expect("a temporary folder");
        let files = Files::at(documents.path());
        let limits = Limits::new(a_minute);
        let api = Api { limits, origins, providers, ..Api::new(db.db.clone(), files, house, tokens) };
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let base_url = format!("http://{}", listener.local_addr().expect("an address"));
        let (stop, stopped) = oneshot::channel();
        let served = api.clone();
        let thread = std::thread::spawn(move || {
            actix_web::rt::System::new().block_on(async move {
                let server = rapport_http::serve(served, listener, 2, None).expect("the server starts");
                let handle = server.handle();
                actix_web::rt::spawn(async move {
                    let _ = stopped.await;
                    handle.stop(false).await;
                });
                server.await.expect("the server ends in peace");
            });
        });
        let database_url = db.url.clone();
        Self { base_url, clock, database_url, documents, api, db, stop: Some(stop), thread: Some(thread) }
    }

    /// Does the jobs that wait, and those to come, until it is dropped. Unless a test wants so nobody does them.
    pub fn worker(&self) -> Worker {
        let (api, jobs) = (self.api.clone(), self.api.jobs.clone());
        let work = move || actix_web::rt::System::new().block_on(rapport_http::jobs::work(api));
        Worker(jobs, Some(std::thread::spawn(work)))
    }
    /// Somebody without a token.
    pub fn stranger(&self) -> Caller {
        Caller::new(&self.base_url, None)
    }
    /// Somebody with a token of the test's own making.
    pub fn bearer(&self, token: &str) -> Caller {
        Caller::new(&self.base_url, Some(token.to_owned()))
    }
    /// An administrator.
    pub fn admin(&self) -> Caller {
        self.caller(Role::Admin, &["all"], None)
    }
    /// A coordinator with a reach: `all`, or codes of countries and regions joined by commas.
    pub fn coordinator(&self, reach: &str) -> Caller {
        self.caller(Role::Coordinator, &reach.split(',').collect::<Vec<_>>(), None)
    }
    /// A dashboard with a reach.
    pub fn dashboard(&self, reach: &str) -> Caller {
        self.caller(Role::Dashboard, &reach.split(',').collect::<Vec<_>>(), None)
    }
    /// A funder of an organization.
    pub fn funder(&self, organization: &str) -> Caller {
        self.caller(Role::Funder, &["all"], Some(organization))
    }
    /// An auditor.
    pub fn auditor(&self) -> Caller {
        self.caller(Role::Auditor, &["all"], None)
    }
    /// A user of any kind, logged in.
    pub fn caller(&self, role: Role, reach: &[&str], organization: Option<&str>) -> Caller {
        let user = self.user(role, reach, organization);
        let session = self.session(user);
        let token = self.api.tokens.issue(&self.api.house, &session).expect("a token");
        Caller::new(&self.base_url, Some(token))
    }
    /// A session of a user, as a login leaves it.
    pub fn session(&self, user_id: Id<User>) -> Session {
        let now = self.api.house.now();
        let (id, expires_at) = (self.api.house.id().into(), (now.0 + chrono::Duration::days(1)).into());
        let session = Session { id, user_id, generation: 0, renewed_at: now, expires_at };
        self.write(move |c| Ok(sessions::begin(c, session)?));
        session
    }
    /// Reads what no answer tells.
    pub fn read<T: Send + 'static>(&self, read: impl FnOnce(&mut Conn) -> Result<T> + Send + 'static) -> T {
        self.wait(self.api.db.read(read)).expect("it is read")
    }
    /// Writes what no request does.
    pub fn write<T: Send + 'static>(&self, work: impl FnMut(&mut Conn) -> Result<T> + Send + 'static) -> T {
        self.wait(self.api.db.write(work)).expect("it is written")
    }
    /// What is not as it was sealed in the journal, all of which is sealed now.
    pub fn flaws(&self) -> Vec<String> {
        let now = self.api.house.now();
        self.write(move |c| {
            let upto = seals::settled(c)?;
            while seals::seal(c, upto, now)?.is_some() {}
            Ok(verify::verify(c, None)?.flaws.iter().map(ToString::to_string).collect())
        })
    }
    /// Waits for what the program does beside requests.
    pub fn wait<T>(&self, work: impl Future<Output = T>) -> T {
        tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime").block_on(work)
    }
    /// A user with an address of its own and the password `TestApp::PASSWORD`.
    pub fn user(&self, role: Role, reach: &[&str], organization: Option<&str>) -> Id<User> {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        static HASH: OnceLock<String> = OnceLock::new();
        let hash = HASH.get_or_init(|| hash_password(PASSWORD).expect("a hash"));
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let body: Value = json!({
            "email": format!("{role}-{number}@test.example"), "name": format!("Test {role}"), "role": role,
            "reach": reach, "organization_id": organization, "password": PASSWORD,
        });
        let mut new: NewUser = serde_json::from_value(body).expect("a user's body");
        new.password_hash = Some(hash.clone());
        let house = self.api.house.clone();
        let write = move |c: &mut Conn| {
            let actor = Actor { id: house.id().into(), role: Role::Admin };
            let mut work = Work::new(c, &house, actor);
            work.actor = None;
            create(&mut work, &Can::<Create, User>::grant(actor, Scope::everything())?, new.clone())
        };
        self.write(write).row.id
    }
}
impl Drop for TestApp {
    fn drop(&mut self) {
        if let Some(stop) = self.stop.take() {
            let _ = stop.send(());
        }
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}
