//! Choices that look random and are the same for the same seed: SplitMix64. Whatever fails tells its seed.
use serde_json::Value;

/// A stream of choices.
pub struct Chance {
    seed: u64,
    state: u64,
}
impl Chance {
    /// The stream of a seed.
    pub fn of(seed: u64) -> Self {
        Self { seed, state: seed }
    }
    fn number(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let z = (self.state ^ (self.state >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }
    /// A number below an end.
    pub fn below(&mut self, end: usize) -> usize {
        (self.number() % end.max(1) as u64) as usize
    }
    /// True so many times in a hundred.
    pub fn in_hundred(&mut self, times: usize) -> bool {
        self.below(100) < times
    }
    /// One of some.
    pub fn one<T: Clone>(&mut self, of: &[T]) -> T {
        of[self.below(of.len())].clone()
    }
    /// Different ones of some, so many at the most.
    pub fn several<T: Clone + PartialEq>(&mut self, of: &[T], most: usize) -> Vec<T> {
        let mut some: Vec<T> = vec![];
        for _ in 0..self.below(most + 1) {
            let next = self.one(of);
            if !some.contains(&next) {
                some.push(next);
            }
        }
        some
    }
    /// One of some, so many times in a hundred; else null.
    pub fn maybe<T: Clone + Into<Value>>(&mut self, times: usize, of: &[T]) -> Value {
        if !of.is_empty() && self.in_hundred(times) { self.one(of).into() } else { Value::Null }
    }
}
impl Drop for Chance {
    fn drop(&mut self) {
        if std::thread::panicking() {
            eprintln!("the seed of this failure is {}", self.seed);
        }
    }
}
