//! Promises as the screens show them.

use regard_domain::ids::{AssociateId, CustomerId, PromiseId};
use regard_domain::promise::{UseKind, used_beyond};
use rusqlite::Connection;

use super::screens::{PromiseCard, PromiseEnded, PromisePlan, PromiseUseCard};
use crate::customers::names;
use crate::database::promises::{self, Ended, PromiseRow, PromiseUseRow};
use crate::database::{pieces, stores};
use crate::viewer::Viewer;

/// The promise of that id; none when it is not on this device.
pub fn card(
    conn: &Connection,
    viewer: &Viewer,
    id: PromiseId,
) -> rusqlite::Result<Option<PromiseCard>> {
    promises::by_id(conn, id)?
        .map(|promise| of_row(conn, viewer, promise))
        .transpose()
}

/// Every promise to a customer and on their pieces, open ones first, then the oldest first.
pub fn of_customer(
    conn: &Connection,
    viewer: &Viewer,
    customer: CustomerId,
) -> rusqlite::Result<Vec<PromiseCard>> {
    let mut rows = promises::of_customer(conn, customer)?;
    let mut open = Vec::with_capacity(rows.len());
    for row in rows.drain(..) {
        open.push((!is_open(conn, viewer, &row)?, row));
    }
    open.sort_by_key(|(closed, _)| *closed);
    open.into_iter()
        .map(|(_, row)| of_row(conn, viewer, row))
        .collect()
}

/// The promises to a customer and on their pieces that still hold and are not kept.
pub fn open_of_customer(
    conn: &Connection,
    viewer: &Viewer,
    customer: CustomerId,
) -> rusqlite::Result<Vec<PromiseCard>> {
    let mut cards = Vec::new();
    for row in promises::of_customer(conn, customer)? {
        if is_open(conn, viewer, &row)? {
            cards.push(of_row(conn, viewer, row)?);
        }
    }
    Ok(cards)
}

/// Promises of something to do that are due by `day` or late, the most pressing first, at most
/// `most` of them; and how many there are.
pub fn due_by(
    conn: &Connection,
    viewer: &Viewer,
    day: chrono::NaiveDate,
    most: usize,
) -> rusqlite::Result<(Vec<PromiseCard>, usize)> {
    let rows = promises::due_by(conn, day)?;
    let count = rows.len();
    let cards = rows
        .into_iter()
        .take(most)
        .map(|row| of_row(conn, viewer, row))
        .collect::<rusqlite::Result<_>>()?;
    Ok((cards, count))
}

/// Whether a promise still holds today: not kept, not ended, not past its last day, uses left.
pub fn is_open(conn: &Connection, viewer: &Viewer, promise: &PromiseRow) -> rusqlite::Result<bool> {
    if promise.kept_at.is_some()
        || promise.ended.is_some()
        || promise.until.is_some_and(|until| until < viewer.today)
    {
        return Ok(false);
    }
    let Some(allowed) = promise.uses_allowed else {
        return Ok(true);
    };
    Ok(times_kept(&promises::uses_of(conn, promise.id)?) < allowed)
}

/// How often a promise was kept.
pub fn times_kept(uses: &[PromiseUseRow]) -> u32 {
    let kept = uses
        .iter()
        .filter(|once| once.kind == UseKind::Kept)
        .count();
    u32::try_from(kept).unwrap_or(u32::MAX)
}

/// Who gave their word: the associate, or the name that is known.
pub fn made_by(conn: &Connection, promise: &PromiseRow) -> rusqlite::Result<Option<String>> {
    Ok(given_name(conn, promise.made_by_id)?.or_else(|| promise.made_by_name.clone()))
}

/// The card of a row.
pub fn of_row(
    conn: &Connection,
    viewer: &Viewer,
    promise: PromiseRow,
) -> rusqlite::Result<PromiseCard> {
    let rows = promises::uses_of(conn, promise.id)?;
    let uses_left = if promise.kept_at.is_some() {
        Some(0)
    } else {
        promise
            .uses_allowed
            .map(|allowed| allowed.saturating_sub(times_kept(&rows)))
    };
    // The tick of something to do is its one use.
    let ticked = match promise.kept_at {
        Some(at) => Some(PromiseUseCard {
            kind: UseKind::Kept,
            amount: 0,
            reason: None,
            at,
            by: given_name(conn, promise.kept_by)?,
        }),
        None => None,
    };
    let beyond = used_beyond(promise.uses_allowed, times_kept(&rows));
    let plan = plan_card(viewer, &promise);
    let ended = match promise.ended.clone() {
        Some(ended) => Some(ended_card(conn, ended)?),
        None => None,
    };
    let uses = ticked
        .map(Ok)
        .into_iter()
        .chain(rows.into_iter().map(|row| use_card(conn, row)))
        .collect::<rusqlite::Result<_>>()?;
    let piece = promise
        .piece_id
        .map(|id| pieces::piece(conn, id))
        .transpose()?
        .flatten();
    Ok(PromiseCard {
        id: promise.id,
        customer_id: promise.customer_id,
        customer_name: names::display_name(conn, promise.customer_id)?,
        made_by: made_by(conn, &promise)?,
        made_by_me: promise.made_by_id == Some(viewer.me),
        words: promise.words,
        covers: promise.covers,
        piece_id: promise.piece_id,
        piece: piece.map(|piece| piece.description),
        made_on: promise.made_on,
        until: promise.until,
        due_on: promise.due_on,
        uses_left,
        uses,
        kind: promise.kind,
        for_household: promise.for_household,
        event: promise.event,
        plan,
        ended,
        used_beyond: beyond,
    })
}

fn plan_card(viewer: &Viewer, promise: &PromiseRow) -> Option<PromisePlan> {
    let plan = promise.plan()?;
    let is_to_do = promise.ordered_at.is_none() && promise.kept_at.is_none();
    Some(PromisePlan {
        lead_days: plan.lead_days,
        slack_days: plan.slack_days,
        last_safe_day: plan.last_safe_day(),
        standing: (is_to_do && promise.ended.is_none()).then(|| plan.standing(viewer.today)),
        ordered_at: promise.ordered_at,
    })
}

fn ended_card(conn: &Connection, ended: Ended) -> rusqlite::Result<PromiseEnded> {
    Ok(PromiseEnded {
        how: ended.how,
        reason: ended.reason,
        at: ended.at,
        by: given_name(conn, ended.by)?,
    })
}

fn given_name(
    conn: &Connection,
    associate: Option<AssociateId>,
) -> rusqlite::Result<Option<String>> {
    let associate = associate
        .map(|id| stores::associate(conn, id))
        .transpose()?
        .flatten();
    Ok(associate.map(|associate| associate.given_name))
}

fn use_card(conn: &Connection, row: PromiseUseRow) -> rusqlite::Result<PromiseUseCard> {
    Ok(PromiseUseCard {
        kind: row.kind,
        amount: row.amount.0,
        reason: row.reason,
        at: row.at,
        by: given_name(conn, row.by)?,
    })
}
