//! How many parts a carrier makes of a text, and which characters make it expensive.
//!
//! GSM 03.38 (3GPP TS 23.038): a text whose characters are all in the GSM-7 alphabet holds 160 septets,
//! or 153 in each of several parts; any other text is UCS-2 with 70 UTF-16 units, or 67 in each part.
//! Characters of the extension table take two septets. A part never ends inside such a pair, nor
//! inside a surrogate pair, so that a division alone counts too few.

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
    /// The characters that are not in GSM-7, each once, in the order they come.
    pub long_because: Vec<char>,
}

/// The basic table of GSM 03.38 without the escape character.
const BASIC: &str = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡\
ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";

/// The extension table: an escape and a second septet.
const EXTENSION: &str = "^{}\\[~]|€\u{c}";

/// The septets that `character` takes in GSM-7; `None`: it is not in that alphabet.
fn septets(character: char) -> Option<u32> {
    if BASIC.contains(character) {
        Some(1)
    } else if EXTENSION.contains(character) {
        Some(2)
    } else {
        None
    }
}

/// The UTF-16 units that `character` takes.
fn utf16_units(character: char) -> u32 {
    if u32::from(character) > 0xFFFF { 2 } else { 1 }
}

/// Counts the parts of `text`.
pub fn count_parts(text: &str) -> TextParts {
    let mut long_because = Vec::new();
    for character in text.chars().filter(|&c| septets(c).is_none()) {
        if !long_because.contains(&character) {
            long_because.push(character);
        }
    }
    let (alphabet, whole, each) = if long_because.is_empty() {
        (Alphabet::Gsm7, 160, 153)
    } else {
        (Alphabet::Ucs2, 70, 67)
    };
    let sizes = || {
        text.chars().map(|character| match alphabet {
            Alphabet::Gsm7 => septets(character).unwrap_or(1),
            Alphabet::Ucs2 => utf16_units(character),
        })
    };
    let units = sizes().fold(0u32, u32::saturating_add);
    let parts = if units == 0 {
        0
    } else if units <= whole {
        1
    } else {
        fill(sizes(), each)
    };
    TextParts {
        alphabet,
        units,
        parts,
        long_because,
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

/// `text` with typographic quotes, dashes, dots and spaces written in plain ones, and without
/// characters that nobody sees (controls, zero-width and direction marks). Letters stay as they are.
pub fn plainly_written(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '\u{2018}' | '\u{2019}' | '\u{201A}' | '\u{201B}' | '\u{2032}' | '`' | '\u{b4}' => {
                plain.push('\'');
            }
            '\u{201C}' | '\u{201D}' | '\u{201E}' | '\u{2033}' => plain.push('"'),
            '\u{2010}'..='\u{2015}' | '\u{2212}' => plain.push('-'),
            '\u{2026}' => plain.push_str("..."),
            '\u{a0}' | '\u{2000}'..='\u{200A}' | '\u{202F}' | '\t' => plain.push(' '),
            '\n' => plain.push('\n'),
            '\u{200B}'
            | '\u{200E}'
            | '\u{200F}'
            | '\u{202A}'..='\u{202E}'
            | '\u{2060}'
            | '\u{2066}'..='\u{2069}'
            | '\u{FEFF}' => {}
            hidden if hidden.is_control() => {}
            seen => plain.push(seen),
        }
    }
    plain
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

    proptest! {
        /// No part is over-full, and never is there a part more than cutting pairs can cost.
        #[test]
        fn parts_hold_all_units(text in "\\PC{0,400}") {
            let counted = count_parts(&text);
            let (whole, each) = match counted.alphabet { Alphabet::Gsm7 => (160, 153), Alphabet::Ucs2 => (70, 67) };
            let room = if counted.parts <= 1 { whole } else { each };
            prop_assert!(counted.units <= counted.parts * room);
            if counted.parts > 1 {
                prop_assert!(counted.units + counted.parts > (counted.parts - 1) * (each - 1));
            }
        }
    }
}
