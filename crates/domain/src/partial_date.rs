//! A date as vague as it really is: the EDTF (ISO 8601-2) text the user gave,
//! with the earliest and the latest day it may mean.

mod label;
#[cfg(test)]
mod tests;

use std::{fmt, ops::RangeInclusive, str::FromStr};

use chrono::{Datelike, Days, Months, NaiveDate};
use serde::{Serialize, Serializer};

pub use label::{BadDate, Lang};

/// The longest text read, in bytes; no real date comes near it.
const MAX_LEN: usize = 64;

/// A date or period known only as precisely as its EDTF text says.
// The derived order is by earliest day, then latest day, then text.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PartialDate {
    earliest: NaiveDate,
    latest: NaiveDate,
    text: String,
}

impl PartialDate {
    /// The first day there is, which stands for an open or unknown start.
    pub const MIN: NaiveDate = NaiveDate::from_ymd_opt(1, 1, 1).unwrap();
    /// The last day there is, which stands for an open or unknown end.
    pub const MAX: NaiveDate = NaiveDate::from_ymd_opt(9999, 12, 31).unwrap();
    const FIRST: NaiveDate = NaiveDate::from_ymd_opt(2, 1, 1).unwrap();
    const LAST: NaiveDate = NaiveDate::from_ymd_opt(9998, 12, 31).unwrap();

    /// Reads an EDTF date or interval, keeping the text exactly as given.
    ///
    /// Seasons are those of the north: spring begins in March, and the winter
    /// of a year runs from its December to the next February.
    pub fn parse(text: &str) -> Result<Self, BadDate> {
        let (start, end) = Edtf::parse(text)?.spans();
        let (earliest, latest) = (*start.start(), *end.end());
        if latest < earliest {
            return Err(BadDate::ReversedRange);
        }
        Ok(Self::from_parts(text, earliest, latest))
    }

    /// Rebuilds a date from its stored parts, which are trusted.
    pub fn from_parts(text: impl Into<String>, earliest: NaiveDate, latest: NaiveDate) -> Self {
        let text = text.into();
        Self { earliest, latest, text }
    }

    /// The date of one known day, held to the years that dates may have: the first and last of all mean open.
    pub fn day(day: NaiveDate) -> Self {
        let day = day.clamp(Self::FIRST, Self::LAST);
        Self::from_parts(day.to_string(), day, day)
    }

    /// The EDTF text, as the user gave it.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The earliest day it may mean, [`Self::MIN`] where the start is open or unknown.
    pub fn earliest(&self) -> NaiveDate {
        self.earliest
    }

    /// The latest day it may mean, [`Self::MAX`] where the end is open or unknown.
    pub fn latest(&self) -> NaiveDate {
        self.latest
    }

    /// The earliest day it may mean, unless the start is open or unknown.
    pub fn opens(&self) -> Option<NaiveDate> {
        (self.earliest > Self::MIN).then_some(self.earliest)
    }

    /// The latest day it may mean, unless the end is open or unknown.
    pub fn closes(&self) -> Option<NaiveDate> {
        (self.latest < Self::MAX).then_some(self.latest)
    }

    /// The latest day on which it may have begun.
    pub fn begun(&self) -> NaiveDate {
        Edtf::parse(&self.text).map_or(self.latest, |edtf| *edtf.spans().0.end())
    }

    /// Whether both may mean one same day.
    pub fn overlaps(&self, other: &Self) -> bool {
        self.earliest <= other.latest && other.earliest <= self.latest
    }

    /// Whether every day it may mean is one `outer` may mean.
    pub fn within(&self, outer: &Self) -> bool {
        outer.earliest <= self.earliest && self.latest <= outer.latest
    }

    /// Whether the period, however late it started and early it ended, covers all of `other`.
    pub fn surely_covers(&self, other: &Self) -> bool {
        let (start, end) = Edtf::parse(&self.text)
            .map_or_else(|_| (self.earliest..=self.latest, self.earliest..=self.latest), |edtf| edtf.spans());
        *start.end() <= other.earliest && other.latest <= *end.start()
    }

    /// Whether both, as periods, cover some same days, however late they started and early they ended. One may end on the
    /// day on which the other begins, if it lasted longer than that day.
    pub fn surely_overlaps(&self, other: &Self) -> bool {
        let core = |date: &Self| match Edtf::parse(&date.text) {
            Ok(edtf) => {
                let (start, end) = edtf.spans();
                (*start.end(), *end.start())
            }
            Err(_) => (date.earliest, date.latest),
        };
        let ((opens, closes), (other_opens, other_closes)) = (core(self), core(other));
        let (first, last) = (opens.max(other_opens), closes.min(other_closes));
        let hands_over = |closes, opens, lasted| first == closes && first == opens && lasted;
        let passed = hands_over(closes, other_opens, opens < closes)
            || hands_over(other_closes, opens, other_opens < other_closes);
        first < last || (first == last && !passed)
    }

    /// The period that begins with a date and goes on.
    pub fn since(&self) -> Self {
        Self::from_parts(format!("{}/..", self.text), self.earliest, Self::MAX)
    }

    /// This period, ended by a date that is no interval.
    pub fn until(&self, end: &Self) -> Result<Self, BadDate> {
        let start = self.text.split_once('/').map_or(self.text.as_str(), |(start, _)| start);
        Self::parse(&format!("{start}/{}", end.text))
    }

    /// Whether both share a day, whatever the vague ends of either mean. An open end is no more certain than an unknown
    /// one: nobody says that the period lasted.
    pub fn known_to_overlap(&self, other: &Self) -> bool {
        let sure = |date: &Self| Edtf::parse(&date.text).map_or((date.earliest, date.latest), |edtf| edtf.sure());
        let ((latest_start, earliest_end), (their_start, their_end)) = (sure(self), sure(other));
        latest_start <= their_end && their_start <= earliest_end
    }

    /// How a person would say it.
    pub fn label(&self, lang: Lang) -> String {
        Edtf::parse(&self.text).map_or_else(|_| self.text.clone(), |edtf| edtf.label(lang))
    }
}

impl FromStr for PartialDate {
    type Err = BadDate;

    fn from_str(text: &str) -> Result<Self, BadDate> {
        Self::parse(text)
    }
}

impl fmt::Display for PartialDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.text)
    }
}

impl Serialize for PartialDate {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.text)
    }
}

/// The days one end of a period may fall on.
type Span = RangeInclusive<NaiveDate>;

/// What a text says, once read.
enum Edtf {
    Date(Date),
    Range(End, End),
}

enum End {
    On(Date),
    Open,
    Unknown,
}

struct Date {
    when: When,
    about: bool,
    uncertain: bool,
}

/// What a single date names, largest unit first; all its numbers count from 1.
#[derive(Clone, Copy)]
enum When {
    /// One year where the first is the last, else some year between them.
    Years(u32, u32),
    Season(u32, u32),
    Part(u32, Part, u32),
    Month(u32, u32),
    Day(u32, u32, u32),
    SomeMonth(u32),
    SomeDayOfYear(u32),
    SomeDayOfMonth(u32, u32),
}

/// An equal part of the year, valued at its number of months.
#[derive(Clone, Copy)]
enum Part {
    Quarter = 3,
    Third = 4,
    Half = 6,
}

impl Edtf {
    fn parse(text: &str) -> Result<Self, BadDate> {
        if text.is_empty() {
            return Err(BadDate::Empty);
        }
        if text.len() > MAX_LEN {
            return Err(BadDate::TooLong);
        }
        let known = |byte: u8| byte.is_ascii_alphanumeric() || b"-/.~?%".contains(&byte);
        if !text.bytes().all(known) {
            return Err(BadDate::NotEdtf(text.into()));
        }
        match text.split('/').collect::<Vec<_>>()[..] {
            [date] => Date::parse(date).map(Self::Date),
            [start, end] => match (End::parse(start)?, End::parse(end)?) {
                (End::Open | End::Unknown, End::Open | End::Unknown) => Err(BadDate::EmptyRange),
                (start, end) => Ok(Self::Range(start, end)),
            },
            _ => Err(BadDate::NotEdtf(text.into())),
        }
    }

    /// The days the period may start on and those it may end on.
    fn spans(&self) -> (Span, Span) {
        let (start, end) = match self {
            // Somewhere in its span: it may start at the last day or end at the first.
            Self::Date(date) => (date.when.span(), date.when.span()),
            Self::Range(start, end) => (start.span(PartialDate::MIN), end.span(PartialDate::MAX)),
        };
        let (latest_start, earliest_end) = inner(&start, &end);
        (*start.start()..=latest_start, earliest_end..=*end.end())
    }

    /// The last day on which the period may start, and the first on which it may end, open ends being unknown.
    fn sure(&self) -> (NaiveDate, NaiveDate) {
        let anywhere = PartialDate::MIN..=PartialDate::MAX;
        let span = |end: &End| match end {
            End::On(date) => date.when.span(),
            End::Open | End::Unknown => anywhere.clone(),
        };
        match self {
            Self::Date(date) => inner(&date.when.span(), &date.when.span()),
            Self::Range(start, end) => inner(&span(start), &span(end)),
        }
    }
}

/// No period starts after its end, which is all there is to say of an unknown one: its latest start and earliest end.
fn inner(start: &Span, end: &Span) -> (NaiveDate, NaiveDate) {
    (*start.end().min(end.end()), *end.start().max(start.start()))
}

impl End {
    fn parse(text: &str) -> Result<Self, BadDate> {
        match text {
            "" => Ok(Self::Unknown),
            ".." => Ok(Self::Open),
            date => Date::parse(date).map(Self::On),
        }
    }

    fn span(&self, open: NaiveDate) -> Span {
        match self {
            Self::On(date) => date.when.span(),
            Self::Open => open..=open,
            Self::Unknown => PartialDate::MIN..=PartialDate::MAX,
        }
    }
}

impl Date {
    fn parse(text: &str) -> Result<Self, BadDate> {
        let not_edtf = || BadDate::NotEdtf(text.into());
        let bare = text.strip_suffix(['~', '?', '%']).unwrap_or(text);
        let qualifier = &text[bare.len()..];
        let when = match bare.split('-').collect::<Vec<_>>()[..] {
            _ if !bare.starts_with(|c: char| c.is_ascii_digit() || c == 'X') => Err(not_edtf()),
            [year] => years(year),
            [year, part] => part_of_year(exact_year(year)?, part),
            [year, month, day] => day_of_month(exact_year(year)?, month, day),
            _ => Err(not_edtf()),
        }?;
        Ok(Self { when, about: matches!(qualifier, "~" | "%"), uncertain: matches!(qualifier, "?" | "%") })
    }
}

impl When {
    fn span(self) -> Span {
        match self {
            Self::Years(first, last) => months(first, 1, 12 * (last - first + 1)),
            Self::Season(year, nth) => months(year, 3 * nth, 3),
            Self::Part(year, part, nth) => {
                let count = part as u32;
                months(year, 1 + (nth - 1) * count, count)
            }
            Self::Day(year, month, day) => {
                let day = first_of(year, month) + Days::new(u64::from(day - 1));
                day..=day
            }
            Self::SomeMonth(year) | Self::SomeDayOfYear(year) => months(year, 1, 12),
            Self::Month(year, month) | Self::SomeDayOfMonth(year, month) => months(year, month, 1),
        }
    }
}

fn months(year: u32, month: u32, count: u32) -> Span {
    let first = first_of(year, month);
    let last = first + Months::new(count) - Days::new(1);
    // The winter of the last year would run past it.
    first..=last.min(PartialDate::MAX)
}

fn first_of(year: u32, month: u32) -> NaiveDate {
    PartialDate::MIN + Months::new(12 * (year - 1) + month - 1)
}

/// The number `text` writes in exactly `len` digits.
fn digits(text: &str, len: usize) -> Option<u32> {
    let exact = text.len() == len && text.bytes().all(|byte| byte.is_ascii_digit());
    exact.then(|| text.parse().ok()).flatten()
}

fn exact_year(text: &str) -> Result<u32, BadDate> {
    digits(text, 4).filter(|year| (2..=9998).contains(year)).ok_or_else(|| BadDate::Year(text.into()))
}

/// `2013`, or `201X` and `20XX` with their last digits unspecified.
fn years(text: &str) -> Result<When, BadDate> {
    let known = text.trim_end_matches('X');
    let bound = |digit: &str| format!("{known}{}", digit.repeat(text.len() - known.len()));
    if known.len() == text.len() {
        return exact_year(text).map(|year| When::Years(year, year));
    }
    match (digits(&bound("0"), 4), digits(&bound("9"), 4)) {
        (Some(first), Some(last)) if !known.is_empty() => Ok(When::Years(first.max(2), last.min(9998))),
        _ => Err(BadDate::Year(text.into())),
    }
}

fn part_of_year(year: u32, text: &str) -> Result<When, BadDate> {
    if text == "XX" {
        return Ok(When::SomeMonth(year));
    }
    // `Q` and `H` are aliases of the EDTF numbers.
    let alias = |text, last| digits(text, 1).filter(|nth| (1..=last).contains(nth));
    let number = if let Some(nth) = text.strip_prefix('Q') {
        32 + alias(nth, 4).ok_or_else(|| BadDate::Quarter(text.into()))?
    } else if let Some(nth) = text.strip_prefix('H') {
        39 + alias(nth, 2).ok_or_else(|| BadDate::Half(text.into()))?
    } else {
        digits(text, 2).ok_or_else(|| BadDate::Month(text.into()))?
    };
    let part = |part, nth| When::Part(year, part, nth);
    match number {
        month @ 1..=12 => Ok(When::Month(year, month)),
        21..=24 => Ok(When::Season(year, number - 20)),
        // EDTF has other seasons there, told apart by hemisphere.
        25..=32 => Err(BadDate::Season(text.into())),
        33..=36 => Ok(part(Part::Quarter, number - 32)),
        37..=39 => Ok(part(Part::Third, number - 36)),
        40..=41 => Ok(part(Part::Half, number - 39)),
        _ => Err(BadDate::Month(text.into())),
    }
}

fn day_of_month(year: u32, month_text: &str, day_text: &str) -> Result<When, BadDate> {
    if (month_text, day_text) == ("XX", "XX") {
        return Ok(When::SomeDayOfYear(year));
    }
    let month = digits(month_text, 2)
        .filter(|month| (1..=12).contains(month))
        .ok_or_else(|| BadDate::Month(month_text.into()))?;
    if day_text == "XX" {
        return Ok(When::SomeDayOfMonth(year, month));
    }
    digits(day_text, 2)
        .filter(|&day| first_of(year, month).with_day(day).is_some())
        .map(|day| When::Day(year, month, day))
        .ok_or_else(|| BadDate::Day { month: format!("{year:04}-{month_text}"), day: day_text.into() })
}
