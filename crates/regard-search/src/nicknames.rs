//! Names that go together: Bob with Robert, Pepe with José.
//!
//! The list and where it comes from: `data/nicknames.txt`. A store's own nicknames are not here;
//! they stand on the customer's card.

use std::collections::HashMap;
use std::sync::LazyLock;

/// From this many letters on the beginning of a nickname already counts.
const SHORTEST_HALF: usize = 4;
/// More names than that don't tell anyone apart.
const MOST: usize = 64;

static PAIRS: LazyLock<Pairs> = LazyLock::new(Pairs::read);

struct Pairs {
    /// Folded name and those that go with it, by the alphabet.
    sorted: Vec<(&'static str, Vec<&'static str>)>,
}

impl Pairs {
    fn read() -> Self {
        let mut pairs: HashMap<&'static str, Vec<&'static str>> = HashMap::new();
        for line in include_str!("../data/nicknames.txt").lines() {
            if line.starts_with('#') {
                continue;
            }
            let mut names = line.split(' ');
            let Some(formal) = names.next() else { continue };
            for short in names {
                pairs.entry(formal).or_default().push(short);
                pairs.entry(short).or_default().push(formal);
            }
        }
        let mut sorted: Vec<_> = pairs.into_iter().collect();
        sorted.sort_unstable();
        Self { sorted }
    }
}

/// The folded names that go with a typed, folded one: the formal for the short, the short for the
/// formal.
pub(crate) fn of(typed: &str) -> Vec<String> {
    found(typed, |name| name == typed)
}

/// The same for a half-typed name too, from four letters on.
pub(crate) fn beginning(typed: &str) -> Vec<String> {
    let half = typed.chars().nth(SHORTEST_HALF - 1).is_some();
    found(typed, |name| {
        name == typed || (half && name.starts_with(typed))
    })
}

fn found(typed: &str, is: impl Fn(&str) -> bool) -> Vec<String> {
    let sorted = &PAIRS.sorted;
    let from = sorted.partition_point(|(name, _)| *name < typed);
    let mut found: Vec<String> = sorted
        .iter()
        .skip(from)
        .take_while(|(name, _)| is(name))
        .flat_map(|(_, with)| with)
        .take(MOST)
        .map(|name| (*name).to_owned())
        .collect();
    found.sort_unstable();
    found.dedup();
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_and_formal_names_go_together() {
        for (typed, found) in [
            ("bob", "robert"),
            ("robert", "bob"),
            ("peggy", "margaret"),
            ("pegg", "margaret"),
            ("evie", "evelyn"),
            ("pepe", "jose"),
            ("lupita", "guadalupe"),
        ] {
            assert!(
                beginning(typed).iter().any(|name| name == found),
                "{typed} {found}"
            );
        }
        assert_eq!(beginning("zzyzx"), Vec::<String>::new());
        assert_eq!(beginning(""), Vec::<String>::new());
    }

    #[test]
    fn the_list_is_folded() {
        for (name, with) in &PAIRS.sorted {
            assert_eq!(&regard_domain::names::fold(name), name);
            assert!(!with.is_empty());
        }
    }
}
