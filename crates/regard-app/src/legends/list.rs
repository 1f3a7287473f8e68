//! The legend book, and its story of the day.

use chrono::Datelike;
use regard_domain::words::Role;
use rusqlite::Connection;

use super::screens::LegendCard;
use crate::app::App;
use crate::customers::names::associate_name;
use crate::database::legends::{self, LegendRow};
use crate::error::CommandError;
use crate::session::screens::Nothing;
use crate::viewer::Viewer;

/// The stories, the newest first.
pub async fn list_legends(app: &App, _: Nothing) -> Result<Vec<LegendCard>, CommandError> {
    let session = app.session()?;
    let now = app.now();
    app.database()?.read(|conn| {
        let viewer = Viewer::of_session(conn, &session, now)?;
        let cards = legends::all(conn)?
            .into_iter()
            .map(|row| card(conn, &viewer, row))
            .collect::<rusqlite::Result<_>>()?;
        Ok(cards)
    })
}

/// The story of the day: the same one for everybody, another one each day.
pub fn of_the_day(conn: &Connection, viewer: &Viewer) -> rusqlite::Result<Option<LegendCard>> {
    let mut rows = legends::all(conn)?;
    rows.reverse();
    let count = i32::try_from(rows.len()).unwrap_or(i32::MAX).max(1);
    let at = viewer.today.num_days_from_ce().rem_euclid(count);
    usize::try_from(at)
        .ok()
        .filter(|at| *at < rows.len())
        .map(|at| card(conn, viewer, rows.swap_remove(at)))
        .transpose()
}

/// Whether the viewer may change a story or take it out.
pub fn may_change(viewer: &Viewer, row: &LegendRow) -> bool {
    row.told_by == Some(viewer.me) || matches!(viewer.role, Role::Manager | Role::Owner)
}

/// A story as the screens show it.
pub fn card(conn: &Connection, viewer: &Viewer, row: LegendRow) -> rusqlite::Result<LegendCard> {
    Ok(LegendCard {
        may_change: may_change(viewer, &row),
        id: row.id,
        words: row.words,
        done_by: row.done_by,
        told_on: viewer.day_of(row.told_at),
        told_by: match row.told_by {
            Some(id) => associate_name(conn, id)?,
            None => None,
        },
    })
}
