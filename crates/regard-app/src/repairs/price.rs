//! What a repair costs with every promise honoured, and why it is not what the envelope says.

use chrono::NaiveDate;
use regard_domain::ids::{CustomerId, PieceId, RepairId, RepairLineId};
use regard_domain::money::Minor;
use regard_domain::promise::{HonestPrice, PricedLine, PromiseTerms, UseKind, honest_price};
use rusqlite::Connection;
use uuid::Uuid;

use super::screens::{NewRepairLine, Price, PriceReason, PriceRepair};
use crate::app::App;
use crate::database::promises::{self, PromiseRow};
use crate::database::repair_lines::{self, RepairLineRow};
use crate::database::repairs::RepairRow;
use crate::database::{customers, relations, stores};
use crate::error::{CommandError, Refusal};
use crate::promises::cards::{made_by, times_kept};
use crate::viewer::Viewer;

/// A price with what it was made of.
#[derive(Debug, Clone)]
pub struct Priced {
    /// As the screens show it.
    pub price: Price,
    /// As the rules made it.
    pub honest: HonestPrice,
    /// The promises that were consulted.
    pub promises: Vec<PromiseRow>,
}

/// Says what a repair would cost, before it is taken in.
pub async fn price_repair(app: &App, asked: PriceRepair) -> Result<Price, CommandError> {
    let me = app.session()?;
    app.database()?.read(|conn| {
        let viewer = Viewer::of_session(conn, &me, app.now())?;
        if customers::customer(conn, asked.customer_id)?.is_none() {
            return Err(CommandError::not_found("customer"));
        }
        let lines = new_lines(&asked.lines)?;
        let currency = store_currency(conn, &viewer)?;
        let priced = price_of(
            conn,
            &lines,
            &About {
                customer: asked.customer_id,
                piece: asked.piece_id,
                repair: None,
                day: viewer.today,
                currency,
            },
        )?;
        Ok(priced.price)
    })
}

/// The store's currency; US dollars until the store is known.
pub(super) fn store_currency(conn: &Connection, viewer: &Viewer) -> rusqlite::Result<String> {
    Ok(stores::store(conn, viewer.store_id)?
        .map_or_else(|| "USD".to_owned(), |store| store.currency))
}

/// Lines that are not written yet, each with a passing id.
fn new_lines(lines: &[NewRepairLine]) -> Result<Vec<PricedLine>, CommandError> {
    lines
        .iter()
        .zip(1u128..)
        .map(|(line, number)| {
            check_price(line.price)?;
            Ok(PricedLine {
                id: RepairLineId(Uuid::from_u128(number)),
                work: line.work,
                price: Minor(line.price),
            })
        })
        .collect()
}

/// Refuses a price below zero or beyond any till.
pub(super) fn check_price(price: i64) -> Result<(), CommandError> {
    if (0..=100_000_000_000).contains(&price) {
        Ok(())
    } else {
        Err(CommandError::invalid("price", Refusal::NotAPrice))
    }
}

/// What a price is about.
pub(super) struct About {
    /// Whose repair.
    pub customer: CustomerId,
    /// On which piece.
    pub piece: Option<PieceId>,
    /// The repair, once there is one: uses at this repair do not count against itself.
    pub repair: Option<RepairId>,
    /// The day whose promises hold.
    pub day: NaiveDate,
    /// ISO 4217.
    pub currency: String,
}

/// The price of a repair. The promises of the day it was taken in hold: a promise does not end while
/// the piece lies in the store.
pub fn of_repair(
    conn: &Connection,
    viewer: &Viewer,
    repair: &RepairRow,
) -> rusqlite::Result<Priced> {
    let lines: Vec<PricedLine> = repair_lines::of_repair(conn, repair.id)?
        .into_iter()
        .map(|line: RepairLineRow| PricedLine {
            id: line.id,
            work: line.work,
            price: line.price,
        })
        .collect();
    price_of(
        conn,
        &lines,
        &About {
            customer: repair.customer_id,
            piece: repair.piece_id,
            repair: Some(repair.id),
            day: viewer.day_of(repair.taken_in_at),
            currency: repair.currency.clone(),
        },
    )
}

/// What was paid for a repair that was handed over, and the promises that were kept with it: as it
/// was written then, whatever was promised later.
pub fn as_paid(conn: &Connection, repair: &RepairRow, charged: Minor) -> rusqlite::Result<Price> {
    let quoted: Minor = repair_lines::of_repair(conn, repair.id)?
        .into_iter()
        .map(|line| line.price)
        .sum();
    let mut because = Vec::new();
    for once in promises::uses_at(conn, repair.id)? {
        if once.kind == UseKind::Kept
            && let Some(promise) = promises::by_id(conn, once.promise_id)?
        {
            add_reason(conn, &mut because, &promise, once.amount)?;
        }
    }
    Ok(Price {
        quoted: quoted.0,
        to_pay: charged.0,
        currency: repair.currency.clone(),
        because,
    })
}

pub(super) fn price_of(
    conn: &Connection,
    lines: &[PricedLine],
    about: &About,
) -> rusqlite::Result<Priced> {
    // A promise to the household outlives the one it was made to.
    let household: Vec<CustomerId> = relations::of_customer(conn, about.customer)?
        .into_iter()
        .filter(|relation| relation.kind.is_household())
        .filter(|relation| relation.lasts_on(about.day) || relation.deceased)
        .filter_map(|relation| relation.other_id)
        .collect();
    let promises = promises::about_price(conn, about.customer, about.piece, &household)?;
    let terms = promises
        .iter()
        .map(|promise| {
            let mut uses = promises::uses_of(conn, promise.id)?;
            uses.retain(|once| once.repair_id.is_none() || once.repair_id != about.repair);
            Ok(PromiseTerms {
                id: promise.id,
                piece: promise.piece_id,
                covers: promise.covers,
                until: promise.until,
                uses_allowed: promise.uses_allowed,
                uses_kept: times_kept(&uses),
            })
        })
        .collect::<rusqlite::Result<Vec<_>>>()?;
    let honest = honest_price(lines, about.piece, &terms, about.day);
    let mut because = Vec::new();
    for relief in &honest.reliefs {
        if let Some(promise) = promises.iter().find(|promise| promise.id == relief.promise) {
            add_reason(conn, &mut because, promise, relief.off)?;
        }
    }
    Ok(Priced {
        price: Price {
            quoted: honest.quoted.0,
            to_pay: honest.to_pay.0,
            currency: about.currency.clone(),
            because,
        },
        honest,
        promises,
    })
}

/// Adds what a promise takes off to the reasons, one reason for each promise.
fn add_reason(
    conn: &Connection,
    because: &mut Vec<PriceReason>,
    promise: &PromiseRow,
    off: Minor,
) -> rusqlite::Result<()> {
    let Some(covers) = promise.covers.filter(|_| !off.is_zero()) else {
        return Ok(());
    };
    if let Some(reason) = because
        .iter_mut()
        .find(|reason| reason.promise_id == promise.id)
    {
        reason.off = Minor(reason.off).plus(off).0;
        return Ok(());
    }
    because.push(PriceReason {
        promise_id: promise.id,
        words: promise.words.clone(),
        covers,
        made_by: made_by(conn, promise)?,
        made_on: promise.made_on,
        off: off.0,
    });
    Ok(())
}
