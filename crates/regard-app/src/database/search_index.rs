//! The search engine as it lies in the encrypted database: the parts of the index that was built last,
//! and who changed since.

use chrono::NaiveDate;
use regard_domain::ids::{AssociateId, CustomerId};
use rusqlite::{Connection, OptionalExtension};

use super::columns;

/// The bytes of one part: large enough for few rows, small enough that no one waits for a part.
pub const PART_BYTES: usize = 1 << 20;

/// What is known of the index that is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Head {
    /// Which parts are its own.
    pub generation: i64,
    /// Every change up to this number is in it.
    pub up_to: i64,
    /// The day whose order it has.
    pub built_on: NaiveDate,
    /// The associate whose order it has.
    pub built_for: Option<AssociateId>,
    /// How many customers are in it.
    pub customers: u32,
}

/// The index that is kept; none when there never was one.
pub fn head(conn: &Connection) -> rusqlite::Result<Option<Head>> {
    conn.prepare_cached(
        "SELECT generation, up_to, built_on, built_for, customers FROM search_index WHERE id = 1",
    )?
    .query_row([], |row| {
        Ok(Head {
            generation: row.get("generation")?,
            up_to: row.get("up_to")?,
            built_on: columns::day_or_epoch(row, "built_on")?,
            built_for: row.get::<_, Option<_>>("built_for")?.map(AssociateId),
            customers: row.get("customers")?,
        })
    })
    .optional()
}

/// All parts of a generation, one after the other.
pub fn bytes(conn: &Connection, generation: i64) -> rusqlite::Result<Vec<u8>> {
    let mut all = Vec::new();
    let mut statement =
        conn.prepare_cached("SELECT bytes FROM search_part WHERE generation = ?1 ORDER BY part")?;
    let mut rows = statement.query([generation])?;
    while let Some(row) = rows.next()? {
        all.extend_from_slice(row.get_ref("bytes")?.as_blob()?);
    }
    Ok(all)
}

/// The generation that a new index is to have. What a build that did not come to its end left of it
/// is taken out.
pub fn next_generation(conn: &Connection) -> rusqlite::Result<i64> {
    let next = head(conn)?.map_or(1, |head| head.generation.saturating_add(1));
    conn.prepare_cached("DELETE FROM search_part WHERE generation >= ?1")?
        .execute([next])?;
    Ok(next)
}

/// Keeps one part of an index that does not stand yet.
pub fn keep_part(
    conn: &Connection,
    generation: i64,
    part: u32,
    bytes: &[u8],
) -> rusqlite::Result<()> {
    conn.prepare_cached("INSERT INTO search_part (generation, part, bytes) VALUES (?1, ?2, ?3)")?
        .execute((generation, part, bytes))?;
    Ok(())
}

/// From now on the index with this head stands; the one before is taken out, and so are the changes
/// that the new one has.
pub fn stand(conn: &Connection, head: &Head) -> rusqlite::Result<()> {
    conn.prepare_cached(
        "INSERT INTO search_index (id, generation, up_to, built_on, built_for, customers)
         VALUES (1, ?1, ?2, ?3, ?4, ?5)
         ON CONFLICT (id) DO UPDATE SET generation = excluded.generation, up_to = excluded.up_to,
             built_on = excluded.built_on, built_for = excluded.built_for,
             customers = excluded.customers",
    )?
    .execute((
        head.generation,
        head.up_to,
        head.built_on,
        head.built_for.map(|who| who.0),
        head.customers,
    ))?;
    conn.prepare_cached("DELETE FROM search_part WHERE generation <> ?1")?
        .execute([head.generation])?;
    conn.prepare_cached("DELETE FROM search_changed WHERE n <= ?1")?
        .execute([head.up_to])?;
    Ok(())
}

/// Someone was erased: what is kept may hold words of theirs until it is built anew.
pub fn note_erase(conn: &Connection) -> rusqlite::Result<()> {
    conn.prepare_cached("INSERT INTO search_erase (id) VALUES (1) ON CONFLICT DO NOTHING")?
        .execute([])?;
    Ok(())
}

/// Whether what is kept may hold words of someone who was erased.
pub fn has_erase(conn: &Connection) -> rusqlite::Result<bool> {
    conn.prepare_cached("SELECT EXISTS (SELECT 1 FROM search_erase) AS noted")?
        .query_row([], |row| row.get("noted"))
}

/// The note about erased words is settled: an index that began after it stands.
pub fn settle_erase(conn: &Connection) -> rusqlite::Result<()> {
    conn.prepare_cached("DELETE FROM search_erase")?
        .execute([])?;
    Ok(())
}

/// A customer changed.
pub fn note_change(conn: &Connection, id: CustomerId) -> rusqlite::Result<()> {
    conn.prepare_cached("INSERT OR REPLACE INTO search_changed (customer_id) VALUES (?1)")?
        .execute([id.0])?;
    Ok(())
}

/// The number of the newest change; 0 when there was none.
pub fn newest_change(conn: &Connection) -> rusqlite::Result<i64> {
    conn.prepare_cached("SELECT COALESCE(MAX(n), 0) AS n FROM search_changed")?
        .query_row([], |row| row.get("n"))
}

/// Who changed after that number, in the order of the changes, at most `most`; each with its number.
pub fn changed_after(
    conn: &Connection,
    n: i64,
    most: usize,
) -> rusqlite::Result<Vec<(i64, CustomerId)>> {
    let most = i64::try_from(most).unwrap_or(i64::MAX);
    conn.prepare_cached(
        "SELECT n, customer_id FROM search_changed WHERE n > ?1 ORDER BY n LIMIT ?2",
    )?
    .query_map((n, most), |row| {
        Ok((row.get("n")?, CustomerId(row.get("customer_id")?)))
    })?
    .collect()
}
