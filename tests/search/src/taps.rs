//! The promise of the interface: found by one tap and three keys.
//!
//! One tap opens Customers with the field focused; then an associate types up to three keys: the
//! beginning of a name, initials run together, or the end of the telephone number. Found means: among
//! the rows seen above the keyboard.

use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;
use regard_domain::names::parts;

use crate::customer::Customer;
use crate::figures::Figures;
use crate::peers::{Peer, PeerError};
use crate::queries::Wanted;
use crate::store::Store;

/// The rows between field and keyboard on a phone.
const ROWS: usize = 6;
/// The keys that may be spent.
const KEYS: usize = 3;

/// The ways to type, with their names in figures.
const WAYS: [&str; 5] = [
    "given",
    "family",
    "initials",
    "initials_turned",
    "phone_ending",
];

fn words(customer: &Customer) -> [Option<String>; 5] {
    let first = |name: &str| parts(name).into_iter().next();
    let (given, family) = (first(&customer.given), first(&customer.family));
    let run = |one: &Option<String>, other: &Option<String>| {
        let initial = one.as_ref()?.chars().next()?;
        Some(
            std::iter::once(initial)
                .chain(other.as_ref()?.chars())
                .collect(),
        )
    };
    let ending = customer.digits().into_iter().next();
    let initials = run(&given, &family);
    let turned = run(&family, &given);
    [given, family, initials, turned, ending]
}

/// After how many keys the customer is seen, if within three.
fn keys(
    peer: &mut dyn Peer,
    customer: &Customer,
    way: usize,
    word: &str,
) -> Result<Option<usize>, PeerError> {
    let letters: Vec<char> = word.chars().collect();
    for count in 1..=KEYS.min(letters.len()) {
        // Of a telephone number the last digits are typed, all at once.
        let typed: String = if WAYS[way] == "phone_ending" {
            letters[letters.len() - count..].iter().collect()
        } else {
            letters[..count].iter().collect()
        };
        if peer.find(&typed, ROWS)?.contains(&customer.id) {
            return Ok(Some(count));
        }
    }
    Ok(None)
}

/// Types `look_ups` customers in every way, and notes the shares found.
pub fn measure(
    store: Store,
    peer: &mut dyn Peer,
    look_ups: u32,
    figures: &mut Figures,
) -> Result<(), PeerError> {
    let wanted = Wanted::of(store);
    let mut rng = ChaCha8Rng::seed_from_u64(store.seed ^ 0x7461_7073);
    let mut found = [0_u32; WAYS.len()];
    let (mut by_names, mut by_any, mut spent) = (0, 0, 0);
    for _ in 0..look_ups {
        let customer = wanted.draw(&mut rng);
        let mut best: [Option<usize>; WAYS.len()] = [None; WAYS.len()];
        for (way, word) in words(&customer).iter().enumerate() {
            if let Some(word) = word {
                best[way] = keys(peer, &customer, way, word)?;
                found[way] += u32::from(best[way].is_some());
            }
        }
        let names = best[..4].iter().flatten().min();
        by_names += u32::from(names.is_some());
        by_any += u32::from(best.iter().flatten().next().is_some());
        spent += best.iter().flatten().min().copied().unwrap_or(KEYS + 1);
    }
    let share = |count: u32| f64::from(count) / f64::from(look_ups);
    let name = format!("taps_{}", store.size);
    for (way, count) in WAYS.iter().zip(found) {
        figures.note(format!("{name}_{way}_within_3_keys"), share(count));
    }
    figures.note(
        format!("{name}_best_of_names_within_3_keys"),
        share(by_names),
    );
    figures.note(format!("{name}_best_of_all_within_3_keys"), share(by_any));
    figures.note(
        format!("{name}_keys_mean"),
        spent as f64 / f64::from(look_ups),
    );
    Ok(())
}
