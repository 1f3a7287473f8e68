//! Appointments as the screens show them, and the three things to open with.

use chrono::{Days, NaiveDate};
use regard_domain::appointment::{Opener, three_to_open_with};
use regard_domain::ids::{AppointmentId, CustomerId};
use rusqlite::Connection;

use super::screens::{AppointmentAhead, AppointmentCard};
use crate::customers::brief::brief;
use crate::customers::names::{associate_name, display_name};
use crate::customers::screens::Brief;
use crate::database::appointments::{self, AppointmentRow};
use crate::database::customers;
use crate::viewer::Viewer;

/// For how many days the store asks whether someone came.
const ASKED_FOR: u64 = 7;

/// How many days before, the day counted, an appointment stands on Today.
const BEFORE: u64 = 1;

/// The most that stand on Today.
const MOST: usize = 20;

/// The appointment of that id; none when it is not on this device.
pub fn card(
    conn: &Connection,
    viewer: &Viewer,
    id: AppointmentId,
) -> rusqlite::Result<Option<AppointmentCard>> {
    appointments::by_id(conn, id)?
        .map(|row| of_row(conn, viewer, row))
        .transpose()
}

/// The appointments of a customer: those that are open, the next first, then those that ended, the last
/// first.
pub fn of_customer(
    conn: &Connection,
    viewer: &Viewer,
    customer: CustomerId,
) -> rusqlite::Result<Vec<AppointmentCard>> {
    let (open, mut ended): (Vec<_>, Vec<_>) = appointments::of_customer(conn, customer)?
        .into_iter()
        .partition(|row| row.ended(viewer.time_zone).is_none());
    ended.reverse();
    open.into_iter()
        .chain(ended)
        .map(|row| of_row(conn, viewer, row))
        .collect()
}

/// The appointments of the store today and tomorrow, and those of the last days of which nobody said
/// whether they came, the earliest first.
///
/// Each has the three things to open with. Where there are too many, those of today and tomorrow go
/// before those of the last days. Nothing is said of whoever has passed away.
pub fn near(conn: &Connection, viewer: &Viewer) -> rusqlite::Result<Vec<AppointmentAhead>> {
    let from = viewer.today.checked_sub_days(Days::new(ASKED_FOR));
    let to = viewer.today.checked_add_days(Days::new(BEFORE));
    let (from, to) = (from.unwrap_or(viewer.today), to.unwrap_or(viewer.today));
    let (past, ahead): (Vec<_>, Vec<_>) = appointments::between(conn, viewer.store_id, from, to)?
        .into_iter()
        .filter(|row| row.ended(viewer.time_zone).is_none())
        .partition(|row| row.starts.on < viewer.today);
    let mut found = Vec::new();
    for row in ahead.into_iter().chain(past.into_iter().rev()) {
        // Whether someone came to see a colleague on another day is the colleague's to say.
        let of_another = row.with_id.is_some_and(|with| with != viewer.me);
        if row.starts.on < viewer.today && of_another {
            continue;
        }
        if customers::customer(conn, row.customer_id)?.is_some_and(|who| who.deceased_on.is_some())
        {
            continue;
        }
        let Some(brief) = brief(conn, viewer, row.customer_id, None)? else {
            continue;
        };
        found.push(AppointmentAhead {
            appointment: of_row(conn, viewer, row)?,
            openers: three_to_open_with(|opener| there_is(&brief, opener)),
            brief,
        });
        if found.len() == MOST {
            break;
        }
    }
    found.sort_by(|one, other| order(one).cmp(&order(other)));
    Ok(found)
}

/// The open appointments of the store from today to a day, the earliest first, at most `most` of them;
/// and how many more there are.
pub fn until(
    conn: &Connection,
    viewer: &Viewer,
    day: NaiveDate,
    most: usize,
) -> rusqlite::Result<(Vec<AppointmentCard>, usize)> {
    let mut found = Vec::new();
    let mut more: usize = 0;
    for row in appointments::between(conn, viewer.store_id, viewer.today, day)? {
        let who = customers::customer(conn, row.customer_id)?;
        if row.ended(viewer.time_zone).is_some() || who.is_none_or(|who| who.deceased_on.is_some())
        {
            continue;
        }
        if found.len() < most {
            found.push(of_row(conn, viewer, row)?);
        } else {
            more = more.saturating_add(1);
        }
    }
    Ok((found, more))
}

/// By when it is; a day without a time comes before the times of that day.
fn order(ahead: &AppointmentAhead) -> (NaiveDate, Option<&str>, AppointmentId) {
    let card = &ahead.appointment;
    (card.on, card.at.as_deref(), card.id)
}

/// Whether the brief has something of that kind to open with.
fn there_is(brief: &Brief, opener: Opener) -> bool {
    match opener {
        Opener::Pay => brief.to_pay.is_some(),
        Opener::Promise => !brief.promises.is_empty(),
        Opener::Gently => brief.gently_until.is_some(),
        Opener::Ask => brief.ask.is_some(),
        Opener::Ahead => brief.ahead.is_some(),
        Opener::Recall => brief.recall.is_some(),
        Opener::Show => brief.show.is_some(),
    }
}

fn of_row(
    conn: &Connection,
    viewer: &Viewer,
    row: AppointmentRow,
) -> rusqlite::Result<AppointmentCard> {
    let now = viewer.now.with_timezone(&viewer.time_zone).naive_local();
    let with_me = row.with_id == Some(viewer.me);
    let ended = row.ended(viewer.time_zone);
    Ok(AppointmentCard {
        id: row.id,
        customer_id: row.customer_id,
        customer_name: display_name(conn, row.customer_id)?,
        on: row.starts.on,
        at: row.starts.at.map(|at| at.format("%H:%M").to_string()),
        about: row.about,
        with: match row.with_id {
            Some(id) if !with_me => associate_name(conn, id)?,
            _ => None,
        },
        with_me,
        past: ended.is_none() && row.starts.is_over(now),
        ended,
    })
}
