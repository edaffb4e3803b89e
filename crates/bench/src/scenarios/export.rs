//! All records as a file: how long it takes, and how much memory.
use super::Bench;
use crate::{
    Result,
    report::{Bar, median},
};
use std::time::Instant;

impl Bench<'_> {
    /// CSV and XLSX.
    pub fn export(&mut self) -> Result<()> {
        // What any first export loads is not growth.
        self.client()?.measure("/v1/export/interventions?format=csv&country=UY")?;
        for (format, seconds, growth) in [("csv", 1.5, 32.0), ("xlsx", 6.0, 64.0)] {
            let (mut times, mut most, mut length) = (vec![], None, 0);
            for round in 1..=self.options.rounds {
                eprintln!("  export {format} {round}");
                self.server.forget_peak();
                let before = self.server.memory("VmHWM");
                let began = Instant::now();
                let (status, bytes) = self.client()?.measure(&format!("/v1/export/interventions?format={format}"))?;
                times.push(began.elapsed().as_secs_f64());
                if status != 200 {
                    return Err(format!("the export as {format} answers {status}").into());
                }
                length = bytes;
                let grown = before.and_then(|before| Some(self.server.memory("VmHWM")?.saturating_sub(before)));
                most = most.max(grown);
            }
            let figures = &mut self.found.figures;
            figures.add(&format!("export {format}"), median(times), "s", Some(Bar::Most(seconds)));
            figures.add(&format!("export {format}, file"), length as f64 / f64::from(1 << 20), "MiB", None);
            let name = format!("export {format}, peak memory");
            match most {
                Some(kib) => figures.add(&name, kib as f64 / 1024.0, "MiB", Some(Bar::Most(growth))),
                None => figures.without(&name, "not told here"),
            }
        }
        Ok(())
    }
}
