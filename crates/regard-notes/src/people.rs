//! People near the customer.

use regard_domain::words::RelationKind;

use crate::found::{Person, What};
use crate::lexicon;
use crate::numbers;
use crate::reader::{Mention, Reader};
use crate::token::Kind;

/// Between the word of a relation and the name.
const LEADS: &[&str] = &[
    "named",
    "called",
    "is named",
    "is called",
    "is",
    "name is",
    "names are",
    "are",
    "=",
    ":",
    "-",
    ",",
    "(",
    "se llama",
    "se llaman",
    "que se llama",
    "que se llaman",
    "llamado",
    "llamada",
    "llamados",
    "es",
    "son",
    "dona",
    "don",
    "name is like",
    "whose name is",
    "nuevo =",
    "nueva =",
    "i think her name is",
    "digo",
    ", dona",
    "nueva",
    "nuevo",
];

/// Before a name, and no part of it.
const TITLES: &[&str] = &[
    "miss",
    "mrs",
    "mr",
    "ms",
    "madame",
    "monsieur",
    "herr",
    "frau",
    "dona",
    "don",
    "la senora",
    "el senor",
    "el ing",
    "el ingeniero",
    "la doctora",
    "el doctor",
    "el padre",
    "la maestra",
    "el",
    "la",
    "el tal",
    "uh",
    "like",
    "dr",
    "mr .",
    "mrs .",
    "dr .",
    "sra",
    "sr",
    "little",
    "baby",
    "medico ,",
    "medica ,",
    "pequeno",
    "pequena",
];

impl Reader<'_> {
    /// Notes everybody who is spoken of.
    pub fn people(&mut self) {
        let mut i = 0;
        while i < self.tokens.len() {
            i = self.person_at(i).max(i + 1);
        }
        self.former_ones();
        self.betrothed();
        self.the_other_half();
        self.names_told_later();
        self.called();
    }

    /// Reads what begins at `i`; answers where to go on.
    pub(crate) fn person_at(&mut self, i: usize) -> usize {
        let Some((relation, several, first, last)) = self.relation_at(i) else {
            return i;
        };
        let called = self.word(i).to_owned();
        let before = first.checked_sub(1);
        let mine = before.is_some_and(|at| self.is(at, lexicon::MINE));
        let denied = before
            .is_some_and(|at| self.is(at, &["no", "ningun", "without", "sin", "or", "any", "ni"]))
            || (several && self.denied(first));
        if mine || denied {
            return last;
        }
        // A relative's relative: "Dana's sister" said of the customer's wife is no harm.
        let first_of = before.is_some_and(|at| self.is(at, &["first", "primer", "primera", "1st"]))
            && relation == RelationKind::Spouse;
        let former = first_of
            || before.is_some_and(|at| {
                self.is(at, &["ex", "former", "-"])
                    && (self.word(at) != "-"
                        || at.checked_sub(1).is_some_and(|at| self.is(at, &["ex"])))
            })
            || self.is(i, &["ex"]);
        let first = if former && !first_of && self.word(i) != "ex" {
            let at = first.saturating_sub(1);
            if self.word(at) == "-" {
                at.saturating_sub(1)
            } else {
                at
            }
        } else {
            first
        };
        // "her husband's in hospice": no owner, but "is".
        let is = self.is(
            last,
            &[
                "in", "at", "been", "not", "a", "an", "getting", "having", "always", "really",
                "coming", "so", "gonna", "the",
            ],
        );
        let owns = self.tokens.get(last - 1).is_some_and(|token| token.owns) && !is;
        let is_name = owns && self.is(last, &["name"]);
        let named = self.names_after(last, several, owns && !is_name);
        if named.is_empty() {
            if let Some((from, len)) = self.named_before(first) {
                let name = self.name_text(from, len);
                let deceased = self.died(first, last);
                self.mentions.push(Mention {
                    at: from..last,
                    called,
                    name: Some(name.clone()),
                    relation,
                    several: false,
                });
                let person = Person {
                    name: Some(name),
                    relation,
                    age: None,
                    former,
                    deceased,
                };
                self.note(What::Person(person), from..last, true);
                return last;
            }
            if let Some((from, len)) = self.named_later(last, several) {
                let name = self.name_text(from, len);
                self.mentions.push(Mention {
                    at: first..from + len,
                    called,
                    name: Some(name.clone()),
                    relation,
                    several: false,
                });
                let person = Person {
                    name: Some(name),
                    relation,
                    age: None,
                    former,
                    deceased: self.died(first, last),
                };
                self.note(What::Person(person), first..from + len, true);
                return from + len;
            }
            return self.unnamed(relation, several, first..last, &called, owns, former);
        }
        let mut named = named;
        let mut end = named.last().map_or(last, |(_, to, _)| *to);
        // "Leo and Gael, 7 and 4": as many ages as names.
        if named.len() > 1 && named.iter().all(|(_, _, age)| age.is_none()) {
            let mut ages = Vec::new();
            let mut at = end + usize::from(self.is(end, &[",", "are", "("]));
            while let Some(said) = numbers::whole(&self.tokens, at)
                && let Some(age) = said.whole().filter(|age| (1..=99).contains(age))
            {
                ages.push(age);
                at += said.len;
                end = end.max(at);
                match self.any(at, &["and", "y", "&", ","]) {
                    Some(len) if ages.len() < named.len() => at += len,
                    _ => break,
                }
            }
            if ages.len() == named.len() {
                for (each, age) in named.iter_mut().zip(ages) {
                    each.2 = Some(age);
                    each.1 = end;
                }
            }
        }
        // "Dimitri & Sofia, 3": both.
        if named.len() > 1
            && let Some((last, before)) = named.split_last()
            && let Some(age) = last.2
            && before.iter().all(|(_, _, age)| age.is_none())
            && self.is(
                last.0 + self.name(last.0).unwrap_or(1),
                &[",", "they", "theyre"],
            )
        {
            let end = last.1;
            for each in &mut named {
                each.2 = Some(age);
                each.1 = end;
            }
        }
        for (from, to, age) in &named {
            let len = self.name(*from).unwrap_or(1);
            let name = self.name_text(*from, len);
            let deceased = self.died(first, end);
            self.mentions.push(Mention {
                at: first..*to,
                called: called.clone(),
                name: Some(name.clone()),
                relation,
                several: false,
            });
            let grown = matches!(
                relation,
                RelationKind::Spouse | RelationKind::Partner | RelationKind::Parent
            );
            let person = Person {
                name: Some(name),
                relation,
                age: age.filter(|age| !grown || *age >= 30),
                former,
                deceased,
            };
            self.note(What::Person(person), first..*to, true);
        }
        end
    }

    /// The relation whose word stands at `i`: what, whether several, and from where to where.
    pub(crate) fn relation_at(&self, i: usize) -> Option<(RelationKind, bool, usize, usize)> {
        if self.word(i) == "ex" && !self.is(i + 1, &["-"]) && self.name(i + 1).is_some() {
            return Some((RelationKind::Spouse, false, i, i + 1));
        }
        let his = i
            .checked_sub(1)
            .is_some_and(|at| self.is(at, lexicon::OF_THEM));
        let (relation, several) = match self.word(i) {
            "son" if self.spanish => return None,
            "mujer" | "senora" | "vieja" | "viejo" if his => (RelationKind::Spouse, false),
            "mujer" | "senora" | "vieja"
                if self.is(i + 1, &["se", "que"])
                    && self.phrase(i + 1, "que se llama").is_some() =>
            {
                (RelationKind::Spouse, false)
            }
            "chico" | "chica" | "guy" | "man" | "lady" | "gal" | "gentleman" | "woman"
                if his
                    || i.checked_sub(1)
                        .is_some_and(|at| self.tokens.get(at).is_some_and(|token| token.owns)) =>
            {
                (RelationKind::Partner, false)
            }
            "girl" if his && self.name(i + 1).is_some() => (RelationKind::Partner, false),
            "chavo" | "chava" if his => (RelationKind::Partner, false),
            "nina" | "nino" | "peque" | "bebe" if his || self.name(i + 1).is_some() => {
                (RelationKind::Child, false)
            }
            word => lexicon::relation(word)?,
        };
        // "pequeno" and the like only with an article and no thing behind it.
        let plain = matches!(
            self.word(i),
            "pequeno"
                | "pequena"
                | "chico"
                | "esp"
                | "gran"
                | "boss"
                | "companero"
                | "prima"
                | "mil"
                | "fil"
                | "papas"
                | "child"
        );
        if plain
            && self.name(i + 1).is_none()
            && !i
                .checked_sub(1)
                .is_some_and(|at| self.is(at, lexicon::OF_THEM))
        {
            return None;
        }
        if self.is(i + 1, &["'"]) || (several && self.is(i + 1, &["day"])) {
            return None;
        }
        if self.is(i + 1, &["clock", "figure", "sister"])
            || (self.spanish
                && matches!(
                    self.word(i),
                    "mil" | "fil" | "sil" | "bil" | "nana" | "gran"
                ))
            || matches!(self.word(i), "gran")
        {
            return None;
        }
        // "mother's day", "mother of pearl", "boy scouts".
        if self.is(i + 1, &["day", "dia"]) && self.tokens.get(i).is_some_and(|token| token.owns) {
            return None;
        }
        if self.phrase(i + 1, "of pearl").is_some()
            || (self.word(i) == "partner"
                && i > 0
                && self.is(i - 1, &["making", "made", "business", "law"]))
        {
            return None;
        }
        let mut last = i + 1;
        let mut relation = relation;
        for law in ["- in - law", "in law", "- in law", "in - law"] {
            if let Some(len) = self.phrase(i + 1, law) {
                relation = RelationKind::Other;
                last = i + 1 + len;
            }
        }
        Some((relation, several, i, last))
    }

    /// Names after a relation: where each begins and ends, and how old they are.
    pub(crate) fn names_after(
        &self,
        last: usize,
        several: bool,
        owns: bool,
    ) -> Vec<(usize, usize, Option<u32>)> {
        let mut named = Vec::new();
        if owns {
            return named;
        }
        let mut at = last;
        if self.is(at, &["name"]) {
            at += 1 + usize::from(self.is(at + 1, &["is"]));
        } else if let Some(len) = self.any(at, LEADS) {
            let sign = self
                .tokens
                .get(at)
                .is_some_and(|token| token.kind == Kind::Sign);
            let verb = self.is(at, &["is", "are", "es", "son"]);
            // "her mom, she…": after a comma or a verb a name needs a capital.
            let work = usize::from(self.is(at, &["medico", "medica"]));
            let capital = self
                .tokens
                .get(at + len + work)
                .is_some_and(|token| token.capital);
            if (sign || verb) && !capital && self.capitals {
                return named;
            }
            if sign && !verb && !self.capitals && !matches!(self.word(at), "=" | ":" | "(") {
                return named;
            }
            at += len;
            at += self
                .any(at, TITLES)
                .filter(|len| self.name(at + len).is_some())
                .unwrap_or(0);
        } else {
            at += self
                .any(at, TITLES)
                .filter(|len| self.name(at + len).is_some())
                .unwrap_or(0);
            at += usize::from(
                self.is(at, &["medico", "mayor", "menor", "little", "baby"])
                    && self.tokens.get(at + 1).is_some_and(|token| token.capital),
            );
        }
        let lower_verb = !self.capitals
            && self.is(at.wrapping_sub(1), &["is", "es"])
            && !self.is(at.wrapping_sub(2), &["name"]);
        while let Some(len) = self.name(at) {
            if lower_verb {
                break;
            }
            let mut to = at + len;
            let age = self.age(to, false);
            if let Some((_, more)) = age {
                to += more;
                to += usize::from(self.is(to, &[")"]));
            }
            named.push((at, to, age.map(|(age, _)| age)));
            let next = self.any(to, &["and", "&", "y", "e", ", and", ",", "/", "+"]);
            match next {
                Some(len) if several && self.name(to + len).is_some() => at = to + len,
                _ => break,
            }
        }
        named
    }

    /// A name right before a relation: "Ezra (nephew)", "Rafa, su nueva pareja", "Dana, his wife".
    pub(crate) fn named_before(&self, first: usize) -> Option<(usize, usize)> {
        let mut at = first;
        while at > 0
            && self.is(
                at - 1,
                &[
                    "his", "her", "their", "su", "new", "nueva", "nuevo", "the", "el", "la",
                    "oldest", "youngest", "little",
                ],
            )
        {
            at -= 1;
        }
        let sign = at.checked_sub(1).filter(|at| self.is(*at, &[",", "("]))?;
        if first == at && self.is(sign, &[","]) {
            return None;
        }
        for len in [2, 1] {
            if let Some(from) = sign.checked_sub(len)
                && self.name(from) == Some(len)
                && (from..sign).all(|at| self.tokens.get(at).is_some_and(|token| token.capital))
                && !self.is_customer(self.word(from))
            {
                return Some((from, len));
            }
        }
        None
    }

    /// Someone without a name; or several, with their ages.
    pub(crate) fn unnamed(
        &mut self,
        relation: RelationKind,
        several: bool,
        at: std::ops::Range<usize>,
        called: &str,
        owns: bool,
        former: bool,
    ) -> usize {
        let last = at.end;
        let person = |age| Person {
            name: None,
            relation,
            age,
            former,
            deceased: false,
        };
        self.mentions.push(Mention {
            at: at.clone(),
            called: called.to_owned(),
            name: None,
            relation,
            several,
        });
        if several {
            if let Some((first, len)) = self.age(last, true) {
                let mut to = last + len;
                let mut ages = vec![first];
                while let Some(more) = self.any(to, &["and", "&", "y", ",", ", and"])
                    && let Some(said) = numbers::whole(&self.tokens, to + more)
                    && let Some(age) = said.whole().filter(|age| (1..=99).contains(age))
                    && !self.is_thing(to + more + said.len)
                {
                    ages.push(age);
                    to += more + said.len;
                }
                for age in ages {
                    self.note(What::Person(person(Some(age))), at.start..to, true);
                }
                return to;
            }
        } else if let Some((age, len)) = self.age(last, false).filter(|_| !owns) {
            self.note(What::Person(person(Some(age))), at.start..last + len, true);
            return last + len;
        }
        let deceased = self.died(at.start, last);
        let before = at.start.checked_sub(1);
        // "the cuff links of his son-in-law": only the owner of a thing.
        let owner = before
            .and_then(|at| at.checked_sub(1))
            .is_some_and(|at| self.is(at, &["de", "of", "by", "from"]));
        let told = !owner
            && (!several || before.is_some_and(|at| numbers::whole(&self.tokens, at).is_some()))
            && before.is_some_and(|before| {
                self.is(before, lexicon::OF_THEM)
                    || self.tokens.get(before).is_some_and(|token| token.owns)
                    || numbers::whole(&self.tokens, before).is_some()
            });
        if !owns {
            let from = before
                .filter(|before| self.is(*before, lexicon::OF_THEM))
                .unwrap_or(at.start);
            let mut person = person(None);
            person.deceased = deceased;
            self.note(What::Person(person), from..last, told || deceased);
        }
        last
    }
}
