//! Query strings of lists: paging, order and filters, each refused by name where it is wrong.
use crate::{beside::Beside, cursor, problem::Refusal};
use actix_web::HttpRequest;
use rapport_application::Resource;
use rapport_domain::{
    entity::{Entity, Kind, Life, List, Order, SortKey},
    filter::{BadFilter, Filter},
};
use rapport_reporting::Format;
use std::{fmt::Display, str::FromStr};

/// How many records a page has unless it says otherwise, and at the most.
pub const LIMIT: (i64, i64) = (50, 200);

/// The parts of a query string that every list understands, and the rest.
pub struct Paging {
    /// How many.
    pub limit: i64,
    /// The order as written.
    pub sort: Option<String>,
    /// The cursor as written.
    pub cursor: Option<String>,
    /// Whether to count all.
    pub total: bool,
    /// Live or deleted ones.
    pub life: Life,
    /// The members that records are shown with, as written.
    pub fields: Option<String>,
    /// What belongs beside them, as written.
    pub include: Option<String>,
    /// All else.
    pub rest: Vec<(String, String)>,
    given: Vec<String>,
}
impl Paging {
    /// Refuses what a path does not take: all but these of the parts that every list understands.
    pub fn only(&self, taken: &[&str]) -> Result<(), Refusal> {
        let others = self.rest.iter().map(|(name, _)| name);
        match self.given.iter().chain(others).find(|name| !taken.contains(&name.as_str())) {
            None => Ok(()),
            Some(name) => Err(Refusal::query(name, "is no parameter of this path")),
        }
    }
}

/// Takes a query string apart.
pub fn paging(request: &HttpRequest) -> Result<Paging, Refusal> {
    let pairs: Vec<(String, String)> =
        serde_urlencoded::from_str(request.query_string()).map_err(|why| Refusal::query("", why.to_string()))?;
    let mut paging = Paging {
        limit: LIMIT.0,
        sort: None,
        cursor: None,
        total: false,
        life: Life::Live,
        fields: None,
        include: None,
        rest: vec![],
        given: vec![],
    };
    for (name, value) in pairs {
        if value.contains('\0') || name.contains('\0') {
            return Err(Refusal::query(&name.replace('\0', ""), "U+0000 is not text"));
        }
        if ["limit", "sort", "cursor", "total", "deleted", "fields", "include"].contains(&name.as_str()) {
            if paging.given.contains(&name) {
                return Err(Refusal::query(&name, "given twice"));
            }
            paging.given.push(name.clone());
        }
        match name.as_str() {
            "limit" => {
                let limit = value.parse().ok().filter(|n| (1..=LIMIT.1).contains(n));
                paging.limit = limit.ok_or_else(|| Refusal::query("limit", format!("is 1 to {}", LIMIT.1)))?;
            }
            "sort" => paging.sort = Some(value),
            "cursor" => paging.cursor = Some(value),
            "fields" => paging.fields = Some(value),
            "include" => paging.include = Some(value),
            "total" if value == "exact" => paging.total = true,
            "total" => return Err(Refusal::query("total", "is exact, or absent")),
            "deleted" => {
                paging.life = match value.as_str() {
                    "true" => Life::Deleted,
                    "false" => Life::Live,
                    _ => return Err(Refusal::query("deleted", "is true or false")),
                }
            }
            _ => paging.rest.push((name, value)),
        }
    }
    Ok(paging)
}

/// Takes the one value of a parameter out of the rest of a query string.
pub fn take(rest: &mut Vec<(String, String)>, name: &str) -> Result<Option<String>, Refusal> {
    let (mine, others) = std::mem::take(rest).into_iter().partition::<Vec<_>, _>(|(n, _)| n == name);
    *rest = others;
    match mine.len() {
        0 | 1 => Ok(mine.into_iter().next().map(|(_, value)| value)),
        _ => Err(Refusal::query(name, "given twice")),
    }
}

/// The one value of a parameter, read.
pub fn taken<T: FromStr<Err: Display>>(rest: &mut Vec<(String, String)>, name: &str) -> Result<Option<T>, Refusal> {
    let text = take(rest, name)?;
    text.map(|text| text.parse().map_err(|why: T::Err| Refusal::query(name, why.to_string()))).transpose()
}
/// The values of a parameter that takes several, separated by commas.
pub fn several<T: FromStr<Err: Display>>(rest: &mut Vec<(String, String)>, name: &str) -> Result<Vec<T>, Refusal> {
    let text = take(rest, name)?.unwrap_or_default();
    let parts = text.split(',').filter(|part| !part.is_empty());
    parts.map(|part| part.parse().map_err(|why: T::Err| Refusal::query(name, why.to_string()))).collect()
}

/// A list of a resource as a query string asks for it.
pub struct Asked<E: Entity> {
    /// The list.
    pub list: List<E>,
    /// Whether to count all.
    pub total: bool,
    /// What is shown of its records, and beside them.
    pub beside: Beside,
    purpose: String,
}
/// Reads an export's query string: that of its list without what is about pages, and the format.
pub fn export<R: Resource>(request: &HttpRequest) -> Result<(Asked<R::Of>, Format), Refusal> {
    let mut paging = paging(request)?;
    if let Some(name) = paging.given.iter().find(|name| !["sort", "fields", "deleted"].contains(&name.as_str())) {
        return Err(Refusal::query(name, "is no parameter of an export"));
    }
    let format = taken(&mut paging.rest, "format")?.unwrap_or(Format::Csv);
    // In the order of their keys, unless another is wanted: so their table and those beside it are read from end to end.
    let sort = match &paging.sort {
        Some(sort) => orders::<R::Of>(sort)?,
        None => vec![],
    };
    Ok((asked::<R>(request, paging, sort)?, format))
}
/// Reads a list's query string.
pub fn list<R: Resource>(request: &HttpRequest) -> Result<Asked<R::Of>, Refusal> {
    let paging = paging(request)?;
    let sort = match &paging.sort {
        Some(sort) => orders::<R::Of>(sort)?,
        None => vec![Order { by: <R::Of as Entity>::Sort::default(), descending: false }],
    };
    asked::<R>(request, paging, sort)
}
fn asked<R: Resource>(
    request: &HttpRequest,
    paging: Paging,
    sort: Vec<Order<<R::Of as Entity>::Sort>>,
) -> Result<Asked<R::Of>, Refusal> {
    let filter = filter(R::AS, &paging.rest)?;
    let written = format!("{:?} {:?}", sort, paging.life);
    let purpose = cursor::purpose(request.path(), &paging.rest, &written);
    let after = paging.cursor.as_deref().map(|text| after::<R::Of>(text, &purpose, &sort)).transpose()?;
    let list = List { filter, life: paging.life, sort, after, limit: paging.limit };
    Ok(Asked { list, total: paging.total, beside: Beside::of::<R>(&paging)?, purpose })
}
/// The filter of a list, of conditions that it takes alone.
pub fn filter<F: Filter>(list: Kind, conditions: &[(String, String)]) -> Result<F, Refusal> {
    let filter = F::parse(conditions).map_err(|(name, why)| refused(&name, why))?;
    match filter.each().unknown(list) {
        Some(name) => Err(refused(name, BadFilter::Unknown)),
        None => Ok(filter),
    }
}
/// A condition that a filter does not take.
pub fn refused(name: &str, why: BadFilter) -> Refusal {
    match why {
        BadFilter::Unknown => Refusal::query(name, "is no parameter of this list"),
        BadFilter::Value(detail) => Refusal::query(name, detail),
    }
}
type After<E> = (Vec<Vec<serde_json::Value>>, <E as Entity>::Key);
fn after<E: Entity>(text: &str, purpose: &str, sort: &[Order<E::Sort>]) -> Result<After<E>, Refusal> {
    let bad = || Refusal::query("cursor", "is no cursor");
    let (values, key): (Vec<Vec<serde_json::Value>>, String) = cursor::read(text, purpose)?;
    let fits = values.len() == sort.len() && sort.iter().zip(&values).all(|(order, values)| order.by.fits(values));
    let text = |value: &serde_json::Value| value.as_str().is_none_or(|text| !text.contains('\0'));
    let fits = fits && values.iter().flatten().all(text) && !key.contains('\0');
    let key = key.parse().map_err(|_| bad())?;
    if fits { Ok((values, key)) } else { Err(bad()) }
}
fn orders<E: Entity>(sort: &str) -> Result<Vec<Order<E::Sort>>, Refusal> {
    let mut orders: Vec<Order<E::Sort>> = vec![];
    for name in sort.split(',') {
        let (descending, name) = name.strip_prefix('-').map_or((false, name), |name| (true, name));
        let by = E::Sort::parse(name).ok_or_else(|| {
            Refusal::query("sort", format!("{name:?} is no order; there are {}", E::Sort::NAMES.join(", ")))
        })?;
        if orders.iter().any(|order| order.by == by) {
            return Err(Refusal::query("sort", format!("{name} is given twice")));
        }
        orders.push(Order { by, descending });
    }
    Ok(orders)
}
impl<E: Entity> Asked<E> {
    /// Where the page after one that ends with this record begins.
    pub fn place(&self, last: &E) -> After<E> {
        (self.list.sort.iter().map(|order| order.by.values(last)).collect(), last.key())
    }
    /// The cursor of that page.
    pub fn next(&self, last: &E) -> String {
        let (values, key) = self.place(last);
        cursor::write(&self.purpose, &(values, key.to_string()))
    }
}
