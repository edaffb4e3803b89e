//! Reads of one record, of pages, and of an aggregate.
use super::{Bench, Rounds, Step};
use crate::{
    Result,
    dataset::{COUNTRIES, Of, id},
    driver::Requests,
    report::Bar,
    rng::Rng,
    wire::{packed, request},
};
use serde_json::Value;
use std::sync::Arc;

/// How many records are read by their ids, where none is to be asked for again soon.
pub const MANY: u64 = 20_000;
/// How many of them boards show, again and again.
pub const SHOWN: u64 = 1_000;
/// The aggregate that is asked for.
pub const AGGREGATE: &str = "/v1/aggregate/interventions?group_by=country,kind&when=2014&measure=count";
const LIST: &str = "/v1/interventions?sort=-when&limit=50";

impl Bench<'_> {
    /// The static answer, compared with itself.
    pub fn fixed(&mut self) -> Result<()> {
        let same = Requests { bytes: vec![request("GET", "/health/live", None, "")], expected: 200 };
        self.rounds([Step::of("static", self.server, Arc::new(same))]).map(|_| ())
    }
    /// One record of so many, under a name that says how.
    pub fn by_id(&mut self, name: &str, of: u64) -> Result<Rounds> {
        let mut rng = Rng::of(21, 0);
        let paths = (0..of).map(|_| format!("/v1/interventions/{}", id(Of::Intervention, rng.below(self.records))));
        let requests = self.gets(paths);
        let [rounds] = self.rounds([Step::of(name, self.server, requests)])?;
        let bar = self.backend.choose(0.25, 0.06);
        self.found.figures.add(&format!("{name} / static"), rounds.ratio(), "", Some(Bar::Least(bar)));
        Ok(rounds)
    }
    /// The first page of what a country has, under a name that says how.
    pub fn page(&mut self, name: &str) -> Result<Rounds> {
        let mut rng = Rng::of(22, 0);
        let list = |country| format!("/v1/interventions?country={country}&review=published&sort=-when&limit=50");
        let requests = self.gets((0..1_000).map(|_| list(rng.pick(&COUNTRIES))));
        let [rounds] = self.rounds([Step::of(name, self.server, requests)])?;
        let bar = self.backend.choose(0.04, 0.02);
        self.found.figures.add(&format!("{name} / static"), rounds.ratio(), "", Some(Bar::Least(bar)));
        Ok(rounds)
    }
    /// A page far down a list, beside the first.
    pub fn deep(&mut self) -> Result<()> {
        let number = 500.min(self.records / 50 - 1);
        let far = self.turned_to(number)?;
        let (first, far) = (self.gets([LIST.to_owned()]), self.gets([far]));
        let name = format!("page {number} of all");
        let server = self.server;
        let [first, far] = self.rounds([Step::of("page 1 of all", server, first), Step::of(&name, server, far)])?;
        self.found.figures.add(&format!("page {number} / page 1"), far.ratio_to(&first), "", Some(Bar::Least(0.9)));
        Ok(())
    }
    /// The path of a page of all, found as any client finds it: from page to page.
    fn turned_to(&self, number: u64) -> Result<String> {
        let mut client = self.client()?;
        let mut path = LIST.to_owned();
        for _ in 1..number {
            let (status, body) = client.get(&path)?;
            let page: Value = serde_json::from_slice(&body)?;
            let next = page["page"]["next"].as_str().ok_or_else(|| format!("{status}: no next page at {path}"))?;
            path = format!("{LIST}&cursor={next}");
        }
        Ok(path)
    }
    /// An aggregate of data that does not change; none where the server has none.
    pub fn aggregate(&mut self) -> Result<Option<Rounds>> {
        let bar = Bar::Least(self.backend.choose(0.40, 0.15));
        if !self.has_aggregates("aggregate / static")? {
            return Ok(None);
        }
        let requests = self.gets([AGGREGATE.to_owned()]);
        let gzip = Requests { bytes: requests.bytes.iter().map(|bytes| packed(bytes)).collect(), ..*requests };
        let server = self.server;
        let [rounds, gzip] =
            self.rounds([Step::of("aggregate", server, requests), Step::of("aggregate, gzip", server, gzip.into())])?;
        self.found.figures.add("aggregate / static", rounds.ratio(), "", Some(bar));
        self.found.figures.add("aggregate, gzip / static", gzip.ratio(), "", Some(bar));
        Ok(Some(rounds))
    }
    /// Whether the server has aggregates; says so where it has not.
    pub fn has_aggregates(&mut self, figure: &str) -> Result<bool> {
        match self.client()?.get(AGGREGATE)? {
            (200, _) => return Ok(true),
            (404, _) => self.found.figures.without(figure, "not there"),
            (_, body) => self.found.figures.without(figure, &String::from_utf8_lossy(&body)),
        }
        Ok(false)
    }
}
