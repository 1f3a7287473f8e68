//! Which alerts popped up on this device already.

use chrono::{DateTime, Duration, Utc};
use regard_domain::ids::{AlertId, AssociateId, CustomerId, RepairId};
use rusqlite::{Connection, OptionalExtension, Row};
use uuid::Uuid;

use super::one_person::person;
use super::rows::time_text;
use crate::today::screens::AlertCard;

/// An alert older than this is shown on Today, but pops up no more: a device that was away for a
/// week, or is new, does not ring for each of them.
const FRESH_HOURS: i64 = 12;

macro_rules! cards {
    () => {
        concat!(
            "SELECT alert.id, alert.kind, customer.id AS customer_id, alert.repair_id, alert.raised_at,
               customer.given_name, customer.family_name, piece.kind AS piece_kind,
               colleague.given_name AS instead_of
             FROM alert
             JOIN customer ON customer.id = ",
            person!("alert.customer_id"),
            "
             LEFT JOIN repair ON repair.id = alert.repair_id
             LEFT JOIN piece ON piece.id = repair.piece_id
             LEFT JOIN associate AS colleague ON colleague.id = alert.instead_of_id"
        )
    };
}

/// Notes that an alert popped up, also one that is not on this device yet. Answers whether that is
/// news.
pub fn note(conn: &Connection, alert: AlertId, now: DateTime<Utc>) -> rusqlite::Result<bool> {
    let noted = conn
        .prepare_cached(
            "INSERT INTO alert_raised (alert_id, raised_at) VALUES (?1, ?2)
             ON CONFLICT (alert_id) DO NOTHING",
        )?
        .execute((alert.0, time_text(now)))?;
    Ok(noted > 0)
}

/// An alert of the associate as it pops up; none when it or its customer is not on this device yet.
pub fn card(
    conn: &Connection,
    me: AssociateId,
    alert: AlertId,
) -> rusqlite::Result<Option<AlertCard>> {
    conn.prepare_cached(concat!(
        cards!(),
        " WHERE alert.id = ?1 AND alert.associate_id = ?2"
    ))?
    .query_row((alert.0, me.0), card_row)
    .optional()
}

fn card_row(row: &Row<'_>) -> rusqlite::Result<AlertCard> {
    let given_name: String = row.get("given_name")?;
    let family_name: String = row.get("family_name")?;
    let repair_id: Option<Uuid> = row.get("repair_id")?;
    let piece_kind: Option<String> = row.get("piece_kind")?;
    Ok(AlertCard {
        id: AlertId(row.get("id")?),
        kind: row.get("kind")?,
        customer_id: CustomerId(row.get("customer_id")?),
        customer_name: format!("{given_name} {family_name}").trim().to_owned(),
        given_name,
        repair_id: repair_id.map(RepairId),
        piece_kind: piece_kind.and_then(|kind| kind.parse().ok()),
        raised_at: row.get("raised_at")?,
        instead_of: row.get("instead_of")?,
    })
}

/// The alerts of the associate that are to pop up now, oldest first, each once: they are noted as
/// raised. One whose customer is not on this device yet waits.
pub fn raise(
    conn: &Connection,
    me: AssociateId,
    now: DateTime<Utc>,
) -> rusqlite::Result<Vec<AlertCard>> {
    let new: Vec<AlertCard> = conn
        .prepare_cached(concat!(
            cards!(),
            "
             WHERE alert.associate_id = ?1 AND alert.seen_at IS NULL
               AND NOT EXISTS (SELECT 1 FROM alert_raised WHERE alert_id = alert.id)
             ORDER BY alert.raised_at, alert.id"
        ))?
        .query_map([me.0], card_row)?
        .collect::<Result<_, _>>()?;
    for alert in &new {
        note(conn, alert.id, now)?;
    }
    let oldest = now - Duration::hours(FRESH_HOURS);
    Ok(new
        .into_iter()
        .filter(|alert| alert.raised_at >= oldest)
        .collect())
}
