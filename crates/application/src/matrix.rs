//! The activity matrix: what was done where, told apart by whether there is a record of it.
use crate::{Can, Read, Result};
use rapport_domain::{
    activity_kind::{ActivityKind, ActivityKindFilter, WorkArea},
    country::CountryCode,
    entity::List,
    intervention::{Evidence, Intervention},
    region::Region,
    text::Code,
};
use rapport_persistence::{Conn, Statements, matrix};
use serde::Serialize;
use std::collections::BTreeMap;

/// How many interventions, by evidence. A figure that was not asked for is absent.
#[derive(Clone, Debug, Default, Serialize, utoipa::ToSchema)]
pub struct ByEvidence {
    /// With a record of their own.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub recorded: Option<i64>,
    /// Claimed by somebody, with no record of their own.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub claimed: Option<i64>,
}
/// ByEvidence of a country.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct CountryFigures {
    /// The country assisted.
    pub country: CountryCode,
    /// How many.
    #[serde(flatten)]
    pub figures: ByEvidence,
}
/// ByEvidence of a region as a whole.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct RegionFigures {
    /// The region.
    pub region: Code<Region>,
    /// How many.
    #[serde(flatten)]
    pub figures: ByEvidence,
}
/// A row of the matrix.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct MatrixRow {
    /// The kind of activity.
    pub kind: Code<ActivityKind>,
    /// Its work area.
    pub work_area: WorkArea,
    /// By country, in the order of codes.
    pub countries: Vec<CountryFigures>,
    /// By region as a whole.
    pub regions: Vec<RegionFigures>,
    /// For the whole world.
    pub worldwide: ByEvidence,
}
/// What was done where. Each figure is the `total` of the interventions with that kind, place and evidence.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct ActivityMatrix {
    /// A row a kind, in the order of their positions.
    pub kinds: Vec<MatrixRow>,
}

/// Counts the interventions that the caller sees, of one evidence or of both.
pub fn activity_matrix(c: &mut Conn, can: &Can<Read, Intervention>, only: Option<Evidence>) -> Result<ActivityMatrix> {
    type Cells<K> = BTreeMap<(String, K), ByEvidence>;
    let asked: Vec<_> = Evidence::ALL.iter().copied().filter(|e| only.is_none_or(|only| only == *e)).collect();
    let empty = ByEvidence {
        recorded: asked.contains(&Evidence::Recorded).then_some(0),
        claimed: asked.contains(&Evidence::Claimed).then_some(0),
    };
    let (mut countries, mut regions, mut worldwide) = (Cells::new(), Cells::new(), Cells::new());
    for evidence in asked {
        let put = |figures: &mut ByEvidence, n| match evidence {
            Evidence::Recorded => figures.recorded = Some(n),
            Evidence::Claimed => figures.claimed = Some(n),
        };
        let counts = matrix::counts(c, &can.scope, evidence)?;
        for (kind, country, n) in counts.countries {
            put(countries.entry((kind.to_string(), country)).or_insert_with(|| empty.clone()), n);
        }
        for (kind, region, n) in counts.regions {
            put(regions.entry((kind.to_string(), region)).or_insert_with(|| empty.clone()), n);
        }
        for (kind, n) in counts.worldwide {
            put(worldwide.entry((kind.to_string(), ())).or_insert_with(|| empty.clone()), n);
        }
    }
    let kinds = ActivityKind::page(c, &can.scope, &List::every(ActivityKindFilter::default()))?;
    let rows = kinds.into_iter().map(|kind| {
        let of = kind.code.to_string();
        MatrixRow {
            countries: countries
                .iter()
                .filter(|((k, _), _)| *k == of)
                .map(|((_, country), figures)| CountryFigures { country: *country, figures: figures.clone() })
                .collect(),
            regions: regions
                .iter()
                .filter(|((k, _), _)| *k == of)
                .map(|((_, region), figures)| RegionFigures { region: region.clone(), figures: figures.clone() })
                .collect(),
            worldwide: worldwide.get(&(of, ())).unwrap_or(&empty).clone(),
            kind: kind.code,
            work_area: kind.work_area,
        }
    });
    Ok(ActivityMatrix { kinds: rows.collect() })
}
