//! Answers that many records go into, kept until the data changes: a board asks the same again and again.
use actix_web::web::Bytes;
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

/// How many bytes of answers are kept at the most, and of one answer.
const MOST: (usize, usize) = (8 << 20, 1 << 20);

/// Kept answers by their ETags, which stand for the data's version, for what the caller sees and for what was asked. Clones
/// share them.
#[derive(Clone, Default)]
pub struct Answers(Arc<Mutex<Kept>>);
#[derive(Default)]
struct Kept {
    version: String,
    bodies: HashMap<String, Bytes>,
    bytes: usize,
}
impl Answers {
    /// The answer of an ETag.
    pub fn of(&self, etag: &str) -> Option<Bytes> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).bodies.get(etag).cloned()
    }
    /// Keeps an answer of a version of the data; those of another one will not be asked for again.
    pub fn keep(&self, version: &str, etag: String, body: Bytes) {
        if body.len() > MOST.1 {
            return;
        }
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.version != version || kept.bytes + body.len() > MOST.0 {
            *kept = Kept { version: version.to_owned(), ..Kept::default() };
        }
        kept.bytes += body.len();
        kept.bodies.insert(etag, body);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_go_when_the_data_changes_or_there_are_too_many() {
        let answers = Answers::default();
        answers.keep("1", "a".into(), Bytes::from_static(b"A"));
        assert_eq!(answers.of("a").as_deref(), Some(&b"A"[..]));
        answers.keep("2", "b".into(), Bytes::from_static(b"B"));
        assert_eq!((answers.of("a"), answers.of("b").is_some()), (None, true));
        answers.keep("2", "large".into(), Bytes::from(vec![0; MOST.1 + 1]));
        assert_eq!(answers.of("large"), None);
        for number in 0..=MOST.0 / MOST.1 {
            answers.keep("2", number.to_string(), Bytes::from(vec![0; MOST.1]));
        }
        assert_eq!((answers.of("b"), answers.of("0")), (None, None));
    }
}
