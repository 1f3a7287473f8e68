//! Sizes of fingers, wrists, necks and bracelets.

use std::ops::Range;

use crate::found::{Measured, What, Whose};
use crate::numbers;
use crate::reader::Reader;
use crate::token::Kind;

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
                "ring fing",
                "pinky",
                "aro",
                "anillo n °",
                "anillo n º",
                "band size",
                "anillo",
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
            &[
                "wrist size",
                "mun .",
                "mun",
                "wrist",
                "wrists",
                "muneca",
                "brazo",
            ],
        ) {
            (Measured::Wrist, len)
        } else if let Some(len) = self.any(
            i,
            &[
                "neck",
                "choker",
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
            return self.letter(i, at).unwrap_or(i);
        };
        // The one that was taken back: "six no wait she said six and a half".
        let mut end = at + said.len;
        let mut value = said;
        let mut from = i;
        let behind = end..(end + 8).min(self.sentence(i).end);
        for later in behind {
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
            || (unit.is_none() && !fits(of, value.thousandths / 250, ring))
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
        let sure = !plain || unit.is_some() || value.whole().is_none() || from == i && end - i <= 4;
        // Somebody tells what they have, or what the store has made.
        let of = match (of, ring) {
            (Measured::Ring, _) if matches!(unit, Some("cm" | "inch")) => self
                .somewhere(i, &value, unit.unwrap_or_default())
                .filter(|of| *of != Measured::Ring)
                .unwrap_or(Measured::Neck),
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

    /// "size N", "sz L½", "talla M": letters, as rings in Britain and bracelets everywhere have them.
    fn letter(&mut self, i: usize, at: usize) -> Option<usize> {
        let token = self
            .tokens
            .get(at)
            .filter(|token| token.kind == Kind::Word)?;
        let lone = token.word.len() == 1 && !matches!(token.word.as_str(), "a" | "i" | "y" | "e");
        let said =
            lone && (token.capital || !self.capitals) && self.is(at - 1, &["size", "sz", "talla"]);
        if !said {
            return None;
        }
        let mut value = token.word.to_uppercase();
        let mut end = at + 1;
        if self.is(end, &["½", "1/2"]) {
            value.push('½');
            end += 1;
        }
        let of = self.nearby(i).filter(|of| *of == Measured::Bracelet);
        let whose = self.whose_size(i, end);
        let of = of.unwrap_or(Measured::Ring);
        self.note(What::Size { of, value, whose }, i..end, true);
        Some(end)
    }

    /// "she's a six", "he is a 10½", "usa un siete": a finger, where nothing else is counted.
    fn is_a(&mut self, i: usize) -> Option<usize> {
        let owns = self.tokens.get(i).is_some_and(|token| token.owns);
        let lead = if owns && self.is(i + 1, &["a", "an", "about"]) {
            2
        } else {
            self.any(
                i,
                &[
                    "is a",
                    "is an",
                    "is now an",
                    "is now a",
                    "usa un",
                    "usa una",
                    "wears a",
                    "es un",
                    "es una",
                ],
            )?
        };
        let at = i + lead;
        let said = numbers::size(&self.tokens, at).filter(|said| !said.ordinal)?;
        let end = at + said.len;
        let alone = self.ends(end)
            || self.is(
                end,
                &[
                    "and", "y", "in", "en", ",", "on", "now", "ring", "so", "but", "pero",
                    "dolores",
                ],
            );
        if !alone || !(12..=60).contains(&(said.thousandths / 250)) || said.thousandths % 250 != 0 {
            return None;
        }
        let whose = self.whose_size(i, end);
        let size = What::Size {
            of: Measured::Ring,
            value: said.text(),
            whose,
        };
        self.note(size, i..end, false);
        Some(end)
    }

    /// "7 in bracelet", "18 cm", "19 cm wrist".
    fn before_thing(&mut self, i: usize) -> usize {
        if let Some(to) = self.is_a(i) {
            return to;
        }
        let Some(said) = numbers::size(&self.tokens, i) else {
            return i;
        };
        let (unit, more) = self.unit(i + said.len);
        // "7.25 wrist": what it is says enough.
        if unit.is_none()
            && self.is(i + said.len, &["wrist"])
            && fits(Measured::Wrist, said.thousandths / 250, false)
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
            } else if let Some(of) = self.somewhere(i, &said, unit) {
                (of, 0)
            } else {
                return i;
            };
        let whose = self.whose_size(i, end);
        let value = format!("{} {unit}", said.text());
        self.note(What::Size { of, value, whose }, i..end + len, len > 0);
        end + len
    }

    /// What is spoken of in the same sentence that has a size: before it, else shortly after.
    pub(crate) fn nearby(&self, i: usize) -> Option<Measured> {
        let sentence = self.sentence(i);
        (sentence.start..i)
            .rev()
            .take(14)
            .find_map(|at| self.measured(at))
            .or_else(|| (i..sentence.end.min(i + 6)).find_map(|at| self.measured(at)))
    }

    /// What is spoken of anywhere before it, else what a length like that is of.
    fn somewhere(&self, i: usize, said: &numbers::Said, unit: &str) -> Option<Measured> {
        if let Some(of) = self.nearby(i) {
            return Some(of);
        }
        let millimetres = match unit {
            "inch" => said.thousandths.checked_mul(25)? / 1000,
            "cm" => said.thousandths / 100,
            _ => return None,
        };
        let before = (0..i).rev().take(40).find_map(|at| self.measured(at));
        match millimetres {
            350..900 => before
                .filter(|of| *of == Measured::Neck)
                .or(Some(Measured::Neck)),
            120..230 => before
                .filter(|of| *of != Measured::Neck && *of != Measured::Ring)
                .or(Some(Measured::Wrist)),
            _ => None,
        }
    }

    /// What the word measures; a diminutive is what it is small of.
    fn measured(&self, at: usize) -> Option<Measured> {
        let word = self.word(at);
        let stem = |stems: &[&str]| stems.iter().any(|stem| word.starts_with(stem));
        if word.len() < 4 {
            return None;
        }
        if stem(&["bracelet", "bangle", "pulser", "brazalet", "esclav"]) {
            Some(Measured::Bracelet)
        } else if stem(&[
            "chain",
            "necklace",
            "choker",
            "cadena",
            "cadenit",
            "collar",
            "gargantill",
            "pendant",
            "locket",
        ]) || word == "link"
        {
            Some(Measured::Neck)
        } else if stem(&["wrist", "muneca", "reloj", "watch"]) {
            Some(Measured::Wrist)
        } else if stem(&[
            "anklet", "tobiller", "shoe", "shirt", "dress", "zapato", "camisa", "strap",
        ]) {
            Some(Measured::Other)
        } else if stem(&[
            "ring", "finger", "anillo", "sortij", "argolla", "alianza", "band", "aros",
        ]) {
            Some(Measured::Ring)
        } else {
            None
        }
    }

    /// The unit at `i`, and how many tokens it takes.
    pub(crate) fn unit(&self, i: usize) -> (Option<&'static str>, usize) {
        match self.word(i) {
            "centimetro" | "centimeter" | "centimetre" | "cent" => (Some("cm"), 1),
            "millimeter" | "millimetre" | "millimetres" | "milimetro" => (Some("mm"), 1),
            "pulg" | "pulgs" | "pulgada" | "in." => (Some("inch"), 1),
            "mil" | "mils" | "millis" if !self.spanish => (Some("mm"), 1),
            "cm" | "centimeters" | "centimetros" | "centimetres" | "cms" => (Some("cm"), 1),
            "mm" | "millimeters" | "milimetros" => (Some("mm"), 1),
            "\"" | "”" | "″" | "inch" | "inches" | "pulgadas" => (Some("inch"), 1),
            "in" if self.tokens.get(i).is_some_and(|token| token.glued) => (Some("inch"), 1),
            "in" if self.is(
                i + 1,
                &[
                    "bracelet", "wrist", "chain", "necklace", ",", ".", "neck", "pulsera", "and",
                    "bangle", "anklet", "choker", "cadena", "box", "rope",
                ],
            ) || self.ends(i + 1) =>
            {
                (Some("inch"), 1)
            }
            "-" if self.is(i + 1, &["inch"]) => (Some("inch"), 2),
            _ => (None, 0),
        }
    }

    pub(crate) fn whose_size(&self, from: usize, to: usize) -> Whose {
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
