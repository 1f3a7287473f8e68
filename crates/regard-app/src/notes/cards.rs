//! Notes as the screens show them.

use regard_domain::ids::CustomerId;
use rusqlite::Connection;

use super::screens::NoteCard;
use crate::database::notes::{self, NoteRow};
use crate::database::stores;

/// The notes about a customer, the newest first.
pub fn of_customer(conn: &Connection, customer: CustomerId) -> rusqlite::Result<Vec<NoteCard>> {
    notes::of_customer(conn, customer)?
        .into_iter()
        .map(|row| of_row(conn, row))
        .collect()
}

/// The card of a row.
pub fn of_row(conn: &Connection, row: NoteRow) -> rusqlite::Result<NoteCard> {
    let noted_by = row
        .noted_by
        .map(|id| stores::associate(conn, id))
        .transpose()?
        .flatten();
    Ok(NoteCard {
        id: row.id,
        kind: row.kind,
        words: row.words,
        noted_at: row.noted_at,
        noted_by: noted_by.map(|associate| associate.given_name),
    })
}
