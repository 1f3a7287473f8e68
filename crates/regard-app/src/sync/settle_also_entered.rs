//! Settles a field that two people entered at once: one value stands, the other was seen.

use regard_sync::tables::{self, Merge};
use serde_json::{Map, Value, json};

use super::screens::SettleAlsoEntered;
use crate::app::App;
use crate::database::also_entered;
use crate::error::{CommandError, Refusal};
use crate::session::screens::Nothing;

/// Settles it for everyone. The kept value becomes the one that shows, if that was wanted.
pub async fn settle_also_entered(
    app: &App,
    settle: SettleAlsoEntered,
) -> Result<Nothing, CommandError> {
    app.session()?;
    app.database()?.write(|edit| {
        let conn = edit.connection();
        let entered = also_entered::all(conn)?
            .into_iter()
            .find(|entered| entered.id == settle.id)
            .ok_or_else(|| CommandError::not_found("entry"))?;
        if settle.use_kept {
            let by_field = tables::table(&entered.of_table)
                .is_some_and(|table| table.merge == Merge::ByField && !table.server_only);
            if !by_field {
                return Err(CommandError::invalid("useKept", Refusal::WrittenStays));
            }
            let value = serde_json::from_str(&entered.value)
                .unwrap_or_else(|_| Value::String(entered.value.clone()));
            let fields = Map::from_iter([(entered.field.clone(), value)]);
            edit.set(&entered.of_table, entered.row_id, Value::Object(fields))?;
        }
        let settled = json!({
            "settled_at": edit.now(),
            "settled_by": edit.me().associate_id,
        });
        edit.set("also_entered", settle.id, settled)?;
        Ok(Nothing {})
    })
}
