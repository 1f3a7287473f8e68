//! The words of the grammar, in English and Spanish, in lower case and without accents.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use regard_domain::words::RelationKind;

use crate::found::Species;

/// Words that tell English.
pub const ENGLISH: &[&str] = &[
    "the", "and", "is", "her", "his", "she", "he", "they", "for", "with", "wants", "of", "to",
    "in", "on", "said", "was", "it", "that", "wife", "husband", "likes", "bday", "anniv", "fu",
    "i", "my", "looking", "not", "but", "had", "has", "will", "at", "loves", "sz", "hubby",
    "birthday",
];
/// Words that tell Spanish.
pub const SPANISH: &[&str] = &[
    "el", "la", "los", "las", "de", "que", "y", "su", "sus", "para", "con", "un", "una", "por",
    "le", "se", "es", "esta", "quiere", "del", "al", "lo", "no", "pero", "mas", "como", "cumple",
    "esposa", "esposo", "hija", "hijo", "novio", "novia", "marido", "mujer", "talla", "aniv", "pa",
    "p", "busca", "muy", "ya", "me", "dijo", "en", "regresa", "viene",
];

/// "Not", in its forms.
pub const NOT: &[&str] = &[
    "no", "not", "never", "without", "doesnt", "dont", "didnt", "isnt", "wasnt", "hasnt", "havent",
    "wont", "neither", "nor", "sin", "ni", "nunca", "tampoco", "aint", "cant", "couldnt",
    "wouldnt",
];

/// Whoever these stand for: the one who is meant hangs on the sentence.
pub const OF_THEM: &[&str] = &["his", "her", "their", "su", "sus", "hers", "theirs"];
/// These are the associate's own.
pub const MINE: &[&str] = &[
    "my", "our", "mi", "mis", "nuestro", "nuestra", "nuestros", "nuestras",
];

/// Phrases, found by their first word.
pub struct Phrases(HashMap<&'static str, Vec<Vec<&'static str>>>);

impl Phrases {
    fn of(lines: &'static str) -> Self {
        let mut phrases: HashMap<_, Vec<Vec<_>>> = HashMap::new();
        for line in lines.lines() {
            let words: Vec<&str> = line.split(' ').collect();
            if let Some(first) = words.first() {
                phrases.entry(*first).or_default().push(words);
            }
        }
        Self(phrases)
    }

    /// Those that begin with that word, each cut into words.
    pub fn beginning(&self, first: &str) -> &[Vec<&'static str>] {
        self.0.get(first).map_or(&[], Vec::as_slice)
    }
}

type Words = HashSet<&'static str>;

macro_rules! phrases {
    ($($(#[$doc:meta])* $name:ident $file:literal;)*) => {
        $($(#[$doc])* pub static $name: LazyLock<Phrases> =
            LazyLock::new(|| Phrases::of(include_str!(concat!("words/", $file, ".txt"))));)*
    };
}

phrases! {
    /// What they like.
    LIKES "likes";
    /// What they would rather not have.
    AVOIDS "avoids";
    /// What they want.
    WANTS "wants";
    /// What they do for joy.
    HOBBY_VERBS "hobby_verbs";
    /// What their skin does not bear.
    ALLERGIES "allergies";
    /// Where they go.
    TRIPS "trips";
    /// What they do for a living.
    WORK "work";
    /// Who does what for a living.
    OCCUPATIONS "occupations";
    /// Hard times.
    HARD_TIMES "hard_times";
    /// What the store said it would do.
    PROMISED "promised";
    /// What it said is free.
    FREE "free";
    /// What is to be done.
    TO_DO "to_do";
    /// Days with a name of their own.
    OTHER_DAYS "other_days";
}

/// Words that are no names, though they follow "wife" or "dog".
pub static NO_NAME: LazyLock<Words> = LazyLock::new(|| {
    include_str!("words/no_name.txt")
        .split_whitespace()
        .collect()
});
/// Words that notes use: in small letters they are no names.
pub static COMMON: LazyLock<Words> = LazyLock::new(|| {
    include_str!("words/common.txt")
        .split_whitespace()
        .collect()
});
/// Pieces, stones, metals and styles: who likes these likes them as jewelry, not as a hobby.
pub static STYLE: LazyLock<Words> =
    LazyLock::new(|| include_str!("words/style.txt").split_whitespace().collect());
/// Words of hobbies.
pub static HOBBIES: LazyLock<Words> =
    LazyLock::new(|| include_str!("words/hobbies.txt").lines().collect());

static CLASSES: LazyLock<HashMap<&'static str, Vec<&'static str>>> = LazyLock::new(|| {
    let mut classes: HashMap<_, Vec<_>> = HashMap::new();
    for (class, words) in include_str!("words/classes.txt")
        .lines()
        .filter_map(|line| line.split_once(": "))
    {
        for word in words.split(' ') {
            classes.entry(word).or_default().push(class);
        }
    }
    classes
});

/// Endings of words, and what stands in their place in the form that is on the list: plurals,
/// forms of verbs, diminutives, and pronouns that hang on Spanish verbs.
const ENDINGS: &[(&str, &str)] = &[
    ("s", ""),
    ("es", ""),
    ("ies", "y"),
    ("ing", ""),
    ("ing", "e"),
    ("ed", ""),
    ("ed", "e"),
    ("er", ""),
    ("ers", ""),
    ("a", "o"),
    ("o", "a"),
    ("as", "o"),
    ("os", "a"),
    ("ita", "a"),
    ("ito", "o"),
    ("itas", "a"),
    ("itos", "o"),
    ("cito", ""),
    ("cita", ""),
    ("le", ""),
    ("les", ""),
    ("la", ""),
    ("lo", ""),
    ("las", ""),
    ("los", ""),
    ("se", ""),
    ("nos", ""),
    ("n", ""),
    ("ando", "ar"),
    ("iendo", "er"),
    ("iendo", "ir"),
    ("aron", "ar"),
    ("amos", "ar"),
    ("aba", "ar"),
    ("o", "ar"),
    ("a", "ar"),
    ("e", "er"),
    ("e", "ir"),
];

/// What sorts of things a word may mean: a first name, a place, a stone. A word that is on no list
/// means what its plainer form means.
pub fn classes(word: &str) -> &'static [&'static str] {
    if let Some(classes) = CLASSES.get(word) {
        return classes;
    }
    ENDINGS
        .iter()
        .filter_map(|(end, instead)| {
            let stem = word.strip_suffix(end).filter(|stem| stem.len() > 2)?;
            CLASSES.get(format!("{stem}{instead}").as_str())
        })
        .map(Vec::as_slice)
        .find(|classes| *classes != ["given"])
        .unwrap_or_default()
}

/// The sorted hashes of words with their language, and then what each is used like.
static CLUSTERS: LazyLock<(Vec<u32>, Vec<u16>)> = LazyLock::new(|| {
    let bytes = include_bytes!("words/clusters.bin").as_slice();
    let Some((count, rest)) = bytes.split_first_chunk::<4>() else {
        return (Vec::new(), Vec::new());
    };
    let count = usize::try_from(u32::from_le_bytes(*count)).unwrap_or_default();
    let (hashes, uses) = rest.split_at_checked(count * 4).unwrap_or_default();
    (
        hashes
            .as_chunks::<4>()
            .0
            .iter()
            .map(|four| u32::from_le_bytes(*four))
            .collect(),
        uses.as_chunks::<2>()
            .0
            .iter()
            .map(|two| u16::from_le_bytes(*two))
            .collect(),
    )
});

/// What a word is used like, in one language: a path in a tree of words that stand in the same
/// places. Its first steps are its lowest bits.
pub fn used_like(word: &str, spanish: bool) -> Option<u16> {
    let (hashes, uses) = &*CLUSTERS;
    let language = if spanish { "es" } else { "en" };
    let at = hashes
        .binary_search(&crate::clues::hash(&[language, word]))
        .ok()?;
    uses.get(at).copied()
}

/// Whether the word may be a name: what is on the lists as something else is none.
pub fn may_be_name(word: &str) -> bool {
    CLASSES
        .get(word)
        .is_none_or(|classes| classes.contains(&"given"))
}

static RELATIONS: LazyLock<HashMap<&'static str, &'static str>> =
    LazyLock::new(|| by_word(include_str!("words/relations.txt")));
static SPECIES: LazyLock<HashMap<&'static str, &'static str>> =
    LazyLock::new(|| by_word(include_str!("words/species.txt")));

/// Each line is what it is, and its words; with an "s" the words mean several.
fn by_word(lines: &'static str) -> HashMap<&'static str, &'static str> {
    lines
        .lines()
        .filter_map(|line| line.split_once(": "))
        .flat_map(|(what, words)| words.split(' ').map(move |word| (word, what)))
        .collect()
}

/// What someone is to the customer, and whether the word means several.
pub fn relation(word: &str) -> Option<(RelationKind, bool)> {
    let what = RELATIONS.get(word)?;
    let (one, several) = what
        .strip_suffix('s')
        .map_or((*what, false), |one| (one, true));
    Some((one.parse().ok()?, several))
}

/// What a pet is, and whether the word means several.
pub fn species(word: &str) -> Option<(Species, bool)> {
    let what = SPECIES.get(word)?;
    let (one, several) = what
        .strip_suffix('s')
        .map_or((*what, false), |one| (one, true));
    let species = match one {
        "dog" => Species::Dog,
        "cat" => Species::Cat,
        "horse" => Species::Horse,
        "bird" => Species::Bird,
        _ => Species::Other,
    };
    Some((species, several))
}
