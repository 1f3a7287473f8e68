//! Who may write what. Denied by default; what is denied is set aside, never thrown away.

use regard_domain::words::Role;
use serde_json::Value;
use uuid::Uuid;

use crate::tables::{Field, Kind, Merge, Table};
use crate::{Change, ChangeKind};

/// Why a change, or part of it, was set aside. The words are for the log and the manager.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Reason {
    /// This role does not write there.
    #[error("not_allowed")]
    NotAllowed,
    /// Only the server makes these rows or sets these fields.
    #[error("server_only")]
    ServerOnly,
    /// Rows of this table are never changed or deleted.
    #[error("add_only")]
    AddOnly,
    /// The row is not in the book, or not the caller's to see.
    #[error("unknown_row")]
    UnknownRow,
    /// What it hangs on is not in the book, or not the caller's to see.
    #[error("unknown_owner")]
    UnknownOwner,
    /// A field that every row has is missing.
    #[error("incomplete")]
    Incomplete,
    /// A value is not of the field's kind.
    #[error("bad_value")]
    BadValue,
    /// The row was erased for good. The change is not kept.
    #[error("erased")]
    Erased,
    /// It was taken out so long ago that nothing is left of it.
    #[error("gone_for_good")]
    GoneForGood,
    /// A newer app does something that this server does not know.
    #[error("unknown_kind")]
    UnknownKind,
    /// It lost against another value and hangs on no customer.
    #[error("also_entered")]
    AlsoEntered,
    /// The table has a name that no storage has to keep in order.
    #[error("name_too_long")]
    NameTooLong,
}

/// The longest name of a table, in bytes. Rows are found by it: an index has a longest entry.
const LONGEST_NAME: usize = 100;

/// Fields of tables that devices add to which the server alone sets.
const SERVER_FIELDS: &[(&str, &[&str])] = &[(
    "message",
    &[
        "state",
        "state_reason",
        "state_at",
        "waits_until",
        "sent_at",
        "delivered_at",
        "outbox_only",
    ],
)];

/// Tables whose rows the server alone makes, while devices set a field or two.
const SERVER_MAKES: &[&str] = &["alert", "also_entered", "reply", "stray_reply"];

/// What only managers write.
const MANAGERS_WRITE: &[&str] = &["template", "touch_measure", "handover"];

/// What the bench writes; of an alert only that it was seen.
const BENCH_WRITES: &[&str] = &[
    "repair",
    "repair_line",
    "repair_step",
    "promise_use",
    "piece",
    "alert",
    "legend",
];

/// Whether this role may make this kind of change to this table at all.
pub fn may_change(role: Role, table: Option<&Table>, change: &Change) -> Result<(), Reason> {
    let manages = matches!(role, Role::Manager | Role::Owner);
    if change.kind == ChangeKind::Nothing {
        return Ok(());
    }
    if change.table.len() > LONGEST_NAME {
        return Err(Reason::NameTooLong);
    }
    if table.is_some_and(|table| table.server_only) {
        return Err(Reason::ServerOnly);
    }
    if role == Role::Bench && !BENCH_WRITES.contains(&change.table.as_str()) {
        return Err(Reason::NotAllowed);
    }
    if !manages && MANAGERS_WRITE.contains(&change.table.as_str()) {
        return Err(Reason::NotAllowed);
    }
    match change.kind {
        ChangeKind::Append if SERVER_MAKES.contains(&change.table.as_str()) => {
            Err(Reason::ServerOnly)
        }
        ChangeKind::Append | ChangeKind::Set | ChangeKind::Nothing | ChangeKind::Unknown => Ok(()),
        // A privacy request, and a whole customer: a manager's to decide.
        ChangeKind::Erase if !manages => Err(Reason::NotAllowed),
        ChangeKind::Erase => Ok(()),
        ChangeKind::Delete if change.table == "customer" && !manages => Err(Reason::NotAllowed),
        ChangeKind::Delete => match table.map(|table| table.merge) {
            Some(Merge::AddOnly { .. }) => Err(Reason::AddOnly),
            Some(Merge::ByField) | None => Ok(()),
        },
    }
}

/// Whether this role may write `value` into the field. `known` says whether the row exists already.
pub fn may_write(
    role: Role,
    table: Option<&Table>,
    name: &str,
    value: &Value,
    known: bool,
) -> Result<(), Reason> {
    let Some(table) = table else { return Ok(()) };
    let server_sets = SERVER_FIELDS
        .iter()
        .any(|(of, fields)| *of == table.name && fields.contains(&name));
    if server_sets {
        return Err(Reason::ServerOnly);
    }
    if let (true, Merge::AddOnly { device_sets }) = (known, table.merge)
        && !device_sets.contains(&name)
    {
        return Err(Reason::AddOnly);
    }
    // A field of a newer app is kept as it came.
    let Some(field) = table.field(name) else {
        return if role == Role::Bench {
            Err(Reason::NotAllowed)
        } else {
            Ok(())
        };
    };
    if role == Role::Bench && !field.bench {
        return Err(Reason::NotAllowed);
    }
    if fits(field, value) {
        Ok(())
    } else {
        Err(Reason::BadValue)
    }
}

/// Whether the value is of the field's kind. A value that is not would break every device's tables.
fn fits(field: &Field, value: &Value) -> bool {
    match value {
        Value::Null => !field.required,
        Value::String(text) => match field.kind {
            Kind::Text | Kind::Date => true,
            Kind::Id => Uuid::parse_str(text).is_ok(),
            Kind::Time => chrono::DateTime::parse_from_rfc3339(text).is_ok(),
            Kind::Integer | Kind::Bool => false,
        },
        Value::Number(number) => field.kind == Kind::Integer && number.is_i64(),
        Value::Bool(_) => field.kind == Kind::Bool,
        Value::Array(_) | Value::Object(_) => false,
    }
}

/// Whether a field's second value is someone's words, worth keeping beside a row that is only added:
/// who asked a second time, and when, is not.
pub fn is_words(table: &Table, name: &str) -> bool {
    table
        .field(name)
        .is_none_or(|field| !matches!(field.kind, Kind::Id | Kind::Time))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tables;
    use serde_json::json;

    #[test]
    fn lists_name_tables_and_fields_that_exist() {
        for (table, fields) in SERVER_FIELDS {
            for field in *fields {
                assert!(
                    tables::table(table).unwrap().field(field).is_some(),
                    "{table}.{field}"
                );
            }
        }
        for name in SERVER_MAKES
            .iter()
            .chain(BENCH_WRITES)
            .chain(MANAGERS_WRITE)
        {
            assert!(tables::table(name).is_some(), "{name}");
        }
    }

    #[test]
    fn a_value_of_the_wrong_kind_never_reaches_a_device() {
        let customer = tables::table("customer");
        let write =
            |name: &str, value: Value| may_write(Role::Associate, customer, name, &value, true);
        assert_eq!(write("given_name", json!("Roger")), Ok(()));
        assert_eq!(write("given_name", json!(7)), Err(Reason::BadValue));
        assert_eq!(write("given_name", Value::Null), Err(Reason::BadValue));
        assert_eq!(write("nickname", Value::Null), Ok(()));
        assert_eq!(
            write("store_id", json!("main street")),
            Err(Reason::BadValue)
        );
        assert_eq!(
            write("created_at", json!("yesterday")),
            Err(Reason::BadValue)
        );
        assert_eq!(write("field_of_a_newer_app", json!([1])), Ok(()));
    }

    #[test]
    fn a_device_cannot_say_that_a_message_was_delivered() {
        let message = tables::table("message");
        let write = |name: &str, known: bool| {
            may_write(
                Role::Owner,
                message,
                name,
                &json!("2026-05-12T14:00:00Z"),
                known,
            )
        };
        assert_eq!(write("delivered_at", false), Err(Reason::ServerOnly));
        assert_eq!(write("cancelled_at", true), Ok(()));
        assert_eq!(write("body", true), Err(Reason::AddOnly));
        assert_eq!(write("body", false), Ok(()));
    }
}
