//! Learns what the reader brings with it, and tries it on notes that it has not learnt from.

use std::path::Path;

use crate::score::{Note, Tally, read_file};
use regard_notes::chain::Weights;

const FILES: [&str; 4] = ["tuning_en", "tuning_es", "more_en", "more_es"];

#[test]
#[ignore = "writes src/weights.bin"]
fn learns_from_the_labelled_notes() {
    let notes: Vec<Note> = FILES.iter().flat_map(|file| read_file(file)).collect();
    let bytes = crate::learn::learn(&notes.iter().collect::<Vec<_>>());
    println!("{} bytes", bytes.len());
    let to = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/weights.bin");
    std::fs::write(to, bytes).unwrap();
}

#[test]
#[ignore = "learns five times"]
fn reads_notes_that_it_has_not_learnt_from() {
    let notes: Vec<(&str, Note)> = FILES
        .iter()
        .flat_map(|file| read_file(file).into_iter().map(move |note| (*file, note)))
        .collect();
    let mut all = Tally::default();
    let mut by_file: Vec<Tally> = FILES.iter().map(|_| Tally::default()).collect();
    for part in 0..5 {
        let lessons: Vec<&Note> = notes
            .iter()
            .enumerate()
            .filter(|(at, _)| at % 5 != part)
            .map(|(_, (_, note))| note)
            .collect();
        let weights = Weights::read(&crate::learn::learn(&lessons)).unwrap();
        for (_, (file, note)) in notes.iter().enumerate().filter(|(at, _)| at % 5 == part) {
            all.add(note, &weights);
            let at = FILES.iter().position(|each| each == file).unwrap();
            by_file[at].add(note, &weights);
        }
    }
    for (file, tally) in FILES.iter().zip(&by_file) {
        println!("{file}\n{}", tally.table());
    }
    println!("{}", all.table());
    let (precision, recall) = all.figures();
    println!("precision of what is ticked {precision:.3}, recall {recall:.3}");
    if std::env::var("SHOW").is_ok() {
        println!("{}", all.misses.join("\n"));
    }
    println!("{}", all.likelihoods());
}
