//! Builds a base: customers come one by one, are put in affinity order, and their words are turned
//! round into lists.

use std::collections::HashMap;

use super::blocks::BlockWriter;
use super::numbers::NumbersWriter;
use super::packed::{pack_growing, pack32, starts};
use super::postings::ListsWriter;
use super::steps::Steps;
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
    phones: Texts,
    emails: Texts,
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
            phones: Texts::default(),
            emails: Texts::default(),
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
        self.phones.push(&terms.phones);
        self.emails.push(&terms.emails);
    }

    /// Builds the base of all that were added. `cancelled` is asked every few thousand entries; once
    /// it says yes, nothing more is made.
    pub fn finish(self, cancelled: &dyn Fn() -> bool) -> Result<Base, Cancelled> {
        let steps = &Steps::new(cancelled);
        steps.go_on()?;
        let customers = self.rows.len();
        let mut order: Vec<u32> = (0..n32(customers)).collect();
        let who = |doc: &u32| self.rows.get(at(*doc)).map(|(who, _)| who);
        steps.sort(&mut order, |one, other| who(one).cmp(&who(other)));
        steps.go_on()?;
        let mut place_of = vec![0; customers];
        for (place, doc) in (0..).zip(&order) {
            if let Some(slot) = place_of.get_mut(at(*doc)) {
                *slot = place;
            }
        }
        let mut out = BlockWriter::default();
        out.push(write_viewer(self.viewer));
        let rows: Vec<(&Affinity, &Standing)> = order
            .iter()
            .filter_map(|doc| self.rows.get(at(*doc)))
            .map(|(who, standing)| (who, standing))
            .collect();
        columns::write(&rows, steps, &mut out)?;
        drop(rows);
        drop(self.rows);
        steps.go_on()?;

        let (names, number_of) = self.names.sorted();
        let own = self.own.in_order(&order, &number_of, steps);
        let near = self.near.in_order(&order, &number_of, steps);
        steps.go_on()?;
        vocabulary::write(
            &names,
            &[
                own.turned(names.len(), steps),
                near.turned(names.len(), steps),
            ],
            customers,
            true,
            steps,
            &mut out,
        )?;
        drop(near);
        steps.go_on()?;
        let rest = [
            (self.letters, self.runs, false),
            (self.words, self.facts, true),
        ];
        for (words, owners, mended) in rest {
            let (words, number_of) = words.sorted();
            let turned = owners
                .in_order(&order, &number_of, steps)
                .turned(words.len(), steps);
            steps.go_on()?;
            vocabulary::write(&words, &[turned], customers, mended, steps, &mut out)?;
        }
        write_sounds(&names, steps, &mut out);
        steps.go_on()?;
        out.push(pack_growing(&own.starts));
        out.push(pack32(&own.numbers));
        drop(own);
        phones::write(&self.phones.in_order(&order), steps, &mut out);
        drop(self.phones);
        steps.go_on()?;
        emails::write(&self.emails.in_order(&order), steps, &mut out);
        drop(self.emails);
        steps.go_on()?;
        self.numbers.finish(&place_of, steps, &mut out);
        steps.go_on()?;
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
fn write_sounds(names: &[&str], steps: &Steps<'_>, out: &mut BlockWriter) {
    let mut pairs: Vec<(String, u32)> = Vec::new();
    for (number, name) in (0..).zip(names) {
        if steps.stop(at(number)) {
            return;
        }
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

/// Some lines for each customer, in one text.
#[derive(Debug, Default)]
struct Texts {
    text: String,
    ends: Vec<usize>,
}

impl Texts {
    fn push(&mut self, lines: &[String]) {
        for line in lines {
            self.text.push_str(line);
            self.text.push('\n');
        }
        self.ends.push(self.text.len());
    }

    fn in_order(&self, order: &[u32]) -> Vec<&str> {
        let of = |doc: usize| {
            let from = doc
                .checked_sub(1)
                .map_or(Some(&0), |before| self.ends.get(before))?;
            self.text.get(*from..*self.ends.get(doc)?)
        };
        order.iter().map(|doc| of(at(*doc)).unwrap_or("")).collect()
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
    fn in_order(self, order: &[u32], place_of: &[u32], steps: &Steps<'_>) -> Self {
        let mut sorted = Self::default();
        let mut run = Vec::new();
        for (nth, doc) in order.iter().enumerate() {
            if steps.stop(nth) {
                break;
            }
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
    fn turned(&self, words: usize, steps: &Steps<'_>) -> FieldDocs {
        FieldDocs::turn(words, |each| {
            for (doc, customer) in (0..).zip(0..self.starts.len().saturating_sub(1)) {
                if steps.stop(customer) {
                    return;
                }
                for word in self.of(customer) {
                    each(doc, *word);
                }
            }
        })
    }
}
