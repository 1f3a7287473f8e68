//! When the store was in touch with a customer, and whether it gave or asked.

use chrono::{DateTime, NaiveDate, Utc};
use regard_domain::ids::CustomerId;
use rusqlite::Connection;

use super::columns;
use super::one_person::RECORDS;

/// One time that the store was in touch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Touch {
    /// When, where the moment is known.
    pub at: Option<DateTime<Utc>>,
    /// On which day, where only that is known.
    pub on: Option<NaiveDate>,
    /// Whether it was a message.
    pub message: bool,
}

/// Whether a message went out or still may: it was not taken back, and did not end without arriving.
pub(super) const WENT: &str = "cancelled_at IS NULL AND coalesce(state, '') NOT IN
     ('not_delivered', 'no_consent', 'opted_out', 'cancelled')";

/// Every time since a day.
///
/// Messages that were not taken back and did not fail, those that still wait on this device too; what they wrote back;
/// notes, pieces over the counter, calls about them, follow-ups and reasons that are done, purchases.
pub fn since(
    conn: &Connection,
    customer: CustomerId,
    day: NaiveDate,
) -> rusqlite::Result<Vec<Touch>> {
    conn.prepare_cached(&format!(
        "SELECT asked_at AS at, NULL AS day, 1 AS message FROM message
             WHERE id IN (SELECT id FROM message WHERE customer_id IN {RECORDS}
                          UNION SELECT id FROM message WHERE to_id IN {RECORDS})
               AND {WENT} AND asked_at >= ?2
         UNION ALL SELECT asked_at, NULL, 1 FROM held_message
             WHERE (customer_id IN {RECORDS} OR to_id IN {RECORDS}) AND asked_at >= ?2
         UNION ALL SELECT noted_at, NULL, 0 FROM note
             WHERE customer_id IN {RECORDS} AND noted_at >= ?2
         UNION ALL SELECT at, NULL, 0 FROM repair_step
             WHERE customer_id IN {RECORDS} AND at >= ?2
               AND kind IN ('taken_in', 'estimated', 'approved', 'told', 'handed_over')
         UNION ALL SELECT done_at, NULL, 0 FROM follow_up
             WHERE customer_id IN {RECORDS} AND done_at >= ?2
         UNION ALL SELECT answered_at, NULL, 0 FROM reason_answer
             WHERE customer_id IN {RECORDS} AND answered_at >= ?2
               AND decision = 'done' AND taken_back_at IS NULL
         UNION ALL SELECT received_at, NULL, 0 FROM reply
             WHERE customer_id IN {RECORDS} AND received_at >= ?2
         UNION ALL SELECT NULL, bought_on, 0 FROM purchase
             WHERE customer_id IN {RECORDS} AND bought_on >= ?2"
    ))?
    .query_map((customer.0, day), |row| {
        Ok(Touch {
            at: columns::moment(row, "at")?,
            on: columns::day(row, "day")?,
            message: row.get("message")?,
        })
    })?
    .collect()
}

/// What went from the store to a customer last.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct GaveAndOffered {
    /// When it kept its word or asked after them.
    pub gave_at: Option<DateTime<Utc>>,
    /// When it wrote to them with an offer.
    pub offered_at: Option<DateTime<Utc>>,
}

/// When the store last gave something to a customer, and when it last made them an offer: whoever it
/// went to, on whatever page it stands.
pub fn gave_and_offered(
    conn: &Connection,
    customer: CustomerId,
) -> rusqlite::Result<GaveAndOffered> {
    conn.prepare_cached(&format!(
        "SELECT (SELECT max(at) FROM (
                    SELECT max(at) AS at FROM promise_use
                        WHERE customer_id IN {RECORDS} AND kind = 'kept'
                    UNION ALL SELECT max(done_at) FROM follow_up
                        WHERE customer_id IN {RECORDS})) AS gave_at,
                (SELECT max(at) FROM (
                    SELECT asked_at AS at FROM message
                        WHERE id IN (SELECT id FROM message WHERE customer_id IN {RECORDS}
                                     UNION SELECT id FROM message WHERE to_id IN {RECORDS})
                          AND coalesce(to_id, customer_id) IN {RECORDS}
                          AND purpose = 'marketing' AND {WENT}
                    UNION ALL SELECT asked_at FROM held_message
                        WHERE coalesce(to_id, customer_id) IN {RECORDS}
                          AND purpose = 'marketing')) AS offered_at"
    ))?
    .query_row([customer.0], |row| {
        Ok(GaveAndOffered {
            gave_at: columns::moment(row, "gave_at")?,
            offered_at: columns::moment(row, "offered_at")?,
        })
    })
}
