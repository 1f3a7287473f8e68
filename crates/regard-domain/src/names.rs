//! Names: how they are compared, cut into parts, shortened and put together.
//!
//! A name is compared folded: without accents and case, so that "Gonçalves" is found by "goncalves"
//! and "STRAẞE" by "strasse". Folding is for comparing only; a name is always shown as it was given.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// The longest name part that takes part in a comparison, in characters.
pub const LONGEST_PART: usize = 40;

/// The text without accents and case, for comparing.
///
/// Compatibility decomposition (Unicode TR15, NFKD) without combining marks, in lower case; letters
/// that do not decompose (ø, ł, ß, æ …) become what people type for them.
pub fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for c in text
        .nfkd()
        .filter(|c| !is_combining_mark(*c))
        .flat_map(char::to_lowercase)
        // Lower-casing İ leaves a combining dot.
        .filter(|c| !is_combining_mark(*c))
    {
        match c {
            'ß' => folded.push_str("ss"),
            'æ' => folded.push_str("ae"),
            'œ' => folded.push_str("oe"),
            'þ' => folded.push_str("th"),
            'ø' => folded.push('o'),
            'ł' => folded.push('l'),
            'đ' | 'ð' => folded.push('d'),
            'ħ' => folded.push('h'),
            'ı' => folded.push('i'),
            'ς' => folded.push('σ'),
            other => folded.push(other),
        }
    }
    folded
}

/// The folded parts of a name, in order and without repetition: "Jean-Luc O'Brien" has `jean`, `luc`,
/// `obrien`. Titles and everything else that was written count as parts too.
pub fn parts(name: &str) -> Vec<String> {
    let mut parts: Vec<String> = Vec::new();
    for word in fold(name).split(|c: char| !is_of_a_word(c)) {
        let part: String = word
            .chars()
            .filter(|c| c.is_alphanumeric())
            .take(LONGEST_PART)
            .collect();
        if !part.is_empty() && !parts.contains(&part) {
            parts.push(part);
        }
    }
    parts
}

/// Letters, digits, and the apostrophes that stand inside a word.
fn is_of_a_word(c: char) -> bool {
    c.is_alphanumeric()
        || matches!(
            c,
            '\'' | '\u{2019}' | '\u{2bc}' | '\u{2bb}' | '`' | '\u{b4}'
        )
}

/// Given and family name in the order in which they are said: the family name first where names are
/// written in Chinese, Japanese or Korean script.
pub fn full_name(given: &str, family: &str) -> String {
    let (given, family) = (given.trim(), family.trim());
    if given.is_empty() || family.is_empty() {
        return format!("{given}{family}");
    }
    if given.chars().all(is_east_asian) && family.chars().all(is_east_asian) {
        return format!("{family}{given}");
    }
    format!("{given} {family}")
}

/// One or two letters for the mark beside a name.
pub fn initials(given: &str, family: &str) -> String {
    let letter = |name: &str| {
        name.chars()
            .find(|c| c.is_alphanumeric())
            .map(|c| c.to_uppercase().to_string())
            .unwrap_or_default()
    };
    if family.chars().any(is_east_asian) {
        return letter(family);
    }
    format!("{}{}", letter(given), letter(family))
}

/// What an alphabetical list is sorted by: the folded family name, then the given name.
pub fn sort_key(given: &str, family: &str) -> String {
    let (given, family) = (fold(given.trim()), fold(family.trim()));
    if family.is_empty() {
        return given;
    }
    format!("{family}\u{1f}{given}")
}

fn is_east_asian(c: char) -> bool {
    matches!(u32::from(c),
        0x3040..=0x30ff | 0x3400..=0x4dbf | 0x4e00..=0x9fff | 0xac00..=0xd7af | 0xf900..=0xfaff
        | 0x1100..=0x11ff | 0x20000..=0x323af)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn accents_and_case_do_not_count() {
        for (name, folded) in [
            ("Luís Gonçalves", "luis goncalves"),
            ("Köhler", "kohler"),
            ("STRAẞE straße", "strasse strasse"),
            ("Łukasz Søren Æsa", "lukasz soren aesa"),
            ("İpek", "ipek"),
            ("František Wichterlová", "frantisek wichterlova"),
            ("ﬁn", "fin"),
            ("Ольга", "ольга"),
        ] {
            assert_eq!(fold(name), folded);
        }
    }

    #[test]
    fn a_name_has_parts() {
        assert_eq!(parts("Jean-Luc O'Brien"), ["jean", "luc", "obrien"]);
        assert_eq!(parts("O\u{2019}Brien,  Mr."), ["obrien", "mr"]);
        assert_eq!(parts("Martin Martin"), ["martin"]);
        assert_eq!(parts(" \u{0}\t🙂 % _ ' "), Vec::<String>::new());
        assert_eq!(parts(&"x".repeat(10_000)), ["x".repeat(LONGEST_PART)]);
    }

    #[test]
    fn names_are_put_together_as_they_are_said() {
        assert_eq!(full_name("Roger", "Martin"), "Roger Martin");
        assert_eq!(full_name(" Roger ", ""), "Roger");
        assert_eq!(full_name("", "Martin"), "Martin");
        assert_eq!(full_name("太郎", "山田"), "山田太郎");
        assert_eq!(full_name("민준", "김"), "김민준");
    }

    #[test]
    fn the_mark_has_one_or_two_letters() {
        assert_eq!(initials("Roger", "Martin"), "RM");
        assert_eq!(initials("élodie", ""), "É");
        assert_eq!(initials("太郎", "山田"), "山");
        assert_eq!(initials("🙂", "%"), "");
    }

    #[test]
    fn the_list_goes_by_family_name() {
        assert!(sort_key("Zoe", "Ábel") < sort_key("Adam", "Bauer"));
        assert!(sort_key("Ann", "Lee") < sort_key("Ann", "Leeson"));
    }

    proptest! {
        #[test]
        fn folding_twice_changes_nothing(text in "\\PC{0,40}") {
            let once = fold(&text);
            prop_assert_eq!(fold(&once), once);
        }

        #[test]
        fn parts_hold_letters_and_digits_only(text in "\\PC{0,80}") {
            prop_assert!(parts(&text).iter().all(|part| part.chars().all(char::is_alphanumeric)));
        }
    }
}
