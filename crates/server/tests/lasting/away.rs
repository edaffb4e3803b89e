//! The database away, busy, or failed over: refusals that say when to come again, and no restart.
use crate::{
    numbers, rapport,
    served::{House, Served, a_visit, new_id, visits},
    tamper,
};
use diesel::{Connection, PgConnection, SqliteConnection, connection::SimpleConnection};
use rapport_testkit::{Answer, Backend, Caller, Node, Site};
use std::{collections::BTreeSet, sync::Mutex, thread, time::Duration};

fn on(url: String) -> House {
    House::at(Site::new(Backend::Sqlite), url)
}
fn come_again(answer: Answer) {
    let answer = answer.problem(503, "unavailable");
    assert!(answer.headers["retry-after"].parse::<u32>().is_ok_and(|seconds| seconds > 0));
}
fn visit(who: &Caller) -> Answer {
    who.post("/v1/interventions", a_visit(&new_id()))
}

#[test]
fn a_server_that_was_away_is_found_again() {
    if !Backend::Postgres.is_here(module_path!()) {
        return;
    }
    let node = Node::start();
    let house = on(format!("postgres://postgres@127.0.0.1:{}/postgres", node.port));
    let served = house.serve();
    let token = served.login();
    let who = served.caller(&token);
    let acknowledged: BTreeSet<_> = (0..20).map(|_| visit(&who).expect(201).id().to_owned()).collect();
    node.crash();
    thread::scope(|threads| {
        threads.spawn(|| come_again(visit(&who)));
        threads.spawn(|| come_again(who.get("/v1/interventions")));
        threads.spawn(|| assert_eq!(who.get("/health/ready").expect(503)["status"], "unavailable"));
        threads.spawn(|| drop(who.get("/health/live").expect(200)));
    });
    node.begin();
    assert_eq!(who.get("/health/ready").expect(200)["status"], "ok");
    visit(&who).expect(201);
    assert!(acknowledged.is_subset(&visits(&who)), "what was acknowledged outlives a crash of the server");
}

#[test]
fn writes_go_on_at_the_server_that_takes_over() {
    if !Backend::Postgres.is_here(module_path!()) {
        return;
    }
    let first = Node::start();
    let hosts = |ports: [u16; 2]| ports.map(|port| format!("127.0.0.1:{port}")).join(",");
    let second = first.followed();
    let house = on(format!(
        "postgres://postgres@{}/postgres?target_session_attrs=read-write",
        hosts([first.port, second.port])
    ));
    let served = house.serve();
    let token = served.login();
    let who = served.caller(&token);
    let acknowledged = Mutex::new(BTreeSet::new());
    let noted = || acknowledged.lock().expect("whole").clone();
    let over = Mutex::new(false);
    thread::scope(|threads| {
        threads.spawn(|| {
            while !*over.lock().expect("whole") {
                let answer = visit(&who);
                match answer.status {
                    201 => drop(acknowledged.lock().expect("whole").insert(answer.id().to_owned())),
                    _ => come_again(answer),
                }
            }
        });
        let wait_for = |more: usize| {
            let before = noted().len();
            while noted().len() < before + more {
                thread::sleep(Duration::from_millis(5));
            }
        };
        wait_for(20);
        first.crash();
        second.promote();
        wait_for(5);
        *over.lock().expect("whole") = true;
    });
    assert!(noted().is_subset(&visits(&who)));
    assert_eq!(who.get("/health/ready").expect(200)["status"], "ok");
}

#[test]
fn a_server_that_only_reads_takes_no_writes() {
    if !Backend::Postgres.is_here(module_path!()) {
        return;
    }
    let house = House::new(Backend::Postgres);
    let served = house.serve();
    let token = served.login();
    let who = served.caller(&token);
    visit(&who).expect(201);
    // Whoever sets it ends the connections that have it otherwise; its own may write all the same.
    let set = |to: &str| {
        let name = house.url.rsplit('/').next().expect("a name");
        tamper(
            &house.url,
            &format!(
                "SET default_transaction_read_only = off; ALTER DATABASE {name} SET default_transaction_read_only = {to}; \
                 SELECT pg_terminate_backend(pid) FROM pg_stat_activity \
                 WHERE datname = current_database() AND pid <> pg_backend_pid()"
            ),
        );
    };
    set("on");
    come_again(visit(&who));
    who.get("/v1/interventions").expect(200);
    set("off");
    visit(&who).expect(201);
    assert_eq!(visits(&who).len(), 2);
}

fn a_database_that_is_busy_is_not_waited_for_without_end(house: &House, hold: &str) {
    let served: Served = house.serve();
    let token = served.login();
    let who = served.caller(&token);
    let mut other: Box<dyn FnMut(&str)> = match house.url.strip_prefix("sqlite:") {
        Some(path) => {
            let mut c = SqliteConnection::establish(path).expect("it opens");
            Box::new(move |sql| c.batch_execute(sql).expect("it is done"))
        }
        None => {
            let mut c = PgConnection::establish(&house.url).expect("it opens");
            Box::new(move |sql| c.batch_execute(sql).expect("it is done"))
        }
    };
    other(hold);
    come_again(visit(&who));
    who.get("/v1/countries/UY").expect(200);
    other("ROLLBACK");
    visit(&who).expect(201);
    assert_eq!(numbers(&house.url, "SELECT count(*) AS n FROM interventions"), [1]);
    let (told, code) = rapport(&["check", "--database-url", &house.url]);
    assert_eq!(code, Some(0), "{told}");
}
#[test]
fn a_busy_file() {
    a_database_that_is_busy_is_not_waited_for_without_end(&House::new(Backend::Sqlite), "BEGIN IMMEDIATE");
}
#[test]
fn a_busy_server() {
    if Backend::Postgres.is_here(module_path!()) {
        let hold = "BEGIN; LOCK TABLE journal IN EXCLUSIVE MODE";
        a_database_that_is_busy_is_not_waited_for_without_end(&House::new(Backend::Postgres), hold);
    }
}
