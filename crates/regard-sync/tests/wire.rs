//! Every version of the app and of the server understands every other: what was ever said is still
//! read, what is said today has everything that was said before, and what nobody knows yet is kept.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "helpers of tests fail like tests"
)]

use std::path::Path;

use regard_sync::alias::{SET_LATER, alias_id, in_order};
use regard_sync::enrol::{EnrolRequest, Enrolled, Hello};
use regard_sync::row::Head;
use regard_sync::{Agenda, ChangeKind, ChangeOutcome, Manifest, SCHEMA, SyncAnswer, SyncRequest};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

fn golden(version: &str, name: &str) -> Value {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("wire/{version}/{name}.json"));
    let text = std::fs::read_to_string(&path).unwrap_or_else(|_| panic!("{}", path.display()));
    serde_json::from_str(&text).unwrap()
}

/// What this build understands of a golden file, as it would say it itself.
fn said_again<T: DeserializeOwned + Serialize>(version: &str, name: &str) -> Value {
    let understood: T = serde_json::from_value(golden(version, name))
        .unwrap_or_else(|error| panic!("{version}/{name}: {error}"));
    serde_json::to_value(understood).unwrap()
}

/// Whether all of `less` is in `more`, with the same values.
fn has_all(less: &Value, more: &Value) -> bool {
    match (less, more) {
        (Value::Object(less), Value::Object(more)) => less
            .iter()
            .all(|(name, value)| more.get(name).is_some_and(|more| has_all(value, more))),
        (Value::Array(less), Value::Array(more)) => {
            less.len() == more.len()
                && less
                    .iter()
                    .zip(more)
                    .all(|(less, more)| has_all(less, more))
        }
        _ => less == more,
    }
}

fn exactly<T: DeserializeOwned + Serialize>(name: &str) {
    assert_eq!(said_again::<T>("1", name), golden("1", name), "{name}");
}

#[test]
fn what_version_1_says_is_understood_and_said_in_the_same_words() {
    assert_eq!(SCHEMA, 1, "a new version gets a folder of golden files");
    exactly::<EnrolRequest>("enrol_request");
    exactly::<Enrolled>("enrolled");
    exactly::<Hello>("hello");
    exactly::<SyncRequest>("sync_request");
    exactly::<SyncRequest>("merge_request");
    exactly::<SyncRequest>("gap_request");
    exactly::<SyncRequest>("lean_request");
    exactly::<SyncAnswer>("lean_answer");
    exactly::<SyncAnswer>("sync_answer");
    exactly::<Manifest>("manifest");
    exactly::<Agenda>("agenda");
    exactly::<Head>("head");
}

#[test]
fn two_records_have_the_alias_that_everybody_computes() {
    let request: SyncRequest = serde_json::from_value(golden("1", "merge_request")).unwrap();
    let [merged, apart, again] = request.changes.as_slice() else {
        panic!("three changes");
    };
    let named = |field: &str| {
        let named = merged.fields[field].value.as_str().unwrap();
        uuid::Uuid::parse_str(named).unwrap()
    };
    let (low, high) = (named("customer_id"), named("other_id"));
    assert_eq!(in_order(high, low), (low, high));
    for change in [merged, apart, again] {
        assert_eq!(change.id, alias_id(high, low));
        let set = change.fields.keys().map(String::as_str);
        let mut added_once = set.filter(|name| !SET_LATER.contains(name));
        assert!(change.kind == ChangeKind::Append || added_once.next().is_none());
    }
}

#[test]
fn the_first_words_ever_said_are_still_understood() {
    let request = said_again::<SyncRequest>("oldest", "sync_request");
    assert!(has_all(&golden("oldest", "sync_request"), &request));
    let answer = said_again::<SyncAnswer>("oldest", "sync_answer");
    assert!(has_all(&golden("oldest", "sync_answer"), &answer));
    let manifest = said_again::<Manifest>("oldest", "manifest");
    assert!(has_all(&golden("oldest", "manifest"), &manifest));
}

#[test]
fn what_a_later_version_says_stops_nothing_and_its_words_are_kept() {
    let request: SyncRequest = serde_json::from_value(golden("newer", "sync_request")).unwrap();
    let [row, field, kind] = request.changes.as_slice() else {
        panic!("three changes");
    };
    assert_eq!(
        (row.table.as_str(), row.kind),
        ("loyalty", ChangeKind::Append)
    );
    assert_eq!(row.fields["words"].value, json!("gold"));
    assert_eq!(field.fields["shoe_size"].value, json!({"eu": 43}));
    assert_eq!(kind.kind, ChangeKind::Unknown);
    assert_eq!(
        kind.fields["words"].value,
        json!("a kind of a later version")
    );

    let answer: SyncAnswer = serde_json::from_value(golden("newer", "sync_answer")).unwrap();
    assert_eq!(answer.results[0].outcome, ChangeOutcome::Unknown);
    assert_eq!(answer.page.rows[0].fields["words"].value, json!("gold"));
    assert_eq!(
        answer.page.rows[1].fields["shoe_size"].value,
        json!({"eu": 43})
    );

    said_again::<Manifest>("newer", "manifest");
    said_again::<Enrolled>("newer", "enrolled");
    said_again::<Hello>("newer", "hello");
    said_again::<Head>("newer", "head");
}

#[test]
fn a_golden_file_that_lost_a_word_would_be_noticed() {
    let whole = golden("1", "sync_answer");
    let mut less = whole.clone();
    less["page"]["check"]
        .as_object_mut()
        .unwrap()
        .remove("rows");
    assert!(has_all(&less, &whole));
    assert!(!has_all(&whole, &less));
    assert!(serde_json::from_value::<SyncAnswer>(less).is_err());
}
