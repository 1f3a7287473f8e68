//! How many parts a carrier makes of a text, and which characters make it expensive.
//!
//! GSM 03.38 (3GPP TS 23.038): a text whose characters are all in the GSM-7 alphabet holds 160 septets,
//! or 153 in each of several parts; any other text is UCS-2 with 70 UTF-16 units, or 67 in each part.
//! Characters of the extension table take two septets. A part never ends inside such a pair, nor
//! inside a surrogate pair, so that a division alone counts too few.

use unicode_segmentation::GraphemeCursor;

/// The alphabet a text travels in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Alphabet {
    /// Seven bits a character.
    Gsm7,
    /// Sixteen bits a unit: one character outside GSM-7 is enough.
    Ucs2,
}

/// How long a text is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TextParts {
    /// The alphabet it needs.
    pub alphabet: Alphabet,
    /// Septets of GSM-7, or units of UTF-16.
    pub units: u32,
    /// How many parts the carrier makes and counts; 0 for an empty text.
    pub parts: u32,
    /// The characters that are not in GSM-7, each once, in the order they come; the first
    /// [`MOST_NAMED`].
    pub long_because: Vec<char>,
    /// The characters of the extension table, each once: in GSM-7 each counts two.
    pub count_two: Vec<char>,
}

/// The most characters that are named: more help nobody.
pub const MOST_NAMED: usize = 16;

/// The septets that `character` takes in GSM-7 (3GPP TS 23.038, 6.2.1); `None`: it is not in that
/// alphabet.
fn septets(character: char) -> Option<u32> {
    match character {
        '^' | '{' | '}' | '\\' | '[' | '~' | ']' | '|' | '\u{c}' | '€' => Some(2),
        // Of ASCII the basic table lacks the back-tick and the controls but line ends.
        '\n' | '\r' | ' '..='_' | 'a'..='z' => Some(1),
        '£' | '¥' | 'è' | 'é' | 'ù' | 'ì' | 'ò' | 'Ç' | 'Ø' | 'ø' | 'Å' | 'å' | 'Δ' | 'Φ' | 'Γ'
        | 'Λ' | 'Ω' | 'Π' | 'Ψ' | 'Σ' | 'Θ' | 'Ξ' | 'Æ' | 'æ' | 'ß' | 'É' | '¤' | '¡' | 'Ä'
        | 'Ö' | 'Ñ' | 'Ü' | '§' | '¿' | 'ä' | 'ö' | 'ñ' | 'ü' | 'à' => Some(1),
        _ => None,
    }
}

/// The UTF-16 units that `character` takes.
fn utf16_units(character: char) -> u32 {
    if u32::from(character) > 0xFFFF { 2 } else { 1 }
}

/// Notes `character` once, as long as there is room.
fn note(list: &mut Vec<char>, character: char) {
    if list.len() < MOST_NAMED && !list.contains(&character) {
        list.push(character);
    }
}

/// Counts the parts of `text`.
pub fn count_parts(text: &str) -> TextParts {
    let (mut long_because, mut count_two) = (Vec::new(), Vec::new());
    let (mut gsm, mut utf16) = (0_u32, 0_u32);
    for character in text.chars() {
        utf16 = utf16.saturating_add(utf16_units(character));
        match septets(character) {
            Some(1) => gsm = gsm.saturating_add(1),
            Some(more) => {
                gsm = gsm.saturating_add(more);
                note(&mut count_two, character);
            }
            None => note(&mut long_because, character),
        }
    }
    let alphabet = if long_because.is_empty() {
        Alphabet::Gsm7
    } else {
        Alphabet::Ucs2
    };
    let (units, parts) = match alphabet {
        Alphabet::Gsm7 if gsm <= 160 => (gsm, gsm.min(1)),
        Alphabet::Gsm7 => {
            let sizes = text.chars().map(|c| septets(c).unwrap_or(1));
            (gsm, fill(sizes, 153))
        }
        Alphabet::Ucs2 if utf16 <= 70 => (utf16, 1),
        Alphabet::Ucs2 => (utf16, fill_with_graphemes(text, 67)),
    };
    TextParts {
        alphabet,
        units,
        parts,
        long_because,
        count_two,
    }
}

/// How many parts of `each` units it takes when no character is cut in two.
fn fill(sizes: impl Iterator<Item = u32>, each: u32) -> u32 {
    let (mut parts, mut used) = (1u32, 0u32);
    for size in sizes {
        if used.saturating_add(size) > each {
            parts = parts.saturating_add(1);
            used = 0;
        }
        used = used.saturating_add(size);
    }
    parts
}

/// The same in UTF-16, where a picture that is put together of several characters stays in one part,
/// unless it is larger than a part. Where pictures end is looked for at the ends of parts only.
fn fill_with_graphemes(text: &str, each: u32) -> u32 {
    let (mut parts, mut used, mut begun) = (1u32, 0u32, 0usize);
    for (at, character) in text.char_indices() {
        let size = utf16_units(character);
        if used.saturating_add(size) > each {
            let cut = grapheme_before(text, at).filter(|cut| *cut > begun);
            begun = cut.unwrap_or(at);
            parts = parts.saturating_add(1);
            used = text
                .get(begun..at)
                .unwrap_or_default()
                .chars()
                .map(utf16_units)
                .sum();
        }
        used = used.saturating_add(size);
    }
    parts
}

/// The last place not behind `at` where a grapheme begins.
fn grapheme_before(text: &str, at: usize) -> Option<usize> {
    let mut cursor = GraphemeCursor::new(at, text.len(), true);
    match cursor.is_boundary(text, 0) {
        Ok(true) => Some(at),
        Ok(false) => cursor.prev_boundary(text, 0).ok().flatten(),
        Err(_) => None,
    }
}

/// What plain signs would save.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlainText {
    /// The text in plain signs.
    pub text: String,
    /// The characters that it replaces, each once.
    pub instead_of: Vec<char>,
    /// How many parts fewer it takes.
    pub saves: u32,
}

/// `text` with plain signs, where that changes something.
pub fn in_plain_signs(text: &str) -> Option<PlainText> {
    let plain = plainly_written(text);
    if plain == text {
        return None;
    }
    let counted = count_parts(text);
    let mut instead_of = Vec::new();
    for character in text.chars() {
        if !is_invisible(character) && plain_sign(character).is_some() {
            note(&mut instead_of, character);
        }
    }
    Some(PlainText {
        saves: counted.parts.saturating_sub(count_parts(&plain).parts),
        text: plain,
        instead_of,
    })
}

/// `text` with typographic quotes, dashes, dots and spaces written in plain ones, and without
/// characters that nobody sees (controls, zero-width and direction marks). Letters stay as they are.
pub fn plainly_written(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for character in text.chars() {
        match plain_sign(character) {
            Some(sign) => plain.push_str(sign),
            None => plain.push(character),
        }
    }
    plain
}

/// `text` without the characters that nobody sees; what is seen stays as it is.
pub fn without_invisible(text: &str) -> String {
    text.chars().filter(|&c| !is_invisible(c)).collect()
}

/// What is written for `character` in plain signs; `None`: itself.
fn plain_sign(character: char) -> Option<&'static str> {
    Some(match character {
        '\u{2018}' | '\u{2019}' | '\u{201A}' | '\u{201B}' | '\u{2032}' | '`' | '\u{b4}' => "'",
        '\u{201C}' | '\u{201D}' | '\u{201E}' | '\u{2033}' => "\"",
        '\u{2010}'..='\u{2015}' | '\u{2212}' => "-",
        '\u{2026}' => "...",
        '\u{a0}' | '\u{2000}'..='\u{200A}' | '\u{202F}' | '\t' => " ",
        hidden if is_invisible(hidden) => "",
        _ => return None,
    })
}

/// Whether nobody sees `character`: a control, a direction mark, or nothing of no width. The joiner
/// U+200D stays, it holds pictures together.
fn is_invisible(character: char) -> bool {
    match character {
        '\n' | '\t' => false,
        '\u{200B}'
        | '\u{200E}'
        | '\u{200F}'
        | '\u{202A}'..='\u{202E}'
        | '\u{2060}'
        | '\u{2066}'..='\u{2069}'
        | '\u{FEFF}' => true,
        other => other.is_control(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn parts(text: &str) -> u32 {
        count_parts(text).parts
    }

    /// Counted with Twilio's own calculator (npm `sms-segments-calculator` 1.3.0).
    #[test]
    fn parts_are_counted_as_the_carrier_does() {
        let a = |times| "a".repeat(times);
        let ya = |times| "я".repeat(times);
        assert_eq!(parts(""), 0);
        assert_eq!(parts(&a(160)), 1);
        assert_eq!(parts(&a(161)), 2);
        assert_eq!(parts(&a(306)), 2);
        assert_eq!(parts(&a(307)), 3);
        assert_eq!(parts(&"€".repeat(80)), 1);
        assert_eq!(parts(&"€".repeat(81)), 2);
        assert_eq!(parts(&format!("{}€{}", a(152), a(152))), 3);
        assert_eq!(parts(&ya(70)), 1);
        assert_eq!(parts(&ya(71)), 2);
        assert_eq!(parts(&ya(134)), 2);
        assert_eq!(parts(&ya(135)), 3);
        assert_eq!(parts(&"😀".repeat(35)), 1);
        assert_eq!(parts(&"😀".repeat(36)), 2);
        assert_eq!(parts(&format!("{}😀{}", ya(66), ya(66))), 3);
        let families = count_parts(&"👨‍👩‍👧‍👦".repeat(6));
        assert_eq!((families.parts, families.units), (1, 66));
        assert_eq!(count_parts("\r\n").units, 2);
    }

    #[test]
    fn one_letter_outside_the_short_alphabet_makes_the_whole_text_long() {
        let because = |text| count_parts(text).long_because;
        assert_eq!(because("François"), vec!['ç']);
        assert_eq!(because("FRANÇOIS"), vec![]);
        assert_eq!(because("José Ñandú"), vec!['ú']);
        assert_eq!(because("Zoë"), vec!['ë']);
        assert_eq!(because("it’s “ready” – ready’"), vec!['’', '“', '”', '–']);
        assert_eq!(count_parts("FRANÇOIS").alphabet, Alphabet::Gsm7);
        assert_eq!(count_parts("Zoë").alphabet, Alphabet::Ucs2);
    }

    #[test]
    fn quotes_and_dashes_become_plain_and_letters_stay() {
        assert_eq!(plainly_written("O’Brien – “now”…"), "O'Brien - \"now\"...");
        assert_eq!(plainly_written("Zoë\u{200B}\u{202E} Ç"), "Zoë Ç");
    }

    #[test]
    fn plain_signs_save_a_part_and_the_characters_that_cost_are_named() {
        let words = format!("It’s ready “now” {}", "a".repeat(70));
        let plain = in_plain_signs(&words).unwrap();
        assert_eq!(plain.saves, 1);
        assert_eq!(plain.instead_of, vec!['’', '“', '”']);
        assert_eq!(count_parts(&plain.text).parts, 1);
        assert_eq!(in_plain_signs("it's ready, François"), None);
        assert_eq!(count_parts("40 € [ok]").count_two, vec!['€', '[', ']']);
        assert_eq!(
            without_invisible("a\u{202E}b\u{200B}’\u{7}👨\u{200D}👩"),
            "ab’👨\u{200D}👩"
        );
    }

    #[test]
    fn a_family_is_not_cut_in_two() {
        // 66 units, then a family of 11: it begins the second part.
        let words = format!("{}👨‍👩‍👧‍👦{}", "я".repeat(66), "я".repeat(56));
        assert_eq!(parts(&words), 2);
        assert_eq!(parts(&format!("{words}я")), 3);
    }

    #[test]
    fn every_character_of_the_short_alphabet_is_in_it_and_no_other() {
        const BASIC: &str = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡\
            ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";
        const EXTENSION: &str = "^{}\\[~]|€\u{c}";
        for character in ('\0'..='\u{FFFF}').filter(|c| *c != '\u{1b}') {
            let expected = if BASIC.contains(character) {
                Some(1)
            } else if EXTENSION.contains(character) {
                Some(2)
            } else {
                None
            };
            assert_eq!(septets(character), expected, "{character:?}");
        }
    }

    proptest! {
        /// No part is over-full, and never is there a part more than cutting pairs can cost.
        #[test]
        fn parts_hold_all_units(text in "\\PC{0,400}") {
            let counted = count_parts(&text);
            let (whole, each) = match counted.alphabet { Alphabet::Gsm7 => (160, 153), Alphabet::Ucs2 => (70, 67) };
            let room = if counted.parts <= 1 { whole } else { each };
            prop_assert!(counted.units <= counted.parts * room);
            if counted.parts > 1 {
                prop_assert!(counted.units + 20 * counted.parts > (counted.parts - 1) * (each - 1));
            }
        }
    }
}
