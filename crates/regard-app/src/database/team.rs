//! Who works in a store, with what is in their hands.

use regard_domain::ids::{AssociateId, StoreId};
use regard_domain::words::Role;
use rusqlite::Connection;

use super::columns;
use crate::team::screens::Colleague;

/// Those of the store, also who left; in no order. `me` is the one who asks.
pub fn colleagues(
    conn: &Connection,
    store: StoreId,
    me: AssociateId,
) -> rusqlite::Result<Vec<Colleague>> {
    conn.prepare_cached(
        "SELECT id, given_name, family_name, role, left_on,
             (SELECT count(*) FROM customer WHERE owner_id = associate.id) AS customers,
             (SELECT count(*) FROM follow_up
              WHERE assigned_to = associate.id AND done_at IS NULL) AS follow_ups,
             (SELECT count(*) FROM promise
              WHERE made_by_id = associate.id AND kept_at IS NULL AND ended_at IS NULL) AS promises
         FROM associate WHERE store_id = ?1",
    )?
    .query_map([store.0], |row| {
        let id = AssociateId(row.get("id")?);
        let given_name: String = row.get("given_name")?;
        let family_name: Option<String> = row.get("family_name")?;
        let role: String = row.get("role")?;
        Ok(Colleague {
            id,
            name: format!("{given_name} {}", family_name.unwrap_or_default())
                .trim()
                .to_owned(),
            given_name,
            // A role of a newer server: they work here, and no more is known.
            role: role.parse().unwrap_or(Role::Bench),
            left_on: columns::day(row, "left_on")?,
            is_me: id == me,
            customers: row.get("customers")?,
            follow_ups: row.get("follow_ups")?,
            promises: row.get("promises")?,
        })
    })?
    .collect()
}
