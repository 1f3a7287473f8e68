//! Occasions: birthdays, anniversaries and other days, of a person or of a relation.

use regard_domain::ids::{AssociateId, CustomerId, OccasionId, RelationId};
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

/// Customers of one associate with an occasion, or a purchase for an occasion, in one of these
/// months (two digits each; three at most). A superset: whoever asks works each of them out.
pub fn customers_with_days_in(
    conn: &Connection,
    owner: AssociateId,
    months: [&str; 3],
) -> rusqlite::Result<Vec<CustomerId>> {
    let [first, second, third] = months;
    conn.prepare_cached(
        "WITH day AS (
            SELECT customer_id, relation_id FROM occasion
            WHERE CASE WHEN substr(on_date, 1, 2) = '--' THEN substr(on_date, 3, 2)
                       ELSE substr(on_date, 6, 2) END IN (?2, ?3, ?4)
         ), gift AS (
            SELECT customer_id, for_id FROM purchase
            WHERE occasion IS NOT NULL AND substr(bought_on, 6, 2) IN (?2, ?3, ?4)
         ), near AS (
            SELECT customer_id AS id FROM day
            UNION SELECT relation.other_id FROM day JOIN relation ON relation.id = day.relation_id
            UNION SELECT customer_id FROM gift
            UNION SELECT for_id FROM gift
         )
         SELECT customer.id AS customer_id FROM near JOIN customer ON customer.id = near.id
         WHERE customer.owner_id = ?1",
    )?
    .query_map((owner.0, first, second, third), |row| {
        Ok(CustomerId(row.get("customer_id")?))
    })?
    .collect()
}
