//! How reads grow with the database.
use super::{Bench, Findings, Rounds, reads::MANY};
use crate::{
    Result, builder,
    options::{Backend, Options},
    report::Table,
    server::Server,
    store::Store,
};

/// Measures reads at several sizes, and prints them side by side.
pub fn growth(store: &dyn Store, backend: Backend, options: &Options) -> Result<()> {
    let mut table = Table::new(&[
        "interventions",
        "database",
        "by id",
        "page",
        "aggregate",
        "by id, p99",
        "page, p99",
        "aggregate, p99",
    ]);
    for &records in &options.growth {
        let name = builder::kept(store, records)?;
        let url = store.url(&name);
        let mut found = Findings::default();
        let server = Server::start_forgetful(&url, &options.log)?;
        let token = server.log_in()?;
        let mut bench = Bench { server: &server, token: &token, records, backend, options, found: &mut found };
        let (by_id, page) = (bench.by_id("by id, read anew", MANY)?, bench.page("page, read anew")?);
        drop(server);
        let server = Server::start(&url, &options.log)?;
        bench = Bench { server: &server, token: &token, records, backend, options, found: &mut found };
        let measured = [Some(by_id), Some(page), bench.aggregate()?];
        let cell =
            |rounds: &Option<Rounds>, tell: fn(&Rounds) -> String| rounds.as_ref().map_or("not there".into(), tell);
        let mut cells = vec![records.to_string(), format!("{} MiB", store.bytes(&name)? >> 20)];
        cells.extend(measured.iter().map(|r| cell(r, |r| format!("{:.3}", r.ratio()))));
        let p99 = |r: &Rounds| format!("{:.1} ms", r.median(|m| m.p99.as_secs_f64() * 1_000.0));
        cells.extend(measured.iter().map(|r| cell(r, p99)));
        table.row(cells);
    }
    println!("\n{}: reads as parts of the static answer, by the size of the database\n\n{table}", store.title());
    Ok(())
}
