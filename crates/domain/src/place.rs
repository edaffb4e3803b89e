//! Where something applies: exactly one of countries, a region, or the whole world.
use crate::{check::Problems, country::CountryCode, region::Region, text::Code};

/// Notes what is wrong with a place.
pub fn check(countries: &[CountryCode], region: Option<&Code<Region>>, worldwide: bool, problems: &mut Problems) {
    let given = [!countries.is_empty(), region.is_some(), worldwide].into_iter().filter(|given| *given).count();
    if given != 1 {
        problems.add_at("countries", "one_place", "give exactly one of countries, region and worldwide");
    }
}
