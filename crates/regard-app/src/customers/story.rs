//! Opens a customer: everything the store has lived through with them, on one page.

use regard_domain::ids::{CustomerId, RepairId};
use rusqlite::Connection;

use super::about::about;
use super::brief;
pub use super::entries::entries;
use super::entries::repair_files;
use super::hard_times::{hard_time, of_another};
use super::merged;
use super::names::{associate_name, person_ref};
use super::pieces::pieces;
use super::screens::{OpenCustomer, OwnerBefore, Story};
use super::usually_comes::who_comes;
use crate::app::App;
use crate::appointments;
use crate::database::customers;
use crate::database::{handovers, messages, outbox, pieces as piece_rows, stores};
use crate::error::CommandError;
use crate::follow_ups;
use crate::messages::{cards as message_cards, replies};
use crate::notes::traced;
use crate::promises;
use crate::reasons;
use crate::repairs::screens::RepairCard;
use crate::sync::also_entered;
use crate::viewer::Viewer;
use crate::wishes;

/// Opens a customer's page, and remembers on this device that it was opened.
pub async fn open_customer(app: &App, args: OpenCustomer) -> Result<Story, CommandError> {
    let session = app.session()?;
    let now = app.now();
    let story = app.database()?.read(|conn| {
        let viewer = Viewer::of_session(conn, &session, now)?;
        story(conn, &viewer, args.customer_id, args.repair_id)?
            .ok_or_else(|| CommandError::not_found("customer"))
    })?;
    app.database()?.write_local(&[], |conn| {
        Ok(customers::remember_opened(conn, story.id, now)?)
    })?;
    Ok(story)
}

/// The page of a customer; none when this device does not have them. `repair` is the one whose
/// pickup brief goes on top.
pub fn story(
    conn: &Connection,
    viewer: &Viewer,
    id: CustomerId,
    repair: Option<RepairId>,
) -> rusqlite::Result<Option<Story>> {
    let Some(customer) = customers::customer(conn, id)? else {
        return Ok(None);
    };
    // A link may name a record that was merged since.
    let id = customer.id;
    let secret = piece_rows::secret_from(conn, id, viewer.today)?;
    let files = repair_files(conn, id, &secret)?;
    let comes = who_comes(conn, viewer, id)?;
    let mut in_store: Vec<RepairCard> = files
        .iter()
        .filter(|file| file.standing.state.is_in_store())
        .map(|file| file.card(conn, viewer))
        .collect::<rusqlite::Result<_>>()?;
    in_store.sort_by_key(|card| {
        (
            card.state != regard_domain::repair::RepairState::Ready,
            card.since,
        )
    });
    let hard_time = hard_time(conn, viewer, &customer)?;
    let gently_until = hard_time.map(|time| time.until);
    let gently_with = match of_another(hard_time, customer.id) {
        Some(other) => person_ref(conn, customer.id, other)?,
        None => None,
    };
    let from = traced::of_customer(conn, viewer, id)?;
    let wishes = wishes::cards::of_page(conn, viewer, id, &from)?;
    let mut promises = promises::cards::of_customer(conn, viewer, id)?;
    promises.retain(|promise| {
        promise
            .piece_id
            .is_none_or(|piece| !secret.contains(&piece))
    });
    let hidden = |repair: Option<RepairId>| {
        repair.is_some_and(|repair| {
            secret
                .iter()
                .any(|piece| is_of_piece(conn, repair, *piece).unwrap_or(true))
        })
    };
    let messages = messages::of_customer(conn, id)?
        .iter()
        .filter(|message| !hidden(message.repair_id))
        .map(|message| message_cards::of_row(conn, viewer, message))
        .collect::<rusqlite::Result<_>>()?;
    let mut replies = replies::of_customer(conn, viewer, id)?;
    replies.retain(|reply| !hidden(reply.repair_id));
    Ok(Some(Story {
        id,
        name: customer.name(),
        given_name: customer.given_name.clone(),
        family_name: customer.family_name.clone(),
        nickname: customer.nickname.clone(),
        said_as: customer.said_as.clone(),
        owner: match customer.owner_id {
            Some(owner) => associate_name(conn, owner)?,
            None => None,
        },
        mine: customer.owner_id == Some(viewer.me),
        owner_before: owner_before(conn, viewer, &customer)?,
        gently_until,
        gently_why: customer
            .gently_on(viewer.today)
            .and_then(|_| customer.gently_why.clone()),
        gently_with,
        deceased_on: customer.deceased_on,
        usually_comes: comes.usually,
        last_came: comes.last_came,
        brief: brief::of_customer(conn, viewer, &customer, repair, &wishes)?,
        in_store,
        entries: entries(conn, viewer, id, None)?,
        pieces: pieces(conn, viewer, id, &secret, &files)?,
        messages,
        replies,
        promises,
        follow_ups: follow_ups::cards::of_customer(conn, viewer, id)?,
        reasons: reasons::cards::of_customer(conn, viewer, id)?,
        appointments: appointments::cards::of_customer(conn, viewer, id)?,
        wishes,
        about: about(conn, viewer, &customer, &from)?,
        also_entered: also_entered::of_customer(conn, viewer, id)?,
        merged: merged::of_person(conn, &customer)?,
        on_device_only: outbox::customer_is_waiting(conn, id.0)?,
    }))
}

/// Who looked after them before the one who does now; honest after that one left, too.
fn owner_before(
    conn: &Connection,
    viewer: &Viewer,
    customer: &customers::Customer,
) -> rusqlite::Result<Option<OwnerBefore>> {
    let last = handovers::last_of_customer(conn, customer.id)?;
    let Some(last) = last.filter(|last| customer.owner_id == Some(last.to)) else {
        return Ok(None);
    };
    Ok(
        stores::associate(conn, last.from)?.map(|before| OwnerBefore {
            name: before.given_name,
            until: viewer.day_of(last.at),
            left_on: before.left_on,
        }),
    )
}

fn is_of_piece(
    conn: &Connection,
    repair: RepairId,
    piece: regard_domain::ids::PieceId,
) -> rusqlite::Result<bool> {
    Ok(crate::database::repairs::by_id(conn, repair)?
        .is_some_and(|row| row.piece_id == Some(piece)))
}
