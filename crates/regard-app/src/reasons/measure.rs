//! How often the store is in touch with a customer at most.

use chrono::Duration;
use regard_domain::reason::Measure;
use serde_json::json;

use crate::app::App;
use crate::database::reasons;
use crate::error::{CommandError, Refusal};
use crate::session::screens::Nothing;

/// The store's measure.
pub async fn touch_measure(app: &App, _: Nothing) -> Result<Measure, CommandError> {
    let session = app.session()?;
    app.database()?
        .read(|conn| Ok(reasons::measure(conn, session.store_id)?))
}

/// Sets the store's measure, on every device.
pub async fn set_touch_measure(app: &App, measure: Measure) -> Result<Measure, CommandError> {
    app.session()?;
    if !measure.is_sound() {
        return Err(CommandError::invalid("most", Refusal::MeasureUnfit));
    }
    app.database()?.write(|edit| {
        let store = edit.me().store_id;
        if reasons::measure(edit.connection(), store)? != measure {
            // After the newest, though that device's clock was ahead: what is set last holds.
            let newest = reasons::measure_set_at(edit.connection(), store)?;
            let set_at = newest
                .and_then(|newest| newest.checked_add_signed(Duration::milliseconds(1)))
                .map_or(edit.now(), |after| after.max(edit.now()));
            edit.add(
                "touch_measure",
                edit.new_id(),
                json!({
                    "store_id": store,
                    "most": measure.most,
                    "within_days": measure.within_days,
                    "set_at": set_at,
                    "set_by": edit.me().associate_id,
                }),
            )?;
        }
        Ok(measure)
    })
}
