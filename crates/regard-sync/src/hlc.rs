//! The hybrid logical clock: a stamp that follows the wall clock and never runs backwards.
//!
//! 48 bits of milliseconds, a 16-bit counter, and the writer as the tie-break (Kulkarni et al.,
//! "Logical Physical Clocks", 2014). As text it is 32 hexadecimal digits whose alphabetical order is
//! the order of the stamps.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use uuid::Uuid;

/// One stamp. Ordered by time, then counter, then writer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Hlc {
    /// Milliseconds since 1970, 48 bits.
    pub millis: u64,
    /// Stamps within one millisecond.
    pub counter: u16,
    /// Who stamped: the random half of the writer's id.
    pub writer: u64,
}

/// The text is not a stamp.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not a stamp: 32 hexadecimal digits expected")]
pub struct NotAStamp;

/// The largest millisecond that fits.
const MOST_MILLIS: u64 = (1 << 48) - 1;

impl Hlc {
    /// The writer part for a device or server id: its last eight bytes, random in a UUIDv7.
    pub fn writer_of(id: Uuid) -> u64 {
        id.as_u64_pair().1
    }

    /// The next stamp after `last` (if any) at wall-clock time `now_millis` by `writer`.
    ///
    /// Follows the wall clock when it moves on, counts when it stands still or goes back, and takes
    /// the next millisecond when the counter is full.
    pub fn next(last: Option<Self>, now_millis: u64, writer: u64) -> Self {
        let now = now_millis.min(MOST_MILLIS);
        match last {
            Some(last) if last.millis >= now => match last.counter.checked_add(1) {
                Some(counter) => Self {
                    millis: last.millis,
                    counter,
                    writer,
                },
                None => Self {
                    millis: last.millis.saturating_add(1).min(MOST_MILLIS),
                    counter: 0,
                    writer,
                },
            },
            _ => Self {
                millis: now,
                counter: 0,
                writer,
            },
        }
    }
}

impl fmt::Display for Hlc {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{:012x}{:04x}{:016x}",
            self.millis, self.counter, self.writer
        )
    }
}

impl FromStr for Hlc {
    type Err = NotAStamp;

    fn from_str(text: &str) -> Result<Self, NotAStamp> {
        if text.len() != 32
            || !text
                .bytes()
                .all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b))
        {
            return Err(NotAStamp);
        }
        let part = |range: std::ops::Range<usize>| text.get(range).ok_or(NotAStamp);
        Ok(Self {
            millis: u64::from_str_radix(part(0..12)?, 16).map_err(|_| NotAStamp)?,
            counter: u16::from_str_radix(part(12..16)?, 16).map_err(|_| NotAStamp)?,
            writer: u64::from_str_radix(part(16..32)?, 16).map_err(|_| NotAStamp)?,
        })
    }
}

impl Serialize for Hlc {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Hlc {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn text_keeps_the_order(a in any::<(u32, u16, u64)>(), b in any::<(u32, u16, u64)>()) {
            let stamp = |(millis, counter, writer): (u32, u16, u64)| Hlc { millis: millis.into(), counter, writer };
            let (a, b) = (stamp(a), stamp(b));
            prop_assert_eq!(a.cmp(&b), a.to_string().cmp(&b.to_string()));
            prop_assert_eq!(a.to_string().parse::<Hlc>(), Ok(a));
        }

        #[test]
        fn the_clock_never_runs_backwards(times in proptest::collection::vec(any::<u64>(), 1..200)) {
            let mut last = None;
            for now in times {
                let next = Hlc::next(last, now, 1);
                if let Some(last) = last {
                    prop_assert!(next > last || next.millis == MOST_MILLIS);
                }
                last = Some(next);
            }
        }
    }
}
