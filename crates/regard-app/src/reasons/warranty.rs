//! Writes down the warranty of a piece: until when, and how often it has to be inspected.

use serde_json::{Map, Value, json};

use super::screens::KeepWarranty;
use crate::app::App;
use crate::database::pieces;
use crate::error::{CommandError, Refusal};
use crate::session::screens::Nothing;

/// The longest stretch between two inspections, in months.
const LONGEST: u32 = 120;

/// Writes a warranty down, changes it, or takes it out. Only what is given changes.
pub async fn keep_warranty(app: &App, warranty: KeepWarranty) -> Result<Nothing, CommandError> {
    app.session()?;
    if warranty
        .inspect_months
        .flatten()
        .is_some_and(|months| !(1..=LONGEST).contains(&months))
    {
        return Err(CommandError::invalid(
            "inspectMonths",
            Refusal::InspectMonthsUnfit,
        ));
    }
    app.database()?.write(|edit| {
        if pieces::piece(edit.connection(), warranty.piece_id)?.is_none() {
            return Err(CommandError::not_found("piece"));
        }
        let mut fields = Map::new();
        if let Some(until) = warranty.until {
            fields.insert("warranty_until".into(), json!(until));
        }
        if let Some(months) = warranty.inspect_months {
            fields.insert("inspect_months".into(), json!(months));
        }
        if !fields.is_empty() {
            edit.set("piece", warranty.piece_id, Value::Object(fields))?;
        }
        Ok(Nothing {})
    })
}
