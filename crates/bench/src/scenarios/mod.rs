//! The scenarios, and what they share: rounds, and the static answer that each is compared with.
pub mod export;
pub mod growth;
pub mod overload;
pub mod reads;
pub mod report;
pub mod start;
pub mod write;

use crate::{
    Result,
    driver::{self, Measured, Requests},
    options::{Backend, Options},
    report::{Figures, Table, median, told},
    server::Server,
    wire::{Client, request},
};
use std::{sync::Arc, time::Duration};

/// How long each scenario runs before it is measured.
const WARM_UP: Duration = Duration::from_secs(1);

/// What has been measured on a database.
#[derive(Debug)]
pub struct Findings {
    /// The scenarios that are rates.
    pub rates: Table,
    /// The figures that have bars.
    pub figures: Figures,
}
impl Default for Findings {
    fn default() -> Self {
        let head = ["scenario", "per second", "p50", "p99", "errors", "RSS", "server CPU", "static", "ratio"];
        Self { rates: Table::new(&head), figures: Figures::default() }
    }
}

/// A server on a database, and what is to be found out about it.
pub struct Bench<'b> {
    /// The server.
    pub server: &'b Server,
    /// A token of the bench's user.
    pub token: &'b str,
    /// How many interventions there are.
    pub records: u64,
    /// On which database.
    pub backend: Backend,
    /// How it is measured.
    pub options: &'b Options,
    /// What was found.
    pub found: &'b mut Findings,
}

/// What is measured in each round, for some time.
pub struct Step<'s> {
    name: &'s str,
    run: Box<dyn FnMut(Duration) -> Result<Measured> + 's>,
}
impl<'s> Step<'s> {
    /// Measured by whatever measures it.
    pub fn new(name: &'s str, run: impl FnMut(Duration) -> Result<Measured> + 's) -> Self {
        Self { name, run: Box::new(run) }
    }
    /// Requests to a server.
    pub fn of(name: &'s str, server: &'s Server, requests: Arc<Requests>) -> Self {
        Self::new(name, move |time| {
            let before = server.processor_time();
            let mut measured = driver::drive(server.address, &requests, time)?;
            let used = before.and_then(|before| server.processor_time()?.checked_sub(before));
            measured.processor = used.map(|used| used / (measured.answers as u32).max(1));
            server.forget_log()?;
            Ok(measured)
        })
    }
}

/// What the rounds of a step came to: the step and the static answer before it, round by round.
#[derive(Debug)]
pub struct Rounds(Vec<(Measured, Measured)>);
impl Rounds {
    /// The median of something.
    pub fn median(&self, of: impl Fn(&Measured) -> f64) -> f64 {
        median(self.0.iter().map(|(step, _)| of(step)).collect())
    }
    /// The median of the rates, each as a part of that of the static answer in its round.
    pub fn ratio(&self) -> f64 {
        median(self.0.iter().map(|(step, fixed)| step.per_second / fixed.per_second).collect())
    }
    /// The same as a part of another step's in its round.
    pub fn ratio_to(&self, other: &Self) -> f64 {
        median(self.0.iter().zip(&other.0).map(|((a, _), (b, _))| a.per_second / b.per_second).collect())
    }
}

impl Bench<'_> {
    /// A connection of the bench's user.
    pub fn client(&self) -> Result<Client> {
        Client::connect(self.server.address, Some(self.token))
    }
    /// Requests of the bench's user for paths.
    pub fn gets(&self, paths: impl IntoIterator<Item = String>) -> Arc<Requests> {
        let bytes = paths.into_iter().map(|path| request("GET", &path, Some(self.token), "")).collect();
        Arc::new(Requests { bytes, expected: 200 })
    }
    /// Measures steps in rounds, each right after the static answer, so that what else the machine does meets both.
    pub fn rounds<const N: usize>(&mut self, mut steps: [Step<'_>; N]) -> Result<[Rounds; N]> {
        let fixed = Arc::new(Requests { bytes: vec![request("GET", "/health/live", None, "")], expected: 200 });
        let mut fixed = Step::of("static", self.server, fixed);
        let mut all = [const { Rounds(vec![]) }; N];
        for round in 1..=self.options.rounds {
            for (step, rounds) in steps.iter_mut().zip(&mut all) {
                eprintln!("  {} {round}", step.name);
                let measure = |step: &mut Step<'_>| {
                    (step.run)(WARM_UP)?;
                    (step.run)(self.options.time())
                };
                let fixed = measure(&mut fixed)?;
                rounds.0.push((measure(step)?, fixed));
            }
        }
        for (step, rounds) in steps.iter().zip(&all) {
            self.tell(step.name, rounds);
        }
        Ok(all)
    }
    fn tell(&mut self, name: &str, rounds: &Rounds) {
        let time =
            |of: fn(&Measured) -> Duration| told(Duration::from_secs_f64(rounds.median(|m| of(m).as_secs_f64())));
        let used = rounds.median(|m| m.processor.map_or(f64::NAN, |used| used.as_secs_f64() * 1e6));
        let rss = self.server.memory("VmRSS").map_or("–".into(), |kib| format!("{} MiB", kib / 1024));
        let fixed = median(rounds.0.iter().map(|(_, fixed)| fixed.per_second).collect());
        self.found.rates.row(vec![
            name.to_owned(),
            format!("{:.0}", rounds.median(|m| m.per_second)),
            time(|m| m.p50),
            time(|m| m.p99),
            rounds.0.iter().map(|(step, _)| step.errors).sum::<u64>().to_string(),
            rss,
            if used.is_nan() { "–".into() } else { format!("{used:.0} µs") },
            format!("{fixed:.0}"),
            format!("{:.3}", rounds.ratio()),
        ]);
    }
}
