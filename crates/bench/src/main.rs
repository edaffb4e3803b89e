//! `cargo run --release -p bench`: builds a large database and measures the server on it. docs/performance.md explains.

mod builder;
mod dataset;
mod driver;
mod options;
mod overdriver;
mod pgbench;
mod postgres;
mod report;
mod rng;
mod scenarios;
mod server;
mod sqlite;
mod store;
mod wire;

use clap::Parser;
use options::{Backend, Options, Scenario};
use scenarios::{
    Bench, Findings,
    growth::growth,
    reads::{MANY, SHOWN},
    start::start,
};
use server::Server;
use std::process::ExitCode;
use store::Store;

/// What ends the bench is told to whoever started it.
type Result<T> = std::result::Result<T, Box<dyn std::error::Error>>;

fn main() -> ExitCode {
    if server::is_meant() {
        return server::become_one();
    }
    match run(&Options::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            eprintln!("bench: {why}");
            ExitCode::FAILURE
        }
    }
}

fn run(options: &Options) -> Result<()> {
    let wants = |backend| options.on.is_none_or(|on| on == backend);
    if wants(Backend::Sqlite) {
        on(&sqlite::Sqlite::at(&store::folder()?), Backend::Sqlite, options)?;
    }
    if wants(Backend::Postgres) {
        match postgres::Cluster::start(&store::folder()?)? {
            Some(cluster) => on(&cluster, Backend::Postgres, options)?,
            None => eprintln!("PostgreSQL is left out: its programs are neither on the PATH nor in a usual place"),
        }
    }
    Ok(())
}

/// Measures on one database.
fn on(store: &dyn Store, backend: Backend, options: &Options) -> Result<()> {
    if !options.growth.is_empty() {
        return growth(store, backend, options);
    }
    let mut found = Findings::default();
    let done = measure(store, backend, options, &mut found);
    println!("\n{}, {} interventions, medians of {} rounds", store.title(), options.records, options.rounds);
    if !found.rates.is_empty() {
        println!("\n{}", found.rates);
    }
    if !found.figures.is_empty() {
        println!("{}", found.figures);
    }
    done
}

fn measure(store: &dyn Store, backend: Backend, options: &Options, found: &mut Findings) -> Result<()> {
    let name = builder::kept(store, options.records)?;
    eprintln!("measuring on {}", store.title());
    if options.wants_any(Scenario::READS) {
        reads(&store.url(&name), backend, options, found)?;
    }
    if options.wants_any(Scenario::WRITES) {
        let done = store.copy(&name).and_then(|url| writes(&url, store, backend, options, found));
        store.remove_copy()?;
        done?;
    }
    Ok(())
}

fn reads(url: &str, backend: Backend, options: &Options, found: &mut Findings) -> Result<()> {
    let records = options.records;
    if options.wants_any(&[Scenario::ById, Scenario::Page, Scenario::Deep]) {
        let server = Server::start_forgetful(url, &options.log)?;
        let mut bench = Bench { server: &server, token: &server.log_in()?, records, backend, options, found };
        if options.wants(Scenario::ById) {
            bench.by_id("by id, read anew", MANY)?;
        }
        if options.wants(Scenario::Page) {
            bench.page("page, read anew")?;
        }
        if options.wants(Scenario::Deep) {
            bench.deep()?;
        }
    }
    let server = Server::start(url, &options.log)?;
    let token = server.log_in()?;
    let mut bench = Bench { server: &server, token: &token, records, backend, options, found };
    if options.wants(Scenario::Static) {
        bench.fixed()?;
    }
    if options.wants(Scenario::ById) {
        bench.by_id("by id", SHOWN)?;
    }
    if options.wants(Scenario::Page) {
        bench.page("page")?;
    }
    if options.wants(Scenario::Aggregate) {
        bench.aggregate()?;
    }
    if options.wants(Scenario::Export) {
        bench.export()?;
    }
    drop(server);
    if options.wants(Scenario::Start) {
        start(url, &token, options, found)?;
    }
    Ok(())
}

fn writes(url: &str, store: &dyn Store, backend: Backend, options: &Options, found: &mut Findings) -> Result<()> {
    let server = Server::start(url, &options.log)?;
    let token = server.log_in()?;
    let mut bench = Bench { server: &server, token: &token, records: options.records, backend, options, found };
    if options.wants(Scenario::Fresh) {
        bench.fresh()?;
    }
    if options.wants(Scenario::Write) {
        bench.write(store.pgbench(url)?)?;
    }
    if options.wants(Scenario::Report) {
        bench.report()?;
    }
    if options.wants(Scenario::Overload) {
        bench.overload()?;
    }
    if options.wants(Scenario::Publish) {
        let publisher = bench.publisher()?;
        drop(server);
        let server = Server::start_with(url, &options.log, &["--publisher", &publisher])?;
        Bench { server: &server, token: &token, records: options.records, backend, options, found }.publish()?;
    }
    Ok(())
}
