//! Pets of the household.

use crate::found::What;
use crate::lexicon;
use crate::reader::Reader;
use crate::token::Kind;

const LEADS: &[&str] = &[
    "is",
    "es",
    "que se llamaba",
    "se llamaba",
    "named",
    "called",
    "is named",
    "is called",
    "name is",
    "=",
    ":",
    ",",
    "(",
    "se llama",
    "que se llama",
    "que se llaman",
    "llamado",
    "llamada",
    "llamados",
    "whose name is",
];

impl Reader<'_> {
    /// Notes the pets.
    pub fn pets(&mut self) {
        let mut i = 0;
        while i < self.tokens.len() {
            i = self.pet_at(i).max(i + 1);
        }
    }

    fn pet_at(&mut self, i: usize) -> usize {
        let Some((species, several)) = lexicon::species(self.word(i)) else {
            return i;
        };
        let capital = self.tokens.get(i).is_some_and(|token| token.capital);
        if self.denied(i)
            || i.checked_sub(1)
                .is_some_and(|at| self.is(at, lexicon::MINE))
            || (capital && self.capitals && i > 0 && !self.ends(i - 1))
        {
            return i + 1;
        }
        // "dog show", "cat eye", "horse pendant": no animal of theirs.
        if self.is(
            i + 1,
            &[
                "show", "shows", "tag", "tags", "charm", "pendant", "eye", "brooch", "person",
                "lover", "groomer", "walker", "shelter", "rescue", "sitter", "people", "mom",
                "dad", "racing", "paw",
            ],
        ) {
            return i + 1;
        }
        let mut first = i;
        while first > 0
            && self
                .tokens
                .get(first - 1)
                .is_some_and(|token| token.kind == Kind::Word)
            && (self.is(
                first - 1,
                &[
                    "a",
                    "an",
                    "his",
                    "her",
                    "their",
                    "two",
                    "three",
                    "2",
                    "3",
                    "four",
                    "un",
                    "una",
                    "su",
                    "sus",
                    "dos",
                    "tres",
                    "golden",
                    "rescue",
                    "old",
                    "new",
                    "yellow",
                    "black",
                    "chocolate",
                    "border",
                    "german",
                    "perrita",
                    "perrito",
                ],
            ) || lexicon::species(self.word(first - 1)).is_some())
        {
            first -= 1;
        }
        let mut at = i + 1;
        while lexicon::species(self.word(at)).is_some() {
            at += 1;
        }
        let kind_end = at;
        let owns = self.tokens.get(at - 1).is_some_and(|token| token.owns);
        if owns && self.is(at, &["name"]) {
            at += 1 + usize::from(self.is(at + 1, &["is"]));
        } else if let Some(len) = self.any(at, LEADS) {
            let comma = self.is(at, &[",", "(", "is", "es"]);
            if comma && !self.tokens.get(at + len).is_some_and(|token| token.capital) {
                at = kind_end;
            } else {
                at += len;
            }
        }
        let mut names = Vec::new();
        while let Some(len) = self.name(at) {
            names.push((at, len));
            match self.any(at + len, &["and", "&", "y", ", and", ",", "/"]) {
                Some(more) if several && self.name(at + len + more).is_some() => at += len + more,
                _ => {
                    at += len;
                    break;
                }
            }
        }
        if let Some((_, len)) = names.last().copied() {
            let to = names.last().map_or(at, |(from, _)| from + len);
            for (from, len) in names {
                let name = self
                    .text
                    .get(self.bytes(from..from + len))
                    .map(str::to_owned);
                self.note(What::Pet { name, species }, first..to, true);
            }
            return to;
        }
        // The name comes later: "her cat chewed the clasp, its name is biscuit".
        let sentence = self.sentence(i);
        for later in kind_end..sentence.end {
            if let Some(len) = self
                .any(
                    later,
                    &[
                        "its name is",
                        "name is",
                        "named",
                        "called",
                        "se llama",
                        "llamado",
                        "llamada",
                    ],
                )
                .or_else(|| {
                    (self.is(later, &["name"])
                        && self.tokens.get(later).is_some_and(|token| token.owns))
                    .then_some(1)
                })
                && let Some(name) = self.name(later + len)
                && self
                    .mentions
                    .iter()
                    .all(|mention| !mention.at.contains(&(later + len)))
            {
                let text = self
                    .text
                    .get(self.bytes(later + len..later + len + name))
                    .map(str::to_owned);
                self.note(
                    What::Pet {
                        name: text,
                        species,
                    },
                    first..later + len + name,
                    true,
                );
                return later + len + name;
            }
        }
        let theirs = first < i
            && self.is(
                first,
                &[
                    "his", "her", "their", "su", "sus", "two", "dos", "three", "tres", "2", "3",
                ],
            );
        let has = first.checked_sub(1).is_some_and(|at| {
            self.is(
                at,
                &["has", "have", "got", "adopted", "tiene", "tienen", "adopto"],
            )
        });
        if theirs || has {
            self.note(
                What::Pet {
                    name: None,
                    species,
                },
                first..kind_end,
                true,
            );
        }
        kind_end
    }
}
