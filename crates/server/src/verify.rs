//! `rapport verify`
use crate::{Stop, command::Where};
use clap::Args;
use rapport_persistence::{Fault, look_into, seals::verify};
use std::process::ExitCode;

/// What to look through, and for what.
#[derive(Debug, Args)]
pub struct Verify {
    #[command(flatten)]
    at: Where,
    /// The hash of a seal that was kept elsewhere: it must be one of the chain's.
    #[arg(long, value_name = "HASH")]
    expect: Option<String>,
}
impl Verify {
    /// Says what it finds; fails where anything is not as it was sealed.
    pub fn run(self) -> Result<ExitCode, Stop> {
        let expected = self.expect.map(|hash| hash.to_ascii_lowercase());
        let report = look_into(&self.at.database_url, |c| Ok::<_, Fault>(verify::verify(c, expected.as_deref())?))?;
        for flaw in &report.flaws {
            println!("{flaw}");
        }
        let verify::Report { flaws, sealed, unsealed, blanked, last } = report;
        println!("{sealed} entries sealed, {unsealed} not sealed yet, {blanked} blanked by an erasure");
        if let Some(seal) = last {
            println!("last seal: {} of {}, to entry {}: {}", seal.number, seal.at.0, seal.last_seq, seal.hash);
        }
        Ok(if flaws.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
    }
}
