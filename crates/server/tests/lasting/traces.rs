//! Traces of requests go to whoever collects them, as parts of the callers' own, and hold nothing of what was asked.
#![cfg(unix)]
use crate::served::{EMAIL, House, Served};
use rapport_testkit::Backend;
use std::{
    io::{BufRead, BufReader, Read, Write},
    net::TcpListener,
    path::Path,
    sync::mpsc,
    thread,
};

/// A collector that takes one delivery after another, as long as somebody hears of them.
fn collector() -> (String, mpsc::Receiver<(String, Vec<u8>)>) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let url = format!("http://{}", listener.local_addr().expect("an address"));
    let (say, hear) = mpsc::channel();
    thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = BufReader::new(stream.expect("a connection"));
            let (mut head, mut line) = (String::new(), String::new());
            while stream.read_line(&mut line).expect("a line") > 2 {
                head += &std::mem::take(&mut line);
            }
            let length =
                head.lines().find_map(|line| line.to_lowercase().strip_prefix("content-length: ")?.parse().ok());
            let mut body = vec![0; length.expect("a length")];
            stream.read_exact(&mut body).expect("a body");
            let _ = stream.get_mut().write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
            if say.send((head, body)).is_err() {
                return;
            }
        }
    });
    (url, hear)
}

#[test]
fn requests_are_parts_of_their_callers_traces() {
    let (collects_at, collected) = collector();
    let house = House::new(Backend::Sqlite);
    let mut command = house.command(Path::new(env!("CARGO_BIN_EXE_rapport")));
    command.args(["serve", "--port", "0", "--workers", "1", "--otlp-endpoint", &collects_at]);
    let mut served = Served::start(command).expect("it serves");
    let token = served.login();
    let trace = "0af7651916cd43dd8448eb211c80319c";
    let who = served.caller(&token).with("traceparent", format!("00-{trace}-b7ad6b7169203331-01"));
    who.get("/v1/countries/UY").expect(200);
    who.get("/v1/organizations?name=Secretive").expect(200);
    served.signal("TERM");
    served.process.wait().expect("it stops");

    let all: Vec<_> = collected.try_iter().collect();
    assert!(all.iter().all(|(head, _)| head.starts_with("POST /v1/traces ")), "{all:?}");
    let bytes: Vec<u8> = all.into_iter().flat_map(|(_, body)| body).collect();
    let holds = |part: &[u8]| bytes.windows(part.len()).any(|window| window == part);
    for told in ["rapport", "GET /v1/countries/{key}", "GET /v1/organizations", "POST /v1/auth/login", "database read"]
    {
        assert!(holds(told.as_bytes()), "{told} is not told: {}", String::from_utf8_lossy(&bytes));
    }
    let trace: Vec<u8> = trace
        .as_bytes()
        .chunks(2)
        .map(|two| u8::from_str_radix(&String::from_utf8_lossy(two), 16).expect("hex"))
        .collect();
    assert!(holds(&trace), "the caller's trace");
    for secret in [&token, EMAIL, "Secretive", "countries/UY"] {
        assert!(!holds(secret.as_bytes()), "{secret} is told");
    }
}
