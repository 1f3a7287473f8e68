//! What the screens show of messages to customers.

use chrono::{DateTime, Utc};
use regard_domain::consent::Permission;
use regard_domain::ids::{CustomerId, MessageId, RepairId};
use regard_domain::message::MessageState;
pub use regard_domain::message::StateReason;
use regard_domain::words::{Channel, Purpose};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// One message and what has become of it.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct MessageCard {
    /// Which.
    pub id: MessageId,
    /// The customer whose piece it is about.
    pub customer_id: CustomerId,
    /// Who is written to.
    pub to_name: String,
    /// The repair it is about.
    pub repair_id: Option<RepairId>,
    /// By what means.
    pub channel: Channel,
    /// The address, mostly hidden: `··59`, `d··@example.org`.
    pub address_hint: String,
    /// The words.
    pub body: String,
    /// What has become of it.
    pub state: MessageState,
    /// Why, in words of [`StateReason`], where there is something to say.
    pub reason: Option<StateReason>,
    /// Who asked for it.
    pub asked_by: Option<String>,
    /// Whether that is the person using this device.
    pub asked_by_me: bool,
    /// When.
    pub asked_at: DateTime<Utc>,
    /// While held: until when it can be taken back.
    pub held_until: Option<DateTime<Utc>>,
    /// While waiting at the server: until when.
    pub waits_until: Option<DateTime<Utc>>,
    /// When the provider took it.
    pub sent_at: Option<DateTime<Utc>>,
    /// When it arrived.
    pub delivered_at: Option<DateTime<Utc>>,
    /// The store has no provider set up: it only went to the server's readable outbox.
    pub outbox_only: bool,
}

/// The message that is about to be written, next to the history that it is about.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct Draft {
    /// Who is told.
    pub to_id: CustomerId,
    /// Their given name.
    pub to_name: String,
    /// The ways there are, best first. Empty: no number and no address; call.
    pub ways: Vec<DraftWay>,
    /// The words, ready to send.
    pub body: String,
    /// The subject, for an e-mail.
    pub subject: String,
    /// Its language.
    pub language: String,
}

/// One way to reach someone, and whether it may be used.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct DraftWay {
    /// By what means.
    pub channel: Channel,
    /// The address itself.
    pub address: String,
    /// The address, mostly hidden.
    pub address_hint: String,
    /// What the customer allowed.
    pub permission: Permission,
    /// Since when.
    pub permission_since: Option<DateTime<Utc>>,
    /// Whether the number could be read as one that gets texts; always true for e-mail.
    pub usable: bool,
    /// How many parts a text of the draft's words would take; 1 for e-mail.
    pub parts: u32,
}

/// Asks for the message about a ready repair. Held first, then sent once.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct TellCustomer {
    /// Which repair.
    pub repair_id: RepairId,
    /// Marks it ready in the same act when it is not yet.
    pub mark_ready: bool,
    /// By what means.
    pub channel: Channel,
    /// To which address.
    pub address: String,
    /// The words.
    pub body: String,
    /// The subject, for an e-mail.
    pub subject: Option<String>,
}

/// Names one message.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct OneMessage {
    /// Which.
    pub message_id: MessageId,
}

/// Counts the parts of a text as it is typed.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct CountParts {
    /// The words.
    pub body: String,
}

/// How long a text is.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct Parts {
    /// How many parts the carrier makes of it (GSM 03.38: 160/153 or 70/67 characters).
    pub parts: u32,
    /// Why it takes the long alphabet: the first characters that are not in GSM-7.
    pub long_because: Vec<String>,
}

/// Writes down what a customer said about being written to.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct RecordConsent {
    /// Whose address.
    pub customer_id: CustomerId,
    /// The address.
    pub address: String,
    /// By what means.
    pub channel: Channel,
    /// For what.
    pub purpose: Purpose,
    /// Yes or no.
    pub given: bool,
    /// How it was said: "at the counter", "by telephone".
    pub basis: String,
}
