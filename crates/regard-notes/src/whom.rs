//! Whom some words may name: people and animals, each with the ways to take them.

use std::ops::Range;

use regard_domain::words::RelationKind;

use crate::found::{Person, Species, What};
use crate::lexicon;
use crate::numbers;
use crate::reader::Reader;
use crate::readings::Reading;
use crate::token::Kind;

/// Someone has died.
const DEAD: &[&str] = &[
    "died",
    "dead",
    "late",
    "passed",
    "lost",
    "buried",
    "gone",
    "murio",
    "fallecio",
    "fallecido",
    "fallecida",
    "fallecieron",
    "perdio",
    "enterro",
    "enterraron",
    "difunto",
    "difunta",
    "finado",
    "finada",
    "muerto",
    "muerta",
    "viuda",
    "viudo",
    "widow",
    "widower",
    "widowed",
    "enviudo",
    "memorial",
    "funeral",
    "rip",
    "†",
    "falto",
    "bury",
    "burying",
    "burial",
    "wake",
    "velorio",
    "velaron",
    "entierro",
    "cenizas",
    "ashes",
    "luto",
    "duelo",
    "grief",
    "grieving",
    "mourning",
    "murieron",
    "muriera",
    "fallece",
    "fallecimiento",
    "muerte",
    "death",
    "dies",
    "passing",
    "qepd",
    "fue",
    "altar",
    "estate",
    "heaven",
    "cielo",
    "suicide",
    "overdose",
    "killed",
    "mato",
    "mataron",
    "drowned",
    "used",
    "was",
    "were",
    "era",
];
/// Someone is not with the customer any more.
const FORMER: &[&str] = &[
    "ex",
    "former",
    "first",
    "left",
    "split",
    "divorced",
    "divorce",
    "divorcing",
    "separated",
    "broke",
    "dumped",
    "dejo",
    "divorcio",
    "divorciada",
    "divorciado",
    "separo",
    "separaron",
    "separado",
    "separada",
    "corto",
    "cortaron",
    "tronaron",
    "terminaron",
    "termino",
    "primer",
    "primera",
    "exesposa",
    "exesposo",
    "exmarido",
    "exmujer",
    "was",
];

/// Words that may mean a child, a partner or anybody.
const VAGUE: &[&str] = &[
    "girl",
    "boy",
    "fella",
    "man",
    "lady",
    "kid",
    "baby",
    "bebe",
    "nene",
    "nena",
    "young",
    "mujer",
    "chico",
    "chica",
    "muchacho",
    "muchacha",
    "companero",
    "companera",
    "little",
    "one",
    "mate",
    "nino",
    "nina",
    "senor",
    "senora",
    "sis",
    "bro",
    "hermano",
    "hermana",
    "brother",
    "sister",
    "partner",
    "cousin",
    "tita",
    "tito",
];

impl Reader<'_> {
    /// The names that stand within the words: where, and how many tokens.
    fn names_in(&self, at: &Range<usize>) -> Vec<(usize, usize)> {
        let mut names = Vec::new();
        let mut i = at.start;
        while i < at.end {
            match self.name(i) {
                Some(len) if !self.is_customer(self.word(i)) => {
                    names.push((i, len));
                    i += len.max(1);
                }
                _ => i += 1,
            }
        }
        names
    }

    pub(crate) fn persons(&self, at: &Range<usize>) -> Vec<Vec<Reading>> {
        let wide = at.start.saturating_sub(4)..(at.end + 5).min(self.tokens.len());
        let sentence = self.sentence(at.start);
        let relations: Vec<(usize, RelationKind)> = (wide.start.max(sentence.start)..wide.end)
            .filter_map(|i| Some((i, lexicon::relation(self.word(i))?.0)))
            .collect();
        let names = self.names_in(at);
        // The sentence, and the beginning of the next: "asked for husband Hal. He died in '19."
        let around = sentence.start..(sentence.end + 5).min(self.tokens.len()).max(wide.end);
        let died = around.clone().any(|i| self.is(i, DEAD));
        let gone = around.clone().any(|i| self.is(i, FORMER));
        let died_here = wide.clone().any(|i| self.is(i, DEAD));
        let gone_here = wide.clone().any(|i| self.is(i, FORMER));
        let within: Vec<&(usize, RelationKind)> =
            relations.iter().filter(|(i, _)| at.contains(i)).collect();
        let mut facts = Vec::new();
        for (i, len) in names.iter().take(5) {
            let mut to_them: Vec<(RelationKind, &'static str)> = Vec::new();
            let before = within.iter().rev().find(|(at, _)| at < i);
            let after = within.iter().find(|(at, _)| at > i);
            if let Some((_, relation)) = before {
                to_them.push((*relation, "relation before"));
            }
            if let Some((_, relation)) = after {
                to_them.push((*relation, "relation after"));
            }
            if to_them.is_empty() {
                let nearest = relations
                    .iter()
                    .min_by_key(|(at, _)| at.abs_diff(*i))
                    .map(|(_, relation)| (*relation, "relation near"));
                to_them.extend(nearest);
            }
            for (relation, name) in [
                (RelationKind::Other, "relation other"),
                (RelationKind::Child, "perhaps child"),
                (RelationKind::Spouse, "perhaps spouse"),
                (RelationKind::Partner, "perhaps partner"),
                (RelationKind::Friend, "perhaps friend"),
                (RelationKind::Parent, "perhaps parent"),
                (RelationKind::Sibling, "perhaps sibling"),
            ] {
                let open = before.is_none_or(|(at, _)| self.is(*at, VAGUE))
                    || relation == RelationKind::Other;
                if open && to_them.iter().all(|(known, _)| *known != relation) {
                    to_them.push((relation, name));
                }
            }
            let age = (i + len..(at.end + 4).min(self.tokens.len()))
                .take(7)
                .find_map(|at| Some((at, self.an_age(at)?)));
            let mut ages = vec![(
                None,
                if age.is_some() {
                    "no age though near"
                } else {
                    "no age"
                },
            )];
            if let Some((at, age)) = age {
                let place = if at <= i + len + 1 {
                    "age beside"
                } else {
                    "age after"
                };
                ages.push((Some(age), place));
            }
            let said = self.name_text(*i, *len);
            let mut called = vec![(said, "name")];
            // "luis fer": a second name in small letters.
            if !self.capitals
                && *len == 1
                && self.name(i + 1).is_some()
                && lexicon::classes(self.word(i + 1)).contains(&"given")
            {
                called.push((self.name_text(*i, 2), "two names"));
            }
            let mut readings = Vec::new();
            for (relation, related) in &to_them {
                for (age, aged) in &ages {
                    for (name, named) in &called {
                        for (former, deceased, fate) in fates(gone, died, gone_here, died_here) {
                            readings.push(Reading {
                                what: What::Person(Person {
                                    name: Some(name.clone()),
                                    relation: *relation,
                                    age: *age,
                                    former,
                                    deceased,
                                }),
                                from: vec![related, aged, named, fate],
                            });
                        }
                    }
                }
            }
            facts.push(readings);
        }
        if names.is_empty() {
            let mut nameless = self.nameless(at, &within, &fates(gone, died, gone_here, died_here));
            if let [readings] = nameless.as_mut_slice() {
                self.named_right_after(at, readings);
            }
            facts.extend(nameless);
        }
        facts
    }

    fn nameless(
        &self,
        at: &Range<usize>,
        within: &[&(usize, RelationKind)],
        fates: &[(bool, bool, &'static str)],
    ) -> Vec<Vec<Reading>> {
        let ages: Vec<u32> = at
            .clone()
            .chain(at.end..(at.end + 2).min(self.tokens.len()))
            .filter_map(|i| self.an_age(i))
            .take(4)
            .collect();
        let mut relations: Vec<(RelationKind, &'static str)> = within
            .first()
            .map(|(_, relation)| (*relation, "relation within"))
            .into_iter()
            .collect();
        for (relation, name) in [
            (RelationKind::Other, "relation other"),
            (RelationKind::Child, "perhaps child"),
            (RelationKind::Spouse, "perhaps spouse"),
        ] {
            if relations.iter().all(|(known, _)| *known != relation) {
                relations.push((relation, name));
            }
        }
        let of = |age: Option<u32>, aged: &'static str| {
            let mut readings = Vec::new();
            for (relation, related) in &relations {
                for (former, deceased, fate) in fates {
                    readings.push(Reading {
                        what: What::Person(Person {
                            name: None,
                            relation: *relation,
                            age,
                            former: *former,
                            deceased: *deceased,
                        }),
                        from: vec![related, aged, "no name", fate],
                    });
                }
            }
            readings
        };
        match ages.as_slice() {
            [] => vec![of(None, "no age")],
            [age] => {
                let mut readings = of(Some(*age), "age within");
                readings.extend(of(None, "no age though near"));
                vec![readings]
            }
            several => several
                .iter()
                .map(|age| of(Some(*age), "one of some ages"))
                .collect(),
        }
    }

    /// "His wife that's Crystal", "the kids, Beau and Macy": the name stands behind the words.
    fn named_right_after(&self, at: &Range<usize>, readings: &mut Vec<Reading>) {
        let end = (at.end + 4).min(self.tokens.len());
        let Some((i, len)) = (at.end..end)
            .find_map(|i| Some((i, self.name(i)?)))
            .filter(|(i, _)| !self.is_customer(self.word(*i)))
        else {
            return;
        };
        let name = self.name_text(i, len);
        let place = if i == at.end {
            "name right after"
        } else {
            "name shortly after"
        };
        let named: Vec<Reading> = readings
            .iter()
            .filter_map(|reading| {
                let What::Person(person) = &reading.what else {
                    return None;
                };
                let mut from = reading.from.clone();
                from.retain(|each| *each != "no name");
                from.push(place);
                Some(Reading {
                    what: What::Person(Person {
                        name: Some(name.clone()),
                        ..person.clone()
                    }),
                    from,
                })
            })
            .collect();
        readings.extend(named);
    }

    fn an_age(&self, i: usize) -> Option<u32> {
        if self.date(i).is_some_and(|day| day.len > 1) {
            return None;
        }
        numbers::whole(&self.tokens, i)
            .filter(|said| !said.ordinal)?
            .whole()
            .filter(|age| (1..=99).contains(age))
    }

    pub(crate) fn animals(&self, at: &Range<usize>) -> Vec<Vec<Reading>> {
        let sentence = self.sentence(at.start);
        let species_at = |i: usize| Some((i, lexicon::species(self.word(i))?.0));
        let within: Vec<(usize, Species)> = at.clone().filter_map(species_at).collect();
        let near = || {
            let wide = at.start.saturating_sub(6).max(sentence.start)..sentence.end.min(at.end + 6);
            wide.filter_map(species_at)
                .min_by_key(|(i, _)| i.abs_diff(at.start))
        };
        let names: Vec<(usize, usize)> = self
            .names_in(at)
            .into_iter()
            .filter(|(i, _)| {
                lexicon::species(self.word(*i)).is_none()
                    && self
                        .tokens
                        .get(*i)
                        .is_some_and(|token| token.kind == Kind::Word)
            })
            .collect();
        let species_of = |i: usize| {
            let mut known: Vec<(Species, &'static str)> = Vec::new();
            let before = within.iter().rev().find(|(at, _)| *at < i);
            let after = within.iter().find(|(at, _)| *at > i);
            known.extend(before.map(|(_, species)| (*species, "species before")));
            known.extend(after.map(|(_, species)| (*species, "species after")));
            if known.is_empty() {
                known.extend(near().map(|(_, species)| (species, "species near")));
            }
            if !known.iter().any(|(species, _)| *species == Species::Other) {
                known.push((Species::Other, "species other"));
            }
            known
        };
        let reading = |name: Option<String>, species: Species, from: Vec<&'static str>| Reading {
            what: What::Pet { name, species },
            from,
        };
        if names.is_empty() {
            return vec![
                species_of(at.end)
                    .into_iter()
                    .map(|(species, from)| reading(None, species, vec![from, "no name"]))
                    .collect(),
            ];
        }
        names
            .iter()
            .take(5)
            .map(|(i, len)| {
                let mut readings = Vec::new();
                for (species, from) in species_of(*i) {
                    let name = self.name_text(*i, *len);
                    readings.push(reading(Some(name), species, vec![from, "name"]));
                    readings.push(reading(None, species, vec![from, "no name though near"]));
                }
                readings
            })
            .collect()
    }
}

/// Whether someone is spoken of as gone from the customer's life, or from all life; `here`: right
/// beside the words, not only somewhere around them.
fn fates(
    gone: bool,
    died: bool,
    gone_here: bool,
    died_here: bool,
) -> Vec<(bool, bool, &'static str)> {
    let mut fates = vec![(
        false,
        false,
        match (gone_here, died_here, gone || died) {
            (false, false, false) => "here",
            (false, false, true) => "here though somebody is gone",
            (true, false, _) => "here though perhaps former",
            (false, true, _) => "here though perhaps dead",
            (true, true, _) => "here though perhaps gone",
        },
    )];
    if gone {
        let how = if gone_here {
            "former"
        } else {
            "former by what is around"
        };
        fates.push((true, false, how));
    }
    if died {
        let how = if died_here {
            "dead"
        } else {
            "dead by what is around"
        };
        fates.push((false, true, how));
    }
    fates
}
