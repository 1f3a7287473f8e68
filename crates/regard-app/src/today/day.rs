//! Today: who may walk in, what must not slip, whom to follow up, whom to tell, what is near.

use chrono::Days;
use regard_domain::promise::Plan;
use regard_domain::repair::RepairState;
use rusqlite::Connection;

use super::near::near_occasions;
use super::screens::{AlertCard, ComingIn, GentleCheck, MoreToday, MustNotSlip, Today};
use crate::app::App;
use crate::appointments;
use crate::customers::ahead::ahead;
use crate::customers::names::{self, associate_name};
use crate::database::alerts::{self, Alert};
use crate::database::{customers, hard_times, promises as promise_rows, repairs};
use crate::error::CommandError;
use crate::follow_ups;
use crate::legends;
use crate::promises;
use crate::repairs::cards::{self, RepairFile};
use crate::session::screens::Nothing;
use crate::sync::engine;
use crate::sync::screens::SyncState;
use crate::viewer::Viewer;

/// The most of each kind that fits into a day.
const MOST: usize = 20;

/// A promise is put on the screen this many days before it is due.
const IN_GOOD_TIME: u64 = Plan::SOON;

/// A hard time is asked about from this many days before its end on,
const CHECK_BEFORE: u64 = 3;

/// and for this many days after it.
const CHECK_FOR: u64 = 14;

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
    let (mut told, to_tell): (Vec<_>, Vec<_>) = cards::ready_files(conn, viewer)?
        .into_iter()
        .partition(RepairFile::told);
    told.reverse();
    let (must_not_slip, slipping) = must_not_slip(conn, viewer)?;
    let (follow_ups, due) = follow_ups::cards::due(conn, viewer, MOST)?;
    Ok(Today {
        day: viewer.today,
        hour: viewer.hour(),
        given_name: associate_name(conn, viewer.me)?.unwrap_or_default(),
        alerts: alert_cards(conn, viewer)?,
        appointments: appointments::cards::near(conn, viewer)?,
        coming_in: told
            .iter()
            .take(MOST)
            .map(|file| coming_in(conn, viewer, file))
            .collect::<rusqlite::Result<_>>()?,
        ready_to_tell: to_tell
            .iter()
            .take(MOST)
            .map(|file| file.card(conn, viewer))
            .collect::<rusqlite::Result<_>>()?,
        more: MoreToday {
            must_not_slip: beyond(slipping, must_not_slip.len()),
            follow_ups: beyond(due, follow_ups.len()),
            ready_to_tell: beyond(to_tell.len(), MOST),
        },
        must_not_slip,
        follow_ups,
        gentle_checks: gentle_checks(conn, viewer)?,
        occasions: near_occasions(conn, viewer)?,
        legend: legends::list::of_the_day(conn, viewer)?,
        sync,
    })
}

/// How many of `all` are left when `listed` are listed.
fn beyond(all: usize, listed: usize) -> u32 {
    u32::try_from(all.saturating_sub(listed)).unwrap_or(u32::MAX)
}

fn coming_in(conn: &Connection, viewer: &Viewer, file: &RepairFile) -> rusqlite::Result<ComingIn> {
    let repair = file.card(conn, viewer)?;
    let mut words: Vec<String> = Vec::new();
    for reason in &repair.price.because {
        words.push(reason.words.clone());
    }
    if let Some(piece) = file.repair.piece_id {
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

/// Promises that are due, the most pressing first, then repairs past their day, the latest first; of
/// each at most what fits into a day. And how many there are.
fn must_not_slip(
    conn: &Connection,
    viewer: &Viewer,
) -> rusqlite::Result<(Vec<MustNotSlip>, usize)> {
    let soon = viewer
        .today
        .checked_add_days(Days::new(IN_GOOD_TIME))
        .unwrap_or(viewer.today);
    let (promises, due) = promises::cards::due_by(conn, viewer, soon, MOST)?;
    let mut slips: Vec<MustNotSlip> = promises
        .into_iter()
        .map(|promise| MustNotSlip::Promise {
            late: promise.due_on.is_some_and(|due| due < viewer.today),
            promise: Box::new(promise),
        })
        .collect();
    let most = u32::try_from(MOST).unwrap_or(u32::MAX);
    let (rows, late) = repairs::late_in_store(conn, viewer.store_id, viewer.today, most)?;
    for row in rows {
        slips.push(MustNotSlip::Repair {
            repair: Box::new(RepairFile::of_row(conn, row)?.card(conn, viewer)?),
        });
    }
    let late = usize::try_from(late).unwrap_or(usize::MAX);
    Ok((slips, due.saturating_add(late)))
}

/// Hard times that end within days or have ended lately.
fn gentle_checks(conn: &Connection, viewer: &Viewer) -> rusqlite::Result<Vec<GentleCheck>> {
    let from = viewer.today.checked_sub_days(Days::new(CHECK_FOR));
    let to = viewer.today.checked_add_days(Days::new(CHECK_BEFORE));
    let (from, to) = (from.unwrap_or(viewer.today), to.unwrap_or(viewer.today));
    hard_times::ending(conn, viewer.me, viewer.store_id, from, to)?
        .into_iter()
        .take(MOST)
        .map(|time| {
            Ok(GentleCheck {
                customer_id: time.of,
                customer_name: names::display_name(conn, time.of)?,
                until: time.until,
                why: customers::customer(conn, time.of)?.and_then(|who| who.gently_why),
            })
        })
        .collect()
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
        instead_of: alert
            .instead_of
            .map(|colleague| associate_name(conn, colleague))
            .transpose()?
            .flatten(),
    })
}
