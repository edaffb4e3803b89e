//! What texts of a fixed form look like.
use crate::check::Problems;

pub fn check_web(url: &str, problems: &mut Problems) {
    let rest = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"));
    let right = rest.is_some_and(|rest| !rest.is_empty() && !rest.starts_with('/'));
    if !right || url.contains(char::is_whitespace) {
        problems.add("bad_url", "an address of the web: http:// or https:// and what follows");
    }
}

pub fn check_org_id(id: &str, problems: &mut Problems) {
    let upper = |text: &str| !text.is_empty() && text.chars().all(|c| c.is_ascii_uppercase());
    let parts: Vec<_> = id.splitn(3, '-').collect();
    let right = matches!(parts[..], [place, register, number] if upper(place) && place.len() == 2
        && !register.is_empty() && register.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_')
        && !number.is_empty() && !number.contains(|c: char| c.is_whitespace() || "/&|?".contains(c)));
    if !right {
        problems.add("bad_org_id", "a register and a number, such as GB-CHC-202918");
    }
}
