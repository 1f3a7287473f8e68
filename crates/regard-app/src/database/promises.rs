//! Promises, and what became of them.

use chrono::{DateTime, NaiveDate, Utc};
use regard_domain::ids::{AssociateId, CustomerId, PieceId, PromiseId, RepairId};
use regard_domain::money::Minor;
use regard_domain::promise::{Plan, PromiseEnd, PromiseKind, UseKind};
use regard_domain::words::WorkKind;
use rusqlite::{Connection, OptionalExtension, Row};

use super::columns;
use super::erased::ERASED_HERE;
use super::one_person::{RECORDS, person, records};

/// One promise.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PromiseRow {
    /// Which.
    pub id: PromiseId,
    /// To whom.
    pub customer_id: CustomerId,
    /// The record of theirs that it hangs on: its uses hang there, too.
    pub record_id: CustomerId,
    /// On which piece; none: everything of theirs.
    pub piece_id: Option<PieceId>,
    /// "Batteries free for life".
    pub words: String,
    /// The work it makes free.
    pub covers: Option<WorkKind>,
    /// Who gave their word.
    pub made_by_id: Option<AssociateId>,
    /// Who gave their word, when known by name only.
    pub made_by_name: Option<String>,
    /// When.
    pub made_on: NaiveDate,
    /// The last day it holds.
    pub until: Option<NaiveDate>,
    /// How often it may be used.
    pub uses_allowed: Option<u32>,
    /// By when it is to be kept.
    pub due_on: Option<NaiveDate>,
    /// When it was kept, where it was something to do.
    pub kept_at: Option<DateTime<Utc>>,
    /// Who ticked it.
    pub kept_by: Option<AssociateId>,
    /// What kind of word was given.
    pub kind: PromiseKind,
    /// Whether it holds for everybody of the household.
    pub for_household: bool,
    /// What it is needed for: "the wedding".
    pub event: Option<String>,
    /// Calendar days from the order until it is here.
    pub lead_days: Option<u32>,
    /// Calendar days kept in hand.
    pub slack_days: Option<u32>,
    /// When it was ordered.
    pub ordered_at: Option<DateTime<Utc>>,
    /// How it ended before it was kept or used up.
    pub ended: Option<Ended>,
}

/// How a promise ended before it was kept or used up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ended {
    /// Broken, or released.
    pub how: PromiseEnd,
    /// The written reason.
    pub reason: Option<String>,
    /// When.
    pub at: DateTime<Utc>,
    /// By whom it was written down.
    pub by: Option<AssociateId>,
}

impl PromiseRow {
    /// What it takes to be in time, where something has to be ordered for it.
    pub fn plan(&self) -> Option<Plan> {
        Some(Plan {
            needed_by: self.due_on?,
            lead_days: self.lead_days?,
            slack_days: self.slack_days.unwrap_or(0),
        })
    }

    /// The day on which something has to happen next: to be ordered, or to be there.
    pub fn next_day(&self) -> Option<NaiveDate> {
        match self.plan().filter(|_| self.ordered_at.is_none()) {
            Some(plan) => Some(plan.last_safe_day()),
            None => self.due_on,
        }
    }
}

/// One time that a promise was kept, or was not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PromiseUseRow {
    /// Of which promise.
    pub promise_id: PromiseId,
    /// At which repair.
    pub repair_id: Option<RepairId>,
    /// What became of it.
    pub kind: UseKind,
    /// What it took off, or what was charged anyway.
    pub amount: Minor,
    /// The written reason.
    pub reason: Option<String>,
    /// When.
    pub at: DateTime<Utc>,
    /// By whom.
    pub by: Option<AssociateId>,
}

const COLUMNS: &str = concat!(
    "id, customer_id AS record_id, ",
    person!("customer_id"),
    " AS customer_id, piece_id, words, covers, made_by_id, made_by_name, made_on, \
     until, uses_allowed, due_on, kept_at, kept_by, kind, for_household, event, lead_days, \
     slack_days, ordered_at, ended_as, ended_reason, ended_at, ended_by"
);

/// A hand-over that was taken back takes its uses back with it: they were written at one moment.
const NOT_TAKEN_BACK: &str = "NOT EXISTS (SELECT 1 FROM repair_step s JOIN repair_step u \
     ON u.repair_id = s.repair_id AND u.undoes = s.id \
     WHERE s.repair_id = promise_use.repair_id AND s.kind = 'handed_over' AND s.at = promise_use.at)";

fn promise(row: &Row<'_>) -> rusqlite::Result<PromiseRow> {
    let covers = columns::maybe_word(row, "covers")?;
    let uses_allowed = row.get("uses_allowed")?;
    let due_on = columns::day(row, "due_on")?;
    let kind = columns::maybe_word(row, "kind")?
        .unwrap_or_else(|| PromiseKind::of_terms(covers, uses_allowed, due_on));
    Ok(PromiseRow {
        id: PromiseId(row.get("id")?),
        customer_id: CustomerId(row.get("customer_id")?),
        record_id: CustomerId(row.get("record_id")?),
        piece_id: row.get::<_, Option<_>>("piece_id")?.map(PieceId),
        words: row.get("words")?,
        covers,
        made_by_id: row.get::<_, Option<_>>("made_by_id")?.map(AssociateId),
        made_by_name: row.get("made_by_name")?,
        made_on: columns::day_or_epoch(row, "made_on")?,
        until: columns::day(row, "until")?,
        uses_allowed,
        due_on,
        kept_at: columns::moment(row, "kept_at")?,
        kept_by: row.get::<_, Option<_>>("kept_by")?.map(AssociateId),
        kind,
        for_household: row.get::<_, Option<_>>("for_household")?.unwrap_or(false),
        event: columns::words(row, "event")?,
        lead_days: row.get("lead_days")?,
        slack_days: row.get("slack_days")?,
        ordered_at: columns::moment(row, "ordered_at")?,
        ended: ended(row)?,
    })
}

fn ended(row: &Row<'_>) -> rusqlite::Result<Option<Ended>> {
    let Some(at) = columns::moment(row, "ended_at")? else {
        return Ok(None);
    };
    Ok(Some(Ended {
        how: columns::maybe_word(row, "ended_as")?.unwrap_or(PromiseEnd::Released),
        reason: columns::words(row, "ended_reason")?,
        at,
        by: row.get::<_, Option<_>>("ended_by")?.map(AssociateId),
    }))
}

fn promise_use(row: &Row<'_>) -> rusqlite::Result<PromiseUseRow> {
    Ok(PromiseUseRow {
        promise_id: PromiseId(row.get("promise_id")?),
        repair_id: row.get::<_, Option<_>>("repair_id")?.map(RepairId),
        kind: columns::word(row, "kind", UseKind::Kept)?,
        amount: Minor(row.get("amount")?),
        reason: row.get("reason")?,
        at: columns::moment_or_epoch(row, "at")?,
        by: row.get::<_, Option<_>>("by_id")?.map(AssociateId),
    })
}

/// The promise of that id.
pub fn by_id(conn: &Connection, id: PromiseId) -> rusqlite::Result<Option<PromiseRow>> {
    conn.prepare_cached(&format!("SELECT {COLUMNS} FROM promise WHERE id = ?1"))?
        .query_row([id.0], promise)
        .optional()
}

/// The promises to a customer and those on their pieces, the oldest first.
pub fn of_customer(conn: &Connection, customer: CustomerId) -> rusqlite::Result<Vec<PromiseRow>> {
    conn.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM promise WHERE customer_id IN {RECORDS} \
         OR piece_id IN (SELECT id FROM piece WHERE customer_id IN {RECORDS}) ORDER BY made_on, id"
    ))?
    .query_map([customer.0], promise)?
    .collect()
}

/// What was promised on a piece, the oldest first.
pub fn of_piece(conn: &Connection, piece: PieceId) -> rusqlite::Result<Vec<PromiseRow>> {
    conn.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM promise WHERE piece_id = ?1 ORDER BY made_on, id"
    ))?
    .query_map([piece.0], promise)?
    .collect()
}

/// The promises that a price of `customer`'s for `piece` depends on, the oldest first.
///
/// On that piece, whoever got them; on everything of the customer's; on everything of the household,
/// made to any of those named in `household`. What was ended is left out.
pub fn about_price(
    conn: &Connection,
    customer: CustomerId,
    piece: Option<PieceId>,
    household: &[CustomerId],
) -> rusqlite::Result<Vec<PromiseRow>> {
    const OF_OWNER: &str = records!("(SELECT customer_id FROM piece WHERE id = ?2)");
    let mut found: Vec<PromiseRow> = conn
        .prepare_cached(&format!(
            "SELECT {COLUMNS} FROM promise WHERE covers IS NOT NULL AND ended_at IS NULL \
             AND (piece_id = ?2 OR (piece_id IS NULL AND (customer_id IN {RECORDS} \
                  OR customer_id IN {OF_OWNER}))) \
             ORDER BY made_on, id"
        ))?
        .query_map((customer.0, piece.map(|piece| piece.0)), promise)?
        .collect::<rusqlite::Result<_>>()?;
    let mut of_household = conn.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM promise WHERE covers IS NOT NULL AND ended_at IS NULL \
         AND for_household AND piece_id IS NULL AND customer_id IN {RECORDS} ORDER BY made_on, id"
    ))?;
    for other in household {
        for row in of_household.query_map([other.0], promise)? {
            let row = row?;
            if found.iter().all(|known| known.id != row.id) {
                found.push(row);
            }
        }
    }
    found.sort_by_key(|row| (row.made_on, row.id));
    Ok(found)
}

/// Every promise, the oldest first.
pub fn all(conn: &Connection) -> rusqlite::Result<Vec<PromiseRow>> {
    conn.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM promise WHERE customer_id NOT IN {ERASED_HERE} ORDER BY made_on, id"
    ))?
    .query_map([], promise)?
    .collect()
}

/// Promises of something to do by `day` or before that are open, and those whose last safe day to
/// order on is `day` or before; the most pressing first.
pub fn due_by(conn: &Connection, day: NaiveDate) -> rusqlite::Result<Vec<PromiseRow>> {
    let mut due: Vec<PromiseRow> = conn
        .prepare_cached(&format!(
            "SELECT {COLUMNS} FROM promise WHERE due_on IS NOT NULL AND kept_at IS NULL \
             AND ended_at IS NULL AND due_on <= ?1 AND customer_id NOT IN {ERASED_HERE}"
        ))?
        .query_map([day], promise)?
        .collect::<rusqlite::Result<_>>()?;
    for planned in to_order(conn)? {
        if planned
            .plan()
            .is_some_and(|plan| plan.last_safe_day() <= day)
            && due.iter().all(|known| known.id != planned.id)
        {
            due.push(planned);
        }
    }
    due.sort_by_key(|row| (row.next_day(), row.made_on, row.id));
    Ok(due)
}

/// What has to be ordered and is not yet.
fn to_order(conn: &Connection) -> rusqlite::Result<Vec<PromiseRow>> {
    conn.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM promise WHERE lead_days IS NOT NULL AND ordered_at IS NULL \
         AND kept_at IS NULL AND ended_at IS NULL AND due_on IS NOT NULL \
         AND customer_id NOT IN {ERASED_HERE}"
    ))?
    .query_map([], promise)?
    .collect()
}

/// What became of a promise, the newest first.
pub fn uses_of(conn: &Connection, promise: PromiseId) -> rusqlite::Result<Vec<PromiseUseRow>> {
    conn.prepare_cached(&format!(
        "SELECT promise_id, repair_id, kind, amount, reason, at, by_id FROM promise_use \
         WHERE promise_id = ?1 AND {NOT_TAKEN_BACK} ORDER BY at DESC, id DESC"
    ))?
    .query_map([promise.0], promise_use)?
    .collect()
}

/// What a repair made of promises, in their order of time.
pub fn uses_at(conn: &Connection, repair: RepairId) -> rusqlite::Result<Vec<PromiseUseRow>> {
    conn.prepare_cached(&format!(
        "SELECT promise_id, repair_id, kind, amount, reason, at, by_id FROM promise_use \
         WHERE repair_id = ?1 AND {NOT_TAKEN_BACK} ORDER BY at, id"
    ))?
    .query_map([repair.0], promise_use)?
    .collect()
}
