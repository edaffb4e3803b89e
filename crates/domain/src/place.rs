//! Where something applies: exactly one of countries, a region, or the whole world.
use crate::{check::Problems, country::CountryCode, region::Region, text::Code};
use std::collections::BTreeSet;

/// Notes what is wrong with a place.
pub fn check(countries: &[CountryCode], region: Option<&Code<Region>>, worldwide: bool, problems: &mut Problems) {
    let given = [!countries.is_empty(), region.is_some(), worldwide].into_iter().filter(|given| *given).count();
    if given != 1 {
        problems.add_at("countries", "one_place", "give exactly one of countries, region and worldwide");
    }
    no_repeats("countries", countries, problems);
}

/// Notes elements that stand twice in an array that is a set.
pub fn no_repeats<T: Ord>(field: &str, elements: &[T], problems: &mut Problems) {
    let mut seen = BTreeSet::new();
    for (index, element) in elements.iter().enumerate() {
        if !seen.insert(element) {
            problems.within(field, |p| p.within(index, |p| p.add("repeated", "stands here already")));
        }
    }
}
