//! What is found in notes that were labelled by hand, most of them before the grammar was written.

use crate::learning::HANDS;
use crate::score::{Tally, read_file};
use regard_notes::chain::Weights;

fn score_of(files: &[&str]) -> Tally {
    let mut tally = Tally::default();
    for note in files.iter().flat_map(|file| read_file(file)) {
        tally.add(&note, Weights::bundled());
    }
    println!("{files:?}\n{}", tally.table());
    tally
}

/// Nobody who wrote the reader has seen these. The bounds are beneath the figures of
/// docs/BENCHMARKS.md: whoever makes the reader worse hears of it.
#[test]
fn what_is_ticked_in_notes_that_nobody_tuned_for_is_right() {
    let (precision, recall) = score_of(&["held_back"]).figures();
    assert!(precision >= 0.93, "{precision}");
    assert!(recall >= 0.68, "{recall}");
}

#[test]
fn what_is_ticked_in_notes_that_it_has_learnt_from_is_right() {
    let tally = score_of(
        &HANDS
            .iter()
            .flat_map(|(_, files)| files.iter().copied())
            .collect::<Vec<_>>(),
    );
    let (precision, recall) = tally.figures();
    assert!(precision >= 0.97, "{precision}");
    assert!(recall >= 0.75, "{recall}");
    if std::env::var("SHOW").is_ok() {
        println!("{}", tally.misses.join("\n"));
    }
}

#[test]
#[ignore = "tells how each hand is read"]
fn each_hand_by_itself() {
    for (_, files) in HANDS {
        score_of(files);
    }
}
