//! What the screens show and ask of customers: rows, the story.

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, Utc};
use regard_domain::consent::Permission;
use regard_domain::ids::{
    CustomerId, EmailId, FactId, NoteId, OccasionId, PhoneId, PieceId, PurchaseId, RelationId,
    RepairId,
};
use regard_domain::repair::StepKind;
use regard_domain::words::{
    Channel, Confidence, FactKind, NoteKind, OccasionKind, PieceKind, RelationKind, Tact,
};
use serde::{Deserialize, Serialize};
use ts_rs::TS;
use uuid::Uuid;

use crate::appointments::screens::AppointmentCard;
use crate::follow_ups::screens::FollowUpCard;
use crate::messages::screens::MessageCard;
use crate::messages::thread_screens::ReplyCard;
use crate::notes::screens::FromNote;
use crate::promises::screens::PromiseCard;
use crate::reasons::screens::ReasonCard;
use crate::repairs::screens::RepairCard;
use crate::sync::screens::AlsoEnteredCard;
use crate::wishes::screens::WishCard;

pub use super::brief_screens::*;
pub use super::find_screens::*;
pub use super::merge_screens::*;

/// Opens a customer.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct OpenCustomer {
    /// Who.
    pub customer_id: CustomerId,
    /// The repair whose pickup brief goes on top; none: the ready one, if there is one.
    pub repair_id: Option<RepairId>,
}

/// Everything shown when a customer's page opens.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct Story {
    /// Who.
    pub id: CustomerId,
    /// Their name.
    pub name: String,
    /// Their given name.
    pub given_name: String,
    /// Their family name.
    pub family_name: String,
    /// What they are called.
    pub nickname: Option<String>,
    /// How the name is said.
    pub said_as: Option<String>,
    /// Who looks after them.
    pub owner: Option<String>,
    /// Whether I do.
    pub mine: bool,
    /// Who did before, where they were handed over.
    pub owner_before: Option<OwnerBefore>,
    /// Tread gently until this day.
    pub gently_until: Option<NaiveDate>,
    /// Why, if anyone said.
    pub gently_why: Option<String>,
    /// Whose hard time it is, where it is not their own.
    pub gently_with: Option<PersonRef>,
    /// When they passed away, or when the store heard of it.
    pub deceased_on: Option<NaiveDate>,
    /// Who usually comes in, where it is not this person.
    pub usually_comes: Option<PersonRef>,
    /// When this person last came in themself.
    pub last_came: Option<NaiveDate>,
    /// What to read before saying hello.
    pub brief: Brief,
    /// Their repairs in the store.
    pub in_store: Vec<RepairCard>,
    /// Everything that happened, newest first.
    pub entries: Vec<StoryEntry>,
    /// Their pieces.
    pub pieces: Vec<PieceCard>,
    /// Messages, newest first.
    pub messages: Vec<MessageCard>,
    /// What they wrote back, newest first.
    pub replies: Vec<ReplyCard>,
    /// Promises to them.
    pub promises: Vec<PromiseCard>,
    /// Follow-ups that are open.
    pub follow_ups: Vec<FollowUpCard>,
    /// Reasons to be in touch, whose time is now or comes soon.
    pub reasons: Vec<ReasonCard>,
    /// When they mean to come in, the next first; then those that ended, the last first.
    pub appointments: Vec<AppointmentCard>,
    /// What they wish for, and what may be told them of the wishes near them.
    pub wishes: Vec<WishCard>,
    /// What else the store knows.
    pub about: About,
    /// Values that two people entered at once.
    pub also_entered: Vec<AlsoEnteredCard>,
    /// Other records that are this person.
    pub merged: Vec<MergedRecord>,
    /// Whether something about them has not left the device.
    pub on_device_only: bool,
}

/// Who looked after a customer before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct OwnerBefore {
    /// Their name.
    pub name: String,
    /// Until when.
    pub until: NaiveDate,
    /// When they left the store, if they did.
    pub left_on: Option<NaiveDate>,
}

/// Erases a customer everywhere, for good.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct EraseCustomer {
    /// Whom.
    pub customer_id: CustomerId,
    /// Their name as it was typed, so that nobody is erased by a slip.
    pub typed_name: String,
}

/// A person: a customer, or known by name only.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct PersonRef {
    /// Their page, if they have one.
    pub customer_id: Option<CustomerId>,
    /// Their name; for a customer the given name.
    pub name: String,
    /// Whether it is the customer whose page this is.
    pub is_self: bool,
}

/// One thing that happened.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", tag = "kind")]
#[ts(export)]
#[expect(
    clippy::large_enum_variant,
    reason = "a page shows dozens of them, not millions"
)]
pub enum StoryEntry {
    /// Something was bought.
    #[serde(rename_all = "camelCase")]
    Purchase {
        /// Which.
        purchase_id: PurchaseId,
        /// When.
        on: NaiveDate,
        /// The piece.
        piece_id: Option<PieceId>,
        /// What.
        description: String,
        /// Who bought it.
        bought_by: PersonRef,
        /// Who chose it.
        chosen_by: Option<PersonRef>,
        /// For whom.
        bought_for: Option<PersonRef>,
        /// What for.
        occasion: Option<String>,
        /// What it meant.
        meaning: Option<String>,
        /// Who sold it.
        sold_by: Option<String>,
        /// Whether that is me.
        sold_by_me: bool,
        /// When the seller left.
        seller_left_on: Option<NaiveDate>,
        /// What was promised on it, in words.
        promises: Vec<String>,
        /// What was paid, for the receipts only.
        price: i64,
        /// ISO 4217.
        currency: String,
    },
    /// A repair, as it stands or ended.
    #[serde(rename_all = "camelCase")]
    Repair {
        /// The repair.
        repair: Box<RepairCard>,
        /// The day of the last step.
        on: NaiveDate,
        /// The last step.
        step: StepKind,
        /// Who did it.
        by: Option<String>,
        /// What was paid at hand-over.
        charged: Option<i64>,
        /// The promises kept with it, in words.
        kept: Vec<String>,
        /// The reason when it was charged in spite of a promise.
        charged_anyway: Option<String>,
    },
    /// Something was noted.
    #[serde(rename_all = "camelCase")]
    Note {
        /// Which.
        note_id: NoteId,
        /// When.
        on: NaiveDate,
        /// After a visit, a call, or just so.
        note_kind: NoteKind,
        /// The words.
        words: String,
        /// By whom.
        noted_by: Option<String>,
        /// Whether it has not left the device.
        on_device_only: bool,
    },
    /// A message went out.
    #[serde(rename_all = "camelCase")]
    Message {
        /// The message.
        message: Box<MessageCard>,
        /// When.
        on: NaiveDate,
    },
    /// They wrote back.
    #[serde(rename_all = "camelCase")]
    Reply {
        /// What they wrote.
        reply: Box<ReplyCard>,
        /// When.
        on: NaiveDate,
    },
}

/// One piece.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct PieceCard {
    /// Which.
    pub id: PieceId,
    /// What kind.
    pub kind: PieceKind,
    /// As the store says it.
    pub description: String,
    /// The last four of its serial number.
    pub serial_ends: Option<String>,
    /// When it was bought here.
    pub bought_on: Option<NaiveDate>,
    /// Who chose it.
    pub chosen_by: Option<PersonRef>,
    /// Who sold it.
    pub sold_by: Option<String>,
    /// Whether that is me.
    pub sold_by_me: bool,
    /// When the seller left.
    pub seller_left_on: Option<NaiveDate>,
    /// What for.
    pub occasion: Option<String>,
    /// What was promised on it.
    pub promises: Vec<String>,
    /// When it was last repaired here.
    pub last_repair_on: Option<NaiveDate>,
    /// A gift that the wearer may not know of before this day.
    pub secret_until: Option<NaiveDate>,
    /// The last day of its warranty.
    pub warranty_until: Option<NaiveDate>,
    /// Every how many months the warranty wants it inspected.
    pub inspect_months: Option<u32>,
}

/// What else the store knows.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct About {
    /// Free words.
    pub about: Option<String>,
    /// Surnames before: "Kowalska, Nowak".
    pub former_names: Option<String>,
    /// Words that the store sorts by, in the order of the alphabet.
    pub tags: Vec<String>,
    /// Phone numbers.
    pub phones: Vec<PhoneCard>,
    /// E-mail addresses.
    pub emails: Vec<EmailCard>,
    /// The address, one line each.
    pub address: Vec<String>,
    /// People.
    pub relations: Vec<RelationCard>,
    /// Days.
    pub occasions: Vec<OccasionCard>,
    /// What is known; what must never be said is marked.
    pub facts: Vec<FactCard>,
    /// From which notes promises and follow-ups are, by the id of each.
    pub from_notes: HashMap<Uuid, FromNote>,
    /// Language, BCP 47.
    pub language: Option<String>,
    /// Customer since.
    pub customer_since: Option<NaiveDate>,
    /// Columns of an import that Regard has no field for: name and value.
    pub extra: Vec<(String, String)>,
}

/// One phone number.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct PhoneCard {
    /// Which.
    pub id: PhoneId,
    /// As people write it; as it was typed when it could not be read.
    pub shown: String,
    /// E.164.
    pub e164: Option<String>,
    /// Mobile, home, work.
    pub label: Option<String>,
    /// The first to use.
    pub preferred: bool,
    /// May we text about their pieces?
    pub permission: Permission,
    /// May we write about them by WhatsApp? Asked for apart.
    pub whatsapp: Permission,
}

/// One e-mail address.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct EmailCard {
    /// Which.
    pub id: EmailId,
    /// The address.
    pub address: String,
    /// Home, work.
    pub label: Option<String>,
    /// The first to use.
    pub preferred: bool,
    /// May we write about their pieces?
    pub permission: Permission,
}

/// One relation.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct RelationCard {
    /// Which.
    pub id: RelationId,
    /// What the other is to the customer.
    pub kind: RelationKind,
    /// The other.
    pub other: PersonRef,
    /// What else there is to say.
    pub note: Option<String>,
    /// When it ended.
    pub ended_on: Option<NaiveDate>,
    /// From which note it is.
    pub from_note: Option<FromNote>,
}

/// One occasion.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct OccasionCard {
    /// Which.
    pub id: OccasionId,
    /// On whose page it was written down: a day of a relation is of the other, seen from there.
    pub customer_id: CustomerId,
    /// What.
    pub kind: OccasionKind,
    /// What it is called.
    pub label: Option<String>,
    /// The partial date as it is known.
    pub on_date: String,
    /// How sure.
    pub confidence: Confidence,
    /// Where it comes from.
    pub because: Option<String>,
    /// When it comes next, when the month is known.
    pub next: Option<Ahead>,
    /// The relation whose day it is; none: the customer's own.
    pub relation_id: Option<RelationId>,
    /// How many days before it comes up; none: as the store does it.
    pub ahead_days: Option<u32>,
    /// Put off until this day.
    pub quiet_until: Option<NaiveDate>,
    /// From which note it is.
    pub from_note: Option<FromNote>,
}

/// One fact.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct FactCard {
    /// Which.
    pub id: FactId,
    /// What about.
    pub kind: FactKind,
    /// The words.
    pub words: String,
    /// What may be done with it.
    pub tact: Tact,
    /// When it was noted.
    pub noted_at: DateTime<Utc>,
    /// By whom.
    pub noted_by: Option<String>,
    /// From which note it is.
    pub from_note: Option<FromNote>,
}

/// Someone new.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct AddCustomer {
    /// Given name.
    pub given_name: String,
    /// Family name.
    pub family_name: String,
    /// A phone number, as typed.
    pub phone: Option<String>,
    /// An e-mail address.
    pub email: Option<String>,
    /// The customer said that we may text or write about their pieces; none: not asked.
    pub consent: Option<bool>,
    /// Language, BCP 47.
    pub language: Option<String>,
}

/// Looks for someone who is already there.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct FindSamePerson {
    /// Given name so far.
    pub given_name: String,
    /// Family name so far.
    pub family_name: String,
    /// Phone so far.
    pub phone: String,
    /// E-mail so far.
    pub email: String,
}

/// Changes fields of a customer. Absent fields stay; an empty text takes the value away.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct EditCustomer {
    /// Who.
    pub customer_id: CustomerId,
    /// Given name; not empty.
    pub given_name: Option<String>,
    /// Family name.
    pub family_name: Option<String>,
    /// What they are called.
    pub nickname: Option<String>,
    /// How the name is said.
    pub said_as: Option<String>,
    /// Surnames before, with commas between.
    pub former_names: Option<String>,
    /// Free words.
    pub about: Option<String>,
    /// The one memory to recall first.
    pub memory: Option<String>,
    /// Tread gently until this day; an empty text ends it.
    pub gently_until: Option<String>,
    /// Why.
    pub gently_why: Option<String>,
    /// The day they passed away; an empty text takes it back.
    #[serde(default)]
    #[ts(optional)]
    pub deceased_on: Option<String>,
    /// Language, BCP 47.
    pub language: Option<String>,
}

/// Adds a phone number or an e-mail address.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct AddAddress {
    /// Whose.
    pub customer_id: CustomerId,
    /// `sms` for a phone number, `email` for an e-mail address.
    pub channel: Channel,
    /// As typed.
    pub typed: String,
    /// Mobile, home, work.
    pub label: Option<String>,
}
