//! One part of a snapshot: a plain SQLite database with rows of one table and nothing else.
//!
//! The columns are those of the device's table (a test of regard-app compares the registry with the
//! migrations). There is no key and no index: the rows stand in the order of their ids, and the
//! device builds its indexes itself, which costs it less than the bytes would.

use regard_sync::tables::{Kind, TABLES, Table};
use rusqlite::Connection;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::{Fields, to_json};

/// The table of rows whose own table this build does not know.
pub const UNKNOWN: &str = "unknown_row";

/// So many bytes a part has at most, about: a phone holds one part in memory at a time.
pub const MOST_BYTES: u64 = 24 << 20;

/// The columns of the part's table; none: there is no such part.
pub fn columns(name: &str) -> Option<Vec<&'static str>> {
    if name == UNKNOWN {
        return Some(vec!["of_table", "row_id", "fields"]);
    }
    let table = TABLES.iter().find(|table| table.name == name)?;
    let fields = table.fields.iter().map(|field| field.name);
    Some(
        std::iter::once("id")
            .chain(fields)
            .chain(["versions", "extra"])
            .collect(),
    )
}

/// The statement that makes the table of a part.
fn create(name: &str) -> Option<String> {
    if name == UNKNOWN {
        return Some(format!(
            "CREATE TABLE {UNKNOWN} (of_table TEXT NOT NULL, row_id BLOB NOT NULL, fields TEXT NOT NULL) STRICT"
        ));
    }
    let table = TABLES.iter().find(|table| table.name == name)?;
    let fields: Vec<String> = table
        .fields
        .iter()
        .map(|field| {
            let kind = match field.kind {
                Kind::Text | Kind::Date | Kind::Time => "TEXT",
                Kind::Id => "BLOB",
                Kind::Integer | Kind::Bool => "INTEGER",
            };
            let required = if field.required { " NOT NULL" } else { "" };
            format!("{} {kind}{required}, ", field.name)
        })
        .collect();
    Some(format!(
        "CREATE TABLE {} (id BLOB NOT NULL, {}versions TEXT NOT NULL, extra TEXT) STRICT",
        table.name,
        fields.concat()
    ))
}

/// What both sides take the tables to be: a device whose app knows other tables or fields than the
/// server gets pages, which say everything by name.
pub fn fingerprint() -> String {
    let mut hash = Sha256::new();
    for table in TABLES {
        hash.update(create(table.name).unwrap_or_default());
        hash.update([0]);
    }
    hex(hash.finalize().get(..8).unwrap_or_default())
}

/// Bytes as hexadecimal digits.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// A part being written, in memory.
pub struct PartWriter {
    connection: Connection,
    rows: u64,
}

impl PartWriter {
    /// An empty part of the table `name`.
    pub fn new(name: &str) -> rusqlite::Result<Self> {
        let create =
            create(name).ok_or_else(|| rusqlite::Error::InvalidParameterName(name.to_owned()))?;
        let connection = Connection::open_in_memory()?;
        connection.execute_batch("PRAGMA page_size = 16384;")?;
        connection.execute_batch(&create)?;
        connection.execute_batch("BEGIN")?;
        Ok(Self {
            connection,
            rows: 0,
        })
    }

    /// Writes the next row.
    pub fn append(&mut self, table: &Table, id: Uuid, fields: &Fields) -> rusqlite::Result<()> {
        crate::append(&self.connection, table, id, fields)?;
        self.rows = self.rows.saturating_add(1);
        Ok(())
    }

    /// Writes the next row of a table that this build does not know.
    pub fn append_unknown(
        &mut self,
        table: &str,
        id: Uuid,
        fields: &Fields,
    ) -> rusqlite::Result<()> {
        self.connection
            .prepare_cached(
                "INSERT INTO unknown_row (of_table, row_id, fields) VALUES (?1, ?2, ?3)",
            )?
            .execute((table, id, to_json(fields)?))?;
        self.rows = self.rows.saturating_add(1);
        Ok(())
    }

    /// The rows so far.
    pub fn rows(&self) -> u64 {
        self.rows
    }

    /// Whether it is as large as a part may be.
    pub fn is_full(&self) -> rusqlite::Result<bool> {
        if !self.rows.is_multiple_of(1_024) {
            return Ok(false);
        }
        let bytes: i64 = self.connection.query_row(
            "SELECT page_count * page_size AS bytes FROM pragma_page_count, pragma_page_size",
            [],
            |row| row.get("bytes"),
        )?;
        Ok(u64::try_from(bytes).unwrap_or(u64::MAX) >= MOST_BYTES)
    }

    /// Ends it, and hands out its bytes.
    pub fn finish<A>(mut self, take: impl FnOnce(&[u8]) -> A) -> rusqlite::Result<A> {
        self.connection.execute_batch("COMMIT")?;
        self.connection.flush_prepared_statement_cache();
        let bytes = self.connection.serialize("main")?;
        Ok(take(&bytes))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_table_has_its_part_and_the_fingerprint_is_one() {
        for table in TABLES {
            assert!(columns(table.name).is_some());
            PartWriter::new(table.name).unwrap();
        }
        PartWriter::new(UNKNOWN).unwrap();
        assert!(PartWriter::new("sqlite_schema").is_err());
        assert_eq!(fingerprint(), fingerprint());
        assert_eq!(fingerprint().len(), 16);
    }

    #[test]
    fn a_part_can_be_read_back_from_its_bytes() {
        let table = regard_sync::tables::table("phone").unwrap();
        let hlc = "019e1d5b3e430000a1b2c3d4e5f60718".parse().unwrap();
        let value = serde_json::json!("555 0159");
        let fields = Fields::from([("typed".to_owned(), regard_sync::FieldState { value, hlc })]);
        let mut part = PartWriter::new("phone").unwrap();
        part.append(table, Uuid::from_u128(7), &fields).unwrap();
        let bytes = part.finish(<[u8]>::to_vec).unwrap();
        let mut read = Connection::open_in_memory().unwrap();
        read.deserialize_read_exact("main", bytes.as_slice(), bytes.len(), true)
            .unwrap();
        let typed: String = read
            .query_row("SELECT typed FROM phone", [], |row| row.get("typed"))
            .unwrap();
        assert_eq!(typed, "555 0159");
    }
}
