//! Whose book this is. A file holds one company's book, a PostgreSQL database may hold many.

use chrono::{DateTime, Utc};
use regard_domain::ids::CompanyId;
use uuid::Uuid;

use super::sql::Dialect;
use super::{DatabaseError, Sql};

/// The company that this server serves, and the server's part in stamps; a new book gets one.
///
/// `wanted` names it where there may be several. Runs inside a transaction that no other server
/// gets between.
pub(super) fn own(
    sql: &dyn Sql,
    wanted: Option<Uuid>,
    name: &str,
    now: DateTime<Utc>,
) -> Result<(CompanyId, Uuid), DatabaseError> {
    let mut found: Vec<(Uuid, Uuid, String)> = Vec::new();
    for line in sql.query("SELECT id, writer, name FROM company", &[])? {
        found.push((line.get("id")?, line.get("writer")?, line.get("name")?));
    }
    if let Some(wanted) = wanted {
        if sql.dialect() == Dialect::Sqlite
            && let Some((is, ..)) = found.iter().find(|(id, ..)| *id != wanted)
        {
            return Err(DatabaseError::AnotherCompany { found: *is, wanted });
        }
        found.retain(|(id, ..)| *id == wanted);
    }
    match found.as_slice() {
        [] => {
            let company = wanted.unwrap_or_else(Uuid::now_v7);
            let stamper = Uuid::now_v7();
            enter(sql, company)?;
            sql.execute(
                "INSERT INTO company (id, name, epoch, writer, created_at)
                 VALUES (?1, ?2, ?3, ?4, ?5)",
                &[
                    company.into(),
                    name.into(),
                    Uuid::now_v7().into(),
                    stamper.into(),
                    now.into(),
                ],
            )?;
            sql.execute(
                "INSERT INTO company_head (company, head) VALUES (?1, 0)",
                &[company.into()],
            )?;
            Ok((CompanyId(company), stamper))
        }
        [(company, stamper, known_as)] => {
            if known_as != name {
                enter(sql, *company)?;
                sql.execute(
                    "UPDATE company SET name = ?1 WHERE id = ?2",
                    &[name.into(), (*company).into()],
                )?;
            }
            Ok((CompanyId(*company), *stamper))
        }
        several => Err(DatabaseError::WhichCompany {
            count: several.len(),
        }),
    }
}

/// Every company of the database.
pub(super) fn all(sql: &dyn Sql) -> Result<Vec<Uuid>, DatabaseError> {
    sql.query("SELECT id FROM company", &[])?
        .iter()
        .map(|line| line.get("id"))
        .collect()
}

/// From here to the end of the transaction only this company's rows are seen.
pub(super) fn enter(sql: &dyn Sql, company: Uuid) -> Result<(), DatabaseError> {
    if sql.dialect() == Dialect::Postgres {
        sql.query(
            "SELECT set_config('regard.company', ?1, true) AS company",
            &[company.to_string().into()],
        )?;
    }
    Ok(())
}
