//! A person who goes to another store goes with all their records.

use super::{Book, Caller, StoredRow, Write};

/// `moved` went to another store. The other records of the same person that the caller reads follow it,
/// in the server's own name; one in a store that the caller has no part in stays there, and the person
/// is shown in both.
pub(super) fn bring_along<B: Book>(
    edit: &Write<'_, B>,
    caller: &Caller,
    moved: &StoredRow,
) -> Result<(), B::Error> {
    let Some(store) = moved.value("store_id") else {
        return Ok(());
    };
    for record in edit.records_of(moved.id)? {
        if record == moved.id {
            continue;
        }
        let Some(other) = edit.row("customer", record)? else {
            continue;
        };
        if !other.deleted && caller.feeds.contains(&other.feed) {
            edit.put("customer", record, [("store_id", store.clone())])?;
        }
    }
    Ok(())
}
