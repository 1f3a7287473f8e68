//! PostgreSQL keeps every character but one: U+0000. A device may send it all the same, and one
//! word that can't be stored must not hold up all those behind it.
//!
//! On the way in, U+0000 becomes the private character U+F8FF and a `0`, and U+F8FF itself becomes
//! U+F8FF and a `1`; on the way out it is turned back. Text without either, which is all text that
//! people write, is not touched.

use std::borrow::Cow;

use serde_json::Value;

const MARK: char = '\u{F8FF}';

/// Words as PostgreSQL can keep them.
pub(super) fn hide(text: &str) -> Cow<'_, str> {
    if !text.contains(['\0', MARK]) {
        return Cow::Borrowed(text);
    }
    let mut hidden = String::with_capacity(text.len().saturating_add(8));
    for letter in text.chars() {
        match letter {
            '\0' => hidden.extend([MARK, '0']),
            MARK => hidden.extend([MARK, '1']),
            other => hidden.push(other),
        }
    }
    Cow::Owned(hidden)
}

/// Words as they came.
pub(super) fn show(text: String) -> String {
    if !text.contains(MARK) {
        return text;
    }
    let mut shown = String::with_capacity(text.len());
    let mut letters = text.chars();
    while let Some(letter) = letters.next() {
        match letter {
            MARK => shown.extend(match letters.next() {
                Some('0') => Some('\0'),
                Some('1') => Some(MARK),
                other => other,
            }),
            other => shown.push(other),
        }
    }
    shown
}

/// A JSON text as PostgreSQL can keep it.
pub(super) fn hide_in_json(text: &str) -> Result<Cow<'_, str>, serde_json::Error> {
    if !text.contains(MARK) && !text.contains("\\u0000") {
        return Ok(Cow::Borrowed(text));
    }
    let mut value: Value = serde_json::from_str(text)?;
    each_word(&mut value, &|word| hide(&word).into_owned());
    Ok(Cow::Owned(value.to_string()))
}

/// A JSON text as it came.
pub(super) fn show_in_json(text: String) -> Result<String, serde_json::Error> {
    if !text.contains(MARK) {
        return Ok(text);
    }
    let mut value: Value = serde_json::from_str(&text)?;
    each_word(&mut value, &show);
    Ok(value.to_string())
}

fn each_word(value: &mut Value, change: &impl Fn(String) -> String) {
    match value {
        Value::String(word) => *word = change(std::mem::take(word)),
        Value::Array(values) => values.iter_mut().for_each(|value| each_word(value, change)),
        Value::Object(fields) => {
            let old = std::mem::take(fields);
            for (name, mut value) in old {
                each_word(&mut value, change);
                fields.insert(change(name), value);
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::json;

    proptest! {
        #[test]
        fn what_goes_in_comes_out_and_the_forbidden_character_never_goes_in(
            word in "[a-z\\\\\u{0}\u{F8FF}01\"é]{0,12}"
        ) {
            let hidden = hide(&word).into_owned();
            prop_assert!(!hidden.contains('\0'));
            prop_assert_eq!(show(hidden), word.clone());

            let text = json!({ word.clone(): [word.clone(), { "n": 1 }] }).to_string();
            let hidden = hide_in_json(&text).unwrap().into_owned();
            prop_assert!(!hidden.replace("\\\\", "").contains("\\u0000"));
            let shown: Value = serde_json::from_str(&show_in_json(hidden).unwrap()).unwrap();
            prop_assert_eq!(shown, serde_json::from_str::<Value>(&text).unwrap());
        }
    }
}
