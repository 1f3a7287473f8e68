//! What gives reasons to be in touch, what was answered to them, and the store's measure.

use std::collections::HashMap;

use chrono::{DateTime, Datelike, NaiveDate, Utc};
use regard_domain::ids::{AssociateId, CustomerId, FactId, PieceId, ReasonAnswerId, StoreId};
use regard_domain::reason::{Decision, Measure, PutOff, ReasonKind};
use regard_domain::words::PieceKind;
use rusqlite::{Connection, OptionalExtension, Row, named_params};
use uuid::Uuid;

use super::columns;
use super::one_person::{RECORDS, person, records};
use super::touches::WENT;

/// A piece of somebody, with what its reasons are worked out from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PieceOf {
    /// Which.
    pub piece_id: PieceId,
    /// Who wears it.
    pub customer_id: CustomerId,
    /// What it is.
    pub kind: PieceKind,
    /// When it was bought last.
    pub bought_on: Option<NaiveDate>,
    /// When it last went over the counter back to them.
    pub handed_over_at: Option<DateTime<Utc>>,
    /// The same, where it was appraised.
    pub appraised_at: Option<DateTime<Utc>>,
    /// The last day of its warranty.
    pub warranty_until: Option<NaiveDate>,
    /// Every how many months the warranty wants it inspected.
    pub inspect_months: Option<u32>,
    /// A gift that the wearer may not know of before this day.
    pub secret_until: Option<NaiveDate>,
}

/// When a piece was last given back, with what the repair was for.
macro_rules! given_back {
    ($and:literal) => {
        concat!(
            "(SELECT max(step.at) FROM repair JOIN repair_step step ON step.repair_id = repair.id
              WHERE repair.piece_id = piece.id AND step.kind = 'handed_over'
                AND NOT EXISTS (SELECT 1 FROM repair_step taken_back
                                WHERE taken_back.repair_id = repair.id AND taken_back.undoes = step.id)",
            $and,
            ")"
        )
    };
}

const PIECE: &str = concat!(
    "piece.id, ",
    person!("piece.customer_id"),
    " AS customer_id, kind, secret_until, warranty_until, inspect_months,
     (SELECT max(bought_on) FROM purchase WHERE purchase.piece_id = piece.id) AS bought_on, ",
    given_back!(""),
    " AS handed_over_at, ",
    given_back!(
        " AND EXISTS (SELECT 1 FROM repair_line line
                      WHERE line.repair_id = repair.id AND line.work = 'appraisal')"
    ),
    " AS appraised_at"
);

fn piece_of(row: &Row<'_>) -> rusqlite::Result<PieceOf> {
    Ok(PieceOf {
        piece_id: PieceId(row.get("id")?),
        customer_id: CustomerId(row.get("customer_id")?),
        kind: columns::word(row, "kind", PieceKind::Piece)?,
        bought_on: columns::day(row, "bought_on")?,
        handed_over_at: columns::moment(row, "handed_over_at")?,
        appraised_at: columns::moment(row, "appraised_at")?,
        warranty_until: columns::day(row, "warranty_until")?,
        inspect_months: columns::count(row, "inspect_months")?,
        secret_until: columns::day(row, "secret_until")?,
    })
}

/// Whose turn a day is, where there are too many to look at all of them: one of so many parts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Turn {
    /// How many parts there are, 1 to 16.
    pub parts: u32,
    /// The part of this day, from 0.
    pub part: u32,
}

impl Turn {
    /// The turn of a day, where there are `all` and no more than `most` are looked at.
    pub fn of_day(all: u32, most: u32, today: NaiveDate) -> Self {
        let parts = all.div_ceil(most.max(1)).clamp(1, 16);
        let day = u32::try_from(today.num_days_from_ce()).unwrap_or_default();
        Self {
            parts,
            part: day.checked_rem(parts).unwrap_or_default(),
        }
    }

    /// This turn and, after it, those of the other parts, each once.
    pub fn from_here(self) -> impl Iterator<Item = Self> {
        (0..self.parts).map(move |further| Self {
            part: self
                .part
                .saturating_add(further)
                .checked_rem(self.parts)
                .unwrap_or_default(),
            ..self
        })
    }
}

/// Whether it is the turn of a row, by the last of the random bits of its id.
macro_rules! its_turn {
    ($id:literal) => {
        concat!(
            "instr('123456789ABCDEF', substr(hex(",
            $id,
            "), -1)) % :parts = :part"
        )
    };
}

/// What was put off to a day from one to another, both counted: told by its piece or fact.
const PUT_OFF_TO: &str = "SELECT about_id FROM reason_answer
     WHERE decision = 'later' AND quiet_until BETWEEN :from AND :to";

/// Who was to be greeted on a day from one to another, both counted, as it was put off.
const HELLO_PUT_OFF_TO: &str = "SELECT customer_id FROM reason_answer
     WHERE kind = 'hello' AND decision = 'later' AND taken_back_at IS NULL
       AND quiet_until BETWEEN :from AND :today";

/// How many pieces those have whom an associate looks after.
pub fn how_many_pieces(conn: &Connection, me: AssociateId) -> rusqlite::Result<u32> {
    conn.prepare_cached(
        "SELECT count(*) AS pieces FROM customer JOIN piece ON piece.customer_id = customer.id
         WHERE customer.owner_id = ?1",
    )?
    .query_row([me.0], |row| row.get("pieces"))
}

/// The pieces of everybody whom an associate looks after, whose turn it is; always those with a warranty
/// that has not ended and those of which something was put off to a day of that stretch.
pub fn pieces_of_mine(
    conn: &Connection,
    me: AssociateId,
    turn: Turn,
    (from, to): (NaiveDate, NaiveDate),
) -> rusqlite::Result<Vec<PieceOf>> {
    conn.prepare_cached(&pieces_of_mine_sql())?
        .query_map(
            named_params! {
                ":me": me.0, ":parts": turn.parts, ":part": turn.part, ":from": from, ":to": to,
            },
            piece_of,
        )?
        .collect()
}

fn pieces_of_mine_sql() -> String {
    format!(
        "SELECT {PIECE} FROM customer JOIN piece ON piece.customer_id = customer.id
         WHERE customer.owner_id = :me
           AND ({ITS_TURN} OR piece.warranty_until >= :to
             OR (piece.inspect_months IS NOT NULL AND piece.warranty_until IS NULL)
             OR piece.id IN ({PUT_OFF_TO}))",
        ITS_TURN = its_turn!("piece.id"),
    )
}

/// The pieces of one customer.
pub fn pieces_of(conn: &Connection, customer: CustomerId) -> rusqlite::Result<Vec<PieceOf>> {
    conn.prepare_cached(&format!(
        "SELECT {PIECE} FROM piece WHERE customer_id IN {RECORDS}"
    ))?
    .query_map([customer.0], piece_of)?
    .collect()
}

/// A journey that somebody told of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// The fact.
    pub fact_id: FactId,
    /// Who.
    pub customer_id: CustomerId,
    /// When.
    pub noted_at: DateTime<Utc>,
}

const TOLD: &str = concat!(
    "fact.id, ",
    person!("fact.customer_id"),
    " AS customer_id, noted_at FROM fact"
);
const A_JOURNEY: &str = "fact.kind = 'trip' AND fact.tact = 'say' AND fact.dropped_at IS NULL
     AND NOT EXISTS (SELECT 1 FROM fact newer
                     WHERE newer.customer_id = fact.customer_id AND newer.supersedes = fact.id)";

/// A question that was put off keeps its journey in mind.
const PUT_OFF: &str = "fact.id IN (SELECT about_id FROM reason_answer
     WHERE decision = 'later' AND quiet_until >= ?2)";

fn told(row: &Row<'_>) -> rusqlite::Result<Told> {
    Ok(Told {
        fact_id: FactId(row.get("id")?),
        customer_id: CustomerId(row.get("customer_id")?),
        noted_at: columns::moment_or_epoch(row, "noted_at")?,
    })
}

/// Journeys that may be spoken of, told since a day (or put off to a later one) by those whom an associate looks after.
pub fn journeys_of_mine(
    conn: &Connection,
    me: AssociateId,
    since: NaiveDate,
) -> rusqlite::Result<Vec<Told>> {
    conn.prepare_cached(&journeys_of_mine_sql())?
        .query_map((me.0, since), told)?
        .collect()
}

fn journeys_of_mine_sql() -> String {
    format!(
        "SELECT {TOLD} WHERE fact.customer_id IN (SELECT id FROM customer WHERE owner_id = ?1)
         AND (fact.noted_at >= ?2 OR {PUT_OFF}) AND {A_JOURNEY}"
    )
}

/// The same of one customer.
pub fn journeys_of(
    conn: &Connection,
    customer: CustomerId,
    since: NaiveDate,
) -> rusqlite::Result<Vec<Told>> {
    conn.prepare_cached(&format!(
        "SELECT {TOLD} WHERE fact.customer_id IN {RECORDS} AND (fact.noted_at >= ?2 OR {PUT_OFF}) AND {A_JOURNEY}"
    ))?
    .query_map((customer.0, since), told)?
    .collect()
}

/// Customers of an associate with whom nobody was in touch since a day, by any record of theirs.
///
/// None whose hello was answered. Those first of whom something is known that may be said, then those who
/// bought last. `a_year` is the day since which "not this one" holds. Only those whose turn it is, and
/// those whose hello was put off to a day since `put_off`.
pub fn quiet_ones(
    conn: &Connection,
    me: AssociateId,
    turn: Turn,
    since: NaiveDate,
    (put_off, today): (NaiveDate, NaiveDate),
    a_year: NaiveDate,
) -> rusqlite::Result<Vec<CustomerId>> {
    conn.prepare_cached(&format!(
        "SELECT {PERSON} AS person,
            max(EXISTS (SELECT 1 FROM fact WHERE fact.customer_id = customer.id
                        AND fact.tact = 'say' AND fact.dropped_at IS NULL)) AS is_known,
            max((SELECT max(bought_on) FROM purchase WHERE purchase.customer_id = customer.id)) AS bought_on
         FROM customer
         WHERE customer.owner_id = :me AND customer.deceased_on IS NULL
           AND ({ITS_TURN} OR customer.id IN ({HELLO_PUT_OFF_TO}))
           AND (customer.gently_until IS NULL OR customer.gently_until < :today)
           AND NOT EXISTS (SELECT 1 FROM note WHERE note.customer_id IN {OF} AND noted_at >= :since)
           AND NOT EXISTS (SELECT 1 FROM message
                           WHERE message.customer_id IN {OF} AND asked_at >= :since AND {WENT})
           AND NOT EXISTS (SELECT 1 FROM message
                           WHERE message.to_id IN {OF} AND asked_at >= :since AND {WENT})
           AND NOT EXISTS (SELECT 1 FROM reply WHERE reply.customer_id IN {OF} AND received_at >= :since)
           AND NOT EXISTS (SELECT 1 FROM repair_step step
                           WHERE step.customer_id IN {OF} AND step.at >= :since)
           AND NOT EXISTS (SELECT 1 FROM purchase
                           WHERE purchase.customer_id IN {OF} AND bought_on >= :since)
           AND NOT EXISTS (SELECT 1 FROM follow_up
                           WHERE follow_up.customer_id IN {OF}
                             AND (done_at IS NULL OR done_at >= :since))
           AND NOT EXISTS (SELECT 1 FROM reason_answer answer
                           WHERE answer.customer_id IN {OF} AND answer.taken_back_at IS NULL
                             AND ((decision = 'done' AND answered_at >= :since)
                               OR (answer.kind = 'hello' AND decision = 'not_this' AND answered_at >= :a_year)
                               OR (answer.kind = 'hello' AND decision = 'later' AND quiet_until > :today)))
         GROUP BY person
         HAVING is_known OR bought_on IS NOT NULL
         ORDER BY is_known DESC, bought_on DESC, person",
        PERSON = person!("customer.id"),
        OF = records!("customer.id"),
        ITS_TURN = its_turn!("customer.id"),
    ))?
    .query_map(
        named_params! {
            ":me": me.0, ":parts": turn.parts, ":part": turn.part, ":since": since, ":today": today,
            ":a_year": a_year, ":from": put_off,
        },
        |row| Ok(CustomerId(row.get("person")?)),
    )?
    .collect()
}

/// How many customers an associate looks after.
pub fn how_many_customers(conn: &Connection, me: AssociateId) -> rusqlite::Result<u32> {
    conn.prepare_cached("SELECT count(*) AS customers FROM customer WHERE owner_id = ?1")?
        .query_row([me.0], |row| row.get("customers"))
}

/// What somebody answered to a reason.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReasonAnswer {
    /// Which.
    pub id: ReasonAnswerId,
    /// With whom.
    pub customer_id: CustomerId,
    /// What the reason was; none: one that this version does not know.
    pub kind: Option<ReasonKind>,
    /// The piece or the fact.
    pub about_id: Option<Uuid>,
    /// The reason's day.
    pub due_on: NaiveDate,
    /// What was decided; none: in a way that this version does not know.
    pub decision: Option<Decision>,
    /// Not before this day.
    pub quiet_until: Option<NaiveDate>,
    /// When.
    pub answered_at: DateTime<Utc>,
    /// Whether it was taken back.
    pub taken_back: bool,
}

const ANSWER: &str = concat!(
    "id, ",
    person!("customer_id"),
    " AS customer_id, kind, about_id, due_on, decision, quiet_until, answered_at, taken_back_at"
);

fn answer(row: &Row<'_>) -> rusqlite::Result<ReasonAnswer> {
    Ok(ReasonAnswer {
        id: ReasonAnswerId(row.get("id")?),
        customer_id: CustomerId(row.get("customer_id")?),
        kind: columns::maybe_word(row, "kind")?,
        about_id: row.get("about_id")?,
        due_on: columns::day_or_epoch(row, "due_on")?,
        decision: columns::maybe_word(row, "decision")?,
        quiet_until: columns::day(row, "quiet_until")?,
        answered_at: columns::moment_or_epoch(row, "answered_at")?,
        taken_back: row.get::<_, Option<String>>("taken_back_at")?.is_some(),
    })
}

/// The answer of that id.
pub fn answer_by_id(
    conn: &Connection,
    id: ReasonAnswerId,
) -> rusqlite::Result<Option<ReasonAnswer>> {
    conn.prepare_cached(&format!("SELECT {ANSWER} FROM reason_answer WHERE id = ?1"))?
        .query_row([id.0], answer)
        .optional()
}

/// The answers about a customer that were not taken back.
pub fn answers_of(conn: &Connection, customer: CustomerId) -> rusqlite::Result<Vec<ReasonAnswer>> {
    conn.prepare_cached(&format!(
        "SELECT {ANSWER} FROM reason_answer
         WHERE customer_id IN {RECORDS} AND taken_back_at IS NULL ORDER BY answered_at, id"
    ))?
    .query_map([customer.0], answer)?
    .collect()
}

/// What was put off, by the piece or the fact that it is about.
pub type PutOffs = HashMap<Uuid, Vec<PutOff>>;

const PUT_OFF_BETWEEN: &str = "SELECT about_id, kind, due_on, quiet_until FROM reason_answer
     WHERE decision = 'later' AND taken_back_at IS NULL AND about_id IS NOT NULL
       AND quiet_until BETWEEN ?1 AND ?2";

/// What was put off to a day of that stretch, both ends in it.
pub fn put_off_to(conn: &Connection, from: NaiveDate, to: NaiveDate) -> rusqlite::Result<PutOffs> {
    let mut put_off = PutOffs::new();
    let mut rows = conn.prepare_cached(PUT_OFF_BETWEEN)?;
    let mut rows = rows.query((from, to))?;
    while let Some(row) = rows.next()? {
        let kind = columns::maybe_word(row, "kind")?;
        let days = (
            columns::day(row, "due_on")?,
            columns::day(row, "quiet_until")?,
        );
        if let (Some(kind), (Some(due_on), Some(until))) = (kind, days) {
            put_off
                .entry(row.get("about_id")?)
                .or_default()
                .push(PutOff {
                    kind,
                    due_on,
                    until,
                });
        }
    }
    Ok(put_off)
}

/// When an associate followed a reason or put one off, since a day.
pub fn answered_since(
    conn: &Connection,
    me: AssociateId,
    since: NaiveDate,
) -> rusqlite::Result<Vec<DateTime<Utc>>> {
    conn.prepare_cached(
        "SELECT answered_at FROM reason_answer WHERE answered_at >= ?2 AND answered_by = ?1
         AND decision IN ('done', 'later') AND taken_back_at IS NULL",
    )?
    .query_map((me.0, since), |row| {
        columns::moment_or_epoch(row, "answered_at")
    })?
    .collect()
}

/// With whom anybody followed a reason or put one off, since a day, and when.
pub fn told_since(
    conn: &Connection,
    since: NaiveDate,
) -> rusqlite::Result<Vec<(CustomerId, DateTime<Utc>)>> {
    conn.prepare_cached(concat!(
        "SELECT ",
        person!("customer_id"),
        " AS person, answered_at FROM reason_answer WHERE answered_at >= ?1
         AND decision IN ('done', 'later') AND taken_back_at IS NULL"
    ))?
    .query_map([since], |row| {
        Ok((
            CustomerId(row.get("person")?),
            columns::moment_or_epoch(row, "answered_at")?,
        ))
    })?
    .collect()
}

/// Whether something is arranged with a customer: an open follow-up, or a piece of theirs in the store.
pub fn is_arranged(conn: &Connection, customer: CustomerId) -> rusqlite::Result<bool> {
    conn.prepare_cached(&format!(
        "SELECT EXISTS (SELECT 1 FROM follow_up WHERE customer_id IN {RECORDS} AND done_at IS NULL)
             OR EXISTS (SELECT 1 FROM repair JOIN open_repair ON open_repair.repair_id = repair.id
                        WHERE repair.customer_id IN {RECORDS}) AS arranged"
    ))?
    .query_row([customer.0], |row| row.get("arranged"))
}

/// When the store's measure was set last.
pub fn measure_set_at(
    conn: &Connection,
    store: StoreId,
) -> rusqlite::Result<Option<DateTime<Utc>>> {
    conn.prepare_cached("SELECT max(set_at) AS set_at FROM touch_measure WHERE store_id = ?1")?
        .query_row([store.0], |row| columns::moment(row, "set_at"))
}

/// The store's measure, as it was set last; the usual one where nobody did.
pub fn measure(conn: &Connection, store: StoreId) -> rusqlite::Result<Measure> {
    let set = conn
        .prepare_cached(
            "SELECT most, within_days FROM touch_measure WHERE store_id = ?1
             ORDER BY set_at DESC, id DESC LIMIT 1",
        )?
        .query_row([store.0], |row| {
            Ok(Measure {
                most: columns::count(row, "most")?.unwrap_or_default(),
                within_days: columns::count(row, "within_days")?.unwrap_or_default(),
            })
        })
        .optional()?;
    Ok(set.filter(|set| set.is_sound()).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use regard_domain::words::Role;
    use serde_json::json;

    use super::*;
    use crate::testing::{Desk, plan_of};

    #[tokio::test]
    async fn what_was_put_off_is_found_by_its_day_and_pieces_by_who_looks_after_them() {
        let desk = Desk::of(Role::Associate).await;
        let plan = plan_of(&desk, PUT_OFF_BETWEEN);
        assert!(plan.contains("USING INDEX reason_answer_put_off"), "{plan}");
        assert!(!plan.contains("SCAN"), "{plan}");
        for sql in [pieces_of_mine_sql(), journeys_of_mine_sql()] {
            let plan = plan_of(&desk, &sql);
            assert!(plan.contains("reason_answer_put_off"), "{plan}");
            for table in ["reason_answer", "piece", "customer", "fact", "repair_step"] {
                assert!(
                    !plan.lines().any(|line| line == format!("SCAN {table}")),
                    "{plan}"
                );
            }
        }
    }

    #[tokio::test]
    async fn too_many_pieces_are_looked_at_in_turn_and_none_is_left_out() {
        let desk = Desk::of(Role::Associate).await;
        let roger = Uuid::from_u128(1);
        desk.from_server("customer", roger, json!({"given_name": "Roger", "family_name": "Vale", "owner_id": desk.me, "store_id": desk.store}));
        for number in 0..40u128 {
            let warranty = match number {
                7 => Some("2027-01-01"),
                9 => Some("2026-05-11"),
                _ => None,
            };
            desk.from_server(
                "piece",
                Uuid::from_u128(0x100 + number),
                json!({"customer_id": roger, "kind": "ring", "warranty_until": warranty}),
            );
        }
        let today: NaiveDate = "2026-05-12".parse().unwrap();
        desk.app
            .database()
            .unwrap()
            .read(|conn| {
                assert_eq!(how_many_pieces(conn, desk.me)?, 40);
                assert_eq!(Turn::of_day(40, 40, today), Turn { parts: 1, part: 0 });
                let mut seen = std::collections::BTreeSet::new();
                let mut days_of_ended = 0;
                for day in today.iter_days().take(4) {
                    let turn = Turn::of_day(40, 12, day);
                    assert_eq!(turn.parts, 4);
                    let found = pieces_of_mine(conn, desk.me, turn, (day, day))?;
                    assert!(found.len() <= 12, "{}", found.len());
                    let warranty = PieceId(Uuid::from_u128(0x107));
                    assert!(
                        found.iter().any(|piece| piece.piece_id == warranty),
                        "every day"
                    );
                    let ended = PieceId(Uuid::from_u128(0x109));
                    days_of_ended += found.iter().filter(|piece| piece.piece_id == ended).count();
                    seen.extend(found.iter().map(|piece| piece.piece_id));
                }
                assert_eq!(seen.len(), 40);
                assert_eq!(
                    days_of_ended, 1,
                    "a warranty that has ended waits for its turn"
                );
                Ok(())
            })
            .unwrap();
    }

    #[tokio::test]
    async fn quiet_ones_are_found_in_turn_and_a_hello_that_was_put_off_on_its_day() {
        let desk = Desk::of(Role::Associate).await;
        for number in 0..40u128 {
            let id = Uuid::from_u128(0x100 + number);
            desk.from_server("customer", id, json!({"given_name": format!("Ana {number}"), "family_name": "Rey", "owner_id": desk.me, "store_id": desk.store}));
            desk.from_server("fact", Uuid::from_u128(0x200 + number), json!({"customer_id": id, "kind": "pet", "words": "A dog", "tact": "say", "noted_at": "2025-01-02T15:00:00.000Z"}));
        }
        let put_off = Uuid::from_u128(0x107);
        desk.from_server("reason_answer", Uuid::from_u128(0x300), json!({"customer_id": put_off, "kind": "hello", "due_on": "2026-05-01", "decision": "later",
            "quiet_until": "2026-05-12", "answered_at": "2026-05-01T15:00:00.000Z", "answered_by": desk.me}));
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        desk.app
            .database()
            .unwrap()
            .read(|conn| {
                let mut seen = Vec::new();
                for part in (Turn { parts: 4, part: 3 }).from_here() {
                    let days = (day("2026-04-28"), day("2026-05-12"));
                    let found = quiet_ones(
                        conn,
                        desk.me,
                        part,
                        day("2026-01-01"),
                        days,
                        day("2025-05-12"),
                    )?;
                    assert!(found.contains(&CustomerId(put_off)), "in every part");
                    assert!(found.len() < 20, "{}", found.len());
                    seen.extend(found);
                }
                seen.sort();
                seen.dedup();
                assert_eq!(seen.len(), 40);
                Ok(())
            })
            .unwrap();
    }
}
