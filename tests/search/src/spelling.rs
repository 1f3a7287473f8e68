//! How people misspell: by the hand (typos) and by the ear (sounds).

use rand::Rng;
use rand_chacha::ChaCha8Rng;

/// The keys beside each other on a keyboard.
const ROWS: [&str; 3] = ["qwertyuiop", "asdfghjkl", "zxcvbnm"];

/// One letter wrong, missing or too many; the first letter is hit nine times in ten.
pub fn typo(word: &str, rng: &mut ChaCha8Rng) -> String {
    let mut letters: Vec<char> = word.chars().collect();
    let from = usize::from(rng.random_bool(0.9)).min(letters.len() - 1);
    let at = rng.random_range(from..letters.len());
    match rng.random_range(0..4) {
        0 | 1 => letters[at] = beside(letters[at], rng),
        2 => {
            letters.remove(at);
        }
        _ => letters.insert(at, beside(letters[at], rng)),
    }
    letters.into_iter().collect()
}

/// Two neighbouring letters that differ change places, not the first.
pub fn transposition(word: &str, rng: &mut ChaCha8Rng) -> Option<String> {
    let mut letters: Vec<char> = word.chars().collect();
    let places: Vec<usize> = (1..letters.len().saturating_sub(1))
        .filter(|at| letters[*at] != letters[at + 1])
        .collect();
    let at = *places.get(rng.random_range(0..places.len().max(1)))?;
    letters.swap(at, at + 1);
    Some(letters.into_iter().collect())
}

/// A doubled letter becomes single, or a single one doubled.
pub fn doubling(word: &str, rng: &mut ChaCha8Rng) -> String {
    let mut letters: Vec<char> = word.chars().collect();
    match (1..letters.len()).find(|at| letters[*at] == letters[at - 1]) {
        Some(at) => {
            letters.remove(at);
        }
        None => {
            let at = rng.random_range(1..letters.len());
            letters.insert(at, letters[at]);
        }
    }
    letters.into_iter().collect()
}

/// Two typos in different places.
pub fn two_typos(word: &str, rng: &mut ChaCha8Rng) -> Option<String> {
    (0..20)
        .map(|_| typo(&typo(word, rng), rng))
        .find(|typed| distance(typed, word) == 2)
}

fn beside(letter: char, rng: &mut ChaCha8Rng) -> char {
    for (row, keys) in ROWS.iter().enumerate() {
        let Some(at) = keys.find(letter) else {
            continue;
        };
        let mut near: Vec<char> = Vec::new();
        for (row, at) in [
            (row, at.wrapping_sub(1)),
            (row, at + 1),
            (row.wrapping_sub(1), at),
            (row + 1, at),
        ] {
            near.extend(ROWS.get(row).and_then(|keys| keys.chars().nth(at)));
        }
        return near[rng.random_range(0..near.len())];
    }
    char::from(b'a' + rng.random_range(0..26))
}

/// What is written for the same sound; the first that stands in a name may be taken.
const SOUNDS: &[(&str, &str)] = &[
    ("sch", "sh"),
    ("tch", "ch"),
    ("ph", "f"),
    ("ck", "k"),
    ("gh", "g"),
    ("wr", "r"),
    ("kn", "n"),
    ("qu", "kw"),
    ("th", "t"),
    ("dt", "t"),
    ("tz", "ts"),
    ("cz", "ch"),
    ("cia", "sha"),
    ("ce", "se"),
    ("ci", "si"),
    ("ca", "ka"),
    ("co", "ko"),
    ("cu", "ku"),
    ("cl", "kl"),
    ("cr", "kr"),
    ("ka", "ca"),
    ("ko", "co"),
    ("x", "ks"),
    ("z", "s"),
    ("ie", "y"),
    ("ey", "y"),
    ("ay", "ai"),
    ("ai", "ay"),
    ("ei", "ai"),
    ("ee", "ea"),
    ("ea", "ee"),
    ("ou", "oo"),
    ("oo", "u"),
    ("y", "i"),
    ("v", "f"),
    ("er", "ar"),
    ("sen", "son"),
    ("son", "sen"),
    ("an", "en"),
    ("el", "al"),
    ("ll", "l"),
    ("nn", "n"),
    ("tt", "t"),
    ("rr", "r"),
    ("ss", "s"),
];

/// The name as somebody writes it who only heard it: one or two sounds written otherwise. The
/// first letter's sound stays.
pub fn by_ear(word: &str, rng: &mut ChaCha8Rng) -> Option<String> {
    let mut heard = word.to_owned();
    let mut changed = 0;
    let start = rng.random_range(0..SOUNDS.len());
    for (written, sound) in SOUNDS.iter().cycle().skip(start).take(SOUNDS.len()) {
        let Some(at) = heard.find(written) else {
            continue;
        };
        // Inside a word only; at its start only what sounds alike there for everybody.
        if at == 0
            && !matches!(
                *written,
                "ph" | "wr" | "kn" | "sch" | "ca" | "co" | "cl" | "cr"
            )
        {
            continue;
        }
        heard.replace_range(at..at + written.len(), sound);
        changed += 1;
        if changed == 2 {
            break;
        }
    }
    (changed > 0 && heard != word && heard.len() > 2).then_some(heard)
}

/// How many letters must be put in, taken out or replaced to come from one word to the other.
pub fn distance(one: &str, other: &str) -> usize {
    let other: Vec<char> = other.chars().collect();
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (i, a) in one.chars().enumerate() {
        let mut corner = row[0];
        row[0] = i + 1;
        for (j, b) in other.iter().enumerate() {
            let cost = corner + usize::from(a != *b);
            corner = row[j + 1];
            row[j + 1] = cost.min(row[j] + 1).min(corner + 1);
        }
    }
    row[other.len()]
}

#[cfg(test)]
mod tests {
    use rand::SeedableRng;

    use super::*;

    #[test]
    fn a_typo_is_one_letter_off() {
        let rng = &mut ChaCha8Rng::seed_from_u64(1);
        for _ in 0..500 {
            assert!(distance(&typo("whitman", rng), "whitman") <= 1);
            assert_eq!(
                distance(&two_typos("montgomery", rng).expect("two"), "montgomery"),
                2
            );
            assert_ne!(
                transposition("martin", rng).expect("letters differ"),
                "martin"
            );
            assert_eq!(distance(&doubling("martin", rng), "martin"), 1);
        }
        assert_eq!(doubling("miller", rng), "miler");
        assert_eq!(transposition("aaaa", rng), None);
    }

    #[test]
    fn names_are_written_as_they_sound() {
        let rng = &mut ChaCha8Rng::seed_from_u64(1);
        let mut heard: Vec<String> = (0..300).filter_map(|_| by_ear("schmidt", rng)).collect();
        heard.sort();
        heard.dedup();
        assert!(heard.contains(&"shmit".to_owned()), "{heard:?}");
        assert_eq!(by_ear("bob", rng), None);
    }
}
