//! What the page for the customer shows: everything that is remembered about them.

use chrono::NaiveDate;
use regard_domain::ids::CustomerId;
use regard_domain::repair::RepairState;
use regard_domain::words::{Channel, Confidence, OccasionKind, Purpose, RelationKind};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::repairs::screens::LineWork;

/// Everything that is remembered about a customer, for the customer to read.
///
/// It names no gift that is still a secret, and of other people no more than their name and what they
/// are to the customer.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct Remembered {
    /// Who.
    pub customer_id: CustomerId,
    /// Their name.
    pub name: String,
    /// The store's name.
    pub store: String,
    /// The day it was drawn up.
    pub on: NaiveDate,
    /// In which language they are written to: `en`, `es`, `fr`; none: nobody knows.
    pub language: Option<String>,
    /// Name, addresses and single values.
    pub who: Vec<Held>,
    /// People.
    pub people: Vec<HeldPerson>,
    /// Days.
    pub days: Vec<HeldDay>,
    /// What was bought, by them or for them.
    pub bought: Vec<HeldPurchase>,
    /// Their pieces.
    pub pieces: Vec<HeldPiece>,
    /// Repairs.
    pub repairs: Vec<HeldRepair>,
    /// What was promised to them and still holds.
    pub promises: Vec<HeldPromise>,
    /// What was learnt: notes and single facts.
    pub learnt: Vec<HeldWords>,
    /// Their photos, the newest first.
    pub photos: Vec<HeldPhoto>,
    /// What the store means to do.
    pub to_do: Vec<HeldToDo>,
    /// What was written to them, and what they wrote.
    pub written: Vec<HeldMessage>,
    /// What they allowed and forbade.
    pub consents: Vec<HeldConsent>,
    /// How many lines were left out because they would spoil a surprise. For the associate, not for the
    /// page.
    pub left_out: u32,
}

/// What a single value is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum HeldKind {
    /// What they are called.
    Nickname,
    /// Names before.
    FormerNames,
    /// How the name is said.
    SaidAs,
    /// A phone number.
    Phone,
    /// An e-mail address.
    Email,
    /// Where they live.
    Address,
    /// The language.
    Language,
    /// Customer since.
    Since,
    /// Who looks after them.
    LooksAfter,
    /// Words that the store sorts by.
    Tags,
    /// Free words.
    About,
    /// The memory to recall first.
    Memory,
    /// The store treads gently until then.
    Gently,
    /// They passed away.
    Deceased,
    /// From which list they came.
    Source,
    /// A column of that list; its name is in `label`.
    Imported,
}

/// A single value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct Held {
    /// What it is.
    pub kind: HeldKind,
    /// Home, work; the name of a column.
    pub label: Option<String>,
    /// The value; a day is `YYYY-MM-DD`.
    pub value: String,
}

/// Someone who belongs to them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct HeldPerson {
    /// Their name.
    pub name: String,
    /// What they are to the customer.
    pub kind: RelationKind,
    /// What else there is to say.
    pub note: Option<String>,
    /// When it ended.
    pub ended_on: Option<NaiveDate>,
}

/// A day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct HeldDay {
    /// What.
    pub kind: OccasionKind,
    /// What it is called.
    pub label: Option<String>,
    /// A partial date: `2006-06-14`, `--06-14`, `2006`.
    pub on_date: String,
    /// How sure the store is.
    pub confidence: Confidence,
    /// Where it comes from.
    pub because: Option<String>,
}

/// Something that was bought.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct HeldPurchase {
    /// When.
    pub on: NaiveDate,
    /// What.
    pub description: String,
    /// Who bought it, where it was not the customer.
    pub bought_by: Option<String>,
    /// For whom, where it was not the customer.
    pub bought_for: Option<String>,
    /// What the customer paid, in minor units; what another paid is not theirs to read.
    pub price: Option<i64>,
    /// ISO 4217.
    pub currency: String,
    /// What for.
    pub occasion: Option<String>,
    /// What it meant, in someone's words.
    pub meaning: Option<String>,
    /// Who sold it.
    pub sold_by: Option<String>,
}

/// A piece of theirs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct HeldPiece {
    /// As the store says it.
    pub description: String,
    /// The last four of its serial number.
    pub serial_ends: Option<String>,
}

/// A repair.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct HeldRepair {
    /// The day of its last step.
    pub on: NaiveDate,
    /// The number of the envelope.
    pub envelope: String,
    /// What it is.
    pub piece: String,
    /// What is done.
    pub work: Vec<LineWork>,
    /// Where it stands.
    pub state: RepairState,
    /// What the customer paid, in minor units; what another paid is not theirs to read.
    pub charged: Option<i64>,
    /// ISO 4217.
    pub currency: String,
}

/// A promise.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct HeldPromise {
    /// The words.
    pub words: String,
    /// Who gave it.
    pub made_by: Option<String>,
    /// When.
    pub made_on: NaiveDate,
    /// Until when.
    pub until: Option<NaiveDate>,
    /// By when.
    pub due_on: Option<NaiveDate>,
}

/// Words that were noted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct HeldWords {
    /// When.
    pub on: NaiveDate,
    /// The words.
    pub words: String,
    /// By whom.
    pub by: Option<String>,
    /// Whether it is a single fact; else a note as it was written.
    pub fact: bool,
}

/// Something the store means to do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct HeldToDo {
    /// By when.
    pub due_on: NaiveDate,
    /// What.
    pub reason: String,
}

/// A message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct HeldMessage {
    /// The day, in the store.
    pub on: NaiveDate,
    /// By what.
    pub channel: Channel,
    /// The words.
    pub words: String,
    /// Whether the customer wrote it.
    pub theirs: bool,
    /// To whom it went, where that is somebody else.
    pub to: Option<String>,
    /// It certainly never arrived.
    pub not_delivered: bool,
}

/// What they said about being written to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct HeldConsent {
    /// Which address.
    pub address: String,
    /// By what.
    pub channel: Channel,
    /// What for.
    pub purpose: Purpose,
    /// Allowed, or forbidden.
    pub given: bool,
    /// The day, in the store.
    pub on: NaiveDate,
    /// How it was said, as it was written down.
    pub basis: String,
}

/// One photo.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct HeldPhoto {
    /// When it was added.
    pub on: NaiveDate,
    /// What it shows, where somebody said so.
    pub caption: Option<String>,
    /// Who added it.
    pub by: Option<String>,
    /// A small JPEG as a `data:` address.
    pub thumbnail: String,
}
