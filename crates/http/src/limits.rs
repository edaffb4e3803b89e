//! How many requests a minute are taken of whom. What comes too fast is refused until room has grown again (GCRA, which lets a
//! minute's worth come at once); nothing waits in the server.
use crate::{Api, address, problem::Refusal};
use actix_web::{
    Error, HttpRequest, ResponseError,
    body::{EitherBody, MessageBody},
    dev::{ServiceRequest, ServiceResponse},
    http::header::{AUTHORIZATION, HeaderMap, HeaderName, HeaderValue},
    middleware::Next,
    web,
};
use governor::{
    Quota, RateLimiter,
    clock::{Clock, DefaultClock},
    middleware::StateInformationMiddleware,
    state::keyed::DashMapStateStore,
};
use rapport_domain::{Id, api_key::ApiKey};
use std::{
    hash::{BuildHasher, RandomState},
    num::NonZeroU32,
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
};

/// What a caller may send in a minute, unless said.
pub const A_MINUTE: u32 = 6_000;
/// How many callers share an address: an office, or a proxy that was not named.
const AT_AN_ADDRESS: NonZeroU32 = NonZeroU32::new(4).unwrap();
/// What part of a caller's those get who show nothing, or stand behind a public key.
const OF_STRANGERS: u32 = 10;
/// After how many requests those are forgotten that have been quiet for a minute.
const SWEEP: u32 = 10_000;

/// The limits, and who has come how often. Clones share them.
#[derive(Clone)]
pub struct Limits(Option<Arc<Each>>);
struct Each {
    callers: Room,
    addresses: Room,
    strangers: Room,
    /// Who came, hashed by a secret of this process: nobody chooses whose room to use up.
    hasher: RandomState,
    since_sweep: AtomicU32,
}
/// How much is taken of each of some, and how much has been.
struct Room {
    a_minute: NonZeroU32,
    policy: HeaderValue,
    taken: RateLimiter<u64, DashMapStateStore<u64>, DefaultClock, StateInformationMiddleware>,
}
impl Room {
    fn of(a_minute: NonZeroU32) -> Self {
        let taken = RateLimiter::dashmap_with_clock(Quota::per_minute(a_minute), DefaultClock::default())
            .with_middleware::<StateInformationMiddleware>();
        let policy = HeaderValue::try_from(format!("\"minute\";q={a_minute};w=60"));
        Self { a_minute, policy: policy.unwrap_or(HeaderValue::from_static("")), taken }
    }
    /// Takes a request, and says how many more would be.
    fn take(&self, who: u64) -> Result<u32, Refusal> {
        match self.taken.check_key(&who) {
            Ok(state) => Ok(state.remaining_burst_capacity()),
            Err(until) => Err(Refusal::TooFast(until.wait_time_from(self.taken.clock().now()).as_secs() + 1)),
        }
    }
    /// Says how many more would be taken, and when all are again.
    fn tell(&self, left: u32, headers: &mut HeaderMap) {
        let whole_in = self.a_minute.get().saturating_sub(left).saturating_mul(60).div_ceil(self.a_minute.get());
        headers.insert(HeaderName::from_static("ratelimit-policy"), self.policy.clone());
        if let Ok(value) = HeaderValue::try_from(format!("\"minute\";r={left};t={whole_in}")) {
            headers.insert(HeaderName::from_static("ratelimit"), value);
        }
    }
}
impl Limits {
    /// With so many requests a minute for a caller; none are counted where it is 0.
    pub fn new(a_minute: u32) -> Self {
        Self(NonZeroU32::new(a_minute).map(|a_minute| {
            let strangers = NonZeroU32::new(a_minute.get() / OF_STRANGERS).unwrap_or(NonZeroU32::MIN);
            Arc::new(Each {
                callers: Room::of(a_minute),
                addresses: Room::of(a_minute.saturating_mul(AT_AN_ADDRESS)),
                strangers: Room::of(strangers),
                hasher: RandomState::new(),
                since_sweep: AtomicU32::new(0),
            })
        }))
    }
    /// Counts a request that came by a public key from an address: all visitors of a page show the same key.
    pub fn of_visitor(&self, api: &Api, request: &HttpRequest, key: Id<ApiKey>) -> Result<(), Refusal> {
        let Some(each) = &self.0 else { return Ok(()) };
        each.strangers.take(each.hasher.hash_one((key.0, address::of(api, request)))).map(|_| ())
    }
}
impl Each {
    /// Counts a request, and says whose room it was taken from, and how much is left there.
    fn request(&self, api: &Api, request: &HttpRequest) -> Result<(&Room, u32), Refusal> {
        if self.since_sweep.fetch_add(1, Ordering::Relaxed) == SWEEP {
            self.since_sweep.store(0, Ordering::Relaxed);
            [&self.callers, &self.addresses, &self.strangers].into_iter().for_each(|room| room.taken.retain_recent());
        }
        let address = address::of(api, request);
        let (room, who) = match request.headers().get(AUTHORIZATION) {
            None => (&self.strangers, self.hasher.hash_one((uuid::Uuid::nil(), address))),
            Some(shown) => {
                self.addresses.take(self.hasher.hash_one(address))?;
                (&self.callers, self.hasher.hash_one(shown.as_bytes()))
            }
        };
        Ok((room, room.take(who)?))
    }
}

/// Refuses what comes too fast; says in `RateLimit` how much is left (draft-ietf-httpapi-ratelimit-headers). Whether the program
/// is well may always be asked.
pub async fn limit(
    request: ServiceRequest,
    next: Next<impl MessageBody>,
) -> Result<ServiceResponse<EitherBody<impl MessageBody>>, Error> {
    let api = request.app_data::<web::Data<Api>>().cloned();
    let each = api.as_ref().and_then(|api| api.limits.0.clone()).filter(|_| !request.path().starts_with("/health/"));
    let (Some(api), Some(each)) = (api, each) else {
        return Ok(next.call(request).await?.map_into_left_body());
    };
    match each.request(&api, request.request()) {
        Err(refusal) => Ok(request.into_response(refusal.error_response()).map_into_right_body()),
        Ok((room, left)) => {
            let mut response = next.call(request).await?.map_into_left_body();
            room.tell(left, response.headers_mut());
            Ok(response)
        }
    }
}
