//! Learns what the reader brings with it, and tries it on notes that it has not learnt from.

use std::path::Path;

use crate::score::{Note, Tally, read_file};
use regard_notes::chain::Weights;

/// The files that are learnt from, by the hand that wrote and labelled them.
pub const HANDS: [(&str, &[&str]); 17] = [
    ("first", &["tuning_en", "tuning_es"]),
    ("second", &["more_en", "more_es"]),
    ("third, English", &["third_en"]),
    ("third, Spanish", &["third_es"]),
    ("fourth, English", &["fourth_en"]),
    ("fourth, Spanish", &["fourth_es"]),
    ("fifth, English", &["fifth_en"]),
    ("fifth, Spanish", &["fifth_es"]),
    ("sixth, English", &["sixth_en"]),
    ("sixth, Spanish", &["sixth_es"]),
    ("seventh, English", &["seventh_en"]),
    ("eighth, English", &["eighth_en"]),
    ("ninth, English", &["ninth_en"]),
    ("tenth, English", &["tenth_en"]),
    ("seventh, Spanish", &["seventh_es"]),
    ("eighth, Spanish", &["eighth_es"]),
    ("eleventh, English", &["eleventh_en"]),
];

/// All notes that are learnt from, each with the number of its hand.
fn notes() -> Vec<(usize, Note)> {
    HANDS
        .iter()
        .enumerate()
        .flat_map(|(hand, (_, files))| files.iter().map(move |file| (hand, read_file(file))))
        .flat_map(|(hand, notes)| notes.into_iter().map(move |note| (hand, note)))
        .collect()
}

/// Reads each part with what was learnt from the others, and says how well, by hand and in all.
fn tried(parts: usize, part_of: impl Fn(usize, usize) -> usize + Sync) {
    let notes = notes();
    let (notes, part_of) = (&notes, &part_of);
    let learnt: Vec<Weights> = std::thread::scope(|scope| {
        let parts: Vec<_> = (0..parts)
            .map(|part| {
                scope.spawn(move || {
                    let lessons: Vec<&Note> = notes
                        .iter()
                        .enumerate()
                        .filter(|(at, (hand, _))| part_of(*at, *hand) != part)
                        .map(|(_, (_, note))| note)
                        .collect();
                    Weights::read(&crate::learn::learn(&lessons)).unwrap()
                })
            })
            .collect();
        parts.into_iter().map(|part| part.join().unwrap()).collect()
    });
    let mut all = Tally::default();
    let mut by_hand: Vec<Tally> = HANDS.iter().map(|_| Tally::default()).collect();
    for (at, (hand, note)) in notes.iter().enumerate() {
        let weights = &learnt[part_of(at, *hand)];
        all.add(note, weights);
        by_hand[*hand].add(note, weights);
    }
    for ((hand, _), tally) in HANDS.iter().zip(&by_hand) {
        println!("{hand}\n{}", tally.table());
    }
    println!("{}\n{}", all.table(), all.curves());
    if std::env::var("SHOW").is_ok() {
        println!("{}", all.misses.join("\n"));
    }
}

#[test]
#[ignore = "writes src/weights.bin"]
fn learns_from_the_labelled_notes() {
    let notes = notes();
    let bytes = crate::learn::learn(&notes.iter().map(|(_, note)| note).collect::<Vec<_>>());
    println!("{} bytes", bytes.len());
    let to = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/weights.bin");
    std::fs::write(to, bytes).unwrap();
}

#[test]
#[ignore = "learns five times"]
fn reads_notes_that_it_has_not_learnt_from() {
    tried(5, |at, _| at % 5);
}

#[test]
#[ignore = "learns four times"]
fn reads_hands_that_it_has_not_learnt_from() {
    tried(4, |_, hand| hand % 4);
}
