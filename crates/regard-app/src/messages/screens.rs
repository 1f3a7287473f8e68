//! What the screens show of messages to customers.

use chrono::{DateTime, Utc};
use regard_domain::consent::Permission;
use regard_domain::ids::{CustomerId, MessageId, RepairId};
use regard_domain::message::MessageState;
pub use regard_domain::message::StateReason;
pub use regard_domain::promotion::Promotion;
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

impl Draft {
    /// All that the draft says by itself, whichever way it goes.
    pub fn all_words(&self) -> String {
        let mut words = format!("{} {}", self.subject, self.body);
        for way in &self.ways {
            words.push(' ');
            words.push_str(&way.body);
        }
        words
    }
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
    /// How many parts a text of these words would take; 1 for e-mail.
    pub parts: u32,
    /// The words by this way, ready to send.
    pub body: String,
    /// The version of the template that made them; 0 is the built-in one.
    pub template_version: u32,
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
    /// The line of the associate's own that is in the words, as it was typed.
    #[serde(default)]
    pub own_line: Option<String>,
}

/// Shows the message about a repair with a line of the associate's own, as it would be sent.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct PreviewMessage {
    /// Which repair.
    pub repair_id: RepairId,
    /// The line, as typed.
    pub own_line: String,
}

/// A message as it would be sent, and what is in the way of the line.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct MessagePreview {
    /// The draft with the line in it; without the line while that is too long.
    pub draft: Option<Draft>,
    /// How many characters the line has.
    pub own_line_length: u32,
    /// How many it may have.
    pub longest: u32,
    /// What is in the way of the line.
    pub in_the_way: InTheWay,
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
    /// The repair that they are about: its draft is what they are measured against. None: nothing is
    /// looked for but the length.
    #[serde(default)]
    pub repair_id: Option<RepairId>,
}

/// How long a text is, what makes it long, and what is in the way of sending it.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct Parts {
    /// How many parts the carrier makes of it (GSM 03.38: 160/153 or 70/67 characters).
    pub parts: u32,
    /// Septets, or units of UTF-16, as the carrier counts them.
    pub units: u32,
    /// How many of them fit into the parts that it takes.
    pub room: u32,
    /// Why it takes the long alphabet: the first characters that are not in GSM-7.
    pub long_because: Vec<String>,
    /// Characters that count two in the short alphabet.
    pub count_two: Vec<String>,
    /// The same in plain signs, where that is something else.
    pub plain: Option<PlainSigns>,
    /// What is in the way of sending it.
    pub in_the_way: InTheWay,
}

/// What is in the way of sending words that an associate wrote.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct InTheWay {
    /// What makes an advertisement of it, or is filtered by carriers.
    pub promotions: Vec<Promotion>,
    /// It names a gift that is still secret.
    pub names_a_secret: bool,
}

/// A text in plain signs.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct PlainSigns {
    /// The text.
    pub body: String,
    /// The characters that it replaces.
    pub instead_of: Vec<String>,
    /// How many parts fewer it takes.
    pub saves: u32,
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
