//! What an enrolment changes in the database.

use regard_sync::SCHEMA;
use regard_sync::device::begin_life;
use rusqlite::Connection;
use uuid::Uuid;

use super::device_store::DeviceDb;
use super::{photos, pins, sessions, settings, sync_state};
use crate::session::Session;

/// Keeps who uses this device from now on, in a new life of the database. Changes that were not sent
/// yet go out under the new enrolment; those made for another company are put aside.
pub fn keep(
    conn: &Connection,
    session: &Session,
    token: &str,
    incarnation: Uuid,
    pin: Option<&str>,
) -> rusqlite::Result<()> {
    let before = sessions::session(conn)?;
    if before
        .as_ref()
        .is_some_and(|before| before.company_id != session.company_id)
    {
        conn.execute(
            "INSERT INTO parked (of_table, row_id, kind, fields, reason, customer_id, made_at)
             SELECT of_table, row_id, kind, fields, 'made for another company', customer_id, made_at
             FROM pending_change WHERE acked_at IS NULL ORDER BY n",
            [],
        )?;
        conn.execute("DELETE FROM pending_change", [])?;
        // The start afresh that follows takes the rows of the other company out. Pictures that its
        // server did not get stay here, and go nowhere until this device is that company's again.
        conn.execute("DELETE FROM base_row", [])?;
        photos::forget_orphans(conn)?;
    }
    if before.is_none_or(|before| before.associate_id != session.associate_id) {
        // Whoever had this device before wanted no alerts; who has it now was not asked.
        settings::forget(conn, settings::ALERTS_OFF)?;
    }
    sessions::keep(conn, session, token)?;
    begin_life(&mut DeviceDb(conn), incarnation)?;
    sync_state::keep_cursor(conn, None, SCHEMA)?;
    sync_state::set_revoked(conn, false)?;
    if pin.is_some() {
        pins::keep(conn, pin)?;
    }
    Ok(())
}
