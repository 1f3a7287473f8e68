//! Changes settings of this device.

use super::pin;
use super::screens::{ChangeSettings, Me};
use super::start::me;
use crate::app::App;
use crate::database::{pins, settings};
use crate::error::CommandError;

/// Keeps what was given; the rest stays.
pub async fn change_settings(app: &App, change: ChangeSettings) -> Result<Me, CommandError> {
    let session = app.session()?;
    if let Some(seconds) = change.hold_seconds
        && ![10, 20, 30].contains(&seconds)
    {
        return Err(CommandError::invalid(
            "holdSeconds",
            "Messages are held 10, 20 or 30 seconds.",
        ));
    }
    // Some(none): the PIN goes.
    let hash = match change.pin.as_deref().map(str::trim) {
        None => None,
        Some("") => Some(None),
        Some(typed) => Some(Some(pin::hash(pin::checked(typed)?).await?)),
    };
    app.database()?.write_local(&[], |conn| {
        if let Some(seconds) = change.hold_seconds {
            settings::keep(conn, "hold_seconds", &seconds)?;
        }
        if let Some(hash) = &hash {
            pins::keep(conn, hash.as_deref())?;
        }
        Ok(())
    })?;
    me(app, &session)
}
