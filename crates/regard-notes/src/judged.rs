//! What the grammar found, judged by what was learnt; and what only the learnt part sees.

use std::ops::Range;

use regard_domain::partial_date::{Part, PartialDate};
use regard_domain::words::RelationKind;

use crate::chain::{Beliefs, CHAINS, Weights};
use crate::clues::{bucket, end, hash};
use crate::found::{Found, Measured, Occasion, OccasionOf, Person, Species, What, Whose};
use crate::lexicon;
use crate::numbers;
use crate::reader::Reader;

/// One thing that was found, and how likely it is.
#[derive(Debug, Clone, PartialEq)]
pub struct Judged {
    /// What was found.
    pub found: Found,
    /// How likely it is that all of it is right, from 0 to 1.
    pub likely: f32,
    /// What is seen of it, for that judgement.
    pub clues: Vec<u32>,
    /// Whose it is hangs on the sentence: someone else is spoken of, too.
    pub owner_in_doubt: bool,
    /// The grammar sees it: for certain, or as a guess. Otherwise only the learnt part does.
    pub grammar: Option<bool>,
}

/// What is less likely is left out.
const DOUBTED: f32 = 0.2;
/// From here on the learnt part alone says that something is there.
const SEEN: f32 = 0.2;
/// What is as likely as this is ticked.
const TICKED: f32 = 0.975;

impl Reader<'_> {
    /// Judges what was found.
    pub(crate) fn judge(&mut self, weights: &Weights) -> Vec<Judged> {
        let beliefs = weights.beliefs(&self.clues(true));
        // What would be believed if the grammar were silent.
        let alone = weights.beliefs(&self.clues(false));
        let mut judged: Vec<Judged> = Vec::new();
        for found in std::mem::take(&mut self.found) {
            let tokens = self.tokens_of(&found.words);
            let likely = belief_of(&beliefs, found.what.kind(), tokens);
            judged.push(Judged {
                grammar: Some(found.sure),
                likely,
                found,
                owner_in_doubt: false,
                clues: Vec::new(),
            });
        }
        for (kind, tokens) in spans(&beliefs) {
            let words = self.bytes(tokens.clone());
            let known = judged.iter().any(|judged| {
                judged.found.what.kind() == kind
                    && judged.found.words.start < words.end
                    && words.start < judged.found.words.end
            });
            if known || self.text.get(words.clone()).is_none_or(str::is_empty) {
                continue;
            }
            let likely = belief_of(&beliefs, kind, tokens.clone());
            if let Some(what) = self.as_kind(kind, tokens) {
                judged.push(Judged {
                    found: Found {
                        what,
                        words,
                        sure: false,
                    },
                    likely,
                    grammar: None,
                    owner_in_doubt: false,
                    clues: Vec::new(),
                });
            }
        }
        for at in 0..judged.len() {
            let clues = self.clues_of(&judged, at, &alone);
            if let Some(one) = judged.get_mut(at) {
                one.owner_in_doubt = self.is_owner_in_doubt(&one.found);
                if let Some(likely) = weights.right(&clues) {
                    one.likely = likely;
                }
                one.clues = clues;
            }
        }
        if weights.judges() {
            judged.retain(|judged| judged.likely >= DOUBTED);
        }
        judged.sort_by_key(|judged| (judged.found.words.start, judged.found.words.end));
        judged
    }

    /// What is seen of one finding among the others.
    fn clues_of(&self, judged: &[Judged], at: usize, alone: &[Beliefs]) -> Vec<u32> {
        let Some(one) = judged.get(at) else {
            return Vec::new();
        };
        let kind = one.found.what.kind();
        let tokens = self.tokens_of(&one.found.words);
        let sentence = self.sentence(tokens.start);
        let mut clues = Vec::new();
        let mut clue = |parts: &[&str]| {
            let mut all = vec!["judge"];
            all.extend(parts);
            clues.push(hash(&all));
            all.insert(1, kind);
            clues.push(hash(&all));
        };
        let how = match one.grammar {
            Some(true) => "sure",
            Some(false) => "guess",
            None => "learnt",
        };
        let band = band(one.likely);
        let lone = belief_of(alone, kind, tokens.clone());
        clue(&["all"]);
        clue(&["how", how]);
        clue(&["band", band]);
        clue(&["how band", how, band]);
        clue(&["alone", self::band(lone)]);
        clue(&["alone how", self::band(lone), how]);
        clue(&["alone band", self::band(lone), band]);
        clue(&["spanish", if self.spanish { "y" } else { "n" }]);
        clue(&["capitals", if self.capitals { "y" } else { "n" }]);
        clue(&["long", bucket(tokens.len())]);
        clue(&["sentence", bucket(sentence.len() / 4)]);
        clue(&["first", self.word(tokens.start)]);
        clue(&["last", self.word(tokens.end.saturating_sub(1))]);
        clue(&[
            "before",
            tokens.start.checked_sub(1).map_or("", |at| self.word(at)),
        ]);
        clue(&["after", self.word(tokens.end)]);
        let before = tokens.start.saturating_sub(4).max(sentence.start)..tokens.start;
        for at in before {
            clue(&["shortly before", self.word(at)]);
        }
        for at in tokens.end..(tokens.end + 4).min(sentence.end) {
            clue(&["shortly after", self.word(at)]);
        }
        for at in tokens.clone() {
            clue(&["in it", self.word(at)]);
        }
        let numbers = sentence
            .clone()
            .filter(|at| numbers::whole(&self.tokens, *at).is_some())
            .count();
        clue(&["numbers", bucket(numbers)]);
        if self.denied(tokens.start) {
            clue(&["denied"]);
        }
        for other in judged.iter().enumerate().filter(|(other, _)| *other != at) {
            let found = &other.1.found;
            let touches =
                found.words.start < one.found.words.end && one.found.words.start < found.words.end;
            if touches {
                clue(&["touches", found.what.kind()]);
            } else if found.what.kind() == kind {
                clue(&["another"]);
            }
        }
        let owner = |whose: &Whose| match whose {
            Whose::Customer => "customer",
            Whose::Couple => "couple",
            Whose::Other(_) => "other",
        };
        match &one.found.what {
            What::Person(person) => {
                clue(&["relation", person.relation.as_ref()]);
                clue(&["age", if person.age.is_some() { "y" } else { "n" }]);
                clue(&["former", if person.former { "y" } else { "n" }]);
                clue(&["died", if person.deceased { "y" } else { "n" }]);
                match &person.name {
                    Some(name) => {
                        let capital = name.chars().next().is_some_and(char::is_uppercase);
                        clue(&["name", if capital { "capital" } else { "small" }]);
                        clue(&["name long", bucket(name.split(' ').count())]);
                        clue(&["name ends", end(name, 2)]);
                        clue(&["name is", name]);
                    }
                    None => clue(&["name", "none"]),
                }
            }
            What::Pet { name, .. } => clue(&["name", if name.is_some() { "y" } else { "n" }]),
            What::Occasion(occasion) => {
                let of = match occasion.kind {
                    OccasionOf::Birthday => "birthday",
                    OccasionOf::Anniversary => "anniversary",
                    OccasionOf::Graduation => "graduation",
                    OccasionOf::Wedding => "wedding",
                    OccasionOf::Other => "other",
                };
                let number = if occasion.ordinal.is_some() { "y" } else { "n" };
                let day = part(occasion.date.as_ref());
                clue(&["of", of]);
                clue(&["number", number]);
                clue(&["day", day]);
                clue(&["of number day", of, number, day]);
                clue(&["whose", owner(&occasion.whose)]);
                clue(&["of how", of, how]);
            }
            What::Size { of, value, whose } => {
                clue(&["of", &format!("{of:?}")]);
                clue(&["unit", value.split(' ').nth(1).unwrap_or("none")]);
                clue(&[
                    "of unit",
                    &format!("{of:?}"),
                    value.split(' ').nth(1).unwrap_or("none"),
                ]);
                clue(&["whose", owner(whose)]);
            }
            What::Wish { whose } => clue(&["whose", owner(whose)]),
            What::Promise { until } => clue(&["day", if until.is_some() { "y" } else { "n" }]),
            What::FollowUp { when } | What::Trip { when } => {
                clue(&["day", part(when.as_ref())]);
                clue(&["day how", part(when.as_ref()), how]);
            }
            _ => {}
        }
        clues
    }

    /// Whether it may be someone else's: others are spoken of, and nobody right beside the words.
    fn is_owner_in_doubt(&self, found: &Found) -> bool {
        let whose = match &found.what {
            What::Occasion(occasion) => &occasion.whose,
            What::Size { whose, .. } | What::Wish { whose } => whose,
            _ => return false,
        };
        let at = self.tokens_of(&found.words);
        let beside = self.mentions.iter().any(|mention| {
            mention.whose() == *whose && mention.at.end <= at.end && mention.at.end + 2 >= at.start
        });
        let others = self
            .mentions
            .iter()
            .filter(|mention| mention.whose() != *whose)
            .count();
        !beside && others > 0 && *whose != Whose::Couple
    }

    fn tokens_of(&self, words: &Range<usize>) -> Range<usize> {
        let from = self
            .tokens
            .iter()
            .position(|token| token.at.end > words.start)
            .unwrap_or(self.tokens.len());
        let to = self
            .tokens
            .iter()
            .rposition(|token| token.at.start < words.end)
            .map_or(from, |at| at + 1);
        from..to.max(from)
    }

    /// What the words say, where only the learnt part sees what kind of thing it is.
    fn as_kind(&self, kind: &str, at: Range<usize>) -> Option<What> {
        let sentence = self.sentence(at.start);
        let dated = self.date_in(at.start..sentence.end.min(at.end + 4).max(at.end));
        Some(match kind {
            "wish" => What::Wish {
                whose: self.for_whom(at.start, at.end, at.end),
            },
            "promise" => What::Promise {
                until: dated.and_then(|(_, day)| day.first(self.said_on)),
            },
            "follow_up" => What::FollowUp {
                when: dated.and_then(|(_, day)| self.on(&day)),
            },
            "trip" => What::Trip {
                when: dated.and_then(|(at, day)| {
                    let day = day.month_if_rough();
                    if at > 0 && self.is(at - 1, &["every", "each", "cada"]) {
                        day.yearly()
                    } else {
                        day.coming(self.said_on)
                    }
                }),
            },
            "liking" => What::Liking,
            "avoid" => What::Avoid,
            "allergy" => What::Allergy,
            "work" => What::Work,
            "interest" => What::Interest,
            "tread_gently" => What::TreadGently,
            "person" => What::Person(self.some_person(at)),
            "pet" => {
                let name = self.a_name(at.clone());
                let species = at
                    .clone()
                    .find_map(|i| lexicon::species(self.word(i)))
                    .map_or(Species::Other, |(species, _)| species);
                What::Pet { name, species }
            }
            "occasion" => {
                let text = self.text.get(self.bytes(at.clone()))?.to_lowercase();
                let says = |words: &[&str]| words.iter().any(|word| text.contains(word));
                let kind = if says(&["anniv", "aniv", "years married", "casados", "together"]) {
                    OccasionOf::Anniversary
                } else if says(&["wedding", "boda", "marr", "casa"]) {
                    OccasionOf::Wedding
                } else if says(&["grad"]) {
                    OccasionOf::Graduation
                } else if says(&["birth", "bday", "b-day", "turn", "cumple", "born", "naci"]) {
                    OccasionOf::Birthday
                } else {
                    OccasionOf::Other
                };
                let yearly = matches!(kind, OccasionOf::Anniversary | OccasionOf::Birthday);
                let date = dated.and_then(|(_, day)| {
                    if yearly {
                        day.yearly()
                    } else {
                        day.month_if_rough().coming(self.said_on)
                    }
                });
                What::Occasion(Occasion {
                    kind,
                    whose: self.whose_day(kind, at.start, at.end),
                    date,
                    ordinal: None,
                    ordinal_year: None,
                })
            }
            "size" => {
                let (from, said) = at
                    .clone()
                    .find_map(|i| Some((i, numbers::size(&self.tokens, i)?)))?;
                let (unit, _) = self.unit(from + said.len);
                let of = self.nearby(at.end).unwrap_or(Measured::Ring);
                What::Size {
                    of,
                    value: match unit {
                        Some(unit) => format!("{} {unit}", said.text()),
                        None => said.text(),
                    },
                    whose: self.whose_size(at.start, at.end),
                }
            }
            _ => return None,
        })
    }

    fn a_name(&self, at: Range<usize>) -> Option<String> {
        at.rev()
            .find_map(|i| Some(self.name_text(i, self.name(i)?)))
    }

    fn some_person(&self, at: Range<usize>) -> Person {
        let relation = at
            .clone()
            .find_map(|i| lexicon::relation(self.word(i)))
            .map_or(RelationKind::Other, |(relation, _)| relation);
        Person {
            name: self.a_name(at.clone()),
            relation,
            age: at.clone().find_map(|i| {
                numbers::whole(&self.tokens, i)?
                    .whole()
                    .filter(|age| (1..=99).contains(age))
            }),
            former: at.clone().any(|i| self.is(i, &["ex"])),
            deceased: self.died(at.start, at.end),
        }
    }
}

fn band(likely: f32) -> &'static str {
    match likely {
        ..0.1 => "0",
        ..0.3 => "1",
        ..0.5 => "3",
        ..0.7 => "5",
        ..0.85 => "7",
        ..0.95 => "8",
        ..0.99 => "95",
        _ => "99",
    }
}

/// How much of a day is known.
fn part(date: Option<&PartialDate>) -> &'static str {
    match date.map(PartialDate::part) {
        None => "none",
        Some(Part::Day { .. }) => "day",
        Some(Part::Month(_)) => "month",
        Some(Part::Season(_)) => "season",
        Some(Part::Whole) => "year",
    }
}

/// Which chain the kind is in, and where.
fn place(kind: &str) -> Option<(usize, usize)> {
    CHAINS
        .iter()
        .enumerate()
        .find_map(|(chain, kinds)| Some((chain, kinds.iter().position(|each| *each == kind)?)))
}

/// How likely the words say something of the kind: the likelier half of them counts.
fn belief_of(beliefs: &[Beliefs], kind: &str, tokens: Range<usize>) -> f32 {
    let Some((chain, at)) = place(kind) else {
        return 0.0;
    };
    let mut likely: Vec<f32> = beliefs
        .get(chain)
        .and_then(|words| words.get(tokens))
        .unwrap_or_default()
        .iter()
        .map(|word| word.get(at).map_or(0.0, |(_, within)| *within))
        .collect();
    likely.sort_by(|a, b| b.total_cmp(a));
    likely.truncate(likely.len().div_ceil(2));
    let count = likely.iter().fold(0.0, |count, _| count + 1.0);
    likely.iter().sum::<f32>() / f32::max(count, 1.0)
}

/// Where something is seen.
fn spans(beliefs: &[Beliefs]) -> Vec<(&'static str, Range<usize>)> {
    let mut spans: Vec<(&'static str, Range<usize>)> = Vec::new();
    for (words, kinds) in beliefs.iter().zip(CHAINS) {
        let mut open: Option<&'static str> = None;
        for (i, word) in words.iter().enumerate() {
            let best = word
                .iter()
                .zip(kinds.iter())
                .max_by(|((_, a), _), ((_, b), _)| a.total_cmp(b))
                .filter(|((_, within), _)| *within >= SEEN);
            let Some(((begins, within), kind)) = best else {
                open = None;
                continue;
            };
            let goes_on = open == Some(*kind) && *begins * 2.0 < *within;
            match spans.last_mut().filter(|_| goes_on) {
                Some((_, at)) => at.end = i + 1,
                None => spans.push((*kind, i..i + 1)),
            }
            open = Some(*kind);
        }
    }
    spans
}

/// Whether it is ticked from the start.
pub fn is_sure(judged: &Judged) -> bool {
    // A relative without a name or an age is hardly worth a record, and something to do without a
    // day is not worth an alarm.
    let vague = match &judged.found.what {
        What::Person(person) => person.name.is_none() && person.age.is_none(),
        What::FollowUp { when } => when.is_none(),
        _ => false,
    };
    !vague && !judged.owner_in_doubt && judged.likely >= TICKED
}
