//! The best that anybody could do: what of recall@5 is ranking, and what is information that is not
//! there.
//!
//! Twenty customers have a telephone number that ends in 5559; whoever types that means one of them,
//! and nothing tells which. So for every look-up all customers are gone through who fit what was meant
//! (the right names, not the mistyped ones). Each is weighed by how likely the log is to draw them
//! (`Wanted::odds`: in the store, mine, seen lately) times how often the log, asked to type for them,
//! means the very same. The ceiling is the share of look-ups whose customer is among the five that
//! weigh most; of equals each has an even chance.
//!
//! No search can know the log's odds or the kind of a look-up, so none reaches the ceiling but by
//! luck; what lies between it and a recall@5 is what ranking may still win, what lies above it cannot
//! be won.

use std::collections::{BTreeMap, HashMap};

use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;

use crate::customer::Customer;
use crate::fits::{Needle, fits};
use crate::kinds::Kind;
use crate::queries::{Query, Wanted};
use crate::store::Store;
use crate::typing::typed;

/// How many are seen above the keyboard without looking for them.
const SEEN: usize = 5;
/// So many of the likeliest are typed for; the sixth is long behind.
const WEIGHED: usize = 25;

/// How often the log types for each of them: more where it has more to choose from.
fn rounds(kind: Kind) -> usize {
    match kind {
        Kind::Words => 300,
        Kind::NameAndFact | Kind::Email | Kind::PhoneInside => 120,
        Kind::Number | Kind::Initials | Kind::LastFour => 60,
        Kind::Spouse | Kind::Child | Kind::Pet | Kind::Nickname => 30,
        _ => 5,
    }
}

/// Pieces by which a customer may be meant: what the first needle of a look-up is looked up by.
type Keys<'a> = HashMap<(u8, &'a str), Vec<usize>>;

/// The ceiling of each kind, and over all kinds.
pub fn ceiling(store: &Store, wanted: &Wanted, queries: &[Query]) -> (BTreeMap<Kind, f64>, f64) {
    let mut keys: Keys<'_> = HashMap::new();
    for (number, query) in queries.iter().enumerate() {
        if let Some(key) = query.needles.last().map(key) {
            keys.entry(key).or_default().push(number);
        }
    }
    let mut fitting: Vec<Vec<(f64, u32)>> = vec![Vec::new(); queries.len()];
    for customer in store.customers() {
        let mut numbers: Vec<usize> = Vec::new();
        each_key(&customer, &mut |kind, piece| {
            numbers.extend(keys.get(&(kind, piece)).into_iter().flatten());
        });
        numbers.sort_unstable();
        numbers.dedup();
        for number in numbers {
            let query = &queries[number];
            if fits(&customer, &query.needles, "") {
                fitting[number].push((wanted.odds(&customer.standing), customer.index));
            }
        }
    }
    let mut kinds: BTreeMap<Kind, (f64, f64)> = BTreeMap::new();
    let (mut sum, mut asked) = (0.0, 0.0);
    for (query, fitting) in queries.iter().zip(fitting) {
        let chance = chance(store, query, fitting);
        let kind = kinds.entry(query.kind).or_default();
        *kind = (kind.0 + chance, kind.1 + 1.0);
        sum += chance;
        asked += 1.0;
    }
    let kinds = kinds
        .into_iter()
        .map(|(kind, (sum, asked))| (kind, sum / asked))
        .collect();
    (kinds, sum / f64::max(asked, 1.0))
}

/// The chance of the one who was meant to be among the five likeliest.
fn chance(store: &Store, query: &Query, mut fitting: Vec<(f64, u32)>) -> f64 {
    let meant = store.place(query.wanted);
    if fitting.len() <= SEEN {
        return f64::from(u8::from(fitting.iter().any(|(_, place)| *place == meant)));
    }
    fitting.sort_by(|one, other| other.0.total_cmp(&one.0));
    let mut weighed: Vec<(f64, bool)> = Vec::new();
    for (number, (odds, place)) in fitting.iter().enumerate() {
        if number < WEIGHED || *place == meant {
            let weight = odds * says_the_same(&store.customer(*place), query);
            weighed.push((weight, *place == meant));
        }
    }
    let Some((own, _)) = weighed.iter().find(|(_, is_meant)| *is_meant) else {
        return 0.0;
    };
    let close = |weight: f64| (weight - own).abs() <= own * 1e-9;
    let above = weighed
        .iter()
        .filter(|(weight, _)| *weight > *own && !close(*weight))
        .count();
    let equal = weighed.iter().filter(|(weight, _)| close(*weight)).count();
    (SEEN.saturating_sub(above) as f64 / equal.max(1) as f64).min(1.0)
}

/// How often the log means the same when it types for this customer.
fn says_the_same(customer: &Customer, query: &Query) -> f64 {
    let mut rng = ChaCha8Rng::seed_from_u64(u64::from(customer.index));
    let rounds = rounds(query.kind);
    let same = (0..rounds)
        .filter_map(|_| typed(query.kind, customer, &mut rng))
        .filter(|(_, needles)| *needles == query.needles)
        .count();
    // Who fits and was never typed for in so many rounds may still be meant.
    (same as f64 + 0.1) / rounds as f64
}

fn key(needle: &Needle) -> (u8, &str) {
    match needle {
        Needle::Name(text) => (0, text),
        Needle::Near(text) => (1, text),
        Needle::Digits(text) => (2, text),
        Needle::Ending(text) => (3, text),
        Needle::Email(text) => (4, text),
        Needle::Number(text) => (5, text),
        Needle::Word(text) => (6, text),
        Needle::Initials(text) => (7, text),
    }
}

/// Every piece by which a customer may be meant.
fn each_key(customer: &Customer, each: &mut dyn FnMut(u8, &str)) {
    let mut beginnings = |kind: u8, words: Vec<String>| {
        for word in words {
            for (end, letter) in word.char_indices() {
                each(kind, &word[..end + letter.len_utf8()]);
            }
        }
    };
    let names = customer.name_words();
    beginnings(0, names.clone());
    beginnings(1, customer.near_words());
    beginnings(5, customer.numbers());
    beginnings(6, customer.text_words());
    for phone in customer.digits() {
        pieces(&phone, 5..=7, &mut |piece| each(2, piece));
        if let Some(ending) = phone
            .len()
            .checked_sub(4)
            .and_then(|from| phone.get(from..))
        {
            each(3, ending);
        }
    }
    for email in &customer.emails {
        pieces(email, 1..=12, &mut |piece| each(4, piece));
    }
    for first in names.iter().filter_map(|name| name.chars().next()) {
        for name in &names {
            for (end, letter) in name.char_indices().take(4) {
                each(7, &format!("{first}{}", &name[..end + letter.len_utf8()]));
            }
        }
    }
}

fn pieces(text: &str, lengths: std::ops::RangeInclusive<usize>, each: &mut dyn FnMut(&str)) {
    for from in 0..text.len() {
        for length in lengths.clone() {
            if let Some(piece) = text.get(from..from + length) {
                each(piece);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::queries::{Half, log};

    #[test]
    fn a_name_or_a_number_can_be_found_and_no_share_is_above_all() {
        let store = Store::new(1, 3_000);
        let wanted = Wanted::of(store);
        let queries = log(&wanted, Half::Tuning, 6);
        let (kinds, all) = ceiling(&store, &wanted, &queries);
        assert!(kinds[&Kind::FullName] > 0.8, "{kinds:?}");
        assert!(kinds[&Kind::Number] > 0.95, "{kinds:?}");
        assert!(
            kinds[&Kind::LastFour] <= kinds[&Kind::FullName],
            "{kinds:?}"
        );
        assert!(all > 0.8 && all <= 1.0, "{all}");
    }
}
