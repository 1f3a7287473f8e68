//! How often an address may look at pages that need no login: nobody may try token after token.

use std::collections::BTreeMap;
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};

use chrono::{DateTime, TimeDelta, Utc};

/// Looks that an address has within [`WITHIN`]. A carrier's scanner looks a few dozen times.
pub const MOST_LOOKS: u32 = 300;
const WITHIN: TimeDelta = TimeDelta::minutes(10);
/// Addresses remembered; beyond it all are counted anew.
const MOST_ADDRESSES: usize = 10_000;

/// The looks of each address, in memory.
#[derive(Default)]
pub struct Visits {
    by_address: Mutex<BTreeMap<IpAddr, (DateTime<Utc>, u32)>>,
}

impl Visits {
    /// Counts a look; false when there were too many.
    pub fn may_look(&self, address: IpAddr, now: DateTime<Utc>) -> bool {
        let mut looks = self
            .by_address
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        if looks.len() >= MOST_ADDRESSES && !looks.contains_key(&address) {
            looks.retain(|_, (since, _)| now - *since < WITHIN);
            if looks.len() >= MOST_ADDRESSES {
                looks.clear();
            }
        }
        let (since, count) = looks.entry(address).or_insert((now, 0));
        if now - *since >= WITHIN {
            (*since, *count) = (now, 0);
        }
        *count = count.saturating_add(1);
        *count <= MOST_LOOKS
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_looks_too_often_waits_and_others_do_not() {
        let visits = Visits::default();
        let (eve, roger) = (IpAddr::from([10, 0, 0, 6]), IpAddr::from([10, 0, 0, 7]));
        let now = DateTime::from_timestamp(1_000, 0).unwrap();
        assert!((0..MOST_LOOKS).all(|_| visits.may_look(eve, now)));
        assert!(!visits.may_look(eve, now));
        assert!(visits.may_look(roger, now));
        assert!(visits.may_look(eve, now + WITHIN));
    }
}
