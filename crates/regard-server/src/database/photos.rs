//! Pictures in full of photos: rows of bytes in the book, each once in a company.

use chrono::{DateTime, Utc};
use regard_domain::ids::CompanyId;
use regard_domain::photo::PhotoHash;
use regard_sync::server::StoredRow;
use uuid::Uuid;

use super::sql::Line;
use super::{DatabaseError, Sql, rows};

/// The photos of that picture that are not gone, whoever's they are.
pub fn shown(
    sql: &dyn Sql,
    company: CompanyId,
    hash: PhotoHash,
) -> Result<Vec<StoredRow>, DatabaseError> {
    rows::found_by(sql, company, "photo", &hash.to_string())
}

/// Whether the picture is in the book.
pub fn is_here(sql: &dyn Sql, company: CompanyId, hash: PhotoHash) -> Result<bool, DatabaseError> {
    let line = sql.one(
        "SELECT size FROM photo_original WHERE company = ?1 AND hash = ?2",
        &[company.0.into(), hash.to_string().into()],
    )?;
    Ok(line.is_some())
}

/// The picture, where it is in the book.
pub fn picture(
    sql: &dyn Sql,
    company: CompanyId,
    hash: &str,
) -> Result<Option<Vec<u8>>, DatabaseError> {
    let line = sql.one(
        "SELECT bytes FROM photo_original WHERE company = ?1 AND hash = ?2",
        &[company.0.into(), hash.into()],
    )?;
    line.map(|line| line.get("bytes")).transpose()
}

/// Keeps a picture; one that is there stays.
pub fn keep(
    sql: &dyn Sql,
    company: CompanyId,
    hash: PhotoHash,
    picture: &[u8],
    at: DateTime<Utc>,
) -> Result<(), DatabaseError> {
    let size = u64::try_from(picture.len()).unwrap_or(u64::MAX);
    sql.execute(
        "INSERT INTO photo_original (company, hash, size, received_at, bytes)
         VALUES (?1, ?2, ?3, ?4, ?5)
         ON CONFLICT (company, hash) DO NOTHING",
        &[
            company.0.into(),
            hash.to_string().into(),
            size.into(),
            at.into(),
            picture.into(),
        ],
    )?;
    Ok(())
}

/// How many bytes all pictures of the company have.
pub fn total(sql: &dyn Sql, company: CompanyId) -> Result<u64, DatabaseError> {
    let line = sql.one(
        "SELECT CAST(COALESCE(SUM(size), 0) AS BIGINT) AS total FROM photo_original
         WHERE company = ?1",
        &[company.0.into()],
    )?;
    line.map_or(Ok(0), |line| line.get("total"))
}

/// The names of all pictures of the company, in order.
pub fn all(sql: &dyn Sql, company: CompanyId) -> Result<Vec<String>, DatabaseError> {
    sql.query(
        "SELECT hash FROM photo_original WHERE company = ?1 ORDER BY hash",
        &[company.0.into()],
    )?
    .iter()
    .map(|line| line.get("hash"))
    .collect()
}

/// The pictures of photos that hang on a customer.
pub(super) fn of_root(
    sql: &dyn Sql,
    company: CompanyId,
    root: Uuid,
) -> Result<Vec<String>, DatabaseError> {
    let found = sql.query(
        "SELECT DISTINCT found_by FROM synced_row
         WHERE company = ?1 AND root = ?2 AND tbl = 'photo' AND found_by IS NOT NULL",
        &[company.0.into(), root.into()],
    )?;
    found.iter().map(hash_in).collect()
}

fn hash_in(line: &Line) -> Result<String, DatabaseError> {
    line.get("found_by")
}

/// Takes out those of these pictures of which no photo is left.
pub(super) fn forget_unshown(
    sql: &dyn Sql,
    company: CompanyId,
    hashes: &[String],
) -> Result<(), DatabaseError> {
    for hash in hashes {
        sql.later(
            "DELETE FROM photo_original WHERE company = ?1 AND hash = ?2
               AND NOT EXISTS (SELECT 1 FROM synced_row
                 WHERE synced_row.company = ?1 AND tbl = 'photo' AND found_by = ?2
                   AND NOT deleted)",
            vec![company.0.into(), hash.into()],
        )?;
    }
    Ok(())
}

/// Takes out every picture of which no photo is left. Answers how many there were.
pub fn forget_orphans(sql: &dyn Sql, company: CompanyId) -> Result<u64, DatabaseError> {
    sql.execute(
        "DELETE FROM photo_original WHERE company = ?1
           AND NOT EXISTS (SELECT 1 FROM synced_row
             WHERE synced_row.company = ?1 AND tbl = 'photo'
               AND found_by = photo_original.hash AND NOT deleted)",
        &[company.0.into()],
    )
}

/// The photos that were taken out and are not gone. It looks through every photo of the book: for what is
/// asked once a day.
pub fn removed(sql: &dyn Sql, company: CompanyId) -> Result<Vec<Uuid>, DatabaseError> {
    let removed_at = sql.dialect().value_of("removed_at");
    sql.query(
        &format!(
            "SELECT id FROM synced_row
             WHERE company = ?1 AND tbl = 'photo' AND NOT deleted AND {removed_at} IS NOT NULL
             ORDER BY id"
        ),
        &[company.0.into()],
    )?
    .iter()
    .map(|line| line.get("id"))
    .collect()
}
