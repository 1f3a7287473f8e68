//! The value that lost stays beside the row, until someone settles it.

use chrono::DateTime;
use regard_domain::ids::{AssociateId, agreed_id};
use serde_json::{Value, json};

use super::{Book, StoredRow, Write, moment};
use crate::row::FieldState;

/// Keeps `kept`, entered by `by`, beside a field of `row`. Answers whether there was a place for it:
/// a row that hangs on no customer has none.
pub(super) fn keep_beside<B: Book>(
    edit: &Write<'_, B>,
    row: &StoredRow,
    field: &str,
    kept: &FieldState,
    by: Option<AssociateId>,
) -> Result<bool, B::Error> {
    let Some(customer) = row.root else {
        return Ok(false);
    };
    let id = agreed_id(&[
        "also_entered",
        &row.id.to_string(),
        field,
        &kept.hlc.to_string(),
    ]);
    if edit.row("also_entered", id)?.is_some() {
        return Ok(true);
    }
    let millis = i64::try_from(kept.hlc.millis).unwrap_or(i64::MAX);
    let entered_at = DateTime::from_timestamp_millis(millis).unwrap_or_else(|| edit.now());
    edit.put(
        "also_entered",
        id,
        [
            ("customer_id", json!(customer)),
            ("of_table", json!(row.table)),
            ("row_id", json!(row.id)),
            ("field", json!(field)),
            ("value", Value::String(kept.value.to_string())),
            ("entered_by", json!(by)),
            ("entered_at", json!(moment(entered_at))),
        ],
    )?;
    Ok(true)
}
