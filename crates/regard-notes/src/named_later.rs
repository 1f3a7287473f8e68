//! Names that are told later, or of the other half of a couple.

use regard_domain::words::RelationKind;

use crate::found::{Person, What};
use crate::lexicon;
use crate::reader::{Mention, Reader};

impl Reader<'_> {
    /// "girlfriend i think her name's like jade": the name comes a few words later.
    pub(crate) fn named_later(&self, last: usize, several: bool) -> Option<(usize, usize)> {
        if several {
            return None;
        }
        let end = self.sentence(last).end.min(last + 7);
        (last..end).find_map(|at| {
            let lead = self.any(
                at,
                &["name like", "name is", "name", "se llama", "que se llama"],
            )?;
            let owns = self.is(at, &["se", "que"])
                || self.tokens.get(at).is_some_and(|token| token.owns)
                || self.is(at + 1, &["is"]);
            if !owns
                || (last..at).any(|at| {
                    lexicon::relation(self.word(at)).is_some()
                        || lexicon::species(self.word(at)).is_some()
                })
            {
                return None;
            }
            let lead = lead + usize::from(self.is(at + lead, &["like"]));
            Some((at + lead, self.name(at + lead)?))
        })
    }

    /// "her son's graduation … his name's daichi": the one who had no name gets it.
    pub(crate) fn names_told_later(&mut self) {
        for i in 1..self.tokens.len() {
            let told = self.is(i, &["name"])
                && self.is(i - 1, &["his", "her"])
                && (self.tokens.get(i).is_some_and(|token| token.owns) || self.is(i + 1, &["is"]));
            let lead = i + 1 + usize::from(self.is(i + 1, &["is"]));
            let Some(len) = self.name(lead).filter(|_| told) else {
                continue;
            };
            let known = self
                .mentions
                .iter()
                .any(|mention| mention.at.contains(&lead));
            let name = self.name_text(lead, len);
            let Some(mention) =
                self.mentions.iter_mut().rev().find(|mention| {
                    mention.at.start < i && mention.name.is_none() && !mention.several
                })
            else {
                continue;
            };
            if known {
                continue;
            }
            mention.name = Some(name.clone());
            let (relation, at) = (mention.relation, mention.at.clone());
            let before = self.bytes(at);
            self.found.retain(|found| !matches!(&found.what, What::Person(person) if person.name.is_none() && found.words.start < before.end && before.start < found.words.end));
            let person = Person {
                name: Some(name),
                relation,
                age: None,
                former: false,
                deceased: false,
            };
            self.note(What::Person(person), i - 1..lead + len, true);
        }
    }

    /// "Margaret and Leonard were married", "Astrid & Jonas got hitched".
    pub(crate) fn the_other_half(&mut self) {
        for i in 0..self.tokens.len() {
            if !self.is_customer(self.word(i)) || !self.is(i + 1, &["and", "&", "y", "+", "n", "e"])
            {
                continue;
            }
            let Some(len) = self
                .name(i + 2)
                .filter(|_| !self.is_customer(self.word(i + 2)))
            else {
                continue;
            };
            let end = i + 2 + len;
            let wed = self
                .any(
                    end,
                    &[
                        "were married",
                        "got married",
                        "are married",
                        "got hitched",
                        "have been married",
                        "se casaron",
                        "are getting married",
                        "celebrate their anniversary",
                        "tie the knot",
                    ],
                )
                .is_some();
            let two = self.is(
                end,
                &[
                    "are",
                    "were",
                    "have",
                    "will",
                    "got",
                    "separated",
                    "esperan",
                    "van",
                    "celebrate",
                    "celebran",
                    "se",
                    "just",
                    "split",
                    "called",
                    "bought",
                    "haran",
                    "cumplen",
                ],
            );
            if !wed && !two {
                continue;
            }
            let name = self.name_text(i + 2, len);
            self.mentions.push(Mention {
                at: i + 2..end,
                called: "spouse".to_owned(),
                name: Some(name.clone()),
                relation: RelationKind::Spouse,
                several: false,
            });
            let person = Person {
                name: Some(name),
                relation: RelationKind::Spouse,
                age: None,
                former: self.is(end, &["separated", "split"])
                    || self.phrase(end, "are separated").is_some()
                    || self.phrase(end, "called it off").is_some(),
                deceased: false,
            };
            self.note(What::Person(person), i + 2..end, wed);
        }
    }

    /// "the guy is called duarte", "la niña se llama yuli": someone with a name, whoever they are.
    pub(crate) fn called(&mut self) {
        for i in 0..self.tokens.len() {
            let Some(len) = self.any(
                i,
                &[
                    "is called",
                    "called",
                    "is named",
                    "named",
                    "se llama",
                    "se llamaba",
                    "was called",
                    "name is",
                    "que se llama",
                ],
            ) else {
                continue;
            };
            let len = len
                + self
                    .any(i + len, &["herr", "mr", "mrs", "don", "dona", "monsieur"])
                    .unwrap_or(0);
            let Some(name) = self.name(i + len) else {
                continue;
            };
            let at = i + len..i + len + name;
            let known = self
                .mentions
                .iter()
                .any(|mention| mention.at.start < at.end && at.start < mention.at.end);
            let sentence = self.sentence(i);
            let from = sentence.start.max(i.saturating_sub(6));
            let pet = (from..i).any(|at| lexicon::species(self.word(at)).is_some());
            if known || pet || self.is_customer(self.word(at.start)) {
                continue;
            }
            let holder = (from..i).rev().find_map(|at| {
                let relation = match self.word(at) {
                    "guy" | "gentleman" | "lady" | "man" | "lad" | "chico" | "chica" | "chava"
                    | "chavo" | "nuevo" | "nueva" => RelationKind::Partner,
                    "boy" | "girl" | "baby" | "nina" | "nino" | "bebe" | "one" | "eldest"
                    | "youngest" | "oldest" => RelationKind::Child,
                    "mujer" | "senora" => RelationKind::Spouse,
                    word => lexicon::relation(word)?.0,
                };
                Some((at, relation))
            });
            let (begins, relation) = holder.unwrap_or((i, RelationKind::Other));
            let text = self.name_text(at.start, name);
            self.mentions.push(Mention {
                at: begins..at.end,
                called: self.word(begins).to_owned(),
                name: Some(text.clone()),
                relation,
                several: false,
            });
            let age = self.age(at.end, false);
            let end = age.map_or(at.end, |(_, more)| at.end + more);
            let person = Person {
                name: Some(text),
                relation,
                age: age.map(|(age, _)| age),
                former: false,
                deceased: self.died(begins, at.end),
            };
            self.note(What::Person(person), begins..end, false);
        }
    }

    /// "se casa con Joel", "engaged to Conor", "proposing to Ivana".
    pub(crate) fn betrothed(&mut self) {
        for i in 0..self.tokens.len() {
            let Some(len) = self.any(
                i,
                &[
                    "se casa con",
                    "casarse con",
                    "se va a casar con",
                    "engaged to",
                    "marrying",
                    "getting married to",
                    "marries",
                    "weds",
                    "proposing to",
                    "propose to",
                    "proposes to",
                    "pedir matrimonio a",
                    "pedira matrimonio a",
                    "pedir la mano a",
                    "pedirle matrimonio a",
                    "anda con",
                    "dating",
                    "comprometido con",
                    "comprometida con",
                    "boda con",
                    "boda c /",
                    "wedding to",
                ],
            ) else {
                continue;
            };
            let Some(name) = self
                .name(i + len)
                .filter(|_| !self.is_customer(self.word(i + len)))
            else {
                continue;
            };
            let at = i + len..i + len + name;
            let known = self
                .mentions
                .iter()
                .any(|mention| mention.at.start < at.end && at.start < mention.at.end);
            if known || self.denied(i) {
                continue;
            }
            let text = self.name_text(at.start, name);
            self.mentions.push(Mention {
                at: at.clone(),
                called: "partner".to_owned(),
                name: Some(text.clone()),
                relation: RelationKind::Partner,
                several: false,
            });
            let person = Person {
                name: Some(text),
                relation: RelationKind::Partner,
                age: None,
                former: false,
                deceased: false,
            };
            self.note(What::Person(person), at, true);
        }
    }

    /// "divorced from Karen", "se divorcio de Claudia".
    pub(crate) fn former_ones(&mut self) {
        for i in 0..self.tokens.len() {
            let Some(len) = self.any(
                i,
                &[
                    "divorced from",
                    "separated from",
                    "split from",
                    "split with",
                    "broke up with",
                    "se divorcio de",
                    "se separo de",
                    "divorciado de",
                    "divorciada de",
                ],
            ) else {
                continue;
            };
            let Some(name) = self.name(i + len) else {
                continue;
            };
            let person = Person {
                name: Some(self.name_text(i + len, name)),
                relation: RelationKind::Spouse,
                age: None,
                former: true,
                deceased: false,
            };
            self.note(What::Person(person), i..i + len + name, true);
        }
    }
}
