//! What one associate handed to another.

use chrono::{DateTime, Utc};
use regard_domain::ids::{AssociateId, CustomerId, FollowUpId};
use rusqlite::{Connection, OptionalExtension, Row};
use uuid::Uuid;

use super::columns;
use super::one_person::RECORDS;

/// One act of handing over, summed up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Act {
    /// Which.
    pub id: Uuid,
    /// Whose they were.
    pub from: AssociateId,
    /// Whose they became.
    pub to: AssociateId,
    /// When.
    pub at: DateTime<Utc>,
    /// Who did it.
    pub by: Option<AssociateId>,
    /// How many customers, on this device.
    pub customers: u32,
    /// How many follow-ups.
    pub follow_ups: u32,
    /// When all of it was taken back.
    pub taken_back_at: Option<DateTime<Utc>>,
}

/// One customer or follow-up of an act.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HandoverRow {
    /// Which.
    pub id: Uuid,
    /// Whom it is about.
    pub customer: CustomerId,
    /// The follow-up; none: the customer.
    pub follow_up: Option<FollowUpId>,
    /// Whose it was.
    pub from: AssociateId,
    /// Whose it became.
    pub to: AssociateId,
    /// When.
    pub at: DateTime<Utc>,
}

const ACTS: &str = "SELECT act_id, from_id, to_id, max(at) AS at, max(by_id) AS by_id,
     sum(follow_up_id IS NULL) AS customers, sum(follow_up_id IS NOT NULL) AS follow_ups,
     CASE WHEN count(*) = count(taken_back_at) THEN max(taken_back_at) END AS taken_back_at
     FROM handover";

fn act_row(row: &Row<'_>) -> rusqlite::Result<Act> {
    Ok(Act {
        id: row.get("act_id")?,
        from: AssociateId(row.get("from_id")?),
        to: AssociateId(row.get("to_id")?),
        at: columns::moment_or_epoch(row, "at")?,
        by: row.get::<_, Option<_>>("by_id")?.map(AssociateId),
        customers: row.get("customers")?,
        follow_ups: row.get("follow_ups")?,
        taken_back_at: columns::moment(row, "taken_back_at")?,
    })
}

/// The newest acts.
pub fn newest(conn: &Connection, most: u32) -> rusqlite::Result<Vec<Act>> {
    conn.prepare_cached(&format!(
        "{ACTS} GROUP BY act_id, from_id, to_id ORDER BY at DESC, act_id DESC LIMIT ?1"
    ))?
    .query_map([most], act_row)?
    .collect()
}

/// One act.
pub fn act(conn: &Connection, id: Uuid) -> rusqlite::Result<Option<Act>> {
    conn.prepare_cached(&format!(
        "{ACTS} WHERE act_id = ?1 GROUP BY act_id, from_id, to_id"
    ))?
    .query_row([id], act_row)
    .optional()
}

const COLUMNS: &str = "id, customer_id, follow_up_id, from_id, to_id, at";

fn handover(row: &Row<'_>) -> rusqlite::Result<HandoverRow> {
    Ok(HandoverRow {
        id: row.get("id")?,
        customer: CustomerId(row.get("customer_id")?),
        follow_up: row.get::<_, Option<_>>("follow_up_id")?.map(FollowUpId),
        from: AssociateId(row.get("from_id")?),
        to: AssociateId(row.get("to_id")?),
        at: columns::moment_or_epoch(row, "at")?,
    })
}

/// What of an act still holds, at most `most` rows.
pub fn holding(conn: &Connection, act: Uuid, most: u32) -> rusqlite::Result<Vec<HandoverRow>> {
    conn.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM handover WHERE act_id = ?1 AND taken_back_at IS NULL
         ORDER BY id LIMIT ?2"
    ))?
    .query_map((act, most), handover)?
    .collect()
}

/// The last handover of a customer that still holds.
pub fn last_of_customer(
    conn: &Connection,
    customer: CustomerId,
) -> rusqlite::Result<Option<HandoverRow>> {
    conn.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM handover
         WHERE customer_id IN {RECORDS} AND follow_up_id IS NULL AND taken_back_at IS NULL
         ORDER BY at DESC, id DESC LIMIT 1"
    ))?
    .query_row([customer.0], handover)
    .optional()
}

/// Records of customers that an associate looks after.
pub fn customers_of(
    conn: &Connection,
    associate: AssociateId,
    most: u32,
) -> rusqlite::Result<Vec<CustomerId>> {
    conn.prepare_cached("SELECT id FROM customer WHERE owner_id = ?1 ORDER BY id LIMIT ?2")?
        .query_map((associate.0, most), |row| Ok(CustomerId(row.get("id")?)))?
        .collect()
}

/// Open follow-ups of an associate, with their customers.
pub fn follow_ups_of(
    conn: &Connection,
    associate: AssociateId,
    most: u32,
) -> rusqlite::Result<Vec<(FollowUpId, CustomerId)>> {
    conn.prepare_cached(
        "SELECT id, customer_id FROM follow_up
         WHERE assigned_to = ?1 AND done_at IS NULL ORDER BY id LIMIT ?2",
    )?
    .query_map((associate.0, most), |row| {
        Ok((
            FollowUpId(row.get("id")?),
            CustomerId(row.get("customer_id")?),
        ))
    })?
    .collect()
}
