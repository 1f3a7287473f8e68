//! Pieces and work as nouns of a sentence, in each language of the drafts.
//!
//! Chosen so that no word needs a letter outside GSM-7: Spanish says `pila` and not `batería`.

use super::{Language, ReadyPiece};
use crate::template::one_line;
use crate::words::{PieceKind, WorkKind};

/// A noun with the verb that goes with it.
pub(super) struct Noun {
    /// "your watch", "the battery and the cleaning".
    pub words: String,
    /// "is" or "are"; Spanish "va" or "van".
    pub be: &'static str,
}

/// `text` with a capital first letter.
pub(crate) fn with_capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(letters).collect()
    })
}

/// The verb of the sentence that says a piece is ready, or work is on us.
fn be(language: Language, many: bool) -> &'static str {
    match (language, many) {
        (Language::En, false) => "is",
        (Language::En, true) => "are",
        (Language::Es, false) => "va",
        (Language::Es, true) => "van",
        (Language::Fr, false) => "est",
        (Language::Fr, true) => "sont",
    }
}

/// The piece as it is named to the one who is told.
pub(super) fn piece(ready: &ReadyPiece) -> Noun {
    if ready.secret {
        let words = match ready.language {
            Language::En => "your repair",
            Language::Es => "su encargo",
            Language::Fr => "votre réparation",
        };
        return Noun {
            words: words.to_owned(),
            be: be(ready.language, false),
        };
    }
    let many = ready.kind == PieceKind::Earrings;
    let noun = piece_noun(ready.language, ready.kind);
    let whose = ready
        .whose
        .as_deref()
        .map(one_line)
        .filter(|name| !name.is_empty());
    let words = match (ready.language, whose) {
        (Language::En, Some(name)) => format!("{name}'s {}", noun.bare),
        (Language::En, None) => format!("your {}", noun.bare),
        (Language::Es, Some(name)) => format!("{}{} de {name}", noun.the, noun.bare),
        (Language::Es, None) => format!("{} {}", if many { "sus" } else { "su" }, noun.bare),
        (Language::Fr, Some(name)) => format!("{}{} {}", noun.the, noun.bare, french_of(&name)),
        (Language::Fr, None) => format!("{} {}", if many { "vos" } else { "votre" }, noun.bare),
    };
    Noun {
        words,
        be: be(ready.language, many),
    }
}

/// The bare noun of a kind of piece: "watch", "reloj", "montre".
pub(crate) fn piece_name(language: Language, kind: PieceKind) -> &'static str {
    piece_noun(language, kind).bare
}

/// A kind of piece with its article: "el reloj".
pub fn the_piece(language: Language, kind: PieceKind) -> String {
    let noun = piece_noun(language, kind);
    format!("{}{}", noun.the, noun.bare)
}

/// The noun and verb of one's own piece: "your watch is".
pub fn own_piece(language: Language, kind: Option<PieceKind>) -> (String, &'static str) {
    let noun = piece(&ReadyPiece {
        language,
        given_name: String::new(),
        whose: None,
        kind: kind.unwrap_or(PieceKind::Piece),
        secret: kind.is_none(),
        free: Vec::new(),
        to_pay: crate::money::Minor::ZERO,
        currency: String::new(),
        store_name: String::new(),
        opening_hours: None,
        associate: String::new(),
        envelope: String::new(),
        link: None,
        own_line: None,
    });
    (noun.words, noun.be)
}

/// "de Roger", "d'Elena".
fn french_of(name: &str) -> String {
    let vowel = name
        .chars()
        .next()
        .is_some_and(|first| "aeiouyhâàéèêëîïôöùûüAEIOUYHÂÀÉÈÊËÎÏÔÖÙÛÜ".contains(first));
    if vowel {
        format!("d'{name}")
    } else {
        format!("de {name}")
    }
}

struct PieceNoun {
    /// The article with the space after it; French elides it.
    the: &'static str,
    bare: &'static str,
}

fn piece_noun(language: Language, kind: PieceKind) -> PieceNoun {
    use PieceKind as P;
    let (the, bare) = match (language, kind) {
        (Language::En, P::Watch) => ("the ", "watch"),
        (Language::En, P::Clock) => ("the ", "clock"),
        (Language::En, P::Ring) => ("the ", "ring"),
        (Language::En, P::Band) => ("the ", "band"),
        (Language::En, P::Necklace) => ("the ", "necklace"),
        (Language::En, P::Bracelet) => ("the ", "bracelet"),
        (Language::En, P::Earrings) => ("the ", "earrings"),
        (Language::En, P::Pendant) => ("the ", "pendant"),
        (Language::En, P::Brooch) => ("the ", "brooch"),
        (Language::En, P::Piece) => ("the ", "piece"),
        (Language::Es, P::Watch | P::Clock) => ("el ", "reloj"),
        (Language::Es, P::Ring) => ("el ", "anillo"),
        (Language::Es, P::Band) => ("la ", "alianza"),
        (Language::Es, P::Necklace) => ("el ", "collar"),
        (Language::Es, P::Bracelet) => ("la ", "pulsera"),
        (Language::Es, P::Earrings) => ("los ", "pendientes"),
        (Language::Es, P::Pendant) => ("el ", "colgante"),
        (Language::Es, P::Brooch) => ("el ", "broche"),
        (Language::Es, P::Piece) => ("la ", "pieza"),
        (Language::Fr, P::Watch) => ("la ", "montre"),
        (Language::Fr, P::Clock) => ("la ", "pendule"),
        (Language::Fr, P::Ring) => ("la ", "bague"),
        (Language::Fr, P::Band) => ("l'", "alliance"),
        (Language::Fr, P::Necklace) => ("le ", "collier"),
        (Language::Fr, P::Bracelet) => ("le ", "bracelet"),
        (Language::Fr, P::Earrings) => ("les ", "boucles d'oreilles"),
        (Language::Fr, P::Pendant) => ("le ", "pendentif"),
        (Language::Fr, P::Brooch) => ("la ", "broche"),
        (Language::Fr, P::Piece) => ("le ", "bijou"),
    };
    PieceNoun { the, bare }
}

/// The free work as the subject of a sentence: one, two, or "the work"; `None` when there is none.
pub(super) fn works(language: Language, works: &[WorkKind]) -> Option<Noun> {
    let mut named: Vec<&str> = Vec::new();
    for &work in works {
        let noun = work_noun(language, work);
        if !named.contains(&noun) {
            named.push(noun);
        }
    }
    let (many, words) = match named.as_slice() {
        [] => return None,
        [one] => (false, (*one).to_owned()),
        [one, two] => {
            let and = match language {
                Language::En => "and",
                Language::Es => "y",
                Language::Fr => "et",
            };
            (true, format!("{one} {and} {two}"))
        }
        _ => (false, work_noun(language, WorkKind::Other).to_owned()),
    };
    Some(Noun {
        words: with_capital(&words),
        be: be(language, many),
    })
}

fn work_noun(language: Language, work: WorkKind) -> &'static str {
    use WorkKind as W;
    match (language, work) {
        (Language::En, W::Battery) => "the battery",
        (Language::En, W::Cleaning) => "the cleaning",
        (Language::En, W::Service) => "the service",
        (Language::En, W::Resize) => "the resizing",
        (Language::En, W::Strap) => "the strap work",
        (Language::En, W::Setting) => "the stone work",
        (Language::En, W::Part) => "the new part",
        (Language::En, W::Engraving) => "the engraving",
        (Language::En, W::Appraisal) => "the appraisal",
        (Language::En, W::Other) => "the work",
        (Language::Es, W::Battery) => "la pila",
        (Language::Es, W::Cleaning) => "la limpieza",
        (Language::Es, W::Service) => "el mantenimiento",
        (Language::Es, W::Resize) => "el ajuste de talla",
        (Language::Es, W::Strap) => "el ajuste de la correa",
        (Language::Es, W::Setting) => "el engaste",
        (Language::Es, W::Part) => "el repuesto",
        (Language::Es, W::Engraving) => "el grabado",
        (Language::Es, W::Appraisal) => "el peritaje",
        (Language::Es, W::Other) => "el trabajo",
        (Language::Fr, W::Battery) => "la pile",
        (Language::Fr, W::Cleaning) => "le nettoyage",
        (Language::Fr, W::Service) => "la révision",
        (Language::Fr, W::Resize) => "la mise à taille",
        (Language::Fr, W::Strap) => "le bracelet",
        (Language::Fr, W::Setting) => "le sertissage",
        (Language::Fr, W::Part) => "la pièce",
        (Language::Fr, W::Engraving) => "la gravure",
        (Language::Fr, W::Appraisal) => "l'expertise",
        (Language::Fr, W::Other) => "le travail",
    }
}
