//! Brings the book to the newest tables: a list of files, a number in the database, one transaction each.

use rusqlite::Connection;

use super::DatabaseError;

/// Every migration in order; the number of a file is its place here, from 1.
/// The files of `migrations/server/postgres` bear the same names.
pub const MIGRATIONS: &[(&str, &str)] = &[
    (
        "0001_first",
        include_str!("../../../../migrations/server/sqlite/0001_first.sql"),
    ),
    (
        "0002_delivery",
        include_str!("../../../../migrations/server/sqlite/0002_delivery.sql"),
    ),
];

/// The tables that this build knows.
pub fn known() -> u32 {
    u32::try_from(MIGRATIONS.len()).unwrap_or(u32::MAX)
}

/// Applies what is missing and answers how many migrations that were.
///
/// A book written by a newer server is left alone: [`DatabaseError::NewerThanServer`].
pub fn migrate(connection: &mut Connection) -> Result<u32, DatabaseError> {
    let mut applied = 0;
    let mut number = 0;
    for (name, sql) in MIGRATIONS {
        number += 1;
        // Immediate: two servers that start together migrate one after the other.
        let transaction =
            connection.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
        let found: u32 = transaction.pragma_query_value(None, "user_version", |row| row.get(0))?;
        if found > known() {
            return Err(DatabaseError::NewerThanServer {
                found,
                known: known(),
            });
        }
        if found >= number {
            continue;
        }
        transaction.execute_batch(sql)?;
        transaction.pragma_update(None, "user_version", number)?;
        transaction.commit()?;
        tracing::info!(migration = name, "the book has its newest tables");
        applied += 1;
    }
    Ok(applied)
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
            .map(|(name, _)| (*name).to_owned())
            .collect();
        assert_eq!(listed, names_in("sqlite"));
        assert_eq!(listed, names_in("postgres"));
    }

    #[test]
    fn a_second_run_changes_nothing_and_a_newer_book_is_left_alone() {
        let mut connection = Connection::open_in_memory().unwrap();
        assert_eq!(migrate(&mut connection).unwrap(), known());
        assert_eq!(migrate(&mut connection).unwrap(), 0);
        connection
            .pragma_update(None, "user_version", known() + 1)
            .unwrap();
        assert!(matches!(
            migrate(&mut connection),
            Err(DatabaseError::NewerThanServer { .. })
        ));
    }

    #[test]
    fn both_databases_have_the_same_tables_and_columns() {
        let columns = |folder: &str| -> Vec<String> {
            names_in(folder)
                .iter()
                .flat_map(|name| {
                    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR"))
                        .join(format!("../../migrations/server/{folder}/{name}.sql"));
                    let text = std::fs::read_to_string(path).unwrap();
                    text.lines()
                        .map(str::trim)
                        .filter(|line| !line.starts_with("--") && !line.is_empty())
                        .filter_map(|line| {
                            let mut words = line.split_whitespace();
                            let first = words.next()?;
                            let told = if first == "CREATE" { line } else { first };
                            (!told.starts_with(')')).then(|| told.to_owned())
                        })
                        .collect::<Vec<String>>()
                })
                .collect()
        };
        assert_eq!(columns("sqlite"), columns("postgres"));
    }
}
