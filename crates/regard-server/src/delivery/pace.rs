//! How fast one sender may send: evenly, with a short burst after a silence.

use std::time::Duration;

use chrono::{DateTime, Utc};

use super::progress::later;
use crate::database::delivery::sender::Sender;

/// What a silence of a second or more saves up, in seconds of sending.
const BURST_SECONDS: f64 = 1.0;

/// What the pace allows now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Allowed {
    /// So many messages, up to those asked for.
    Now(u32),
    /// None before this moment.
    From(DateTime<Utc>),
}

/// How many of `wanted` messages may leave now at `per_second`; none: as many as there are.
pub(crate) fn allowed(
    sender: &Sender,
    per_second: Option<f64>,
    now: DateTime<Utc>,
    wanted: u32,
) -> Allowed {
    let Some(per_second) = per_second else {
        return Allowed::Now(wanted);
    };
    let Some(free_at) = sender.free_at.filter(|free_at| *free_at > now) else {
        return Allowed::Now(wanted.min(burst(per_second)));
    };
    // Sent evenly, so many would still be under way.
    let ahead = (free_at - now).to_std().unwrap_or_default().as_secs_f64() * per_second;
    let burst = burst(per_second);
    let free = (1..=burst)
        .rev()
        .find(|count| ahead + f64::from(*count) <= f64::from(burst) + 1e-6);
    match free {
        Some(free) => Allowed::Now(wanted.min(free)),
        None => {
            let one = interval(per_second, burst.saturating_sub(1));
            let from = free_at - chrono::TimeDelta::from_std(one).unwrap_or_default();
            Allowed::From(from.max(now))
        }
    }
}

/// The sender after `sent` messages left at `now`.
pub(crate) fn left(sender: &mut Sender, per_second: Option<f64>, now: DateTime<Utc>, sent: u32) {
    if let Some(per_second) = per_second {
        let from = sender.free_at.map_or(now, |free_at| free_at.max(now));
        sender.free_at = Some(later(from, interval(per_second, sent)));
    }
}

fn burst(per_second: f64) -> u32 {
    // A number of messages: small, and at least one.
    (1..=1_000)
        .rev()
        .find(|count| f64::from(*count) <= per_second * BURST_SECONDS)
        .unwrap_or(1)
}

fn interval(per_second: f64, count: u32) -> Duration {
    Duration::try_from_secs_f64(f64::from(count) / per_second).unwrap_or(Duration::from_secs(3_600))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn start() -> DateTime<Utc> {
        "2026-11-20T15:00:00Z".parse().unwrap()
    }

    #[test]
    fn without_a_pace_everything_leaves() {
        let mut sender = Sender::default();
        left(&mut sender, None, start(), 10_000);
        assert_eq!(allowed(&sender, None, start(), 500), Allowed::Now(500));
    }

    #[test]
    fn one_a_second_is_one_a_second() {
        let mut sender = Sender::default();
        assert_eq!(allowed(&sender, Some(1.0), start(), 9), Allowed::Now(1));
        left(&mut sender, Some(1.0), start(), 1);
        let next = start() + chrono::TimeDelta::seconds(1);
        assert_eq!(allowed(&sender, Some(1.0), start(), 9), Allowed::From(next));
        assert_eq!(allowed(&sender, Some(1.0), next, 9), Allowed::Now(1));
    }

    #[test]
    fn slower_than_one_a_second_works_too() {
        let mut sender = Sender::default();
        left(&mut sender, Some(0.1), start(), 1);
        let next = start() + chrono::TimeDelta::seconds(10);
        assert_eq!(allowed(&sender, Some(0.1), start(), 9), Allowed::From(next));
    }

    proptest! {
        /// In no stretch of time leave more than the pace and one burst.
        #[test]
        fn never_faster_than_its_pace(
            per_second in 0.2_f64..50.0,
            looks in proptest::collection::vec((0_i64..2_000, 1_u32..80), 1..60),
        ) {
            let (mut sender, mut now, mut sent) = (Sender::default(), start(), Vec::new());
            for (millis, wanted) in looks {
                now += chrono::TimeDelta::milliseconds(millis);
                match allowed(&sender, Some(per_second), now, wanted) {
                    Allowed::Now(count) => {
                        prop_assert!(count >= 1 && count <= wanted);
                        left(&mut sender, Some(per_second), now, count);
                        sent.push((now, count));
                    }
                    Allowed::From(from) => prop_assert!(from > now),
                }
            }
            for (at, (from, _)) in sent.iter().enumerate() {
                let mut total = 0_u32;
                for (to, count) in &sent[at..] {
                    total += count;
                    let seconds = (*to - *from).to_std().unwrap().as_secs_f64();
                    let most = seconds * per_second + per_second.max(1.0) + 0.1;
                    prop_assert!(f64::from(total) <= most, "{total} in {seconds} s");
                }
            }
        }
    }
}
