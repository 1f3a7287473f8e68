//! How a message moves on, as pure steps of its delivery.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use regard_domain::message::{MessageState, StateReason};

use crate::database::delivery::Delivery;

/// The first wait after a try that was not sent; it doubles up to [`LONGEST_WAIT`].
const FIRST_WAIT: Duration = Duration::from_secs(5);
/// The longest wait between two tries.
const LONGEST_WAIT: Duration = Duration::from_secs(15 * 60);

/// After how long without a word the provider is asked about what it took; then once a day.
pub(crate) const ASK_AFTER: Duration = Duration::from_secs(24 * 3_600);
/// For how long it is asked.
pub(crate) const ASK_FOR: Duration = Duration::from_secs(7 * 24 * 3_600);

/// `moment` later by `wait`; the end of time instead of an overflow.
pub(crate) fn later(moment: DateTime<Utc>, wait: Duration) -> DateTime<Utc> {
    TimeDelta::from_std(wait)
        .ok()
        .and_then(|wait| moment.checked_add_signed(wait))
        .unwrap_or(DateTime::<Utc>::MAX_UTC)
}

impl Delivery {
    /// Stands at `state` now, and nothing is due.
    pub(crate) fn stand(&mut self, state: MessageState, reason: Option<StateReason>) {
        self.state = state;
        self.reason = reason;
        self.lease_until = None;
        self.next_at = None;
        self.waits_until = None;
    }

    /// Waits until `until` for `reason`.
    pub(crate) fn wait(&mut self, until: DateTime<Utc>, reason: Option<StateReason>) {
        self.stand(MessageState::Waiting, reason);
        self.next_at = Some(until);
        self.waits_until = reason.map(|_| until);
    }

    /// Certainly not sent: another try after a growing wait, a random part of it (`chance`, from 0
    /// up to 1), so that a thousand messages do not come back at the same second.
    pub(crate) fn was_not_sent(
        &mut self,
        reason: StateReason,
        retry_after: Option<Duration>,
        now: DateTime<Utc>,
        chance: f64,
    ) {
        let doubled = FIRST_WAIT.saturating_mul(2_u32.saturating_pow(self.not_sent.min(16)));
        let most = doubled.min(LONGEST_WAIT);
        let wait = most
            .mul_f64(chance.clamp(0.0, 1.0))
            .max(Duration::from_secs(1))
            .max(retry_after.unwrap_or_default());
        self.not_sent = self.not_sent.saturating_add(1);
        self.wait(later(now, wait), Some(reason));
    }

    /// The provider may have it: it is asked once it had `settle` to finish.
    pub(crate) fn is_unknown(&mut self, now: DateTime<Utc>, settle: Duration) {
        self.stand(MessageState::Checking, None);
        self.unknown = self.unknown.saturating_add(1);
        self.look_ups = 0;
        self.next_at = Some(later(now, settle));
    }

    /// What a receipt, an answer or a look-up says. Only a higher rank moves the message, so that
    /// receipts may come twice and in any order; what was given to a person as untellable is told by
    /// any of them. Answers whether the message moved.
    pub(crate) fn learn(
        &mut self,
        sid: Option<&str>,
        state: MessageState,
        reason: Option<StateReason>,
        now: DateTime<Utc>,
    ) -> bool {
        match (&self.provider_sid, sid) {
            (None, Some(sid)) => self.provider_sid = Some(sid.to_owned()),
            (Some(known), Some(sid)) if known != sid => self.perhaps_twice = true,
            _ => {}
        }
        let untellable = self.state == MessageState::NeedsAttention
            && self.reason == Some(StateReason::CannotTell);
        if state.rank() <= self.state.rank() && !untellable {
            return false;
        }
        self.sent_at.get_or_insert(now);
        if state == MessageState::Delivered {
            self.delivered_at.get_or_insert(now);
        }
        self.stand(state, reason);
        if state == MessageState::Sent {
            self.next_at = Some(later(now, ASK_AFTER));
        }
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use regard_domain::ids::MessageId;
    use regard_domain::words::Channel;
    use uuid::Uuid;

    fn now() -> DateTime<Utc> {
        "2026-11-20T15:00:00Z".parse().unwrap()
    }

    fn sending() -> Delivery {
        let mut delivery = Delivery::new(MessageId(Uuid::from_u128(1)), Channel::Sms, now());
        delivery.stand(MessageState::Sending, None);
        delivery
    }

    const TOLD: [MessageState; 3] = [
        MessageState::Sent,
        MessageState::NotDelivered,
        MessageState::Delivered,
    ];

    proptest! {
        #[test]
        fn receipts_in_any_order_and_number_end_at_the_best_that_was_told(
            order in proptest::collection::vec(0..3_usize, 1..20),
        ) {
            let mut delivery = sending();
            for at in &order {
                delivery.learn(Some("SM1"), TOLD[*at], None, now());
            }
            let best = order.iter().map(|at| TOLD[*at]).max_by_key(|state| state.rank());
            prop_assert_eq!(Some(delivery.state), best);
            prop_assert_eq!(delivery.delivered_at.is_some(), delivery.state == MessageState::Delivered);
            prop_assert!(!delivery.perhaps_twice);
        }
    }

    #[test]
    fn a_receipt_tells_what_nobody_could_tell() {
        let mut delivery = sending();
        delivery.stand(MessageState::NeedsAttention, Some(StateReason::CannotTell));
        assert!(delivery.learn(Some("SM1"), MessageState::Sent, None, now()));
        assert_eq!(delivery.state, MessageState::Sent);
    }

    #[test]
    fn a_second_name_means_that_it_went_out_twice() {
        let mut delivery = sending();
        delivery.learn(Some("SM1"), MessageState::Sent, None, now());
        delivery.learn(Some("SM2"), MessageState::Sent, None, now());
        assert!(delivery.perhaps_twice);
        assert_eq!(delivery.provider_sid.as_deref(), Some("SM1"));
    }

    #[test]
    fn waits_grow_and_the_providers_wish_counts() {
        let mut delivery = sending();
        let mut waits = Vec::new();
        for _ in 0..12 {
            delivery.was_not_sent(StateReason::ChannelDown, None, now(), 1.0);
            waits.push((delivery.next_at.unwrap() - now()).num_seconds());
        }
        assert_eq!(&waits[..4], [5, 10, 20, 40]);
        assert_eq!(waits[11], 900);
        delivery.was_not_sent(
            StateReason::ChannelDown,
            Some(Duration::from_secs(3600)),
            now(),
            0.0,
        );
        assert_eq!((delivery.next_at.unwrap() - now()).num_seconds(), 3600);
    }
}
