//! What the first screen of a new device needs, before the store is there.

use regard_sync::device::{DeviceStore, arrive, sweep};
use regard_sync::tables::TABLES;
use regard_sync::{Agenda, SCHEMA, SyncError};

use super::FirstRun;
use crate::app::App;
use crate::database::device_store::DeviceDb;
use crate::database::{Written, arrivals, sessions, sync_state};
use crate::error::CommandError;
use crate::sync::round::RoundError;

impl FirstRun<'_> {
    /// Fetches what the first screen needs, and shows it.
    pub(super) async fn agenda(&self) -> Result<(), RoundError> {
        let network = self.app.network();
        let Some(agenda) = network.agenda(self.server, self.token).await? else {
            return Ok(());
        };
        let app = self.app.clone();
        let written = tokio::task::spawn_blocking(move || write(&app, &agenda)).await;
        written.map_err(|_| SyncError::Unreachable)??;
        Ok(())
    }
}

/// Writes the rows of the first agenda. They come again: nothing notes how far they reach.
pub(super) fn write(app: &App, agenda: &Agenda) -> Result<(), CommandError> {
    app.database()?.transact(|conn| {
        if arrivals::has_rows(conn)? {
            // Someone was entered here in the meantime: the whole store is on its way all the same.
            return Ok(((), Written::default()));
        }
        sync_state::keep_agenda_only(conn)?;
        for row in &agenda.rows {
            arrive(&mut DeviceDb(conn), row, false)?;
        }
        sessions::follow_company(conn)?;
        let written = Written {
            tables: TABLES.iter().map(|table| table.name.to_owned()).collect(),
            ..Written::default()
        };
        Ok(((), written))
    })
}

/// Takes the rows of an agenda out again before the store is read in pages. With rows here that may
/// be of no more use, pages could not go on where they were cut.
pub(super) fn forget(app: &App) -> Result<(), CommandError> {
    app.database()?.transact(|conn| {
        if !sync_state::is_agenda_only(&sync_state::standing(conn)?) {
            return Ok(((), Written::default()));
        }
        let mut store = DeviceDb(conn);
        store.begin_noting()?;
        sweep(&mut store)?;
        sync_state::keep_cursor(conn, None, SCHEMA)?;
        let written = Written {
            tables: TABLES.iter().map(|table| table.name.to_owned()).collect(),
            ..Written::default()
        };
        Ok(((), written))
    })
}
