//! Secrets that programs show in the place of a password: made of chance, told once, and kept by their hashes.
use rand::Rng;
use rapport_persistence::files::hex;
use sha2::{Digest, Sha256};

/// How many random bytes are in one: there is nothing to guess.
const BYTES: usize = 32;

/// A new secret. How it begins lets one be found that got into the open.
pub fn new(prefix: &str) -> String {
    let mut random = [0; BYTES];
    rand::rng().fill_bytes(&mut random);
    format!("{prefix}{}", hex(&random))
}
/// As it is kept.
pub fn hash(secret: &str) -> String {
    hex(&Sha256::digest(secret))
}
