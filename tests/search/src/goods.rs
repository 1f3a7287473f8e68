//! What customers bought and left for repair, and what is known of them.

use rand::Rng;
use rand_chacha::ChaCha8Rng;

use crate::names::word;

/// Six pieces.
pub fn pieces(rng: &mut ChaCha8Rng) -> Vec<String> {
    (0..6)
        .map(|_| {
            if rng.random_bool(0.4) {
                format!(
                    "{} {} {}",
                    word("watch", rng),
                    word("dial", rng),
                    word("strap", rng)
                )
            } else if rng.random_bool(0.6) {
                format!(
                    "{} {} {}",
                    word("metal", rng),
                    word("piece", rng),
                    word("stone", rng)
                )
            } else {
                format!("{} {}", word("metal", rng), word("piece", rng))
            }
        })
        .collect()
}

/// Four facts.
pub fn facts(rng: &mut ChaCha8Rng) -> Vec<String> {
    (0..4)
        .map(|_| match rng.random_range(0..10) {
            0 => format!("loves {}", word("hobby", rng)),
            1 => format!("works as a {}", word("work", rng)),
            2 => format!("wedding in {}", word("place", rng)),
            3 => format!(
                "anniversary {} {}",
                rng.random_range(1..29),
                word("month", rng)
            ),
            4 => format!(
                "birthday {} {}",
                rng.random_range(1..29),
                word("month", rng)
            ),
            5 => format!("avoids {}", word("avoid", rng)),
            6 => format!("wants a {} {}", word("metal", rng), word("piece", rng)),
            7 => format!(
                "goes to {} every {}",
                word("place", rng),
                word("month", rng)
            ),
            8 => format!(
                "ring size {}.{}",
                rng.random_range(4..12),
                rng.random_range(0..2) * 5
            ),
            _ => format!(
                "{} with the children, {}",
                word("hobby", rng),
                word("place", rng)
            ),
        })
        .collect()
}

/// Numbers of envelopes and tickets; no two customers share one.
pub fn envelopes(place: u32, rng: &mut ChaCha8Rng) -> Vec<String> {
    let repairs = if rng.random_bool(0.45) {
        rng.random_range(1..=4_u32)
    } else {
        0
    };
    (0..repairs)
        .map(|repair| {
            let number = 10_000 + place * 4 + repair;
            if repair.is_multiple_of(2) {
                number.to_string()
            } else {
                format!("R-{number}")
            }
        })
        .collect()
}

/// Serial numbers of up to three watches.
pub fn serials(rng: &mut ChaCha8Rng) -> Vec<String> {
    const LETTERS: &[u8] = b"ABCDEFGHJKLMNPQRSTUVWXYZ0123456789";
    (0..rng.random_range(0..=3))
        .map(|_| {
            if rng.random_bool(0.3) {
                return rng.random_range(10_000_000..100_000_000_u32).to_string();
            }
            (0..8)
                .map(|_| char::from(LETTERS[rng.random_range(0..LETTERS.len())]))
                .collect()
        })
        .collect()
}
