//! Values of few bits packed one after the other.

use crate::width::n64;

/// How many bits a value needs.
pub(crate) fn width_of(value: u64) -> u32 {
    u64::BITS - value.leading_zeros()
}

/// Writes values bit by bit, the lowest first.
#[derive(Debug, Default)]
pub(crate) struct BitWriter {
    bytes: Vec<u8>,
    held: u128,
    held_bits: u32,
}

impl BitWriter {
    pub(crate) fn push(&mut self, value: u64, width: u32) {
        self.held |= u128::from(value) << self.held_bits;
        self.held_bits += width;
        while self.held_bits >= 8 {
            self.bytes.push(byte(self.held));
            self.held >>= 8;
            self.held_bits -= 8;
        }
    }

    pub(crate) fn finish(mut self) -> Vec<u8> {
        if self.held_bits > 0 {
            self.bytes.push(byte(self.held));
        }
        self.bytes
    }
}

fn byte(held: u128) -> u8 {
    u8::try_from(held & 0xff).unwrap_or(0)
}

/// `width` bits of `data`, beginning at bit `from`; beyond the end everything is zero.
#[inline]
pub(crate) fn read(data: &[u8], from: usize, width: u32) -> u64 {
    if width > 56 {
        return wide(data, from, width);
    }
    (word(data, from / 8) >> (from % 8)) & ((1 << width) - 1)
}

fn wide(data: &[u8], from: usize, width: u32) -> u64 {
    read(data, from, 32) | read(data, from + 32, width - 32) << 32
}

#[inline]
fn word(data: &[u8], from: usize) -> u64 {
    let rest = data.get(from..).unwrap_or(&[]);
    if let Some(whole) = rest.first_chunk::<8>() {
        return u64::from_le_bytes(*whole);
    }
    rest.iter()
        .rev()
        .fold(0, |word, byte| word << 8 | u64::from(*byte))
}

/// Writes a number in as few bytes as it needs, seven bits in each.
pub(crate) fn push_varint(out: &mut Vec<u8>, mut value: u64) {
    loop {
        let seven = u8::try_from(value & 0x7f).unwrap_or(0);
        value >>= 7;
        if value == 0 {
            out.push(seven);
            return;
        }
        out.push(seven | 0x80);
    }
}

/// Reads such a number and moves `place` behind it.
pub(crate) fn varint(data: &[u8], place: &mut usize) -> u64 {
    let mut value = 0;
    let mut shift = 0;
    while let Some(byte) = data.get(*place) {
        *place += 1;
        value |= u64::from(byte & 0x7f) << shift;
        shift += 7;
        if byte & 0x80 == 0 || shift > 56 {
            break;
        }
    }
    value
}

/// A set of small numbers.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct BitSet {
    words: Vec<u64>,
}

impl BitSet {
    /// Room for numbers below `len`; larger ones are never in it.
    pub(crate) fn of_len(len: usize) -> Self {
        Self {
            words: vec![0; len.div_ceil(64)],
        }
    }

    pub(crate) fn insert(&mut self, number: u32) {
        let number = crate::width::at(number);
        if let Some(word) = self.words.get_mut(number / 64) {
            *word |= 1 << (number % 64);
        }
    }

    /// Puts a number in, making room for it.
    pub(crate) fn insert_anew(&mut self, number: u32) {
        let words = crate::width::at(number) / 64 + 1;
        if self.words.len() < words {
            self.words.resize(words, 0);
        }
        self.insert(number);
    }

    pub(crate) fn remove(&mut self, number: u32) {
        let number = crate::width::at(number);
        if let Some(word) = self.words.get_mut(number / 64) {
            *word &= !(1 << (number % 64));
        }
    }

    pub(crate) fn contains(&self, number: u32) -> bool {
        let number = crate::width::at(number);
        self.words
            .get(number / 64)
            .is_some_and(|word| word >> (number % 64) & 1 == 1)
    }

    /// The smallest member that is at least `from`.
    pub(crate) fn next(&self, from: u32) -> Option<u32> {
        let from = crate::width::at(from);
        let mut place = from / 64;
        let mut word = self.words.get(place)? & (u64::MAX << (from % 64));
        while word == 0 {
            place += 1;
            word = *self.words.get(place)?;
        }
        u32::try_from(n64(place) * 64 + u64::from(word.trailing_zeros())).ok()
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = u32> + '_ {
        let mut from = Some(0);
        std::iter::from_fn(move || {
            let member = self.next(from?)?;
            from = member.checked_add(1);
            Some(member)
        })
    }

    pub(crate) fn intersect(&mut self, other: &Self) {
        for (place, word) in self.words.iter_mut().enumerate() {
            *word &= other.words.get(place).copied().unwrap_or(0);
        }
    }

    pub(crate) fn take_out(&mut self, other: &Self) {
        for (mine, theirs) in self.words.iter_mut().zip(&other.words) {
            *mine &= !theirs;
        }
    }

    pub(crate) fn unite(&mut self, other: &Self) {
        for (mine, theirs) in self.words.iter_mut().zip(&other.words) {
            *mine |= theirs;
        }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.words.iter().all(|word| *word == 0)
    }

    pub(crate) fn len(&self) -> usize {
        self.words
            .iter()
            .map(|word| crate::width::at(word.count_ones()))
            .sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn packed_values_come_back(values in prop::collection::vec((0u64..=u64::MAX, 1u32..=63), 0..50)) {
            let values: Vec<(u64, u32)> =
                values.into_iter().map(|(v, w)| (v & ((1 << w) - 1), w)).collect();
            let mut writer = BitWriter::default();
            for (value, width) in &values {
                writer.push(*value, *width);
            }
            let bytes = writer.finish();
            let mut from = 0;
            for (value, width) in values {
                prop_assert_eq!(read(&bytes, from, width), value);
                from += crate::width::at(width);
            }
        }

        #[test]
        fn varints_come_back(value in 0u64..1 << 56) {
            let mut bytes = Vec::new();
            push_varint(&mut bytes, value);
            let mut place = 0;
            prop_assert_eq!(varint(&bytes, &mut place), value);
            prop_assert_eq!(place, bytes.len());
        }

        #[test]
        fn a_set_gives_its_members_in_order(members in prop::collection::btree_set(0u32..500, 0..40)) {
            let mut set = BitSet::of_len(500);
            for member in &members {
                set.insert(*member);
            }
            prop_assert_eq!(set.iter().collect::<Vec<_>>(), members.into_iter().collect::<Vec<_>>());
        }
    }
}
