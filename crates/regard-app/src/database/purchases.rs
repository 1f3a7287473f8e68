//! Purchases, with the roles that people had in them.

use chrono::NaiveDate;
use regard_domain::ids::{AssociateId, CustomerId, PieceId, PurchaseId};
use rusqlite::{Connection, Row};

use super::columns;
use super::one_person::{RECORDS, person};

/// One sale, with roles.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Purchase {
    /// Which.
    pub id: PurchaseId,
    /// Bought by.
    pub customer_id: CustomerId,
    /// The piece.
    pub piece_id: Option<PieceId>,
    /// Chosen by.
    pub chosen_by_id: Option<CustomerId>,
    /// For whom.
    pub for_id: Option<CustomerId>,
    /// For whom, when known by name only.
    pub for_name: Option<String>,
    /// Worn by.
    pub worn_by_id: Option<CustomerId>,
    /// Sold by.
    pub sold_by_id: Option<AssociateId>,
    /// Sold by, when known by name only.
    pub sold_by_name: Option<String>,
    /// When.
    pub bought_on: NaiveDate,
    /// What.
    pub description: String,
    /// What was paid, in minor units.
    pub price: i64,
    /// ISO 4217.
    pub currency: String,
    /// "15th anniversary".
    pub occasion: Option<String>,
    /// What it meant.
    pub meaning: Option<String>,
}

impl Purchase {
    /// Whether someone had a part in it, apart from having sold it.
    pub fn concerns(&self, who: CustomerId) -> bool {
        self.customer_id == who
            || [self.chosen_by_id, self.for_id, self.worn_by_id].contains(&Some(who))
    }

    /// Whether it is for someone: given to them or worn by them.
    pub fn is_for(&self, who: CustomerId) -> bool {
        self.for_id == Some(who) || self.worn_by_id == Some(who)
    }

    /// Whether someone paid for it or chose it.
    pub fn is_from(&self, who: CustomerId) -> bool {
        self.customer_id == who || self.chosen_by_id == Some(who)
    }
}

const COLUMNS: &str = concat!(
    "id, ",
    person!("customer_id"),
    " AS customer_id, piece_id, ",
    person!("chosen_by_id"),
    " AS chosen_by_id, ",
    person!("for_id"),
    " AS for_id, for_name, ",
    person!("worn_by_id"),
    " AS worn_by_id,
    sold_by_id, sold_by_name, bought_on, description, price, currency, occasion, meaning"
);

/// Purchases in which the customer had any part, or of a piece that is theirs now; newest first.
pub fn of_customer(conn: &Connection, customer: CustomerId) -> rusqlite::Result<Vec<Purchase>> {
    conn.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM purchase WHERE id IN (
            SELECT id FROM purchase WHERE customer_id IN {RECORDS}
            UNION SELECT id FROM purchase WHERE for_id IN {RECORDS}
            UNION SELECT id FROM purchase WHERE chosen_by_id IN {RECORDS}
            UNION SELECT id FROM purchase WHERE worn_by_id IN {RECORDS}
            UNION SELECT purchase.id FROM piece JOIN purchase ON purchase.piece_id = piece.id
                  WHERE piece.customer_id IN {RECORDS})
         ORDER BY bought_on DESC, id DESC"
    ))?
    .query_map([customer.0], purchase_row)?
    .collect()
}

/// The purchases of one piece, newest first.
pub fn of_piece(conn: &Connection, piece: PieceId) -> rusqlite::Result<Vec<Purchase>> {
    conn.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM purchase WHERE piece_id = ?1 ORDER BY bought_on DESC, id DESC"
    ))?
    .query_map([piece.0], purchase_row)?
    .collect()
}

fn purchase_row(row: &Row<'_>) -> rusqlite::Result<Purchase> {
    Ok(Purchase {
        id: PurchaseId(row.get("id")?),
        customer_id: CustomerId(row.get("customer_id")?),
        piece_id: row.get::<_, Option<_>>("piece_id")?.map(PieceId),
        chosen_by_id: row.get::<_, Option<_>>("chosen_by_id")?.map(CustomerId),
        for_id: row.get::<_, Option<_>>("for_id")?.map(CustomerId),
        for_name: columns::words(row, "for_name")?,
        worn_by_id: row.get::<_, Option<_>>("worn_by_id")?.map(CustomerId),
        sold_by_id: row.get::<_, Option<_>>("sold_by_id")?.map(AssociateId),
        sold_by_name: columns::words(row, "sold_by_name")?,
        bought_on: columns::day_or_epoch(row, "bought_on")?,
        description: row.get("description")?,
        price: row.get("price")?,
        currency: row.get("currency")?,
        occasion: columns::words(row, "occasion")?,
        meaning: columns::words(row, "meaning")?,
    })
}
