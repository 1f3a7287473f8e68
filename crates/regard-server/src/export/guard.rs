//! Keeps a spreadsheet from taking somebody's words for a formula.
//!
//! (OWASP, "CSV Injection": cells that begin with `=`, `+`, `-`, `@`, tab or carriage return.)

/// The text as a cell: with an apostrophe where it would be a formula. A number stays one, and so does a
/// telephone number: digits with a sign compute nothing.
pub fn cell(text: &str) -> String {
    let starts = text.trim_start_matches([' ', '\u{a0}']).chars().next();
    let formula = matches!(starts, Some('=' | '+' | '-' | '@' | '\t' | '\r' | '\n'))
        || text.starts_with(['\t', '\r', '\n'])
        // As wide letters, which some programs read as the narrow ones.
        || matches!(starts, Some('\u{ff1d}' | '\u{ff0b}' | '\u{ff0d}' | '\u{ff20}'));
    let number = text.strip_prefix(['+', '-']).is_some_and(|rest| {
        !rest.is_empty() && rest.chars().all(|c| c.is_ascii_digit() || c == '.')
    });
    if formula && !number {
        format!("'{text}")
    } else {
        text.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_formula_is_made_harmless_and_a_number_is_left_alone() {
        for (text, expected) in [
            (
                "=HYPERLINK(\"http://evil\")",
                "'=HYPERLINK(\"http://evil\")",
            ),
            ("+1+cmd|' /C calc'!A0", "'+1+cmd|' /C calc'!A0"),
            ("-2+3", "'-2+3"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("\t=1", "'\t=1"),
            (" =1", "' =1"),
            ("\u{ff1d}1", "'\u{ff1d}1"),
            ("+12125550100", "+12125550100"),
            ("-40.5", "-40.5"),
            ("Roger", "Roger"),
            ("", ""),
            ("+", "'+"),
        ] {
            assert_eq!(cell(text), expected, "{text:?}");
        }
    }

    proptest! {
        #[test]
        fn no_cell_begins_a_formula(text in "[ \\t=+@\\-a-c0-9\\(\\)|'!]{0,12}") {
            let cell = cell(&text);
            let first = cell.trim_start().chars().next();
            let computes = matches!(first, Some('=' | '@'))
                || matches!(first, Some('+' | '-')) && cell.chars().skip(1).any(|c| !c.is_ascii_digit() && c != '.');
            prop_assert!(!computes, "{:?}", cell);
            let guarded = format!("'{text}");
            prop_assert!(cell == text || cell == guarded);
        }
    }
}
