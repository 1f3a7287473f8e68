//! Changes settings of this device.

use super::screens::{ChangeSettings, Me};
use super::start::me;
use super::{language, pin};
use crate::app::App;
use crate::database::{pins, settings};
use crate::error::{CommandError, Refusal};

/// Keeps what was given; the rest stays.
pub async fn change_settings(app: &App, change: ChangeSettings) -> Result<Me, CommandError> {
    let session = app.session()?;
    if let Some(seconds) = change.hold_seconds
        && ![10, 20, 30].contains(&seconds)
    {
        return Err(CommandError::invalid("holdSeconds", Refusal::HoldUnfit));
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
        if let Some(language) = change.language {
            language::keep(conn, language)?;
        }
        if let Some(hash) = &hash {
            pins::keep(conn, hash.as_deref())?;
        }
        Ok(())
    })?;
    me(app, &session)
}
