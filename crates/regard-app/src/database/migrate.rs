//! Brings a database to the newest tables, one migration after the other.

use rusqlite::Connection;

/// Every migration ever shipped, oldest first. Never edit or reorder a shipped one.
pub const MIGRATIONS: &[(&str, &str)] = &[
    (
        "0001_first",
        include_str!("../../../../migrations/app/0001_first.sql"),
    ),
    (
        "0002_search",
        include_str!("../../../../migrations/app/0002_search.sql"),
    ),
    (
        "0003_open_repairs",
        include_str!("../../../../migrations/app/0003_open_repairs.sql"),
    ),
    (
        "0004_search_index",
        include_str!("../../../../migrations/app/0004_search_index.sql"),
    ),
    (
        "0005_sent_to",
        include_str!("../../../../migrations/app/0005_sent_to.sql"),
    ),
    (
        "0006_check",
        include_str!("../../../../migrations/app/0006_check.sql"),
    ),
    (
        "0007_same_person",
        include_str!("../../../../migrations/app/0007_same_person.sql"),
    ),
    (
        "0008_replies",
        include_str!("../../../../migrations/app/0008_replies.sql"),
    ),
    (
        "0009_stops_and_stand_ins",
        include_str!("../../../../migrations/app/0009_stops_and_stand_ins.sql"),
    ),
    (
        "0010_note_traces",
        include_str!("../../../../migrations/app/0010_note_traces.sql"),
    ),
    (
        "0011_promise_terms",
        include_str!("../../../../migrations/app/0011_promise_terms.sql"),
    ),
    (
        "0012_hard_times",
        include_str!("../../../../migrations/app/0012_hard_times.sql"),
    ),
    (
        "0013_days",
        include_str!("../../../../migrations/app/0013_days.sql"),
    ),
    (
        "0014_reasons",
        include_str!("../../../../migrations/app/0014_reasons.sql"),
    ),
    (
        "0015_strands",
        include_str!("../../../../migrations/app/0015_strands.sql"),
    ),
    (
        "0016_wishes",
        include_str!("../../../../migrations/app/0016_wishes.sql"),
    ),
    (
        "0017_appointments_and_legends",
        include_str!("../../../../migrations/app/0017_appointments_and_legends.sql"),
    ),
    (
        "0018_handovers",
        include_str!("../../../../migrations/app/0018_handovers.sql"),
    ),
    (
        "0019_of_erased",
        include_str!("../../../../migrations/app/0019_of_erased.sql"),
    ),
    (
        "0020_photos",
        include_str!("../../../../migrations/app/0020_photos.sql"),
    ),
    (
        "0021_quick_days",
        include_str!("../../../../migrations/app/0021_quick_days.sql"),
    ),
];

/// Why a database could not be brought to the newest tables.
#[derive(Debug, thiserror::Error)]
pub enum MigrateError {
    /// A newer app made it. Nothing was touched.
    #[error("the database is of version {found}, this app knows {known}")]
    NewerThanApp {
        /// Its version.
        found: u32,
        /// The newest this app knows.
        known: u32,
    },
    /// One migration failed; those before it stand.
    #[error("migration {name} failed: {source}")]
    Failed {
        /// Which.
        name: &'static str,
        /// Why.
        source: rusqlite::Error,
    },
    /// The database can't be read at all.
    #[error(transparent)]
    Database(#[from] rusqlite::Error),
}

/// Applies the migrations that the database does not have yet, each in its own transaction, and
/// answers how many there were.
pub fn migrate(connection: &mut Connection) -> Result<u32, MigrateError> {
    apply(connection, MIGRATIONS)
}

fn apply(
    connection: &mut Connection,
    migrations: &'static [(&'static str, &'static str)],
) -> Result<u32, MigrateError> {
    let found: u32 = connection.query_row("PRAGMA user_version", [], |row| row.get(0))?;
    let known = u32::try_from(migrations.len()).unwrap_or(u32::MAX);
    if found > known {
        return Err(MigrateError::NewerThanApp { found, known });
    }
    for ((name, sql), version) in migrations.iter().zip(1u32..) {
        if version <= found {
            continue;
        }
        let failed = |source| MigrateError::Failed { name, source };
        let transaction = connection.transaction().map_err(failed)?;
        transaction.execute_batch(sql).map_err(failed)?;
        transaction
            .pragma_update(None, "user_version", version)
            .map_err(failed)?;
        transaction.commit().map_err(failed)?;
    }
    Ok(known - found)
}

#[cfg(test)]
mod tests {
    use super::*;
    use regard_sync::tables::{Kind, TABLES};
    use std::collections::BTreeSet;

    fn fresh() -> Connection {
        let mut connection = Connection::open_in_memory().unwrap();
        migrate(&mut connection).unwrap();
        connection
    }

    #[test]
    fn the_list_and_the_folder_agree() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../migrations/app");
        let mut files: Vec<String> = std::fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .filter_map(|name| name.strip_suffix(".sql").map(str::to_owned))
            .collect();
        files.sort();
        let listed: Vec<&str> = MIGRATIONS.iter().map(|(name, _)| *name).collect();
        assert_eq!(files, listed);
    }

    #[test]
    fn migrating_twice_changes_nothing() {
        let mut connection = fresh();
        assert_eq!(migrate(&mut connection).unwrap(), 0);
    }

    #[test]
    fn a_database_of_a_newer_app_is_told_apart_and_not_touched() {
        let mut connection = Connection::open_in_memory().unwrap();
        connection.pragma_update(None, "user_version", 99).unwrap();
        assert!(matches!(
            migrate(&mut connection),
            Err(MigrateError::NewerThanApp { found: 99, .. })
        ));
    }

    #[test]
    fn a_failed_migration_leaves_the_ones_before_it() {
        let mut connection = Connection::open_in_memory().unwrap();
        let error = apply(
            &mut connection,
            &[
                ("0001_good", "CREATE TABLE good (id INTEGER) STRICT;"),
                (
                    "0002_bad",
                    "CREATE TABLE half (id INTEGER) STRICT; NONSENSE;",
                ),
            ],
        );
        assert!(matches!(
            error,
            Err(MigrateError::Failed {
                name: "0002_bad",
                ..
            })
        ));
        let version: u32 = connection
            .query_row("PRAGMA user_version", [], |row| row.get(0))
            .unwrap();
        assert_eq!(version, 1);
        assert!(connection.prepare("SELECT id FROM half").is_err());
    }

    /// The registry of what travels and the tables of the device are one and the same.
    #[test]
    fn synced_tables_have_the_columns_of_the_registry() {
        let connection = fresh();
        for table in TABLES {
            let mut expected = vec![("id".to_owned(), "BLOB", true)];
            expected.extend(table.fields.iter().map(|field| {
                let kind = match field.kind {
                    Kind::Text | Kind::Date | Kind::Time => "TEXT",
                    Kind::Id => "BLOB",
                    Kind::Integer | Kind::Bool => "INTEGER",
                };
                (field.name.to_owned(), kind, field.required)
            }));
            expected.push(("versions".to_owned(), "TEXT", true));
            expected.push(("extra".to_owned(), "TEXT", false));
            let mut statement = connection
                .prepare("SELECT name, type, \"notnull\" FROM pragma_table_info(?1)")
                .unwrap();
            let found: Vec<(String, String, bool)> = statement
                .query_map([table.name], |row| {
                    Ok((row.get(0)?, row.get(1)?, row.get(2)?))
                })
                .unwrap()
                .map(Result::unwrap)
                .collect();
            let found: BTreeSet<(String, &str, bool)> = found
                .iter()
                .map(|(name, kind, required)| (name.clone(), kind.as_str(), *required))
                .collect();
            // A column that came later stands at the end.
            let expected: BTreeSet<_> = expected.into_iter().collect();
            assert_eq!(found, expected, "{}", table.name);
        }
    }

    #[test]
    fn every_table_is_strict_but_those_of_the_search() {
        let connection = fresh();
        let mut statement = connection
            .prepare("SELECT name FROM pragma_table_list WHERE type = 'table' AND strict = 0 AND name NOT LIKE 'sqlite_%' AND name NOT LIKE 'long\\_text\\__%' ESCAPE '\\'")
            .unwrap();
        let loose: Vec<String> = statement
            .query_map([], |row| row.get(0))
            .unwrap()
            .map(Result::unwrap)
            .collect();
        assert_eq!(loose, Vec::<String>::new());
    }
}
