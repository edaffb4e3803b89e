//! The program serving a database of a test's own, as a process that can be killed.
use rapport_testkit::{Backend, Caller, Site};
use serde_json::{Value, json};
use std::{
    collections::BTreeSet,
    io::{BufRead, BufReader, Read, Write},
    path::Path,
    process::{Child, Command, Stdio},
    sync::atomic::{AtomicU64, Ordering::Relaxed},
    thread,
};

/// A place for a database with one administrator, and how the program is started there.
pub struct House {
    pub site: Site,
    pub url: String,
}
pub const EMAIL: &str = "ana@example.org";
pub const PASSWORD: &str = "a long enough password";
impl House {
    pub fn new(backend: Backend) -> Self {
        let site = Site::new(backend);
        let url = site.url.clone();
        Self::at(site, url)
    }
    /// On a database elsewhere; the folder is the site's all the same.
    pub fn at(site: Site, url: String) -> Self {
        let house = Self { site, url };
        let (told, success) = house.add_user(EMAIL);
        assert!(success, "{told}");
        house
    }
    pub fn folder(&self) -> &Path {
        self.site.folder.path()
    }
    /// `rapport user add`: what it says, and whether it was content.
    pub fn add_user(&self, email: &str) -> (String, bool) {
        let mut add = self.command(Path::new(env!("CARGO_BIN_EXE_rapport")));
        add.args(["user", "add", "--email", email, "--name", "Ana", "--role", "admin"]).stdin(Stdio::piped());
        let mut add = add.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("it runs");
        add.stdin.take().expect("its input").write_all(PASSWORD.as_bytes()).expect("a password");
        let output = add.wait_with_output().expect("it ends");
        (String::from_utf8_lossy(&output.stderr).into_owned(), output.status.success())
    }
    /// The program, or another that runs it, with the database's URL.
    pub fn command(&self, program: &Path) -> Command {
        let mut command = Command::new(program);
        command.current_dir(self.folder()).env("DATABASE_URL", &self.url).env("RAPPORT_LOG", "info");
        command
    }
    /// Serves, by one worker: in a build for tests each takes half a second to begin.
    pub fn serve(&self) -> Served {
        let mut command = self.command(Path::new(env!("CARGO_BIN_EXE_rapport")));
        command.args(["serve", "--port", "0", "--workers", "1"]);
        Served::start(command).expect("it serves")
    }
}

/// A running server, killed with the test.
pub struct Served {
    pub process: Child,
    pub base_url: String,
}
impl Served {
    /// Gives what it says where it does not come to serve.
    pub fn start(mut command: Command) -> Result<Self, String> {
        let mut process =
            command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped()).spawn().expect("it starts");
        let mut log = BufReader::new(process.stderr.take().expect("its log"));
        let (mut told, mut line) = (String::new(), String::new());
        while log.read_line(&mut line).expect("a line") > 0 {
            if let Some((before, at)) = line.split_once("://127.0.0.1:") {
                let port: String = at.chars().take_while(char::is_ascii_digit).collect();
                // Somebody has to read the log on.
                thread::spawn(move || std::io::copy(&mut log, &mut std::io::sink()));
                let scheme = if before.ends_with('s') { "https" } else { "http" };
                return Ok(Self { process, base_url: format!("{scheme}://127.0.0.1:{port}") });
            }
            told += &line;
            line.clear();
        }
        let _ = log.read_to_string(&mut told);
        process.wait().expect("it ends");
        Err(told)
    }
    pub fn stranger(&self) -> Caller {
        Caller::new(&self.base_url, None)
    }
    /// The administrator's token, good for whatever process serves the database.
    pub fn login(&self) -> String {
        let body = json!({ "email": EMAIL, "password": PASSWORD });
        self.stranger().post("/v1/auth/login", body).expect(200)["access_token"].as_str().expect("a token").to_owned()
    }
    pub fn caller(&self, token: &str) -> Caller {
        Caller::new(&self.base_url, Some(token.to_owned()))
    }
    /// A signal by its name.
    #[cfg(unix)]
    pub fn signal(&self, name: &str) {
        let sent = Command::new("kill").args([&format!("-{name}"), &self.process.id().to_string()]).status();
        assert!(sent.expect("kill runs").success());
    }
    pub fn kill(mut self) {
        self.process.kill().expect("it is killed");
        self.process.wait().expect("it is gone");
    }
}
impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// A visit with an id of the test's choice.
pub fn a_visit(id: &str) -> Value {
    json!({ "id": id, "title": "A visit", "kinds": ["strategy_support"], "countries": ["UY"] })
}
/// The ids of all visits that are there.
pub fn visits(who: &Caller) -> BTreeSet<String> {
    let all = who.walk("/v1/interventions?limit=200");
    all.into_iter().map(|record| record["id"].as_str().expect("an id").to_owned()).collect()
}
/// An id that no other has.
pub fn new_id() -> String {
    static COUNT: AtomicU64 = AtomicU64::new(1_772_366_400_000);
    uuid::Builder::from_unix_timestamp_millis(COUNT.fetch_add(1, Relaxed), &[7; 10]).into_uuid().to_string()
}
