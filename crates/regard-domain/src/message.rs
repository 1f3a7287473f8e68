//! A message to a customer: what it is about, and what has become of it.
//!
//! The id of a message is computed from what it is about, so that two associates who press at the
//! same moment, on two phones without a network, ask for one and the same message.

use serde::{Deserialize, Serialize};
use strum::{AsRefStr, Display, EnumIter, EnumString, IntoStaticStr};
use ts_rs::TS;

use crate::ids::{MessageId, OccurrenceId, RepairId, agreed_id};
use crate::words::Purpose;

/// For how many hours after a customer wrote they may be answered without another permission (CTIA
/// Messaging Principles 2023, 5.1; WhatsApp's window is as long).
pub const ANSWER_WITHIN_HOURS: i64 = 24;

/// The id of the message about `occurrence` of `repair`: the same on every device.
///
/// `resend` is 0 for the first; a person who decides to send again counts it up.
pub fn intent_id(
    repair: RepairId,
    occurrence: OccurrenceId,
    purpose: Purpose,
    resend: u32,
) -> MessageId {
    MessageId(agreed_id(&[
        "message",
        &repair.to_string(),
        &occurrence.to_string(),
        purpose.as_ref(),
        &resend.to_string(),
    ]))
}

/// What has become of a message.
///
/// The server alone moves it on; on a device that has not yet reached the server it is
/// [`MessageState::Held`] (can still be taken back) or [`MessageState::OnDevice`].
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    Hash,
    Serialize,
    Deserialize,
    TS,
    AsRefStr,
    Display,
    EnumString,
    EnumIter,
    IntoStaticStr,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
#[ts(export)]
pub enum MessageState {
    /// Written, held for a few seconds so that it can be taken back. Only on the device.
    Held,
    /// Waits on the device for a connection.
    OnDevice,
    /// The server has it and waits: quiet hours, or a channel that is down. The reason says why.
    Waiting,
    /// On its way to the provider.
    Sending,
    /// The provider may have it: being looked up. Do not send again.
    Checking,
    /// The provider took it.
    Sent,
    /// The customer's phone or mail server has it.
    Delivered,
    /// Not delivered; the reason says why and what to do.
    NotDelivered,
    /// The customer asked not to be written to on this address.
    OptedOut,
    /// Nobody has asked whether we may write to this address.
    NoConsent,
    /// Taken back, or no longer true (the repair is not ready any more).
    Cancelled,
    /// A person has to decide; the reason says what is known.
    NeedsAttention,
}

impl MessageState {
    /// How far along it is. A receipt moves a message only to a higher rank, so that receipts may
    /// arrive twice and in any order: a late `delivered` beats `not_delivered`, never the reverse.
    pub fn rank(self) -> u8 {
        match self {
            Self::Held => 0,
            Self::OnDevice => 1,
            Self::Waiting => 2,
            Self::Sending => 3,
            Self::Checking => 4,
            Self::Sent => 5,
            Self::NeedsAttention | Self::NoConsent | Self::OptedOut | Self::Cancelled => 6,
            Self::NotDelivered => 7,
            Self::Delivered => 8,
        }
    }

    /// Whether nothing more will happen by itself.
    pub fn is_final(self) -> bool {
        self.rank() > Self::Sent.rank()
    }
}

/// Why a message stands where it stands. The screens say each in their own words.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    Hash,
    Serialize,
    Deserialize,
    TS,
    AsRefStr,
    Display,
    EnumString,
    EnumIter,
    IntoStaticStr,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
#[ts(export)]
pub enum StateReason {
    /// It is night where the customer is.
    QuietHours,
    /// The provider can't be reached; it is tried again.
    ChannelDown,
    /// The number is a landline or can't get texts.
    NotTextable,
    /// The number or address does not exist.
    NoSuchAddress,
    /// The carrier blocked or filtered it.
    Blocked,
    /// The phone was off for too long.
    Unreachable,
    /// The store's account or set-up is at fault; a manager has to look.
    StoreSetup,
    /// The customer asked not to be written to.
    OptedOut,
    /// Nobody has asked whether we may write.
    NoConsent,
    /// The repair is not ready any more.
    NotReadyAnyMore,
    /// It was taken back.
    TakenBack,
    /// The window to send it has passed.
    TooLate,
    /// The provider may have sent it; nobody can tell.
    CannotTell,
    /// The provider took it a day ago or more, and has not said since whether it arrived.
    Unconfirmed,
    /// Anything else.
    Other,
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    #[test]
    fn two_devices_ask_for_one_message_and_a_resend_is_another() {
        let repair = RepairId(Uuid::from_u128(1));
        let occurrence = OccurrenceId::of(repair, 1);
        let id = |resend| intent_id(repair, occurrence, Purpose::Service, resend);
        assert_eq!(id(0), id(0));
        assert_ne!(id(0), id(1));
        assert_ne!(
            id(0),
            intent_id(repair, OccurrenceId::of(repair, 2), Purpose::Service, 0)
        );
    }

    #[test]
    fn delivered_beats_everything() {
        use strum::IntoEnumIterator;
        for state in MessageState::iter().filter(|state| *state != MessageState::Delivered) {
            assert!(MessageState::Delivered.rank() > state.rank());
        }
    }
}
