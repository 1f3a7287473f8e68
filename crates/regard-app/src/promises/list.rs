//! The ledger: every promise of the store, what is late on top.

use std::cmp::Reverse;

use super::cards;
use super::screens::PromiseCard;
use crate::app::App;
use crate::database::promises;
use crate::error::CommandError;
use crate::session::screens::Nothing;
use crate::viewer::Viewer;

/// Lists every promise: what is to be done by a day first, the most pressing on top; then what
/// holds; then what is kept, used up or past.
pub async fn list_promises(app: &App, _: Nothing) -> Result<Vec<PromiseCard>, CommandError> {
    let me = app.session()?;
    app.database()?.read(|conn| {
        let viewer = Viewer::of_session(conn, &me, app.now())?;
        let mut rows = Vec::new();
        for row in promises::all(conn)? {
            let open = cards::is_open(conn, &viewer, &row)?;
            rows.push((open, row));
        }
        rows.sort_by_key(|(open, row)| {
            let pressing = row.next_day().filter(|_| *open);
            (
                !open,
                pressing.is_none(),
                pressing,
                Reverse(row.made_on),
                row.id,
            )
        });
        rows.into_iter()
            .map(|(_, row)| Ok(cards::of_row(conn, &viewer, row)?))
            .collect()
    })
}
