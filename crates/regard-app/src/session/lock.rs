//! Locks the device, and opens it again with the PIN.

use std::sync::atomic::Ordering;

use super::pin;
use super::screens::{Nothing, Start, Unlock};
use super::start::start;
use crate::app::App;
use crate::database::pins;
use crate::error::{CommandError, Refusal};

/// Locks the device. Without a PIN there is nothing to lock it with.
pub async fn lock(app: &App, _: Nothing) -> Result<Start, CommandError> {
    let has_pin = app
        .database()?
        .read(|conn| Ok(pins::read(conn)?.is_some()))?;
    if !has_pin {
        return Err(CommandError::invalid("pin", Refusal::PinFirst));
    }
    app.inside().locked.store(true, Ordering::Release);
    app.search().lock(true);
    start(app, Nothing {}).await
}

/// Opens a locked device.
pub async fn unlock(app: &App, unlock: Unlock) -> Result<Start, CommandError> {
    pin::try_pin(app, &unlock.pin).await?;
    app.inside().locked.store(false, Ordering::Release);
    app.search().lock(false);
    start(app, Nothing {}).await
}
