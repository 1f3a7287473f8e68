//! The reasons of a day: a few, and never none while there is somebody worth a hello.

use chrono::Days;
use regard_domain::ids::CustomerId;
use regard_domain::reason::{NO_HELLO, QUIET, ReasonKind, Standing};
use rusqlite::Connection;
use std::collections::HashSet;

use super::cards;
use super::circumstances::Looked;
use super::found::{self, Found};
use super::screens::{ReasonCard, Reasons};
use crate::app::App;
use crate::database::reasons::{self, Turn};
use crate::database::relations;
use crate::error::CommandError;
use crate::session::screens::Nothing;
use crate::viewer::Viewer;

/// How many reasons a day has at most, those that were followed today included.
const A_DAY: usize = 3;

/// Of how many customers a day asks how things are, at most.
const LOOKED_AT: usize = 300;

/// Among how many of the viewer's customers a quiet one is looked for; of more, a part each day
/// and the others only where that has none.
const ASKED_ABOUT: u32 = 500;

/// The reasons of today.
pub async fn reasons(app: &App, _: Nothing) -> Result<Reasons, CommandError> {
    let session = app.session()?;
    app.database()?.read(|conn| {
        let viewer = Viewer::of_session(conn, &session, app.now())?;
        Ok(of_day(conn, &viewer)?)
    })
}

/// The reasons of the viewer's day.
pub fn of_day(conn: &Connection, viewer: &Viewer) -> rusqlite::Result<Reasons> {
    let answered = reasons::answered_since(conn, viewer.me, yesterday(viewer))?
        .into_iter()
        .filter(|at| viewer.day_of(*at) == viewer.today)
        .count();
    Ok(Reasons {
        reasons: left(conn, viewer, A_DAY.saturating_sub(answered), answered == 0)?,
        answered: u32::try_from(answered).unwrap_or(u32::MAX),
    })
}

/// At most `most` that are due. Where none is and `or_another`, the one that comes next, else a hello.
fn left(
    conn: &Connection,
    viewer: &Viewer,
    most: usize,
    or_another: bool,
) -> rusqlite::Result<Vec<ReasonCard>> {
    let mut shown: Vec<ReasonCard> = Vec::new();
    if most == 0 {
        return Ok(shown);
    }
    let mut looked = Looked::start(conn, viewer)?;
    let (due, near): (Vec<Found>, Vec<Found>) = found::of_mine(conn, viewer)?
        .into_iter()
        .partition(|found| found.standing == Standing::Now);
    // With whom somebody was in touch today, or will be another day: enough for today.
    let mut told: HashSet<CustomerId> = HashSet::new();
    for (customer_id, at) in reasons::told_since(conn, yesterday(viewer))? {
        if viewer.day_of(at) == viewer.today {
            tell(conn, viewer, &mut told, customer_id)?;
        }
    }
    for found in due {
        if shown.len() >= most || looked.count() >= LOOKED_AT {
            break;
        }
        // One reason for each household: the next one can wait.
        if !told.contains(&found.customer_id)
            && let Some(card) = cards::card(conn, viewer, &mut looked, &found)?
        {
            tell(conn, viewer, &mut told, found.customer_id)?;
            shown.push(card);
        }
    }
    if !shown.is_empty() || !or_another {
        return Ok(shown);
    }
    for found in near {
        if looked.count() >= LOOKED_AT {
            break;
        }
        if !told.contains(&found.customer_id)
            && let Some(card) = cards::card(conn, viewer, &mut looked, &found)?
        {
            return Ok(vec![card]);
        }
    }
    let back = |days: u64| viewer.today.checked_sub_days(Days::new(days));
    let since = back(u64::from(QUIET)).unwrap_or(viewer.today);
    let a_year = back(NO_HELLO).unwrap_or(viewer.today);
    let all = reasons::how_many_customers(conn, viewer.me)?;
    let days = found::put_off_days(viewer);
    // Where nobody of today's part is worth a hello, somebody of another may be.
    for turn in Turn::of_day(all, ASKED_ABOUT, viewer.today).from_here() {
        for customer_id in reasons::quiet_ones(conn, viewer.me, turn, since, days, a_year)? {
            if looked.count() >= LOOKED_AT {
                return Ok(shown);
            }
            if told.contains(&customer_id) {
                continue;
            }
            let hello = Found {
                customer_id,
                kind: ReasonKind::Hello,
                about_id: None,
                due_on: viewer.today,
                standing: Standing::Now,
                warranty_until: None,
            };
            if let Some(card) = cards::card(conn, viewer, &mut looked, &hello)? {
                return Ok(vec![card]);
            }
        }
    }
    Ok(shown)
}

/// Notes that a customer, and with them their household, has had the reason of today.
fn tell(
    conn: &Connection,
    viewer: &Viewer,
    told: &mut HashSet<CustomerId>,
    customer: CustomerId,
) -> rusqlite::Result<()> {
    let near = relations::household(conn, customer, viewer.today)?;
    told.insert(customer);
    told.extend(
        near.into_iter()
            .filter(|(_, kind)| kind.is_household())
            .map(|(id, _)| id),
    );
    Ok(())
}

/// The day before, in London and in the store: no answer of today is older.
fn yesterday(viewer: &Viewer) -> chrono::NaiveDate {
    viewer.today.pred_opt().unwrap_or(viewer.today)
}
