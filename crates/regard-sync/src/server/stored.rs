//! Rows as the server has them: each field with its stamp and the number of the change that set it.

use std::collections::BTreeMap;

use regard_domain::ids::AssociateId;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

use crate::hlc::Hlc;
use crate::row::FieldState;
use crate::sums::Sum;
use crate::tables;

/// One field as it stands.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct StoredField {
    /// The value that shows.
    #[serde(rename = "v")]
    pub value: Value,
    /// Its stamp.
    #[serde(rename = "h")]
    pub hlc: Hlc,
    /// The number of the change that set it; 0 until the write is numbered.
    #[serde(rename = "s")]
    pub seq: u64,
    /// Who entered it; none: the server or another system.
    #[serde(rename = "b", default, skip_serializing_if = "Option::is_none")]
    pub by: Option<AssociateId>,
    /// The stamp it came with, where the server had to give it another. The author's next edit
    /// names this one as what it saw.
    #[serde(rename = "o", default, skip_serializing_if = "Option::is_none")]
    pub came_as: Option<Hlc>,
}

impl StoredField {
    /// As it travels.
    pub fn state(&self) -> FieldState {
        FieldState {
            value: self.value.clone(),
            hlc: self.hlc,
        }
    }
}

/// The sums of a feed's rows.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct FeedSums {
    /// With every field.
    pub all: Sum,
    /// With what the bench's devices get.
    pub bench: Sum,
}

impl FeedSums {
    /// With others added.
    #[must_use]
    pub fn plus(self, other: Self) -> Self {
        Self {
            all: self.all.plus(other.all),
            bench: self.bench.plus(other.bench),
        }
    }

    /// With others taken out.
    #[must_use]
    pub fn minus(self, other: Self) -> Self {
        Self {
            all: self.all.minus(other.all),
            bench: self.bench.minus(other.bench),
        }
    }
}

/// One synced row.
#[derive(Debug, Clone, PartialEq)]
pub struct StoredRow {
    /// Its table.
    pub table: String,
    /// Its id.
    pub id: Uuid,
    /// The customer it hangs on, or is.
    pub root: Option<Uuid>,
    /// Where it is read.
    pub feed: String,
    /// The number of its newest change; 0: not yet stored.
    pub seq: u64,
    /// The number with which it came into its feed; 0: comes in with this write.
    pub entered: u64,
    /// Its fields, those of a newer app too.
    pub fields: BTreeMap<String, StoredField>,
    /// It is gone; a later edit may restore it.
    pub deleted: bool,
}

impl StoredRow {
    /// A row that is not yet stored.
    pub fn new(table: &str, id: Uuid) -> Self {
        Self {
            table: table.to_owned(),
            id,
            root: None,
            feed: String::new(),
            seq: 0,
            entered: 0,
            fields: BTreeMap::new(),
            deleted: false,
        }
    }

    /// Its part in the sums of its feed, as everybody sees it and as the bench does.
    pub fn sums(&self) -> FeedSums {
        if self.deleted {
            return FeedSums::default();
        }
        let table = tables::table(&self.table);
        let stamps = || {
            let fields = self.fields.iter();
            fields.map(|(name, field)| (name.as_str(), field.hlc))
        };
        let bench_sees = |name: &str| {
            table.is_some_and(|table| {
                table.bench && table.field(name).is_some_and(|field| field.bench)
            })
        };
        FeedSums {
            all: Sum::of_row(&self.table, self.id, stamps()),
            bench: Sum::of_row(
                &self.table,
                self.id,
                stamps().filter(|(name, _)| bench_sees(name)),
            ),
        }
    }

    /// The value of a field; none when there is none or it is null.
    pub fn value(&self, field: &str) -> Option<&Value> {
        self.fields
            .get(field)
            .map(|field| &field.value)
            .filter(|value| !value.is_null())
    }

    /// A field's text.
    pub fn text(&self, field: &str) -> Option<&str> {
        self.value(field).and_then(Value::as_str)
    }

    /// A field that holds an id.
    pub fn id_in(&self, field: &str) -> Option<Uuid> {
        self.text(field).and_then(|text| Uuid::parse_str(text).ok())
    }

    /// The row as a typed value: its fields by name, and `id`.
    pub fn read_as<T: DeserializeOwned>(&self) -> Result<T, serde_json::Error> {
        let mut object: serde_json::Map<String, Value> = self
            .fields
            .iter()
            .map(|(name, field)| (name.clone(), field.value.clone()))
            .collect();
        object.insert("id".to_owned(), Value::String(self.id.to_string()));
        serde_json::from_value(Value::Object(object))
    }
}
