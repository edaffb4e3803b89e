//! Four times the load that the server can take: what it still does, what it refuses, and how soon it is itself again.
use super::Bench;
use crate::{
    Result,
    dataset::{COUNTRIES, Of, id, written},
    driver::{self, Requests},
    overdriver::overdrive,
    report::Bar,
    rng::Rng,
    wire::request,
};
use std::{sync::Arc, thread, time::Duration};

/// How much more comes than can be taken.
const TIMES: f64 = 4.0;
/// How many requests are prepared.
const PREPARED: u64 = 10_000;
/// How soon after the load the server is to be itself again.
const AFTER: Duration = Duration::from_secs(1);

impl Bench<'_> {
    /// A mix as a team's day has it: of ten requests six read a record, three a page, and one writes a visit.
    fn a_day(&self) -> Requests {
        let mut rng = Rng::of(23, 0);
        let bytes = (0..PREPARED).map(|number| match number % 10 {
            0 => request("POST", "/v1/interventions", Some(self.token), &written(number).to_string()),
            1..=3 => {
                let path = format!("/v1/interventions?country={}&sort=-when&limit=50", rng.pick(&COUNTRIES));
                request("GET", &path, Some(self.token), "")
            }
            _ => {
                let path = format!("/v1/interventions/{}", id(Of::Intervention, rng.below(self.records)));
                request("GET", &path, Some(self.token), "")
            }
        });
        Requests { bytes: bytes.collect(), expected: 200 }
    }
    /// Too much, for as long as asked.
    pub fn overload(&mut self) -> Result<()> {
        let (requests, time) = (Arc::new(self.a_day()), self.options.overload());
        let address = self.server.address;
        eprintln!("  what it can take");
        driver::drive(address, &requests, AFTER)?;
        let most = driver::drive(address, &requests, self.options.time())?;
        eprintln!("  {TIMES} times {:.0} requests a second", most.per_second);
        let (server, quarter) = (self.server, time / 4);
        let (found, early) = thread::scope(|scope| {
            let early = scope.spawn(move || {
                thread::sleep(quarter);
                server.memory("VmRSS")
            });
            let found = overdrive(address, &requests, TIMES * most.per_second, time).map_err(|why| why.to_string());
            (found, early.join().ok().flatten())
        });
        let (found, late) = (found?, self.server.memory("VmRSS"));
        eprintln!("  answered by status: {:?}; lost: {}", found.statuses, found.lost);
        let after = driver::drive(address, &requests, AFTER)?;
        self.server.forget_log()?;

        let sum = |of: &dyn Fn(u16) -> bool| -> u64 {
            found.statuses.iter().filter(|(status, _)| of(**status)).map(|(_, count)| count).sum()
        };
        let refused = sum(&|status| [429, 503].contains(&status));
        let done = sum(&|status| status < 300);
        let others = sum(&|status| status >= 300) - refused + found.lost;
        let late_in = |times: &[Duration], part: usize| {
            times
                .get((times.len() * part / 100).min(times.len().saturating_sub(1)))
                .map_or(f64::NAN, |t| t.as_secs_f64() * 1e3)
        };
        let seconds = time.as_secs_f64();
        let figures = &mut self.found.figures;
        figures.add("overload: due / what it can take", found.due as f64 / seconds / most.per_second, "", None);
        figures.add("overload: done / what it can take", done as f64 / seconds / most.per_second, "", None);
        figures.add("overload: refused by 429 or 503", refused as f64, "requests", None);
        figures.add("overload: found no connection", found.unsent as f64, "requests", None);
        figures.add("overload: other errors", others as f64, "requests", Some(Bar::Most(0.0)));
        figures.add("overload: accepted, p50", late_in(&found.accepted, 50), "ms", None);
        figures.add("overload: accepted, p99", late_in(&found.accepted, 99), "ms", None);
        figures.add("overload: accepted, slowest", late_in(&found.accepted, 100), "ms", None);
        figures.add("overload: refused, p99", late_in(&found.refused, 99), "ms", None);
        if let (Some(early), Some(late)) = (early, late) {
            let grown = (late as f64 - early as f64) / 1024.0;
            figures.add("overload: memory, from a quarter to the end", grown, "MiB", None);
        }
        figures.add("overload: the second after / before", after.per_second / most.per_second, "", None);
        figures.add("overload: the second after, p99", after.p99.as_secs_f64() * 1e3, "ms", None);
        Ok(())
    }
}
