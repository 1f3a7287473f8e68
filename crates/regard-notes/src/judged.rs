//! What the grammar found, judged by what was learnt; and what only the learnt part sees.

use std::ops::Range;

use regard_domain::partial_date::{Part, PartialDate};

use crate::chain::{Beliefs, CHAINS};
use crate::clues::{bucket, end, hash};
use crate::found::{Found, OccasionOf, What, Whose};
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
    /// How likely the words say something of that kind.
    pub believed: f32,
    /// How likely they would say it if the grammar were silent.
    pub alone: f32,
    /// The other ways to take the same words have the same number.
    pub group: usize,
    /// Where its parts were taken from.
    pub from: Vec<&'static str>,
    /// What is seen of it, for that judgement.
    pub clues: Vec<u32>,
    /// Whose it is hangs on the sentence: someone else is spoken of, too.
    pub owner_in_doubt: bool,
    /// The grammar sees it: for certain, or as a guess. Otherwise only the learnt part does.
    pub grammar: Option<bool>,
}

/// What is less likely is left out.
const DOUBTED: f32 = 0.15;
/// What is as likely as this is ticked.
const TICKED: f32 = 0.95;
/// Journeys, pastimes and promises are ticked from here on: they are wrong more often than they seem.
const TICKED_WITH_CARE: f32 = 0.98;
/// Nothing is ticked on the word of the grammar alone: so likely it has to be without it.
const ALONE: f32 = 0.8;

impl Reader<'_> {
    /// What is seen of one finding among the others.
    pub(crate) fn clues_of(
        &self,
        judged: &[Judged],
        grammar: &[Judged],
        at: usize,
        beliefs: &[Beliefs],
        alone: &[Beliefs],
    ) -> Vec<u32> {
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
        let band = band(one.believed);
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
        for other in grammar.iter().filter(|other| other.group != one.group) {
            let found = &other.found;
            let touches =
                found.words.start < one.found.words.end && one.found.words.start < found.words.end;
            if touches {
                clue(&["touches", found.what.kind()]);
            } else if found.what.kind() == kind {
                clue(&["another"]);
            }
        }
        let rival = rival_of(beliefs, kind, tokens.clone());
        clue(&["rival", self::band(rival)]);
        clue(&["rival band", self::band(rival), band]);
        for (chain, kinds) in beliefs.iter().zip(CHAINS) {
            for (at, other) in kinds.iter().enumerate() {
                let most = |range: Range<usize>| {
                    chain
                        .get(range)
                        .unwrap_or_default()
                        .iter()
                        .filter_map(|word| word.get(at))
                        .fold(0.0, |most, (_, within)| f32::max(most, *within))
                };
                let start = tokens.start.saturating_sub(5);
                let end = (tokens.end + 5).min(self.tokens.len());
                if most(start..tokens.start) > 0.5 {
                    clue(&["kind before", other]);
                }
                if most(tokens.end..end) > 0.5 {
                    clue(&["kind after", other]);
                }
                if *other != kind && most(tokens.clone()) > 0.3 {
                    clue(&["kind within", other]);
                }
            }
        }
        for (nth, from) in one.from.iter().enumerate() {
            clue(&["from", from]);
            clue(&["from band", from, band]);
            for other in one.from.iter().skip(nth + 1) {
                clue(&["from both", from, other]);
            }
        }
        if judged
            .iter()
            .any(|other| other.group == one.group && other.grammar.is_some())
        {
            clue(&["beside the grammar"]);
            for from in &one.from {
                clue(&["beside the grammar", from]);
            }
        }
        for class in tokens
            .clone()
            .flat_map(|at| lexicon::classes(self.word(at)))
        {
            clue(&["in class", class]);
        }
        for class in lexicon::classes(self.word(tokens.end)) {
            clue(&["after class", class]);
        }
        if let Some(at) = tokens.start.checked_sub(1) {
            for class in lexicon::classes(self.word(at)) {
                clue(&["before class", class]);
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
                let relation: &str = person.relation.as_ref();
                let near = tokens.start.saturating_sub(2)..(tokens.end + 2).min(self.tokens.len());
                for at in near {
                    clue(&["relation near", relation, self.word(at)]);
                    for class in lexicon::classes(self.word(at)) {
                        clue(&["relation near class", relation, class]);
                    }
                }
                if person.deceased || person.former {
                    let fate = if person.deceased { "died" } else { "former" };
                    for at in sentence.clone() {
                        clue(&["fate", fate, self.word(at)]);
                    }
                }
                match &person.name {
                    Some(name) => {
                        let first = self.first_of(name);
                        clue(&["name known", if first { "y" } else { "n" }]);
                        let capital = name.chars().next().is_some_and(char::is_uppercase);
                        clue(&["name", if capital { "capital" } else { "small" }]);
                        clue(&["name long", bucket(name.split(' ').count())]);
                        clue(&["name ends", end(name, 2)]);
                        clue(&["name is", name]);
                    }
                    None => clue(&["name", "none"]),
                }
            }
            What::Pet {
                name: Some(name), ..
            } if self.first_of(name) => {
                clue(&["name", "known"]);
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
                for at in tokens.start.saturating_sub(2)..(tokens.end + 2).min(self.tokens.len()) {
                    clue(&["of near", of, self.word(at)]);
                    for class in lexicon::classes(self.word(at)) {
                        clue(&["of near class", of, class]);
                    }
                }
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

    /// Whether it begins with a first name that is on the list.
    fn first_of(&self, name: &str) -> bool {
        crate::token::fold(name)
            .split([' ', '-'])
            .next()
            .is_some_and(|first| lexicon::classes(first).contains(&"given"))
    }

    /// Whether it may be someone else's: others are spoken of, and nobody right beside the words.
    pub(crate) fn is_owner_in_doubt(&self, found: &Found) -> bool {
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

    pub(crate) fn tokens_of(&self, words: &Range<usize>) -> Range<usize> {
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
pub(crate) fn belief_of(beliefs: &[Beliefs], kind: &str, tokens: Range<usize>) -> f32 {
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

/// How likely the words say something of another kind.
fn rival_of(beliefs: &[Beliefs], kind: &str, tokens: Range<usize>) -> f32 {
    CHAINS
        .iter()
        .filter(|kinds| !kinds.contains(&"person") && !kinds.contains(&"occasion"))
        .flat_map(|kinds| kinds.iter())
        .filter(|other| **other != kind)
        .map(|other| belief_of(beliefs, other, tokens.clone()))
        .fold(0.0, f32::max)
}

/// Whether it is likely enough to be shown.
pub fn is_shown(judged: &Judged) -> bool {
    judged.likely >= DOUBTED
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
    let least = match &judged.found.what {
        What::Trip { .. } | What::Interest | What::Promise { .. } => TICKED_WITH_CARE,
        _ => TICKED,
    };
    !vague && !judged.owner_in_doubt && judged.alone >= ALONE && judged.likely >= least
}
