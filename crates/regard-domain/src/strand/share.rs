//! What two people share, from what each has said in their own words: a word of both, in one language
//! or in two ("dogs", "perros"), or a name ("Lisbon").

use std::collections::BTreeSet;

use crate::names::fold;
use crate::words::FactKind;

/// Something that somebody has said of themselves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Said<'a> {
    /// What it is about.
    pub kind: FactKind,
    /// The words.
    pub words: &'a str,
}

/// Something that both have said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shared {
    /// Where it stands in mine.
    pub mine: usize,
    /// Where it stands in theirs.
    pub theirs: usize,
    /// What both share, in my word for it.
    pub word: String,
}

/// Words for one thing, folded, in the languages of the app; the first is none of the others.
const ALIKE: &[&[&str]] = &[
    &[
        "dog", "puppy", "pup", "perro", "perra", "perrito", "cachorro",
    ],
    &["cat", "kitten", "gato", "gata", "gatito"],
    &["horse", "riding", "caballo", "yegua", "equitacion"],
    &["bird", "parrot", "pajaro", "loro"],
    &["son", "sons", "boy", "hijo", "chico"],
    &["daughter", "girl", "hija", "chica"],
    &["kid", "child", "children", "nino", "nina"],
    &["twin", "gemelo", "gemela", "mellizo", "melliza"],
    &[
        "grandson",
        "granddaughter",
        "grandchild",
        "grandchildren",
        "grandkid",
        "nieto",
        "nieta",
    ],
    &[
        "dive", "diver", "diving", "scuba", "bucear", "buceo", "buzo",
    ],
    &[
        "run",
        "runner",
        "running",
        "marathon",
        "correr",
        "corredor",
        "corredora",
        "maraton",
    ],
    &["sail", "sailing", "sailor", "vela", "navegar"],
    &[
        "cycle",
        "cycling",
        "cyclist",
        "bike",
        "bicycle",
        "bici",
        "bicicleta",
        "ciclismo",
        "ciclista",
    ],
    &["swim", "swimming", "swimmer", "nadar", "natacion"],
    &["ski", "skiing", "skier", "esqui", "esquiar"],
    &["hike", "hiking", "hiker", "senderismo", "caminar"],
    &["climb", "climbing", "climber", "escalar", "escalada"],
    &["garden", "gardening", "gardener", "jardin", "jardineria"],
    &[
        "cook",
        "cooking",
        "baking",
        "bake",
        "cocina",
        "cocinar",
        "reposteria",
    ],
    &["paint", "painting", "painter", "pintar", "pintura"],
    &[
        "read", "reading", "reader", "book", "leer", "lectura", "libro",
    ],
    &["chess", "ajedrez"],
    &["tennis", "tenis"],
    &["golf", "golfer", "golfista"],
    &["football", "soccer", "futbol"],
    &["basketball", "baloncesto"],
    &["opera", "opera"],
    &["piano", "pianist", "pianista"],
    &["guitar", "guitarist", "guitarra"],
    &["violin", "violinist", "violinista"],
    &[
        "photo",
        "photography",
        "photographer",
        "fotografia",
        "fotografo",
        "fotografa",
    ],
    &["fish", "fishing", "angler", "pescar", "pesca"],
    &["dance", "dancing", "dancer", "bailar", "baile", "danza"],
    &[
        "teacher",
        "teach",
        "teaching",
        "maestro",
        "maestra",
        "profesor",
        "profesora",
    ],
    &["nurse", "nursing", "enfermero", "enfermera"],
];

/// "Son" is a child only after one of these: in Spanish it says "they are".
const BEFORE_SON: &[&str] = &[
    "a", "an", "adult", "baby", "eldest", "first", "grown", "her", "his", "little", "middle", "my",
    "newborn", "older", "oldest", "one", "only", "our", "second", "teenage", "the", "their",
    "young", "younger", "youngest",
];

/// Words that say that somebody keeps away from something, or lost it: nothing to have in common.
const AWAY: &[&str] = &[
    "afraid",
    "allergic",
    "allergies",
    "allergy",
    "buried",
    "cannot",
    "dead",
    "detest",
    "detests",
    "died",
    "dislike",
    "disliked",
    "dislikes",
    "divorce",
    "divorced",
    "ex",
    "fear",
    "fears",
    "hate",
    "hated",
    "hates",
    "late",
    "lost",
    "never",
    "no",
    "nor",
    "not",
    "passed",
    "phobia",
    "scared",
    "terrified",
    "without",
    "alergia",
    "alergias",
    "alergica",
    "alergico",
    "alergicas",
    "alergicos",
    "detesta",
    "detesto",
    "difunta",
    "difunto",
    "divorciada",
    "divorciado",
    "divorcio",
    "fallecio",
    "fobia",
    "miedo",
    "murieron",
    "murio",
    "ni",
    "nunca",
    "odia",
    "odio",
    "perdieron",
    "perdio",
    "separada",
    "separado",
    "separated",
    "sin",
    "viuda",
    "viudo",
    "widow",
    "widowed",
    "widower",
];

/// Words that two people have in common with everybody, folded.
const NOTHING: &[&str] = &[
    "anniversary",
    "boyfriend",
    "couple",
    "engaged",
    "family",
    "father",
    "fiance",
    "fiancee",
    "girlfriend",
    "husband",
    "married",
    "marries",
    "mother",
    "mom",
    "parent",
    "parents",
    "partner",
    "spouse",
    "wedding",
    "wife",
    "wives",
    "about",
    "after",
    "again",
    "also",
    "always",
    "been",
    "before",
    "best",
    "both",
    "collects",
    "does",
    "dream",
    "each",
    "every",
    "everything",
    "favorite",
    "favourite",
    "first",
    "from",
    "good",
    "great",
    "have",
    "here",
    "home",
    "house",
    "into",
    "just",
    "last",
    "like",
    "likes",
    "little",
    "lives",
    "long",
    "love",
    "loves",
    "made",
    "make",
    "many",
    "more",
    "most",
    "much",
    "name",
    "named",
    "near",
    "next",
    "often",
    "old",
    "once",
    "only",
    "other",
    "over",
    "people",
    "plan",
    "planning",
    "plans",
    "really",
    "since",
    "some",
    "someone",
    "soon",
    "spring",
    "summer",
    "autumn",
    "winter",
    "still",
    "than",
    "that",
    "their",
    "them",
    "there",
    "they",
    "thing",
    "things",
    "this",
    "time",
    "times",
    "together",
    "travel",
    "trip",
    "trips",
    "very",
    "want",
    "wants",
    "week",
    "went",
    "were",
    "when",
    "where",
    "which",
    "while",
    "will",
    "with",
    "work",
    "works",
    "year",
    "years",
    "young",
    "aniversario",
    "boda",
    "casada",
    "casado",
    "casados",
    "esposa",
    "esposo",
    "familia",
    "madre",
    "novia",
    "novio",
    "padre",
    "padres",
    "pareja",
    "prometida",
    "prometido",
    "algo",
    "ahora",
    "antes",
    "aunque",
    "casa",
    "cada",
    "como",
    "cuando",
    "desde",
    "despues",
    "dice",
    "donde",
    "ella",
    "ellos",
    "encanta",
    "entre",
    "esta",
    "este",
    "estos",
    "fue",
    "gusta",
    "gustan",
    "hace",
    "hasta",
    "hacer",
    "mucho",
    "muchos",
    "mujer",
    "marido",
    "nada",
    "otro",
    "otra",
    "para",
    "pero",
    "porque",
    "primero",
    "quiere",
    "semana",
    "siempre",
    "sobre",
    "tambien",
    "tiene",
    "tienen",
    "todo",
    "todos",
    "trabaja",
    "trabajo",
    "tres",
    "viaja",
    "viaje",
    "viajes",
    "vive",
    "verano",
    "invierno",
    "primavera",
];

/// Fewer letters than this say too little to be the same.
const LETTERS: usize = 4;

/// What of mine and what of theirs is alike, in the order of mine; each of mine once. Sizes, wishes and
/// what somebody avoids are nothing to share, and neither is what speaks of keeping away or of a loss.
pub fn shared(mine: &[Said<'_>], theirs: &[Said<'_>]) -> Vec<Shared> {
    let theirs: Vec<(usize, BTreeSet<String>)> = theirs
        .iter()
        .enumerate()
        .filter(|(_, said)| may_be_shared(said))
        .map(|(at, said)| (at, things(said.words).map(|(thing, _)| thing).collect()))
        .collect();
    mine.iter()
        .enumerate()
        .filter(|(_, said)| may_be_shared(said))
        .filter_map(|(at, said)| {
            things(said.words).find_map(|(thing, word)| {
                let (other, _) = theirs.iter().find(|(_, things)| things.contains(&thing))?;
                Some(Shared {
                    mine: at,
                    theirs: *other,
                    word,
                })
            })
        })
        .collect()
}

fn may_be_shared(said: &Said<'_>) -> bool {
    let of_a_kind = !matches!(
        said.kind,
        FactKind::Size | FactKind::Wish | FactKind::Avoids | FactKind::Advice
    );
    // "Can't", "doesn't": what stands after the apostrophe.
    let away = |word: &str| word == "t" || AWAY.contains(&fold(word).as_str());
    of_a_kind && !words_of(said.words).any(away)
}

/// The words, as they were written.
fn words_of(words: &str) -> impl Iterator<Item = &str> {
    words
        .split(|letter: char| !letter.is_alphanumeric() && letter != '\u{301}')
        .filter(|word| !word.is_empty())
}

/// The things that the words name, each with its word as it was written.
fn things(words: &str) -> impl Iterator<Item = (String, String)> + '_ {
    let mut before = String::new();
    words_of(words).filter_map(move |word| {
        let folded = fold(word);
        let is_a_child = folded != "son" || BEFORE_SON.contains(&before.as_str());
        let thing = thing(&folded).filter(|_| is_a_child);
        before = folded;
        Some((thing?, word.to_owned()))
    })
}

fn thing(folded: &str) -> Option<String> {
    let forms = [
        folded,
        folded.strip_suffix('s').unwrap_or(folded),
        folded.strip_suffix("es").unwrap_or(folded),
    ];
    if let Some(first) = forms.iter().find_map(|form| {
        let group = ALIKE.iter().find(|group| group.contains(form))?;
        group.first()
    }) {
        return Some((*first).to_owned());
    }
    let tells = folded.chars().count() >= LETTERS
        && folded.chars().all(char::is_alphabetic)
        && !forms.iter().any(|form| NOTHING.contains(form));
    tells.then(|| folded.strip_suffix('s').unwrap_or(folded).to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(kind: FactKind, words: &str) -> Said<'_> {
        Said { kind, words }
    }

    fn words(mine: &[Said<'_>], theirs: &[Said<'_>]) -> Vec<String> {
        shared(mine, theirs)
            .into_iter()
            .map(|one| one.word)
            .collect()
    }

    #[test]
    fn both_have_dogs_in_whatever_language() {
        let theirs = [
            said(FactKind::Family, "Boys are 9 and 12"),
            said(FactKind::Pet, "dogs Ada and Gryff"),
        ];
        let mine = said(FactKind::Pet, "A dog called Lola");
        assert_eq!(words(&[mine], &theirs), ["dog"]);
        let mine = said(FactKind::Pet, "dos perros y un gato");
        let found = shared(&[mine], &theirs);
        assert_eq!((found[0].word.as_str(), found[0].theirs), ("perros", 1));
    }

    #[test]
    fn a_place_is_shared_and_small_words_are_not() {
        let theirs = [said(FactKind::Trip, "planning Lisbon for the 20th")];
        assert_eq!(
            words(&[said(FactKind::Trip, "Grew up in Lisbon")], &theirs),
            ["Lisbon"]
        );
        for nothing in ["Planning a trip for the summer", "20th of June", "for the"] {
            assert_eq!(
                words(&[said(FactKind::Trip, nothing)], &theirs),
                Vec::<String>::new(),
                "{nothing}"
            );
        }
    }

    #[test]
    fn a_size_a_wish_or_an_allergy_is_nothing_to_share() {
        let mine = [said(FactKind::Interest, "Nickel, diving, sapphires")];
        for kind in [FactKind::Size, FactKind::Wish, FactKind::Avoids] {
            assert!(shared(&mine, &[said(kind, "nickel diver sapphire")]).is_empty());
        }
        let theirs = [said(FactKind::Interest, "bucea en Baja")];
        assert!(shared(&mine, &theirs).is_empty(), "a verb it does not know");
        let theirs = [said(FactKind::Interest, "le gusta bucear")];
        assert_eq!(words(&mine, &theirs), ["diving"]);
    }

    #[test]
    fn spanish_are_is_no_english_child() {
        let mine = [said(FactKind::Family, "Two sons, 9 and 12")];
        let theirs = |words| [said(FactKind::Other, words)];
        assert!(shared(&mine, &theirs("Mis perros son Ada y Gryff")).is_empty());
        assert!(shared(&mine, &theirs("Son de Lisboa")).is_empty());
        assert_eq!(words(&mine, &theirs("Their youngest son sails")), ["sons"]);
        assert_eq!(words(&mine, &theirs("Un hijo de 9")), ["sons"]);
        let spanish = [said(FactKind::Pet, "Mis perros son mayores")];
        assert!(shared(&spanish, &theirs("My son is 9")).is_empty());
    }

    #[test]
    fn a_marriage_is_nothing_in_common() {
        for nothing in [
            "My husband cooks",
            "Wife Lena",
            "Married in 2003",
            "Mi esposo Luis",
            "Casada",
        ] {
            let both = [said(FactKind::Family, nothing)];
            let found = words(&both, &both);
            let said = ["husband", "wife", "married", "esposo", "casada"];
            assert!(
                !found.iter().any(|word| said.contains(&fold(word).as_str())),
                "{found:?}"
            );
        }
    }

    #[test]
    fn who_keeps_away_from_dogs_or_lost_theirs_has_none_in_common() {
        let dogs = [said(FactKind::Pet, "Two dogs, Lola and Max")];
        for away in [
            "Allergic to dogs",
            "Doesn't like dogs",
            "Can\u{2019}t stand dogs",
            "Afraid of dogs",
            "Their dog died in March",
            "No le gustan los perros",
            "Alérgica a los perros",
            "Miedo a los perros",
        ] {
            let theirs = [said(FactKind::Other, away)];
            assert!(shared(&dogs, &theirs).is_empty(), "{away}");
            assert!(shared(&theirs, &dogs).is_empty(), "{away}");
        }
    }
}
