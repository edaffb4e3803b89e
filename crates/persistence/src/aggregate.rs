//! Counting records by groups: one statement a measure, over the rows that a scope sees and a filter finds.
use crate::conditions::{Amount, Dated, Dimension, Fragment, Place, Shape, Values};
use diesel::{
    QueryResult, RunQueryDsl,
    query_builder::{AstPass, Query, QueryFragment, QueryId},
    sql_types::{BigInt, Text},
};
use rapport_domain::entity::Kind;
use rapport_schema::{Backend, Conn, JsonArray, Stretch};
use serde_json::Value;

/// The rows that are counted, and by what they can be.
pub struct Counted<'a> {
    pub(crate) table: &'static str,
    pub(crate) key: &'static str,
    pub(crate) conditions: Vec<Fragment<'a>>,
    pub(crate) shape: Shape<'a>,
}

/// What a list's records can be counted by, in the names of its filters.
#[derive(Clone, Debug, Default)]
pub struct Countable {
    /// What they are grouped by, and the kinds of records that are so.
    pub dimensions: Vec<(&'static str, Option<Kind>)>,
    /// What they are dated by; whether it is a partial date.
    pub dates: Vec<(&'static str, bool)>,
    /// The amounts that are added up.
    pub amounts: Vec<&'static str>,
}

/// What is counted of each group.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Measured<'q> {
    /// The records.
    Records,
    /// The different values of a dimension.
    Distinct(&'q str),
    /// An amount, by currency.
    Sum(&'q str),
}

/// A question: by which dimensions, by which date in what stretches, what, and how many groups at the most.
#[derive(Clone, Copy, Debug)]
pub struct Question<'q> {
    /// The dimensions.
    pub by: &'q [String],
    /// The date, the size of the stretches, and whether the one of its last day is wanted besides that of the first.
    pub dated: Option<(&'q str, Stretch, bool)>,
    /// What is counted.
    pub measured: Measured<'q>,
    /// One more than the groups that are taken.
    pub limit: i64,
}

/// A value of a dimension as a query string has it; none where there is none.
pub type Member = Option<String>;
/// What was counted of one group.
#[derive(Clone, Debug, PartialEq)]
pub struct Group {
    /// The values of the dimensions, in their order.
    pub members: Vec<Member>,
    /// The stretches of the first and of the last day; none where undated, or where none was asked.
    pub stretches: Option<(String, String)>,
    /// The currency, of a sum.
    pub currency: Option<String>,
    /// The records; of a distinct measure its values.
    pub count: i64,
    /// A sum, in the currency's smallest unit.
    pub sum: i128,
}

impl Counted<'_> {
    /// What they can be counted by.
    pub fn countable(&self) -> Countable {
        let kind = |values| if let Values::Ids(kind) = values { Some(kind) } else { None };
        Countable {
            dimensions: self.shape.dimensions.iter().map(|of| (of.name, kind(of.values))).collect(),
            dates: self.shape.dates.iter().map(|of| (of.name, of.partial)).collect(),
            amounts: self.shape.amounts.iter().map(|of| of.name).collect(),
        }
    }
    /// Asks. What the question names is countable: else nothing is found.
    pub fn ask(&self, c: &mut Conn, question: Question<'_>) -> QueryResult<Vec<Group>> {
        let dimension = |name: &str| self.shape.dimensions.iter().find(|of| of.name == name);
        let Some(by) = question.by.iter().map(|name| dimension(name)).collect::<Option<Vec<_>>>() else {
            return Ok(vec![]);
        };
        let dated = question.dated.and_then(|(name, stretch, both)| {
            let dated = self.shape.dates.iter().find(|of| of.name == name)?;
            let mut ends = Vec::from((dated.ends)(stretch));
            ends.truncate(if both { 2 } else { 1 });
            Some((dated, ends))
        });
        let (mut distinct, mut amount) = (None, None);
        match question.measured {
            Measured::Records => {}
            Measured::Distinct(name) => distinct = dimension(name),
            Measured::Sum(name) => amount = self.shape.amounts.iter().find(|of| of.name == name),
        }
        let values: Vec<_> = by.iter().map(|of| of.values).collect();
        let (dates, sums) = (dated.as_ref().map_or(0, |(_, ends)| ends.len()), amount.is_some());
        let mut ids: Vec<bool> = values.iter().map(|values| matches!(values, Values::Ids(_))).collect();
        ids.extend(std::iter::repeat_n(false, dates + usize::from(sums)));
        let keys = ids.into_iter().enumerate().map(|(n, id)| (format!("k{n}"), id)).collect();
        let ask = Ask { of: self, keys: JsonArray(keys), by, dated, distinct, amount, limit: question.limit };
        let rows: Vec<(String, i64, i64, i64)> = ask.load(c)?;
        rows.into_iter().map(|row| group(&values, dates, sums, row)).collect()
    }
}

/// Sums are added up in two parts, of millions and of what is left, so that no sum is too large.
const MILLION: i64 = 1_000_000;

fn group(
    values: &[Values],
    dates: usize,
    summed: bool,
    (keys, count, millions, rest): (String, i64, i64, i64),
) -> QueryResult<Group> {
    let bad = |why: String| diesel::result::Error::DeserializationError(why.into());
    let keys: Vec<Value> = serde_json::from_str(&keys).map_err(|why| bad(why.to_string()))?;
    let mut keys = keys.into_iter();
    let members = values.iter().zip(&mut keys).map(|(values, key)| member(*values, &key)).collect();
    let mut text = || keys.next().and_then(|key| key.as_str().map(str::to_owned));
    let ends: Vec<_> = (0..dates).map(|_| text()).collect();
    let stretches = ends.first().cloned().flatten().zip(ends.last().cloned().flatten());
    let currency = if summed { text() } else { None };
    let sum = i128::from(millions) * i128::from(MILLION) + i128::from(rest);
    Ok(Group { members, stretches, currency, count, sum })
}
/// A value as a query string has it.
fn member(values: Values, key: &Value) -> Member {
    match (values, key) {
        (_, Value::Null) => None,
        (Values::Flags, Value::Number(number)) => Some((number.as_i64() != Some(0)).to_string()),
        (Values::Ids(_), Value::String(id)) => Some(id.parse().map_or(id.clone(), |id: uuid::Uuid| id.to_string())),
        (_, Value::String(text)) => Some(text.clone()),
        (_, other) => Some(other.to_string()),
    }
}

/// The statement.
struct Ask<'q, 'a> {
    of: &'q Counted<'a>,
    keys: JsonArray,
    by: Vec<&'q Dimension<'a>>,
    dated: Option<(&'q Dated<'a>, Vec<Fragment<'a>>)>,
    distinct: Option<&'q Dimension<'a>>,
    amount: Option<&'q Amount<'a>>,
    limit: i64,
}
impl QueryId for Ask<'_, '_> {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}
impl Query for Ask<'_, '_> {
    type SqlType = (Text, BigInt, BigInt, BigInt);
}
impl RunQueryDsl<Conn> for Ask<'_, '_> {}

type Pass<'p, 'b> = AstPass<'p, 'b, Backend>;

impl<'a> Ask<'_, 'a> {
    /// The dimensions that values are taken of: those of the groups, then the one whose values are counted.
    fn dimensions(&self) -> impl Iterator<Item = &Dimension<'a>> {
        self.by.iter().copied().chain(self.distinct)
    }
    /// The value of a dimension.
    fn value<'b>(&'b self, mut out: Pass<'_, 'b>, number: usize, dimension: &'b Dimension<'a>) -> QueryResult<()> {
        let column = match &dimension.place {
            Place::Row(fragment) => return fragment.walk_ast(out),
            Place::Link(_, _, column) => column,
            Place::Rows(rows) => rows.column,
            Place::Query(_) => "value",
        };
        out.push_sql(&format!("j{number}."));
        out.push_identifier(column)
    }
    /// The rows of another table that hold a dimension's values.
    fn join<'b>(&'b self, mut out: Pass<'_, 'b>, number: usize, dimension: &'b Dimension<'a>) -> QueryResult<()> {
        let owner = match &dimension.place {
            Place::Row(_) => return Ok(()),
            Place::Link(table, owner, _) => {
                out.push_sql(" LEFT JOIN ");
                out.push_identifier(table)?;
                owner
            }
            Place::Query(query) => {
                out.push_sql(" LEFT JOIN (");
                query.walk_ast(out.reborrow())?;
                out.push_sql(")");
                "owner"
            }
            Place::Rows(rows) => {
                out.push_sql(" LEFT JOIN (SELECT DISTINCT ");
                out.push_identifier(rows.owner)?;
                out.push_sql(", ");
                out.push_identifier(rows.column)?;
                out.push_sql(" FROM ");
                out.push_identifier(rows.table)?;
                conditions(out.reborrow(), &rows.conditions)?;
                out.push_sql(" AND ");
                out.push_identifier(rows.column)?;
                out.push_sql(" IS NOT NULL)");
                rows.owner
            }
        };
        out.push_sql(&format!(" AS j{number} ON j{number}."));
        out.push_identifier(owner)?;
        out.push_sql(" = ");
        out.push_identifier(self.of.table)?;
        out.push_sql(".");
        out.push_identifier(self.of.key)
    }
    /// What is counted: three numbers.
    fn measures<'b>(&'b self, mut out: Pass<'_, 'b>) -> QueryResult<()> {
        if let Some(distinct) = self.distinct {
            out.push_sql("count(DISTINCT ");
            self.value(out.reborrow(), self.by.len(), distinct)?;
            out.push_sql(") AS a");
        } else {
            out.push_sql("count(*) AS a");
        }
        for (operator, name) in [("/", "b"), ("%", "c")] {
            if let Some(amount) = self.amount {
                out.push_sql(", CAST(coalesce(sum(");
                amount.minor.walk_ast(out.reborrow())?;
                out.push_sql(&format!(" {operator} {MILLION}), 0) AS BIGINT) AS {name}"));
            } else {
                out.push_sql(&format!(", CAST(0 AS BIGINT) AS {name}"));
            }
        }
        Ok(())
    }
}
impl QueryFragment<Backend> for Ask<'_, '_> {
    fn walk_ast<'b>(&'b self, mut out: Pass<'_, 'b>) -> QueryResult<()> {
        out.push_sql("SELECT ");
        self.keys.walk_ast(out.reborrow())?;
        out.push_sql(", a, b, c FROM (SELECT ");
        let mut number = 0;
        let mut name = |out: &mut Pass<'_, 'b>| {
            out.push_sql(&format!(" AS k{number}, "));
            number += 1;
        };
        for (number, dimension) in self.by.iter().enumerate() {
            self.value(out.reborrow(), number, dimension)?;
            name(&mut out);
        }
        if let Some((dated, ends)) = &self.dated {
            for end in ends {
                if let Some(undated) = &dated.undated {
                    out.push_sql("CASE WHEN ");
                    undated.walk_ast(out.reborrow())?;
                    out.push_sql(" = false THEN ");
                    end.walk_ast(out.reborrow())?;
                    out.push_sql(" END");
                } else {
                    end.walk_ast(out.reborrow())?;
                }
                name(&mut out);
            }
        }
        if let Some(amount) = self.amount {
            amount.currency.walk_ast(out.reborrow())?;
            name(&mut out);
        }
        self.measures(out.reborrow())?;
        out.push_sql(" FROM ");
        out.push_identifier(self.of.table)?;
        for (number, dimension) in self.dimensions().enumerate() {
            self.join(out.reborrow(), number, dimension)?;
        }
        conditions(out.reborrow(), &self.of.conditions)?;
        if let Some(amount) = self.amount {
            out.push_sql(" AND ");
            amount.minor.walk_ast(out.reborrow())?;
            out.push_sql(" IS NOT NULL");
        }
        for number in 1..=self.keys.0.len() {
            out.push_sql(&format!("{} {number}", if number == 1 { " GROUP BY" } else { "," }));
        }
        out.push_sql(&format!(" LIMIT {}) AS counted", self.limit));
        Ok(())
    }
}
fn conditions<'b>(mut out: Pass<'_, 'b>, all: &'b [Fragment<'_>]) -> QueryResult<()> {
    for (number, condition) in all.iter().enumerate() {
        out.push_sql(if number == 0 { " WHERE (" } else { " AND (" });
        condition.walk_ast(out.reborrow())?;
        out.push_sql(")");
    }
    Ok(())
}
