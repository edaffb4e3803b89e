//! Requests that are answered before anybody has read their bodies: the connection stays good for the next one.
use crate::making::NOBODY;
use rapport_testkit::{TestApp, on_both};
use std::{
    io::{Read, Write},
    net::TcpStream,
    time::Duration,
};

/// The statuses of requests with a body that follow each other on one connection.
fn one_after_another(app: &TestApp, requests: &[(&str, &str)], length: usize) -> Vec<String> {
    let mut stream = TcpStream::connect(app.base_url.trim_start_matches("http://")).expect("it listens");
    stream.set_read_timeout(Some(Duration::from_secs(20))).expect("a limit");
    let body = "x".repeat(length);
    let mut statuses = vec![];
    for (line, token) in requests {
        let authorization = if token.is_empty() { String::new() } else { format!("Authorization: Bearer {token}\r\n") };
        let head = format!(
            "{line} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n{authorization}Content-Length: {length}\r\n\r\n"
        );
        // The body comes later than its head, as it does on a slow line.
        stream.write_all(head.as_bytes()).expect("the head is taken");
        std::thread::sleep(Duration::from_millis(20));
        stream.write_all(body.as_bytes()).expect("the body is taken");
        let mut answer = [0; 16_384];
        let read = stream.read(&mut answer).expect("an answer");
        let answer = String::from_utf8_lossy(&answer[..read]).into_owned();
        statuses.push(answer.lines().next().unwrap_or_default().replace("HTTP/1.1 ", ""));
    }
    statuses
}

fn refusals_leave_the_connection_good(app: &TestApp) {
    let dashboard = app.dashboard("all");
    let (visits, visit) = ("POST /v1/interventions", format!("PATCH /v1/interventions/{NOBODY}"));
    let requests = [
        (visits, ""),
        (visits, "nonsense"),
        (visits, dashboard.token()),
        (&visit, dashboard.token()),
        ("POST /nowhere", ""),
        ("PUT /v1/interventions", dashboard.token()),
        ("GET /v1/interventions", dashboard.token()),
    ];
    let told = one_after_another(app, &requests, 100_000);
    let codes: Vec<_> = told.iter().map(|status| status.split(' ').next().unwrap_or_default()).collect();
    assert_eq!(codes, ["401", "401", "403", "403", "404", "405", "200"]);
}

on_both!(refusals_leave_the_connection_good);
