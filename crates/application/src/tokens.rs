//! Tokens: HS256 JWTs. Access tokens name a user and a session, refresh tokens a session and how often it was renewed; the one
//! is never taken for the other, since their audiences differ.
use crate::{Error, House, Result};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation, decode, encode};
use rapport_domain::{Id, Instant, session::Session, user::User};
use rapport_persistence::Fault;
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use sha2::{Digest, Sha256};
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

const ISSUER: &str = "rapport";
const AUDIENCE: &str = "rapport-api";
const REFRESHING: &str = "rapport-refresh";
/// How many tokens are known at the most.
const MOST_KNOWN: usize = 1_000;

/// Signs and reads tokens.
#[derive(Clone)]
pub struct Tokens {
    sign: EncodingKey,
    read: DecodingKey,
    access: Validation,
    refresh: Validation,
    derived: [u8; 32],
    /// Those that were found genuine, with when they expire: to find that out takes longer than many an answer.
    known: Arc<Mutex<HashMap<String, (Bearer, i64)>>>,
    /// How long an access token is good for, in seconds.
    pub lifetime: i64,
    /// How long a session lasts that is not renewed, in seconds.
    pub session: i64,
}
/// Who shows a token.
#[derive(Clone, Copy, Debug)]
pub struct Bearer {
    /// The user.
    pub user: Id<User>,
    /// The session.
    pub session: Id<Session>,
}
#[derive(Debug, Serialize, Deserialize)]
struct Access {
    iss: String,
    aud: String,
    sub: Id<User>,
    sid: Id<Session>,
    iat: i64,
    exp: i64,
}
/// Nothing in it is of the moment when it is made, so that it can be given again.
#[derive(Debug, Serialize, Deserialize)]
struct Refresh {
    iss: String,
    aud: String,
    sub: Id<Session>,
    generation: i32,
    exp: i64,
}
impl Tokens {
    /// With a secret of 32 bytes at least.
    pub fn new(secret: &[u8], lifetime: i64, session: i64) -> Self {
        // The list of algorithms is fixed: a token that names another one, or none, is no token.
        let rules = |audience| {
            let mut rules = Validation::new(Algorithm::HS256);
            rules.set_issuer(&[ISSUER]);
            rules.set_audience(&[audience]);
            rules.set_required_spec_claims(&["iss", "aud", "sub", "exp"]);
            rules.validate_exp = false; // by the house's clock, below
            rules
        };
        let derived = Sha256::new_with_prefix(b"rapport: hashes that are kept").chain_update(secret).finalize().into();
        Self {
            sign: EncodingKey::from_secret(secret),
            read: DecodingKey::from_secret(secret),
            access: rules(AUDIENCE),
            refresh: rules(REFRESHING),
            derived,
            known: Arc::default(),
            lifetime,
            session,
        }
    }
    /// A secret for hashes that are kept, derived from the one that signs.
    pub fn derived(&self) -> &[u8] {
        &self.derived
    }
    /// An access token of a session.
    pub fn issue(&self, house: &House, session: &Session) -> Result<String> {
        let iat = house.now().0.timestamp();
        let (iss, aud, exp) = (ISSUER.into(), AUDIENCE.into(), iat + self.lifetime);
        self.signed(&Access { iss, aud, sub: session.user_id, sid: session.id, iat, exp })
    }
    /// The refresh token of a session that is good now.
    pub fn refresh(&self, session: &Session) -> Result<String> {
        let (iss, aud, exp) = (ISSUER.into(), REFRESHING.into(), session.expires_at.0.timestamp());
        self.signed(&Refresh { iss, aud, sub: session.id, generation: session.generation, exp })
    }
    /// Which session a refresh token is of, and how often that was renewed when it was given.
    pub fn read_refresh(&self, now: Instant, token: &str) -> Result<(Id<Session>, i32)> {
        let claims: Option<Refresh> = self.genuine(token, &self.refresh);
        let good = claims.filter(|claims| claims.exp > now.0.timestamp()).ok_or(Error::SessionOver)?;
        Ok((good.sub, good.generation))
    }
    fn signed(&self, claims: &impl Serialize) -> Result<String> {
        encode(&Header::new(Algorithm::HS256), claims, &self.sign)
            .map_err(|why| Error::Fault(Fault::Broken(format!("signing: {why}"))))
    }
    fn genuine<T: DeserializeOwned>(&self, token: &str, rules: &Validation) -> Option<T> {
        decode(token, &self.read, rules).ok().map(|token| token.claims)
    }
    /// Whose access token it is.
    pub fn read(&self, house: &House, token: &str) -> Result<Bearer> {
        let known = || self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let found = known().get(token).copied();
        let (bearer, expires) = match found {
            Some(genuine) => genuine,
            None => {
                let Access { sub, sid, exp, .. } = self.genuine(token, &self.access).ok_or(Error::Unauthenticated)?;
                let genuine = (Bearer { user: sub, session: sid }, exp);
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
