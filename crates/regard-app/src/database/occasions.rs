//! Occasions: birthdays, anniversaries and other days, of a person or of a relation.

use chrono::NaiveDate;
use regard_domain::ids::{AssociateId, CustomerId, OccasionId, RelationId};
use regard_domain::words::{Confidence, OccasionKind};
use rusqlite::{Connection, OptionalExtension, Row};

use super::columns;
use super::one_person::{RECORDS, person};

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
    /// How many days before it comes up, where not as the store does it.
    pub ahead_days: Option<u32>,
    /// The first day on which it comes up again.
    pub quiet_until: Option<NaiveDate>,
}

/// The occasion of that id.
pub fn by_id(conn: &Connection, id: OccasionId) -> rusqlite::Result<Option<Occasion>> {
    conn.prepare_cached(
        "SELECT id, customer_id, relation_id, kind, label, on_date, confidence, because, \
             ahead_days, quiet_until FROM occasion WHERE id = ?1",
    )?
    .query_row([id.0], occasion_row)
    .optional()
}

/// The occasions on the customer's page, and those that others wrote down about a relation to them.
pub fn of_customer(conn: &Connection, customer: CustomerId) -> rusqlite::Result<Vec<Occasion>> {
    conn.prepare_cached(&format!(
        concat!(
            "SELECT id, ",
            person!("customer_id"),
            " AS customer_id, relation_id, kind, label,
            on_date, confidence, because, ahead_days, quiet_until
         FROM occasion WHERE id IN (
            SELECT id FROM occasion WHERE customer_id IN {RECORDS}
            UNION SELECT occasion.id FROM relation
                  JOIN occasion ON occasion.customer_id = relation.customer_id
                               AND occasion.relation_id = relation.id
                  WHERE relation.other_id IN {RECORDS}
            UNION SELECT occasion.id FROM relation
                  JOIN occasion ON occasion.customer_id = relation.other_id
                               AND occasion.relation_id = relation.id
                  WHERE relation.customer_id IN {RECORDS})
         ORDER BY id"
        ),
        RECORDS = RECORDS
    ))?
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
        ahead_days: row.get("ahead_days")?,
        quiet_until: columns::day(row, "quiet_until")?,
    })
}

/// A customer with a day that may be near.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MayBeNear {
    /// Who.
    pub customer_id: CustomerId,
    /// Their name, as a list shows it.
    pub name: String,
    /// What is known of the day: `05-12`, or `05`.
    pub day: String,
}

/// Customers of one associate with an occasion, or a purchase for an occasion, in one of these
/// months (two digits each; three at most). A superset: whoever asks works each of them out.
pub fn may_be_near(
    conn: &Connection,
    owner: AssociateId,
    months: [&str; 3],
) -> rusqlite::Result<Vec<MayBeNear>> {
    const MONTH: &str = "CASE WHEN substr(on_date, 1, 2) = '--' THEN substr(on_date, 3, 2) \
         ELSE substr(on_date, 6, 2) END";
    const NEAR: &str = person!("near.id");
    let [first, second, third] = months;
    conn.prepare_cached(&format!(
        "WITH day AS (
            SELECT customer_id, relation_id,
                CASE WHEN substr(on_date, 1, 2) = '--' THEN substr(on_date, 3, 5)
                     ELSE substr(on_date, 6, 5) END AS day
            FROM occasion WHERE {MONTH} IN (?2, ?3, ?4)
         ), gift AS (
            SELECT customer_id, for_id, substr(bought_on, 6, 2) AS day FROM purchase
            WHERE occasion IS NOT NULL AND substr(bought_on, 6, 2) IN (?2, ?3, ?4)
         ), near AS (
            SELECT customer_id AS id, day FROM day
            UNION SELECT relation.other_id, day FROM day
                  JOIN relation ON relation.id = day.relation_id
            UNION SELECT relation.customer_id, day FROM day
                  JOIN relation ON relation.id = day.relation_id
            UNION SELECT customer_id, day FROM gift
            UNION SELECT for_id, day FROM gift
         )
         SELECT search_row.customer_id, search_row.name, day
         FROM near JOIN search_row ON search_row.customer_id = {NEAR}
         WHERE search_row.owner_id = ?1",
    ))?
    .query_map((owner.0, first, second, third), may_be_near_row)?
    .collect()
}

/// Customers of one associate with a day that comes up earlier than `days` before.
pub fn may_be_early(
    conn: &Connection,
    owner: AssociateId,
    days: u64,
) -> rusqlite::Result<Vec<MayBeNear>> {
    const NEAR: &str = person!("near.id");
    conn.prepare_cached(&format!(
        "WITH early AS (
            SELECT customer_id, relation_id,
                CASE WHEN substr(on_date, 1, 2) = '--' THEN substr(on_date, 3, 5)
                     ELSE substr(on_date, 6, 5) END AS day
            FROM occasion WHERE ahead_days > ?2
         ), near AS (
            SELECT customer_id AS id, day FROM early
            UNION SELECT relation.other_id, day FROM early
                  JOIN relation ON relation.id = early.relation_id
            UNION SELECT relation.customer_id, day FROM early
                  JOIN relation ON relation.id = early.relation_id
         )
         SELECT search_row.customer_id, search_row.name, day
         FROM near JOIN search_row ON search_row.customer_id = {NEAR}
         WHERE search_row.owner_id = ?1",
    ))?
    .query_map(
        (owner.0, i64::try_from(days).unwrap_or(i64::MAX)),
        may_be_near_row,
    )?
    .collect()
}

fn may_be_near_row(row: &Row<'_>) -> rusqlite::Result<MayBeNear> {
    Ok(MayBeNear {
        customer_id: CustomerId(row.get("customer_id")?),
        name: row.get("name")?,
        day: row.get("day")?,
    })
}
