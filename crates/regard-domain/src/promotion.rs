//! Finds what would make a message about a piece an advertisement, and says what it is.
//!
//! One promotional sentence turns a service message into marketing, for which another consent is
//! needed and other hours hold (47 CFR 64.1200; CTIA Messaging Principles 2023: "a coupon code in an
//! informational text may place it in promotional"; ICO on PECR). Carriers filter links of others,
//! capitals and numbers to call besides. Only what an associate wrote is judged: what the draft says
//! by itself (the price to pay, the store's link) is passed over.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::names::fold;

/// What kind of thing is in the way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum PromotionKind {
    /// A word of offers: "discount", "oferta", "soldes".
    Discount,
    /// "20 %".
    Percent,
    /// An amount of money that is not the price to pay.
    Amount,
    /// A link that is not the store's own.
    Link,
    /// Words in capitals.
    Capitals,
    /// A telephone number.
    Phone,
}

/// One thing that is in the way, in the words in which it was written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct Promotion {
    /// What it is.
    pub kind: PromotionKind,
    /// The words.
    pub words: String,
}

/// Words of offers, folded; whole words. Left out is what a service says as well: "free", "gratis",
/// "gratuit", "special".
const DISCOUNT_WORDS: &[&str] = &[
    // English
    "discount",
    "discounts",
    "discounted",
    "coupon",
    "coupons",
    "promo",
    "promos",
    "promotion",
    "promotions",
    "promotional",
    "clearance",
    "bargain",
    "bargains",
    "bogo",
    "voucher",
    "vouchers",
    "deal",
    "deals",
    "offer",
    "offers",
    "giveaway",
    "doorbuster",
    // Spanish
    "descuento",
    "descuentos",
    "oferta",
    "ofertas",
    "rebaja",
    "rebajas",
    "rebajado",
    "rebajada",
    "promocion",
    "promociones",
    "cupon",
    "cupones",
    "liquidacion",
    "ganga",
    "gangas",
    "chollo",
    // French
    "remise",
    "remises",
    "rabais",
    "solde",
    "soldes",
    "reduction",
    "reductions",
    "ristourne",
    "promotionnel",
    "promotionnelle",
    "destockage",
    "braderie",
];

/// Phrases of offers, folded, with single spaces.
const DISCOUNT_PHRASES: &[&str] = &[
    "on sale",
    "for sale",
    "% off",
    "percent off",
    "half price",
    "half off",
    "black friday",
    "cyber monday",
    "while supplies last",
    "limited time",
    "new collection",
    "new arrivals",
    "trunk show",
    "buy one",
    "special price",
    "a mitad de precio",
    "dos por uno",
    "precio especial",
    "nueva coleccion",
    "por tiempo limitado",
    "por ciento",
    "prix special",
    "bon d'achat",
    "code promo",
    "nouvelle collection",
    "offre speciale",
    "moitie prix",
    "ventes privees",
];

/// Endings of addresses that are written without "www".
const ENDINGS: &[&str] = &[
    "com", "net", "org", "info", "biz", "shop", "store", "app", "link", "site", "online", "io",
    "ly", "co", "me", "gl", "es", "fr", "de", "uk", "us", "ca", "eu", "mx", "be", "ch",
];

/// What is promotional in `written` and does not stand in `drafted` as well. `own_links` are the
/// beginnings of the store's own links.
pub fn promotions(written: &str, drafted: &str, own_links: &[&str]) -> Vec<Promotion> {
    let mut found = Vec::new();
    links(written, own_links, &mut found);
    let without_links = leave_out_links(written);
    discount_words(&without_links, &mut found);
    amounts(&without_links, &mut found);
    phones(&without_links, &mut found);
    capitals(&without_links, &mut found);
    let drafted = fold(drafted);
    found.retain(|one| !drafted.contains(&fold(&one.words)));
    found.dedup();
    found
}

fn is_link(word: &str) -> bool {
    let word = word.trim_matches(|c: char| !c.is_alphanumeric() && c != '/');
    let lower = word.to_lowercase();
    if lower.contains("://") || lower.starts_with("www.") {
        return true;
    }
    let host = lower.split(['/', '?', '#']).next().unwrap_or_default();
    if host.contains('@') {
        return false;
    }
    host.rsplit_once('.').is_some_and(|(name, ending)| {
        ENDINGS.contains(&ending)
            && name.chars().any(char::is_alphabetic)
            && name
                .chars()
                .all(|c| c.is_alphanumeric() || c == '-' || c == '.')
    })
}

fn links(written: &str, own_links: &[&str], found: &mut Vec<Promotion>) {
    for word in written.split_whitespace().filter(|word| is_link(word)) {
        let own = own_links
            .iter()
            .any(|own| !own.is_empty() && word.trim_matches(['(', '<', '"']).starts_with(own));
        if !own {
            push(found, PromotionKind::Link, word);
        }
    }
}

/// `written` with a space in place of each link, so that nothing inside a link is judged.
fn leave_out_links(written: &str) -> String {
    written
        .split_whitespace()
        .map(|word| if is_link(word) { "" } else { word })
        .collect::<Vec<_>>()
        .join(" ")
}

fn discount_words(text: &str, found: &mut Vec<Promotion>) {
    for word in text.split(|c: char| !c.is_alphanumeric() && c != '\u{301}') {
        if DISCOUNT_WORDS.contains(&fold(word).as_str()) {
            push(found, PromotionKind::Discount, word);
        }
    }
    let folded = fold(text);
    for phrase in DISCOUNT_PHRASES {
        let mut from = 0;
        while let Some(at) = folded.get(from..).and_then(|rest| rest.find(phrase)) {
            let (start, end) = (from + at, from + at + phrase.len());
            let letter = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
            let before = folded
                .get(..start)
                .and_then(|text| text.chars().next_back());
            let after = folded.get(end..).and_then(|text| text.chars().next());
            let inside = phrase.starts_with(char::is_alphanumeric) && letter(before);
            if !inside && !letter(after) {
                push(found, PromotionKind::Discount, phrase);
                break;
            }
            from = end;
        }
    }
}

fn amounts(text: &str, found: &mut Vec<Promotion>) {
    let letters: Vec<char> = text.chars().collect();
    let at = |place: usize| letters.get(place).copied();
    let mut place = 0;
    while let Some(letter) = at(place) {
        if !letter.is_numeric() {
            place += 1;
            continue;
        }
        let start = place;
        while at(place).is_some_and(|c| c.is_numeric() || matches!(c, '.' | ',')) {
            place += 1;
        }
        let number: String = letters
            .get(start..place)
            .unwrap_or_default()
            .iter()
            .collect();
        let number = number.trim_end_matches(['.', ',']);
        let mut behind = place;
        while at(behind).is_some_and(|c| c == ' ' || c == '\u{a0}') {
            behind += 1;
        }
        let before = start.checked_sub(1).and_then(at);
        let spaced = start.checked_sub(2).and_then(at);
        let sign = |c: Option<char>| c.is_some_and(|c| matches!(c, '$' | '€' | '£' | '¥'));
        if at(behind) == Some('%') {
            push(found, PromotionKind::Percent, &format!("{number}%"));
        } else if sign(at(behind)) && behind <= place + 1 {
            let sign = at(behind).unwrap_or('$');
            push(found, PromotionKind::Amount, &format!("{number} {sign}"));
        } else if sign(before) {
            push(
                found,
                PromotionKind::Amount,
                &format!("{}{number}", before.unwrap_or('$')),
            );
        } else if before == Some(' ') && sign(spaced) {
            push(
                found,
                PromotionKind::Amount,
                &format!("{} {number}", spaced.unwrap_or('$')),
            );
        }
    }
}

/// Seven to fifteen digits (ITU-T E.164 has no more), written together or with the signs between
/// them that people use. A day is not a number.
fn phones(text: &str, found: &mut Vec<Promotion>) {
    let mut run = String::new();
    for letter in text.chars().chain([' ', 'x']) {
        let of_a_number = letter.is_ascii_digit()
            || (!run.is_empty() && matches!(letter, ' ' | '-' | '.' | '(' | ')'))
            || (run.is_empty() && matches!(letter, '+' | '('));
        if of_a_number {
            run.push(letter);
            continue;
        }
        let number = run.trim_matches([' ', '-', '.', '(']);
        let digits = number.chars().filter(char::is_ascii_digit).count();
        if (7..=15).contains(&digits) && !is_day(number) {
            push(found, PromotionKind::Phone, number);
        }
        run.clear();
    }
}

fn is_day(number: &str) -> bool {
    let parts: Vec<&str> = number.split(['-', '.']).map(str::trim).collect();
    let lengths: Vec<usize> = parts.iter().map(|part| part.len()).collect();
    matches!(lengths.as_slice(), [4, 1 | 2, 1 | 2] | [1 | 2, 1 | 2, 4])
}

/// Two words in a row of at least four capitals, or nearly everything in capitals.
fn capitals(text: &str, found: &mut Vec<Promotion>) {
    let shouted = |word: &str| {
        let letters = word.chars().filter(|c| c.is_alphabetic()).count();
        letters >= 4
            && !word.chars().any(char::is_lowercase)
            && word.chars().any(char::is_uppercase)
    };
    let words: Vec<&str> = text.split_whitespace().collect();
    for pair in words.windows(2) {
        if let [one, other] = pair
            && shouted(one)
            && shouted(other)
        {
            push(found, PromotionKind::Capitals, &format!("{one} {other}"));
            return;
        }
    }
    let upper = text.chars().filter(|c| c.is_uppercase()).count();
    let lower = text.chars().filter(|c| c.is_lowercase()).count();
    if upper >= 12 && upper > lower.saturating_mul(2) {
        let start: String = text.chars().take(40).collect();
        push(found, PromotionKind::Capitals, &start);
    }
}

fn push(found: &mut Vec<Promotion>, kind: PromotionKind, words: &str) {
    let one = Promotion {
        kind,
        words: words.trim().to_owned(),
    };
    if !found.contains(&one) {
        found.push(one);
    }
}

#[cfg(test)]
mod tests;
