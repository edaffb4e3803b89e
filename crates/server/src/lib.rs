//! The `rapport` program: its commands, its configuration, and how it starts and stops.

mod backup;
mod check;
mod command;
mod key;
mod providers;
mod serve;
mod telemetry;
mod user;
mod verify;

pub mod demo;
pub mod retain;

use clap::Parser;
use std::{fmt, process::ExitCode};

/// Runs the command that the arguments name.
pub fn run() -> ExitCode {
    match command::Command::parse().run() {
        Ok(code) => code,
        Err(Stop(why)) => {
            eprintln!("rapport: {why}");
            ExitCode::from(2)
        }
    }
}

/// Why the program cannot go on, in one line for whoever started it.
#[derive(Debug)]
pub struct Stop(pub String);
impl<E: fmt::Display> From<E> for Stop {
    fn from(why: E) -> Self {
        Self(why.to_string())
    }
}
