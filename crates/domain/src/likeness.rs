//! Whether two texts say nearly the same.
use std::{
    collections::HashSet,
    hash::{DefaultHasher, Hash, Hasher},
};

/// All triples of neighbouring words of a text, whatever their case and accents; fewer words are one triple. By them
/// texts are told to be alike.
pub struct Triples(HashSet<u64>);
impl Triples {
    /// Of a text.
    pub fn of(text: &str) -> Self {
        let folded = deunicode::deunicode(text).to_lowercase();
        let words: Vec<_> = folded.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
        let hash = |triple: &[&str]| {
            let mut hasher = DefaultHasher::new();
            triple.hash(&mut hasher);
            hasher.finish()
        };
        Self(words.windows(words.len().clamp(1, 3)).map(hash).collect())
    }
    /// How alike two texts are: the share of all their triples that both have, in hundredths (Jaccard).
    pub fn likeness(&self, other: &Self) -> usize {
        let shared = self.0.intersection(&other.0).count();
        (100 * shared).checked_div(self.0.len() + other.0.len() - shared).unwrap_or(0)
    }
}
