//! Today: who may walk in, what must not slip, whom to follow up, whom to tell, what is near.

use chrono::Days;
use regard_domain::repair::RepairState;
use rusqlite::Connection;

use super::near::near_occasions;
use super::screens::{AlertCard, ComingIn, MustNotSlip, Today};
use crate::app::App;
use crate::customers::ahead::ahead;
use crate::customers::names::associate_name;
use crate::database::alerts::{self, Alert};
use crate::database::{customers, promises as promise_rows, repairs};
use crate::error::CommandError;
use crate::follow_ups;
use crate::promises;
use crate::repairs::cards::{self, RepairFile};
use crate::repairs::screens::RepairCard;
use crate::session::screens::Nothing;
use crate::sync::engine;
use crate::sync::screens::SyncState;
use crate::viewer::Viewer;

/// The most of each kind that fits into a day.
const MOST: usize = 20;

/// A promise is put on the screen this many days before it is due.
const IN_GOOD_TIME: u64 = 3;

/// The first screen.
pub async fn today(app: &App, _: Nothing) -> Result<Today, CommandError> {
    let session = app.session()?;
    let sync = engine::state(app)?;
    app.database()?.read(|conn| {
        let viewer = Viewer::of_session(conn, &session, app.now())?;
        Ok(day(conn, &viewer, sync)?)
    })
}

/// The day of the viewer.
pub fn day(conn: &Connection, viewer: &Viewer, sync: SyncState) -> rusqlite::Result<Today> {
    let in_store = cards::in_store(conn, viewer)?;
    let (ready, working): (Vec<_>, Vec<_>) = in_store
        .into_iter()
        .partition(|card| card.state == RepairState::Ready);
    let (mut told, mut ready_to_tell): (Vec<_>, Vec<_>) =
        ready.into_iter().partition(|card| card.told);
    told.sort_by_key(|card| std::cmp::Reverse((card.since, card.id)));
    told.truncate(MOST);
    ready_to_tell.sort_by_key(|card| (card.since, card.id));
    Ok(Today {
        day: viewer.today,
        hour: viewer.hour(),
        given_name: associate_name(conn, viewer.me)?.unwrap_or_default(),
        alerts: alert_cards(conn, viewer)?,
        coming_in: told
            .into_iter()
            .map(|card| coming_in(conn, viewer, card))
            .collect::<rusqlite::Result<_>>()?,
        must_not_slip: must_not_slip(conn, viewer, working)?,
        follow_ups: follow_ups::cards::due(conn, viewer)?,
        ready_to_tell,
        occasions: near_occasions(conn, viewer)?,
        sync,
    })
}

fn coming_in(conn: &Connection, viewer: &Viewer, repair: RepairCard) -> rusqlite::Result<ComingIn> {
    let mut words: Vec<String> = Vec::new();
    for reason in &repair.price.because {
        words.push(reason.words.clone());
    }
    if let Some(piece) = repairs::by_id(conn, repair.id)?.and_then(|repair| repair.piece_id) {
        for promise in promise_rows::of_piece(conn, piece)? {
            if promises::cards::is_open(conn, viewer, &promise)? && !words.contains(&promise.words)
            {
                words.push(promise.words);
            }
        }
    }
    Ok(ComingIn {
        promises: words,
        ahead: if repair.gently {
            None
        } else {
            ahead(conn, viewer, repair.customer_id)?
        },
        repair,
    })
}

/// Promises that are due, the most pressing first, then repairs past their day, the latest first.
fn must_not_slip(
    conn: &Connection,
    viewer: &Viewer,
    working: Vec<RepairCard>,
) -> rusqlite::Result<Vec<MustNotSlip>> {
    let soon = viewer
        .today
        .checked_add_days(Days::new(IN_GOOD_TIME))
        .unwrap_or(viewer.today);
    let mut slips: Vec<MustNotSlip> = promises::cards::due_by(conn, viewer, soon)?
        .into_iter()
        .map(|promise| MustNotSlip::Promise {
            late: promise.due_on.is_some_and(|due| due < viewer.today),
            promise: Box::new(promise),
        })
        .collect();
    let mut late: Vec<RepairCard> = working.into_iter().filter(|card| card.late).collect();
    late.sort_by_key(|card| (card.promised_for, card.id));
    slips.extend(late.into_iter().map(|repair| MustNotSlip::Repair {
        repair: Box::new(repair),
    }));
    Ok(slips)
}

/// What popped up and was not seen. A ready repair that has left since is no news any more.
fn alert_cards(conn: &Connection, viewer: &Viewer) -> rusqlite::Result<Vec<AlertCard>> {
    let most = u32::try_from(MOST).unwrap_or(u32::MAX);
    let mut shown = Vec::new();
    for alert in alerts::unseen(conn, viewer.me, most)? {
        let file = match alert.repair_id {
            Some(repair) => RepairFile::read(conn, repair)?,
            None => None,
        };
        let is_over = alert.kind == "repair_ready"
            && file
                .as_ref()
                .is_some_and(|file| file.standing.state != RepairState::Ready);
        if !is_over {
            shown.push(alert_card(conn, alert, file.as_ref())?);
        }
    }
    Ok(shown)
}

fn alert_card(
    conn: &Connection,
    alert: Alert,
    file: Option<&RepairFile>,
) -> rusqlite::Result<AlertCard> {
    let customer = customers::customer(conn, alert.customer_id)?;
    Ok(AlertCard {
        id: alert.id,
        kind: alert.kind,
        customer_id: alert.customer_id,
        given_name: customer
            .as_ref()
            .map(|customer| customer.short_name())
            .unwrap_or_default(),
        customer_name: customer.map(|customer| customer.name()).unwrap_or_default(),
        repair_id: alert.repair_id,
        piece_kind: file.map(RepairFile::piece_kind),
        raised_at: alert.raised_at,
    })
}
