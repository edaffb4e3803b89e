//! Identity providers outside: whose tokens are taken beside our own, and what their claims mean here. A provider says who
//! somebody is; that they are a user of Rapport is said here.
use crate::{Error, Result};
use chrono::{DateTime, Utc};
use jsonwebtoken::{
    Algorithm, DecodingKey, Header, Validation, decode, decode_header,
    jwk::{Jwk, JwkSet, KeyAlgorithm},
};
use rapport_domain::{Instant, policy::Role};
use rapport_persistence::accounts::Outsider;
use serde::Deserialize;
use serde_json::{Map, Value};
use std::{
    collections::{BTreeMap, HashMap},
    sync::{Arc, Mutex, PoisonError},
};
use tokio::task::spawn_blocking;

/// The algorithms that are taken: those by which nobody who can read a token can make one.
const ALGORITHMS: [Algorithm; 3] = [Algorithm::RS256, Algorithm::ES256, Algorithm::EdDSA];
/// By how many seconds the clock of a provider may differ from ours.
const LEEWAY: i64 = 60;
/// How long keys are not asked for again, in seconds: whoever shows tokens of keys that nobody has would let us ask each time.
const ASKED: i64 = 60;

/// What is said of a provider.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// What its tokens have as `iss`.
    pub issuer: String,
    /// What those have as `aud` that are meant for Rapport.
    pub audience: String,
    /// Where its keys are, as a JSON Web Key Set (RFC 7517): a file, or an address of the web.
    pub jwks: String,
    /// The claim with the e-mail address of a user of Rapport.
    #[serde(default = "email")]
    pub user_claim: String,
    /// The claim that says what somebody is, and what that means; what the user is here, where nothing is said.
    pub role: Option<RoleClaim>,
    /// The claim that says where somebody works: codes of countries and regions, or `all`.
    pub reach_claim: Option<String>,
}
fn email() -> String {
    "email".into()
}
/// What a claim means: somebody is the first of these that stands in it; nobody of Rapport where none does.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RoleClaim {
    /// Its name.
    pub claim: String,
    /// Its values, and the role that each means.
    pub values: BTreeMap<String, Role>,
}

/// Reads a JSON Web Key Set from where it is.
pub type Fetch = fn(&str) -> std::result::Result<String, String>;

/// The providers. Clones share them.
#[derive(Clone)]
pub struct Providers {
    all: Arc<[Provider]>,
    fetch: Fetch,
}
struct Provider {
    settings: Settings,
    known: Mutex<Known>,
}
#[derive(Default)]
struct Known {
    keys: HashMap<String, Arc<Key>>,
    asked: Option<DateTime<Utc>>,
}

/// A key of a provider.
struct Key {
    /// What it is for, where it says so.
    algorithm: Option<KeyAlgorithm>,
    read: DecodingKey,
}

impl Default for Providers {
    /// Nobody: our own tokens alone are taken.
    fn default() -> Self {
        Self::new(vec![], |_| Err("there are no providers".into()))
    }
}
impl Providers {
    /// With these settings; keys are fetched when the first token is shown.
    pub fn new(all: Vec<Settings>, fetch: Fetch) -> Self {
        let all = all.into_iter().map(|settings| Provider { settings, known: Mutex::default() }).collect();
        Self { all, fetch }
    }
    /// Whom a token names.
    pub async fn read(&self, now: Instant, token: &str) -> Result<Outsider> {
        let header = decode_header(token).map_err(|_| Error::Unauthenticated)?;
        let (true, Some(kid)) = (ALGORITHMS.contains(&header.alg), &header.kid) else {
            return Err(Error::Unauthenticated);
        };
        for (index, provider) in self.all.iter().enumerate() {
            let key = match provider.key(kid) {
                Some(key) => Some(key),
                None => self.ask(index, now.0).await.and_then(|()| provider.key(kid)),
            };
            let claims = key.and_then(|key| provider.genuine(token, &header, &key));
            if let Some(claims) = claims {
                return provider.outsider(now, &claims).ok_or(Error::Unauthenticated);
            }
        }
        Err(Error::Unauthenticated)
    }
    /// Fetches the keys of a provider, unless that was done just now.
    async fn ask(&self, index: usize, now: DateTime<Utc>) -> Option<()> {
        let (all, fetch) = (self.all.clone(), self.fetch);
        let asked = spawn_blocking(move || {
            let provider = all.get(index)?;
            {
                let mut known = provider.known();
                let early = known.asked.is_some_and(|asked| (now - asked).num_seconds().abs() < ASKED);
                if early {
                    return None;
                }
                known.asked = Some(now);
            }
            let found = fetch(&provider.settings.jwks)
                .and_then(|text| serde_json::from_str::<JwkSet>(&text).map_err(|why| why.to_string()));
            match found {
                Ok(set) => provider.known().keys = keyed(set),
                // Those that are known are good still.
                Err(why) => {
                    tracing::warn!(issuer = provider.settings.issuer, why, "the keys of a provider cannot be read")
                }
            }
            Some(())
        });
        asked.await.ok().flatten()
    }
}
/// The keys that can be used, by their names.
fn keyed(set: JwkSet) -> HashMap<String, Arc<Key>> {
    let one = |jwk: Jwk| {
        let read = DecodingKey::from_jwk(&jwk).ok()?;
        Some((jwk.common.key_id?, Arc::new(Key { algorithm: jwk.common.key_algorithm, read })))
    };
    set.keys.into_iter().filter_map(one).collect()
}
impl Provider {
    fn known(&self) -> std::sync::MutexGuard<'_, Known> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
    fn key(&self, kid: &str) -> Option<Arc<Key>> {
        self.known().keys.get(kid).cloned()
    }
    /// The claims of a token, if it is by this key, of this issuer and for us.
    fn genuine(&self, token: &str, header: &Header, key: &Key) -> Option<Map<String, Value>> {
        if key.algorithm.is_some_and(|only| only != KeyAlgorithm::from(header.alg)) {
            return None;
        }
        let mut rules = Validation::new(header.alg);
        rules.set_issuer(&[&self.settings.issuer]);
        rules.set_audience(&[&self.settings.audience]);
        rules.set_required_spec_claims(&["iss", "aud", "exp"]);
        (rules.validate_exp, rules.validate_nbf) = (false, false); // by the house's clock, below
        decode(token, &key.read, &rules).ok().map(|token| token.claims)
    }
    /// Whom the claims name, while they are good.
    fn outsider(&self, now: Instant, claims: &Map<String, Value>) -> Option<Outsider> {
        let now = now.0.timestamp();
        let at = |name: &str| claims.get(name).map(|value| value.as_f64().map(|seconds| seconds as i64));
        let over = at("exp").flatten().is_none_or(|end| end + LEEWAY <= now);
        let early = at("nbf").is_some_and(|begin| begin.is_none_or(|begin| begin - LEEWAY > now));
        if over || early || claims.get("email_verified") == Some(&Value::Bool(false)) {
            return None;
        }
        let Settings { user_claim, role, reach_claim, .. } = &self.settings;
        let email = claims.get(user_claim)?.as_str()?.trim().to_lowercase();
        let role = match role {
            None => None,
            Some(RoleClaim { claim, values }) => {
                let said = texts(claims.get(claim));
                Some(said.iter().find_map(|value| values.get(value).copied())?)
            }
        };
        let reach = match reach_claim {
            None => None,
            Some(claim) => Some(texts(claims.get(claim))).filter(|reach| !reach.is_empty()).map(Some)?,
        };
        (!email.contains('\0')).then_some(Outsider { email, role, reach })
    }
}
/// The texts of a claim: one, or several.
fn texts(claim: Option<&Value>) -> Vec<String> {
    match claim {
        Some(Value::String(text)) => vec![text.clone()],
        Some(Value::Array(all)) => all.iter().filter_map(|one| one.as_str().map(str::to_owned)).collect(),
        _ => vec![],
    }
}
