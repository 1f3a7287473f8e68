//! The list of repairs, in the groups of the screen.

use std::cmp::Reverse;

use regard_domain::repair::RepairState;

use super::cards::{self, RepairFile};
use super::screens::RepairList;
use crate::app::App;
use crate::database::repairs;
use crate::error::CommandError;
use crate::session::screens::Nothing;
use crate::viewer::Viewer;

/// How many repairs that are done are shown.
const MOST_DONE: u32 = 50;

/// Lists the repairs of this store.
pub async fn list_repairs(app: &App, _: Nothing) -> Result<RepairList, CommandError> {
    let me = app.session()?;
    app.database()?.read(|conn| {
        let viewer = Viewer::of_session(conn, &me, app.now())?;
        let (ready, mut bench): (Vec<_>, Vec<_>) = cards::in_store(conn, &viewer)?
            .into_iter()
            .partition(|card| card.state == RepairState::Ready);
        let (mut waiting, mut to_tell): (Vec<_>, Vec<_>) =
            ready.into_iter().partition(|card| card.told);
        bench.sort_by_key(|card| (card.promised_for.is_none(), card.promised_for, card.since));
        to_tell.sort_by_key(|card| (card.since, card.id));
        waiting.sort_by_key(|card| (card.since, card.id));
        let mut done = repairs::done_in_store(conn, viewer.store_id, MOST_DONE)?
            .into_iter()
            .map(|repair| RepairFile::of_row(conn, repair)?.card(conn, &viewer))
            .collect::<rusqlite::Result<Vec<_>>>()?;
        done.sort_by_key(|card| Reverse(card.since));
        Ok(RepairList {
            bench,
            to_tell,
            waiting,
            done,
        })
    })
}
