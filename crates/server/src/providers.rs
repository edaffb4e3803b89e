//! The identity providers outside: what the file says of them, and how their keys are read.
use crate::Stop;
use rapport_application::providers::{Providers, Settings};
use std::{path::Path, time::Duration};

/// How long it is waited for the keys of a provider.
const PATIENCE: Duration = Duration::from_secs(5);

/// Reads the file; without one there are none.
pub fn load(file: Option<&Path>) -> Result<Providers, Stop> {
    let Some(file) = file else { return Ok(Providers::default()) };
    let told = |why: &dyn std::fmt::Display| Stop(format!("identity providers {}: {why}", file.display()));
    let text = std::fs::read_to_string(file).map_err(|why| told(&why))?;
    let all: Vec<Settings> = serde_json::from_str(&text).map_err(|why| told(&why))?;
    for one in &all {
        // Who reads the keys on their way decides who may log in.
        if one.jwks.starts_with("http://") {
            return Err(told(&format!("{}: keys come by https, or from a file", one.jwks)));
        }
    }
    Ok(Providers::new(all, keys_at))
}
fn keys_at(place: &str) -> Result<String, String> {
    if !place.starts_with("https://") {
        return std::fs::read_to_string(place).map_err(|why| format!("{place}: {why}"));
    }
    let agent: ureq::Agent =
        ureq::Agent::config_builder().timeout_global(Some(PATIENCE)).https_only(true).build().into();
    let read = agent.get(place).call().and_then(|mut answer| answer.body_mut().read_to_string());
    read.map_err(|why| format!("{place}: {why}"))
}
