//! What is seen of each word of a note, for the part of the reader that is learnt.
//!
//! A clue is the hash of a short text such as `w=loves` or `before LIKES`. Words themselves are
//! clues, and so are their endings, the word lists they stand in, what was announced before them in
//! the same sentence, and what the grammar has found there.

use crate::lexicon;
use crate::numbers;
use crate::reader::Reader;
use crate::token::Kind;

/// Hashes a clue (FNV-1a, 32 bits: <http://www.isthe.com/chongo/tech/comp/fnv/>).
pub(crate) fn hash(parts: &[&str]) -> u32 {
    let mut hash: u32 = 0x811c_9dc5;
    for part in parts {
        for byte in part.bytes().chain([0]) {
            hash = (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193);
        }
    }
    hash
}

/// Lists whose phrases announce something, or are something.
fn lists() -> [(&'static str, &'static lexicon::Phrases); 13] {
    [
        ("LIKES", &lexicon::LIKES),
        ("AVOIDS", &lexicon::AVOIDS),
        ("WANTS", &lexicon::WANTS),
        ("HOBBY", &lexicon::HOBBY_VERBS),
        ("ALLERGY", &lexicon::ALLERGIES),
        ("TRIPS", &lexicon::TRIPS),
        ("WORK", &lexicon::WORK),
        ("JOB", &lexicon::OCCUPATIONS),
        ("HARD", &lexicon::HARD_TIMES),
        ("PROMISED", &lexicon::PROMISED),
        ("FREE", &lexicon::FREE),
        ("TO_DO", &lexicon::TO_DO),
        ("DAY", &lexicon::OTHER_DAYS),
    ]
}

/// What is known of one word without its neighbours.
#[derive(Default, Clone)]
struct Seen {
    /// The word; a number as its shape.
    word: String,
    /// How it is written.
    shape: &'static str,
    /// The lists it stands in.
    classes: Vec<&'static str>,
    /// The list whose phrase begins here.
    announces: Option<&'static str>,
    /// What it is used like, more and more closely.
    used: Option<[String; 3]>,
}

fn start(word: &str, count: usize) -> &str {
    word.char_indices()
        .nth(count)
        .map_or(word, |(at, _)| word.get(..at).unwrap_or(word))
}

pub(crate) fn end(word: &str, count: usize) -> &str {
    let len = word.chars().count();
    word.char_indices()
        .nth(len.saturating_sub(count))
        .map_or(word, |(at, _)| word.get(at..).unwrap_or(word))
}

pub(crate) fn bucket(distance: usize) -> &'static str {
    match distance {
        0 => "0",
        1 => "1",
        2 => "2",
        3 | 4 => "3",
        5..=8 => "5",
        _ => "9",
    }
}

impl Reader<'_> {
    /// The clues of each token, with or without what the grammar has found.
    pub(crate) fn clues(&self, grammar: bool) -> Vec<Vec<u32>> {
        let seen = self.seen();
        let none = Seen::default();
        let at = |i: usize, by: isize| -> &Seen {
            i.checked_add_signed(by)
                .and_then(|at| seen.get(at))
                .unwrap_or(&none)
        };
        let found = self.found_at();
        let mut all = Vec::with_capacity(seen.len());
        let mut announced: Option<(&'static str, usize, usize)> = None;
        let mut earlier: Option<&'static str> = None;
        let mut head = 0;
        let mut sentence = 0;
        let mut denied = false;
        let mut within = false;
        for (i, here) in seen.iter().enumerate() {
            let mut clues: Vec<u32> = Vec::with_capacity(80);
            let mut clue = |parts: &[&str]| clues.push(hash(parts));
            let w = here.word.as_str();
            let (w1, w2) = (at(i, -1).word.as_str(), at(i, -2).word.as_str());
            let (n1, n2) = (at(i, 1).word.as_str(), at(i, 2).word.as_str());
            clue(&["all"]);
            clue(&["w", w]);
            clue(&["w-1", w1]);
            clue(&["w+1", n1]);
            clue(&["w-2", w2]);
            clue(&["w+2", n2]);
            clue(&["w-1 w", w1, w]);
            clue(&["w w+1", w, n1]);
            clue(&["w-2 w-1", w2, w1]);
            clue(&["w+1 w+2", n1, n2]);
            clue(&["w-2 w-1 w", w2, w1, w]);
            clue(&["stem", start(w, 4)]);
            clue(&["stem5", start(w, 5)]);
            clue(&["end3", end(w, 3)]);
            clue(&["end2", end(w, 2)]);
            clue(&["end4", end(w, 4)]);
            clue(&["start3", start(w, 3)]);
            clue(&["shape", here.shape, at(i, 1).shape]);
            clue(&["shape-1", at(i, -1).shape, here.shape]);
            clue(&["w+1 w+2 w+3", n1, n2, at(i, 3).word.as_str()]);
            for (name, from, to) in [("shortly before", -6, 0), ("shortly after", 1, 7)] {
                for by in from..to {
                    for class in &at(i, by).classes {
                        if !matches!(*class, "common" | "sign" | "join") {
                            clue(&[name, class]);
                        }
                    }
                }
            }
            if i < 4 {
                clue(&[
                    "from the start",
                    bucket(i),
                    if here.classes.contains(&"customer") {
                        "customer"
                    } else {
                        ""
                    },
                ]);
            }
            if self.capitals {
                clue(&["capital note", here.shape]);
            }
            if within {
                clue(&["in brackets"]);
            }
            if w == "(" {
                within = true;
            } else if w == ")" || self.ends(i) {
                within = false;
            }
            clue(&["end-1", end(w1, 3)]);
            clue(&["end+1", end(n1, 3)]);
            clue(&["stem-1", start(w1, 5)]);
            clue(&["stem+1", start(n1, 5)]);
            for (name, by) in [
                ("c-3", -3),
                ("c-2", -2),
                ("c-1", -1),
                ("c", 0),
                ("c+1", 1),
                ("c+2", 2),
                ("c+3", 3),
            ] {
                for class in &at(i, by).classes {
                    clue(&[name, class]);
                    if by == 0 {
                        clue(&["c w-1", class, w1]);
                        clue(&["c w+1", class, n1]);
                        for before in &at(i, -1).classes {
                            clue(&["c c-1", class, before]);
                        }
                    }
                }
            }
            for (name, by) in [("u-2", -2), ("u-1", -1), ("u", 0), ("u+1", 1), ("u+2", 2)] {
                for used in at(i, by).used.iter().flatten() {
                    clue(&[name, used]);
                }
            }
            let tight = |by: isize| at(i, by).used.as_ref().map_or("", |used| used[1].as_str());
            clue(&["u-1 u", tight(-1), tight(0)]);
            clue(&["u u+1", tight(0), tight(1)]);
            clue(&["u-1 w", tight(-1), w]);
            clue(&["w-1 u", w1, tight(0)]);
            if here.announces.is_some() && announced.is_none_or(|(_, _, to)| i >= to) {
                earlier = announced.map(|(name, _, _)| name);
                if let Some(name) = here.announces {
                    let to = (i + 1..=i + 6)
                        .find(|to| !at(*to, 0).classes.contains(&name))
                        .unwrap_or(i + 1);
                    announced = Some((name, i, to));
                }
            }
            if let Some((name, from, to)) = announced {
                let far = if i < to { "in" } else { bucket(i - to) };
                clue(&["after", name, far]);
                clue(&["after any", name]);
                clue(&["after word", at(from, 0).word.as_str(), far]);
                clue(&["after w", name, w]);
                for class in &here.classes {
                    clue(&["after c", name, class]);
                }
            } else {
                clue(&["after nothing"]);
                clue(&["after nothing w", w]);
                for class in &here.classes {
                    clue(&["after nothing c", class]);
                }
            }
            if let Some(name) = earlier {
                clue(&["earlier", name]);
            }
            if let Some((name, far)) = (i + 1..i + 7)
                .take_while(|next| !self.ends(*next))
                .find_map(|next| Some((at(next, 0).announces?, next - i)))
            {
                clue(&["next", name, bucket(far)]);
            }
            let starts = at(head, 0).word.as_str();
            clue(&["head", starts, bucket(i - head)]);
            clue(&["head any", starts]);
            clue(&["in clause", bucket(i - head)]);
            clue(&["in sentence", bucket(i - sentence)]);
            clue(&["first", at(sentence, 0).word.as_str()]);
            for class in &at(head, 0).classes {
                clue(&["head c", class]);
            }
            clue(&[
                "denied",
                if denied { "y" } else { "n" },
                if self.spanish { "s" } else { "e" },
            ]);
            for (name, begins, sure) in found
                .get(i)
                .filter(|_| grammar)
                .map_or(&[][..], Vec::as_slice)
            {
                let how = if *sure { "sure" } else { "guess" };
                let place = if *begins { "begins" } else { "in" };
                clue(&["grammar", name, how]);
                clue(&["grammar", name, how, place]);
            }
            for (name, _, _) in found
                .get(i + 1)
                .filter(|_| grammar)
                .map_or(&[][..], Vec::as_slice)
            {
                clue(&["grammar next", name]);
            }
            if grammar && found.get(i).is_none_or(Vec::is_empty) {
                clue(&["grammar silent"]);
            }
            all.push(clues);
            // What is said ends here.
            if here.classes.contains(&"not") {
                denied = true;
            }
            let sign = self
                .tokens
                .get(i)
                .is_some_and(|token| token.kind == Kind::Sign);
            if self.ends(i) {
                announced = None;
                earlier = None;
                denied = false;
                sentence = i + 1;
                head = i + 1;
            } else if sign && !matches!(w, "'" | "\"" | "&" | "$") || here.classes.contains(&"join")
            {
                head = i + 1;
                denied = false;
            }
        }
        all
    }

    fn seen(&self) -> Vec<Seen> {
        let mut seen: Vec<Seen> = self
            .tokens
            .iter()
            .enumerate()
            .map(|(i, token)| {
                let mut classes = Vec::new();
                let mut class = |is: bool, name: &'static str| {
                    if is {
                        classes.push(name);
                    }
                };
                let word = token.word.as_str();
                let number = numbers::whole(&self.tokens, i);
                class(lexicon::HOBBIES.contains(word), "hobby");
                class(lexicon::STYLE.contains(word), "style");
                class(lexicon::NO_NAME.contains(word), "common");
                class(lexicon::NOT.contains(&word), "not");
                class(lexicon::OF_THEM.contains(&word), "theirs");
                class(lexicon::MINE.contains(&word), "mine");
                class(lexicon::relation(word).is_some(), "relation");
                class(lexicon::species(word).is_some(), "animal");
                class(number.is_some(), "number");
                class(number.is_some_and(|number| number.ordinal), "ordinal");
                class(self.is_customer(word), "customer");
                class(token.owns, "owns");
                class(token.kind == Kind::Sign, "sign");
                class(crate::dates::weekday(word).is_some(), "weekday");
                class(crate::dates::season(word).is_some(), "season");
                class(
                    token.capital && self.capitals && i > 0 && !self.ends(i - 1),
                    "capital",
                );
                class(
                    matches!(
                        word,
                        "and"
                            | "but"
                            | "so"
                            | "y"
                            | "pero"
                            | "who"
                            | "or"
                            | "o"
                            | "because"
                            | "cuz"
                            | "porque"
                            | "que"
                    ),
                    "join",
                );
                class(
                    matches!(
                        word,
                        "he" | "she" | "they" | "hes" | "shes" | "ella" | "ellos" | "theyre"
                    ),
                    "they",
                );
                class(
                    matches!(
                        word,
                        "i" | "we" | "im" | "i'll" | "we'll" | "we'd" | "i'd" | "yo"
                    ),
                    "we",
                );
                class(
                    self.mentions.iter().any(|mention| mention.at.contains(&i)),
                    "mention",
                );
                classes.extend(lexicon::classes(word));
                let word = if token.kind == Kind::Number {
                    word.chars()
                        .map(|each| if each.is_ascii_digit() { '0' } else { each })
                        .collect()
                } else {
                    token.word.clone()
                };
                let all_capitals =
                    token.raw.chars().count() > 1 && token.raw.chars().all(char::is_uppercase);
                let shape = match token.kind {
                    Kind::Sign => "sign",
                    Kind::Number => "number",
                    Kind::Word if all_capitals => "capitals",
                    Kind::Word if token.capital => "capital",
                    Kind::Word if token.word.chars().count() < 4 => "short",
                    Kind::Word => "word",
                };
                Seen {
                    word,
                    shape,
                    classes,
                    announces: None,
                    used: lexicon::used_like(token.word.as_str(), self.spanish).map(|path| {
                        let language = if self.spanish { "s" } else { "e" };
                        [(6, 0x3f), (10, 0x3ff), (16, 0xffff)]
                            .map(|(steps, mask)| format!("{language}{steps} {}", path & mask))
                    }),
                }
            })
            .collect();
        for i in 0..self.tokens.len() {
            for (name, list) in lists() {
                let Some(len) = self.one_of(i, list) else {
                    continue;
                };
                for (more, each) in seen.iter_mut().skip(i).take(len).enumerate() {
                    if !each.classes.contains(&name) {
                        each.classes.push(name);
                    }
                    if more == 0 {
                        each.announces = each.announces.or(Some(name));
                    }
                }
            }
            if let Some(day) = self.date(i) {
                for each in seen.iter_mut().skip(i).take(day.len) {
                    if !each.classes.contains(&"date") {
                        each.classes.push("date");
                    }
                }
            }
        }
        seen
    }

    /// What the grammar found, by token: the kind, whether it begins there, whether it is sure.
    fn found_at(&self) -> Vec<Vec<(&'static str, bool, bool)>> {
        let mut at = vec![Vec::new(); self.tokens.len()];
        for found in &self.found {
            let mut begins = true;
            for (token, list) in self.tokens.iter().zip(&mut at) {
                if token.at.start < found.words.end && found.words.start < token.at.end {
                    list.push((found.what.kind(), begins, found.sure));
                    begins = false;
                }
            }
        }
        at
    }
}
