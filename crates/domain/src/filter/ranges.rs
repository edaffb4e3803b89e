//! Conditions on instants, on amounts and on partial dates: ranges.
use super::{
    BadFilter, Condition,
    conditions::{boolean, instant, once, text, value},
};
use crate::{entity::Comparable, money::Money, partial_date::PartialDate};
use rapport_schema::Instant;
use utoipa::openapi::{RefOr, schema::Schema};

/// Refuses bounds between which nothing lies: `[from, above, to, below]`.
fn bounded<V: PartialOrd>(bounds: [&Option<V>; 4]) -> Result<(), BadFilter> {
    let [from, above, to, below] = bounds.map(Option::as_ref);
    let holds = |low: Option<&V>, high: Option<&V>, both: bool| {
        low.zip(high).is_none_or(|(low, high)| low < high || (both && low == high))
    };
    match holds(from, to, true) && holds(from, below, false) && holds(above, to, false) && holds(above, below, false) {
        true => Ok(()),
        false => Err(BadFilter::Value("leaves nothing between the bounds".into())),
    }
}
/// An instant in a range: `created_at[gte]=2014-03-01T00:00:00Z`.
#[derive(Clone, Debug, Default)]
pub struct Instants {
    /// Then or later.
    pub from: Option<Instant>,
    /// Later.
    pub after: Option<Instant>,
    /// Then or earlier.
    pub to: Option<Instant>,
    /// Earlier.
    pub before: Option<Instant>,
}
impl Condition for Instants {
    fn accept(&mut self, operator: &str, text: &str) -> Result<(), BadFilter> {
        let bound = match operator {
            "gte" => &mut self.from,
            "gt" => &mut self.after,
            "lte" => &mut self.to,
            "lt" => &mut self.before,
            _ => return Err(BadFilter::Unknown),
        };
        let instant: Instant = value(text)?;
        if !instant.is_sane() {
            return Err(BadFilter::Value("lies beyond all calendars".into()));
        }
        once(bound, instant)?;
        bounded([&self.from, &self.after, &self.to, &self.before])
    }
    fn operators() -> Vec<(&'static str, &'static str, RefOr<Schema>)> {
        vec![
            ("gte", "At this instant (RFC 3339) or later.", instant()),
            ("gt", "After this instant.", instant()),
            ("lte", "At this instant or earlier.", instant()),
            ("lt", "Before this instant.", instant()),
        ]
    }
}

/// An amount of money in a range, each bound with its currency: `amount[gte]=USD:1500.00`. Amounts in other currencies, and
/// those that nobody states, are in no range.
#[derive(Clone, Debug, Default)]
pub struct Amounts {
    /// That much or more.
    pub from: Option<Money>,
    /// More.
    pub above: Option<Money>,
    /// That much or less.
    pub to: Option<Money>,
    /// Less.
    pub below: Option<Money>,
}
impl Condition for Amounts {
    fn accept(&mut self, operator: &str, text: &str) -> Result<(), BadFilter> {
        let bound = match operator {
            "gte" => &mut self.from,
            "gt" => &mut self.above,
            "lte" => &mut self.to,
            "lt" => &mut self.below,
            _ => return Err(BadFilter::Unknown),
        };
        let bad = || BadFilter::Value("is a currency and a decimal amount, such as USD:1500.00".into());
        let (currency, amount) = text.split_once(':').ok_or_else(bad)?;
        let money = Money::parse(amount, value(currency)?).map_err(|_| bad())?;
        once(bound, money)?;
        bounded([&self.from, &self.above, &self.to, &self.below])
    }
    fn operators() -> Vec<(&'static str, &'static str, RefOr<Schema>)> {
        vec![
            ("gte", "At least this amount, in its currency: `USD:1500.00`.", text()),
            ("gt", "More than this amount, in its currency.", text()),
            ("lte", "At most this amount, in its currency.", text()),
            ("lt", "Less than this amount, in its currency.", text()),
        ]
    }
}

/// The date at which periods are looked at: `as_of=2013-09`. It is valid time, by overlap.
#[derive(Clone, Debug, Default)]
pub struct AsOf {
    /// The date.
    pub date: Option<PartialDate>,
}
impl Condition for AsOf {
    fn accept(&mut self, operator: &str, text: &str) -> Result<(), BadFilter> {
        match operator {
            "" => once(&mut self.date, value(text)?),
            _ => Err(BadFilter::Unknown),
        }
    }
    fn operators() -> Vec<(&'static str, &'static str, RefOr<Schema>)> {
        vec![("", "What held, or may have held, at this EDTF date.", text())]
    }
}

/// A partial date that overlaps another (`when=2014-02`), lies within it (`when[within]=2014-02`), begins in it
/// (`when[begins]=2014-Q1`), or is missing. Undated records match only `when[null]=true`.
#[derive(Clone, Debug, Default)]
pub struct Dates {
    /// Shares a day with it, as far as is known.
    pub overlaps: Option<PartialDate>,
    /// Shares a day with this one too.
    pub also: Option<PartialDate>,
    /// Its earliest day lies in it.
    pub begins: Option<PartialDate>,
    /// Lies in it whole.
    pub within: Option<PartialDate>,
    /// Whether it is undated.
    pub null: Option<bool>,
}
impl Condition for Dates {
    fn accept(&mut self, operator: &str, text: &str) -> Result<(), BadFilter> {
        match operator {
            "" => once(&mut self.overlaps, value(text)?),
            "also" => once(&mut self.also, value(text)?),
            "begins" if text == ".." => {
                once(&mut self.begins, PartialDate::from_parts(text, PartialDate::MIN, PartialDate::MIN))
            }
            "begins" => once(&mut self.begins, value(text)?),
            "within" => once(&mut self.within, value(text)?),
            "null" => once(&mut self.null, value(text)?),
            _ => Err(BadFilter::Unknown),
        }
    }
    fn operators() -> Vec<(&'static str, &'static str, RefOr<Schema>)> {
        vec![
            ("", "Overlaps this EDTF date.", text()),
            ("also", "Overlaps this one too, beside another condition on the same date.", text()),
            ("begins", "Its earliest day lies in this EDTF date; `..`: nobody knows when it began.", text()),
            ("within", "Lies within this EDTF date.", text()),
            ("null", "Whether it is undated.", boolean()),
        ]
    }
}
