//! The one merge function, used by the server and by every device.
//!
//! A change that its author made on top of the value that still stands is no conflict, whatever the
//! clocks say. Otherwise two people edited at the same time: the later stamp shows, and the other
//! value is handed back to be kept beside it. Nothing anyone wrote disappears here.

use serde_json::Value;

use crate::change::FieldChange;
use crate::hlc::Hlc;
use crate::row::FieldState;
use crate::weave::weave;

/// What becomes of one field.
#[derive(Debug, Clone, PartialEq)]
pub enum Merged {
    /// It stands as it is: the same value came again.
    Same,
    /// The new value follows the old one.
    Follows(FieldState),
    /// Two people edited at once. `kept` must be stored beside the row.
    Concurrent {
        /// What shows now.
        shows: FieldState,
        /// What was entered too.
        kept: FieldState,
        /// Whether the newcomer is what shows.
        newcomer_shows: bool,
    },
}

/// Merges `change` into `current`, the field as it stands.
pub fn merge_field(current: Option<&FieldState>, change: &FieldChange) -> Merged {
    let newcomer = FieldState {
        value: change.value.clone(),
        hlc: change.hlc,
    };
    let Some(current) = current else {
        return Merged::Follows(newcomer);
    };
    if current.hlc == change.hlc && current.value == newcomer.value {
        return Merged::Same;
    }
    if change.base == Some(current.hlc) && current.hlc != change.hlc {
        let hlc = later_than(change.hlc, current.hlc);
        return Merged::Follows(FieldState {
            value: newcomer.value,
            hlc,
        });
    }
    if current.value == newcomer.value {
        return Merged::Same;
    }
    // Two values with one stamp come from a copied device: the text decides, on every side alike.
    let later = newcomer.hlc.cmp(&current.hlc).then_with(|| {
        let (newcomer, current) = (newcomer.value.to_string(), current.value.to_string());
        newcomer.cmp(&current)
    });
    if later.is_gt() {
        Merged::Concurrent {
            shows: newcomer,
            kept: current.clone(),
            newcomer_shows: true,
        }
    } else {
        Merged::Concurrent {
            shows: current.clone(),
            kept: newcomer,
            newcomer_shows: false,
        }
    }
}

/// What a device shows of a field: the server's value, or its own that the server has not yet merged.
pub fn visible(server: Option<&FieldState>, pending: &FieldChange) -> FieldState {
    if let Some(state) = server
        && let Some(woven) = woven(state, pending, "")
    {
        return FieldState {
            value: Value::String(woven),
            hlc: state.hlc.max(pending.hlc),
        };
    }
    match merge_field(server, pending) {
        Merged::Follows(state) => state,
        Merged::Concurrent { shows, .. } => shows,
        Merged::Same => FieldState {
            value: pending.value.clone(),
            hlc: server.map_or(pending.hlc, |state| state.hlc),
        },
    }
}

/// Both texts in one, where `change` was written on top of another text than the one that stands;
/// none where there is nothing to weave. See [`weave`].
pub fn woven(current: &FieldState, change: &FieldChange, signature: &str) -> Option<String> {
    let stands = current.value.as_str()?;
    let came = change.value.as_str()?;
    let seen = match change.seen.as_ref()? {
        Value::Null => "",
        seen => seen.as_str()?,
    };
    (stands != seen && stands != came).then(|| weave(seen, stands, came, signature))
}

/// `stamp`, or the stamp just after `other` by the same writer where a wrong clock put it before.
fn later_than(stamp: Hlc, other: Hlc) -> Hlc {
    if stamp > other {
        stamp
    } else {
        Hlc::next(Some(other), stamp.millis, stamp.writer)
    }
}

/// Whether a kept value is worth showing to anyone: an empty one says nothing.
pub fn says_something(value: &Value) -> bool {
    match value {
        Value::Null => false,
        Value::String(text) => !text.trim().is_empty(),
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::json;

    fn at(millis: u64, writer: u64) -> Hlc {
        Hlc {
            millis,
            counter: 0,
            writer,
        }
    }
    fn state(value: &str, hlc: Hlc) -> FieldState {
        FieldState {
            value: json!(value),
            hlc,
        }
    }
    fn change(value: &str, hlc: Hlc, base: Option<Hlc>) -> FieldChange {
        FieldChange {
            value: json!(value),
            hlc,
            base,
            seen: None,
        }
    }

    #[test]
    fn an_edit_of_what_stands_follows_even_with_a_clock_a_year_behind() {
        let current = state("6", at(1_000_000, 1));
        let merged = merge_field(Some(&current), &change("7", at(5, 2), Some(current.hlc)));
        let Merged::Follows(next) = merged else {
            panic!("{merged:?}")
        };
        assert_eq!(next.value, json!("7"));
        assert!(next.hlc > current.hlc);
    }

    #[test]
    fn of_two_edits_at_once_the_later_shows_and_the_other_is_kept() {
        let current = state("from Mia", at(10, 1));
        let merged = merge_field(
            Some(&current),
            &change("from Ben", at(20, 2), Some(at(1, 9))),
        );
        assert_eq!(
            merged,
            Merged::Concurrent {
                shows: state("from Ben", at(20, 2)),
                kept: current.clone(),
                newcomer_shows: true
            }
        );
        let merged = merge_field(
            Some(&current),
            &change("from Ben", at(5, 2), Some(at(1, 9))),
        );
        assert_eq!(
            merged,
            Merged::Concurrent {
                shows: current,
                kept: state("from Ben", at(5, 2)),
                newcomer_shows: false
            }
        );
    }

    #[test]
    fn two_values_with_one_stamp_are_two_and_everybody_shows_the_same() {
        let (one, two) = (state("one", at(5, 1)), state("two", at(5, 1)));
        let merged = merge_field(Some(&one), &change("two", at(5, 1), None));
        let other = merge_field(Some(&two), &change("one", at(5, 1), None));
        for merged in [merged, other] {
            let Merged::Concurrent { shows, kept, .. } = merged else {
                panic!("{merged:?}")
            };
            assert_eq!((shows, kept), (two.clone(), one.clone()));
        }
    }

    proptest! {
        /// Whatever comes in, in whatever order and however often: every value is shown or was kept,
        /// and everybody ends with the same one.
        #[test]
        fn no_word_is_lost_and_order_does_not_matter(stamps in proptest::collection::btree_set((0u64..50, 1u64..5), 1..6)) {
            let changes: Vec<FieldChange> = stamps.iter().enumerate()
                .map(|(i, (millis, writer))| change(&format!("word{i}"), at(*millis, *writer), None)).collect();
            let run = |order: Vec<&FieldChange>| {
                let mut current: Option<FieldState> = None;
                let mut seen: Vec<Value> = Vec::new();
                for change in order {
                    match merge_field(current.as_ref(), change) {
                        Merged::Same => {}
                        Merged::Follows(next) => current = Some(next),
                        Merged::Concurrent { shows, kept, .. } => { seen.push(kept.value); current = Some(shows); }
                    }
                }
                let shown = current.unwrap();
                seen.push(shown.value.clone());
                (shown, seen)
            };
            let (forward, words) = run(changes.iter().collect());
            let (backward, _) = run(changes.iter().rev().collect());
            prop_assert_eq!(forward, backward);
            for change in &changes { prop_assert!(words.contains(&change.value)); }
        }
    }
}
