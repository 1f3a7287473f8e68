//! What the screens show and ask of the three strands.

use chrono::NaiveDate;
use regard_domain::ids::{CustomerId, FactId, OwnFactId, PromiseId};
use regard_domain::strand::{Question, Strand};
use regard_domain::words::FactKind;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Whose strands.
#[derive(Debug, Clone, Copy, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct OpenStrands {
    /// With whom.
    pub customer_id: CustomerId,
}

/// The three strands, each as a list of what it is made of.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct Strands {
    /// With whom.
    pub customer_id: CustomerId,
    /// What both share.
    pub in_common: Vec<InCommon>,
    /// What the store taught them first, then what it knows, the newest first.
    pub knowledge: Vec<KnownThing>,
    /// Promises that were kept, then those that were not or not yet.
    pub promises: Vec<PromiseGiven>,
    /// How many promises were kept.
    pub kept: u32,
    /// The thinnest of the three; none of who has passed away.
    pub thinnest: Option<Strand>,
    /// The one question to ask.
    pub question: Option<AskThis>,
}

/// Something that both have said.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct InCommon {
    /// In my word for it: "dogs".
    pub word: String,
    /// What I said.
    pub mine: String,
    /// What they said.
    pub theirs: String,
}

/// Something the store knows or taught.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct KnownThing {
    /// Which fact.
    pub fact_id: FactId,
    /// What about; `advice`: it was taught.
    pub kind: FactKind,
    /// The words.
    pub words: String,
    /// When it was noted.
    pub on: NaiveDate,
    /// By whom.
    pub by: Option<String>,
}

/// A promise as evidence.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct PromiseGiven {
    /// Which.
    pub promise_id: PromiseId,
    /// The words.
    pub words: String,
    /// Whether it was kept.
    pub kept: bool,
    /// Whether it was broken.
    pub broken: bool,
}

/// The one question.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct AskThis {
    /// What it is about.
    pub question: Question,
    /// The journey, the promise or the piece, in the words in which it is known.
    pub words: Option<String>,
}

/// Something that I would tell a customer of myself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct OwnFact {
    /// Which.
    pub id: OwnFactId,
    /// What about.
    pub kind: FactKind,
    /// The words.
    pub words: String,
}

/// Adds something about me.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct AddOwnFact {
    /// What about.
    pub kind: FactKind,
    /// The words.
    pub words: String,
}

/// Takes something about me out.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct DropOwnFact {
    /// Which.
    pub id: OwnFactId,
}

/// Notes something that the store taught a customer.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct AddAdvice {
    /// Whom.
    pub customer_id: CustomerId,
    /// What.
    pub words: String,
}

/// Advice that was noted.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct AdviceAdded {
    /// Which.
    pub fact_id: FactId,
}

/// Takes noted advice out, or brings it back.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct DropAdvice {
    /// Which.
    pub fact_id: FactId,
    /// `false` brings it back.
    pub dropped: bool,
}
