//! What a device sends upward: changes, field by field, with the value its author saw.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

use crate::hlc::Hlc;
use crate::table::Belongs;
use crate::tables;

/// One edit of one row.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Change {
    /// The device's own number of this change: contiguous, from 1 in each incarnation.
    pub n: u64,
    /// The table ([`crate::tables`]); a table that this build does not know is kept and passed on.
    pub table: String,
    /// The row.
    pub id: Uuid,
    /// What is done to it.
    pub kind: ChangeKind,
    /// The fields changed; for an append every field that has a value.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub fields: BTreeMap<String, FieldChange>,
}

impl Change {
    /// Says that the number holds nothing: no later change may ever get it, since a request in which it
    /// meant something may still be on its way.
    pub fn nothing(n: u64) -> Self {
        Self {
            n,
            table: String::new(),
            id: Uuid::nil(),
            kind: ChangeKind::Nothing,
            fields: BTreeMap::new(),
        }
    }

    /// The same without the texts that the author saw. A server that needs one, since somebody else wrote
    /// there too, says so ([`crate::SyncAnswer::wants_seen`]), and hears all of it.
    #[must_use]
    pub fn leaving_out_seen(mut self) -> Self {
        for field in self.fields.values_mut() {
            if field.base.is_some() && field.seen.as_ref().is_some_and(Value::is_string) {
                field.seen = Some(Value::Bool(false));
            }
        }
        self
    }

    /// The customer on whom the row hangs, as far as this change says; a table that this build does not
    /// know names them as ours do.
    pub fn owner(&self) -> Option<Uuid> {
        match tables::table(&self.table).map(|table| table.belongs) {
            Some(Belongs::ToCustomer(field)) => self.id_in(field),
            None => self.id_in("customer_id"),
            Some(Belongs::Company | Belongs::Customer | Belongs::ToAssociate(_)) => None,
        }
    }

    /// The id that it says in a field.
    pub fn id_in(&self, field: &str) -> Option<Uuid> {
        let field = self.fields.get(field)?;
        Uuid::parse_str(field.value.as_str()?).ok()
    }
}

/// What is done to a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ChangeKind {
    /// A new row. An id that exists already is merged by the table's rule.
    Append,
    /// New values for fields of a row that exists; never creates one.
    Set,
    /// The row goes; a concurrent edit restores it.
    Delete,
    /// A privacy request: the row and all that hangs on it goes everywhere, for good.
    Erase,
    /// A number that holds nothing any more: what had it was set aside or forgotten.
    Nothing,
    /// What a newer app does and this build does not know: set aside with all its words.
    #[serde(other)]
    Unknown,
}

/// A new value of one field.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FieldChange {
    /// The new value: text, whole number, boolean or null; ids and dates are text.
    pub value: Value,
    /// When, on the author's hybrid clock.
    pub hlc: Hlc,
    /// The stamp of the value that the author saw; none: there was none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub base: Option<Hlc>,
    /// Of a long text, the value that the author saw: two edits are woven together on it. `false`: there
    /// was one, and it was left out ([`Change::leaving_out_seen`]).
    #[serde(
        default,
        deserialize_with = "present",
        skip_serializing_if = "Option::is_none"
    )]
    pub seen: Option<Value>,
}

impl FieldChange {
    /// Whether there was a text before, and what it was is not said.
    pub fn leaves_out_seen(&self) -> bool {
        self.seen == Some(Value::Bool(false))
    }
}

/// A value that is there, null too: the author saw that there was nothing.
fn present<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Option<Value>, D::Error> {
    Value::deserialize(deserializer).map(Some)
}

/// What became of one change.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ChangeResult {
    /// The change's number.
    pub n: u64,
    /// What became of it.
    #[serde(flatten)]
    pub outcome: ChangeOutcome,
}

/// What became of one change.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "result")]
pub enum ChangeOutcome {
    /// Taken as it is, or known already.
    Ok,
    /// Someone else had changed the same: one value shows, the other is kept beside it.
    Merged,
    /// Taken with a new stamp, because the device's clock is wrong.
    Restamped,
    /// Kept aside, not applied; a person can see it.
    Parked {
        /// Why, for the log and for the manager; no personal data.
        reason: String,
    },
    /// What a newer server says and this build does not know: done with, like the others.
    #[serde(other)]
    Unknown,
}
