//! Reasons as the screens show them, each in human words: the piece, who chose it, what for.

use regard_domain::ids::{CustomerId, FactId, PieceId};
use regard_domain::promotion::promotions;
use regard_domain::reason::ReasonKind;
use regard_domain::words::{FactKind, Tact};
use rusqlite::Connection;

use super::answer::last_day;
use super::circumstances::{Known, Looked};
use super::found::{self, Found};
use super::screens::ReasonCard;
use crate::customers::brief::shown_purchases;
use crate::customers::losses::Losses;
use crate::customers::recall;
use crate::customers::screens::Recall;
use crate::database::customers::Customer;
use crate::database::purchases;
use crate::database::{facts, pieces};
use crate::follow_ups::cards::days_since_contact;
use crate::viewer::Viewer;

/// The reasons to be in touch with one customer, for their page.
pub fn of_customer(
    conn: &Connection,
    viewer: &Viewer,
    customer: CustomerId,
) -> rusqlite::Result<Vec<ReasonCard>> {
    if viewer.is_bench() {
        return Ok(Vec::new());
    }
    let mut looked = Looked::start(conn, viewer)?;
    let mut cards = Vec::new();
    for found in found::of_customer(conn, viewer, customer)? {
        cards.extend(card(conn, viewer, &mut looked, &found)?);
    }
    Ok(cards)
}

/// The card of a reason; none where it may not be proposed, or nothing human can be said of it.
pub(super) fn card(
    conn: &Connection,
    viewer: &Viewer,
    looked: &mut Looked<'_>,
    found: &Found,
) -> rusqlite::Result<Option<ReasonCard>> {
    let measure = looked.measure;
    let Some(known) =
        looked.may_propose(found.customer_id, found.kind, found.about_id, found.due_on)?
    else {
        return Ok(None);
    };
    let Known { customer, how, .. } = known;
    let Some((recall, words)) = said(conn, viewer, customer, found)? else {
        return Ok(None);
    };
    Ok(Some(ReasonCard {
        customer_id: customer.id,
        customer_name: customer.name(),
        given_name: customer.short_name(),
        kind: found.kind,
        about_id: found.about_id,
        due_on: found.due_on,
        standing: found.standing,
        asks: found.kind.asks(),
        recall,
        words,
        warranty_until: found.warranty_until,
        last_day: last_day(conn, found.kind, found.about_id, found.due_on)?,
        days_since_contact: days_since_contact(conn, viewer, customer.id)?,
        touches: how.touches.within(measure.within_days, viewer.today),
        measure,
    }))
}

/// What can be said: the memory of the piece, or what they told. None: nothing, or nothing any more.
fn said(
    conn: &Connection,
    viewer: &Viewer,
    customer: &Customer,
    found: &Found,
) -> rusqlite::Result<Option<(Option<Recall>, Option<String>)>> {
    let losses = Losses::of(conn, viewer, customer.id)?;
    match (found.kind, found.about_id) {
        (ReasonKind::AskAfter, Some(fact)) => {
            let told = facts::of_customer(conn, customer.id)?
                .into_iter()
                .find(|one| one.id == FactId(fact) && one.tact == Tact::Say);
            Ok(told
                .and_then(|fact| sayable(&losses, fact.words))
                .map(|words| (None, Some(words))))
        }
        (ReasonKind::Hello, _) => hello(conn, viewer, customer, &losses),
        (_, Some(piece)) => of_piece(conn, viewer, customer, &losses, PieceId(piece)),
        (_, None) => Ok(None),
    }
}

fn of_piece(
    conn: &Connection,
    viewer: &Viewer,
    customer: &Customer,
    losses: &Losses,
    piece: PieceId,
) -> rusqlite::Result<Option<(Option<Recall>, Option<String>)>> {
    let Some(piece) = pieces::piece(conn, piece)? else {
        return Ok(None);
    };
    let bought = purchases::of_piece(conn, piece.id)?;
    for purchase in &bought {
        if losses.in_purchase(conn, purchase)? {
            return Ok(None);
        }
    }
    let recall = match bought.first() {
        Some(purchase) => cleaned(
            losses,
            recall::of_purchase(conn, viewer, customer.id, purchase)?,
        ),
        None => Recall {
            piece_id: Some(piece.id),
            piece_kind: Some(piece.kind),
            piece: piece.description,
            ..recall::only_words(None)
        },
    };
    Ok(Some((Some(recall), None)))
}

/// Why one would say hello: what they told last and may be spoken of, else the one memory. Never a wish
/// or a size: a hello sells nothing.
fn hello(
    conn: &Connection,
    viewer: &Viewer,
    customer: &Customer,
    losses: &Losses,
) -> rusqlite::Result<Option<(Option<Recall>, Option<String>)>> {
    let told = facts::of_customer(conn, customer.id)?
        .into_iter()
        .filter(|fact| {
            fact.tact == Tact::Say
                && !matches!(
                    fact.kind,
                    FactKind::Wish | FactKind::Size | FactKind::Avoids | FactKind::Advice
                )
        })
        .filter(|fact| !(fact.kind == FactKind::Family && losses.any()))
        .find_map(|fact| sayable(losses, fact.words));
    if told.is_some() {
        return Ok(Some((None, told)));
    }
    let secret = pieces::secret_from(conn, customer.id, viewer.today)?;
    let mut bought = Vec::new();
    for purchase in shown_purchases(conn, customer.id, &secret)? {
        let unknown = match purchase.piece_id {
            Some(piece) => pieces::piece(conn, piece)?
                .is_some_and(|piece| piece.secret_until.is_some_and(|day| viewer.today < day)),
            None => false,
        };
        if !unknown && !losses.in_purchase(conn, &purchase)? {
            bought.push(purchase);
        }
    }
    // A memory of who is gone is none; what is left of the pieces may be.
    let customer = &Customer {
        memory: customer
            .memory
            .clone()
            .and_then(|words| sayable(losses, words)),
        ..customer.clone()
    };
    let memory = recall::recall(conn, viewer, customer, &bought, None)?
        .map(|memory| cleaned(losses, memory));
    Ok(memory
        .filter(|memory| memory.purchase_id.is_some() || memory.meaning.is_some())
        .map(|memory| (Some(memory), None)))
}

/// The memory without words that would make it an advertisement, or name who is gone.
fn cleaned(losses: &Losses, recall: Recall) -> Recall {
    Recall {
        occasion: recall.occasion.and_then(|words| sayable(losses, words)),
        meaning: recall.meaning.and_then(|words| sayable(losses, words)),
        ..recall
    }
}

/// The words, where nothing in them is an offer (a reason is never an advertisement in disguise), and
/// nobody is named who is gone.
fn sayable(losses: &Losses, words: String) -> Option<String> {
    (promotions(&words, "", &[]).is_empty() && !losses.named_in(&words)).then_some(words)
}
