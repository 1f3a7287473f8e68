//! The labels keep to the rules of tests/data/README.md.

use std::collections::BTreeSet;

use regard_domain::partial_date::PartialDate;
use serde_json::Value;

use crate::learning::HANDS;
use crate::score::{Note, read_file};

/// What may be said of each kind, beside its kind and words.
const KEYS: [(&str, &[&str]); 14] = [
    ("person", &["name", "relation", "age", "former", "deceased"]),
    ("pet", &["name", "species"]),
    (
        "occasion",
        &["of", "whose", "date", "ordinal", "ordinal_year"],
    ),
    ("size", &["of", "value", "whose"]),
    ("wish", &["for"]),
    ("promise", &["until"]),
    ("follow_up", &["when"]),
    ("liking", &[]),
    ("avoid", &[]),
    ("allergy", &[]),
    ("trip", &["date"]),
    ("work", &[]),
    ("interest", &[]),
    ("tread_gently", &[]),
];

/// What is wrong with a label, by its rule.
fn wrong(note: &Note, label: &Value) -> Vec<String> {
    let mut wrong = Vec::new();
    let said = |key: &str| label.get(key).and_then(Value::as_str);
    let kind = said("kind").unwrap_or_default();
    let Some((_, keys)) = KEYS.iter().find(|(name, _)| *name == kind) else {
        return vec![format!("{}: kind {kind}", note.id)];
    };
    let words = said("words").unwrap_or_default();
    if words.trim().is_empty() || !note.text.contains(words) {
        wrong.push(format!("{}: words of {kind}", note.id));
    }
    for key in label.as_object().unwrap().keys() {
        if !matches!(key.as_str(), "kind" | "words") && !keys.contains(&key.as_str()) {
            wrong.push(format!("{}: {key} of {kind}", note.id));
        }
    }
    for key in ["whose", "for"] {
        if said(key).is_some_and(|whose| whose != whose.to_lowercase()) {
            wrong.push(format!("{}: {key} in capitals", note.id));
        }
    }
    for key in ["date", "when", "until"] {
        if said(key).is_some_and(|date| date.parse::<PartialDate>().is_err()) {
            wrong.push(format!("{}: {key} of {kind}", note.id));
        }
    }
    wrong
}

#[test]
fn every_label_keeps_to_the_rules() {
    let files = HANDS
        .iter()
        .flat_map(|(_, files)| files.iter())
        .chain(&["held_back"]);
    let mut ids = BTreeSet::new();
    let mut faults = Vec::new();
    for note in files.flat_map(|file| read_file(file)) {
        faults.extend(note.facts.iter().flat_map(|label| wrong(&note, label)));
        if !ids.insert(note.id.clone()) {
            faults.push(format!("{}: twice", note.id));
        }
    }
    assert_eq!(faults, Vec::<String>::new());
}
