//! The made-up store as `data.mjs` writes it: one customer a line, with what hangs on them.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::Path;

use serde::Deserialize;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::Failure;

/// One customer, with purchases and notes.
#[derive(Debug, Deserialize)]
pub struct MadeUp {
    /// The customer's id and fields.
    pub customer: Row,
    /// What they bought.
    pub purchases: Vec<Row>,
    /// What was noted.
    pub notes: Vec<Row>,
}

/// A row as it stands in the file.
#[derive(Debug, Deserialize)]
pub struct Row {
    /// The row.
    pub id: Uuid,
    /// Its fields.
    #[serde(flatten)]
    pub fields: BTreeMap<String, Value>,
}

/// The customers of a file, one after the other.
pub fn read(path: &Path) -> Result<impl Iterator<Item = Result<MadeUp, Failure>>, Failure> {
    let lines = BufReader::new(File::open(path)?).lines();
    Ok(lines.map(|line| Ok(serde_json::from_str(&line?)?)))
}

impl MadeUp {
    /// The rows of the book, the customer first; `store` stands for the store of the file.
    pub fn rows(self, store: Uuid) -> Vec<(&'static str, Row)> {
        let Self {
            mut customer,
            purchases,
            notes,
        } = self;
        let id = customer.id;
        customer.fields.insert("store_id".into(), json!(store));
        let mut rows = vec![("customer", customer)];
        for mut purchase in purchases {
            purchase.fields.insert("store_id".into(), json!(store));
            purchase.fields.insert("customer_id".into(), json!(id));
            rows.push(("purchase", purchase));
        }
        for mut note in notes {
            note.fields.insert("customer_id".into(), json!(id));
            rows.push(("note", note));
        }
        rows
    }
}
