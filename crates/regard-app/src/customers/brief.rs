//! What to read before saying hello: the price with promises honoured, the memory, what is ahead.
//!
//! There is never a sum of what someone has spent, and never a gift that is a secret still.

use std::collections::{BTreeSet, HashMap};

use regard_domain::ids::{CustomerId, NoteId, PieceId, RepairId, WishId};
use regard_domain::repair::RepairState;
use regard_domain::words::{FactKind, Tact};
use rusqlite::Connection;

pub use super::ahead::ahead;
use super::hard_times::hard_time;
use super::names::associate_name;
use super::recall::recall;
use super::screens::{Ask, Brief};
use crate::database::customers::{self, Customer};
use crate::database::purchases::{self, Purchase};
use crate::database::{facts, note_traces, notes, pieces, repairs};
use crate::promises;
use crate::promises::screens::PromiseCard;
use crate::repairs::cards;
use crate::repairs::screens::RepairCard;
use crate::strands::evidence::in_common;
use crate::viewer::Viewer;
use crate::wishes::ahead::to_show;
use crate::wishes::cards::{may_show, of_page};
use crate::wishes::screens::WishCard;

/// The brief of a customer; none when this device does not have them.
///
/// `repair` is the one it is a pickup brief for. None: the one that is ready, if there is one, the
/// longest ready first.
pub fn brief(
    conn: &Connection,
    viewer: &Viewer,
    customer: CustomerId,
    repair: Option<RepairId>,
) -> rusqlite::Result<Option<Brief>> {
    match customers::customer(conn, customer)? {
        Some(customer) => {
            let wishes = of_page(conn, viewer, customer.id, &HashMap::new())?;
            of_customer(conn, viewer, &customer, repair, &wishes).map(Some)
        }
        None => Ok(None),
    }
}

/// The brief of a customer who is at hand already, with the wishes of their page.
pub fn of_customer(
    conn: &Connection,
    viewer: &Viewer,
    customer: &Customer,
    repair: Option<RepairId>,
    wishes: &[WishCard],
) -> rusqlite::Result<Brief> {
    let secret = pieces::secret_from(conn, customer.id, viewer.today)?;
    let repair = pickup(conn, viewer, customer.id, repair, &secret)?;
    let at_hand = match &repair {
        Some(repair) => repairs::by_id(conn, repair.id)?.and_then(|repair| repair.piece_id),
        None => None,
    };
    let purchases = shown_purchases(conn, customer.id, &secret)?;
    let hard_time = hard_time(conn, viewer, customer)?;
    let cheerful = hard_time.is_none() && customer.deceased_on.is_none();
    let ahead = match cheerful {
        true => ahead(conn, viewer, customer.id)?,
        false => None,
    };
    let show = match cheerful {
        true => to_show(conn, viewer, customer.id, wishes)?,
        false => None,
    };
    // What both share may be one of many; the first that I said of myself is told.
    let share = match hard_time {
        Some(_) => None,
        None if customer.deceased_on.is_some() => None,
        None => in_common(conn, viewer, customer.id)?.into_iter().next(),
    };
    Ok(Brief {
        customer_id: customer.id,
        name: customer.name(),
        given_name: customer.short_name(),
        to_pay: repair.as_ref().map(|repair| repair.price.clone()),
        promises: open_promises(conn, viewer, customer.id, repair.as_ref(), &secret)?,
        recall: recall(conn, viewer, customer, &purchases, at_hand)?,
        ahead,
        show,
        gently_until: hard_time.map(|time| time.until),
        ask: ask(conn, viewer, customer.id)?,
        share,
        repair,
    })
}

/// Purchases that may be told on the customer's page, newest first.
pub fn shown_purchases(
    conn: &Connection,
    customer: CustomerId,
    secret: &BTreeSet<PieceId>,
) -> rusqlite::Result<Vec<Purchase>> {
    let mut purchases = purchases::of_customer(conn, customer)?;
    purchases.retain(|purchase| {
        purchase
            .piece_id
            .is_none_or(|piece| !secret.contains(&piece))
    });
    Ok(purchases)
}

/// The repair that is asked for, if it is one of theirs; else the one that is ready.
fn pickup(
    conn: &Connection,
    viewer: &Viewer,
    customer: CustomerId,
    asked: Option<RepairId>,
    secret: &BTreeSet<PieceId>,
) -> rusqlite::Result<Option<RepairCard>> {
    let is_shown = |piece: Option<PieceId>| piece.is_none_or(|piece| !secret.contains(&piece));
    if let Some(asked) = asked
        && let Some(row) = repairs::by_id(conn, asked)?
    {
        let is_theirs = row.customer_id == customer
            || row.tell_id == Some(customer)
            || match row.piece_id {
                Some(piece) => purchases::of_piece(conn, piece)?
                    .iter()
                    .any(|purchase| purchase.concerns(customer)),
                None => false,
            };
        if is_theirs && is_shown(row.piece_id) {
            return cards::card(conn, viewer, asked);
        }
    }
    let mut ready: Vec<RepairCard> = cards::in_store_of_customer(conn, viewer, customer)?
        .into_iter()
        .filter(|card| card.state == RepairState::Ready)
        .collect();
    ready.sort_by_key(|card| (card.since, card.id));
    for card in ready {
        let row = repairs::by_id(conn, card.id)?;
        if is_shown(row.and_then(|row| row.piece_id)) {
            return Ok(Some(card));
        }
    }
    Ok(None)
}

/// Open promises beside those that the price honours already, what is due first.
fn open_promises(
    conn: &Connection,
    viewer: &Viewer,
    customer: CustomerId,
    repair: Option<&RepairCard>,
    secret: &BTreeSet<PieceId>,
) -> rusqlite::Result<Vec<PromiseCard>> {
    let mut open = promises::cards::open_of_customer(conn, viewer, customer)?;
    open.retain(|promise| {
        let in_the_price = repair.is_some_and(|repair| {
            repair
                .price
                .because
                .iter()
                .any(|reason| reason.promise_id == promise.id)
        });
        !in_the_price
            && promise
                .piece_id
                .is_none_or(|piece| !secret.contains(&piece))
    });
    open.sort_by_key(|promise| (promise.due_on.is_none(), promise.due_on, promise.made_on));
    Ok(open)
}

/// The newest of what was noted and of what is known and may be said. A note that speaks of a wish
/// which is to be a surprise by now is no opening.
fn ask(conn: &Connection, viewer: &Viewer, customer: CustomerId) -> rusqlite::Result<Option<Ask>> {
    let mut hushed: BTreeSet<NoteId> = BTreeSet::new();
    for trace in note_traces::of_customer(conn, customer)? {
        if trace.of_table == "wish" && !may_show(conn, viewer, customer, WishId(trace.row_id))? {
            hushed.insert(trace.note_id);
        }
    }
    let note = notes::of_customer(conn, customer)?
        .into_iter()
        .filter(|note| !hushed.contains(&note.id))
        .map(|note| (note.noted_at, note.words, note.noted_by))
        .next();
    let fact = facts::of_customer(conn, customer)?
        .into_iter()
        // What was taught is no opening.
        .find(|fact| fact.tact == Tact::Say && fact.kind != FactKind::Advice)
        .map(|fact| (fact.noted_at, fact.words, fact.noted_by));
    // The note says more than a fact that was made from it at the same moment.
    let newest = [fact, note]
        .into_iter()
        .flatten()
        .max_by_key(|(noted_at, ..)| *noted_at);
    let Some((noted_at, words, noted_by)) = newest else {
        return Ok(None);
    };
    let noted_by = match noted_by {
        Some(id) => associate_name(conn, id)?,
        None => None,
    };
    Ok(Some(Ask {
        words,
        noted_at,
        noted_by,
    }))
}
