//! Shows what waits, and why.

use super::also_entered;
use super::screens::Outbox;
use crate::app::App;
use crate::database::{photos, waiting_changes};
use crate::error::CommandError;
use crate::messages::cards;
use crate::session::screens::Nothing;
use crate::viewer::Viewer;

/// The most edits listed; the number of all stands in `sync`.
const MOST_LISTED: u32 = 100;

/// What has not left this device, what waits at the server, and what needs a person.
pub async fn outbox(app: &App, _: Nothing) -> Result<Outbox, CommandError> {
    let me = app.session()?;
    let sync = app.sync_state()?;
    app.database()?.read(|conn| {
        let viewer = Viewer::of_session(conn, &me, app.now())?;
        Ok(Outbox {
            sync,
            waiting_messages: cards::waiting(conn, &viewer)?,
            failed_messages: cards::failed(conn, &viewer)?,
            waiting_changes: waiting_changes::waiting(conn, MOST_LISTED)?,
            waiting_photos: photos::waiting(conn, MOST_LISTED)?,
            parked: waiting_changes::parked(conn, MOST_LISTED)?,
            also_entered: also_entered::all(conn, &viewer)?,
        })
    })
}
