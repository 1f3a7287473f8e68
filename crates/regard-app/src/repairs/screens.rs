//! What the screens show and ask of repairs.

use chrono::{DateTime, NaiveDate, Utc};
use regard_domain::ids::{CustomerId, PieceId, RepairId, RepairLineId, RepairStepId};
use regard_domain::repair::{RepairState, StepKind};
use regard_domain::words::{Channel, PieceKind, WorkKind};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::customers::screens::{Brief, StoryEntry};
use crate::messages::screens::{Draft, MessageCard};

/// The work of one line of an envelope.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct LineWork {
    /// What.
    pub work: WorkKind,
    /// In somebody's words; none: the work's own word says it.
    pub words: Option<String>,
}

/// One repair as a row of a list.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct RepairCard {
    /// Which.
    pub id: RepairId,
    /// Whose.
    pub customer_id: CustomerId,
    /// Their name.
    pub customer_name: String,
    /// As the store says the piece: "Seamaster, steel, 41 mm".
    pub piece: String,
    /// What kind of thing it is.
    pub piece_kind: PieceKind,
    /// The work, line by line.
    pub work: Vec<LineWork>,
    /// The number on the envelope.
    pub envelope: String,
    /// Where it stands.
    pub state: RepairState,
    /// Since when.
    pub since: DateTime<Utc>,
    /// The day promised to the customer.
    pub promised_for: Option<NaiveDate>,
    /// Whether that day has passed and the piece is not ready.
    pub late: bool,
    /// The price with every promise honoured.
    pub price: Price,
    /// Whether the customer knows that it is ready: a message that is not finally failed, or a call.
    pub told: bool,
    /// The newest message about it.
    pub message: Option<MessageCard>,
    /// Whether the store treads gently with this customer just now.
    pub gently: bool,
    /// Whether the latest edit of this repair has not left the device.
    pub on_device_only: bool,
}

/// What is to pay, and why it is not what the envelope says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct Price {
    /// The sum on the envelope, in minor units.
    pub quoted: i64,
    /// What is to pay with every promise honoured.
    pub to_pay: i64,
    /// ISO 4217.
    pub currency: String,
    /// The promises that make the difference.
    pub because: Vec<PriceReason>,
}

/// One promise that takes something off.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct PriceReason {
    /// The promise.
    pub promise_id: regard_domain::ids::PromiseId,
    /// "Batteries free for life".
    pub words: String,
    /// The work it covers.
    pub covers: WorkKind,
    /// Who gave their word.
    pub made_by: Option<String>,
    /// When.
    pub made_on: NaiveDate,
    /// How much it takes off, in minor units.
    pub off: i64,
}

/// The list of repairs, in the groups of the screen.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct RepairList {
    /// In the store and not ready, the day promised first.
    pub bench: Vec<RepairCard>,
    /// Ready, and the customer does not know yet.
    pub to_tell: Vec<RepairCard>,
    /// Ready and told: waiting to be collected, longest first.
    pub waiting: Vec<RepairCard>,
    /// Handed over or cancelled, newest first, at most 50.
    pub done: Vec<RepairCard>,
}

/// One repair with the history above and the draft below.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct RepairPage {
    /// The repair.
    pub repair: RepairCard,
    /// In the customer's own words.
    pub customer_words: Option<String>,
    /// Its condition at take-in.
    pub condition: Option<String>,
    /// Where the envelope lies.
    pub bin: Option<String>,
    /// Who took it in.
    pub taken_in_by: Option<String>,
    /// The lines on the envelope.
    pub lines: Vec<RepairLineCard>,
    /// What happened to it, newest first.
    pub steps: Vec<RepairStepCard>,
    /// What may be done next, in the order of the screen.
    pub next: Vec<StepKind>,
    /// What to read before saying hello. None on the bench's devices.
    pub brief: Option<Box<Brief>>,
    /// The history of its customer, newest first, at most 6. Empty on the bench's devices.
    pub history: Vec<StoryEntry>,
    /// The message that could be sent. None on the bench's devices and when it was handed over.
    pub draft: Option<Draft>,
    /// Messages about it, newest first.
    pub messages: Vec<MessageCard>,
    /// Who else may collect it or be told: the people of the household.
    pub people: Vec<PersonChoice>,
}

/// Someone who can be told, or who can collect.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct PersonChoice {
    /// Who.
    pub customer_id: CustomerId,
    /// Their name.
    pub name: String,
    /// How they stand to the customer; none: the customer.
    pub relation: Option<regard_domain::words::RelationKind>,
}

/// One line on the envelope.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct RepairLineCard {
    /// Which.
    pub id: RepairLineId,
    /// The work.
    pub work: WorkKind,
    /// In words, where somebody wrote more than the work's own; else empty.
    pub description: String,
    /// The price on the envelope.
    pub price: i64,
    /// What a promise takes off.
    pub off: i64,
}

/// One thing that happened to a repair.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct RepairStepCard {
    /// Which.
    pub id: RepairStepId,
    /// What.
    pub kind: StepKind,
    /// When.
    pub at: DateTime<Utc>,
    /// By whom.
    pub by: Option<String>,
    /// What was said.
    pub note: Option<String>,
    /// Whether it was taken back, or did not fit where the repair stood.
    pub struck: bool,
    /// Whether it can be taken back with one tap.
    pub can_undo: bool,
}

/// What the take-in screen offers for a customer.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct TakeInChoices {
    /// The customer's pieces, and pieces bought by them for others, newest first.
    pub pieces: Vec<PieceChoice>,
    /// Who can be told.
    pub people: Vec<PersonChoice>,
    /// The next free envelope number of this store, as a proposal.
    pub envelope: String,
    /// The store's currency.
    pub currency: String,
}

/// One piece to choose.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct PieceChoice {
    /// Which.
    pub piece_id: PieceId,
    /// Whose it is.
    pub customer_id: CustomerId,
    /// What kind.
    pub kind: PieceKind,
    /// As the store says it.
    pub description: String,
    /// When it was bought here.
    pub bought_on: Option<NaiveDate>,
}

/// One line to be put on an envelope.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct NewRepairLine {
    /// The work.
    pub work: WorkKind,
    /// In words; empty: the word for the work.
    pub description: String,
    /// The price, in minor units, not negative.
    pub price: i64,
}

/// Asks what a repair would cost with every promise honoured.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct PriceRepair {
    /// Whose.
    pub customer_id: CustomerId,
    /// Which piece.
    pub piece_id: Option<PieceId>,
    /// The work.
    pub lines: Vec<NewRepairLine>,
}

/// Takes a piece in.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct TakeInRepair {
    /// Whose.
    pub customer_id: CustomerId,
    /// Which piece of theirs; none: described below.
    pub piece_id: Option<PieceId>,
    /// What it is, when it is not one of their pieces.
    pub description: Option<String>,
    /// What kind, when it is not one of their pieces.
    pub piece_kind: Option<PieceKind>,
    /// The number on the envelope.
    pub envelope: String,
    /// In the customer's own words.
    pub customer_words: Option<String>,
    /// Its condition.
    pub condition: Option<String>,
    /// The work and its prices.
    pub lines: Vec<NewRepairLine>,
    /// The day promised.
    pub promised_for: Option<NaiveDate>,
    /// Who is told; none: the customer.
    pub tell_id: Option<CustomerId>,
    /// How: a channel, or none for a call.
    pub tell_by: Option<Channel>,
    /// The customer said that we may text or write about this: writes the consent down.
    pub consent: bool,
    /// Who brought it; none: the customer.
    pub dropped_off_by: Option<CustomerId>,
}

/// Moves a repair along.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct MoveRepair {
    /// Which.
    pub repair_id: RepairId,
    /// To what: not `ready` and not `handed_over`, which have commands of their own.
    pub step: StepKind,
    /// What to say about it.
    pub note: Option<String>,
    /// Where the envelope lies now.
    pub bin: Option<String>,
}

/// Marks a repair ready.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct MarkRepairReady {
    /// Which.
    pub repair_id: RepairId,
    /// Where the envelope lies now.
    pub bin: Option<String>,
    /// What to say about it.
    pub note: Option<String>,
}

/// Takes a wrong tap back.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct UndoRepairStep {
    /// Which repair.
    pub repair_id: RepairId,
    /// Which step.
    pub step_id: RepairStepId,
}

/// Gives the piece back.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct HandOverRepair {
    /// Which.
    pub repair_id: RepairId,
    /// Who collects it; none: the customer.
    pub collected_by: Option<CustomerId>,
    /// Charge in spite of a promise: the written reason. None: every promise is honoured.
    pub charge_anyway: Option<String>,
}

/// Names one repair.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct OneRepair {
    /// Which.
    pub repair_id: RepairId,
}

/// What a scan or a typed number might be.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct FindEnvelope {
    /// The number.
    pub envelope: String,
}
