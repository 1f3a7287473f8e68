//! What the screens show and ask of reasons to be in touch.

use chrono::NaiveDate;
use regard_domain::ids::{CustomerId, PieceId, ReasonAnswerId};
use regard_domain::reason::{Decision, Measure, ReasonKind, Standing};
use serde::{Deserialize, Deserializer, Serialize};
use ts_rs::TS;
use uuid::Uuid;

use crate::customers::screens::Recall;

/// The reasons of a day.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct Reasons {
    /// A few at most, what would be lost by waiting first. Where nothing is due: the one that comes
    /// next, else somebody quiet.
    pub reasons: Vec<ReasonCard>,
    /// How many I followed or put off today.
    pub answered: u32,
}

/// One reason to be in touch.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct ReasonCard {
    /// With whom.
    pub customer_id: CustomerId,
    /// Their name.
    pub customer_name: String,
    /// Their given name.
    pub given_name: String,
    /// What it is about.
    pub kind: ReasonKind,
    /// The piece or the fact that it is about.
    #[ts(type = "string | null")]
    pub about_id: Option<Uuid>,
    /// Its day.
    pub due_on: NaiveDate,
    /// Whether its time is now or comes soon.
    pub standing: Standing,
    /// Whether it asks something of the customer, and does not only give.
    pub asks: bool,
    /// The piece, who chose it, what for; a memory where nothing is due.
    pub recall: Option<Recall>,
    /// What they told, in the words of the note.
    pub words: Option<String>,
    /// The last day of the warranty that it is about.
    pub warranty_until: Option<NaiveDate>,
    /// The last day that it can be put off to; none: it can wait.
    pub last_day: Option<NaiveDate>,
    /// Days since anyone of the store was in touch with them; none: never.
    pub days_since_contact: Option<u32>,
    /// How often the store was in touch within the stretch of its measure.
    pub touches: u32,
    /// The store's measure.
    pub measure: Measure,
}

/// Says what became of a reason.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct AnswerReason {
    /// With whom.
    pub customer_id: CustomerId,
    /// What it was about.
    pub kind: ReasonKind,
    /// The piece or the fact that it was about.
    #[ts(type = "string | null")]
    pub about_id: Option<Uuid>,
    /// Its day.
    pub due_on: NaiveDate,
    /// What was decided.
    pub decision: Decision,
    /// For `later`: not before this day.
    pub quiet_until: Option<NaiveDate>,
}

/// An answer that can be taken back.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct AnsweredReason {
    /// Which.
    #[ts(type = "string")]
    pub answer_id: ReasonAnswerId,
}

/// Writes down the warranty of a piece. What is absent stays as it is; `null` takes it out.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct KeepWarranty {
    /// Of which piece.
    pub piece_id: PieceId,
    /// Its last day.
    #[serde(default, deserialize_with = "given")]
    #[ts(optional, type = "string | null")]
    pub until: Option<Option<NaiveDate>>,
    /// It holds only if the piece is inspected every so many months.
    #[serde(default, deserialize_with = "given")]
    #[ts(optional, type = "number | null")]
    pub inspect_months: Option<Option<u32>>,
}

/// What was given, `null` as well.
fn given<'de, D, T>(from: D) -> Result<Option<T>, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de>,
{
    T::deserialize(from).map(Some)
}
