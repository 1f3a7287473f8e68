//! What the screens ask and show of notes.

use chrono::{DateTime, NaiveDate, Utc};
use regard_domain::ids::{CustomerId, NoteId, NoteTraceId, RepairId};
use regard_domain::words::NoteKind;
use regard_notes::What;
use serde::{Deserialize, Serialize};
use strum::Display;
use ts_rs::TS;

/// Writes down what was learnt.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct Jot {
    /// About whom.
    pub customer_id: CustomerId,
    /// After which repair.
    pub repair_id: Option<RepairId>,
    /// After a visit, a call, or just so.
    pub kind: NoteKind,
    /// The words.
    pub words: String,
    /// Also makes a follow-up with the same words on this day.
    pub follow_up_on: Option<NaiveDate>,
    /// The keys of the chips that are ticked: each becomes a record.
    #[serde(default)]
    #[ts(optional)]
    pub ticked: Option<Vec<String>>,
}

/// A note that was kept, and what was filed with it.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct Jotted {
    /// The note.
    #[serde(flatten)]
    pub note: NoteCard,
    /// How many records were made from its words, the follow-up among them.
    pub filed: u32,
}

/// Asks what the words say so far.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct Understand {
    /// About whom; none: nobody chosen yet.
    pub customer_id: Option<CustomerId>,
    /// The words so far.
    pub words: String,
}

/// One thing that the words say.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct Chip {
    /// Which chip: the same as long as its words stay where they are.
    pub key: String,
    /// What kind of thing.
    pub kind: ChipKind,
    /// The words that say it.
    pub words: String,
    /// Where they begin, in UTF-16 units.
    pub from: u32,
    /// Where they end.
    pub to: u32,
    /// Ticked from the start; otherwise it is a guess.
    pub sure: bool,
    /// The day that was read, as a partial date.
    pub day: Option<String>,
    /// Whose it is, where the words leave it open: a name, or how someone was called.
    pub whose: Option<String>,
}

/// The kinds of things that a note says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS, Display)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
#[ts(export)]
pub enum ChipKind {
    /// Someone near the customer.
    Person,
    /// A pet.
    Pet,
    /// A day that matters.
    Occasion,
    /// A size.
    Size,
    /// Something wanted.
    Wish,
    /// Something that the store promised.
    Promise,
    /// Something to do later.
    FollowUp,
    /// What they like.
    Liking,
    /// What they would rather not have.
    Avoid,
    /// What their skin does not bear.
    Allergy,
    /// A journey.
    Trip,
    /// Work.
    Work,
    /// What they do for joy.
    Interest,
    /// A hard time.
    TreadGently,
}

impl ChipKind {
    /// The kind of what was found.
    pub fn of(what: &What) -> Self {
        match what {
            What::Person(_) => Self::Person,
            What::Pet { .. } => Self::Pet,
            What::Occasion(_) => Self::Occasion,
            What::Size { .. } => Self::Size,
            What::Wish { .. } => Self::Wish,
            What::Promise { .. } => Self::Promise,
            What::FollowUp { .. } => Self::FollowUp,
            What::Liking => Self::Liking,
            What::Avoid => Self::Avoid,
            What::Allergy => Self::Allergy,
            What::Trip { .. } => Self::Trip,
            What::Work => Self::Work,
            What::Interest => Self::Interest,
            What::TreadGently => Self::TreadGently,
        }
    }
}

/// From which words of which note a record is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct FromNote {
    /// Which trace: what takes the record out again.
    pub trace_id: NoteTraceId,
    /// The note.
    pub note_id: NoteId,
    /// When it was noted.
    pub noted_at: DateTime<Utc>,
    /// By whom.
    pub noted_by: Option<String>,
    /// Whether that is the person using this device.
    pub by_me: bool,
    /// The words of the note.
    pub words: String,
    /// Where the words begin in it that say this, in UTF-16 units.
    pub from: u32,
    /// Where they end.
    pub to: u32,
}

/// Takes one record out again that a note made.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct DropFiled {
    /// Which.
    pub trace_id: NoteTraceId,
}

/// Takes back all that a note made.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct TakeBackFiled {
    /// Which note.
    pub note_id: NoteId,
}

/// One note.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct NoteCard {
    /// Which.
    pub id: NoteId,
    /// After a visit, a call, or just so.
    pub kind: NoteKind,
    /// The words.
    pub words: String,
    /// When.
    pub noted_at: DateTime<Utc>,
    /// By whom.
    pub noted_by: Option<String>,
}

/// Keeps what is being written, so that a killed app loses no word.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct KeepDraft {
    /// About whom; none: nobody chosen yet.
    pub customer_id: Option<CustomerId>,
    /// The words so far; empty: throw the draft away.
    pub words: String,
}

/// What was being written.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct JotDraft {
    /// About whom.
    pub customer_id: Option<CustomerId>,
    /// Their name.
    pub customer_name: Option<String>,
    /// The words so far.
    pub words: String,
}
