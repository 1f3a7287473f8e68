//! Marks an alert as seen, on every device of the associate.

use serde_json::json;

use super::screens::SeeAlert;
use crate::app::App;
use crate::database::{alerts, time_text};
use crate::error::CommandError;
use crate::session::screens::Nothing;

/// Marks an alert as seen. Seeing it twice changes nothing.
pub async fn see_alert(app: &App, args: SeeAlert) -> Result<Nothing, CommandError> {
    app.database()?.write(|edit| {
        let alert = alerts::by_id(edit.connection(), args.alert_id)?
            .ok_or_else(|| CommandError::not_found("alert"))?;
        if alert.seen_at.is_none() {
            let seen_at = time_text(edit.now());
            edit.set("alert", alert.id.0, json!({ "seen_at": seen_at }))?;
        }
        Ok(Nothing {})
    })
}
