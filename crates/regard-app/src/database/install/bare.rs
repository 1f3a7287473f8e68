//! Tables that get their key when their rows are in.
//!
//! A table with a key looks the key of each row up before it takes the row. One without an index, whose
//! columns are those of a part, takes over a part's rows as they lie there, without taking them apart. The key is made afterwards of all rows at once, like every other index, and
//! the table is then declared as the migrations declare it: the file is byte for byte of the same
//! kind (<https://www.sqlite.org/fileformat2.html#representation_of_sql_indices>).

use regard_rows::part;
use regard_sync::tables::TABLES;
use rusqlite::Connection;

/// How the migrations declare a key, and the same column without one.
const KEY: &str = "id BLOB PRIMARY KEY NOT NULL";
const NO_KEY: &str = "id BLOB NOT NULL";

/// A table without its key.
pub(super) struct Bare {
    pub(super) table: String,
    /// Its columns are those of a part, in the same order.
    pub(super) is_like_part: bool,
    /// How it is declared.
    sql: String,
}

/// Takes the keys of the synced tables away. The tables have no rows, indexes or triggers.
pub(super) fn strip(connection: &Connection) -> rusqlite::Result<Vec<Bare>> {
    let mut stripped = Vec::new();
    for table in TABLES {
        let name = table.name;
        let columns: Vec<String> = connection
            .prepare("SELECT name FROM pragma_table_info(?1) ORDER BY cid")?
            .query_map([name], |row| row.get("name"))?
            .collect::<Result<_, _>>()?;
        let sql: String = connection.query_row(
            "SELECT sql FROM sqlite_schema WHERE type = 'table' AND name = ?1",
            [name],
            |row| row.get("sql"),
        )?;
        if sql.matches(KEY).count() == 1 {
            let without = sql.replacen(KEY, NO_KEY, 1);
            connection.execute_batch(&format!("DROP TABLE {name}; {without};"))?;
            stripped.push(Bare {
                table: name.to_owned(),
                is_like_part: part::columns(name).is_some_and(|part| columns == part),
                sql,
            });
        }
    }
    Ok(stripped)
}

impl Bare {
    /// Gives the table its key. An error where a key stands there twice.
    pub(super) fn give_key(&self, connection: &Connection) -> rusqlite::Result<()> {
        let table = &self.table;
        connection.execute_batch(&format!(
            "CREATE UNIQUE INDEX fresh.key_of_{table} ON {table} (id);
             PRAGMA writable_schema = ON;"
        ))?;
        connection.execute(
            "UPDATE fresh.sqlite_schema SET sql = ?2 WHERE type = 'table' AND name = ?1",
            (table, &self.sql),
        )?;
        connection.execute(
            "UPDATE fresh.sqlite_schema SET name = 'sqlite_autoindex_' || ?1 || '_1', sql = NULL
             WHERE type = 'index' AND name = 'key_of_' || ?1",
            [table],
        )?;
        // Reads the declarations anew.
        connection.execute_batch("PRAGMA writable_schema = RESET;")
    }
}

#[cfg(test)]
mod tests {
    use regard_rows::part::PartWriter;
    use regard_sync::{FieldState, Part, tables};
    use serde_json::json;
    use uuid::Uuid;

    use super::super::{Fresh, InstallError, Unpacked, fresh};
    use super::*;
    use crate::database::migrate;
    use crate::key_store::Key32;

    /// What makes a database, in the order of the names.
    fn declared(connection: &Connection) -> Vec<(String, String, Option<String>)> {
        let mut all = connection
            .prepare("SELECT type, name, sql FROM sqlite_schema ORDER BY type, name")
            .unwrap();
        let all = all.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)));
        all.unwrap().collect::<Result<_, _>>().unwrap()
    }

    /// A part with phones of these ids.
    fn phones(ids: &[u128]) -> (Part, Unpacked) {
        let table = tables::table("phone").unwrap();
        let mut writer = PartWriter::new("phone").unwrap();
        for id in ids {
            let hlc = "019e1d5b3e430000a1b2c3d4e5f60718".parse().unwrap();
            let state = |value| FieldState { value, hlc };
            let fields = [
                ("customer_id", json!(Uuid::from_u128(id % 3))),
                ("typed", json!(format!("555 {id}"))),
                ("preferred", json!(true)),
            ];
            let fields = fields.map(|(name, value)| (name.to_owned(), state(value)));
            writer
                .append(table, Uuid::from_u128(*id), &fields.into())
                .unwrap();
        }
        let rows = writer.rows();
        writer
            .finish(|bytes| {
                let length = u64::try_from(bytes.len()).unwrap();
                let part = Part {
                    table: "phone".to_owned(),
                    at: 0,
                    bytes: length,
                    raw_bytes: length,
                    rows,
                };
                let unpacked = Unpacked::of(&part, bytes).unwrap();
                (part, unpacked)
            })
            .unwrap()
    }

    #[test]
    fn a_filled_file_is_declared_as_a_migrated_one_and_is_sound() {
        let folder = tempfile::tempdir().unwrap();
        let key = Key32::random().unwrap();
        let mut filling = Fresh::begin(&folder.path().join("regard.db"), &key).unwrap();
        assert!(filling.is_like_part("phone"), "the fast way is gone");
        for ids in [(1..1_000).collect::<Vec<_>>(), (1_000..1_500).collect()] {
            let (part, unpacked) = phones(&ids);
            filling.take(&part, &unpacked).unwrap();
        }
        let path = filling.finish().unwrap();
        let filled = fresh::open(&path, &key).unwrap();
        let mut migrated = Connection::open_in_memory().unwrap();
        migrate::migrate(&mut migrated).unwrap();
        assert_eq!(declared(&filled), declared(&migrated));
        let sound: String = filled
            .query_row("PRAGMA integrity_check", [], |row| row.get(0))
            .unwrap();
        assert_eq!(sound, "ok");
        let way: String = filled
            .query_row(
                "EXPLAIN QUERY PLAN SELECT * FROM phone WHERE id = x'00'",
                [],
                |row| row.get("detail"),
            )
            .unwrap();
        assert!(way.contains("sqlite_autoindex_phone_1"), "{way}");
        let again = "INSERT INTO phone SELECT * FROM phone WHERE typed = '555 7'";
        assert!(filled.execute(again, []).is_err(), "a key twice");
    }

    #[test]
    fn a_key_that_came_twice_makes_the_snapshot_unusable() {
        let folder = tempfile::tempdir().unwrap();
        let key = Key32::random().unwrap();
        let mut filling = Fresh::begin(&folder.path().join("regard.db"), &key).unwrap();
        for ids in [&[1, 2, 3], &[3, 4, 5]] {
            let (part, unpacked) = phones(ids);
            filling.take(&part, &unpacked).unwrap();
        }
        let end = filling.finish();
        assert!(matches!(end, Err(InstallError::Unusable)));
    }
}
