//! The program at its edge: the keys that sign tokens rotate, and with a certificate it speaks TLS alone.
use crate::served::{House, Served};
use rapport_testkit::Backend;
use std::{io::Write, net::TcpStream, path::Path, time::Duration};
use ureq::{
    Agent,
    tls::{Certificate, RootCerts, TlsConfig},
};

fn rotate(house: &House) {
    let mut command = house.command(Path::new(env!("CARGO_BIN_EXE_rapport")));
    let done = command.arg("rotate-key").output().expect("it runs");
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
}

#[test]
fn a_token_is_good_for_one_rotation() {
    let house = House::new(Backend::Sqlite);
    let served = house.serve();
    let token = served.login();
    let me = |served: &Served, token: &str| served.caller(token).get("/v1/me");
    me(&served, &token).expect(200);
    served.kill();

    rotate(&house);
    let served = house.serve();
    me(&served, &token).expect(200);
    let next = served.login();
    let named = |token: &str| token.split('.').next().map(str::to_owned);
    assert_ne!(named(&next), named(&token), "the header names another key");
    served.kill();

    rotate(&house);
    let served = house.serve();
    me(&served, &token).problem(401, "unauthenticated");
    me(&served, &next).expect(200);
}

#[test]
fn with_a_certificate_it_speaks_tls_alone() {
    let keys = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/keys");
    let house = House::new(Backend::Sqlite);
    let mut command = house.command(Path::new(env!("CARGO_BIN_EXE_rapport")));
    command.args(["serve", "--port", "0", "--workers", "1"]);
    command.arg("--tls-certificate").arg(format!("{keys}/localhost.pem"));
    command.arg("--tls-key").arg(format!("{keys}/localhost.key.pem"));
    let served = Served::start(command).expect("it serves");
    let address = served.base_url.split_once("://").expect("a scheme").1.to_owned();
    assert!(served.base_url.starts_with("https://"));

    let pem = std::fs::read(format!("{keys}/localhost.pem")).expect("a certificate");
    let certificate = Certificate::from_pem(&pem).expect("a certificate");
    let trusting = |roots| {
        let tls = TlsConfig::builder().root_certs(roots).build();
        Agent::new_with_config(
            Agent::config_builder().tls_config(tls).timeout_global(Some(Duration::from_secs(20))).build(),
        )
    };
    let live = format!("https://{address}/health/live");
    let answer = trusting(RootCerts::new_with_certs(&[certificate])).get(&live).call().expect("an answer");
    assert_eq!(answer.status(), 200);
    assert!(answer.headers().contains_key("strict-transport-security"));
    // Nobody else's word for who it is, and nothing in the clear.
    assert!(trusting(RootCerts::WebPki).get(&live).call().is_err());
    let mut plain = TcpStream::connect(&address).expect("it listens");
    plain.set_read_timeout(Some(Duration::from_secs(20))).expect("a limit");
    plain.write_all(b"GET /health/live HTTP/1.1\r\nHost: x\r\n\r\n").expect("it is sent");
    let mut answer = vec![];
    let _ = std::io::Read::read_to_end(&mut plain, &mut answer);
    assert!(!answer.starts_with(b"HTTP"), "{}", String::from_utf8_lossy(&answer));
}
