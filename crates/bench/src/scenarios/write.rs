//! Writes under load, and the first answer after one.
use super::{Bench, Step, reads::AGGREGATE};
use crate::{
    Result,
    dataset::written,
    driver::Requests,
    options::Backend,
    pgbench::PgBench,
    report::{Bar, median},
    wire::request,
};
use std::{sync::Arc, time::Instant};

const PATH: &str = "/v1/interventions";
/// How many bodies are prepared.
const PREPARED: u64 = 2_000;
/// How many writes are followed by a question.
const FOLLOWED: u64 = 20;

impl Bench<'_> {
    /// Durable writes; on PostgreSQL beside what the database does by itself.
    pub fn write(&mut self, pgbench: Option<PgBench>) -> Result<()> {
        let backend = self.backend;
        let body = |number| request("POST", PATH, Some(self.token), &written(number).to_string());
        let requests = Arc::new(Requests { bytes: (0..PREPARED).map(body).collect(), expected: 201 });
        let ours = Step::of("write", self.server, requests);
        let bare = pgbench.map(|bare| Step::new("write by pgbench", move |time| bare.run(time)));
        let on_sqlite = |bar| Some(bar).filter(|_| backend == Backend::Sqlite);
        let ours = match bare {
            None => {
                let [ours] = self.rounds([ours])?;
                ours
            }
            Some(bare) => {
                let [ours, bare] = self.rounds([ours, bare])?;
                self.found.figures.add("write / pgbench", ours.ratio_to(&bare), "", Some(Bar::Least(0.5)));
                ours
            }
        };
        let figures = &mut self.found.figures;
        figures.add("write / static", ours.ratio(), "", on_sqlite(Bar::Least(0.04)));
        figures.add("write, p99", ours.median(|m| m.p99.as_secs_f64() * 1_000.0), "ms", on_sqlite(Bar::Most(50.0)));
        Ok(())
    }
    /// How long an aggregate takes right after a write.
    pub fn fresh(&mut self) -> Result<()> {
        if !self.has_aggregates("aggregate after a write")? {
            return Ok(());
        }
        let mut client = self.client()?;
        let mut times = vec![];
        for number in 0..FOLLOWED {
            let (status, answer) = client.post(PATH, &written(number).to_string())?;
            if status != 201 {
                return Err(format!("a write answers {status}: {}", String::from_utf8_lossy(&answer)).into());
            }
            let began = Instant::now();
            client.get(AGGREGATE)?;
            times.push(began.elapsed().as_secs_f64() * 1_000.0);
        }
        self.found.figures.add("aggregate after a write", median(times), "ms", Some(Bar::Most(60.0)));
        Ok(())
    }
}
