//! Two records are said to be one person, or two again. Nothing else of them changes.

use chrono::{DateTime, Utc};
use serde_json::json;
use uuid::Uuid;

use super::author::{Author, EditError};
use super::store::DeviceStore;
use crate::alias::{Alias, alias_id, in_order};
use crate::server::moment;
use crate::tables;

/// Says that two records are one person, under the name of the one that `stays`. `by` says so.
///
/// Who was taken apart before is merged again; who is merged so already stays as they are. Answers the
/// alias.
pub fn merge_records<S: DeviceStore>(
    author: &mut Author,
    store: &mut S,
    goes: Uuid,
    stays: Uuid,
    by: Uuid,
    at: DateTime<Utc>,
) -> Result<Uuid, EditError<S::Error>> {
    let id = alias_id(goes, stays);
    let merged_at = moment(at);
    match alias(store, id)? {
        Some(alias) if alias.holds && alias.stays == stays => {}
        Some(_) => {
            let again = json!({"stays_id": stays, "merged_at": merged_at, "merged_by": by,
                               "unmerged_at": null, "unmerged_by": null});
            author.set(store, "customer_alias", id, again)?;
        }
        None => {
            let (customer, other) = in_order(goes, stays);
            let alias = json!({"customer_id": customer, "other_id": other, "stays_id": stays,
                               "merged_at": merged_at, "merged_by": by});
            author.add(store, "customer_alias", id, alias)?;
        }
    }
    Ok(id)
}

/// Says that the two records of an alias are two people. `by` says so.
pub fn take_apart<S: DeviceStore>(
    author: &mut Author,
    store: &mut S,
    alias_id: Uuid,
    by: Uuid,
    at: DateTime<Utc>,
) -> Result<(), EditError<S::Error>> {
    if alias(store, alias_id)?.is_some_and(|alias| alias.holds) {
        let apart = json!({"unmerged_at": moment(at), "unmerged_by": by});
        author.set(store, "customer_alias", alias_id, apart)?;
    }
    Ok(())
}

fn alias<S: DeviceStore>(store: &S, id: Uuid) -> Result<Option<Alias>, EditError<S::Error>> {
    let Some(table) = tables::table("customer_alias") else {
        return Ok(None);
    };
    let row = store.row(table, id).map_err(EditError::Store)?;
    Ok(row.and_then(|row| Alias::read(id, |name| row.get(name).map(|state| &state.value))))
}
