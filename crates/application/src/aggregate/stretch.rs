//! Stretches of the calendar, and which of them a partial date counts in.
use super::{Found, MOST_GROUPS, Place, query::Dating, too_many};
use crate::Result;
use chrono::{Datelike, NaiveDate};
use rapport_persistence::{Stretch, aggregate::Group};

rapport_domain::codes! {
    /// The size of the stretches.
    Size { Year = "year", Quarter = "quarter", Month = "month" }
}
rapport_domain::codes! {
    /// What is done with a date that falls into several stretches.
    Rule {
        // Its record counts in the first one alone: the stretches add up to the total.
        Earliest = "earliest",
        // Its record counts whole in each: they add up to more.
        Whole = "whole",
        // Its record counts in equal parts: they add up to the total.
        Split = "split",
    } default Earliest
}
impl From<Size> for Stretch {
    fn from(size: Size) -> Self {
        match size {
            Size::Year => Self::Year,
            Size::Quarter => Self::Quarter,
            Size::Month => Self::Month,
        }
    }
}
impl Size {
    const fn a_year(self) -> i32 {
        match self {
            Self::Year => 1,
            Self::Quarter => 4,
            Self::Month => 12,
        }
    }
    /// The numbers of the stretches in which open ends are kept.
    const fn ever(self) -> i32 {
        self.a_year()
    }
    const fn never(self) -> i32 {
        10_000 * self.a_year() - 1
    }
    fn ends(self, group: &Group) -> Option<(i32, i32)> {
        let (first, last) = group.stretches.as_ref()?;
        Some((self.number(first)?, self.number(last)?))
    }
    /// The names of the stretches from that of one day to that of another.
    pub fn between(self, first: NaiveDate, last: NaiveDate) -> Vec<String> {
        let of = |day: NaiveDate| day.year() * self.a_year() + day.month0() as i32 * self.a_year() / 12;
        (of(first)..=of(last)).map(|number| self.name(number)).collect()
    }
    /// The number of a stretch by its name, and back.
    fn number(self, name: &str) -> Option<i32> {
        let (year, part) = name.split_once('-').unwrap_or((name, "1"));
        let part: i32 = part.trim_start_matches('Q').parse().ok()?;
        Some(year.parse::<i32>().ok()? * self.a_year() + part - 1)
    }
    fn name(self, number: i32) -> String {
        let (year, part) = (number.div_euclid(self.a_year()), number.rem_euclid(self.a_year()) + 1);
        match self {
            Self::Year => format!("{year:04}"),
            Self::Quarter => format!("{year:04}-Q{part}"),
            Self::Month => format!("{year:04}-{part:02}"),
        }
    }
}

/// The first and the last stretch that the dates of groups tell of, open ends apart.
#[derive(Clone, Copy, Debug, Default)]
pub struct Told(Option<(i32, i32)>);
impl Told {
    /// Of all the records that are counted, whatever is counted of them.
    pub fn by(groups: &[Group], size: Size) -> Self {
        let ends = groups.iter().filter_map(|group| size.ends(group)).flat_map(|(first, last)| [first, last]);
        let known = || ends.clone().filter(|number| (size.ever() + 1..size.never()).contains(number));
        Self(known().min().zip(known().max()))
    }
}

/// Groups with what was found of them, each in the stretches in which it counts.
///
/// A date that is open at an end counts up to the first or the last stretch that another date tells of; where it counts in
/// its earliest stretch alone, and nobody knows that, it has one of its own.
pub fn placed(groups: Vec<Group>, dating: Option<&Dating>, told: Told) -> Result<Vec<(Place, Found)>> {
    let place = |group: &Group, stretch: Option<String>| Place {
        members: group.members.iter().cloned().map(Into::into).collect(),
        stretch: stretch.into(),
    };
    let Some(dating) = dating else {
        return Ok(groups.iter().map(|group| (place(group, None), Found::of(group))).collect());
    };
    let size = dating.size;
    let mut all = vec![];
    for group in &groups {
        let found = Found::of(group);
        let Some((first, last)) = size.ends(group) else {
            all.push((place(group, None), found));
            continue;
        };
        if dating.rule == Rule::Earliest {
            let stretch = if first == size.ever() { super::query::EVER.to_owned() } else { size.name(first) };
            all.push((place(group, Some(stretch)), found));
            continue;
        }
        let (first_told, last_told) = told.0.unwrap_or((last, first));
        let first = if first == size.ever() { first_told.min(last) } else { first };
        let last = if last == size.never() { last_told.max(first) } else { last };
        let stretches = (last - first) as usize + 1;
        if all.len() + stretches > MOST_GROUPS * 10 {
            return Err(too_many());
        }
        for (number, stretch) in (first..=last).enumerate() {
            let found = if dating.rule == Rule::Split { found.share(number, stretches) } else { found.clone() };
            all.push((place(group, Some(size.name(stretch))), found));
        }
    }
    Ok(all)
}

#[cfg(test)]
mod tests {
    use super::*;
    use rapport_domain::partial_date::PartialDate;

    #[test]
    fn stretches_are_dates_of_the_standard() {
        for (size, name) in [(Size::Year, "2014"), (Size::Quarter, "2014-Q4"), (Size::Month, "0987-12")] {
            let number = size.number(name).expect(name);
            assert_eq!(size.name(number), name);
            assert!(PartialDate::parse(&size.name(number + 1)).is_ok());
        }
        assert_eq!(Size::Quarter.name(Size::Quarter.number("2014-Q4").expect("a quarter") + 1), "2015-Q1");
    }
}
