//! Occasions: birthdays, anniversaries and other days, of a person or of a relation.

use regard_domain::ids::{CustomerId, OccasionId, RelationId};
use regard_domain::words::{Confidence, OccasionKind};
use rusqlite::{Connection, Row};

use super::columns;

/// One occasion.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Occasion {
    /// Which.
    pub id: OccasionId,
    /// On whose page it was written down.
    pub customer_id: CustomerId,
    /// The relation whose day it is; none: the customer's own.
    pub relation_id: Option<RelationId>,
    /// What kind of day.
    pub kind: OccasionKind,
    /// What it is called, where the kind does not say it.
    pub label: Option<String>,
    /// A partial date as text; what can't be read is shown and never comes.
    pub on_date: String,
    /// How sure.
    pub confidence: Confidence,
    /// Where it comes from.
    pub because: Option<String>,
}

/// The occasions on the customer's page, and those that others wrote down about a relation to them.
pub fn of_customer(conn: &Connection, customer: CustomerId) -> rusqlite::Result<Vec<Occasion>> {
    conn.prepare_cached(
        "SELECT id, customer_id, relation_id, kind, label, on_date, confidence, because
         FROM occasion WHERE id IN (
            SELECT id FROM occasion WHERE customer_id = ?1
            UNION SELECT occasion.id FROM relation
                  JOIN occasion ON occasion.customer_id = relation.customer_id
                               AND occasion.relation_id = relation.id
                  WHERE relation.other_id = ?1)
         ORDER BY id",
    )?
    .query_map([customer.0], occasion_row)?
    .collect()
}

fn occasion_row(row: &Row<'_>) -> rusqlite::Result<Occasion> {
    Ok(Occasion {
        id: OccasionId(row.get("id")?),
        customer_id: CustomerId(row.get("customer_id")?),
        relation_id: row.get::<_, Option<_>>("relation_id")?.map(RelationId),
        kind: columns::word(row, "kind", OccasionKind::Other)?,
        label: columns::words(row, "label")?,
        on_date: row.get("on_date")?,
        confidence: columns::word(row, "confidence", Confidence::Guess)?,
        because: columns::words(row, "because")?,
    })
}

/// Customers of one associate who have an occasion, or a purchase whose occasion may tell one.
/// A superset: whoever asks works each of them out.
pub fn customers_with_days(
    conn: &Connection,
    owner: regard_domain::ids::AssociateId,
) -> rusqlite::Result<Vec<CustomerId>> {
    conn.prepare_cached(
        "SELECT customer.id AS customer_id FROM customer
         WHERE customer.owner_id = ?1 AND (
            EXISTS (SELECT 1 FROM occasion WHERE occasion.customer_id = customer.id)
            OR EXISTS (SELECT 1 FROM relation JOIN occasion ON occasion.relation_id = relation.id
                          AND occasion.customer_id = relation.customer_id
                       WHERE relation.other_id = customer.id)
            OR EXISTS (SELECT 1 FROM purchase WHERE purchase.customer_id = customer.id
                          AND purchase.occasion IS NOT NULL)
            OR EXISTS (SELECT 1 FROM purchase WHERE purchase.for_id = customer.id
                          AND purchase.occasion IS NOT NULL))",
    )?
    .query_map([owner.0], |row| Ok(CustomerId(row.get("customer_id")?)))?
    .collect()
}
