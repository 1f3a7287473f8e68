//! Follow-ups as the screens show them, each with how long ago the store was in touch.

use chrono::NaiveDate;
use regard_domain::ids::{CustomerId, FollowUpId};
use rusqlite::Connection;

use super::screens::FollowUpCard;
use crate::customers::hard_times::gently;
use crate::customers::names;
use crate::database::follow_ups::{self, FollowUpRow};
use crate::database::{customers, stores};
use crate::viewer::Viewer;

/// The follow-up of that id; none when it is not on this device.
pub fn card(
    conn: &Connection,
    viewer: &Viewer,
    id: FollowUpId,
) -> rusqlite::Result<Option<FollowUpCard>> {
    follow_ups::by_id(conn, id)?
        .map(|row| of_row(conn, viewer, row))
        .transpose()
}

/// What is due today or late: mine and nobody's, the oldest first, at most `most` of them; and how
/// many there are.
pub fn due(
    conn: &Connection,
    viewer: &Viewer,
    most: usize,
) -> rusqlite::Result<(Vec<FollowUpCard>, usize)> {
    let rows = follow_ups::due_by(conn, viewer.me, viewer.today)?;
    let count = rows.len();
    let cards = rows
        .into_iter()
        .take(most)
        .map(|row| of_row(conn, viewer, row))
        .collect::<rusqlite::Result<_>>()?;
    Ok((cards, count))
}

/// What is open and due no later than `until`, late or not, mine and nobody's, the oldest first, at most
/// `most` of it; and how many more there are.
pub fn ahead(
    conn: &Connection,
    viewer: &Viewer,
    until: NaiveDate,
    most: usize,
) -> rusqlite::Result<(Vec<FollowUpCard>, usize)> {
    let rows = follow_ups::due_by(conn, viewer.me, until)?;
    let more = rows.len().saturating_sub(most);
    let cards = rows
        .into_iter()
        .take(most)
        .map(|row| of_row(conn, viewer, row))
        .collect::<rusqlite::Result<_>>()?;
    Ok((cards, more))
}

/// The open follow-ups with a customer, the next first.
pub fn of_customer(
    conn: &Connection,
    viewer: &Viewer,
    customer: CustomerId,
) -> rusqlite::Result<Vec<FollowUpCard>> {
    follow_ups::of_customer(conn, customer)?
        .into_iter()
        .map(|row| of_row(conn, viewer, row))
        .collect()
}

/// The day anyone of the store was last in touch with a customer.
pub fn last_contact_on(
    conn: &Connection,
    viewer: &Viewer,
    customer: CustomerId,
) -> rusqlite::Result<Option<NaiveDate>> {
    let (at, bought_on) = follow_ups::last_contact(conn, customer)?;
    Ok(at.map(|at| viewer.day_of(at)).max(bought_on))
}

/// Days since anyone of the store was in touch with a customer; none: never.
pub fn days_since_contact(
    conn: &Connection,
    viewer: &Viewer,
    customer: CustomerId,
) -> rusqlite::Result<Option<u32>> {
    Ok(last_contact_on(conn, viewer, customer)?.map(|day| {
        let days = viewer.today.signed_duration_since(day).num_days();
        u32::try_from(days).unwrap_or(0)
    }))
}

fn of_row(conn: &Connection, viewer: &Viewer, row: FollowUpRow) -> rusqlite::Result<FollowUpCard> {
    let assigned_to = row
        .assigned_to
        .map(|id| stores::associate(conn, id))
        .transpose()?
        .flatten();
    let customer = customers::customer(conn, row.customer_id)?;
    Ok(FollowUpCard {
        id: row.id,
        customer_id: row.customer_id,
        customer_name: names::display_name(conn, row.customer_id)?,
        reason: row.reason,
        due_on: row.due_on,
        assigned_to: assigned_to.map(|associate| associate.given_name),
        gently: gently(conn, viewer, customer.as_ref())?,
        days_since_contact: days_since_contact(conn, viewer, row.customer_id)?,
        done: row.done_at.is_some(),
    })
}
