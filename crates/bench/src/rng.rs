//! Numbers that look random and are the same on every machine and in every version: SplitMix64.

/// A stream of numbers.
#[derive(Clone, Debug)]
pub struct Rng(u64);
impl Rng {
    /// The stream of a thing: the same for the same two numbers.
    pub fn of(kind: u64, number: u64) -> Self {
        let mut rng = Self(kind.wrapping_mul(0xA24B_AED4_963E_E407) ^ number.wrapping_mul(0x9FB2_1C65_1E98_DF25));
        rng.number();
        rng
    }
    /// The next number.
    pub fn number(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }
    /// One below an end.
    pub fn below(&mut self, end: u64) -> u64 {
        self.number() % end.max(1)
    }
    /// One of some.
    pub fn pick<'a, T>(&mut self, some: &'a [T]) -> &'a T {
        &some[self.below(some.len() as u64) as usize]
    }
    /// True so many times in a hundred.
    pub fn chance(&mut self, percent: u64) -> bool {
        self.below(100) < percent
    }
}
