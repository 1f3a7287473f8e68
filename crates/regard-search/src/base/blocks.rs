//! The run of bytes that a base lies in: a head, then blocks one after the other.
//!
//! The head is eight letters, the version of the format, the checksum (CRC-32) of all that follows,
//! the number of blocks and the length of each. Blocks have no names: they are written and read in the
//! same order.

use std::ops::Range;

use super::OpenError;
use crate::width::n64;

const LETTERS: &[u8; 8] = b"RGSEARCH";
/// To be counted up whenever what is written changes: an older base is then built anew.
const FORMAT: u32 = 4;
const SUMMED_FROM: usize = 16;

/// A block's place in the bytes.
pub(crate) type Slot = Range<usize>;

/// The bytes of a block.
pub(crate) fn block<'a>(bytes: &'a [u8], slot: &Slot) -> &'a [u8] {
    bytes.get(slot.clone()).unwrap_or(&[])
}

/// Collects blocks and puts the head before them.
#[derive(Debug, Default)]
pub(crate) struct BlockWriter {
    blocks: Vec<Vec<u8>>,
}

impl BlockWriter {
    pub(crate) fn push(&mut self, block: Vec<u8>) {
        self.blocks.push(block);
    }

    /// One run of bytes; each block is let go of as soon as it stands there.
    pub(crate) fn finish(self) -> Vec<u8> {
        let len: usize = self.blocks.iter().map(Vec::len).sum();
        let mut bytes = Vec::with_capacity(SUMMED_FROM + 8 * (self.blocks.len() + 1) + len);
        bytes.extend_from_slice(LETTERS);
        bytes.extend_from_slice(&FORMAT.to_le_bytes());
        bytes.extend_from_slice(&[0; 4]);
        bytes.extend_from_slice(&n64(self.blocks.len()).to_le_bytes());
        for block in &self.blocks {
            bytes.extend_from_slice(&n64(block.len()).to_le_bytes());
        }
        for block in self.blocks {
            bytes.extend_from_slice(&block);
        }
        let sum = crc32fast::hash(bytes.get(SUMMED_FROM..).unwrap_or(&[]));
        if let Some(place) = bytes.get_mut(SUMMED_FROM - 4..SUMMED_FROM) {
            place.copy_from_slice(&sum.to_le_bytes());
        }
        bytes
    }
}

/// Hands the blocks out in the order in which they were written.
#[derive(Debug)]
pub(crate) struct BlockReader {
    slots: std::vec::IntoIter<Slot>,
}

impl BlockReader {
    /// Checks the head and the sum.
    pub(crate) fn open(bytes: &[u8]) -> Result<Self, OpenError> {
        let rest = bytes.strip_prefix(LETTERS).ok_or(OpenError::NotABase)?;
        let (format, rest) = rest.split_first_chunk::<4>().ok_or(OpenError::NotABase)?;
        if u32::from_le_bytes(*format) != FORMAT {
            return Err(OpenError::OtherFormat);
        }
        let (sum, summed) = rest.split_first_chunk::<4>().ok_or(OpenError::Damaged)?;
        if u32::from_le_bytes(*sum) != crc32fast::hash(summed) {
            return Err(OpenError::Damaged);
        }
        let mut words = summed.chunks_exact(8).map(|word| {
            word.first_chunk::<8>()
                .map(|word| u64::from_le_bytes(*word))
                .and_then(|word| usize::try_from(word).ok())
                .ok_or(OpenError::Damaged)
        });
        let count = words.next().ok_or(OpenError::Damaged)??;
        let mut start = count
            .checked_add(1)
            .and_then(|words| words.checked_mul(8)?.checked_add(SUMMED_FROM))
            .ok_or(OpenError::Damaged)?;
        let mut slots = Vec::new();
        for len in words.take(count) {
            let end = start.checked_add(len?).ok_or(OpenError::Damaged)?;
            if end > bytes.len() {
                return Err(OpenError::Damaged);
            }
            slots.push(start..end);
            start = end;
        }
        Ok(Self {
            slots: slots.into_iter(),
        })
    }

    pub(crate) fn next(&mut self) -> Result<Slot, OpenError> {
        self.slots.next().ok_or(OpenError::Damaged)
    }
}
