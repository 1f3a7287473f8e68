//! Asks the server now: pulled down on a list, or the app came back to the front.

use super::screens::SyncState;
use crate::app::App;
use crate::error::CommandError;
use crate::session::screens::Nothing;

/// Asks the server and answers how things stand then.
pub async fn sync_now(app: &App, _: Nothing) -> Result<SyncState, CommandError> {
    app.engine().agree_now().await;
    app.sync_state()
}
