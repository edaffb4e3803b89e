//! The `rapport` program: its commands, its configuration, and how it starts and stops.

mod command;
mod key;
mod serve;
mod user;

pub mod demo;

use clap::Parser;
use std::{fmt, process::ExitCode};

/// Runs the command that the arguments name.
pub fn run() -> ExitCode {
    match command::Command::parse().run() {
        Ok(()) => ExitCode::SUCCESS,
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
