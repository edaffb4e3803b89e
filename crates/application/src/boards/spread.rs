//! The spread of practices, as nodes and edges of a graph.
use super::Looking;
use crate::Result;
use rapport_domain::{
    Id,
    adoption::{Adoption, Stage},
    country::CountryCode,
    intervention::Intervention,
    outcome::Outcome,
    practice::{Practice, PracticeFilter},
    region::Region,
    text::Code,
};
use rapport_persistence::Conn;
use serde::Serialize;
use std::collections::BTreeMap;

/// A place that a practice comes from, or went to.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Node {
    /// A country.
    Country(CountryCode),
    /// A region as a whole.
    Region(Code<Region>),
    /// The whole world.
    World,
}
/// A node with how much goes out from it and comes in.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct Weighed {
    /// The code of the country or region, or `world`: what edges name.
    pub id: String,
    /// What it is.
    pub kind: &'static str,
    /// How many edges begin here.
    pub gave: usize,
    /// How many end here.
    pub took: usize,
}
/// One practice's way from one place to another.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct Edge {
    /// Where it comes from; null where nobody knows.
    pub from: Option<String>,
    /// Where it went.
    pub to: String,
    /// The practice.
    pub practice_id: Id<Practice>,
    /// What it is called.
    pub practice: String,
    /// How far they have come with it.
    pub stage: Stage,
    /// When, in EDTF; null where undated.
    pub when: Option<String>,
    /// The intervention by which it spread.
    pub intervention_id: Option<Id<Intervention>>,
    /// The result in which it shows.
    pub result_id: Option<Id<Outcome>>,
}
/// The board.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct SpreadBoard {
    /// The date that it is looked at, in EDTF.
    pub as_of: String,
    /// Every place, in the order of kinds and codes.
    pub nodes: Vec<Weighed>,
    /// Every adoption, from each place that it comes from.
    pub edges: Vec<Edge>,
}

/// The spread of practices: of all, or of the ways that begin or end in the countries asked about.
pub fn spread(c: &mut Conn, looking: &Looking) -> Result<SpreadBoard> {
    let mut nodes: BTreeMap<Node, (usize, usize)> = BTreeMap::new();
    let mut edges = vec![];
    for practice in looking.all::<Practice>(c, PracticeFilter::default())? {
        for adoption in practice.adoptions.iter().filter(|adoption| adoption.when.begun_by(&looking.at)) {
            let Some(to) = place(adoption) else { continue };
            let from: Vec<Option<CountryCode>> = match (adoption.from_country, practice.origins.as_slice()) {
                (Some(country), _) => vec![Some(country)],
                (None, []) => vec![None],
                (None, origins) => origins.iter().copied().map(Some).collect(),
            };
            for from in from {
                let ends = [from, adoption.country].into_iter().flatten().collect::<Vec<_>>();
                if looking.countries.is_some() && looking.among(&ends).next().is_none() {
                    continue;
                }
                if let Some(from) = from {
                    nodes.entry(Node::Country(from)).or_default().0 += 1;
                }
                nodes.entry(to.clone()).or_default().1 += 1;
                edges.push(edge(&practice, adoption, from, &to));
            }
        }
    }
    let nodes = nodes.into_iter().map(|(node, (gave, took))| Weighed { id: node.id(), kind: node.kind(), gave, took });
    Ok(SpreadBoard { as_of: looking.at.text().to_owned(), nodes: nodes.collect(), edges })
}
fn place(adoption: &Adoption) -> Option<Node> {
    let region = adoption.region.clone().map(Node::Region);
    adoption.country.map(Node::Country).or(region).or(adoption.worldwide.then_some(Node::World))
}
fn edge(practice: &Practice, adoption: &Adoption, from: Option<CountryCode>, to: &Node) -> Edge {
    Edge {
        from: from.map(|country| country.to_string()),
        to: to.id(),
        practice_id: practice.row.id,
        practice: practice.row.title.clone(),
        stage: adoption.stage,
        when: adoption.when.when.0.as_ref().map(|date| date.text().to_owned()),
        intervention_id: adoption.intervention_id,
        result_id: adoption.result_id,
    }
}
impl Node {
    fn id(&self) -> String {
        match self {
            Self::Country(code) => code.to_string(),
            Self::Region(code) => code.to_string(),
            Self::World => "world".to_owned(),
        }
    }
    const fn kind(&self) -> &'static str {
        match self {
            Self::Country(_) => "country",
            Self::Region(_) => "region",
            Self::World => "world",
        }
    }
}
