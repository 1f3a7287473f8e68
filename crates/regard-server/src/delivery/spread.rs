//! No stampede at nine: many texts that waited for the morning leave over its first minutes.
//!
//! A few leave as the hours open. The more wait for the same opening, the wider the others are spread,
//! each at a moment that its own id chooses: the same on every server and at every look.

use std::time::Duration;

use chrono::{DateTime, Utc};
use sha2::{Digest, Sha256};

use super::progress::later;
use super::rules::Rules;
use crate::database::delivery::{Delivery, due};
use crate::database::{DatabaseError, ServerEdit};

/// For each message that waits already, so much more room.
const ROOM_FOR_EACH: Duration = Duration::from_millis(250);

/// When a message that waits for `opening` leaves; the hours close at `closing`.
pub(crate) fn spread(
    edit: &ServerEdit<'_>,
    rules: &Rules,
    delivery: &Delivery,
    opening: DateTime<Utc>,
    closing: DateTime<Utc>,
) -> Result<DateTime<Utc>, DatabaseError> {
    let hours = (closing - opening).to_std().unwrap_or_default();
    let widest = rules.spread.min(hours / 4);
    if widest < ROOM_FOR_EACH {
        return Ok(opening);
    }
    let enough = widest.as_millis() / ROOM_FOR_EACH.as_millis();
    let waiting = due::waiting_between(
        edit.connection(),
        edit.company(),
        delivery.channel,
        (opening, later(opening, widest)),
        u32::try_from(enough).unwrap_or(u32::MAX).saturating_add(1),
    )?;
    let width = widest.min(ROOM_FOR_EACH.saturating_mul(waiting));
    Ok(later(opening, part_of(width, delivery)))
}

/// A part of `width`, chosen by the message's id.
fn part_of(width: Duration, delivery: &Delivery) -> Duration {
    let hash = Sha256::digest(delivery.message.0.as_bytes());
    let chosen = hash
        .iter()
        .take(4)
        .fold(0_u32, |number, byte| (number << 8) | u32::from(*byte));
    width.mul_f64(f64::from(chosen) / (f64::from(u32::MAX) + 1.0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use regard_domain::ids::MessageId;
    use regard_domain::words::Channel;
    use uuid::Uuid;

    #[test]
    fn ten_thousand_are_spread_evenly_and_each_always_the_same() {
        let width = Duration::from_secs(600);
        let mut minutes = [0_u32; 10];
        for number in 0..10_000_u128 {
            let id = MessageId(Uuid::from_u128(number));
            let delivery = Delivery::new(id, Channel::Sms, DateTime::<Utc>::MIN_UTC);
            let part = part_of(width, &delivery);
            assert_eq!(part, part_of(width, &delivery));
            minutes[usize::try_from(part.as_secs() / 60).unwrap()] += 1;
        }
        assert!(
            minutes.iter().all(|count| (900..1100).contains(count)),
            "{minutes:?}"
        );
    }
}
