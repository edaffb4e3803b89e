//! What is measured, and on what.
use clap::{Parser, ValueEnum};
use std::time::Duration;

/// Builds a large database, kept from run to run, and measures the server on it.
#[derive(Debug, Parser)]
#[command(name = "bench")]
pub struct Options {
    /// How many interventions the database holds; results and journal grow with them.
    #[arg(long, default_value_t = 100_000, value_parser = clap::value_parser!(u64).range(1_000..))]
    pub records: u64,
    /// How long each scenario is measured in a round.
    #[arg(long, default_value_t = 5)]
    seconds: u64,
    /// How many rounds the medians are of.
    #[arg(long, default_value_t = 3, value_parser = clap::value_parser!(u64).range(1..))]
    pub rounds: u64,
    /// How long the server is overloaded.
    #[arg(long, default_value_t = 60, value_parser = clap::value_parser!(u64).range(4..))]
    overload_seconds: u64,
    /// These scenarios alone, joined by commas.
    #[arg(long, value_enum, value_delimiter = ',')]
    only: Vec<Scenario>,
    /// This database alone; PostgreSQL is left out where it is not installed.
    #[arg(long, value_enum)]
    pub on: Option<Backend>,
    /// Measures reads at several sizes instead: 10,000, 100,000 and 1,000,000 interventions unless said. Building the
    /// last takes long.
    #[arg(
        long,
        value_name = "SIZES",
        value_delimiter = ',',
        num_args = 0..=1,
        require_equals = true,
        default_missing_value = "10000,100000,1000000",
        value_parser = clap::value_parser!(u64).range(1_000..)
    )]
    pub growth: Vec<u64>,
    /// What the server logs; as much as it does by itself unless said.
    #[arg(long, default_value = "info")]
    pub log: String,
}
impl Options {
    /// How long the server is overloaded.
    pub fn overload(&self) -> Duration {
        Duration::from_secs(self.overload_seconds)
    }
    /// How long each scenario is measured in a round.
    pub fn time(&self) -> Duration {
        Duration::from_secs(self.seconds.max(1))
    }
    /// Whether a scenario is wanted.
    pub fn wants(&self, scenario: Scenario) -> bool {
        self.only.is_empty() || self.only.contains(&scenario)
    }
    /// Whether one of some is wanted.
    pub fn wants_any(&self, scenarios: &[Scenario]) -> bool {
        scenarios.iter().any(|scenario| self.wants(*scenario))
    }
}

/// The databases.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Backend {
    /// A file.
    Sqlite,
    /// A cluster of the bench's own.
    Postgres,
}
impl Backend {
    /// What holds for the one, or for the other.
    pub fn choose<T>(self, sqlite: T, postgres: T) -> T {
        match self {
            Self::Sqlite => sqlite,
            Self::Postgres => postgres,
        }
    }
}

/// What is measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Scenario {
    /// The static answer that all others are compared with.
    Static,
    /// One record by its id.
    ById,
    /// The first page of a country's records.
    Page,
    /// The 500th page of all records, beside the first.
    Deep,
    /// An aggregate over unchanged data.
    Aggregate,
    /// All records as a file.
    Export,
    /// From the start of the program to its first answer.
    Start,
    /// An aggregate right after a write.
    Fresh,
    /// Records written.
    Write,
    /// A report made, and read as files.
    Report,
    /// All activities as a file of IATI.
    Publish,
    /// Four times as much as the server can take, for a minute.
    Overload,
}
impl Scenario {
    /// Those that write nothing.
    pub const READS: &[Self] =
        &[Self::Static, Self::ById, Self::Page, Self::Deep, Self::Aggregate, Self::Export, Self::Start];
    /// Those that write, to a copy of the database.
    pub const WRITES: &[Self] = &[Self::Fresh, Self::Write, Self::Report, Self::Overload, Self::Publish];
}
