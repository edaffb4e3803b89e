//! Stopping: what is at work ends, nothing new begins, and a second signal ends all at once. Starting: one server a file.
#![cfg(unix)]
use crate::{
    rapport,
    served::{House, Served, a_visit, new_id, visits},
};
use rapport_testkit::{Backend, Caller};
use std::{
    io::{Read, Write},
    net::TcpStream,
    os::unix::process::ExitStatusExt,
    path::Path,
    thread,
    time::Duration,
};

/// A request whose body is on its way: it is at work until the rest comes.
struct Slow(TcpStream, String);
impl Slow {
    fn begin(who: &Caller, base_url: &str, body: &str) -> Self {
        let mut stream = TcpStream::connect(base_url.trim_start_matches("http://")).expect("it listens");
        let (first, rest) = body.split_at(10);
        write!(
            stream,
            "POST /v1/interventions HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: Bearer {}\r\nContent-Type: application/json\r\n\
             Content-Length: {}\r\n\r\n{first}",
            who.token(),
            body.len()
        )
        .expect("half a request");
        Self(stream, rest.to_owned())
    }
    fn end(mut self) -> String {
        self.0.write_all(self.1.as_bytes()).expect("the other half");
        let mut answer = String::new();
        let _ = self.0.read_to_string(&mut answer);
        answer
    }
}
/// Asks until the server says that it is about to stop: a signal is not there at once.
fn until_it_stops(who: &Caller) {
    loop {
        let answer = who.get("/v1/countries/UY");
        if answer.status != 200 {
            let answer = answer.problem(503, "stopping");
            assert!(answer.headers["retry-after"].parse::<u32>().is_ok_and(|seconds| seconds > 0));
            return;
        }
        thread::sleep(Duration::from_millis(5));
    }
}

fn requests_at_work_end_and_no_other_begins(backend: Backend) {
    let house = House::new(backend);
    let mut served = house.serve();
    let who = served.caller(&served.login());
    who.post("/v1/interventions", a_visit(&new_id())).expect(201);
    let id = new_id();
    let slow = Slow::begin(&who, &served.base_url, &a_visit(&id).to_string());
    // The half has to be there before the signal: whoever asks afterwards is answered afterwards.
    thread::sleep(Duration::from_millis(100));
    served.signal("TERM");
    until_it_stops(&who);
    who.post("/v1/interventions", a_visit(&new_id())).problem(503, "stopping");
    assert_eq!(who.get("/health/ready").status, 503);
    who.get("/health/live").expect(200);
    let answer = slow.end();
    assert!(answer.starts_with("HTTP/1.1 201"), "{answer}");
    assert!(served.process.wait().expect("it ends").success());
    // Nothing that was refused was done, and the journal is sealed to its end.
    let again = house.serve();
    assert_eq!(visits(&again.caller(who.token())).len(), 2);
    assert!(visits(&again.caller(who.token())).contains(&id));
    let (told, _) = rapport(&["verify", "--database-url", &house.url]);
    assert!(told.contains("0 not sealed yet"), "{told}");
}

#[test]
fn requests_at_work_end_on_sqlite() {
    requests_at_work_end_and_no_other_begins(Backend::Sqlite);
}
#[test]
fn requests_at_work_end_on_postgres() {
    if Backend::Postgres.is_here(module_path!()) {
        requests_at_work_end_and_no_other_begins(Backend::Postgres);
    }
}

#[test]
fn a_second_signal_stops_at_once() {
    let house = House::new(Backend::Sqlite);
    let mut served = house.serve();
    let who = served.caller(&served.login());
    let _slow = Slow::begin(&who, &served.base_url, &a_visit(&new_id()).to_string());
    thread::sleep(Duration::from_millis(100));
    served.signal("TERM");
    until_it_stops(&who);
    assert!(served.process.try_wait().expect("it can be asked").is_none(), "it waits for the request at work");
    let status = loop {
        served.signal("INT"); // it may not be listening for a second one yet
        thread::sleep(Duration::from_millis(20));
        if let Some(status) = served.process.try_wait().expect("it can be asked") {
            break status;
        }
    };
    assert_eq!((status.code(), status.signal()), (Some(130), None));
}

#[test]
fn one_server_serves_a_file() {
    let house = House::new(Backend::Sqlite);
    let served = house.serve();
    let token = served.login();
    served.caller(&token).post("/v1/interventions", a_visit(&new_id())).expect(201);
    let mut second = house.command(Path::new(env!("CARGO_BIN_EXE_rapport")));
    second.args(["serve", "--port", "0", "--workers", "1"]);
    let told = Served::start(second).err().expect("it does not serve");
    assert!(told.contains("another rapport is at work on this file") && told.lines().count() == 1, "{told}");
    let (told, code) = rapport(&["migrate", "--database-url", &house.url]);
    assert!(code == Some(2) && told.contains("another rapport"), "{told}");
    // What only reads does not mind, and an account may be added beside the server, which then knows it.
    let file = house.folder().join("a.backup").display().to_string();
    for command in [&["verify"][..], &["check"], &["backup", &file]] {
        let (told, code) = rapport(&[command, &["--database-url", &house.url]].concat());
        assert_eq!(code, Some(0), "{command:?}: {told}");
    }
    let (told, added) = house.add_user("luis@example.org");
    assert!(added, "{told}");
    let found = served.caller(&token).get("/v1/users?total=exact").expect(200);
    assert_eq!(found["total"], 2);
    served.kill();
    house.serve();
}

/// Who comes while as many requests are at work as may be is told to come again, and nothing is done for them.
#[test]
fn no_more_at_once_than_may_be() {
    let house = House::new(Backend::Sqlite);
    let mut command = house.command(Path::new(env!("CARGO_BIN_EXE_rapport")));
    command.args(["serve", "--port", "0", "--workers", "1", "--requests-at-once", "1"]);
    let served = Served::start(command).expect("it serves");
    let who = served.caller(&served.login());
    let id = new_id();
    let slow = Slow::begin(&who, &served.base_url, &a_visit(&id).to_string());
    let refused = loop {
        let answer = who.get("/v1/countries/UY");
        if answer.status != 200 {
            break answer.problem(503, "overloaded");
        }
        thread::sleep(Duration::from_millis(5));
    };
    assert_eq!(refused.headers["retry-after"], "1");
    // What is refused with its body unread leaves the connection good for the next request.
    let mut stream = TcpStream::connect(served.base_url.trim_start_matches("http://")).expect("it listens");
    stream.set_read_timeout(Some(Duration::from_secs(20))).expect("a limit");
    for _ in 0..3 {
        let body = a_visit(&new_id()).to_string();
        let head = format!("POST /v1/interventions HTTP/1.1\r\nHost: x\r\nContent-Length: {}\r\n\r\n", body.len());
        stream.write_all((head + &body).as_bytes()).expect("it is taken");
        let mut answer = [0; 4096];
        let read = stream.read(&mut answer).expect("an answer");
        let answer = String::from_utf8_lossy(&answer[..read]).into_owned();
        assert!(answer.starts_with("HTTP/1.1 503"), "{answer}");
    }
    served.stranger().get("/health/live").expect(200);
    assert!(slow.end().starts_with("HTTP/1.1 201"), "the one at work is done");
    assert_eq!(visits(&who), [id].into());
}
