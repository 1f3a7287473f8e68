//! What is read before saying hello.

use chrono::{DateTime, NaiveDate, Utc};
use regard_domain::ids::{CustomerId, OccasionId, PieceId, PurchaseId};
use regard_domain::words::{Confidence, OccasionKind, PieceKind};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::screens::PersonRef;
use crate::promises::screens::PromiseCard;
use crate::repairs::screens::{Price, RepairCard};
use crate::strands::screens::InCommon;
use crate::wishes::screens::ToShow;

/// What to read before saying hello: a name and three lines, then what is below.
///
/// Each part says what it came from, so that one tap shows it. A part that is not known is absent.
/// There is never a sum of what someone has spent.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct Brief {
    /// Who.
    pub customer_id: CustomerId,
    /// Their name.
    pub name: String,
    /// Their given name.
    pub given_name: String,
    /// The repair this is a pickup brief for.
    pub repair: Option<RepairCard>,
    /// What would break trust: the price with promises honoured, or a promise that is open.
    pub to_pay: Option<Price>,
    /// Open promises beside those in the price, in words, the most pressing first.
    pub promises: Vec<PromiseCard>,
    /// The one memory.
    pub recall: Option<Recall>,
    /// What is ahead. Absent when the store treads gently.
    pub ahead: Option<Ahead>,
    /// What to show: a wish of the household whose day is near. Absent when the store treads gently.
    pub show: Option<ToShow>,
    /// Tread gently until this day; replaces what is ahead.
    pub gently_until: Option<NaiveDate>,
    /// Something to ask about: the newest note or a fact that may be said.
    pub ask: Option<Ask>,
    /// Something that the reader and the customer share. Absent when the store treads gently.
    pub share: Option<InCommon>,
}

/// The one memory: the piece, who chose it for whom, why it mattered, who sold it.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct Recall {
    /// Where it comes from.
    pub purchase_id: Option<PurchaseId>,
    /// The piece.
    pub piece_id: Option<PieceId>,
    /// As the store says it; empty when the memory is only words.
    pub piece: String,
    /// What kind.
    pub piece_kind: Option<PieceKind>,
    /// Who bought it.
    pub bought_by: Option<PersonRef>,
    /// Who chose it.
    pub chosen_by: Option<PersonRef>,
    /// For whom.
    pub bought_for: Option<PersonRef>,
    /// "15th anniversary".
    pub occasion: Option<String>,
    /// What it meant, or the memory that an associate chose.
    pub meaning: Option<String>,
    /// When.
    pub bought_on: Option<NaiveDate>,
    /// Who sold it.
    pub sold_by: Option<String>,
    /// Whether that is the person using this device. Only then the screen says "you sold it".
    pub sold_by_me: bool,
    /// When the seller left, if they did.
    pub seller_left_on: Option<NaiveDate>,
}

/// What is ahead: an occasion, with its number and how sure it is.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct Ahead {
    /// Where it comes from; none: worked out from a purchase.
    pub occasion_id: Option<OccasionId>,
    /// What.
    pub kind: OccasionKind,
    /// What it is called, where the kind does not say it.
    pub label: Option<String>,
    /// Which one: 20 for the 20th.
    pub ordinal: Option<u32>,
    /// The day it falls on, when the day is known.
    pub on: Option<NaiveDate>,
    /// The month it falls in, when only that is known: year and month.
    pub year: i32,
    /// The month, 1 to 12; none: only the year is known.
    pub month: Option<u32>,
    /// Days from today to the day, or to the first of the month.
    pub in_days: i64,
    /// How sure.
    pub confidence: Confidence,
    /// Why we think so: "15th in 2021".
    pub because: Option<String>,
    /// The other person of the relation, or the person whose day it is when not the customer.
    pub with: Option<PersonRef>,
}

/// Something to ask about.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct Ask {
    /// The words of the note or fact.
    pub words: String,
    /// When it was noted.
    pub noted_at: DateTime<Utc>,
    /// By whom.
    pub noted_by: Option<String>,
}
