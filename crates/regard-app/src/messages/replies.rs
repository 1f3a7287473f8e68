//! Replies as the screens show them.

use chrono::{DateTime, TimeDelta, Utc};
use regard_domain::consent::{Permission, permission};
use regard_domain::ids::CustomerId;
use regard_domain::message::ANSWER_WITHIN_HOURS;
use regard_domain::words::Purpose;
use rusqlite::Connection;

use super::cards::address_hint;
use super::thread_screens::ReplyCard;
use crate::customers::names;
use crate::database::replies::{self, ReplyRow};
use crate::database::{consents, customers};
use crate::viewer::Viewer;

/// The most people of one address that are named.
const MOST_NAMED: u32 = 6;

/// What a customer wrote, the newest first.
pub fn of_customer(
    conn: &Connection,
    viewer: &Viewer,
    customer: CustomerId,
) -> rusqlite::Result<Vec<ReplyCard>> {
    replies::of_customer(conn, customer)?
        .iter()
        .map(|row| card(conn, viewer, row))
        .collect()
}

/// The card of a row.
pub fn card(conn: &Connection, viewer: &Viewer, row: &ReplyRow) -> rusqlite::Result<ReplyCard> {
    let mut shared_with = Vec::new();
    let address = Some(row.address.as_str());
    for other in customers::with_address(conn, address, address, MOST_NAMED)? {
        if other != row.customer_id {
            shared_with.push(names::given_name(conn, other)?);
        }
    }
    Ok(ReplyCard {
        id: row.id,
        customer_id: row.customer_id,
        customer_name: names::display_name(conn, row.customer_id)?,
        message_id: row.message_id,
        repair_id: row.repair_id,
        for_name: row
            .for_id
            .map(|id| names::associate_name(conn, id))
            .transpose()?
            .flatten(),
        for_me: row.for_id == Some(viewer.me),
        channel: row.channel,
        address_hint: address_hint(row.channel, &row.address),
        words: row.words.clone(),
        pictures: row.pictures,
        meaning: row.meaning.clone(),
        received_at: row.received_at,
        unread: row.seen_at.is_none() && row.closed_at.is_none(),
        open: row.closed_at.is_none(),
        answer_until: answer_until(conn, row, viewer.now)?,
        shared_with,
    })
}

/// Until when a reply may be answered: for a day, unless they asked us to stop afterwards or in it.
pub(super) fn answer_until(
    conn: &Connection,
    row: &ReplyRow,
    now: DateTime<Utc>,
) -> rusqlite::Result<Option<DateTime<Utc>>> {
    let until = row
        .received_at
        .checked_add_signed(TimeDelta::hours(ANSWER_WITHIN_HOURS));
    if matches!(row.meaning.as_str(), "stop" | "wrong_number") {
        return Ok(None);
    }
    let said = consents::about_address(conn, &row.address)?;
    let stopped = permission(&said, &row.address, row.channel, Purpose::Service).0
        == Permission::Withdrawn
        || permission(&said, &row.address, row.channel, Purpose::OneToOne).0
            == Permission::Withdrawn;
    Ok(until.filter(|until| *until > now && !stopped))
}
