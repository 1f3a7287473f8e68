//! Sorted strings in one run of text.

use std::ops::Range;

use super::OpenError;
use super::blocks::{BlockReader, BlockWriter, Slot, block};
use super::packed::{Growing, pack_growing, partition, starts};
use crate::width::n32;

/// Stands between strings, so that a search through the text never runs over into the next.
pub(crate) const BETWEEN: u8 = b'\n';

/// Writes strings that are already sorted.
pub(crate) fn write<S: AsRef<str>>(sorted: &[S], out: &mut BlockWriter) {
    out.push(pack_growing(&starts(
        sorted.iter().map(|text| text.as_ref().len() + 1),
    )));
    let mut text = Vec::new();
    for string in sorted {
        text.extend_from_slice(string.as_ref().as_bytes());
        text.push(BETWEEN);
    }
    out.push(text);
}

/// Where sorted strings lie.
#[derive(Debug, Clone)]
pub(crate) struct StringsAt {
    starts: Slot,
    text: Slot,
}

impl StringsAt {
    pub(crate) fn read(blocks: &mut BlockReader) -> Result<Self, OpenError> {
        Ok(Self {
            starts: blocks.next()?,
            text: blocks.next()?,
        })
    }

    pub(crate) fn on<'a>(&self, bytes: &'a [u8]) -> Strings<'a> {
        Strings {
            starts: Growing::of(block(bytes, &self.starts)),
            text: block(bytes, &self.text),
        }
    }
}

/// Sorted strings, each known by its number.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Strings<'a> {
    starts: Growing<'a>,
    text: &'a [u8],
}

impl<'a> Strings<'a> {
    pub(crate) fn len(&self) -> usize {
        self.starts.len().saturating_sub(1)
    }

    /// The bytes of a string.
    pub(crate) fn get(&self, number: usize) -> &'a [u8] {
        let span = self.starts.span(number);
        self.text
            .get(span.start..span.end.saturating_sub(1))
            .unwrap_or(&[])
    }

    /// All of them, with [`BETWEEN`] behind each.
    pub(crate) fn text(&self) -> &'a [u8] {
        self.text
    }

    /// The string that a place in [`Self::text`] belongs to.
    pub(crate) fn at_place(&self, place: usize) -> u32 {
        n32(self.starts.not_above(n32(place)).saturating_sub(1))
    }

    /// Where the next string begins in [`Self::text`].
    pub(crate) fn end_of(&self, number: u32) -> usize {
        self.starts.span(crate::width::at(number)).end
    }

    /// The number of a string, or where it would stand.
    pub(crate) fn find(&self, string: &[u8]) -> Result<u32, u32> {
        let place = partition(self.len(), |number| self.get(number) < string);
        if place < self.len() && self.get(place) == string {
            Ok(n32(place))
        } else {
            Err(n32(place))
        }
    }

    /// The numbers of the strings that begin so.
    pub(crate) fn beginning(&self, prefix: &[u8]) -> Range<u32> {
        let from = partition(self.len(), |number| self.get(number) < prefix);
        let many = partition(self.len() - from, |number| {
            self.get(from + number).starts_with(prefix)
        });
        n32(from)..n32(from + many)
    }
}
