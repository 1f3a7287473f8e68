//! Everything that happened with a customer, newest first: bought, repaired, noted, told.

use std::collections::BTreeSet;

use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use regard_domain::ids::{CustomerId, PieceId};
use regard_domain::promise::UseKind;
use regard_domain::repair::StepKind;
use rusqlite::Connection;

use super::brief::shown_purchases;
use super::names::associate_name;
use super::roles::roles;
use super::screens::StoryEntry;
use super::sold_by::sold_by;
use crate::database::purchases::Purchase;
use crate::database::{messages, notes, pieces, promises, repairs};
use crate::messages::{cards as message_cards, replies};
use crate::notes::cards as note_cards;
use crate::repairs::cards::RepairFile;
use crate::viewer::Viewer;

/// The entries of a customer's page, newest first; at most `most` of them.
///
/// A purchase stands on the page of everyone who had a part in it; a repair on the page of its
/// customer and of whose piece it is. Nothing of a gift that is a secret still.
pub fn entries(
    conn: &Connection,
    viewer: &Viewer,
    customer: CustomerId,
    most: Option<usize>,
) -> rusqlite::Result<Vec<StoryEntry>> {
    let secret = pieces::secret_from(conn, customer, viewer.today)?;
    let mut dated: Vec<(NaiveDate, DateTime<Utc>, StoryEntry)> = Vec::new();
    for purchase in shown_purchases(conn, customer, &secret)? {
        let morning = purchase.bought_on.and_time(NaiveTime::MIN).and_utc();
        let entry = of_purchase(conn, viewer, customer, &purchase)?;
        dated.push((purchase.bought_on, morning, entry));
    }
    let files = repair_files(conn, customer, &secret)?;
    let hidden: BTreeSet<_> = repairs_on(conn, &secret)?;
    for file in files {
        dated.push(of_repair(conn, viewer, file)?);
    }
    for row in notes::of_customer(conn, customer)? {
        let (moment, on_device_only) = (row.noted_at, row.on_device_only);
        let on = viewer.day_of(moment);
        let card = note_cards::of_row(conn, row)?;
        let entry = StoryEntry::Note {
            note_id: card.id,
            on,
            note_kind: card.kind,
            words: card.words,
            noted_by: card.noted_by,
            on_device_only,
        };
        dated.push((on, moment, entry));
    }
    for row in messages::of_customer(conn, customer)? {
        if row.repair_id.is_some_and(|repair| hidden.contains(&repair)) {
            continue;
        }
        let card = message_cards::of_row(conn, viewer, &row)?;
        let (on, moment) = (viewer.day_of(card.asked_at), card.asked_at);
        let message = Box::new(card);
        dated.push((on, moment, StoryEntry::Message { message, on }));
    }
    for card in replies::of_customer(conn, viewer, customer)? {
        if card
            .repair_id
            .is_some_and(|repair| hidden.contains(&repair))
        {
            continue;
        }
        let (on, moment) = (viewer.day_of(card.received_at), card.received_at);
        let reply = Box::new(card);
        dated.push((on, moment, StoryEntry::Reply { reply, on }));
    }
    dated.sort_by_key(|(on, moment, _)| std::cmp::Reverse((*on, *moment)));
    Ok(dated
        .into_iter()
        .take(most.unwrap_or(usize::MAX))
        .map(|(_, _, entry)| entry)
        .collect())
}

/// The repairs of the customer and of their pieces, without those of secret pieces.
pub fn repair_files(
    conn: &Connection,
    customer: CustomerId,
    secret: &BTreeSet<PieceId>,
) -> rusqlite::Result<Vec<RepairFile>> {
    let mut rows = repairs::of_customer(conn, customer)?;
    for piece in pieces::of_customer(conn, customer)? {
        for row in repairs::of_piece(conn, piece.id)? {
            if rows.iter().all(|known| known.id != row.id) {
                rows.push(row);
            }
        }
    }
    rows.retain(|row| row.piece_id.is_none_or(|piece| !secret.contains(&piece)));
    rows.into_iter()
        .map(|row| RepairFile::of_row(conn, row))
        .collect()
}

fn repairs_on(
    conn: &Connection,
    pieces: &BTreeSet<PieceId>,
) -> rusqlite::Result<BTreeSet<regard_domain::ids::RepairId>> {
    let mut found = BTreeSet::new();
    for piece in pieces {
        found.extend(
            repairs::of_piece(conn, *piece)?
                .into_iter()
                .map(|row| row.id),
        );
    }
    Ok(found)
}

fn of_purchase(
    conn: &Connection,
    viewer: &Viewer,
    page: CustomerId,
    purchase: &Purchase,
) -> rusqlite::Result<StoryEntry> {
    let people = roles(conn, page, purchase)?;
    let seller = sold_by(conn, viewer, purchase)?;
    let promises = match purchase.piece_id {
        Some(piece) => promises_on(conn, piece)?,
        None => Vec::new(),
    };
    Ok(StoryEntry::Purchase {
        purchase_id: purchase.id,
        on: purchase.bought_on,
        piece_id: purchase.piece_id,
        description: purchase.description.clone(),
        bought_by: people.bought_by,
        chosen_by: people.chosen_by,
        bought_for: people.bought_for,
        occasion: purchase.occasion.clone(),
        meaning: purchase.meaning.clone(),
        sold_by: seller.name,
        sold_by_me: seller.me,
        seller_left_on: seller.left_on,
        promises,
        price: purchase.price,
        currency: purchase.currency.clone(),
    })
}

/// What was promised on a piece, in words, the oldest first.
pub fn promises_on(conn: &Connection, piece: PieceId) -> rusqlite::Result<Vec<String>> {
    Ok(promises::of_piece(conn, piece)?
        .into_iter()
        .map(|promise| promise.words)
        .collect())
}

fn of_repair(
    conn: &Connection,
    viewer: &Viewer,
    file: RepairFile,
) -> rusqlite::Result<(NaiveDate, DateTime<Utc>, StoryEntry)> {
    let last = file
        .counting_steps()
        .last()
        .map(|step| (step.at, step.kind, step.by));
    let (at, step, by) = last.unwrap_or((
        file.repair.taken_in_at,
        StepKind::TakenIn,
        file.repair.taken_in_by,
    ));
    let mut kept = Vec::new();
    let mut charged_anyway = None;
    for once in promises::uses_at(conn, file.repair.id)? {
        if once.kind == UseKind::ChargedAnyway {
            charged_anyway = once.reason;
        } else if once.kind == UseKind::Kept
            && let Some(promise) = promises::by_id(conn, once.promise_id)?
            && !kept.contains(&promise.words)
        {
            kept.push(promise.words);
        }
    }
    let on = viewer.day_of(at);
    let entry = StoryEntry::Repair {
        on,
        step,
        by: match by {
            Some(id) => associate_name(conn, id)?,
            None => None,
        },
        charged: file
            .hand_over()
            .and_then(|step| step.charged)
            .map(|charged| charged.0),
        kept,
        charged_anyway,
        repair: Box::new(file.card(conn, viewer)?),
    };
    Ok((on, at, entry))
}
