//! Envelopes, tickets, serial numbers: sorted keys with their customers.
//!
//! Up to twelve ASCII letters and digits make one number of base 37, so that what begins alike lies
//! together; the gaps between those take few bits. Longer and other ones are kept as text.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;

use super::OpenError;
use super::blocks::{BlockReader, BlockWriter, Slot, block};
use super::packed::{Packed, le32, le64, pack32, partition};
use super::postings::{Lists, ListsAt, ListsWriter};
use super::steps::Steps;
use super::strings::{self, Strings, StringsAt};
use crate::bits::{BitWriter, read, width_of};
use crate::width::{at, n32};

const BASE: u64 = 37;
const PLACES: u32 = 12;
/// So many keys share a head: the first key, where their gaps lie, and the width of those.
const BLOCK: usize = 64;
const HEAD: usize = 13;
/// A beginning that more numbers share than this says nothing about who is meant.
pub(crate) const MOST_SHARED: usize = 30_000;

/// A key as a number, its first letter the heaviest; none for what does not fit.
fn short_key(key: &str) -> Option<u64> {
    if key.len() > at(PLACES) {
        return None;
    }
    let mut number = 0;
    for place in 0..at(PLACES) {
        let digit = match key.as_bytes().get(place) {
            None => 0,
            Some(byte @ b'0'..=b'9') => u64::from(byte - b'0') + 1,
            Some(byte @ b'a'..=b'z') => u64::from(byte - b'a') + 11,
            Some(_) => return None,
        };
        number = number * BASE + digit;
    }
    Some(number)
}

/// All numbers that begin with a key.
fn beginning(key: &str) -> Option<RangeInclusive<u64>> {
    let from = short_key(key)?;
    let rest = PLACES.saturating_sub(n32(key.len()));
    Some(from..=from + (BASE.pow(rest) - 1))
}

/// Numbers as they come, before they are sorted.
#[derive(Debug, Default)]
pub(crate) struct NumbersWriter {
    short: Vec<(u64, u32)>,
    long: BTreeMap<String, Vec<u32>>,
}

impl NumbersWriter {
    pub(crate) fn push(&mut self, key: String, doc: u32) {
        match short_key(&key) {
            Some(number) => self.short.push((number, doc)),
            None => self.long.entry(key).or_default().push(doc),
        }
    }

    /// Writes them; `place_of` says what number each customer got.
    pub(crate) fn finish(mut self, place_of: &[u32], steps: &Steps<'_>, out: &mut BlockWriter) {
        let place = |doc: u32| place_of.get(at(doc)).copied().unwrap_or(0);
        for (_, doc) in &mut self.short {
            *doc = place(*doc);
        }
        steps.sort(&mut self.short, Ord::cmp);
        let mut heads = Vec::new();
        let mut gaps = Vec::new();
        for (nth, keys) in self.short.chunks(BLOCK).enumerate() {
            if steps.stop(nth) {
                return;
            }
            let first = keys.first().map_or(0, |(key, _)| *key);
            let between: Vec<u64> = keys
                .windows(2)
                .map(|pair| match pair {
                    [(one, _), (next, _)] => next - one,
                    _ => 0,
                })
                .collect();
            let width = width_of(between.iter().copied().max().unwrap_or(0));
            heads.extend(first.to_le_bytes());
            heads.extend(n32(gaps.len()).to_le_bytes());
            heads.push(u8::try_from(width).unwrap_or(0));
            let mut bits = BitWriter::default();
            for gap in between {
                bits.push(gap, width);
            }
            gaps.extend(bits.finish());
        }
        let docs: Vec<u32> = self.short.into_iter().map(|(_, doc)| doc).collect();
        out.push(heads);
        out.push(gaps);
        out.push(pack32(&docs));
        let texts: Vec<&String> = self.long.keys().collect();
        strings::write(&texts, out);
        let mut lists = ListsWriter::default();
        for docs in self.long.values() {
            let mut docs: Vec<u32> = docs.iter().map(|doc| place(*doc)).collect();
            docs.sort_unstable();
            docs.dedup();
            lists.push(&docs);
        }
        lists.finish(out);
    }
}

/// Where the numbers lie.
#[derive(Debug, Clone)]
pub(crate) struct NumbersAt {
    heads: Slot,
    gaps: Slot,
    docs: Slot,
    long: StringsAt,
    long_lists: ListsAt,
}

impl NumbersAt {
    pub(crate) fn read(blocks: &mut BlockReader) -> Result<Self, OpenError> {
        Ok(Self {
            heads: blocks.next()?,
            gaps: blocks.next()?,
            docs: blocks.next()?,
            long: StringsAt::read(blocks)?,
            long_lists: ListsAt::read(blocks)?,
        })
    }

    pub(crate) fn on<'a>(&self, bytes: &'a [u8]) -> Numbers<'a> {
        Numbers {
            heads: block(bytes, &self.heads),
            gaps: block(bytes, &self.gaps),
            docs: Packed::of(block(bytes, &self.docs)),
            long: self.long.on(bytes),
            long_lists: self.long_lists.on(bytes),
        }
    }
}

/// The numbers of all customers.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Numbers<'a> {
    heads: &'a [u8],
    gaps: &'a [u8],
    docs: Packed<'a>,
    long: Strings<'a>,
    long_lists: Lists<'a>,
}

impl Numbers<'_> {
    /// The customers, sorted, who have this number.
    pub(crate) fn is(&self, key: &str) -> Vec<u32> {
        let mut docs = Vec::new();
        match short_key(key) {
            Some(number) => self.between(number..=number, &mut docs),
            None => {
                if let Ok(found) = self.long.find(key.as_bytes()) {
                    self.long_docs(found, &mut docs);
                }
            }
        }
        sorted(docs)
    }

    /// The customers, sorted, who have a number that begins so; nobody when it says too little.
    pub(crate) fn begins(&self, key: &str) -> Vec<u32> {
        let mut docs = Vec::new();
        if let Some(range) = beginning(key) {
            self.between(range, &mut docs);
        }
        for found in self.long.beginning(key.as_bytes()) {
            if docs.len() > MOST_SHARED {
                break;
            }
            self.long_docs(found, &mut docs);
        }
        if docs.len() > MOST_SHARED {
            return Vec::new();
        }
        sorted(docs)
    }

    fn long_docs(&self, number: u32, docs: &mut Vec<u32>) {
        if let Some(mut list) = self.long_lists.open(number) {
            while list.doc() != super::postings::END {
                docs.push(list.doc());
                list.advance();
            }
        }
    }

    fn first_of(&self, block: usize) -> u64 {
        le64(self.heads, block * HEAD).unwrap_or(u64::MAX)
    }

    /// Customers whose keys are in the range; at most one more than [`MOST_SHARED`].
    fn between(&self, range: RangeInclusive<u64>, docs: &mut Vec<u32>) {
        let blocks = self.heads.len() / HEAD;
        let first =
            partition(blocks, |block| self.first_of(block) < *range.start()).saturating_sub(1);
        for block in first..blocks {
            let mut key = self.first_of(block);
            let head = block * HEAD;
            let start = le32(self.heads, head + 8).map_or(0, at);
            let width = self.heads.get(head + 12).copied().map_or(0, u32::from);
            let gaps = self.gaps.get(start..).unwrap_or(&[]);
            let places = block * BLOCK..self.docs.len().min((block + 1) * BLOCK);
            for (nth, place) in places.enumerate() {
                if let Some(gap) = nth.checked_sub(1) {
                    key += read(gaps, gap * at(width), width);
                }
                if key > *range.end() || docs.len() > MOST_SHARED {
                    return;
                }
                if key >= *range.start() {
                    docs.push(crate::width::low(self.docs.get(place)));
                }
            }
        }
    }
}

fn sorted(mut docs: Vec<u32>) -> Vec<u32> {
    docs.sort_unstable();
    docs.dedup();
    docs
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_begins_alike_lies_together() {
        let range = beginning("e10").unwrap();
        for inside in ["e10", "e10234", "e10z"] {
            assert!(range.contains(&short_key(inside).unwrap()), "{inside}");
        }
        for outside in ["e1", "e11", "e0", "f10", "10"] {
            assert!(!range.contains(&short_key(outside).unwrap()), "{outside}");
        }
        assert_eq!(short_key("1234567890123"), None);
        assert_eq!(short_key("ß1"), None);
    }
}
