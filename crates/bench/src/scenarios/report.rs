//! A report over some thousand records: how long it takes to be made, and to become a file.
use super::Bench;
use crate::{
    Result,
    dataset::COUNTRIES,
    report::{Bar, median},
    wire::Client,
};
use serde_json::{Value, json};
use std::time::Instant;

/// So many countries have some 4,000 interventions of 100,000, of which a quarter is public and approved.
const OF: usize = 3;

impl Bench<'_> {
    /// The snapshot of some countries, made and read as HTML and PDF.
    pub fn report(&mut self) -> Result<()> {
        let ask = json!({ "kind": "snapshot", "countries": COUNTRIES[..OF] }).to_string();
        let mut client = self.client()?;
        let (mut made, mut whole, mut printed, mut rows) = (vec![], vec![], vec![], 0);
        for round in 1..=self.options.rounds {
            eprintln!("  report {round}");
            let began = Instant::now();
            let (status, answer) = client.post("/v1/reports", &ask)?;
            made.push(began.elapsed().as_secs_f64());
            let receipt: Value = serde_json::from_slice(&answer)?;
            let Some(id) = receipt["id"].as_str().filter(|_| status == 201) else {
                return Err(format!("a report is not made: {status} {receipt}").into());
            };
            read(&mut client, &format!("/v1/reports/{id}?format=html"))?;
            whole.push(began.elapsed().as_secs_f64());
            let began = Instant::now();
            match client.get(&format!("/v1/reports/{id}?format=pdf"))? {
                (200, _) => printed.push(began.elapsed().as_secs_f64()),
                (501, _) => {}
                (status, _) => return Err(format!("the report as PDF answers {status}").into()),
            }
            let told: Value = serde_json::from_slice(&read(&mut client, &format!("/v1/reports/{id}"))?)?;
            rows = sources(&told);
        }
        let figures = &mut self.found.figures;
        figures.add("report, interventions in it", rows as f64, "records", None);
        figures.add("report made", median(made), "s", None);
        figures.add("report made and read as HTML", median(whole), "s", Some(Bar::Most(1.0)));
        match printed.is_empty() {
            true => figures.without("report as PDF", "not built in"),
            false => figures.add("report as PDF", median(printed), "s", Some(Bar::Most(5.0))),
        }
        Ok(())
    }
}
impl Bench<'_> {
    /// Makes an organization under whose name can be published; gives its id.
    pub fn publisher(&mut self) -> Result<String> {
        let body = json!({ "name": "A publisher", "kind": "funder", "sensitivity": "public", "org_id": "XI-BENCH-1" });
        let (status, answer) = self.client()?.post("/v1/organizations", &body.to_string())?;
        let made: Value = serde_json::from_slice(&answer)?;
        made["id"].as_str().map(str::to_owned).ok_or_else(|| format!("no publisher: {status} {made}").into())
    }
    /// All activities as a file of IATI: how long it takes, and how much memory.
    pub fn publish(&mut self) -> Result<()> {
        let mut client = self.client()?;
        let check: Value = serde_json::from_slice(&read(&mut client, "/v1/publishing/iati/check")?)?;
        self.server.forget_peak();
        let before = self.server.memory("VmHWM");
        let began = Instant::now();
        let (status, bytes) = client.measure("/v1/publishing/iati")?;
        let took = began.elapsed().as_secs_f64();
        if status != 200 {
            return Err(format!("the activity file answers {status}").into());
        }
        let figures = &mut self.found.figures;
        figures.add("activities published", check["publishable"].as_f64().unwrap_or_default(), "records", None);
        figures.add("activity file", bytes as f64 / f64::from(1 << 20), "MiB", None);
        figures.add("activity file written", took, "s", None);
        if let Some(grown) = before.and_then(|before| Some(self.server.memory("VmHWM")?.saturating_sub(before))) {
            figures.add("activity file, peak memory", grown as f64 / 1024.0, "MiB", None);
        }
        Ok(())
    }
}
fn read(client: &mut Client, path: &str) -> Result<Vec<u8>> {
    match client.get(path)? {
        (200, body) => Ok(body),
        (status, _) => Err(format!("{path} answers {status}").into()),
    }
}
/// How many interventions a report stands on.
fn sources(told: &Value) -> usize {
    let all = told["references"].as_object().into_iter().flat_map(|references| references.values());
    let interventions =
        all.flat_map(|of| of.as_array().into_iter().flatten()).filter(|of| of["kind"] == "interventions");
    interventions.filter_map(|of| of["key"].as_str()).collect::<std::collections::BTreeSet<_>>().len()
}
