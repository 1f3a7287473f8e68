//! Photos as the screens show them, and on whose page they may show.

use std::collections::BTreeSet;

use regard_domain::ids::{CustomerId, PhotoId, PieceId, RepairId};
use rusqlite::Connection;

use super::screens::PhotoCard;
use crate::customers::names::associate_name;
use crate::database::photos::{self, PhotoRow};
use crate::database::{pieces, repairs};
use crate::viewer::Viewer;

/// The photos on the page of a customer, the newest first; of one repair only, where it is named.
/// Nothing of a gift that is a secret to them still.
pub fn of_page(
    conn: &Connection,
    viewer: &Viewer,
    page: CustomerId,
    repair: Option<RepairId>,
) -> rusqlite::Result<Vec<PhotoCard>> {
    let secret = pieces::secret_from(conn, page, viewer.today)?;
    let mut cards = Vec::new();
    for row in photos::of_customer(conn, page)? {
        let is_of_it = repair.is_none_or(|repair| row.repair_id == Some(repair));
        if is_of_it && is_shown(conn, &secret, &row)? {
            cards.push(card(conn, row)?);
        }
    }
    Ok(cards)
}

/// Whether what stands elsewhere about a photo may show on the page of `page`.
pub fn may_show(
    conn: &Connection,
    viewer: &Viewer,
    page: CustomerId,
    photo: PhotoId,
) -> rusqlite::Result<bool> {
    let Some(row) = photos::by_id(conn, photo)? else {
        return Ok(true);
    };
    let secret = pieces::secret_from(conn, page, viewer.today)?;
    is_shown(conn, &secret, &row)
}

/// Whether it shows none of these pieces, neither by itself nor in a repair.
fn is_shown(
    conn: &Connection,
    secret: &BTreeSet<PieceId>,
    row: &PhotoRow,
) -> rusqlite::Result<bool> {
    if secret.is_empty() {
        return Ok(true);
    }
    let repaired = match row.repair_id {
        Some(repair) => repairs::by_id(conn, repair)?.and_then(|repair| repair.piece_id),
        None => None,
    };
    let mut shown = row.piece_id.into_iter().chain(repaired);
    Ok(!shown.any(|piece| secret.contains(&piece)))
}

/// A photo as the screens show it.
pub fn card(conn: &Connection, row: PhotoRow) -> rusqlite::Result<PhotoCard> {
    let piece = match row.piece_id {
        Some(piece) => pieces::piece(conn, piece)?,
        None => None,
    };
    let repair = match row.repair_id {
        Some(repair) => repairs::by_id(conn, repair)?,
        None => None,
    };
    Ok(PhotoCard {
        id: row.id,
        thumbnail: if row.thumbnail.is_empty() {
            String::new()
        } else {
            format!("data:image/jpeg;base64,{}", row.thumbnail)
        },
        width: row.width,
        height: row.height,
        caption: row.caption,
        piece_id: row.piece_id,
        piece: piece.map(|piece| piece.description),
        repair_id: row.repair_id,
        envelope: repair.map(|repair| repair.envelope),
        added_at: row.added_at,
        added_by: match row.added_by {
            Some(who) => associate_name(conn, who)?,
            None => None,
        },
        waiting: row.waiting,
    })
}
