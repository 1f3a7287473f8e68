//! What there is to be in touch about, before anybody asks whether it may be proposed.

use chrono::{Days, NaiveDate};
use regard_domain::ids::CustomerId;
use regard_domain::reason::{
    PUT_OFF_STANDS, PieceKnown, PutOff, ReasonKind, Standing, ask_after, of_piece,
};
use rusqlite::Connection;
use uuid::Uuid;

use crate::database::reasons::{self, PieceOf, PutOffs, Told, Turn};
use crate::viewer::Viewer;

/// How long a journey is remembered for asking, in days.
const JOURNEYS: u64 = 120;

/// How many pieces a day looks at. Who looks after the owners of more looks at a part of them each day,
/// in turn: what a piece gives reason to stands for weeks, and a warranty is looked at every day.
const LOOKED_AT: u32 = 1_000;

/// One reason, as it was worked out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Found {
    pub customer_id: CustomerId,
    pub kind: ReasonKind,
    pub about_id: Option<Uuid>,
    pub due_on: NaiveDate,
    pub standing: Standing,
    pub warranty_until: Option<NaiveDate>,
}

/// Those of everybody whom the viewer looks after, whose time is now first, then what would be lost by
/// waiting, then the oldest.
pub(super) fn of_mine(conn: &Connection, viewer: &Viewer) -> rusqlite::Result<Vec<Found>> {
    let all = reasons::how_many_pieces(conn, viewer.me)?;
    let turn = Turn::of_day(all, LOOKED_AT, viewer.today);
    let pieces = reasons::pieces_of_mine(conn, viewer.me, turn, put_off_days(viewer))?;
    let journeys = reasons::journeys_of_mine(conn, viewer.me, since(viewer))?;
    Ok(in_order(viewer, pieces, journeys, &put_off(conn, viewer)?))
}

/// Those of one customer.
pub(super) fn of_customer(
    conn: &Connection,
    viewer: &Viewer,
    customer: CustomerId,
) -> rusqlite::Result<Vec<Found>> {
    let pieces = reasons::pieces_of(conn, customer)?;
    let journeys = reasons::journeys_of(conn, customer, since(viewer))?;
    Ok(in_order(viewer, pieces, journeys, &put_off(conn, viewer)?))
}

/// What was put off to a day that is not long past, or not yet here.
fn put_off(conn: &Connection, viewer: &Viewer) -> rusqlite::Result<PutOffs> {
    let (since, today) = put_off_days(viewer);
    reasons::put_off_to(conn, since, today)
}

/// The days to which something was put off that still stands: since the first, until the second.
pub(super) fn put_off_days(viewer: &Viewer) -> (NaiveDate, NaiveDate) {
    let back = Days::new(PUT_OFF_STANDS);
    let since = viewer.today.checked_sub_days(back).unwrap_or(viewer.today);
    (since, viewer.today)
}

fn since(viewer: &Viewer) -> NaiveDate {
    let back = Days::new(JOURNEYS);
    viewer.today.checked_sub_days(back).unwrap_or(viewer.today)
}

fn in_order(
    viewer: &Viewer,
    pieces: Vec<PieceOf>,
    journeys: Vec<Told>,
    put_off: &PutOffs,
) -> Vec<Found> {
    let of = |about: Uuid| put_off.get(&about).map_or(&[][..], Vec::as_slice);
    let mut found: Vec<Found> = pieces
        .into_iter()
        // A gift that is not given yet is nothing to talk about with anybody.
        .filter(|piece| piece.secret_until.is_none_or(|until| until <= viewer.today))
        .flat_map(|piece| of_one(viewer, &piece, of(piece.piece_id.0)))
        .chain(journeys.into_iter().map(|told| Found {
            customer_id: told.customer_id,
            kind: ReasonKind::AskAfter,
            about_id: Some(told.fact_id.0),
            due_on: ask_after(viewer.day_of(told.noted_at)),
            standing: Standing::Far,
            warranty_until: None,
        }))
        .map(|mut found| {
            let put_off = found.about_id.map_or(&[][..], of);
            let stands = found
                .kind
                .stands_put_off(found.due_on, put_off, viewer.today);
            found.standing = match stands {
                true => Standing::Now,
                false => found.kind.standing(found.due_on, viewer.today),
            };
            found
        })
        .filter(|found| found.standing != Standing::Far)
        .collect();
    found.sort_by_key(|found| {
        (
            found.standing != Standing::Now,
            found.kind.rank(),
            found.due_on,
            found.customer_id,
            found.about_id,
        )
    });
    found
}

fn of_one(viewer: &Viewer, piece: &PieceOf, put_off: &[PutOff]) -> Vec<Found> {
    let known = PieceKnown {
        kind: piece.kind,
        bought_on: piece.bought_on,
        in_hands_on: piece.handed_over_at.map(|at| viewer.day_of(at)),
        appraised_on: piece.appraised_at.map(|at| viewer.day_of(at)),
        warranty_until: piece.warranty_until,
        inspect_months: piece.inspect_months,
    };
    of_piece(&known, put_off, viewer.today)
        .into_iter()
        .map(|(kind, due_on)| Found {
            customer_id: piece.customer_id,
            kind,
            about_id: Some(piece.piece_id.0),
            due_on,
            standing: Standing::Far,
            warranty_until: match kind {
                ReasonKind::WarrantyEnds | ReasonKind::WarrantyCheck => piece.warranty_until,
                _ => None,
            },
        })
        .collect()
}
