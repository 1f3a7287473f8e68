//! What customers wish for, and who means to give it.

use chrono::{DateTime, NaiveDate, Utc};
use regard_domain::ids::{AssociateId, CustomerId, GiftId, WishId};
use regard_domain::wish::{Gift, GiftStep, MayKnow, WishEnd};
use rusqlite::{Connection, OptionalExtension, Row};
use uuid::Uuid;

use super::columns;
use super::one_person::{RECORDS, person};

/// One wish.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WishRow {
    /// Which.
    pub id: WishId,
    /// Who spoke of it.
    pub customer_id: CustomerId,
    /// Whom it is for, where that is another with a page.
    pub for_id: Option<CustomerId>,
    /// Whom it is for, where that is another who is known by name only.
    pub for_name: Option<String>,
    /// What.
    pub words: String,
    /// Of what size, as it was said.
    pub size: Option<String>,
    /// What it may cost, as it was said.
    pub price: Option<String>,
    /// For which occasion, as it was said.
    pub occasion: Option<String>,
    /// Who may hear of it.
    pub may_know: MayKnow,
    /// When it was written down.
    pub noted_at: DateTime<Utc>,
    /// By whom.
    pub noted_by: Option<AssociateId>,
    /// How it ended, where it did.
    pub ended_as: Option<WishEnd>,
    /// When it ended.
    pub ended_at: Option<DateTime<Utc>>,
}

impl WishRow {
    /// Whom it is for, where they have a page; none: known by name only.
    pub fn receiver(&self) -> Option<CustomerId> {
        match (self.for_id, &self.for_name) {
            (Some(id), _) => Some(id),
            (None, Some(_)) => None,
            (None, None) => Some(self.customer_id),
        }
    }
}

/// Someone's gift, with its row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GiftRow {
    /// Which.
    pub id: GiftId,
    /// What it is.
    pub gift: Gift,
    /// When it was bought or given, or first meant.
    pub at: DateTime<Utc>,
}

const COLUMNS: &str = concat!(
    "id, ",
    person!("customer_id"),
    " AS customer_id, ",
    person!("for_id"),
    " AS for_id, for_name, words, size, price, occasion, may_know, noted_at, noted_by,
    ended_as, ended_at"
);

/// The wish of that id.
pub fn by_id(conn: &Connection, id: WishId) -> rusqlite::Result<Option<WishRow>> {
    conn.prepare_cached(&format!("SELECT {COLUMNS} FROM wish WHERE id = ?1"))?
        .query_row([id.0], wish)
        .optional()
}

/// The wishes that a customer spoke of, that are for them, or that they mean to fulfil; newest first.
/// Which of them may show on whose page is another question.
pub fn around(conn: &Connection, customer: CustomerId) -> rusqlite::Result<Vec<WishRow>> {
    conn.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM wish WHERE id IN (
            SELECT id FROM wish WHERE customer_id IN {RECORDS}
            UNION SELECT id FROM wish WHERE for_id IN {RECORDS}
            UNION SELECT wish_id FROM gift WHERE customer_id IN {RECORDS} AND dropped_at IS NULL)
         ORDER BY noted_at DESC, id DESC"
    ))?
    .query_map([customer.0], wish)?
    .collect()
}

/// Who means to give it, or gave it.
pub fn gifts(conn: &Connection, id: WishId) -> rusqlite::Result<Vec<GiftRow>> {
    conn.prepare_cached(concat!(
        "SELECT id, ",
        person!("customer_id"),
        " AS customer_id, secret_until, meant_at, bought_at, given_at FROM gift
         WHERE wish_id = ?1 AND dropped_at IS NULL ORDER BY id"
    ))?
    .query_map([id.0], gift)?
    .collect()
}

/// Whether anything of it was changed since it was written down: then its fields bear several stamps.
pub fn was_changed(conn: &Connection, id: WishId) -> rusqlite::Result<bool> {
    conn.prepare_cached(
        "SELECT COUNT(DISTINCT stamp.value) > 1 AS changed
         FROM wish, json_each(wish.versions) AS stamp WHERE wish.id = ?1",
    )?
    .query_row([id.0], |row| row.get("changed"))
}

/// Whether someone means to give it and the one whom it is for must not hear of it.
pub fn is_secret(conn: &Connection, id: Uuid, today: NaiveDate) -> rusqlite::Result<bool> {
    let gifts = gifts(conn, WishId(id))?;
    Ok(gifts.iter().any(|row| row.gift.is_secret(today)))
}

fn wish(row: &Row<'_>) -> rusqlite::Result<WishRow> {
    Ok(WishRow {
        id: WishId(row.get("id")?),
        customer_id: CustomerId(row.get("customer_id")?),
        for_id: row.get::<_, Option<_>>("for_id")?.map(CustomerId),
        for_name: columns::words(row, "for_name")?,
        words: row.get("words")?,
        size: columns::words(row, "size")?,
        price: columns::words(row, "price")?,
        occasion: columns::words(row, "occasion")?,
        // A word that this version does not know is the most careful one.
        may_know: columns::word(row, "may_know", MayKnow::Nobody)?,
        noted_at: columns::moment_or_epoch(row, "noted_at")?,
        noted_by: row.get::<_, Option<_>>("noted_by")?.map(AssociateId),
        // It ended, however a later version calls that.
        ended_as: row
            .get::<_, Option<String>>("ended_as")?
            .map(|word| word.parse().unwrap_or(WishEnd::NotAnyMore)),
        ended_at: columns::moment(row, "ended_at")?,
    })
}

fn gift(row: &Row<'_>) -> rusqlite::Result<GiftRow> {
    let (bought, given) = (
        columns::moment(row, "bought_at")?,
        columns::moment(row, "given_at")?,
    );
    let meant = columns::moment_or_epoch(row, "meant_at")?;
    Ok(GiftRow {
        id: GiftId(row.get("id")?),
        gift: Gift {
            giver: CustomerId(row.get("customer_id")?),
            step: match (bought, given) {
                (_, Some(_)) => GiftStep::Given,
                (Some(_), None) => GiftStep::Bought,
                (None, None) => GiftStep::Meant,
            },
            secret_until: columns::day(row, "secret_until")?,
        },
        at: given.or(bought).unwrap_or(meant),
    })
}
