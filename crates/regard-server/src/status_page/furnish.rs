//! Gives every store what its devices need to write short links: the address and a key.

use crate::database::{Database, DatabaseError};
use crate::random;
use serde_json::{Value, json};

/// Sets the address of the pages (`None`: there is none, and no links are written) and makes a key
/// where a store has none. A key is never changed: old links would end.
pub fn furnish(database: &Database, base: Option<&str>) -> Result<(), DatabaseError> {
    let base = base.map(|base| base.trim_end_matches('/'));
    database.write(|edit| {
        for store in edit.rows_in("store")? {
            let mut fields: Vec<(&str, Value)> = Vec::new();
            if store.text("link_base") != base {
                fields.push(("link_base", json!(base)));
            }
            if store.text("link_key").is_none() {
                match random::token() {
                    Ok(key) => fields.push(("link_key", json!(key))),
                    // Without a key there are no links; everything else works.
                    Err(error) => tracing::error!(%error, "a store has no key for short links"),
                }
            }
            if !fields.is_empty() {
                edit.put("store", store.id, fields)?;
            }
        }
        Ok(())
    })
}
