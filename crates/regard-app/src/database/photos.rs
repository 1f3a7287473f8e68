//! Photos as rows, and their pictures in full: those that wait to be sent, and those looked at lately.

use chrono::{DateTime, TimeDelta, Utc};
use regard_domain::ids::{AssociateId, CustomerId, PhotoId, PieceId, RepairId};
use regard_domain::photo::PhotoHash;
use rusqlite::{Connection, OptionalExtension, Row};

use super::columns;
use super::one_person::{RECORDS, person};
use super::rows::time_text;
use crate::photos::screens::{NotTaken, WaitingPhoto};

/// One photo.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PhotoRow {
    /// Which.
    pub id: PhotoId,
    /// Whose.
    pub customer_id: CustomerId,
    /// Of which repair.
    pub repair_id: Option<RepairId>,
    /// Of which piece.
    pub piece_id: Option<PieceId>,
    /// The name of the picture in full; none where it is no name.
    pub hash: Option<PhotoHash>,
    /// The thumbnail as base64.
    pub thumbnail: String,
    /// How wide the picture in full is, in pixels.
    pub width: u32,
    /// How high it is.
    pub height: u32,
    /// What is written beneath it.
    pub caption: Option<String>,
    /// When it was added.
    pub added_at: DateTime<Utc>,
    /// By whom.
    pub added_by: Option<AssociateId>,
    /// It was taken out.
    pub removed: bool,
    /// Its picture in full has not left this device.
    pub waiting: bool,
}

const COLUMNS: &str = concat!(
    "id, ",
    person!("customer_id"),
    " AS customer_id, repair_id, piece_id, hash, thumbnail, width, height, caption, added_at, added_by,
     removed_at IS NOT NULL AS removed,
     EXISTS (SELECT 1 FROM photo_waiting WHERE photo_id = photo.id AND NOT again) AS waiting"
);

/// The photo of that id, also one that was taken out.
pub fn by_id(conn: &Connection, id: PhotoId) -> rusqlite::Result<Option<PhotoRow>> {
    conn.prepare_cached(&format!("SELECT {COLUMNS} FROM photo WHERE id = ?1"))?
        .query_row([id.0], photo)
        .optional()
}

/// The photos of a customer, the newest first.
pub fn of_customer(conn: &Connection, customer: CustomerId) -> rusqlite::Result<Vec<PhotoRow>> {
    conn.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM photo WHERE customer_id IN {RECORDS} AND removed_at IS NULL
         ORDER BY added_at DESC, id DESC"
    ))?
    .query_map([customer.0], photo)?
    .collect()
}

/// The photos of a repair, in the order in which they were taken.
pub fn of_repair(conn: &Connection, repair: RepairId) -> rusqlite::Result<Vec<PhotoRow>> {
    conn.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM photo WHERE repair_id = ?1 AND removed_at IS NULL
         ORDER BY added_at, id"
    ))?
    .query_map([repair.0], photo)?
    .collect()
}

fn photo(row: &Row<'_>) -> rusqlite::Result<PhotoRow> {
    let hash: String = row.get("hash")?;
    Ok(PhotoRow {
        id: PhotoId(row.get("id")?),
        customer_id: CustomerId(row.get("customer_id")?),
        repair_id: row.get::<_, Option<_>>("repair_id")?.map(RepairId),
        piece_id: row.get::<_, Option<_>>("piece_id")?.map(PieceId),
        hash: hash.parse().ok(),
        thumbnail: row.get("thumbnail")?,
        width: columns::count(row, "width")?.unwrap_or_default(),
        height: columns::count(row, "height")?.unwrap_or_default(),
        caption: columns::words(row, "caption")?,
        added_at: columns::moment_or_epoch(row, "added_at")?,
        added_by: row.get::<_, Option<_>>("added_by")?.map(AssociateId),
        removed: row.get("removed")?,
        waiting: row.get("waiting")?,
    })
}

/// Keeps a picture in full.
pub fn keep_original(
    conn: &Connection,
    hash: PhotoHash,
    picture: &[u8],
    now: DateTime<Utc>,
) -> rusqlite::Result<()> {
    conn.prepare_cached(
        "INSERT INTO photo_original (hash, size, used_at, bytes) VALUES (?1, ?2, ?3, ?4)
         ON CONFLICT (hash) DO UPDATE SET used_at = excluded.used_at",
    )?
    .execute((
        hash.to_string(),
        i64::try_from(picture.len()).unwrap_or(i64::MAX),
        time_text(now),
        picture,
    ))?;
    Ok(())
}

/// The picture in full, where it is here.
pub fn original(conn: &Connection, hash: PhotoHash) -> rusqlite::Result<Option<Vec<u8>>> {
    conn.prepare_cached("SELECT bytes FROM photo_original WHERE hash = ?1")?
        .query_row([hash.to_string()], |row| row.get("bytes"))
        .optional()
}

/// Notes that somebody looked at it; within a day once is enough.
pub fn note_used(conn: &Connection, hash: PhotoHash, now: DateTime<Utc>) -> rusqlite::Result<()> {
    conn.prepare_cached("UPDATE photo_original SET used_at = ?2 WHERE hash = ?1 AND used_at < ?3")?
        .execute((
            hash.to_string(),
            time_text(now),
            time_text(now - TimeDelta::days(1)),
        ))?;
    Ok(())
}

/// Takes out pictures that were not looked at for the longest time until the others have `most` bytes at
/// the most. What the server does not have stays, however much it is.
pub fn bound(conn: &Connection, most: u64) -> rusqlite::Result<()> {
    conn.prepare_cached(
        "DELETE FROM photo_original WHERE hash IN (
           SELECT hash FROM (
             SELECT hash, SUM(size) OVER (ORDER BY used_at DESC, hash) AS so_far
             FROM photo_original WHERE hash NOT IN (SELECT hash FROM photo_waiting))
           WHERE so_far > ?1)",
    )?
    .execute([i64::try_from(most).unwrap_or(i64::MAX)])?;
    Ok(())
}

/// What is kept of changes that added photos: their pictures may have to be said again.
pub(super) const SAID: &str =
    "SELECT json_extract(fields, '$.hash.value') AS hash FROM pending_change
     WHERE of_table = 'photo' AND kind = 'append'";

/// Takes out the pictures of which no photo is here, that nobody waits for, and that no server which was
/// brought back from a backup could miss.
pub fn forget_orphans(conn: &Connection) -> rusqlite::Result<()> {
    conn.execute(
        &format!(
            "DELETE FROM photo_original WHERE hash NOT IN (SELECT hash FROM photo)
               AND hash NOT IN (SELECT hash FROM photo_waiting)
               AND hash NOT IN (SELECT hash FROM ({SAID}) WHERE hash IS NOT NULL)"
        ),
        [],
    )?;
    Ok(())
}

/// The picture in full of that photo is to be sent.
pub fn send(
    conn: &Connection,
    photo: PhotoId,
    customer: CustomerId,
    hash: PhotoHash,
    now: DateTime<Utc>,
) -> rusqlite::Result<()> {
    conn.prepare_cached(
        "INSERT INTO photo_waiting (photo_id, company_id, customer_id, hash, added_at)
         SELECT ?1, company_id, ?2, ?3, ?4 FROM session WHERE true
         ON CONFLICT (photo_id) DO NOTHING",
    )?
    .execute((photo.0, customer.0, hash.to_string(), time_text(now)))?;
    Ok(())
}

/// The pictures of photos that are said to the server once more, from change `n` on, are sent once more:
/// a book that was brought back from a backup may not have them.
pub fn send_again_after(conn: &Connection, n: i64) -> rusqlite::Result<()> {
    conn.prepare_cached(
        "INSERT INTO photo_waiting (photo_id, company_id, customer_id, hash, added_at)
         SELECT row_id, company_id, customer_id, photo_original.hash, made_at
         FROM session, pending_change JOIN photo_original
           ON photo_original.hash = json_extract(fields, '$.hash.value')
         WHERE of_table = 'photo' AND kind = 'append' AND n > ?1 AND customer_id IS NOT NULL
         ON CONFLICT (photo_id) DO NOTHING",
    )?
    .execute([n])?;
    Ok(())
}

/// The pictures that are here are brought once more, whoever took them.
///
/// A book that was brought back from a backup may have the rows without them, and who took them may have
/// gone. Saying one twice does it once.
pub fn send_held(conn: &Connection) -> rusqlite::Result<()> {
    conn.prepare_cached(
        "INSERT INTO photo_waiting (photo_id, company_id, customer_id, hash, added_at, again)
         SELECT photo.id, company_id, customer_id, photo.hash, photo.added_at, 1
         FROM session, photo JOIN photo_original ON photo_original.hash = photo.hash
         WHERE removed_at IS NULL
         ON CONFLICT (photo_id) DO NOTHING",
    )?
    .execute([])?;
    Ok(())
}

/// What the server is to get.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ToSend {
    /// Of which photo.
    pub photo: PhotoId,
    /// Its name.
    pub hash: PhotoHash,
    /// The photo is on this device still, or what was put aside of it.
    pub is_kept: bool,
    /// Why the server did not take it the last time.
    pub reason: Option<NotTaken>,
}

/// What waits for the server of this company. What was added for another one goes nowhere else.
const OURS: &str = "photo_waiting.company_id = (SELECT company_id FROM session)";

/// The pictures that may be sent now, the oldest first: the server has heard of the photo, and it was
/// not taken out. Those that it did not take come last. Nothing of another company.
pub fn to_send(conn: &Connection) -> rusqlite::Result<Vec<ToSend>> {
    let found: Vec<Option<ToSend>> = conn
        .prepare_cached(&format!(
            "SELECT photo_id, photo_waiting.hash, reason,
               photo.id IS NOT NULL OR EXISTS (
                 SELECT 1 FROM parked WHERE of_table = 'photo' AND row_id = photo_id) AS is_kept
             FROM photo_waiting LEFT JOIN photo ON photo.id = photo_waiting.photo_id
             WHERE {OURS} AND photo.removed_at IS NULL AND NOT EXISTS (
               SELECT 1 FROM pending_change WHERE of_table = 'photo' AND row_id = photo_id
                 AND kind = 'append' AND acked_at IS NULL)
             ORDER BY again, reason IS NOT NULL, photo_waiting.added_at, photo_id"
        ))?
        .query_map([], |row| {
            let hash: String = row.get("hash")?;
            let Ok(hash) = hash.parse() else {
                return Ok(None);
            };
            Ok(Some(ToSend {
                photo: PhotoId(row.get("photo_id")?),
                hash,
                is_kept: row.get("is_kept")?,
                reason: columns::maybe_word(row, "reason")?,
            }))
        })?
        .collect::<Result<_, _>>()?;
    Ok(found.into_iter().flatten().collect())
}

/// The server has the picture, or there is nobody left whom it is of.
pub fn sent(conn: &Connection, photo: PhotoId) -> rusqlite::Result<()> {
    conn.prepare_cached("DELETE FROM photo_waiting WHERE photo_id = ?1")?
        .execute([photo.0])?;
    Ok(())
}

/// The server did not take the picture, and why. Answers whether that is news.
pub fn not_taken(conn: &Connection, photo: PhotoId, why: NotTaken) -> rusqlite::Result<bool> {
    let changed = conn
        .prepare_cached(
            "UPDATE photo_waiting SET reason = ?2 WHERE photo_id = ?1 AND reason IS NOT ?2",
        )?
        .execute((photo.0, why.as_ref()))?;
    Ok(changed > 0)
}

/// How many pictures are on their way to the server.
pub fn waiting_count(conn: &Connection) -> rusqlite::Result<u32> {
    conn.prepare_cached(&format!(
        "SELECT count(*) AS waiting FROM photo_waiting
         WHERE {OURS} AND NOT again AND photo_id NOT IN (SELECT id FROM photo WHERE removed_at IS NOT NULL)"
    ))?
    .query_row([], |row| row.get("waiting"))
}

/// The pictures that have not left the device, the newest first, at most `most`.
pub fn waiting(conn: &Connection, most: u32) -> rusqlite::Result<Vec<WaitingPhoto>> {
    conn.prepare_cached(concat!(
        "SELECT photo_id, ",
        person!("photo_waiting.customer_id"),
        " AS customer_id, added_at,
           CASE WHEN photo_waiting.company_id = (SELECT company_id FROM session)
             THEN reason ELSE 'other_company' END AS reason,
           trim(customer.given_name || ' ' || customer.family_name) AS customer_name
         FROM photo_waiting LEFT JOIN customer ON customer.id = ",
        person!("photo_waiting.customer_id"),
        " WHERE NOT again AND photo_id NOT IN (SELECT id FROM photo WHERE removed_at IS NOT NULL)
         ORDER BY added_at DESC, photo_id LIMIT ?1"
    ))?
    .query_map([most], |row| {
        Ok(WaitingPhoto {
            id: PhotoId(row.get("photo_id")?),
            customer_id: CustomerId(row.get("customer_id")?),
            customer_name: row.get("customer_name")?,
            added_at: columns::moment_or_epoch(row, "added_at")?,
            reason: columns::maybe_word(row, "reason")?,
        })
    })?
    .collect()
}
