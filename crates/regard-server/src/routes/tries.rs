//! How often an address may try something that can be guessed: codes are short, tokens may be tried one
//! after the other, so nobody may try many.

use std::collections::BTreeMap;
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};

use chrono::{DateTime, TimeDelta, Utc};

/// Wrong codes that an address has within ten minutes.
pub(crate) const MOST_CODES: u32 = 20;
/// Looks that an address has at pages without a login. A carrier's scanner looks a few dozen times.
pub(crate) const MOST_LOOKS: u32 = 300;
const WITHIN: TimeDelta = TimeDelta::minutes(10);
/// Addresses remembered; beyond it the oldest goes.
const MOST_ADDRESSES: usize = 10_000;

/// The tries of each address, in memory.
pub(crate) struct Tries {
    most: u32,
    by_address: Mutex<BTreeMap<IpAddr, (DateTime<Utc>, u32)>>,
}

impl Tries {
    /// An address has so many within ten minutes.
    pub fn at_most(most: u32) -> Self {
        Self {
            most,
            by_address: Mutex::default(),
        }
    }

    /// Counts a try; false when there were too many.
    pub fn may_try(&self, address: IpAddr, now: DateTime<Utc>) -> bool {
        let mut tries = self
            .by_address
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        if tries.len() >= MOST_ADDRESSES && !tries.contains_key(&address) {
            tries.retain(|_, (since, _)| now - *since < WITHIN);
            if tries.len() >= MOST_ADDRESSES {
                let oldest = tries
                    .iter()
                    .min_by_key(|(_, (since, _))| *since)
                    .map(|(ip, _)| *ip);
                if let Some(oldest) = oldest {
                    tries.remove(&oldest);
                }
            }
        }
        let (since, count) = tries.entry(address).or_insert((now, 0));
        if now - *since >= WITHIN {
            (*since, *count) = (now, 0);
        }
        *count = count.saturating_add(1);
        *count <= self.most
    }

    /// The address had a right code: its mistypings are forgiven.
    pub fn succeeded(&self, address: IpAddr) {
        self.by_address
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .remove(&address);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_that_guesses_is_stopped_and_may_try_again_later() {
        let tries = Tries::at_most(MOST_CODES);
        let (eve, ben) = (IpAddr::from([10, 0, 0, 6]), IpAddr::from([10, 0, 0, 7]));
        let now = DateTime::from_timestamp(1_000, 0).unwrap();
        assert!((0..MOST_CODES).all(|_| tries.may_try(eve, now)));
        assert!(!tries.may_try(eve, now));
        assert!(tries.may_try(ben, now));
        assert!(tries.may_try(eve, now + WITHIN));
    }
}
