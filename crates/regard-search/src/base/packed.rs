//! Rows of numbers in few bits: all of one width, or growing ones.

use crate::bits::{BitWriter, read, width_of};
use crate::width::{at, low, n32, n64};

/// So many growing numbers share a head.
const GROWING: usize = 64;
const GROWING_HEAD: usize = 9;

/// Writes numbers, each in as many bits as the largest needs.
pub(crate) fn pack(values: &[u64]) -> Vec<u8> {
    let width = width_of(values.iter().copied().max().unwrap_or(0));
    let mut bits = BitWriter::default();
    for value in values {
        bits.push(*value, width);
    }
    let mut out = n32(values.len()).to_le_bytes().to_vec();
    out.push(u8::try_from(width).unwrap_or(0));
    out.extend(bits.finish());
    out
}

/// [`pack`] for numbers of 32 bits.
pub(crate) fn pack32(values: &[u32]) -> Vec<u8> {
    pack(
        &values
            .iter()
            .map(|value| u64::from(*value))
            .collect::<Vec<_>>(),
    )
}

/// Numbers of one width.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Packed<'a> {
    len: usize,
    width: u32,
    bits: &'a [u8],
}

impl<'a> Packed<'a> {
    pub(crate) fn of(block: &'a [u8]) -> Self {
        let Some((len, rest)) = block.split_first_chunk::<4>() else {
            return Self {
                len: 0,
                width: 0,
                bits: &[],
            };
        };
        Self {
            len: at(u32::from_le_bytes(*len)),
            width: rest.first().copied().map_or(0, u32::from),
            bits: rest.get(1..).unwrap_or(&[]),
        }
    }

    pub(crate) fn len(&self) -> usize {
        self.len
    }

    /// The number at a place; zero beyond the end.
    #[inline]
    pub(crate) fn get(&self, place: usize) -> u64 {
        if place >= self.len {
            return 0;
        }
        read(self.bits, place * at(self.width), self.width)
    }
}

/// Writes numbers that never get smaller.
pub(crate) fn pack_growing(values: &[u32]) -> Vec<u8> {
    let mut heads = Vec::new();
    let mut data = Vec::new();
    for block in values.chunks(GROWING) {
        let (first, last) = (block.first().copied(), block.last().copied());
        let base = first.unwrap_or(0);
        let width = width_of(u64::from(last.unwrap_or(0).saturating_sub(base)));
        heads.extend(base.to_le_bytes());
        heads.extend(n32(data.len()).to_le_bytes());
        heads.push(u8::try_from(width).unwrap_or(0));
        let mut bits = BitWriter::default();
        for value in block {
            bits.push(u64::from(value.saturating_sub(base)), width);
        }
        data.extend(bits.finish());
    }
    let mut out = n32(values.len()).to_le_bytes().to_vec();
    out.extend(heads);
    out.extend(data);
    out
}

/// Numbers that never get smaller.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Growing<'a> {
    len: usize,
    heads: &'a [u8],
    data: &'a [u8],
}

impl<'a> Growing<'a> {
    pub(crate) fn of(block: &'a [u8]) -> Self {
        let Some((len, rest)) = block.split_first_chunk::<4>() else {
            return Self {
                len: 0,
                heads: &[],
                data: &[],
            };
        };
        let len = at(u32::from_le_bytes(*len));
        let heads = len.div_ceil(GROWING) * GROWING_HEAD;
        let (heads, data) = rest.split_at_checked(heads).unwrap_or((&[], &[]));
        Self { len, heads, data }
    }

    pub(crate) fn len(&self) -> usize {
        self.len
    }

    /// The number at a place; zero beyond the end.
    #[inline]
    pub(crate) fn get(&self, place: usize) -> u32 {
        if place >= self.len {
            return 0;
        }
        let head = self
            .heads
            .get(place / GROWING * GROWING_HEAD..)
            .unwrap_or(&[]);
        let (Some(base), Some(start), Some(width)) = (
            le32(head, 0),
            le32(head, 4),
            head.get(8).copied().map(u32::from),
        ) else {
            return 0;
        };
        let data = self.data.get(at(start)..).unwrap_or(&[]);
        base.saturating_add(low(read(data, place % GROWING * at(width), width)))
    }

    /// Numbers `place` and `place + 1`: where something begins and ends.
    #[inline]
    pub(crate) fn span(&self, place: usize) -> std::ops::Range<usize> {
        at(self.get(place))..at(self.get(place + 1))
    }

    /// How many numbers at the front are not above `value`.
    pub(crate) fn not_above(&self, value: u32) -> usize {
        partition(self.len, |place| self.get(place) <= value)
    }
}

/// The first place of `0..len` for which `front` no longer holds.
pub(crate) fn partition(len: usize, front: impl Fn(usize) -> bool) -> usize {
    let (mut low, mut high) = (0, len);
    while low < high {
        let middle = low + (high - low) / 2;
        if front(middle) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    low
}

/// Four bytes at a place.
pub(crate) fn le32(data: &[u8], place: usize) -> Option<u32> {
    data.get(place..)?
        .first_chunk::<4>()
        .map(|four| u32::from_le_bytes(*four))
}

/// Eight bytes at a place.
pub(crate) fn le64(data: &[u8], place: usize) -> Option<u64> {
    data.get(place..)?
        .first_chunk::<8>()
        .map(|eight| u64::from_le_bytes(*eight))
}

/// Where each of several runs begins, and where the last ends.
pub(crate) fn starts(lens: impl IntoIterator<Item = usize>) -> Vec<u32> {
    let mut starts = vec![0];
    let mut end = 0_u64;
    for len in lens {
        end += n64(len);
        starts.push(u32::try_from(end).unwrap_or(u32::MAX));
    }
    starts
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn numbers_come_back(values in prop::collection::vec(any::<u64>().prop_map(|v| v >> 1), 0..200)) {
            let block = pack(&values);
            let packed = Packed::of(&block);
            prop_assert_eq!(packed.len(), values.len());
            for (place, value) in values.iter().enumerate() {
                prop_assert_eq!(packed.get(place), *value);
            }
            prop_assert_eq!(packed.get(values.len()), 0);
        }

        #[test]
        fn growing_numbers_come_back(mut values in prop::collection::vec(0u32..100_000, 0..300), asked in 0u32..100_000) {
            values.sort_unstable();
            let block = pack_growing(&values);
            let growing = Growing::of(&block);
            for (place, value) in values.iter().enumerate() {
                prop_assert_eq!(growing.get(place), *value);
            }
            prop_assert_eq!(growing.not_above(asked), values.iter().filter(|v| **v <= asked).count());
        }
    }
}
