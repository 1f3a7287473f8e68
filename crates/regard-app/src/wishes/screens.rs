//! What the screens show and ask of wishes.

use chrono::{DateTime, NaiveDate, Utc};
use regard_domain::ids::{CustomerId, WishId};
use regard_domain::wish::{GiftStep, MayKnow, WishEnd};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::customers::screens::{Ahead, PersonRef};
use crate::notes::screens::FromNote;

/// One wish, as the page of someone shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct WishCard {
    /// Which.
    pub id: WishId,
    /// What.
    pub words: String,
    /// Of what size, as it was said.
    pub size: Option<String>,
    /// What it may cost, as it was said.
    pub price: Option<String>,
    /// For which occasion, as it was said.
    pub occasion: Option<String>,
    /// Whom it is for.
    pub receiver: PersonRef,
    /// Who spoke of it, where that is neither the receiver nor the one whose page this is.
    pub said_by: Option<PersonRef>,
    /// Whether it was written down on this page: only there it is changed.
    pub of_this_page: bool,
    /// Who may hear of it.
    pub may_know: MayKnow,
    /// Whether the one whom it is for must not hear of it now.
    pub surprise: bool,
    /// How far the one whose page this is has come with giving it.
    pub gift: Option<GiftStep>,
    /// Who else means to give it; told to whoever means to give it, too.
    pub also_meant_by: Vec<PersonRef>,
    /// How it ended, where it did.
    pub ended: Option<WishEnded>,
    /// When it was written down.
    pub noted_at: DateTime<Utc>,
    /// By whom.
    pub noted_by: Option<String>,
    /// From which note it is.
    pub from_note: Option<FromNote>,
}

/// How a wish ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct WishEnded {
    /// How; none: it was given.
    pub how: Option<WishEnd>,
    /// When.
    pub on: NaiveDate,
    /// Who gave it.
    pub given_by: Option<PersonRef>,
}

/// A wish to be shown, for the day that comes.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct ToShow {
    /// The wish.
    pub wish: WishCard,
    /// The day, of the one whom it is for.
    pub ahead: Ahead,
}

/// Writes a wish down, or changes one.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct KeepWish {
    /// Which; none: a new one.
    pub wish_id: Option<WishId>,
    /// Who speaks of it.
    pub customer_id: CustomerId,
    /// What.
    pub words: String,
    /// Of what size.
    pub size: Option<String>,
    /// What it may cost, as it is said.
    pub price: Option<String>,
    /// For which occasion.
    pub occasion: Option<String>,
    /// Whom it is for, where that is another with a page.
    pub for_id: Option<CustomerId>,
    /// Whom it is for, where that is another who is known by name only.
    pub for_name: Option<String>,
    /// Who may hear of it.
    pub may_know: MayKnow,
}

/// A wish that was written down.
#[derive(Debug, Clone, Copy, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct KeptWish {
    /// Which.
    pub wish_id: WishId,
}

/// Takes a wish out that was never one.
#[derive(Debug, Clone, Copy, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct RemoveWish {
    /// Which.
    pub wish_id: WishId,
}

/// Ends a wish, or opens it again.
#[derive(Debug, Clone, Copy, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct EndWish {
    /// Which.
    pub wish_id: WishId,
    /// How it ended; none: it is open again.
    pub how: Option<WishEnd>,
}

/// Says how far someone is with giving what another wishes for.
#[derive(Debug, Clone, Copy, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct PlanGift {
    /// Which wish.
    pub wish_id: WishId,
    /// Who gives.
    pub customer_id: CustomerId,
    /// How far it is; none: they do not mean to give it.
    pub step: Option<GiftStep>,
}
