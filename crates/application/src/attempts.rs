//! Failed logins: whoever fails again and again waits longer and longer, whether the account is there or not.
use chrono::{DateTime, Duration, Utc};
use std::{
    collections::HashMap,
    net::IpAddr,
    sync::{Arc, Mutex, PoisonError},
};

/// How often one may fail for an account before one waits.
const OF_ACCOUNT: u32 = 5;
/// How often from an address: an office shares one.
const OF_ADDRESS: u32 = 20;
/// The longest wait.
const LONGEST: i64 = 15 * 60;
/// After how many seconds of peace failures are forgotten.
const FORGOTTEN: i64 = 60 * 60;
/// How many accounts and addresses are remembered at the most.
const MOST: usize = 10_000;

/// Of what failures are counted.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Of {
    /// Of what somebody logs in with.
    Account(String),
    /// Of where they are.
    Address(IpAddr),
}
#[derive(Clone, Copy, Debug)]
struct Failed {
    times: u32,
    last: DateTime<Utc>,
}
impl Failed {
    /// Since the last failure, how long nobody tries again, in seconds.
    fn wait(&self, of: &Of) -> i64 {
        let free = if matches!(of, Of::Account(_)) { OF_ACCOUNT } else { OF_ADDRESS };
        match self.times.checked_sub(free) {
            None => 0,
            Some(more) => 1_i64.checked_shl(more).filter(|wait| (1..LONGEST).contains(wait)).unwrap_or(LONGEST),
        }
    }
}

/// The failures that this process has seen. Clones share them.
#[derive(Clone, Debug, Default)]
pub struct Attempts(Arc<Mutex<HashMap<Of, Failed>>>);
impl Attempts {
    /// How many seconds to wait before another attempt, if any.
    pub fn wait(&self, now: DateTime<Utc>, all: &[Of]) -> Option<i64> {
        let failed = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let left = |of: &Of| {
            let failed = failed.get(of)?;
            let until = failed.last + Duration::seconds(failed.wait(of));
            Some((until - now).num_milliseconds().div_euclid(1_000) + 1).filter(|_| until > now)
        };
        all.iter().filter_map(left).max()
    }
    /// That one failed.
    pub fn failed(&self, now: DateTime<Utc>, all: &[Of]) {
        let mut failed = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        for of in all {
            if failed.len() >= MOST && !failed.contains_key(of) {
                failed.retain(|_, failed| now - failed.last < Duration::seconds(FORGOTTEN));
                // Somebody invents accounts: the oldest makes room.
                if failed.len() >= MOST
                    && let Some(oldest) = failed.iter().min_by_key(|(_, failed)| failed.last).map(|(of, _)| of.clone())
                {
                    failed.remove(&oldest);
                }
            }
            let one = failed.entry(of.clone()).or_insert(Failed { times: 0, last: now });
            let peace = now - one.last >= Duration::seconds(FORGOTTEN);
            *one = Failed { times: if peace { 1 } else { one.times.saturating_add(1) }, last: now };
        }
    }
    /// That one succeeded: the account's failures are forgotten, not those of the address, which may be somebody else's.
    pub fn succeeded(&self, account: &Of) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).remove(account);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_oldest_make_room() {
        let attempts = Attempts::default();
        let at = |number: usize| DateTime::from_timestamp(number as i64, 0).expect("a time");
        for number in 0..=MOST {
            attempts.failed(at(number / 100), &[Of::Account(number.to_string())]);
        }
        let kept = attempts.0.lock().expect("whole");
        assert_eq!(kept.len(), MOST);
        assert!(kept.contains_key(&Of::Account(MOST.to_string())));
    }

    #[test]
    fn the_wait_doubles_to_a_quarter_of_an_hour() {
        let account = Of::Account("a".into());
        let wait = |times| Failed { times, last: DateTime::UNIX_EPOCH }.wait(&account);
        assert_eq!([4, 5, 6, 7, 14, 15, 80, u32::MAX].map(wait), [0, 1, 2, 4, 512, LONGEST, LONGEST, LONGEST]);
    }
}
