//! Follow-ups, and when the store was last in touch with someone.

use chrono::{DateTime, NaiveDate, Utc};
use regard_domain::ids::{AssociateId, CustomerId, FollowUpId};
use rusqlite::{Connection, OptionalExtension, Row};

use super::columns;
use super::erased::ERASED_HERE;
use super::one_person::{RECORDS, person};

/// One follow-up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FollowUpRow {
    /// Which.
    pub id: FollowUpId,
    /// With whom.
    pub customer_id: CustomerId,
    /// The human reason.
    pub reason: String,
    /// When.
    pub due_on: NaiveDate,
    /// Whose it is; none: anyone's.
    pub assigned_to: Option<AssociateId>,
    /// When it was done.
    pub done_at: Option<DateTime<Utc>>,
}

const COLUMNS: &str = concat!(
    "id, ",
    person!("customer_id"),
    " AS customer_id, reason, due_on, assigned_to, done_at"
);

fn follow_up(row: &Row<'_>) -> rusqlite::Result<FollowUpRow> {
    Ok(FollowUpRow {
        id: FollowUpId(row.get("id")?),
        customer_id: CustomerId(row.get("customer_id")?),
        reason: row.get("reason")?,
        due_on: columns::day_or_epoch(row, "due_on")?,
        assigned_to: row.get::<_, Option<_>>("assigned_to")?.map(AssociateId),
        done_at: columns::moment(row, "done_at")?,
    })
}

/// The follow-up of that id.
pub fn by_id(conn: &Connection, id: FollowUpId) -> rusqlite::Result<Option<FollowUpRow>> {
    conn.prepare_cached(&format!("SELECT {COLUMNS} FROM follow_up WHERE id = ?1"))?
        .query_row([id.0], follow_up)
        .optional()
}

/// The open follow-ups with a customer, the next first.
pub fn of_customer(conn: &Connection, customer: CustomerId) -> rusqlite::Result<Vec<FollowUpRow>> {
    conn.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM follow_up WHERE customer_id IN {RECORDS} AND done_at IS NULL \
         ORDER BY due_on, id"
    ))?
    .query_map([customer.0], follow_up)?
    .collect()
}

/// Open follow-ups of `associate` and of nobody that are due by `day`, the oldest first.
pub fn due_by(
    conn: &Connection,
    associate: AssociateId,
    day: NaiveDate,
) -> rusqlite::Result<Vec<FollowUpRow>> {
    conn.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM follow_up WHERE done_at IS NULL AND due_on <= ?2 \
         AND (assigned_to IS NULL OR assigned_to = ?1) AND customer_id NOT IN {ERASED_HERE} \
         ORDER BY due_on, id"
    ))?
    .query_map((associate.0, day), follow_up)?
    .collect()
}

/// When anyone of the store last had to do with a customer.
///
/// That is a note, a message that was not taken back, a piece over the counter, a telephone call about
/// one, an appointment that was kept, a follow-up or a reason that is done. Purchases count by their
/// day.
pub fn last_contact(
    conn: &Connection,
    customer: CustomerId,
) -> rusqlite::Result<(Option<DateTime<Utc>>, Option<NaiveDate>)> {
    conn.prepare_cached(&format!(
        "SELECT (SELECT MAX(at) FROM ( \
             SELECT MAX(noted_at) AS at FROM note WHERE customer_id IN {RECORDS} \
             UNION ALL SELECT MAX(asked_at) FROM message \
                 WHERE COALESCE(to_id, customer_id) IN {RECORDS} AND cancelled_at IS NULL \
             UNION ALL SELECT MAX(at) FROM repair_step WHERE customer_id IN {RECORDS} \
                 AND kind IN ('taken_in', 'estimated', 'approved', 'told', 'handed_over') \
             UNION ALL SELECT MAX(ended_at) FROM appointment WHERE customer_id IN {RECORDS} \
                 AND ended_as = 'kept' \
             UNION ALL SELECT MAX(done_at) FROM follow_up WHERE customer_id IN {RECORDS} \
             UNION ALL SELECT MAX(answered_at) FROM reason_answer WHERE customer_id IN {RECORDS} \
                 AND decision = 'done' AND taken_back_at IS NULL)) AS last_at, \
         (SELECT MAX(bought_on) FROM purchase WHERE customer_id IN {RECORDS}) AS bought_on"
    ))?
    .query_row([customer.0], |row| {
        Ok((
            columns::moment(row, "last_at")?,
            columns::day(row, "bought_on")?,
        ))
    })
}
