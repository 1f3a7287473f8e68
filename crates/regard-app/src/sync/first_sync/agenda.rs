//! What the first screen of a new device needs, before the store is there.

use regard_sync::device::{DeviceStore, arrive, sweep};
use regard_sync::tables::TABLES;
use regard_sync::{Agenda, SCHEMA};

use super::FirstRun;
use crate::app::App;
use crate::database::device_store::DeviceDb;
use crate::database::{Written, arrivals, sessions, sync_state};
use crate::error::CommandError;

impl FirstRun<'_> {
    /// Fetches what the first screen needs; none where that can't be had.
    pub(super) async fn ask_agenda(&self) -> Option<Agenda> {
        let network = self.app.network();
        match network.agenda(self.server, self.token).await {
            Ok(agenda) => agenda,
            Err(error) => {
                later(&error);
                None
            }
        }
    }

    /// Shows it.
    pub(super) async fn show_agenda(&self, agenda: Option<Agenda>) {
        let Some(agenda) = agenda else { return };
        let app = self.app.clone();
        let written = tokio::task::spawn_blocking(move || write(&app, &agenda)).await;
        match written {
            Ok(Ok(())) => {}
            Ok(Err(error)) => later(&error),
            Err(error) => later(&error),
        }
    }
}

fn later(error: &dyn std::error::Error) {
    tracing::info!(%error, "the day is shown when the store is there");
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
