//! Names by their real frequency, from the tables under `data/` (whose LICENCE.md says whence).

use std::collections::BTreeMap;
use std::sync::LazyLock;

use rand::Rng;

/// Words that are drawn in proportion to their weights.
#[derive(Default)]
pub struct Weighted {
    words: Vec<&'static str>,
    sums: Vec<u64>,
}

impl Weighted {
    fn add(&mut self, word: &'static str, weight: u64) {
        self.sums
            .push(self.sums.last().copied().unwrap_or(0) + weight);
        self.words.push(word);
    }

    /// One of the words.
    pub fn draw(&self, rng: &mut impl Rng) -> &'static str {
        let point = rng.random_range(0..self.sums.last().copied().unwrap_or(1));
        let at = self.sums.partition_point(|sum| *sum <= point);
        self.words.get(at).copied().unwrap_or_default()
    }

    /// How many words there are.
    pub fn len(&self) -> usize {
        self.words.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.words.is_empty()
    }
}

/// The names of one language.
pub struct Language {
    /// Its code, ISO 639-1.
    pub code: &'static str,
    /// Whether its names are written in Latin letters.
    pub latin: bool,
    /// Given names of men.
    pub men: Weighted,
    /// Given names of women.
    pub women: Weighted,
    /// Family names.
    pub families: Weighted,
    /// Family names of women, where they differ.
    pub families_of_women: Weighted,
}

impl Language {
    fn read(code: &'static str, latin: bool, table: &'static str) -> Self {
        let mut language = Self {
            code,
            latin,
            men: Weighted::default(),
            women: Weighted::default(),
            families: Weighted::default(),
            families_of_women: Weighted::default(),
        };
        for line in table.lines() {
            let mut fields = line.split('\t');
            let (Some(kind), Some(weight), Some(names)) =
                (fields.next(), fields.next(), fields.next())
            else {
                continue;
            };
            let weight = weight.parse().expect("a weight is a number");
            let list = match kind {
                "m" => &mut language.men,
                "f" => &mut language.women,
                "w" => &mut language.families_of_women,
                _ => &mut language.families,
            };
            names.split('|').for_each(|name| list.add(name, weight));
        }
        language
    }
}

macro_rules! tables {
    ($($code:literal $share:literal $latin:literal),* $(,)?) => {
        static LANGUAGES: LazyLock<Vec<(u64, Language)>> = LazyLock::new(|| vec![
            $(($share, Language::read($code, $latin, include_str!(concat!("../data/names/", $code, ".txt"))))),*
        ]);
    };
}

// Customers in a thousand: a store of the United States, whose customers come from everywhere.
tables! {
    "en" 553 true, "es" 110 true, "fr" 40 true, "de" 45 true, "it" 45 true, "pt" 25 true,
    "nl" 20 true, "sv" 15 true, "da" 10 true, "fi" 8 true, "hu" 10 true, "cs" 12 true,
    "tr" 12 true, "vi" 12 true, "el" 8 false, "ru" 14 false, "he" 8 false, "ar" 14 false,
    "hi" 8 false, "zh" 14 false, "ja" 5 false, "ko" 8 false, "th" 4 false,
}

/// A language by its share of the customers.
pub fn draw_language(rng: &mut impl Rng) -> &'static Language {
    let whole: u64 = LANGUAGES.iter().map(|(share, _)| share).sum();
    let mut point = rng.random_range(0..whole);
    for (share, language) in LANGUAGES.iter() {
        if point < *share {
            return language;
        }
        point -= share;
    }
    &LANGUAGES[0].1
}

/// The nicknames in general use of a given name: Robert has Bob, Rob, Bobby, Robbie.
pub fn nicknames(given: &str) -> &'static [&'static str] {
    static TABLE: LazyLock<BTreeMap<&'static str, Vec<&'static str>>> = LazyLock::new(|| {
        include_str!("../data/nicknames.txt")
            .lines()
            .filter_map(|line| {
                let mut names = line.split('|');
                names.next().map(|first| (first, names.collect()))
            })
            .collect()
    });
    let first = given.split([' ', '-']).next().unwrap_or(given);
    TABLE.get(first).map_or(&[], Vec::as_slice)
}

/// One of the words of a list in `data/words.txt`.
pub fn word(list: &str, rng: &mut impl Rng) -> &'static str {
    static LISTS: LazyLock<BTreeMap<&'static str, Vec<&'static str>>> = LazyLock::new(|| {
        include_str!("../data/words.txt")
            .lines()
            .filter_map(|line| line.split_once('\t'))
            .map(|(list, words)| (list, words.split('|').collect()))
            .collect()
    });
    let words = LISTS.get(list).expect("the list is in data/words.txt");
    words[rng.random_range(0..words.len())]
}

#[cfg(test)]
mod tests {
    use rand::SeedableRng;
    use rand_chacha::ChaCha8Rng;

    use super::*;

    #[test]
    fn names_are_as_frequent_as_in_the_census() {
        let mut rng = ChaCha8Rng::seed_from_u64(1);
        let english = &LANGUAGES[0].1;
        assert!(english.families.len() > 80_000);
        let smiths = (0..100_000)
            .filter(|_| english.families.draw(&mut rng) == "Smith")
            .count();
        // 1.006 % of everybody, 90.5 % of whom the census lists.
        assert!((950..1_280).contains(&smiths), "{smiths}");
    }

    #[test]
    fn every_language_has_names() {
        for (_, language) in LANGUAGES.iter() {
            assert!(language.men.len() >= 15, "{}", language.code);
            assert!(language.women.len() >= 15, "{}", language.code);
            assert!(language.families.len() >= 10, "{}", language.code);
        }
    }
}
