//! Reads a day and a time of day from how they were said, as the notes are read.

use regard_notes::when;

use super::screens::{ReadWhen, SaidWhen};
use crate::app::App;
use crate::error::CommandError;
use crate::viewer::Viewer;

/// Reads when something is to be; days count from the day of the store.
pub async fn read_when(app: &App, asked: ReadWhen) -> Result<SaidWhen, CommandError> {
    let me = app.session()?;
    let now = app.now();
    app.database()?.read(|conn| {
        let viewer = Viewer::of_session(conn, &me, now)?;
        let said = when(&asked.words, viewer.today);
        Ok(SaidWhen {
            on: said.on,
            at: said.at.map(|at| at.format("%H:%M").to_string()),
        })
    })
}
