//! The dates of the random data, of every shape, with their bounds written out by hand; and the stretches of the calendar.

/// Before all days: where a start is open or unknown.
const OPEN: &str = "";
/// After all days.
const ON: &str = "~";

/// The earliest and the latest day of a date; ISO days compare as texts.
pub type Bounds = (&'static str, &'static str);

/// EDTF texts, each with its earliest and its latest day.
pub const DATES: [(&str, Bounds); 28] = [
    ("2013-09-14", ("2013-09-14", "2013-09-14")),
    ("2013-09-30", ("2013-09-30", "2013-09-30")),
    ("2013-10-01", ("2013-10-01", "2013-10-01")),
    ("2013-12-31", ("2013-12-31", "2013-12-31")),
    ("2014-01-01", ("2014-01-01", "2014-01-01")),
    ("2013-09", ("2013-09-01", "2013-09-30")),
    ("2012-02", ("2012-02-01", "2012-02-29")),
    ("2014-03", ("2014-03-01", "2014-03-31")),
    ("2012-11", ("2012-11-01", "2012-11-30")),
    ("2013-06", ("2013-06-01", "2013-06-30")),
    ("2015-06", ("2015-06-01", "2015-06-30")),
    ("2013-05-XX", ("2013-05-01", "2013-05-31")),
    ("2014-Q1", ("2014-01-01", "2014-03-31")),
    ("2013-36", ("2013-10-01", "2013-12-31")),
    ("2014-37", ("2014-01-01", "2014-04-30")),
    ("2013-H2", ("2013-07-01", "2013-12-31")),
    ("2014-21", ("2014-03-01", "2014-05-31")),
    ("2013", ("2013-01-01", "2013-12-31")),
    ("2014~", ("2014-01-01", "2014-12-31")),
    ("201X", ("2010-01-01", "2019-12-31")),
    ("2012-11/2013-02", ("2012-11-01", "2013-02-28")),
    ("2013-12-31/2014-01-01", ("2013-12-31", "2014-01-01")),
    ("2013-06/2015-01-15", ("2013-06-01", "2015-01-15")),
    ("2012-11/..", ("2012-11-01", ON)),
    ("2014-03/", ("2014-03-01", ON)),
    ("2015-06/..", ("2015-06-01", ON)),
    ("../2014", (OPEN, "2014-12-31")),
    ("/2013-06", (OPEN, "2013-06-30")),
];
/// Those of them that are no intervals.
pub const SINGLE: usize = 20;

/// The bounds of a text: one of the dates, or an interval between two of them.
pub fn bounds(text: &str) -> Bounds {
    if let Some((_, bounds)) = DATES.iter().find(|(other, _)| *other == text) {
        return *bounds;
    }
    let (from, to) = text.split_once('/').unwrap_or_else(|| panic!("{text} is none of the dates"));
    let is_open = |text: &str| text.is_empty() || text == "..";
    (if is_open(from) { OPEN } else { bounds(from).0 }, if is_open(to) { ON } else { bounds(to).1 })
}

/// The sizes of stretches, each with how many there are a year.
pub const SIZES: [(&str, i32); 3] = [("year", 1), ("quarter", 4), ("month", 12)];

/// What is done with a date that falls into several stretches.
pub const RULES: [&str; 3] = ["earliest", "whole", "split"];

/// The number of the stretch that a day lies in; none of an open bound.
pub fn stretch(day: &str, a_year: i32) -> Option<i32> {
    if day == OPEN || day == ON {
        return None;
    }
    let part = |range| day.get(range).and_then(|text: &str| text.parse::<i32>().ok()).expect("a day");
    Some(part(0..4) * a_year + (part(5..7) - 1) * a_year / 12)
}
/// What a stretch is called.
pub fn name(stretch: i32, a_year: i32) -> String {
    let (year, part) = (stretch.div_euclid(a_year), stretch.rem_euclid(a_year) + 1);
    match a_year {
        1 => format!("{year}"),
        4 => format!("{year}-Q{part}"),
        _ => format!("{year}-{part:02}"),
    }
}
