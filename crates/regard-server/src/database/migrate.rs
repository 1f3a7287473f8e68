//! Brings the book to the newest tables: a list of files, a number in the database, one transaction each.

use super::sql::engine::Session;
use super::sql::postgres::PostgresSession;
use super::sql::sqlite::SqliteSession;
use super::{DatabaseError, Sql, delivery, sums};

/// One step of the tables, for both engines.
#[derive(Debug, Clone, Copy)]
pub struct Migration {
    /// The name of its two files.
    pub name: &'static str,
    /// For a file.
    pub sqlite: &'static str,
    /// For PostgreSQL.
    pub postgres: &'static str,
    /// What SQL can't do, in the same transaction behind it. It may use what the tables have had
    /// since this step, and nothing newer.
    pub then: Option<Then>,
}

/// What a step does in Rust, inside its own transaction.
pub type Then = fn(&dyn Sql) -> Result<(), DatabaseError>;

/// Every migration in order; the number of a file is its place here, from 1.
pub const MIGRATIONS: &[Migration] = &[
    Migration {
        name: "0001_first",
        sqlite: include_str!("../../../../migrations/server/sqlite/0001_first.sql"),
        postgres: include_str!("../../../../migrations/server/postgres/0001_first.sql"),
        then: None,
    },
    Migration {
        name: "0002_delivery",
        sqlite: include_str!("../../../../migrations/server/sqlite/0002_delivery.sql"),
        postgres: include_str!("../../../../migrations/server/postgres/0002_delivery.sql"),
        then: None,
    },
    Migration {
        name: "0003_found_by",
        sqlite: include_str!("../../../../migrations/server/sqlite/0003_found_by.sql"),
        postgres: include_str!("../../../../migrations/server/postgres/0003_found_by.sql"),
        then: None,
    },
    Migration {
        name: "0004_companies_apart",
        sqlite: include_str!("../../../../migrations/server/sqlite/0004_companies_apart.sql"),
        postgres: include_str!("../../../../migrations/server/postgres/0004_companies_apart.sql"),
        then: None,
    },
    Migration {
        name: "0005_sums",
        sqlite: include_str!("../../../../migrations/server/sqlite/0005_sums.sql"),
        postgres: include_str!("../../../../migrations/server/postgres/0005_sums.sql"),
        then: None,
    },
    Migration {
        name: "0006_sums_of_old_rows",
        sqlite: include_str!("../../../../migrations/server/sqlite/0006_sums_of_old_rows.sql"),
        postgres: include_str!("../../../../migrations/server/postgres/0006_sums_of_old_rows.sql"),
        then: Some(sums::add_up_every_company),
    },
    Migration {
        name: "0007_dispatch",
        sqlite: include_str!("../../../../migrations/server/sqlite/0007_dispatch.sql"),
        postgres: include_str!("../../../../migrations/server/postgres/0007_dispatch.sql"),
        then: Some(delivery::switch::arm_every_company),
    },
    Migration {
        name: "0008_push",
        sqlite: include_str!("../../../../migrations/server/sqlite/0008_push.sql"),
        postgres: include_str!("../../../../migrations/server/postgres/0008_push.sql"),
        then: None,
    },
    Migration {
        name: "0009_replies",
        sqlite: include_str!("../../../../migrations/server/sqlite/0009_replies.sql"),
        postgres: include_str!("../../../../migrations/server/postgres/0009_replies.sql"),
        then: None,
    },
    Migration {
        name: "0010_photos",
        sqlite: include_str!("../../../../migrations/server/sqlite/0010_photos.sql"),
        postgres: include_str!("../../../../migrations/server/postgres/0010_photos.sql"),
        then: None,
    },
];

/// The tables that this build knows.
pub fn known() -> u32 {
    u32::try_from(MIGRATIONS.len()).unwrap_or(u32::MAX)
}

/// Applies what is missing and answers how many migrations that were.
///
/// A book written by a newer server is left alone: [`DatabaseError::NewerThanServer`].
pub(super) fn migrate(session: &SqliteSession) -> Result<u32, DatabaseError> {
    let mut applied = 0;
    for (number, migration) in (1_u32..).zip(MIGRATIONS) {
        // Immediate: two servers that start together migrate one after the other.
        session.begin()?;
        let step = step(session, number, migration);
        match step {
            Ok(_) => session.commit()?,
            Err(_) if session.is_open() => session.roll_back()?,
            Err(_) => {}
        }
        if step? {
            tracing::info!(migration = migration.name, "the book has its newest tables");
            applied += 1;
        }
    }
    Ok(applied)
}

fn step(
    session: &SqliteSession,
    number: u32,
    migration: &Migration,
) -> Result<bool, DatabaseError> {
    let line = session.one(
        "SELECT user_version AS version FROM pragma_user_version",
        &[],
    )?;
    let found: u32 = line.ok_or(DatabaseError::NoCompany)?.get("version")?;
    if !is_missing(found, number)? {
        return Ok(false);
    }
    session.run(migration.sqlite)?;
    if let Some(then) = migration.then {
        then(session)?;
    }
    session.run(&format!("PRAGMA user_version = {number}"))?;
    Ok(true)
}

/// Whether the step of that number has yet to be made in a book with the steps up to `found`.
fn is_missing(found: u32, number: u32) -> Result<bool, DatabaseError> {
    let known = known();
    if found > known {
        return Err(DatabaseError::NewerThanServer { found, known });
    }
    Ok(found < number)
}

/// The same in PostgreSQL, where a table of its own keeps the number.
pub(super) fn migrate_postgres(session: &PostgresSession) -> Result<u32, DatabaseError> {
    let known_tables = session.query(
        "SELECT 1 AS found FROM information_schema.tables
         WHERE table_schema = current_schema() AND table_name = 'book_version'",
        &[],
    )?;
    if known_tables.is_empty() {
        make_version_table(session)?;
    }
    warn_of_a_role_above_the_law(session)?;
    let mut applied = 0;
    for (number, migration) in (1_u32..).zip(MIGRATIONS) {
        let is_new = alone(session, || {
            let line = session.one("SELECT version FROM book_version", &[])?;
            let found: u32 = line.ok_or(DatabaseError::NoCompany)?.get("version")?;
            if !is_missing(found, number)? {
                return Ok(false);
            }
            session.run(migration.postgres)?;
            if let Some(then) = migration.then {
                then(session)?;
            }
            session.execute("UPDATE book_version SET version = ?1", &[number.into()])?;
            Ok(true)
        })?;
        if is_new {
            tracing::info!(migration = migration.name, "the book has its newest tables");
            applied += 1;
        }
    }
    Ok(applied)
}

/// Runs `act` in a transaction that no other server's migration or first start gets between.
pub(super) fn alone<T>(
    session: &PostgresSession,
    act: impl FnOnce() -> Result<T, DatabaseError>,
) -> Result<T, DatabaseError> {
    session.run("BEGIN; SELECT version FROM book_version FOR UPDATE")?;
    let result = act();
    match &result {
        Ok(_) => session.run("COMMIT")?,
        Err(_) => session.run("ROLLBACK")?,
    }
    result
}

/// Two servers that start together may both make the table: the second finds it made.
fn make_version_table(session: &PostgresSession) -> Result<(), DatabaseError> {
    let made = session.run(
        "CREATE TABLE IF NOT EXISTS book_version (
             one BOOLEAN NOT NULL PRIMARY KEY CHECK (one),
             version BIGINT NOT NULL
         )",
    );
    match made {
        Err(DatabaseError::Postgres(fault))
            if matches!(fault.state.as_deref(), Some("23505" | "42710" | "42P07")) => {}
        other => other?,
    }
    session.run("INSERT INTO book_version (one, version) VALUES (TRUE, 0) ON CONFLICT DO NOTHING")
}

/// Row-level security does not hold for a superuser.
fn warn_of_a_role_above_the_law(session: &PostgresSession) -> Result<(), DatabaseError> {
    let line = session.one(
        "SELECT rolsuper OR rolbypassrls AS above FROM pg_roles WHERE rolname = current_user",
        &[],
    )?;
    if line.map(|line| line.get::<bool>("above")).transpose()? == Some(true) {
        tracing::warn!(
            "the database role is above row-level security: give the server a role of its own"
        );
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names_in(folder: &str) -> Vec<String> {
        let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("../../migrations/server")
            .join(folder);
        let mut names: Vec<String> = std::fs::read_dir(path)
            .unwrap()
            .filter_map(|entry| {
                let name = entry.unwrap().file_name().into_string().unwrap();
                name.strip_suffix(".sql").map(str::to_owned)
            })
            .collect();
        names.sort();
        names
    }

    #[test]
    fn the_list_is_the_folder_and_both_databases_have_the_same_files() {
        let listed: Vec<String> = MIGRATIONS
            .iter()
            .map(|migration| migration.name.to_owned())
            .collect();
        assert_eq!(listed, names_in("sqlite"));
        assert_eq!(listed, names_in("postgres"));
    }

    #[test]
    fn a_second_run_changes_nothing_and_a_newer_book_is_left_alone() {
        let session = SqliteSession::on(rusqlite::Connection::open_in_memory().unwrap());
        assert_eq!(migrate(&session).unwrap(), known());
        assert_eq!(migrate(&session).unwrap(), 0);
        let newer = format!("PRAGMA user_version = {}", known() + 1);
        session.run(&newer).unwrap();
        assert!(matches!(
            migrate(&session),
            Err(DatabaseError::NewerThanServer { .. })
        ));
    }
}
