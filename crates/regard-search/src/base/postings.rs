//! Lists of customers' numbers, in order, so in affinity order: the likeliest come first.
//!
//! A short list is a count and gaps as varints. A long one is cut into blocks of 128 gaps of one
//! width; the last number and the end of every block stand before them, so that a search can leap.

use super::OpenError;
use super::blocks::{BlockReader, BlockWriter, Slot, block};
use super::packed::{Growing, le32, pack_growing, partition, starts};
use crate::bits::{BitWriter, push_varint, read, varint, width_of};
use crate::width::{at, low, n32, n64};

/// The end of every list.
pub(crate) const END: u32 = u32::MAX;
const BLOCK: usize = 128;
/// Lists shorter than this have no blocks.
const SHORT: usize = 32;
const LEAP: usize = 8;

/// Writes one list; the numbers grow and are all below [`END`].
pub(crate) fn write_list(out: &mut Vec<u8>, docs: &[u32]) {
    push_varint(out, n64(docs.len()));
    let mut before = END;
    if docs.len() < SHORT {
        for doc in docs {
            push_varint(out, u64::from(gap(before, *doc)));
            before = *doc;
        }
        return;
    }
    let mut leaps = Vec::with_capacity(docs.len().div_ceil(BLOCK) * LEAP);
    let mut data = Vec::new();
    for docs in docs.chunks(BLOCK) {
        let mut gaps = Vec::with_capacity(BLOCK);
        for doc in docs {
            gaps.push(u64::from(gap(before, *doc)));
            before = *doc;
        }
        let width = width_of(gaps.iter().copied().max().unwrap_or(0));
        data.push(u8::try_from(width).unwrap_or(0));
        let mut bits = BitWriter::default();
        for gap in gaps {
            bits.push(gap, width);
        }
        data.extend(bits.finish());
        leaps.extend(before.to_le_bytes());
        leaps.extend(n32(data.len()).to_le_bytes());
    }
    out.extend(leaps);
    out.extend(data);
}

/// How many numbers lie between two; [`END`] stands before the first.
fn gap(before: u32, doc: u32) -> u32 {
    doc.wrapping_sub(before).wrapping_sub(1)
}

/// One list being read, number by number: most lists are left after the first few.
#[derive(Debug, Clone)]
pub(crate) struct List<'a> {
    count: usize,
    leaps: &'a [u8],
    data: &'a [u8],
    /// Which block is being read, and its gaps.
    block: usize,
    gaps: &'a [u8],
    /// Where the next gap begins: a bit of a block, a byte of a short list.
    from: usize,
    width: u32,
    /// How many gaps follow in the block, or in the short list.
    left: usize,
    doc: u32,
}

impl<'a> List<'a> {
    /// Opens a list and stands on its first number.
    pub(crate) fn open(bytes: &'a [u8]) -> Self {
        let mut place = 0;
        let count = usize::try_from(varint(bytes, &mut place)).unwrap_or(0);
        let rest = bytes.get(place..).unwrap_or(&[]);
        let blocks = if count < SHORT {
            0
        } else {
            count.div_ceil(BLOCK)
        };
        let (leaps, data) = rest.split_at_checked(blocks * LEAP).unwrap_or((&[], &[]));
        let mut list = Self {
            count,
            leaps,
            data,
            block: 0,
            gaps: data,
            from: 0,
            width: 0,
            left: if blocks == 0 { count } else { 0 },
            doc: END,
        };
        if blocks > 0 {
            list.enter(0);
        }
        list.advance();
        list
    }

    /// How many numbers the list has.
    pub(crate) fn count(bytes: &[u8]) -> usize {
        usize::try_from(varint(bytes, &mut 0)).unwrap_or(0)
    }

    pub(crate) fn len(&self) -> usize {
        self.count
    }

    /// Where it stands; [`END`] behind the last.
    #[inline]
    pub(crate) fn doc(&self) -> u32 {
        self.doc
    }

    /// Stands before the first number of a block.
    fn enter(&mut self, block: usize) {
        self.block = block;
        let (before, start) = match block.checked_sub(1) {
            None => (END, 0),
            Some(last) => (self.last_of(last), self.end_of(last)),
        };
        let data = self.data.get(start..).unwrap_or(&[]);
        self.doc = before;
        self.width = data.first().copied().map_or(0, u32::from);
        self.gaps = data.get(1..).unwrap_or(&[]);
        self.from = 0;
        self.left = self.count.saturating_sub(block * BLOCK).min(BLOCK);
    }

    fn last_of(&self, block: usize) -> u32 {
        le32(self.leaps, block * LEAP).unwrap_or(END)
    }

    fn end_of(&self, block: usize) -> usize {
        le32(self.leaps, block * LEAP + 4).map_or(0, at)
    }

    fn blocks(&self) -> usize {
        self.leaps.len() / LEAP
    }

    /// Goes to the next number.
    #[inline]
    pub(crate) fn advance(&mut self) -> u32 {
        if self.left == 0 {
            if self.block + 1 >= self.blocks() {
                self.doc = END;
                return END;
            }
            self.enter(self.block + 1);
        }
        self.left -= 1;
        let gap = if self.leaps.is_empty() {
            varint(self.gaps, &mut self.from)
        } else {
            let gap = read(self.gaps, self.from, self.width);
            self.from += at(self.width);
            gap
        };
        self.doc = self.doc.wrapping_add(low(gap)).wrapping_add(1);
        self.doc
    }

    /// Goes to the first number that is at least `target`, never back.
    #[inline]
    pub(crate) fn seek(&mut self, target: u32) -> u32 {
        if self.doc >= target {
            return self.doc;
        }
        if !self.leaps.is_empty() && self.last_of(self.block) < target {
            let ahead = self.block + 1;
            let further = partition(self.blocks().saturating_sub(ahead), |block| {
                self.last_of(ahead + block) < target
            });
            if ahead + further >= self.blocks() {
                self.left = 0;
                self.block = self.blocks();
                self.doc = END;
                return END;
            }
            self.enter(ahead + further);
            self.advance();
        }
        while self.doc < target {
            self.advance();
        }
        self.doc
    }
}

/// Many lists, found by number, as they are written.
#[derive(Debug, Default)]
pub(crate) struct ListsWriter {
    lens: Vec<usize>,
    data: Vec<u8>,
}

impl ListsWriter {
    pub(crate) fn push(&mut self, docs: &[u32]) {
        let from = self.data.len();
        if !docs.is_empty() {
            write_list(&mut self.data, docs);
        }
        self.lens.push(self.data.len() - from);
    }

    pub(crate) fn finish(self, out: &mut BlockWriter) {
        out.push(pack_growing(&starts(self.lens)));
        out.push(self.data);
    }
}

/// Where many lists lie.
#[derive(Debug, Clone)]
pub(crate) struct ListsAt {
    starts: Slot,
    data: Slot,
}

impl ListsAt {
    pub(crate) fn read(blocks: &mut BlockReader) -> Result<Self, OpenError> {
        Ok(Self {
            starts: blocks.next()?,
            data: blocks.next()?,
        })
    }

    pub(crate) fn on<'a>(&self, bytes: &'a [u8]) -> Lists<'a> {
        Lists {
            starts: Growing::of(block(bytes, &self.starts)),
            data: block(bytes, &self.data),
        }
    }
}

/// Many lists, found by number.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Lists<'a> {
    starts: Growing<'a>,
    data: &'a [u8],
}

impl<'a> Lists<'a> {
    fn bytes(&self, number: usize) -> &'a [u8] {
        self.data.get(self.starts.span(number)).unwrap_or(&[])
    }

    /// A list, when there is anything in it.
    pub(crate) fn open(&self, number: u32) -> Option<List<'a>> {
        let bytes = self.bytes(at(number));
        (!bytes.is_empty()).then(|| List::open(bytes))
    }

    /// Whether anything is in a list.
    pub(crate) fn has(&self, number: u32) -> bool {
        !self.starts.span(at(number)).is_empty()
    }

    /// How many numbers are in a list.
    pub(crate) fn count(&self, number: u32) -> usize {
        List::count(self.bytes(at(number)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn numbers() -> impl Strategy<Value = Vec<u32>> {
        prop_oneof![
            prop::collection::btree_set(0u32..2_000, 0..600),
            prop::collection::btree_set(0u32..END, 0..60),
        ]
        .prop_map(|set| set.into_iter().collect())
    }

    proptest! {
        #[test]
        fn a_list_is_read_as_written(docs in numbers()) {
            let mut bytes = Vec::new();
            write_list(&mut bytes, &docs);
            let mut list = List::open(&bytes);
            prop_assert_eq!(list.len(), docs.len());
            for doc in &docs {
                prop_assert_eq!(list.doc(), *doc);
                list.advance();
            }
            prop_assert_eq!(list.doc(), END);
        }

        #[test]
        fn a_leap_lands_on_the_first_that_is_large_enough(docs in numbers(), mut targets in prop::collection::vec(0u32..2_100, 0..20)) {
            targets.sort_unstable();
            let mut bytes = Vec::new();
            write_list(&mut bytes, &docs);
            let mut list = List::open(&bytes);
            for target in targets {
                let expected = docs.iter().copied().find(|doc| *doc >= target).unwrap_or(END);
                prop_assert_eq!(list.seek(target), expected);
            }
        }
    }
}
