//! Who works in the store, with what is in their hands.

use super::screens::{HandoverCard, Team};
use crate::app::App;
use crate::customers::names::associate_name;
use crate::database::{handovers, team};
use crate::error::CommandError;
use crate::session::Session;
use crate::session::screens::Nothing;
use rusqlite::Connection;

/// The most handovers listed.
const MOST: u32 = 20;

/// Who works in the store, and what was handed over.
pub async fn team(app: &App, _: Nothing) -> Result<Team, CommandError> {
    let session = app.session()?;
    app.database()?.read(|conn| Ok(read(conn, &session)?))
}

fn read(conn: &Connection, session: &Session) -> rusqlite::Result<Team> {
    let mut colleagues = team::colleagues(conn, session.store_id, session.associate_id)?;
    colleagues.sort_by_key(|each| (each.left_on.is_some(), each.name.to_lowercase()));
    let acts = handovers::newest(conn, MOST)?;
    let handovers = acts.iter().map(|act| card(conn, act));
    Ok(Team {
        colleagues,
        handovers: handovers.collect::<rusqlite::Result<_>>()?,
    })
}

/// One handover as it is shown.
pub(super) fn card(conn: &Connection, act: &handovers::Act) -> rusqlite::Result<HandoverCard> {
    let name = |id| Ok::<_, rusqlite::Error>(associate_name(conn, id)?.unwrap_or_default());
    Ok(HandoverCard {
        id: act.id,
        from: name(act.from)?,
        to: name(act.to)?,
        at: act.at,
        by: match act.by {
            Some(by) => associate_name(conn, by)?,
            None => None,
        },
        customers: act.customers,
        follow_ups: act.follow_ups,
        taken_back_at: act.taken_back_at,
    })
}
