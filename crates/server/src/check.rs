//! `rapport check`
use crate::{
    Stop,
    command::{Documents, Where},
};
use clap::Args;
use rapport_application::check::check;
use rapport_persistence::look_into;
use std::process::ExitCode;

/// What to look through.
#[derive(Debug, Args)]
pub struct Check {
    #[command(flatten)]
    at: Where,
    #[command(flatten)]
    documents: Documents,
    /// Leave out the contents of documents.
    #[arg(long)]
    without_documents: bool,
}
impl Check {
    /// Says all that it finds; fails where anything does not fit.
    pub fn run(self) -> Result<ExitCode, Stop> {
        let Self { at, documents, without_documents } = self;
        let files = (!without_documents).then(|| documents.of(&at.database_url));
        let report = look_into(&at.database_url, |c| check(c, files.as_ref()))?;
        for flaw in &report.flaws {
            println!("{flaw}");
        }
        let (found, records, contents) = (report.flaws.len(), report.records, report.contents);
        println!("{records} records and {contents} contents of documents looked through; {found} do not fit");
        Ok(if found == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
    }
}
