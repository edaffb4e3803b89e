//! `GET /v1/aggregate/{list}`: figures over what a list's filters find.
use crate::{
    Api,
    answers::{answer_with_next, day_of},
    caller::May,
    problem::Refusal,
    query::{self, Paging},
    verbs::Reply,
};
use actix_web::{HttpRequest, web::Data};
use rapport_application::{
    Read, Resource,
    aggregate::{self, Asked, Dating, Measure, Rule, Size, countable},
};
use rapport_domain::{entity::Entity, scope::Scope};
use rapport_persistence::{Conn, aggregate::Countable};

/// How many dimensions, and how many measures, a question has at the most.
const MOST: (usize, usize) = (4, 8);

/// `GET /v1/aggregate/{list}`
pub async fn aggregate<R: Resource>(api: Data<Api>, may: May<Read, R::Of>, request: HttpRequest) -> Reply {
    counted::<R>(&api, may, &request, || query::paging(&request)).await
}

/// The figures that a query string asks for.
pub async fn counted<R: Resource>(
    api: &Api,
    may: May<Read, R::Of>,
    request: &HttpRequest,
    paging: impl FnOnce() -> Result<Paging, Refusal>,
) -> Reply {
    let today = api.house.today();
    let (scope, day) = (may.0.scope.clone(), today.clone());
    let ask = || {
        let mut paging = paging()?;
        let mut asked = asked(&mut paging.rest, &countable::<R>())?;
        let filter: <R::Of as Entity>::Filter = query::filter(R::AS, &paging.rest)?;
        asked.conditions = std::mem::take(&mut paging.rest);
        paging.only(&[])?;
        Ok(move |c: &mut Conn, _: &Scope| Ok((aggregate::aggregate::<R>(c, &may.0, &today, filter, &asked)?, None)))
    };
    answer_with_next(api, request, scope, day_of::<R>(&day), ask).await
}

/// Takes the question out of a query string; what is left is the filter.
fn asked(rest: &mut Vec<(String, String)>, countable: &Countable) -> Result<Asked, Refusal> {
    let dimensions: Vec<_> = countable.dimensions.iter().map(|(name, _)| *name).collect();
    let known = |parameter: &str, name: &str, names: &[&str]| match names.contains(&name) {
        true => Ok(()),
        false => Err(Refusal::query(parameter, format!("{name:?} is none of {}", names.join(", ")))),
    };
    let group_by: Vec<String> = query::several(rest, "group_by")?;
    if group_by.len() > MOST.0 {
        return Err(Refusal::query("group_by", format!("is at most {} dimensions", MOST.0)));
    }
    for (index, name) in group_by.iter().enumerate() {
        known("group_by", name, &dimensions)?;
        if group_by[..index].contains(name) {
            return Err(Refusal::query("group_by", format!("{name} is given twice")));
        }
        // One would take them for pairs, which they are not: each is looked for by itself.
        let of = |name: &str| name.split_once('.').map(|(of, _)| of.to_owned());
        if let Some(of) = of(name).filter(|own| group_by[..index].iter().any(|other| of(other).as_ref() == Some(own))) {
            return Err(Refusal::query("group_by", format!("takes one field of {of} at a time")));
        }
    }
    let rule: Option<Rule> = query::taken(rest, "rule")?;
    let bucket = query::take(rest, "bucket")?.map(|text| dating(&text, rule, countable)).transpose()?;
    if let (Some(_), None) = (rule, &bucket) {
        return Err(Refusal::query("rule", "is for a bucket"));
    }
    let mut measures: Vec<Measure> = query::several(rest, "measure")?;
    if measures.is_empty() {
        measures.push(Measure::Count);
    }
    if measures.len() > MOST.1 {
        return Err(Refusal::query("measure", format!("is at most {} measures", MOST.1)));
    }
    for (index, measure) in measures.iter().enumerate() {
        match measure {
            Measure::Count => {}
            Measure::Distinct(name) => known("measure", name, &dimensions)?,
            Measure::Sum(name) => known("measure", name, &countable.amounts)?,
        }
        if measures[..index].contains(measure) {
            return Err(Refusal::query("measure", format!("{measure} is given twice")));
        }
    }
    if let Some(dating) = &bucket {
        let distinct = measures.iter().any(|measure| matches!(measure, Measure::Distinct(_)));
        if distinct && dating.rule != Rule::Earliest {
            return Err(Refusal::query("rule", "is earliest where different values are counted"));
        }
        // The queries of the figures need one of the two for themselves.
        let spare = [dating.by.clone(), format!("{}[also]", dating.by)];
        if dating.rule != Rule::Earliest && spare.iter().all(|name| rest.iter().any(|(other, _)| other == name)) {
            return Err(Refusal::query(&spare[1], "is for the queries of the figures here"));
        }
    }
    Ok(Asked { group_by, bucket, measures, conditions: vec![] })
}
fn dating(text: &str, rule: Option<Rule>, countable: &Countable) -> Result<Dating, Refusal> {
    let names: Vec<_> = countable.dates.iter().map(|(name, _)| *name).collect();
    let known = |by: &str| countable.dates.iter().find(|(name, _)| *name == by).map(|(_, partial)| *partial);
    let (by, size) = text.rsplit_once(':').unwrap_or((text, ""));
    let Some(partial) = known(by) else {
        let detail = format!("{by:?} is none of {}, each with its size after a colon: when:quarter", names.join(", "));
        return Err(Refusal::query("bucket", detail));
    };
    let size: Size = size.parse().map_err(|why| Refusal::query("bucket", format!("after the colon it {why}")))?;
    Ok(Dating { by: by.to_owned(), size, rule: rule.unwrap_or_default(), partial })
}
