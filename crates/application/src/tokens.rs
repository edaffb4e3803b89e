//! Access tokens: HS256 JWTs with issuer, audience, expiry and subject.
use crate::{Error, House, Result};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation, decode, encode};
use rapport_domain::{Id, user::User};
use rapport_persistence::Fault;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

const ISSUER: &str = "rapport";
const AUDIENCE: &str = "rapport-api";
/// How many tokens are known at the most.
const MOST_KNOWN: usize = 1_000;

/// Signs and reads access tokens.
#[derive(Clone)]
pub struct Tokens {
    sign: EncodingKey,
    read: DecodingKey,
    rules: Validation,
    derived: [u8; 32],
    /// Those that were found genuine, with when they expire: to find that out takes longer than many an answer.
    known: Arc<Mutex<HashMap<String, (Bearer, i64)>>>,
    /// How long a token is good for, in seconds.
    pub lifetime: i64,
}
/// Who shows a token.
#[derive(Clone, Copy, Debug)]
pub struct Bearer {
    /// The user.
    pub user: Id<User>,
    /// When the token was issued, in seconds since 1970.
    pub issued_at: i64,
}
#[derive(Debug, Serialize, Deserialize)]
struct Claims {
    iss: String,
    aud: String,
    sub: Id<User>,
    iat: i64,
    exp: i64,
}
impl Tokens {
    /// With a secret of 32 bytes at least.
    pub fn new(secret: &[u8], lifetime: i64) -> Self {
        // The list of algorithms is fixed: a token that names another one, or none, is no token.
        let mut rules = Validation::new(Algorithm::HS256);
        rules.set_issuer(&[ISSUER]);
        rules.set_audience(&[AUDIENCE]);
        rules.set_required_spec_claims(&["iss", "aud", "sub", "exp"]);
        rules.validate_exp = false; // by the house's clock, below
        let derived = Sha256::new_with_prefix(b"rapport: hashes that are kept").chain_update(secret).finalize().into();
        Self {
            sign: EncodingKey::from_secret(secret),
            read: DecodingKey::from_secret(secret),
            rules,
            derived,
            known: Arc::default(),
            lifetime,
        }
    }
    /// A secret for hashes that are kept, derived from the one that signs.
    pub fn derived(&self) -> &[u8] {
        &self.derived
    }
    /// A token for a user.
    pub fn issue(&self, house: &House, user: Id<User>) -> Result<String> {
        let iat = house.now().0.timestamp();
        let exp = iat + self.lifetime;
        let claims = Claims { iss: ISSUER.into(), aud: AUDIENCE.into(), sub: user, iat, exp };
        encode(&Header::new(Algorithm::HS256), &claims, &self.sign)
            .map_err(|why| Error::Fault(Fault::Broken(format!("signing: {why}"))))
    }
    /// Whose token it is, and when it was issued.
    pub fn read(&self, house: &House, token: &str) -> Result<Bearer> {
        let known = || self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let found = known().get(token).copied();
        let (bearer, expires) = match found {
            Some(genuine) => genuine,
            None => {
                let claims = decode::<Claims>(token, &self.read, &self.rules);
                let claims = claims.map_err(|_| Error::Unauthenticated)?.claims;
                let genuine = (Bearer { user: claims.sub, issued_at: claims.iat }, claims.exp);
                let mut known = known();
                if known.len() == MOST_KNOWN {
                    known.clear();
                }
                known.insert(token.to_owned(), genuine);
                genuine
            }
        };
        if expires <= house.now().0.timestamp() {
            return Err(Error::Unauthenticated);
        }
        Ok(bearer)
    }
}
