//! The one memory to recall before saying hello.
//!
//! What an associate chose to remember comes first. Else it is a gift: something that someone chose
//! for this customer, or that they chose for someone; rather the piece that lies in the envelope,
//! rather one with a story, rather a later one.

use regard_domain::ids::{CustomerId, PieceId};
use rusqlite::Connection;

use super::roles::roles;
use super::screens::Recall;
use super::sold_by::sold_by;
use crate::database::customers::Customer;
use crate::database::pieces;
use crate::database::purchases::Purchase;
use crate::viewer::Viewer;

/// The memory of the customer. `purchases` are those that may be shown to them; `at_hand` is the
/// piece of the repair that the brief is for.
pub fn recall(
    conn: &Connection,
    viewer: &Viewer,
    customer: &Customer,
    purchases: &[Purchase],
    at_hand: Option<PieceId>,
) -> rusqlite::Result<Option<Recall>> {
    if let Some(memory) = &customer.memory {
        return Ok(Some(only_words(Some(memory))));
    }
    let best = purchases
        .iter()
        .map(|purchase| (worth(purchase, customer.id, at_hand), purchase))
        .filter(|(worth, _)| *worth > 0)
        .max_by_key(|(worth, purchase)| (*worth, purchase.bought_on, purchase.id));
    best.map(|(_, purchase)| of_purchase(conn, viewer, customer.id, purchase))
        .transpose()
}

/// A memory that is only words, or nothing at all yet.
pub(crate) fn only_words(words: Option<&str>) -> Recall {
    Recall {
        purchase_id: None,
        piece_id: None,
        piece: String::new(),
        piece_kind: None,
        bought_by: None,
        chosen_by: None,
        bought_for: None,
        occasion: None,
        meaning: words.map(str::to_owned),
        bought_on: None,
        sold_by: None,
        sold_by_me: false,
        seller_left_on: None,
    }
}

/// The memory of one purchase, as the page of `page` tells it.
pub(crate) fn of_purchase(
    conn: &Connection,
    viewer: &Viewer,
    page: CustomerId,
    purchase: &Purchase,
) -> rusqlite::Result<Recall> {
    let people = roles(conn, page, purchase)?;
    let seller = sold_by(conn, viewer, purchase)?;
    let piece = match purchase.piece_id {
        Some(id) => pieces::piece(conn, id)?,
        None => None,
    };
    Ok(Recall {
        purchase_id: Some(purchase.id),
        piece_id: purchase.piece_id,
        piece_kind: piece.as_ref().map(|piece| piece.kind),
        piece: piece.map_or_else(|| purchase.description.clone(), |piece| piece.description),
        bought_by: Some(people.bought_by),
        chosen_by: people.chosen_by,
        bought_for: people.bought_for,
        occasion: purchase.occasion.clone(),
        meaning: purchase.meaning.clone(),
        bought_on: Some(purchase.bought_on),
        sold_by: seller.name,
        sold_by_me: seller.me,
        seller_left_on: seller.left_on,
    })
}

/// How much a purchase is worth remembering; 0: not at all.
fn worth(purchase: &Purchase, who: CustomerId, at_hand: Option<PieceId>) -> u32 {
    let someone_else = |id: Option<CustomerId>| id.is_some_and(|id| id != who);
    let for_them = purchase.is_for(who)
        && (purchase.customer_id != who || someone_else(purchase.chosen_by_id));
    let from_them =
        purchase.is_from(who) && (someone_else(purchase.for_id) || purchase.for_name.is_some());
    let mut worth = 0;
    if purchase.piece_id.is_some() && purchase.piece_id == at_hand {
        worth += 16;
    }
    if for_them {
        worth += 4;
    } else if from_them {
        worth += 3;
    }
    if purchase.meaning.is_some() {
        worth += 2;
    }
    if purchase.occasion.is_some() {
        worth += 2;
    }
    worth
}
