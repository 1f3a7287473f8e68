//! Building stops wherever it is asked to, and asks often.

use std::cell::Cell;

use super::cards::{named, viewer};
use crate::{Builder, Cancelled};

fn builder(customers: u128) -> Builder {
    let mut builder = Builder::new(viewer());
    for number in 0..customers {
        let mut card = named(number, &format!("Roger{}", number % 700), "Martin");
        card.phones = vec![format!("+1415555{number:04}")];
        card.emails = vec![format!("roger{number}@example.com")];
        builder.add(&card);
    }
    builder
}

#[test]
fn it_stops_at_whichever_question_the_answer_is_yes() {
    let asked = Cell::new(0);
    let count = || {
        asked.set(asked.get() + 1);
        false
    };
    assert!(builder(300).finish(&count).is_ok());
    for last in 1..=asked.get() {
        let now = Cell::new(0);
        // Yes once: it need not be said twice.
        let cancelled = || {
            now.set(now.get() + 1);
            now.get() == last
        };
        assert_eq!(builder(300).finish(&cancelled).map(|_| ()), Err(Cancelled));
        assert_eq!(now.get(), last, "nothing is asked after a yes");
    }
}

#[test]
fn it_asks_in_the_long_loops_too() {
    let asked = |customers| {
        let asked = Cell::new(0);
        let count = || {
            asked.set(asked.get() + 1);
            false
        };
        assert!(builder(customers).finish(&count).is_ok());
        asked.get()
    };
    let (few, many) = (asked(300), asked(12_300));
    assert!(many >= few + 30, "{few} {many}");
}
