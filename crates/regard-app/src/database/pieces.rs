//! Pieces: who wears them now, and which of them are a secret still.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use regard_domain::ids::{CustomerId, PieceId};
use regard_domain::words::PieceKind;
use rusqlite::{Connection, OptionalExtension, Row};

use super::columns;
use super::one_person::{RECORDS, person};

/// One piece.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    /// Which.
    pub id: PieceId,
    /// Who wears or owns it now.
    pub customer_id: CustomerId,
    /// What kind.
    pub kind: PieceKind,
    /// Who made it.
    pub brand: Option<String>,
    /// Its model.
    pub model: Option<String>,
    /// Its maker's reference.
    pub reference: Option<String>,
    /// As the store says it.
    pub description: String,
    /// Its serial number.
    pub serial: Option<String>,
    /// A gift that the wearer may not know of before this day.
    pub secret_until: Option<NaiveDate>,
    /// The last day of its warranty.
    pub warranty_until: Option<NaiveDate>,
    /// Every how many months the warranty wants it inspected.
    pub inspect_months: Option<u32>,
}

const COLUMNS: &str = concat!(
    "id, ",
    person!("customer_id"),
    " AS customer_id, kind, brand, model, reference, description, serial, secret_until, warranty_until, inspect_months"
);

/// The piece, if this device has it.
pub fn piece(conn: &Connection, id: PieceId) -> rusqlite::Result<Option<Piece>> {
    conn.prepare_cached(&format!("SELECT {COLUMNS} FROM piece WHERE id = ?1"))?
        .query_row([id.0], piece_row)
        .optional()
}

/// The customer's pieces: what is theirs now, and what a purchase says that they wear; newest first.
pub fn of_customer(conn: &Connection, customer: CustomerId) -> rusqlite::Result<Vec<Piece>> {
    conn.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM piece WHERE id IN (
            SELECT id FROM piece WHERE customer_id IN {RECORDS}
            UNION SELECT piece_id FROM purchase WHERE worn_by_id IN {RECORDS} AND piece_id IS NOT NULL)
         ORDER BY id DESC"
    ))?
    .query_map([customer.0], piece_row)?
    .collect()
}

/// Pieces that the customer may not know of on `today`: gifts for them that someone else bought and
/// that are secret until a later day.
pub fn secret_from(
    conn: &Connection,
    customer: CustomerId,
    today: NaiveDate,
) -> rusqlite::Result<BTreeSet<PieceId>> {
    conn.prepare_cached(&format!(
        "SELECT piece.id FROM piece
         WHERE piece.secret_until > ?2
           AND (piece.customer_id IN {RECORDS} OR EXISTS (
                SELECT 1 FROM purchase WHERE purchase.piece_id = piece.id
                  AND (purchase.for_id IN {RECORDS} OR purchase.worn_by_id IN {RECORDS})))
           AND NOT EXISTS (
                SELECT 1 FROM purchase WHERE purchase.piece_id = piece.id
                  AND (purchase.customer_id IN {RECORDS} OR purchase.chosen_by_id IN {RECORDS}))
           AND piece.id IN (
                SELECT id FROM piece WHERE customer_id IN {RECORDS}
                UNION SELECT piece_id FROM purchase WHERE for_id IN {RECORDS}
                UNION SELECT piece_id FROM purchase WHERE worn_by_id IN {RECORDS})"
    ))?
    .query_map((customer.0, today.to_string()), |row| {
        Ok(PieceId(row.get("id")?))
    })?
    .collect()
}

fn piece_row(row: &Row<'_>) -> rusqlite::Result<Piece> {
    Ok(Piece {
        id: PieceId(row.get("id")?),
        customer_id: CustomerId(row.get("customer_id")?),
        kind: columns::word(row, "kind", PieceKind::Piece)?,
        brand: columns::words(row, "brand")?,
        model: columns::words(row, "model")?,
        reference: columns::words(row, "reference")?,
        description: row.get("description")?,
        serial: columns::words(row, "serial")?,
        secret_until: columns::day(row, "secret_until")?,
        warranty_until: columns::day(row, "warranty_until")?,
        inspect_months: columns::count(row, "inspect_months")?,
    })
}
