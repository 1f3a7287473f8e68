//! Once a day: photos that were taken out long ago go for good, and pictures without a photo with them.

use chrono::TimeDelta;
use regard_sync::server::StoredRow;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::database::{Database, DatabaseError, ServerEdit, photos};

/// Photos that go in one transaction.
const AT_ONCE: usize = 100;

/// Takes out what was taken out more than `days` days ago; 0: nothing goes. Answers how many photos
/// went, and how many pictures.
pub fn tidy(database: &Database, days: u32) -> Result<(u64, u64), DatabaseError> {
    let company = database.company();
    let mut gone = 0;
    if days > 0 {
        let then = database.now() - TimeDelta::days(days.into());
        let then = u64::try_from(then.timestamp_millis()).unwrap_or(0);
        let removed = database.read(|sql| photos::removed(sql, company))?;
        for some in removed.chunks(AT_ONCE) {
            gone += database.write(|edit| {
                some.iter().try_fold(0_u64, |gone, id| {
                    Ok::<_, DatabaseError>(gone + u64::from(take_out(edit, *id, then)?))
                })
            })?;
        }
    }
    let pictures = database.write(|edit| photos::forget_orphans(edit.connection(), company))?;
    Ok((gone, pictures))
}

/// The row becomes a tombstone without thumbnail or words, for good: what a device says of it later is put
/// aside. How long it was out is told by the stamp, which was put right where a phone's clock was wrong.
fn take_out(edit: &ServerEdit<'_>, id: Uuid, then: u64) -> Result<bool, DatabaseError> {
    let still_out = |row: &StoredRow| {
        let field = row.fields.get("removed_at");
        let out = field.filter(|field| !field.value.is_null());
        !row.deleted && out.is_some_and(|field| field.hlc.millis < then)
    };
    if !edit.row("photo", id)?.as_ref().is_some_and(still_out) {
        return Ok(false);
    }
    let empty = [("thumbnail", json!("")), ("caption", Value::Null)];
    edit.put("photo", id, empty)?;
    if let Some(row) = edit.row("photo", id)? {
        edit.gather(StoredRow {
            deleted: true,
            ..row
        })?;
    }
    Ok(true)
}
