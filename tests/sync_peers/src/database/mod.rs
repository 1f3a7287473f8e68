//! Looks at what a device has, to check it: in its own words, row by row.

use rusqlite::{Connection, OptionalExtension};
use sha2::{Digest, Sha256};
use uuid::Uuid;

/// The tables and fields of the made-up store, in the order of `content.mjs`.
const CONTENT: &[(&str, &[&str])] = &[
    (
        "customer",
        &[
            "given_name",
            "family_name",
            "nickname",
            "said_as",
            "former_names",
            "language",
            "company_name",
            "street",
            "city",
            "region",
            "postal_code",
            "country",
            "about",
            "memory",
            "customer_since",
            "created_at",
        ],
    ),
    (
        "purchase",
        &[
            "bought_on",
            "description",
            "quantity",
            "price",
            "currency",
            "occasion",
            "meaning",
        ],
    ),
    ("note", &["kind", "words", "noted_at"]),
];

/// How many customers are on the device.
pub fn customers(conn: &Connection) -> rusqlite::Result<u32> {
    conn.query_row("SELECT count(*) AS customers FROM customer", [], |row| {
        row.get("customers")
    })
}

/// SHA-256 of every row: id and fields with a unit separator between, a line each, by id.
pub fn content_hash(conn: &Connection) -> rusqlite::Result<String> {
    let mut whole = String::new();
    for (table, fields) in CONTENT {
        let mut hash = Sha256::new();
        let owner = if *table == "customer" {
            "id"
        } else {
            "customer_id"
        };
        let columns: Vec<String> = fields
            .iter()
            .map(|name| format!("coalesce({name}, '')"))
            .collect();
        let mut statement = conn.prepare(&format!(
            "SELECT id, {owner} AS owner, concat_ws(char(31), {}) AS line FROM {table} ORDER BY id",
            columns.join(", ")
        ))?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let (id, owner): (Uuid, Uuid) = (row.get("id")?, row.get("owner")?);
            let line: String = row.get("line")?;
            hash.update(format!("{id}\u{1f}{owner}\u{1f}{line}\n").as_bytes());
        }
        let bytes = hash.finalize();
        whole.extend(bytes.iter().map(|byte| format!("{byte:02x}")));
    }
    Ok(whole)
}

/// What a field of a customer says.
pub fn field(conn: &Connection, id: Uuid, name: &str) -> rusqlite::Result<Option<String>> {
    // Only names of the list above come into the statement.
    let known = CONTENT
        .iter()
        .take(1)
        .flat_map(|(_, fields)| fields.iter())
        .find(|known| **known == name);
    let Some(known) = known else { return Ok(None) };
    let found = conn
        .prepare_cached(&format!(
            "SELECT {known} AS value FROM customer WHERE id = ?1"
        ))?
        .query_row([id], |row| row.get("value"))
        .optional()?;
    Ok(found.flatten())
}

/// What was entered at the same time and stands beside it on the customer's page.
pub fn also_entered(conn: &Connection, customer: Uuid) -> rusqlite::Result<Vec<String>> {
    conn.prepare_cached("SELECT value FROM also_entered WHERE customer_id = ?1 ORDER BY id")?
        .query_map([customer], |row| row.get("value"))?
        .collect()
}
