//! Numbers in words: "six and a half", "twenty second", "treinta y uno".

use regard_domain::occasion::ENGLISH_ORDINALS;

use crate::token::{Kind, Token};

const ENGLISH: &[(&str, u32)] = &[
    ("one", 1),
    ("two", 2),
    ("three", 3),
    ("four", 4),
    ("five", 5),
    ("six", 6),
    ("seven", 7),
    ("eight", 8),
    ("nine", 9),
    ("ten", 10),
    ("eleven", 11),
    ("twelve", 12),
    ("thirteen", 13),
    ("fourteen", 14),
    ("fifteen", 15),
    ("sixteen", 16),
    ("seventeen", 17),
    ("eighteen", 18),
    ("nineteen", 19),
    ("twenty", 20),
    ("thirty", 30),
    ("forty", 40),
    ("fifty", 50),
    ("sixty", 60),
    ("seventy", 70),
    ("eighty", 80),
    ("ninety", 90),
    ("hundred", 100),
];
const SPANISH: &[(&str, u32)] = &[
    ("uno", 1),
    ("primero", 1),
    ("dos", 2),
    ("tres", 3),
    ("cuatro", 4),
    ("cinco", 5),
    ("seis", 6),
    ("siete", 7),
    ("ocho", 8),
    ("nueve", 9),
    ("diez", 10),
    ("once", 11),
    ("doce", 12),
    ("trece", 13),
    ("catorce", 14),
    ("quince", 15),
    ("dieciseis", 16),
    ("diecisiete", 17),
    ("dieciocho", 18),
    ("diecinueve", 19),
    ("veinte", 20),
    ("veintiuno", 21),
    ("veintiun", 21),
    ("veintidos", 22),
    ("veintitres", 23),
    ("veinticuatro", 24),
    ("veinticinco", 25),
    ("veintiseis", 26),
    ("veintisiete", 27),
    ("veintiocho", 28),
    ("veintinueve", 29),
    ("treinta", 30),
    ("cuarenta", 40),
    ("cincuenta", 50),
    ("sesenta", 60),
    ("setenta", 70),
    ("ochenta", 80),
    ("noventa", 90),
    ("cien", 100),
];

/// A number that was read.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Said {
    /// How much, in thousandths, so that a quarter is exact.
    pub thousandths: u32,
    /// How many tokens it takes.
    pub len: usize,
    /// It said which one: "20th", "second".
    pub ordinal: bool,
}

impl Said {
    /// The number, where it is whole.
    pub fn whole(&self) -> Option<u32> {
        self.thousandths
            .is_multiple_of(1000)
            .then_some(self.thousandths / 1000)
    }

    /// `6.5`, `6.25`, `7`.
    pub fn text(&self) -> String {
        let (whole, part) = (self.thousandths / 1000, self.thousandths % 1000);
        if part == 0 {
            whole.to_string()
        } else {
            format!("{whole}.{part:03}")
                .trim_end_matches('0')
                .to_owned()
        }
    }
}

/// The thousandths of a fraction that is written as one sign.
fn fraction(sign: char) -> Option<u32> {
    Some(match sign {
        '½' => 500,
        '¼' => 250,
        '¾' => 750,
        '⅛' => 125,
        '⅜' => 375,
        '⅝' => 625,
        '⅞' => 875,
        '⅓' => 333,
        '⅔' => 667,
        _ => return None,
    })
}

fn lookup(list: &[(&str, u32)], word: &str) -> Option<u32> {
    list.iter()
        .find(|(name, _)| *name == word)
        .map(|(_, number)| *number)
}

/// The whole number that begins at `i`, in digits or words.
pub fn whole(tokens: &[Token], i: usize) -> Option<Said> {
    let token = tokens.get(i)?;
    let said = |number: u32, len, ordinal| {
        Some(Said {
            thousandths: number.checked_mul(1000)?,
            len,
            ordinal,
        })
    };
    if token.kind == Kind::Number {
        let number = token.word.parse().ok()?;
        let next = tokens.get(i + 1);
        let suffix = next.is_some_and(|next| {
            next.glued
                && (number < 10 || !matches!(next.word.as_str(), "a" | "o"))
                && matches!(
                    next.word.as_str(),
                    "st" | "nd" | "rd" | "th" | "º" | "ª" | "a" | "o" | "er" | "ro" | "do" | "mo"
                )
        });
        return said(number, 1 + usize::from(suffix), suffix);
    }
    if token.kind != Kind::Word {
        return None;
    }
    if let Some(number) = lookup(ENGLISH_ORDINALS, &token.word) {
        return said(number, 1, true);
    }
    if let Some(number) = lookup(ENGLISH, &token.word) {
        if (20..100).contains(&number) {
            // "twenty-second", "twenty two".
            let gap = usize::from(tokens.get(i + 1).is_some_and(|next| next.word == "-"));
            if let Some(next) = tokens.get(i + 1 + gap) {
                if let Some(unit) = lookup(ENGLISH_ORDINALS, &next.word).filter(|unit| *unit < 10) {
                    return said(number + unit, 2 + gap, true);
                }
                if let Some(unit) = lookup(ENGLISH, &next.word).filter(|unit| *unit < 10) {
                    return said(number + unit, 2 + gap, false);
                }
            }
        }
        return said(number, 1, false);
    }
    let number = lookup(SPANISH, &token.word)?;
    if (30..100).contains(&number)
        && tokens.get(i + 1).is_some_and(|next| next.word == "y")
        && let Some(unit) = tokens
            .get(i + 2)
            .and_then(|next| lookup(SPANISH, &next.word))
            .filter(|unit| *unit < 10)
    {
        return said(number + unit, 3, false);
    }
    said(number, 1, false)
}

/// A size: whole, or with a half or a quarter: "6 1/4", "six and a half", "6.5", "seis y media".
pub fn size(tokens: &[Token], i: usize) -> Option<Said> {
    let token = tokens.get(i)?;
    if token.kind == Kind::Number {
        let text = token.word.replace(',', ".");
        if let Some((whole, part)) = text.split_once('.') {
            let digits = part.trim_end_matches('0');
            if digits.len() > 3 || !digits.chars().all(|each| each.is_ascii_digit()) {
                return None;
            }
            let part: u32 = format!("{digits:0<3}").parse().ok()?;
            let whole: u32 = whole.parse().ok()?;
            return Some(Said {
                thousandths: whole.checked_mul(1000)?.checked_add(part)?,
                len: 1,
                ordinal: false,
            });
        }
        // "5¾"
        if let Some(part) = text.chars().last().and_then(fraction) {
            let whole: String = text.chars().filter(char::is_ascii_digit).collect();
            let whole: u32 = if whole.is_empty() {
                0
            } else {
                whole.parse().ok()?
            };
            return Some(Said {
                thousandths: whole.checked_mul(1000)?.checked_add(part)?,
                len: 1,
                ordinal: false,
            });
        }
    }
    let mut said = whole(tokens, i)?;
    let word = |at: usize| tokens.get(i + said.len + at).map(|next| next.word.as_str());
    let (more, len) = match (word(0), word(1), word(2)) {
        (Some("1/2" | "½"), _, _) => (500, 1),
        (Some("1/4" | "¼"), _, _) => (250, 1),
        (Some("3/4" | "¾"), _, _) => (750, 1),
        (Some("1/8"), _, _) => (125, 1),
        (Some("3/8"), _, _) => (375, 1),
        (Some("5/8"), _, _) => (625, 1),
        (Some("7/8"), _, _) => (875, 1),
        (Some("and"), Some("a"), Some("half")) => (500, 3),
        (Some("and"), Some("a"), Some("quarter")) => (250, 3),
        (Some("and"), Some("three"), Some("quarters" | "quarter")) => (750, 3),
        (Some("y"), Some("media" | "medio" | "1/2"), _) => (500, 2),
        (Some("y"), Some("cuarto"), _) => (250, 2),
        (Some("three"), Some("quarters"), _) => (750, 2),
        (Some("point"), Some("five"), _) => (500, 2),
        _ => (0, 0),
    };
    said.thousandths = said.thousandths.checked_add(more)?;
    said.len += len;
    Some(said)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::token::cut;

    #[test]
    fn in_digits_and_in_words() {
        let size_of = |text: &str| size(&cut(text), 0).map(|said| (said.text(), said.len));
        assert_eq!(size_of("six and a half"), Some(("6.5".into(), 4)));
        assert_eq!(size_of("6 1/4"), Some(("6.25".into(), 2)));
        assert_eq!(size_of("6.5"), Some(("6.5".into(), 1)));
        assert_eq!(size_of("four and three quarters"), Some(("4.75".into(), 4)));
        let whole_of = |text: &str| whole(&cut(text), 0).and_then(|said| said.whole());
        assert_eq!(whole_of("twenty second"), Some(22));
        assert_eq!(whole_of("treinta y uno"), Some(31));
        assert_eq!(whole_of("20th"), Some(20));
    }
}
