//! What the screens show of replies, of what is stuck, and of consent.

use chrono::{DateTime, Utc};
pub use regard_domain::consent::ConsentStep;
use regard_domain::consent::Permission;
use regard_domain::ids::{CustomerId, MessageId, RepairId, ReplyId};
use regard_domain::words::{Channel, Purpose};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::screens::MessageCard;

/// What a customer wrote back.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct ReplyCard {
    /// Which.
    pub id: ReplyId,
    /// Whose page it stands on.
    pub customer_id: CustomerId,
    /// Their name.
    pub customer_name: String,
    /// The message that it answers.
    pub message_id: Option<MessageId>,
    /// The repair that the message is about.
    pub repair_id: Option<RepairId>,
    /// Who is to answer.
    pub for_name: Option<String>,
    /// Whether that is the person using this device.
    pub for_me: bool,
    /// By what means.
    pub channel: Channel,
    /// The address, mostly hidden.
    pub address_hint: String,
    /// Their words.
    pub words: String,
    /// How many pictures came with them.
    pub pictures: u32,
    /// What it means, a word of `ReplyMeaning`.
    pub meaning: String,
    /// When it came.
    pub received_at: DateTime<Utc>,
    /// Whether nobody of the store has seen it yet.
    pub unread: bool,
    /// Whether something is left to do.
    pub open: bool,
    /// Until when it may be answered; none: not any more, or they asked us to stop.
    pub answer_until: Option<DateTime<Utc>>,
    /// Others who share the address: it stands on their pages too.
    pub shared_with: Vec<String>,
}

/// Names one reply.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct OneReply {
    /// Which.
    pub reply_id: ReplyId,
}

/// Marks what a customer wrote as seen.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct SeeReplies {
    /// Whose.
    pub customer_id: CustomerId,
}

/// Answers a reply, within a day of it.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct AnswerReply {
    /// Which.
    pub reply_id: ReplyId,
    /// The words.
    pub body: String,
}

/// What a stranger wrote.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct StrayCard {
    /// Which.
    pub id: ReplyId,
    /// From which number: it is nobody's here, so that it is shown whole.
    pub address: String,
    /// The words.
    pub words: String,
    /// How many pictures came with them.
    pub pictures: u32,
    /// When it came.
    pub received_at: DateTime<Utc>,
}

/// Everything that is stuck, in one list for the manager.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct Stuck {
    /// Nobody can tell whether it arrived: a person decides.
    pub needs_attention: Vec<MessageCard>,
    /// Did not arrive, or may not be sent.
    pub not_delivered: Vec<MessageCard>,
    /// Waits until the store's account or set-up is mended.
    pub waits_for_setup: Vec<MessageCard>,
    /// Customers who wait for an answer, the longest first.
    pub replies: Vec<ReplyCard>,
    /// What strangers wrote.
    pub strays: Vec<StrayCard>,
}

/// What was said about one address.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct AddressConsent {
    /// By what means.
    pub channel: Channel,
    /// The address.
    pub address: String,
    /// Which of the three steps holds; none: nobody has asked, or it is none of the three.
    pub step: Option<ConsentStep>,
    /// The words with which each step is asked for, in the customer's language.
    pub wordings: Vec<StepWording>,
    /// The language of those words.
    pub language: String,
    /// What holds now, purpose by purpose.
    pub now: Vec<PurposeConsent>,
    /// The stop that stands, where the customer asked for one.
    pub stop: Option<StopNote>,
    /// All that was ever said, the newest first.
    pub history: Vec<ConsentLine>,
}

/// A stop that stands, and who can lift it.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct StopNote {
    /// Since when.
    pub since: DateTime<Utc>,
    /// Who can lift it.
    pub lifted_by: StopLift,
}

/// Who can lift a stop; the later one is the stricter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum StopLift {
    /// The store, with what shows that the customer agreed again.
    Store,
    /// Only the customer, by replying START: the provider itself refuses the address.
    Customer,
    /// Nobody: the address is somebody else's.
    Nobody,
}

/// The words with which a step is asked for.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct StepWording {
    /// Which step.
    pub step: ConsentStep,
    /// What the ledger names these words.
    pub version: String,
    /// The words.
    pub words: String,
}

/// Writes down which step a customer chose for an address.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct ChooseConsent {
    /// Whose address.
    pub customer_id: CustomerId,
    /// By what means.
    pub channel: Channel,
    /// The address.
    pub address: String,
    /// Which step.
    pub step: ConsentStep,
    /// How it was said: "at the counter", "by telephone".
    pub basis: String,
    /// What shows that the customer agreed again, where a stop stands: "signed the slip of 12 May".
    pub evidence: Option<String>,
}

/// What holds for one purpose.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct PurposeConsent {
    /// For what.
    pub purpose: Purpose,
    /// What the customer said.
    pub permission: Permission,
    /// Since when.
    pub since: Option<DateTime<Utc>>,
}

/// One statement of the ledger.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct ConsentLine {
    /// For what.
    pub purpose: Purpose,
    /// Yes or no.
    pub given: bool,
    /// How it was said.
    pub basis: String,
    /// The version of the words that were shown or said.
    pub wording: Option<String>,
    /// When.
    pub said_at: DateTime<Utc>,
    /// Who wrote it down.
    pub taken_by: Option<String>,
    /// What shows that the customer agreed again.
    pub evidence: Option<String>,
    /// Who said it, where the address is shared and it was another.
    pub said_by: Option<String>,
}
