//! Tokens: HS256 JWTs. Access tokens name a user and a session, refresh tokens a session and how often it was renewed; the one
//! is never taken for the other, since their audiences differ.
use crate::{Error, House, Result, api_key};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation, decode, decode_header, encode};
use rapport_domain::{Id, Instant, session::Session, user::User};
use rapport_persistence::{Fault, accounts::Outsider, files::hex};
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
    /// The first signs; by the others tokens were signed that are good still.
    keys: Arc<[SigningKey]>,
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
/// A key of ours.
struct SigningKey {
    kid: String,
    sign: EncodingKey,
    read: DecodingKey,
}
impl SigningKey {
    fn of(secret: &[u8]) -> Self {
        let digest = Sha256::new_with_prefix(b"rapport: the name of a key").chain_update(secret).finalize();
        let kid = hex(&digest[..8]);
        Self { kid, sign: EncodingKey::from_secret(secret), read: DecodingKey::from_secret(secret) }
    }
}
/// Who shows what they call by.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Bearer {
    /// The token of a user's session.
    Session {
        /// The user.
        user: Id<User>,
        /// The session.
        session: Id<Session>,
    },
    /// An API key, by the hash of its secret.
    Key([u8; 32]),
    /// The token of an identity provider outside.
    Outsider(Arc<Outsider>),
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
    /// With secrets of 32 bytes at least: that which signs, and those which did.
    pub fn new(secrets: &[impl AsRef<[u8]>], lifetime: i64, session: i64) -> Self {
        // The list of algorithms is fixed: a token that names another one, or none, is no token.
        let rules = |audience| {
            let mut rules = Validation::new(Algorithm::HS256);
            rules.set_issuer(&[ISSUER]);
            rules.set_audience(&[audience]);
            rules.set_required_spec_claims(&["iss", "aud", "sub", "exp"]);
            rules.validate_exp = false; // by the house's clock, below
            rules
        };
        let first = secrets.first().map(AsRef::as_ref).unwrap_or_default();
        let derived = Sha256::new_with_prefix(b"rapport: hashes that are kept").chain_update(first).finalize().into();
        Self {
            keys: secrets.iter().map(|secret| SigningKey::of(secret.as_ref())).collect(),
            access: rules(AUDIENCE),
            refresh: rules(REFRESHING),
            derived,
            known: Arc::default(),
            lifetime,
            session,
        }
    }
    /// The name of the key that signs.
    pub fn kid(&self) -> &str {
        self.keys.first().map(|key| key.kid.as_str()).unwrap_or_default()
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
        let broken = |why: &dyn std::fmt::Display| Error::Fault(Fault::Broken(format!("signing: {why}")));
        let key = self.keys.first().ok_or_else(|| broken(&"no key"))?;
        let header = Header { kid: Some(key.kid.clone()), ..Header::new(Algorithm::HS256) };
        encode(&header, claims, &key.sign).map_err(|why| broken(&why))
    }
    fn genuine<T: DeserializeOwned>(&self, token: &str, rules: &Validation) -> Option<T> {
        let kid = decode_header(token).ok()?.kid?;
        let key = self.keys.iter().find(|key| key.kid == kid)?;
        decode(token, &key.read, rules).ok().map(|token| token.claims)
    }
    /// Whose access token it is, or which API key.
    pub fn read(&self, house: &House, token: &str) -> Result<Bearer> {
        if token.starts_with(api_key::PREFIX) {
            return Ok(Bearer::Key(Sha256::digest(token).into()));
        }
        let known = || self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let found = known().get(token).cloned();
        let (bearer, expires) = match found {
            Some(genuine) => genuine,
            None => {
                let Access { sub, sid, exp, .. } = self.genuine(token, &self.access).ok_or(Error::Unauthenticated)?;
                let genuine = (Bearer::Session { user: sub, session: sid }, exp);
                let mut known = known();
                if known.len() == MOST_KNOWN {
                    known.clear();
                }
                known.insert(token.to_owned(), genuine.clone());
                genuine
            }
        };
        if expires <= house.now().0.timestamp() {
            return Err(Error::Unauthenticated);
        }
        Ok(bearer)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use uuid::Uuid;

    fn session(now: Instant) -> Session {
        let (id, user_id) = (Id::from(Uuid::from_u128(7)), Id::from(Uuid::from_u128(8)));
        Session { id, user_id, generation: 0, renewed_at: now, expires_at: (now.0 + chrono::Duration::days(1)).into() }
    }

    proptest! {
        /// Whatever somebody shows names nobody, however near it is to a token of ours.
        #[test]
        fn what_is_no_token_names_nobody(text in any::<String>(), at in any::<prop::sample::Index>(), other in any::<char>()) {
            let (house, tokens) = (House::new(None), Tokens::new(&[b"a secret of more than 32 bytes, of no worth"], 900, 900));
            prop_assert!(matches!(tokens.read(&house, &text), Err(Error::Unauthenticated) | Ok(Bearer::Key(_))));
            let right = tokens.issue(&house, &session(house.now())).expect("a token");
            let mut letters: Vec<char> = right.chars().collect();
            let place = at.index(letters.len());
            prop_assume!(letters[place] != other);
            letters[place] = other;
            prop_assert!(tokens.read(&house, &String::from_iter(letters)).is_err());
            prop_assert!(tokens.read_refresh(house.now(), &right).is_err());
        }
    }
    #[test]
    fn what_an_older_key_signed_is_good_until_that_goes() {
        let [old, new, newer] = [
            b"the first secret of 32 bytes or so",
            b"the next secret of 32 bytes or so.",
            b"another secret of 32 bytes or so..",
        ];
        let house = House::new(None);
        let of = |secrets: &[&[u8; 34]]| Tokens::new(secrets, 900, 900);
        let token = of(&[old]).issue(&house, &session(house.now())).expect("a token");
        assert!(of(&[new, old]).read(&house, &token).is_ok());
        assert!(of(&[newer, new]).read(&house, &token).is_err());
        let fresh = of(&[new, old]).issue(&house, &session(house.now())).expect("a token");
        assert!(of(&[old]).read(&house, &fresh).is_err() && of(&[newer, new]).read(&house, &fresh).is_ok());
    }
}
