//! From the start of the program to its first answers.
use super::Findings;
use crate::{
    Result,
    dataset::{Of, id},
    options::Options,
    report::{Bar, median},
    server::Server,
    wire::Client,
};
use std::time::{Duration, Instant};

/// How often it is started.
const STARTS: usize = 5;

/// Starts the server again and again on a database; the token is of an earlier one.
pub fn start(url: &str, token: &str, options: &Options, found: &mut Findings) -> Result<()> {
    let (mut ready, mut read) = (vec![], vec![]);
    for round in 1..=STARTS {
        eprintln!("  start {round}");
        let began = Instant::now();
        let server = Server::start(url, &options.log)?;
        let mut client = Client::connect(server.address, Some(token))?;
        while client.get("/health/ready")?.0 != 200 {
            std::thread::sleep(Duration::from_millis(1));
        }
        ready.push(began.elapsed().as_secs_f64() * 1_000.0);
        let (status, _) = client.get(&format!("/v1/interventions/{}", id(Of::Intervention, 0)))?;
        read.push(began.elapsed().as_secs_f64() * 1_000.0);
        if status != 200 {
            return Err(format!("the first read after a start answers {status}").into());
        }
    }
    found.figures.add("start to ready", median(ready), "ms", None);
    found.figures.add("start to first read by id", median(read), "ms", Some(Bar::Most(150.0)));
    Ok(())
}
