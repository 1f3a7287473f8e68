//! Who uses this device, as the database keeps it.

use regard_domain::ids::{AssociateId, CompanyId, DeviceId, StoreId};
use regard_domain::words::Role;
use rusqlite::{Connection, OptionalExtension};
use uuid::Uuid;

use crate::session::Session;

/// The session, once the device is enrolled.
pub fn session(conn: &Connection) -> rusqlite::Result<Option<Session>> {
    conn.prepare_cached(
        "SELECT company_id, device_id, device_name, associate_id, role, store_id, server FROM session",
    )?
    .query_row([], |row| {
        let role: String = row.get("role")?;
        Ok(Session {
            company_id: CompanyId(row.get("company_id")?),
            device_id: DeviceId(row.get("device_id")?),
            device_name: row.get("device_name")?,
            associate_id: AssociateId(row.get("associate_id")?),
            // A role of a newer version: the least that anyone may do.
            role: role.parse().unwrap_or(Role::Bench),
            store_id: StoreId(row.get("store_id")?),
            server: row.get("server")?,
        })
    })
    .optional()
}

/// The secret of every request, once the device is enrolled.
pub fn token(conn: &Connection) -> rusqlite::Result<Option<String>> {
    conn.prepare_cached("SELECT token FROM session")?
        .query_row([], |row| row.get("token"))
        .optional()
}

/// Keeps who uses this device from now on.
pub fn keep(conn: &Connection, session: &Session, token: &str) -> rusqlite::Result<()> {
    conn.execute("DELETE FROM session", [])?;
    conn.execute(
        "INSERT INTO session (one, company_id, device_id, device_name, associate_id, role, store_id, server, token)
         VALUES (1, ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
        (
            session.company_id.0,
            session.device_id.0,
            &session.device_name,
            session.associate_id.0,
            session.role.as_ref(),
            session.store_id.0,
            &session.server,
            token,
        ),
    )?;
    Ok(())
}

/// Follows what the company says of the associate and the device: another role or store.
pub fn follow_company(conn: &Connection) -> rusqlite::Result<bool> {
    let changed = conn
        .prepare_cached(
            "UPDATE session SET
               role = (SELECT role FROM associate WHERE associate.id = session.associate_id),
               store_id = coalesce(
                 (SELECT store_id FROM device WHERE device.id = session.device_id), store_id)
             WHERE EXISTS (SELECT 1 FROM associate WHERE associate.id = session.associate_id
               AND (associate.role <> session.role
                 OR session.store_id <> coalesce(
                   (SELECT store_id FROM device WHERE device.id = session.device_id), store_id)))",
        )?
        .execute([])?;
    Ok(changed > 0)
}

/// The associate's given name, as far as the company was read.
pub fn given_name(conn: &Connection, associate: AssociateId) -> rusqlite::Result<Option<String>> {
    let id: Uuid = associate.0;
    conn.prepare_cached("SELECT given_name FROM associate WHERE id = ?1")?
        .query_row([id], |row| row.get("given_name"))
        .optional()
}
