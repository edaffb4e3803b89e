//! What a filter says of a table: its conditions, and the fields by which its rows are grouped, dated and added up. Both
//! come from the same lines, so that each group has a filter that finds its rows.
use super::Cond;
use diesel::{Column, query_builder::QueryFragment};
use rapport_domain::entity::Kind;
use rapport_schema::{Backend, Stretch, StretchOf};

/// A part of a statement.
pub type Fragment<'a> = Box<dyn QueryFragment<Backend> + Send + 'a>;

/// What the values of a field are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Values {
    /// Codes, or other texts.
    Texts,
    /// Numbers.
    Numbers,
    /// True and false.
    Flags,
    /// Ids of records of a kind.
    Ids(Kind),
}

/// A field that rows are grouped by.
pub struct Dimension<'a> {
    /// The name of its filter.
    pub name: &'static str,
    /// What its values are.
    pub values: Values,
    /// Where they are.
    pub place: Place<'a>,
}
/// Where the values of a field are.
pub enum Place<'a> {
    /// In the row.
    Row(Fragment<'a>),
    /// In rows of a link table, each once: its name, the column of the owner, the column of the values.
    Link(&'static str, &'static str, &'static str),
    /// In rows of another table, as before, of which conditions hold.
    Rows(Rows<'a>),
    /// In a query of the owners and the values, called `owner` and `value`.
    Query(Fragment<'a>),
}
/// Rows of another table that belong to the rows.
pub struct Rows<'a> {
    /// The table.
    pub table: &'static str,
    /// The column of the owner.
    pub owner: &'static str,
    /// The column of the values.
    pub column: &'static str,
    /// What must hold of them.
    pub conditions: Vec<Fragment<'a>>,
}

/// A date of rows, by which they are put into stretches of the calendar.
pub struct Dated<'a> {
    /// The name of its filter.
    pub name: &'static str,
    /// Whether it is a partial date, which may fall into several stretches.
    pub partial: bool,
    /// Whether there is none, if that may be.
    pub undated: Option<Fragment<'a>>,
    /// The stretches of its first and of its last day.
    pub ends: Box<dyn Fn(Stretch) -> [Fragment<'a>; 2] + Send + 'a>,
}
/// An amount of money of rows.
pub struct Amount<'a> {
    /// The name of its filter.
    pub name: &'static str,
    /// Its currency.
    pub currency: Fragment<'a>,
    /// In the currency's smallest unit.
    pub minor: Fragment<'a>,
}

/// What rows can be counted by.
#[derive(Default)]
pub struct Shape<'a> {
    /// What they are grouped by.
    pub dimensions: Vec<Dimension<'a>>,
    /// What they are dated by.
    pub dates: Vec<Dated<'a>>,
    /// What is added up.
    pub amounts: Vec<Amount<'a>>,
}

/// What is wanted of the rows that a filter finds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wanted {
    /// The first of them: rows are taken in their order, and each is looked at.
    First,
    /// All of them, or how many: the fewer rows are looked at the better, in whatever order. SQLite leaves that to whoever
    /// writes the statement.
    All,
    /// The same, with what they can be counted by.
    Shaped,
}

/// What a filter says of a table, and the shape of its rows where somebody wants it.
pub struct Matching<'a, T> {
    /// What must hold.
    pub conditions: Vec<Cond<'a, T>>,
    /// What its rows can be counted by.
    pub shape: Option<Shape<'a>>,
    wanted: Wanted,
    name_of: fn(&'static str) -> &'static str,
}
impl<T> Default for Matching<'_, T> {
    /// Conditions alone.
    fn default() -> Self {
        Self::new(Wanted::First, |field| field)
    }
}
impl<'a, T> Matching<'a, T> {
    /// Nothing yet; `name_of` tells the names that the filter's fields have in query strings.
    pub fn new(wanted: Wanted, name_of: fn(&'static str) -> &'static str) -> Self {
        let shape = (wanted == Wanted::Shaped).then(Shape::default);
        Self { conditions: vec![], shape, wanted, name_of }
    }
    /// Whether rows are best found by what leads to them.
    pub fn wants_all(&self) -> bool {
        self.wanted != Wanted::First
    }
    /// Another condition.
    pub fn push(&mut self, condition: Cond<'a, T>) {
        self.conditions.push(condition);
    }
    /// Other conditions.
    pub fn extend(&mut self, conditions: impl IntoIterator<Item = Cond<'a, T>>) {
        self.conditions.extend(conditions);
    }
    /// The name in query strings of a field as the filter's expression says it: `f.kind`.
    fn named(&self, field: &'static str) -> &'static str {
        (self.name_of)(field.rsplit('.').next().unwrap_or(field).trim())
    }
    /// Notes a field that rows are grouped by.
    pub fn dimension(&mut self, field: &'static str, values: Values, place: impl FnOnce() -> Place<'a>) {
        let name = self.named(field);
        if let Some(shape) = &mut self.shape {
            shape.dimensions.push(Dimension { name, values, place: place() });
        }
    }
    /// Notes a partial date in three columns.
    pub fn dated<T0, D1, D2>(&mut self, field: &'static str, undated: T0, earliest: D1, latest: D2)
    where
        T0: QueryFragment<Backend> + Send + 'a,
        D1: Copy + Send + 'a,
        D2: Copy + Send + 'a,
        StretchOf<D1>: QueryFragment<Backend>,
        StretchOf<D2>: QueryFragment<Backend>,
    {
        let name = self.named(field);
        if let Some(shape) = &mut self.shape {
            let ends = move |stretch| -> [Fragment<'a>; 2] {
                [Box::new(StretchOf::date(earliest, stretch)), Box::new(StretchOf::date(latest, stretch))]
            };
            shape.dates.push(Dated { name, partial: true, undated: Some(Box::new(undated)), ends: Box::new(ends) });
        }
    }
    /// Notes an instant.
    pub fn instant<I: Copy + Send + 'a>(&mut self, field: &'static str, instant: I)
    where
        StretchOf<I>: QueryFragment<Backend>,
    {
        let name = self.named(field);
        if let Some(shape) = &mut self.shape {
            let ends = move |stretch| -> [Fragment<'a>; 2] {
                [Box::new(StretchOf::instant(instant, stretch)), Box::new(StretchOf::instant(instant, stretch))]
            };
            shape.dates.push(Dated { name, partial: false, undated: None, ends: Box::new(ends) });
        }
    }
    /// Notes an amount of money.
    pub fn amount<C, M>(&mut self, field: &'static str, currency: C, minor: M)
    where
        C: QueryFragment<Backend> + Send + 'a,
        M: QueryFragment<Backend> + Send + 'a,
    {
        let name = self.named(field);
        if let Some(shape) = &mut self.shape {
            shape.amounts.push(Amount { name, currency: Box::new(currency), minor: Box::new(minor) });
        }
    }
}
impl<'a, T> IntoIterator for Matching<'a, T> {
    type Item = Cond<'a, T>;
    type IntoIter = std::vec::IntoIter<Cond<'a, T>>;
    fn into_iter(self) -> Self::IntoIter {
        self.conditions.into_iter()
    }
}

/// The name of a column.
pub fn column_name<C: Column>(_: C) -> &'static str {
    C::NAME
}
