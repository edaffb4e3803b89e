//! The program as whoever runs it meets it: its commands, its files, its complaints.
use std::{
    io::{BufRead, BufReader, Read, Write},
    net::TcpListener,
    process::{Child, Command, Output, Stdio},
};
use tempfile::TempDir;

fn rapport(folder: &TempDir) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_rapport"));
    // A demo that is killed leaves its folder; it lies in the test's own.
    command
        .current_dir(folder.path())
        .env("TMPDIR", folder.path())
        .env_remove("DATABASE_URL")
        .env_remove("RAPPORT_DEMO_PASSWORD");
    command
}
fn folder() -> TempDir {
    TempDir::with_prefix("rapport-command-").expect("a folder")
}
/// The one line that the program leaves behind when it cannot go on.
fn complaint(output: &Output) -> String {
    let text = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(2), "{text}");
    assert_eq!(text.lines().count(), 1, "one line: {text}");
    text
}
/// A running server that is ended with the test.
struct Running(Child);
impl Running {
    fn start(command: &mut Command) -> Self {
        Self(command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("it starts"))
    }
}
impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[test]
fn what_it_cannot_open_is_said_in_one_line() {
    let folder = folder();
    let closed = TcpListener::bind("127.0.0.1:0").and_then(|l| l.local_addr()).expect("a port").port();
    for (url, telling) in [
        ("mysql://ana:secret@host/db", "is no database URL"),
        ("sqlite:/no/such/folder/rapport.db", "/no/such/folder/rapport.db"),
        (&format!("postgres://nobody@127.0.0.1:{closed}/none"), "Connection refused"),
    ] {
        let output = rapport(&folder).args(["migrate", "--database-url", url]).output().expect("it runs");
        let text = complaint(&output);
        assert!(text.contains(telling) && !text.contains("secret"), "{text}");
    }
}

#[test]
fn a_schema_from_the_future_is_left_alone() {
    let folder = folder();
    let migrate = || rapport(&folder).args(["migrate"]).output().expect("it runs");
    assert!(migrate().status.success());
    let file = folder.path().join("rapport.db");
    use diesel::{Connection, RunQueryDsl};
    let mut c = diesel::SqliteConnection::establish(&file.display().to_string()).expect("it opens");
    diesel::sql_query("INSERT INTO __diesel_schema_migrations (version) VALUES ('9999')")
        .execute(&mut c)
        .expect("a row");
    let text = complaint(&migrate());
    assert!(text.contains("9999") && text.contains("newer"), "{text}");
}

#[test]
fn serving_works_with_no_configuration() {
    let folder = folder();
    let mut add = rapport(&folder)
        .args(["user", "add", "--email", "Ana@Example.org", "--name", "Ana", "--role", "admin"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("it runs");
    add.stdin.take().expect("its input").write_all(b"a long enough password\n").expect("a password");
    assert!(add.wait().expect("it ends").success());

    let mut server = Running::start(rapport(&folder).args(["serve", "--port", "0"]));
    let log = BufReader::new(server.0.stderr.take().expect("its log"));
    let line =
        log.lines().map_while(Result::ok).find(|line| line.contains("base_url")).expect("it says where it serves");
    let at = line.split("http://").nth(1).expect("a URL");
    let port: String = at.split(':').nth(1).expect("a port").chars().take_while(char::is_ascii_digit).collect();
    let mut stream = std::net::TcpStream::connect(format!("127.0.0.1:{port}")).expect("it listens");
    let body = r#"{"email":"ana@example.org","password":"a long enough password"}"#;
    let head = "POST /v1/auth/login HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nConnection: close\r\n";
    write!(stream, "{head}Content-Length: {}\r\n\r\n{body}", body.len()).expect("a request");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).expect("an answer");
    assert!(answer.starts_with("HTTP/1.1 200") && answer.contains("access_token"), "{answer}");

    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let key = std::fs::metadata(folder.path().join("rapport.key")).expect("the signing key");
        assert_eq!(key.permissions().mode() & 0o777, 0o600);
    }
    assert!(folder.path().join("rapport.db").exists());
}

#[test]
fn the_demo_says_how_to_log_in() {
    let folder = folder();
    let mut demo = Running::start(rapport(&folder).args(["demo", "--json", "--port", "0", "--log", "error"]));
    let mut line = String::new();
    BufReader::new(demo.0.stdout.take().expect("its output")).read_line(&mut line).expect("a line");
    let told: serde_json::Value = serde_json::from_str(&line).expect("JSON");
    assert!(told["base_url"].as_str().is_some_and(|url| url.starts_with("http://127.0.0.1:")));
    let accounts = told["accounts"].as_array().expect("accounts");
    let roles: Vec<_> = accounts.iter().map(|account| account["role"].as_str().expect("a role")).collect();
    assert_eq!(roles, ["admin", "coordinator", "coordinator", "dashboard", "funder", "auditor"]);
    assert_eq!(accounts[1]["reach"], serde_json::json!(["latin_america"]));
    assert!(accounts.iter().all(|account| account["password"].as_str().is_some_and(|p| p.len() >= 12)));
}

#[test]
fn help_names_every_command() {
    let output = rapport(&folder()).arg("--help").output().expect("it runs");
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    for command in ["serve", "demo", "migrate", "verify", "check", "backup", "restore", "user", "openapi"] {
        assert!(text.contains(command), "{text}");
    }
}
