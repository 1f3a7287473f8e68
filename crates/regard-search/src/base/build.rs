//! Builds a base: customers come one by one, are put in affinity order, and their words are turned
//! round into lists.

use std::collections::HashMap;

use super::blocks::BlockWriter;
use super::numbers::NumbersWriter;
use super::packed::{pack_growing, pack32, starts};
use super::postings::ListsWriter;
use super::vocabulary::FieldDocs;
use super::{Base, OpenError, columns, emails, phones, strings, vocabulary, write_viewer};
use crate::affinity::Affinity;
use crate::card::{SearchCard, Standing, Viewer};
use crate::sounds;
use crate::terms::Terms;
use crate::width::{at, n32};

/// Building was asked to stop.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("building the search base was cancelled")]
pub struct Cancelled;

/// Collects customers.
#[derive(Debug)]
pub struct Builder {
    viewer: Viewer,
    rows: Vec<(Affinity, Standing)>,
    names: Interned,
    letters: Interned,
    words: Interned,
    own: Runs,
    runs: Runs,
    near: Runs,
    facts: Runs,
    phones: Vec<Vec<String>>,
    emails: Vec<Vec<String>>,
    numbers: NumbersWriter,
}

impl Builder {
    /// An empty one.
    pub fn new(viewer: Viewer) -> Self {
        Self {
            viewer,
            rows: Vec::new(),
            names: Interned::default(),
            letters: Interned::default(),
            words: Interned::default(),
            own: Runs::default(),
            runs: Runs::default(),
            near: Runs::default(),
            facts: Runs::default(),
            phones: Vec::new(),
            emails: Vec::new(),
            numbers: NumbersWriter::default(),
        }
    }

    /// Adds a customer; every id once.
    pub fn add(&mut self, card: &SearchCard) {
        let terms = Terms::of(card);
        let doc = n32(self.rows.len());
        self.rows.push((
            Affinity::of(card, self.viewer),
            Standing {
                // Only read for the facets; the rest of the standing is in the affinity.
                opened_at: None,
                ..card.standing.clone()
            },
        ));
        self.own
            .push(terms.own.iter().map(|name| self.names.number(name)));
        self.runs
            .push(terms.letters.iter().map(|run| self.letters.number(run)));
        self.near
            .push(terms.near.iter().map(|name| self.names.number(name)));
        self.facts
            .push(terms.words.iter().map(|word| self.words.number(word)));
        for key in terms.numbers {
            self.numbers.push(key, doc);
        }
        self.phones.push(terms.phones);
        self.emails.push(terms.emails);
    }

    /// Builds the base of all that were added. `cancelled` is asked between the steps; with 100,000
    /// customers none of them takes half a second.
    pub fn finish(self, cancelled: &dyn Fn() -> bool) -> Result<Base, Cancelled> {
        let go_on = || if cancelled() { Err(Cancelled) } else { Ok(()) };
        go_on()?;
        let customers = self.rows.len();
        let mut order: Vec<u32> = (0..n32(customers)).collect();
        order.sort_unstable_by_key(|doc| self.rows.get(at(*doc)).map(|(who, _)| who));
        let mut place_of = vec![0; customers];
        for (place, doc) in (0..).zip(&order) {
            if let Some(slot) = place_of.get_mut(at(*doc)) {
                *slot = place;
            }
        }
        let mut out = BlockWriter::default();
        out.push(&write_viewer(self.viewer));
        let rows: Vec<(&Affinity, &Standing)> = order
            .iter()
            .filter_map(|doc| self.rows.get(at(*doc)))
            .map(|(who, standing)| (who, standing))
            .collect();
        columns::write(&rows, &mut out);
        drop(rows);
        drop(self.rows);
        go_on()?;

        let (names, number_of) = self.names.sorted();
        let own = self.own.in_order(&order, &number_of);
        let near = self.near.in_order(&order, &number_of);
        go_on()?;
        vocabulary::write(
            &names,
            &[own.turned(names.len()), near.turned(names.len())],
            customers,
            &mut out,
        );
        drop(near);
        go_on()?;
        for (words, owners) in [(&self.letters, self.runs), (&self.words, self.facts)] {
            let (words, number_of) = words.sorted();
            let turned = owners.in_order(&order, &number_of).turned(words.len());
            go_on()?;
            vocabulary::write(&words, &[turned], customers, &mut out);
            go_on()?;
        }
        write_sounds(&names, &mut out);
        go_on()?;
        out.push(&pack_growing(&own.starts));
        out.push(&pack32(&own.numbers));
        drop(own);
        let in_order = |texts: &[Vec<String>],
                        write: fn(&[&[String]], &mut BlockWriter),
                        out: &mut BlockWriter| {
            let texts: Vec<&[String]> = order
                .iter()
                .map(|doc| texts.get(at(*doc)).map_or(&[][..], Vec::as_slice))
                .collect();
            write(&texts, out);
        };
        in_order(&self.phones, phones::write, &mut out);
        go_on()?;
        in_order(&self.emails, emails::write, &mut out);
        go_on()?;
        self.numbers.finish(&place_of, &mut out);
        go_on()?;
        match Base::open(out.finish()) {
            Ok(base) => Ok(base),
            // What was just written opens; if memory failed us, nothing was built.
            Err(OpenError::NotABase | OpenError::OtherFormat | OpenError::Damaged) => {
                Err(Cancelled)
            }
        }
    }
}

/// Which names have which sounds.
fn write_sounds(names: &[&str], out: &mut BlockWriter) {
    let mut pairs: Vec<(String, u32)> = Vec::new();
    for (number, name) in (0..).zip(names) {
        pairs.extend(sounds::codes(name).into_iter().map(|code| (code, number)));
    }
    pairs.sort_unstable();
    let codes: Vec<&str> = pairs
        .chunk_by(|one, other| one.0 == other.0)
        .filter_map(|alike| alike.first())
        .map(|(code, _)| code.as_str())
        .collect();
    strings::write(&codes, out);
    let mut lists = ListsWriter::default();
    for alike in pairs.chunk_by(|one, other| one.0 == other.0) {
        lists.push(&alike.iter().map(|(_, number)| *number).collect::<Vec<_>>());
    }
    lists.finish(out);
}

/// Words, each once, numbered as they come.
#[derive(Debug, Default)]
struct Interned {
    numbers: HashMap<Box<str>, u32>,
}

impl Interned {
    fn number(&mut self, word: &str) -> u32 {
        if let Some(number) = self.numbers.get(word) {
            return *number;
        }
        let number = n32(self.numbers.len());
        self.numbers.insert(word.into(), number);
        number
    }

    /// The words by the alphabet, and for each number as it came its place there.
    fn sorted(&self) -> (Vec<&str>, Vec<u32>) {
        let mut words: Vec<(&str, u32)> = self
            .numbers
            .iter()
            .map(|(word, number)| (&**word, *number))
            .collect();
        words.sort_unstable();
        let mut place_of = vec![0; words.len()];
        for (place, (_, number)) in (0..).zip(&words) {
            if let Some(slot) = place_of.get_mut(at(*number)) {
                *slot = place;
            }
        }
        (words.into_iter().map(|(word, _)| word).collect(), place_of)
    }
}

/// A run of numbers for each customer.
#[derive(Debug)]
struct Runs {
    starts: Vec<u32>,
    numbers: Vec<u32>,
}

impl Default for Runs {
    fn default() -> Self {
        Self {
            starts: starts([]),
            numbers: Vec::new(),
        }
    }
}

impl Runs {
    fn push(&mut self, numbers: impl Iterator<Item = u32>) {
        self.numbers.extend(numbers);
        self.starts.push(n32(self.numbers.len()));
    }

    fn of(&self, customer: usize) -> &[u32] {
        let from = self.starts.get(customer).copied().map_or(0, at);
        let to = self.starts.get(customer + 1).copied().map_or(0, at);
        self.numbers.get(from..to).unwrap_or(&[])
    }

    /// The same for customers in affinity order and words by the alphabet.
    fn in_order(self, order: &[u32], place_of: &[u32]) -> Self {
        let mut sorted = Self::default();
        let mut run = Vec::new();
        for doc in order {
            run.clear();
            run.extend(
                self.of(at(*doc))
                    .iter()
                    .filter_map(|number| place_of.get(at(*number)).copied()),
            );
            run.sort_unstable();
            sorted.push(run.iter().copied());
        }
        sorted
    }

    /// For each word the customers who have it.
    fn turned(&self, words: usize) -> FieldDocs {
        FieldDocs::turn(words, |each| {
            for (doc, customer) in (0..).zip(0..self.starts.len().saturating_sub(1)) {
                for word in self.of(customer) {
                    each(doc, *word);
                }
            }
        })
    }
}
