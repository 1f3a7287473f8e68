//! The pieces of a customer as cards.

use std::collections::BTreeSet;

use regard_domain::ids::{CustomerId, PieceId};
use rusqlite::Connection;

use super::entries::promises_on;
use super::roles::roles;
use super::screens::PieceCard;
use super::sold_by::{SoldBy, sold_by};
use crate::database::pieces::{self, Piece};
use crate::database::purchases;
use crate::repairs::cards::RepairFile;
use crate::viewer::Viewer;

/// The customer's pieces, the one bought last first; `files` are their repairs.
pub fn pieces(
    conn: &Connection,
    viewer: &Viewer,
    customer: CustomerId,
    secret: &BTreeSet<PieceId>,
    files: &[RepairFile],
) -> rusqlite::Result<Vec<PieceCard>> {
    let mut cards = Vec::new();
    for piece in pieces::of_customer(conn, customer)? {
        if !secret.contains(&piece.id) {
            cards.push(card(conn, viewer, customer, piece, files)?);
        }
    }
    cards.sort_by_key(|card| std::cmp::Reverse(card.bought_on));
    Ok(cards)
}

fn card(
    conn: &Connection,
    viewer: &Viewer,
    page: CustomerId,
    piece: Piece,
    files: &[RepairFile],
) -> rusqlite::Result<PieceCard> {
    let bought = purchases::of_piece(conn, piece.id)?.into_iter().next();
    let (chosen_by, seller) = match &bought {
        Some(purchase) => (
            roles(conn, page, purchase)?.chosen_by,
            sold_by(conn, viewer, purchase)?,
        ),
        None => (None, SoldBy::default()),
    };
    let last_repair_on = files
        .iter()
        .filter(|file| file.repair.piece_id == Some(piece.id))
        .filter_map(|file| {
            file.counting_steps()
                .last()
                .map(|step| viewer.day_of(step.at))
        })
        .max();
    Ok(PieceCard {
        id: piece.id,
        kind: piece.kind,
        description: piece.description,
        serial_ends: piece.serial.as_deref().map(last_four),
        bought_on: bought.as_ref().map(|purchase| purchase.bought_on),
        chosen_by,
        sold_by: seller.name,
        sold_by_me: seller.me,
        seller_left_on: seller.left_on,
        occasion: bought.and_then(|purchase| purchase.occasion),
        promises: promises_on(conn, piece.id)?,
        last_repair_on,
        warranty_until: piece.warranty_until,
        inspect_months: piece.inspect_months,
        secret_until: piece.secret_until.filter(|until| viewer.today < *until),
    })
}

fn last_four(serial: &str) -> String {
    let from = serial.chars().count().saturating_sub(4);
    serial.chars().skip(from).collect()
}
