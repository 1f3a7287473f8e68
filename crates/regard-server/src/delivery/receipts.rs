//! Receipts: what the provider says later about a message. They come in any order, twice or never.

use regard_domain::ids::MessageId;
use regard_domain::message::{MessageState, StateReason};

use super::channels::twilio::{reason_of, state_of};
use super::channels::twilio_signature::Form;
use super::publish::publish;
use super::settle::stop_address;
use crate::database::delivery::attempts::{self, AttemptEnd};
use crate::database::delivery::events::{self, ProviderEvent};
use crate::database::{DatabaseError, ServerEdit, delivery};

/// One status callback of Twilio.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct TwilioReceipt {
    pub message: MessageId,
    pub attempt: u32,
    pub sid: String,
    pub status: String,
    pub code: Option<u32>,
}

impl TwilioReceipt {
    /// Reads a callback for `message` and `attempt`. `None`: it names no message or no status. New
    /// parameters, which Twilio adds without notice, are passed over.
    pub(crate) fn read(message: MessageId, attempt: u32, form: &Form) -> Option<Self> {
        let value = |name: &str| {
            form.iter()
                .find(|(known, value)| known == name && !value.is_empty())
                .map(|(_, value)| value.clone())
        };
        Some(Self {
            message,
            attempt,
            sid: value("MessageSid").or_else(|| value("SmsSid"))?,
            status: value("MessageStatus").or_else(|| value("SmsStatus"))?,
            code: value("ErrorCode").and_then(|code| code.parse().ok()),
        })
    }
}

/// Keeps a receipt and moves its message on. A receipt for a message that is not known (any more) is
/// kept as well.
pub(crate) fn take(edit: &ServerEdit<'_>, receipt: &TwilioReceipt) -> Result<(), DatabaseError> {
    let (connection, company, now) = (edit.connection(), edit.company(), edit.now());
    let event = ProviderEvent {
        provider: "twilio",
        sid: &receipt.sid,
        status: &receipt.status,
        code: receipt.code,
        message: receipt.message,
        attempt: receipt.attempt,
        received_at: now,
    };
    if !events::add(connection, company, &event)? {
        return Ok(());
    }
    let Some(mut delivery) = delivery::find(connection, company, receipt.message)? else {
        return Ok(());
    };
    // Whatever it says, a receipt proves that Twilio took this try.
    let end = AttemptEnd {
        outcome: "accepted",
        code: None,
        provider_sid: Some(&receipt.sid),
    };
    attempts::end(
        connection,
        company,
        receipt.message,
        receipt.attempt,
        &end,
        now,
    )?;
    let Some(mut state) = state_of(&receipt.status) else {
        tracing::warn!(message = %receipt.message, "a receipt with a status that is not known");
        return Ok(());
    };
    let mut reason = None;
    if state == MessageState::NotDelivered {
        let why = receipt.code.map_or(StateReason::Other, reason_of);
        if why == StateReason::OptedOut {
            state = MessageState::OptedOut;
            stop_address(edit, &delivery)?;
        }
        reason = Some(why);
    }
    delivery.learn(Some(&receipt.sid), state, reason, now);
    publish(edit, &delivery)
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn form(pairs: &[(&str, &str)]) -> Form {
        pairs
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect()
    }

    #[test]
    fn a_callback_with_unknown_parameters_is_read_and_one_without_a_name_is_not() {
        let message = MessageId(Uuid::from_u128(1));
        let read = TwilioReceipt::read(
            message,
            2,
            &form(&[
                ("RawDlrDoneDate", "2611201500"),
                ("MessageSid", "SM1"),
                ("MessageStatus", "undelivered"),
                ("ErrorCode", "30003"),
            ]),
        );
        assert_eq!(
            read,
            Some(TwilioReceipt {
                message,
                attempt: 2,
                sid: "SM1".into(),
                status: "undelivered".into(),
                code: Some(30003),
            })
        );
        assert_eq!(
            TwilioReceipt::read(message, 1, &form(&[("MessageStatus", "sent")])),
            None
        );
    }
}
