//! What was acknowledged is there after `kill -9`, however often.
use crate::{
    numbers, rapport,
    served::{House, a_visit, new_id, visits},
};
use rapport_testkit::{Backend, Caller};
use std::{collections::BTreeSet, sync::Mutex, thread, time::Duration};

/// On each database: fifty in all.
const KILLS: u64 = 25;

/// Writes until the server is gone; each id that was acknowledged is noted before the next is sent.
pub fn write(who: &Caller, acknowledged: &Mutex<BTreeSet<String>>) {
    loop {
        let id = new_id();
        let body = a_visit(&id).to_string().into_bytes();
        match who.try_to_send("POST", "/v1/interventions", Some(body)) {
            Ok(answer) => drop(answer.expect(201)),
            Err(_) => return,
        }
        acknowledged.lock().expect("whole").insert(id);
    }
}

fn nothing_acknowledged_is_lost(backend: Backend) {
    let house = House::new(backend);
    let acknowledged = Mutex::new(BTreeSet::new());
    let noted = || acknowledged.lock().expect("whole").clone();
    let mut token = None;
    for round in 0..KILLS {
        let served = house.serve();
        let token = token.get_or_insert_with(|| served.login());
        let who = served.caller(token);
        assert!(noted().is_subset(&visits(&who)), "after {round} kills");
        let before = noted().len();
        thread::scope(|threads| {
            let writers: Vec<_> = (0..3).map(|_| threads.spawn(|| write(&who, &acknowledged))).collect();
            // At another moment each time, but never before something was acknowledged.
            while noted().len() < before + 3 {
                thread::sleep(Duration::from_millis(1));
            }
            thread::sleep(Duration::from_millis(round * 7 % 30));
            served.kill();
            for writer in writers {
                writer.join().expect("it ends with the server");
            }
        });
    }
    let served = house.serve();
    let there = visits(&served.caller(&token.expect("somebody logged in")));
    assert!(noted().is_subset(&there));
    // Work and journal stand or fall together, and what was sealed still is.
    let written = "SELECT count(DISTINCT record_key) AS n FROM journal WHERE kind = 'intervention'";
    assert_eq!(numbers(&house.url, written), [i64::try_from(there.len()).expect("few")]);
    let (told, code) = rapport(&["verify", "--database-url", &house.url]);
    assert_eq!(code, Some(0), "{told}");
}

#[test]
fn sqlite() {
    nothing_acknowledged_is_lost(Backend::Sqlite);
}
#[test]
fn postgres() {
    if Backend::Postgres.is_here(module_path!()) {
        nothing_acknowledged_is_lost(Backend::Postgres);
    }
}
