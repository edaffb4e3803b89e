//! Cursors: where a page ended. Opaque to callers, unsigned, checked when they come back; scope is always applied anew.
use crate::problem::Refusal;
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde::{Serialize, de::DeserializeOwned};
use sha2::{Digest, Sha256};

const FORMAT: u8 = 1;

/// What a cursor is good for: one path with one set of filters and one order.
pub fn purpose(path: &str, conditions: &[(String, String)], sort: &str) -> String {
    let mut conditions = conditions.to_vec();
    conditions.sort();
    let digest = Sha256::digest(serde_json::json!([path, conditions, sort]).to_string());
    URL_SAFE_NO_PAD.encode(&digest[..9])
}

/// Writes a cursor.
pub fn write(purpose: &str, place: &impl Serialize) -> String {
    URL_SAFE_NO_PAD.encode(serde_json::json!([FORMAT, purpose, place]).to_string())
}

/// Reads a cursor of this purpose.
pub fn read<T: DeserializeOwned>(cursor: &str, purpose: &str) -> Result<T, Refusal> {
    let bad = |detail: &str| Refusal::query("cursor", detail);
    let bytes = URL_SAFE_NO_PAD.decode(cursor).map_err(|_| bad("is no cursor"))?;
    let (format, made_for, place): (u8, String, serde_json::Value) =
        serde_json::from_slice(&bytes).map_err(|_| bad("is no cursor"))?;
    if format != FORMAT || made_for != purpose {
        return Err(bad("belongs to another list, other filters or another order"));
    }
    serde_json::from_value(place).map_err(|_| bad("is no cursor"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        /// Whatever somebody sends for a cursor is one of this purpose, or refused; nothing breaks.
        #[test]
        fn what_is_no_cursor_is_refused(text in any::<String>(), bytes in any::<Vec<u8>>(), values in any::<(i64, String)>()) {
            let made = purpose("/v1/people", &[], "name");
            for cursor in [text, URL_SAFE_NO_PAD.encode(&bytes)] {
                prop_assert!(read::<(i64, String)>(&cursor, &made).is_err());
            }
            let right = write(&made, &values);
            prop_assert_eq!(read::<(i64, String)>(&right, &made).ok(), Some(values));
            prop_assert!(read::<(i64, String)>(&right, &purpose("/v1/people", &[], "-name")).is_err());
            prop_assert!(read::<(String, i64)>(&right, &made).is_err());
        }
    }
}
