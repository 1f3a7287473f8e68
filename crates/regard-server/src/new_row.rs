//! A row to be written by the server itself: from an import or the demo store.

use std::collections::BTreeMap;

use regard_sync::tables;
use serde_json::Value;
use uuid::Uuid;

/// One row with its fields, as `regard_sync::tables` names them. Absent fields are not listed.
#[derive(Debug, Clone, PartialEq)]
pub struct NewRow {
    /// The table.
    pub table: &'static str,
    /// The row.
    pub id: Uuid,
    /// Its fields; never null.
    pub fields: BTreeMap<String, Value>,
}

impl NewRow {
    /// A row of `table` with the fields of `object`; nulls and empty texts are left out.
    pub fn new(table: &'static str, id: Uuid, object: Value) -> Self {
        let fields = match object {
            Value::Object(map) => map
                .into_iter()
                .filter(|(_, value)| !value.is_null() && value.as_str() != Some(""))
                .collect(),
            _ => BTreeMap::new(),
        };
        Self { table, id, fields }
    }

    /// What the registry would object to: an unknown table or field, or a required field that is
    /// missing.
    pub fn fault(&self) -> Option<String> {
        let Some(table) = tables::table(self.table) else {
            return Some(format!("no table {}", self.table));
        };
        if let Some(unknown) = self.fields.keys().find(|name| table.field(name).is_none()) {
            return Some(format!("no field {}.{unknown}", self.table));
        }
        table
            .fields
            .iter()
            .find(|field| field.required && !self.fields.contains_key(field.name))
            .map(|field| format!("{}.{} is missing", self.table, field.name))
    }
}
