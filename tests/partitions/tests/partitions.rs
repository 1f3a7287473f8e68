//! Whatever the network and the machines do, every note arrives, once, at every device.

use std::collections::BTreeMap;
use std::time::Duration;

use regard_partitions::{Outcome, World};

/// People whose devices write while it storms.
const PEOPLE: &[&str] = &["mia", "ben", "marta"];
/// How long it storms, in simulated time.
const STORM: Duration = Duration::from_secs(75);
/// So many histories, by seed.
const HISTORIES: u64 = 5;

fn history(seed: u64) -> Outcome {
    let mut world = World::begin(seed, PEOPLE);
    world.storm(STORM);
    world.end()
}

/// Nothing is lost, nothing is there twice, and all have the same.
fn check(seed: u64, outcome: &Outcome) {
    let [first, others @ ..] = outcome.shown.as_slice() else {
        panic!("no device shows anything");
    };
    assert_eq!(outcome.shown.len(), PEOPLE.len());
    for other in others {
        assert_eq!(first, other, "seed {seed}: devices differ");
    }
    assert!(first.all_sent, "seed {seed}: something still waits");
    assert!(first.agrees, "seed {seed}: the server has something else");
    for words in outcome.before.union(&outcome.taken) {
        let times = first.notes.get(words);
        assert_eq!(times, Some(&1), "seed {seed}: {words:?}");
    }
    for (words, times) in &first.notes {
        assert_eq!(*times, 1, "seed {seed}: {words:?}");
        let known = [&outcome.before, &outcome.taken, &outcome.perhaps];
        assert!(
            known.iter().any(|notes| notes.contains(words)),
            "seed {seed}: nobody wrote {words:?}"
        );
    }
    let nickname = first.nickname.as_deref().unwrap_or_default();
    assert!(nickname.starts_with("Word "), "seed {seed}: {nickname:?}");
}

#[test]
fn whatever_is_parted_held_lost_or_falls_every_note_arrives_once() {
    let mut blows: BTreeMap<String, u32> = BTreeMap::new();
    let (mut unanswered, mut taken, mut beside) = (0, 0, 0);
    for seed in 1..=HISTORIES {
        let outcome = history(seed);
        check(seed, &outcome);
        unanswered += outcome.unanswered;
        taken += outcome.taken.len();
        beside += outcome.shown[0].also_entered.len();
        for (blow, times) in outcome.blows {
            *blows.entry(blow).or_default() += times;
        }
    }
    // Every kind of blow fell, and each did something.
    assert_eq!(blows.len(), 9, "{blows:?}");
    assert!(unanswered > 50, "only {unanswered} requests failed");
    assert!(taken > 100, "only {taken} notes were written");
    assert!(beside > 0, "nobody entered something at the same time");
    println!(
        "{taken} notes, {unanswered} requests without an answer, {beside} kept beside, {blows:?}"
    );
}
