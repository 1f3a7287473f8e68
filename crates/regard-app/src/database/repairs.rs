//! Repairs as they lie on the device. Where one stands is the fold of its steps
//! ([`crate::database::repair_steps`]); no column says it.

use chrono::{DateTime, NaiveDate, Utc};
use regard_domain::ids::{AssociateId, CustomerId, PieceId, RepairId, StoreId};
use rusqlite::{Connection, OptionalExtension, Row};

use super::columns;
use super::one_person::{RECORDS, person};

/// One repair.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RepairRow {
    /// Which.
    pub id: RepairId,
    /// Whose.
    pub customer_id: CustomerId,
    /// The record of theirs that it hangs on: what is added to it hangs there, too.
    pub record_id: CustomerId,
    /// On which piece.
    pub piece_id: Option<PieceId>,
    /// In which store.
    pub store_id: StoreId,
    /// The number on the envelope.
    pub envelope: String,
    /// What it is, as it was said at take-in.
    pub description: String,
    /// In the customer's own words.
    pub customer_words: Option<String>,
    /// Its condition at take-in.
    pub condition: Option<String>,
    /// ISO 4217.
    pub currency: String,
    /// The day promised.
    pub promised_for: Option<NaiveDate>,
    /// Who is told; none: the customer.
    pub tell_id: Option<CustomerId>,
    /// How: a word of `Channel`, or `call`.
    pub tell_by: Option<String>,
    /// Who took it in.
    pub taken_in_by: Option<AssociateId>,
    /// When.
    pub taken_in_at: DateTime<Utc>,
    /// Where the envelope lies.
    pub bin: Option<String>,
}

const COLUMNS: &str = concat!(
    "id, customer_id AS record_id, ",
    person!("customer_id"),
    " AS customer_id, piece_id, store_id, envelope, description, customer_words, \
     condition, currency, promised_for, ",
    person!("tell_id"),
    " AS tell_id, tell_by, taken_in_by, taken_in_at, bin"
);

fn repair(row: &Row<'_>) -> rusqlite::Result<RepairRow> {
    Ok(RepairRow {
        id: RepairId(row.get("id")?),
        customer_id: CustomerId(row.get("customer_id")?),
        record_id: CustomerId(row.get("record_id")?),
        piece_id: row.get::<_, Option<_>>("piece_id")?.map(PieceId),
        store_id: StoreId(row.get("store_id")?),
        envelope: row.get("envelope")?,
        description: row.get("description")?,
        customer_words: row.get("customer_words")?,
        condition: row.get("condition")?,
        currency: row.get("currency")?,
        promised_for: columns::day(row, "promised_for")?,
        tell_id: row.get::<_, Option<_>>("tell_id")?.map(CustomerId),
        tell_by: row.get("tell_by")?,
        taken_in_by: row.get::<_, Option<_>>("taken_in_by")?.map(AssociateId),
        taken_in_at: columns::moment_or_epoch(row, "taken_in_at")?,
        bin: row.get("bin")?,
    })
}

/// Whether the customer of the repair of that id was erased here, and the server has not heard of it:
/// the repair goes with its answer, and is in no list until then.
macro_rules! of_erased {
    ($id:literal) => {
        concat!(
            "EXISTS (SELECT 1 FROM repair r JOIN pending_change p ON p.row_id = r.customer_id \
             WHERE r.id = ",
            $id,
            " AND p.of_table = 'customer' AND p.kind = 'erase')"
        )
    };
}
const OF_ERASED: &str = of_erased!("repair.id");

/// The repair of that id.
pub fn by_id(conn: &Connection, id: RepairId) -> rusqlite::Result<Option<RepairRow>> {
    conn.prepare_cached(&format!("SELECT {COLUMNS} FROM repair WHERE id = ?1"))?
        .query_row([id.0], repair)
        .optional()
}

/// Every repair of a customer, the one taken in last first.
pub fn of_customer(conn: &Connection, customer: CustomerId) -> rusqlite::Result<Vec<RepairRow>> {
    conn.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM repair WHERE customer_id IN {RECORDS} ORDER BY taken_in_at DESC, id DESC"
    ))?
    .query_map([customer.0], repair)?
    .collect()
}

/// Every repair of a piece, the one taken in last first.
pub fn of_piece(conn: &Connection, piece: PieceId) -> rusqlite::Result<Vec<RepairRow>> {
    conn.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM repair WHERE piece_id = ?1 ORDER BY taken_in_at DESC, id DESC"
    ))?
    .query_map([piece.0], repair)?
    .collect()
}

/// The repairs that lie in `store` just now, in no order.
pub fn in_store(conn: &Connection, store: StoreId) -> rusqlite::Result<Vec<RepairRow>> {
    conn.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM repair WHERE id IN \
         (SELECT repair_id FROM open_repair WHERE store_id = ?1) AND NOT {OF_ERASED}"
    ))?
    .query_map([store.0], repair)?
    .collect()
}

/// The repairs that lie in `store` ready to be collected, in no order.
pub fn ready_in_store(conn: &Connection, store: StoreId) -> rusqlite::Result<Vec<RepairRow>> {
    conn.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM repair WHERE id IN \
         (SELECT repair_id FROM open_repair WHERE store_id = ?1 AND step = 'ready') \
         AND NOT {OF_ERASED}"
    ))?
    .query_map([store.0], repair)?
    .collect()
}

/// The repairs of `store` that were promised for a day before `today` and are not ready, the latest
/// first, at most `limit`; and how many there are.
pub fn late_in_store(
    conn: &Connection,
    store: StoreId,
    today: NaiveDate,
    limit: u32,
) -> rusqlite::Result<(Vec<RepairRow>, u32)> {
    const LATE: &str = concat!(
        "store_id = ?1 AND step <> 'ready' AND promised_for < ?2 AND NOT ",
        of_erased!("open_repair.repair_id")
    );
    let rows = conn
        .prepare_cached(&format!(
            "SELECT {COLUMNS} FROM repair WHERE id IN \
             (SELECT repair_id FROM open_repair WHERE {LATE} \
              ORDER BY promised_for, repair_id LIMIT ?3) ORDER BY promised_for, id"
        ))?
        .query_map((store.0, today, limit), repair)?
        .collect::<rusqlite::Result<_>>()?;
    let count = conn
        .prepare_cached(&format!(
            "SELECT COUNT(*) AS late FROM open_repair WHERE {LATE}"
        ))?
        .query_row((store.0, today), |row| row.get("late"))?;
    Ok((rows, count))
}

/// Repairs of `store` that were handed over or cancelled, the last one first, at most `limit`.
pub fn done_in_store(
    conn: &Connection,
    store: StoreId,
    limit: u32,
) -> rusqlite::Result<Vec<RepairRow>> {
    conn.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM (SELECT s.at AS done_at, s.repair_id AS done_id FROM repair_step s \
             WHERE s.kind IN ('handed_over', 'cancelled') \
             AND NOT EXISTS (SELECT 1 FROM repair_step later WHERE later.repair_id = s.repair_id \
                 AND later.kind IN ('handed_over', 'cancelled') \
                 AND (later.at, later.id) > (s.at, s.id))) \
         JOIN repair ON repair.id = done_id \
         WHERE store_id = ?1 AND id NOT IN (SELECT repair_id FROM open_repair) \
         AND NOT {OF_ERASED} ORDER BY done_at DESC, id DESC LIMIT ?2"
    ))?
    .query_map((store.0, limit), repair)?
    .collect()
}

/// Repairs of `store` whose envelope has exactly that number, apart from upper and lower case; those
/// in the store first, then the one taken in last.
pub fn by_envelope(
    conn: &Connection,
    store: StoreId,
    envelope: &str,
) -> rusqlite::Result<Vec<RepairRow>> {
    conn.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM repair WHERE store_id = ?1 AND envelope = ?2 COLLATE NOCASE \
         AND NOT {OF_ERASED} ORDER BY id NOT IN (SELECT repair_id FROM open_repair), taken_in_at DESC, id DESC"
    ))?
    .query_map((store.0, envelope), repair)?
    .collect()
}

/// Whether an envelope with that number lies in `store`.
pub fn envelope_is_open(
    conn: &Connection,
    store: StoreId,
    envelope: &str,
) -> rusqlite::Result<bool> {
    conn.prepare_cached(
        "SELECT EXISTS (SELECT 1 FROM repair WHERE store_id = ?1 AND envelope = ?2 COLLATE NOCASE \
         AND id IN (SELECT repair_id FROM open_repair)) AS open",
    )?
    .query_row((store.0, envelope), |row| row.get("open"))
}

/// The number on the envelope that `store` took in last.
pub fn newest_envelope(conn: &Connection, store: StoreId) -> rusqlite::Result<Option<String>> {
    conn.prepare_cached(
        "SELECT envelope FROM repair WHERE store_id = ?1 ORDER BY taken_in_at DESC, id DESC LIMIT 1",
    )?
    .query_row([store.0], |row| row.get("envelope"))
    .optional()
}

/// Whether an edit of the repair, its lines or its steps has not left the device.
pub fn is_on_device_only(conn: &Connection, id: RepairId) -> rusqlite::Result<bool> {
    conn.prepare_cached(
        "SELECT EXISTS (SELECT 1 FROM pending_change p WHERE p.acked_at IS NULL AND ( \
           (p.of_table = 'repair' AND p.row_id = ?1) \
           OR (p.of_table = 'repair_step' AND p.row_id IN \
               (SELECT id FROM repair_step WHERE repair_id = ?1)) \
           OR (p.of_table = 'repair_line' AND p.row_id IN \
               (SELECT id FROM repair_line WHERE repair_id = ?1)))) AS waiting",
    )?
    .query_row([id.0], |row| row.get("waiting"))
}
