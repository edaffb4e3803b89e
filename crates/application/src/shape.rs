//! What is wrong with the shape of a body, told at the place where it is.
use rapport_domain::check::Violation;
use serde_path_to_error::{Error, Segment};

/// The violation that an error of deserialization stands for: code, words and pointer.
pub fn violation(why: &Error<serde_json::Error>) -> Violation {
    let told = why.inner().to_string();
    // "… at line 1 column 20" says less than the pointer; Rust's names say nothing to a caller.
    let detail = told
        .rsplit_once(" at line ")
        .map_or(told.as_str(), |(told, _)| told)
        .replace("expected struct ", "expected an object: ");
    let mut path: Vec<String> = why
        .path()
        .iter()
        .filter_map(|segment| match segment {
            Segment::Seq { index } => Some(index.to_string()),
            Segment::Map { key } => Some(key.clone()),
            Segment::Enum { .. } | Segment::Unknown => None,
        })
        .collect();
    // These are told by the object around the field; the pointer goes on to the field itself.
    let named = |what: &str| -> Option<String> {
        let rest = detail.strip_prefix(what)?;
        let end = rest.find("`, expected").or_else(|| rest.find("`, there are")).or_else(|| rest.rfind('`'))?;
        Some(rest[..end].to_owned())
    };
    let fields = [
        ("unknown field `", "unknown_field"),
        ("missing field `", "missing_field"),
        ("duplicate field `", "repeated_field"),
    ];
    let field = fields.iter().find_map(|(what, code)| Some((named(what)?, *code)));
    let code = match field {
        Some((field, code)) => {
            if path.last() != Some(&field) {
                path.push(field);
            }
            code
        }
        None if detail.starts_with("is none of ") => "unknown_code",
        None => "wrong_type",
    };
    let pointer = path.iter().map(|part| format!("/{}", part.replace('~', "~0").replace('/', "~1"))).collect();
    Violation { pointer, code, detail }
}
