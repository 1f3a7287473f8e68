//! Sizes of fingers, wrists, necks and bracelets.

use std::ops::Range;

use crate::found::{Measured, What, Whose};
use crate::numbers;
use crate::reader::Reader;

impl Reader<'_> {
    /// Notes the sizes.
    pub fn sizes(&mut self) {
        let mut i = 0;
        while i < self.tokens.len() {
            i = self.size_at(i).max(i + 1);
        }
    }

    fn size_at(&mut self, i: usize) -> usize {
        let (of, len) = if let Some(len) = self.any(
            i,
            &[
                "ring size",
                "finger size",
                "ring finger",
                "sz",
                "size",
                "talla",
                "t",
                "anillo talla",
                "dedo",
                "finger",
                "anular",
                "numero",
                "ring sz",
                "down to a",
                "down to",
                "up to a",
                "measured at",
                "measured",
                "fingers now",
                "fingers",
                "medida",
                "medidas",
                "usa de",
                "wears a",
                "wears a size",
            ],
        ) {
            if self.word(i) == "t" && !self.spanish {
                return i;
            }
            (Measured::Ring, len)
        } else if let Some(len) = self.any(
            i,
            &["wrist size", "mun", "wrist", "wrists", "muneca", "brazo"],
        ) {
            (Measured::Wrist, len)
        } else if let Some(len) = self.any(
            i,
            &[
                "neck",
                "neck size",
                "cuello",
                "chain length",
                "cadena",
                "gargantilla",
                "necklace",
                "collar",
                "chain",
            ],
        ) {
            (Measured::Neck, len)
        } else if let Some(len) = self.any(
            i,
            &[
                "bracelet size",
                "bracelet",
                "pulsera",
                "brazalete",
                "esclava",
                "bangle",
            ],
        ) {
            (Measured::Bracelet, len)
        } else if let Some(len) = self.any(i, &["ring", "anillo", "alianza"]) {
            (Measured::Ring, len)
        } else {
            return self.before_thing(i);
        };
        let ring = self.is(i, &["sz", "size", "talla"]);
        let mut at = i + len;
        for _ in 0..3 {
            at += self
                .any(
                    at,
                    &[
                        "is a", "is an", "is", "s", "=", ":", "a", "de", "es un", "es", "of",
                        "was", "measured", "mide", "now", "like a", "about", "about a", "like",
                        "finger", "on", "her", "su", "the", "un", "la", "eu", "us", "talla",
                        "size", "number",
                    ],
                )
                .filter(|_| numbers::size(&self.tokens, at).is_none())
                .unwrap_or(0);
        }
        let Some(said) = numbers::size(&self.tokens, at) else {
            return i;
        };
        // The one that was taken back: "six no wait she said six and a half".
        let mut end = at + said.len;
        let mut value = said;
        let mut from = i;
        for later in end..(end + 8).min(self.sentence(i).end) {
            let corrected = self.any(
                later,
                &[
                    "no wait",
                    "sorry",
                    "actually",
                    "no",
                    "scratch that",
                    "perdon",
                    "digo",
                    "mejor dicho",
                    "i mean",
                ],
            );
            if let Some(len) = corrected
                && let Some((at, again)) = (later + len..(later + len + 6).min(self.tokens.len()))
                    .find_map(|at| Some((at, numbers::size(&self.tokens, at)?)))
            {
                value = again;
                from = at;
                end = at + again.len;
            }
        }
        let (unit, more) = self.unit(end);
        if said.ordinal
            || self.is(end, &["%", "k", "$", "dollars", "/"])
            || (unit.is_none() && !fits(of, value.quarters, ring))
        {
            return i;
        }
        if unit == Some("mm") && !matches!(of, Measured::Wrist) {
            return i;
        }
        // "the ring is 42": a size has its word, or a unit, or a half.
        let plain = self.is(
            i,
            &[
                "ring", "anillo", "alianza", "neck", "necklace", "chain", "collar", "bracelet",
                "pulsera", "cadena", "numero", "dedo", "finger",
            ],
        );
        let sure = !plain
            || unit.is_some()
            || !value.quarters.is_multiple_of(4)
            || from == i && end - i <= 4;
        // Somebody tells what they have, or what the store has made.
        let of = match (of, ring) {
            (Measured::Ring, true) => self.nearby(i).unwrap_or(Measured::Ring),
            (of, _) => of,
        };
        let whose = self.whose_size(i, end + more);
        let value = match unit {
            Some(unit) => format!("{} {unit}", value.text()),
            None => value.text(),
        };
        self.note(What::Size { of, value, whose }, from..end + more, sure);
        end + more
    }

    /// "7 in bracelet", "18 cm", "19 cm wrist".
    fn before_thing(&mut self, i: usize) -> usize {
        let Some(said) = numbers::size(&self.tokens, i) else {
            return i;
        };
        let (unit, more) = self.unit(i + said.len);
        // "7.25 wrist": what it is says enough.
        if unit.is_none()
            && self.is(i + said.len, &["wrist"])
            && fits(Measured::Wrist, said.quarters, false)
            && !said.ordinal
        {
            let whose = self.whose_size(i, i + said.len);
            let size = What::Size {
                of: Measured::Wrist,
                value: said.text(),
                whose,
            };
            self.note(size, i..i + said.len + 1, true);
            return i + said.len + 1;
        }
        let Some(unit) = unit.filter(|unit| *unit != "mm") else {
            return i;
        };
        let end = i + said.len + more;
        let (of, len) =
            if let Some(len) = self.any(end, &["bracelet", "bangle", "pulsera", "de pulsera"]) {
                (Measured::Bracelet, len)
            } else if let Some(len) = self.any(end, &["wrist", "de muneca"]) {
                (Measured::Wrist, len)
            } else if let Some(len) = self.any(
                end,
                &["necklace", "chain", "neck", "de cuello", "de cadena"],
            ) {
                (Measured::Neck, len)
            } else if let Some(of) = self.nearby(i) {
                (of, 0)
            } else {
                return i;
            };
        let whose = self.whose_size(i, end);
        let value = format!("{} {unit}", said.text());
        self.note(What::Size { of, value, whose }, i..end + len, len > 0);
        end + len
    }

    /// What is spoken of in the same sentence that has a size.
    fn nearby(&self, i: usize) -> Option<Measured> {
        let sentence = self.sentence(i);
        (sentence.start..i)
            .rev()
            .take(8)
            .find_map(|at| match self.word(at) {
                "bracelet" | "bangle" | "pulsera" | "brazalete" | "esclava" => {
                    Some(Measured::Bracelet)
                }
                "chain" | "necklace" | "cadena" | "collar" | "gargantilla" => Some(Measured::Neck),
                "wrist" | "muneca" => Some(Measured::Wrist),
                "shoe" | "shirt" | "dress" | "hat" | "zapato" | "camisa" | "strap" => {
                    Some(Measured::Other)
                }
                "ring" | "finger" | "anillo" | "band" => Some(Measured::Ring),
                _ => None,
            })
    }

    /// The unit at `i`, and how many tokens it takes.
    fn unit(&self, i: usize) -> (Option<&'static str>, usize) {
        match self.word(i) {
            "cm" | "centimeters" | "centimetros" | "centimetres" | "cms" => (Some("cm"), 1),
            "mm" | "millimeters" | "milimetros" => (Some("mm"), 1),
            "\"" | "”" | "″" | "inch" | "inches" | "pulgadas" => (Some("inch"), 1),
            "in" if self.tokens.get(i).is_some_and(|token| token.glued) => (Some("inch"), 1),
            "in" if self.is(
                i + 1,
                &["bracelet", "wrist", "chain", "necklace", ",", ".", "neck"],
            ) || self.ends(i + 1) =>
            {
                (Some("inch"), 1)
            }
            "-" if self.is(i + 1, &["inch"]) => (Some("inch"), 2),
            _ => (None, 0),
        }
    }

    fn whose_size(&self, from: usize, to: usize) -> Whose {
        let sentence = self.sentence(from);
        let own = from
            .checked_sub(1)
            .is_some_and(|at| self.is_customer(self.word(at)));
        if own {
            return Whose::Customer;
        }
        if let Some(mention) = self.spoken_of(from) {
            return mention.whose();
        }
        let after = self.mentions.iter().find(|mention| {
            mention.at.start >= to
                && mention.at.start < sentence.end
                && self.is(mention.at.start.wrapping_sub(1), &["for", "para"])
        });
        match after {
            Some(mention) => mention.whose(),
            None => Whose::Customer,
        }
    }
}

/// Whether a number without a unit can be a size of that.
fn fits(of: Measured, quarters: u32, said: bool) -> bool {
    let range: Range<u32> = match of {
        // American and British numbers, and those of the circumference in millimetres.
        Measured::Ring => {
            return (8..=64).contains(&quarters)
                || (160..=280).contains(&quarters)
                || said && quarters <= 288;
        }
        Measured::Wrist => 20..100,
        Measured::Neck => 52..260,
        Measured::Bracelet => 24..100,
        Measured::Other => 0..400,
    };
    range.contains(&quarters)
}
