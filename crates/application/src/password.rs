//! Passwords: Argon2id.
use crate::{Error, Result};
use argon2::{
    Argon2,
    password_hash::{PasswordHasher, PasswordVerifier, phc::PasswordHash},
};
use rapport_persistence::Fault;
use std::sync::LazyLock;

/// Hashes a password with a fresh salt. Takes tens of milliseconds.
pub fn hash(password: &str) -> Result<String> {
    match Argon2::default().hash_password(password.as_bytes()) {
        Ok(hash) => Ok(hash.to_string()),
        Err(why) => Err(Error::Fault(Fault::Broken(format!("hashing: {why}")))),
    }
}

/// Whether a password is the one hashed. Without a hash it takes as long and says no, so that an answer's time does
/// not tell whether an account exists.
pub fn verify(password: &str, hashed: Option<&str>) -> bool {
    let right = |hashed: &str| {
        PasswordHash::new(hashed)
            .is_ok_and(|hash| Argon2::default().verify_password(password.as_bytes(), &hash).is_ok())
    };
    match hashed {
        Some(hashed) => right(hashed),
        None => {
            right(&NOBODY);
            false
        }
    }
}
static NOBODY: LazyLock<String> = LazyLock::new(|| hash("nobody has this password").unwrap_or_default());

/// Whether a hash was made with other parameters than those of today.
pub fn is_of_old(hashed: &str) -> bool {
    let parameters = |hash: &str| hash.rsplitn(3, '$').last().map(str::to_owned);
    parameters(hashed) != parameters(&NOBODY)
}
