//! Finds a repair by the number on its envelope, scanned or typed.

use super::cards::RepairFile;
use super::screens::{FindEnvelope, RepairCard};
use crate::app::App;
use crate::database::repairs;
use crate::error::CommandError;
use crate::viewer::Viewer;

/// The repair whose envelope has that number: the one in the store, else the newest that was.
pub async fn find_envelope(
    app: &App,
    asked: FindEnvelope,
) -> Result<Option<RepairCard>, CommandError> {
    let me = app.session()?;
    app.database()?.read(|conn| {
        let viewer = Viewer::of_session(conn, &me, app.now())?;
        let number = tidy_envelope(&asked.envelope);
        if number.is_empty() {
            return Ok(None);
        }
        let found = repairs::by_envelope(conn, viewer.store_id, &number)?;
        Ok(found
            .into_iter()
            .next()
            .map(|repair| RepairFile::of_row(conn, repair)?.card(conn, &viewer))
            .transpose()?)
    })
}

/// The number as it is kept: without blanks around it, the sign in front of it, and what a scanner
/// adds.
pub(super) fn tidy_envelope(typed: &str) -> String {
    typed
        .trim_matches(|c: char| c.is_whitespace() || c.is_control() || c == '#' || c == '*')
        .to_owned()
}
